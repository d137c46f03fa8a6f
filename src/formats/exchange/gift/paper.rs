//! One question while it becomes an item: what all types have in common.

use super::account::Account;
use super::quiz::Quiz;
use super::signs::{self, Sign};
use super::source::{Source, Unread};
use super::tags::Tags;
use super::texts::{Format, Reader, prefixed, without_blanks};
use crate::domain::assessment::item::ItemKind;
use crate::domain::assessment::key::PartialCredit;
use crate::domain::text::{Language, Localized};
use crate::formats::exchange::Place;
use crate::formats::exchange::draft_item::{DraftItem, Lines};
use crate::formats::exchange::filled::{Said, fill_in};
use crate::formats::exchange::ledger::Made;
use crate::formats::exchange::transcript::Transcript;
use crate::formats::mistake::quote;
use crate::formats::toml_file::codes::is_code;
use time::{Date, macros::format_description};

/// Stands where the blank is while the text around it is read.
const PLACE_OF_BLANK: char = '\u{E000}';

/// What stands in the stem where the answers stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// Nothing: the answers stood behind it.
    None,
    /// A line to write on.
    Line,
    /// The blank of a cloze.
    Blank(String),
}

/// A question, the item it becomes, and what became of its elements.
pub(super) struct Paper<'q> {
    pub source: &'q Source<'q>,
    pub language: Language,
    pub at: Place,
    pub item: DraftItem,
    pub account: Account,
    pub tags: Tags,
    /// Of the question; other texts have it unless they name another.
    pub format: Format,
    /// The question before and behind its answers.
    pub around: (&'q [Sign], &'q [Sign]),
    /// What is said to answers: Markdown.
    pub feedbacks: Vec<String>,
    /// Where the first of them stands.
    pub feedback_at: Option<usize>,
}

impl<'q> Paper<'q> {
    pub fn new(
        (source, language): (&'q Source<'q>, Language),
        (item, tags, account): (DraftItem, Tags, Account),
        (format, around): (Format, (&'q [Sign], &'q [Sign])),
    ) -> Self {
        let at = item.at.clone();
        Self { source, language, at, item, account, tags, format, around, feedbacks: Vec::new(), feedback_at: None }
    }

    /// The place of a letter; of the question where there is none.
    pub fn place(&self, signs: &[Sign]) -> Place {
        signs.first().map_or_else(|| self.at.clone(), |sign| self.source.place(sign.at))
    }

    /// A text that may name its format, as Markdown.
    pub fn markdown(&mut self, signs: &[Sign], element: &str) -> String {
        let at = self.place(signs);
        let (format, signs) = prefixed(signs, self.format);
        self.reader(element, &at).markdown(&signs::text(signs), format)
    }

    /// A text that may name its format, as one plain line.
    pub fn line(&mut self, signs: &[Sign], element: &str) -> String {
        let at = self.place(signs);
        let (format, signs) = prefixed(signs, self.format);
        self.reader(element, &at).line(&signs::text(signs), format)
    }

    pub fn reader<'r>(&'r mut self, element: &'r str, at: &'r Place) -> Reader<'r> {
        Reader { language: self.language, element, at, account: &mut self.account }
    }

    /// A word in the language of the texts.
    pub const fn say(&self, vi: &'static str, en: &'static str) -> &'static str {
        match self.language {
            Language::Vi => vi,
            Language::En => en,
        }
    }

    /// `all_or_nothing` from a tag of ours.
    pub fn all_or_nothing(&mut self) {
        let name = |written: &str| {
            let rule = PartialCredit::NAMES.iter().find(|(name, _)| *name == written)?;
            (rule.1 == PartialCredit::AllOrNothing).then_some(rule.0)
        };
        if let Some((name, at)) = self.tags.one("partial_credit", self.source, name) {
            self.item.fields.text("partial_credit", name, &at);
        }
    }

    /// `keep_order` from a tag of ours.
    pub fn keeps_order(&mut self) {
        if let Some(at) = self.tags.flag("keep_order", self.source) {
            self.item.fields.bare("keep_order", "true", &at);
        }
    }

    /// Begins the one blank of a cloze; its fields go into what is returned.
    pub fn begin_blank(&mut self, id: &str, kind: &str) -> &mut Lines {
        let weight = |weight: &str| weight.parse::<u16>().ok().filter(|weight| (1..=100).contains(weight));
        let weight = self.tags.one("weight", self.source, weight);
        self.item.fields.text("type", "cloze", &self.at);
        self.all_or_nothing();
        let lines = self.item.table("blank", &self.at);
        lines.text("id", id, &self.at);
        lines.text("type", kind, &self.at);
        if let Some((weight, at)) = weight {
            lines.bare("weight", &weight.to_string(), &at);
        }
        lines
    }

    /// Writes the stem down.
    pub fn stem(&mut self, gap: &Gap) -> Result<(), Unread> {
        let (before, after) = self.around;
        let (before, after) = (signs::raw(before), signs::raw(after));
        let text = match (gap, self.format) {
            (Gap::None, _) => before + &after,
            // A row of underscores could be a line across the page.
            (Gap::Line, Format::Markdown) => format!("{before}\\_\\_\\_\\_\\_{after}"),
            (Gap::Line, Format::Moodle | Format::Html | Format::Plain) => format!("{before}_____{after}"),
            (Gap::Blank(_), _) => {
                if before.contains(PLACE_OF_BLANK) || after.contains(PLACE_OF_BLANK) {
                    let why = "it has a letter for private use".to_owned();
                    return Err(Unread::Dropped("private-letter", why));
                }
                format!("{before}{PLACE_OF_BLANK}{after}")
            }
        };
        let (at, format) = (self.at.clone(), self.format);
        let mut stem = self.reader("question", &at).markdown(&text, format);
        if let Gap::Blank(id) = gap {
            if stem.matches(PLACE_OF_BLANK).count() != 1 {
                let why = "its blank stands in something that cannot be shown".to_owned();
                return Err(Unread::Dropped("blank-lost", why));
            }
            let spaced = without_blanks(&stem);
            if spaced != stem {
                let how = "words in braces would be blanks: `{a}` became `{ a }`";
                self.account.change(&at, "question", "braces-spaced", how);
            }
            stem = spaced.replace(PLACE_OF_BLANK, &format!("{{{id}}}"));
        }
        let localized = Localized([(self.language, stem)].into());
        self.item.fields.localized("stem", &localized, &at);
        Ok(())
    }

    /// Writes down what all types have in common, and adds the item.
    pub fn close(mut self, general: Option<&[Sign]>) -> Closed {
        let points = |points: &str| points.parse::<u16>().ok().filter(|points| (1..=100).contains(points));
        if let Some((points, at)) = self.tags.one("points", self.source, points) {
            self.item.fields.bare("points", &points.to_string(), &at);
        }
        let codes = |written: &str| Some(written.to_owned()).filter(|code| !code.is_empty());
        let listed =
            [("digcomp", "digcomp"), ("framework", "frameworks"), ("enemy", "enemies"), ("accepts", "accepts")];
        for (tag, field) in listed {
            if let Some((codes, at)) = self.tags.all(tag, self.source, codes) {
                self.item.fields.texts(field, codes.iter().map(String::as_str), &at);
            }
        }
        let said = self.said(general.unwrap_or_default());
        let Self { source, item, mut account, tags, .. } = self;
        tags.close(source, &mut account);
        Closed { item, account, said, tags }
    }

    fn said(&mut self, general: &[Sign]) -> Said {
        let day = |written: &str| Date::parse(written, format_description!("[year]-[month]-[day]")).ok();
        let kind = |written: &str| ItemKind::ALL.into_iter().find(|kind| kind.name() == written);
        let level = |level: &str| level.parse().ok().filter(|level| (1..=4).contains(level));
        let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let (rationale, legal_basis) = self.explained(general);
        let at = self.place(general);
        let localized = |text: String| {
            let texts = Localized([(self.language, text)].into());
            (texts, at.clone())
        };
        Said {
            competency: None,
            rationale: rationale.map(localized),
            legal_basis: legal_basis.map(localized),
            level: self.tags.one("level", self.source, level),
            kind: self.tags.one("kind", self.source, kind),
            source: self.tags.one("source", self.source, text),
            as_of: self.tags.one("as_of", self.source, day),
            review_by: self.tags.one("review_by", self.source, day),
        }
    }
}

/// A question that is sure to become an item.
pub(super) struct Closed {
    item: DraftItem,
    account: Account,
    said: Said,
    tags: Tags,
}

impl Closed {
    /// Adds the item to those of the file.
    pub fn add(self, quiz: &mut Quiz<'_>) {
        let Self { mut item, account, mut said, tags } = self;
        said.competency = quiz.competency();
        account.close(&mut quiz.ledger);
        quiz.tell_words(&tags);
        fill_in(&mut item, &said, &mut quiz.transcript, &mut quiz.ledger);
        quiz.transcript.add(item);
    }
}

/// The id of a question, that of its comment or one made from its title or its words; and what it was made from.
pub(super) fn id(
    (tags, title, words): (&Tags, Option<&str>, &str),
    account: &mut Account,
    (source, transcript): (&Source<'_>, &mut Transcript),
) -> (String, Option<Made>) {
    let Some((wanted, at)) = &tags.id else {
        let (made, from) = title.map_or((words, Made::FromQuestion), |title| (title, Made::FromTitle));
        return (transcript.free_id(made), Some(from));
    };
    let id = transcript.free_id(wanted);
    if id == *wanted {
        account.keep("[id:]");
    } else {
        let why =
            if is_code(wanted) { "another item has this id" } else { "ids are small letters, digits and hyphens" };
        account.change(&source.place(*at), "[id:]", "id-changed", format!("{why}: {} became {id}", quote(wanted)));
    }
    (id, None)
}
