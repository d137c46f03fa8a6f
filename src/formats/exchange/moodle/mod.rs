//! Moodle XML: the questions of a question bank or a category, as Moodle exports and imports them.
//!
//! Texts in several languages are marked by spans, as the filter for multi-language content knows them. What our items
//! say and Moodle's questions cannot travels as tags (`level:2`) and in blocks with a class of ours inside the texts.

mod account;
mod ahead;
mod category;
mod choice;
mod cloze;
mod embedded;
mod feedback;
mod marked;
mod markers;
mod matching;
mod number;
mod numerical;
mod paper;
mod pictures;
mod plain;
mod quiz;
mod stem;
mod tags;
#[cfg(test)]
mod tests;
mod texts;
mod words;
mod write;

use super::rich_text::languages_in;
use super::xml::{Children, Element};
use super::{Assumed, Place, Reading};
use crate::domain::text::Language;
use crate::formats::bank::ITEM_LIMIT;
use crate::formats::mistake::Mistake;
use ahead::Ahead;
use paper::{Paper, Unread};
use quiz::Quiz;
use std::collections::BTreeSet;
use std::sync::mpsc::{self, TrySendError};

pub use write::write;

/// Elements of the file that may be parsed before they are read.
const AHEAD: usize = 64;

/// Reads a file.
pub fn read(name: &str, bytes: &[u8], assumed: &Assumed) -> Reading {
    match read_quiz(name, bytes, assumed) {
        Ok(quiz) => finish(quiz, name),
        Err(mistake) => Reading::refused(mistake.into(), assumed, name),
    }
}

/// Parses on a thread of its own and reads meanwhile. Each element is forgotten when it is read, for the tree would be
/// several times as large as what becomes of it; by the thread that made it, whose memory it is. Parsing is the faster of
/// the two, so that thread converts texts while the queue to the reader is full.
fn read_quiz(name: &str, bytes: &[u8], assumed: &Assumed) -> Result<Quiz, Mistake> {
    let mut children = Children::of(name, bytes)?;
    let (languages, parsed) = languages(&mut children, assumed)?;
    let mut quiz = Quiz::new(name, assumed, languages);
    quiz.ledger.keep("<quiz>");
    let mut questions = 0;
    let root = std::thread::scope(|scope| {
        let (sender, elements) = mpsc::sync_channel(AHEAD);
        let (give_back, read) = mpsc::channel::<Element>();
        let languages = quiz.languages.clone();
        let parser = scope.spawn(move || {
            let mut parsed = parsed.into_iter();
            while let Some(element) =
                parsed.next().map_or_else(|| children.next_child(), |element| Ok(Some(element)))?
            {
                let sent = match sender.try_send((element, Ahead::default())) {
                    Err(TrySendError::Full((element, _))) => {
                        let ahead = Ahead::of(&element, &languages);
                        sender.send((element, ahead)).is_ok()
                    }
                    sent => sent.is_ok(),
                };
                // The reader takes all of them.
                if !sent {
                    break;
                }
                read.try_iter().for_each(drop);
            }
            children.end()
        });
        for (element, ahead) in elements {
            questions += usize::from(is_question(&element) && kind(&element) != "category");
            if questions <= ITEM_LIMIT {
                read_element(&element, ahead, &mut quiz);
            }
            // Fails when the last one is parsed; then this thread forgets it.
            drop(give_back.send(element));
        }
        parser.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })?;
    if &*root.name != "quiz" {
        let message = format!("the outermost element is <{}>, not <quiz>", root.name);
        return Err(mistake(&root.place, "not-moodle", message, "export the questions as Moodle XML"));
    }
    if questions > ITEM_LIMIT {
        let message = format!("the file has {questions} questions, more than {ITEM_LIMIT}");
        return Err(mistake(&root.place, "too-many-items", message, "split it into several files"));
    }
    Ok(quiz)
}

fn is_question(element: &Element) -> bool {
    &*element.name == "question"
}

fn read_element(element: &Element, ahead: Ahead, quiz: &mut Quiz) {
    if !is_question(element) {
        let why = "this element is not understood here";
        quiz.ledger.drop(&element.place, format!("<{}>", element.name), "element-not-understood", why);
    } else if kind(element) == "category" {
        category::read(element, quiz);
    } else {
        question(element, ahead, quiz);
    }
}

fn finish(quiz: Quiz, name: &str) -> Reading {
    let Quiz { transcript, mut ledger, mut mistakes, settings, .. } = quiz;
    settings.tell(&mut ledger);
    if transcript.items().is_empty() {
        if mistakes.is_empty() {
            let (message, hint) = ("no question of the file became an item", "the ledger says why");
            mistakes.push(Mistake::of_file(name, "no-items", message, hint));
        }
        return Reading { ledger, transcript, bank: Err(mistakes.in_order()) };
    }
    let mut reading = Reading::of(transcript, ledger);
    if let Err(others) = &mut reading.bank {
        mistakes.append(std::mem::take(others));
    }
    if !mistakes.is_empty() {
        reading.bank = Err(mistakes.in_order());
    }
    reading
}

fn kind(question: &Element) -> &str {
    question.attribute("type").unwrap_or("")
}

/// The languages that any text marks as its own, the assumed one where none does; and the elements that were parsed to find
/// them: few in a file of several languages, all in a file of one.
fn languages(children: &mut Children<'_>, assumed: &Assumed) -> Result<(Vec<Language>, Vec<Element>), Mistake> {
    let mut found = BTreeSet::new();
    let mut parsed = Vec::new();
    while found.len() < Language::ALL.len()
        && let Some(child) = children.next_child()?
    {
        let mut open = vec![&child];
        while let Some(element) = open.pop() {
            if &*element.name == "text" {
                found.extend(languages_in(&element.text()));
            } else {
                open.extend(element.elements());
            }
        }
        parsed.push(child);
    }
    let languages = if found.is_empty() { vec![assumed.language] } else { found.into_iter().collect() };
    Ok((languages, parsed))
}

fn question(question: &Element, ahead: Ahead, quiz: &mut Quiz) {
    if let Some(why) = not_read(kind(question)) {
        let element = format!("<question type=\"{}\">", kind(question).chars().take(40).collect::<String>());
        return quiz.ledger.drop(&question.place, element, "type-not-supported", why);
    }
    let mut paper = Paper::open(question, ahead, quiz);
    let read = by_type(&mut paper, quiz).and_then(|has_own_picture| {
        paper.stem(quiz, has_own_picture)?;
        paper.close(quiz)
    });
    match read {
        Ok(()) => {}
        Err(Unread::Dropped(code, why)) => {
            quiz.ledger.drop(&question.place, format!("<question type=\"{}\">", kind(question)), code, why);
        }
        Err(Unread::Wrong(mistake)) => quiz.mistakes.push(mistake),
    }
}

/// Why questions of a type do not become items.
fn not_read(kind: &str) -> Option<&'static str> {
    match kind {
        "multichoice" | "truefalse" | "matching" | "ordering" | "numerical" | "shortanswer" | "cloze"
        | "multianswer" | "ddmarker" => None,
        "essay" => Some("responses to it are marked by people, and items by rules"),
        "description" => Some("it asks nothing, and does not say which questions it belongs to"),
        "calculated" | "calculatedsimple" | "calculatedmulti" => Some("its numbers are drawn anew for each attempt"),
        _ => Some("there is no item of this type"),
    }
}

/// What is answered; whether the type has a picture of its own.
fn by_type(paper: &mut Paper<'_>, quiz: &mut Quiz) -> Result<bool, Unread> {
    match kind(paper.question) {
        "multichoice" => choice::multichoice(paper)?,
        "truefalse" => choice::truefalse(paper)?,
        "matching" => matching::read(paper)?,
        "ordering" => choice::ordering(paper)?,
        "numerical" => numerical::read(paper)?,
        "shortanswer" => words::read(paper)?,
        "ddmarker" => {
            markers::read(paper, quiz)?;
            return Ok(true);
        }
        _ => cloze::read(paper)?,
    }
    Ok(false)
}

fn mistake(at: &Place, code: &'static str, message: String, hint: &str) -> Mistake {
    let Place { file, line, column } = at.clone();
    Mistake { file: file.to_string(), line, column, code, message, hint: Some(hint.to_owned()) }
}
