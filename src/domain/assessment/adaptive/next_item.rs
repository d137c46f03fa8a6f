//! Which item of an adaptive test comes next, and whether any does. The same attempt and the same answers give the same
//! item, with the same order of options, in every version and on every machine.
//!
//! The rule of the blueprint that is farthest behind its share comes next; of its items those that earlier sittings have
//! not shown go before the others; of these chance picks among the few that tell most about the ability so far
//! ([`crate::domain::measurement::selection`]). What was given, its enemies and what was withdrawn are passed over. Chance is
//! the stream of [`crate::domain::assessment::form`] from a seed of the place's own: the first 16 bytes of
//! SHA-256("minhchung adaptive" ‖ seed of the attempt ‖ number of the place as 8 bytes, big endian). Where decisions on items
//! leave every rule without items before the least number is reached, any item of the pool will do.

use super::AdaptiveRule;
use super::ability::Estimated;
use crate::domain::assessment::assembly::enemies;
use crate::domain::assessment::blueprint::{Blueprint, BlueprintRule};
use crate::domain::assessment::form::{Candidate, Form, FormItem, Stream, place};
use crate::domain::measurement::curve::Curve;
use crate::domain::measurement::selection::{Choice, Given, Limits, Strand, most_informative, stop, strand_behind};
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};
use std::time::Duration;

/// What is the same for every place of an attempt.
#[derive(Clone, Copy, Debug)]
pub struct Course<'a> {
    /// How the test goes on and ends.
    pub rule: &'a AdaptiveRule,
    /// Shares of the content.
    pub blueprint: &'a Blueprint,
    /// The bank, in a stable order (by item id).
    pub bank: &'a [Candidate<'a>],
    /// Items that earlier sittings of the person have shown.
    pub seen: &'a HashSet<String>,
    /// The attempt's seed.
    pub seed: [u8; 16],
    /// From start to deadline.
    pub time: Duration,
}

/// Where an attempt stands.
#[derive(Clone, Copy, Debug)]
pub struct SoFar<'a> {
    /// What was given.
    pub form: &'a Form,
    /// What the answers make believe.
    pub estimated: Estimated,
    /// Items that were withdrawn.
    pub withdrawn: &'a HashSet<String>,
    /// Since the start.
    pub spent: Duration,
}

/// The place that comes next; `None` when the test ends here: it is precise or long enough, time is over, or no item is
/// left that may be given.
pub fn next_item(course: &Course<'_>, so_far: &SoFar<'_>) -> Option<FormItem> {
    let AdaptiveRule { least_items, most_items, standard_error, randomesque, parameters } = course.rule;
    let length = so_far.form.0.len();
    let limits = Limits {
        fewest: usize::from(*least_items),
        most: usize::from(*most_items),
        error: f64::from(*standard_error) / super::MILLION,
        time: Some(course.time),
    };
    if stop(&limits, length, so_far.estimated.in_ones(), so_far.spent).is_some() {
        return None;
    }
    let has_parameters = |candidate: &&Candidate<'_>| parameters.contains_key(&candidate.face.id);
    let pool: Vec<Candidate<'_>> = course.bank.iter().filter(has_parameters).cloned().collect();
    let curves: Vec<Curve> = pool.iter().map(|candidate| parameters[&candidate.face.id].curve()).collect();
    let strand = |rule: &BlueprintRule| Strand {
        count: rule.count,
        items: (0..pool.len()).filter(|item| rule.admits(pool[*item].traits)).collect(),
    };
    let strands: Vec<Strand> = course.blueprint.rules.iter().map(strand).collect();
    let given = given(&pool, &strands, so_far);
    let of_rule = strand_behind(&strands, &given).map(|behind| strands[behind].items.clone());
    // Too few items earn nothing: sooner than that happens through no fault of the candidate, shares are passed over.
    let open = of_rule.or_else(|| (length < limits.fewest).then(|| (0..pool.len()).collect::<Vec<usize>>()))?;
    let left = || open.iter().copied().filter(|item| !given.items[*item]);
    let is_new = |item: &usize| !course.seen.contains(&pool[*item].face.id);
    let has_new = left().any(|item| is_new(&item));
    let fitting = left().filter(|item| !has_new || is_new(item));
    let best = most_informative(&curves, fitting, so_far.estimated.in_ones().ability, usize::from(*randomesque));
    let mut stream = Stream::new(seed_of_place(course.seed, length + 1));
    let picked = stream.below(u32::try_from(best.len()).ok().filter(|count| *count > 0)?);
    let item = best[usize::try_from(picked).ok()?];
    Some(place(pool[item].face, &mut stream))
}

fn seed_of_place(seed: [u8; 16], number: usize) -> [u8; 16] {
    let hashed = Sha256::new()
        .chain_update("minhchung adaptive")
        .chain_update(seed)
        .chain_update((number as u64).to_be_bytes())
        .finalize();
    let mut own = [0; 16];
    own.copy_from_slice(&hashed[..16]);
    own
}

/// What was given, and for which rule: by going the way again. An item that was withdrawn since takes no rule's place.
fn given(pool: &[Candidate<'_>], strands: &[Strand], so_far: &SoFar<'_>) -> Given {
    let mut given = Given::nothing(pool.len(), strands.len());
    let places: HashMap<&str, usize> = pool.iter().map(|candidate| candidate.face.id.as_str()).zip(0..).collect();
    let enemies = enemies(pool);
    let withdrawn: HashSet<usize> = so_far.withdrawn.iter().filter_map(|id| places.get(id.as_str()).copied()).collect();
    withdrawn.iter().for_each(|item| given.items[*item] = true);
    for item in so_far.form.0.iter().filter_map(|place| places.get(place.item.as_str()).copied()) {
        let admits = |strand: &usize| strands[*strand].items.contains(&item);
        let has_room = |strand: &usize| given.by_strand[*strand] < strands[*strand].count;
        // Another rule than then only where items were withdrawn since.
        let strand = strand_behind(strands, &given)
            .filter(admits)
            .or_else(|| (0..strands.len()).find(|strand| admits(strand) && has_room(strand)));
        match strand.filter(|_| !withdrawn.contains(&item)) {
            Some(strand) => given.note(Choice { item, strand }),
            None => given.items[item] = true,
        }
        for enemy in enemies.get(&item).into_iter().flatten() {
            given.items[*enemy] = true;
        }
    }
    given
}

#[cfg(test)]
mod tests {
    use super::super::ability::{Answered, estimate};
    use super::*;
    use crate::domain::assessment::item::{ItemFace, ItemKind, ItemOption, ItemTraits, ItemType};
    use crate::domain::text::Localized;
    use proptest::prelude::*;

    type Bank = Vec<(ItemFace, ItemTraits)>;

    /// Items `000`, `001`, ...; every fifth is an enemy of the next.
    fn bank(count: usize) -> Bank {
        let item = |number: usize| {
            let options = ["a", "b", "c", "d"].map(|id| ItemOption { id: id.into(), text: Localized::default() });
            let id = format!("{number:03}");
            let face = ItemFace::with_options(id, ItemType::SingleChoice, Localized::default(), options.into());
            let enemies = if number.is_multiple_of(5) { vec![format!("{:03}", number + 1)] } else { Vec::new() };
            let competency = if number.is_multiple_of(2) { "law" } else { "craft" }.to_owned();
            (face, ItemTraits { competency, level: 1, kind: ItemKind::Knowledge, enemies })
        };
        (0..count).map(item).collect()
    }

    fn candidates(bank: &Bank) -> Vec<Candidate<'_>> {
        bank.iter().map(|(face, traits)| Candidate { face, traits }).collect()
    }

    fn blueprint() -> Blueprint {
        let rule = |code: &str, count| BlueprintRule { competency: Some(code.into()), level: None, kind: None, count };
        Blueprint { rules: vec![rule("law", 8), rule("craft", 4)], ..Blueprint::default() }
    }

    fn rule(count: usize, randomesque: u16) -> AdaptiveRule {
        let of = |number: usize| {
            let (a, b) = (800_000 + 200_000 * (number % 4) as i32, (number as i32 * 7_919 % 6_000 - 3_000) * 1_000);
            (format!("{number:03}"), (a, b).try_into().expect("within bounds"))
        };
        let parameters = (0..count).map(of).collect();
        AdaptiveRule { least_items: 4, most_items: 12, standard_error: 50_000, randomesque, parameters }
    }

    /// Goes through a whole test.
    fn sit(
        count: usize,
        (seed, randomesque): ([u8; 16], u16),
        (seen, withdrawn): (&HashSet<String>, &HashSet<String>),
        answers: impl Fn(usize) -> bool,
    ) -> Form {
        let (bank, blueprint, rule) = (bank(count), blueprint(), rule(count, randomesque));
        let bank = candidates(&bank);
        let time = Duration::from_secs(60);
        let course = Course { rule: &rule, blueprint: &blueprint, bank: &bank, seen, seed, time };
        let (mut form, mut answered) = (Form(Vec::new()), Vec::new());
        loop {
            let estimated = estimate(&answered);
            let so_far = SoFar { form: &form, estimated, withdrawn, spent: Duration::ZERO };
            let Some(next) = next_item(&course, &so_far) else { return form };
            answered.push(Answered { parameters: rule.parameters[&next.item], is_right: answers(form.0.len()) });
            form.0.push(next);
        }
    }

    fn ids(form: &Form) -> Vec<usize> {
        form.0.iter().map(|place| place.item.parse().expect("a number")).collect()
    }

    /// Written down once: another path here would change the forms of attempts that go on.
    #[test]
    fn the_same_seed_and_answers_give_this_path_for_ever() {
        let none = HashSet::new();
        let form = sit(60, (*b"minh-chung-seed!", 5), (&none, &none), |place| place % 3 != 1);
        let path: Vec<String> =
            form.0.iter().map(|place| format!("{} {}", place.item, place.options.concat())).collect();
        assert_eq!(path.join(", "), GOLDEN_PATH);
    }

    const GOLDEN_PATH: &str = "002 dbca, 058 dacb, 039 acdb, 018 acbd, 014 dabc, 043 dcab, 034 cabd, 030 dcba, \
                               015 cdab, 006 dbca, 040 cdba, 049 abcd";

    #[test]
    fn an_able_and_a_weak_person_part_and_meet_what_fits_them() {
        let none = HashSet::new();
        let with = |is_right: bool| ids(&sit(200, ([7; 16], 1), (&none, &none), move |_| is_right));
        let (able, weak) = (with(true), with(false));
        assert_eq!(able[0], weak[0]);
        assert!(able[1..].iter().all(|item| !weak[1..].contains(item)), "{able:?} {weak:?}");
        let difficulty = |items: &[usize]| -> i32 {
            items.iter().map(|item| rule(200, 1).parameters[&format!("{item:03}")].difficulty()).sum()
        };
        assert!(difficulty(&able) > difficulty(&weak) + 6_000_000);
    }

    #[test]
    fn it_ends_by_time_length_precision_or_an_empty_pool() {
        let (bank, blueprint, rule) = (bank(40), blueprint(), rule(40, 5));
        let (bank, none) = (candidates(&bank), HashSet::new());
        let time = Duration::from_secs(60);
        let course = Course { rule: &rule, blueprint: &blueprint, bank: &bank, seen: &none, seed: [1; 16], time };
        let full = sit(40, ([1; 16], 5), (&none, &none), |_| true);
        let comes = |length: usize, error, spent| {
            let form = Form(full.0[..length].to_vec());
            let estimated = Estimated { ability: 0, error };
            let spent = Duration::from_secs(spent);
            next_item(&course, &SoFar { form: &form, estimated, withdrawn: &none, spent }).is_some()
        };
        assert!(comes(0, 1_000_000, 0) && comes(3, 50_000, 0) && comes(11, 50_001, 59));
        assert!(!comes(12, 900_000, 0) && !comes(4, 50_000, 0) && !comes(2, 900_000, 60));
        let all = bank.iter().map(|candidate| candidate.face.id.clone()).collect();
        assert_eq!(sit(40, ([1; 16], 5), (&none, &all), |_| true).0.len(), 0);
    }

    #[test]
    fn where_items_were_withdrawn_shares_are_passed_over_until_the_least_number() {
        let (bank, blueprint) = (bank(40), blueprint());
        let (bank, none) = (candidates(&bank), HashSet::new());
        let law_is_gone = (0..40).step_by(2).map(|number| format!("{number:03}")).collect();
        // Four of `craft` are all that its rule may have.
        let form = sit(40, ([1; 16], 5), (&none, &law_is_gone), |_| true);
        assert_eq!(form.0.len(), 4);
        let next = |least_items| {
            let rule = AdaptiveRule { least_items, ..rule(40, 5) };
            let time = Duration::from_secs(60);
            let course = Course { rule: &rule, blueprint: &blueprint, bank: &bank, seen: &none, seed: [1; 16], time };
            let estimated = Estimated { ability: 0, error: 900_000 };
            next_item(&course, &SoFar { form: &form, estimated, withdrawn: &law_is_gone, spent: Duration::ZERO })
        };
        assert_eq!(next(4), None);
        let fifth = next(5).expect("some other item of `craft`");
        assert!(form.0.iter().all(|place| place.item != fifth.item) && !law_is_gone.contains(&fifth.item));
    }

    proptest! {
        #[test]
        fn a_form_keeps_shares_and_enemies_and_leaves_out_what_was_withdrawn(
            seed: [u8; 16], right in prop::collection::vec(any::<bool>(), 12), out in prop::collection::hash_set(0_usize..60, 0..10),
        ) {
            let withdrawn = out.iter().map(|number| format!("{number:03}")).collect();
            let form = sit(60, (seed, 5), (&HashSet::new(), &withdrawn), |place| right[place]);
            let given = ids(&form);
            prop_assert_eq!(given.len(), 12);
            prop_assert_eq!(given.iter().filter(|item| item.is_multiple_of(2)).count(), 8);
            // On the way, too: never more than one away from two to one.
            for length in 1..=12 {
                let law = given[..length].iter().filter(|item| item.is_multiple_of(2)).count();
                prop_assert!(law.abs_diff(length * 2 / 3) <= 1);
            }
            prop_assert!(given.iter().all(|item| !item.is_multiple_of(5) || !given.contains(&(item + 1))));
            prop_assert!(given.iter().all(|item| !out.contains(item)));
            let unique: HashSet<&usize> = given.iter().collect();
            prop_assert_eq!(unique.len(), 12);
        }

        #[test]
        fn what_was_seen_comes_back_only_when_nothing_else_is_left(seed: [u8; 16], other: [u8; 16], skill: bool) {
            let none = HashSet::new();
            let first = sit(60, (seed, 5), (&none, &none), |_| skill);
            let seen: HashSet<String> = first.0.iter().map(|place| place.item.clone()).collect();
            let second = sit(60, (other, 5), (&seen, &none), |_| skill);
            prop_assert!(second.0.iter().all(|place| !seen.contains(&place.item)));
            let everything = (0..60).map(|number| format!("{number:03}")).collect();
            prop_assert_eq!(sit(60, (seed, 5), (&everything, &none), |_| skill), first);
        }
    }
}
