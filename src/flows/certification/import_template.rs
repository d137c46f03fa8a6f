//! Import a certificate template: a new version, or another try at one that no certificate has used.

use super::choose_template::of_layout;
use crate::domain::identifier::hex;
use crate::domain::timestamp::Timestamp;
use crate::flows::Service;
use crate::formats::template::TemplateFile;
use crate::store::audit::{self, Deed};
use crate::store::certification::templates;
use crate::store::{Failure, transact};

/// What an import did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Imported {
    /// It is there now.
    New,
    /// It replaced another file of this version, which nothing was issued with.
    Replaced,
    /// This very file was there.
    Unchanged,
}

/// Why nothing was imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportRefusal {
    /// Certificates show this version as it is.
    #[error("the version was used for certificates since {}; what was issued stays as it is", .0.day_in_vietnam())]
    InUse(Timestamp),
}

/// Imports a checked template.
///
/// # Errors
/// When the version is in use with another content, or the store failed; then nothing was written.
pub async fn import_template(
    service: &Service,
    template: &TemplateFile,
    actor: &str,
) -> Result<Imported, Failure<ImportRefusal>> {
    let now = service.clock.now();
    let layout = &template.layout;
    let row = of_layout(layout);
    let source = String::from_utf8_lossy(&template.source).into_owned();
    transact!(service.store, Failure<ImportRefusal>, |c| {
        let before = templates::versions(c, &layout.code).await?;
        let before = before.into_iter().find(|stored| stored.version == layout.version);
        if before.as_ref().is_some_and(|stored| stored.digest == row.digest) {
            return Ok(Imported::Unchanged);
        }
        if !templates::put(c, &row, &source, actor, now).await? {
            let versions = templates::versions(c, &layout.code).await?;
            let used = versions.into_iter().find(|stored| stored.version == layout.version);
            let since = used.and_then(|stored| stored.first_used_at).unwrap_or(now);
            return Err(Failure::Refused(ImportRefusal::InUse(since)));
        }
        let (subject, detail) = (layout.name(), format!("{{\"digest\":\"{}\"}}", hex(&layout.digest)));
        audit::append(c, now, &Deed { actor, action: "template.import", subject: &subject, detail: &detail }).await?;
        Ok(if before.is_some() { Imported::Replaced } else { Imported::New })
    })
}
