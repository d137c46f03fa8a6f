//! Banks as Moodle XML: a category for the bank, one for each competency, and in it the questions.

mod answers;
mod embedded;
mod sheet;

use super::marked::block;
use super::plain::of_markdown;
use crate::domain::assessment::bank::{Bank, Competency};
use crate::domain::assessment::item::Item;
use crate::domain::assessment::picture::Picture;
use crate::domain::text::{Language, Localized};
use crate::formats::exchange::Place;
use crate::formats::exchange::category::path;
use crate::formats::exchange::ledger::Ledger;
use crate::formats::exchange::plain_text::plain_as_html;
use crate::formats::exchange::rich_text::to_multilingual_html;
use crate::formats::exchange::tags::TAG_LIMIT;
use sheet::{Sheet, escaped};

/// The bank as a file, and what Moodle cannot say of it: at `bank` or `bank/item`.
pub fn write(bank: &Bank) -> (Vec<u8>, Ledger) {
    let mut writer = Writer { bank, sheet: Sheet::default(), ledger: Ledger::default() };
    writer.sheet.line(0, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    writer.sheet.line(0, "<quiz>");
    writer.head();
    for competency in &bank.competencies {
        writer.competency(competency);
        for item in bank.items.iter().filter(|item| item.traits.competency == competency.code) {
            writer.item(item);
        }
    }
    writer.sheet.line(0, "</quiz>");
    (writer.sheet.0.into_bytes(), writer.ledger)
}

struct Writer<'b> {
    bank: &'b Bank,
    sheet: Sheet,
    ledger: Ledger,
}

/// An item while it is written.
struct Question<'b> {
    item: &'b Item,
    /// Where its losses are told.
    at: Place,
    tags: Vec<String>,
    /// HTML before the stem.
    before: String,
    /// HTML of the stem, in several languages where it is.
    stem: String,
    /// HTML of the picture in each language; part of the stem already.
    picture: Localized,
    /// HTML behind the rationale.
    behind: String,
    files: Vec<(String, &'b [u8])>,
}

impl<'b> Writer<'b> {
    fn title(&self, texts: &'b Localized) -> &'b str {
        texts.get(self.bank.languages.first().copied().unwrap_or_default())
    }

    fn category(&mut self, names: &[&str], info: &str, code: &str) {
        self.sheet.line(1, "<question type=\"category\">");
        self.sheet.line(2, "<category>");
        self.sheet.value(3, "text", &path(names));
        self.sheet.line(2, "</category>");
        self.sheet.html(2, "info", info, &[]);
        self.sheet.value(2, "idnumber", code);
        self.sheet.line(1, "</question>");
    }

    fn head(&mut self) {
        let Bank { title, description, framework, licence, code, authors, .. } = self.bank;
        let title_block = block("title", &[], &to_multilingual_html(title, escaped));
        let bank_block = block("bank", &[("data-framework", framework), ("data-licence", licence)], "");
        let info = format!("{}{title_block}{bank_block}", to_multilingual_html(description, plain_as_html));
        self.category(&[self.title(title)], &info, code);
        if !authors.is_empty() {
            let why = "log-ins of people are not given away";
            self.ledger.drop(&Place::start(code), "authors", "no-authors", why);
        }
    }

    fn competency(&mut self, competency: &'b Competency) {
        let names = [self.title(&self.bank.title), self.title(&competency.title)];
        let info = block("title", &[], &to_multilingual_html(&competency.title, escaped));
        self.category(&names, &info, &competency.code);
    }

    fn item(&mut self, item: &'b Item) {
        let at = Place::start(&format!("{}/{}", self.bank.code, item.face.id));
        let mut question = Question {
            item,
            at,
            tags: Vec::new(),
            before: String::new(),
            stem: String::new(),
            picture: Localized::default(),
            behind: String::new(),
            files: Vec::new(),
        };
        self.traits(&mut question);
        self.surroundings(&mut question);
        let mut answers = Sheet::default();
        let Some(kind) = self.answers(&mut question, &mut answers) else { return };
        let Question { tags, before, stem, behind, files, at, .. } = question;
        self.sheet.line(1, &format!("<question type=\"{kind}\">"));
        self.sheet.line(2, "<name>");
        self.sheet.value(3, "text", &item.face.id);
        self.sheet.line(2, "</name>");
        self.sheet.html(2, "questiontext", &format!("{before}{stem}"), &files);
        let explanation = &item.explanation;
        let rationale = to_multilingual_html(&explanation.rationale, of_markdown);
        let legal_basis = block("legal-basis", &[], &to_multilingual_html(&explanation.legal_basis, of_markdown));
        let source = block("source", &[], &escaped(&explanation.source));
        self.sheet.html(2, "generalfeedback", &format!("{rationale}{legal_basis}{source}{behind}"), &[]);
        // The points of embedded answers are their weights.
        if kind != "cloze" {
            self.sheet.value(2, "defaultgrade", &item.key.points.to_string());
        }
        self.sheet.value(2, "idnumber", &item.face.id);
        self.sheet.0.push_str(&answers.0);
        self.tags(&tags, &at);
        self.sheet.line(1, "</question>");
        self.ledger.keep("item");
    }

    /// What a question of Moodle says in tags alone.
    fn traits(&mut self, question: &mut Question<'b>) {
        let Item { traits, explanation, digcomp, frameworks, accepts, .. } = question.item;
        question.tags.push(format!("level:{}", traits.level));
        question.tags.push(format!("kind:{}", traits.kind.name()));
        question.tags.push(format!("as_of:{}", explanation.as_of));
        question.tags.push(format!("review_by:{}", explanation.review_by));
        question.tags.extend(digcomp.iter().map(|code| format!("digcomp:{code}")));
        question.tags.extend(frameworks.iter().map(|path| format!("framework:{path}")));
        question.tags.extend(accepts.iter().map(|code| format!("accepts:{code}")));
        question.tags.extend(traits.enemies.iter().map(|id| format!("enemy:{id}")));
        if !traits.enemies.is_empty() {
            let how = "they are told as tags, and nothing there keeps them off the same quiz";
            self.ledger.change(&question.at, "enemies", "enemies-as-tags", how);
        }
    }

    /// Stimulus, picture and simulation.
    fn surroundings(&mut self, question: &mut Question<'b>) {
        let face = &question.item.face;
        if let Some(stimulus) = &face.stimulus {
            let picture = stimulus.picture.as_ref().map(|picture| self.picture(picture, question)).unwrap_or_default();
            let html = with_picture(&stimulus.text, &picture);
            question.before = block("stimulus", &[("data-id", &stimulus.id)], &html);
        }
        if let Some(picture) = face.picture.as_ref().filter(|_| face.areas.is_empty()) {
            question.picture = self.picture(picture, question);
        }
        question.stem = with_picture(&face.stem, &question.picture);
        if face.simulation.is_some() {
            let why = "there is no place for a page to work in; the options say the same";
            self.ledger.drop(&question.at, "simulation", "no-simulations", why);
        }
    }

    /// The picture in a text, by language; its file goes with it.
    fn picture(&self, picture: &Picture, question: &mut Question<'b>) -> Localized {
        let name = file_name(picture);
        if let Some(png) = self.bank.pictures.get(&picture.sha256)
            && question.files.iter().all(|(known, _)| *known != name)
        {
            question.files.push((name.clone(), png));
        }
        let image = |text: &str| format!("<p><img src=\"@@PLUGINFILE@@/{name}\" alt=\"{}\"></p>", escaped(text));
        Localized(picture.text.0.iter().map(|(language, text)| (*language, image(text))).collect())
    }

    fn tags(&mut self, tags: &[String], at: &Place) {
        self.sheet.line(2, "<tags>");
        for tag in tags {
            self.sheet.line(3, &format!("<tag><text>{}</text></tag>", escaped(tag)));
            if tag.chars().count() > TAG_LIMIT {
                let how = format!("tags are cut there after {TAG_LIMIT} characters, and this one would not come back");
                self.ledger.change(at, tag.split(':').next().unwrap_or(""), "tag-too-long", how);
            }
        }
        self.sheet.line(2, "</tags>");
    }

    /// The language that what can be in one alone is in.
    fn first_language(&self) -> Language {
        self.bank.languages.first().copied().unwrap_or_default()
    }
}

/// A text with its picture. Both stand in one span: of neighbouring spans in a language Moodle shows the last alone.
fn with_picture(text: &Localized, picture: &Localized) -> String {
    let html = text.0.iter().map(|(language, text)| {
        let image = picture.0.get(language).map_or("", String::as_str);
        (*language, format!("{}{image}", of_markdown(text)))
    });
    to_multilingual_html(&Localized(html.collect()), str::to_owned)
}

fn file_name(picture: &Picture) -> String {
    format!("{}.png", picture.sha256.get(..16).unwrap_or(&picture.sha256))
}
