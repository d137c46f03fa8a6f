//! English sentences of the result page: outcome, certificate, review.

use super::En;
use crate::i18n::vi::results::Results;

crate::i18n::translate_sentences! {
    Results for En {
        result_title = "Result";
        you_passed = "Congratulations, you passed!";
        not_this_time = "You did not pass this time";
        score_line(earned: &str, possible: &str) = "You scored {earned} of {possible} points";
        percent_line(percent: &str, cut: &str) = "{percent} of all points; a pass takes {cut}.";
        percent_only_line(percent: &str) = "{percent} of all points";
        handed_in_at(moment: &str) = "Handed in at {moment}.";
        closed_by_time_at(moment: &str) = "Time ran out; handed in by itself at {moment}.";
        whats_next = "What happens next";
        next_retry_now(left: u16) = { if left == 1 { "You have 1 attempt left and may try again whenever you are ready. The best attempt counts.".to_owned() } else { format!("You have {left} attempts left and may try again whenever you are ready. The best attempt counts.") } };
        next_retry_any = "You may try again whenever you are ready. The best attempt counts.";
        next_retry_at(moment: &str) = "You may try again from {moment}. Until then, look through the questions below.";
        next_no_attempts = "You have used every attempt. Ask your unit's administrator what to do.";
        next_closed = "The assessment is closed. Your unit will announce the next round.";
        part_not_reached = "Your total is enough, but one field of competence is below its minimum.";
        appeal_line = "If you think the result is wrong, you have the right to ask your unit's administrator for a re-check.";
        try_again = "Try again";
        certificate_title = "Certificate";
        certificate_pending_title = "Your certificate is being issued";
        certificate_pending = "It is being signed, which usually takes a few seconds. This page updates itself; you may also close it.";
        certificate_ready = "Your certificate is ready.";
        certificate_valid_until(date: &str) = "Valid to the end of {date}.";
        certificate_ends_soon(date: &str) = "This certificate expires after {date}. Ask your unit's administrator to have it renewed.";
        certificate_has_expired(date: &str) = "This certificate expired after {date}. Ask your unit's administrator to have it renewed.";
        certificate_was_revoked(reason: &str) = "This certificate is no longer valid. Reason: {reason}.";
        certificate_refresh = "Update now";
        download_pdf = "Download the certificate (PDF)";
        open_verify_page = "Open the check page";
        serial_label = "Number";
        share_hint = "Give the PDF file or this check link to whoever needs proof:";
        review_title = "Review";
        review_lead = "The questions you drew, and what may be seen of them now. Please do not share them with people who have yet to sit.";
        check_item = "Check this question";
        rule_practice = "This is practice: after each answer press Check to see whether it is right and why. No certificate is issued.";
        check_hint = "Once checked, the answer cannot be changed.";
        checked_notice = "This question was checked; its answer stands.";
        feedback_title(number: usize) = "Question {number}, checked";
        check_blank_notice = "Answer before you check.";
        review_later(moment: &str) = "The review opens at {moment}, when the assessment closes.";
        review_later_unknown = "The review opens when the assessment closes.";
        review_never = "This assessment has no review.";
        review_right = "Right";
        review_partly = "Partly right";
        review_wrong = "Wrong";
        review_blank = "Not answered";
        review_points(earned: &str, possible: &str) = "{earned} of {possible} points";
        your_choice = "Your choice";
        you_answered = "You answered:";
        right_answer = "Right answer";
        your_right_choice = "Your choice, right";
        your_wrong_choice = "Your choice, not right";
        rationale_label = "Reason";
        legal_basis_label = "Legal basis";
        source_label = "Source";
        review_counts(right: usize, total: usize) = "{right} of {total} fully right";
    }
}
