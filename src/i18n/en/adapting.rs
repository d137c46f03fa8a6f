//! English sentences about adaptive tests.

use super::En;
use crate::i18n::vi::adapting::Adapting;

crate::i18n::translate_sentences! {
    Adapting for En {
        items_at_most(count: usize) = { if count == 1 { "1 question".to_owned() } else { format!("At most {count} questions") } };
        rule_adaptive_items_and_time(items: usize, minutes: u32) = "There are at most {items} questions and {minutes} minutes. The clock runs from Start without a break, even when you close the page.";
        rule_adaptive(least: usize) = "This test adapts: each question is chosen by the answers before it, so that everybody meets other questions. It ends when the result is precise enough. An attempt that does not reach question {least} earns nothing.";
        adaptive_number(number: usize, most: usize) = "Question {number}, at most {most}";
        adaptive_progress(answered: usize, most: usize) = "{answered} answered, at most {most} questions";
        submit_too_few(least: usize) = "You have not reached question {least}. If you hand in now, the attempt earns nothing.";
        submit_ended = "There are enough answers for a result, and no further question. Please hand in.";
        adaptive_line(items: &str, error: &str) = "Adaptive test: the score is estimated from the {items} questions you were given, as what you would earn on all questions of its bank; its standard error is {error} points.";
        adaptive_nothing(items: &str) = "Adaptive test: of the {items} questions you were given none was answered rightly, or they are fewer than the least number, so the attempt earns nothing.";
        statistics_without_adaptive = "Attempts at adaptive tests have no part in these figures: who is given a question depends on the answers before it.";
    }
}
