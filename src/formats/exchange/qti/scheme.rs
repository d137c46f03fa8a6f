//! How an item is marked, seen from its interactions: one that is all the item asks, or several blanks in a text.

use super::super::xml::Element;
use super::declarations::{Micros, Outcome, POINT, Response, are_near, micros};
use super::notes::Notes;
use super::processing::{Check, Part, Scoring};
use std::collections::BTreeMap;

/// How the only response of an item is marked.
pub(super) enum One<'s> {
    /// By its mapping.
    Mapped {
        /// Whether what would be below zero is zero.
        is_floored: bool,
    },
    /// All or nothing.
    When(&'s Check, Micros),
    /// An order, by places that are right; the worth of all of them.
    Places(Micros),
    /// It is not said, or not in a way that is understood: by what is correct.
    ByCorrect,
}

/// How the blanks of a text are marked.
pub(super) enum Several<'s> {
    /// All or nothing.
    Joint(BTreeMap<&'s str, &'s Check>, Micros),
    /// Each by itself; without a check by its mapping.
    Each(BTreeMap<&'s str, Option<(&'s Check, Micros)>>),
    /// It is not said, or not in a way that is understood: each by what is correct, all alike.
    ByCorrect,
}

/// How the only response of an item is marked; tells when that changes.
pub(super) fn one<'s>(scoring: &'s Scoring, id: &str, item: &Element, notes: &mut Notes) -> One<'s> {
    let found = match scoring {
        Scoring::Parts { parts, is_floored } => one_of(parts, id, *is_floored),
        Scoring::Unsaid | Scoring::Obscure => None,
    };
    found.unwrap_or_else(|| {
        tell_unclear(scoring, item, notes);
        One::ByCorrect
    })
}

fn one_of<'s>(parts: &'s [Part], id: &str, is_floored: bool) -> Option<One<'s>> {
    match parts {
        [Part::Mapped(of)] if of == id => Some(One::Mapped { is_floored }),
        [Part::When(tests, worth)] => match tests.as_slice() {
            [test] if test.of == id && !matches!(test.check, Check::Place(_)) => Some(One::When(&test.check, *worth)),
            tests => all_places(tests.iter().map(|test| (test.of.as_str(), &test.check)), id)
                .then_some(One::When(&Check::Correct, *worth)),
        },
        parts => places(parts, id),
    }
}

/// Each place of an order, worth the same.
fn places<'s>(parts: &'s [Part], id: &str) -> Option<One<'s>> {
    let single = |part: &'s Part| match part {
        Part::When(tests, worth) if tests.len() == 1 => Some(((tests[0].of.as_str(), &tests[0].check), *worth)),
        Part::When(..) | Part::Mapped(_) => None,
    };
    let read: Vec<_> = parts.iter().map(single).collect::<Option<_>>()?;
    let first = read.first()?.1;
    let are_even = read.iter().all(|(_, worth)| are_near(first, *worth));
    let are_places = all_places(read.iter().map(|(test, _)| *test), id);
    (are_even && are_places).then(|| One::Places(read.iter().map(|(_, worth)| worth).sum()))
}

/// Whether these are the places 1, 2, ... of one response.
fn all_places<'s>(tests: impl Iterator<Item = (&'s str, &'s Check)>, id: &str) -> bool {
    let place = |(of, check): (&str, &Check)| {
        let Check::Place(place) = check else { return None };
        Some(*place).filter(|_| of == id)
    };
    let mut places: Vec<Option<usize>> = tests.map(place).collect();
    places.sort_unstable();
    !places.is_empty() && places.iter().enumerate().all(|(index, place)| *place == Some(index + 1))
}

/// How many places an order is asked about; nothing when it is not asked by places.
pub(super) fn places_asked(scoring: &Scoring) -> Option<usize> {
    let Scoring::Parts { parts, .. } = scoring else { return None };
    let count = |part: &Part| match part {
        Part::When(tests, _) => tests.iter().filter(|test| matches!(test.check, Check::Place(_))).count(),
        Part::Mapped(_) => 0,
    };
    Some(parts.iter().map(count).sum()).filter(|count| *count > 0)
}

/// How the blanks of a text are marked; tells when that changes.
pub(super) fn several<'s>(scoring: &'s Scoring, ids: &[&str], item: &Element, notes: &mut Notes) -> Several<'s> {
    let found = match scoring {
        Scoring::Parts { parts, .. } => several_of(parts, ids),
        Scoring::Unsaid | Scoring::Obscure => None,
    };
    found.unwrap_or_else(|| {
        tell_unclear(scoring, item, notes);
        Several::ByCorrect
    })
}

fn several_of<'s>(parts: &'s [Part], ids: &[&str]) -> Option<Several<'s>> {
    let covers = |known: Vec<&str>, length: usize| length == ids.len() && ids.iter().all(|id| known.contains(id));
    if let [Part::When(tests, worth)] = parts
        && ids.len() > 1
    {
        let joint: BTreeMap<&str, &Check> = tests.iter().map(|test| (test.of.as_str(), &test.check)).collect();
        return covers(joint.keys().copied().collect(), tests.len()).then_some(Several::Joint(joint, *worth));
    }
    let each = |part: &'s Part| match part {
        Part::Mapped(of) => Some((of.as_str(), None)),
        Part::When(tests, worth) if tests.len() == 1 => Some((tests[0].of.as_str(), Some((&tests[0].check, *worth)))),
        Part::When(..) => None,
    };
    let each: BTreeMap<_, _> = parts.iter().map(each).collect::<Option<_>>()?;
    covers(each.keys().copied().collect(), parts.len()).then_some(Several::Each(each))
}

fn tell_unclear(scoring: &Scoring, item: &Element, notes: &mut Notes) {
    match scoring {
        Scoring::Unsaid => {
            let how = "the item does not say how it is marked; here by its correct response";
            notes.change(item, "no-response-processing", how);
        }
        Scoring::Parts { .. } | Scoring::Obscure => {
            let at = super::item::processing(item).unwrap_or(item);
            let how = "these rules are not understood here; the item is marked by its correct response";
            notes.change(at, "processing-not-understood", how);
        }
    }
}

/// The points of an item: as declared, or what its rules give at most.
pub(super) fn points(
    (item, outcomes): (&Element, &[Outcome<'_>]),
    maximum: Option<Micros>,
    notes: &mut Notes,
) -> Option<u16> {
    let of = |name: &str| outcomes.iter().find(|outcome| outcome.id == name);
    let declared = of("MAXSCORE").and_then(|outcome| micros(outcome.defaults.first()?));
    let declared = declared.or_else(|| of("SCORE")?.maximum).filter(|worth| *worth > 0);
    let worth = declared.or(maximum)?;
    let whole = ((worth + POINT / 2) / POINT).clamp(1, 100);
    if !are_near(whole * POINT, worth) {
        let how = format!("an item has 1 to 100 whole points here: {whole}");
        notes.change(item, "points-changed", how);
    } else if maximum.is_some_and(|maximum| !are_near(maximum, worth)) {
        let how = format!("its rules give another number of points than it declares: {whole} here");
        notes.change(item, "points-changed", how);
    }
    u16::try_from(whole).ok()
}

/// What a mapping gives to a response, within its bounds.
pub(super) fn bounded(response: &Response<'_>, sum: Micros) -> Micros {
    let upper = response.mapping.as_ref().and_then(|mapping| mapping.upper);
    upper.map_or(sum, |upper| sum.min(upper))
}
