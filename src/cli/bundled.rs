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

const GETTING_STARTED: &[(&str, &[u8])] =
    bank!("getting-started": "bank.toml", "assessment.toml", "items/sitting.toml", "pictures/browser.png");

const PRACTICAL_DIGITAL: &[(&str, &[u8])] = bank!(
    "practical-digital":
    "bank.toml",
    "assessment.toml",
    "items/artificial-intelligence.toml",
    "items/online-safety.toml",
    "items/personal-data.toml",
    "items/working-with-figures.toml",
    "simulations/ai-letter.html",
    "simulations/app-permissions.html",
    "simulations/mailbox.html",
    "simulations/portal-tabs.html",
    "simulations/report-table.html",
    "simulations/share-document.html",
);

/// Twenty made-up people.
pub const DEMO_ROSTER: &[u8] = include_bytes!("../../assets/demo/roster.csv");

/// The bundled banks, checked like any other.
///
/// # Errors
/// Mistakes in what the program carries; the tests see to it that there are none.
pub fn banks() -> Result<Vec<BankFolder>, Mistakes> {
    [AI_FOR_OFFICIALS, GETTING_STARTED, PRACTICAL_DIGITAL]
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
    fn the_bundled_banks_are_their_folders_whole() {
        for bundled in banks().expect("no mistakes") {
            let folder = std::path::Path::new("question_banks").join(&bundled.bank.code);
            assert_eq!(bundled.bank, crate::formats::bank::read_folder(&folder).expect("no mistakes").bank);
        }
    }
}
