//! Stories of bank folders: those in `tests/fixtures/banks`, and a few that cannot be kept there.

use super::*;
use crate::domain::assessment::item::ItemKind;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn fixtures(kind: &str) -> Vec<PathBuf> {
    let folder = root().join("tests/fixtures/banks").join(kind);
    let entries = fs::read_dir(folder).expect("fixtures");
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    folders.sort();
    folders
}

#[test]
fn every_mistake_of_a_bad_bank_is_told_with_its_place() {
    for folder in fixtures("bad") {
        let told = read_folder(&folder).expect_err("a bad bank").to_string();
        let expected = fs::read_to_string(folder.join("mistakes.txt")).expect("mistakes.txt");
        assert_eq!(told, expected, "{}", folder.display());
    }
}

#[test]
fn a_good_bank_is_read_with_its_warnings_and_written_as_it_was() {
    for folder in fixtures("good") {
        let read = read_folder(&folder).unwrap_or_else(|mistakes| panic!("{}\n{mistakes}", folder.display()));
        let expected = fs::read_to_string(folder.join("warnings.txt")).expect("warnings.txt");
        assert_eq!(read.warnings.to_string(), expected, "{}", folder.display());
        let again = read_files(&write(&read.bank, read.assessment.as_ref())).expect("what was written is good");
        assert_eq!((again.bank, again.assessment), (read.bank, read.assessment));
    }
}

#[test]
fn what_an_author_typed_becomes_stored_text() {
    let bank = read_folder(&root().join("tests/fixtures/banks/good/complete")).expect("a good bank").bank;
    let stem = |id: &str| {
        let item = bank.items.iter().find(|item| item.face.id == id).expect("an item");
        item.face.stem.get(crate::domain::text::Language::Vi).to_owned()
    };
    // Written with CRLF line ends, and with letters and marks apart.
    assert_eq!(stem("alpha-001"), "Câu hỏi alpha-001?");
    assert_eq!(stem("beta-002"), "Đúng với:\n\n- một\n- hai  \n  và ba");
    let truth = bank.items.iter().find(|item| item.face.id == "alpha-003").expect("an item");
    let options: Vec<_> = truth.face.options.iter().map(|option| (option.id.as_str(), &option.text.0)).collect();
    assert_eq!(options.len(), 2);
    assert!(options[0].0 == "true" && options[0].1.values().eq(["Đúng", "True"]));
    assert!(options[1].0 == "false" && options[1].1.values().eq(["Sai", "False"]));
    assert_eq!(truth.key.correct_options(), ["true"]);
}

/// A good bank in a temporary folder of the same name, to be spoiled.
fn scratch() -> (tempfile::TempDir, PathBuf) {
    let directory = tempfile::tempdir().expect("a folder");
    let folder = directory.path().join("minimal");
    fs::create_dir_all(folder.join("items")).expect("a folder");
    for name in ["bank.toml", "items/co-ban.toml"] {
        fs::copy(root().join("tests/fixtures/banks/good/minimal").join(name), folder.join(name)).expect("a copy");
    }
    (directory, folder)
}

fn codes(mistakes: &Mistakes) -> Vec<(&str, &str)> {
    mistakes.iter().map(|mistake| (mistake.file.as_str(), mistake.code)).collect()
}

#[test]
fn a_symbolic_link_is_not_followed() {
    let (_directory, folder) = scratch();
    std::os::unix::fs::symlink("/etc/passwd", folder.join("items/secret.toml")).expect("a link");
    let told = read_folder(&folder).expect_err("a link");
    assert_eq!(codes(&told), [("items/secret.toml", "symbolic-link")]);
    fs::remove_dir_all(folder.join("items")).expect("removed");
    std::os::unix::fs::symlink("/etc", folder.join("items")).expect("a link");
    assert_eq!(codes(&read_folder(&folder).expect_err("a link")), [("items", "symbolic-link")]);
}

#[test]
fn a_folder_that_is_not_there_cannot_be_read() {
    let told = read_folder(Path::new("/nowhere/at/all")).expect_err("no folder");
    assert_eq!(codes(&told), [("/nowhere/at/all", "unreadable")]);
}

#[test]
fn a_folder_named_otherwise_and_a_bank_too_small_are_worth_a_word() {
    let (_directory, folder) = scratch();
    let renamed = folder.with_file_name("other");
    fs::rename(&folder, &renamed).expect("renamed");
    assert_eq!(codes(&read_folder(&renamed).expect("a good bank").warnings), [("bank.toml", "folder-name")]);
}

#[test]
fn a_file_over_a_megabyte_is_refused_unread() {
    let (_directory, folder) = scratch();
    fs::write(folder.join("items/big.toml"), vec![b'#'; 3_000_000]).expect("written");
    assert_eq!(codes(&read_folder(&folder).expect_err("too large")), [("items/big.toml", "file-too-large")]);
}

fn minimal() -> Vec<(String, Vec<u8>)> {
    folder::collect(&root().join("tests/fixtures/banks/good/minimal")).expect("files")
}

#[test]
fn an_uploaded_name_cannot_lead_out_of_the_folder() {
    for name in ["../bank.toml", "/etc/bank.toml", "items\\a.toml", "items/../../a.toml", "bank.toml"] {
        let mut files = minimal();
        files.push((name.to_owned(), Vec::new()));
        assert_eq!(codes(&read_files(&files).expect_err("a bad name")), [(name, "bad-path")]);
    }
}

#[test]
fn a_bank_needs_its_manifest_and_its_items() {
    let files = minimal();
    let (manifest, items): (Vec<_>, Vec<_>) = files.into_iter().partition(|(name, _)| name == BANK_FILE);
    assert_eq!(codes(&read_files(&items).expect_err("no manifest")), [(BANK_FILE, "missing-file")]);
    assert_eq!(codes(&read_files(&manifest).expect_err("no items")), [(BANK_FILE, "no-items")]);
}

#[test]
fn twenty_thousand_items_are_enough() {
    let mut files = minimal();
    let one = files.pop().expect("the items file").1;
    let many = |count: usize, prefix: &str| {
        let item = String::from_utf8(one.clone()).expect("text");
        (0..count)
            .map(|number| item.replace("co-ban-001", &format!("{prefix}-{number}")))
            .collect::<String>()
            .into_bytes()
    };
    files.extend((0..8).map(|file| (format!("items/{file}.toml"), many(2_500, &format!("f{file}")))));
    assert_eq!(read_files(&files).expect("as many as are allowed").bank.items.len(), ITEM_LIMIT);
    files.push(("items/last.toml".to_owned(), many(1, "last")));
    assert_eq!(codes(&read_files(&files).expect_err("one too many")), [(BANK_FILE, "too-many-items")]);
}

#[test]
fn a_file_of_nothing_but_mistakes_is_not_listed_for_ever() {
    let mut files = minimal();
    files.push(("items/odd.toml".to_owned(), "a = b\n".repeat(100_000).into_bytes()));
    let told = read_files(&files).expect_err("mistakes");
    assert_eq!(told.len(), 1_001);
    assert!(told.iter().any(|mistake| mistake.code == "too-many-mistakes"));
    assert_eq!(told.unshown(), 901);
}

#[test]
fn the_bank_in_the_documentation_can_be_copied() {
    let words = ["README.md", "codes.md"].map(|name| root().join("question_banks").join(name));
    let words = words.map(|path| fs::read_to_string(path).expect("the documentation")).concat();
    let blocks = words.split("```toml\n").skip(1).filter_map(|rest| rest.split_once("\n```"));
    let files: Vec<(String, Vec<u8>)> = blocks
        .map(|(text, _)| {
            let name = text.lines().next().and_then(|line| line.strip_prefix("# ")).expect("the file's name");
            (name.to_owned(), text.as_bytes().to_vec())
        })
        .collect();
    let read = read_files(&files).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    assert_eq!((read.bank.items.len(), read.assessment.is_some()), (8, true));
    assert!(read.warnings.is_empty(), "{}", read.warnings);
    let shown: BTreeSet<_> = read.bank.items.iter().map(|item| item.face.item_type.name()).collect();
    // All but the hotspot, which needs a picture beside the text.
    assert_eq!(shown.len(), crate::domain::assessment::item::ItemType::ALL.len() - 1);
}

/// The bundled bank's own files with made-up items, as many as its authors were asked for.
#[test]
fn the_bundled_assessment_can_be_drawn_from_the_bank_as_planned() {
    let folder = root().join("question_banks/ai-for-officials");
    let read = |name: &str| (name.to_owned(), fs::read(folder.join(name)).expect("a file of the bank"));
    let mut files = vec![read(BANK_FILE), read(ASSESSMENT_FILE)];
    let planned = [
        ("foundations", 20),
        ("law-ethics", 20),
        ("prompting", 16),
        ("verification", 18),
        ("fraud", 14),
        ("work-tasks", 16),
        ("data-protection", 20),
    ];
    let texts = |name: &str| format!("{name}.vi = \"x\"\n{name}.en = \"x\"\n");
    let texts = ["stem", "rationale", "legal_basis"].map(texts).concat();
    for (code, count) in planned {
        let kind = |number: i32| if number * 100 < count * 42 { "scenario" } else { "knowledge" };
        let items = (0..count).map(|number| {
            format!(
                "[[item]]\nid = \"{code}-{number}\"\ntype = \"true_false\"\ncompetency = \"{code}\"\nlevel = 1\nkey = true\n\
                 kind = \"{}\"\nsource = \"x\"\nas_of = 2026-11-21\nreview_by = 2027-11-21\n{texts}",
                kind(number)
            )
        });
        files.push((format!("items/{code}.toml"), items.collect::<String>().into_bytes()));
    }
    let read = read_files(&files).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let blueprint = read.assessment.expect("an assessment").blueprint;
    let scenarios = blueprint.rules.iter().filter(|rule| rule.kind == Some(ItemKind::Scenario));
    assert_eq!(blueprint.length(), 25);
    assert!(scenarios.map(|rule| rule.count).sum::<u16>() >= 10);
    assert_eq!(codes(&read.warnings), []);
}

/// The codes in the tables of the documentation: lines that begin with "| `code` |".
fn explained() -> BTreeSet<String> {
    let words = ["README.md", "codes.md"].map(|name| root().join("question_banks").join(name));
    let words = words.map(|path| fs::read_to_string(path).expect("the documentation")).concat();
    let cells =
        words.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` |").map(|(code, _)| code.to_owned()));
    cells.filter(|code| !code.contains('_')).collect()
}

#[test]
fn every_code_that_is_told_is_explained_to_authors() {
    let explained = explained();
    let kinds = ["bad/*/mistakes.txt", "good/*/warnings.txt"];
    for (kind, name) in kinds.iter().filter_map(|kind| kind.split_once("/*/")) {
        for folder in fixtures(kind) {
            for line in fs::read_to_string(folder.join(name)).expect("a list").lines() {
                let code = line.split(": ").nth(1).expect("a code");
                assert!(explained.contains(code), "{code} of {line}");
            }
        }
    }
}

#[test]
fn every_code_in_the_source_is_explained_to_authors() {
    let explained = explained();
    let shared = ["sheet", "decode", "disk", "fields", "values", "texts", "codes", "languages"];
    let own = [
        "adaptive",
        "item",
        "options",
        "key",
        "manifest",
        "assessment",
        "assembly",
        "blueprint",
        "certificate",
        "folder",
        "whole",
        "mod",
    ];
    let shared = shared.map(|name| ("toml_file", name));
    for (folder, name) in own.map(|name| ("bank", name)).into_iter().chain(shared) {
        let path = root().join(format!("src/formats/{folder}/{name}.rs"));
        let text = fs::read_to_string(&path).expect("a source file");
        let literals = text.split('"').skip(1).step_by(2).filter(|literal| looks_like_code(literal));
        for code in literals {
            assert!(explained.contains(code), "{code} in {name}.rs");
        }
    }
}

/// Literals of the readers and writers of other formats that look like codes and are none: fields, elements, attributes.
const NOT_CODES: [&str; 14] = [
    "as-of",
    "assessment-stimulus-ref",
    "choice-interaction",
    "data-coords",
    "data-framework",
    "data-id",
    "data-licence",
    "data-shape",
    "ignores-marks",
    "legal-basis",
    "picture-text",
    "qti-assessment-item",
    "qti-shared-stimulus",
    "review-by",
];

#[test]
fn every_code_of_another_format_is_explained_to_authors() {
    let explained = explained();
    let mut folders = vec![root().join("src/formats/exchange")];
    let mut codes = 0;
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
            if path.is_dir() {
                folders.push(path);
            } else if !["tests.rs", "template.rs", "examples.rs"].contains(&name.as_str()) {
                let text = fs::read_to_string(&path).expect("a source file");
                let text = text.split("#[cfg(test)]\nmod tests {").next().expect("a beginning");
                let literals = text.split('"').skip(1).step_by(2).filter(|literal| looks_like_code(literal));
                for code in literals.filter(|literal| !NOT_CODES.contains(literal)) {
                    assert!(explained.contains(code), "{code} in {}", path.display());
                    codes += 1;
                }
            }
        }
    }
    assert!(codes > 200, "{codes} codes are found");
}

/// Two or more words of small letters joined by hyphens.
fn looks_like_code(literal: &str) -> bool {
    literal.contains('-')
        && literal.split('-').all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase()))
}

/// A good assessment with these lines added in front of its tables.
fn with_terms(terms: &str) -> Vec<(String, Vec<u8>)> {
    let mut files = folder::collect(&root().join("tests/fixtures/banks/good/complete")).expect("files");
    let (_, bytes) = files.iter_mut().find(|(name, _)| name == ASSESSMENT_FILE).expect("an assessment");
    let mut text = format!("{}\n", terms.split("---").next().unwrap_or_default());
    text += &String::from_utf8(bytes.clone()).expect("UTF-8");
    text += terms.split("---").nth(1).unwrap_or_default();
    *bytes = text.into_bytes();
    files
}

#[test]
fn what_is_made_of_marks_is_checked() {
    let title = "title.vi = \"A\"\ntitle.en = \"A\"\n";
    let grade = |code: &str, percent: &str| format!("[[grade]]\ncode = \"{code}\"\npercent = {percent}\n{title}");
    let level = |code: &str, percent: &str| format!("[[proficiency.level]]\ncode = \"{code}\"\n{percent}\n{title}");
    let scale = |levels: &str| format!("---\n[proficiency]\nfewest_items = 8\n{levels}");
    for (terms, code) in [
        ("wrong_costs = \"4/3\"".to_owned(), "out-of-range"),
        ("wrong_costs = \"a third\"".to_owned(), "out-of-range"),
        ("wrong_costs = 25".to_owned(), "wrong-type"),
        (format!("---\n{}", grade("a", "1")), "grade-below-cut"),
        (format!("---\n{}{}", grade("a", "95"), grade("a", "99")), "duplicate-value"),
        (format!("---\n{}{}", grade("a", "95"), grade("b", "95")), "duplicate-value"),
        (scale(&level("a", "")), "level-missing"),
        (scale(&(level("a", "percent = 20") + &level("b", "percent = 50"))), "level-missing"),
        (scale(&(level("a", "") + &level("b", ""))), "duplicate-value"),
    ] {
        let told = read_files(&with_terms(&terms)).expect_err(&terms);
        assert!(told.iter().any(|mistake| mistake.code == code), "{terms}: {told}");
    }
    let good = format!(
        "wrong_costs = \"25%\"\n---\n{}{}\n[proficiency]\nfewest_items = 8\n{}{}",
        grade("dat", "95"),
        grade("gioi", "99.5"),
        level("tot", "percent = 50"),
        level("co-ban", "")
    );
    let read = read_files(&with_terms(&good)).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let assessment = read.assessment.expect("an assessment");
    assert_eq!(assessment.wrong_costs.map(|costs| costs.to_string()).as_deref(), Some("1/4"));
    assert_eq!(assessment.grades.iter().map(|grade| grade.code.as_str()).collect::<Vec<_>>(), ["gioi", "dat"]);
    let levels = assessment.proficiency.expect("levels").levels;
    assert_eq!(levels.iter().map(|level| level.code.as_str()).collect::<Vec<_>>(), ["co-ban", "tot"]);
}
