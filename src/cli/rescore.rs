//! `assessment rescore propose|preview|confirm|drop|list|run`: decide on an item after the event, by two administrators.

use super::output::{Exit, Failed, Output};
use crate::domain::assessment::rescoring::{DecisionState, ItemDecision, Ruling};
use crate::domain::identifier::ItemDecisionId;
use crate::flows::Service;
use crate::flows::assessment::decide_item::{
    self, DecideRefusal, Proposal, ProposeRefusal, confirm, decisions, drop_proposal,
};
use crate::flows::assessment::preview_rescoring::{Preview, preview_rescoring};
use crate::flows::assessment::rescore_attempts::rescore_attempts;
use crate::formats::rescoring_csv::changes_csv;
use crate::store::Failure;
use clap::Subcommand;
use serde_json::json;
use std::path::{Path, PathBuf};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Propose to withdraw an item, or to score it by the key that a newer revision of the bank has. Shows whose result
    /// would change; nothing happens until another administrator confirms.
    Propose {
        /// The bank revision whose attempts it is about.
        #[arg(long)]
        revision: String,
        /// The item's id.
        #[arg(long)]
        item: String,
        /// Withdraw it: it counts neither as earned nor as possible.
        #[arg(long, conflicts_with = "key_of", required_unless_present = "key_of")]
        withdraw: bool,
        /// Score it by the key of this revision of the same bank; candidates must have seen the same item.
        #[arg(long, value_name = "REVISION")]
        key_of: Option<String>,
        /// Why, in words.
        #[arg(long)]
        reason: String,
        /// The administrator who proposes it.
        #[arg(long)]
        actor: String,
    },
    /// Show whose result a decision changes.
    Preview {
        /// The decision.
        decision: String,
        /// Write the list as CSV.
        #[arg(long, value_name = "FILE")]
        list: Option<PathBuf>,
    },
    /// Confirm a decision. A running service scores again by itself; without one, `run` does.
    Confirm {
        /// The decision.
        decision: String,
        /// The administrator who confirms it: another one than the one who proposed it.
        #[arg(long)]
        actor: String,
    },
    /// Drop a proposal.
    Drop {
        /// The decision.
        decision: String,
        /// The administrator who drops it.
        #[arg(long)]
        actor: String,
    },
    /// List the decisions, those that wait first.
    List,
    /// Score again what is confirmed and not finished, here and now.
    Run,
}

pub async fn run(command: Command, service: &Service, output: &Output) -> Result<Exit, Failed> {
    match command {
        Command::Propose { revision, item, withdraw: _, key_of, reason, actor } => {
            let ruling = key_of.map_or(Ruling::Withdrawn, Ruling::Rekeyed);
            let proposal = Proposal { revision, item, ruling, reason };
            let id = decide_item::propose(service, &proposal, &actor).await.map_err(refused_proposal)?;
            show(service, &id, None, output).await
        }
        Command::Preview { decision, list } => show(service, &read_id(&decision)?, list.as_deref(), output).await,
        Command::Confirm { decision, actor } => {
            let id = read_id(&decision)?;
            confirm(service, &id, &actor).await.map_err(refused_decision)?;
            output.result(&format!("confirmed {}", id.as_str()), &json!({ "confirmed": id }));
            Ok(Exit::Ok)
        }
        Command::Drop { decision, actor } => {
            let id = read_id(&decision)?;
            drop_proposal(service, &id, &actor).await.map_err(refused_decision)?;
            output.result(&format!("dropped {}", id.as_str()), &json!({ "dropped": id }));
            Ok(Exit::Ok)
        }
        Command::List => {
            let decisions = decisions(service).await?;
            let lines: Vec<String> = decisions.iter().map(line).collect();
            let rows: Vec<_> = decisions.iter().map(summary).collect();
            let none = "no decisions".to_owned();
            output.result(&if lines.is_empty() { none } else { lines.join("\n") }, &json!({ "decisions": rows }));
            Ok(Exit::Ok)
        }
        Command::Run => {
            let (mut scored, mut changed) = (0, 0);
            while let Some(round) = rescore_attempts(service).await? {
                scored += round.scored;
                changed += round.changed;
            }
            let line = format!("scored {scored} attempts again, {changed} results changed");
            output.result(&line, &json!({ "scored": scored, "changed": changed }));
            Ok(Exit::Ok)
        }
    }
}

async fn show(service: &Service, id: &ItemDecisionId, list: Option<&Path>, output: &Output) -> Result<Exit, Failed> {
    let found = preview_rescoring(service, id).await?;
    let preview = found.ok_or_else(|| Failed::new(Exit::NoInput, "there is no such decision"))?;
    if let Some(file) = list {
        std::fs::write(file, changes_csv(preview.rows()))
            .map_err(|error| Failed::new(Exit::CannotCreate, format!("{}: {error}", file.display())))?;
    }
    let Preview { decision, tally, .. } = preview;
    let text = format!(
        "{}\n  attempts with the item {}, results changed {}\n  scores up {}, down {}\n  now pass {}, now fail {}\n  certificates in force {}",
        line(&decision),
        tally.attempts,
        tally.changed,
        tally.rise,
        tally.fall,
        tally.now_pass,
        tally.now_fail,
        tally.certificates,
    );
    let mut value = summary(&decision);
    value["attempts"] = json!(tally.attempts);
    value["changed"] = json!(tally.changed);
    value["rise"] = json!(tally.rise);
    value["fall"] = json!(tally.fall);
    value["now_pass"] = json!(tally.now_pass);
    value["now_fail"] = json!(tally.now_fail);
    value["certificates"] = json!(tally.certificates);
    output.result(&text, &value);
    Ok(Exit::Ok)
}

/// `proposed 01J…: cau-003 of 3f0a… withdrawn, by QUANTRI`
fn line(decision: &ItemDecision) -> String {
    let ruling = match &decision.ruling {
        Ruling::Withdrawn => "withdrawn".to_owned(),
        Ruling::Rekeyed(revision) => format!("scored by the key of {revision}"),
    };
    let (state, then) = state(decision);
    let then = then.map(|by| format!(", then {by}")).unwrap_or_default();
    format!(
        "{state} {}: {} of {} {ruling}, by {}{then}",
        decision.id.as_str(),
        decision.item,
        decision.revision,
        decision.proposed_by
    )
}

fn state(decision: &ItemDecision) -> (&'static str, Option<&str>) {
    match &decision.state {
        DecisionState::Proposed => ("proposed", None),
        DecisionState::Confirmed { by, finished_at: None, .. } => ("confirmed", Some(by)),
        DecisionState::Confirmed { by, finished_at: Some(_), .. } => ("finished", Some(by)),
        DecisionState::Dropped { by, .. } => ("dropped", Some(by)),
    }
}

fn summary(decision: &ItemDecision) -> serde_json::Value {
    let (state, decided_by) = state(decision);
    json!({ "decision": decision.id, "state": state, "revision": decision.revision, "item": decision.item,
            "ruling": decision.ruling.name(), "key_revision": decision.ruling.key_revision(),
            "reason": decision.reason, "proposed_by": decision.proposed_by, "proposed_at": decision.proposed_at,
            "decided_by": decided_by })
}

fn read_id(typed: &str) -> Result<ItemDecisionId, Failed> {
    ItemDecisionId::parse(typed).ok_or_else(|| Failed::new(Exit::Data, "this is not the name of a decision"))
}

fn refused_proposal(failure: Failure<ProposeRefusal>) -> Failed {
    let refusal = match failure {
        Failure::Refused(refusal) => refusal,
        Failure::Store(error) => return error.into(),
    };
    let (exit, sentence) = match refusal {
        ProposeRefusal::NotAdministrator => (Exit::Permission, "the actor is no administrator of this service"),
        ProposeRefusal::ReasonMissing => (Exit::Usage, "give a reason of at most 2,000 characters"),
        ProposeRefusal::UnknownRevision => (Exit::NoInput, "there is no such revision"),
        ProposeRefusal::UnknownItem => (Exit::NoInput, "the revision has no such item"),
        ProposeRefusal::UnknownKey => (Exit::NoInput, "there is no revision of this bank with a key of this item"),
        ProposeRefusal::OtherFace => {
            (Exit::Data, "candidates saw something else than the item of that revision; withdraw the item instead")
        }
        ProposeRefusal::NothingChanges => (Exit::Data, "the item is scored like that already"),
        ProposeRefusal::AlreadyProposed => (Exit::Data, "another proposal on this item waits"),
    };
    Failed::new(exit, format!("{}: {sentence}", refusal.code()))
}

fn refused_decision(failure: Failure<DecideRefusal>) -> Failed {
    match failure {
        Failure::Refused(DecideRefusal::NotFound) => Failed::new(Exit::NoInput, "there is no such decision"),
        Failure::Refused(DecideRefusal::NotAdministrator) => {
            Failed::new(Exit::Permission, "the actor is no administrator of this service")
        }
        Failure::Refused(DecideRefusal::SamePerson) => {
            Failed::new(Exit::Permission, "another administrator than the one who proposed it has to confirm")
        }
        Failure::Refused(DecideRefusal::AlreadyDecided) => {
            Failed::new(Exit::Data, "the decision is confirmed or dropped already")
        }
        Failure::Store(error) => error.into(),
    }
}
