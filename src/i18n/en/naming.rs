//! English names of what the domain and the problems enumerate.

use super::En;
use crate::domain::assessment::item::ItemType;
use crate::domain::certification::verdict::{Reason, RevocationReason, Verdict};
use crate::domain::people::person::Role;
use crate::domain::text::Language;
use crate::i18n::problem::ProblemKind;
use crate::i18n::vi::naming::Naming;

crate::i18n::translate_sentences! {
    Naming for En {
        language_name(language: Language) = { match language {
            Language::Vi => "Vietnamese",
            Language::En => "English",
        } };
        role_name(role: Role) = { match role {
            Role::Candidate => "Candidate",
            Role::Administrator => "Administrator",
        } };
        item_type_instruction(item_type: ItemType) = { match item_type {
            ItemType::SingleChoice => "Choose the one best answer.",
            ItemType::MultipleChoice => "Choose every right answer.",
            ItemType::TrueFalse => "Is this statement true or false?",
            ItemType::Matching => "For each entry, choose what belongs to it from the list.",
            ItemType::Ordering => "Put these in the right order: choose a place for each.",
            ItemType::Numeric => "Enter a number. A comma or a point may mark the decimals: 8,5 or 8.5.",
            ItemType::ShortText => "Enter a short answer. Capitals do not matter unless the question says so.",
            ItemType::Cloze => "Fill in each blank.",
            ItemType::Hotspot => "Touch the right place in the picture, or choose it from the list below.",
        } };
        item_type_name(item_type: ItemType) = { match item_type {
            ItemType::SingleChoice => "One answer",
            ItemType::MultipleChoice => "Several answers",
            ItemType::TrueFalse => "True or false",
            ItemType::Matching => "Matching",
            ItemType::Ordering => "Ordering",
            ItemType::Numeric => "A number",
            ItemType::ShortText => "A short answer",
            ItemType::Cloze => "Blanks to fill",
            ItemType::Hotspot => "A place in a picture",
        } };
        verdict_headline(verdict: Verdict) = { match verdict {
            Verdict::Genuine => "This certificate is genuine and valid",
            Verdict::Revoked => "This certificate has been revoked",
            Verdict::Superseded => "This certificate has been replaced",
            Verdict::Expired => "This certificate is genuine, but has expired",
            Verdict::Forged => "This certificate is forged or altered",
            Verdict::SignedNotRegistered => "The signature is right, but the register does not show it",
            Verdict::Unknown => "No such certificate was found",
        } };
        verdict_explanation(verdict: Verdict) = { match verdict {
            Verdict::Genuine => "The issuer's digital signature is right, the register has the certificate, and it is valid now.",
            Verdict::Revoked => "It was issued once, but the issuer has taken it back. Do not rely on it.",
            Verdict::Superseded => "The issuer has issued another one to correct it. Use the new one.",
            Verdict::Expired => "It was rightly issued, but the term written on it is over.",
            Verdict::Forged => "The content does not match the issuer's signature. Do not accept it, and tell the issuer.",
            Verdict::SignedNotRegistered => "The signature is the issuer's, but the register does not have it or was not asked. Ask the issuer before you accept it.",
            Verdict::Unknown => "There is no certificate for this code or file. Check each character of the code.",
        } };
        verdict_word(verdict: Verdict) = { match verdict {
            Verdict::Genuine => "Genuine",
            Verdict::Revoked => "Revoked",
            Verdict::Superseded => "Replaced",
            Verdict::Expired => "Expired",
            Verdict::Forged => "Forged",
            Verdict::SignedNotRegistered => "Not registered",
            Verdict::Unknown => "Unknown",
        } };
        reason(reason: Reason) = { match reason {
            Reason::SignatureValid => "The digital signature matches the issuer's key.",
            Reason::Registered => "The issuer's register has this certificate.",
            Reason::RegisterNotAsked => "The register was not asked (offline check).",
            Reason::StatusListAsked => "Compared with the status list that was brought along.",
            Reason::RevocationNotAsked => "Whether the certificate was revoked was not checked.",
            Reason::PageNotCompared => "Only the signed data in the file was checked, not what its page shows.",
            Reason::SameBytes => "The file is the issued file, bit for bit.",
            Reason::FileAlteredCredentialIntact => "The file is no longer the issued file, but the digital credential in it is intact. Trust only what this page shows.",
            Reason::SignatureInvalid => "The digital signature does not match the content.",
            Reason::UnknownKey => "It was signed with a key that is not the issuer's.",
            Reason::KeyNotValidThen => "It was signed at a time when the key was not allowed to sign.",
            Reason::KeyCompromised => "The key that signed it leaked later. Only the issuer's log can tell whether the certificate is from before; check it online.",
            Reason::LoggedBeforeCompromise => "The key that signed it leaked later, but the issuer's log shows that the certificate is from before.",
            Reason::NotLoggedBeforeCompromise => "The key that signed it leaked later, and the issuer's log does not have this certificate from before.",
            Reason::DiffersFromRegister => "The content differs from the register.",
            Reason::Revoked => "The issuer has revoked it.",
            Reason::Superseded => "Another certificate has replaced it.",
            Reason::Expired => "The term written on it is over.",
            Reason::WrongCheckCharacter => "At least one character of the code was mistyped.",
            Reason::NotACertificate => "This is not a certificate.",
            Reason::Malformed => "The data is cut off, too long or malformed.",
            Reason::UnsupportedVersion => "Its format is newer than this page can read.",
            Reason::NotFound => "The register has no certificate with this code.",
        } };
        revocation_reason(reason: RevocationReason) = { match reason {
            RevocationReason::IssuedInError => "Issued by mistake",
            RevocationReason::Misconduct => "Rules broken during the assessment",
            RevocationReason::HolderRequest => "At the holder's request",
            RevocationReason::KeyCompromise => "The signing key is no longer trusted",
            RevocationReason::Superseded => "Replaced by another certificate",
        } };
        problem_title(kind: ProblemKind) = { match kind {
            ProblemKind::Malformed => "The request could not be read",
            ProblemKind::NotSignedIn => "Please log in",
            ProblemKind::WrongCredentials => "Staff code or secret is wrong",
            ProblemKind::StaleForm => "This page was open for too long",
            ProblemKind::Forbidden => "You may not see this page",
            ProblemKind::NotFound => "Page not found",
            ProblemKind::MethodNotAllowed => "This cannot be done at this address",
            ProblemKind::Conflict => "Something changed in the meantime",
            ProblemKind::StaleRevision => "The answer was saved from elsewhere",
            ProblemKind::AttemptClosed => "This attempt is closed",
            ProblemKind::AssessmentClosed => "The assessment is closed",
            ProblemKind::PauseNotOver => "It is too early to try again",
            ProblemKind::NoAttemptsLeft => "You have used every attempt",
            ProblemKind::AlreadyRevoked => "The certificate was revoked before",
            ProblemKind::TooLarge => "What was sent is too large",
            ProblemKind::UnsupportedMedia => "This kind of file is not accepted",
            ProblemKind::Unprocessable => "What was sent is not valid",
            ProblemKind::IdempotencyMismatch => "The request was repeated with other content",
            ProblemKind::TooManyRequests => "That was too fast",
            ProblemKind::Internal => "Something went wrong on our side",
            ProblemKind::Unavailable => "The service is not available just now",
            ProblemKind::ClockStepped => "No attempt can start just now",
        } };
        problem_advice(kind: ProblemKind) = { match kind {
            ProblemKind::Malformed => "Go back and try again. If you typed the address, check it.",
            ProblemKind::NotSignedIn => "Your session has ended or has not begun. Log in and go on; saved answers are safe.",
            ProblemKind::WrongCredentials => "Check each character, or ask your unit's administrator.",
            ProblemKind::StaleForm => "Open the page again and send it once more. This protects your account.",
            ProblemKind::Forbidden => "Log in with an account that may, or ask your unit's administrator.",
            ProblemKind::NotFound => "The address may be mistyped, or the content is not for this account.",
            ProblemKind::MethodNotAllowed => "Go back and use the buttons on the page.",
            ProblemKind::Conflict => "Reload the page to see the latest state, then try again.",
            ProblemKind::StaleRevision => "Look at the answer that is stored and choose again. Nothing was overwritten.",
            ProblemKind::AttemptClosed => "It was handed in or time ran out. Every answer saved before counts.",
            ProblemKind::AssessmentClosed => "Come back when it is open. The list of assessments says when.",
            ProblemKind::PauseNotOver => "There must be a pause between two attempts. The list of assessments says when you may try again.",
            ProblemKind::NoAttemptsLeft => "If you think this is a mistake, ask your unit's administrator.",
            ProblemKind::AlreadyRevoked => "Nothing more needs to be done. The first revocation stands.",
            ProblemKind::TooLarge => "Choose a smaller file. Certificates issued here are always smaller than 1 MB.",
            ProblemKind::UnsupportedMedia => "Send the PDF file as it was issued, or type the code.",
            ProblemKind::Unprocessable => "Look again at what you typed or chose, and send it once more.",
            ProblemKind::IdempotencyMismatch => "Reload the page and start again.",
            ProblemKind::TooManyRequests => "Wait a moment and try again. Saved answers are safe.",
            ProblemKind::Internal => "It is our fault, not yours. Saved answers are safe. Try again in a few minutes.",
            ProblemKind::Unavailable => "Saved answers are safe. Try again in a few minutes; the attempt page re-sends what is waiting by itself.",
            ProblemKind::ClockStepped => "The server's clock has changed and is being checked. Whoever has an open attempt goes on as before and loses no time. Try again in a few minutes; if it lasts, tell the helper in your room or your unit's administrator.",
        } };
    }
}
