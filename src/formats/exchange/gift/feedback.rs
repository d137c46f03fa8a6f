//! What is said after a response: the general feedback is rationale and legal basis, and what is said to single answers
//! goes into the rationale.

use super::paper::Paper;
use super::signs::{self, Sign};
use super::texts::{Format, prefixed};
use crate::domain::text::Language;
use crate::formats::exchange::rich_text::from_html;
use crate::formats::exchange::xml::escape;

/// Characters of an answer that are repeated before what is said to it.
const LABEL: usize = 80;

impl Paper<'_> {
    /// What is said to those who give the answer called `label`; it goes into the rationale.
    pub fn feedback(&mut self, label: &str, signs: Option<&[Sign]>) {
        let Some(signs) = signs else { return };
        let text = self.markdown(signs, "# feedback");
        if text.is_empty() {
            return;
        }
        let mut shown: String = label.chars().take(LABEL).collect();
        if shown.len() < label.len() {
            shown.push('…');
        }
        let label = emphasized(&shown);
        self.feedback_at = self.feedback_at.or_else(|| signs::trim(signs).first().map(|sign| sign.at));
        self.feedbacks.push(if label.is_empty() { text } else { format!("{label}\n\n{text}") });
    }

    /// Rationale and legal basis: the general feedback, and what is said to answers.
    pub fn explained(&mut self, general: &[Sign]) -> (Option<String>, Option<String>) {
        let (format, signs) = prefixed(general, self.format);
        let text = signs::text(signs);
        if !text.is_empty() {
            self.account.keep("####");
        }
        let at = self.place(general);
        let mut reader = self.reader("#### general feedback", &at);
        let (mut rationale, legal_basis) = if format == Format::Markdown {
            let (rationale, legal_basis) = parted(&text);
            let legal_basis = legal_basis.map(|text| reader.markdown(text, format));
            (reader.markdown(rationale, format), legal_basis)
        } else {
            let markdown = reader.markdown(&text, format);
            let (rationale, legal_basis) = parted(&markdown);
            (rationale.to_owned(), legal_basis.map(str::to_owned))
        };
        if let Some(at) = self.feedback_at.map(|at| self.source.place(at)) {
            let how = match self.feedbacks.len() {
                1 => "the rationale says it now, to everybody".to_owned(),
                count => format!("the rationale says it now, to everybody; this one and {} more", count - 1),
            };
            self.account.change(&at, "# feedback", "feedback-merged", how);
        }
        for feedback in &self.feedbacks {
            rationale.push_str(if rationale.is_empty() { "" } else { "\n\n" });
            rationale.push_str(feedback);
        }
        let some = |text: String| Some(text).filter(|text| !text.is_empty());
        (some(rationale), legal_basis.and_then(some))
    }
}

/// `*words*:`, nothing when there are none.
fn emphasized(words: &str) -> String {
    if words.trim().is_empty() {
        return String::new();
    }
    let mut html = "<em>".to_owned();
    escape(words, &mut html);
    from_html(&format!("{html}</em>:"), None).markdown
}

/// What parts the rationale from the legal basis, by language: a paragraph of its own.
pub(super) const fn marker(language: Language) -> &'static str {
    match language {
        Language::Vi => "**Căn cứ pháp lý**",
        Language::En => "**Legal basis**",
    }
}

/// The rationale, and the legal basis where there is one.
pub(super) fn parted(text: &str) -> (&str, Option<&str>) {
    let split = |language| text.split_once(&format!("\n\n{}\n\n", marker(language)));
    let found = Language::ALL.into_iter().filter_map(split).min_by_key(|(rationale, _)| rationale.len());
    found.map_or((text, None), |(rationale, legal_basis)| (rationale.trim(), Some(legal_basis.trim())))
}
