//! English sentences about how a test and its items measure.

use super::En;
use crate::i18n::vi::measuring::Measuring;

crate::i18n::translate_sentences! {
    Measuring for En {
        statistics_title = "Statistics";
        statistics_link = "Statistics of test and items";
        statistics_basis(attempts: &str) = "From {attempts} first attempts that were submitted.";
        statistics_drawn_from(attempts: &str) = "They were drawn by chance from {attempts}.";
        statistics_drawn = "Everybody sat a form drawn from the bank: an item's figures come from the attempts that had it.";
        statistics_few(least: &str) = "Below {least} attempts the coefficients are a hint at most.";
        no_statistics = "No attempt has been submitted";
        no_statistics_text = "Figures appear once somebody submits. They are worth reading from about 50 attempts on.";
        statistics_revision = "Revision of the bank";
        statistics_revision_attempts(revision: &str, attempts: &str) = "{revision} – {attempts} attempts";
        statistics_show = "Show";
        figure_attempts = "Attempts";
        figure_mean = "Mean score";
        figure_median = "Median";
        figure_deviation = "Standard deviation";
        figure_skewness = "Skewness";
        figure_kurtosis = "Kurtosis";
        figure_alpha = "Cronbach's alpha";
        figure_alpha_hint = "Internal consistency; from 0.7 on it will do, from 0.8 on it is good.";
        figure_error_ratio = "Error ratio";
        figure_standard_error = "Standard error of a score";
        figure_standard_error_hint = "A person's true score usually lies within this much of it.";
        histogram_title = "Scores";
        histogram_text(cut: &str) = "Attempts by score. The upright line is the cut score, {cut}; dark bars reach it.";
        histogram_range(from: &str, to: &str) = "{from}–{to}%";
        scatter_title = "Facility and discrimination";
        scatter_text = "Each dot is an item. Further right is easier; further up tells those who know from those who do not. Look again at dots below the zero line.";
        scatter_easy = "easy →";
        scatter_sharp = "tells apart ↑";
        as_table = "As a table";
        items_title = "Item by item";
        items_caption = "Figures of each item";
        column_item = "Item";
        column_facility = "Facility";
        column_discrimination = "Discrimination";
        column_efficiency = "Discriminative efficiency";
        column_intended_weight = "Intended weight";
        column_effective_weight = "Effective weight";
        column_alpha_if_dropped = "Alpha without it";
        item_doubtful = "Look again";
        doubtful_count(items: &str) = "{items} to look at again: those who score high get them wrong more often than those who score low. Check key and wording first.";
        nothing_doubtful = "There is no item that those who score high get wrong more often than those who score low.";
        download_items_csv = "Download items (CSV)";
        statistics_terms = "How it is worked out";
        statistics_terms_text = "Definitions as in Moodle's statistics report: discrimination is the correlation of an item's marks with the score on the rest of the test; discriminative efficiency compares it with the most that these marks could reach.";
        measurement_title = "Difficulty and discrimination by the measurement model";
        measurement_link = "By the measurement model (IRT)";
        no_measurement = "Too few attempts to estimate from";
        no_measurement_text(least: &str) = "It takes at least {least} first attempts submitted on one revision of the bank.";
        measurement_basis(attempts: &str, items: &str) = "{items} items estimated from {attempts} first attempts that were submitted. Full marks count as right.";
        measurement_left_out(items: &str) = "Left out for too few answers: {items}.";
        measurement_restless = "The estimation did not come to rest: a hint at most.";
        form_information_title = "What a form tells";
        form_information_text = "The higher the curve at an ability, the more precisely a form measures people there. 0 is the mean ability of those who sat, one unit their standard deviation.";
        column_ability = "Ability";
        column_information = "Information";
        column_ability_error = "Standard error";
        column_chance = "Chance of a right answer";
        curve_title(item: &str) = "The curve of {item}";
        curve_chance_text = "The chance of a right answer by ability. The steeper, the better the item tells people apart.";
        curve_information_text = "What this item tells about people of each ability.";
        misfit_count(items: &str) = "{items} items to look at again: answers do not follow the curve, or the item tells hardly anybody apart.";
        nothing_misfits = "The answers to every item follow its curve.";
        column_difficulty = "Difficulty (b ± standard error)";
        column_slope = "Discrimination (a ± standard error)";
        column_infit = "Infit";
        column_outfit = "Outfit";
        measurement_terms_text = "The two-parameter logistic model by marginal maximum likelihood (EM). Difficulty is the ability at which the chance is one half. Infit and outfit near 1 are good.";
    }
}
