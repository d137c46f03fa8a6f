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

/// `minhchung_http_requests` out of a text; of a histogram without `_bucket`, `_sum` and `_count`.
fn metrics_in(text: &str) -> BTreeSet<String> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let names = text.split(|letter| !is_part(letter)).filter(|word| word.starts_with("minhchung_"));
    let plain = |name: &str| {
        let ends = ["_bucket", "_sum", "_count"];
        ends.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name).to_owned()
    };
    names.map(plain).collect()
}

#[test]
fn metrics_are_explained_and_dashboards_show_what_there_is() {
    fn sources(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).expect("readable") {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).expect("readable");
                found.extend(text.split("metrics::").skip(1).flat_map(|rest| {
                    let call: String = rest.chars().take(60).collect();
                    metrics_in(&call).into_iter().take(1).collect::<Vec<_>>()
                }));
            }
        }
    }
    let mut recorded = BTreeSet::new();
    sources(&root().join("src"), &mut recorded);
    assert!(recorded.len() > 15, "{recorded:?}");
    let read = |path: &str| std::fs::read_to_string(root().join(path)).expect("readable");
    let operations = read("docs/operations.md");
    for metric in &recorded {
        assert!(operations.contains(&format!("| `{metric}` |")), "docs/operations.md does not explain {metric}");
    }
    for file in ["deploy/alerts.yaml", "deploy/grafana.json"] {
        let unknown: Vec<String> = metrics_in(&read(file)).difference(&recorded).cloned().collect();
        assert!(unknown.is_empty(), "{file} asks for {unknown:?}");
    }
    serde_json::from_str::<serde_json::Value>(&read("deploy/grafana.json")).expect("JSON");
}
