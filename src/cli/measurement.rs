//! `assessment calibrate|simulate`.

use super::output::{Exit, Failed, Output};
use crate::domain::measurement::calibration::CalibratedItem;
use crate::domain::measurement::selection::Limits;
use crate::domain::measurement::simulation::{Adaptive, Outcomes};
use crate::flows::Service;
use crate::flows::measurement::calibrate_items::{
    Calibrated, CalibrationRefusal, FEWEST_ANSWERS, FEWEST_ATTEMPTS, Progress, calibrate_items,
};
use crate::flows::measurement::simulate_assessment::{Plan, Simulated, SimulationRefusal, simulate_assessment};
use crate::formats::item_parameters::{ItemParameters, exposure_csv, other_revisions, parameters_csv, read};
use crate::formats::mistake::{Mistake, Mistakes, quote};
use crate::store::Failure;
use clap::Args;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Steps of a calibration between two lines of progress.
const STEPS_BETWEEN: usize = 10;

#[derive(Debug, Args)]
pub struct Calibrate {
    /// The assessment's code.
    code: String,
    /// The revision of the bank; without it the one with the most attempts.
    #[arg(long)]
    revision: Option<String>,
    /// Write the items' parameters as CSV.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Debug, Args)]
pub struct Simulate {
    /// The assessment's code.
    code: String,
    /// The items' parameters, as `assessment calibrate` writes them.
    #[arg(long, value_name = "FILE")]
    parameters: PathBuf,
    /// How many people to make up.
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    candidates: u64,
    /// The same seed gives the same people, forms and answers.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Let the same people sit an adaptive test of the same items, too.
    #[arg(long)]
    adaptive: bool,
    /// The adaptive test ends when the standard error of the ability is not above this.
    #[arg(long, default_value_t = 0.3, value_parser = standard_error, requires = "adaptive")]
    standard_error: f64,
    /// The adaptive test has at least so many items; at most it has those of a form.
    #[arg(long, default_value_t = 10, requires = "adaptive")]
    fewest: usize,
    /// The adaptive test picks by chance among so many best items.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=1_000), requires = "adaptive")]
    among: u16,
    /// Write how often each item was shown as CSV.
    #[arg(long, value_name = "FILE")]
    items: Option<PathBuf>,
}

fn standard_error(text: &str) -> Result<f64, &'static str> {
    let number = text.parse().ok().filter(|number: &f64| (0.01..=1.0).contains(number));
    number.ok_or("a standard error is between 0.01 and 1")
}

pub async fn calibrate(service: &Service, asked: Calibrate, output: &Output) -> Result<Exit, Failed> {
    let Calibrate { code, revision, out } = asked;
    let teller = *output;
    let watch = move |progress| match progress {
        Progress::Read(attempts) => teller.progress(&format!("{attempts} attempts read")),
        Progress::Step(step) if step.number % STEPS_BETWEEN == 0 => {
            teller.progress(&format!("step {}: parameters move by up to {:.5}", step.number, step.moved));
        }
        Progress::Step(_) => {}
    };
    let refused = |failure| match failure {
        Failure::Refused(CalibrationRefusal::NotFound) => no_assessment(&code),
        Failure::Refused(CalibrationRefusal::NoSuchRevision) => Failed::new(
            Exit::NoInput,
            format!(
                "nobody has submitted an attempt at `{code}` on this revision; those at adaptive tests do not count"
            ),
        ),
        Failure::Refused(CalibrationRefusal::TooFewAttempts(found)) => Failed::new(
            Exit::Data,
            format!("{found} first attempts are too few to calibrate items; it takes at least {FEWEST_ATTEMPTS}"),
        ),
        Failure::Refused(CalibrationRefusal::TooFewAnswers) => {
            Failed::new(Exit::Data, format!("no item has been answered by {FEWEST_ANSWERS} people"))
        }
        Failure::Store(error) => error.into(),
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let found = calibrate_items(service, (&code, revision.as_deref()), threads, watch).await.map_err(refused)?;
    write(&out, &parameters_csv(found.items.iter().map(|(id, item)| (id.as_str(), item)), &found.revision))?;
    say_calibrated(&code, &found, output);
    Ok(Exit::Ok)
}

fn say_calibrated(code: &str, found: &Calibrated, output: &Output) {
    let mut text = format!(
        "{code}: {} items calibrated from {} first attempts in {} steps",
        found.items.len(),
        found.attempts,
        found.steps
    );
    if !found.has_converged {
        text.push_str("\nit did not come to rest: take the parameters with care");
    }
    if !found.left_out.is_empty() {
        text.push_str(&format!("\nleft out, fewer than {FEWEST_ANSWERS} answers: {}", found.left_out.join(", ")));
    }
    let doubtful = found.items.iter().filter(|(_, item)| item.is_doubtful());
    let doubtful: Vec<&str> = doubtful.map(|(id, _)| id.as_str()).collect();
    if !doubtful.is_empty() {
        text.push_str(&format!("\nlook again at {}", doubtful.join(", ")));
    }
    let item = |(id, item): &(String, CalibratedItem)| -> Value {
        json!({
            "item": id, "answers": item.tally.given, "right": item.tally.right,
            "discrimination": item.curve.discrimination(), "discrimination_error": item.discrimination_error,
            "difficulty": item.curve.difficulty(), "difficulty_error": item.difficulty_error,
            "infit": item.fit.infit, "outfit": item.fit.outfit,
            "chi_square": item.fit.chi_square.map(|fit| fit.value),
            "chi_square_degrees": item.fit.chi_square.map(|fit| fit.degrees),
            "chi_square_chance": item.fit.chi_square.map(|fit| fit.chance),
        })
    };
    let shown = json!({
        "code": code, "revision": found.revision, "attempts": found.attempts, "steps": found.steps,
        "has_converged": found.has_converged, "left_out": found.left_out, "look_again": doubtful,
        "items": found.items.iter().map(item).collect::<Vec<_>>(),
    });
    output.result(&text, &shown);
}

pub async fn simulate(service: &Service, asked: Simulate, output: &Output) -> Result<Exit, Failed> {
    let file = asked.parameters.display().to_string();
    let bytes =
        std::fs::read(&asked.parameters).map_err(|error| Failed::new(Exit::NoInput, format!("{file}: {error}")))?;
    let rows = read(&file, &bytes).map_err(Failed::mistakes)?;
    let limits = Limits { fewest: asked.fewest, most: usize::MAX, error: asked.standard_error, time: None };
    let adaptive = asked.adaptive.then_some(Adaptive { limits, among: usize::from(asked.among) });
    let plan = Plan { people: asked.candidates, seed: asked.seed, adaptive };
    let parameters: Vec<_> = rows.iter().map(|row| (row.item.clone(), row.curve)).collect();
    let (teller, people) = (*output, asked.candidates);
    let watch = move |sat| teller.progress(&format!("{sat} of {people} people have sat"));
    let simulated = simulate_assessment(service, &asked.code, &parameters, plan, watch)
        .await
        .map_err(|failure| refused_simulation(failure, &asked.code, (&file, &rows)))?;
    if let Some(items) = &asked.items {
        write(items, &exposure_csv(&simulated.items, &simulated.fixed, simulated.adaptive.as_ref()))?;
    }
    let others: Vec<&str> = other_revisions(&rows, &simulated.revision).into_iter().collect();
    say_simulated(&asked, &simulated, &others, output);
    Ok(Exit::Ok)
}

fn refused_simulation(
    failure: Failure<SimulationRefusal>,
    code: &str,
    (file, rows): (&str, &[ItemParameters]),
) -> Failed {
    let mistake = |place: usize| Mistake {
        file: file.to_owned(),
        line: rows[place].line,
        column: 1,
        code: "unknown-item",
        message: format!("the bank has no item {}", quote(&rows[place].item)),
        hint: Some("calibrate on the current revision, or delete the row".to_owned()),
    };
    match failure {
        Failure::Refused(SimulationRefusal::NotFound) => no_assessment(code),
        Failure::Refused(SimulationRefusal::UnknownItems(places)) => {
            Failed::mistakes(places.into_iter().map(mistake).collect::<Mistakes>().in_order())
        }
        Failure::Refused(SimulationRefusal::TooFewItems { rule, available }) => {
            let competency = rule.competency.as_deref().unwrap_or("any competency");
            let message = format!(
                "a rule of the blueprint takes {} items of {competency}, and only {available} have parameters",
                rule.count
            );
            Failed::mistakes(Mistake::of_file(file, "too-few-items", &message, "calibrate more items").into())
        }
        Failure::Store(error) => error.into(),
    }
}

fn say_simulated(asked: &Simulate, simulated: &Simulated, others: &[&str], output: &Output) {
    let cut = simulated
        .cut
        .map_or_else(|| "nobody should pass".to_owned(), |cut| format!("who is at {cut:.2} or above should pass"));
    let mut text = format!(
        "{}: {} made-up people, seed {}, {} items with parameters, {} without; {cut}\nfixed form: {}",
        asked.code,
        asked.candidates,
        asked.seed,
        simulated.items.len(),
        simulated.left_out,
        sentence(&simulated.fixed)
    );
    if let Some(adaptive) = &simulated.adaptive {
        text.push_str(&format!("\nadaptive: {}", sentence(adaptive)));
    }
    let shown = json!({
        "code": asked.code, "revision": simulated.revision, "candidates": asked.candidates, "seed": asked.seed,
        "items": simulated.items.len(), "items_without_parameters": simulated.left_out, "cut_ability": simulated.cut,
        "fixed": figures(simulated, &simulated.fixed),
        "adaptive": simulated.adaptive.as_ref().map(|outcomes| figures(simulated, outcomes)),
        "parameters_of_other_revisions": others,
    });
    if !others.is_empty() {
        text.push_str(&format!(
            "\nwarning: these parameters are of {}, the bank is now at {}; items that were reworded since may be harder or \
             easier than they say",
            others.join(", "),
            simulated.revision
        ));
    }
    output.result(&text, &shown);
}

fn sentence(outcomes: &Outcomes) -> String {
    let percent = |count: usize| 100.0 * count as f64 / outcomes.people.max(1) as f64;
    let most = (0..outcomes.given.len()).map(|item| outcomes.exposure(item)).fold(0.0, f64::max);
    let never = outcomes.given.iter().filter(|given| **given == 0).count();
    format!(
        "{:.1} items, bias {:+.3}, RMSE {:.3} (told {:.3}); {:.1} % decided rightly, {:.1} % wrongly passed, \
         {:.1} % wrongly failed; an item was shown to at most {:.1} %, {never} to nobody",
        outcomes.length(),
        outcomes.bias(),
        outcomes.rmse(),
        outcomes.told_error(),
        100.0 * outcomes.accuracy(),
        percent(outcomes.wrongly_passed),
        percent(outcomes.wrongly_failed),
        100.0 * most,
    )
}

fn figures(simulated: &Simulated, outcomes: &Outcomes) -> Value {
    let exposure = |(place, (id, _)): (usize, &(String, _))| (id.clone(), json!(outcomes.exposure(place)));
    json!({
        "mean_length": outcomes.length(), "bias": outcomes.bias(), "rmse": outcomes.rmse(),
        "mean_standard_error": outcomes.told_error(), "accuracy": outcomes.accuracy(),
        "rightly_passed": outcomes.rightly_passed, "rightly_failed": outcomes.rightly_failed,
        "wrongly_passed": outcomes.wrongly_passed, "wrongly_failed": outcomes.wrongly_failed,
        "exposure": simulated.items.iter().enumerate().map(exposure).collect::<serde_json::Map<_, _>>(),
    })
}

fn no_assessment(code: &str) -> Failed {
    Failed::new(Exit::NoInput, format!("there is no assessment `{code}`"))
}

fn write(file: &Path, bytes: &[u8]) -> Result<(), Failed> {
    std::fs::write(file, bytes).map_err(|error| Failed::new(Exit::CannotCreate, format!("{}: {error}", file.display())))
}
