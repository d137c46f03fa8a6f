//! The real program killed with SIGKILL while it scores attempts again: each attempt is scored the old way or the new
//! way, never between, and the next start finishes.

use crate::binary::Installation;
use crate::crash::people;
use crate::harness::{Engine, bank, config, until};
use crate::journeys;
use minhchung::clock::Clock;
use minhchung::flows::people::import_people::add_administrator;
use std::time::Duration;

journeys![a_killed_worker_leaves_no_half_state];

/// Attempts to be scored again: several rounds.
const ATTEMPTS: usize = 2_200;

async fn a_killed_worker_leaves_no_half_state(engine: Engine) {
    let place = Installation::new(engine).await;
    people(&place, 1).await;
    let config = config(place.folder.path(), &place.database.url, &place.keys);
    let service = minhchung::cli::boot_service(config, Clock::System).await.expect("the service boots").service;
    for login in ["QT-01", "QT-02"] {
        add_administrator(&service, login, "Lý Quảng Phước").await.expect("added");
    }
    service.store.close().await;
    attempts(&place).await;
    let revision = place.database.value("select id from bank_revision").await;
    let run = |arguments: &[&str]| {
        let output = place.command().args(arguments).output().expect("the program starts");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let propose = ["assessment", "rescore", "propose", "--revision", &revision, "--item", "cau-001", "--withdraw"];
    let because = ["--reason", "Sai khóa", "--actor", "QT-01", "--format", "json"];
    let proposed = run(&[&propose[..], &because].concat());
    let proposed: serde_json::Value = serde_json::from_str(&proposed).expect("JSON");
    assert_eq!(proposed["now_fail"], ATTEMPTS, "{proposed}");
    run(&["assessment", "rescore", "confirm", proposed["decision"].as_str().expect("an id"), "--actor", "QT-02"]);
    let is_done = "select count(*) from item_decision where finished_at is not null";
    let rescored = "select count(*) from rescoring";
    let mut kills = 0;
    let mut before = 0;
    while place.database.number(is_done).await == 0 {
        let mut serving = place.serves().await;
        until("a round", || async {
            let is_further =
                place.database.number(rescored).await > before || place.database.number(is_done).await == 1;
            is_further.then_some(())
        })
        .await;
        tokio::time::sleep(Duration::from_micros(u64::from(minhchung::chance::below(30_000)))).await;
        serving.0.kill().expect("SIGKILL");
        serving.0.wait().expect("it is gone");
        kills += 1;
        before = place.database.number(rescored).await;
        whole(&place, before).await;
    }
    println!("{kills} kills");
    assert!(kills >= 2, "it was killed on the way");
    assert_eq!(place.database.number(rescored).await, ATTEMPTS as i64, "each once");
    assert_eq!(place.database.number("select count(*) from attempt where outcome = 'failed'").await, ATTEMPTS as i64);
    let deeds = "select count(*) from audit where action = 'attempt.rescore'";
    assert_eq!(place.database.number(deeds).await, ATTEMPTS as i64);
    run(&["audit", "verify"]);
}

/// Old or new, and the history has every new one.
async fn whole(place: &Installation, recorded: i64) {
    let old = "outcome = 'passed' and earned = 500 and possible = 800 and decisions = 0";
    let new = "outcome = 'failed' and earned = 400 and possible = 700 and decisions = 1";
    let count = async |is: &str| place.database.number(&format!("select count(*) from attempt where {is}")).await;
    assert_eq!(count(&format!("not ({old}) and not ({new})")).await, 0);
    assert_eq!(count(new).await, recorded);
}

/// One person's submitted attempts, as the service would have stored them: five right of eight.
async fn attempts(place: &Installation) {
    let database = &place.database;
    let (person, revision) = (
        database.value("select id from person where role = 'candidate'").await,
        database.value("select id from bank_revision").await,
    );
    let options = ["a", "b", "c", "d"];
    let form: Vec<_> =
        (1..=8).map(|number| serde_json::json!({ "item": format!("cau-{number:03}"), "options": options })).collect();
    let form = serde_json::to_string(&form).expect("JSON");
    let now = Clock::System.now().micros();
    for numbers in (0..ATTEMPTS).collect::<Vec<_>>().chunks(200) {
        let attempts: Vec<String> = numbers
            .iter()
            .map(|number| {
                format!(
                    "('{number:026}', '{}', 1, '{revision}', '{person}', {number}, 'submitted', 'vi', '{}', '{form}', {now},
                      {now}, {now}, {now}, {now}, false, 'passed', 500, 800, 1)",
                    bank::CODE,
                    "00".repeat(16)
                )
            })
            .collect();
        database
            .run(&format!(
                "insert into attempt (id, assessment_code, assessment_version, revision_id, person_id, number, state,
                                      language, seed, form, started_at, deadline, accepts_until, locked_at, closed_at,
                                      by_timeout, outcome, earned, possible, rules_version) values {}",
                attempts.join(", ")
            ))
            .await;
        let responses: Vec<String> = numbers
            .iter()
            .flat_map(|number| {
                (1..=5).map(move |place| format!("('{number:026}', {place}, 1, '{{\"choice\":[\"a\"]}}', {now})"))
            })
            .collect();
        let columns = "attempt_id, number, revision, response, saved_at";
        database.run(&format!("insert into response ({columns}) values {}", responses.join(", "))).await;
    }
}
