//! A file of items is brought, looked at with its ledger, mended, and taken into the bank as drafts: all of it or nothing.

use super::check_item::attachments;
use super::open_desk::Desk;
use crate::domain::assessment::bank::{Bank, Competency};
use crate::domain::authoring::{DraftState, Step};
use crate::domain::identifier::encode;
use crate::domain::people::person::Person;
use crate::domain::text::{Language, Localized};
use crate::flows::Service;
use crate::formats::bank::item_form::ItemForm;
use crate::formats::bank::{BANK_FILE, STIMULI_FILE, manifest, read_files, read_manifest};
use crate::formats::exchange::Assumed;
use crate::formats::exchange::format;
use crate::formats::exchange::transcript::WrittenItem;
use crate::formats::mistake::{Mistake, Mistakes};
use crate::formats::toml_file::is_code;
use crate::store::assessment::banks;
use crate::store::audit::{self, Deed};
use crate::store::authoring::drafts::{self, DraftRow, StepRow};
use crate::store::authoring::uploads::{self, UploadItem, UploadRow};
use crate::store::{Connection, Failure, StoreError, transact};
use std::collections::BTreeMap;

/// Mistakes that a draft may have: what is missing is written later.
const MAY_STAY: [&str; 1] = ["missing-language"];

/// Why a file was not kept, or not taken.
#[derive(Clone, Debug)]
pub enum UploadRefusal {
    /// Nothing in it can be read.
    Unreadable(Mistakes),
    /// There is no such upload, or it was taken or dropped already.
    NotOpen,
    /// Items have mistakes that have to be mended first.
    HasMistakes,
    /// Something was changed or dropped, and nobody said that this is all right.
    LossNotAccepted,
    /// Somebody else changed an item of the bank meanwhile.
    Stale,
}

/// An upload as it is looked at.
#[derive(Clone, Debug)]
pub struct Upload {
    /// What it is.
    pub row: UploadRow,
    /// Its items, in the order of the file.
    pub items: Vec<UploadedItem>,
    /// Competencies that the bank does not have yet.
    pub competencies: Vec<Competency>,
}

/// An item of an upload.
#[derive(Clone, Debug)]
pub struct UploadedItem {
    /// From 1.
    pub number: i64,
    /// Where it stands in the file.
    pub place: String,
    /// Its fields.
    pub form: ItemForm,
    /// What is wrong with it: the code and what is said.
    pub mistakes: Vec<Mistake>,
    /// Whether the bank has an item with this id, which this one would replace.
    pub replaces: bool,
}

impl Upload {
    /// Whether something was changed or dropped on the way.
    pub fn has_loss(&self) -> bool {
        self.ledger()["losses"].as_array().is_some_and(|losses| !losses.is_empty())
    }

    /// What became of each element of the file.
    pub fn ledger(&self) -> serde_json::Value {
        serde_json::from_str(&self.row.ledger).unwrap_or_default()
    }

    /// How many items cannot be taken as they are.
    pub fn to_mend(&self) -> usize {
        self.items.iter().filter(|item| item.has_to_be_mended()).count()
    }

    /// How many can be taken and still lack something that has to be written before they are sent to be read.
    pub fn unfinished(&self) -> usize {
        self.items.iter().filter(|item| !item.mistakes.is_empty() && !item.has_to_be_mended()).count()
    }

    /// How many lack nothing.
    pub fn ready(&self) -> usize {
        self.items.iter().filter(|item| item.mistakes.is_empty()).count()
    }
}

impl UploadedItem {
    /// Whether it cannot be taken as it is.
    pub fn has_to_be_mended(&self) -> bool {
        self.mistakes.iter().any(|mistake| !MAY_STAY.contains(&mistake.code))
    }
}

/// Keeps a file of items to be looked at; the id of the upload.
///
/// # Errors
/// Refused, or the store failed.
pub async fn keep_upload(
    service: &Service,
    desk: &Desk,
    (name, bytes): (&str, &[u8]),
    person: &Person,
) -> Result<String, Failure<UploadRefusal>> {
    let now = service.clock.now();
    let language = desk.bank.languages.first().copied().unwrap_or_default();
    let known = desk.bank.competencies.iter().map(|known| (known.code.clone(), known.title.clone()));
    let assumed =
        Assumed { code: desk.bank.code.clone(), language, today: now.day_in_vietnam(), competencies: known.collect() };
    let refuse = |mistakes| Failure::Refused(UploadRefusal::Unreadable(mistakes));
    let reading =
        format::read(name, bytes, None, &assumed).ok_or_else(|| refuse(format::unknown_format(name).into()))?;
    if reading.transcript.items().is_empty() {
        let none =
            Mistake::of_file(name, "no-items", "the file has no items", "look at the ledger of what was dropped");
        return Err(refuse(reading.bank.err().unwrap_or_else(|| none.into())));
    }
    let mut manifest = String::new();
    let mut files = Vec::new();
    for (name, bytes) in reading.transcript.other_files() {
        match name.as_str() {
            BANK_FILE => manifest = String::from_utf8_lossy(&bytes).into_owned(),
            _ => files.push((name, bytes)),
        }
    }
    let item = |(number, item): (i64, &WrittenItem)| UploadItem {
        number,
        content: reading.transcript.toml(item),
        place: format!("{}:{}", item.at.line, item.at.column),
    };
    let items: Vec<UploadItem> = (1..).zip(reading.transcript.items()).map(item).collect();
    let row = UploadRow {
        id: encode(crate::chance::bytes()),
        bank_code: desk.bank.code.clone(),
        file_name: name.to_owned(),
        state: "open".to_owned(),
        ledger: serde_json::to_string(&reading.ledger).unwrap_or_default(),
        manifest,
        uploaded_by: person.login.clone(),
        uploaded_at: now,
    };
    transact!(service.store, Failure<UploadRefusal>, |c| {
        uploads::insert(c, &row, &items, &files).await?;
        Ok(row.id.clone())
    })
}

/// What mistakes are told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToldOf {
    /// The words as they were brought.
    Words,
    /// The fields of a form, so that a mistake has the name of a field and the number of a row.
    Fields,
}

/// An upload for a bank as it is looked at; `None` when there is none.
///
/// # Errors
/// When the store failed.
pub async fn look_at_upload(
    service: &Service,
    desk: &Desk,
    (id, told): (&str, ToldOf),
) -> Result<Option<Upload>, StoreError> {
    look(&mut service.store.read().await?.link(), desk, (id, told)).await
}

async fn look(c: &mut Connection<'_>, desk: &Desk, (id, told): (&str, ToldOf)) -> Result<Option<Upload>, StoreError> {
    let Some(row) = uploads::find(c, id).await?.filter(|row| row.bank_code == desk.bank.code) else { return Ok(None) };
    let written = uploads::items(c, id).await?;
    let files = uploads::files(c, id).await?;
    let competencies = new_competencies(desk, &row.manifest);
    let mut bank = Bank { items: Vec::new(), ..desk.bank.clone() };
    bank.competencies.extend(competencies.iter().cloned());
    let mut folder = vec![(BANK_FILE.to_owned(), manifest(&bank).into_bytes())];
    folder.extend(attachments(desk).into_iter().filter(|(name, _)| !files.iter().any(|(own, _)| own == name)));
    folder.extend(files);
    let name = |number: i64| format!("items/upload-{number}.toml");
    let forms: Vec<ItemForm> = written.iter().map(|item| ItemForm::read(&item.content)).collect();
    let drafts: Vec<_> = forms.iter().map(|form| form.draft(&desk.bank.languages)).collect();
    folder.extend(written.iter().zip(&drafts).map(|(item, draft)| {
        let words = match told {
            ToldOf::Words => item.content.clone(),
            ToldOf::Fields => draft.toml(),
        };
        (name(item.number), words.into_bytes())
    }));
    let mistakes = read_files(&folder).err().unwrap_or_default();
    let mut by_file: BTreeMap<&str, Vec<&Mistake>> = BTreeMap::new();
    for mistake in &mistakes {
        by_file.entry(&mistake.file).or_default().push(mistake);
    }
    let items = written
        .iter()
        .zip(forms)
        .zip(&drafts)
        .map(|((item, form), draft)| {
            let found = by_file.get(name(item.number).as_str()).into_iter().flatten();
            let place = |mistake: &&Mistake| {
                let at = draft.place_of(mistake.line);
                Mistake { file: at.file.to_string(), line: at.line, column: at.column, ..(*mistake).clone() }
            };
            // Items may be kept apart from those that the bank has already.
            let is_known = |mistake: &&&Mistake| {
                mistake.code == "unknown-item"
                    && desk.entries.keys().any(|id| mistake.message.contains(&format!("`{id}`")))
            };
            UploadedItem {
                number: item.number,
                place: item.place.clone(),
                mistakes: found.filter(|mistake| !is_known(mistake)).map(place).collect(),
                replaces: desk.entries.contains_key(form.id.trim()),
                form,
            }
        })
        .collect();
    Ok(Some(Upload { row, items, competencies }))
}

/// Competencies that an upload names and the bank does not have, with titles in the bank's languages.
fn new_competencies(desk: &Desk, manifest: &str) -> Vec<Competency> {
    let named = read_manifest(manifest.as_bytes()).map(|bank| bank.competencies).unwrap_or_default();
    let is_new = |competency: &Competency| !desk.bank.competencies.iter().any(|known| known.code == competency.code);
    let titled = |competency: Competency| {
        let title = |language: &Language| (*language, competency.title.get(*language).to_owned());
        Competency { title: Localized(desk.bank.languages.iter().map(title).collect()), code: competency.code }
    };
    named.into_iter().filter(is_new).map(titled).collect()
}

/// Writes an item of an open upload anew.
///
/// # Errors
/// Refused, or the store failed.
pub async fn mend_item(
    service: &Service,
    desk: &Desk,
    (id, number): (&str, i64),
    form: &ItemForm,
) -> Result<(), Failure<UploadRefusal>> {
    let content = form.draft(&desk.bank.languages).toml();
    transact!(service.store, Failure<UploadRefusal>, |c| {
        let is_ours = uploads::find(c, id).await?.is_some_and(|row| row.bank_code == desk.bank.code);
        if is_ours && uploads::mend(c, (id, number), &content).await? {
            return Ok(());
        }
        Err(Failure::Refused(UploadRefusal::NotOpen))
    })
}

/// Leaves an item of an open upload out.
///
/// # Errors
/// Refused, or the store failed.
pub async fn leave_out_item(
    service: &Service,
    desk: &Desk,
    (id, number): (&str, i64),
) -> Result<(), Failure<UploadRefusal>> {
    transact!(service.store, Failure<UploadRefusal>, |c| {
        let is_ours = uploads::find(c, id).await?.is_some_and(|row| row.bank_code == desk.bank.code);
        if is_ours && uploads::leave_out(c, (id, number)).await? {
            return Ok(());
        }
        Err(Failure::Refused(UploadRefusal::NotOpen))
    })
}

/// Drops an open upload: nothing of it comes into the bank.
///
/// # Errors
/// Refused, or the store failed.
pub async fn drop_upload(service: &Service, desk: &Desk, id: &str) -> Result<(), Failure<UploadRefusal>> {
    transact!(service.store, Failure<UploadRefusal>, |c| {
        let is_ours = uploads::find(c, id).await?.is_some_and(|row| row.bank_code == desk.bank.code);
        if is_ours && uploads::end(c, id, "dropped").await? {
            return Ok(());
        }
        Err(Failure::Refused(UploadRefusal::NotOpen))
    })
}

/// Takes an upload into the bank as drafts, all of it or nothing; how many items.
///
/// # Errors
/// Refused, or the store failed.
pub async fn take_upload(
    service: &Service,
    desk: &Desk,
    (id, accepts_loss): (&str, bool),
    person: &Person,
) -> Result<usize, Failure<UploadRefusal>> {
    let now = service.clock.now();
    let refuse = |refusal| Failure::Refused(refusal);
    transact!(service.store, Failure<UploadRefusal>, |c| {
        let upload = look(c, desk, (id, ToldOf::Words)).await?.ok_or(refuse(UploadRefusal::NotOpen))?;
        let ids_are_codes = upload.items.iter().all(|item| is_code(item.form.id.trim()));
        if upload.to_mend() > 0 || !ids_are_codes {
            return Err(refuse(UploadRefusal::HasMistakes));
        }
        if upload.has_loss() && !accepts_loss {
            return Err(refuse(UploadRefusal::LossNotAccepted));
        }
        if !uploads::end(c, id, "taken").await? {
            return Err(refuse(UploadRefusal::NotOpen));
        }
        for item in &upload.items {
            let entry = desk.entries.get(item.form.id.trim());
            let version = entry.map_or(0, |entry| entry.version) + 1;
            let draft = DraftRow {
                item_id: item.form.id.trim().to_owned(),
                state: DraftState::Draft,
                version,
                content: item.form.draft(&desk.bank.languages).toml(),
                written_by: person.login.clone(),
                changed_at: now,
            };
            let is_written = match version {
                1 => drafts::insert(c, &desk.bank.code, &draft).await?,
                _ => drafts::update(c, &desk.bank.code, &draft).await?,
            };
            if !is_written {
                return Err(refuse(UploadRefusal::Stale));
            }
            let said = format!("{}:{}", upload.row.file_name, item.place);
            let step = StepRow { step: Step::Written, version, said, login: person.login.clone(), at: now };
            drafts::add_step(c, (&desk.bank.code, &draft.item_id), &step).await?;
        }
        keep_files(c, desk, id).await?;
        banks::name_author(c, (&desk.bank.code, &person.login), now).await?;
        if !upload.competencies.is_empty() {
            let mut bank = Bank { items: Vec::new(), ..desk.bank.clone() };
            bank.competencies.extend(upload.competencies.iter().cloned());
            drafts::put_manifest(c, (&bank.code, &manifest(&bank)), &person.login, now).await?;
        }
        let detail = format!("{{\"items\":{}}}", upload.items.len());
        let deed = Deed { actor: &person.login, action: "bank.upload", subject: &desk.bank.code, detail: &detail };
        audit::append(c, now, &deed).await?;
        Ok(upload.items.len())
    })
}

/// Pictures and texts of an upload; texts that several items are about are added to those there are.
async fn keep_files(c: &mut Connection<'_>, desk: &Desk, id: &str) -> Result<(), StoreError> {
    for (name, content) in uploads::files(c, id).await? {
        let before = desk.files.iter().find(|(known, _)| *known == name && name == STIMULI_FILE);
        let content = match before {
            Some((_, before)) => [before.as_slice(), b"\n", &content].concat(),
            None => content,
        };
        drafts::put_file(c, &desk.bank.code, (&name, &content)).await?;
    }
    Ok(())
}
