//! Categories: the last part of their path is a competency.

use super::account::Account;
use super::marked::split;
use super::quiz::Quiz;
use super::texts::{Reader, Written};
use crate::domain::text::Localized;
use crate::formats::exchange::Place;
use crate::formats::exchange::xml::Element;
use crate::formats::mistake::quote;
use crate::formats::toml_file::codes::is_code;

/// The category that questions are in.
pub(super) struct Category {
    pub title: Localized,
    /// Where one is said.
    pub code: Option<String>,
    pub at: Place,
}

/// Reads a `<question type="category">`.
pub(super) fn read(question: &Element, quiz: &mut Quiz) {
    let mut account = Account::default();
    account.take(question);
    let path = question.first("category").map_or_else(String::new, |element| Written::of(element, &mut account).raw);
    let mut path = parts(&path);
    let code = code(question, &mut account);
    let info = question.first("info").map(|element| Written::of(element, &mut account));
    let (info, marks) = info.map_or_else(Default::default, |info| {
        info.drop_files(&mut account);
        split(&info.html())
    });
    let at = question.place.clone();
    let languages = quiz.languages.clone();
    let reader = Reader { languages: &languages, element: "<info>", at: &at };
    let mark = |name: &str| marks.iter().find(|mark| mark.name == name);
    let titles = mark("title").map(|mark| reader.line(&mark.html, &mut account));
    if let Some(bank) = mark("bank") {
        let about = &mut quiz.transcript.about;
        about.code = code.filter(|code| is_code(code));
        about.title = titles.unwrap_or_default();
        about.description = reader.lines(&info, &mut account);
        about.framework = bank.attribute("data-framework").map(str::to_owned);
        about.licence = bank.attribute("data-licence").map(str::to_owned);
        quiz.bank_path = path;
    } else {
        if !info.trim().is_empty() {
            account.drop(&at, "<info>", "no-category-text", "a competency has a title and nothing more");
        }
        let last = path.pop();
        if !path.is_empty() && path != quiz.bank_path {
            let upper = quote(&path.join(" / "));
            let why = format!("only the last part of the path is the competency; {upper} is above it");
            account.drop(&at, "<category>", "upper-categories", why);
        }
        let is_ours = titles.is_some();
        let said = last.map(|last| titles.unwrap_or_else(|| reader.line(&last, &mut account)));
        quiz.category = said.filter(|title| !title.0.is_empty()).map(|title| Category { title, code, at: at.clone() });
        if is_ours {
            // One of ours stays even where no item counts for it.
            quiz.competency();
        }
    }
    account.close(question, &mut quiz.settings, &mut quiz.ledger);
}

/// The `<idnumber>` as a code.
fn code(question: &Element, account: &mut Account) -> Option<String> {
    let element = question.first("idnumber")?;
    account.take_all(element);
    let wanted = element.text().trim().to_owned();
    if wanted.is_empty() || is_code(&wanted) {
        return Some(wanted).filter(|wanted| !wanted.is_empty());
    }
    let code = crate::formats::exchange::codes::code_of(&wanted);
    let became = code.as_deref().unwrap_or("one made from the title");
    let how = format!("codes are small letters, digits and hyphens: {} became {became}", quote(&wanted));
    account.change(&element.place, "<idnumber>", "id-changed", how);
    code
}

/// `$course$/top/A//B/C` are the categories `A/B` and `C`.
fn parts(path: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut rest = path.trim();
    while let Some(at) = rest.find('/') {
        let slashes = rest[at..].bytes().take_while(|byte| *byte == b'/').count();
        if let Some(part) = parts.last_mut() {
            part.push_str(&rest[..at]);
            // Two are one that belongs to the name.
            part.push_str(&"/".repeat(if slashes == 1 { 0 } else { slashes.div_ceil(2) }));
        }
        if slashes == 1 {
            parts.push(String::new());
        }
        rest = &rest[at + slashes..];
    }
    if let Some(part) = parts.last_mut() {
        part.push_str(rest);
    }
    let parts: Vec<String> =
        parts.into_iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect();
    let above = parts.iter().take(2).take_while(|part| part.starts_with('$') && part.ends_with('$')).count();
    let above = above + usize::from(parts.get(above).is_some_and(|part| part == "top"));
    parts.into_iter().skip(above).collect()
}

/// The path of a category with these names.
pub(super) fn path(names: &[&str]) -> String {
    let mut path = "$course$/top".to_owned();
    for name in names {
        let name = name.replace('/', "//");
        path.push_str(if name.starts_with('/') { "/ " } else { "/" });
        path.push_str(&name);
        path.push_str(if name.ends_with('/') { " " } else { "" });
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_taken_apart_as_moodle_does() {
        assert_eq!(parts("$course$/top/A//B/C"), ["A/B", "C"]);
        assert_eq!(parts("$course$/Mặc định"), ["Mặc định"]);
        assert_eq!(parts("top"), Vec::<String>::new());
        assert_eq!(parts(&path(&["/a/", "b"])), ["/a/", "b"]);
    }
}
