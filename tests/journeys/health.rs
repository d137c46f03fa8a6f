//! Health means something, and opening the store checks what promises rest on.

use crate::harness::{Answer, Database, Engine, Options, TestApp, keys, until};
use crate::journeys;
use minhchung::formats::credential::keys as ring;
use minhchung::store::Store;
use serde_json::Value;

journeys![
    a_healthy_service_is_ready_and_says_what_it_checked,
    without_a_key_that_may_sign_the_service_is_not_ready,
    without_its_database_the_service_is_not_ready_and_says_try_again,
    late_certificates_make_the_service_unready,
    a_refused_certificate_closes_no_service,
    the_metrics_listener_counts_and_names_nobody,
    two_instances_may_open_a_new_database_at_once,
    a_database_written_with_weaker_settings_is_opened_with_ours,
];

fn check<'a>(health: &'a Value, name: &str) -> &'a Value {
    let checks = health["checks"].as_array().expect("checks");
    checks.iter().find(|check| check["name"] == name).unwrap_or_else(|| panic!("no check `{name}` in {health}"))
}

async fn a_healthy_service_is_ready_and_says_what_it_checked(engine: Engine) {
    let app = TestApp::start(engine).await;
    assert_eq!(app.get("/health/live").await.text(), "ok");
    let health = app.get("/health/ready").await.expect(200);
    assert_eq!(health["ready"], true);
    for name in ["database", "key", "files", "outbox", "clock"] {
        assert_eq!(check(&health, name)["ok"], true, "{health}");
    }
}

async fn without_a_key_that_may_sign_the_service_is_not_ready(engine: Engine) {
    let options = Options {
        configure: |config| {
            config.keys = keys::copied_to(config.data.parent().expect("a folder"));
            let kid = ring::open_public(&config.keys).expect("a ring").keys()[0].kid();
            ring::retire(&config.keys, kid, crate::harness::beginning()).expect("retired");
        },
        ..Options::default()
    };
    let app = TestApp::with(engine, options).await;
    let health = app.get("/health/ready").await.expect(503);
    assert_eq!(check(&health, "key")["reason"], "no key may sign today");
    assert_eq!(check(&health, "database")["ok"], true);
    assert_eq!(app.get("/health/live").await.status, 200, "alive all the same");
}

async fn without_its_database_the_service_is_not_ready_and_says_try_again(engine: Engine) {
    let app = TestApp::start(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let attempt = candidate.starts().await;
    candidate.save(attempt.id(), 1, 0, &["a"]).await.expect(200);
    match engine {
        Engine::Sqlite => app.service.store.close().await,
        Engine::Postgres => {
            app.database.close().await;
            let name = app.database.name();
            app.database.on_server(&format!("alter database {name} allow_connections false")).await;
            let gone = format!("select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'");
            app.database.on_server(&gone).await;
        }
    }
    let health = until("readiness to fail", || async {
        let answer = app.get("/health/ready").await;
        (answer.status == 503).then(|| answer.json())
    })
    .await;
    assert!(check(&health, "database")["reason"].is_string(), "{health}");
    let answers = [
        candidate.save(attempt.id(), 1, 1, &["b"]).await,
        candidate.get("/api/v1/assessments").await,
        candidate.submit(attempt.id()).await,
        app.get(&format!("/api/v1/certificates/{}", minhchung::domain::identifier::CertificateId::from_bytes([1; 16])))
            .await,
    ];
    for answer in answers {
        assert_eq!(answer.problem(), (503, "database-unavailable".into()), "{}", answer.text());
        assert!(answer.header("retry-after").parse::<u64>().is_ok_and(|seconds| seconds > 0));
        let text = answer.text().to_lowercase();
        for leak in ["sql", "postgres", "127.0.0.1", "pool", "journey_"] {
            assert!(!text.contains(leak), "{text}");
        }
    }
    if engine == Engine::Postgres {
        let name = app.database.name();
        app.database.on_server(&format!("alter database {name} allow_connections true")).await;
        until("recovery without a restart", || async {
            let saved = candidate.save(attempt.id(), 1, 1, &["b"]).await;
            (saved.status == 200).then_some(())
        })
        .await;
        until("readiness to be back", || async { (app.get("/health/ready").await.status == 200).then_some(()) }).await;
    }
}

async fn late_certificates_make_the_service_unready(engine: Engine) {
    let app = TestApp::without_workers(engine).await;
    app.candidate("Nguyễn Thị Ánh").await.passes().await;
    app.wait(300);
    app.get("/health/ready").await.expect(200);
    app.wait(1);
    let health = until("readiness to fail", || async {
        let answer = app.get("/health/ready").await;
        (answer.status == 503).then(|| answer.json())
    })
    .await;
    assert!(
        check(&health, "outbox")["reason"].as_str().expect("a reason").starts_with("1 certificates wait"),
        "{health}"
    );
}

async fn a_refused_certificate_closes_no_service(engine: Engine) {
    let app = TestApp::without_workers(engine).await;
    app.candidate("Nguyễn Thị Ánh").await.passes().await;
    app.database.run("update outbox set last_error = 'preflight'").await;
    app.wait(3600);
    let health = app.get("/health/ready").await.expect(200);
    assert!(check(&health, "outbox")["reason"].is_null(), "{health}");
    // What nobody has refused is still missed.
    app.candidate("Lê Văn Bình").await.passes().await;
    app.wait(301);
    until("readiness to fail", || async { (app.get("/health/ready").await.status == 503).then_some(()) }).await;
}

async fn the_metrics_listener_counts_and_names_nobody(engine: Engine) {
    let mut place = crate::binary::Installation::new(engine).await;
    let port = crate::binary::free_port();
    place.extra = format!("metrics_listen = \"127.0.0.1:{port}\"\n");
    let _serving = place.serves().await;
    let client = crate::harness::client();
    let code = minhchung::domain::identifier::CertificateId::from_bytes([1; 16]).to_string();
    Answer::of(client.get(place.url(&format!("/api/v1/certificates/{code}")))).await;
    let metrics = format!("http://127.0.0.1:{port}/metrics");
    let text = until("the gauges to be counted", || async {
        let metrics = Answer::try_of(client.get(&metrics)).await.filter(|metrics| metrics.status == 200)?;
        Some(metrics.text()).filter(|text| text.contains("minhchung_outbox_waiting"))
    })
    .await;
    assert!(text.contains("minhchung_http_requests"), "{text}");
    assert!(text.contains("route=\"/api/v1/certificates/{id}\""), "{text}");
    assert!(!text.contains(&code), "a path may name somebody's certificate");
    for gauge in [
        "minhchung_passes_without_certificate 0",
        "minhchung_certificates_without_pass 0",
        "minhchung_outbox_waiting 0",
        "minhchung_clock_step_seconds 0",
    ] {
        assert!(text.contains(gauge), "{gauge} in {text}");
    }
    let public = Answer::of(client.get(place.url("/metrics"))).await;
    assert_eq!(public.status, 404, "metrics are not for the public listener");
}

async fn two_instances_may_open_a_new_database_at_once(engine: Engine) {
    let folder = tempfile::tempdir().expect("a folder");
    let database = Database::create(engine, folder.path()).await;
    let opened = futures_util::future::join_all((0..6).map(|_| Store::open(&database.url))).await;
    for store in opened {
        store.unwrap_or_else(|error| panic!("{error}")).close().await;
    }
    let migrations = "select count(*) - count(distinct version) from _sqlx_migrations";
    assert_eq!(database.number(migrations).await, 0, "each migration ran once");
}

async fn a_database_written_with_weaker_settings_is_opened_with_ours(engine: Engine) {
    let folder = tempfile::tempdir().expect("a folder");
    let database = Database::create(engine, folder.path()).await;
    match engine {
        Engine::Sqlite => {
            database.run("pragma journal_mode = delete; pragma synchronous = off; create table old (id text)").await;
            database.close().await;
            let store = Store::open(&database.url).await.unwrap_or_else(|error| panic!("{error}"));
            store.close().await;
            let mode = Database::create(engine, folder.path()).await;
            assert_eq!(mode.value("pragma journal_mode").await, "wal");
        }
        Engine::Postgres => {
            // Weaker for the database, weaker for this very connection: refused either way.
            let name = database.name();
            database.on_server(&format!("alter database {name} set synchronous_commit = off")).await;
            let refused = Store::open(&database.url).await.expect_err("refused").to_string();
            assert!(refused.contains("synchronous_commit = off"), "{refused}");
            database.on_server(&format!("alter database {name} reset synchronous_commit")).await;
            let in_the_url = format!("{}?options=-c%20synchronous_commit%3Doff", database.url);
            let refused = Store::open(&in_the_url).await.expect_err("refused").to_string();
            assert!(refused.contains("synchronous_commit = off"), "{refused}");
            Store::open(&database.url).await.unwrap_or_else(|error| panic!("{error}")).close().await;
        }
    }
}
