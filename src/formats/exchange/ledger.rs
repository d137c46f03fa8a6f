//! The ledger of an import or export: what became of every element of the source.

use super::Place;
use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};
use std::collections::BTreeMap;
use std::fmt;

/// Lines of each kind that are printed; the rest is counted.
const SHOWN: usize = 200;

/// What became of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Fate {
    /// It is there, and means something else than before.
    Changed,
    /// It is not there.
    Dropped,
}

/// An element that did not come along as it was.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Loss {
    /// Where it stands in the source.
    pub place: Place,
    /// Changed or dropped.
    pub fate: Fate,
    /// What it is called in the source: `<penalty>`, `column Ghi chú`.
    pub element: String,
    /// Stable, kebab-case: `no-feedback-by-option`.
    pub code: &'static str,
    /// How it was changed, or why it was dropped; one plain English sentence without a final stop.
    pub reason: String,
}

impl fmt::Display for Loss {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, fate, element, code, reason } = self;
        let fate = match fate {
            Fate::Changed => "changed",
            Fate::Dropped => "dropped",
        };
        write!(formatter, "{}:{}:{}: {fate}: {element}: {code}: {reason}", place.file, place.line, place.column)
    }
}

/// How a value that the source does not say was made, where it is another one for each item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// Of the question's name.
    FromName,
    /// Of the question's title.
    FromTitle,
    /// Of the question's first words.
    FromQuestion,
    /// By counting.
    Numbered,
    /// Of the competency, by counting.
    ByCompetency,
    /// A year after the day the content was checked.
    YearAfterCheck,
}

impl Made {
    /// Stable, kebab-case.
    pub const fn code(self) -> &'static str {
        match self {
            Self::FromName => "made-from-name",
            Self::FromTitle => "made-from-title",
            Self::FromQuestion => "made-from-question",
            Self::Numbered => "made-by-counting",
            Self::ByCompetency => "made-from-competency",
            Self::YearAfterCheck => "made-year-later",
        }
    }

    /// In plain English.
    pub const fn words(self) -> &'static str {
        match self {
            Self::FromName => "made from the name",
            Self::FromTitle => "made from the title",
            Self::FromQuestion => "made from the question",
            Self::Numbered => "numbered",
            Self::ByCompetency => "<competency>-<number>",
            Self::YearAfterCheck => "one year after as_of",
        }
    }
}

/// What became of every element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// How many elements of each name came along as they were.
    kept: BTreeMap<String, usize>,
    /// What had to be filled in because the source does not say it: field and value, how that was made, how often.
    filled: BTreeMap<(&'static str, String), (Option<Made>, usize)>,
    losses: Vec<Loss>,
}

impl Ledger {
    /// An element came along.
    pub fn keep(&mut self, element: &str) {
        match self.kept.get_mut(element) {
            Some(count) => *count += 1,
            None => drop(self.kept.insert(element.to_owned(), 1)),
        }
    }

    /// An element came along, but not as it was.
    pub fn change(&mut self, place: &Place, element: impl Into<String>, code: &'static str, how: impl Into<String>) {
        self.lose(place, Fate::Changed, element.into(), (code, how.into()));
    }

    /// An element did not come along.
    pub fn drop(&mut self, place: &Place, element: impl Into<String>, code: &'static str, why: impl Into<String>) {
        self.lose(place, Fate::Dropped, element.into(), (code, why.into()));
    }

    /// A field that our items must have and the source does not say.
    pub fn fill(&mut self, field: &'static str, value: impl Into<String>) {
        self.filled.entry((field, value.into())).or_default().1 += 1;
    }

    /// The same, with a value that is another one for each item.
    pub fn fill_by(&mut self, field: &'static str, made: Made) {
        self.filled.entry((field, made.words().to_owned())).or_insert((Some(made), 0)).1 += 1;
    }

    fn lose(&mut self, place: &Place, fate: Fate, element: String, (code, reason): (&'static str, String)) {
        self.losses.push(Loss { place: place.clone(), fate, element, code, reason });
    }

    /// Whether somebody has to look before this is taken.
    pub fn has_loss(&self) -> bool {
        !self.losses.is_empty()
    }

    /// What did not come along as it was, in the order of the source.
    pub fn losses(&self) -> Vec<&Loss> {
        let mut losses: Vec<&Loss> = self.losses.iter().collect();
        losses.sort();
        losses
    }

    /// Names of elements that came along, and how many.
    pub fn kept(&self) -> impl Iterator<Item = (&str, usize)> {
        self.kept.iter().map(|(element, count)| (element.as_str(), *count))
    }

    /// What had to be filled in: field, value, how often.
    pub fn filled(&self) -> impl Iterator<Item = (&str, &str, usize)> {
        self.filled.iter().map(|((field, value), (_, count))| (*field, value.as_str(), *count))
    }
}

impl fmt::Display for Ledger {
    /// Lines for people: counts of what was kept and filled in, then a line for each loss.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (element, count) in self.kept() {
            writeln!(formatter, "kept: {element}: {count}")?;
        }
        for (field, value, count) in self.filled() {
            writeln!(formatter, "filled in: {field} = {value}: {count}")?;
        }
        for loss in self.losses().into_iter().take(SHOWN) {
            writeln!(formatter, "{loss}")?;
        }
        match self.losses.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => writeln!(formatter, "{more} more changed or dropped"),
        }
    }
}

impl Serialize for Ledger {
    /// `{"kept":{"question":12},"filled":[{"field","value","count","code"}],"losses":[the first two hundred],"more":0}`
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Filled<'a> {
            field: &'a str,
            value: &'a str,
            count: usize,
            /// How the value was made, where it is another one for each item.
            #[serde(skip_serializing_if = "Option::is_none")]
            code: Option<&'static str>,
        }
        let filled = self.filled.iter().map(|((field, value), (made, count))| Filled {
            field,
            value,
            count: *count,
            code: made.map(Made::code),
        });
        let filled: Vec<Filled<'_>> = filled.collect();
        let losses: Vec<serde_json::Value> = self
            .losses()
            .into_iter()
            .take(SHOWN)
            .map(|loss| {
                serde_json::json!({
                    "file": &*loss.place.file, "line": loss.place.line, "column": loss.place.column,
                    "fate": loss.fate, "element": loss.element, "code": loss.code, "reason": loss.reason,
                })
            })
            .collect();
        let mut object = serializer.serialize_struct("Ledger", 4)?;
        object.serialize_field("kept", &self.kept)?;
        object.serialize_field("filled", &filled)?;
        object.serialize_field("losses", &losses)?;
        object.serialize_field("more", &self.losses.len().saturating_sub(SHOWN))?;
        object.end()
    }
}
