//! The authors' desk: uploads with their ledger, publication, people.

use super::authoring::{Editor, Notice, beginning};
use super::chrome::Chrome;
use crate::domain::assessment::item::{ItemKind, ItemType};
use crate::domain::authoring::BankRole;
use crate::domain::text::Language;
use crate::flows::authoring::publish_bank::Changes;
use crate::flows::authoring::upload_items::{Upload, UploadedItem};
use crate::formats::mistake::Mistake;
use crate::i18n::Texts;
use crate::store::authoring::roles::RoleRow;
use askama::Template;

/// `GET /authoring/{bank}/upload`; posts a form with `csrf` and `file` to the same address.
#[derive(Template)]
#[template(path = "authoring_upload.html")]
pub struct UploadPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// The bank's code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// Whether no file was chosen.
    pub is_missing: bool,
    /// Why the file cannot be read.
    pub mistakes: Vec<Mistake>,
}

/// `GET /authoring/{bank}/uploads/{id}`; posts `csrf` and `do` (`take` with `accepted`, `drop`, `leave-out` with `number`)
/// to the same address.
#[derive(Template)]
#[template(path = "authoring_ledger.html")]
pub struct LedgerPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// The bank's code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// The upload.
    pub upload: Upload,
    /// The ledger, for the page.
    pub ledger: ShownLedger,
    /// What was done, or why not.
    pub notice: Option<Notice>,
}

/// A ledger as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShownLedger {
    /// Element and how many.
    pub kept: Vec<(String, String)>,
    /// Field and value in the reader's words, and how often.
    pub filled: Vec<(String, String, String)>,
    /// Place, whether dropped, element, code and reason.
    pub losses: Vec<(String, bool, String, String, String)>,
    /// Losses that are not listed.
    pub more: u64,
}

/// `GET /authoring/{bank}/uploads/{id}/items/{number}`; posts `csrf` and the fields to the same address.
#[derive(Template)]
#[template(path = "authoring_mend.html")]
pub struct MendPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// The bank's code.
    pub code: String,
    /// The upload.
    pub upload: String,
    /// The item's number.
    pub number: i64,
    /// Where it stands in the file.
    pub place: String,
    /// Its fields.
    pub editor: Editor,
}

/// `GET /authoring/{bank}/publish`; posts `csrf` to the same address.
#[derive(Template)]
#[template(path = "authoring_publish.html")]
pub struct PublishPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// The bank's code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// What would change.
    pub changes: Changes,
    /// Why it cannot be.
    pub mistakes: Vec<Mistake>,
}

/// `GET /authoring/{bank}/people`; posts `csrf`, `login`, `role` and `do` (`give` or `take`) to the same address.
#[derive(Template)]
#[template(path = "authoring_people.html")]
pub struct PeoplePage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// The bank's code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// Who has which part.
    pub people: Vec<RoleRow>,
    /// What was done, or why not.
    pub notice: Option<Notice>,
    /// The log-in that was typed.
    pub typed: String,
}

impl LedgerPage {
    /// The beginning of an item's stem.
    pub fn stem(&self, item: &UploadedItem) -> String {
        beginning(&item.form.stem, self.t.language())
    }

    /// Titles of competencies that the bank does not have.
    pub fn new_competencies(&self) -> String {
        let titles = self.upload.competencies.iter().map(|competency| competency.title.get(self.t.language()));
        titles.collect::<Vec<_>>().join(", ")
    }
}
