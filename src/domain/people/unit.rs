//! The tree of units; names have dates, identities do not.

use crate::domain::identifier::UnitId;
use time::Date;

/// A unit and its name as at a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Stable through renames.
    pub id: UnitId,
    /// The unit above; `None` at the top.
    pub parent: Option<UnitId>,
    /// Its name as at the day asked for.
    pub name: String,
}

/// A name and the days it was in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitName {
    /// NFC.
    pub name: String,
    /// First day.
    pub valid_from: Date,
    /// First day on which it no longer holds; `None` while it does.
    pub valid_until: Option<Date>,
}

/// Separates the levels of a unit's path in rosters and reports.
pub const PATH_SEPARATOR: &str = " / ";

/// The levels of a typed path: `/` or `>` between names, white space around them ignored.
pub fn parse_path(path: &str) -> Vec<String> {
    path.split(['/', '>'])
        .map(|name| name.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|name| !name.is_empty())
        .collect()
}
