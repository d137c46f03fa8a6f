//! English sentences for checking a certificate.

use super::En;
use crate::i18n::vi::checking::Checking;

crate::i18n::translate_sentences! {
    Checking for En {
        verify_title = "Check a certificate";
        verify_result_for(code: &str) = "Result for code {code}";
        signed_content = "What was signed";
        signed_content_hint = "This is what the issuer signed. Compare it with the certificate in your hand; where they differ, that one was altered.";
        holder_label = "Holder";
        unit_label = "Unit at issue";
        assessment_label = "Assessment";
        issuer_label = "Issuer";
        issued_on_label = "Issued on";
        expires_on_label = "Valid until";
        no_expiry = "No end date";
        number_label = "Number";
        register_number_label = "Register number";
        code_field_label = "Code";
        key_label = "Signing key";
        valid_at_issue_label = "At issue";
        valid_now_label = "Now";
        valid_yes = "Valid";
        valid_no = "Not valid";
        validity_title = "Validity";
        why_title = "Why we say so";
        checked_at(moment: &str) = "Checked at {moment}, Việt Nam time.";
        revoked_on_label = "Revoked on";
        revocation_reason_label = "Reason for revocation";
        replaced_by = "See the new certificate";
        renewed_by = "See the renewed certificate";
        replaces_label = "Takes the place of";
        renews_label = "Renews";
        demonstration_certificate = "Demonstration certificate, no official value.";
        log_title = "Transparency log";
        log_logged(index: u64, size: u64, moment: &str) = "This certificate is in the public log, at place {index}, since the checkpoint of {size} entries at {moment}.";
        log_waiting(index: u64) = "This certificate is entered in the log at place {index} and waits for the next checkpoint, usually for a few seconds.";
        log_missing = "This certificate is not in the log. Ask the issuer before you believe it.";
        log_broken(index: u64) = "The log has this certificate at place {index}, but the proof does not hold. Ask the issuer before you believe it.";
        log_no_witness = "No outside witness has signed it (0 witnesses). Without a witness the log proves nothing against its own operator.";
        log_witnesses(count: usize, names: &str) = "Witnesses that signed: {count} ({names}). A witness counts for something only if somebody else runs it.";
        log_open_proof = "Download the log's proof (tlog-proof)";
        address_warning_title = "Check the address";
        address_warning(host: &str) = "Your browser's address bar must read exactly {host}. Fake sites use similar names. If even one character differs, do not trust the result.";
        open_pdf = "Open the PDF as issued";
        open_credential = "Download the credential (JSON)";
        without_us_title = "Check it yourself, without this site";
        without_us = "The certificate is an Open Badges 3.0 credential with an Ed25519 signature. Download it and the public keys, then check it with any software for W3C Verifiable Credentials, or with this command:";
        public_keys = "The issuer's public keys";
        check_another = "Check another certificate";
        check_lead = "Choose one of these ways. The result comes at once, without logging in.";
        way_code_title = "Type the code";
        way_file_title = "Send the PDF file";
        way_file_label = "PDF file of the certificate";
        way_file_hint = "The file is only checked, never kept. At most 2 MB.";
        way_file_button = "Check the file";
        way_text_title = "Paste the QR code's text";
        way_text_label = "Text read from the QR code";
        way_text_hint = "It begins with https://… and has a long row of digits after the # sign.";
        way_text_button = "Check the text";
        phone_hint = "Easiest: open your phone's camera and point it at the QR code.";
        without_script = "This browser cannot read the QR code's text by itself. Type the code printed beside the QR code, or paste the text below.";
        file_missing = "Choose a PDF file.";
        file_too_large = "The file is too large. Certificates issued here are always smaller than 2 MB.";
        text_missing = "Paste the text of the QR code.";
        privacy_of_check = "This page shows only what a check needs: no score detail, birth date or identity number.";
    }
}
