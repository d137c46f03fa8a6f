//! Sitting: the items, and the page that asks before handing in.

use super::answer::{AnswerField, BlankControl, HotspotArea, PictureShown};
use super::chrome::{Chrome, Html};
use super::result::{OptionFate, ReviewItem, ReviewMark};
use crate::domain::assessment::definition::Presentation;
use crate::domain::assessment::item::ItemType;
use crate::domain::assessment::picture::AreaShape;
use crate::domain::identifier::AttemptId;
use crate::domain::text::Language;
use crate::domain::timestamp::Timestamp;
use crate::i18n::Texts;
use askama::Template;

/// `GET /attempts/{id}?item=N` and `?view=all`.
///
/// Holds every item; the script moves between them without network. Where the items come one after the other it
/// holds the open one alone. Without the script each item
/// posts `csrf`, `revision`, `shape`, the controls of its [`AnswerField`] and `goto` (a number, `all`, `next`, `check` or `submit`) to
/// `/attempts/{id}/items/{n}`.
#[derive(Template)]
#[template(path = "attempt.html")]
pub struct AttemptPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// The attempt.
    pub id: AttemptId,
    /// What the addresses of its items begin with: `/attempts/ID`.
    pub address: String,
    /// The assessment's title in the reader's language.
    pub title: String,
    /// The language of the items.
    pub language: Language,
    /// When time ends.
    pub deadline: Timestamp,
    /// The open section, where there are sections; time is then its own.
    pub section: Option<ShownSection>,
    /// Whether there is no time limit but the window.
    pub is_unlimited: bool,
    /// Whether items can be read aloud.
    pub reads_aloud: bool,
    /// Whether answers can be checked at once.
    pub is_practice: bool,
    /// Whether leaving the page is recorded.
    pub records_signals: bool,
    /// The server's time when this page was made.
    pub server_time: Timestamp,
    /// One item or all.
    pub presentation: Presentation,
    /// The number of the item shown; with all items, the one to scroll to.
    pub current: usize,
    /// What happened to the last post, when something did.
    pub notice: Option<AttemptNotice>,
    /// All items, in the order of the form; the open one alone where they come one after the other.
    pub items: Vec<AttemptItem>,
    /// Items on the form; of an adaptive test, at most so many.
    pub total: usize,
    /// Whether the test is adaptive.
    pub is_adaptive: bool,
    /// Where the items come one after the other: how many of those that were left have an answer.
    pub answered_before: Option<usize>,
}

/// What is said above the items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttemptNotice {
    /// The attempt took no more responses.
    Closed,
    /// More options were sent than the item takes.
    TooManyChosen,
    /// A number was asked for.
    NotANumber,
    /// Too long, or with hidden characters.
    BadText,
    /// The attempt has moved on from the item.
    Left,
    /// Another session had it open.
    TakenOver,
    /// There is no answer to check.
    CheckBlank,
    /// The item was checked and takes no more responses.
    Checked,
}

/// One item as the candidate sees it.
#[derive(Clone, Debug)]
pub struct AttemptItem {
    /// From 1.
    pub number: usize,
    /// How it is answered.
    pub item_type: ItemType,
    /// The stem.
    pub stem: Html,
    /// What this item and others are about.
    pub stimulus: Option<ShownStimulus>,
    /// Whether it is done in a simulation.
    pub has_simulation: bool,
    /// Below the stem.
    pub picture: Option<PictureShown>,
    /// How it is answered here.
    pub field: AnswerField,
    /// The revision of the stored response; zero when there is none.
    pub revision: i64,
    /// What became of it.
    pub state: SaveState,
    /// What practice tells, once it was checked; then it takes no more responses.
    pub feedback: Option<ReviewItem>,
}

/// A section of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownSection {
    /// In the reader's language.
    pub title: String,
    /// From 1.
    pub number: usize,
    /// How many the form has.
    pub count: usize,
    /// Whether its time is over.
    pub is_over: bool,
}

/// What several items are about.
#[derive(Clone, Debug)]
pub struct ShownStimulus {
    /// The same for every item about it.
    pub id: String,
    /// What it says.
    pub text: Html,
    /// Width, height and what its picture shows.
    pub picture: Option<(u32, u32, String)>,
}

/// What the server knows of an item's response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaveState {
    /// Nothing stored, or a blank.
    Blank,
    /// Stored.
    Saved(Timestamp),
    /// What was just sent was stale: the stored response is shown instead.
    Conflict,
}

impl AttemptItem {
    /// Whether a response that is not blank is stored.
    pub fn is_answered(&self) -> bool {
        self.field.is_answered()
    }
}

impl AttemptPage {
    /// How many items are answered.
    pub fn answered(&self) -> usize {
        self.answered_before.unwrap_or(0) + self.items.iter().filter(|item| item.is_answered()).count()
    }

    /// Where among how many an item stands.
    pub fn numbered(&self, number: usize) -> String {
        if self.is_adaptive {
            self.t.adaptive_number(number, self.total)
        } else {
            self.t.item_number(number, self.total)
        }
    }

    /// How far the candidate has come.
    pub fn progress(&self) -> String {
        if self.is_adaptive {
            self.t.adaptive_progress(self.answered(), self.total)
        } else {
            self.t.progress_line(self.answered(), self.total)
        }
    }

    /// Whether the items speak another language than the page.
    pub fn is_foreign(&self) -> bool {
        self.language != self.t.language()
    }

    /// Whether the items come one after the other.
    pub fn is_linear(&self) -> bool {
        self.answered_before.is_some()
    }

    /// Whether every item is on the screen.
    pub fn shows_all(&self) -> bool {
        match self.presentation {
            Presentation::AllItems => true,
            Presentation::OneItem => false,
        }
    }

    /// The number of the item before that is about the same, where both are on the screen: one of them shows it.
    pub fn shown_with(&self, item: &AttemptItem) -> Option<usize> {
        let stimulus = item.stimulus.as_ref().filter(|_| self.shows_all())?;
        let first = self.items.iter().find(|other| other.stimulus.as_ref().is_some_and(|of| of.id == stimulus.id))?;
        Some(first.number).filter(|number| *number != item.number)
    }

    /// Whether this item is on the screen.
    pub fn shows(&self, item: &AttemptItem) -> bool {
        self.shows_all() || item.number == self.current
    }

    /// The number before the current one.
    pub fn previous(&self) -> Option<usize> {
        let first = self.items.first().map_or(1, |item| item.number);
        self.current.checked_sub(1).filter(|number| *number >= first)
    }

    /// The number after the current one.
    pub fn next(&self) -> Option<usize> {
        let last = match self.is_linear() {
            true => self.total,
            false => self.items.last().map_or(self.total, |item| item.number),
        };
        Some(self.current + 1).filter(|number| *number <= last)
    }

    /// Whether another section follows.
    pub fn has_next_section(&self) -> bool {
        self.section.as_ref().is_some_and(|section| section.number < section.count)
    }

    /// Where the button leads that ends what is open: the next section, or handing in.
    pub fn end(&self) -> &'static str {
        if self.has_next_section() { "next" } else { "submit" }
    }

    /// What that button says.
    pub fn end_words(&self) -> &'static str {
        if self.has_next_section() { self.t.section_next() } else { self.t.hand_in() }
    }
}

/// `GET /attempts/{id}/submit`; the form posts `csrf` to the same address.
#[derive(Template)]
#[template(path = "submit.html")]
pub struct SubmitPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// The attempt.
    pub id: AttemptId,
    /// The assessment's title in the reader's language.
    pub title: String,
    /// When time ends.
    pub deadline: Timestamp,
    /// The server's time when this page was made.
    pub server_time: Timestamp,
    /// Items on the form; of an adaptive test, as far as it has come.
    pub total: usize,
    /// Numbers of the items without an answer that may still be answered.
    pub unanswered: Vec<usize>,
    /// Where the items come one after the other: the number of the open one.
    pub open: Option<usize>,
    /// Of an adaptive test that has not come so far: the least number of items that earn anything.
    pub too_few: Option<usize>,
    /// Whether there is no further item.
    pub has_ended: bool,
}

impl SubmitPage {
    /// How many items were not reached.
    pub fn not_reached(&self) -> usize {
        self.open.map_or(0, |number| self.total.saturating_sub(number))
    }
}
