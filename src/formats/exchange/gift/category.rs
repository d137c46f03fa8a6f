//! `$CATEGORY: $course$/top/A/B`: the last part of the path is a competency; in files of ours the first is the bank.

use super::account::Account;
use super::blocks::{Block, CATEGORY};
use super::quiz::{Category, Quiz};
use super::tags::Tags;
use crate::formats::exchange::codes::code_of;
use crate::formats::mistake::quote;
use crate::formats::toml_file::codes::is_code;

/// Reads a block that is a category.
pub(super) fn read(block: &Block<'_>, quiz: &mut Quiz<'_>) {
    let mut tags = Tags::of(block);
    let mut account = Account::default();
    let at = quiz.source.place(block.at());
    let line = block.lines.first().map_or("", |line| line.text);
    let mut path = parts(line.strip_prefix(CATEGORY).unwrap_or(line));
    account.keep("$CATEGORY");
    let code = code(&tags, &mut account, quiz);
    if quiz.is_at_beginning() && tags.flag("bank", &quiz.source).is_some() {
        bank(&mut tags, (path, code), quiz);
    } else {
        let is_ours = tags.flag("competency", &quiz.source).is_some();
        let last = path.pop();
        if !path.is_empty() && path != quiz.bank_path {
            let upper = quote(&path.join(" / "));
            let why = format!("only the last part of the path is the competency; {upper} is above it");
            account.drop(&at, "$CATEGORY", "upper-categories", why);
        }
        quiz.category = last.map(|title| Category { title, code, at });
        if is_ours {
            // One of ours stays even where no item counts for it.
            quiz.competency();
        }
    }
    tags.close(&quiz.source, &mut account);
    account.close(&mut quiz.ledger);
    quiz.tell_words(&tags);
}

/// What a file of ours says of the bank.
fn bank(tags: &mut Tags, (path, code): (Vec<String>, Option<String>), quiz: &mut Quiz<'_>) {
    let source = &quiz.source;
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    if let Some((language, _)) = tags.one("language", source, crate::domain::text::Language::from_code) {
        quiz.language = language;
    }
    let title = path.last().cloned().unwrap_or_default();
    let description = tags.one("description", source, some).map(|(text, _)| text);
    let framework = tags.one("framework", source, some).map(|(text, _)| text);
    let licence = tags.one("licence", source, some).map(|(text, _)| text);
    let (title, description) = (quiz.localized(title), description.map(|text| quiz.localized(text)));
    let about = &mut quiz.transcript.about;
    about.languages = vec![quiz.language];
    about.code = code;
    about.title = title;
    about.description = description.unwrap_or_default();
    about.framework = framework;
    about.licence = licence;
    quiz.bank_path = path;
}

/// `[id:...]` as a code.
fn code(tags: &Tags, account: &mut Account, quiz: &Quiz<'_>) -> Option<String> {
    let (wanted, at) = tags.id.as_ref()?;
    if is_code(wanted) {
        account.keep("[id:]");
        return Some(wanted.clone());
    }
    let code = code_of(wanted);
    let became = code.as_deref().unwrap_or("one made from the title");
    let how = format!("codes are small letters, digits and hyphens: {} became {became}", quote(wanted));
    account.change(&quiz.source.place(*at), "[id:]", "id-changed", how);
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
        assert_eq!(parts(" $course$/top/A//B/C"), ["A/B", "C"]);
        assert_eq!(parts("$course$/Mặc định"), ["Mặc định"]);
        assert_eq!(parts("tom/jerry"), ["tom", "jerry"]);
        assert_eq!(parts("top"), Vec::<String>::new());
        for names in [["/a/", "b//c"], ["/", "$x$"], ["top", "a: {b}"]] {
            assert_eq!(parts(&path(&names)), names);
        }
    }
}
