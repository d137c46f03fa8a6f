//! Scoring many attempts again on SQLite: `cargo bench --bench rescoring [-- ATTEMPTS]`. Prints how long the preview of a
//! decision on an item takes, and how long scoring again whoever had it.

#[path = "service/installation.rs"]
mod installation;

use minhchung::cli::boot_service;
use minhchung::clock::Clock;
use minhchung::config::Config;
use minhchung::domain::assessment::form::{Candidate, draw};
use minhchung::domain::assessment::rescoring::Ruling;
use minhchung::flows::Service;
use minhchung::flows::assessment::decide_item::{self, Proposal};
use minhchung::flows::assessment::import_bank::import_bank;
use minhchung::flows::assessment::load_bank;
use minhchung::flows::assessment::preview_rescoring::preview_rescoring;
use minhchung::flows::assessment::rescore_attempts::rescore_attempts;
use minhchung::flows::people::import_people::add_administrator;
use minhchung::formats::bank;
use minhchung::store::assessment::assessments;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

const ASSESSMENT: &str = "ai-for-officials";
const ATTEMPTS: usize = 20_500;

#[tokio::main]
async fn main() {
    let count = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(ATTEMPTS);
    let folder = tempfile::tempdir().expect("a folder");
    let file = installation::write_configuration(folder.path(), "127.0.0.1:0", None);
    let config = Config::read(Some(&file), &[]).expect("a good configuration");
    let service = boot_service(config, Clock::System).await.expect("the service boots").service;
    let question_bank = Path::new(env!("CARGO_MANIFEST_DIR")).join("question_banks").join(ASSESSMENT);
    let read = bank::read_folder(&question_bank).expect("a good bank");
    import_bank(&service, &read.bank, read.assessment.as_ref(), "bench").await.expect("imported");
    let since = Instant::now();
    let responses = answer(&service, &folder.path().join("bench.db"), count).await;
    println!("made in {:.0} s", since.elapsed().as_secs_f64());
    for login in ["QT-01", "QT-02"] {
        add_administrator(&service, login, "Lý Quảng Phước").await.expect("added");
    }
    let item = item_of_most(&folder.path().join("bench.db")).await;
    let defined = assessments::find(&mut service.store.read().await.expect("a connection").link(), ASSESSMENT).await;
    let revision = defined.expect("read").expect("there").revision;
    let proposal =
        Proposal { revision, item: item.clone(), ruling: Ruling::Withdrawn, reason: "Một phép đo".to_owned() };
    let id = decide_item::propose(&service, &proposal, "QT-01").await.expect("proposed");
    let since = Instant::now();
    let tally = preview_rescoring(&service, &id).await.expect("read").expect("there").tally;
    println!("preview: {} of {count} attempts had {item}: {:.2} s", tally.attempts, since.elapsed().as_secs_f64());
    decide_item::confirm(&service, &id, "QT-02").await.expect("confirmed");
    let (mut scored, mut changed, since) = (0, 0, Instant::now());
    while let Some(round) = rescore_attempts(&service).await.expect("scored again") {
        scored += round.scored;
        changed += round.changed;
    }
    println!(
        "{scored} attempts with {responses} responses of all scored again, {changed} results changed: {:.2} s",
        since.elapsed().as_secs_f64()
    );
    assert_eq!((scored, changed), (tally.attempts, tally.changed));
}

/// An item that stands on every form when forms are put right for it: the first one of the first form, put on all.
async fn item_of_most(database: &Path) -> String {
    let options = SqliteConnectOptions::new().filename(database);
    let mut link = SqliteConnection::connect_with(&options).await.expect("a connection");
    let item: String = sqlx::query_scalar("select json_extract(form, '$[0].item') from attempt order by id limit 1")
        .fetch_one(&mut link)
        .await
        .expect("a form");
    // Of an attempt that has it already the first place stays as it is.
    sqlx::query(
        "update attempt set form = json_set(form, '$[0]', (select json(json_extract(o.form, '$[0]')) from attempt o order by o.id limit 1))
         where form not like '%\"' || $1 || '\"%'",
    )
    .bind(&item)
    .execute(&mut link)
    .await
    .expect("put on all");
    item
}

/// Puts submitted attempts where the service would have put them.
async fn answer(service: &Arc<Service>, database: &Path, count: usize) -> usize {
    let mut reader = service.store.read().await.expect("a connection");
    let defined = assessments::find(&mut reader.link(), ASSESSMENT).await.expect("read").expect("there");
    let faces = load_bank::faces(service, &mut reader.link(), &defined.revision).await.expect("faces");
    let keys = load_bank::keys(service, &mut reader.link(), &defined.revision).await.expect("keys");
    let pool: Vec<Candidate<'_>> =
        faces.rows.iter().map(|row| Candidate { face: &row.face, traits: &row.traits }).collect();
    let options = SqliteConnectOptions::new().filename(database).foreign_keys(false);
    let mut link = SqliteConnection::connect_with(&options).await.expect("a connection");
    let mut transaction = link.begin().await.expect("begun");
    let mut responses = 0;
    for person in 0..count {
        let id = format!("{person:026}");
        let seed = (person as u128).to_be_bytes();
        let form = draw(&pool, &defined.assessment.blueprint, seed).expect("a form");
        sqlx::query(
            "insert into person (id, login, full_name, search_name, position, role, secret_hash, created_at)
             values ($1, $1, 'Nguyễn Thị Ánh', 'nguyen thi anh', '', 'candidate', '', 0)",
        )
        .bind(&id)
        .execute(&mut *transaction)
        .await
        .expect("inserted");
        sqlx::query(
            "insert into attempt (id, assessment_code, assessment_version, revision_id, person_id, number, state, language,
                                  seed, form, started_at, deadline, accepts_until, locked_at, closed_at, by_timeout,
                                  outcome, earned, possible, rules_version)
             values ($1, $2, $3, $4, $1, 1, 'submitted', 'vi', '', $5, 0, 0, 0, 0, 0, false, 'failed', 0, 100, 1)",
        )
        .bind(&id)
        .bind(ASSESSMENT)
        .bind(defined.version)
        .bind(&defined.revision)
        .bind(serde_json::to_string(&form).expect("JSON"))
        .execute(&mut *transaction)
        .await
        .expect("inserted");
        for (place, number) in form.0.iter().zip(1_i64..) {
            let luck = (person * 7_919 + place.item.len() * 31 + number as usize * 104_729) % 100;
            let right = &keys.key(&place.item).expect("a key").correct_options();
            let chosen = if luck < 20 + person * 70 / count { right.to_vec() } else { vec![place.options[0].clone()] };
            sqlx::query(
                "insert into response (attempt_id, number, revision, response, saved_at) values ($1, $2, 1, $3, 0)",
            )
            .bind(&id)
            .bind(number)
            .bind(serde_json::json!({ "choice": chosen }).to_string())
            .execute(&mut *transaction)
            .await
            .expect("inserted");
            responses += 1;
        }
    }
    transaction.commit().await.expect("committed");
    responses
}
