//! Templates kept ready, one per issuer and assessment.

use super::compose::Template;
use super::error::PreflightError;
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
    /// The template of `claim`, composed when it is asked for the first time.
    pub fn template(&self, claim: &Claim) -> Result<Arc<Template>, PreflightError> {
        if let Some(template) = self.kept(claim) {
            return Ok(template);
        }
        let template = Arc::new(Template::compose(StandingText::of(claim))?);
        let mut templates = self.templates.write().unwrap_or_else(PoisonError::into_inner);
        if templates.len() == ROOM {
            templates.remove(0);
        }
        templates.push(Arc::clone(&template));
        Ok(template)
    }

    fn kept(&self, claim: &Claim) -> Option<Arc<Template>> {
        let templates = self.templates.read().unwrap_or_else(PoisonError::into_inner);
        templates.iter().find(|template| template.standing.is_that_of(claim)).cloned()
    }
}

/// The certificate of `claim` as a PDF file.
pub fn render(
    templates: &TemplateCache,
    claim: &Claim,
    qr_text: &str,
    credential: &[u8],
) -> Result<Vec<u8>, PreflightError> {
    templates.template(claim)?.stamp(&Variable { claim, qr_text, credential, notice: "" })
}

/// Whether the page of `claim` can be set: every glyph in the fonts, every line in its place.
pub fn fits(templates: &TemplateCache, claim: &Claim) -> Result<(), PreflightError> {
    templates.template(claim)?.fits(claim)
}
