//! `bank check|convert|template|import|export`.

use super::bank_files::{ConvertArguments, LanguageArgument, ReadArguments, convert, read, template, write_folder};
use super::boot::boot_service;
use super::output::{Exit, Failed, Output};
use super::read_config;
use crate::clock::Clock;
use crate::domain::quality;
use crate::domain::text::Language;
use crate::flows::assessment::import_bank::import_bank;
use crate::formats::bank;
use crate::formats::mistake::{Mistake, Mistakes};
use crate::i18n::Texts;
use crate::store::assessment::{assessments, banks};
use clap::Subcommand;
use serde_json::json;
use std::path::{Path, PathBuf};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check a bank and say everything that is wrong with it.
    Check {
        /// The folder with `bank.toml`, or a file that `bank convert` reads.
        path: PathBuf,
        #[command(flatten)]
        reading: ReadArguments,
        /// Hold the items to the rules of good items, too; a finding that no item accepts ends with an error.
        #[arg(long)]
        strict: bool,
    },
    /// Import the folder of a bank as a new revision.
    Import {
        /// The folder with `bank.toml`, or a file that `bank convert` reads.
        path: PathBuf,
        #[command(flatten)]
        reading: ReadArguments,
        /// Check only; write nothing.
        #[arg(long)]
        dry_run: bool,
        /// Who imports, for the audit trail.
        #[arg(long, default_value = "operator")]
        actor: String,
    },
    /// Write a bank in another format: spreadsheets, GIFT, Aiken, Moodle XML, QTI, or a folder of our own.
    Convert(ConvertArguments),
    /// Write the spreadsheet to begin with: columns, drop-down lists, an example of each type.
    Template {
        /// The .xlsx file to write; must not exist.
        #[arg(long)]
        out: PathBuf,
        /// The language of its words.
        #[arg(long, value_enum, default_value_t = LanguageArgument::Vi)]
        language: LanguageArgument,
    },
    /// Write the latest revision of a bank as a folder.
    Export {
        /// The bank's code.
        code: String,
        /// The folder to write; must not exist.
        #[arg(long)]
        out: PathBuf,
    },
}

pub async fn run(command: Command, config: Option<PathBuf>, output: &Output) -> Result<Exit, Failed> {
    match command {
        Command::Check { path, reading, strict } => {
            let folder = read(&path, &reading, output)?;
            let findings = if strict { findings(&folder) } else { Mistakes::default() };
            if !findings.is_empty() {
                return Err(Failed::mistakes(findings));
            }
            say_checked(&folder, output);
            Ok(Exit::Ok)
        }
        Command::Convert(arguments) => convert(&arguments, output),
        Command::Template { out, language } => template(&out, language, output),
        Command::Import { path, reading, dry_run, actor } => {
            let folder = read(&path, &reading, output)?;
            if dry_run {
                say_checked(&folder, output);
                return Ok(Exit::Ok);
            }
            let service = boot_service(read_config(config)?, Clock::System).await?.service;
            let imported = import_bank(&service, &folder.bank, folder.assessment.as_ref(), &actor).await?;
            let what = if imported.is_new { "imported" } else { "unchanged" };
            output.result(
                &format!("{what}: {} items, revision {}", imported.items, &imported.revision[..12]),
                &json!({ "result": what, "items": imported.items, "revision": imported.revision }),
            );
            Ok(Exit::Ok)
        }
        Command::Export { code, out } => export(&code, &out, config, output).await,
    }
}

/// What the rules of good items find, each at its item.
fn findings(folder: &bank::BankFolder) -> Mistakes {
    let texts = Texts::of(Language::En);
    let blueprint = folder.assessment.as_ref().map(|assessment| &assessment.blueprint);
    let findings = quality::check(&folder.bank, blueprint, Clock::System.now().day_in_vietnam());
    let mistake = |finding: quality::Finding| {
        let whole = (bank::BANK_FILE.to_owned(), 1, 1);
        let (file, line, column) = folder.places.get(&finding.item).unwrap_or(&whole).clone();
        let named = [finding.item.clone(), texts.finding_part(&finding.part)];
        let named: Vec<String> = named.into_iter().filter(|part| !part.is_empty()).collect();
        let said = texts.finding(finding.rule, &finding.detail);
        let message = if named.is_empty() { said } else { format!("{}: {said}", named.join(", ")) };
        Mistake { file, line, column, code: finding.rule.code(), message, hint: Some(finding.rule.source().to_owned()) }
    };
    findings.into_iter().map(mistake).collect::<Mistakes>().in_order()
}

fn say_checked(folder: &bank::BankFolder, output: &Output) {
    let bank = &folder.bank;
    output.result(
        &format!("{}: {} items in {} competencies, no mistakes", bank.code, bank.items.len(), bank.competencies.len()),
        &json!({ "result": "good", "bank": bank.code, "items": bank.items.len(), "warnings": folder.warnings }),
    );
}

async fn export(code: &str, out: &Path, config: Option<PathBuf>, output: &Output) -> Result<Exit, Failed> {
    let service = boot_service(read_config(config)?, Clock::System).await?.service;
    let mut reader = service.store.read().await?;
    let connection = &mut reader.link();
    let Some((revision, bank)) = banks::latest(connection, code).await? else {
        return Err(Failed::new(Exit::NoInput, format!("there is no bank `{code}`")));
    };
    let defined = assessments::all(connection).await?.into_iter().find(|defined| defined.revision == revision);
    write_folder(out, &bank, defined.as_ref().map(|defined| &defined.assessment))?;
    output.result(
        &format!("exported: {} items to {}", bank.items.len(), out.display()),
        &json!({ "result": "exported", "items": bank.items.len(), "revision": revision }),
    );
    Ok(Exit::Ok)
}
