//! English sentences about decisions that recognise results.

use super::En;
use crate::i18n::vi::deciding::Deciding;

crate::i18n::translate_sentences! {
    Deciding for En {
        decisions_link = "Decisions";
        decisions_title = "Decisions that recognise results";
        decisions_lead = "One person makes the list; the leader signs a decision that names the hash of the list; a second person enters the decision. Then the system issues a certificate to everybody on it.";
        no_decisions = "There is no decision yet";
        no_decisions_text = "Make a list from a campaign or from a file of results below.";
        decisions_caption = "Decisions and drafts, newest first";
        column_decision = "Decision";
        column_rows = "People";
        column_row = "No.";
        column_progress = "Issued";
        column_birth_date = "Birth date";
        column_assessed = "Assessed on";
        column_score = "Score";
        column_expires = "Valid until";
        column_code = "Code";
        column_reason = "Reason";
        draft_tag = "Draft";
        campaign_title = "From a campaign";
        campaign_text = "Takes every pass that waits for a decision.";
        campaign_button = "Make the list";
        upload_title = "From a file of results";
        upload_text = "CSV or XLSX, up to 100,000 rows and 20 MB. Needed columns: full name, unit, assessment date; position, birth date, score (21/25 or 84%), result and staff code may be added.";
        upload_file_label = "File of results";
        upload_button = "Upload and check";
        draft_refused_title = "No list was made";
        draft_refused_nothing = "Nothing was stored. Correct these places in the file and upload it again.";
        more_mistakes(count: &str) = "and {count} more";
        draft_file_missing = "Choose a file of results.";
        draft_file_too_large = "The file is larger than 20 MB. Split it into several files.";
        draft_empty = "No pass waits for a decision.";
        draft_cannot_issue = "This assessment cannot issue certificates now. Tell the operator.";
        draft_too_many = "The list has more than 100,000 people. Split it into several lists.";
        draft_none_left = "No result can be on the list; the reason for each is below.";
        list_recognised(number: &str, day: &str) = "Decision {number} of {day} has recognised this list already.";
        draft_title = "Draft of a list";
        decision_title(number: &str) = "Decision {number}";
        drafted_by_label = "Made by";
        drafted_at_label = "Made at";
        rows_label = "People on the list";
        list_hash_label = "SHA-256 of the list";
        list_hash_hint = "Write it into the decision before it is signed. Whoever has the file of the list can compute it again with sha256sum.";
        download_list = "Download the list (byte for byte as hashed)";
        sample_title = "The first rows";
        left_out_title(count: &str) = "Results not on the list: {count}";
        left_out_caption = "Results not on the list, and why";
        left_out_refused(why: &str) = "The certificate cannot be printed: {why}";
        refused_because(code: &str) = {
            let sentence = match code {
                "no-signing-key" => "no key may sign now",
                "clock-went-back" => "the server's clock is behind the date of a certificate that was issued before",
                "no-issuer" => "the configuration names no issuer for this day",
                "no-template" => "there is no template for this day",
                "no-certificate-terms" => "the assessment no longer says how certificates are issued",
                "no-decision" => "no decision recognises this result",
                "no-status-index" => "no free place was found in the status list",
                "score-does-not-recompute" => "worked out again, the score differs",
                "missing" | "original-gone" => "what it rests on was not found",
                "differs-from-prepared" => "it differs from what was stored to be signed",
                code if code.starts_with("page") => "a text does not fit, or has a character that cannot be printed",
                code if code.starts_with("credential") => "its content cannot be signed",
                code if code.starts_with("seal") => "the agency's seal could not be made",
                _ => "another reason",
            };
            format!("{sentence} ({code})")
        };
        left_out_recognised(number: &str) = "Recognised before by decision {number}";
        left_out_certified = "Holds a certificate of this assessment";
        left_out_another = "A better pass of this person is on the list";
        confirm_title = "Enter the signed decision";
        confirm_lead = "Certificates are issued to the whole list at once and cannot be taken back together.";
        confirm_other_person = "Who made the list cannot enter the decision. Ask another administrator to open this page.";
        decision_number_label = "Number of the decision";
        decision_date_label = "Date of signing";
        decision_signer_label = "Signed by";
        decision_hash_label = "Hash written on the decision";
        decision_confirm_check = "I have compared number, date, signer and hash with the signed paper.";
        decision_confirm_button = "Enter the decision and issue";
        discard_button = "Discard the draft";
        discard_consequence = "The list is deleted. Passes of a campaign go on waiting for another decision.";
        fault_other_hash = "The hash differs: the decision was signed for another list.";
        fault_same_person = "You made this list, so you cannot enter its decision.";
        fault_list_changed = "Names, units or results have changed since the list was made, or another decision has recognised somebody on it. Discard the draft and make it anew.";
        fault_already_confirmed = "This decision is entered already.";
        fault_bad_number = "The number must be one line of 1 to 40 characters.";
        fault_bad_date = "Enter the date of signing: not after today, and not before a result on the list.";
        fault_signer_missing = "Enter the full name of who signed.";
        fault_not_checked = "Tick the confirmation first.";
        fault_would_not_print(why: &str) = "With this decision the certificates cannot be printed: {why}.";
        signed_by_label = "Signed by";
        confirmed_by_label = "Entered by";
        issued_of(issued: &str, rows: &str) = "Issued {issued} of {rows}";
        issuing_rate(rate: &str, left: &str) = "{rate} a minute, {left} left";
        issuing_waits = "Certificates are waiting to be issued. The page looks again in a few seconds.";
        issuing_done = "All are issued.";
        refused_title = "Waiting because they were refused";
        refused_rows(count: &str, why: &str) = "{count}: {why}";
        refused_hint = "The system tries again every minute; no other certificate is held up.";
        downloads_title = "Downloads";
        download_register_xlsx = "Register (XLSX)";
        download_register_csv = "Register (CSV)";
        download_certificates = "All certificates (ZIP)";
        certificate_awaits_decision_title = "Waiting for the decision";
        certificate_awaits_decision = "You passed. The certificate is issued once the leader has signed the decision that recognises the results of this campaign.";
    }
}
