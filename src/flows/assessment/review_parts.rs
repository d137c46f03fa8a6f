//! A review part by part: what was answered and what is right, in words.

use super::read_result::ReviewPart;
use crate::domain::assessment::item::{Blank, ItemFace, ItemOption};
use crate::domain::assessment::key::{Answer, BlankAnswer, ItemKey, TextKey};
use crate::domain::assessment::marking::{is_blank_right, mark};
use crate::domain::assessment::picture::Point;
use crate::domain::assessment::response::Response;
use crate::domain::assessment::scoring::{Centipoints, Marked};
use crate::domain::text::Language;
use std::collections::BTreeMap;

/// The stem, after what the item is about, with a number where a blank was: that of its part.
pub(super) fn stem(face: &ItemFace, language: Language) -> String {
    let numbered = face.blanks.iter().zip(1..);
    let stem = numbered.fold(face.stem.get(language).to_owned(), |stem, (blank, number)| {
        stem.replace(&format!("{{{}}}", blank.id), &format!("…… ({number})"))
    });
    match &face.stimulus {
        Some(stimulus) => format!("{}\n\n{stem}", stimulus.text.get(language)),
        None => stem,
    }
}

/// The parts of everything that is not a choice; a choice has none.
pub(super) fn parts(
    face: &ItemFace,
    key: &ItemKey,
    response: Option<&Response>,
    language: Language,
) -> Vec<ReviewPart> {
    let text = |options: &[ItemOption], id: Option<&String>| {
        let found = options.iter().find(|option| Some(&option.id) == id);
        found.map_or_else(String::new, |option| option.text.get(language).to_owned())
    };
    match &key.answer {
        Answer::Correct(_) => Vec::new(),
        Answer::Pairs(pairs) => {
            let none = BTreeMap::new();
            let given = if let Some(Response::Match(given)) = response { given } else { &none };
            let part = |source: &ItemOption| ReviewPart {
                label: source.text.get(language).to_owned(),
                given: Some(text(&face.options, given.get(&source.id))),
                right: Some(text(&face.options, pairs.get(&source.id))),
                is_right: Some(given.get(&source.id) == pairs.get(&source.id)),
            };
            face.sources.iter().map(part).collect()
        }
        Answer::Order(order) => {
            let given: &[String] = if let Some(Response::Order(given)) = response { given } else { &[] };
            let part = |(place, id): (usize, &String)| ReviewPart {
                label: (place + 1).to_string(),
                given: Some(text(&face.options, given.get(place))),
                right: Some(text(&face.options, Some(id))),
                is_right: Some(given.get(place) == Some(id)),
            };
            order.iter().enumerate().map(part).collect()
        }
        Answer::Number(number) => vec![written(key, response, literally(&number.written()))],
        Answer::Text(words) => vec![written(key, response, accepted(words))],
        Answer::Blanks(keys) => {
            let none = BTreeMap::new();
            let filled = if let Some(Response::Blanks(filled)) = response { filled } else { &none };
            let part = |(blank, number): (&Blank, usize)| {
                let key = keys.get(&blank.id)?;
                let given = filled.get(&blank.id);
                let (given_text, right) = match &key.answer {
                    BlankAnswer::Option(id) => (text(&blank.options, given), text(&blank.options, Some(id))),
                    BlankAnswer::Text(words) => (literally(given.map_or("", String::as_str)), accepted(words)),
                    BlankAnswer::Number(number) => {
                        (literally(given.map_or("", String::as_str)), literally(&number.written()))
                    }
                };
                let is_right = Some(given.is_some_and(|given| is_blank_right(key, given)));
                Some(ReviewPart { label: number.to_string(), given: Some(given_text), right: Some(right), is_right })
            };
            face.blanks.iter().zip(1..).filter_map(part).collect()
        }
        Answer::Areas(right) => {
            let points: &[Point] = if let Some(Response::Points(points)) = response { points } else { &[] };
            let place = |point: &Point| {
                let found = face.areas.iter().find(|area| area.shape.contains(*point));
                found.map_or_else(|| format!("({}, {})", point[0], point[1]), |area| literally(area.text.get(language)))
            };
            let wanted = face.areas.iter().filter(|area| right.contains_key(&area.id));
            let earned = mark(&Marked { competency: "", key, options: 0, response });
            vec![ReviewPart {
                label: String::new(),
                given: Some(points.iter().map(place).collect::<Vec<_>>().join("; ")),
                right: Some(wanted.map(|area| literally(area.text.get(language))).collect::<Vec<_>>().join("; ")),
                is_right: Some(earned == Centipoints(u32::from(key.points) * 100)),
            }]
        }
    }
}

fn written(key: &ItemKey, response: Option<&Response>, right: String) -> ReviewPart {
    let given = match response {
        Some(Response::Number(written) | Response::Text(written)) => written.as_str(),
        Some(
            Response::Choice(_) | Response::Match(_) | Response::Order(_) | Response::Blanks(_) | Response::Points(_),
        )
        | None => "",
    };
    let earned = mark(&Marked { competency: "", key, options: 0, response });
    ReviewPart {
        label: String::new(),
        given: Some(literally(given)),
        right: Some(right),
        is_right: Some(earned > Centipoints(0)),
    }
}

fn accepted(words: &TextKey) -> String {
    words.accepted.iter().map(|text| literally(text)).collect::<Vec<_>>().join(" / ")
}

/// Text that somebody typed, as Markdown that says the same letter by letter.
fn literally(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, letter| {
        if letter.is_ascii_punctuation() {
            out.push('\\');
        }
        out.push(letter);
        out
    })
}
