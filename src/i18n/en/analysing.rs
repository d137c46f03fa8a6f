//! English sentences about single items: options, times, groups of people.

use super::En;
use crate::i18n::vi::analysing::Analysing;

crate::i18n::translate_sentences! {
    Analysing for En {
        item_statistics_title(item: &str) = "Item {item}";
        item_statistics_basis(attempts: &str) = "From {attempts} first attempts that had this item.";
        item_doubtful_text = "Those who score high get this item wrong more often than those who score low. Check key and wording first.";
        item_left_blank = "Left blank";
        no_alpha_withdrawn = "There is no alpha: items were withdrawn, so that attempts count different numbers of items, and alpha compares attempts of one length.";
        no_alpha_lengths = "There is no alpha: forms have different numbers of items, and alpha compares attempts of one length.";
        no_alpha_spread = "There is no alpha: it takes at least two attempts with different scores.";
        no_alpha_if_dropped = "There is no alpha without single items: it takes forms on which everybody has the same items.";
        alpha_if_dropped_title = "Alpha without each item";
        alpha_if_dropped_text(alpha: &str) = "The dashed upright line is the alpha of the whole test, {alpha}. A round dot: without the item alpha is no higher. A diamond right of the line: without the item the test is more consistent; look at that item again. The figures stand in the table item by item below.";
        alpha_if_dropped_shown(count: &str) = "The picture shows the {count} items with the highest alpha without them.";
        trace_title = "Who chooses what";
        trace_text = "Those who had this item are split into five equal groups by their score on the rest of the test, from low (1) to high (5). Each line is an option, named at its end and with a dash pattern of its own: the higher, the more of the group chose it. The line of the right option should rise and those of good distractors fall; a wrong option that rises is a sign of a wrong key or misleading wording.";
        trace_fifth(number: &str) = "Group {number}";
        trace_none = "This item has no options to choose from.";
        options_caption = "Option by option";
        column_option = "Option";
        column_chosen = "Chosen by";
        column_chosen_share = "Share";
        column_point_biserial = "Point-biserial";
        options_hint = "Point-biserial: the correlation of choosing the option with the score on the rest of the test, −1 to 1. This page does not mark the key.";
        download_options_csv = "Download options (CSV)";
        pace_title = "Time taken";
        column_pace_median = "Time (median)";
        column_pace_spread = "Middle half";
        column_pace_measured = "Attempts measured";
        pace_range(lower: &str, upper: &str) = "{lower}–{upper}";
        pace_seconds(seconds: &str) = "{seconds} s";
        pace_terms = "The time of an item runs from the last save of another item before it (or the start) to the last save of this one. Reading without answering counts for the item saved next; whoever comes back to change an answer is measured on the way back only; items saved at the same moment cannot be measured. So read the median and the middle half (a quarter of the attempts were faster, a quarter slower), and do not judge single people by it.";
        groups_title = "Items and groups of people";
        groups_text = "Compares people with the same results in different groups: where an item is still clearly harder for one group, look at its wording again.";
        groups_by_language = "By language of the form";
        groups_by_unit = "By unit";
        groups_too_small(least: &str) = "Nothing to compare yet: it takes a group of at least {least} people, and at least {least} others.";
        groups_hidden(groups: &str, least: &str) = "Groups of fewer than {least} people that are neither worked out nor named: {groups}.";
        groups_compared(group: &str, people: &str) = "{group} ({people} people)";
        groups_compared_title = "Groups, each compared with everybody else:";
        groups_nothing = "No item differs noticeably (all are of class A).";
        groups_found(items: &str) = "{items} comparisons show a difference (class B or C). Of many comparisons a few come out by chance.";
        groups_more(count: &str) = "The table tells the {count} largest differences; all of them are in the CSV file.";
        groups_caption = "Items that differ between groups";
        column_group = "Group";
        column_group_people = "Group / others";
        column_odds_ratio = "Common odds ratio";
        column_delta = "Delta (ETS)";
        column_chi_square = "Chi-square";
        column_class = "Class";
        class_harder(class: &str) = "{class}, harder for this group";
        class_easier(class: &str) = "{class}, easier for this group";
        download_groups_csv = "Download groups (CSV)";
        groups_terms = "Mantel-Haenszel: people are matched who have equally many items wholly right out of equally many, the item at hand included (Holland and Thayer 1988). A common odds ratio above 1, that is delta = −2.35 ln(ratio) below 0, means that the item is harder for the group at hand. Classes by the scale of ETS (Zieky 1993): A negligible (|delta| below 1, or not significant at 5%), C large (|delta| 1.5 or more and surely above 1 at 5%), B between. With drawn forms people do not share all items, so that the matching is approximate.";
    }
}
