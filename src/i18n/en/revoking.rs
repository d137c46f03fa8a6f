//! English sentences for taking back several certificates: one person proposes, another one confirms.

use super::En;
use crate::i18n::vi::revoking::Revoking;

crate::i18n::translate_sentences! {
    Revoking for En {
        requests_title = "Revocation requests";
        requests_link = "Revocation requests";
        requests_lead = "Revoking two or more certificates takes two administrators: one proposes, another one confirms. Until then every certificate stays valid.";
        requests_new = "New request";
        requests_none = "No requests yet";
        requests_none_text = "When somebody proposes to revoke several certificates, the request appears here for another person to read and confirm.";
        requests_caption = "Revocation requests, those that wait at the top";
        column_request = "Request";
        column_proposed_by = "Proposed by";
        column_proposed_at = "Proposed";
        request_waiting = "Waits for confirmation";
        request_confirmed = "Confirmed";
        request_withdrawn = "Withdrawn";
        request_count(count: &str) = "{count} certificates";
        request_decided(login: &str, moment: &str) = "{login}, {moment}";
        see_request = "View";
        propose_title = "Propose to revoke several certificates";
        propose_lead = "After sending you will see whom it affects. No certificate is revoked until another administrator confirms.";
        propose_codes_label = "Codes, one on each line";
        propose_codes_hint = "Paste up to 1,000 codes, with or without hyphens. Lines that begin with # are passed over.";
        propose_file_label = "Or choose a text file with the codes";
        propose_file_hint = "A .txt file in UTF-8, one code on each line. With a file, the field above has to be empty.";
        propose_button = "Make the request and preview it";
        propose_both = "Use one way only: paste codes or choose a file.";
        list_refused = "The list cannot be used yet, and nothing was stored:";
        list_line(line: &str, what: &str) = "Line {line}: {what}";
        list_more(count: &str) = "and {count} more lines.";
        list_fault(code: &str) = { match code {
            "too-large" => "the list is larger than 128 KB",
            "not-utf8" => "the file is not UTF-8 text",
            "empty-list" => "the list has no code",
            "too-many-codes" => "more than 1,000 codes; make several requests of them",
            "repeated-code" => "this code stands on a line above",
            "mistyped-code" => "at least one character of the code is wrong",
            "unknown-code" => "no certificate has this code",
            "already-revoked" => "this certificate is revoked or replaced already",
            _ => "this is not a code",
        } };
        request_title = "Preview of a revocation request";
        request_affects(count: &str) = "{count} certificates would be revoked";
        request_affected(count: &str) = "{count} certificates in this request";
        request_nothing_yet = "Nothing has happened yet. The certificates below stay valid until the request is confirmed.";
        request_done = "The request was confirmed and the certificates below are revoked.";
        request_dropped = "The request was withdrawn. It revoked no certificate.";
        request_caption = "The certificates of this request";
        request_reason_label = "Reason (public)";
        request_text_label = "Explanation (internal)";
        request_decided_label = "Decided by";
        request_own = "You made this request, so you cannot confirm it yourself. Tell another administrator.";
        request_confirm = "I have read the whole list, checked the grounds, and agree to revoke.";
        request_confirm_missing = "Tick the confirmation before revoking.";
        request_confirm_button(count: &str) = "Confirm and revoke {count} certificates";
        request_withdraw_button = "Withdraw the request";
        request_withdraw_hint = "Withdrawing revokes nothing. It is recorded in the audit trail, too.";
    }
}
