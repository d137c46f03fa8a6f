//! Templates kept ready, one per issuer and assessment.

use super::compose::Template;
use super::error::PreflightError;
use super::seal::{SealFace, Unsealed};
use super::stamp::Variable;
use super::standing::StandingText;
use crate::domain::certification::claim::Claim;
use std::sync::{Arc, PoisonError, RwLock};

/// Enough for every programme of an agency; the oldest goes first.
const ROOM: usize = 32;

/// Composed templates, shared by all threads.
#[derive(Default)]
pub struct TemplateCache {
    templates: RwLock<Vec<Arc<Template>>>,
}

impl TemplateCache {
    /// The template of `claim`, with a place for a seal or without, composed when it is asked for the first time.
    pub fn template(&self, claim: &Claim, seal: Option<&SealFace>) -> Result<Arc<Template>, PreflightError> {
        if let Some(template) = self.kept(claim, seal) {
            return Ok(template);
        }
        let template = Arc::new(Template::compose(StandingText { seal: seal.cloned(), ..StandingText::of(claim) })?);
        let mut templates = self.templates.write().unwrap_or_else(PoisonError::into_inner);
        if templates.len() == ROOM {
            templates.remove(0);
        }
        templates.push(Arc::clone(&template));
        Ok(template)
    }

    fn kept(&self, claim: &Claim, seal: Option<&SealFace>) -> Option<Arc<Template>> {
        let templates = self.templates.read().unwrap_or_else(PoisonError::into_inner);
        let is_kept = |standing: &StandingText| standing.seal.as_ref() == seal && standing.is_that_of(claim);
        templates.iter().find(|template| is_kept(&template.standing)).cloned()
    }
}

/// The certificate of `claim` as a PDF file.
pub fn render(
    templates: &TemplateCache,
    claim: &Claim,
    qr_text: &str,
    credential: &[u8],
) -> Result<Vec<u8>, PreflightError> {
    templates.template(claim, None)?.stamp(&Variable { claim, qr_text, credential, notice: "" })
}

/// The certificate of `claim` as a PDF file with a place for an official seal.
pub fn render_to_seal(
    templates: &TemplateCache,
    claim: &Claim,
    qr_text: &str,
    credential: &[u8],
    face: &SealFace,
) -> Result<Unsealed, PreflightError> {
    templates.template(claim, Some(face))?.stamp_to_seal(&Variable { claim, qr_text, credential, notice: "" })
}
