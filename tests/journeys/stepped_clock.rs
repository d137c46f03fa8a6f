//! Somebody moves the server's clock while people sit: nobody loses time or answers by it, and nothing begins or is
//! issued by a time in doubt.

use crate::harness::{Engine, TestApp, bank, until};
use crate::journeys;
use minhchung::flows::assessment::close_overdue_attempts::close_overdue_attempts;
use minhchung::flows::certification::issue_certificates::issue_certificates;
use serde_json::Value;

journeys![
    a_clock_set_forward_closes_no_attempt_and_starts_none,
    a_clock_set_back_gives_nobody_more_time,
    certificates_wait_until_the_clock_is_back,
    small_corrections_of_the_clock_stop_nothing,
];

/// Far more than an attempt's time.
const HOURS: i64 = 5 * 3_600;

fn clock_check(health: &Value) -> &Value {
    health["checks"].as_array().expect("checks").iter().find(|check| check["name"] == "clock").expect("`clock`")
}

/// Waits until readiness, which is remembered for a second, has this status.
async fn readiness(app: &TestApp, status: u16) -> Value {
    until("readiness to change", || async {
        let answer = app.get("/health/ready").await;
        (answer.status == status).then(|| answer.json())
    })
    .await
}

async fn a_clock_set_forward_closes_no_attempt_and_starts_none(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (candidate, other) = (app.candidate("Nguyễn Thị Ánh").await, app.candidate("Trần Đức Ưng").await);
    let attempt = candidate.starts().await;
    let id = attempt.id();
    candidate.save(id, 1, 0, &["a"]).await.expect(200);
    assert_eq!(clock_check(&readiness(&app, 200).await)["ok"], true);

    app.clock.step_by(HOURS);
    let health = readiness(&app, 503).await;
    assert_eq!(clock_check(&health)["reason"], "the machine's clock was stepped by +18000.0 s");
    assert_eq!(close_overdue_attempts(&app.service).await.expect("swept"), 0);
    let saved = candidate.save(id, 1, 1, &["b"]).await.expect(200);
    assert!(saved["saved_at"].as_str().expect("a time").starts_with("2026-12-01T02:00"), "{saved}");
    assert_eq!(candidate.start().await.expect(200)["id"], id, "an open attempt is resumed");

    let refused = other.start().await;
    assert_eq!(refused.problem(), (503, "clock-stepped".into()));
    assert!(refused.header("retry-after").parse::<u64>().is_ok_and(|seconds| seconds > 0));
    let page = other.form(&format!("/assessments/{}/attempts", bank::CODE), &[("ready", "yes")]).await;
    assert_eq!(page.status, 503);
    assert!(page.text().contains("Tạm thời chưa bắt đầu được bài mới"), "{}", page.text());
    assert_eq!(app.database.number("select count(*) from attempt").await, 1);

    // Time goes on as it was trusted before: the last second of the attempt still counts, and no more.
    app.wait(bank::LIMIT + bank::GRACE);
    candidate.save(id, 1, 2, &["a"]).await.expect(200);
    app.wait(1);
    assert_eq!(candidate.save(id, 1, 3, &["b"]).await.problem(), (409, "attempt-closed".into()));
    assert_eq!(close_overdue_attempts(&app.service).await.expect("swept"), 0, "nothing is closed for good");

    app.clock.step_by(-HOURS);
    assert_eq!(clock_check(&readiness(&app, 200).await)["reason"], Value::Null);
    other.start().await.expect(201);
    until("the overdue attempt to close", || async {
        (candidate.reads(id).await.0["state"] == "submitted").then_some(())
    })
    .await;
}

async fn a_clock_set_back_gives_nobody_more_time(engine: Engine) {
    let app = TestApp::without_workers(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let attempt = candidate.starts().await;
    let id = attempt.id();
    app.clock.step_by(-HOURS);
    app.wait(bank::LIMIT + bank::GRACE);
    candidate.save(id, 1, 0, &["a"]).await.expect(200);
    app.wait(1);
    assert_eq!(candidate.save(id, 1, 1, &["b"]).await.problem(), (409, "attempt-closed".into()));
    assert_eq!(app.candidate("Trần Đức Ưng").await.start().await.problem(), (503, "clock-stepped".into()));
}

async fn certificates_wait_until_the_clock_is_back(engine: Engine) {
    let app = TestApp::without_workers(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let attempt = candidate.starts().await;
    candidate.answers_everything_right(&attempt).await;
    for step in [HOURS, -2 * HOURS] {
        app.clock.step_by(step);
        assert_eq!(candidate.submit(attempt.id()).await.expect(200)["outcome"], "passed");
        assert_eq!(issue_certificates(&app.service).await.expect("a round").issued, 0);
        assert_eq!(app.database.number("select count(*) from certificate").await, 0, "no number is taken");
        assert_eq!(app.database.number("select max(tries) from outbox").await, 0, "nothing was refused");
    }
    app.clock.step_by(HOURS);
    assert_eq!(issue_certificates(&app.service).await.expect("a round").issued, 1);
    let code = candidate.certificate_of(attempt.id()).await;
    assert_eq!(app.verdict_on_code(&code).await["verdict"], "genuine");
}

async fn small_corrections_of_the_clock_stop_nothing(engine: Engine) {
    let app = TestApp::without_workers(engine).await;
    for _ in 0..3 {
        app.clock.step_by(2);
        app.candidate("Nguyễn Thị Ánh").await.start().await.expect(201);
    }
    readiness(&app, 200).await;
    app.clock.step_by(3);
    readiness(&app, 503).await;
}
