//! `assessment list|open|close|statistics|similarity|calibrate|simulate`; `forms`, `rescore` and `supervise` are next door.

use super::boot::boot_service;
use super::measurement;
use super::output::{Exit, Failed, Output};
use super::{forms, read_config, rescore, supervision};
use crate::clock::Clock;
use crate::domain::text::Language;
use crate::flows::Service;
use crate::flows::assessment::compare_answers::compare_answers;
use crate::flows::assessment::compute_statistics::{StatisticsRefusal, compute_statistics};
use crate::flows::assessment::open_assessment::set_open;
use crate::formats::statistics_csv::{groups_csv, items_csv, options_csv};
use crate::store::Failure;
use crate::store::assessment::assessments;
use clap::Subcommand;
use serde_json::json;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the assessments.
    List,
    /// Figures of a test and its items, from the first attempt of each person.
    Statistics {
        /// The assessment's code.
        code: String,
        /// The revision of the bank; without it the one with the most attempts.
        #[arg(long)]
        revision: Option<String>,
        /// Write the figures of the items as CSV.
        #[arg(long, value_name = "FILE")]
        items: Option<PathBuf>,
        /// Write the figures of the options as CSV. It tells the keys.
        #[arg(long, value_name = "FILE")]
        options: Option<PathBuf>,
        /// Write as CSV how items compare between groups of people (Mantel-Haenszel).
        #[arg(long, value_name = "FILE")]
        groups: Option<PathBuf>,
    },
    /// Pairs of people whose wrong answers agree more than chance explains: a reason to look, no proof.
    Similarity {
        /// The assessment's code.
        code: String,
    },
    /// Work out from first attempts how hard items are and how well they tell people apart.
    Calibrate(measurement::Calibrate),
    /// Try an assessment on made-up people: how precise it is, whom it passes, how often items are shown.
    Simulate(measurement::Simulate),
    /// List the forms that stand ready, or build them anew.
    #[command(subcommand)]
    Forms(forms::Command),
    /// Decide on an item after the event and score again whoever had it.
    #[command(subcommand)]
    Rescore(rescore::Command),
    /// Supervise those who sit: pause, go on, the access code, letting people in.
    #[command(subcommand)]
    Supervise(supervision::Command),
    /// Take new attempts.
    Open {
        /// The assessment's code.
        code: String,
        /// Who opens it, for the audit trail.
        #[arg(long, default_value = "operator")]
        actor: String,
    },
    /// Take no new attempts; those that run go on.
    Close {
        /// The assessment's code.
        code: String,
        /// Who closes it, for the audit trail.
        #[arg(long, default_value = "operator")]
        actor: String,
    },
}

pub async fn run(command: Command, config: Option<PathBuf>, output: &Output) -> Result<Exit, Failed> {
    let service = boot_service(read_config(config)?, Clock::System).await?.service;
    let (code, is_open, actor) = match command {
        Command::List => {
            for defined in assessments::all(&mut service.store.read().await?.link()).await? {
                let state = if defined.is_open { "open" } else { "closed" };
                let assessment = &defined.assessment;
                output.result(
                    &format!("{}\t{state}\tversion {}\t{}", assessment.code, defined.version, assessment.title.get(Language::Vi)),
                    &json!({ "code": assessment.code, "state": state, "version": defined.version, "revision": defined.revision }),
                );
            }
            return Ok(Exit::Ok);
        }
        Command::Statistics { code, revision, items, options, groups } => {
            return say_statistics(&service, (&code, revision.as_deref()), [items, options, groups], output).await;
        }
        Command::Similarity { code } => return say_similarity(&service, &code, output).await,
        Command::Calibrate(asked) => return measurement::calibrate(&service, asked, output).await,
        Command::Simulate(asked) => return measurement::simulate(&service, asked, output).await,
        Command::Forms(command) => return forms::run(command, &service, output).await,
        Command::Rescore(command) => return rescore::run(command, &service, output).await,
        Command::Supervise(command) => return supervision::run(command, &service, output).await,
        Command::Open { code, actor } => (code, true, actor),
        Command::Close { code, actor } => (code, false, actor),
    };
    if assessments::find(&mut service.store.read().await?.link(), &code).await?.is_none() {
        return Err(Failed::new(Exit::NoInput, format!("there is no assessment `{code}`")));
    }
    let changed = set_open(&service, &actor, &code, is_open).await?;
    let state = if is_open { "open" } else { "closed" };
    let how = if changed { "now" } else { "already" };
    output.result(&format!("{code} is {how} {state}"), &json!({ "code": code, "state": state, "changed": changed }));
    Ok(Exit::Ok)
}

async fn say_similarity(service: &Service, code: &str, output: &Output) -> Result<Exit, Failed> {
    let compared = compare_answers(service, code).await.map_err(|failure| match failure {
        Failure::Refused(StatisticsRefusal::NotFound | StatisticsRefusal::NoSuchRevision) => {
            Failed::new(Exit::NoInput, format!("there is no assessment `{code}`"))
        }
        Failure::Store(error) => error.into(),
    })?;
    let mut lines = vec![format!("{code}: {} first attempts, {} pairs compared", compared.attempts, compared.pairs)];
    if compared.left_out > 0 {
        lines.push(format!("{} attempts of units too large were not compared", compared.left_out));
    }
    let mut found = Vec::with_capacity(compared.found.len());
    for pair in &compared.found {
        let ([one, other], figures) = (&pair.people, pair.figures);
        let (same, both) = (figures.agreements, figures.both_wrong);
        let (first, second) = (&one.full_name, &other.full_name);
        lines.push(format!(
            "{} {first}, {} {second}: {same} of {both} the same, {:.1} by chance",
            one.login, other.login, figures.expected
        ));
        found.push(json!({
            "logins": [one.login, other.login], "attempts": [one.attempt.as_str(), other.attempt.as_str()],
            "both_wrong": both, "same_wrong_answer": same, "expected_by_chance": figures.expected,
            "chance_of_this_pair": figures.tail,
        }));
    }
    let shown = json!({ "code": code, "attempts": compared.attempts, "pairs": compared.pairs, "left_out": compared.left_out, "found": found });
    output.result(&lines.join("\n"), &shown);
    Ok(Exit::Ok)
}

async fn say_statistics(
    service: &Service,
    (code, revision): (&str, Option<&str>),
    [items, options, groups]: [Option<PathBuf>; 3],
    output: &Output,
) -> Result<Exit, Failed> {
    let computed = compute_statistics(service, code, revision).await.map_err(|failure| match failure {
        Failure::Refused(StatisticsRefusal::NotFound) => {
            Failed::new(Exit::NoInput, format!("there is no assessment `{code}`"))
        }
        Failure::Refused(StatisticsRefusal::NoSuchRevision) => {
            Failed::new(Exit::NoInput, format!("nobody has submitted an attempt at `{code}` on this revision"))
        }
        Failure::Store(error) => error.into(),
    })?;
    for (file, bytes) in [
        (items, items_csv(&computed.items, &computed.statistics, &computed.paces)),
        (options, options_csv(&computed.items, &computed.statistics, true)),
        (groups, groups_csv(&computed.items, computed.compared())),
    ] {
        if let Some(file) = file {
            std::fs::write(&file, bytes)
                .map_err(|error| Failed::new(Exit::CannotCreate, format!("{}: {error}", file.display())))?;
        }
    }
    let test = &computed.statistics.test;
    let said = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| format!("{value:.3}"));
    let doubtful = computed.items.iter().zip(&computed.statistics.items).filter(|(_, figures)| figures.is_doubtful());
    let doubtful: Vec<&str> = doubtful.map(|(facts, _)| facts.id.as_str()).collect();
    let mut text = format!(
        "{code}: {} first attempts\nmean {} %, median {} %, standard deviation {}\nalpha {}, standard error {} points of 100",
        test.attempts,
        said(test.mean),
        said(test.median),
        said(test.standard_deviation),
        said(test.alpha),
        said(test.standard_error),
    );
    if !doubtful.is_empty() {
        text.push_str(&format!("\nlook again at {}", doubtful.join(", ")));
    }
    if computed.adaptive > 0 {
        text.push_str(&format!("\nleft out: {} first attempts at adaptive versions", computed.adaptive));
    }
    let shown = json!({
        "code": code, "revision": computed.revision, "attempts": test.attempts, "adaptive_attempts": computed.adaptive, "mean": test.mean, "median": test.median,
        "standard_deviation": test.standard_deviation, "skewness": test.skewness, "kurtosis": test.kurtosis,
        "alpha": test.alpha, "error_ratio": test.error_ratio, "standard_error": test.standard_error,
        "is_fixed_form": computed.statistics.is_fixed_form, "look_again": doubtful,
    });
    output.result(&text, &shown);
    Ok(Exit::Ok)
}
