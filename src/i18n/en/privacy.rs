//! The privacy notice in English.

use super::En;
use crate::i18n::vi::privacy::Privacy;

crate::i18n::translate_sentences! {
    Privacy for En {
        privacy_title = "Your personal data";
        privacy_lead(controller: &str) = "{controller} is responsible for personal data on this site, under Việt Nam's Personal Data Protection Law no. 91/2025/QH15. This notice is short so that everybody can read it.";
        privacy_what_title = "What we keep";
        privacy_what_roster = "Your name, staff code, unit, position and, where given, e-mail and birth date, as your unit provided them. The identity number is not stored, only a keyed hash and its last three digits.";
        privacy_what_attempts = "Your answers, when they were saved, your scores and results.";
        privacy_what_certificates = "Certificates issued to you and their state.";
        privacy_what_records = "Records of issuing, revoking and re-marking, to keep things fair.";
        privacy_what_support = "Where support is arranged for you: what it is, its basis, and the name of your helper. Only administrators see the basis; it holds no diagnosis.";
        privacy_what_signals = "In assessments that say so before you start: when you leave the page and for how long, and that the attempt was opened on another device. Nothing is scored by it.";
        privacy_not_title = "What we do not keep";
        privacy_not = "No pictures of identity papers, no biometrics, no location, no tracking outside this site, no advertising, nothing sent to third parties.";
        privacy_why_title = "What it is for";
        privacy_why = "So that you can sit assessments, to score them, to issue certificates, to let others check them, and to report progress to your unit. Scores are computed by public rules; you have the right to have a person look again.";
        privacy_public_title = "What others see";
        privacy_public = "Whoever has your code or certificate sees your name, the assessment, your unit at issue, the issuer, the date, the term, the number and the certificate's state. The certificate's file also shows your position and, where the assessment says so, the score. Nobody sees single answers, birth date or identity number. There is no list to search, and search engines are kept out.";
        privacy_device_title = "On your device";
        privacy_device = "One cookie keeps you logged in and one remembers language and text size. Without network, unsent answers are kept on the device and deleted as soon as the attempt is handed in.";
        privacy_rights_title = "Your rights";
        privacy_rights = "You may see, receive, correct or have deleted your data, withdraw consent and complain. We answer within 2 working days, show or correct within 10 days, delete within 20 days.";
        privacy_contact_title = "Contact";
        privacy_contact(contact: &str) = "Send requests to: {contact}";
        privacy_version(version: &str) = "Version {version}";
    }
}
