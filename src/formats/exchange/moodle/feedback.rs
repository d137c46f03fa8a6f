//! What Moodle says after a response, answer by answer: it goes into the one rationale.

use super::account::Account;
use super::plain::line_of;
use super::texts::{Reader, Written};
use crate::domain::text::{Language, Localized};
use crate::formats::exchange::rich_text::{from_html, languages_in};
use crate::formats::exchange::xml::{Element, escape};

/// Characters of an answer that are repeated before what is said to it.
const LABEL: usize = 80;
/// What Moodle writes by itself into new questions.
const BY_ITSELF: [&str; 6] = [
    "your answer is correct",
    "your answer is partially correct",
    "your answer is incorrect",
    "câu trả lời của bạn đúng",
    "câu trả lời của bạn đúng một phần",
    "câu trả lời của bạn sai",
];

/// What is said to one answer.
pub(super) struct Feedback {
    label: Localized,
    html: String,
}

impl Feedback {
    /// Of a `<feedback>` to the answer `label`; `None` when it says nothing.
    pub fn of(element: &Element, label: &Localized, account: &mut Account) -> Option<Self> {
        let written = Written::of(element);
        written.drop_files(account);
        Self::said(written.html().into_owned(), label).inspect(|_| {
            account.settle(element);
            let how = "the rationale says it now, to everybody";
            account.change(&element.place, written.element.as_str(), "feedback-merged", how);
        })
    }

    /// Of a text in HTML.
    pub fn said(html: String, label: &Localized) -> Option<Self> {
        let says = !from_html(&html, None).markdown.is_empty();
        says.then(|| Self { label: label.clone(), html })
    }
}

/// What an answer is called that is a pattern or a number; `*` is any.
pub(super) fn label(pattern: &str, languages: &[Language]) -> Localized {
    let text = |language: &Language| match (pattern, language) {
        ("*", Language::Vi) => "Câu trả lời khác",
        ("*", Language::En) => "Any other answer",
        (pattern, _) => pattern,
    };
    Localized(languages.iter().map(|language| (*language, text(language).to_owned())).collect())
}

/// `<correctfeedback>` and its like; those that Moodle writes by itself are passed over.
pub(super) fn combined(element: &Element, account: &mut Account) -> Option<Feedback> {
    let written = Written::of(element);
    let (words, _) = line_of(&from_html(&written.html(), None).markdown);
    if BY_ITSELF.contains(&words.trim_end_matches('.').to_lowercase().as_str()) {
        account.pass_over(
            element,
            "usual-feedback",
            "it only says whether the response is right, which is shown anyway",
        );
        return None;
    }
    let label = match &*element.name {
        "correctfeedback" => [(Language::Vi, "Khi đúng"), (Language::En, "When right")],
        "partiallycorrectfeedback" => [(Language::Vi, "Khi đúng một phần"), (Language::En, "When partly right")],
        _ => [(Language::Vi, "Khi sai"), (Language::En, "When wrong")],
    };
    let label = Localized(label.into_iter().map(|(language, text)| (language, text.to_owned())).collect());
    Feedback::of(element, &label, account)
}

/// The rationale with what is said to answers behind it.
pub(super) fn rationale(
    general: &str,
    feedbacks: &[Feedback],
    reader: &Reader<'_>,
    account: &mut Account,
) -> Localized {
    let (texts, shown) = if feedbacks.is_empty() {
        reader.rich(general, account)
    } else {
        account.marks_languages |= !languages_in(general).is_empty();
        let convert = |language: &Language| from_html(&together(general, feedbacks, *language), Some(*language));
        reader.converted(reader.languages.iter().map(convert).collect(), account)
    };
    reader.no_pictures(&shown, account);
    texts
}

fn together(general: &str, feedbacks: &[Feedback], language: Language) -> String {
    let mut html = format!("<div>{general}</div>");
    for Feedback { label, html: said } in feedbacks {
        let label: String = label.get(language).chars().take(LABEL).collect();
        html.push_str("<p><em>");
        escape(&label, &mut html);
        html.push_str("</em>:</p><div>");
        html.push_str(said);
        html.push_str("</div>");
    }
    html
}
