//! `$CATEGORY: $course$/top/A/B`: the last part of the path is a competency; in files of ours the first is the bank.

use super::account::Account;
use super::blocks::{Block, CATEGORY};
use super::quiz::{Category, Quiz};
use super::tags::Tags;
use crate::formats::exchange::category::{self, only_the_last, parts};

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
            account.drop(&at, "$CATEGORY", "upper-categories", only_the_last(&path));
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
    let (code, changed) = category::code(wanted);
    match changed {
        None => account.keep("[id:]"),
        Some(how) => account.change(&quiz.source.place(*at), "[id:]", "id-changed", how),
    }
    code
}
