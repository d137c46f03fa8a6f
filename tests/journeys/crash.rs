//! The real program killed with SIGKILL under load, again and again: what was acknowledged is there.
//!
//! Ten rounds in the ordinary run; `MINHCHUNG_TEST_CRASH_ROUNDS=200` for a long one.

use crate::binary::Installation;
use crate::harness::{Answer, Engine, bank, client};
use crate::journeys;
use minhchung::clock::Clock;
use minhchung::flows::assessment::import_bank::import_bank;
use minhchung::flows::people::import_people::{Import, IssuedSecret, import_people};
use minhchung::formats::roster;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

journeys![what_was_acknowledged_survives_kill_nine];

/// Candidates of one round; two of three only save, the third submits as well.
const CLIENTS: usize = 9;

/// What the program said it had done.
#[derive(Clone, Default)]
struct Acknowledged {
    /// Attempt and place: the revision and the choice.
    saves: BTreeMap<(String, i64), (i64, String)>,
    /// Attempt: outcome and points.
    scores: BTreeMap<String, (String, f64)>,
    /// Certificates seen, by attempt.
    certificates: BTreeMap<String, String>,
}

fn rounds() -> usize {
    let asked = std::env::var("MINHCHUNG_TEST_CRASH_ROUNDS").ok();
    asked.map_or(10, |rounds| rounds.parse().expect("MINHCHUNG_TEST_CRASH_ROUNDS is a number"))
}

async fn what_was_acknowledged_survives_kill_nine(engine: Engine) {
    let place = Installation::new(engine).await;
    let people = people(&place, rounds() * CLIENTS).await;
    let told = Arc::new(Mutex::new(Acknowledged::default()));
    for crowd in people.chunks(CLIENTS) {
        let mut serving = place.serves().await;
        let pid = serving.0.id();
        let before = told.lock().expect("unpoisoned").scores.len();
        let clients: Vec<_> = crowd
            .iter()
            .enumerate()
            .map(|(index, who)| {
                let (url, told) = (place.url(""), told.clone());
                tokio::spawn(sits(url, who.login.clone(), who.secret.clone(), index % 3 == 0, told))
            })
            .collect();
        // Under load: somebody has submitted, and all are saving.
        crate::harness::until("an acknowledged score", || async {
            (told.lock().expect("unpoisoned").scores.len() > before).then_some(())
        })
        .await;
        tokio::time::sleep(Duration::from_micros(u64::from(minhchung::chance::below(250_000)))).await;
        serving.0.kill().expect("SIGKILL");
        serving.0.wait().unwrap_or_else(|error| panic!("{pid}: {error}"));
        for client in clients {
            client.await.expect("the client ends when the program does");
        }
        let so_far = told.lock().expect("unpoisoned").clone();
        everything_told_is_there(&place, &so_far).await;
    }
    // After the last start everything that was due is made, once.
    // Leases of the dead run out after two minutes; the test does not wait for them.
    place.database.run("update outbox set leased_until = 0 where done_at is null").await;
    let serving = place.serves().await;
    let due = "select count(*) from attempt where outcome = 'passed'";
    let passes = place.database.number(due).await;
    crate::harness::until("every certificate that is due", || async {
        let issued = place.database.number("select count(*) from certificate where state = 'issued'").await;
        (issued == passes).then_some(())
    })
    .await;
    drop(serving);
    let so_far = told.lock().expect("unpoisoned").clone();
    everything_told_is_there(&place, &so_far).await;
    let database = &place.database;
    assert_eq!(database.number("select count(*) from certificate").await, passes);
    let numbers = "select count(distinct serial) + count(distinct register_number) from certificate";
    assert_eq!(database.number(numbers).await, 2 * passes);
    let issued = "select count(*) from audit where action = 'certificate.issue'";
    assert_eq!(database.number(issued).await, passes);
    assert_eq!(database.number("select count(*) from log_entry where occurrence = 'issue'").await, passes);
    let entries = database.number("select count(*) from log_entry").await;
    assert_eq!(database.number("select max(position) + 1 from log_entry").await, entries, "no position is left out");
    let told = told.lock().expect("unpoisoned");
    assert!(told.scores.len() >= rounds() && passes > 0, "the load submitted: {}", told.scores.len());
}

/// A bank, and people with their secrets, as an operator would bring them in.
pub async fn people(place: &Installation, count: usize) -> Vec<IssuedSecret> {
    let config = crate::harness::config(place.folder.path(), &place.database.url, &place.keys);
    let booted = minhchung::cli::boot_service(config, Clock::System).await.expect("the service boots");
    let service = booted.service;
    import_bank(&service, &bank::bank(), Some(&bank::assessment()), "test").await.expect("imported");
    let mut csv = "mã nhân viên,họ và tên,đơn vị\n".to_owned();
    (1..=count).for_each(|number| csv.push_str(&format!("CB-{number},Nguyễn Thị Ánh,Sở Y tế\n")));
    let options = roster::Options { today: service.clock.now().day_in_vietnam() };
    let rows = roster::read("roster.csv", csv.as_bytes(), &options).expect("a good roster").rows;
    let imported = import_people(&service, &rows, "test", Import::WithSecrets).await.expect("imported");
    service.store.close().await;
    imported.secrets
}

/// Saves without a pause until the program is gone; some submit and begin again.
async fn sits(base: String, login: String, secret: String, submits: bool, told: Arc<Mutex<Acknowledged>>) {
    let client = client();
    let url = |path: String| format!("{base}{path}");
    let log_in = client.post(url("/api/v1/session".into())).json(&json!({ "login": login, "secret": secret }));
    let Some(session) = Answer::try_of(log_in).await else { return };
    let token = session.expect(200)["token"].as_str().expect("a token").to_owned();
    loop {
        let start = client.post(url(format!("/api/v1/assessments/{}/attempts", bank::CODE))).bearer_auth(&token);
        let Some(started) = Answer::try_of(start).await else { return };
        if started.status == 409 {
            return;
        }
        let attempt = started.json();
        let id = attempt["id"].as_str().expect("an id").to_owned();
        for revision in 0..if submits { 2 } else { 1_000 } {
            for item in attempt["items"].as_array().expect("items") {
                let number = item["number"].as_i64().expect("a number");
                let choice = ["b", "a", "c", "d"][revision % 4];
                let body = json!({ "revision": revision, "response": { "choice": [choice] } });
                let save = client.put(url(format!("/api/v1/attempts/{id}/responses/{number}"))).bearer_auth(&token);
                let Some(saved) = Answer::try_of(save.json(&body)).await else { return };
                assert_eq!(saved.expect(200)["revision"], revision as i64 + 1);
                let save = (revision as i64 + 1, choice.to_owned());
                told.lock().expect("unpoisoned").saves.insert((id.clone(), number), save);
            }
        }
        let submit = client.post(url(format!("/api/v1/attempts/{id}/submit"))).bearer_auth(&token);
        let Some(result) = Answer::try_of(submit).await else { return };
        note_result(&id, &result.expect(200), &told);
        for _ in 0..20 {
            let result = client.get(url(format!("/api/v1/attempts/{id}/result"))).bearer_auth(&token);
            let Some(result) = Answer::try_of(result).await else { return };
            note_result(&id, &result.expect(200), &told);
        }
    }
}

fn note_result(id: &str, result: &Value, told: &Mutex<Acknowledged>) {
    let score =
        (result["outcome"].as_str().expect("text").to_owned(), result["score"]["earned"].as_f64().expect("points"));
    let mut told = told.lock().expect("unpoisoned");
    let known = told.scores.entry(id.to_owned()).or_insert_with(|| score.clone());
    assert_eq!(*known, score, "one attempt, one score");
    if let Some(code) = result["certificate"]["id"].as_str() {
        let known = told.certificates.entry(id.to_owned()).or_insert_with(|| code.to_owned());
        assert_eq!(known, code, "one pass, one certificate");
    }
}

/// Reads the tables of a program that is dead.
async fn everything_told_is_there(place: &Installation, told: &Acknowledged) {
    let rows = place.database.rows("select attempt_id, number, revision, response from response").await;
    let cell = |cell: &Option<String>| cell.clone().expect("never null");
    let stored: BTreeMap<(String, i64), (i64, String)> = rows
        .iter()
        .map(|row| {
            let place = (cell(&row[0]), cell(&row[1]).parse().expect("a number"));
            (place, (cell(&row[2]).parse().expect("a number"), cell(&row[3])))
        })
        .collect();
    for (place, (revision, choice)) in &told.saves {
        let (is, response) = stored.get(place).unwrap_or_else(|| panic!("{place:?} was acknowledged and is gone"));
        // At most one more save was on its way when the program died.
        assert!(is == revision || *is == revision + 1, "{place:?}: {revision} was acknowledged, {is} is stored");
        if is == revision {
            assert_eq!(*response, json!({ "choice": [choice] }).to_string(), "{place:?}");
        }
    }
    let rows = place.database.rows("select id, outcome, earned from attempt where state = 'submitted'").await;
    let scores: BTreeMap<String, (String, f64)> = rows
        .iter()
        .map(|row| (cell(&row[0]), (cell(&row[1]), cell(&row[2]).parse::<f64>().expect("points") / 100.0)))
        .collect();
    for (id, score) in &told.scores {
        assert_eq!(scores.get(id), Some(score), "the score that was told is the one that is stored");
    }
    for (id, code) in &told.certificates {
        let sql = format!("select id from certificate where attempt_id = '{id}' and state = 'issued'");
        assert_eq!(place.database.value(&sql).await, *code);
    }
    let doubled = "select count(*) from (select attempt_id from certificate group by attempt_id having count(*) > 1) d";
    assert_eq!(place.database.number(doubled).await, 0);
}
