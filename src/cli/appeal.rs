//! `appeal list|answer`: appeals of candidates against results.

use super::boot::boot_service;
use super::output::{Exit, Failed, Output};
use super::read_config;
use crate::clock::Clock;
use crate::domain::assessment::appeal::Ruling;
use crate::domain::identifier::{AttemptId, ItemDecisionId};
use crate::flows::assessment::appeal_result::{AnswerRefusal, answer_appeal, list_appeals};
use crate::store::Failure;
use clap::{Subcommand, ValueEnum};
use serde_json::json;
use std::path::PathBuf;

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum State {
    Open,
    Dismissed,
    Upheld,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// List appeals, those that wait first.
    List {
        /// Only those in this state.
        #[arg(long)]
        state: Option<State>,
    },
    /// Answer an appeal, once and for all. See the attempt first: `attempt export`, or the page under /admin/appeals.
    Answer {
        /// The attempt whose result it is about.
        attempt: String,
        /// The result stands.
        #[arg(long, conflicts_with = "uphold", required_unless_present = "uphold")]
        dismiss: bool,
        /// Something was wrong.
        #[arg(long)]
        uphold: bool,
        /// The decision on an item that mends it, as `assessment rescore list` names it.
        #[arg(long, requires = "uphold")]
        decision: Option<String>,
        /// Why, in words that the candidate reads.
        #[arg(long)]
        reasons: String,
        /// The administrator who answers; nobody answers an appeal of their own.
        #[arg(long)]
        actor: String,
    },
}

pub async fn run(command: Command, config: Option<PathBuf>, output: &Output) -> Result<Exit, Failed> {
    let service = boot_service(read_config(config)?, Clock::System).await?.service;
    match command {
        Command::List { state } => {
            let name = state.map(|state| match state {
                State::Open => "open",
                State::Dismissed => "dismissed",
                State::Upheld => "upheld",
            });
            let appeals = list_appeals(&service, name).await?;
            let lines: Vec<String> = appeals
                .iter()
                .map(|listed| {
                    let appeal = &listed.appeal;
                    let (id, state, filed) = (appeal.attempt.as_str(), appeal.state(), appeal.filed_at.rfc3339());
                    format!("{id}\t{state}\t{filed}\t{}\t{}", listed.assessment, listed.login)
                })
                .collect();
            let rows: Vec<_> = appeals
                .iter()
                .map(|listed| {
                    let appeal = &listed.appeal;
                    json!({
                        "attempt": appeal.attempt, "state": appeal.state(), "filed_at": appeal.filed_at,
                        "assessment": listed.assessment, "login": listed.login, "reason": appeal.reason,
                    })
                })
                .collect();
            let none = "no appeals".to_owned();
            output.result(&if lines.is_empty() { none } else { lines.join("\n") }, &json!({ "appeals": rows }));
        }
        Command::Answer { attempt, dismiss, uphold: _, decision, reasons, actor } => {
            let data = |message: &'static str| Failed::new(Exit::Data, message);
            let id = AttemptId::parse(&attempt).ok_or_else(|| data("this is not the name of an attempt"))?;
            let decision = decision
                .map(|id| ItemDecisionId::parse(&id).ok_or_else(|| data("this is not the name of a decision")))
                .transpose()?;
            let ruling = if dismiss { Ruling::Dismissed } else { Ruling::Upheld(decision) };
            answer_appeal(&service, &id, (ruling.clone(), &reasons), &actor).await.map_err(refused)?;
            output.result(
                &format!("{} {}", ruling.name(), id.as_str()),
                &json!({ "attempt": id, "state": ruling.name() }),
            );
        }
    }
    Ok(Exit::Ok)
}

fn refused(failure: Failure<AnswerRefusal>) -> Failed {
    match failure {
        Failure::Refused(AnswerRefusal::NotFound) => {
            Failed::new(Exit::NoInput, "there is no appeal about this attempt")
        }
        Failure::Refused(AnswerRefusal::NotAdministrator) => {
            Failed::new(Exit::Permission, "the actor is no administrator; give a log-in of one")
        }
        Failure::Refused(AnswerRefusal::OwnAppeal) => {
            Failed::new(Exit::Permission, "nobody answers an appeal of their own")
        }
        Failure::Refused(AnswerRefusal::ReasonsMissing) => {
            Failed::new(Exit::Data, "reasons have 1 to 2,000 characters")
        }
        Failure::Refused(AnswerRefusal::UnknownDecision) => {
            Failed::new(Exit::NoInput, "there is no such decision on an item of this attempt")
        }
        Failure::Refused(AnswerRefusal::AlreadyAnswered) => Failed::new(Exit::Data, "the appeal is answered already"),
        Failure::Store(error) => error.into(),
    }
}
