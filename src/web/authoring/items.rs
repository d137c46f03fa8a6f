//! An item on the desk: written, looked at, compared, moved on.

use super::fields::Sent;
use super::{App, desk_for, desk_for_writing};
use crate::domain::assessment::item::{Item, ItemType};
use crate::domain::assessment::picture::Picture;
use crate::domain::authoring::Step;
use crate::domain::text::Language;
use crate::flows::assessment::read_attempt::unanswered;
use crate::flows::authoring::check_item::{Checked, check_form, resembling};
use crate::flows::authoring::keep_picture::{PictureRefusal, keep_picture};
use crate::flows::authoring::open_desk::{Access, Desk, Entry};
use crate::flows::authoring::take_step::{Asked as AskedStep, StepRefusal, history, take_step};
use crate::flows::authoring::write_item::{WriteRefusal, begin_item, rewrite_item};
use crate::formats::bank::item_form::ItemForm;
use crate::formats::mistake::Mistake;
use crate::i18n::Texts;
use crate::store::Failure;
use crate::web::candidate::shown_item;
use crate::web::pages::attempt::AttemptItem;
use crate::web::pages::authoring::{DiffLine, Editor, ItemPage, NewItemPage, Notice, PreviewPage, VersionsPage};
use crate::web::problem::Problem;
use crate::web::reader::{Asked, FormBody, Reader, page, page_with, see_other};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

pub(super) async fn new(State(app): State<App>, Path(code): Path<String>, reader: Reader) -> Result<Response, Problem> {
    let (desk, _) = desk_for_writing(&app, &reader, &code).await?;
    let id = (desk.entries.len() + 1..)
        .map(|number| format!("{code}-{number:03}"))
        .find(|id| !desk.entries.contains_key(id));
    show_new(&desk, reader, (id.unwrap_or_default(), ItemType::SingleChoice.name().to_owned()), None)
}

fn show_new(
    desk: &Desk,
    reader: Reader,
    (id, chosen): (String, String),
    fault: Option<String>,
) -> Result<Response, Problem> {
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let title = desk.bank.title.get(reader.language).to_owned();
    page_with(
        status,
        &NewItemPage { code: desk.bank.code.clone(), title, id, chosen, fault, t: reader.t, chrome: reader.chrome },
    )
}

pub(super) async fn begin(
    State(app): State<App>,
    Path(code): Path<String>,
    reader: Reader,
    headers: HeaderMap,
    form: FormBody,
) -> Result<Response, Problem> {
    form.check_csrf(&headers, reader.required()?)?;
    let (desk, _) = desk_for_writing(&app, &reader, &code).await?;
    let today = app.service.clock.now().day_in_vietnam();
    let item = ItemForm {
        as_of: today.to_string(),
        review_by: today.saturating_add(time::Duration::days(365)).to_string(),
        level: "1".to_owned(),
        kind: "knowledge".to_owned(),
        competency: desk.bank.competencies.first().map(|one| one.code.clone()).unwrap_or_default(),
        ..ItemForm::new(form.get("id").trim(), form.get("type"))
    };
    match begin_item(&app.service, &desk, &item, reader.required()?.person()).await {
        Ok(()) => Ok(see_other(&format!("/authoring/{code}/items/{}", item.id))),
        Err(Failure::Refused(refusal)) => {
            let fault = write_refused(reader.t, refusal).to_owned();
            show_new(&desk, reader, (item.id, item.item_type), Some(fault))
        }
        Err(Failure::Store(error)) => Err(error.into()),
    }
}

/// Why nothing was written, in words.
fn write_refused(t: Texts, refusal: WriteRefusal) -> &'static str {
    match refusal {
        WriteRefusal::BadId => t.refused_bad_id(),
        WriteRefusal::IdTaken => t.refused_id_taken(),
        WriteRefusal::Stale | WriteRefusal::NotFound => t.refused_stale(),
        WriteRefusal::TooLarge => t.refused_too_large(),
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ItemQuery {
    done: String,
}

pub(super) async fn show(
    State(app): State<App>,
    Path((code, id)): Path<(String, String)>,
    reader: Reader,
    Asked(query): Asked<ItemQuery>,
) -> Result<Response, Problem> {
    let (desk, access) = desk_for(&app, &reader, &code).await?;
    let entry = desk.entries.get(&id).ok_or_else(Problem::not_found)?.clone();
    let t = reader.t;
    let notice = match query.done.as_str() {
        "saved" => Some(Notice::Good(t.item_saved().to_owned())),
        "unchanged" => Some(Notice::Good(t.item_unchanged().to_owned())),
        "step" => Some(Notice::Good(t.step_done(&t.authoring_state(entry.state)))),
        _ => None,
    };
    let form = entry.form();
    show_item(&app, (&desk, access, entry), reader, (form, notice)).await
}

async fn show_item(
    app: &App,
    (desk, access, entry): (&Desk, Access, Entry),
    reader: Reader,
    (form, notice): (ItemForm, Option<Notice>),
) -> Result<Response, Problem> {
    let today = app.service.clock.now().day_in_vietnam();
    let checked = check_form(desk, &form, today);
    let (steps, versions) = history(&app.service, &desk.bank.code, form.id.trim()).await?;
    let alike = checked.item().map(|item| resembling(desk, item)).unwrap_or_default();
    let mistakes: Vec<Mistake> = checked.mistakes().into_iter().cloned().collect();
    let status = if matches!(notice, Some(Notice::Bad(_))) { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page_with(
        status,
        &ItemPage {
            code: desk.bank.code.clone(),
            title: desk.bank.title.get(reader.language).to_owned(),
            access,
            entry,
            editor: editor(desk, form, mistakes, (reader.language, true)),
            findings: checked.findings,
            alike,
            steps,
            versions,
            notice,
            t: reader.t,
            chrome: reader.chrome,
        },
    )
}

/// The fields of an item for a page.
pub(super) fn editor(
    desk: &Desk,
    form: ItemForm,
    mistakes: Vec<Mistake>,
    (language, takes_picture): (Language, bool),
) -> Editor {
    let competencies =
        desk.bank.competencies.iter().map(|one| (one.code.clone(), one.title.get(language).to_owned())).collect();
    Editor { form, languages: desk.bank.languages.clone(), competencies, mistakes, takes_picture }
}

pub(super) async fn save(
    State(app): State<App>,
    Path((code, id)): Path<(String, String)>,
    reader: Reader,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response, Problem> {
    sent.check_csrf(&headers, reader.required()?)?;
    let (desk, access) = desk_for_writing(&app, &reader, &code).await?;
    let entry = desk.entries.get(&id).ok_or_else(Problem::not_found)?.clone();
    let mut form = ItemForm { id: id.clone(), ..sent.item() };
    let t = reader.t;
    if let Some((name, bytes)) = &sent.file {
        match keep_picture(&app.service, &desk, (name, bytes)).await {
            Ok(kept) => form.picture = kept,
            Err(Failure::Refused(PictureRefusal)) => {
                let notice = Notice::Bad(t.refused_picture().to_owned());
                return show_item(&app, (&desk, access, entry), reader, (form, Some(notice))).await;
            }
            Err(Failure::Store(error)) => return Err(error.into()),
        }
    }
    let seen = sent.get("version").parse().unwrap_or(-1);
    match rewrite_item(&app.service, &desk, (&form, seen), reader.required()?.person()).await {
        Ok(true) => Ok(see_other(&format!("/authoring/{code}/items/{id}?done=saved"))),
        Ok(false) => Ok(see_other(&format!("/authoring/{code}/items/{id}?done=unchanged"))),
        Err(Failure::Refused(refusal)) => {
            let notice = Notice::Bad(write_refused(t, refusal).to_owned());
            show_item(&app, (&desk, access, entry), reader, (form, Some(notice))).await
        }
        Err(Failure::Store(error)) => Err(error.into()),
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PreviewQuery {
    language: String,
}

pub(super) async fn preview(
    State(app): State<App>,
    Path((code, id)): Path<(String, String)>,
    reader: Reader,
    Asked(query): Asked<PreviewQuery>,
) -> Result<Response, Problem> {
    let (desk, _) = desk_for(&app, &reader, &code).await?;
    let form = desk.entries.get(&id).ok_or_else(Problem::not_found)?.form();
    show_preview(&app, &desk, reader, (form, &query.language))
}

/// What is typed is shown before it is saved.
pub(super) async fn preview_typed(
    State(app): State<App>,
    Path((code, id)): Path<(String, String)>,
    reader: Reader,
    headers: HeaderMap,
    Asked(query): Asked<PreviewQuery>,
    sent: Sent,
) -> Result<Response, Problem> {
    sent.check_csrf(&headers, reader.required()?)?;
    let (desk, _) = desk_for_writing(&app, &reader, &code).await?;
    show_preview(&app, &desk, reader, (ItemForm { id, ..sent.item() }, &query.language))
}

/// A frame of our own pages may show it, and nothing in it runs.
const PREVIEW_POLICY: &str = "default-src 'none'; object-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; \
     form-action 'none'; base-uri 'none'; frame-ancestors 'self'";

fn show_preview(
    app: &App,
    desk: &Desk,
    reader: Reader,
    (form, language): (ItemForm, &str),
) -> Result<Response, Problem> {
    let language = Language::from_code(language).filter(|code| desk.bank.languages.contains(code));
    let language = language.or_else(|| desk.bank.languages.first().copied()).unwrap_or_default();
    let today = app.service.clock.now().day_in_vietnam();
    let Checked { bank, .. } = check_form(desk, &form, today);
    let item = bank.as_ref().ok().and_then(|bank| bank.items.first());
    // Nothing runs in the frame: an item with a simulation is shown in its words.
    let in_words =
        |item: &Item| AttemptItem { has_simulation: false, ..shown_item(&unanswered(&item.face, language), 1, None) };
    let items = item.map(in_words).into_iter().collect();
    let shown = PreviewPage {
        t: Texts::of(language),
        address: format!("/authoring/{}/items/{}", desk.bank.code, form.id.trim()),
        language,
        items,
        current: 1,
        is_practice: false,
        chrome: reader.chrome,
    };
    let frame = [(header::CONTENT_SECURITY_POLICY, PREVIEW_POLICY), (header::X_FRAME_OPTIONS, "SAMEORIGIN")];
    Ok((frame, page(&shown)?).into_response())
}

pub(super) async fn picture(
    State(app): State<App>,
    Path((code, id, _)): Path<(String, String, usize)>,
    reader: Reader,
) -> Result<Response, Problem> {
    show_picture(&app, &reader, (&code, &id), false).await
}

pub(super) async fn stimulus_picture(
    State(app): State<App>,
    Path((code, id, _)): Path<(String, String, usize)>,
    reader: Reader,
) -> Result<Response, Problem> {
    show_picture(&app, &reader, (&code, &id), true).await
}

async fn show_picture(
    app: &App,
    reader: &Reader,
    (code, id): (&str, &str),
    of_stimulus: bool,
) -> Result<Response, Problem> {
    let (desk, _) = desk_for(app, reader, code).await?;
    let form = desk.entries.get(id).ok_or_else(Problem::not_found)?.form();
    let checked = check_form(&desk, &form, app.service.clock.now().day_in_vietnam());
    let png = checked.bank.ok().and_then(|bank| {
        let face = &bank.items.first()?.face;
        let of_item = |picture: &Picture| bank.pictures.get(&picture.sha256).cloned();
        match of_stimulus {
            true => face.stimulus.as_ref()?.picture.as_ref().and_then(of_item),
            false => face.picture.as_ref().and_then(of_item),
        }
    });
    Ok(([(header::CONTENT_TYPE, "image/png")], png.ok_or_else(Problem::not_found)?).into_response())
}

pub(super) async fn take(
    State(app): State<App>,
    Path((code, id)): Path<(String, String)>,
    reader: Reader,
    headers: HeaderMap,
    form: FormBody,
) -> Result<Response, Problem> {
    let signed_in = reader.required()?.clone();
    form.check_csrf(&headers, &signed_in)?;
    let (desk, access) = desk_for(&app, &reader, &code).await?;
    let entry = desk.entries.get(&id).ok_or_else(Problem::not_found)?.clone();
    let step = Step::from_name(form.get("step")).ok_or_else(|| Problem::malformed("no such step"))?;
    let version = form.get("version").parse().unwrap_or(-1);
    let asked = AskedStep { item: &id, version, step, said: form.get("said") };
    match take_step(&app.service, &desk, asked, (signed_in.person(), &access)).await {
        Ok(_) => Ok(see_other(&format!("/authoring/{code}/items/{id}?done=step"))),
        Err(Failure::Refused(StepRefusal::NotFound)) => Err(Problem::not_found()),
        Err(Failure::Refused(refusal)) => {
            let t = reader.t;
            let words = match refusal {
                StepRefusal::OwnWork => t.refused_own_work(),
                StepRefusal::HasMistakes => t.refused_has_mistakes(),
                StepRefusal::NothingSaid => t.refused_nothing_said(),
                StepRefusal::TooLong => t.refused_too_large(),
                StepRefusal::NotAllowed => t.refused_not_allowed(),
                StepRefusal::NotNow | StepRefusal::NotFound => t.refused_not_now(),
            };
            let (item, notice) = (entry.form(), Notice::Bad(words.to_owned()));
            show_item(&app, (&desk, access, entry), reader, (item, Some(notice))).await
        }
        Err(Failure::Store(error)) => Err(error.into()),
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct VersionsQuery {
    from: i64,
    to: i64,
}

pub(super) async fn versions(
    State(app): State<App>,
    Path((code, id)): Path<(String, String)>,
    reader: Reader,
    Asked(query): Asked<VersionsQuery>,
) -> Result<Response, Problem> {
    desk_for(&app, &reader, &code).await?;
    let (_, versions) = history(&app.service, &code, &id).await?;
    let content =
        |number: i64| versions.iter().find(|version| version.version == number).map(|version| version.content.as_str());
    let (Some(from), Some(to)) = (content(query.from), content(query.to)) else { return Err(Problem::not_found()) };
    let lines = compared(from, to);
    page(&VersionsPage { code, id, from: query.from, to: query.to, lines, t: reader.t, chrome: reader.chrome })
}

/// Lines of two versions, one text beside the other: what both have in common in order, by the longest such sequence.
fn compared(from: &str, to: &str) -> Vec<DiffLine> {
    let (from, to): (Vec<&str>, Vec<&str>) = (from.lines().collect(), to.lines().collect());
    // An item has some dozens of lines; two versions of another kind are shown one after the other.
    if from.len() * to.len() > 1_000_000 {
        let removed = from.iter().map(|line| DiffLine::Removed((*line).to_owned()));
        return removed.chain(to.iter().map(|line| DiffLine::Added((*line).to_owned()))).collect();
    }
    let mut longest = vec![vec![0_usize; to.len() + 1]; from.len() + 1];
    for (row, old) in from.iter().enumerate().rev() {
        for (column, new) in to.iter().enumerate().rev() {
            longest[row][column] = match old == new {
                true => longest[row + 1][column + 1] + 1,
                false => longest[row + 1][column].max(longest[row][column + 1]),
            };
        }
    }
    let (mut row, mut column) = (0, 0);
    let mut lines = Vec::new();
    while row < from.len() || column < to.len() {
        if row < from.len() && column < to.len() && from[row] == to[column] {
            lines.push(DiffLine::Same(from[row].to_owned()));
            (row, column) = (row + 1, column + 1);
        } else if column == to.len() || row < from.len() && longest[row + 1][column] >= longest[row][column + 1] {
            lines.push(DiffLine::Removed(from[row].to_owned()));
            row += 1;
        } else {
            lines.push(DiffLine::Added(to[column].to_owned()));
            column += 1;
        }
    }
    lines
}
