//! English sentences about supervising: who sits, pausing, the room's code, letting people in, individual support.

use super::En;
use crate::i18n::vi::supervising::Supervising;

crate::i18n::translate_sentences! {
    Supervising for En {
        supervision_title = "Supervision";
        supervision_link = "Supervision";
        supervision_lead = "Who sits and who waits to be let in. This page does not renew itself; press Look again when you need to.";
        supervision_reload = "Look again";
        supervision_running_title = "Sitting now";
        supervision_none_running = "Nobody is sitting";
        supervision_none_running_text = "Once somebody starts, their name appears here with the time their attempt ends and how many answers are saved.";
        supervision_caption = "People who are sitting";
        supervision_more(count: &str) = "Only the first {count} attempts are shown; pausing all of them includes those not shown.";
        column_started = "Started";
        column_ends = "Ends";
        column_saved = "Saved";
        supervision_saved(saved: &str, total: &str) = "{saved} of {total}";
        supervision_last_saved(clock: &str) = "last at {clock}";
        supervision_paused_since(clock: &str) = "Paused since {clock}";
        supervision_runs = "Running";
        pause_one = "Pause";
        pause_all = "Pause everybody";
        pause_all_text = "Every running attempt stands still: nobody can answer, and their time stands still, too. Saved answers stay as they are.";
        pause_reason = "Why it is paused";
        pause_reason_hint = "For example: power cut, fire alarm, somebody feels ill.";
        resume_one = "Let go on";
        resume_all = "Let everybody go on";
        resume_text = "Every attempt has as much time left as when it was paused.";
        supervision_paused(count: &str) = "Attempts paused: {count}.";
        supervision_resumed(count: &str) = "Attempts that go on: {count}.";
        supervision_released(count: &str) = "People let in: {count}.";
        supervision_code_given = "There is a new access code. The old one is no longer valid.";
        supervision_code_taken = "The access code is gone. Nobody can start until there is a new one.";
        supervision_reason_missing = "Say why it is paused, in at most 500 characters.";
        code_title = "Access code";
        code_text = "Read this code to the people in the room. Nobody starts without it. Running attempts do not need it.";
        code_none = "There is no code: nobody can start.";
        code_new = "Make a new code";
        code_take = "Take the code away";
        waiting_title = "Waiting to be let in";
        waiting_none = "Nobody waits to be let in.";
        waiting_caption = "People who wait to be let in";
        column_waits_since = "Since";
        release_one = "Let in";
        release_all = "Let everybody in";
        held_title = "The attempt is paused";
        held_text = "A supervisor has paused your attempt. Your saved answers stay as they are, and this time does not count.";
        held_wait = "Once you may go on, this page opens the attempt by itself. You can also press the button.";
        held_check = "See whether I may go on";
        held_unsaved = "The answer you just sent was not saved, because the attempt is paused. Please answer that question again once you may go on.";
        word_held = "A supervisor has paused the attempt. Answers stay on this device and are sent by themselves once it goes on.";
        rule_code = "A supervisor reads out the access code when it begins.";
        rule_release = "A supervisor lets people in one by one: press Start, then wait.";
        start_code_label = "Access code";
        start_code_hint = "Eight letters and digits, such as K7PM-Q2XD. Small or capital letters, both are fine.";
        start_code_needed = "Enter the access code that the supervisor reads out.";
        start_code_wrong = "That is not the access code. Ask the supervisor again: it may have just changed.";
        start_waits(moment: &str) = "You asked to be let in at {moment}. Once a supervisor lets you in, this page says so; then press Start again.";
        start_released = "A supervisor has let you in. Press Start to begin.";
        start_ask_button = "Ask to be let in";
        time_no_limit(moment: &str) = "No time limit, until {moment}";
        rule_time_extra(minutes: u32) = "You have additional time: {minutes} minutes for this assessment.";
        rule_time_no_limit = "You have no time limit, as long as you finish before the assessment closes.";
        rule_helper(name: &str) = "Who helps you with the device: {name}. The name is kept with your attempt.";
        read_aloud = "Read this question aloud";
        read_aloud_stop = "Stop reading";
        accommodations_title = "Individual support";
        accommodations_lead = "Additional time, large letters, reading aloud, a helper at the device: for one person, from the next attempt they start. Running attempts stay as they are.";
        accommodations_none = "Nobody has individual support yet";
        accommodations_none_text = "People with a disability, older people or slow readers may need more time or a helper. Record it in the form below.";
        accommodations_caption = "People with individual support";
        accommodation_new = "Record support for a person";
        accommodation_login = "Log-in";
        accommodation_time = "Time";
        accommodation_time_usual = "As everybody";
        accommodation_time_extra(percent: u16) = "{percent}% more";
        accommodation_time_no_limit = "No limit";
        accommodation_large_text = "Large letters from the beginning";
        accommodation_read_aloud = "A button that reads questions aloud";
        accommodation_helper = "Helper at the device";
        accommodation_helper_hint = "Full name; leave empty for none. It is kept with the attempt.";
        accommodation_helped_by(name: &str) = "Helper: {name}";
        accommodation_reason = "Reason";
        accommodation_reason_hint = "Only administrators see it. State the basis, no diagnosis.";
        accommodation_save = "Record support";
        accommodation_by(who: &str, moment: &str) = "recorded by {who} on {moment}";
        accommodation_end = "End support";
        accommodation_end_text = "From the next attempt they start, this person sits like everybody.";
        accommodation_saved = "Individual support is recorded.";
        accommodation_ended = "Individual support has ended.";
        accommodation_fault(code: &str) = { match code {
            "no-such-person" => "Nobody has this log-in. Check it in the list.",
            "reason-missing" => "Give a reason of at most 500 characters.",
            "nothing-arranged" => "No support is chosen.",
            "extra-time" => "Additional time is 1 to 400 percent.",
            _ => "The helper's name is longer than 120 characters or has odd characters.",
        }.to_owned() };
    }
}
