//! Codes for a sitting: who has one comes in past the line, once.

use crate::harness::{Answer, Candidate, Engine, TestApp};
use crate::journeys;
use minhchung::flows::people::import_people::renew_secret;
use minhchung::flows::waiting_room::Served;
use serde_json::json;
use std::time::Instant;

journeys![
    a_code_opens_past_the_line_and_only_for_its_owner,
    a_code_opens_once_and_forgives_a_lost_answer,
    a_code_opens_on_its_day,
    a_new_code_or_secret_takes_the_old_code_away,
    codes_are_made_for_units_and_people,
    who_has_no_secret_comes_in_by_code_alone,
];

const UNIT: &str = "UBND thành phố Đồng Nai / Sở Y tế";

async fn try_log_in(app: &TestApp, login: &str, secret: &str) -> Answer {
    Answer::of(app.request("POST", "/api/v1/session").json(&json!({ "login": login, "secret": secret }))).await
}

/// Makes codes and gives the cells of their table.
async fn made(app: &TestApp, file: &str, arguments: &[&str]) -> Vec<Vec<String>> {
    let said = app.run(&[&["people", "codes", "--out", file], arguments].concat()).await.fine();
    let text = std::fs::read_to_string(app.folder.path().join(file)).expect("the table");
    let rows: Vec<Vec<String>> =
        text.trim().lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect();
    assert!(said.starts_with(&format!("codes for {} people, until ", rows.len())), "{said}");
    rows
}

async fn who_has_no_secret_comes_in_by_code_alone(engine: Engine) {
    let app = TestApp::start(engine).await;
    app.at_the_machines_time();
    app.file("roster.csv", format!("mã nhân viên,họ và tên,đơn vị,chức vụ\nC1,Lê Thị An,{UNIT},\n"));
    let refused = app.run(&["people", "import", "roster.csv"]).await;
    assert!(refused.complained.contains("or say --without-secrets"), "{}", refused.complained);
    app.run(&["people", "import", "roster.csv", "--without-secrets"]).await.fine();
    for secret in ["", " ", "AAAAA-BBBBB"] {
        assert_eq!(try_log_in(&app, "C1", secret).await.problem(), (401, "wrong-credentials".into()), "{secret}");
    }
    let code = made(&app, "codes.csv", &[]).await.remove(0).remove(3);
    app.at_the_machines_time();
    try_log_in(&app, "C1", &code).await.expect(200);
}

async fn code_of(app: &TestApp, candidate: &Candidate<'_>, file: &str) -> String {
    let code = made(app, file, &["--login", &candidate.login]).await.remove(0).remove(3);
    // It opens from when it was made.
    app.at_the_machines_time();
    code
}

async fn a_code_opens_past_the_line_and_only_for_its_owner(engine: Engine) {
    let app = TestApp::start(engine).await;
    app.at_the_machines_time();
    let (owner, other) = (app.candidate("Nguyễn Thị Ánh").await, app.candidate("Trần Đức Ưng").await);
    let code = code_of(&app, &owner, "codes.csv").await;
    assert_eq!((code.len(), code.matches('-').count()), (14, 2), "{code}");
    let crowd: Vec<Served> =
        (0..).map_while(|number| app.service.log_ins.enter(&format!("crowd {number}"), Instant::now()).ok()).collect();
    assert_eq!(try_log_in(&app, &owner.login, &owner.secret).await.problem().1, "waiting");
    // Whoever guesses waits like everybody, and learns nothing.
    assert_eq!(try_log_in(&app, &other.login, &code).await.problem().1, "waiting");
    let sloppy = format!(" {} ", code.to_lowercase().replace('-', " "));
    let session = try_log_in(&app, &owner.login.to_lowercase(), &sloppy).await.expect(200);
    assert_eq!(session["person"]["name"], "Nguyễn Thị Ánh");
    drop(crowd);
    let wrong = try_log_in(&app, &other.login, &code).await;
    assert_eq!(wrong.problem(), (401, "wrong-credentials".into()));
    assert_eq!(wrong.bytes, try_log_in(&app, "CB-9999", &code).await.bytes);
    assert_eq!(app.database.number("select count(*) from one_time_code where code_hash like '%-%'").await, 0);
}

async fn a_code_opens_once_and_forgives_a_lost_answer(engine: Engine) {
    let app = TestApp::start(engine).await;
    app.at_the_machines_time();
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let code = code_of(&app, &candidate, "codes.csv").await;
    try_log_in(&app, &candidate.login, &code).await.expect(200);
    app.wait(599);
    let session = try_log_in(&app, &candidate.login, &code).await.expect(200);
    app.wait(1);
    assert_eq!(try_log_in(&app, &candidate.login, &code).await.problem(), (401, "wrong-credentials".into()));
    // The session outlasts the code, and the secret opens as ever.
    app.wait(11 * 3_600);
    let token = session["token"].as_str().expect("a token");
    Answer::of(app.request("GET", "/api/v1/assessments").bearer_auth(token)).await.expect(200);
    try_log_in(&app, &candidate.login, &candidate.secret).await.expect(200);
}

async fn a_code_opens_on_its_day(engine: Engine) {
    let app = TestApp::start(engine).await;
    app.at_the_machines_time();
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let later = |seconds| app.clock.now().plus(std::time::Duration::from_secs(seconds)).rfc3339();
    let times = ["--login", &candidate.login, "--from", &later(3_600), "--until", &later(7_200)].map(str::to_owned);
    let times: Vec<&str> = times.iter().map(String::as_str).collect();
    let code = made(&app, "codes.csv", &times).await.remove(0).remove(3);
    assert_eq!(try_log_in(&app, &candidate.login, &code).await.status, 401);
    app.wait(3_601);
    try_log_in(&app, &candidate.login, &code).await.expect(200);
    app.wait(3_600);
    assert_eq!(try_log_in(&app, &candidate.login, &code).await.status, 401, "not within ten minutes of its use either");
    for (from, until) in [(7_200, 3_600), (0, 4 * 86_400)] {
        let (from, until) = (later(from), later(until));
        let ran = app.run(&["people", "codes", "--out", "none.csv", "--from", &from, "--until", &until]).await;
        assert_eq!(ran.code, 2, "{}", ran.complained);
        assert!(ran.complained.contains("--until has to come after --from"), "{}", ran.complained);
        assert!(!app.folder.path().join("none.csv").exists());
    }
}

async fn a_new_code_or_secret_takes_the_old_code_away(engine: Engine) {
    let app = TestApp::start(engine).await;
    app.at_the_machines_time();
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let first = code_of(&app, &candidate, "first.csv").await;
    let second = code_of(&app, &candidate, "second.csv").await;
    assert_eq!(try_log_in(&app, &candidate.login, &first).await.status, 401);
    try_log_in(&app, &candidate.login, &second).await.expect(200);
    renew_secret(&app.service, &candidate.login).await.expect("the store answers").expect("somebody");
    assert_eq!(try_log_in(&app, &candidate.login, &second).await.status, 401);
}

async fn codes_are_made_for_units_and_people(engine: Engine) {
    let app = TestApp::start(engine).await;
    app.at_the_machines_time();
    app.administrator().await;
    let roster = format!(
        "mã nhân viên,họ và tên,đơn vị,chức vụ\nC2,Đỗ Văn Bình,{UNIT} / Phòng B,\nC1,Lê Thị An,{UNIT} / Phòng A,\n\
         C3,Vũ Thị Chi,UBND thành phố Đồng Nai / Sở Nội vụ,\n"
    );
    app.import_roster(&roster).await;
    let logins = |rows: &[Vec<String>]| rows.iter().map(|row| row[0].clone()).collect::<Vec<_>>().join(" ");
    // Slips are cut unit by unit; administrators sit nothing.
    let all = made(&app, "all.csv", &[]).await;
    assert_eq!(logins(&all), "C3 C1 C2");
    assert_eq!(all[1][2], format!("{UNIT} / Phòng A"));
    assert_eq!(logins(&made(&app, "unit.csv", &["--unit", UNIT]).await), "C1 C2");
    assert_eq!(logins(&made(&app, "people.csv", &["--login", "c3", "--login", "C1"]).await), "C3 C1");
    let deeds = app.database.value("select count(*) from audit where action = 'codes.make'").await;
    assert_eq!(deeds, "3");
    for (arguments, said) in [
        (["--unit", "Sở Y tế"], "no candidate is in a unit of this path"),
        (["--login", "C9"], "no candidate has the staff code C9"),
        (["--login", "QUANTRI"], "no candidate has the staff code QUANTRI"),
    ] {
        let ran = app.run(&[&["people", "codes", "--out", "none.csv"][..], &arguments].concat()).await;
        assert_eq!(ran.code, 65, "{}", ran.complained);
        assert!(ran.complained.contains(said), "{}", ran.complained);
        assert!(!app.folder.path().join("none.csv").exists(), "nothing was made, and nothing is left");
    }
    // A table that is there already is somebody's: nobody's codes are lost under it.
    assert_eq!(app.run(&["people", "codes", "--out", "all.csv"]).await.code, 73);
}
