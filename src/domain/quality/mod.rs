//! What is allowed in an item and worth a look: the lint of question banks.
//!
//! Each rule has a code, a reason with its source, and is told at an item and a part of it. Somebody who looked and lets
//! a finding stand says so in the item (`accepts`).

mod coverage;
mod keys;
mod likeness;
mod reading;
mod upkeep;
mod wording;
pub mod words;

use super::assessment::bank::Bank;
use super::assessment::blueprint::Blueprint;
use super::assessment::item::Item;
use super::text::Language;
use serde::Serialize;
use time::Date;

pub use likeness::{Likeness, alike};

/// A rule that items are held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// The right option of choices stands mostly in the same place.
    KeyPosition,
    /// The right option is much longer than every other.
    LongestKey,
    /// Over the bank, the right option is the longest too often.
    LongestKeys,
    /// An option that stands for several others.
    AllOfTheAbove,
    /// An option that stands for none of the others.
    NoneOfTheAbove,
    /// A stem that asks what is not so.
    NegativeStem,
    /// A wrong option gives itself away by an absolute word.
    AbsoluteWord,
    /// Two options that nearly say the same.
    NearEqualOptions,
    /// Numbers as options, out of order.
    NumbersOutOfOrder,
    /// A long word of the stem stands in the right option and in no other.
    ClangAssociation,
    /// The right answer of one item stands in the stem of another.
    CueBetweenItems,
    /// Two items that nearly ask the same.
    NearDuplicate,
    /// A text that is hard to read.
    HardToRead,
    /// No word on why the key is right.
    MissingRationale,
    /// Nobody can look the key up.
    MissingSource,
    /// The day to check the item again is past.
    ReviewOverdue,
    /// A translation shorter than half of the original.
    ShortTranslation,
    /// A rule of the blueprint has few items to draw from.
    ThinCoverage,
    /// An item that no rule of the blueprint can draw.
    NeverDrawn,
}

impl Rule {
    /// Every rule.
    pub const ALL: [Self; 19] = [
        Self::KeyPosition,
        Self::LongestKey,
        Self::LongestKeys,
        Self::AllOfTheAbove,
        Self::NoneOfTheAbove,
        Self::NegativeStem,
        Self::AbsoluteWord,
        Self::NearEqualOptions,
        Self::NumbersOutOfOrder,
        Self::ClangAssociation,
        Self::CueBetweenItems,
        Self::NearDuplicate,
        Self::HardToRead,
        Self::MissingRationale,
        Self::MissingSource,
        Self::ReviewOverdue,
        Self::ShortTranslation,
        Self::ThinCoverage,
        Self::NeverDrawn,
    ];

    /// Stable, kebab-case: as in `accepts` and in what is printed.
    pub const fn code(self) -> &'static str {
        match self {
            Self::KeyPosition => "key-position",
            Self::LongestKey => "longest-key",
            Self::LongestKeys => "longest-keys",
            Self::AllOfTheAbove => "all-of-the-above",
            Self::NoneOfTheAbove => "none-of-the-above",
            Self::NegativeStem => "negative-stem",
            Self::AbsoluteWord => "absolute-word",
            Self::NearEqualOptions => "near-equal-options",
            Self::NumbersOutOfOrder => "numbers-out-of-order",
            Self::ClangAssociation => "clang-association",
            Self::CueBetweenItems => "cue-between-items",
            Self::NearDuplicate => "near-duplicate",
            Self::HardToRead => "hard-to-read",
            Self::MissingRationale => "missing-rationale",
            Self::MissingSource => "missing-source",
            Self::ReviewOverdue => "review-overdue",
            Self::ShortTranslation => "short-translation",
            Self::ThinCoverage => "thin-coverage",
            Self::NeverDrawn => "never-drawn",
        }
    }

    /// The rule with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.code() == code)
    }

    /// Where it is argued for.
    pub const fn source(self) -> &'static str {
        match self {
            Self::KeyPosition => "Haladyna, Downing & Rodriguez 2002, guideline 20: vary the place of the right answer",
            Self::LongestKey | Self::LongestKeys => {
                "Haladyna, Downing & Rodriguez 2002, guidelines 24 and 28d: options of about equal length"
            }
            Self::AllOfTheAbove => "Haladyna, Downing & Rodriguez 2002, guideline 26: avoid all-of-the-above",
            Self::NoneOfTheAbove => "Haladyna, Downing & Rodriguez 2002, guideline 25: use none-of-the-above with care",
            Self::NegativeStem => "Haladyna, Downing & Rodriguez 2002, guideline 17: word the stem positively",
            Self::AbsoluteWord => "Haladyna, Downing & Rodriguez 2002, guideline 28a: no specific determiners",
            Self::NearEqualOptions => "Haladyna, Downing & Rodriguez 2002, guideline 22: options do not overlap",
            Self::NumbersOutOfOrder => {
                "Haladyna, Downing & Rodriguez 2002, guideline 21: options in logical or numerical order"
            }
            Self::ClangAssociation => "Haladyna, Downing & Rodriguez 2002, guideline 28b: no clang associations",
            Self::CueBetweenItems | Self::NearDuplicate => {
                "Haladyna, Downing & Rodriguez 2002, guideline 4: items independent of each other"
            }
            Self::HardToRead => "Haladyna, Downing & Rodriguez 2002, guidelines 8 and 13: simple words, little reading",
            Self::MissingRationale
            | Self::MissingSource
            | Self::ReviewOverdue
            | Self::ThinCoverage
            | Self::NeverDrawn => {
                "Standards for Educational and Psychological Testing 2014, chapter 4: test design and development"
            }
            Self::ShortTranslation => {
                "International Test Commission 2017, Guidelines for Translating and Adapting Tests"
            }
        }
    }
}

/// A part of an item.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The item as a whole, or the bank where no item is named.
    Whole,
    /// The stem in a language.
    Stem(Language),
    /// An option, by id, in a language.
    Option(String, Language),
    /// The rationale in a language.
    Rationale(Language),
    /// A field: `source`.
    Field(&'static str),
}

/// Something worth a look.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The item's id; empty for the bank as a whole.
    pub item: String,
    /// Where in it.
    pub part: Part,
    /// Which rule.
    pub rule: Rule,
    /// What exactly: the word, the other item, the figure. Data, not a sentence.
    pub detail: String,
}

impl Finding {
    fn of(item: &Item, part: Part, rule: Rule, detail: impl Into<String>) -> Self {
        Self { item: item.face.id.clone(), part, rule, detail: detail.into() }
    }

    const fn of_bank(rule: Rule, detail: String) -> Self {
        Self { item: String::new(), part: Part::Whole, rule, detail }
    }
}

/// Everything worth a look in a bank, by item; what an item accepts is left out.
pub fn check(bank: &Bank, blueprint: Option<&Blueprint>, today: Date) -> Vec<Finding> {
    let mut findings: Vec<Finding> = bank.items.iter().flat_map(|item| of_item(item, today)).collect();
    findings.extend(keys::spread(&bank.items));
    findings.extend(likeness::between(&bank.items));
    findings.extend(blueprint.into_iter().flat_map(|blueprint| coverage::check(&bank.items, blueprint)));
    let accepts = |finding: &Finding| {
        let item = bank.items.binary_search_by(|item| item.face.id.as_str().cmp(&finding.item));
        item.is_ok_and(|at| bank.items[at].accepts.iter().any(|code| code == finding.rule.code()))
    };
    findings.retain(|finding| !accepts(finding));
    findings.sort();
    findings.dedup();
    findings
}

/// What is worth a look in one item by itself.
pub fn of_item(item: &Item, today: Date) -> Vec<Finding> {
    let mut findings = keys::check(item);
    findings.extend(wording::check(item));
    findings.extend(reading::check(item));
    findings.extend(upkeep::check(item, today));
    findings.retain(|finding| !item.accepts.iter().any(|code| code == finding.rule.code()));
    findings
}

#[cfg(test)]
mod tests;
