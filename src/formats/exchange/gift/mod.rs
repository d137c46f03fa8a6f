//! GIFT, the plain text that Moodle and others read and write: one language, seven types of questions.
//!
//! What our items say and GIFT cannot travels as tags in comments, `// [tag:level:2]`; the legal basis stands in the
//! general feedback behind a heading. So a bank of ours comes back whole in the one language it was written in.

mod account;
mod answers;
mod blocks;
mod category;
mod choice;
mod feedback;
mod matching;
mod number;
mod paper;
mod question;
mod quiz;
mod signs;
mod source;
mod tags;
#[cfg(test)]
mod tests;
mod texts;
mod write;
mod written;

use super::{Assumed, Reading};
use crate::formats::bank::ITEM_LIMIT;
use crate::formats::mistake::Mistake;
use crate::formats::toml_file::decode_within;
use blocks::{Block, Blocks, CATEGORY};
use quiz::Quiz;
use source::{Source, mistake};
use std::borrow::Cow;
use tags::Tags;

pub use write::write;

/// Bytes of one file.
const FILE_LIMIT: usize = 20_000_000;

/// Reads a file.
pub fn read(name: &str, bytes: &[u8], assumed: &Assumed) -> Reading {
    let text = match decode_within(name, bytes, FILE_LIMIT) {
        Ok(text) => with_lines(text),
        Err(mistake) => return Reading::refused(mistake.into(), assumed, name),
    };
    for (is_counted, noun) in [(is_question as fn(&Block<'_>) -> bool, "questions"), (is_category, "categories")] {
        if let Some(block) = Blocks::new(&text).filter(is_counted).nth(ITEM_LIMIT) {
            let message = format!("the file has more than {ITEM_LIMIT} {noun}");
            let place = Source::new(name, &text).place(block.at());
            let mistake = mistake(place, "too-many-items", message, "split it into several files");
            return Reading::refused(mistake.into(), assumed, name);
        }
    }
    let mut quiz = Quiz::new(name, &text, assumed);
    for block in Blocks::new(&text) {
        read_block(&block, &mut quiz);
    }
    finish(quiz, name)
}

/// Old programs end lines by a carriage return alone.
pub(super) fn with_lines(text: &str) -> Cow<'_, str> {
    if text.contains('\r') && !text.contains('\n') { text.replace('\r', "\n").into() } else { text.into() }
}

fn is_category(block: &Block<'_>) -> bool {
    block.lines.first().is_some_and(|line| line.text.starts_with(CATEGORY))
}

fn is_question(block: &Block<'_>) -> bool {
    !block.lines.is_empty() && !is_category(block)
}

fn read_block(block: &Block<'_>, quiz: &mut Quiz<'_>) {
    if is_category(block) {
        return category::read(block, quiz);
    }
    if is_question(block) {
        return question::read(block, quiz);
    }
    let tags = Tags::of(block);
    if tags.says_something() {
        let place = || quiz.source.place(block.at());
        let why = "it stands alone between empty lines, and belongs to no question";
        quiz.passed_over.add(place, ("[tag:]", "tag-alone"), why);
    }
    quiz.tell_words(&tags);
}

fn finish(quiz: Quiz<'_>, name: &str) -> Reading {
    let Quiz { transcript, mut ledger, mut mistakes, passed_over, .. } = quiz;
    passed_over.tell(&mut ledger);
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
