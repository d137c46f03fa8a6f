//! English sentences for choosing, sitting and handing in an assessment.

use super::En;
use crate::domain::text::Language;
use crate::i18n::vi::taking::Taking;

crate::i18n::translate_sentences! {
    Taking for En {
        my_assessments = "My assessments";
        no_assessments_title = "There is no assessment for you yet";
        no_assessments_text = "When your unit assigns one, it appears here. If you were told about one and do not see it, ask your unit's administrator.";
        past_results = "Past attempts";
        past_results_caption = "Results of past attempts, the latest first";
        column_assessment = "Assessment";
        column_taken_at = "Handed in";
        column_result = "Result";
        items_count(count: usize) = { if count == 1 { "1 question".to_owned() } else { format!("{count} questions") } };
        minutes_count(minutes: u32) = { if minutes == 1 { "1 minute".to_owned() } else { format!("{minutes} minutes") } };
        no_time_limit = "No time limit";
        cut_line(percent: &str) = "Pass at {percent}";
        attempts_left(count: u16) = { if count == 1 { "1 attempt left".to_owned() } else { format!("{count} attempts left") } };
        attempts_unlimited = "Any number of attempts";
        closes_at(moment: &str) = "Closes at {moment}";
        state_can_start = "Ready to start";
        state_in_progress = "In progress";
        state_in_progress_until(clock: &str) = "Your attempt is open until {clock}.";
        minutes_left(minutes: u32) = { match minutes {
            0 => "Less than a minute left".to_owned(),
            1 => "1 minute left".to_owned(),
            minutes => format!("{minutes} minutes left"),
        } };
        state_passed = "Passed";
        state_pause(moment: &str) = "You may try again from {moment}.";
        state_pause_short = "Pause between attempts";
        state_no_attempts = "You have used every attempt.";
        state_no_attempts_short = "No attempts left";
        state_closed = "The assessment is closed.";
        state_closed_short = "Closed";
        state_not_open_yet(moment: &str) = "Opens at {moment}.";
        state_not_open_short = "Not open yet";
        see_details = "View and start";
        see_details_only = "View details";
        continue_attempt = "Continue";
        see_result = "See the result";
        see_certificate = "See the certificate";
        passed_short = "Passed";
        failed_short = "Not passed";
        what_it_measures = "What it measures";
        rules_title = "Before you start";
        rule_items_and_time(items: usize, minutes: u32) = "There are {items} questions and {minutes} minutes. The clock runs from Start without a break, even when you close the page.";
        rule_cut(percent: &str) = "You pass with {percent} of all points or more.";
        rule_saving = "Each answer is saved as soon as you choose it. If the network or the power fails, open the page again and go on.";
        rule_change = "You may change answers until you hand in or time runs out. When time runs out, the attempt is handed in by itself.";
        rule_pause(hours: u32) = { if hours == 1 { "If you do not pass, you may try again after 1 hour; the best attempt counts.".to_owned() } else { format!("If you do not pass, you may try again after {hours} hours; the best attempt counts.") } };
        rule_alone = "Work by yourself, let nobody answer for you, and do not share the questions.";
        language_question = "Language of the questions";
        start_confirm = "I have read this and am ready. I understand that time starts when I press Start.";
        start_button = "Start";
        start_confirm_missing = "Tick the box to confirm that you are ready, then press Start.";
        item_number(number: usize, total: usize) = "Question {number} of {total}";
        progress_line(answered: usize, total: usize) = "{answered} of {total} answered";
        items_nav = "Questions";
        nav_item(number: usize) = "Question {number}";
        nav_answered = "answered";
        nav_blank = "not answered";
        nav_flagged = "flagged for review";
        nav_unsent = "not saved";
        time_ends_at(clock: &str) = "Time ends at {clock}";
        time_left_label = "Time left";
        previous_item = "Previous";
        next_item = "Next";
        save_and_next = "Save and go on";
        save_item = "Save this answer";
        flag_item = "Flag for review";
        flagged_item = "Flagged for review";
        clear_choice = "Clear";
        view_all = "Show all questions";
        view_one = "Show one at a time";
        hand_in = "Hand in";
        saved_at(clock: &str) = "Saved at {clock}";
        not_answered = "Not answered";
        conflict_notice = "This question was saved from another window or device. Below is the stored answer; check it and choose again if need be.";
        closed_notice = "The attempt is closed, so this last answer was not saved. Every answer saved before counts.";
        choose_here = "— choose —";
        place_label = "Place of:";
        your_answer = "Your answer";
        units_hint(units: &str) = "Units: {units}";
        blank_label(number: usize) = "Blank {number}";
        another_point = "Another place in the picture";
        move_up = "Up";
        move_down = "Down";
        moved_to = "Moved to place {place}";
        number_notice = "Not saved: this item needs a number, for example 8.5.";
        text_notice = "Not saved: longer than 500 characters, or with hidden characters.";
        choose_one_notice = "Only one answer may be chosen here.";
        word_saving = "Saving…";
        word_saved = "Saved at {clock}";
        word_unsent = "Not saved, {count} waiting to be sent";
        word_waiting = "{count} not sent yet, waiting for the network. The attempt is handed in when all are sent; keep this page open.";
        word_stored = "Stored answer: {stored}";
        word_stored_blank = "(none chosen)";
        word_keep_mine = "Save my answer";
        word_take_stored = "Keep the stored one";
        word_refused = "This answer was not accepted. Reload the page and choose again.";
        word_signed_out = "Your session has ended. Log in again in another tab; your answers are kept on this device.";
        word_minutes_left = "{count} min left";
        word_seconds_left = "{count} s left";
        word_time_over = "Time is over. Handing in…";
        word_submitting = "Handing in…";
        word_restored = "Restored unsent answers from last time: {count}.";
        submit_title = "Hand in";
        submit_all_answered(total: usize) = "You have answered all {total} questions.";
        submit_unanswered(count: usize) = { if count == 1 { "1 question is not answered. Press its number to go back:".to_owned() } else { format!("{count} questions are not answered. Press a number to go back:") } };
        submit_warning = "After handing in you cannot change your answers.";
        submit_confirm = "Hand in for good";
        submit_back = "Go back and continue";
        attempt_language(language: Language) = { match language {
            Language::Vi => "Questions in Vietnamese",
            Language::En => "Questions in English",
        } };
    }
}
