//! `assessment forms list|build`.

use super::output::{Exit, Failed, Output};
use crate::domain::assessment::assembly::{overlaps, uses};
use crate::flows::Service;
use crate::flows::assessment::assemble_forms::{AssembleRefusal, assemble_forms, read_forms};
use crate::store::Failure;
use crate::store::assessment::prebuilt_forms::FormSet;
use clap::Subcommand;
use serde_json::json;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the forms that stand ready: their items, and the score that is expected of an average person.
    List {
        /// The assessment's code.
        code: String,
    },
    /// Build them anew, by what submitted attempts tell of their items. Who sits keeps their form.
    Build {
        /// The assessment's code.
        code: String,
        /// Who builds them, for the audit trail.
        #[arg(long, default_value = "operator")]
        actor: String,
    },
}

pub async fn run(command: Command, service: &Service, output: &Output) -> Result<Exit, Failed> {
    match command {
        Command::List { code } => {
            let found = read_forms(service, &code).await?;
            let (_, set) = found.ok_or_else(|| no_assessment(&code))?;
            let hint = "write forms = 8 into assessment.toml and import the bank again";
            let none = || Failed::new(Exit::NoInput, format!("`{code}` has no forms made beforehand; {hint}"));
            say(&code, &set.ok_or_else(none)?, output);
        }
        Command::Build { code, actor } => {
            let built = assemble_forms(service, &code, &actor).await.map_err(|failure| match failure {
                Failure::Refused(AssembleRefusal::NotFound) => no_assessment(&code),
                Failure::Refused(AssembleRefusal::NotAsked) => Failed::new(
                    Exit::Data,
                    format!("`{code}` asks for no forms made beforehand; write forms = 8 into its assessment.toml"),
                ),
                Failure::Refused(AssembleRefusal::TooFewItems(too_few)) => Failed::new(
                    Exit::Data,
                    format!("a rule asks for {} items, {} are left", too_few.rule.count, too_few.available),
                ),
                Failure::Store(error) => error.into(),
            })?;
            say(&code, &built, output);
        }
    }
    Ok(Exit::Ok)
}

fn no_assessment(code: &str) -> Failed {
    Failed::new(Exit::NoInput, format!("there is no assessment `{code}`"))
}

fn say(code: &str, set: &FormSet, output: &Output) {
    let uses = uses(&set.forms);
    let mut text = format!("{code}: {} forms, built by {}", set.forms.len(), set.built_by);
    for ((form, shared), number) in set.forms.iter().zip(overlaps(&set.forms)).zip(1..) {
        let expected = 100.0 * (1.0 - form.difficulty);
        text.push_str(&format!(
            "\nform {number}: expected score {expected:.1} %, at most {shared} of {} items shared: {}",
            form.items.len(),
            form.items.join(" ")
        ));
    }
    let most = uses.first().map_or(0, |(_, count)| *count);
    text.push_str(&format!("\n{} items used, at most on {most} forms", uses.len()));
    let forms: Vec<_> =
        set.forms.iter().map(|form| json!({ "items": form.items, "difficulty": form.difficulty })).collect();
    let shown = json!({ "code": code, "built_at": set.built_at.rfc3339(), "built_by": set.built_by, "forms": forms });
    output.result(&text, &shown);
}
