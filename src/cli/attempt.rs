//! `attempt export|replay`: what a score was made of, and the score made again.

use super::boot::boot_service;
use super::output::{Exit, Failed, Output};
use super::read_config;
use crate::clock::Clock;
use crate::domain::identifier::AttemptId;
use crate::flows::assessment::export_attempt::{ExportRefusal, export_attempt};
use crate::formats::attempt_record::{read, replay};
use crate::store::Failure;
use clap::Subcommand;
use serde_json::json;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write a submitted attempt with everything that its score was made of: form, keys, responses, cuts, decisions on
    /// items, stored result. It tells keys, and names no person.
    Export {
        /// The attempt.
        attempt: String,
        /// The file to write.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Compute the score of an exported attempt again and say whether it agrees with what is stored. Needs no database.
    Replay {
        /// The exported file.
        file: PathBuf,
    },
}

pub async fn run(command: Command, config: Option<PathBuf>, output: &Output) -> Result<Exit, Failed> {
    match command {
        Command::Export { attempt, out } => export(&attempt, &out, config, output).await,
        Command::Replay { file } => replay_file(&file, output),
    }
}

async fn export(attempt: &str, out: &Path, config: Option<PathBuf>, output: &Output) -> Result<Exit, Failed> {
    let id = AttemptId::parse(attempt).ok_or_else(|| Failed::new(Exit::Data, "this is not the name of an attempt"))?;
    let service = boot_service(read_config(config)?, Clock::System).await?.service;
    let record = export_attempt(&service, &id).await.map_err(|failure| match failure {
        Failure::Refused(ExportRefusal::NotFound) => Failed::new(Exit::NoInput, "there is no such attempt"),
        Failure::Refused(ExportRefusal::StillOpen) => {
            Failed::new(Exit::TryAgain, "the attempt is still in progress; export it once it is submitted")
        }
        Failure::Store(error) => error.into(),
    })?;
    std::fs::write(out, record.bytes())
        .map_err(|error| Failed::new(Exit::CannotCreate, format!("{}: {error}", out.display())))?;
    let line = format!("exported {} with {} items to {}", id.as_str(), record.items.len(), out.display());
    output.result(&line, &json!({ "attempt": id, "items": record.items.len(), "keys_sha256": record.keys_sha256 }));
    Ok(Exit::Ok)
}

fn replay_file(file: &Path, output: &Output) -> Result<Exit, Failed> {
    let name = file.display().to_string();
    let bytes = std::fs::read(file).map_err(|error| {
        let exit = if error.kind() == std::io::ErrorKind::NotFound { Exit::NoInput } else { Exit::Io };
        Failed::new(exit, format!("{name}: {error}"))
    })?;
    let record = read(&name, &bytes).map_err(Failed::mistakes)?;
    let replayed = replay(&record);
    let (again, stored) = (replayed.standing, &record.stored);
    let verdict = if replayed.agrees { "agrees" } else { "differs" };
    let mut line = format!(
        "{verdict}: recomputed {} {} of {}, stored {} {} of {}",
        again.outcome(),
        again.score.earned.decimal(),
        again.score.possible.decimal(),
        stored.outcome,
        stored.earned.decimal(),
        stored.possible.decimal(),
    );
    for (number, recomputed, recorded) in &replayed.other_marks {
        line.push_str(&format!(
            "\n  item {number}: recomputed {}, recorded {}",
            recomputed.decimal(),
            recorded.decimal()
        ));
    }
    for number in &replayed.other_deductions {
        line.push_str(&format!("\n  item {number}: a wrong choice costs something else"));
    }
    if !replayed.is_same_estimate {
        line.push_str("\n  the estimated ability is another one");
    }
    if replayed.grade != record.grade {
        let said = |grade: &Option<String>| grade.clone().unwrap_or_else(|| "none".to_owned());
        line.push_str(&format!("\n  grade: recomputed {}, recorded {}", said(&replayed.grade), said(&record.grade)));
    }
    let numbers = replayed.other_marks.iter().map(|(number, ..)| *number);
    let numbers: BTreeSet<i64> = numbers.chain(replayed.other_deductions.iter().copied()).collect();
    output.result(
        &line,
        &json!({ "agrees": replayed.agrees, "attempt": record.attempt.id,
                 "recomputed": { "outcome": again.outcome(), "earned": again.score.earned, "possible": again.score.possible },
                 "stored": stored, "items_that_differ": numbers }),
    );
    Ok(if replayed.agrees { Exit::Ok } else { Exit::NotGenuine })
}
