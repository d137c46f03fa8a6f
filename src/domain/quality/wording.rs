//! Rules about words: negatives, absolutes, options that stand for others, options too near each other.

use super::words::{has_phrase, marked_words, plain_words, shared, shingles};
use super::{Finding, Part, Rule};
use crate::domain::assessment::item::{Item, ItemOption, ItemType};
use crate::domain::text::Language;

/// Words of a stem that ask what is not so. Emphasis does not make them better.
const NEGATIVES: [(Language, &[&str]); 2] = [
    (
        Language::Vi,
        &[
            "ngoại trừ",
            "trừ phương án",
            "không đúng",
            "không phải là",
            "không nên",
            "nào sai",
            "phát biểu sai",
            "không thuộc",
            "không được",
        ],
    ),
    (
        Language::En,
        &[
            "except",
            "not true",
            "is not",
            "are not",
            "should not",
            "which is wrong",
            "incorrect",
            "must not",
            "does not",
            "is false",
        ],
    ),
];

/// Words that give a wrong option away.
const ABSOLUTES: [(Language, &[&str]); 2] = [
    (
        Language::Vi,
        &["luôn luôn", "không bao giờ", "tuyệt đối", "hoàn toàn", "trong mọi trường hợp", "bất kể", "duy nhất"],
    ),
    (Language::En, &["always", "never", "completely", "absolutely", "in every case", "under all circumstances"]),
];

const ALL: [(Language, &[&str]); 2] = [
    (
        Language::Vi,
        &[
            "tất cả các ý trên",
            "tất cả các phương án",
            "tất cả các đáp án",
            "tất cả các câu trên",
            "tất cả đều đúng",
            "cả ba",
            "cả bốn",
            "cả a và b",
            "cả hai ý",
        ],
    ),
    (Language::En, &["all of the above", "all of these", "all the above", "both a and b", "all are correct"]),
];

const NONE: [(Language, &[&str]); 2] = [
    (Language::Vi, &["không ý nào", "không phương án nào", "không đáp án nào", "không câu nào"]),
    (Language::En, &["none of the above", "none of these", "none are correct"]),
];

fn of(phrases: &[(Language, &'static [&'static str])], language: Language) -> &'static [&'static str] {
    phrases.iter().find(|(known, _)| *known == language).map_or(&[], |(_, phrases)| phrases)
}

fn found(words: &[String], phrases: &'static [&'static str]) -> Option<&'static str> {
    phrases.iter().find(|phrase| has_phrase(words, phrase)).copied()
}

pub(super) fn check(item: &Item) -> Vec<Finding> {
    let mut findings = Vec::new();
    let is_choice = matches!(item.face.item_type, ItemType::SingleChoice | ItemType::MultipleChoice);
    for (language, stem) in &item.face.stem.0 {
        // What is asked stands last; the story before it may say `not`.
        let question = stem.trim_end().rsplit(['\n', '.', '!']).find(|part| !part.trim().is_empty()).unwrap_or(stem);
        let is_told_true_or_false = item.face.item_type == ItemType::TrueFalse;
        if let Some(word) =
            found(&marked_words(question), of(&NEGATIVES, *language)).filter(|_| is_choice || is_told_true_or_false)
        {
            findings.push(Finding::of(item, Part::Stem(*language), Rule::NegativeStem, word));
        }
    }
    if is_choice {
        let languages = item.face.stem.0.keys().copied();
        languages.for_each(|language| options(item, language, &mut findings));
    }
    findings
}

fn options(item: &Item, language: Language, findings: &mut Vec<Finding>) {
    let right = item.key.correct_options();
    let stem = item.face.stem.get(language);
    for option in &item.face.options {
        let words = marked_words(option.text.get(language));
        let mut find = |rule: Rule, word: &str| {
            findings.push(Finding::of(item, Part::Option(option.id.clone(), language), rule, word));
        };
        if let Some(phrase) = found(&words, of(&ALL, language)) {
            find(Rule::AllOfTheAbove, phrase);
        }
        if let Some(phrase) = found(&words, of(&NONE, language)) {
            find(Rule::NoneOfTheAbove, phrase);
        }
        let is_wrong = !right.contains(&option.id);
        if let Some(word) = found(&words, of(&ABSOLUTES, language)).filter(|_| is_wrong) {
            find(Rule::AbsoluteWord, word);
        }
    }
    near_equal(item, language, findings);
    numbers(item, language, findings);
    if item.face.item_type == ItemType::SingleChoice && language == Language::En {
        clang(item, (stem, language), findings);
    }
}

/// Options that share nearly every word.
fn near_equal(item: &Item, language: Language, findings: &mut Vec<Finding>) {
    let words: Vec<Vec<String>> =
        item.face.options.iter().map(|option| marked_words(option.text.get(language))).collect();
    for (index, one) in words.iter().enumerate() {
        for (other_index, other) in words[..index].iter().enumerate() {
            let enough = one.len() >= 5 && other.len() >= 5;
            if enough && shared(&shingles(one, 1), &shingles(other, 1)) >= 0.85 {
                let (option, other) = (&item.face.options[index], &item.face.options[other_index]);
                // Options that differ in a number or in the order of their words say different things.
                if one.len() == other_len(&words, other_index) && differ_in_figures(one, &words[other_index]) {
                    continue;
                }
                if sorted(one) == sorted(&words[other_index]) {
                    continue;
                }
                findings.push(Finding::of(
                    item,
                    Part::Option(option.id.clone(), language),
                    Rule::NearEqualOptions,
                    &other.id,
                ));
            }
        }
    }
}

fn other_len(words: &[Vec<String>], index: usize) -> usize {
    words.get(index).map_or(0, Vec::len)
}

fn sorted(words: &[String]) -> Vec<&String> {
    let mut words: Vec<&String> = words.iter().collect();
    words.sort();
    words
}

fn differ_in_figures(one: &[String], other: &[String]) -> bool {
    let has_figure = |word: &String| word.chars().any(|letter| letter.is_ascii_digit());
    one.iter().zip(other).filter(|(one, other)| one != other).all(|(one, other)| has_figure(one) && has_figure(other))
}

/// Bare numbers that neither rise nor fall, where the order is the author's.
fn numbers(item: &Item, language: Language, findings: &mut Vec<Finding>) {
    let number = |option: &ItemOption| {
        let text = option.text.get(language);
        let digits: String = text.chars().filter(|letter| letter.is_ascii_digit()).collect();
        let is_number =
            text.chars().next().is_some_and(|letter| letter.is_ascii_digit()) && text.split_whitespace().count() <= 2;
        is_number.then(|| digits.parse::<u64>().ok()).flatten()
    };
    let Some(numbers) = item.face.options.iter().map(number).collect::<Option<Vec<u64>>>() else { return };
    if item.face.keeps_order && !numbers.is_sorted() && !numbers.iter().rev().is_sorted() {
        findings.push(Finding::of(item, Part::Whole, Rule::NumbersOutOfOrder, ""));
    }
}

/// A long word of the stem that only the right option repeats. English alone: Vietnamese words are syllables here, and
/// syllables repeat everywhere.
fn clang(item: &Item, (stem, language): (&str, Language), findings: &mut Vec<Finding>) {
    const LONG: usize = 9;
    let stem = plain_words(stem);
    let Some(key) = item.key.correct_options().first() else { return };
    let words = |option: &ItemOption| plain_words(option.text.get(language));
    let (right, wrong): (Vec<&ItemOption>, Vec<&ItemOption>) =
        item.face.options.iter().partition(|option| option.id == *key);
    let elsewhere: Vec<String> = wrong.into_iter().flat_map(words).collect();
    for option in right {
        let said = words(option)
            .into_iter()
            .find(|word| word.len() >= LONG && stem.contains(word) && !elsewhere.contains(word));
        if let Some(word) = said {
            findings.push(Finding::of(item, Part::Option(option.id.clone(), language), Rule::ClangAssociation, word));
        }
    }
}
