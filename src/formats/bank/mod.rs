//! Bank files: `bank.toml`, `assessment.toml`, `parameters.csv`, `stimuli.toml` and `items/*.toml`, read with all their
//! mistakes, and written.
//!
//! The grammar, in words for teachers, stands in `question_banks/README.md`.

mod adaptive;
mod assembly;
mod assessment;
mod blueprint;
mod certificate;
mod folder;
mod frameworks;
mod item;
pub mod item_form;
mod key;
#[cfg(test)]
pub(crate) mod laws;
mod manifest;
mod options;
mod parts;
mod pictures;
mod reporting;
mod review;
mod sections;
mod simulations;
mod stimuli;
#[cfg(test)]
mod tests;
mod whole;
mod write;
mod write_definition;
mod written;

use crate::domain::assessment::bank::Bank;
use crate::domain::assessment::definition::Assessment;
use crate::formats::mistake::Mistakes;
use crate::formats::toml_file::sheet::Place;
use std::collections::BTreeMap;
use std::path::Path;

pub use crate::formats::toml_file::FILE_LIMIT;
pub use frameworks::frameworks;
pub use pictures::is_picture;
pub use whole::ITEM_LIMIT;
pub use write::{item_file, manifest, write};

/// The name of the file that says what the bank is.
pub const BANK_FILE: &str = "bank.toml";
/// The name of the file that says how it is sat.
pub const ASSESSMENT_FILE: &str = "assessment.toml";

/// The name of the file that holds what several items are about.
pub const STIMULI_FILE: &str = "stimuli.toml";
/// The name of the file that says how hard the items are and how well they tell people apart.
pub const PARAMETERS_FILE: &str = "parameters.csv";

/// A bank folder in which nothing is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankFolder {
    /// The bank, with its items sorted by id.
    pub bank: Bank,
    /// How it is sat, when the folder says so.
    pub assessment: Option<Assessment>,
    /// What is allowed, and worth a look.
    pub warnings: Mistakes,
    /// Where each item stands, by id: file, line and column.
    pub places: BTreeMap<String, (String, u32, u32)>,
}

/// Reads the folder of a bank.
///
/// # Errors
/// All mistakes of all its files.
pub fn read_folder(path: &Path) -> Result<BankFolder, Mistakes> {
    let mut folder = read_files(&folder::collect(path)?)?;
    let name = path.canonicalize().ok().and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
    if name.as_deref().is_some_and(|name| name != folder.bank.code) {
        let message = format!("the folder is not named like its bank, `{}`", folder.bank.code);
        folder.warnings.push(whole::about_file(BANK_FILE, "folder-name", message));
    }
    Ok(folder)
}

/// Reads the files of a bank, given as names relative to its folder (`items/verification.toml`) and bytes.
///
/// # Errors
/// All mistakes of all files.
pub fn read_files(files: &[(String, Vec<u8>)]) -> Result<BankFolder, Mistakes> {
    let mut mistakes = Mistakes::default();
    let mut warnings = whole::check_names(files, &mut mistakes);
    let (manifest, vocabulary) = match bytes_of(files, BANK_FILE) {
        Some(bytes) => manifest::read(BANK_FILE, bytes, &mut mistakes),
        None => {
            mistakes.push(whole::about_file(BANK_FILE, "missing-file", "the folder has no bank.toml".to_owned()));
            (None, manifest::unknown())
        }
    };
    let pictures = pictures::read_all(files, &mut mistakes);
    let simulations = simulations::read_all(files, &mut mistakes);
    let stimuli = bytes_of(files, STIMULI_FILE)
        .map_or_else(stimuli::Stimuli::new, |bytes| stimuli::read(bytes, (&vocabulary, &pictures), &mut mistakes));
    let known =
        item::Known { vocabulary: &vocabulary, pictures: &pictures, simulations: &simulations, stimuli: &stimuli };
    let drafts = item::read_files(files, known, &mut mistakes);
    assembly::check_enemies(&drafts, &mut mistakes);
    let place = |(id, place): &(String, Place)| (id.clone(), (place.file.clone(), place.line, place.column));
    let places = drafts.iter().filter_map(|draft| draft.id.as_ref()).map(place).collect();
    let items = whole::check_items(drafts, &mut mistakes);
    // Whether a form can be drawn is only worth saying of a bank without mistakes.
    let used = |drawn: &pictures::Drawn| {
        items.iter().any(|item| item.face.pictures().any(|picture| picture.sha256 == drawn.sha256))
    };
    let kept = pictures.into_values().filter(used).map(|drawn| (drawn.sha256, drawn.png)).collect();
    let is_run = |sha256: &String| items.iter().any(|item| item.face.simulation.as_ref() == Some(sha256));
    let run = simulations.into_values().filter(|(sha256, _)| is_run(sha256)).collect();
    let bank =
        manifest.map(|bank| Bank { items, pictures: kept, simulations: run, ..bank }).filter(|_| mistakes.is_empty());
    let parameters = bytes_of(files, PARAMETERS_FILE)
        .map(|bytes| adaptive::parameters(bytes, bank.as_ref(), (&mut mistakes, &mut warnings)));
    let context = assessment::Context { vocabulary: &vocabulary, bank: bank.as_ref(), parameters };
    let assessment = bytes_of(files, ASSESSMENT_FILE)
        .and_then(|bytes| assessment::read(ASSESSMENT_FILE, bytes, &context, (&mut mistakes, &mut warnings)));
    match bank {
        Some(bank) if mistakes.is_empty() => {
            warnings.append(whole::unused_competencies(&bank));
            Ok(BankFolder { bank, assessment, warnings: warnings.in_order(), places })
        }
        _ => Err(mistakes.in_order()),
    }
}

/// Reads `bank.toml` alone: the bank without items.
///
/// # Errors
/// All its mistakes.
pub fn read_manifest(bytes: &[u8]) -> Result<Bank, Mistakes> {
    let mut mistakes = Mistakes::default();
    let (bank, _) = manifest::read(BANK_FILE, bytes, &mut mistakes);
    bank.filter(|_| mistakes.is_empty()).ok_or_else(|| mistakes.in_order())
}

fn bytes_of<'f>(files: &'f [(String, Vec<u8>)], wanted: &str) -> Option<&'f [u8]> {
    files.iter().find(|(name, _)| name == wanted).map(|(_, bytes)| bytes.as_slice())
}
