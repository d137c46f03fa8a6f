//! Layouts by name, and templates kept ready, one per issuer and assessment.

use super::compose::Template;
use super::error::PreflightError;
use super::layout::Layout;
use super::seal::{SealFace, Unsealed};
use super::stamp::Variable;
use super::standing::StandingText;
use crate::domain::certification::claim::Claim;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

/// Enough for every programme of an agency; the oldest goes first.
const ROOM: usize = 32;

/// Known layouts and composed templates, shared by all threads.
pub struct TemplateCache {
    layouts: RwLock<BTreeMap<String, Arc<Layout>>>,
    templates: RwLock<Vec<Arc<Template>>>,
}

impl TemplateCache {
    /// Knows these layouts from the start.
    pub fn of(layouts: impl IntoIterator<Item = Layout>) -> Self {
        let layouts = layouts.into_iter().map(|layout| (layout.name(), Arc::new(layout))).collect();
        Self { layouts: RwLock::new(layouts), templates: RwLock::default() }
    }

    /// The layout of this name.
    pub fn layout(&self, name: &str) -> Option<Arc<Layout>> {
        self.layouts.read().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    /// Knows this layout from now on; one of the same name that was different is forgotten with its pages.
    pub fn learn(&self, layout: Layout) {
        let name = layout.name();
        let mut layouts = self.layouts.write().unwrap_or_else(PoisonError::into_inner);
        if layouts.get(&name).is_some_and(|known| known.digest == layout.digest) {
            return;
        }
        layouts.insert(name.clone(), Arc::new(layout));
        drop(layouts);
        let mut templates = self.templates.write().unwrap_or_else(PoisonError::into_inner);
        templates.retain(|template| template.standing.layout != name);
    }

    /// The template of `claim`, with a place for a seal or without, composed when it is asked for the first time.
    pub fn template(&self, claim: &Claim, seal: Option<&SealFace>) -> Result<Arc<Template>, PreflightError> {
        let layout = self.layout(&claim.template).ok_or(PreflightError::UnknownTemplate)?;
        if let Some(template) = self.kept(claim, &layout, seal) {
            return Ok(template);
        }
        let standing = StandingText { seal: seal.cloned(), ..StandingText::of(claim) };
        let template = Arc::new(Template::compose(layout, standing)?);
        let mut templates = self.templates.write().unwrap_or_else(PoisonError::into_inner);
        if templates.len() == ROOM {
            templates.remove(0);
        }
        templates.push(Arc::clone(&template));
        Ok(template)
    }

    fn kept(&self, claim: &Claim, layout: &Arc<Layout>, seal: Option<&SealFace>) -> Option<Arc<Template>> {
        let templates = self.templates.read().unwrap_or_else(PoisonError::into_inner);
        let is_kept = |Template { layout: known, standing, .. }: &Template| {
            Arc::ptr_eq(known, layout) && standing.seal.as_ref() == seal && standing.is_that_of(claim)
        };
        templates.iter().find(|template| is_kept(template)).cloned()
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

/// Whether the page of `claim` can be set: every glyph in the fonts, every line in its place.
pub fn fits(templates: &TemplateCache, claim: &Claim, seal: Option<&SealFace>) -> Result<(), PreflightError> {
    templates.template(claim, seal)?.fits(claim)
}
