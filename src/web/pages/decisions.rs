//! Decisions that recognise results: the list of them, and one with its draft, its paper or its progress.

use super::chrome::Chrome;
use crate::domain::identifier::DecisionId;
use crate::domain::timestamp::Timestamp;
use crate::i18n::Texts;
use askama::Template;

/// `GET /admin/decisions`; its forms post `csrf`, `assessment` to `/admin/decisions/campaign`, and with `file` to
/// `/admin/decisions/upload`.
#[derive(Template)]
#[template(path = "decisions.html")]
pub struct DecisionsPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// The newest first.
    pub rows: Vec<DecisionRow>,
    /// Code and title of what certificates are issued for.
    pub assessments: Vec<(String, String)>,
    /// Why no list was made just now.
    pub fault: Option<DraftFault>,
}

/// A decision or draft in the list.
#[derive(Clone, Debug)]
pub struct DecisionRow {
    /// Which.
    pub id: DecisionId,
    /// Number and day; `None` for a draft.
    pub paper: Option<(String, String)>,
    /// The assessment's title in the reader's language.
    pub assessment: String,
    /// People on the list.
    pub rows: usize,
    /// Certificates issued.
    pub issued: usize,
    /// When the list was made.
    pub drafted_at: Timestamp,
}

/// Why no list was made.
#[derive(Clone, Debug)]
pub enum DraftFault {
    /// No file was sent.
    FileMissing,
    /// More than 20 MB.
    FileTooLarge,
    /// Mistakes in the file, as lines; and how many more there are.
    Mistakes(Vec<String>, usize),
    /// No pass waits.
    Empty,
    /// More than fit one list.
    TooMany,
    /// The assessment issues nothing now.
    CannotIssue,
    /// Number and day of the decision that has recognised this list.
    Recognised(String, String),
    /// Nobody can be on the list.
    NoneLeft(Vec<LeftOut>),
}

/// A result that is not on the list.
#[derive(Clone, Debug)]
pub struct LeftOut {
    /// Whose it is.
    pub name: String,
    /// Why.
    pub reason: Reason,
}

/// Why a result is not on the list.
#[derive(Clone, Debug)]
pub enum Reason {
    /// The preflight's code.
    Refused(String),
    /// The number of the decision that did before.
    Recognised(String),
    /// Holds a certificate.
    Certified,
    /// A better pass is on the list.
    AnotherPass,
}

/// `GET /admin/decisions/{id}`; the form of a draft posts `csrf`, `number`, `date`, `signer`, `hash`, `confirm=yes`
/// to `/confirm` below it.
#[derive(Template)]
#[template(path = "decision.html")]
pub struct DecisionPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// Which.
    pub id: DecisionId,
    /// The assessment's title in the reader's language.
    pub assessment: String,
    /// People on the list.
    pub rows: usize,
    /// SHA-256 of the list in groups of eight.
    pub list_hash: String,
    /// Who made the list.
    pub drafted_by: String,
    /// When.
    pub drafted_at: Timestamp,
    /// How far it is.
    pub state: DecisionState,
}

/// How far a decision is.
#[derive(Clone, Debug)]
pub enum DecisionState {
    /// Waits for the paper.
    Draft(DraftFacts),
    /// Its certificates are being made or are made.
    Confirmed(PaperFacts),
}

/// What a draft shows.
#[derive(Clone, Debug)]
pub struct DraftFacts {
    /// Name and unit of the first rows.
    pub sample: Vec<(String, String)>,
    /// Passes that are not on the list, the first of them; and how many there are.
    pub left_out: (Vec<LeftOut>, usize),
    /// Whether the reader is somebody else than who made the list.
    pub may_confirm: bool,
    /// What was typed before.
    pub typed: Typed,
    /// What is wrong with it.
    pub faults: Vec<ConfirmFault>,
}

/// What was typed into the form of a draft.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// The paper's number.
    pub number: String,
    /// Its date.
    pub date: String,
    /// Who signed.
    pub signer: String,
    /// The hash.
    pub hash: String,
}

/// What is wrong with the entry of a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfirmFault {
    /// Not one line of 1 to 40 characters.
    Number,
    /// Missing or in the future.
    Date,
    /// Missing.
    Signer,
    /// The paper was signed for another list.
    OtherHash,
    /// Not ticked.
    NotChecked,
    /// The reader made the list.
    SamePerson,
    /// People or passes have changed since.
    ListChanged,
    /// It is entered already.
    AlreadyConfirmed,
    /// Another decision has recognised the list: its number and day.
    Recognised(String, String),
    /// The preflight's code.
    WouldNotPrint(String),
}

/// What a decision shows.
#[derive(Clone, Debug)]
pub struct PaperFacts {
    /// Its number.
    pub number: String,
    /// Its day.
    pub day: String,
    /// Who signed it.
    pub signer: String,
    /// Who entered it.
    pub by: String,
    /// Certificates issued.
    pub issued: usize,
    /// Certificates to be made.
    pub left: usize,
    /// Certificates a minute, once there are any.
    pub per_minute: Option<usize>,
    /// Codes of refusals and how many wait because of each.
    pub refused: Vec<(String, usize)>,
}

impl DecisionPage {
    /// Whether certificates are on their way: then the page looks again by itself.
    pub fn is_running(&self) -> bool {
        matches!(&self.state, DecisionState::Confirmed(paper) if paper.left > 0)
    }

    /// The page's heading.
    pub fn heading(&self) -> String {
        match &self.state {
            DecisionState::Draft(_) => self.t.draft_title().to_owned(),
            DecisionState::Confirmed(paper) => self.t.decision_title(&paper.number),
        }
    }
}
