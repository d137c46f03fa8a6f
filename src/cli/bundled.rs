//! What the program carries with it: the banks and the made-up roster of the demonstration.

use crate::formats::bank::{BankFolder, read_files};
use crate::formats::mistake::Mistakes;

macro_rules! bank {
    ($code:literal: $($file:literal),* $(,)?) => {
        &[$(($file, include_bytes!(concat!("../../question_banks/", $code, "/", $file)).as_slice())),*]
    };
}

const AI_FOR_OFFICIALS: &[(&str, &[u8])] = bank!(
    "ai-for-officials":
    "bank.toml",
    "assessment.toml",
    "items/data-protection.toml",
    "items/foundations.toml",
    "items/fraud.toml",
    "items/law-ethics.toml",
    "items/prompting.toml",
    "items/verification.toml",
    "items/work-tasks.toml",
);

/// Twenty made-up people.
pub const DEMO_ROSTER: &[u8] = include_bytes!("../../assets/demo/roster.csv");

/// The bundled banks, checked like any other.
///
/// # Errors
/// Mistakes in what the program carries; the tests see to it that there are none.
pub fn banks() -> Result<Vec<BankFolder>, Mistakes> {
    [AI_FOR_OFFICIALS]
        .into_iter()
        .map(|files| {
            let files: Vec<(String, Vec<u8>)> =
                files.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
            read_files(&files)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_bank_is_the_folder_whole() {
        let bundled = banks().expect("no mistakes");
        let folder = crate::formats::bank::read_folder(std::path::Path::new("question_banks/ai-for-officials"));
        assert_eq!(bundled[0].bank, folder.expect("no mistakes").bank);
    }
}
