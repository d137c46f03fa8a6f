//! Close attempts whose time is over, at their deadline, browser open or not.

use super::submit_attempt;
use crate::flows::Service;
use crate::store::{StoreError, assessment::attempts};

/// Closed in one sweep; the next sweep takes the rest.
const SWEEP: i64 = 256;

/// Closes what is overdue; gives how many were closed. Waits while the clock stands where somebody stepped it: nothing is
/// taken from anybody by a clock in doubt.
///
/// # Errors
/// When the store failed.
pub async fn close_overdue_attempts(service: &Service) -> Result<usize, StoreError> {
    if service.clock.step().is_some() {
        return Ok(0);
    }
    let now = service.clock.now();
    let overdue = attempts::overdue(&mut service.store.read().await?.link(), now, SWEEP).await?;
    let mut closed = 0;
    for id in &overdue {
        match submit_attempt::close_overdue(service, id, now).await {
            Ok(is_closed) => closed += usize::from(is_closed),
            // Its own fault: the others are closed all the same, and it is tried again with the next sweep.
            Err(error @ (StoreError::Constraint(_) | StoreError::Other(_) | StoreError::Unreadable(_))) => {
                tracing::error!(%error, attempt = id.as_str(), "an overdue attempt could not be closed");
            }
            Err(error) => return Err(error),
        }
    }
    Ok(closed)
}
