//! One person of a roster, and how their cells become one.

use super::cell::{self, Flaw};
use super::header::Column;
use super::identity::IdentityNumber;
use crate::domain::people::person::Role;
use time::Date;

/// One row, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterRow {
    /// Where the row begins in the file, from 1, quoted line breaks counted.
    pub line: u32,
    /// 1 to 32 of `A-Z a-z 0-9 . _ -`; unique in the file without regard to case.
    pub staff_code: String,
    /// Own spelling, NFC.
    pub full_name: String,
    /// The names of the unit and of those above it, from the top; empty only for administrators.
    pub unit: Vec<String>,
    /// Or empty.
    pub position: String,
    /// Where there is one.
    pub email: Option<String>,
    /// Where there is one.
    pub birth_date: Option<Date>,
    /// Never printed.
    pub identity_number: Option<IdentityNumber>,
    /// Candidate unless the roster says otherwise.
    pub role: Role,
}

impl RosterRow {
    /// A row of which nothing is known yet.
    pub(super) const fn blank(line: u32) -> Self {
        Self {
            line,
            staff_code: String::new(),
            full_name: String::new(),
            unit: Vec::new(),
            position: String::new(),
            email: None,
            birth_date: None,
            identity_number: None,
            role: Role::Candidate,
        }
    }

    /// Takes over what the cell of `column` says.
    pub(super) fn take(&mut self, column: Column, text: &str, today: Date) -> Result<(), Flaw> {
        let is_blank = text.trim().is_empty();
        match column {
            Column::StaffCode | Column::FullName if is_blank => return Err(empty(column)),
            _ if is_blank => {}
            Column::StaffCode => self.staff_code = cell::staff_code(text)?,
            Column::FullName => self.full_name = cell::full_name(text)?,
            Column::Unit => self.unit = cell::unit(text)?,
            Column::Position => self.position = cell::plain(text),
            Column::Email => self.email = Some(cell::email(text)?),
            Column::BirthDate => self.birth_date = Some(cell::birth_date(text, today)?),
            Column::IdentityNumber => self.identity_number = Some(cell::identity_number(text)?),
            Column::Role => self.role = cell::role(text)?,
            Column::Ordinal => {}
        }
        Ok(())
    }
}

/// A required cell is empty.
pub(super) fn empty(column: Column) -> Flaw {
    let message = format!("`{}` is empty", column.title());
    Flaw { code: "empty-field", message, hint: Some("every person needs it; delete the row if it is nobody's") }
}
