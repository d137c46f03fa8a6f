//! The floors: imports only go down, errors are named, files stay readable, time comes from the clock.
//!
//! | floor   | may use                        | why                                                             |
//! |---------|--------------------------------|-----------------------------------------------------------------|
//! | domain  | nothing of ours                | nouns and rules without input and output                        |
//! | i18n    | domain                         | sentences about the nouns                                       |
//! | formats | domain                         | bytes to nouns and back                                         |
//! | store   | domain, chance                 | tables; chance only spreads the waits between two tries         |
//! | flows   | store, formats, i18n, domain, clock, chance | the verbs                                          |
//! | web     | flows, i18n, domain, formats, store | handlers call flows; of `formats` they take what is served as it is (keys, PDF, CSV, Markdown), of `store` the rows and errors that flows return, and plain look-ups of one row |
//! | config  | domain                         | what the operator wrote                                         |
//! | cli     | everything                     | wiring                                                          |
//!
//! Nothing uses `web` or `cli` from below, and nobody but `web` speaks HTTP.

use std::fmt::Write;
use std::path::{Path, PathBuf};

const FLOORS: [(&str, &[&str]); 9] = [
    ("domain", &[]),
    ("clock", &["domain"]),
    ("chance", &[]),
    ("i18n", &["domain"]),
    ("formats", &["domain"]),
    ("store", &["domain", "chance"]),
    ("flows", &["store", "formats", "i18n", "domain", "clock", "chance"]),
    ("web", &["flows", "i18n", "domain", "formats", "store"]),
    ("config", &["domain"]),
];

/// Crates that belong to one floor: SQL, HTTP and the rendering of pages stay where they are.
const CRATES: [(&str, &[&str]); 6] = [
    ("axum", &["web", "cli"]),
    ("askama", &["web"]),
    ("sqlx", &["store"]),
    ("clap", &["cli"]),
    ("printpdf", &["formats"]),
    ("cryptoki", &["formats"]),
];

const LONGEST_FILE: usize = 400;

struct Source {
    path: PathBuf,
    floor: String,
    /// The file without its tests, comments and texts; line by line as in the file.
    lines: Vec<String>,
    length: usize,
}

fn sources() -> Vec<Source> {
    let mut files = Vec::new();
    collect(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut files);
    assert!(files.len() > 100, "the sources are not where they were");
    files.into_iter().filter(|path| !is_test(path)).map(|path| source(&path)).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("readable") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            files.push(path);
        }
    }
}

/// Files that are compiled only for tests: `tests.rs`, and those an attribute in the parent says so of.
fn is_test(path: &Path) -> bool {
    let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
    let folder = path.parent().expect("a folder");
    let parents = [folder.join("mod.rs"), folder.with_extension("rs")];
    let declares = |parent: &PathBuf| {
        let text = std::fs::read_to_string(parent).unwrap_or_default();
        ["mod", "pub mod", "pub(super) mod", "pub(crate) mod"]
            .iter()
            .any(|word| text.contains(&format!("#[cfg(test)]\n{word} {name};")))
    };
    name == "tests"
        || parents.iter().any(declares)
        || (!folder.ends_with("src") && is_test(&folder.with_extension("rs")))
}

fn source(path: &Path) -> Source {
    let text = std::fs::read_to_string(path).expect("readable");
    let inside = path.strip_prefix(concat!(env!("CARGO_MANIFEST_DIR"), "/src")).expect("inside");
    let first = inside.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
    Source {
        path: Path::new("src").join(inside),
        floor: first.trim_end_matches(".rs").to_owned(),
        length: text.lines().count(),
        lines: code(&text),
    }
}

/// The lines of a file without comments, texts in quotes, and the module of tests at the end.
fn code(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for line in text.lines() {
        // Tests stand at the end of a file, in a module of their own.
        if line == "#[cfg(test)]" {
            break;
        }
        lines.push(without_texts(line));
    }
    lines
}

/// Good enough for code that rustfmt has formatted: texts over several lines keep their inner lines.
fn without_texts(line: &str) -> String {
    let mut kept = String::new();
    let mut is_text = false;
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if is_text => drop(letters.next()),
            '"' => {
                is_text = !is_text;
                kept.push('"');
            }
            '/' if !is_text && letters.peek() == Some(&'/') => break,
            // What a text says does not matter, only whether it says anything.
            _ if is_text => {
                if kept.ends_with('"') {
                    kept.push('…');
                }
            }
            letter => kept.push(letter),
        }
    }
    kept
}

/// `crate::name` for every name after `crate::`, those in braces too.
fn used_floors(line: &str) -> Vec<String> {
    let word =
        |text: &str| text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect::<String>();
    let mut found = Vec::new();
    for (start, _) in line.match_indices("crate::") {
        let before = line[..start].chars().next_back();
        if before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_') {
            continue;
        }
        let rest = &line[start + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(list) => {
                let list = list.split('}').next().unwrap_or_default();
                found.extend(list.split(',').map(|part| word(part.trim())));
            }
            None => found.push(word(rest)),
        }
    }
    found
}

/// Fails with one line for each fault, as `file:line: what`.
fn none_of(faults: Vec<String>) {
    let listed = faults.iter().fold(String::new(), |mut all, fault| {
        writeln!(all, "{fault}").expect("memory");
        all
    });
    assert!(faults.is_empty(), "{} faults:\n{listed}", faults.len());
}

fn each_line(mut look: impl FnMut(&Source, &str) -> Option<String>) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources() {
        for (index, line) in source.lines.iter().enumerate() {
            if let Some(fault) = look(&source, line) {
                faults.push(format!("{}:{}: {fault}", source.path.display(), index + 1));
            }
        }
    }
    faults
}

#[test]
fn imports_only_go_down() {
    let named: Vec<&str> = FLOORS.iter().map(|(floor, _)| *floor).chain(["web", "cli"]).collect();
    none_of(each_line(|source, line| {
        let (_, allowed) = FLOORS.iter().find(|(floor, _)| *floor == source.floor)?;
        let upward = used_floors(line).into_iter().find(|used| {
            *used != source.floor && named.contains(&used.as_str()) && !allowed.contains(&used.as_str())
        })?;
        Some(format!("{} uses {upward}, which is not below it", source.floor))
    }));
}

#[test]
fn every_floor_is_in_the_table() {
    let wiring = ["main", "lib", "cli"];
    none_of(
        sources()
            .iter()
            .filter(|source| !wiring.contains(&source.floor.as_str()))
            .filter(|source| !FLOORS.iter().any(|(floor, _)| *floor == source.floor))
            .map(|source| format!("{}:1: `{}` is on no floor", source.path.display(), source.floor))
            .collect(),
    );
}

#[test]
fn sql_http_and_pages_stay_on_their_floors() {
    // The store's errors wrap the driver's; one flow names the driver where a batch was not written.
    let known = [("src/flows/assessment/save_response.rs", "sqlx")];
    none_of(each_line(|source, line| {
        let (name, _) = CRATES.iter().find(|(name, floors)| {
            let uses = line.contains(&format!("{name}::")) && !line.contains(&format!("_{name}::"));
            uses && !floors.contains(&source.floor.as_str())
        })?;
        let is_known = known.iter().any(|(path, of)| source.path == Path::new(path) && of == name);
        (!is_known).then(|| format!("`{name}` does not belong to {}", source.floor))
    }));
}

#[test]
fn nothing_panics_without_saying_why_it_cannot() {
    none_of(each_line(|_, line| {
        let silent = [".unwrap()", ".expect(\"\")", "todo!", "unimplemented!", "dbg!(", "panic!("];
        silent.iter().find(|word| line.contains(*word)).map(|word| format!("`{word}` outside tests"))
    }));
}

#[test]
fn the_time_comes_from_the_clock_and_chance_from_chance() {
    let elsewhere = ["SystemTime", "now_utc", "now_local", "Utc::now", "getrandom::", "thread_rng", "OsRng"];
    none_of(each_line(|source, line| {
        if ["clock", "chance"].contains(&source.floor.as_str()) {
            return None;
        }
        elsewhere.iter().find(|word| line.contains(*word)).map(|word| format!("`{word}` outside clock and chance"))
    }));
}

/// Fields that hold a secret in clear; what names a file or a hash of one is another word.
const SECRETS: [&str; 9] =
    ["secret", "identity_secret", "password", "passphrase", "pin", "token", "csrf", "private_key", "database_url"];
/// Types that would print it. `Hidden` does not.
const IN_CLEAR: [&str; 7] = ["String", "&str", "&'a str", "[u8", "Vec<u8>", "Zeroizing", "Cow"];

/// Whether a type that prints itself by derivation has a field with a secret in clear.
fn prints_a_secret(lines: &[String]) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let (mut is_derived, mut is_inside) = (false, false);
    for (index, line) in lines.iter().enumerate() {
        let code = line.trim();
        if code.starts_with("#[derive(") {
            is_derived = code.contains("Debug");
        } else if code.contains("struct ") && code.ends_with('{') || is_derived && code.ends_with(" {") {
            is_inside = is_derived;
        } else if line == "}" {
            (is_derived, is_inside) = (false, false);
        }
        let field = code.trim_start_matches("pub(super) ").trim_start_matches("pub(crate) ").trim_start_matches("pub ");
        let Some((name, kind)) = field.split_once(": ").filter(|_| is_inside) else { continue };
        if SECRETS.contains(&name) && IN_CLEAR.iter().any(|clear| kind.starts_with(clear)) {
            found.push((index + 1, field.to_owned()));
        }
    }
    found
}

#[test]
fn no_type_prints_a_secret() {
    let told = |source: &Source| {
        let path = source.path.display().to_string();
        prints_a_secret(&source.lines)
            .into_iter()
            .map(move |(line, field)| format!("{path}:{line}: Debug shows `{field}`"))
    };
    none_of(sources().iter().flat_map(told).collect());
    let bad = code("#[derive(Clone, Debug)]\npub struct A {\n    pub pin: String,\n}");
    assert_eq!(prints_a_secret(&bad).len(), 1, "the check sees what it looks for");
    let good = code(
        "#[derive(Clone)]\npub struct A {\n    pub pin: String,\n}\n#[derive(Debug)]\nstruct B {\n    pin: Hidden<String>,\n}",
    );
    assert_eq!(prints_a_secret(&good), []);
}

#[test]
fn no_file_is_too_long_to_read() {
    let too_long = |source: &&Source| source.length > LONGEST_FILE;
    let told = |source: &Source| format!("{}:{LONGEST_FILE}: {} lines", source.path.display(), source.length);
    none_of(sources().iter().filter(too_long).map(told).collect());
}

#[test]
fn every_file_says_what_lives_there() {
    let mut faults = Vec::new();
    let mut files = Vec::new();
    collect(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut files);
    collect(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests")), &mut files);
    for path in files {
        let text = std::fs::read_to_string(&path).expect("readable");
        if !text.starts_with("//! ") {
            faults.push(format!("{}:1: no `//!` line", path.display()));
        }
        for (index, line) in text.lines().enumerate() {
            if line.trim_start().starts_with("#[allow(") || line.trim_start().starts_with("#![allow(") {
                faults.push(format!(
                    "{}:{}: `#[expect]` with a reason instead of `#[allow]`",
                    path.display(),
                    index + 1
                ));
            }
        }
    }
    none_of(faults);
}

#[test]
fn the_checks_see_what_they_look_for() {
    assert_eq!(used_floors("use crate::web::App;"), ["web"]);
    assert_eq!(used_floors("use crate::{clock::Clock, web};"), ["clock", "web"]);
    assert_eq!(used_floors("let x = crate::cli::run();"), ["cli"]);
    assert!(used_floors("use crate::").iter().all(String::is_empty));
    assert_eq!(without_texts(r#"let a = "crate::web"; // crate::cli"#), r#"let a = "…"; "#);
    assert_eq!(without_texts(r#"x.expect("").y(" ")"#), r#"x.expect("").y("…")"#);
    assert_eq!(code("a\n#[cfg(test)]\nmod tests { x.unwrap() }"), ["a"]);
}
