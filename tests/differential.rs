//! Differential item functioning and times of made-up attempts, against numpy.

use minhchung::domain::assessment::differential::{DifferenceClass, differences};
use minhchung::domain::assessment::pace::pace;
use minhchung::domain::assessment::scoring::Centipoints;
use minhchung::domain::assessment::statistics::{Given, ItemFacts, Sheet};
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

fn items(count: usize) -> Vec<ItemFacts> {
    let item = |number: usize| ItemFacts {
        id: format!("item-{number:03}"),
        possible: Centipoints(100 * (1 + number as u32 % 3)),
        options: Vec::new(),
    };
    (0..count).map(item).collect()
}

/// Forms of so many drawn items; the last two items are harder for group 1, much harder for group 2.
fn sheets(items: &[ItemFacts], people: u64, on_a_form: usize) -> (Vec<Sheet>, Vec<Option<usize>>) {
    let mut chance = Chance(2_026);
    let person = |_| {
        let (ability, luck) = (chance.below(100), chance.below(10));
        let group = match luck {
            0 => None,
            1..=2 => Some(1),
            3 => Some(2),
            _ => Some(0),
        };
        let mut pool: Vec<usize> = (0..items.len()).collect();
        for last in (1..pool.len()).rev() {
            pool.swap(last, chance.below(last as u64 + 1) as usize);
        }
        let sheet = pool.into_iter().take(on_a_form).map(|item| {
            let unfair = if item + 2 >= items.len() { 18 * group.unwrap_or(0) as u64 } else { 0 };
            let hardness = 10 + (item as u64 * 37) % 80 + unfair;
            let knows = ability + chance.below(60) > hardness + chance.below(60);
            let full = items[item].possible.0;
            // Somebody who does not know may earn a part; that is not right.
            let earned = if knows { full } else { full * chance.below(2) as u32 / 2 };
            Given { item: item as u32, earned: Centipoints(earned), chosen: 0, is_blank: false }
        });
        (sheet.collect(), group)
    };
    (0..people).map(person).unzip()
}

fn python(input: &Value) -> Value {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = here.join("target/python/bin/python3");
    assert!(
        python.exists(),
        "needs numpy: python3 -m venv target/python && target/python/bin/pip install -r tests/independent/requirements.txt"
    );
    let mut child = Command::new(python)
        .arg(here.join("tests/independent/differential.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python starts");
    child.stdin.take().expect("a pipe").write_all(input.to_string().as_bytes()).expect("written");
    let output = child.wait_with_output().expect("its output");
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn compare(items: &[ItemFacts], sheets: &[Sheet], of_sheet: &[Option<usize>], groups: usize) -> Vec<(usize, usize)> {
    let right = |given: &Given| json!([given.item, given.earned >= items[given.item as usize].possible]);
    let input = json!({
        "items": items.len(), "groups": groups, "of_sheet": of_sheet,
        "sheets": sheets.iter().map(|sheet| sheet.iter().map(right).collect::<Vec<_>>()).collect::<Vec<_>>(),
    });
    let theirs = python(&input);
    let theirs = theirs["differences"].as_array().expect("a list");
    let ours = differences(items, sheets, of_sheet, groups);
    assert_eq!(ours.len(), theirs.len());
    for (found, other) in ours.iter().zip(theirs) {
        let counts = [found.item, found.group, found.focal, found.reference].map(Value::from);
        assert_eq!(counts.to_vec(), other["counts"].as_array().expect("counts").clone());
        for (name, figure) in [
            ("odds_ratio", found.odds_ratio),
            ("delta", found.delta),
            ("standard_error", found.standard_error),
            ("chi_square", found.chi_square),
        ] {
            let number = other[name].as_f64().expect("a number");
            assert!((figure - number).abs() < 1e-9 * number.abs().max(1.0), "{name}: {figure} and {number}, {found:?}");
        }
        assert_eq!(found.class.name(), other["class"], "{found:?}");
    }
    let differ = ours.iter().filter(|found| found.class != DifferenceClass::A && found.delta < 0.0);
    differ.map(|found| (found.item, found.group)).collect()
}

#[test]
fn a_fixed_form_compares_as_numpy_says() {
    let items = items(25);
    let (sheets, groups) = sheets(&items, 3_000, 25);
    let found = compare(&items, &sheets, &groups, 3);
    assert!(found.contains(&(23, 2)) && found.contains(&(24, 2)), "the unfair items are found: {found:?}");
}

#[test]
fn drawn_forms_and_two_groups_compare_as_numpy_says() {
    let items = items(60);
    let (sheets, groups) = sheets(&items, 4_000, 20);
    let two: Vec<Option<usize>> = groups.iter().map(|group| group.map(|number| number.min(1))).collect();
    compare(&items, &sheets, &two, 2);
    compare(&items, &sheets, &groups, 3);
}

#[test]
fn times_lie_where_numpy_puts_them() {
    let mut chance = Chance(11);
    for count in [1, 2, 3, 4, 50, 501] {
        let seconds: Vec<f32> = (0..count).map(|_| chance.below(90_000) as f32 / 512.0).collect();
        let theirs = python(&json!({ "seconds": seconds }));
        let ours = pace(seconds);
        let quartiles = [ours.lower, ours.median, ours.upper].map(|figure| figure.expect("a figure"));
        for (figure, other) in quartiles.iter().zip(theirs["quartiles"].as_array().expect("three")) {
            assert!((figure - other.as_f64().expect("a number")).abs() < 1e-9, "{figure} and {other}");
        }
    }
}
