//! The register for administrators: search, and one certificate.

use crate::domain::certification::basis::Basis;
use crate::domain::identifier::CertificateId;
use crate::flows::Service;
use crate::store::StoreError;
use crate::store::certification::certificates::{self, Registered, Stage};
use crate::store::certification::register::{self, Search};

/// One page of a search.
#[derive(Clone, Debug)]
pub struct Found {
    /// How many there are over all pages.
    pub total: usize,
    /// This page, newest first.
    pub rows: Vec<Registered>,
}

/// Searches by holder's name (with or without marks) or the beginning of a serial, or finds a code. Pages count from 1.
///
/// # Errors
/// When the store failed.
pub async fn search_certificates(service: &Service, text: &str, page: usize, rows: usize) -> Result<Found, StoreError> {
    if let Ok(id) = text.parse::<CertificateId>() {
        let rows = Vec::from_iter(find_certificate(service, id).await?);
        return Ok(Found { total: rows.len(), rows });
    }
    let search = Search::new(text);
    let mut reader = service.store.read().await?;
    let connection = &mut reader.link();
    let total = usize::try_from(register::count_found(connection, &search).await?).unwrap_or_default();
    let page = page.clamp(1, total.div_ceil(rows).max(1));
    let offset = i64::try_from((page - 1) * rows).unwrap_or_default();
    let rows = register::search(connection, &search, offset, i64::try_from(rows).unwrap_or(50)).await?;
    Ok(Found { total, rows })
}

/// An issued certificate.
///
/// # Errors
/// When the store failed.
pub async fn find_certificate(service: &Service, id: CertificateId) -> Result<Option<Registered>, StoreError> {
    let found = certificates::find(&mut service.store.read().await?.link(), id).await?;
    Ok(found.filter(|registered| registered.stage == Stage::Issued))
}

/// The issued certificate that goes on after this one.
///
/// # Errors
/// When the store failed.
pub async fn renewal_of(service: &Service, id: CertificateId) -> Result<Option<CertificateId>, StoreError> {
    Ok(issued_on(service, &Basis::Renewal(id)).await?.map(|registered| registered.claim.id))
}

/// The issued certificate that rests on this.
///
/// # Errors
/// When the store failed.
pub async fn issued_on(service: &Service, basis: &Basis) -> Result<Option<Registered>, StoreError> {
    let found = certificates::of_basis(&mut service.store.read().await?.link(), basis).await?;
    Ok(found.filter(|registered| registered.stage == Stage::Issued))
}
