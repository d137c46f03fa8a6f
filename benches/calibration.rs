//! Calibration of 300 items by the answers of 20,500 people, all of them to every item and to forms of 30:
//! `cargo bench --bench calibration [-- PEOPLE]`. Then a simulation. Prints times, errors and memory.

use minhchung::domain::measurement::calibration::{Settings, calibrate};
use minhchung::domain::measurement::curve::Curve;
use minhchung::domain::measurement::response_patterns::ResponsePatterns;
use minhchung::domain::measurement::selection::{Limits, Strand};
use minhchung::domain::measurement::simulation::{Adaptive, Outcomes, Trial};
use minhchung::domain::measurement::stream::Stream;
use std::time::Instant;

const ITEMS: usize = 300;
const PEOPLE: usize = 20_500;

fn main() {
    let people = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(PEOPLE);
    let mut chance = Stream::new(1, 0);
    let curve = |number: usize| {
        let discrimination = (0.1 + 0.3 * chance.normal()).exp();
        Curve::new(discrimination, 4.0 * (number as f64 + 0.5) / ITEMS as f64 - 2.0).expect("within bounds")
    };
    let curves: Vec<Curve> = (0..ITEMS).map(curve).collect();
    println!("memory before {:.0} MB", memory());
    for (on_a_form, threads) in [(30, 2), (ITEMS, 1), (ITEMS, 2)] {
        let patterns = answer(&curves, people, on_a_form);
        let since = Instant::now();
        let found = calibrate(&patterns, &Settings { threads, ..Settings::default() }, |_| {});
        let seconds = since.elapsed().as_secs_f64();
        let error = |of: fn(Curve) -> f64| {
            let squares = curves.iter().zip(&found.items).map(|(truth, item)| (of(item.curve) - of(*truth)).powi(2));
            (squares.sum::<f64>() / ITEMS as f64).sqrt()
        };
        println!(
            "{people} people, {on_a_form} of {ITEMS} items each, {threads} threads: {seconds:.1} s, {} steps, at rest: {}, \
             RMSE of a {:.3}, of b {:.3}; peak memory {:.0} MB",
            found.steps,
            found.has_converged,
            error(Curve::discrimination),
            error(Curve::difficulty),
            memory()
        );
    }
    simulate(curves);
}

fn answer(curves: &[Curve], people: usize, on_a_form: usize) -> ResponsePatterns {
    let mut chance = Stream::new(2, 0);
    let mut patterns = ResponsePatterns::new(curves.len());
    let mut pool: Vec<usize> = (0..curves.len()).collect();
    for _ in 0..people {
        let ability = chance.normal();
        for place in 0..on_a_form {
            let left = (pool.len() - place) as u64;
            pool.swap(place, place + (chance.word() % left) as usize);
        }
        patterns.add(pool[..on_a_form].iter().map(|item| (*item, chance.share() < curves[*item].chance(ability))));
    }
    patterns
}

fn simulate(curves: Vec<Curve>) {
    let (items, cut) = (curves.len(), Some(0.0));
    let strands = vec![
        Strand { count: 20, items: (0..items).filter(|item| item % 3 > 0).collect() },
        Strand { count: 10, items: (0..items).step_by(3).collect() },
    ];
    let trial = Trial { curves, strands, cut, seed: 3 };
    for (among, error) in [(1, 0.0), (5, 0.0), (5, 0.3)] {
        let test = Adaptive { limits: Limits { fewest: 10, most: 30, error, time: None }, among };
        let mut outcomes = Outcomes::nothing(items);
        let since = Instant::now();
        (0..10_000).for_each(|person| outcomes.count(&trial.adaptive(person, &test), cut));
        let most = (0..items).map(|item| outcomes.exposure(item)).fold(0.0, f64::max);
        println!(
            "10,000 adaptive tests, one of the {among} best, until {error}: {:.1} s, {:.1} items, bias {:+.3}, RMSE {:.3}, \
             told {:.3}, {:.1} % decided rightly, most shown item {:.0} %",
            since.elapsed().as_secs_f64(),
            outcomes.length(),
            outcomes.bias(),
            outcomes.rmse(),
            outcomes.told_error(),
            100.0 * outcomes.accuracy(),
            100.0 * most
        );
    }
}

fn memory() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux tells");
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).expect("a figure");
    line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse::<f64>().ok()).expect("a number") / 1024.0
}
