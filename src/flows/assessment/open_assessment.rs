//! Open or close an assessment for new sittings; sittings that run are not touched.

use crate::flows::Service;
use crate::store::audit::{self, Deed};
use crate::store::{StoreError, assessment::assessments, transact};

/// Opens or closes; false when it stood so already, or does not exist. Audited.
///
/// # Errors
/// When the store failed.
pub async fn set_open(service: &Service, actor: &str, code: &str, is_open: bool) -> Result<bool, StoreError> {
    let now = service.clock.now();
    transact!(service.store, StoreError, |c| {
        let changed = assessments::set_open(c, code, is_open).await?;
        if changed {
            let action = if is_open { "assessment.open" } else { "assessment.close" };
            audit::append(c, now, &Deed { actor, action, subject: code, detail: "{}" }).await?;
        }
        Ok(changed)
    })
}
