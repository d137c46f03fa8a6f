//! Assembly: which items make a form, and sets of equivalent forms made beforehand.
//!
//! Items are chosen rule by rule from a shuffled pool; enemies of an item that was chosen are passed over. Where
//! enemies leave a rule without items the choice begins anew, further along the same stream of numbers. A set of
//! forms takes the least used items first, so that no item stands on more forms than it must. Then items that the
//! blueprint does not tell apart are exchanged, between the hardest and the easiest form or for an item that stands on
//! fewer forms, as long as that brings the forms nearer to each other.

use super::blueprint::{Blueprint, BlueprintRule};
use super::form::{Candidate, Stream, TooFewItems};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Beginnings before a bank full of enemies is given up.
const TRIES: usize = 100;
/// Exchanges between forms of one set.
const EXCHANGES: usize = 2_000;

/// A form made beforehand: its items, in no order. Each sitting orders them by its own seed.
#[derive(Clone, Debug, PartialEq)]
pub struct PrebuiltForm {
    /// Item ids, sorted.
    pub items: Vec<String>,
    /// The mean difficulty of its items, 0 to 1: the share of points that an average person is expected to miss.
    pub difficulty: f64,
}

/// Chooses items by their place in `bank`. Items of a lower `rank` come first; `None` keeps an item out.
pub(super) fn choose(
    bank: &[Candidate<'_>],
    blueprint: &Blueprint,
    rank: impl Fn(usize) -> Option<usize>,
    stream: &mut Stream,
) -> Result<Vec<usize>, TooFewItems> {
    let enemies = enemies(bank);
    let mut outcome = choose_once(bank, blueprint, &rank, &enemies, stream);
    // Without enemies another beginning would end the same.
    for _ in 1..if enemies.is_empty() { 1 } else { TRIES } {
        if outcome.is_ok() {
            break;
        }
        outcome = choose_once(bank, blueprint, &rank, &enemies, stream);
    }
    outcome
}

fn choose_once(
    bank: &[Candidate<'_>],
    blueprint: &Blueprint,
    rank: impl Fn(usize) -> Option<usize>,
    enemies: &HashMap<usize, Vec<usize>>,
    stream: &mut Stream,
) -> Result<Vec<usize>, TooFewItems> {
    let mut barred = vec![false; bank.len()];
    let mut chosen = Vec::with_capacity(blueprint.length());
    let mut take = |index: usize, barred: &mut Vec<bool>| {
        barred[index] = true;
        for enemy in enemies.get(&index).into_iter().flatten() {
            barred[*enemy] = true;
        }
        chosen.push(index);
    };
    let mut room: Vec<usize> = blueprint.rules.iter().map(|rule| usize::from(rule.count)).collect();
    for (rule, index) in anchor_places(bank, blueprint) {
        room[rule] = room[rule].saturating_sub(1);
        take(index, &mut barred);
    }
    for (rule, room) in blueprint.rules.iter().zip(room) {
        let too_few = |available| TooFewItems { rule: rule.clone(), available };
        let mut pool: Vec<usize> = (0..bank.len())
            .filter(|index| !barred[*index] && rule.admits(bank[*index].traits) && rank(*index).is_some())
            .collect();
        if pool.len() < room {
            return Err(too_few(pool.len()));
        }
        stream.shuffle(&mut pool);
        // Stable: among equals the shuffle stands.
        pool.sort_by_key(|index| rank(*index));
        let mut left = room;
        for index in pool {
            if left > 0 && !barred[index] {
                take(index, &mut barred);
                left -= 1;
            }
        }
        if left > 0 {
            return Err(too_few(room - left));
        }
    }
    Ok(chosen)
}

/// Which rule each anchor takes a place of, and where it is in the bank; what no rule has room for is left out.
pub fn anchor_places(bank: &[Candidate<'_>], blueprint: &Blueprint) -> Vec<(usize, usize)> {
    let mut room: Vec<u16> = blueprint.rules.iter().map(|rule| rule.count).collect();
    let mut places = Vec::with_capacity(blueprint.anchors.len());
    for anchor in &blueprint.anchors {
        let Some(index) = bank.iter().position(|candidate| candidate.face.id == *anchor) else { continue };
        let serves = |(rule, left): (&BlueprintRule, &u16)| *left > 0 && rule.admits(bank[index].traits);
        if let Some(rule) = blueprint.rules.iter().zip(&room).position(serves) {
            room[rule] -= 1;
            places.push((rule, index));
        }
    }
    places
}

/// The enemies of each item that has some, both ways, by place in `bank`.
pub(super) fn enemies(bank: &[Candidate<'_>]) -> HashMap<usize, Vec<usize>> {
    let mut enemies: HashMap<usize, Vec<usize>> = HashMap::new();
    if bank.iter().all(|candidate| candidate.traits.enemies.is_empty()) {
        return enemies;
    }
    let places: HashMap<&str, usize> = bank.iter().map(|candidate| candidate.face.id.as_str()).zip(0..).collect();
    for (index, candidate) in bank.iter().enumerate() {
        for other in candidate.traits.enemies.iter().filter_map(|id| places.get(id.as_str())) {
            enemies.entry(index).or_default().push(*other);
            enemies.entry(*other).or_default().push(index);
        }
    }
    enemies
}

/// On how many of `forms` forms an item may stand at most.
pub fn most_uses(cap: u8, forms: usize) -> usize {
    (forms * usize::from(cap) / 100).max(1)
}

/// Assembles `count` forms that serve the blueprint alike; `difficulty` tells that of an item, 0 to 1.
///
/// # Errors
/// When the bank cannot serve a rule under the exposure cap.
pub fn assemble(
    bank: &[Candidate<'_>],
    blueprint: &Blueprint,
    count: usize,
    difficulty: impl Fn(&Candidate<'_>) -> f64,
    seed: [u8; 16],
) -> Result<Vec<PrebuiltForm>, TooFewItems> {
    let mut stream = Stream::new(seed);
    let anchors: HashSet<usize> = anchor_places(bank, blueprint).into_iter().map(|(_, index)| index).collect();
    let most = blueprint.exposure_cap.map_or(count, |cap| most_uses(cap, count));
    let mut uses = vec![0_usize; bank.len()];
    let mut forms: Vec<BTreeSet<usize>> = Vec::with_capacity(count);
    for _ in 0..count {
        let rank = |index: usize| (uses[index] < most || anchors.contains(&index)).then_some(uses[index]);
        let chosen = choose(bank, blueprint, rank, &mut stream)?;
        for index in &chosen {
            uses[*index] += 1;
        }
        forms.push(chosen.into_iter().collect());
    }
    let weights: Vec<f64> = bank.iter().map(difficulty).collect();
    let levelling =
        Levelling { bank, rules: &blueprint.rules, weights: &weights, anchors: &anchors, enemies: enemies(bank) };
    levelling.level(&mut forms, &mut uses);
    let length = blueprint.length().max(1) as f64;
    Ok(forms
        .into_iter()
        .map(|form| PrebuiltForm {
            difficulty: form.iter().map(|index| weights[*index]).sum::<f64>() / length,
            items: form.into_iter().map(|index| bank[index].face.id.clone()).collect(),
        })
        .collect())
}

/// On how many forms of a set each item stands, most first, then by id.
pub fn uses(forms: &[PrebuiltForm]) -> Vec<(&str, usize)> {
    let mut uses: HashMap<&str, usize> = HashMap::new();
    for item in forms.iter().flat_map(|form| &form.items) {
        *uses.entry(item).or_default() += 1;
    }
    let mut uses: Vec<(&str, usize)> = uses.into_iter().collect();
    uses.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(other.0)));
    uses
}

/// How many items each form shares with the one most like it.
pub fn overlaps(forms: &[PrebuiltForm]) -> Vec<usize> {
    let shared = |one: &PrebuiltForm, other: &PrebuiltForm| {
        one.items.iter().filter(|item| other.items.binary_search(item).is_ok()).count()
    };
    let most = |(place, form): (usize, &PrebuiltForm)| {
        let others = forms.iter().enumerate().filter(|(other, _)| *other != place);
        others.map(|(_, other)| shared(form, other)).max().unwrap_or_default()
    };
    forms.iter().enumerate().map(most).collect()
}

/// What exchanges between forms of a set look at.
struct Levelling<'a> {
    bank: &'a [Candidate<'a>],
    rules: &'a [BlueprintRule],
    /// The difficulty of each item.
    weights: &'a [f64],
    anchors: &'a HashSet<usize>,
    enemies: HashMap<usize, Vec<usize>>,
}

impl Levelling<'_> {
    /// Brings forms nearer to each other until no exchange with the hardest or the easiest one does. `uses` tells on
    /// how many forms each item stands.
    fn level(&self, forms: &mut [BTreeSet<usize>], uses: &mut [usize]) {
        for _ in 0..EXCHANGES {
            let mut order: Vec<usize> = (0..forms.len()).collect();
            order.sort_by(|one, other| self.total(&forms[*one]).total_cmp(&self.total(&forms[*other])));
            let (Some(easiest), Some(hardest)) = (order.first().copied(), order.last().copied()) else { return };
            let with_hardest = order.iter().map(|other| (hardest, *other));
            let with_easiest = order.iter().rev().map(|other| (*other, easiest));
            let found = with_hardest
                .chain(with_easiest)
                .find_map(|(hard, easy)| Some((hard, easy, self.exchange(&forms[hard], &forms[easy])?)));
            if let Some((hard, easy, (from, to))) = found {
                forms[hard].remove(&from);
                forms[hard].insert(to);
                forms[easy].remove(&to);
                forms[easy].insert(from);
                continue;
            }
            let middle = (self.total(&forms[hardest]) + self.total(&forms[easiest])) / 2.0;
            let replaced = [hardest, easiest]
                .into_iter()
                .find_map(|place| Some((place, self.replacement(&forms[place], uses, middle)?)));
            let Some((place, (from, to))) = replaced else { return };
            forms[place].remove(&from);
            forms[place].insert(to);
            uses[from] -= 1;
            uses[to] += 1;
        }
    }

    /// The items of `form` that an exchange may touch.
    fn movable<'f>(&'f self, form: &'f BTreeSet<usize>) -> impl Iterator<Item = usize> + 'f {
        form.iter().copied().filter(|index| !self.anchors.contains(index))
    }

    /// The item of a form and the one off it, on fewer forms, whose exchange brings the form's total nearest to `aim`.
    fn replacement(&self, form: &BTreeSet<usize>, uses: &[usize], aim: f64) -> Option<(usize, usize)> {
        let total = self.total(form);
        self.movable(form)
            .flat_map(|from| (0..self.bank.len()).map(move |to| (from, to)))
            .filter(|(from, to)| uses[*to] < uses[*from] && self.is_alike(*from, *to) && self.fits(form, *from, *to))
            .map(|(from, to)| ((total - self.weights[from] + self.weights[to] - aim).abs(), from, to))
            .filter(|(after, ..)| *after < (total - aim).abs() - 1e-9)
            .min_by(|one, other| one.0.total_cmp(&other.0))
            .map(|(_, from, to)| (from, to))
    }

    fn total(&self, form: &BTreeSet<usize>) -> f64 {
        form.iter().map(|index| self.weights[*index]).sum()
    }

    /// The items of a harder and an easier form whose exchange brings the two nearest to each other.
    fn exchange(&self, hard: &BTreeSet<usize>, easy: &BTreeSet<usize>) -> Option<(usize, usize)> {
        let gap = self.total(hard) - self.total(easy);
        let of_easy: Vec<usize> = self.movable(easy).collect();
        self.movable(hard)
            .flat_map(|from| of_easy.iter().map(move |to| (from, *to)))
            .filter(|(from, to)| self.is_alike(*from, *to))
            .filter(|(from, to)| self.fits(hard, *from, *to) && self.fits(easy, *to, *from))
            .map(|(from, to)| ((gap - 2.0 * (self.weights[from] - self.weights[to])).abs(), from, to))
            .filter(|(after, ..)| *after < gap - 1e-9)
            .min_by(|one, other| one.0.total_cmp(&other.0))
            .map(|(_, from, to)| (from, to))
    }

    /// Whether the blueprint does not tell two items apart.
    fn is_alike(&self, one: usize, other: usize) -> bool {
        let (one, other) = (self.bank[one].traits, self.bank[other].traits);
        self.rules.iter().all(|rule| rule.admits(one) == rule.admits(other))
    }

    /// Whether one item may come to a form that another one leaves.
    fn fits(&self, form: &BTreeSet<usize>, leaves: usize, comes: usize) -> bool {
        let mut enemies = self.enemies.get(&comes).into_iter().flatten();
        !form.contains(&comes) && !enemies.any(|enemy| *enemy != leaves && form.contains(enemy))
    }
}

#[cfg(test)]
mod tests {
    use super::super::form::{draw, draw_avoiding};
    use super::super::item::{ItemFace, ItemKind, ItemTraits, ItemType};
    use super::*;
    use crate::domain::text::Localized;
    use proptest::prelude::*;

    type Bank = Vec<(ItemFace, ItemTraits)>;

    /// Items `000`, `001`, ...; each third one is an enemy of the next.
    fn bank(count: usize) -> Bank {
        let item = |number: usize| {
            let face =
                ItemFace::with_options(format!("{number:03}"), ItemType::TrueFalse, Localized::default(), Vec::new());
            let enemies = if number.is_multiple_of(3) { vec![format!("{:03}", number + 1)] } else { Vec::new() };
            let kind = if number.is_multiple_of(2) { ItemKind::Knowledge } else { ItemKind::Scenario };
            (face, ItemTraits { competency: format!("c{}", number % 4 / 2), level: 1, kind, enemies })
        };
        (0..count).map(item).collect()
    }

    fn candidates(bank: &Bank) -> Vec<Candidate<'_>> {
        bank.iter().map(|(face, traits)| Candidate { face, traits }).collect()
    }

    fn blueprint() -> Blueprint {
        let rule = |code: &str, count| BlueprintRule { competency: Some(code.into()), level: None, kind: None, count };
        Blueprint { rules: vec![rule("c0", 4), rule("c1", 3)], ..Blueprint::default() }
    }

    fn holds_no_enemies(items: &[String]) -> bool {
        let numbers: Vec<usize> = items.iter().map(|id| id.parse().expect("a number")).collect();
        numbers.iter().all(|number| !number.is_multiple_of(3) || !numbers.contains(&(number + 1)))
    }

    fn serves(bank: &Bank, items: &[String]) -> bool {
        let of = |code: &str| {
            items
                .iter()
                .filter(|id| bank.iter().any(|(face, traits)| face.id == **id && traits.competency == code))
                .count()
        };
        items.len() == 7 && of("c0") == 4 && of("c1") == 3
    }

    proptest! {
        #[test]
        fn enemies_never_stand_on_one_form_and_the_blueprint_is_served(seed: [u8; 16], size in 20_usize..60) {
            let bank = bank(size);
            let form = draw(&candidates(&bank), &blueprint(), seed).expect("enough items");
            let items: Vec<String> = form.0.into_iter().map(|place| place.item).collect();
            prop_assert!(serves(&bank, &items) && holds_no_enemies(&items));
        }

        #[test]
        fn what_was_seen_comes_back_only_when_nothing_else_is_left(seed: [u8; 16], other: [u8; 16], size in 24_usize..60) {
            let bank = bank(size).into_iter().map(|(face, traits)| (face, ItemTraits { enemies: Vec::new(), ..traits })).collect();
            let bank = candidates(&bank);
            let items = |form: super::super::form::Form| form.0.into_iter().map(|place| place.item).collect::<HashSet<_>>();
            let first = items(draw(&bank, &blueprint(), seed).expect("enough items"));
            let second = items(draw_avoiding(&bank, &blueprint(), &first, other).expect("enough items"));
            prop_assert!(first.is_disjoint(&second));
            // Everything seen: a form is drawn all the same.
            let all = bank.iter().map(|candidate| candidate.face.id.clone()).collect();
            prop_assert_eq!(draw_avoiding(&bank, &blueprint(), &all, seed), draw(&bank, &blueprint(), seed));
        }

        #[test]
        fn forms_of_a_set_are_equivalent_and_keep_the_cap(seed: [u8; 16], size in 60_usize..120, count in 2_usize..13) {
            let bank = bank(size);
            let blueprint = Blueprint { anchors: vec!["005".into(), "010".into()], exposure_cap: Some(50), ..blueprint() };
            let difficulty = |candidate: &Candidate<'_>| f64::from(candidate.face.id.parse::<u16>().expect("a number") % 10) / 10.0;
            let forms = assemble(&candidates(&bank), &blueprint, count, difficulty, seed).expect("enough items");
            prop_assert_eq!(forms.len(), count);
            let mut uses: HashMap<&str, usize> = HashMap::new();
            for form in &forms {
                prop_assert!(serves(&bank, &form.items) && holds_no_enemies(&form.items));
                prop_assert!(form.items.contains(&"005".to_owned()) && form.items.contains(&"010".to_owned()));
                form.items.iter().for_each(|id| *uses.entry(id).or_default() += 1);
            }
            prop_assert!(uses.iter().all(|(id, uses)| ["005", "010"].contains(id) || *uses <= most_uses(50, count)));
            let difficulties = forms.iter().map(|form| form.difficulty);
            let spread = difficulties.clone().fold(0.0, f64::max) - difficulties.fold(1.0, f64::min);
            prop_assert!(spread < 0.06, "{spread}");
            prop_assert_eq!(assemble(&candidates(&bank), &blueprint, count, difficulty, seed), Ok(forms));
        }
    }

    #[test]
    fn a_bank_whose_items_are_all_enemies_is_given_up() {
        let mut bank = bank(12);
        let ids: Vec<String> = bank.iter().map(|(face, _)| face.id.clone()).collect();
        bank.iter_mut()
            .for_each(|(face, traits)| traits.enemies = ids.iter().filter(|id| **id != face.id).cloned().collect());
        let refused = draw(&candidates(&bank), &blueprint(), [7; 16]).expect_err("only one item fits a form");
        assert_eq!(refused.available, 1);
    }
}
