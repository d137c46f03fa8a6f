//! `assessment list|open|close`.

use super::boot::boot_service;
use super::output::{Exit, Failed, Output};
use super::read_config;
use crate::clock::Clock;
use crate::domain::text::Language;
use crate::flows::assessment::open_assessment::set_open;
use crate::store::assessment::assessments;
use clap::Subcommand;
use serde_json::json;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the assessments.
    List,
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
