//! The real program killed at one call to the system after another while it makes a certificate: between any two
//! steps of issuing, what is there stays, and the next start finishes it.
//!
//! On SQLite every commit and the renaming of the file; on PostgreSQL every message to the server. A dozen of them in
//! the ordinary run, all of them with `MINHCHUNG_TEST_CRASH_ROUNDS=200`.

use crate::binary::Installation;
use crate::deciding_crash::{decided, hash_of_file, stored};
use crate::harness::{Engine, until};
use crate::journeys;
use crate::syncs::{serves_traced, starts_traced};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

journeys![a_certificate_survives_a_kill_between_any_two_steps];

/// Calls that are counted, each on its own.
const fn calls(engine: Engine) -> &'static [&'static str] {
    match engine {
        Engine::Sqlite => &["fdatasync", "pwrite64", "linkat", "rename"],
        Engine::Postgres => &["sendto", "fdatasync", "fsync", "linkat", "rename"],
    }
}

/// How often the busiest thread has made a call, as injection counts it.
fn counted(trace: &Path, call: &str) -> usize {
    let text = std::fs::read_to_string(trace).expect("strace writes it");
    let mut threads = BTreeMap::<&str, usize>::new();
    for line in text.lines() {
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        if rest.trim_start().starts_with(&format!("{call}(")) {
            *threads.entry(thread).or_default() += 1;
        }
    }
    threads.into_values().max().unwrap_or(0)
}

/// Lets the service see one certificate of the list.
async fn release(place: &Installation, row: usize) {
    let sql = format!("update outbox set available_at = 0, leased_until = 0 where subject like '%/{row}'");
    place.database.run(&sql).await;
}

/// How far a certificate has come.
async fn state(place: &Installation, row: usize) -> Option<String> {
    let sql = format!("select state from certificate where basis like '%/{row}'");
    place.database.rows(&sql).await.pop().and_then(|mut row| row.pop().flatten())
}

async fn is_done(place: &Installation, row: usize) -> bool {
    let sql = format!("select count(*) from outbox where subject like '%/{row}' and done_at is not null");
    place.database.number(&sql).await == 1
}

/// At which calls to kill: of each kind those that a certificate took, in the ordinary run a few of them.
async fn places_to_die(place: &Installation, engine: Engine, row: usize) -> Vec<(&'static str, usize)> {
    let trace = place.folder.path().join("calls");
    let (file, traced) = (trace.display().to_string(), format!("trace={}", calls(engine).join(",")));
    let _serving = serves_traced(place, &["-e", &traced, "-o", &file]).await;
    let before: Vec<usize> = calls(engine).iter().map(|call| counted(&trace, call)).collect();
    release(place, row).await;
    until("a certificate", || async { is_done(place, row).await.then_some(()) }).await;
    let asked = std::env::var("MINHCHUNG_TEST_CRASH_ROUNDS").ok();
    let many: usize = asked.map_or(12, |rounds| rounds.parse().expect("MINHCHUNG_TEST_CRASH_ROUNDS is a number"));
    let mut places = Vec::new();
    for (call, before) in calls(engine).iter().zip(before) {
        places.extend((before + 1..=counted(&trace, call)).map(|number| (*call, number)));
    }
    let step = places.len().div_ceil(many).max(1);
    places.into_iter().step_by(step).collect()
}

async fn a_certificate_survives_a_kill_between_any_two_steps(engine: Engine) {
    let place = Installation::new(engine).await;
    decided(&place, 300).await;
    place.database.run("update outbox set available_at = 9000000000000000").await;
    let places = places_to_die(&place, engine, 1).await;
    assert!(places.len() >= 6, "a certificate takes some calls: {places:?}");
    let mut died_at = BTreeMap::<String, usize>::new();
    let mut row = 1;
    for (call, number) in places {
        row += 1;
        let (traced, inject) = (format!("trace={call}"), format!("inject={call}:signal=SIGKILL:when={number}"));
        let mut serving = starts_traced(&place, &["-e", &traced, "-e", &inject, "-o", "/dev/null"]);
        // On a slow machine its first calls are more than those counted, and it dies before it answers.
        place.answers_or_ends(&mut serving).await;
        release(&place, row).await;
        while serving.0.try_wait().expect("a state").is_none() && !is_done(&place, row).await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        // Where it was done first, another thread made the call, or the program died right after.
        drop(serving);
        let begun = stored(&place).await;
        let state = state(&place, row).await.unwrap_or_else(|| "nothing".to_owned());
        *died_at.entry(state).or_default() += 1;

        release(&place, row).await;
        let serving = place.serves().await;
        until("the certificate", || async { is_done(&place, row).await.then_some(()) }).await;
        drop(serving);
        let after = stored(&place).await;
        assert_eq!(after.len(), row, "{call} {number}: one certificate each");
        for (basis, was) in &begun {
            let same = was.iter().zip(&after[basis]).all(|(was, is)| was.is_none() || was == is);
            assert!(same, "{call} {number}, {basis}: {was:?} became {:?}", after[basis]);
        }
    }
    println!("where the program died a certificate was: {died_at:?}");
    // A dozen places may miss two of the steps; all of them do not.
    let unfinished =
        ["nothing", "reserved", "prepared"].into_iter().filter(|state| died_at.contains_key(*state)).count();
    assert!(unfinished >= if row > 40 { 3 } else { 1 }, "killed in the middle of it: {died_at:?}");
    let database = &place.database;
    let once = "select count(distinct serial) + count(distinct register_number) + count(distinct status_index)
                from certificate where state = 'issued'";
    assert_eq!(database.number(once).await, 3 * row as i64);
    for sql in [
        "select count(*) from audit where action = 'certificate.issue'",
        "select count(*) from log_entry where occurrence = 'issue'",
    ] {
        assert_eq!(database.number(sql).await, row as i64, "{sql}");
    }
    for row in database.rows("select id, pdf_sha256 from certificate").await {
        let id = row[0].as_deref().expect("an id");
        assert_eq!(Some(hash_of_file(&place, id)), row[1], "the file is the one in the register");
    }
}
