//! Questions that are answered by choosing: one option, several, true or false; and a blank with options.

use super::answers::{self, Answer, WHOLE, none_is_right};
use super::paper::{Gap, Paper};
use super::signs::{self, Sign};
use super::source::{Unread, wrong};
use super::texts::line_of;
use crate::domain::text::Localized;
use crate::formats::exchange::Place;
use crate::formats::exchange::tags::letters;

/// How far a weight may be off: Moodle writes five digits, and some programs fewer.
const NEAR: i64 = 1_000;

/// An option with its text.
struct Offered {
    id: String,
    text: String,
    weight: i64,
    at: Place,
}

/// `{=right ~wrong ~%50%half}`, or `{~%50%one ~%50%other ~%-100%wrong}`.
pub(super) fn read(paper: &mut Paper<'_>, answers: &[Sign], gap: Gap) -> Result<Gap, Unread> {
    let found = answers::read(paper, answers, (&['=', '~'], false))?;
    let is_single = found.iter().any(|answer| answer.is_right);
    let count = if is_single {
        found.iter().filter(|answer| answer.is_right).count()
    } else {
        found.iter().filter(|answer| answer.weight.unwrap_or(0) > 0).count()
    };
    let gap = match gap {
        Gap::Blank(_) if count > 1 => Gap::Line,
        gap => gap,
    };
    let is_blank = matches!(gap, Gap::Blank(_));
    let offered = offered(paper, &found, is_blank)?;
    let is_right =
        |(answer, offered): (&Answer<'_>, &Offered)| if is_single { answer.is_right } else { offered.weight > 0 };
    let right: Vec<&str> =
        found.iter().zip(&offered).filter(|pair| is_right(*pair)).map(|pair| pair.1.id.as_str()).collect();
    let Some(first) = right.first().copied() else { return Err(none_is_right(&paper.at)) };
    if is_single && right.len() > 1 {
        let why = format!("{} answers of it are right, each by itself; a single choice has one key", right.len());
        return Err(Unread::Dropped("several-right-answers", why));
    }
    let at = offered.first().map_or_else(|| paper.at.clone(), |offered| offered.at.clone());
    if right.len() == 1 {
        earns_alone(paper, &offered, (is_single, first), &at);
        let key = first.to_owned();
        if let Gap::Blank(id) = &gap {
            blank(paper, id, (&key, &offered));
            return Ok(gap);
        }
        paper.item.fields.text("type", "single_choice", &paper.at);
        paper.item.fields.text("key", &key, &at);
    } else {
        paper.item.fields.text("type", "multiple_choice", &paper.at);
        paper.item.fields.texts("key", right.iter().copied(), &at);
        shares(paper, &offered, right.len(), &at);
        paper.all_or_nothing();
    }
    tell_line(paper, &gap);
    paper.keeps_order();
    options(paper, "option", &offered);
    Ok(gap)
}

fn offered(paper: &mut Paper<'_>, found: &[Answer<'_>], is_blank: bool) -> Result<Vec<Offered>, Unread> {
    let ids = paper.tags.ids("option_ids", paper.source, letters(found.len()));
    let mut offered = Vec::with_capacity(found.len());
    for (answer, id) in found.iter().zip(ids) {
        if answer.is_right && answer.weight.is_some_and(|weight| weight != WHOLE) {
            let message = "this answer is right by its `=`, and has a weight that says something else";
            let hint = "write `~%50%` for what is partly right";
            return Err(wrong(answer.at.clone(), "weight-of-right-answer", message, hint));
        }
        let text = match is_blank {
            true => paper.line(answer.text, "answer"),
            false => paper.markdown(answer.text, "answer"),
        };
        let label = if is_blank { text.clone() } else { line_of(&text).0 };
        paper.feedback(&label, answer.feedback);
        let weight = if answer.is_right { WHOLE } else { answer.weight.unwrap_or(0) };
        paper.account.keep("answer");
        offered.push(Offered { id, text, weight, at: answer.at.clone() });
    }
    Ok(offered)
}

fn options(paper: &mut Paper<'_>, table: &str, offered: &[Offered]) {
    for Offered { id, text, at, .. } in offered {
        let lines = paper.item.table(table, at);
        lines.text("id", id, at);
        lines.by_language(&Localized([(paper.language, text.clone())].into()), at);
    }
}

/// Tells what the one right option and the wrong ones earn here, where the source says something else.
fn earns_alone(paper: &mut Paper<'_>, offered: &[Offered], (is_single, right): (bool, &str), at: &Place) {
    if !is_single {
        let how = "one option alone is right, and so it is a single choice here";
        paper.account.change(&paper.at.clone(), "question", "one-right-option", how);
    }
    let is_ours = |offered: &Offered| offered.weight == if offered.id == right { WHOLE } else { 0 };
    if !offered.iter().all(is_ours) {
        let how = "the right option earns everything here, and the others nothing";
        paper.account.change(at, "%weight%", "weights-changed", how);
    }
}

/// The same of several right options.
fn shares(paper: &mut Paper<'_>, offered: &[Offered], right: usize, at: &Place) {
    let wrong = offered.len() - right;
    let share = |count: usize| WHOLE / i64::try_from(count.max(1)).unwrap_or(1);
    let is_ours = |offered: &Offered| {
        let wanted = if offered.weight > 0 { share(right) } else { -share(wrong) };
        (offered.weight - wanted).abs() <= NEAR
    };
    if !offered.iter().all(is_ours) {
        let how = format!(
            "each of the {right} right options earns 1/{right} here, each of the {wrong} wrong ones takes 1/{wrong} away"
        );
        paper.account.change(at, "%weight%", "weights-changed", how);
    }
}

/// A blank with options to choose from.
fn blank(paper: &mut Paper<'_>, id: &str, (key, offered): (&str, &[Offered])) {
    let at = paper.at.clone();
    paper.begin_blank(id, "choice").text("key", key, &at);
    options(paper, "blank.option", offered);
}

/// Tells that a line stands where the answers stood.
pub(super) fn tell_line(paper: &mut Paper<'_>, gap: &Gap) {
    if *gap == Gap::Line {
        let how = "its answers stood between words; a line `_____` stands there, and they stand behind it";
        paper.account.change(&paper.at.clone(), "question", "answers-moved", how);
    }
}

/// `T`, `TRUE`, `F`, `FALSE`, and whether it is in capitals; what stands behind `#` aside.
pub(super) fn truth(answers: &[Sign]) -> Option<(bool, bool)> {
    let word = signs::split_once(answers, '#').map_or(answers, |(word, _)| word);
    let word = signs::text(word);
    let truth = match word.to_ascii_uppercase().as_str() {
        "T" | "TRUE" => true,
        "F" | "FALSE" => false,
        _ => return None,
    };
    Some((truth, word.bytes().all(|byte| byte.is_ascii_uppercase())))
}

/// `{T#feedback to the wrong answer#feedback to the right one}`
pub(super) fn true_false(paper: &mut Paper<'_>, answers: &[Sign], gap: Gap) -> Result<Gap, Unread> {
    let Some((truth, is_in_capitals)) = truth(answers) else { return Err(none_is_right(&paper.at)) };
    let at = paper.place(answers);
    if !is_in_capitals {
        let how = "Moodle would take small letters for a short answer; it is true or false here";
        paper.account.change(&at, "answer", "true-in-small-letters", how);
    }
    let feedbacks = signs::split_once(answers, '#').map(|(_, feedbacks)| feedbacks).unwrap_or_default();
    let (wrong, right) = signs::split_once(feedbacks, '#').unwrap_or((feedbacks, &[]));
    let label = |truth: bool| if truth { ("Đúng", "True") } else { ("Sai", "False") };
    for (truth, feedback) in [(!truth, wrong), (truth, right)] {
        let (vi, en) = label(truth);
        let label = paper.say(vi, en);
        paper.feedback(label, Some(feedback));
    }
    tell_line(paper, &gap);
    paper.item.fields.text("type", "true_false", &paper.at);
    paper.item.fields.bare("key", &truth.to_string(), &at);
    paper.account.keep("answer");
    Ok(gap)
}
