//! Who was read already: people twice in one file.

use super::findings::{CellPlace, Findings};
use super::header::Column;
use super::identity::IdentityNumber;
use super::row::RosterRow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;
use time::Date;

/// What people are told apart by, and the line it was first seen on.
#[derive(Default)]
pub struct Seen {
    codes: HashMap<String, u32>,
    identities: HashMap<IdentityNumber, u32>,
    people: HashMap<(String, Option<Date>, Vec<String>), u32>,
}

impl Seen {
    /// Reports what `row` shares with an earlier one; `place` gives the cell of a column.
    pub fn check(&mut self, row: &RosterRow, place: impl Fn(Column) -> CellPlace, findings: &mut Findings<'_>) {
        if let Some(line) = first(&mut self.codes, row.staff_code.to_ascii_lowercase(), row.line)
            && !row.staff_code.is_empty()
        {
            let message = format!("the staff code `{}` is already on line {line}", row.staff_code);
            let hint = "give each person a code of their own; letter case makes no difference";
            findings.refuse(place(Column::StaffCode), "duplicate-staff-code", message, hint);
        }
        if let Some(number) = &row.identity_number
            && let Some(line) = first(&mut self.identities, number.clone(), row.line)
        {
            let message = format!("the identity number is already on line {line}");
            findings.refuse(place(Column::IdentityNumber), "duplicate-identity", message, "check both rows");
        }
        let person = (row.full_name.to_lowercase(), row.birth_date, row.unit.clone());
        if let Some(line) = first(&mut self.people, person, row.line)
            && !row.full_name.is_empty()
        {
            let message = format!("the same name, birth date and unit are already on line {line}");
            let hint = "delete one row if both are the same person";
            findings.warn(place(Column::FullName), "same-person", message, hint);
        }
    }
}

/// The line `key` was first seen on, unless that is now.
fn first<K: Eq + Hash>(seen: &mut HashMap<K, u32>, key: K, line: u32) -> Option<u32> {
    match seen.entry(key) {
        Entry::Occupied(entry) => Some(*entry.get()),
        Entry::Vacant(entry) => {
            entry.insert(line);
            None
        }
    }
}
