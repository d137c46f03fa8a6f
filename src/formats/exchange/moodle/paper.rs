//! One question while it becomes an item: what all types have in common.

use super::account::Account;
use super::ahead::Ahead;
use super::feedback::{self, Feedback};
use super::marked::{Mark, split};
use super::number;
use super::plain::line_of;
use super::quiz::Quiz;
use super::tags::Tags;
use super::texts::{Reader, Written};
use crate::domain::assessment::item::ItemKind;
use crate::domain::assessment::key::PartialCredit;
use crate::domain::text::{Language, Localized};
use crate::formats::exchange::Place;
use crate::formats::exchange::draft_item::DraftItem;
use crate::formats::exchange::filled::{Said, fill_in};
use crate::formats::exchange::ledger::Made;
use crate::formats::exchange::rich_text::from_html;
use crate::formats::exchange::xml::Element;
use crate::formats::mistake::{Mistake, quote};
use crate::formats::toml_file::codes::is_code;
use time::{Date, macros::format_description};

/// Why a question does not become an item.
pub(super) enum Unread {
    /// It says what no item can say; the rest goes on.
    Dropped(&'static str, String),
    /// It contradicts itself.
    Wrong(Mistake),
}

/// A mistake at a place.
pub(super) fn wrong(at: &Place, code: &'static str, message: impl Into<String>, hint: &str) -> Unread {
    let (file, message, hint) = (at.file.to_string(), message.into(), Some(hint.to_owned()));
    Unread::Wrong(Mistake { file, line: at.line, column: at.column, code, message, hint })
}

/// A question, the item it becomes, and what became of its elements.
pub(super) struct Paper<'e> {
    pub question: &'e Element,
    pub item: DraftItem,
    pub account: Account,
    pub tags: Tags<'e>,
    pub languages: Vec<Language>,
    /// The question itself; types may change it before it becomes the stem.
    pub stem: Written<'e>,
    /// The general feedback without the blocks of ours.
    general: String,
    general_at: Place,
    /// Blocks of ours in the general feedback, until somebody takes them.
    pub marks: Vec<Mark>,
    pub feedbacks: Vec<Feedback>,
    /// Of a type that counts points by itself.
    pub points: Option<u16>,
    /// Whether the id comes from the name.
    is_id_made: bool,
}

impl<'e> Paper<'e> {
    /// Reads what all types have in common.
    pub fn open(question: &'e Element, ahead: Ahead, quiz: &mut Quiz) -> Self {
        let mut account = Account::new(ahead);
        question.take();
        let empty = |name: &str| Written {
            raw: "".into(),
            format: "html".to_owned(),
            files: Vec::new(),
            element: format!("<{name}>"),
            at: question.place.clone(),
        };
        let held = |name: &str| question.first(name).map_or_else(|| empty(name), Written::of);
        let name = held("name").raw;
        let (name, _) = line_of(&from_html(&name, quiz.languages.first().copied()).markdown);
        let stem = held("questiontext");
        let general = held("generalfeedback");
        general.drop_files(&mut account);
        let html = general.html();
        let (rest, marks) = split(&html);
        let mut tags = Tags::default();
        for element in question.all("tags").chain(question.all("coursetags")) {
            tags.add(element);
        }
        let (id, is_id_made) = id(question, &name, quiz, &mut account);
        Self {
            question,
            item: DraftItem::new(&id, &question.place),
            account,
            tags,
            languages: quiz.languages.clone(),
            stem,
            general: rest.into_owned(),
            general_at: general.at.clone(),
            marks,
            feedbacks: Vec::new(),
            points: None,
            is_id_made,
        }
    }

    /// What reads texts of an element.
    pub fn rich(&mut self, html: &str, element: &str, at: &Place) -> (Localized, Vec<super::texts::Shown>) {
        Reader { languages: &self.languages, element, at }.rich(html, &mut self.account)
    }

    /// A text without pictures.
    pub fn words(&mut self, html: &str, element: &str, at: &Place) -> Localized {
        let reader = Reader { languages: &self.languages, element, at };
        let (texts, shown) = reader.rich(html, &mut self.account);
        reader.no_pictures(&shown, &mut self.account);
        texts
    }

    /// One line of plain text.
    pub fn line(&mut self, html: &str, element: &str, at: &Place) -> Localized {
        Reader { languages: &self.languages, element, at }.line(html, &mut self.account)
    }

    /// The feedback to an answer that is called like this.
    pub fn feedback(&mut self, answer: &'e Element, label: impl Fn() -> Localized) {
        for element in answer.all("feedback") {
            let said = Feedback::of(element, &label(), &mut self.account);
            self.feedbacks.extend(said);
        }
    }

    /// A text of the question: `<usecase>`.
    pub fn value(&mut self, name: &str) -> Option<(String, Place)> {
        let element = self.question.first(name)?;
        element.take_all();
        Some((element.text().trim().to_owned(), element.place.clone()))
    }

    /// A switch of the question, as Moodle reads it.
    pub fn switch(&mut self, name: &str) -> Option<(bool, Place)> {
        self.value(name).map(|(text, at)| (!matches!(text.as_str(), "" | "0" | "false"), at))
    }

    /// A setting that says nothing here.
    pub fn pass_over(&mut self, name: &str, code: &'static str, why: &'static str) {
        for element in self.question.all(name) {
            self.account.pass_over(element, code, why);
        }
    }

    /// `all_or_nothing` from a tag of ours.
    pub fn all_or_nothing(&mut self) {
        let name = |written: &str| {
            let rule = PartialCredit::NAMES.iter().find(|(name, _)| *name == written)?;
            (rule.1 == PartialCredit::AllOrNothing).then_some(rule.0)
        };
        if let Some((name, at)) = self.tags.one("partial_credit", name) {
            self.item.fields.text("partial_credit", name, &at);
        }
    }

    /// A block of ours in the general feedback.
    pub fn mark(&mut self, name: &str) -> Option<Mark> {
        let index = self.marks.iter().position(|mark| mark.name == name)?;
        Some(self.marks.remove(index))
    }

    /// Writes down what all types have in common, and adds the item.
    pub fn close(mut self, quiz: &mut Quiz) -> Result<(), Unread> {
        self.grade()?;
        self.settings();
        let said = self.said(quiz);
        self.rest_of_marks();
        std::mem::take(&mut self.tags).close(&mut self.account);
        let Self { question, mut item, account, languages, is_id_made, .. } = self;
        let is_silent = languages.len() > 1 && !account.marks_languages;
        account.close(question, &mut quiz.settings, &mut quiz.ledger);
        if is_silent {
            let how = "it marks no languages; what it says stands in all of them";
            quiz.ledger.change(&question.place, "<question>", "one-language", how);
        }
        if is_id_made {
            quiz.ledger.fill_by("id", Made::FromName);
        }
        fill_in(&mut item, &said, &mut quiz.transcript, &mut quiz.ledger);
        quiz.transcript.add(item);
        Ok(())
    }

    fn grade(&mut self) -> Result<(), Unread> {
        let said = if self.points.is_none() { self.value("defaultgrade") } else { None };
        let Some((text, at)) = said else {
            let points = self.points.unwrap_or(1);
            self.item.fields.bare("points", &points.to_string(), &self.question.place.clone());
            return Ok(());
        };
        let Some(number) = number::parse(&text) else {
            let message = format!("the grade is {}, which is no number", quote(&text));
            return Err(wrong(&at, "bad-number", message, "write the points: 1"));
        };
        let (nearest, is_whole) = number.nearest();
        let points = nearest.clamp(1, 100);
        if !is_whole || points != nearest {
            let how = format!("points are whole numbers from 1 to 100: {} became {points}", number.written());
            self.account.change(&at, "<defaultgrade>", "whole-points", how);
        }
        self.item.fields.bare("points", &points.to_string(), &at);
        Ok(())
    }

    fn settings(&mut self) {
        self.pass_over(
            "penalty",
            "no-penalty",
            "an item is answered once, so there is nothing to take off for more tries",
        );
        if let Some((true, at)) = self.switch("hidden") {
            let how = "it was hidden, and is an item like any other now";
            self.account.change(&at, "<hidden>", "not-hidden", how);
        }
        for name in ["correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"] {
            for element in self.question.all(name) {
                let said = feedback::combined(element, &mut self.account);
                self.feedbacks.extend(said);
            }
        }
        for element in self.question.all("hint") {
            if element.text().trim().is_empty() {
                element.take_all();
            } else {
                self.account.drop_element(element, "no-hints", "items have no hints between tries");
            }
        }
    }

    fn said(&mut self, quiz: &mut Quiz) -> Said {
        let at = self.general_at.clone();
        let languages = self.languages.clone();
        let reader = Reader { languages: &languages, element: "<generalfeedback>", at: &at };
        let rationale = feedback::rationale(&self.general, &self.feedbacks, &reader, &mut self.account);
        let legal_basis = self.mark("legal-basis").map(|mark| self.words(&mark.html, "<generalfeedback>", &at));
        let source = self.mark("source").map(|mark| {
            let line = Reader { languages: &languages[..1], ..reader }.line(&mark.html, &mut self.account);
            line.get(languages[0]).to_owned()
        });
        let day = |written: &str| Date::parse(written, format_description!("[year]-[month]-[day]")).ok();
        let kind = |written: &str| ItemKind::ALL.into_iter().find(|kind| kind.name() == written);
        let codes = |written: &str| Some(written.to_owned()).filter(|code| !code.is_empty());
        let listed =
            [("digcomp", "digcomp"), ("framework", "frameworks"), ("enemy", "enemies"), ("accepts", "accepts")];
        for (tag, field) in listed {
            if let Some((codes, at)) = self.tags.all(tag, codes) {
                self.item.fields.texts(field, codes.iter().map(String::as_str), &at);
            }
        }
        Said {
            competency: quiz.competency(),
            level: self.tags.one("level", |level| level.parse().ok().filter(|level| (1..=4).contains(level))),
            kind: self.tags.one("kind", kind),
            source: source.filter(|source| !source.is_empty()).map(|source| (source, at.clone())),
            as_of: self.tags.one("as_of", day),
            review_by: self.tags.one("review_by", day),
            rationale: Some((rationale, at.clone())),
            legal_basis: legal_basis.map(|text| (text, at)),
        }
    }

    /// Blocks of ours that nobody asked for.
    fn rest_of_marks(&mut self) {
        for mark in std::mem::take(&mut self.marks) {
            let why = "it says nothing at this place of this type";
            self.account.drop(&self.general_at.clone(), format!("<div> {}", mark.name), "mark-out-of-place", why);
        }
    }
}

/// The id, and whether it was made from the name.
fn id(question: &Element, name: &str, quiz: &mut Quiz, account: &mut Account) -> (String, bool) {
    let idnumber = question.first("idnumber");
    if let Some(element) = idnumber {
        element.take_all();
    }
    let wanted = idnumber.map(|element| element.text().trim().to_owned()).filter(|text| !text.is_empty());
    let (Some(wanted), Some(element)) = (wanted, idnumber) else { return (quiz.transcript.free_id(name), true) };
    let id = quiz.transcript.free_id(&wanted);
    if id != wanted {
        let why =
            if is_code(&wanted) { "another item has this id" } else { "ids are small letters, digits and hyphens" };
        account.change(&element.place, "<idnumber>", "id-changed", format!("{why}: {} became {id}", quote(&wanted)));
    }
    if name != wanted
        && let Some(element) = question.first("name")
    {
        account.pass_over(element, "no-name", "items have an id and no name");
    }
    (id, false)
}
