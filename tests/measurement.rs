//! Item response theory on made-up answers: against what they were made of, against girth and scipy, and what must
//! hold of any.

use minhchung::domain::measurement::ability::estimate_ability;
use minhchung::domain::measurement::calibration::{Calibration, Settings, calibrate};
use minhchung::domain::measurement::curve::Curve;
use minhchung::domain::measurement::response_patterns::ResponsePatterns;
use minhchung::domain::measurement::selection::{Limits, Strand};
use minhchung::domain::measurement::simulation::{Adaptive, Outcomes, Trial};
use minhchung::domain::measurement::stream::Stream;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Discriminations around 1.1, difficulties from −2 to 2.
fn bank(count: usize, seed: u64) -> Vec<Curve> {
    let mut chance = Stream::new(seed, 1);
    let curve = |number: usize| {
        let discrimination = (0.1 + 0.3 * chance.normal()).exp();
        Curve::new(discrimination, 4.0 * (number as f64 + 0.5) / count as f64 - 2.0).expect("within bounds")
    };
    (0..count).map(curve).collect()
}

type Sheet = Vec<(usize, bool)>;

/// People of standard normal ability, each given so many items of the bank, drawn at random.
fn sheets(curves: &[Curve], people: usize, on_a_form: usize, seed: u64) -> Vec<Sheet> {
    let mut chance = Stream::new(seed, 2);
    (0..people)
        .map(|_| {
            let ability = chance.normal();
            let mut pool: Vec<usize> = (0..curves.len()).collect();
            for place in 0..on_a_form {
                let left = (pool.len() - place) as u64;
                pool.swap(place, place + (chance.word() % left) as usize);
            }
            pool[..on_a_form].iter().map(|item| (*item, chance.share() < curves[*item].chance(ability))).collect()
        })
        .collect()
}

fn patterns<'a>(items: usize, sheets: impl IntoIterator<Item = &'a Sheet>) -> ResponsePatterns {
    let mut patterns = ResponsePatterns::new(items);
    sheets.into_iter().for_each(|sheet| patterns.add(sheet.iter().copied()));
    patterns
}

fn root_mean_square(differences: impl Iterator<Item = f64>) -> f64 {
    let (count, sum) = differences.fold((0.0, 0.0), |(count, sum), one| (count + 1.0, sum + one * one));
    f64::sqrt(sum / count)
}

/// Root mean squares of what discriminations and difficulties are off by.
fn errors(truth: &[Curve], found: &Calibration) -> (f64, f64) {
    let pairs = || truth.iter().zip(&found.items);
    (
        root_mean_square(pairs().map(|(truth, item)| item.curve.discrimination() - truth.discrimination())),
        root_mean_square(pairs().map(|(truth, item)| item.curve.difficulty() - truth.difficulty())),
    )
}

#[test]
fn parameters_are_recovered_and_off_by_what_is_told() {
    let truth = bank(40, 1);
    let found = calibrate(&patterns(40, &sheets(&truth, 2_000, 40, 1)), &Settings::default(), |_| {});
    assert!(found.has_converged);
    let (discrimination, difficulty) = errors(&truth, &found);
    println!("RMSE of discriminations {discrimination:.3}, of difficulties {difficulty:.3}");
    assert!(discrimination < 0.15 && difficulty < 0.15, "{discrimination} {difficulty}");
    // In units of the standard errors, differences have spread 1.
    let pairs = || truth.iter().zip(&found.items);
    let of_discrimination = root_mean_square(
        pairs().map(|(truth, item)| (item.curve.discrimination() - truth.discrimination()) / item.discrimination_error),
    );
    let of_difficulty = root_mean_square(
        pairs().map(|(truth, item)| (item.curve.difficulty() - truth.difficulty()) / item.difficulty_error),
    );
    println!("in standard errors {of_discrimination:.2} and {of_difficulty:.2}");
    assert!((0.75..1.35).contains(&of_discrimination) && (0.75..1.35).contains(&of_difficulty));
    let chances: Vec<f64> = found.items.iter().filter_map(|item| item.fit.chi_square.map(|fit| fit.chance)).collect();
    let misfits = chances.iter().filter(|chance| **chance < 0.05).count();
    assert!(chances.len() == 40 && misfits <= 5, "curves that are right fit: {chances:?}");
}

#[test]
fn drawn_forms_are_calibrated_as_well() {
    let truth = bank(60, 2);
    let found = calibrate(&patterns(60, &sheets(&truth, 4_000, 30, 2)), &Settings::default(), |_| {});
    let (discrimination, difficulty) = errors(&truth, &found);
    println!("RMSE of discriminations {discrimination:.3}, of difficulties {difficulty:.3}");
    assert!(found.has_converged && discrimination < 0.15 && difficulty < 0.15, "{discrimination} {difficulty}");
}

#[test]
fn an_item_that_the_able_get_wrong_stands_out() {
    let truth = bank(15, 3);
    let mut people = sheets(&truth, 1_500, 15, 3);
    let mut chance = Stream::new(3, 3);
    for sheet in &mut people {
        let others = sheet.iter().filter(|(item, is_right)| *item != 7 && *is_right).count();
        // Solved by those in the middle: no curve of the model looks like this.
        let likely = if (5..=9).contains(&others) { 0.9 } else { 0.2 };
        let answer = sheet.iter_mut().find(|(item, _)| *item == 7).expect("on every form");
        answer.1 = chance.share() < likely;
    }
    let found = calibrate(&patterns(15, &people), &Settings::default(), |_| {});
    let chance = |item: usize| found.items[item].fit.chi_square.expect("enough answers").chance;
    assert!(chance(7) < 1e-6, "{}", chance(7));
    let others = (0..15).filter(|item| *item != 7 && chance(*item) < 0.01).count();
    assert!(others <= 2, "{others} others");
    let doubtful: Vec<usize> = (0..15).filter(|item| found.items[*item].is_doubtful()).collect();
    assert_eq!(doubtful, [7]);
}

#[test]
fn items_that_everybody_or_nobody_solves_stay_finite() {
    let truth = bank(10, 4);
    let mut people = sheets(&truth, 300, 10, 4);
    for answer in people.iter_mut().flatten() {
        match answer.0 {
            2 => answer.1 = true,
            5 => answer.1 = false,
            _ => {}
        }
    }
    let found = calibrate(&patterns(10, &people), &Settings::default(), |_| {});
    let difficulty = |item: usize| found.items[item].curve.difficulty();
    assert!((-9.0..-2.0).contains(&difficulty(2)), "{}", difficulty(2));
    assert!((2.0..9.0).contains(&difficulty(5)), "{}", difficulty(5));
    assert!(found.has_converged && found.items[2].difficulty_error > 0.5, "{:?}", found.items[2]);
    assert_eq!(found.items[2].fit.chi_square, None, "nothing to compare");
}

#[test]
fn neither_threads_nor_the_order_of_people_change_anything() {
    let people = sheets(&bank(12, 5), 400, 8, 5);
    let settings = |threads| Settings { threads, most_steps: 6, ..Settings::default() };
    let alone = calibrate(&patterns(12, &people), &settings(1), |_| {});
    assert_eq!(alone, calibrate(&patterns(12, &people), &settings(3), |_| {}));
    assert_eq!(alone, calibrate(&patterns(12, people.iter().rev()), &settings(2), |_| {}));
}

#[test]
fn nobody_and_nothing_calibrate_to_nothing() {
    let found = calibrate(&ResponsePatterns::new(3), &Settings::default(), |_| {});
    assert_eq!((found.items.len(), found.items[0].tally.given), (3, 0));
    assert!((found.items[0].curve.discrimination() - 1.0).abs() < 1e-3, "the priors are all there is");
    assert!(calibrate(&ResponsePatterns::new(0), &Settings::default(), |_| {}).items.is_empty());
}

fn by_others(data: &Value) -> Value {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = here.join("target/python/bin/python3");
    assert!(
        python.exists(),
        "girth and scipy are not installed: python3 -m venv target/python && \
         target/python/bin/pip install --require-hashes -r tests/independent/requirements.txt"
    );
    let mut child = Command::new(python)
        .arg(here.join("tests/independent/irt.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python starts");
    child.stdin.take().expect("a pipe").write_all(data.to_string().as_bytes()).expect("written");
    let output = child.wait_with_output().expect("its output");
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

/// girth has no priors, so ours go without; both integrate over nodes from −6 to 6.
#[test]
fn girth_finds_the_same_curves() {
    let people = sheets(&bank(20, 6), 1_000, 20, 6);
    let mut answers = vec![vec![0; people.len()]; 20];
    for (person, sheet) in people.iter().enumerate() {
        sheet.iter().for_each(|(item, is_right)| answers[*item][person] = u8::from(*is_right));
    }
    let theirs = by_others(&json!({ "answers": answers, "abilities": [] }));
    let ours = calibrate(&patterns(20, &people), &Settings { priors: None, ..Settings::default() }, |_| {});
    let off = |of: fn(Curve) -> f64, name: &str| {
        let pairs = ours.items.iter().zip(theirs[name].as_array().expect("figures"));
        pairs.map(|(item, theirs)| (of(item.curve) - number(theirs)).abs()).fold(0.0, f64::max)
    };
    let (discrimination, difficulty) =
        (off(Curve::discrimination, "discrimination"), off(Curve::difficulty, "difficulty"));
    println!("at most {discrimination:.4} between discriminations, {difficulty:.4} between difficulties");
    assert!(discrimination < 0.05 && difficulty < 0.05, "{discrimination} {difficulty}");
}

#[test]
fn scipy_integrates_to_the_same_abilities() {
    let curves = bank(60, 7);
    let mut told: Vec<Vec<(Curve, bool)>> = Vec::new();
    for (number, sheet) in sheets(&curves, 15, 60, 7).iter().enumerate() {
        let answers = sheet.iter().take(1 + 4 * number).map(|(item, is_right)| (curves[*item], *is_right));
        told.push(answers.collect());
    }
    told.extend([true, false].map(|is_right| curves.iter().map(|curve| (*curve, is_right)).collect()));
    let steep = Curve::new(4.0, 1.5).expect("within bounds");
    told.push((0..40).map(|number| (steep, number % 2 == 0)).collect());
    let plain =
        |(curve, is_right): &(Curve, bool)| json!([curve.discrimination(), curve.difficulty(), u8::from(*is_right)]);
    let abilities: Vec<Vec<Value>> = told.iter().map(|answers| answers.iter().map(plain).collect()).collect();
    let theirs = by_others(&json!({ "answers": [], "abilities": abilities }));
    let mut most = 0_f64;
    for (answers, theirs) in told.iter().zip(theirs["abilities"].as_array().expect("estimates")) {
        let ours = estimate_ability(answers);
        most = most.max((ours.ability - number(&theirs[0])).abs()).max((ours.error - number(&theirs[1])).abs());
    }
    println!("at most {most:.1e} between abilities and between standard errors");
    assert!(most < 1e-6, "{most:e}");
}

/// Two thirds of the items share two thirds of the form.
fn trial(seed: u64) -> Trial {
    let strands =
        vec![Strand { count: 20, items: (0..80).collect() }, Strand { count: 10, items: (80..120).collect() }];
    let mut curves = bank(120, 8);
    // Both strands have items of every difficulty.
    let mut chance = Stream::new(8, 8);
    for last in (1..curves.len()).rev() {
        curves.swap(last, (chance.word() % (last as u64 + 1)) as usize);
    }
    Trial { curves, strands, cut: Some(0.3), seed }
}

fn adaptive(error: f64, among: usize) -> Adaptive {
    Adaptive { limits: Limits { fewest: 8, most: 30, error, time: None }, among }
}

#[test]
fn adaptive_tests_are_as_precise_as_they_say_and_shorter_than_forms() {
    let trial = trial(1);
    let of = |test: Option<Adaptive>| {
        let mut outcomes = Outcomes::nothing(120);
        for person in 0..600 {
            let sitting = match test {
                Some(test) => trial.adaptive(person, &test),
                None => {
                    let form = |seed: [u8; 16]| {
                        let mut chance = Stream::new(u64::from_be_bytes([seed[0]; 8]), u64::from(seed[1]));
                        let mut pool: Vec<usize> = (0..120).collect();
                        (1..120).rev().for_each(|last| pool.swap(last, (chance.word() % (last as u64 + 1)) as usize));
                        Ok::<_, ()>(pool[..30].to_vec())
                    };
                    trial.fixed(person, form, |answers| answers.iter().filter(|(_, is_right)| *is_right).count() >= 17)
                }
                .expect("a form"),
            };
            outcomes.count(&sitting, trial.cut);
        }
        assert!(outcomes.bias().abs() < 0.06, "{}", outcomes.bias());
        assert!((outcomes.rmse() / outcomes.told_error() - 1.0).abs() < 0.1, "{outcomes:?}");
        assert!(outcomes.accuracy() > 0.85, "{}", outcomes.accuracy());
        outcomes
    };
    let (form, best, spread, short) =
        (of(None), of(Some(adaptive(0.0, 1))), of(Some(adaptive(0.0, 10))), of(Some(adaptive(0.35, 5))));
    assert!(best.rmse() < form.rmse(), "thirty well-chosen items tell more: {} {}", best.rmse(), form.rmse());
    assert!(short.length() < 25.0 && short.rmse() < 0.4, "{} {}", short.length(), short.rmse());
    let unseen = |outcomes: &Outcomes| outcomes.given.iter().filter(|given| **given == 0).count();
    assert!(unseen(&spread) < unseen(&best), "chance brings more items into use");
    let most = |outcomes: &Outcomes| outcomes.given.iter().max().copied();
    assert_eq!(most(&best), Some(600), "without it everybody begins with the same item");
    assert!(most(&spread) < Some(560), "{:?}", most(&spread));
}

fn curves() -> impl Strategy<Value = Vec<Curve>> {
    let curve = (0.2..3.0, -3.0..3.0).prop_map(|(a, b)| Curve::new(a, b).expect("within bounds"));
    prop::collection::vec(curve, 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_step_makes_the_answers_less_likely(
        rows in prop::collection::vec(prop::collection::vec(0_u8..3, 6), 2..40), with_priors: bool
    ) {
        let mut patterns = ResponsePatterns::new(6);
        for row in &rows {
            let given = row.iter().enumerate().filter(|(_, answer)| **answer < 2);
            patterns.add(given.map(|(item, answer)| (item, *answer == 1)));
        }
        let plain = Settings { most_steps: 12, nodes: 31, ..Settings::default() };
        let settings = if with_priors { plain } else { Settings { priors: None, ..plain } };
        let mut heights = Vec::new();
        let found = calibrate(&patterns, &settings, |step| heights.push(step.log_posterior));
        prop_assert!(heights.windows(2).all(|pair| pair[1] >= pair[0] - 1e-9 * pair[0].abs().max(1.0)), "{:?}", heights);
        prop_assert!(found.items.iter().all(|item| item.curve.difficulty().is_finite()));
    }

    #[test]
    fn one_more_right_answer_never_lowers_an_ability(curves in curves(), answers: u16, changed in 0_usize..12) {
        let changed = changed % curves.len();
        let with = |is_right| {
            let answer = |(number, curve): (usize, &Curve)| {
                (*curve, if number == changed { is_right } else { answers >> number & 1 == 1 })
            };
            estimate_ability(&curves.iter().enumerate().map(answer).collect::<Vec<_>>())
        };
        let (wrong, right) = (with(false), with(true));
        prop_assert!(right.ability > wrong.ability, "{right:?} {wrong:?}");
        for estimate in [wrong, right] {
            prop_assert!(estimate.ability.abs() < 8.0 && estimate.error > 0.0 && estimate.error <= 1.0 + 1e-9, "{estimate:?}");
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_test_and_every_test_keeps_the_blueprint(seed: u64, person in 0_u64..1_000_000) {
        let trial = trial(seed);
        let sitting = trial.adaptive(person, &adaptive(0.0, 5));
        prop_assert_eq!(&sitting, &trial.adaptive(person, &adaptive(0.0, 5)));
        prop_assert_ne!(&sitting.answers, &trial.adaptive(person + 1, &adaptive(0.0, 5)).answers);
        let mut items: Vec<usize> = sitting.answers.iter().map(|(item, _)| *item).collect();
        items.sort_unstable();
        items.dedup();
        prop_assert_eq!((items.len(), items.iter().filter(|item| **item < 80).count()), (30, 20));
    }
}
