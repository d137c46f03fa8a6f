//! Isolate what the database refuses: a step is done for many at once, and for each alone where one of them is refused.

use crate::store::StoreError;
use futures_util::future::BoxFuture;

/// What waits for another try: the outbox's subject, and the code of what stands in the way.
pub(super) type Refused = Vec<(String, String)>;

/// Does a step for all in one transaction; when the database refuses it, for each in one of its own, so that one bad row
/// holds up nobody else. Gives what came of it, and who is refused alone.
///
/// # Errors
/// When the store failed for a reason that does not lie in a row.
pub(super) async fn for_all<'a, T: Sync, Out>(
    all: &'a [T],
    subject: fn(&T) -> String,
    step: impl Fn(&'a [T]) -> BoxFuture<'a, Result<Vec<Out>, StoreError>>,
) -> Result<(Vec<Out>, Refused), StoreError> {
    let (mut done, mut refused) = (Vec::new(), Vec::new());
    if all.len() > 1 {
        match step(all).await {
            Err(error) if fault_of_row(&error).is_some() => {
                tracing::warn!(%error, count = all.len(), "the database refused one of many certificates: each alone");
            }
            outcome => return Ok((outcome?, refused)),
        }
    }
    for one in all.chunks(1) {
        match step(one).await {
            Ok(mut out) => done.append(&mut out),
            Err(error) => {
                let Some(code) = fault_of_row(&error) else { return Err(error) };
                tracing::error!(%error, code, "a certificate was refused");
                refused.extend(one.iter().map(|one| (subject(one), code.to_owned())));
            }
        }
    }
    Ok((done, refused))
}

/// The code of an error that others, without this row, need not meet.
const fn fault_of_row(error: &StoreError) -> Option<&'static str> {
    match error {
        StoreError::Constraint(_) | StoreError::Other(_) => Some("refused-by-database"),
        StoreError::Unreadable(_) => Some("unreadable-record"),
        StoreError::Conflict(_) | StoreError::Unavailable(_) | StoreError::SyncFailed(_) => None,
    }
}
