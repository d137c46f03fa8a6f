//! What the documents point to is there: files, pictures, headings, and the files that the tour names.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Markdown file of the repository, without what tools have put there.
fn documents() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("readable") {
            let path = entry.expect("readable").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() && !name.starts_with('.') && name != "target" && name != "node_modules" {
                folders.push(path);
            } else if name.ends_with(".md") {
                found.push(path);
            }
        }
    }
    assert!(found.len() >= 5, "the documents were not found: {found:?}");
    found
}

/// `[words](target)` and `![words](target)`, without those that lead to the network.
fn links(text: &str) -> impl Iterator<Item = &str> {
    text.split("](").skip(1).filter_map(|rest| rest.split(')').next()).filter(|target| !target.contains("://"))
}

/// A heading as hosts of repositories name it in addresses.
fn anchors(text: &str) -> BTreeSet<String> {
    let words = |line: &str| {
        let kept = line.trim_start_matches('#').trim().to_lowercase();
        kept.chars().filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter)).collect::<String>()
    };
    text.lines().filter(|line| line.starts_with('#')).map(|line| words(line).replace(' ', "-")).collect()
}

#[test]
fn every_link_leads_somewhere() {
    let mut broken = Vec::new();
    for document in documents() {
        let text = std::fs::read_to_string(&document).expect("readable");
        for link in links(&text) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target =
                if file.is_empty() { document.clone() } else { document.parent().expect("a folder").join(file) };
            let is_there = match std::fs::read_to_string(&target) {
                Ok(text) => anchor.is_empty() || anchors(&text).contains(anchor),
                // A picture or a folder.
                Err(_) => target.exists(),
            };
            if !is_there {
                broken.push(format!("{}: {link}", document.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn the_tour_names_files_that_are_there() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("readable");
    let tour = readme.split("## A tour of the code").nth(1).and_then(|rest| rest.split("\n## ").next());
    let tour = tour.expect("the README has a tour");
    // Between fences stands the table of floors.
    let walks: String = tour.split("```").step_by(2).collect();
    let paths = walks.split('`').skip(1).step_by(2).filter(|word| word.contains('/') && word.contains('.'));
    let paths: Vec<&str> = paths.filter(|word| !word.starts_with('/')).collect();
    assert!(paths.len() > 15, "the tour was not found: {paths:?}");
    for path in paths {
        assert!(root().join("src").join(path).exists() || root().join(path).exists(), "there is no {path}");
    }
}
