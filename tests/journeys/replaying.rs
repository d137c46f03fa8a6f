//! An exported attempt: recomputed by this program and by a plain script that shares no line with it.

use crate::harness::{Candidate, Engine, Options, TestApp, Workers, bank};
use crate::journeys;
use crate::rescoring::{decided, rescored};
use minhchung::domain::assessment::item::{ItemOption, ItemType};
use minhchung::domain::assessment::key::{Answer, PartialCredit};
use minhchung::domain::assessment::rescoring::Ruling;
use minhchung::domain::assessment::scoring::CutScore;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

journeys![
    an_exported_score_is_recomputed_here_and_by_a_plain_script,
    a_record_that_was_altered_is_refused_or_differs,
    a_record_tells_of_decisions_on_items_and_names_nobody,
];

/// All types and rules of credit, points that differ, and a competency with a cut of its own.
async fn start(engine: Engine) -> TestApp {
    let mut bank = bank::bank();
    let statement = &mut bank.items[5];
    statement.face.item_type = ItemType::TrueFalse;
    let text = statement.face.options[0].text.clone();
    let option = |id: &str| ItemOption { id: id.to_owned(), text: text.clone() };
    statement.face.options = ["true", "false"].map(option).to_vec();
    statement.key.answer = Answer::Correct(vec!["false".to_owned()]);
    bank.items[7].key.partial_credit = PartialCredit::AllOrNothing;
    (bank.items[6].key.points, bank.items[2].key.points) = (3, 2);
    let mut assessment = bank::assessment();
    (assessment.blueprint.rules[0].count, assessment.blueprint.rules[1].count) = (6, 2);
    assessment.cuts.by_competency = [("beta".to_owned(), CutScore::try_from(3_000).expect("a cut"))].into();
    let options = Options { workers: Workers::OnCall, bank, assessments: vec![assessment], ..Options::default() };
    TestApp::with(engine, options).await
}

/// Answers that differ from person to person; every fifth place is left blank.
async fn sits(candidate: &Candidate<'_>, person: usize) -> String {
    let attempt = candidate.starts().await;
    for (place, item) in attempt.items().iter().enumerate() {
        let turn = person * 3 + place * 5;
        let choice: &[&str] = match item["type"].as_str().expect("a type") {
            _ if turn % 5 == 4 => continue,
            "multiple_choice" => [&["a", "c"][..], &["a"], &["a", "c", "d"], &["b"], &[]][turn % 5],
            "true_false" => [&["false"][..], &["true"]][turn % 2],
            _ => [&["a"][..], &["a"], &["b"]][turn % 3],
        };
        candidate.save(attempt.id(), place as i64 + 1, 0, choice).await.expect(200);
    }
    candidate.submit(attempt.id()).await.expect(200);
    attempt.id().to_owned()
}

/// What the plain script says of a record: exit code and first word.
fn by_script(file: &Path) -> (Option<i32>, String) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/independent/replay_attempt.py");
    let ran = Command::new("python3").arg(script).arg(file).output();
    let ran = ran.expect("this story needs Python: apt-get install python3");
    (ran.status.code(), String::from_utf8_lossy(&ran.stdout).split(' ').next().unwrap_or_default().trim().to_owned())
}

pub async fn exported(app: &TestApp, attempt: &str) -> PathBuf {
    let name = format!("{attempt}.json");
    app.run(&["attempt", "export", attempt, "--out", &name]).await.fine();
    app.folder.path().join(name)
}

pub async fn agrees(app: &TestApp, file: &Path) {
    let ran = app.run(&["attempt", "replay", &file.display().to_string()]).await;
    assert!(ran.code == 0 && ran.said.starts_with("agrees"), "{ran:?}");
    assert_eq!(by_script(file), (Some(0), "agrees".to_owned()), "{}", file.display());
}

async fn an_exported_score_is_recomputed_here_and_by_a_plain_script(engine: Engine) {
    let app = start(engine).await;
    let mut outcomes = std::collections::BTreeSet::new();
    for (person, name) in ["Nguyễn Thị Ánh", "Trần Đức Ưng", "Lê Dũng", "Vũ Hà"].into_iter().enumerate()
    {
        let attempt = sits(&app.candidate(name).await, person).await;
        let file = exported(&app, &attempt).await;
        agrees(&app, &file).await;
        let record: Value = serde_json::from_slice(&std::fs::read(file).expect("the file")).expect("JSON");
        outcomes.insert(record["stored"]["earned"].as_i64().expect("points"));
    }
    assert!(outcomes.len() > 2, "the scores differ: {outcomes:?}");
    let open = app.candidate("Phạm Văn Đồng").await.starts().await;
    assert_eq!(app.run(&["attempt", "export", open.id(), "--out", "x.json"]).await.code, 75);
    assert_eq!(app.run(&["attempt", "export", &"0".repeat(26), "--out", "x.json"]).await.code, 66);
    assert_eq!(app.run(&["attempt", "export", "x", "--out", "x.json"]).await.code, 65);
    assert_eq!(app.run(&["attempt", "replay", "nowhere.json"]).await.code, 66);
}

async fn a_record_that_was_altered_is_refused_or_differs(engine: Engine) {
    let app = start(engine).await;
    let attempt = sits(&app.candidate("Nguyễn Thị Ánh").await, 0).await;
    let text = std::fs::read_to_string(exported(&app, &attempt).await).expect("text");
    let record: Value = serde_json::from_str(&text).expect("JSON");
    let earned = format!("\"earned\":{},\"outcome\"", record["stored"]["earned"]);
    let better = text.replace(&earned, "\"earned\":801,\"outcome\"");
    assert_ne!(better, text);
    let file = app.folder.path().join(app.file("altered.json", &better));
    let ran = app.run(&["attempt", "replay", "altered.json"]).await;
    assert!(ran.code == 1 && ran.said.starts_with("differs"), "{ran:?}");
    assert_eq!(by_script(&file), (Some(1), "differs".to_owned()));
    for (bytes, code) in [
        (text.replace("\"points\":3", "\"points\":4"), "inconsistent"),
        (text.replace("\"version\":1}", "\"version\":2}"), "unknown-version"),
        (text.replace("{\"attempt\"", "{ \"attempt\""), "not-canonical"),
        (text.replace("\"by_timeout\":false", "\"by_timeout\":\"no\""), "wrong-shape"),
        (text[..text.len() / 2].to_owned(), "not-json"),
    ] {
        assert_ne!(bytes, text, "{code}");
        app.file("altered.json", bytes);
        let ran = app.run(&["attempt", "replay", "altered.json"]).await;
        assert_eq!(ran.code, 65, "{code}: {ran:?}");
        assert!(ran.complained.starts_with("altered.json:1:"), "{ran:?}");
        assert!(ran.complained.contains(code) && ran.complained.contains("; "), "{code}: {ran:?}");
    }
}

async fn a_record_tells_of_decisions_on_items_and_names_nobody(engine: Engine) {
    let app = start(engine).await;
    app.administrator().await;
    app.administrator_named("QT-02", "Đặng Thị Trang").await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let attempt = sits(&candidate, 2).await;
    decided(&app, Ruling::Withdrawn).await;
    rescored(&app).await;
    let file = exported(&app, &attempt).await;
    agrees(&app, &file).await;
    let text = std::fs::read_to_string(&file).expect("text");
    let record: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(record["decisions"][0]["item"], "cau-001", "{text}");
    let withdrawn = record["items"].as_array().expect("items").iter().find(|item| item["item"] == "cau-001");
    assert_eq!(withdrawn.expect("on the form")["counts"], false);
    for name in ["Nguyễn Thị Ánh", candidate.login.as_str(), "QUANTRI", "QT-02", "Sở Y tế"] {
        assert!(!text.contains(name), "{name}");
    }
}
