//! Answers between braces: `=%50%text#feedback`, one after the other.

use super::number;
use super::paper::Paper;
use super::signs::{self, Sign};
use super::source::{Unread, wrong};
use crate::formats::exchange::Place;
use crate::formats::exchange::number::Number;
use crate::formats::mistake::quote;

/// All of a question, in hundred-thousandths of a percent.
pub(super) const WHOLE: i64 = 10_000_000;
/// Answers of one question; no item has as many.
const MOST: usize = 60;
/// Characters of a weight.
const WEIGHT: usize = 24;

/// One answer.
pub(super) struct Answer<'q> {
    /// Whether a `=` stands before it.
    pub is_right: bool,
    /// What it earns, where that is said.
    pub weight: Option<i64>,
    pub text: &'q [Sign],
    pub feedback: Option<&'q [Sign]>,
    pub at: Place,
}

/// The answers: each begins with one of these letters. What stands before the first of them is one, too, where
/// `takes_first`.
pub(super) fn read<'q>(
    paper: &Paper<'_>,
    answers: &'q [Sign],
    (marks, takes_first): (&[char], bool),
) -> Result<Vec<Answer<'q>>, Unread> {
    let is_mark = |sign: &Sign| marks.iter().any(|mark| sign.is(*mark));
    let first = answers.iter().position(is_mark).unwrap_or(answers.len());
    let mut pieces: Vec<(bool, &[Sign])> = Vec::new();
    let before = signs::trim(&answers[..first]);
    if !before.is_empty() {
        if !takes_first {
            let message = "this stands before the first answer, and belongs to none";
            let hint = "begin each answer with `=` or `~`";
            return Err(wrong(paper.place(before), "text-before-answers", message, hint));
        }
        pieces.push((true, before));
    }
    let mut rest = &answers[first..];
    while let Some((mark, behind)) = rest.split_first() {
        let length = behind.iter().position(is_mark).unwrap_or(behind.len());
        pieces.push((mark.is('='), &rest[..=length]));
        rest = &behind[length..];
        if pieces.len() > MOST {
            let message = format!("the question has more than {MOST} answers");
            return Err(wrong(paper.place(rest), "too-many-answers", message, "keep those that matter"));
        }
    }
    pieces.into_iter().map(|(is_right, piece)| answer(paper, (is_right, piece), is_mark(&piece[0]))).collect()
}

fn answer<'q>(paper: &Paper<'_>, (is_right, piece): (bool, &'q [Sign]), has_mark: bool) -> Result<Answer<'q>, Unread> {
    let at = paper.place(piece);
    let (weight, text) = weight(paper, signs::trim(&piece[usize::from(has_mark)..]))?;
    let (text, feedback) = match signs::split_once(text, '#') {
        Some((text, feedback)) => (text, Some(signs::trim(feedback))),
        None => (text, None),
    };
    let feedback = feedback.filter(|feedback| !feedback.is_empty());
    Ok(Answer { is_right, weight, text: signs::trim(text), feedback, at })
}

/// `%50%`, `%-33.33333%`: what it earns, and what stands behind it. Anything else that begins with `%` is words.
fn weight<'q>(paper: &Paper<'_>, text: &'q [Sign]) -> Result<(Option<i64>, &'q [Sign]), Unread> {
    let Some((_, rest)) = text.split_first().filter(|(first, _)| first.is('%')) else { return Ok((None, text)) };
    let Some(end) = rest.iter().take(WEIGHT).position(|sign| sign.is('%')) else { return Ok((None, text)) };
    let written = signs::raw(&rest[..end]);
    let is_number = !written.is_empty() && written.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-'));
    if !is_number {
        return Ok((None, text));
    }
    let weight = number::parse(&written).and_then(Number::hundred_thousandths);
    match weight.filter(|weight| weight.abs() <= WHOLE) {
        Some(weight) => Ok((Some(weight), &rest[end + 1..])),
        None => {
            let message = format!("the weight {} is no percentage from -100 to 100", quote(&written));
            Err(wrong(paper.place(text), "bad-weight", message, "write it like `%50%` or `%-33.33333%`"))
        }
    }
}

/// A mistake of a question without any right answer.
pub(super) fn none_is_right(at: &Place) -> Unread {
    let hint = "write `=` before the right one, or `%100%`";
    wrong(at.clone(), "no-right-answer", "no answer of it is right", hint)
}
