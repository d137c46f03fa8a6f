//! The verifier's script: its modules joined into one, in the order in which they build on each other.
//!
//! Node tests the modules as they lie in `assets/verify/`; browsers get this one script, which also works inside a single file.

use std::sync::LazyLock;

macro_rules! modules {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("assets/verify/", $name)))),*]
    };
}

/// A module stands behind all it imports.
const MODULES: [(&str, &str); 20] = modules![
    "bytes.js",
    "sha2.js",
    "inflate.js",
    "strict_json.js",
    "fault.js",
    "code.js",
    "qr_text.js",
    "ed25519.js",
    "keys.js",
    "cose.js",
    "graph.js",
    "statements.js",
    "credential.js",
    "status_list.js",
    "pdf.js",
    "engine.js",
    "lists.js",
    "picture.js",
    "page.js",
    "start.js",
];

/// Ed25519 for browsers that do not know it; loaded when it is needed.
pub const NOBLE: &str = include_str!("assets/verify/vendor/noble-ed25519-3.2.0.js");
/// The reader of QR codes in pictures; loaded when it is needed.
pub const QR_READER: &str = include_str!("assets/verify/vendor/qr-0.7.0.js");

static JOINED: LazyLock<String> = LazyLock::new(|| {
    let lines = MODULES.iter().flat_map(|(_, text)| code_lines(text));
    format!("(() => {{\n\"use strict\";\n{}\n}})();\n", lines.collect::<Vec<_>>().join("\n"))
});

/// The whole script.
pub fn joined() -> &'static str {
    &JOINED
}

/// The lines of a module without imports, the word `export`, comments on lines of their own, and indentation.
fn code_lines(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut is_comment = false;
    for line in text.lines().map(str::trim) {
        is_comment |= line.starts_with("/*");
        if !is_comment && !line.is_empty() && !line.starts_with("//") && !line.starts_with("import ") {
            lines.push(line.strip_prefix("export ").unwrap_or(line));
        }
        is_comment &= !line.ends_with("*/");
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::identifier::hex;
    use sha2::{Digest, Sha256};
    use std::collections::BTreeSet;

    fn imports(text: &str) -> impl Iterator<Item = &str> {
        let lines = text.lines().filter(|line| line.starts_with("import "));
        lines.filter_map(|line| line.split_once(" from \"./")?.1.strip_suffix("\";"))
    }

    #[test]
    fn every_module_is_there_once_and_stands_behind_its_imports() {
        for (place, (name, text)) in MODULES.iter().enumerate() {
            assert_eq!(
                text.lines().filter(|line| line.starts_with("import ")).count(),
                imports(text).count(),
                "{name}"
            );
            for import in imports(text) {
                assert!(MODULES[..place].iter().any(|(earlier, _)| *earlier == import), "{name} imports {import}");
            }
        }
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/web/assets/verify");
        let files = std::fs::read_dir(folder).expect("readable").map(|entry| entry.expect("readable").file_name());
        let scripts: BTreeSet<String> = files
            .filter_map(|name| name.into_string().ok())
            .filter(|name| name.ends_with(".js") && name != "service_worker.js")
            .collect();
        assert_eq!(scripts, MODULES.iter().map(|(name, _)| (*name).to_owned()).collect());
    }

    #[test]
    fn no_two_modules_declare_the_same_name() {
        let mut names = BTreeSet::new();
        for (module, text) in MODULES {
            for line in text.lines() {
                let line = line.strip_prefix("export ").unwrap_or(line);
                let kinds = ["const ", "let ", "class ", "function "];
                let Some(rest) = kinds.iter().find_map(|kind| line.strip_prefix(kind)) else { continue };
                let declared = rest.split(" = ").next().unwrap_or_default();
                for name in declared.split(|letter: char| !letter.is_alphanumeric() && letter != '_') {
                    let is_name = !name.is_empty() && !["extends", "Error"].contains(&name);
                    assert!(!is_name || names.insert(name.to_owned()), "{module} declares {name} again");
                }
            }
        }
        assert!(names.len() > 80, "the declarations are not where they were");
    }

    #[test]
    fn the_script_fits_into_a_page() {
        assert!(
            !joined().lines().any(|line| ["import ", "export ", "/*", "//"].iter().any(|word| line.starts_with(word)))
        );
        for script in [joined(), NOBLE, QR_READER] {
            assert!(!script.contains("</script") && !script.contains("<!--"));
        }
    }

    #[test]
    fn other_peoples_code_is_the_code_that_was_looked_at() {
        let digest = |text: &str| hex(&Sha256::digest(text));
        assert_eq!(digest(NOBLE), "a625571666d1a241484b784d8a2da9c86ee8f95749ad728b6f78ebf56066d06a");
        assert_eq!(digest(QR_READER), "0847ddadc8066cbe87c51319fed984863c0d9203c69c6b7db5ca13b93c4989f6");
    }
}
