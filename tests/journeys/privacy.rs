//! What a candidate must not learn: the key, and anything of anybody else.

use crate::harness::{Answer, Candidate, Engine, Options, TestApp, Workers, bank};
use crate::journeys;
use minhchung::domain::assessment::definition::Assessment;
use minhchung::domain::assessment::review::ReviewPolicy;
use serde_json::json;

journeys![
    banks_that_differ_only_in_the_key_look_the_same_to_a_candidate,
    the_review_comes_when_it_is_released_and_not_before,
    what_belongs_to_somebody_else_answers_like_nothing,
    a_certificate_that_is_not_issued_yet_answers_like_none,
    identity_numbers_are_stored_only_as_keyed_hash,
];

async fn app_with_key(engine: Engine, right: &str) -> TestApp {
    let options = Options { workers: Workers::OnCall, bank: bank::bank_with_key(right), ..Options::default() };
    TestApp::with(engine, options).await
}

/// Everything a candidate is told before the review, with the attempt's random id taken out.
async fn everything_told(candidate: &Candidate<'_>, form: Option<&str>) -> (Vec<(u16, String)>, String) {
    let app = candidate.app;
    let attempt = candidate.starts().await;
    let id = attempt.id().to_owned();
    if let Some(form) = form {
        app.database.run(&format!("update attempt set form = '{form}'")).await;
    }
    let form = app.database.value("select form from attempt").await;
    let place = |number: i64| format!("/api/v1/attempts/{id}/responses/{number}");
    let wrong = json!({ "revision": 0, "response": { "choice": ["z"] } });
    let save = |choice: &'static str| json!({ "revision": 0, "response": { "choice": [choice] } });
    let answers = [
        candidate.get("/api/v1/assessments").await,
        candidate.start().await,
        candidate.get(&format!("/api/v1/attempts/{id}")).await,
        Answer::of(candidate.request("PUT", &place(1)).json(&wrong)).await,
        Answer::of(candidate.request("PUT", &place(1)).json(&save("a"))).await,
        Answer::of(candidate.request("PUT", &place(2)).json(&save("b"))).await,
        Answer::of(candidate.request("PUT", &place(2)).json(&save("c"))).await,
        candidate.get(&format!("/api/v1/attempts/{id}")).await,
        candidate.get(&format!("/api/v1/attempts/{id}/result")).await,
    ];
    (answers.iter().map(|answer| (answer.status, answer.text().replace(&id, "ID"))).collect(), form)
}

async fn banks_that_differ_only_in_the_key_look_the_same_to_a_candidate(engine: Engine) {
    let (one, other) = (app_with_key(engine, "a").await, app_with_key(engine, "d").await);
    let (told, form) = everything_told(&one.candidate("Nguyễn Thị Ánh").await, None).await;
    // The draw is by chance; the second sitting gets the first one's form.
    let (told_by_other, _) = everything_told(&other.candidate("Nguyễn Thị Ánh").await, Some(&form)).await;
    assert_eq!(told, told_by_other);
    let all = told.iter().map(|(_, text)| text.as_str()).collect::<String>();
    for secret in ["correct", "rationale", "\"key\"", "legal_basis", "đúng", "level", "points", "partial"] {
        assert!(!all.contains(secret), "`{secret}` is told to a candidate");
    }
}

async fn the_review_comes_when_it_is_released_and_not_before(engine: Engine) {
    let closes = crate::harness::beginning().plus(std::time::Duration::from_secs(600));
    for (review, at_once, after_close) in [
        (ReviewPolicy::AfterSubmit, true, true),
        (ReviewPolicy::AfterClose, false, true),
        (ReviewPolicy::Never, false, false),
    ] {
        let assessment = Assessment { review, closes_at: Some(closes), ..bank::assessment() };
        let app = TestApp::with(engine, Options { assessments: vec![assessment], ..Options::default() }).await;
        let candidate = app.candidate("Nguyễn Thị Ánh").await;
        let attempt = candidate.starts().await;
        let submitted = candidate.submit(attempt.id()).await.expect(200);
        assert_eq!(submitted.get("review").is_some(), at_once, "{review:?}");
        assert_eq!(submitted.to_string().contains("Vì a đúng"), at_once, "{review:?}");
        // While a save of the last minute may be on its way, others still sit.
        app.wait(599 + bank::GRACE);
        assert_eq!(candidate.result(attempt.id()).await.get("review").is_some(), at_once, "{review:?}");
        app.wait(1);
        let result = candidate.result(attempt.id()).await;
        assert_eq!(result.get("review").is_some(), after_close, "{review:?}");
        if after_close {
            assert_eq!(result["review"].as_array().expect("items").len() as i64, bank::ITEMS);
        }
    }
}

/// Status, body and headers, without the date and with the id taken out.
fn alike(answer: &Answer, id: &str) -> String {
    let mut headers = answer.headers.clone();
    headers.remove("date");
    let mut named: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value:?}")).collect();
    named.sort();
    format!("{} {} {named:?}", answer.status, answer.text()).replace(id, "ID")
}

async fn what_belongs_to_somebody_else_answers_like_nothing(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (owner, stranger) = (app.candidate("Nguyễn Thị Ánh").await, app.candidate("Trần Đức Ưng").await);
    let submitted = owner.starts().await.id().to_owned();
    owner.submit(&submitted).await.expect(200);
    let open = owner.starts().await.id().to_owned();
    owner.save(&open, 1, 0, &["a"]).await.expect(200);
    let missing = minhchung::domain::identifier::AttemptId::from_bytes([1; 16]).as_str().to_owned();
    let before = app.database.rows("select * from response").await;
    let save = |revision: i64, choice: &str| json!({ "revision": revision, "response": { "choice": [choice] } });
    let requests: Vec<(&str, &str, Option<serde_json::Value>)> = vec![
        ("GET", "", None),
        ("GET", "/result", None),
        ("POST", "/submit", None),
        ("PUT", "/responses/1", Some(save(0, "a"))),
        ("PUT", "/responses/1", Some(save(1, "b"))),
        ("PUT", "/responses/1", Some(save(0, "no such option"))),
        ("PUT", "/responses/1", Some(save(-1, "a"))),
        ("PUT", "/responses/1", Some(json!({}))),
        ("PUT", "/responses/99", Some(save(0, "a"))),
        ("PUT", "/responses/x", Some(save(0, "a"))),
        ("DELETE", "", None),
    ];
    for asker in [&stranger, &app.administrator().await] {
        for (method, rest, body) in &requests {
            let mut answers = Vec::new();
            for id in [&missing, &submitted, &open] {
                let request = asker.request(method, &format!("/api/v1/attempts/{id}{rest}"));
                let request = if let Some(body) = body { request.json(body) } else { request };
                let answer = Answer::of(request).await;
                assert!((400..500).contains(&answer.status), "{method} {rest}: {}", answer.text());
                answers.push(alike(&answer, id));
            }
            assert_eq!(answers[0], answers[1], "{method} {rest}");
            assert_eq!(answers[0], answers[2], "{method} {rest}");
        }
    }
    assert_eq!(app.database.rows("select * from response").await, before);
    assert_eq!(owner.reads(&open).await.0["state"], "in_progress");
    assert!(!stranger.get("/api/v1/assessments").await.text().contains(&open));
}

async fn a_certificate_that_is_not_issued_yet_answers_like_none(engine: Engine) {
    use crate::harness::faults::Fault;
    let app = TestApp::without_workers(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    candidate.passes().await;
    let fault = Fault { table: "certificate", event: "update", when: "new.state = 'issued'" };
    app.database.break_writes(engine, fault).await;
    drop(minhchung::flows::certification::issue_certificates::issue_certificates(&app.service).await);
    let prepared = app.database.value("select id from certificate where state = 'prepared'").await;
    let missing = minhchung::domain::identifier::CertificateId::from_bytes([1; 16]).to_string();
    for path in ["/api/v1/certificates/ID", "/certificates/ID.pdf", "/certificates/ID.json"] {
        let of_prepared = app.get(&path.replace("ID", &prepared)).await;
        let of_missing = app.get(&path.replace("ID", &missing)).await;
        assert_eq!(alike(&of_prepared, &prepared), alike(&of_missing, &missing), "{path}");
        assert_eq!(of_prepared.status, 404);
    }
}

async fn identity_numbers_are_stored_only_as_keyed_hash(engine: Engine) {
    let app = TestApp::start(engine).await;
    let number = "075190004321";
    let roster = format!(
        "mã nhân viên,họ và tên,đơn vị,số định danh,ngày sinh\nCB-7,Nguyễn Thị Ánh,Sở Y tế,{number},05/11/1990\n"
    );
    let secret = app.import_roster(&roster).await.pop().expect("somebody new").secret;
    let candidate = Candidate::log_in(&app, "CB-7".into(), secret.clone(), "Nguyễn Thị Ánh").await;
    let code = candidate.earns_a_certificate().await;
    let tables = [
        "counter",
        "unit",
        "unit_name",
        "person",
        "session",
        "bank_revision",
        "item",
        "assessment",
        "attempt",
        "response",
        "idempotency",
        "outbox",
        "certificate",
        "revocation",
        "audit",
    ];
    for table in tables {
        let rows = format!("{:?}", app.database.rows(&format!("select * from {table}")).await);
        assert!(!rows.contains(number), "the identity number is in {table}");
        assert!(!rows.contains(&secret), "the secret is in {table}");
        assert!(!rows.contains(&candidate.token), "the session's token is in {table}");
    }
    assert_eq!(app.database.number("select length(identity_hash) from person where login = 'CB-7'").await, 64);
    assert_eq!(app.database.value("select identity_tail from person where login = 'CB-7'").await, "321");
    // Nor does anything public say more than the certificate.
    let public = app.get(&format!("/api/v1/certificates/{code}")).await.text();
    for private in [number, "321", "1990", "CB-7"] {
        assert!(!public.contains(private), "{private} is public");
    }
    let pdf = String::from_utf8_lossy(&app.pdf(&code).await).into_owned();
    assert!(!pdf.contains(number));
}
