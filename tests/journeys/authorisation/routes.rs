//! Every route there is, read from the source: a route that nobody put into the table of doors fails the story.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Routers that are not on the listener of people: a witness, and the metrics of operators.
const ELSEWHERE: [(&str, &str); 3] =
    [("witness.rs", "/add-checkpoint"), ("witness.rs", "/"), ("operations.rs", "/metrics")];
/// Ways to register a route that the scan does not read.
const UNREAD: [&str; 5] = [".nest(", ".route_service(", ".nest_service(", "on(Method", "MethodRouter"];
const METHODS: [(&str, &str); 6] =
    [("get(", "GET"), ("post(", "POST"), ("put(", "PUT"), ("delete(", "DELETE"), ("patch(", "PATCH"), ("any(", "ANY")];

/// Method and path of every route of people's listener.
pub fn routes() -> BTreeSet<(String, String)> {
    let mut files = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web"), &mut files);
    let mut found = BTreeSet::new();
    for file in &files {
        let name = file.file_name().and_then(|name| name.to_str()).expect("a name");
        let source = std::fs::read_to_string(file).expect("readable");
        for call in UNREAD {
            let is_named = source.lines().any(|line| !line.trim_start().starts_with("//") && is_called(line, call));
            assert!(!is_named, "{}: the scan of routes does not read `{call}`", file.display());
        }
        for (at, opening) in source.match_indices(".route(") {
            let arguments = balanced(&source[at + opening.len()..]);
            let path = arguments.split('"').nth(1).expect("a path in quotes");
            if ELSEWHERE.contains(&(name, path)) {
                continue;
            }
            let methods = METHODS.iter().filter(|(call, _)| is_called(arguments, call));
            let methods: Vec<&str> = methods.map(|(_, method)| *method).collect();
            assert!(!methods.is_empty(), "{}: no method beside {path}", file.display());
            found.extend(methods.into_iter().map(|method| (method.to_owned(), path.to_owned())));
        }
    }
    assert!(found.len() > 100, "the routes are not where they were");
    found
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

/// Whether a call stands in a text, and not only as the end of a longer name.
fn is_called(text: &str, call: &str) -> bool {
    let goes_on =
        |at: usize| text[..at].ends_with(|letter: char| letter.is_alphanumeric() || letter == '_' || letter == ':');
    text.match_indices(call).any(|(at, _)| call.starts_with('.') || !goes_on(at))
}

/// What stands before the bracket that closes the call.
fn balanced(rest: &str) -> &str {
    let mut open = 1;
    let end = rest.find(|letter| {
        open += i32::from(letter == '(') - i32::from(letter == ')');
        open == 0
    });
    &rest[..end.expect("a closing bracket")]
}
