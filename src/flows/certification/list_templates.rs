//! List the templates there are, and show one filled with made-up people.

use super::choose_template::of_layout;
use crate::domain::text::Localized;
use crate::flows::Service;
use crate::formats::pdf::{Layout, PreflightError};
use crate::formats::template::{Sample, bundled, preview, read_accepted};
use crate::store::certification::templates::{self, StoredTemplate};
use crate::store::{Connection, StoreError};
use time::Date;

/// A version of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// What it is called.
    pub title: Localized,
    /// The first day on which it is used.
    pub from: Date,
    /// The last one, when there is one.
    pub until: Option<Date>,
    /// The version, as it is stored or would be.
    pub version: StoredTemplate,
    /// Whether it is the program's own, unchanged.
    pub is_bundled: bool,
    /// Whether certificates of today would get it.
    pub is_current: bool,
}

/// Every version of every template: by code, the newest first.
///
/// # Errors
/// When the store failed.
pub async fn list_templates(service: &Service) -> Result<Vec<Listed>, StoreError> {
    let mut reader = service.store.read().await?;
    let connection = &mut reader.link();
    let today = service.clock.now().day_in_vietnam();
    let mut layouts = Vec::new();
    for stored in templates::all(connection).await? {
        layouts.extend(stored_layout(connection, &stored).await?.map(|layout| (layout, stored)));
    }
    for own in bundled() {
        if !layouts.iter().any(|(layout, _)| layout.name() == own.name()) {
            layouts.push((own.clone(), of_layout(own)));
        }
    }
    layouts.sort_by(|(one, _), (other, _)| (&one.code, other.version).cmp(&(&other.code, one.version)));
    let current = |layout: &Layout| {
        let same = layouts.iter().filter(|(other, _)| other.code == layout.code && other.is_effective_on(today));
        same.map(|(other, _)| other.version).max() == Some(layout.version)
    };
    let listed = layouts.iter().map(|(layout, version)| Listed {
        title: layout.title.clone(),
        from: layout.effective_from,
        until: layout.effective_until,
        version: version.clone(),
        is_bundled: bundled().any(|own| own.digest == layout.digest),
        is_current: current(layout),
    });
    Ok(listed.collect())
}

/// The layout of a template: a version, or the newest there is. `None` when there is none.
///
/// # Errors
/// When the store failed.
pub async fn find_layout(service: &Service, code: &str, version: Option<u32>) -> Result<Option<Layout>, StoreError> {
    let mut reader = service.store.read().await?;
    let connection = &mut reader.link();
    let stored = templates::versions(connection, code).await?;
    let is_stored = |layout: &&Layout| stored.iter().any(|stored| stored.version == layout.version);
    let own = bundled().filter(|layout| layout.code == code && !is_stored(layout));
    let wanted = |found: u32| version.is_none_or(|version| version == found);
    let newest_own = own.filter(|layout| wanted(layout.version)).max_by_key(|layout| layout.version);
    let newest = stored.iter().filter(|stored| wanted(stored.version)).max_by_key(|stored| stored.version);
    match (newest, newest_own) {
        (Some(stored), own) if own.is_none_or(|own| own.version < stored.version) => {
            stored_layout(connection, stored).await
        }
        (_, own) => Ok(own.cloned()),
    }
}

async fn stored_layout(connection: &mut Connection<'_>, stored: &StoredTemplate) -> Result<Option<Layout>, StoreError> {
    let Some((_, source)) = templates::source(connection, &stored.code, stored.version).await? else {
        return Ok(None);
    };
    let layout = read_accepted(source.as_bytes());
    layout.map(Some).map_err(|_| StoreError::Unreadable("certificate_template.source"))
}

/// The page of a layout for a made-up person, under the issuer of today, on a thread of its own.
///
/// # Errors
/// When the layout has no place for what is said.
pub async fn preview_template(service: &Service, layout: Layout, sample: Sample) -> Result<Vec<u8>, PreflightError> {
    let issuer = service.settings.issuer_at(service.clock.now());
    let drawn = tokio::task::spawn_blocking(move || preview(&layout, sample, issuer));
    drawn.await.unwrap_or(Err(PreflightError::OtherTemplate))
}
