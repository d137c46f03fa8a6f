//! Mark certificates as issued: register, what they replace, audit trail, log and outbox in one transaction.

use super::record::record_all;
use super::replace_original::{Replaced, record_supersession, replace_original};
use crate::domain::certification::basis::Basis;
use crate::domain::certification::log_entry::{LogEntry, Occurrence};
use crate::domain::timestamp::Timestamp;
use crate::flows::Service;
use crate::store::audit::{self, Deed};
use crate::store::certification::certificates::{Issued, Registered};
use crate::store::certification::revocations::Revocation;
use crate::store::certification::seals::SealRow;
use crate::store::certification::{making, seals};
use crate::store::{Connection, StoreError, outbox, transact};

/// A certificate whose file is stored.
pub(super) struct Stored {
    /// What is known of it.
    pub registered: Registered,
    /// What came of it.
    pub issued: Issued,
    /// How its file is sealed, where it is.
    pub seal: Option<SealRow>,
}

/// Marks those whose files are stored. One whose original was taken back first is dropped.
pub(super) async fn mark_issued(service: &Service, stored: &[Stored]) -> Result<(), StoreError> {
    if stored.is_empty() {
        return Ok(());
    }
    let now = service.clock.now();
    transact!(service.store, StoreError, |c| {
        // Old certificates first, all records after: two writers take the lists and the records in the same order.
        let Originals { standing, dropped, replaced } = replace_originals(c, stored, now).await?;
        let issued: Vec<_> =
            standing.iter().filter_map(|new| making::Issuing::of(&new.registered, &new.issued)).collect();
        let written = making::issue_all(c, &issued, now).await?;
        let is_written = |new: &&&Stored| written.contains(&new.registered.claim.id.to_string());
        // An original is replaced only by what is issued in this very transaction.
        let by_others = |(_, revocation): &(Registered, Revocation)| {
            revocation.successor.is_some_and(|id| !written.contains(&id.to_string()))
        };
        if replaced.iter().any(by_others) {
            return Err(StoreError::Unreadable("certificate.state"));
        }
        let sealed: Vec<_> = standing
            .iter()
            .filter(is_written)
            .filter_map(|new| new.seal.as_ref().map(|seal| (new.registered.claim.id, seal)))
            .collect();
        seals::insert_all(c, &sealed, now).await?;
        record_issued(c, standing.iter().filter(is_written).copied(), now).await?;
        for &basis in &dropped {
            note_dropped(c, basis, now).await?;
        }
        for old in &replaced {
            record_supersession(c, &old.0, &old.1).await?;
        }
        let unwritten: Vec<Basis> =
            standing.iter().filter(|new| !is_written(new)).map(|new| new.registered.basis.clone()).collect();
        let mut subjects: Vec<String> =
            standing.iter().filter(is_written).map(|new| new.registered.basis.to_string()).collect();
        subjects.extend(dropped.iter().map(|basis| basis.to_string()));
        // Somebody else was first. What is prepared otherwise by now, and not issued, is left to the next round.
        if !unwritten.is_empty() {
            let known = making::of_bases(c, &unwritten).await?;
            subjects.extend(known.iter().filter(|known| known.issued.is_some()).map(|known| known.basis.to_string()));
        }
        outbox::finish_all(c, outbox::ISSUE_CERTIFICATE, &subjects, now).await
    })
}

/// What became of the originals of those that correct or renew one.
struct Originals<'a> {
    standing: Vec<&'a Stored>,
    dropped: Vec<&'a Basis>,
    replaced: Vec<(Registered, Revocation)>,
}

async fn replace_originals<'a>(
    connection: &mut Connection<'_>,
    stored: &'a [Stored],
    now: Timestamp,
) -> Result<Originals<'a>, StoreError> {
    let mut originals = Originals { standing: Vec::with_capacity(stored.len()), dropped: vec![], replaced: vec![] };
    for new in stored {
        match replace_original(connection, &new.registered, now).await? {
            Replaced::Nothing => originals.standing.push(new),
            Replaced::By(old) => {
                originals.standing.push(new);
                originals.replaced.push(*old);
            }
            Replaced::Gone => originals.dropped.push(&new.registered.basis),
        }
    }
    Ok(originals)
}

async fn record_issued<'a>(
    connection: &mut Connection<'_>,
    written: impl Iterator<Item = &'a Stored>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let told: Vec<(String, String, LogEntry)> = written.map(told).collect();
    let deeds: Vec<Deed<'_>> = told
        .iter()
        .map(|(subject, detail, _)| Deed { actor: "system", action: "certificate.issue", subject, detail })
        .collect();
    let entries: Vec<LogEntry> = told.iter().map(|(.., entry)| entry.clone()).collect();
    record_all(connection, now, &deeds, &entries).await
}

/// The certificate's code, the audit row's detail and the log's entry.
fn told(Stored { registered, issued, .. }: &Stored) -> (String, String, LogEntry) {
    let (id, at) = (registered.claim.id.to_string(), registered.claim.issued_at);
    let detail = format!("{{\"pdf_sha256\":\"{}\"}}", issued.pdf_sha256);
    (id.clone(), detail, LogEntry { occurrence: Occurrence::Issue, id, hash: issued.sealed_hash, at })
}

/// An order that nothing will come of: the certificate it goes on from was taken back first.
pub(super) async fn drop_order(
    connection: &mut Connection<'_>,
    basis: &Basis,
    now: Timestamp,
) -> Result<(), StoreError> {
    note_dropped(connection, basis, now).await?;
    outbox::finish_all(connection, outbox::ISSUE_CERTIFICATE, &[basis.to_string()], now).await
}

async fn note_dropped(connection: &mut Connection<'_>, basis: &Basis, now: Timestamp) -> Result<(), StoreError> {
    let subject = basis.to_string();
    let deed = Deed { actor: "system", action: "certificate.order-dropped", subject: &subject, detail: "{}" };
    audit::append(connection, now, &deed).await
}
