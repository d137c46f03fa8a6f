//! Doing the same thing again does nothing new.

use crate::harness::{Answer, Candidate, Engine, TestApp, bank};
use crate::journeys;
use serde_json::json;

journeys![
    a_request_with_the_same_key_gets_the_same_answer,
    a_key_that_comes_with_another_request_is_refused,
    a_key_belongs_to_its_person,
    parallel_requests_with_one_key_do_one_thing,
    a_save_sent_three_times_is_one_revision,
    a_recorded_sitting_replayed_in_any_order_changes_nothing,
];

fn start(candidate: &Candidate<'_>, key: &str, body: &'static str) -> reqwest::RequestBuilder {
    let path = format!("/api/v1/assessments/{}/attempts", bank::CODE);
    candidate
        .request("POST", &path)
        .header("idempotency-key", key)
        .header("content-type", "application/json")
        .body(body)
}

async fn a_request_with_the_same_key_gets_the_same_answer(engine: Engine) {
    let app = TestApp::start(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let first = Answer::of(start(&candidate, "k-1", r#"{"language":"en"}"#)).await;
    let again = Answer::of(start(&candidate, "k-1", r#"{"language":"en"}"#)).await;
    assert_eq!((first.status, again.status), (201, 201), "the answer says the same both times");
    assert_eq!(first.json(), again.json());
    assert_eq!(first.json()["language"], "en");
    let id = first.json()["id"].as_str().expect("an id").to_owned();
    let submit =
        || candidate.request("POST", &format!("/api/v1/attempts/{id}/submit")).header("idempotency-key", "k-2");
    let (first, again) = (Answer::of(submit()).await, Answer::of(submit()).await);
    assert_eq!(first.expect(200), again.expect(200));
    // Failed, and a new sitting is open to them: the old key still speaks of the old one.
    assert_eq!(Answer::of(start(&candidate, "k-1", r#"{"language":"en"}"#)).await.json()["id"], id.as_str());
    assert_eq!(app.database.number("select count(*) from attempt").await, 1);
}

async fn a_key_that_comes_with_another_request_is_refused(engine: Engine) {
    let app = TestApp::start(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let attempt = Answer::of(start(&candidate, "k-1", "")).await.expect(201);
    let other_body = Answer::of(start(&candidate, "k-1", r#"{"language":"en"}"#)).await;
    assert_eq!(other_body.problem(), (422, "idempotency-key-reused".into()));
    let path = format!("/api/v1/attempts/{}/submit", attempt["id"].as_str().expect("an id"));
    let other_path = Answer::of(candidate.request("POST", &path).header("idempotency-key", "k-1")).await;
    assert_eq!(other_path.problem(), (422, "idempotency-key-reused".into()));
    assert_eq!(app.database.value("select state from attempt").await, "in_progress");
    for bad in ["", &"x".repeat(201)] {
        assert_eq!(Answer::of(start(&candidate, bad, "")).await.problem(), (400, "malformed".into()), "{bad:?}");
    }
}

async fn a_key_belongs_to_its_person(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (one, other) = (app.candidate("Nguyễn Thị Ánh").await, app.candidate("Trần Đức Ưng").await);
    let own = Answer::of(start(&one, "1", "")).await.expect(201);
    let others = Answer::of(start(&other, "1", "")).await.expect(201);
    assert_ne!(own["id"], others["id"], "somebody else's key tells nothing");
}

async fn parallel_requests_with_one_key_do_one_thing(engine: Engine) {
    let app = TestApp::start(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let answers = futures_util::future::join_all((0..20).map(|_| Answer::of(start(&candidate, "k", "")))).await;
    let first = answers[0].json()["id"].clone();
    for answer in answers {
        assert!([200, 201].contains(&answer.status), "{}", answer.text());
        assert_eq!(answer.json()["id"], first);
    }
    assert_eq!(app.database.number("select count(*) from attempt").await, 1);
}

async fn a_save_sent_three_times_is_one_revision(engine: Engine) {
    let app = TestApp::start(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let attempt = candidate.starts().await;
    let first = candidate.save(attempt.id(), 1, 0, &["a"]).await.expect(200);
    for _ in 0..2 {
        app.wait(1);
        assert_eq!(candidate.save(attempt.id(), 1, 0, &["a"]).await.expect(200), first, "the same acknowledgement");
    }
    assert_eq!(candidate.reads(attempt.id()).await.items()[0]["revision"], 1);
    // Also when all three are on their way at the same time.
    let saves = (0..3).map(|_| candidate.save(attempt.id(), 2, 0, &["b"]));
    for answer in futures_util::future::join_all(saves).await {
        assert_eq!(answer.expect(200)["revision"], 1);
    }
    assert_eq!(candidate.reads(attempt.id()).await.items()[1]["revision"], 1);
}

/// What a third party would be given of everything that happened, table by table.
async fn export(app: &TestApp) -> Vec<Vec<Vec<Option<String>>>> {
    let mut tables = Vec::new();
    for sql in [
        "select id, number, state, language, seed, form, started_at, deadline, accepts_until, closed_at, outcome, earned,
                possible from attempt order by id",
        "select * from response order by attempt_id, number",
        "select person_id, key, request_hash, answer, created_at from idempotency order by person_id, key",
        "select kind, subject, created_at, done_at, last_error from outbox order by subject",
        "select * from certificate order by id",
        "select * from audit order by sequence",
        "select * from counter where name <> 'health' order by name",
    ] {
        tables.push(app.database.rows(sql).await);
    }
    tables
}

async fn a_recorded_sitting_replayed_in_any_order_changes_nothing(engine: Engine) {
    let app = TestApp::start(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let failing = app.candidate("Trần Đức Ưng").await;
    let mut recorded = Vec::new();
    for (who, right) in [(&candidate, true), (&failing, false)] {
        let key = format!("start-{}", who.login);
        let attempt = Answer::of(start(who, &key, "")).await.expect(201);
        recorded.push(start(who, &key, ""));
        let id = attempt["id"].as_str().expect("an id");
        for item in attempt["items"].as_array().expect("items") {
            let path = format!("/api/v1/attempts/{id}/responses/{}", item["number"]);
            for (revision, choice) in [(0, "b"), (1, if right { "a" } else { "d" })] {
                let body = json!({ "revision": revision, "response": { "choice": [choice] } });
                Answer::of(who.request("PUT", &path).json(&body)).await.expect(200);
                recorded.push(who.request("PUT", &path).json(&body));
            }
        }
        let path = format!("/api/v1/attempts/{id}/submit");
        let submit = || who.request("POST", &path).header("idempotency-key", "submit");
        let result = Answer::of(submit()).await.expect(200);
        assert_eq!(result["outcome"], if right { "passed" } else { "failed" });
        recorded.push(submit());
        if right {
            candidate.certificate_of(id).await;
        }
    }
    let before = export(&app).await;
    let mut replay: Vec<_> =
        (0..3).flat_map(|_| recorded.iter().map(|request| request.try_clone().expect("a body in memory"))).collect();
    for last in (1..replay.len()).rev() {
        replay.swap(last, minhchung::chance::below(last as u32 + 1) as usize);
    }
    app.wait(1);
    for requests in replay.chunks_mut(8) {
        let answers = requests.iter().map(|request| Answer::of(request.try_clone().expect("a body in memory")));
        for answer in futures_util::future::join_all(answers).await {
            assert!([200, 201, 409].contains(&answer.status), "{} {}", answer.status, answer.text());
        }
    }
    assert_eq!(export(&app).await, before);
}
