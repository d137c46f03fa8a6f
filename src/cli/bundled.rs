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
    "stimuli.toml",
    "items/data-protection.toml",
    "items/foundations.toml",
    "items/fraud.toml",
    "items/law-ethics.toml",
    "items/prompting.toml",
    "items/verification.toml",
    "items/work-tasks.toml",
    "pictures/chat.png",
    "pictures/village-table.png",
);

const GETTING_STARTED: &[(&str, &[u8])] =
    bank!("getting-started": "bank.toml", "assessment.toml", "items/sitting.toml", "pictures/browser.png");

const PERSONAL_DATA: &[(&str, &[u8])] = bank!(
    "personal-data":
    "bank.toml",
    "assessment.toml",
    "stimuli.toml",
    "items/accounts.toml",
    "items/data-rights.toml",
    "items/devices.toml",
    "items/fraud.toml",
    "items/identity.toml",
    "items/incidents.toml",
    "items/official-duty.toml",
    "items/sharing.toml",
    "pictures/consent-form.png",
    "pictures/lock-screen.png",
    "pictures/parking-board.png",
    "pictures/post-composer.png",
);

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

const DIGITAL_BASICS: &[(&str, &[u8])] = bank!(
    "digital-basics":
    "bank.toml",
    "assessment.toml",
    "stimuli.toml",
    "items/communication.toml",
    "items/conduct-law.toml",
    "items/devices.toml",
    "items/health.toml",
    "items/information.toml",
    "items/office.toml",
    "items/payment-shopping.toml",
    "items/public-services.toml",
    "pictures/phone-top.png",
    "pictures/search-results.png",
    "pictures/tea-book.png",
);

/// Twenty made-up people.
pub const DEMO_ROSTER: &[u8] = include_bytes!("../../assets/demo/roster.csv");

/// The bundled banks, checked like any other.
///
/// # Errors
/// Mistakes in what the program carries; the tests see to it that there are none.
pub fn banks() -> Result<Vec<BankFolder>, Mistakes> {
    [AI_FOR_OFFICIALS, DIGITAL_BASICS, GETTING_STARTED, PERSONAL_DATA, PRACTICAL_DIGITAL]
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
    use crate::domain::quality;

    #[test]
    fn the_bundled_banks_are_their_folders_whole() {
        for bundled in banks().expect("no mistakes") {
            let folder = std::path::Path::new("question_banks").join(&bundled.bank.code);
            assert_eq!(bundled.bank, crate::formats::bank::read_folder(&folder).expect("no mistakes").bank);
        }
    }

    #[test]
    fn the_bundled_banks_are_held_to_the_rules_of_good_items() {
        for BankFolder { bank, assessment, .. } in banks().expect("no mistakes") {
            let blueprint = assessment.as_ref().map(|assessment| &assessment.blueprint);
            let mut findings = quality::check(&bank, blueprint, time::macros::date!(2026 - 11 - 26));
            // Two small banks show what can be done; nobody is certified by them.
            let is_small = bank.items.len() < 20;
            findings.retain(|finding| !(is_small && finding.rule == quality::Rule::ThinCoverage));
            assert_eq!(findings, [], "{}", bank.code);
        }
    }
}
