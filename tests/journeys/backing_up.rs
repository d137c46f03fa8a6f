//! A backup is made while people sit, is whole, and tells of every byte that is not as it was kept.

use crate::harness::{Engine, TestApp, command::Ran};
use crate::journeys;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

journeys![
    a_backup_is_made_while_people_sit_and_is_good,
    whatever_is_altered_in_a_backup_is_named,
    a_backup_without_its_list_was_not_finished,
    records_that_were_altered_before_the_backup_are_named,
    a_backup_that_cannot_be_made_says_why,
];

async fn backs_up(app: &TestApp) -> PathBuf {
    app.run(&["backup", "--out", "backup"]).await.fine();
    app.folder.path().join("backup")
}

async fn checks(app: &TestApp) -> Ran {
    app.run(&["restore", "--check", "backup"]).await
}

const fn copy_of(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "minhchung.db",
        Engine::Postgres => "minhchung.dump",
    }
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("readable").path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

async fn a_backup_is_made_while_people_sit_and_is_good(engine: Engine) {
    let app = TestApp::start(engine).await;
    let code = app.candidate("Nguyễn Thị Ánh").await.earns_a_certificate().await;
    let sitting = app.candidate("Trần Đức Ưng").await;
    let attempt = sitting.starts().await;
    // Saves go on as long as the backup is made, and none of them waits for it.
    let saving = async {
        for revision in 0..40 {
            sitting.save(attempt.id(), 1, revision, &["a"]).await.expect(200);
        }
    };
    let (made, ()) = tokio::join!(app.run(&["--format", "json", "backup", "--out", "backup"]), saving);
    let folder = app.folder.path().join("backup");
    assert_eq!(made.json()["files"], files(&folder).len() - 1, "{made:?}");
    for name in [copy_of(engine), "keys/keys.json", &format!("files/{}.pdf", place_of(&folder, &code))] {
        assert!(folder.join(name).is_file(), "{name} of {:?}", files(&folder));
    }
    for file in files(&folder).iter().filter(|file| file.extension().is_some_and(|kind| kind == "pem")) {
        assert_eq!(fs::metadata(file).expect("there").permissions().mode() & 0o077, 0, "{}", file.display());
    }
    assert_eq!(fs::metadata(&folder).expect("there").permissions().mode() & 0o077, 0, "answers of people lie in it");

    let listed = std::process::Command::new("sha256sum")
        .args(["--check", "--strict", "--quiet", "SHA256SUMS"])
        .current_dir(&folder)
        .output()
        .expect("sha256sum is here");
    assert!(listed.status.success(), "{listed:?}");
    let checked = checks(&app).await.fine();
    assert!(checked.starts_with("good: "), "{checked}");
    match engine {
        Engine::Sqlite => assert!(checked.ends_with("1 certificates"), "{checked}"),
        Engine::Postgres => assert!(checked.contains("`audit verify`"), "{checked}"),
    }
    // Checked, it is still as it was.
    checks(&app).await.fine();
}

/// The place of a certificate's file, without its folder and kind.
fn place_of(folder: &Path, code: &str) -> String {
    let root = folder.join("files");
    let found = files(&root)
        .into_iter()
        .find(|file| file.extension().is_some_and(|kind| kind == "pdf") && file.display().to_string().contains(code));
    let found = found.unwrap_or_else(|| panic!("no file of {code} in {:?}", files(&root)));
    found.strip_prefix(&root).expect("below").with_extension("").display().to_string()
}

async fn whatever_is_altered_in_a_backup_is_named(engine: Engine) {
    let app = TestApp::start(engine).await;
    app.candidate("Nguyễn Thị Ánh").await.earns_a_certificate().await;
    let folder = backs_up(&app).await;
    for file in files(&folder) {
        let name = file.strip_prefix(&folder).expect("below").display().to_string();
        let whole = fs::read(&file).expect("readable");
        let mut flipped = whole.clone();
        flipped[whole.len() / 2] ^= 1;
        fs::write(&file, &flipped).expect("written");
        let found = checks(&app).await;
        assert_eq!(found.code, 65, "{name}: {found:?}");
        assert!(found.said.starts_with("altered: "), "{found:?}");
        let is_list = name == "SHA256SUMS";
        assert!(is_list || found.said.contains(&format!("{name}: was altered")), "{name}: {found:?}");
        fs::write(&file, &whole[..whole.len() - 1]).expect("written");
        let found = checks(&app).await;
        let shorter = format!("{name}: has {} bytes instead of {}", whole.len() - 1, whole.len());
        assert!(is_list || found.said.contains(&shorter), "{name}: {found:?}");
        assert_eq!(found.code, 65, "{name}: {found:?}");
        fs::write(&file, &whole).expect("written");
    }
    fs::rename(folder.join("keys/keys.json"), folder.join("files/keys.json")).expect("moved");
    let found = checks(&app).await;
    assert!(found.said.contains("keys/keys.json: is missing"), "{found:?}");
    assert!(found.said.contains("files/keys.json: was added"), "{found:?}");
    fs::rename(folder.join("files/keys.json"), folder.join("keys/keys.json")).expect("moved");
    checks(&app).await.fine();
}

async fn a_backup_without_its_list_was_not_finished(engine: Engine) {
    let app = TestApp::start(engine).await;
    let folder = backs_up(&app).await;
    fs::remove_file(folder.join("SHA256SUMS")).expect("removed");
    let found = checks(&app).await;
    assert_eq!(found.code, 65);
    assert!(found.said.contains("SHA256SUMS: is missing: the backup was not finished"), "{found:?}");
    let nowhere = app.run(&["restore", "--check", "nowhere"]).await;
    assert_eq!(nowhere.code, 66, "{nowhere:?}");
}

async fn records_that_were_altered_before_the_backup_are_named(engine: Engine) {
    let app = TestApp::start(engine).await;
    let code = app.candidate("Nguyễn Thị Ánh").await.earns_a_certificate().await;
    app.database.run("update certificate set claim = replace(claim, 'Ánh', 'Ính')").await;
    backs_up(&app).await;
    let found = checks(&app).await;
    match engine {
        Engine::Sqlite => {
            assert_eq!(found.code, 65, "{found:?}");
            let fault = format!("register {code}: says other things in the register than in its credential");
            assert!(found.said.contains(&fault), "{found:?}");
        }
        // What is inside is looked at once it is loaded.
        Engine::Postgres => assert!(found.fine().contains("`audit verify`")),
    }
}

async fn a_backup_that_cannot_be_made_says_why(engine: Engine) {
    let app = TestApp::start(engine).await;
    let folder = backs_up(&app).await;
    let before = files(&folder).len();
    let again = app.run(&["backup", "--out", "backup"]).await;
    assert_eq!(again.code, 73, "{again:?}");
    assert!(again.complained.contains("backup: File exists"), "{again:?}");
    assert_eq!(files(&folder).len(), before, "nothing of the first one was touched");
    let nowhere = app.run(&["backup", "--out", "nowhere/backup"]).await;
    assert_eq!(nowhere.code, 73, "{nowhere:?}");
    assert!(!app.folder.path().join("nowhere").exists());
}
