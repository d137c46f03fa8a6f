//! Banks as folders and as files of other formats: read with a ledger, written with a ledger, converted.

use super::output::{Exit, Failed, Output};
use crate::clock::Clock;
use crate::domain::assessment::bank::Bank;
use crate::domain::assessment::definition::Assessment;
use crate::domain::text::Language;
use crate::formats::bank::{self, BankFolder};
use crate::formats::exchange::Assumed;
use crate::formats::exchange::format::{self, Format};
use crate::formats::exchange::ledger::Ledger;
use crate::formats::exchange::transcript::code_of;
use crate::formats::mistake::{Mistake, Mistakes};
use clap::Args;
use clap::ValueEnum;
use serde_json::json;
use std::path::{Path, PathBuf};

/// How a file of another format is read.
#[derive(Debug, Clone, Args)]
pub struct ReadArguments {
    /// The format of the file, where its name does not tell.
    #[arg(long, value_parser = known_format)]
    from: Option<Format>,
    /// The language of texts that name none.
    #[arg(long, value_enum, default_value_t = LanguageArgument::Vi)]
    language: LanguageArgument,
    /// The code of the bank, where the file has none; usually made from its name.
    #[arg(long)]
    code: Option<String>,
    /// Go on although something was changed or dropped.
    #[arg(long)]
    accept_loss: bool,
}

/// A language on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LanguageArgument {
    /// Vietnamese.
    Vi,
    /// English.
    En,
}

impl LanguageArgument {
    const fn language(self) -> Language {
        match self {
            Self::Vi => Language::Vi,
            Self::En => Language::En,
        }
    }
}

/// Where a bank is converted to.
#[derive(Debug, Args)]
pub struct ConvertArguments {
    /// A folder with `bank.toml`, or a file: .xlsx, .csv, .gift, .txt (Aiken or GIFT), .xml (Moodle), .zip (QTI).
    input: PathBuf,
    /// A folder to make, or a file by whose name the format is told; must not exist.
    output: PathBuf,
    /// The format to write, where the name does not tell.
    #[arg(long, value_parser = known_format)]
    to: Option<Format>,
    #[command(flatten)]
    reading: ReadArguments,
}

fn known_format(name: &str) -> Result<Format, String> {
    let names: Vec<&str> = Format::NAMES.iter().map(|(name, _)| *name).collect();
    Format::from_name(name).ok_or_else(|| format!("known formats are: {}", names.join(", ")))
}

/// Reads a bank from a folder, or from a file of any format; prints the ledger of a file.
pub fn read(path: &Path, arguments: &ReadArguments, output: &Output) -> Result<BankFolder, Failed> {
    if path.is_dir() {
        let folder = bank::read_folder(path).map_err(Failed::mistakes)?;
        output.warn(&folder.warnings);
        return Ok(folder);
    }
    let cannot = |error: std::io::Error| Failed::new(Exit::NoInput, format!("{}: {error}", path.display()));
    let bytes = std::fs::read(path).map_err(cannot)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let assumed = Assumed {
        code: arguments.code.clone().or_else(|| code_of(&stem)).unwrap_or_else(|| "bank".to_owned()),
        language: arguments.language.language(),
        today: Clock::System.now().day_in_vietnam(),
        competencies: Vec::new(),
    };
    let unknown = || Failed::mistakes(format::unknown_format(&name).into());
    let reading = format::read(&name, &bytes, arguments.from, &assumed).ok_or_else(unknown)?;
    drop(bytes);
    say_ledger(&reading.ledger, output);
    let folder = reading.bank.map_err(Failed::mistakes)?;
    refuse_loss(&reading.ledger, arguments.accept_loss)?;
    output.warn(&folder.warnings);
    Ok(folder)
}

fn say_ledger(ledger: &Ledger, output: &Output) {
    for line in ledger.to_string().lines() {
        output.progress(line);
    }
}

/// A loss that nobody looked at is bad data.
fn refuse_loss(ledger: &Ledger, is_accepted: bool) -> Result<(), Failed> {
    if is_accepted || !ledger.has_loss() {
        return Ok(());
    }
    let mistake = |loss: &crate::formats::exchange::ledger::Loss| Mistake {
        file: loss.place.file.to_string(),
        line: loss.place.line,
        column: loss.place.column,
        code: loss.code,
        message: format!("{}: {}", loss.element, loss.reason),
        hint: Some("look at it, then say --accept-loss".to_owned()),
    };
    Err(Failed::mistakes(ledger.losses().into_iter().map(mistake).collect::<Mistakes>()))
}

/// `bank convert IN OUT`
pub fn convert(arguments: &ConvertArguments, output: &Output) -> Result<Exit, Failed> {
    let target = &arguments.output;
    let name = target.to_string_lossy();
    let format = arguments.to.or_else(|| Format::of_target(&name));
    if format.is_none() && target.extension().is_some() {
        let mistake = format::unknown_format(&name);
        return Err(Failed::mistakes(mistake.into()));
    }
    if target.exists() {
        return Err(Failed::new(Exit::CannotCreate, format!("{}: exists already", target.display())));
    }
    let folder = read(&arguments.input, &arguments.reading, output)?;
    let (items, ledger) = match format {
        None => {
            write_folder(target, &folder.bank, folder.assessment.as_ref())?;
            (folder.bank.items.len(), Ledger::default())
        }
        Some(format) => {
            let cannot = |reason: String| Failed::new(Exit::CannotCreate, format!("{}: {reason}", target.display()));
            let language = arguments.reading.language.language();
            let (bytes, mut ledger) = format::write(&folder.bank, format, language).map_err(cannot)?;
            if folder.assessment.is_some() {
                let place = crate::formats::exchange::Place::start(bank::ASSESSMENT_FILE);
                ledger.drop(
                    &place,
                    bank::ASSESSMENT_FILE,
                    "assessment-not-said",
                    "the format has items, not how they are sat",
                );
            }
            say_ledger(&ledger, output);
            refuse_loss(&ledger, arguments.reading.accept_loss)?;
            std::fs::write(target, bytes).map_err(|error| cannot(error.to_string()))?;
            (folder.bank.items.len(), ledger)
        }
    };
    output.result(
        &format!("converted: {items} items to {}", target.display()),
        &json!({ "result": "converted", "items": items, "ledger": ledger }),
    );
    Ok(Exit::Ok)
}

/// Writes a bank as a folder that does not exist yet.
pub fn write_folder(target: &Path, bank: &Bank, assessment: Option<&Assessment>) -> Result<(), Failed> {
    let cannot = |error: std::io::Error| Failed::new(Exit::CannotCreate, format!("{}: {error}", target.display()));
    std::fs::create_dir(target).map_err(cannot)?;
    for (name, bytes) in bank::write(bank, assessment) {
        let path = target.join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(cannot)?;
        }
        std::fs::write(path, bytes).map_err(cannot)?;
    }
    Ok(())
}
