//! English sentences of the frame around every page, the front page, log-in and error pages.

use super::En;
use crate::i18n::vi::everywhere::Everywhere;

crate::i18n::translate_sentences! {
    Everywhere for En {
        skip_to_content = "Skip to content";
        main_menu = "Main menu";
        home_link = "Home";
        assessments_link = "Assessments";
        check_link = "Check a certificate";
        admin_link = "Administration";
        log_in = "Log in";
        log_out = "Log out";
        signed_in_label = "Signed in:";
        other_language = "Tiếng Việt";
        other_language_code = "vi";
        larger_text = "Larger text";
        normal_text = "Normal text";
        demonstration_notice = "Demonstration: people, signing keys and certificates have no official value.";
        offline_notice = "No network. What was saved is safe; the rest is sent by itself when the network is back.";
        privacy_link = "Privacy";
        footer_line = "Online skills assessment. Certificates that anyone can check.";
        page_title(page: &str, service: &str) = "{page} | {service}";
        back = "Back";
        cancel = "Cancel";
        front_title = "Digital skills assessed, with certificates that anyone can check";
        front_lead = "Sit an assessment on a phone or a computer, wherever you are. Whoever passes receives a digitally signed certificate.";
        front_take_title = "I have an assessment to sit";
        front_take_text = "Log in with the staff code your unit gave you.";
        front_take_signed_in = "You are logged in. See what is waiting for you and what you have done.";
        front_check_title = "I have a certificate to check";
        front_check_text = "Scan the QR code with a phone camera, or type the code printed beside it.";
        front_how_title = "Four promises";
        front_promise_saved_title = "Saved means safe";
        front_promise_saved = "Once the screen says “Saved”, the answer survives power cuts and lost networks.";
        front_promise_fair_title = "Scores are explained";
        front_promise_fair = "After handing in you see the right answer, the reason and the legal basis of each question, and may ask for a re-check.";
        front_promise_proof_title = "Certificates prove themselves";
        front_promise_proof = "Each carries a digital signature. Anyone can check it, even when this server is gone.";
        front_promise_private_title = "We ask only what we need";
        front_promise_private = "No pictures of identity papers, no tracking, nothing shared with third parties.";
        code_label = "Certificate code";
        code_hint = "27 characters printed beside the QR code, such as K3VQ-7M2A-… Capitals do not matter; hyphens may be left out.";
        code_malformed = "A code has 27 letters and digits. Check that none is missing.";
        code_mistyped = "At least one character was mistyped. Compare each group of four with the printed code.";
        check_button = "Check";
        login_title = "Log in";
        login_lead = "Use the staff code and the secret your unit sent you, or the one-time code you were given for this sitting.";
        login_code_label = "Staff code";
        login_code_hint = "For example: CB00123";
        login_secret_label = "Secret";
        login_show_secret = "Show the secret";
        login_hide_secret = "Hide the secret";
        login_help_title = "Cannot log in?";
        login_help = "Ask your unit's administrator for a new secret. Nobody, not even an administrator, may ask for your secret by phone.";
        login_wrong = "The staff code or the secret is wrong. Check each character and try again. A one-time code opens only once: if yours has been used, ask for a new one.";
        login_missing = "Type both the staff code and the secret.";
        login_busy(seconds: u32) = "Too many tries. Wait {seconds} seconds and try again.";
        login_ended = "Your session has ended. Log in again; saved answers are safe.";
        busy_now = "Too many people are asking at once just now.";
        busy_stay = "Leave this page open: it loads itself again.";
        queue_title = "Waiting for your turn";
        queue_before(before: usize) = "Many come at once. People before you: {before}. Your place is kept, also when you reload the page or lose the network.";
        queue_stay = "Leave this page open: it goes on by itself when it is your turn.";
        queue_again(seconds: u32) = "Press the button again in {seconds} seconds.";
        queue_button = "Try again now";
        error_what_next = "What you can do";
        error_status(status: u16) = "Error {status}";
        error_reference(reference: &str) = "If you need help, give this reference to the administrator: {reference}";
        error_retry_after(seconds: u32) = "Try again in {seconds} seconds.";
    }
}
