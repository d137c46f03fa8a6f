//! Banks and rosters come in whole or not at all.

use crate::harness::{Engine, TestApp, bank};
use crate::journeys;
use minhchung::flows::assessment::import_bank::import_bank;
use minhchung::flows::people::import_people::{Import, import_people};
use minhchung::formats::bank::{read_files, write};
use minhchung::formats::roster;

journeys![
    importing_a_bank_twice_changes_nothing,
    editing_a_bank_leaves_running_sittings_as_they_were,
    a_bank_with_one_mistake_writes_nothing,
    a_bank_import_that_breaks_off_writes_nothing,
    a_dry_run_of_a_roster_writes_nothing,
    a_roster_with_one_bad_row_writes_nobody,
    importing_a_roster_again_keeps_secrets_and_takes_over_facts,
];

/// Every table an import may touch.
async fn everything(app: &TestApp) -> Vec<Vec<Vec<Option<String>>>> {
    let mut tables = Vec::new();
    for table in [
        "bank_revision",
        "item",
        "item_key",
        "assessment",
        "assessment_version",
        "person",
        "unit",
        "unit_name",
        "audit",
    ] {
        let mut rows = app.database.rows(&format!("select * from {table}")).await;
        rows.sort();
        tables.push(rows);
    }
    tables
}

async fn importing_a_bank_twice_changes_nothing(engine: Engine) {
    let app = TestApp::start(engine).await;
    let before = everything(&app).await;
    app.wait(60);
    let again = import_bank(&app.service, &bank::bank(), Some(&bank::assessment()), "test").await.expect("imported");
    assert!(!again.is_new);
    assert_eq!(again.assessment, Some((bank::CODE.to_owned(), 1)));
    assert_eq!(everything(&app).await, before);
}

async fn editing_a_bank_leaves_running_sittings_as_they_were(engine: Engine) {
    let app = TestApp::start(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let attempt = candidate.starts().await;
    candidate.answers_everything_right(&attempt).await;
    // The key changes under way; who began with the old one is judged by it.
    let edited = import_bank(&app.service, &bank::bank_with_key("d"), Some(&bank::assessment()), "test").await;
    assert!(edited.expect("imported").is_new);
    assert_eq!(candidate.submit(attempt.id()).await.expect(200)["score"]["percent"], 100.0);
    let other = app.candidate("Trần Đức Ưng").await;
    let attempt = other.starts().await;
    other.answers_everything_right(&attempt).await;
    assert_eq!(other.submit(attempt.id()).await.expect(200)["outcome"], "failed");
    let code =
        candidate.certificate_of(&app.database.value("select id from attempt where outcome = 'passed'").await).await;
    assert_eq!(app.verdict_on_code(&code).await["verdict"], "genuine");
}

async fn a_bank_with_one_mistake_writes_nothing(engine: Engine) {
    let app = TestApp::start(engine).await;
    let before = everything(&app).await;
    let mut files = write(&bank::bank_with_key("b"), Some(&bank::assessment()));
    let items = files.iter_mut().rev().find(|(name, _)| name.starts_with("items/")).expect("items");
    items.1 = String::from_utf8(items.1.clone()).expect("text").replacen("key = ", "corect = ", 1).into_bytes();
    let mistakes = read_files(&files).expect_err("a mistake").to_string();
    assert!(mistakes.contains("corect") && mistakes.contains("did you mean `key`"), "{mistakes}");
    assert_eq!(everything(&app).await, before);
}

async fn a_bank_import_that_breaks_off_writes_nothing(engine: Engine) {
    use crate::harness::faults::Fault;
    let app = TestApp::start(engine).await;
    let before = everything(&app).await;
    let fault = Fault { table: "item_key", event: "insert", when: "new.item_id = 'cau-008'" };
    app.database.break_writes(engine, fault).await;
    let broken = import_bank(&app.service, &bank::bank_with_key("b"), Some(&bank::assessment()), "test").await;
    assert!(broken.is_err());
    app.database.mend_writes(engine, fault).await;
    assert_eq!(everything(&app).await, before);
}

const ROSTER: &str = "mã nhân viên,họ và tên,đơn vị,chức vụ\n\
    CB-1,Nguyễn Thị Ánh,UBND thành phố Đồng Nai / Sở Y tế,Chuyên viên\n\
    CB-2,Trần Đức Ưng,UBND thành phố Đồng Nai / Sở Tư pháp,Chuyên viên\n";

fn rows(csv: &str) -> Vec<roster::RosterRow> {
    let options = roster::Options { today: crate::harness::beginning().day_in_vietnam() };
    roster::read("roster.csv", csv.as_bytes(), &options).expect("a good roster").rows
}

async fn a_dry_run_of_a_roster_writes_nothing(engine: Engine) {
    let app = TestApp::start(engine).await;
    let before = everything(&app).await;
    let plan = import_people(&app.service, &rows(ROSTER), "test", Import::Plan).await.expect("a plan");
    assert_eq!((plan.added, plan.updated, plan.units, plan.secrets.len()), (2, 0, 3, 0));
    assert_eq!(everything(&app).await, before);
    let done = import_people(&app.service, &rows(ROSTER), "test", Import::WithSecrets).await.expect("imported");
    assert_eq!((done.added, done.updated, done.units, done.secrets.len()), (2, 0, 3, 2), "as planned");
}

async fn a_roster_with_one_bad_row_writes_nobody(engine: Engine) {
    let app = TestApp::start(engine).await;
    let before = everything(&app).await;
    let csv = format!("{ROSTER}CB-3,,Sở Y tế,Chuyên viên\n");
    let options = roster::Options { today: crate::harness::beginning().day_in_vietnam() };
    let mistakes = roster::read("roster.csv", csv.as_bytes(), &options).expect_err("a bad row");
    assert!(mistakes.to_string().starts_with("roster.csv:4:"), "{mistakes}");
    assert_eq!(everything(&app).await, before);
    // A row that only the database refuses takes the others with it.
    use crate::harness::faults::Fault;
    let fault = Fault { table: "person", event: "insert", when: "new.login = 'CB-2'" };
    app.database.break_writes(engine, fault).await;
    assert!(import_people(&app.service, &rows(ROSTER), "test", Import::WithSecrets).await.is_err());
    app.database.mend_writes(engine, fault).await;
    assert_eq!(everything(&app).await, before);
}

async fn importing_a_roster_again_keeps_secrets_and_takes_over_facts(engine: Engine) {
    let app = TestApp::start(engine).await;
    let first = import_people(&app.service, &rows(ROSTER), "test", Import::WithSecrets).await.expect("imported");
    let secret = first.secrets[0].secret.clone();
    let moved = ROSTER.replace("Sở Y tế", "Sở Nội vụ");
    let again = import_people(&app.service, &rows(&moved), "test", Import::WithSecrets).await.expect("imported");
    assert_eq!((again.added, again.updated, again.units, again.secrets.len()), (0, 2, 1, 0));
    let candidate = crate::harness::Candidate::log_in(&app, "CB-1".into(), secret, "Nguyễn Thị Ánh").await;
    let code = candidate.earns_a_certificate().await;
    assert_eq!(app.verdict_on_code(&code).await["unit"], "Sở Nội vụ");
    // A certificate keeps the unit it was issued with.
    import_people(&app.service, &rows(ROSTER), "test", Import::WithSecrets).await.expect("imported");
    assert_eq!(app.verdict_on_code(&code).await["unit"], "Sở Nội vụ");
}
