//! English sentences about answers that agree more than chance explains, and about authors who would sit.

use super::En;
use crate::i18n::vi::suspecting::Suspecting;

crate::i18n::translate_sentences! {
    Suspecting for En {
        similarity_title = "Similar answers";
        similarity_link = "Similar answers";
        similarity_lead = "Pairs of people of one unit with the same wrong answers more often than chance explains. Only items that both answered wrongly count; right answers that agree tell nothing.";
        similarity_limits = "This is a reason to look, no proof of cheating: who learnt from the same wrong source makes the same mistakes. Hear both and look at their answers before you conclude. Nobody loses points by this table.";
        similarity_basis(attempts: &str, pairs: &str) = "Compared: {attempts} first attempts, {pairs} pairs within a unit. A pair that chance could explain is left out: the chance that the whole table names even one pair wrongly is 1%.";
        similarity_left_out(count: &str) = "{count} attempts belong to units too large to be compared.";
        similarity_too_few = "Not enough attempts to compare";
        similarity_too_few_text(fewest: &str) = "It takes at least {fewest} submitted first attempts to know which wrong answers are common.";
        similarity_none = "No pair is unusually similar";
        similarity_none_text = "The number of equal wrong answers of each pair is within what chance explains.";
        similarity_cut(count: &str) = "Only the clearest {count} pairs are listed.";
        similarity_caption = "Pairs with unusually similar wrong answers";
        similarity_csv = "Download the table (CSV)";
        similarity_once_in(count: &str) = "once in {count} rounds like this";
        column_pair = "The two";
        column_both_wrong = "Both wrong";
        column_same_wrong = "Same wrong answer";
        column_by_chance = "By chance";
        column_once_in = "Chance alone";
        taken_over_here = "This attempt was open on another device or in another window. From now on you answer here; the other page stops.";
        taken_over_elsewhere = "The attempt was opened on another device or in another window, so this page has stopped. What was sent is saved.";
        go_on_here = "Go on here";
        rule_signals = "This assessment records when you leave its page and for how long. Reviewers use it only to ask back; nobody loses points by it.";
        signals_counted(count: &str, seconds: &str, taken: &str) = "Left the page {count} times, {seconds} seconds in all; opened elsewhere {taken} times.";
        signals_limits = "Leaving the page is no cheating: a call, a low battery or a screen reader do the same. Ask before you conclude.";
        state_author_short = "You are an author";
        state_author = "You are named among the authors of this question bank and cannot sit this assessment.";
    }
}
