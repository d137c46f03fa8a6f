//! Administration: who has passed and who has not.

use super::chrome::Chrome;
use crate::domain::identifier::UnitId;
use crate::domain::timestamp::Timestamp;
use crate::i18n::Texts;
use askama::Template;

/// `GET /admin?assessment=&sort=&order=`; opening and closing post `csrf`, `confirm=yes` to
/// `/admin/assessments/{code}/open` and `/close`.
#[derive(Template)]
#[template(path = "dashboard.html")]
pub struct DashboardPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// What was just done.
    pub notice: Option<DashboardNotice>,
    /// Every assessment; may be empty.
    pub assessments: Vec<AssessmentProgress>,
    /// The units of the assessment chosen by `assessment=`, or of the first one.
    pub units: Option<UnitTable>,
    /// When the units were counted, where that was not just now.
    pub counted_at: Option<Timestamp>,
}

/// What was just done, with the assessment's title.
#[derive(Clone, Debug)]
pub enum DashboardNotice {
    /// Opened.
    Opened(String),
    /// Closed.
    Closed(String),
}

/// One assessment and how far it has come.
#[derive(Clone, Debug)]
pub struct AssessmentProgress {
    /// `ai-for-officials`
    pub code: String,
    /// In the reader's language.
    pub title: String,
    /// Whether it may be sat.
    pub openness: Openness,
    /// People in the middle of an attempt now.
    pub in_progress: usize,
    /// Over all units.
    pub counts: Counts,
}

/// Whether an assessment may be sat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Openness {
    /// Yes, without an end.
    Open,
    /// Yes, until then.
    OpenUntil(Timestamp),
    /// No.
    Closed,
    /// Not yet.
    OpensAt(Timestamp),
}

impl Openness {
    /// Whether it may be sat now.
    pub const fn is_open(self) -> bool {
        match self {
            Self::Open | Self::OpenUntil(_) => true,
            Self::Closed | Self::OpensAt(_) => false,
        }
    }
}

/// People by how far they have come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Assigned.
    pub assigned: usize,
    /// Began at least one attempt.
    pub started: usize,
    /// Passed.
    pub passed: usize,
    /// Hold a certificate.
    pub certified: usize,
    /// Assigned and not passed.
    pub not_done: usize,
}

impl Counts {
    /// `part` of those assigned in basis points, rounded down: 100 % means everybody.
    pub fn share(&self, part: usize) -> u16 {
        let basis_points = part.saturating_mul(10_000) / self.assigned.max(1);
        u16::try_from(basis_points).unwrap_or(10_000).min(10_000)
    }
}

/// Progress by unit.
#[derive(Clone, Debug)]
pub struct UnitTable {
    /// The assessment.
    pub code: String,
    /// Its title in the reader's language.
    pub title: String,
    /// The column sorted by.
    pub sort: UnitColumn,
    /// Whether the largest come first.
    pub is_descending: bool,
    /// Sorted.
    pub rows: Vec<UnitRow>,
    /// Over all rows.
    pub total: Counts,
}

/// One unit.
#[derive(Clone, Debug)]
pub struct UnitRow {
    /// The unit.
    pub id: UnitId,
    /// Its name, with those above it where rows do not stand in the order of the tree.
    pub name: String,
    /// How far to indent it: 0 at the top, never over 6.
    pub indent: usize,
    /// Its people.
    pub counts: Counts,
}

/// A column to sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitColumn {
    /// The unit's name.
    Unit,
    /// Assigned.
    Assigned,
    /// Started.
    Started,
    /// Passed.
    Passed,
    /// Certified.
    Certified,
    /// Not done.
    NotDone,
    /// Share of those assigned who passed.
    Percent,
}

impl UnitColumn {
    /// In the order of the table.
    pub const ALL: [Self; 7] =
        [Self::Unit, Self::Assigned, Self::Started, Self::Passed, Self::Certified, Self::NotDone, Self::Percent];

    /// The value of `sort=`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Assigned => "assigned",
            Self::Started => "started",
            Self::Passed => "passed",
            Self::Certified => "certified",
            Self::NotDone => "not-done",
            Self::Percent => "percent",
        }
    }

    /// The column with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.name() == name)
    }

    /// The heading.
    pub fn heading(self, t: Texts) -> &'static str {
        match self {
            Self::Unit => t.column_unit(),
            Self::Assigned => t.count_assigned(),
            Self::Started => t.count_started(),
            Self::Passed => t.count_passed(),
            Self::Certified => t.count_certified(),
            Self::NotDone => t.count_not_done(),
            Self::Percent => t.column_percent(),
        }
    }
}

impl UnitTable {
    /// Every column.
    pub const fn columns(&self) -> [UnitColumn; 7] {
        UnitColumn::ALL
    }

    /// Where a click on a heading leads: the same column turns round, another starts with its largest.
    pub fn sort_href(&self, column: &UnitColumn) -> String {
        let is_ascending = if *column == self.sort { self.is_descending } else { *column == UnitColumn::Unit };
        let order = if is_ascending { "asc" } else { "desc" };
        format!("/admin?assessment={}&sort={}&order={order}#units", self.code, column.name())
    }

    /// `ascending`, `descending` or `none`, for `aria-sort`.
    pub fn aria_sort(&self, column: &UnitColumn) -> &'static str {
        match (*column == self.sort, self.is_descending) {
            (true, true) => "descending",
            (true, false) => "ascending",
            (false, _) => "none",
        }
    }
}
