//! Find an administrator by what somebody typed as their log-in.

use super::log_in::canonical_login;
use crate::domain::people::person::Role;
use crate::store::people::persons;
use crate::store::{Connection, StoreError};

/// The log-in as it is stored, so that one person has one name; `None` when no administrator has it.
///
/// # Errors
/// When the database fails.
pub async fn find_administrator(connection: &mut Connection<'_>, typed: &str) -> Result<Option<String>, StoreError> {
    let found = persons::find_by_login(connection, &canonical_login(typed)).await?;
    Ok(found.filter(|(person, _)| person.role == Role::Administrator).map(|(person, _)| person.login))
}
