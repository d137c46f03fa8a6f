//! `decision draft|confirm|status|discard|export`.

use super::boot::boot_service;
use super::output::{Exit, Failed, Output};
use super::read_config;
use crate::clock::Clock;
use crate::domain::certification::decision::iso_date;
use crate::domain::identifier::DecisionId;
use crate::domain::text::Language;
use crate::flows::Service;
use crate::flows::certification::confirm_decision::{ConfirmRefusal, Confirmation, confirm_decision, discard_draft};
use crate::flows::certification::draft_decision::{Draft, DraftRefusal, LeftOutReason, draft_campaign};
use crate::flows::certification::draft_file::{FileRefusal, ResultsFile, draft_file};
use crate::flows::certification::export_decision::{Export, export_decision, find_decision};
use crate::flows::certification::follow_decision::{Followed, follow_decision, newest_decisions};
use crate::formats::results::MAX_BYTES;
use crate::i18n::Texts;
use crate::store::Failure;
use clap::Subcommand;
use serde_json::{Value, json};
use std::fs::File;
use std::io::BufWriter;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make the list of results that a decision will recognise, and say what its certificates would be.
    Draft {
        /// The assessment's code.
        assessment: String,
        /// A list of results from elsewhere (CSV or XLSX); without it the passes that wait for a decision.
        #[arg(long, value_name = "FILE")]
        list: Option<PathBuf>,
        /// Say what would happen; write nothing.
        #[arg(long)]
        dry_run: bool,
        /// Who drafts.
        #[arg(long)]
        actor: String,
    },
    /// Enter the signed paper; the certificates are made from then on. Somebody else than who drafted.
    Confirm {
        /// The draft.
        id: String,
        /// The paper's number.
        #[arg(long)]
        number: String,
        /// Its date: 2026-11-05.
        #[arg(long)]
        date: String,
        /// Who signed it.
        #[arg(long)]
        signer: String,
        /// The hash of the list that stands on it.
        #[arg(long)]
        hash: String,
        /// Who enters it.
        #[arg(long)]
        actor: String,
    },
    /// How far the certificates of a decision have come; without an id, the newest decisions.
    Status {
        /// The decision.
        id: Option<String>,
    },
    /// Throw a draft away.
    Discard {
        /// The draft.
        id: String,
        /// Who does.
        #[arg(long)]
        actor: String,
    },
    /// Write list.txt, register.csv, register.xlsx and certificates.zip of a decision.
    Export {
        /// The decision.
        id: String,
        /// A folder; none of the files may exist in it.
        #[arg(long, value_name = "FOLDER")]
        out: PathBuf,
    },
}

pub async fn run(command: Command, config: Option<PathBuf>, output: &Output) -> Result<Exit, Failed> {
    let service = boot_service(read_config(config)?, Clock::System).await?.service;
    match command {
        Command::Draft { assessment, list, dry_run, actor } => {
            let draft = match list {
                Some(path) => from_file(&service, &assessment, &path, &actor, dry_run, output).await?,
                None => {
                    draft_campaign(&service, &assessment, &actor, dry_run).await.map_err(|failure| match failure {
                        Failure::Refused(refusal) => not_drafted(&refusal),
                        Failure::Store(error) => error.into(),
                    })?
                }
            };
            say_draft(&draft, output);
        }
        Command::Confirm { id, number, date, signer, hash, actor } => {
            let date = iso_date(&date).ok_or_else(|| Failed::new(Exit::Usage, "write the date like 2026-11-05"))?;
            let confirmation = Confirmation { number: &number, date, signer: &signer, list_hash: &hash, actor: &actor };
            let decision =
                confirm_decision(&service, &decision_id(&id)?, &confirmation).await.map_err(not_confirmed)?;
            let line = format!("confirmed {id}: {} certificates will be made by the service", decision.rows);
            output.result(&line, &json!({ "confirmed": id, "certificates": decision.rows }));
        }
        Command::Status { id: Some(id) } => {
            let followed = follow_decision(&service, &decision_id(&id)?).await?.ok_or_else(unknown)?;
            say_status(&followed, output);
        }
        Command::Status { id: None } => {
            for followed in newest_decisions(&service, 100).await? {
                say_status(&followed, output);
            }
        }
        Command::Discard { id, actor } => {
            if !discard_draft(&service, &decision_id(&id)?, &actor).await? {
                return Err(Failed::new(Exit::NoInput, "there is no such draft"));
            }
            output.result(&format!("discarded {id}"), &json!({ "discarded": id }));
        }
        Command::Export { id, out } => export(service, &decision_id(&id)?, &out, output).await?,
    }
    Ok(Exit::Ok)
}

fn decision_id(text: &str) -> Result<DecisionId, Failed> {
    DecisionId::parse(text).ok_or_else(|| Failed::new(Exit::Data, "this is not the id of a decision"))
}

fn unknown() -> Failed {
    Failed::new(Exit::NoInput, "there is no such decision")
}

async fn from_file(
    service: &Service,
    assessment: &str,
    path: &Path,
    actor: &str,
    dry_run: bool,
    output: &Output,
) -> Result<Draft, Failed> {
    let unreadable = |error| Failed::new(Exit::NoInput, format!("{}: {error}", path.display()));
    let size = std::fs::metadata(path).map_err(unreadable)?.len();
    if size > MAX_BYTES as u64 {
        return Err(Failed::new(Exit::Data, format!("{}: is larger than 20 MB; split it", path.display())));
    }
    let bytes = std::fs::read(path).map_err(unreadable)?;
    let name = path.display().to_string();
    let file = ResultsFile { name: &name, bytes: &bytes };
    match draft_file(service, assessment, file, actor, dry_run).await {
        Ok((draft, warnings)) => {
            output.warn(&warnings);
            Ok(draft)
        }
        Err(Failure::Refused(FileRefusal::Mistakes(mistakes))) => Err(Failed::mistakes(mistakes)),
        Err(Failure::Refused(FileRefusal::Draft(refusal))) => Err(not_drafted(&refusal)),
        Err(Failure::Store(error)) => Err(error.into()),
    }
}

fn not_drafted(refusal: &DraftRefusal) -> Failed {
    match refusal {
        DraftRefusal::UnknownAssessment => Failed::new(Exit::NoInput, "there is no such assessment"),
        DraftRefusal::CannotIssue(refusal) => {
            Failed::new(Exit::Configuration, format!("nothing can be issued: {}", refusal.code()))
        }
        DraftRefusal::Empty => Failed::new(Exit::Data, "no pass waits for a decision"),
        DraftRefusal::TooMany => Failed::new(Exit::Data, "the list has more than 100000 results; split it"),
        DraftRefusal::Rows(rows) => {
            let first = rows.first().map_or("", |row| row.reason.code());
            Failed::new(Exit::Data, format!("none of the {} results can be recognised ({first})", rows.len()))
        }
        DraftRefusal::ListRecognised(before) => Failed::new(
            Exit::Data,
            format!("decision {} of {} has recognised this very list", before.number, before.date),
        ),
        DraftRefusal::NotAdministrator => Failed::new(Exit::Usage, "--actor: no administrator has this log-in"),
    }
}

fn not_confirmed(failure: Failure<ConfirmRefusal>) -> Failed {
    let refusal = match failure {
        Failure::Refused(refusal) => refusal,
        Failure::Store(error) => return error.into(),
    };
    match refusal {
        ConfirmRefusal::NotFound => Failed::new(Exit::NoInput, "there is no such draft"),
        ConfirmRefusal::AlreadyConfirmed => Failed::new(Exit::Data, "this decision is confirmed already"),
        ConfirmRefusal::SamePerson => Failed::new(Exit::Permission, "who drafted the list cannot confirm it"),
        ConfirmRefusal::OtherHash => {
            Failed::new(Exit::Data, "the paper was signed for another list: its hash is not that of this draft")
        }
        ConfirmRefusal::ListRecognised(before) => Failed::new(
            Exit::Data,
            format!("decision {} of {} has recognised this very list", before.number, before.date),
        ),
        ConfirmRefusal::ListChanged => {
            Failed::new(Exit::Data, "names, units or passes have changed since; discard the draft and make a new one")
        }
        ConfirmRefusal::BadNumber => {
            Failed::new(Exit::Data, "the number must be one printable line of 1 to 40 characters")
        }
        ConfirmRefusal::BadDate => {
            Failed::new(Exit::Data, "the date is in the future, before 2000, or before a result on the list")
        }
        ConfirmRefusal::NameMissing => Failed::new(Exit::Usage, "say who signed"),
        ConfirmRefusal::NotAdministrator => Failed::new(Exit::Usage, "--actor: no administrator has this log-in"),
        ConfirmRefusal::WouldNotPrint(code) => {
            Failed::new(Exit::Data, format!("the certificates could not be made with this decision: {code}"))
        }
    }
}

fn say_draft(draft: &Draft, output: &Output) {
    let left_out: Vec<Value> = draft
        .left_out
        .iter()
        .map(|row| json!({ "name": row.full_name, "reason": row.reason.code(), "detail": detail(&row.reason) }))
        .collect();
    let sample: Vec<Value> =
        draft.sample.iter().map(|row| json!({ "name": row.full_name, "unit": row.unit })).collect();
    for row in &draft.sample {
        output.say(&format!("  {}, {}", row.full_name, row.unit));
    }
    for row in draft.left_out.iter().take(100) {
        output.say(&format!("left out: {}: {} {}", row.full_name, row.reason.code(), detail(&row.reason)));
    }
    let what = match &draft.id {
        Some(id) => format!("drafted {}", id.as_str()),
        None => "would draft".to_owned(),
    };
    output.result(
        &format!(
            "{what}: {} results, {} left out\nSHA-256 of the list: {}",
            draft.rows,
            left_out.len(),
            draft.list_hash
        ),
        &json!({
            "draft": draft.id.as_ref().map(DecisionId::as_str),
            "rows": draft.rows,
            "list_sha256": draft.list_hash,
            "left_out": left_out,
            "sample": sample,
        }),
    );
}

fn detail(reason: &LeftOutReason) -> &str {
    match reason {
        LeftOutReason::Refused(code) => code,
        LeftOutReason::Recognised(number) => number,
        LeftOutReason::Certified | LeftOutReason::AnotherPass => "",
    }
}

fn say_status(followed: &Followed, output: &Output) {
    let decision = &followed.decision;
    let progress = &followed.progress;
    let id = decision.id.as_str();
    let paper = decision.confirmed.as_ref();
    let state = match paper {
        None => "draft".to_owned(),
        Some(paper) => format!("decision {} of {}", paper.reference.number, paper.reference.date),
    };
    let mut line = format!("{id}\t{}\t{state}\t{} of {} issued", decision.assessment, progress.issued, decision.rows);
    if let Some(rate) = followed.per_minute() {
        line.push_str(&format!(", {} left, {rate} a minute", followed.left()));
    }
    for (code, count) in &progress.refused {
        line.push_str(&format!("\n  {count} wait: {code}"));
    }
    let refused: Vec<Value> =
        progress.refused.iter().map(|(code, count)| json!({ "code": code, "rows": count })).collect();
    output.result(
        &line,
        &json!({
            "id": id,
            "assessment": decision.assessment,
            "state": if paper.is_some() { "confirmed" } else { "draft" },
            "number": paper.map(|paper| &paper.reference.number),
            "date": paper.map(|paper| paper.reference.date.to_string()),
            "rows": decision.rows,
            "issued": progress.issued,
            "left": followed.left(),
            "per_minute": followed.per_minute(),
            "refused": refused,
            "list_sha256": decision.list_hash,
        }),
    );
}

async fn export(service: Arc<Service>, id: &DecisionId, folder: &Path, output: &Output) -> Result<(), Failed> {
    let decision = find_decision(&service, id).await?.ok_or_else(unknown)?;
    std::fs::create_dir_all(folder)
        .map_err(|error| Failed::new(Exit::CannotCreate, format!("{}: {error}", folder.display())))?;
    let files = [
        ("list.txt", Export::List),
        ("register.csv", Export::Csv),
        ("register.xlsx", Export::Xlsx),
        ("certificates.zip", Export::Zip),
    ];
    let mut issued = 0;
    for (name, what) in files {
        let path = folder.join(name);
        let file = create_private(&path)?;
        let (kept, texts) = (file.try_clone(), Texts::of(Language::Vi));
        let failed = |error: &dyn std::fmt::Display| Failed::new(Exit::Io, format!("{}: {error}", path.display()));
        issued = export_decision(service.clone(), decision.clone(), what, texts, BufWriter::new(file))
            .await
            .map_err(|error| failed(&error))?;
        kept.and_then(|file| file.sync_all()).map_err(|error| failed(&error))?;
    }
    let line = format!("exported {issued} of {} certificates to {}", decision.rows, folder.display());
    output.result(&line, &json!({ "exported": issued, "rows": decision.rows }));
    Ok(())
}

fn create_private(path: &Path) -> Result<File, Failed> {
    std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map_err(|error| Failed::new(Exit::CannotCreate, format!("{}: {error}", path.display())))
}
