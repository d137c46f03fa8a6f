//! Coming in, staying in, and going out.

use crate::harness::{Answer, Candidate, Engine, TestApp, bank};
use crate::journeys;
use minhchung::flows::people::import_people::renew_secret;
use minhchung::flows::people::log_in::csrf_token;
use serde_json::json;

journeys![
    a_wrong_secret_and_a_missing_account_answer_alike,
    too_many_tries_wait_and_nobody_is_locked_out,
    logging_out_ends_the_session_at_once,
    a_session_ends_by_itself,
    a_new_secret_ends_the_old_sessions,
    a_cookie_alone_writes_nothing,
    another_sites_page_writes_nothing,
];

async fn try_log_in(app: &TestApp, login: &str, secret: &str) -> Answer {
    let body = json!({ "login": login, "secret": secret });
    Answer::of(app.request("POST", "/api/v1/session").json(&body)).await
}

async fn a_wrong_secret_and_a_missing_account_answer_alike(engine: Engine) {
    let app = TestApp::start(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let wrong = try_log_in(&app, &candidate.login, "AAAAA-BBBBB").await;
    let missing = try_log_in(&app, "CB-9999", "AAAAA-BBBBB").await;
    assert_eq!(wrong.problem(), (401, "wrong-credentials".into()));
    assert_eq!(wrong.bytes, missing.bytes);
    assert_eq!(wrong.status, missing.status);
    assert!(wrong.headers.get("set-cookie").is_none());
    // The code is typed as it comes: case, spaces and hyphens do not matter.
    let sloppy = candidate.secret.to_lowercase().replace('-', " ");
    try_log_in(&app, &format!(" {} ", candidate.login.to_lowercase()), &sloppy).await.expect(200);
}

async fn too_many_tries_wait_and_nobody_is_locked_out(engine: Engine) {
    let app = TestApp::start(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    for login in [candidate.login.as_str(), "CB-9999"] {
        for _ in 0..10 {
            assert_eq!(try_log_in(&app, login, "wrong").await.status, 401);
        }
        let waits = try_log_in(&app, login, "wrong").await;
        assert_eq!(waits.problem(), (429, "too-many-tries".into()), "{login}");
        let seconds: u64 = waits.header("retry-after").parse().expect("seconds");
        assert!((1..=60).contains(&seconds));
    }
    // Who is in stays in, others come in, and after a minute the account does, too.
    candidate.get("/api/v1/assessments").await.expect(200);
    let other = app.candidate("Trần Đức Ưng").await;
    try_log_in(&app, &other.login, &other.secret).await.expect(200);
    app.wait(60);
    try_log_in(&app, &candidate.login, &candidate.secret).await.expect(200);
}

async fn logging_out_ends_the_session_at_once(engine: Engine) {
    let app = TestApp::start(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let elsewhere = candidate.elsewhere().await;
    let attempt = candidate.starts().await;
    let out = Answer::of(candidate.request("DELETE", "/api/v1/session")).await;
    assert_eq!(out.status, 204);
    assert!(out.header("set-cookie").contains("Max-Age=0"), "{}", out.header("set-cookie"));
    for answer in [
        candidate.get("/api/v1/assessments").await,
        candidate.get(&format!("/api/v1/attempts/{}", attempt.id())).await,
        candidate.save(attempt.id(), 1, 0, &["a"]).await,
        candidate.submit(attempt.id()).await,
        candidate.start().await,
        Answer::of(candidate.request("DELETE", "/api/v1/session")).await,
    ] {
        assert_eq!(answer.problem(), (401, "not-logged-in".into()));
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
    elsewhere.save(attempt.id(), 1, 0, &["a"]).await.expect(200);
}

async fn a_session_ends_by_itself(engine: Engine) {
    let app = TestApp::start(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    app.wait(12 * 3_600 - 1);
    candidate.get("/api/v1/assessments").await.expect(200);
    let attempt = candidate.starts().await;
    app.wait(1);
    assert_eq!(candidate.get("/api/v1/assessments").await.problem().0, 401);
    assert_eq!(candidate.save(attempt.id(), 1, 0, &["a"]).await.problem().0, 401);
}

async fn a_new_secret_ends_the_old_sessions(engine: Engine) {
    let app = TestApp::start(engine).await;
    let before = app.administrator().await;
    let renewed = renew_secret(&app.service, &before.login).await.expect("the store answers").expect("somebody");
    let after = Candidate::log_in(&app, renewed.login, renewed.secret, &renewed.full_name).await;
    assert_eq!(before.get("/api/v1/assessments").await.problem().0, 401);
    after.get("/api/v1/assessments").await.expect(200);
    assert_eq!(try_log_in(&app, &before.login, &before.secret).await.status, 401);
}

async fn a_cookie_alone_writes_nothing(engine: Engine) {
    let app = TestApp::start(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let set = try_log_in(&app, &candidate.login, &candidate.secret).await.header("set-cookie").to_owned();
    for attribute in ["__Host-session=", "Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(set.contains(attribute), "{set}");
    }
    assert!(!set.to_lowercase().contains("domain="), "{set}");
    let pair = set.split(';').next().expect("a pair").to_owned();
    let token = pair.split_once('=').expect("a pair").1.to_owned();
    let path = format!("/api/v1/assessments/{}/attempts", bank::CODE);
    let by_cookie = |method: &str, path: &str| app.request(method, path).header("cookie", &pair);
    assert_eq!(Answer::of(by_cookie("GET", "/api/v1/assessments")).await.status, 200);
    assert_eq!(Answer::of(by_cookie("POST", &path)).await.problem(), (403, "cross-site".into()));
    let wrong = by_cookie("POST", &path).header("x-csrf", csrf_token("another session"));
    assert_eq!(Answer::of(wrong).await.problem(), (403, "cross-site".into()));
    assert_eq!(Answer::of(by_cookie("DELETE", "/api/v1/session")).await.problem(), (403, "cross-site".into()));
    assert_eq!(app.database.number("select count(*) from attempt").await, 0);
    let attempt = Answer::of(by_cookie("POST", &path).header("x-csrf", csrf_token(&token))).await.expect(201);
    let id = attempt["id"].as_str().expect("an id");
    let save = json!({ "revision": 0, "response": { "choice": ["a"] } });
    let place = format!("/api/v1/attempts/{id}/responses/1");
    assert_eq!(Answer::of(by_cookie("PUT", &place).json(&save)).await.problem(), (403, "cross-site".into()));
    let submit = format!("/api/v1/attempts/{id}/submit");
    assert_eq!(Answer::of(by_cookie("POST", &submit)).await.problem(), (403, "cross-site".into()));
    Answer::of(by_cookie("PUT", &place).header("x-csrf", csrf_token(&token)).json(&save)).await.expect(200);
}

async fn another_sites_page_writes_nothing(engine: Engine) {
    let app = TestApp::start(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let body = json!({ "login": candidate.login, "secret": candidate.secret });
    for (name, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")] {
        let request = app.request("POST", "/api/v1/session").header(name, value).json(&body);
        assert_eq!(Answer::of(request).await.problem(), (403, "cross-site".into()), "{name}: {value}");
    }
    for (name, value) in [("origin", crate::harness::BASE_URL), ("sec-fetch-site", "same-origin")] {
        Answer::of(app.request("POST", "/api/v1/session").header(name, value).json(&body)).await.expect(200);
    }
    // Old browsers say `null` on our own pages, which forbid the referrer: then the token decides.
    let set = try_log_in(&app, &candidate.login, &candidate.secret).await.header("set-cookie").to_owned();
    let path = format!("/api/v1/assessments/{}/attempts", bank::CODE);
    let ridden = app.request("POST", &path).header("cookie", set.split(';').next().expect("a pair"));
    assert_eq!(Answer::of(ridden.header("origin", "null")).await.problem(), (403, "cross-site".into()));
}
