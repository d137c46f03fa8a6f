//! Questions that are answered by choosing or ordering: multiple choice, true/false, ordering.

use super::number;
use super::paper::{Paper, Unread, wrong};
use super::plain::line_of;
use super::texts::Written;
use crate::domain::text::{Language, Localized};
use crate::formats::exchange::Place;
use crate::formats::exchange::number::Number;
use crate::formats::exchange::tags::letters;
use crate::formats::exchange::xml::Element;
use crate::formats::mistake::quote;

/// All of a question, in hundred-thousandths of a percent.
const WHOLE: i64 = 10_000_000;
/// How far a fraction may be off: Moodle writes five digits, and some programs fewer.
const NEAR: i64 = 1_000;

/// An answer that is offered.
struct Offered {
    text: Localized,
    fraction: i64,
    at: Place,
}

impl<'e> Paper<'e> {
    /// `fraction="33.33333"`; nothing when it is not there.
    pub fn fraction(&self, answer: &Element) -> Result<i64, Unread> {
        let Some(written) = answer.attribute("fraction") else { return Ok(0) };
        number::parse(written).and_then(Number::hundred_thousandths).ok_or_else(|| {
            let message = format!("the fraction is {}, which is no number", quote(written));
            wrong(&answer.place, "bad-number", message, "write a percentage: 100")
        })
    }

    fn offered(&mut self) -> Result<Vec<Offered>, Unread> {
        let mut offered = Vec::new();
        let question = self.question;
        for answer in question.all("answer") {
            let fraction = self.fraction(answer)?;
            let text = self.option_text(answer)?;
            self.feedback(answer, || plain(&text));
            offered.push(Offered { text, fraction, at: answer.place.clone() });
        }
        Ok(offered)
    }

    /// The text of an option, which has to say something in words.
    pub fn option_text(&mut self, element: &'e Element) -> Result<Localized, Unread> {
        let written = Written::of(element);
        written.drop_files(&mut self.account);
        let name = written.element.clone();
        let (text, shown) = self.rich(&written.html(), &name, &written.at);
        if text.0.is_empty() && !shown.is_empty() {
            return Err(Unread::Dropped("picture-option", "an option of it is a picture without words".to_owned()));
        }
        let reader = super::texts::Reader { languages: &self.languages, element: &name, at: &written.at };
        reader.no_pictures(&shown, &mut self.account);
        Ok(text)
    }

    /// Writes options down, with their ids.
    pub fn options(&mut self, options: &[(String, Localized, Place)]) {
        for (id, text, at) in options {
            let lines = self.item.table("option", at);
            lines.text("id", id, at);
            lines.by_language(text, at);
        }
    }
}

/// Words alone, as a label.
fn plain(text: &Localized) -> Localized {
    Localized(text.0.iter().map(|(language, text)| (*language, line_of(text).0)).collect())
}

/// A multiple choice with one right answer or with several.
pub(super) fn multichoice(paper: &mut Paper<'_>) -> Result<(), Unread> {
    // As Moodle reads a file that does not say it.
    let is_single = paper.switch("single").is_none_or(|(is_single, _)| is_single);
    let (shuffles, at) = paper.switch("shuffleanswers").unwrap_or((false, paper.question.place.clone()));
    if !shuffles {
        paper.item.fields.bare("keep_order", "true", &at);
    }
    paper.pass_over("answernumbering", "no-numbering", "how options are numbered is not for items to say");
    paper.pass_over("showstandardinstruction", "no-instruction", "the instruction to choose is always shown");
    paper.pass_over("shownumcorrect", "no-count", "how many are right is not told between tries");
    let offered = paper.offered()?;
    let ids = paper.tags.ids("option_ids", letters(offered.len()));
    let full = |offered: &&(&Offered, &String)| offered.0.fraction > WHOLE - NEAR;
    let pairs: Vec<(&Offered, &String)> = offered.iter().zip(&ids).collect();
    let right: Vec<&str> = if is_single {
        pairs.iter().filter(full).map(|(_, id)| id.as_str()).collect()
    } else {
        pairs.iter().filter(|(offered, _)| offered.fraction > 0).map(|(_, id)| id.as_str()).collect()
    };
    let Some(first) = right.first() else {
        let (message, hint) = ("no answer of it is right", "give the right one the fraction 100");
        return Err(wrong(&paper.question.place, "no-right-answer", message, hint));
    };
    let at = offered.first().map_or_else(|| paper.question.place.clone(), |offered| offered.at.clone());
    if is_single && right.len() > 1 {
        let why = format!("{} answers of it are right, each by itself; a single choice has one key", right.len());
        return Err(Unread::Dropped("several-right-answers", why));
    }
    if right.len() == 1 {
        if !is_single {
            let how = "one option alone is right, and so it is a single choice here";
            paper.account.change(&paper.question.place.clone(), "<single>", "one-right-option", how);
        }
        if pairs.iter().any(|pair| !full(&pair) && pair.0.fraction != 0) || !pairs.iter().any(|pair| full(&pair)) {
            let how = "the right option earns everything here, and the others nothing";
            paper.account.change(&at, "<answer fraction>", "fractions-changed", how);
        }
        paper.item.fields.text("type", "single_choice", &paper.question.place.clone());
        paper.item.fields.text("key", first, &at);
    } else {
        paper.item.fields.text("type", "multiple_choice", &paper.question.place.clone());
        paper.item.fields.texts("key", right.iter().copied(), &at);
        shares(paper, &offered, right.len(), &at);
        paper.all_or_nothing();
    }
    let options: Vec<_> = ids.into_iter().zip(offered).map(|(id, offered)| (id, offered.text, offered.at)).collect();
    paper.options(&options);
    Ok(())
}

/// Tells what right and wrong options earn here, where the source says something else.
fn shares(paper: &mut Paper<'_>, offered: &[Offered], right: usize, at: &Place) {
    let wrong = offered.len() - right;
    let share = |count: usize| WHOLE / i64::try_from(count.max(1)).unwrap_or(1);
    let (gain, loss) = (share(right), -share(wrong));
    let is_ours = |offered: &Offered| {
        let wanted = if offered.fraction > 0 { gain } else { loss };
        (offered.fraction - wanted).abs() <= NEAR
    };
    if !offered.iter().all(is_ours) {
        let how = format!(
            "each of the {right} right options earns 1/{right} here, each of the {wrong} wrong ones takes 1/{wrong} away"
        );
        paper.account.change(at, "<answer fraction>", "fractions-changed", how);
    }
}

/// A statement that holds or does not.
pub(super) fn truefalse(paper: &mut Paper<'_>) -> Result<(), Unread> {
    paper.pass_over("showstandardinstruction", "no-instruction", "the instruction to choose is always shown");
    let question = paper.question;
    let mut right = Vec::new();
    for answer in question.all("answer") {
        let written = Written::of(answer);
        written.drop_files(&mut paper.account);
        let word = written.raw.trim().to_lowercase();
        let (truth, vi, en) = match word.as_str() {
            "true" => (true, "Đúng", "True"),
            "false" => (false, "Sai", "False"),
            _ => {
                let message = format!("the answer {} is neither `true` nor `false`", quote(&word));
                return Err(wrong(&answer.place, "neither-true-nor-false", message, "write true or false"));
            }
        };
        let label = Localized([(Language::Vi, vi.to_owned()), (Language::En, en.to_owned())].into());
        paper.feedback(answer, || label.clone());
        if paper.fraction(answer)? > 0 {
            right.push((truth, answer.place.clone()));
        }
    }
    let (truth, at) = match &right[..] {
        [one] => one,
        [] => {
            let hint = "give the right one the fraction 100";
            return Err(wrong(&question.place, "no-right-answer", "no answer of it is right", hint));
        }
        several => {
            let message =
                format!("{} of its answers are right, and a statement either holds or does not", several.len());
            return Err(wrong(&question.place, "several-truths", message, "give the wrong one the fraction 0"));
        }
    };
    paper.item.fields.text("type", "true_false", &question.place);
    paper.item.fields.bare("key", &truth.to_string(), at);
    Ok(())
}

/// Moodle's names of the rules by which an order is marked, and ours.
pub(super) const GRADING: [(&str, &str); 9] = [
    ("ALL_OR_NOTHING", "all_or_nothing"),
    ("ABSOLUTE_POSITION", "absolute_position"),
    ("RELATIVE_TO_CORRECT", "distance"),
    ("RELATIVE_NEXT_EXCLUDE_LAST", "next"),
    ("RELATIVE_NEXT_INCLUDE_LAST", "next_or_last"),
    ("RELATIVE_ONE_PREVIOUS_AND_NEXT", "neighbours"),
    ("RELATIVE_ALL_PREVIOUS_AND_NEXT", "all_others"),
    ("LONGEST_ORDERED_SUBSET", "longest_ordered"),
    ("LONGEST_CONTIGUOUS_SUBSET", "longest_run"),
];

/// Options to put in order; they stand in the right one.
pub(super) fn ordering(paper: &mut Paper<'_>) -> Result<(), Unread> {
    let at = paper.question.place.clone();
    for name in ["layouttype", "showgrading", "numberingstyle", "shownumcorrect"] {
        paper.pass_over(name, "no-layout", "how the options are laid out is not for items to say");
    }
    let offered = paper.offered_in_order()?;
    let (rule, place) = paper.value("gradingtype").unwrap_or_else(|| ("RELATIVE".to_owned(), at.clone()));
    let rule = rule.to_uppercase();
    let ours = GRADING.iter().find(|(known, _)| *known == rule || (rule.starts_with("ABS") && *known == GRADING[1].0));
    // Moodle takes whatever it does not know for this one.
    paper.item.fields.text("partial_credit", ours.map_or("next", |(_, ours)| ours), &place);
    part_of_them(paper, offered.len());
    let count = offered.len();
    let order = paper.tags.order("option_order", count);
    let ids = paper.tags.ids("option_ids", letters(count));
    // `order[n]` is the place in the right order of what the author wrote at place n.
    let mut key = vec![String::new(); count];
    let mut options = Vec::new();
    for (place, id) in order.iter().zip(&ids) {
        key[*place].clone_from(id);
        let (text, at) = &offered[*place];
        options.push((id.clone(), text.clone(), at.clone()));
    }
    paper.item.fields.text("type", "ordering", &at);
    let first = offered.first().map_or(&at, |(_, at)| at);
    paper.item.fields.texts("key", key.iter().map(String::as_str), first);
    paper.options(&options);
    Ok(())
}

impl Paper<'_> {
    fn offered_in_order(&mut self) -> Result<Vec<(Localized, Place)>, Unread> {
        let mut offered = Vec::new();
        let question = self.question;
        for answer in question.all("answer") {
            let text = self.option_text(answer)?;
            self.feedback(answer, || plain(&text));
            offered.push((text, answer.place.clone()));
        }
        Ok(offered)
    }
}

/// Moodle may show a part of the options only; here all of them are put in order.
fn part_of_them(paper: &mut Paper<'_>, count: usize) {
    let (kind, at) = paper
        .value("selecttype")
        .or_else(|| paper.value("logical"))
        .unwrap_or_else(|| ("ALL".to_owned(), paper.question.place.clone()));
    let shown = paper.value("selectcount").or_else(|| paper.value("studentsee"));
    let shown = shown.and_then(|(shown, _)| shown.parse::<usize>().ok()).unwrap_or(count);
    if !matches!(kind.to_uppercase().as_str(), "ALL" | "EXACT") && shown < count {
        let how = format!("{shown} of the {count} options were shown; here all of them are put in order");
        paper.account.change(&at, "<selecttype>", "all-are-ordered", how);
    }
}
