//! `certificate revocation propose|list|show|confirm|withdraw`: several certificates at once, by two administrators.

use super::boot::boot_service;
use super::certificate::say_of_renewal;
use super::output::{Exit, Failed, Output};
use super::read_config;
use crate::clock::Clock;
use crate::domain::certification::revocation_request::{RequestState, RevocationRequest};
use crate::domain::certification::verdict::RevocationReason;
use crate::domain::identifier::RequestId;
use crate::flows::Service;
use crate::flows::certification::revoke_many::{
    self, DecideRefusal, Preview, ProposeRefusal, Unfit, confirm, preview, propose, requests, withdraw,
};
use crate::formats::code_list::{self, LARGEST_LIST, Listed};
use crate::formats::mistake::{Mistake, Mistakes};
use crate::store::Failure;
use clap::{Subcommand, builder::PossibleValuesParser};
use serde_json::json;
use std::path::{Path, PathBuf};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Propose to take back the certificates whose codes a file lists, one on a line. Shows whom it affects; nothing
    /// happens until another administrator confirms.
    Propose {
        /// The list of codes.
        #[arg(long, value_name = "FILE")]
        file: PathBuf,
        /// The class of the reason; public.
        #[arg(long, value_parser = PossibleValuesParser::new(RevocationReason::BY_HAND.map(RevocationReason::name)))]
        reason: String,
        /// The reason in words; for the file, not public.
        #[arg(long)]
        text: String,
        /// The administrator who proposes it.
        #[arg(long)]
        actor: String,
    },
    /// List the requests, those that wait first.
    List,
    /// Show a request and whom it affects.
    Show {
        /// The request.
        request: String,
    },
    /// Confirm a request and take back its certificates.
    Confirm {
        /// The request.
        request: String,
        /// The administrator who confirms it: another one than the one who proposed it.
        #[arg(long)]
        actor: String,
    },
    /// Withdraw a request.
    Withdraw {
        /// The request.
        request: String,
        /// The administrator who withdraws it.
        #[arg(long)]
        actor: String,
    },
}

pub async fn run(command: Command, config: Option<PathBuf>, output: &Output) -> Result<Exit, Failed> {
    let service =
        || async { Ok::<_, Failed>(boot_service(read_config(config.clone())?, Clock::System).await?.service) };
    match command {
        Command::Propose { file, reason, text, actor } => {
            let listed = read_list(&file)?;
            let reason =
                RevocationReason::from_name(&reason).ok_or_else(|| Failed::new(Exit::Usage, "unknown reason"))?;
            let codes: Vec<_> = listed.iter().map(|(_, id)| *id).collect();
            let service = service().await?;
            let id = propose(&service, &codes, reason, &text, &actor)
                .await
                .map_err(|failure| refused_proposal(failure, &file, &listed))?;
            show(&service, &id, output).await
        }
        Command::List => {
            let requests = requests(&*service().await?).await?;
            let lines: Vec<String> = requests.iter().map(line).collect();
            let rows: Vec<_> = requests.iter().map(summary).collect();
            let none = "no requests".to_owned();
            output.result(&if lines.is_empty() { none } else { lines.join("\n") }, &json!({ "requests": rows }));
            Ok(Exit::Ok)
        }
        Command::Show { request } => show(&*service().await?, &read_id(&request)?, output).await,
        Command::Confirm { request, actor } => {
            let (id, service) = (read_id(&request)?, service().await?);
            let confirmed = confirm(&service, &id, &actor).await.map_err(refused_decision)?;
            let line = format!("revoked {} certificates, {} were revoked before", confirmed.revoked, confirmed.already);
            output.result(&line, &json!({ "revoked": confirmed.revoked, "already": confirmed.already }));
            for registered in preview(&service, &id).await?.map(|preview| preview.certificates).unwrap_or_default() {
                say_of_renewal(&service, registered.claim.id, output).await?;
            }
            Ok(Exit::Ok)
        }
        Command::Withdraw { request, actor } => {
            let id = read_id(&request)?;
            withdraw(&*service().await?, &id, &actor).await.map_err(refused_decision)?;
            output.result(&format!("withdrawn {}", id.as_str()), &json!({ "withdrawn": id }));
            Ok(Exit::Ok)
        }
    }
}

async fn show(service: &Service, id: &RequestId, output: &Output) -> Result<Exit, Failed> {
    let found = revoke_many::preview(service, id).await?;
    let Preview { request, certificates } =
        found.ok_or_else(|| Failed::new(Exit::NoInput, "there is no such request"))?;
    let mut lines = vec![line(&request)];
    let mut rows = Vec::with_capacity(certificates.len());
    for registered in &certificates {
        let (claim, is_revoked) = (&registered.claim, registered.revocation.is_some());
        let note = if is_revoked { ", revoked" } else { "" };
        lines.push(format!("  {} {}, {}, {}{note}", claim.id, claim.holder, claim.unit, claim.serial));
        rows.push(json!({ "id": claim.id, "holder": claim.holder, "unit": claim.unit, "number": claim.serial,
                          "is_revoked": is_revoked }));
    }
    let mut value = summary(&request);
    value["affected"] = json!(rows);
    output.result(&lines.join("\n"), &value);
    Ok(Exit::Ok)
}

/// `proposed 01J…: 12 certificates, misconduct, by QUANTRI`
fn line(request: &RevocationRequest) -> String {
    let decided = match &request.state {
        RequestState::Proposed => String::new(),
        RequestState::Confirmed { by, .. } | RequestState::Withdrawn { by, .. } => format!(", then {by}"),
    };
    format!(
        "{} {}: {} certificates, {}, by {}{decided}",
        state(request),
        request.id.as_str(),
        request.certificates,
        request.reason.name(),
        request.proposed_by
    )
}

const fn state(request: &RevocationRequest) -> &'static str {
    match request.state {
        RequestState::Proposed => "proposed",
        RequestState::Confirmed { .. } => "confirmed",
        RequestState::Withdrawn { .. } => "withdrawn",
    }
}

fn summary(request: &RevocationRequest) -> serde_json::Value {
    let decided_by = match &request.state {
        RequestState::Proposed => None,
        RequestState::Confirmed { by, .. } | RequestState::Withdrawn { by, .. } => Some(by),
    };
    json!({ "request": request.id, "state": state(request), "certificates": request.certificates,
            "reason": request.reason, "proposed_by": request.proposed_by, "proposed_at": request.proposed_at,
            "decided_by": decided_by })
}

fn read_id(typed: &str) -> Result<RequestId, Failed> {
    RequestId::parse(typed).ok_or_else(|| Failed::new(Exit::Data, "this is not the name of a request"))
}

fn read_list(file: &Path) -> Result<Vec<Listed>, Failed> {
    let name = file.display().to_string();
    let found = std::fs::metadata(file).map_err(|error| Failed::new(Exit::NoInput, format!("{name}: {error}")))?;
    if found.len() > LARGEST_LIST as u64 {
        return Err(Failed::new(Exit::Data, format!("{name}: is larger than 128 kB")));
    }
    let bytes = std::fs::read(file).map_err(|error| Failed::new(Exit::Io, format!("{name}: {error}")))?;
    code_list::read(&name, &bytes).map_err(Failed::mistakes)
}

fn refused_proposal(failure: Failure<ProposeRefusal>, file: &Path, listed: &[Listed]) -> Failed {
    match failure {
        Failure::Refused(ProposeRefusal::NotAdministrator) => not_administrator(),
        Failure::Refused(ProposeRefusal::ReasonMissing) => Failed::new(Exit::Usage, "give a reason"),
        Failure::Refused(ProposeRefusal::Unfit(unfit)) => {
            let mistake = |(place, unfit): &(usize, Unfit)| {
                let (code, message) = match unfit {
                    Unfit::NotFound => ("unknown-code", "there is no issued certificate with this code"),
                    Unfit::AlreadyRevoked => ("already-revoked", "this certificate is revoked already"),
                };
                let line = listed.get(*place).map_or(1, |(line, _)| *line);
                let (file, message) = (file.display().to_string(), message.to_owned());
                Mistake { file, line, column: 1, code, message, hint: None }
            };
            Failed::mistakes(unfit.iter().map(mistake).collect::<Mistakes>())
        }
        Failure::Store(error) => error.into(),
    }
}

fn refused_decision(failure: Failure<DecideRefusal>) -> Failed {
    match failure {
        Failure::Refused(DecideRefusal::NotFound) => Failed::new(Exit::NoInput, "there is no such request"),
        Failure::Refused(DecideRefusal::NotAdministrator) => not_administrator(),
        Failure::Refused(DecideRefusal::SamePerson) => {
            Failed::new(Exit::Permission, "another administrator than the one who proposed it has to confirm")
        }
        Failure::Refused(DecideRefusal::AlreadyDecided) => {
            Failed::new(Exit::Data, "the request is confirmed or withdrawn already")
        }
        Failure::Store(error) => error.into(),
    }
}

fn not_administrator() -> Failed {
    Failed::new(Exit::Permission, "the actor is no administrator of this service")
}
