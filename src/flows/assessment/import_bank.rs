//! Import a bank as a new immutable revision, and its assessment; importing twice changes nothing.

use super::assemble_forms::Difficulties;
use crate::domain::assessment::bank::Bank;
use crate::domain::assessment::definition::Assessment;
use crate::domain::assessment::form::Candidate;
use crate::domain::identifier::hex;
use crate::flows::Service;
use crate::store::assessment::{assessments, banks, prebuilt_forms};
use crate::store::audit::{self, Deed};
use crate::store::{StoreError, transact};
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
    let revision = hex(&Sha256::digest(bank.canonical_bytes()));
    let now = service.clock.now();
    // Forms made beforehand stand ready with the definition that asks for them.
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
    transact!(service.store, StoreError, |c| {
        let is_new = banks::insert(c, &revision, bank, actor, now).await?;
        let version = match assessment {
            Some(assessment) => {
                Some((assessment.code.clone(), assessments::put(c, assessment, &revision, actor, now).await?))
            }
            None => None,
        };
        if let (Some((code, version)), Some(forms)) = (&version, &forms)
            && prebuilt_forms::of_version(c, code, *version).await?.is_none()
        {
            prebuilt_forms::replace(c, (code, *version), forms, actor, now).await?;
        }
        if is_new {
            let detail = format!("{{\"revision\":\"{revision}\",\"items\":{}}}", bank.items.len());
            audit::append(c, now, &Deed { actor, action: "bank.import", subject: &bank.code, detail: &detail }).await?;
        }
        Ok(Imported { revision: revision.clone(), is_new, items: bank.items.len(), assessment: version })
    })
}
