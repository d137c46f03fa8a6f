//! Items whose figures say that something may be wrong with them: nobody or everybody gets them right, or those who know
//! more get them right less often.

use super::compute_statistics::{StatisticsRefusal, compute_statistics};
use crate::domain::assessment::statistics::ItemFigures;
use crate::flows::Service;
use crate::store::assessment::{assessments, banks};
use crate::store::{Failure, StoreError};
use std::collections::BTreeSet;

/// Attempts from which on figures say something.
const ENOUGH: usize = 30;
/// Easier than this tells nobody apart, harder than that nobody knows (Crocker and Algina 1986).
const FACILITY: std::ops::RangeInclusive<f64> = 0.2..=0.95;
/// Below this an item does not tell people apart (Ebel 1965).
const DISCRIMINATION: f64 = 0.1;

/// Whether the figures of an item are odd.
fn is_odd(figures: &ItemFigures) -> bool {
    figures.attempts >= ENOUGH
        && (figures.facility.is_some_and(|facility| !FACILITY.contains(&facility))
            || figures.discrimination.is_some_and(|discrimination| discrimination < DISCRIMINATION))
}

/// Ids of the odd items of a bank's latest revision, by the attempts of every assessment that draws from it.
///
/// # Errors
/// When the store failed.
pub async fn odd_items(service: &Service, bank: &str) -> Result<BTreeSet<String>, StoreError> {
    let (revision, defined) = {
        let mut reader = service.store.read().await?;
        let connection = &mut reader.link();
        (banks::latest_revision(connection, bank).await?, assessments::all(connection).await?)
    };
    let mut odd = BTreeSet::new();
    for defined in defined.into_iter().filter(|defined| revision.as_ref() == Some(&defined.revision)) {
        match compute_statistics(service, &defined.assessment.code, None).await {
            Ok(computed) => {
                let figures = computed.items.iter().zip(&computed.statistics.items);
                odd.extend(figures.filter(|(_, figures)| is_odd(figures)).map(|(facts, _)| facts.id.clone()));
            }
            Err(Failure::Refused(StatisticsRefusal::NotFound | StatisticsRefusal::NoSuchRevision)) => {}
            Err(Failure::Store(error)) => return Err(error),
        }
    }
    Ok(odd)
}
