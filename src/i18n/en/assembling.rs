//! English sentences about forms made beforehand.

use super::En;
use crate::i18n::vi::assembling::Assembling;

crate::i18n::translate_sentences! {
    Assembling for En {
        forms_title = "Prebuilt forms";
        forms_link = "Prebuilt forms";
        forms_basis(count: &str, moment: &str, actor: &str) = "{count} equivalent forms, built at {moment} ({actor}). Each attempt gets one of them; the order of questions and options is each person's own. Whoever sits again gets the form with the fewest questions already seen.";
        forms_none_asked = "This assessment has no prebuilt forms";
        forms_none_asked_text = "Each attempt gets a form of its own, drawn from the bank by the blueprint. To build equivalent forms beforehand, write forms = 8 (or another number) into assessment.toml and import the bank again.";
        forms_missing = "No forms yet";
        forms_missing_text = "Until they are built, each attempt gets a form of its own, drawn from the bank.";
        forms_plot_title = "Expected mean score of each form";
        forms_plot_text(low: &str, high: &str) = "Each dot is a form. The straighter their line, the more equivalent they are; here scores are expected from {low} to {high}.";
        forms_table = "The forms";
        column_form = "Form";
        column_expected = "Expected score";
        column_shared = "Shared with the form most like it";
        forms_shared(count: &str, length: &str) = "{count} of {length} questions";
        exposure_title = "How often questions appear";
        exposure_text(most: &str, forms: &str) = "The question used most, anchors aside, stands on {most} of {forms} forms.";
        exposure_cap_text(cap: &str) = "The cap: no question stands on more than {cap} of the forms.";
        column_on_forms = "On how many forms";
        item_anchor = "anchor";
        forms_rebuild_title = "Build the forms anew";
        forms_rebuild_text = "Uses the figures of submitted attempts to balance the forms better. Whoever is sitting keeps their form; later attempts get new ones.";
        forms_rebuild_confirm = "I want to replace all present forms by new ones.";
        forms_rebuild_confirm_missing = "Tick the box to confirm before the forms are built anew.";
        forms_rebuild_button = "Build the forms anew";
        forms_rebuilt = "The forms have been built anew.";
        forms_too_few(wanted: &str, available: &str) = "Not built: a rule of the blueprint needs {wanted} questions, only {available} are left. The present forms stay.";
        forms_difficulty_text = "How hard a question is comes from the first submitted attempts; a question nobody has answered counts by its level.";
    }
}
