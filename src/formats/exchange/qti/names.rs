//! Names of QTI. Everything here is called as in 2.x; in 3.0 `choiceInteraction` is `qti-choice-interaction` and
//! `maxChoices` is `max-choices`, by one rule without exceptions.

use super::super::codes::{Given, code_of};
use super::super::xml::Element;
use crate::formats::toml_file::codes::is_code;

/// Elements and attributes by their names in 2.x, whatever the version of the file.
pub(super) trait Qti {
    /// Whether it has this name.
    fn is(&self, name: &str) -> bool;
    /// The elements of this name that it holds.
    fn each<'e>(&'e self, name: &'static str) -> impl Iterator<Item = &'e Element>;
    /// The first of them.
    fn one(&self, name: &'static str) -> Option<&Element>;
    /// An attribute, without spaces around it.
    fn value(&self, name: &str) -> Option<&str>;
    /// Whether an attribute says `true`.
    fn flag(&self, name: &str) -> bool;
    /// Whether a candidate answers here.
    fn is_interaction(&self) -> bool;
    /// `<choiceInteraction>`, as written.
    fn shown(&self) -> String;
}

impl Qti for Element {
    fn is(&self, name: &str) -> bool {
        match self.name.strip_prefix("qti-") {
            Some(rest) => is_kebab_of(rest, name),
            None => &*self.name == name,
        }
    }

    fn each<'e>(&'e self, name: &'static str) -> impl Iterator<Item = &'e Element> {
        self.elements().filter(move |element| element.is(name))
    }

    fn one(&self, name: &'static str) -> Option<&Element> {
        self.elements().find(|element| element.is(name))
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(written, _)| is_name(written, name)).map(|(_, value)| value.trim())
    }

    fn flag(&self, name: &str) -> bool {
        matches!(self.value(name), Some("true" | "1"))
    }

    fn is_interaction(&self) -> bool {
        self.name.ends_with("Interaction") || (self.name.starts_with("qti-") && self.name.ends_with("-interaction"))
    }

    fn shown(&self) -> String {
        format!("<{}>", self.name)
    }
}

/// Whether an attribute has this name of 2.x, in whatever version.
pub(super) fn is_name(written: &str, known: &str) -> bool {
    written == known || is_kebab_of(written, known)
}

/// Whether `written` is `known` with hyphens for its capitals.
fn is_kebab_of(written: &str, known: &str) -> bool {
    let mut letters = written.chars();
    for letter in known.chars() {
        if letter.is_ascii_uppercase() && letters.next() != Some('-') {
            return false;
        }
        if letters.next() != Some(letter.to_ascii_lowercase()) {
            return false;
        }
    }
    letters.next().is_none()
}

/// `maxChoices` as `max-choices`.
pub(super) fn kebab(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            out.push('-');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

/// An id of ours as an identifier of QTI, which begins with a letter or `_`. `true` and `false` mean a true/false item
/// there.
pub(super) fn identifier(id: &str) -> String {
    if id.starts_with(|first: char| first.is_ascii_lowercase()) && !matches!(id, "true" | "false") {
        id.to_owned()
    } else {
        format!("_{id}")
    }
}

/// An identifier of theirs as an id of ours: as it is where it can be.
fn id_of(identifier: &str) -> Option<String> {
    let plain = identifier.strip_prefix('_').filter(|rest| is_code(rest)).unwrap_or(identifier);
    if is_code(plain) { Some(plain.to_owned()) } else { code_of(plain) }
}

/// Ids given so far, each once.
#[derive(Default)]
pub(super) struct Ids(Given);

impl Ids {
    /// An id like `wanted` that was not given yet; `otherwise` where nothing of it makes an id.
    pub fn free(&mut self, wanted: &str, otherwise: &str) -> String {
        self.0.free(id_of(wanted).unwrap_or_else(|| otherwise.to_owned()))
    }
}

/// Folder and name of a path.
pub(super) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The entry that a reference in a file of `folder` means; `None` where it leads out of the package.
pub(super) fn resolved(folder: &str, reference: &str) -> Option<String> {
    let reference = reference.split(['#', '?']).next().unwrap_or("").trim();
    let decoded = percent_decoded(reference)?;
    if decoded.is_empty() || decoded.starts_with('/') || decoded.contains([':', '\\']) {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in decoded.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(|_| *byte == b'%') {
            Some(letter) => {
                out.push(letter);
                rest = &after[2..];
            }
            None => {
                out.push(*byte);
                rest = after;
            }
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_both_versions_are_one() {
        assert!(is_kebab_of("choice-interaction", "choiceInteraction") && !is_kebab_of("choice", "choiceInteraction"));
        assert!(!is_kebab_of("choiceinteraction", "choiceInteraction") && is_kebab_of("value", "value"));
        assert_eq!(kebab("assessmentStimulusRef"), "assessment-stimulus-ref");
    }

    #[test]
    fn ids_come_back_and_others_become_ids() {
        for id in ["a", "1", "-x", "a--b", "true", "false"] {
            assert_eq!(Ids::default().free(&identifier(id), "x"), id);
        }
        let mut ids = Ids::default();
        let given = ["ChoiceA", "Choice_A", "choicea", "…", "…"].map(|wanted| ids.free(wanted, "c"));
        assert_eq!(given, ["choicea", "choice-a", "choicea-2", "c", "c-2"]);
    }

    #[test]
    fn references_stay_in_the_package() {
        assert_eq!(
            resolved("items", "../images/b%E1%BA%A3n%20%C4%91%E1%BB%93.png").as_deref(),
            Some("images/bản đồ.png")
        );
        assert_eq!(resolved("", "./a.xml#x").as_deref(), Some("a.xml"));
        for outside in ["../a", "/a", "http://x.vn/a.png", "a\\b", "", "a/../../b"] {
            assert_eq!(resolved("", outside), None, "{outside}");
        }
    }
}
