//! Import a bank as a new immutable revision, and its assessment; importing twice changes nothing.

use super::assemble_forms::Difficulties;
use crate::domain::assessment::assembly::PrebuiltForm;
use crate::domain::assessment::bank::Bank;
use crate::domain::assessment::definition::Assessment;
use crate::domain::assessment::form::Candidate;
use crate::domain::identifier::hex;
use crate::domain::timestamp::Timestamp;
use crate::flows::Service;
use crate::store::assessment::{assessments, banks, prebuilt_forms};
use crate::store::audit::{self, Deed};
use crate::store::{Connection, StoreError, transact};
use sha2::{Digest, Sha256};

/// What an import did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// SHA-256 of the bank's content, hexadecimal.
    pub revision: String,
    /// Whether this content was not known yet.
    pub is_new: bool,
    /// Items in the revision.
    pub items: usize,
    /// The assessment's code and version, when the folder has one.
    pub assessment: Option<(String, i64)>,
}

/// A checked bank and what goes with it, ready to be written in a transaction.
#[derive(Clone, Debug)]
pub struct Import<'b> {
    bank: &'b Bank,
    assessment: Option<&'b Assessment>,
    revision: String,
    /// Made beforehand, where the definition asks for them: they stand ready with it.
    forms: Option<Vec<PrebuiltForm>>,
}

impl<'b> Import<'b> {
    /// Makes ready whatever needs no transaction.
    ///
    /// # Errors
    /// When the store failed.
    pub async fn prepare(
        service: &Service,
        bank: &'b Bank,
        assessment: Option<&'b Assessment>,
    ) -> Result<Self, StoreError> {
        let revision = hex(&Sha256::digest(bank.canonical_bytes()));
        let forms = match assessment {
            Some(assessment) if assessment.blueprint.forms.is_some() => {
                let candidates: Vec<Candidate<'_>> =
                    bank.items.iter().map(|item| Candidate { face: &item.face, traits: &item.traits }).collect();
                let difficulties = Difficulties::known(service, &assessment.code).await?;
                // A bank that cannot serve them was refused when it was read.
                difficulties.forms(&candidates, &assessment.blueprint, crate::chance::bytes()).ok().flatten()
            }
            Some(_) | None => None,
        };
        Ok(Self { bank, assessment, revision, forms })
    }

    /// Writes it.
    pub(in crate::flows) async fn write(
        &self,
        c: &mut Connection<'_>,
        actor: &str,
        now: Timestamp,
    ) -> Result<Imported, StoreError> {
        let Self { bank, assessment, revision, forms } = self;
        banks::hold(c, &bank.code).await?;
        let is_new = banks::insert(c, revision, bank, actor, now).await?;
        let version = match assessment {
            Some(assessment) => {
                Some((assessment.code.clone(), assessments::put(c, assessment, revision, actor, now).await?))
            }
            None => None,
        };
        if let (Some((code, version)), Some(forms)) = (&version, forms)
            && prebuilt_forms::of_version(c, code, *version).await?.is_none()
        {
            prebuilt_forms::replace(c, (code, *version), forms, actor, now).await?;
        }
        if is_new {
            let detail = format!("{{\"revision\":\"{revision}\",\"items\":{}}}", bank.items.len());
            audit::append(c, now, &Deed { actor, action: "bank.import", subject: &bank.code, detail: &detail }).await?;
        }
        Ok(Imported { revision: revision.clone(), is_new, items: bank.items.len(), assessment: version })
    }
}

/// Imports a checked bank.
///
/// # Errors
/// When the store failed; then nothing was written.
pub async fn import_bank(
    service: &Service,
    bank: &Bank,
    assessment: Option<&Assessment>,
    actor: &str,
) -> Result<Imported, StoreError> {
    let import = Import::prepare(service, bank, assessment).await?;
    let now = service.clock.now();
    transact!(service.store, StoreError, |c| { import.write(c, actor, now).await })
}
