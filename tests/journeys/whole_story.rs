//! From log-in to a verified certificate, and to a revoked one.

use crate::harness::faults::Fault;
use crate::harness::{Answer, Engine, TestApp, bank};
use crate::journeys;
use minhchung::domain::certification::verdict::RevocationReason;
use minhchung::flows::certification::revoke_certificate::revoke_certificate;
use serde_json::Value;

journeys![a_candidate_earns_a_certificate_that_anyone_can_check, a_revoked_certificate_says_so_at_once];

async fn a_candidate_earns_a_certificate_that_anyone_can_check(engine: Engine) {
    let app = TestApp::start(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let listed = candidate.get("/api/v1/assessments").await.expect(200);
    assert_eq!(listed[0]["code"], bank::CODE);
    assert_eq!(listed[0]["items"], bank::ITEMS);

    let attempt = candidate.starts().await;
    assert_eq!(attempt.items().len() as i64, bank::ITEMS);
    candidate.save(attempt.id(), 1, 0, &["b"]).await.expect(200);
    assert_eq!(candidate.get(&format!("/api/v1/attempts/{}/result", attempt.id())).await.problem().1, "attempt-open");

    // The phone is gone; the office machine goes on where it stopped.
    let elsewhere = candidate.elsewhere().await;
    let resumed = elsewhere.start().await.expect(200);
    assert_eq!(resumed["id"], attempt.id());
    assert_eq!(resumed["items"][0]["response"]["choice"], serde_json::json!(["b"]));
    assert_eq!(resumed["items"][0]["revision"], 1);
    for item in attempt.items() {
        let right = if item["type"] == "multiple_choice" { &["c", "a"][..] } else { &["a"][..] };
        let number = item["number"].as_i64().expect("a number");
        elsewhere.save(attempt.id(), number, i64::from(number == 1), right).await.expect(200);
    }
    let result = elsewhere.submit(attempt.id()).await.expect(200);
    assert_eq!(result["outcome"], "passed");
    assert_eq!(result["score"], serde_json::json!({ "earned": 6.0, "possible": 6.0, "percent": 100.0 }));

    let code = candidate.certificate_of(attempt.id()).await;
    let by_code = app.verdict_on_code(&code).await;
    assert_eq!(by_code["verdict"], "genuine", "{by_code}");
    assert_eq!(by_code["holder"], "Nguyễn Thị Ánh");
    assert_eq!(by_code["number"], "00001/2026/TN");
    assert_eq!(by_code["issued_on"], "2026-12-01");
    let pdf = app.pdf(&code).await;
    for verdict in [
        app.verdict_on_text(&app.qr_text(&code).await).await,
        app.verdict_on_text(&by_code["credential"].to_string()).await,
        app.verdict_on_file(pdf.clone()).await,
        app.verdict_on_file(app.get(&format!("/certificates/{code}.json")).await.bytes).await,
    ] {
        assert_eq!(verdict["verdict"], "genuine", "{verdict}");
        assert_eq!(verdict["holder"], "Nguyễn Thị Ánh");
    }
    assert_eq!(app.pdf(&code).await, pdf, "every download gives the same bytes");
    let again = candidate.start().await;
    assert_eq!(again.problem(), (409, "already-passed".into()));
}

async fn a_revoked_certificate_says_so_at_once(engine: Engine) {
    let app = TestApp::start(engine).await;
    let code = app.candidate("Trần Đức Ưng").await.earns_a_certificate().await;
    let (qr, pdf) = (app.qr_text(&code).await, app.pdf(&code).await);
    let id = code.parse().expect("a code");
    let reason = RevocationReason::IssuedInError;
    // What cannot be logged does not happen.
    let fault = Fault { table: "log_entry", event: "insert", when: "new.position >= 0" };
    app.database.break_writes(engine, fault).await;
    assert!(revoke_certificate(&app.service, id, reason, "Nhầm người", "QUANTRI").await.is_err());
    assert_eq!(app.verdict_on_code(&code).await["verdict"], "genuine");
    app.database.mend_writes(engine, fault).await;
    revoke_certificate(&app.service, id, reason, "Nhầm người dự thi 0123", "QUANTRI").await.expect("revoked");
    let by_code = app.get(&format!("/api/v1/certificates/{code}")).await;
    let answers = [by_code.expect(200), app.verdict_on_text(&qr).await, app.verdict_on_file(pdf).await];
    for verdict in answers {
        assert_eq!(verdict["verdict"], "revoked", "{verdict}");
        assert_eq!(verdict["revocation_reason"], "issued_in_error");
        assert!(!verdict.to_string().contains("0123"), "the reason's text is not public: {verdict}");
    }
    let twice = revoke_certificate(&app.service, id, reason, "Lần nữa", "QUANTRI").await;
    assert!(twice.is_err(), "a certificate is revoked once");
    assert_eq!(app.database.number("select count(*) from audit where action = 'certificate.revoke'").await, 1);
    let logged = app.database.rows("select entry from log_entry where occurrence <> 'key' order by position").await;
    let logged: Vec<Value> =
        logged.iter().map(|row| serde_json::from_str(row[0].as_ref().expect("text")).expect("JSON")).collect();
    assert_eq!(logged.iter().map(|entry| &entry["t"]).collect::<Vec<_>>(), ["issue", "revoke"]);
    assert_eq!(logged[0]["h"], logged[1]["h"], "both are about the same signed credential");
    // The API has no door through which anybody revokes.
    let attempt = Answer::of(app.request("DELETE", &format!("/api/v1/certificates/{code}"))).await;
    assert_eq!(attempt.status, 405);
}
