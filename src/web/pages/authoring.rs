//! The authors' desk: banks, items, uploads, publication, people.

use super::answer::{AnswerField, BlankControl, HotspotArea};
use super::attempt::{AttemptItem, SaveState};
use super::chrome::Chrome;
use super::result::{OptionFate, ReviewMark};
use crate::domain::assessment::item::{ItemKind, ItemType};
use crate::domain::assessment::key::PartialCredit;
use crate::domain::assessment::picture::AreaShape;
use crate::domain::authoring::{DraftState, Step};
use crate::domain::quality::{Finding, Likeness};
use crate::domain::text::Language;
use crate::flows::authoring::open_desk::{Access, Entry, ListedBank};
use crate::formats::bank::item_form::{ItemForm, Row, Typed};
use crate::formats::exchange::plain_text::lines_of;
use crate::formats::mistake::Mistake;
use crate::i18n::Texts;
use crate::store::authoring::drafts::{StepRow, VersionRow};
use askama::Template;

/// `GET /authoring`; an administrator posts `csrf`, `code`, `title-vi`, `title-en`, `competencies` to it to begin a bank.
#[derive(Template)]
#[template(path = "authoring_banks.html")]
pub struct BanksPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// Banks that the reader may see.
    pub banks: Vec<ListedBank>,
    /// What is wrong with the bank that was to be begun.
    pub fault: Option<String>,
    /// What was typed: code, titles, competencies.
    pub typed: [String; 4],
}

/// A line of the list of items.
#[derive(Clone, Debug)]
pub struct ItemLine {
    /// Its id.
    pub id: String,
    /// The beginning of its stem, plain.
    pub stem: String,
    /// Name of its type, in words.
    pub item_type: String,
    /// Its competency, in words.
    pub competency: String,
    /// 1 to 4, as typed.
    pub level: String,
    /// Where it stands.
    pub state: DraftState,
    /// What is wrong with it.
    pub mistakes: usize,
    /// What is worth a look.
    pub findings: usize,
    /// Whether its figures are odd.
    pub is_odd: bool,
}

/// What the list is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Words of stem or id.
    pub words: String,
    /// Name of a state.
    pub state: String,
    /// Code of a competency.
    pub competency: String,
    /// 1 to 4.
    pub level: String,
    /// `some`, `mistakes` or `statistics`.
    pub flag: String,
}

/// `GET /authoring/{bank}?words=&state=&competency=&level=&flag=`
#[derive(Template)]
#[template(path = "authoring_bank.html")]
pub struct BankPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// The bank's code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// What the reader may do.
    pub access: Access,
    /// Competencies: code and title.
    pub competencies: Vec<(String, String)>,
    /// What the list is narrowed to.
    pub filter: Filter,
    /// The items.
    pub lines: Vec<ItemLine>,
    /// Items of the bank.
    pub all: usize,
    /// Changes that wait to be put into use.
    pub waiting: usize,
    /// What was done.
    pub notice: Option<String>,
}

/// `GET /authoring/{bank}/items/new`; posts `csrf`, `id`, `type` to the same address.
#[derive(Template)]
#[template(path = "authoring_new.html")]
pub struct NewItemPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// The bank's code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// The id, as typed or proposed.
    pub id: String,
    /// The type that was chosen.
    pub chosen: String,
    /// What is wrong.
    pub fault: Option<String>,
}

/// The fields of an item, wherever they are edited.
#[derive(Clone, Debug)]
pub struct Editor {
    /// The fields.
    pub form: ItemForm,
    /// Languages of the bank.
    pub languages: Vec<Language>,
    /// Competencies: code and title.
    pub competencies: Vec<(String, String)>,
    /// What is wrong, each with the name of a field and the number of a row.
    pub mistakes: Vec<Mistake>,
    /// Whether a picture can be brought here.
    pub takes_picture: bool,
}

/// `GET /authoring/{bank}/items/{id}`; posts `csrf`, `version` and the fields to the same address (saves) or to `/preview`,
/// and `csrf`, `version`, `said`, `step` to `/steps`.
#[derive(Template)]
#[template(path = "authoring_item.html")]
pub struct ItemPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// The bank's code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// What the reader may do.
    pub access: Access,
    /// The item on the desk.
    pub entry: Entry,
    /// Its fields.
    pub editor: Editor,
    /// What is worth a look.
    pub findings: Vec<Finding>,
    /// Items much like it: id and percent.
    pub alike: Vec<Likeness>,
    /// What happened.
    pub steps: Vec<StepRow>,
    /// All versions, the latest first.
    pub versions: Vec<VersionRow>,
    /// What was done, or what was not.
    pub notice: Option<Notice>,
}

/// What was done, or why not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Done.
    Good(String),
    /// Not done.
    Bad(String),
}

/// The item as its candidates see it, in a frame of the editor.
#[derive(Template)]
#[template(path = "authoring_preview.html")]
pub struct PreviewPage {
    /// The language of the item.
    pub t: Texts,
    /// The frame, for the style sheet alone.
    pub chrome: Chrome,
    /// What the addresses of its pictures begin with.
    pub address: String,
    /// The language of the item.
    pub language: Language,
    /// The item; none when it has mistakes.
    pub items: Vec<AttemptItem>,
    /// The number of the item shown.
    pub current: usize,
    /// No practice here.
    pub is_practice: bool,
}

/// `GET /authoring/{bank}/items/{id}/versions?from=1&to=2`
#[derive(Template)]
#[template(path = "authoring_versions.html")]
pub struct VersionsPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// The bank's code.
    pub code: String,
    /// The item.
    pub id: String,
    /// The older version.
    pub from: i64,
    /// The newer one.
    pub to: i64,
    /// Lines that were taken away, added, or stand in both.
    pub lines: Vec<DiffLine>,
}

/// A line of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DiffLine {
    /// In both.
    Same(String),
    /// In the newer one.
    Added(String),
    /// In the older one.
    Removed(String),
}

impl Editor {
    /// A text in a language, as typed.
    pub fn typed<'t>(&self, texts: &'t Typed, language: &Language) -> &'t str {
        texts.get(language).map_or("", String::as_str)
    }

    /// The rows that are shown: those with something in them and two more.
    pub fn rows(&self) -> Vec<(usize, Row)> {
        let least = match self.form.item_type.as_str() {
            "single_choice" | "multiple_choice" | "ordering" => 4,
            _ => 3,
        };
        let filled = self.form.rows.iter().rposition(|row| !row.is_blank()).map_or(0, |last| last + 1);
        let count = (filled + 2).max(least).min(crate::formats::bank::item_form::ROWS.max(filled));
        (1..=count).map(|number| (number, self.form.rows.get(number - 1).cloned().unwrap_or_default())).collect()
    }

    /// What is wrong with a field.
    pub fn wrong<'e>(&'e self, field: &'e str) -> impl Iterator<Item = &'e Mistake> {
        self.mistakes.iter().filter(move |mistake| mistake.file == field)
    }

    /// What is wrong with a row.
    pub fn wrong_row(&self, number: &usize) -> Vec<&Mistake> {
        let is_it = |mistake: &&Mistake| {
            mistake.file == "row" && usize::try_from(mistake.line).is_ok_and(|line| line == *number)
        };
        self.mistakes.iter().filter(is_it).collect()
    }

    /// Whether the item is of this type.
    pub fn is(&self, item_type: &str) -> bool {
        self.form.item_type == item_type
    }

    /// Whether it has options to choose from or to order; a type that nobody knows, from a file, may have some.
    pub fn has_options(&self) -> bool {
        let is_known = ItemType::ALL.into_iter().any(|known| self.is(known.name()));
        self.is("single_choice") || self.is("multiple_choice") || self.is("ordering") || !is_known
    }

    /// The partial credit rules that its type has.
    pub fn credits(&self) -> Vec<&'static str> {
        let Some(item_type) = ItemType::ALL.into_iter().find(|known| known.name() == self.form.item_type) else {
            return Vec::new();
        };
        let rules = PartialCredit::of(item_type);
        let name = |rule: &PartialCredit| {
            PartialCredit::NAMES.iter().find(|(_, known)| known == rule).map_or("", |(name, _)| name)
        };
        if rules.len() < 2 { Vec::new() } else { rules.iter().map(name).collect() }
    }
}

impl ItemPage {
    /// The other item of a likeness.
    pub fn other<'l>(&self, likeness: &'l Likeness) -> &'l str {
        if likeness.one == self.editor.form.id { &likeness.other } else { &likeness.one }
    }

    /// How alike two items are, in percent.
    pub fn percent(&self, likeness: &Likeness) -> String {
        format!("{:.0}", likeness.shared * 100.0)
    }

    /// Whether a step is open to the item now, for this reader.
    pub fn may(&self, step: Step) -> bool {
        let is_allowed = match step {
            Step::Comment => true,
            Step::Submitted | Step::Retired => self.access.may_write(),
            Step::Returned | Step::Approved => self.access.may_review(),
            Step::Written | Step::Published => false,
        };
        is_allowed && step.after(self.entry.state).is_some()
    }
}

impl PreviewPage {
    /// The item's heading.
    pub fn numbered(&self, number: usize) -> String {
        self.t.item_number(number, 1)
    }

    /// The whole frame speaks the item's language.
    pub const fn is_foreign(&self) -> bool {
        false
    }

    /// Nothing else is about the same.
    pub const fn shown_with(&self, _: &AttemptItem) -> Option<usize> {
        None
    }

    /// The one item is on the screen.
    pub const fn shows(&self, _: &AttemptItem) -> bool {
        true
    }

    /// It is alone.
    pub const fn shows_all(&self) -> bool {
        false
    }
}

impl VersionsPage {
    /// Whether the two versions say the same.
    pub fn is_same(&self) -> bool {
        self.lines.iter().all(|line| matches!(line, DiffLine::Same(_)))
    }
}

/// The beginning of a text, on one line and without its marks; in the reader's language where it is written.
pub fn beginning(texts: &Typed, language: Language) -> String {
    const LONGEST: usize = 120;
    let text = texts.get(&language).into_iter().chain(texts.values()).find(|text| !text.trim().is_empty());
    let text = text.map_or_else(|| "–".to_owned(), |text| lines_of(text).0.join(" "));
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

impl BankPage {
    /// Every state.
    pub const fn states(&self) -> [DraftState; 5] {
        DraftState::ALL
    }
}
