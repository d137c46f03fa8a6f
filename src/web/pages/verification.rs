//! Checking a certificate: by its address, or on the page with three ways.

use super::chrome::Chrome;
use super::verifier::Verifier;
use crate::domain::certification::seal::SealFinding;
use crate::domain::certification::verdict::{Reason, RevocationReason, Verdict};
use crate::domain::identifier::{CertificateId, CodeError};
use crate::domain::timestamp::Timestamp;
use crate::flows::certification::verify_certificate::Links;
use crate::flows::log::prove_entry::LogStanding;
use crate::i18n::Texts;
use askama::Template;

/// `GET /v/{id}`
#[derive(Template)]
#[template(path = "verify.html")]
pub struct VerifyPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// The code as asked for, grouped when it is one.
    pub code: String,
    /// What was found.
    pub finding: Finding,
    /// `chungnhan.example.vn`, from the configuration, never from the request.
    pub host: String,
}

/// `GET /v`, `GET /v?code=` (when it is not a code) and `POST /v`: multipart `csrf` with `file` or
/// `payload`.
#[derive(Template)]
#[template(path = "check.html")]
pub struct CheckPage {
    /// The reader's language.
    pub t: Texts,
    /// The frame.
    pub chrome: Chrome,
    /// The code as typed before, or empty.
    pub code: String,
    /// What was wrong with what was sent.
    pub fault: Option<CheckFault>,
    /// What was found, when something was sent.
    pub finding: Option<Finding>,
    /// What the reader's own device needs to check by itself.
    pub verifier: Verifier,
    /// `chungnhan.example.vn`, from the configuration, never from the request.
    pub host: String,
}

/// What was wrong with what was sent to be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckFault {
    /// The code is not one; an empty field is malformed.
    Code(CodeError),
    /// No file was chosen.
    FileMissing,
    /// The file is too large.
    FileTooLarge,
    /// The text field was empty.
    TextMissing,
}

/// What can be said about a certificate: public, so only what TRUST allows.
#[derive(Clone, Debug)]
pub struct Finding {
    /// In one word.
    pub verdict: Verdict,
    /// Why.
    pub reasons: Vec<Reason>,
    /// What was signed; `None` when nothing trustworthy could be read.
    pub facts: Option<SignedFacts>,
    /// When and why it was taken back.
    pub revocation: Option<RevocationFacts>,
    /// Corrected and renewed certificates that it is tied to.
    pub links: Links,
    /// The official seal of its file; `None` for what is not in the register or not sealed.
    pub seal: Option<SealFinding>,
    /// Where it stands in the transparency log; `None` for what is not in the register.
    pub log: Option<LogStanding>,
    /// When this was found out.
    pub checked_at: Timestamp,
}

/// What the issuer signed. Never score detail, birth date, contacts or identity number.
#[derive(Clone, Debug)]
pub struct SignedFacts {
    /// Public identifier.
    pub id: CertificateId,
    /// The holder's own spelling.
    pub holder: String,
    /// The holder's unit as at issue, when the policy shows it.
    pub unit: Option<String>,
    /// The assessment's title in the reader's language.
    pub assessment: String,
    /// The issuer's name in the reader's language.
    pub issuer: String,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When it expires, if it does.
    pub expires_at: Option<Timestamp>,
    /// Số hiệu; empty when not known (offline payload).
    pub serial: String,
    /// Số vào sổ; empty when not known.
    pub register_number: String,
    /// The key's id.
    pub key_id: String,
    /// Whether it was valid when it was issued.
    pub was_valid_at_issue: bool,
    /// Whether it is valid now.
    pub is_valid_now: bool,
    /// Whether it was made with demonstration keys.
    pub is_demonstration: bool,
    /// Whether the page links to the stored PDF and credential.
    pub has_downloads: bool,
}

/// The public part of a revocation.
#[derive(Clone, Copy, Debug)]
pub struct RevocationFacts {
    /// When.
    pub at: Timestamp,
    /// The class of the reason.
    pub reason: RevocationReason,
}

impl Finding {
    /// The witnesses that signed, as one text.
    pub fn witness_names(&self) -> String {
        let names: Vec<&str> = match &self.log {
            Some(LogStanding::Logged(logged)) => logged.witnesses.iter().map(|(name, _)| name.as_str()).collect(),
            Some(LogStanding::Missing | LogStanding::Waiting { .. } | LogStanding::Broken { .. }) | None => vec![],
        };
        names.join(", ")
    }
}

impl CheckPage {
    /// What is wrong with the typed code.
    pub const fn code_fault(&self) -> Option<CodeError> {
        match self.fault {
            Some(CheckFault::Code(fault)) => Some(fault),
            Some(CheckFault::FileMissing | CheckFault::FileTooLarge | CheckFault::TextMissing) | None => None,
        }
    }

    /// What is wrong with the file, as a sentence.
    pub fn file_fault(&self) -> Option<&'static str> {
        match self.fault {
            Some(CheckFault::FileMissing) => Some(self.t.file_missing()),
            Some(CheckFault::FileTooLarge) => Some(self.t.file_too_large()),
            Some(CheckFault::Code(_) | CheckFault::TextMissing) | None => None,
        }
    }

    /// What is wrong with the pasted text, as a sentence.
    pub fn text_fault(&self) -> Option<&'static str> {
        match self.fault {
            Some(CheckFault::TextMissing) => Some(self.t.text_missing()),
            Some(CheckFault::Code(_) | CheckFault::FileMissing | CheckFault::FileTooLarge) | None => None,
        }
    }
}
