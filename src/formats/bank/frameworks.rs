//! Frameworks of competence that items map to: data in `frameworks/*.toml`, part of the program.

use super::item::DIGCOMP;
use crate::domain::assessment::framework::Framework;
use crate::formats::mistake::quote;
use crate::formats::toml_file::fields::Fields;
use crate::formats::toml_file::sheet::Sheet;
use crate::formats::toml_file::suggest::did_you_mean;
use std::sync::LazyLock;

/// Entries one item may map to.
const MAPPED: usize = 20;

static FRAMEWORKS: LazyLock<Vec<Framework>> = LazyLock::new(|| {
    let files = [
        include_str!("../../../frameworks/decision-757-2025.toml"),
        include_str!("../../../frameworks/circular-02-2025.toml"),
        include_str!("../../../frameworks/digcomp-3.0.toml"),
    ];
    // Data of ours that a test reads: they are never broken in a program that passed its tests.
    files.iter().map(|file| toml::from_str(file).expect("a framework of ours")).collect()
});

/// Every framework that items may map to.
pub fn frameworks() -> &'static [Framework] {
    &FRAMEWORKS
}

/// What an item maps to beside DigComp: `["757-2025/officials", "02-2025/vi"]`.
pub(super) fn mapped(sheet: &mut Sheet<'_>, fields: &Fields<'_, '_>) -> Option<Vec<String>> {
    let Some(named) = fields.get("frameworks") else { return Some(Vec::new()) };
    let known: Vec<String> =
        FRAMEWORKS.iter().filter(|known| known.code != DIGCOMP).flat_map(Framework::paths).collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let mut paths: Vec<String> = Vec::new();
    for entry in named.short_list(sheet, "[\"757-2025/officials\"]", MAPPED)? {
        let Some(written) = entry.raw_text(sheet) else { continue };
        if paths.iter().any(|path| path == written) {
            sheet.report(entry.at(), "duplicate-value", format!("{} is listed twice", quote(written)));
        } else if known.contains(&written) {
            paths.push(written.to_owned());
        } else {
            let hint = did_you_mean(written, &known)
                .unwrap_or_else(|| "write framework/entry, like 757-2025/officials".to_owned());
            sheet.advise(entry.at(), "unknown-value", format!("no framework has {}", quote(written)), hint);
        }
    }
    Some(paths)
}

/// Whether DigComp has this competence.
pub(super) fn is_digcomp(written: &str) -> bool {
    FRAMEWORKS.iter().any(|framework| framework.code == DIGCOMP && framework.has(written))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frameworks_of_the_domain_are_there() {
        let sizes: Vec<(&str, usize)> =
            frameworks().iter().map(|framework| (framework.code.as_str(), framework.entries.len())).collect();
        assert_eq!(sizes, [("757-2025", 4), ("02-2025", 6), ("digcomp", 21)]);
        assert!(is_digcomp("5.4") && !is_digcomp("5.5"));
    }
}
