//! Who gets a connection to the database, and with what settings.

use crate::harness::{Engine, TestApp, until};
use crate::journeys;
use minhchung::store::Connection;
use std::time::{Duration, Instant};

journeys![
    saves_go_on_while_a_crowd_has_every_other_connection,
    whole_tables_are_joined_without_comparing_each_row_with_all_others,
    who_goes_away_while_a_transaction_begins_leaves_none_behind,
];

async fn saves_go_on_while_a_crowd_has_every_other_connection(engine: Engine) {
    let app = TestApp::without_workers(engine).await;
    let candidate = app.candidate("Đinh Thị Sương").await;
    let attempt = candidate.starts().await;
    let store = &app.service.store;
    let mut crowd = Vec::new();
    while let Ok(taken) = tokio::time::timeout(Duration::from_millis(300), store.read()).await {
        crowd.push(taken.expect("a connection"));
    }
    let saved = tokio::time::timeout(Duration::from_secs(3), candidate.save(attempt.id(), 1, 0, &["a"])).await;
    saved.expect("nobody is before it").expect(200);
    // What an instance reads that has not seen the attempt begin.
    tokio::time::timeout(Duration::from_secs(3), store.read_ahead()).await.expect("nobody is before it").expect("open");
    drop(crowd);
    let sql = format!("select count(*) from response where attempt_id = '{}'", attempt.id());
    assert_eq!(app.database.number(&sql).await, 1);
}

async fn whole_tables_are_joined_without_comparing_each_row_with_all_others(engine: Engine) {
    let app = TestApp::without_workers(engine).await;
    let store = &app.service.store;
    let mut whole = store.read_whole().await.expect("a connection");
    assert_ne!(nested_loops(&mut whole.link()).await.as_deref(), Some("on"));
    drop(whole);
    // Whoever has that connection next finds it as it was.
    let mut others = Vec::new();
    while let Ok(taken) = tokio::time::timeout(Duration::from_millis(300), store.read()).await {
        let mut taken = taken.expect("a connection");
        assert_ne!(nested_loops(&mut taken.link()).await.as_deref(), Some("off"));
        others.push(taken);
    }
    assert!(others.len() > 4, "{}", others.len());
}

async fn who_goes_away_while_a_transaction_begins_leaves_none_behind(engine: Engine) {
    let app = TestApp::without_workers(engine).await;
    let store = &app.service.store;
    for number in 0..250 {
        tokio::select! {
            begun = store.begin() => drop(begun),
            () = in_a_moment(Duration::from_micros(number * 20)) => {}
        }
        // Asked each time: the next one on that connection would end what was left.
        until("nobody leaves a transaction open", async || (open_transactions(&app, engine).await == 0).then_some(()))
            .await;
    }
    let writer = tokio::time::timeout(Duration::from_secs(3), store.begin()).await.expect("nobody holds it");
    drop(writer.expect("a transaction"));
}

/// Shorter than a timer would be.
async fn in_a_moment(moment: Duration) {
    let since = Instant::now();
    while since.elapsed() < moment {
        tokio::task::yield_now().await;
    }
}

/// Transactions that somebody began and forgot; on SQLite nobody else could begin one.
async fn open_transactions(app: &TestApp, engine: Engine) -> i64 {
    let sql = "select count(*) from pg_stat_activity
               where datname = current_database() and state like 'idle in transaction%'";
    match engine {
        Engine::Sqlite => 0,
        Engine::Postgres => app.database.number(sql).await,
    }
}

/// Whether PostgreSQL may join by nested loops; SQLite has no other way, and makes an index for it.
async fn nested_loops(connection: &mut Connection<'_>) -> Option<String> {
    match connection {
        Connection::Sqlite(_) => None,
        Connection::Postgres(link) => {
            let shown: (String,) = sqlx::query_as("show enable_nestloop").fetch_one(&mut **link).await.expect("shown");
            Some(shown.0)
        }
    }
}
