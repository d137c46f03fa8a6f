//! Categories: the last part of their path is a competency.

use super::account::Account;
use super::marked::split;
use super::quiz::Quiz;
use super::texts::{Reader, Written};
use crate::domain::text::Localized;
use crate::formats::exchange::Place;
use crate::formats::exchange::category::{self, only_the_last, parts};
use crate::formats::exchange::xml::Element;
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
    question.take();
    let path = question.first("category").map(|element| Written::of(element).raw);
    let mut path = parts(&path.unwrap_or_default());
    let code = code(question, &mut account);
    let info = question.first("info").map(Written::of);
    info.iter().for_each(|info| info.drop_files(&mut account));
    let html = info.as_ref().map(Written::html).unwrap_or_default();
    let (info, marks) = split(&html);
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
            account.drop(&at, "<category>", "upper-categories", only_the_last(&path));
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
    element.take_all();
    let wanted = element.text().trim().to_owned();
    if wanted.is_empty() {
        return None;
    }
    let (code, changed) = category::code(&wanted);
    if let Some(how) = changed {
        account.change(&element.place, "<idnumber>", "id-changed", how);
    }
    code
}
