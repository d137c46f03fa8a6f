//! One question: `::title::words {answers####general feedback}`.

use super::account::Account;
use super::blocks::Block;
use super::choice;
use super::matching;
use super::paper::{self, Closed, Gap, Paper};
use super::quiz::Quiz;
use super::signs::{self, Sign};
use super::source::{Source, Unread, wrong};
use super::tags::Tags;
use super::texts::{Format, prefixed};
use super::written;
use crate::formats::exchange::draft_item::DraftItem;

/// Characters of a question that become its id.
const ID_WORDS: usize = 40;

/// The parts of a question.
struct Parts<'q> {
    title: Option<&'q [Sign]>,
    format: Format,
    /// The words before and behind the answers.
    around: (&'q [Sign], &'q [Sign]),
    /// What stands between the braces but the general feedback.
    answers: &'q [Sign],
    general: Option<&'q [Sign]>,
}

/// Reads a block that is a question.
pub(super) fn read(block: &Block<'_>, quiz: &mut Quiz<'_>) {
    let at = quiz.source.place(block.at());
    let mut signs: Vec<Sign> = Vec::new();
    for line in &block.lines {
        if let Some(last) = signs.last() {
            signs.push(Sign { letter: '\n', at: last.at + last.letter.len_utf8(), is_escaped: false });
        }
        signs::read_line(line.text, line.at, &mut signs);
    }
    let parts = if block.is_too_long {
        let (message, hint) = ("the question is longer than any item can be", "part questions by empty lines");
        Err(wrong(at.clone(), "question-too-long", message, hint))
    } else {
        parts(&signs, &quiz.source)
    };
    match parts.and_then(|parts| item(block, &parts, quiz)) {
        Ok(closed) => closed.add(quiz),
        Err(Unread::Dropped(code, why)) => {
            quiz.ledger.drop(&at, "question", code, why);
            quiz.tell_words(&Tags::of(block));
        }
        Err(Unread::Wrong(mistake)) => quiz.mistakes.push(mistake),
    }
}

fn parts<'q>(signs: &'q [Sign], source: &Source<'_>) -> Result<Parts<'q>, Unread> {
    let place = |at: usize| source.place(signs.get(at).or(signs.last()).map_or(0, |sign| sign.at));
    let (title, words) = match signs {
        [one, other, rest @ ..] if one.is(':') && other.is(':') => {
            let end = signs::find_all(rest, "::").ok_or_else(|| {
                let hint = "end it with `::`, or write `\\:` for a colon at the beginning";
                wrong(place(0), "title-not-closed", "the title that begins here does not end", hint)
            })?;
            (Some(&rest[..end]), signs::trim(&rest[end + 2..]))
        }
        _ => (None, signs),
    };
    let from = signs.len() - signs::trim(words).len();
    let stray = |at: usize| {
        let message = "this brace belongs to no answers: a question has them once";
        wrong(place(at), "stray-brace", message, "write `\\{` or `\\}` for a brace; an empty line parts questions")
    };
    let (open, close) = (signs::find(words, '{'), signs::find(words, '}'));
    let (open, close) = match (open, close) {
        (None, None) => {
            let why = "it asks nothing, and does not say which questions it belongs to: no stimulus can be made of it";
            return Err(Unread::Dropped("description", why.to_owned()));
        }
        (Some(open), None) => {
            let hint = "write `}` behind the answers; an empty line ends a question, also between braces";
            return Err(wrong(place(from + open), "brace-not-closed", "these answers do not end", hint));
        }
        (Some(open), Some(close)) if open < close => (open, close),
        (_, Some(close)) => return Err(stray(from + close)),
    };
    let (inside, after) = (&words[open + 1..close], &words[close + 1..]);
    if let Some(at) = signs::find(inside, '{') {
        return Err(stray(from + open + 1 + at));
    }
    if let Some(at) = after.iter().position(|sign| sign.is('{') || sign.is('}')) {
        return Err(stray(from + close + 1 + at));
    }
    let (answers, general) = match signs::find_last(inside, "####") {
        Some(at) => (&inside[..at], Some(&inside[at + 4..])),
        None => (inside, None),
    };
    let (format, before) = format_of(&words[..open]);
    Ok(Parts { title, format, around: (before, after), answers: signs::trim(answers), general })
}

/// The format of a question, and its words with the spaces at their end: a blank may follow.
fn format_of(words: &[Sign]) -> (Format, &[Sign]) {
    let (format, rest) = prefixed(words, Format::Moodle);
    (format, &words[signs::trim(words).len() - rest.len()..])
}

fn item(block: &Block<'_>, parts: &Parts<'_>, quiz: &mut Quiz<'_>) -> Result<Closed, Unread> {
    if parts.answers.is_empty() {
        let why = "an essay: responses to it are marked by people, and items by rules";
        return Err(Unread::Dropped("essay", why.to_owned()));
    }
    let kind = Kind::of(parts.answers);
    let tags = Tags::of(block);
    let mut account = Account::default();
    let title = parts.title.map(signs::text).filter(|title| !title.is_empty());
    let words: String = signs::text(parts.around.0).chars().take(ID_WORDS).collect();
    let names = (&tags, title.as_deref(), words.as_str());
    let (id, made_from) = paper::id(names, &mut account, (&quiz.source, &mut quiz.transcript));
    let has_title = title.is_some();
    let has_name = title.filter(|title| made_from.is_none() && *title != id).is_some();
    if has_title && !has_name {
        account.keep("::title::");
    }
    let draft = DraftItem::new(&id, &quiz.source.place(block.at()));
    let mut paper = Paper::new((&quiz.source, quiz.language), (draft, tags, account), (parts.format, parts.around));
    let gap = gap(&mut paper, kind);
    let gap = match kind {
        Kind::Numeric => written::number(&mut paper, parts.answers, gap)?,
        Kind::Choice => choice::read(&mut paper, parts.answers, gap)?,
        Kind::Matching => matching::read(&mut paper, parts.answers, gap)?,
        Kind::TrueFalse => choice::true_false(&mut paper, parts.answers, gap)?,
        Kind::Words => written::words(&mut paper, parts.answers, gap)?,
    };
    paper.stem(&gap)?;
    paper.account.keep("question");
    let closed = paper.close(parts.general);
    if has_name {
        let place = || quiz.source.place(block.at());
        quiz.passed_over.add(place, ("::title::", "no-name"), "items have an id and no name");
    }
    if let Some(from) = made_from {
        quiz.ledger.fill_by("id", from);
    }
    Ok(closed)
}

/// Where the answers stood: a blank of a cloze when words stand behind them, or when a tag of ours says so.
fn gap(paper: &mut Paper<'_>, kind: Kind) -> Gap {
    let is_code = |id: &str| crate::formats::toml_file::codes::is_code(id).then(|| id.to_owned());
    let can_be_blank = match kind {
        Kind::Choice | Kind::Words | Kind::Numeric => true,
        Kind::TrueFalse | Kind::Matching => false,
    };
    if can_be_blank && let Some((id, _)) = paper.tags.one("blank", paper.source, is_code) {
        return Gap::Blank(id);
    }
    match (signs::trim(paper.around.1).is_empty(), can_be_blank) {
        (true, _) => Gap::None,
        (false, true) => Gap::Blank("1".to_owned()),
        (false, false) => Gap::Line,
    }
}

/// What kind of answers stand between the braces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Numeric,
    Choice,
    Matching,
    TrueFalse,
    Words,
}

impl Kind {
    /// As Moodle tells them apart.
    fn of(answers: &[Sign]) -> Self {
        if answers.first().is_some_and(|first| first.is('#')) {
            Self::Numeric
        } else if signs::find(answers, '~').is_some() {
            Self::Choice
        } else if signs::find(answers, '=').is_some() && signs::find_all(answers, "->").is_some() {
            Self::Matching
        } else if choice::truth(answers).is_some() {
            Self::TrueFalse
        } else {
            Self::Words
        }
    }
}
