//! English sentences of the page of templates.

use super::En;
use crate::i18n::vi::designing::Designing;

crate::i18n::translate_sentences! {
    Designing for En {
        templates_title = "Certificate templates";
        templates_lead = "Each assessment issues certificates by one template. A version that a certificate was issued with does not change any more; to change something, import a new version.";
        templates_caption = "The templates of certificates, the newest version on top";
        column_template = "Template";
        column_version = "Version";
        column_effective = "In force";
        column_use = "Use";
        column_preview = "Preview";
        template_bundled = "Part of the program";
        template_imported = "Imported";
        template_current = "Used at present";
        effective_from(day: &str) = "From {day}";
        effective_between(from: &str, until: &str) = "From {from} to {until}";
        template_used_since(day: &str) = "Used for certificates since {day}";
        template_not_used = "No certificate yet";
        sample_typical = "As most are";
        sample_longest = "Longest name and unit";
        sample_shortest = "Shortest, without score";
        preview_of(template: &str, sample: &str) = "Preview of {template}: {sample} (PDF)";
        templates_import_hint = "Import a new template with the command minhchung template import. In previews all people are made up, and a band says that it is a sample.";
    }
}
