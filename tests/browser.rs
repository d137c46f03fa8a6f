//! The product's stories, played in a real browser against the real program.
//!
//! Each story is a script under `tests/browser/`; what it saw and downloaded stays under `target/tmp/browser/`.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A demonstration with made-up people, on a port of its own; ends with the value.
struct Demonstration {
    program: Child,
    folder: TempDir,
}

impl Demonstration {
    fn start() -> Self {
        let folder = TempDir::new().expect("a folder");
        let program = Command::new(env!("CARGO_BIN_EXE_minhchung"))
            .args(["demo", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder.path())
            .stdout(Stdio::null())
            .spawn()
            .expect("the program starts");
        let demonstration = Self { program, folder };
        let patience = Instant::now() + Duration::from_secs(60);
        while !demonstration.accounts().exists() {
            assert!(Instant::now() < patience, "the demonstration is not ready after a minute");
            std::thread::sleep(Duration::from_millis(50));
        }
        demonstration
    }

    /// The file with the address and the log-ins.
    fn accounts(&self) -> PathBuf {
        self.folder.path().join("demo.json")
    }

    fn address(&self) -> String {
        let text = std::fs::read_to_string(self.accounts()).expect("readable");
        let accounts: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        accounts["base_url"].as_str().expect("an address").to_owned()
    }
}

impl Drop for Demonstration {
    fn drop(&mut self) {
        self.program.kill().ok();
        self.program.wait().ok();
    }
}

fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser")
}

fn play(story: &str) {
    let modules = scripts().join("node_modules");
    assert!(modules.is_dir(), "the browser's driver is not installed: npm ci --prefix tests/browser");
    let browser = std::env::var("CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".to_owned());
    assert!(
        Path::new(&browser).exists(),
        "there is no {browser}: apt-get install chromium, or name another one in CHROMIUM"
    );
    let demonstration = Demonstration::start();
    let pictures = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser").join(story);
    let played = Command::new("node")
        .arg(scripts().join(story).with_extension("mjs"))
        .arg(demonstration.address())
        .arg(demonstration.accounts())
        .arg(pictures)
        .env("MINHCHUNG", env!("CARGO_BIN_EXE_minhchung"))
        .output()
        .unwrap_or_else(|error| panic!("{error}; install Node.js 20 or newer"));
    assert!(
        played.status.success(),
        "{}{}",
        String::from_utf8_lossy(&played.stdout),
        String::from_utf8_lossy(&played.stderr)
    );
}

#[test]
fn a_candidate_on_a_phone_earns_a_certificate_though_the_network_comes_and_goes() {
    play("phone_story");
}

#[test]
fn the_whole_sitting_works_with_plain_forms_and_no_script() {
    play("no_javascript");
}

#[test]
fn the_whole_sitting_works_with_a_keyboard_alone_and_its_place_is_always_seen() {
    play("keyboard");
}

#[test]
fn every_type_of_item_is_answered_with_a_keyboard_alone_and_in_a_narrow_window() {
    play("every_type");
}

#[test]
fn practical_items_are_done_in_their_simulations_or_in_words() {
    play("practical");
}

#[test]
fn practice_sections_and_one_after_the_other_are_gone_through_and_taken_over() {
    play("ways");
}

#[test]
fn an_administrator_sees_who_has_done_closes_opens_and_revokes() {
    play("administrator");
}

#[test]
fn authoring_goes_from_a_spreadsheet_over_a_review_to_a_candidates_screen() {
    play("authoring");
}

#[test]
fn every_page_is_open_to_everybody_and_light() {
    play("axe");
}

#[test]
fn anybody_checks_a_certificate_on_their_own_device_without_network() {
    play("verifier");
}
