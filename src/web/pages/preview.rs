//! Every page, rendered with made-up data in both languages into `target/preview/`, for eyes and for
//! tools that look at pages; and what must hold on every page.

pub(super) mod samples;

use crate::domain::text::Language;
use crate::i18n::Texts;
use crate::web::assets;
use crate::web::packed::gzipped;
use std::path::{Path, PathBuf};

#[test]
fn every_page_renders() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/preview");
    copy_assets(&folder);
    let mut faults = Vec::new();
    for language in Language::ALL {
        for (name, html) in samples::every_page(Texts::of(language)) {
            let file = format!("{name}.{}.html", language.code());
            faults.extend(broken_rules(&html, language).map(|rule| format!("{file}: {rule}")));
            std::fs::write(folder.join(file), html).expect("the preview folder can be written");
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A slow network carries style sheet and scripts gzipped, and so the attempt; other pages as they are.
#[test]
fn a_page_without_pictures_and_fonts_is_at_most_50_kb_to_load() {
    let scripts =
        ["app.css", "app.js", "attempt.js", "statistics.css", "verifier.css", "verifier.js", "decision.js", "queue.js"];
    for (name, html) in samples::every_page(Texts::of(Language::Vi)) {
        let loaded: usize = scripts.into_iter().filter(|file| html.contains(file)).map(gzipped_size).sum();
        let carried = if name.starts_with("attempt") { gzipped(html.as_bytes()).len() } else { html.len() };
        let total = carried + loaded;
        assert!(total <= 50_000, "{name} weighs {total} bytes, {carried} of them the page itself");
    }
}

#[test]
fn what_a_person_typed_is_never_markup() {
    let typed = "<script>alert(1)</script>";
    let pages = samples::pages_with_typed_text(Texts::of(Language::Vi), typed);
    assert!(pages.iter().all(|page| !page.contains(typed) && page.contains("alert(1)")));
}

/// What every page must hold to, as far as its text tells.
fn broken_rules(html: &str, language: Language) -> impl Iterator<Item = &'static str> {
    let visible = html.split("<template").next().unwrap_or_default();
    let rules = [
        ("does not say its language", html.contains(&format!("<html lang=\"{}\"", language.code()))),
        ("has no title", !between(html, "<title>", "</title>").trim().is_empty()),
        ("has not exactly one h1", visible.matches("<h1").count() == 1),
        ("has an inline style", !html.contains(" style=") && !html.contains("<style")),
        ("has an inline script", html.matches("<script").count() == html.matches("<script src=").count()),
        ("handles an event inline", !html.contains(" onclick=") && !html.contains(" onsubmit=")),
        ("asks a third party for something", !html.contains("src=\"http") && !html.contains("href=\"http")),
        ("has a field without a label", fields_without_label(html) == 0),
        (
            "posts without the token",
            html.matches("method=\"post\"").count() == html.matches("name=\"csrf\" value=").count(),
        ),
    ];
    rules.into_iter().filter(|(_, holds)| !holds).map(|(rule, _)| rule)
}

/// Fields that are neither hidden, nor inside a label, nor named by a `label for` or by themselves.
fn fields_without_label(html: &str) -> usize {
    let fields =
        html.match_indices("<input ").chain(html.match_indices("<select ")).chain(html.match_indices("<textarea "));
    fields
        .filter(|(start, _)| {
            let tag = between(&html[*start..], "<", ">");
            let is_hidden = tag.contains("type=\"hidden\"");
            let is_wrapped =
                html[..*start].rsplit_once('<').is_some_and(|(_, tag)| tag.starts_with("label") && tag.ends_with('>'));
            let is_named = html.contains(&format!("<label for=\"{}\"", between(tag, "id=\"", "\"")));
            let names_itself = !between(tag, "aria-label=\"", "\"").is_empty();
            !(is_hidden || is_wrapped || is_named || names_itself)
        })
        .count()
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    text.split_once(before).and_then(|(_, rest)| rest.split_once(after)).map_or("", |(inside, _)| inside)
}

fn copy_assets(folder: &Path) {
    for address in assets::addresses() {
        let file: PathBuf = folder.join(address.trim_start_matches('/'));
        let asset = assets::lookup(&address).expect("an address of an asset");
        std::fs::create_dir_all(file.parent().expect("a file lies in a folder")).expect("the folder can be made");
        std::fs::write(file, asset.bytes).expect("the preview folder can be written");
    }
}

fn gzipped_size(name: &str) -> usize {
    let asset = assets::lookup(&assets::asset_url(name)).expect("an embedded file");
    asset.gzip.expect("a text is gzipped").len()
}
