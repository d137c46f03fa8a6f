//! The text that all certificates of one template share.

use super::error::PreflightError;
use super::fonts::Style;
use super::lines::{Line, Spec};
use super::page::{self, Mark};
use super::seal::SealFace;
use super::wording;
use crate::domain::certification::claim::{Claim, IssuerFace};
use crate::domain::text::Language;

/// What all certificates of one template have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingText {
    /// Who issues.
    pub issuer: IssuerFace,
    /// The line under the title.
    pub subtitle: String,
    /// What the holders have done.
    pub statement: String,
    /// Name and version of the layout.
    pub layout: String,
    /// The official seal's face, where the file is to be sealed.
    pub seal: Option<SealFace>,
}

impl StandingText {
    /// The part of `claim` that does not change from holder to holder.
    pub fn of(claim: &Claim) -> Self {
        Self {
            issuer: claim.issuer.clone(),
            subtitle: claim.subtitle.get(Language::Vi).to_owned(),
            statement: claim.statement.get(Language::Vi).to_owned(),
            layout: claim.template.clone(),
            seal: None,
        }
    }

    /// Whether `claim` says the same.
    pub fn is_that_of(&self, claim: &Claim) -> bool {
        self.issuer == claim.issuer
            && self.subtitle == claim.subtitle.get(Language::Vi)
            && self.statement == claim.statement.get(Language::Vi)
            && self.layout == claim.template
    }

    pub(super) fn lines(&self) -> Result<Vec<(Mark, Line)>, PreflightError> {
        let issuer = &self.issuer;
        // Not printed, but the file's author: the same letters as everywhere.
        Style::Regular.face().set(issuer.name.get(Language::Vi))?;
        let demonstration = if issuer.is_demonstration { wording::DEMONSTRATION } else { "" };
        // Without an authority the title takes its place, right under the date.
        // A seal has lines of its own, with the time in them: the stamper writes those.
        let proof = if self.seal.is_some() { "" } else { wording::SIGNED_DIGITALLY };
        let title = if issuer.authority.is_empty() { page::AUTHORITY } else { page::SIGNER_TITLE };
        let texts: [(Mark, Spec, &str); 14] = [
            (Mark::Demonstration, page::DEMONSTRATION, demonstration),
            (Mark::SuperiorBody, page::SUPERIOR_BODY, &issuer.superior_body),
            (Mark::IssuingBody, page::ISSUING_BODY, &issuer.issuing_body),
            (Mark::Country, page::COUNTRY, wording::COUNTRY),
            (Mark::Motto, page::MOTTO, wording::MOTTO),
            (Mark::Title, page::TITLE, wording::TITLE),
            (Mark::Subtitle, page::SUBTITLE, &self.subtitle),
            (Mark::Certifier, page::CERTIFIER, &issuer.certifier_line),
            (Mark::Statement, page::STATEMENT, &self.statement),
            (Mark::Authority, page::AUTHORITY, &issuer.authority),
            (Mark::SignerTitle, title, &issuer.signer_title),
            (Mark::SignedDigitally, page::SIGNED_DIGITALLY, proof),
            (Mark::SignerName, page::SIGNER_NAME, &issuer.signer_name),
            (Mark::CheckAt, page::CHECK_AT, wording::CHECK_AT),
        ];
        let present = texts.into_iter().filter(|(_, _, text)| !text.is_empty());
        present.map(|(mark, spec, text)| Ok((mark, spec.set(text)?))).collect()
    }
}

/// The marks of the standing lines, and those every certificate brings.
pub(super) fn marks(lines: &[(Mark, Line)], is_sealed: bool) -> Vec<Mark> {
    let varying = [
        Mark::Holder,
        Mark::Unit,
        Mark::Result,
        Mark::Validity,
        Mark::English,
        Mark::PlaceAndDate,
        Mark::Serial,
        Mark::Register,
        Mark::Qr,
        Mark::Address,
        Mark::Domain,
        Mark::Foot,
    ];
    let mut marks: Vec<Mark> = lines.iter().map(|(mark, _)| *mark).chain(varying).collect();
    marks.extend(is_sealed.then_some(Mark::SignedDigitally));
    marks.sort_unstable();
    marks
}
