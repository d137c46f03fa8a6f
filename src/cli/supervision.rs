//! `assessment supervise`: who sits and who waits; pausing, going on, the room's code, letting people in.

use super::output::{Exit, Failed, Output};
use crate::domain::assessment::admission::AccessCode;
use crate::domain::identifier::AttemptId;
use crate::flows::Service;
use crate::flows::assessment::supervise::{
    Held, SuperviseRefusal, change_access_code, pause, release, resume, supervision,
};
use crate::store::Failure;
use clap::{Args, Subcommand};
use serde_json::json;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// List who sits and who waits to be let in.
    List {
        /// The assessment's code.
        code: String,
    },
    /// Hold attempts: they take no answers, and their time stands still.
    Pause {
        #[command(flatten)]
        which: Which,
        /// Why, for the audit trail.
        #[arg(long)]
        reason: String,
    },
    /// Let held attempts go on, with as much time as they had.
    Resume {
        #[command(flatten)]
        which: Which,
    },
    /// Give the room a new access code, or take it away. The code is printed.
    AccessCode {
        /// The assessment's code.
        code: String,
        /// Take the code away: nobody can start.
        #[arg(long)]
        none: bool,
        /// Who does it, for the audit trail.
        #[arg(long, default_value = "operator")]
        actor: String,
    },
    /// Let in people who asked.
    Release {
        /// The assessment's code.
        code: String,
        /// One person's log-in; without it everybody who waits.
        #[arg(long)]
        login: Option<String>,
        /// Who does it, for the audit trail.
        #[arg(long, default_value = "operator")]
        actor: String,
    },
}

#[derive(Debug, Args)]
pub struct Which {
    /// The assessment's code.
    code: String,
    /// One attempt; without it every attempt at the assessment.
    #[arg(long)]
    attempt: Option<String>,
    /// Who does it, for the audit trail.
    #[arg(long, default_value = "operator")]
    actor: String,
}

impl Which {
    fn attempt(&self) -> Result<Option<AttemptId>, Failed> {
        let Some(typed) = &self.attempt else { return Ok(None) };
        let id = AttemptId::parse(typed);
        id.map(Some).ok_or_else(|| Failed::new(Exit::Usage, format!("`{typed}` is no attempt's id")))
    }
}

pub async fn run(command: Command, service: &Service, output: &Output) -> Result<Exit, Failed> {
    match command {
        Command::List { code } => list(service, &code, output).await?,
        Command::Pause { which, reason } => {
            let id = which.attempt()?;
            let held = id.as_ref().map_or(Held::All, Held::One);
            let count = pause(service, &which.code, held, (&reason, &which.actor)).await.map_err(refused)?;
            output.result(&format!("{count} paused"), &json!({ "code": which.code, "paused": count }));
        }
        Command::Resume { which } => {
            let id = which.attempt()?;
            let held = id.as_ref().map_or(Held::All, Held::One);
            let count = resume(service, &which.code, held, &which.actor).await.map_err(refused)?;
            output.result(&format!("{count} go on"), &json!({ "code": which.code, "resumed": count }));
        }
        Command::AccessCode { code, none, actor } => {
            let given = change_access_code(service, &code, !none, &actor).await.map_err(refused)?;
            let shown = given.as_ref().map(AccessCode::shown);
            let text = shown.clone().unwrap_or_else(|| format!("{code} has no access code: nobody can start"));
            output.result(&text, &json!({ "code": code, "access_code": shown }));
        }
        Command::Release { code, login, actor } => {
            let count = release(service, &code, login.as_deref(), &actor).await.map_err(refused)?;
            output.result(&format!("{count} let in"), &json!({ "code": code, "released": count }));
        }
    }
    Ok(Exit::Ok)
}

async fn list(service: &Service, code: &str, output: &Output) -> Result<(), Failed> {
    let seen = supervision(service, code).await?;
    let seen = seen.ok_or_else(|| Failed::new(Exit::NoInput, format!("there is no assessment `{code}`")))?;
    let mut lines = Vec::with_capacity(seen.running.len() + seen.waiting.len());
    for attempt in &seen.running {
        let state = attempt.paused_at.map_or_else(|| "runs".to_owned(), |since| format!("paused {}", since.rfc3339()));
        let (id, deadline) = (attempt.id.as_str(), attempt.deadline.rfc3339());
        lines.push(format!("{id}\t{}\t{}\t{state}\tends {deadline}", attempt.login, attempt.full_name));
    }
    for person in &seen.waiting {
        lines.push(format!("-\t{}\t{}\twaits since {}", person.login, person.full_name, person.asked_at.rfc3339()));
    }
    if lines.is_empty() {
        lines.push(format!("nobody sits {code}, and nobody waits"));
    }
    let running: Vec<_> = seen
        .running
        .iter()
        .map(|attempt| {
            json!({
                "attempt": attempt.id.as_str(), "login": attempt.login, "name": attempt.full_name,
                "started_at": attempt.started_at, "deadline": attempt.deadline, "paused_at": attempt.paused_at,
                "saved": attempt.saved,
            })
        })
        .collect();
    let waiting: Vec<_> = seen
        .waiting
        .iter()
        .map(|person| json!({ "login": person.login, "name": person.full_name, "asked_at": person.asked_at }))
        .collect();
    let access_code = seen.access_code.as_ref().map(AccessCode::shown);
    let shown = json!({ "code": code, "access_code": access_code, "running": running, "waiting": waiting });
    output.result(&lines.join("\n"), &shown);
    Ok(())
}

fn refused(failure: Failure<SuperviseRefusal>) -> Failed {
    match failure {
        Failure::Refused(SuperviseRefusal::NotFound) => {
            Failed::new(Exit::NoInput, "there is no such assessment, person, or attempt at it".to_owned())
        }
        Failure::Refused(SuperviseRefusal::ReasonMissing) => {
            Failed::new(Exit::Usage, "a reason has 1 to 500 characters".to_owned())
        }
        Failure::Refused(SuperviseRefusal::OtherAdmission) => Failed::new(
            Exit::Data,
            "the assessment lets people in another way; see `admission` in its assessment.toml".to_owned(),
        ),
        Failure::Store(error) => error.into(),
    }
}
