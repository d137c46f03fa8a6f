//! Choose the template of a certificate: the newest version in force on its day, frozen from its first use on.

use crate::domain::identifier::hex;
use crate::domain::timestamp::Timestamp;
use crate::flows::Service;
use crate::formats::pdf::{Layout, layout};
use crate::formats::template::{DEFAULT, bundled, bundled_source, read_accepted};
use crate::store::certification::templates::{self, StoredTemplate};
use crate::store::{Connection, StoreError};

/// The name that a claim of `issued_at` gets for a template, in the transaction that stores the claim. From then
/// on the version does not change, whatever the program brings along later. `None` when no version is in force.
///
/// # Errors
/// When the store failed.
pub async fn choose_template(
    service: &Service,
    connection: &mut Connection<'_>,
    code: Option<&str>,
    issued_at: Timestamp,
) -> Result<Option<String>, StoreError> {
    let Some((chosen, is_missing)) = in_force(connection, code, issued_at).await? else { return Ok(None) };
    let name = layout::name(&chosen.code, chosen.version);
    if chosen.first_used_at.is_none() {
        let source = bundled_source(&name).and_then(|source| std::str::from_utf8(source).ok());
        if let Some(source) = source.filter(|_| is_missing) {
            templates::put_if_absent(connection, &chosen, source, issued_at).await?;
        }
        // Takes the row: whoever imports at the same moment comes before it or is refused.
        templates::freeze(connection, &chosen.code, chosen.version, issued_at).await?;
        learn(service, connection, &name).await?;
    } else if !is_known(service, &name, &chosen.digest) {
        learn(service, connection, &name).await?;
    }
    Ok(Some(name))
}

/// The name of the template that would be chosen. Nothing is written.
///
/// # Errors
/// When the store failed.
pub async fn template_in_force(
    service: &Service,
    connection: &mut Connection<'_>,
    code: Option<&str>,
    issued_at: Timestamp,
) -> Result<Option<String>, StoreError> {
    let Some((chosen, _)) = in_force(connection, code, issued_at).await? else { return Ok(None) };
    let name = layout::name(&chosen.code, chosen.version);
    learn(service, connection, &name).await?;
    Ok(Some(name))
}

/// The newest version in force, and whether it is a bundled one that was never stored.
async fn in_force(
    connection: &mut Connection<'_>,
    code: Option<&str>,
    issued_at: Timestamp,
) -> Result<Option<(StoredTemplate, bool)>, StoreError> {
    let code = code.unwrap_or(DEFAULT);
    let day = issued_at.day_in_vietnam().to_string();
    let stored = templates::versions(connection, code).await?;
    let own = bundled().filter(|layout| layout.code == code).map(of_layout);
    let missing: Vec<StoredTemplate> =
        own.filter(|own| stored.iter().all(|stored| stored.version != own.version)).collect();
    let versions = stored.into_iter().map(|version| (version, false)).chain(missing.into_iter().map(|own| (own, true)));
    let in_force = versions.filter(|(version, _)| is_in_force(version, &day));
    Ok(in_force.max_by_key(|(version, _)| version.version))
}

/// Sees to it that pages of a claim are rendered with the version that was stored when it was first used.
///
/// # Errors
/// When the store failed.
pub async fn learn(service: &Service, connection: &mut Connection<'_>, name: &str) -> Result<(), StoreError> {
    let Some((code, version)) = layout::code_and_version(name) else { return Ok(()) };
    let Some((digest, source)) = templates::source(connection, code, version).await? else { return Ok(()) };
    if !is_known(service, name, &digest) {
        let read = read_accepted(source.as_bytes());
        let layout = read.map_err(|_| StoreError::Unreadable("certificate_template.source"))?;
        service.renderer.templates.learn(layout);
    }
    Ok(())
}

/// Whether a template of this code can be chosen at all.
///
/// # Errors
/// When the store failed.
pub async fn exists(connection: &mut Connection<'_>, code: &str) -> Result<bool, StoreError> {
    Ok(bundled().any(|layout| layout.code == code) || !templates::versions(connection, code).await?.is_empty())
}

fn is_known(service: &Service, name: &str, digest: &str) -> bool {
    service.renderer.templates.layout(name).is_some_and(|known| hex(&known.digest) == digest)
}

/// Days are written so that their order is that of the texts.
fn is_in_force(version: &StoredTemplate, day: &str) -> bool {
    version.effective_from.as_str() <= day && version.effective_until.as_deref().is_none_or(|last| day <= last)
}

/// A template as it would be stored.
pub(super) fn of_layout(layout: &Layout) -> StoredTemplate {
    StoredTemplate {
        code: layout.code.clone(),
        version: layout.version,
        digest: hex(&layout.digest),
        effective_from: layout.effective_from.to_string(),
        effective_until: layout.effective_until.map(|day| day.to_string()),
        first_used_at: None,
    }
}
