//! English sentences about forms whose items come one after the other.

use super::En;
use crate::i18n::vi::routing::Routing;

crate::i18n::translate_sentences! {
    Routing for En {
        rule_linear = "Questions come one after the other. Once you have gone on, there is no way back. When time runs out, the attempt is handed in by itself.";
        stimulus_of(first: usize) = "This question is about the situation in question {first}.";
        simulation_title(number: usize) = "Simulation of question {number}";
        simulation_in_words = "Answer in words, without the simulation";
        section_line(number: usize, count: usize, title: &str) = "Section {number} of {count}: {title}";
        section_next = "Go to the next section";
        section_over_title(number: usize) = "Section {number}: time is over";
        section_over_text = "The answers sent in this section stay as they are. The time of the next section begins only when you open it.";
        section_leave_title(number: usize) = "End section {number}?";
        section_leave_blank(count: usize) = "Questions of this section without an answer: {count}.";
        section_leave_text = "Once you go on, you cannot come back to this section. The time of the next one begins when you open it.";
        section_back = "Back to this section";
        section_open_next = "Open the next section";
        word_section_over = "Time for this section is over. Sending what is left.";
        rule_sections(count: &str, parts: &str) = "There are {count} sections, each with its own time: {parts}. There is no way back into a section you have left.";
        linear_hint = "Once you go on, you cannot come back to this question.";
        left_notice = "The attempt has gone on to another question in another window or on another device. The answer saved before stands.";
        leave_title = "This question has no answer";
        leave_text(number: usize) = "Question {number} is blank. Once you go on you cannot come back to it, and a blank earns no points.";
        leave_confirm = "Leave it blank and go on";
        leave_back = "Go back and answer";
        word_next_waits = "Going on needs the network. Your answer is kept on this device and sent when the network is back; wait, then press again.";
        submit_flagged = "Questions you flagged on this device. Press a number to go back:";
        submit_not_reached(count: usize) = { if count == 1 { "You have not seen 1 question. If you hand in now, it earns no points.".to_owned() } else { format!("You have not seen {count} questions. If you hand in now, they earn no points.") } };
        submit_open_blank(number: usize) = "Question {number} has no answer. It is the only one you can still change:";
        submit_open_answered(number: usize) = "Question {number} is the only one you can still change. The answers saved before stand.";
    }
}
