//! The text that all certificates of one template share.

use super::error::PreflightError;
use super::fonts::Style;
use super::layout::{Layout, TextLine};
use super::lines::Line;
use super::seal::{SealFace, SealPlace};
use super::wording;
use super::words::Placeholder;
use crate::domain::certification::claim::{Claim, IssuerFace};
use crate::domain::text::{Language, Localized};
use std::borrow::Cow;

/// What is written across a page that certifies nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Band {
    /// Nothing: the certificate is meant.
    Absent,
    /// Keys and names are for demonstration.
    Demonstration,
    /// Nobody was examined: the page shows a template.
    Sample,
}

/// What all certificates of one template have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingText {
    /// Who issues.
    pub issuer: IssuerFace,
    /// The line under the title.
    pub subtitle: Localized,
    /// What the holders have done.
    pub statement: Localized,
    /// Name and version of the layout.
    pub layout: String,
    /// What is written across it.
    pub band: Band,
    /// The official seal's face, where the file is to be sealed.
    pub seal: Option<SealFace>,
}

impl StandingText {
    /// The part of `claim` that does not change from holder to holder.
    pub fn of(claim: &Claim) -> Self {
        Self {
            issuer: claim.issuer.clone(),
            subtitle: claim.subtitle.clone(),
            statement: claim.statement.clone(),
            layout: claim.template.clone(),
            band: if claim.issuer.is_demonstration { Band::Demonstration } else { Band::Absent },
            seal: None,
        }
    }

    /// Whether `claim` says the same.
    pub fn is_that_of(&self, claim: &Claim) -> bool {
        self.issuer == claim.issuer
            && self.subtitle == claim.subtitle
            && self.statement == claim.statement
            && self.layout == claim.template
    }

    /// What a placeholder says on every certificate; nothing for those that vary.
    pub fn says(&self, placeholder: Placeholder) -> &str {
        use Placeholder as P;
        let issuer = &self.issuer;
        match placeholder {
            P::Band => wording::band(self.band),
            P::SuperiorBody => &issuer.superior_body,
            P::IssuingBody => &issuer.issuing_body,
            P::IssuerName => issuer.name.get(Language::Vi),
            P::IssuerNameEn => issuer.name.get(Language::En),
            P::Country => wording::COUNTRY,
            P::Motto => wording::MOTTO,
            P::Subtitle => self.subtitle.get(Language::Vi),
            P::SubtitleEn => self.subtitle.get(Language::En),
            P::CertifierLine => &issuer.certifier_line,
            P::Statement => self.statement.get(Language::Vi),
            P::StatementEn => self.statement.get(Language::En).trim_end_matches('.'),
            P::Place => &issuer.place,
            P::Authority => &issuer.authority,
            P::SignerTitle => &issuer.signer_title,
            P::SignerName => &issuer.signer_name,
            P::Holder
            | P::Unit
            | P::Position
            | P::Points
            | P::PointsEn
            | P::Percent
            | P::PercentEn
            | P::AssessedOn
            | P::AssessedOnEn
            | P::DecisionNumber
            | P::DecidedOn
            | P::ExpiresOn
            | P::ExpiresOnEn
            | P::IssuedOnEn
            | P::IssuedDay
            | P::IssuedMonth
            | P::IssuedYear
            | P::Serial
            | P::RegisterNumber
            | P::Address
            | P::Domain => "",
        }
    }

    /// The lines of the paragraphs that say the same on every certificate; those that say nothing are left out.
    pub(super) fn lines(&self, layout: &Layout) -> Result<Vec<Standing>, PreflightError> {
        // Not printed, but the file's author: the same letters as everywhere.
        Style::Regular.face().set(self.issuer.name.get(Language::Vi))?;
        let sealed = self.seal_place(layout).map(|place| place.mark);
        let mut standing = Vec::new();
        for (mark, paragraph) in layout.paragraphs.iter().enumerate().filter(|(_, found)| found.is_standing()) {
            if sealed == Some(mark) {
                // A seal has lines of its own, with the time in them: the stamper writes those.
                continue;
            }
            let mut lines = Vec::new();
            for line in &paragraph.lines {
                let value = |placeholder| Cow::Borrowed(self.says(placeholder));
                let set = self.raised(line, layout).set(&value, &layout.page)?;
                lines.extend(set.into_iter().map(|set| (set, line.rule)));
            }
            if !lines.is_empty() {
                standing.push(Standing { mark, lines });
            }
        }
        Ok(standing)
    }

    /// Where the seal is seen, if it is.
    pub(super) fn seal_place(&self, layout: &Layout) -> Option<SealPlace> {
        self.seal.as_ref().filter(|face| face.is_visible).and_then(|_| SealPlace::of(layout))
    }

    /// The line at the height of the one that it stands in for, when that says nothing: without an authority
    /// the title comes right under the date.
    pub(super) fn raised<'l>(&self, line: &'l TextLine, layout: &Layout) -> Cow<'l, TextLine> {
        let absent = line.stands_in_for.and_then(|paragraph| layout.paragraphs.get(paragraph)?.lines.first());
        match absent.filter(|other| other.words.say(&|word| Cow::Borrowed(self.says(word))).is_empty()) {
            None => Cow::Borrowed(line),
            Some(other) => {
                let mut raised = line.clone();
                raised.spec.y = other.spec.y;
                Cow::Owned(raised)
            }
        }
    }
}

/// A paragraph of the template as it stands on every certificate.
pub(super) struct Standing {
    /// Its place in the reading order.
    pub mark: usize,
    /// Its rows, each with the share of its length that is underlined.
    pub lines: Vec<(Line, Option<f64>)>,
}

/// The marks of the standing lines, and those every certificate brings, in reading order.
pub(super) fn marks(layout: &Layout, standing: &[Standing], seal: Option<&SealPlace>) -> Vec<usize> {
    let varying = layout.paragraphs.iter().enumerate().filter(|(_, paragraph)| !paragraph.is_standing());
    let mut marks: Vec<usize> = standing.iter().map(|standing| standing.mark).collect();
    marks.extend(varying.map(|(mark, _)| mark));
    marks.extend(seal.map(|place| place.mark));
    marks.sort_unstable();
    marks.dedup();
    marks
}
