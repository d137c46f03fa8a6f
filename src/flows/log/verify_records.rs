//! Verify the records: the chain of the audit trail, the log against its checkpoint, and the register against both. Names
//! the first row of each that is not as it was written.

use super::{log_keys, tree};
use crate::domain::certification::log_entry::Occurrence;
use crate::domain::certification::merkle::{Hash, leaf_hash, root};
use crate::domain::identifier::hex;
use crate::flows::Service;
use crate::flows::certification::certificate_file::file_path;
use crate::formats::credential::verify;
use crate::formats::log::checkpoint::Checkpoint;
use crate::formats::log::entry::ReadEntry;
use crate::formats::log::note::Note;
use crate::store::audit::{self, AuditRow, Deed};
use crate::store::certification::certificates::Registered;
use crate::store::certification::{checkpoints, log, register, seals};
use crate::store::{StoreError, counters};
use object_store::ObjectStoreExt;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// Rows that are read at once.
const AT_ONCE: u64 = 1_000;

/// A row that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecordFault {
    /// `audit`, `log`, `register`
    pub record: &'static str,
    /// The row: its number, its place, the certificate's code.
    pub row: String,
    /// What is wrong with it.
    pub fault: &'static str,
}

/// What was verified, and the first fault of each record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Records {
    /// Rows of the audit trail that are in order.
    pub audit_rows: u64,
    /// Entries of the log that are in order.
    pub log_entries: u64,
    /// How many of them the last checkpoint covers.
    pub published: u64,
    /// Certificates that are in order.
    pub certificates: u64,
    /// None when everything is in order.
    pub faults: Vec<RecordFault>,
}

/// Verifies everything.
///
/// # Errors
/// When the store failed.
pub async fn verify_records(service: &Service) -> Result<Records, StoreError> {
    let mut records = Records::default();
    let audited = verify_audit(service, &mut records.audit_rows).await?;
    let logged = verify_entries(service, &mut records).await?;
    let registered = verify_register(service, &mut records.certificates).await?;
    records.faults = [audited, logged, registered].into_iter().flatten().collect();
    Ok(records)
}

async fn verify_audit(service: &Service, rows: &mut u64) -> Result<Option<RecordFault>, StoreError> {
    let fault = |sequence: i64, fault| Ok(Some(RecordFault { record: "audit", row: sequence.to_string(), fault }));
    let (mut last, mut previous) = (0, "0".repeat(64));
    loop {
        let read = audit::after(&mut service.store.read().await?.link(), last).await?;
        if read.is_empty() {
            break;
        }
        for row in read {
            if row.sequence != last + 1 {
                return fault(last + 1, "is missing");
            }
            if row.previous_hash != previous {
                return fault(row.sequence, "does not continue the row before it");
            }
            if row.hash != hash_of(&row) {
                return fault(row.sequence, "was altered");
            }
            (last, previous) = (row.sequence, row.hash);
            *rows += 1;
        }
    }
    let counted = counters::value(&mut service.store.read().await?.link(), "audit").await?;
    if counted > last { fault(last + 1, "is missing") } else { Ok(None) }
}

fn hash_of(row: &AuditRow) -> String {
    let deed = Deed { actor: &row.actor, action: &row.action, subject: &row.subject, detail: &row.detail };
    audit::hash(row.sequence, row.at, &deed, &row.previous_hash)
}

async fn verify_entries(service: &Service, records: &mut Records) -> Result<Option<RecordFault>, StoreError> {
    let fault = |position: u64, fault| Ok(Some(RecordFault { record: "log", row: position.to_string(), fault }));
    let size = log::size(&mut service.store.read().await?.link()).await?;
    let mut leaves: Vec<Hash> = Vec::new();
    while (leaves.len() as u64) < size {
        let start = leaves.len() as u64;
        let read = log::entries(&mut service.store.read().await?.link(), start, AT_ONCE.min(size - start)).await?;
        if read.is_empty() {
            return fault(start, "is missing");
        }
        for (position, entry) in (start..).zip(read) {
            if entry.position != position {
                return fault(position, "is missing");
            }
            if leaf_hash(entry.entry.as_bytes()) != entry.leaf_hash {
                return fault(position, "was altered");
            }
            if !is_filed_right(&entry) {
                return fault(position, "is filed under another name than it says");
            }
            leaves.push(entry.leaf_hash);
            records.log_entries += 1;
        }
    }
    let mut reader = service.store.read().await?;
    let connection = &mut reader.link();
    let Some(latest) = checkpoints::latest(connection, &service.settings.log_origin).await? else { return Ok(None) };
    let note: Option<Note> = latest.note.parse().ok();
    let checkpoint = note.and_then(|note| Checkpoint::of(&note, &log_keys(service)).ok());
    let Some(checkpoint) = checkpoint.filter(|checkpoint| checkpoint.size == latest.size) else {
        return fault(latest.size, "is the size of a checkpoint that is not signed by a key of this log");
    };
    let published = leaves.get(..checkpoint.size as usize).map(root);
    if published != Some(checkpoint.root) {
        return fault(0, "or one after it is not what was published");
    }
    if tree::root(connection, checkpoint.size).await? != checkpoint.root {
        return fault(0, "is under stored hashes of tiles that are not those of the entries");
    }
    records.published = checkpoint.size;
    Ok(None)
}

/// Whether the columns beside an entry say what it says.
fn is_filed_right(entry: &log::LoggedEntry) -> bool {
    let kinds = [Occurrence::Issue, Occurrence::Revoke, Occurrence::Supersede, Occurrence::Key, Occurrence::Decision];
    let kind = kinds.into_iter().find(|kind| kind.name() == entry.occurrence);
    kind.zip(ReadEntry::read(entry.entry.as_bytes()))
        .is_some_and(|(kind, said)| said.kind == kind.name() && said.id == kind.public_id(&entry.subject))
}

async fn verify_register(service: &Service, certificates: &mut u64) -> Result<Option<RecordFault>, StoreError> {
    let fault = |row: String, fault| Ok(Some(RecordFault { record: "register", row, fault }));
    let mut code = String::new();
    loop {
        let read = register::issued_after(&mut service.store.read().await?.link(), &code).await?;
        let Some(last) = read.last() else { break };
        code = last.claim.id.to_string();
        for registered in read {
            if let Some(found) = certificate_fault(service, &registered).await? {
                return fault(registered.claim.id.to_string(), found);
            }
            *certificates += 1;
        }
    }
    match log::first_without_certificate(&mut service.store.read().await?.link()).await? {
        Some((_, code)) => fault(code, "was issued as the log says, and is not in the register"),
        None => Ok(None),
    }
}

async fn certificate_fault(service: &Service, registered: &Registered) -> Result<Option<&'static str>, StoreError> {
    let Some(issued) = &registered.issued else { return Ok(Some("has no document")) };
    let Ok(verified) = verify::verify(issued.credential.as_bytes(), &service.ring()) else {
        return Ok(Some("has a credential whose signature does not hold"));
    };
    if !verified.says(&registered.claim) {
        return Ok(Some("says other things in the register than in its credential"));
    }
    if verified.sealed_hash != issued.sealed_hash {
        return Ok(Some("has another hash in the register than its credential"));
    }
    let id = registered.claim.id;
    let seal = seals::find(&mut service.store.read().await?.link(), id).await?;
    let sealed_as = seal.map(|_| issued.pdf_sha256.as_str());
    let file = match service.files.get(&file_path(id, sealed_as)).await {
        Ok(found) => found.bytes().await.ok(),
        Err(_) => None,
    };
    match file.map(|bytes| hex(&Sha256::digest(&bytes))) {
        None => return Ok(Some("has no file")),
        Some(hash) if hash != issued.pdf_sha256 => return Ok(Some("has another file than the one that was issued")),
        Some(_) => {}
    }
    let mut reader = service.store.read().await?;
    let connection = &mut reader.link();
    let code = id.to_string();
    let Some(entry) = log::find(connection, Occurrence::Issue, &code).await? else {
        return Ok(Some("has no entry in the log"));
    };
    let said = ReadEntry::read(entry.entry.as_bytes());
    if !said.is_some_and(|said| said.says(Occurrence::Issue, &code, &verified.sealed_hash)) {
        return Ok(Some("is another document in the log"));
    }
    let is_taken_back = log::find(connection, Occurrence::Revoke, &code).await?.is_some()
        || log::find(connection, Occurrence::Supersede, &code).await?.is_some();
    Ok(match (is_taken_back, registered.revocation.is_some()) {
        (true, false) => Some("was taken back as the log says, and is not in the register"),
        (false, true) => Some("is taken back in the register, and the log does not say so"),
        (true, true) | (false, false) => None,
    })
}
