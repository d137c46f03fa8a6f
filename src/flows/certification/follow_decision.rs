//! Follow a decision: how many certificates are made, how fast, what is refused and why.

use crate::domain::identifier::DecisionId;
use crate::domain::text::Localized;
use crate::flows::Service;
use crate::flows::assessment::load_bank;
use crate::store::certification::decision_rows::{self, Progress};
use crate::store::certification::decisions::{self, Decision};
use crate::store::{Connection, StoreError};

/// A decision and how far it has come.
#[derive(Clone, Debug)]
pub struct Followed {
    /// The decision.
    pub decision: Decision,
    /// The assessment's title.
    pub title: Localized,
    /// How far.
    pub progress: Progress,
}

impl Followed {
    /// Certificates still to be made.
    pub const fn left(&self) -> i64 {
        if self.decision.confirmed.is_some() { self.decision.rows - self.progress.issued } else { 0 }
    }

    /// Whether every certificate is made.
    pub const fn is_done(&self) -> bool {
        self.decision.confirmed.is_some() && self.progress.issued >= self.decision.rows
    }

    /// Rows that wait because something refused them.
    pub fn refused(&self) -> i64 {
        self.progress.refused.iter().map(|(_, count)| count).sum()
    }

    /// Certificates a minute from the confirmation to the last one made; `None` before there is one.
    pub fn per_minute(&self) -> Option<i64> {
        let from = self.decision.confirmed.as_ref()?.at;
        let seconds = self.progress.last_at?.since(from).as_secs().max(1);
        Some(self.progress.issued * 60 / i64::try_from(seconds).unwrap_or(i64::MAX))
    }
}

/// A decision with its progress.
///
/// # Errors
/// When the store failed.
pub async fn follow_decision(service: &Service, id: &DecisionId) -> Result<Option<Followed>, StoreError> {
    let mut reader = service.store.read().await?;
    let connection = &mut reader.link();
    match decisions::find(connection, id).await? {
        Some(decision) => Ok(Some(followed(service, connection, decision).await?)),
        None => Ok(None),
    }
}

/// The newest decisions with their progress.
///
/// # Errors
/// When the store failed.
pub async fn newest_decisions(service: &Service, limit: i64) -> Result<Vec<Followed>, StoreError> {
    let mut reader = service.store.read().await?;
    let connection = &mut reader.link();
    let mut all = Vec::new();
    for decision in decisions::newest(connection, limit).await? {
        all.push(followed(service, connection, decision).await?);
    }
    Ok(all)
}

async fn followed(
    service: &Service,
    connection: &mut Connection<'_>,
    decision: Decision,
) -> Result<Followed, StoreError> {
    let defined = load_bank::definition(service, connection, &decision.assessment, decision.version).await?;
    let progress = match decision.confirmed {
        Some(_) => decision_rows::progress(connection, &decision.id).await?,
        None => Progress::default(),
    };
    Ok(Followed { title: defined.assessment.title.clone(), decision, progress })
}
