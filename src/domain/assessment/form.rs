//! A form: which items, in which order, with which order of options; drawn once, frozen for ever.
//!
//! The draw is our own and documented, so that the same bank, blueprint and seed give the same form
//! in every version and on every machine: a stream of 32-bit numbers, block *i* being
//! SHA-256(seed ‖ *i* as 8 bytes, big endian) read as eight big-endian words; numbers below a bound
//! by rejection of the biased tail; shuffles by Fisher and Yates from the last place down. Which items are chosen
//! says [`super::assembly`]; how they are ordered stands here.

use super::assembly::choose;
use super::blueprint::{Blueprint, BlueprintRule};
use super::item::{ItemFace, ItemTraits};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};

/// What the draw looks at: never the key.
#[derive(Clone, Debug)]
pub struct Candidate<'a> {
    /// What would be shown.
    pub face: &'a ItemFace,
    /// What the blueprint asks about.
    pub traits: &'a ItemTraits,
}

/// One place on a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormItem {
    /// The item's id in its bank revision.
    pub item: String,
    /// The option ids in the order shown.
    pub options: Vec<String>,
}

/// The frozen form of one attempt; places are numbered from 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Form(pub Vec<FormItem>);

/// The bank has too few items for a rule of the blueprint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TooFewItems {
    /// The rule that could not be served.
    pub rule: BlueprintRule,
    /// How many items were left for it.
    pub available: usize,
}

/// Draws a form. `bank` must be in a stable order (by item id).
///
/// # Errors
/// When the bank cannot serve a rule.
pub fn draw(bank: &[Candidate<'_>], blueprint: &Blueprint, seed: [u8; 16]) -> Result<Form, TooFewItems> {
    draw_avoiding(bank, blueprint, &HashSet::new(), seed)
}

/// Draws a form for somebody who has seen some items: the others come first. With nothing seen it is [`draw`].
///
/// # Errors
/// When the bank cannot serve a rule.
pub fn draw_avoiding(
    bank: &[Candidate<'_>],
    blueprint: &Blueprint,
    seen: &HashSet<String>,
    seed: [u8; 16],
) -> Result<Form, TooFewItems> {
    let mut stream = Stream::new(seed);
    let rank = |index: usize| Some(usize::from(seen.contains(&bank[index].face.id)));
    let chosen = choose(bank, blueprint, rank, &mut stream)?;
    Ok(arrange(bank, chosen, &mut stream))
}

/// Puts chosen items, by id, into the order of a seed; an id that the bank does not have is left out.
pub fn draw_order(bank: &[Candidate<'_>], items: &[String], seed: [u8; 16]) -> Form {
    let chosen = items.iter().filter_map(|id| bank.iter().position(|candidate| candidate.face.id == *id)).collect();
    arrange(bank, chosen, &mut Stream::new(seed))
}

fn arrange(bank: &[Candidate<'_>], mut chosen: Vec<usize>, stream: &mut Stream) -> Form {
    stream.shuffle(&mut chosen);
    gather(bank, &mut chosen);
    Form(chosen.into_iter().map(|index| place(bank[index].face, stream)).collect())
}

/// Items about the same stimulus follow each other, where the first of them stands.
fn gather(bank: &[Candidate<'_>], chosen: &mut [usize]) {
    let stimulus = |index: usize| bank[index].face.stimulus.as_ref().map(|stimulus| stimulus.id.as_str());
    let mut first: HashMap<&str, usize> = HashMap::new();
    let mut group = HashMap::with_capacity(chosen.len());
    for (place, index) in chosen.iter().enumerate() {
        group.insert(*index, stimulus(*index).map_or(place, |id| *first.entry(id).or_insert(place)));
    }
    // Stable: within a group the shuffle stands.
    chosen.sort_by_key(|index| group.get(index).copied());
}

/// Options of choices are shuffled, unless their author keeps their order; true/false keeps its own.
pub(super) fn place(face: &ItemFace, stream: &mut Stream) -> FormItem {
    let mut options: Vec<String> = face.options.iter().map(|option| option.id.clone()).collect();
    if face.item_type.shuffles_options() && !face.keeps_order {
        stream.shuffle(&mut options);
    }
    FormItem { item: face.id.clone(), options }
}

/// Numbers from a seed.
pub(super) struct Stream {
    seed: [u8; 16],
    block: u64,
    words: Vec<u32>,
}

impl Stream {
    pub(super) fn new(seed: [u8; 16]) -> Self {
        Self { seed, block: 0, words: Vec::new() }
    }

    fn next(&mut self) -> u32 {
        if self.words.is_empty() {
            let digest = Sha256::new().chain_update(self.seed).chain_update(self.block.to_be_bytes()).finalize();
            self.block += 1;
            self.words =
                digest.chunks(4).rev().map(|word| u32::from_be_bytes([word[0], word[1], word[2], word[3]])).collect();
        }
        self.words.pop().expect("just filled")
    }

    pub(super) fn below(&mut self, bound: u32) -> u32 {
        let zone = u32::MAX - u32::MAX % bound;
        loop {
            let drawn = self.next();
            if drawn < zone {
                return drawn % bound;
            }
        }
    }

    pub(super) fn shuffle<T>(&mut self, cards: &mut [T]) {
        for last in (1..cards.len()).rev() {
            let other = self.below(u32::try_from(last + 1).expect("a bank has fewer than 2^32 items"));
            cards.swap(last, other as usize);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::assessment::item::{ItemKind, ItemOption, ItemType};
    use crate::domain::text::Localized;
    use proptest::prelude::*;

    fn faces(count: usize) -> Vec<(ItemFace, ItemTraits)> {
        (0..count)
            .map(|number| {
                let options = ["a", "b", "c", "d"].map(|id| ItemOption { id: id.into(), text: Localized::default() });
                let id = format!("item-{number:03}");
                let face = ItemFace::with_options(id, ItemType::SingleChoice, Localized::default(), options.into());
                let kind = if number % 2 == 0 { ItemKind::Knowledge } else { ItemKind::Scenario };
                (face, ItemTraits { competency: format!("c{}", number % 3), level: 1, kind, enemies: Vec::new() })
            })
            .collect()
    }

    fn candidates(bank: &[(ItemFace, ItemTraits)]) -> Vec<Candidate<'_>> {
        bank.iter().map(|(face, traits)| Candidate { face, traits }).collect()
    }

    fn rule(competency: &str, kind: Option<ItemKind>, count: u16) -> BlueprintRule {
        BlueprintRule { competency: Some(competency.into()), level: None, kind, count }
    }

    #[test]
    fn the_same_seed_gives_this_form_for_ever() {
        let bank = faces(12);
        let blueprint = Blueprint { rules: vec![rule("c0", None, 2), rule("c1", None, 1)], ..Blueprint::default() };
        let form = draw(&candidates(&bank), &blueprint, *b"minh-chung-seed!").expect("enough items");
        let drawn: Vec<String> =
            form.0.iter().map(|place| format!("{} {}", place.item, place.options.concat())).collect();
        assert_eq!(drawn, GOLDEN_FORM);
    }

    /// Written down once; a change here would change forms that people have sat.
    const GOLDEN_FORM: [&str; 3] = ["item-000 cbad", "item-004 bcda", "item-003 cdab"];

    proptest! {
        #[test]
        fn a_form_has_what_the_blueprint_says_and_no_item_twice(seed: [u8; 16]) {
            let bank = faces(40);
            let blueprint = Blueprint { rules: vec![rule("c0", Some(ItemKind::Scenario), 3), rule("c0", None, 4), rule("c2", None, 5)], ..Blueprint::default() };
            let form = draw(&candidates(&bank), &blueprint, seed).expect("enough items");
            let mut ids: Vec<_> = form.0.iter().map(|place| place.item.clone()).collect();
            ids.sort();
            ids.dedup();
            prop_assert_eq!(ids.len(), blueprint.length());
            let of = |code: &str| ids.iter().filter(|id| bank.iter().any(|(face, traits)| face.id == **id && traits.competency == code)).count();
            prop_assert_eq!((of("c0"), of("c1"), of("c2")), (7, 0, 5));
        }
    }

    #[test]
    fn a_bank_that_is_too_small_says_which_rule_fails() {
        let bank = faces(5);
        let blueprint = Blueprint { rules: vec![rule("c1", None, 3)], ..Blueprint::default() };
        let refused = draw(&candidates(&bank), &blueprint, [0; 16]).expect_err("two items of c1");
        assert_eq!(refused.available, 2);
    }
}
