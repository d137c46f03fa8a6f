//! Statistics of made-up attempts, against numpy; and what must hold of any.

use minhchung::domain::assessment::scoring::Centipoints;
use minhchung::domain::assessment::statistics::{Given, ItemFacts, Sheet, Statistics, statistics};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// A stream of numbers that is the same everywhere.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

fn items(count: u32) -> Vec<ItemFacts> {
    let item = |number: u32| ItemFacts {
        id: format!("item-{number:03}"),
        possible: Centipoints(100 * (1 + number % 3)),
        options: ["a", "b", "c", "d"].map(|id| (id.to_owned(), id == "a")).to_vec(),
    };
    (0..count).map(item).collect()
}

/// People who know more or less answer items that are harder or easier; the last item is keyed wrong.
fn sheets(items: &[ItemFacts], people: u64, on_a_form: usize) -> Vec<Sheet> {
    let mut chance = Chance(20_500);
    (0..people)
        .map(|_| {
            let ability = chance.below(100);
            let mut pool: Vec<usize> = (0..items.len()).collect();
            for last in (1..pool.len()).rev() {
                pool.swap(last, chance.below(last as u64 + 1) as usize);
            }
            let form = pool.into_iter().take(on_a_form);
            form.map(|item| {
                let hardness = 10 + (item as u64 * 37) % 80;
                let knows = ability + chance.below(60) > hardness + chance.below(60);
                let is_right = if item + 1 == items.len() { !knows } else { knows };
                let option = if is_right { 0 } else { 1 + chance.below(4) };
                // The fifth one: nothing was chosen.
                let chosen = if option == 4 { 0 } else { 1 << option };
                let full = items[item].possible.0;
                let partly = if is_right { full } else { full * chance.below(2) as u32 / 2 };
                Given { item: item as u32, earned: Centipoints(partly), chosen, is_blank: chosen == 0 }
            })
            .collect()
        })
        .collect()
}

fn by_numpy(items: &[ItemFacts], sheets: &[Sheet]) -> Value {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = here.join("target/python/bin/python3");
    assert!(
        python.exists(),
        "numpy is not installed: python3 -m venv target/python && \
         target/python/bin/pip install --require-hashes -r tests/independent/requirements.txt"
    );
    let points = |given: &Given| json!([given.item, f64::from(given.earned.0) / 100.0, given.chosen]);
    let data = json!({
        "possible": items.iter().map(|item| f64::from(item.possible.0) / 100.0).collect::<Vec<_>>(),
        "sheets": sheets.iter().map(|sheet| sheet.iter().map(points).collect::<Vec<_>>()).collect::<Vec<_>>(),
    });
    let mut child = Command::new(python)
        .arg(here.join("tests/independent/statistics.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python starts");
    child.stdin.take().expect("a pipe").write_all(data.to_string().as_bytes()).expect("written");
    let output = child.wait_with_output().expect("its output");
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[track_caller]
fn agree(what: &str, ours: Option<f64>, theirs: &Value) {
    let (Some(ours), Some(number)) = (ours, theirs.as_f64()) else {
        assert!(ours.is_none() && theirs.is_null(), "{what}: {ours:?} and {theirs}");
        return;
    };
    assert!((ours - number).abs() < 1e-9, "{what}: {ours} and {number}");
}

fn compare(items: &[ItemFacts], sheets: &[Sheet]) -> Statistics {
    let ours = statistics(items, sheets);
    let theirs = by_numpy(items, sheets);
    let test = &ours.test;
    for (name, figure) in [
        ("mean", test.mean),
        ("median", test.median),
        ("standard_deviation", test.standard_deviation),
        ("skewness", test.skewness),
        ("kurtosis", test.kurtosis),
        ("alpha", test.alpha),
        ("error_ratio", test.error_ratio),
        ("standard_error", test.standard_error),
    ] {
        agree(name, figure, &theirs["test"][name]);
    }
    for ((facts, figures), theirs) in items.iter().zip(&ours.items).zip(theirs["items"].as_array().expect("items")) {
        for (name, figure) in [
            ("facility", figures.facility),
            ("standard_deviation", figures.standard_deviation),
            ("discrimination", figures.discrimination),
            ("efficiency", figures.efficiency),
            ("intended_weight", figures.intended_weight),
            ("effective_weight", figures.effective_weight),
            ("alpha_if_dropped", figures.alpha_if_dropped),
        ] {
            agree(&format!("{name} of {}", facts.id), figure, &theirs[name]);
        }
        for (option, number) in figures.options.iter().zip(0..) {
            agree(
                &format!("option {number} of {}", facts.id),
                option.point_biserial,
                &theirs["point_biserial"][number],
            );
        }
    }
    ours
}

#[test]
fn a_fixed_form_measures_as_numpy_says() {
    let items = items(25);
    let found = compare(&items, &sheets(&items, 800, 25));
    assert!(found.is_fixed_form);
    assert!(found.test.alpha.is_some_and(|alpha| alpha > 0.7), "{:?}", found.test);
    let doubtful: Vec<_> = (0..items.len()).filter(|place| found.items[*place].is_doubtful()).collect();
    assert_eq!(doubtful, [24], "the item that is keyed wrong, and no other");
    let without = found.items[24].alpha_if_dropped.expect("a figure");
    assert!(without > found.test.alpha.expect("a figure"), "the test is better without it");
    let trace = found.items[3].options[0].trace.map(|share| share.expect("a group"));
    assert!(trace[0] < trace[4], "who knows more finds the key more often: {trace:?}");
}

#[test]
fn drawn_forms_measure_as_numpy_says() {
    let items = items(60);
    let found = compare(&items, &sheets(&items, 1_200, 20));
    assert!(!found.is_fixed_form);
    assert!(found.items[59].is_doubtful());
    let weight: f64 =
        found.items.iter().map(|item| item.intended_weight.expect("a weight") * item.attempts as f64 / 1_200.0).sum();
    assert!((weight - 1.0).abs() < 1e-9, "a form weighs one");
}

#[test]
fn nothing_comes_of_nothing() {
    let items = items(3);
    let found = statistics(&items, &[]);
    assert_eq!((found.test.attempts, found.test.mean, found.test.alpha), (0, None, None));
    let one = sheets(&items, 1, 3);
    let found = statistics(&items, &one);
    assert_eq!((found.test.standard_deviation, found.items[0].discrimination), (None, None));
    let same = vec![one[0].clone(); 40];
    let found = statistics(&items, &same);
    assert_eq!((found.test.alpha, found.items[0].discrimination, found.test.skewness), (None, None, None));
}

proptest! {
    #[test]
    fn figures_stay_within_their_bounds(
        marks in prop::collection::vec(prop::collection::vec((0u32..=100, 0u32..16), 5), 2..40)
    ) {
        let items: Vec<ItemFacts> = items(5).into_iter().map(|item| ItemFacts { possible: Centipoints(100), ..item }).collect();
        let sheets: Vec<Sheet> = marks
            .iter()
            .map(|row| {
                let given = |(item, (earned, chosen)): (usize, &(u32, u32))| {
                    Given { item: item as u32, earned: Centipoints(*earned), chosen: *chosen, is_blank: *chosen == 0 }
                };
                row.iter().enumerate().map(given).collect()
            })
            .collect();
        let found = statistics(&items, &sheets);
        prop_assert_eq!(found.test.histogram.iter().sum::<usize>(), sheets.len());
        prop_assert!(found.test.mean.is_some_and(|mean| (0.0..=100.0).contains(&mean)));
        prop_assert!(found.test.alpha.is_none_or(|alpha| alpha <= 1.0 + 1e-9));
        for item in &found.items {
            prop_assert!(item.facility.is_some_and(|share| (0.0..=1.0).contains(&share)));
            prop_assert!(item.discrimination.is_none_or(|index| index.abs() <= 1.0 + 1e-9));
            prop_assert!(item.efficiency.is_none_or(|share| share <= 1.0 + 1e-9));
            prop_assert!(item.options.iter().all(|option| option.chosen <= item.attempts));
        }
    }
}
