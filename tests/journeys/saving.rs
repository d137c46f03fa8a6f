//! A response that was acknowledged is stored; a response that may not be saved changes nothing.

use crate::harness::{Answer, Engine, TestApp, bank, until};
use crate::journeys;
use serde_json::{Value, json};

journeys![
    what_was_acknowledged_is_stored,
    saves_count_until_the_grace_is_over_and_not_after,
    nothing_a_client_sends_moves_the_deadline,
    an_overdue_attempt_closes_at_its_deadline_by_itself,
    an_attempt_that_cannot_be_closed_keeps_no_other_open,
    a_submit_after_the_grace_counts_as_handed_in_at_the_deadline,
    the_window_ends_an_attempt_before_its_limit,
    a_window_admits_as_many_attempts_as_it_says,
    a_stale_tab_gets_what_is_stored,
    a_blank_of_a_stale_tab_does_not_wipe_an_answer,
    two_devices_saving_at_once_agree_on_one_response,
    nothing_changes_after_submit,
];

/// Every stored response of an attempt: place, revision, response.
async fn stored(app: &TestApp, id: &str) -> Vec<Vec<Option<String>>> {
    let sql = format!("select number, revision, response from response where attempt_id = '{id}' order by number");
    app.database.rows(&sql).await
}

async fn what_was_acknowledged_is_stored(engine: Engine) {
    let app = TestApp::start(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let attempt = candidate.starts().await;
    let saves = (1..=bank::ITEMS).map(|number| {
        let (candidate, id) = (&candidate, attempt.id());
        async move {
            for revision in 0..5 {
                let choice = ["a", "b", "c", "d"][(revision as usize + number as usize) % 4];
                let saved = candidate.save(id, number, revision, &[choice]).await.expect(200);
                assert_eq!(saved["revision"], revision + 1);
                // The acknowledgement is the commit: another connection sees it at once.
                let sql = format!("select response from response where attempt_id = '{id}' and number = {number}");
                assert_eq!(candidate.app.database.value(&sql).await, json!({ "choice": [choice] }).to_string());
            }
        }
    });
    futures_util::future::join_all(saves).await;
    assert_eq!(stored(&app, attempt.id()).await.len() as i64, bank::ITEMS);
}

async fn saves_count_until_the_grace_is_over_and_not_after(engine: Engine) {
    let app = TestApp::without_workers(engine).await;
    let candidate = app.candidate("Trần Đức Ưng").await;
    let attempt = candidate.starts().await;
    assert_eq!(attempt.0["deadline"], "2026-12-01T02:20:00Z");
    app.wait(bank::LIMIT + bank::GRACE);
    candidate.save(attempt.id(), 1, 0, &["a"]).await.expect(200);
    app.wait(1);
    let late = candidate.save(attempt.id(), 1, 1, &["b"]).await;
    assert_eq!(late.problem(), (409, "attempt-closed".into()));
    assert_eq!(late.json()["stored"]["response"], json!({ "choice": ["a"] }));
    assert_eq!(late.json()["stored"]["revision"], 1);
    let never = candidate.save(attempt.id(), 2, 0, &["b"]).await;
    assert_eq!(never.problem(), (409, "attempt-closed".into()));
    assert_eq!(never.json()["stored"], Value::Null);
    assert_eq!(stored(&app, attempt.id()).await.len(), 1);
}

async fn nothing_a_client_sends_moves_the_deadline(engine: Engine) {
    let app = TestApp::without_workers(engine).await;
    let candidate = app.candidate("H'Hen Niê").await;
    let asked = json!({ "language": "vi", "deadline": "2036-12-01T02:20:00Z" });
    let path = format!("/api/v1/assessments/{}/attempts", bank::CODE);
    let refused = Answer::of(candidate.request("POST", &path).json(&asked)).await;
    assert_eq!(refused.problem(), (422, "invalid".into()));
    let attempt = candidate.starts().await;
    app.wait(bank::LIMIT + bank::GRACE + 1);
    let place = format!("/api/v1/attempts/{}/responses/1", attempt.id());
    let save = json!({ "revision": 0, "response": { "choice": ["a"] } });
    let long_ago = "Tue, 01 Dec 2026 02:00:00 GMT";
    let with_headers = candidate
        .request("PUT", &place)
        .header("date", long_ago)
        .header("x-request-start", "0")
        .header("if-unmodified-since", long_ago)
        .json(&save);
    assert_eq!(Answer::of(with_headers).await.problem(), (409, "attempt-closed".into()));
    for field in ["arrived_at", "saved_at", "deadline", "accepts_until", "server_time"] {
        let mut body = save.clone();
        body[field] = json!("2026-12-01T02:00:00Z");
        assert_eq!(candidate.save_body(attempt.id(), 1, &body).await.problem(), (422, "invalid".into()), "{field}");
        let in_query = candidate.request("PUT", &format!("{place}?{field}=2026-12-01T02:00:00Z")).json(&save);
        assert_eq!(Answer::of(in_query).await.problem(), (409, "attempt-closed".into()), "{field}");
    }
    assert_eq!(stored(&app, attempt.id()).await, Vec::<Vec<Option<String>>>::new());
}

/// What the table says about how an attempt ended.
async fn ending(app: &TestApp, id: &str) -> Vec<Option<String>> {
    let sql = format!("select state, closed_at - deadline, by_timeout, outcome from attempt where id = '{id}'");
    let rows = app.database.rows(&sql).await;
    // SQLite gives flags as numbers.
    rows[0].iter().map(|cell| cell.clone().map(|text| text.replace("true", "1"))).collect()
}

fn ended(cells: [&str; 4]) -> Vec<Option<String>> {
    cells.map(|cell| Some(cell.to_owned())).to_vec()
}

async fn an_overdue_attempt_closes_at_its_deadline_by_itself(engine: Engine) {
    let app = TestApp::start(engine).await;
    let candidate = app.candidate("Lê An").await;
    let attempt = candidate.starts().await;
    candidate.answers_everything_right(&attempt).await;
    app.wait(bank::LIMIT + bank::GRACE + 1);
    let path = format!("/api/v1/attempts/{}/result", attempt.id());
    let result = until("the sweeper", || async {
        let answer = candidate.get(&path).await;
        (answer.status == 200).then(|| answer.json())
    })
    .await;
    assert_eq!(result["outcome"], "passed", "what was saved in time counts");
    assert_eq!((&result["by_timeout"], &result["submitted_at"]), (&json!(true), &attempt.0["deadline"]));
    assert_eq!(ending(&app, attempt.id()).await, ended(["submitted", "0", "1", "passed"]));
    candidate.certificate_of(attempt.id()).await;
}

async fn an_attempt_that_cannot_be_closed_keeps_no_other_open(engine: Engine) {
    let app = TestApp::start(engine).await;
    let broken = app.candidate("Lê An").await.starts().await;
    app.wait(1);
    let candidate = app.candidate("Đỗ Ân").await;
    let attempt = candidate.starts().await;
    candidate.save(attempt.id(), 1, 0, &["a"]).await.expect(200);
    // A form that names what its bank does not have: nobody can judge it.
    let form = format!(
        "update attempt set form = replace(form, '\"item\":\"', '\"item\":\"no-') where id = '{}'",
        broken.id()
    );
    app.database.run(&form).await;
    app.wait(bank::LIMIT + bank::GRACE + 1);
    until("the sweeper", || async {
        (ending(&app, attempt.id()).await == ended(["submitted", "0", "1", "failed"])).then_some(())
    })
    .await;
    let state = format!("select state from attempt where id = '{}'", broken.id());
    assert_eq!(app.database.value(&state).await, "in_progress");
}

async fn a_submit_after_the_grace_counts_as_handed_in_at_the_deadline(engine: Engine) {
    let app = TestApp::without_workers(engine).await;
    let candidate = app.candidate("Đỗ Ân").await;
    let attempt = candidate.starts().await;
    app.wait(bank::LIMIT + bank::GRACE + 1);
    let result = candidate.submit(attempt.id()).await.expect(200);
    assert_eq!(result["by_timeout"], true);
    assert_eq!(ending(&app, attempt.id()).await, ended(["submitted", "0", "1", "failed"]));
}

async fn the_window_ends_an_attempt_before_its_limit(engine: Engine) {
    let closes = crate::harness::beginning().plus(std::time::Duration::from_secs(600));
    let assessment =
        minhchung::domain::assessment::definition::Assessment { closes_at: Some(closes), ..bank::assessment() };
    let options = crate::harness::Options {
        workers: crate::harness::Workers::OnCall,
        assessments: vec![assessment],
        ..Default::default()
    };
    let app = TestApp::with(engine, options).await;
    let candidate = app.candidate("Phạm Dũng").await;
    let attempt = candidate.starts().await;
    assert_eq!(attempt.0["deadline"], json!(closes), "the window's end, not the full limit");
    app.wait(600 + bank::GRACE + 1);
    assert_eq!(candidate.save(attempt.id(), 1, 0, &["a"]).await.problem(), (409, "attempt-closed".into()));
    candidate.submit(attempt.id()).await.expect(200);
    assert_eq!(candidate.start().await.problem(), (409, "assessment-closed".into()));
    let latecomer = app.candidate("Lý Quảng Phước").await;
    assert_eq!(latecomer.start().await.problem(), (409, "assessment-closed".into()));
}

async fn a_window_admits_as_many_attempts_as_it_says(engine: Engine) {
    let assessment = minhchung::domain::assessment::definition::Assessment {
        attempts: Some(2),
        pause_s: 3_600,
        ..bank::assessment()
    };
    let options = crate::harness::Options { assessments: vec![assessment], ..Default::default() };
    let app = TestApp::with(engine, options).await;
    let candidate = app.candidate("Nguyễn Bá An").await;
    let first = candidate.starts().await;
    candidate.submit(first.id()).await.expect(200);
    let too_soon = candidate.start().await;
    assert_eq!(too_soon.problem(), (409, "pause-between-attempts".into()));
    assert_eq!(too_soon.json()["not_before"], "2026-12-01T03:00:00Z");
    app.wait(3_600);
    let second = candidate.starts().await;
    assert_ne!(first.id(), second.id());
    candidate.submit(second.id()).await.expect(200);
    app.wait(3_600);
    assert_eq!(candidate.start().await.problem(), (409, "no-attempts-left".into()));
    assert_eq!(candidate.get("/api/v1/assessments").await.expect(200)[0]["attempts_left"], 0);
}

async fn a_stale_tab_gets_what_is_stored(engine: Engine) {
    let app = TestApp::start(engine).await;
    let candidate = app.candidate("Nguyễn Văn An").await;
    let attempt = candidate.starts().await;
    candidate.save(attempt.id(), 1, 0, &["a"]).await.expect(200);
    candidate.save(attempt.id(), 1, 1, &["b"]).await.expect(200);
    for stale in [0, 1, 3, 1_000] {
        let refused = candidate.save(attempt.id(), 1, stale, &["c"]).await;
        assert_eq!(refused.problem(), (409, "stale-revision".into()), "revision {stale}");
        assert_eq!(refused.json()["stored"]["revision"], 2);
        assert_eq!(refused.json()["stored"]["response"], json!({ "choice": ["b"] }));
    }
    // A revision that never was is stale, too, where nothing is stored.
    assert_eq!(candidate.save(attempt.id(), 2, 4, &["c"]).await.problem(), (409, "stale-revision".into()));
    assert_eq!(candidate.reads(attempt.id()).await.items()[0]["response"]["choice"], json!(["b"]));
}

async fn a_blank_of_a_stale_tab_does_not_wipe_an_answer(engine: Engine) {
    let app = TestApp::start(engine).await;
    let candidate = app.candidate("Trần Văn Đạt").await;
    let attempt = candidate.starts().await;
    candidate.save(attempt.id(), 1, 0, &["a"]).await.expect(200);
    let blank = candidate.save(attempt.id(), 1, 0, &[]).await;
    assert_eq!(blank.problem(), (409, "stale-revision".into()));
    assert_eq!(candidate.reads(attempt.id()).await.items()[0]["response"]["choice"], json!(["a"]));
    // Who has seen the answer may take it back.
    candidate.save(attempt.id(), 1, 1, &[]).await.expect(200);
    assert_eq!(candidate.reads(attempt.id()).await.items()[0]["response"]["choice"], json!([]));
}

async fn two_devices_saving_at_once_agree_on_one_response(engine: Engine) {
    let app = TestApp::start(engine).await;
    let phone = app.candidate("Nguyễn Thị Ánh").await;
    let office = phone.elsewhere().await;
    let attempt = phone.starts().await;
    for revision in 0..12 {
        let (one, other) =
            tokio::join!(phone.save(attempt.id(), 1, revision, &["a"]), office.save(attempt.id(), 1, revision, &["b"]));
        let mut statuses = [one.status, other.status];
        statuses.sort();
        assert_eq!(statuses, [200, 409], "one is acknowledged, the other learns of it");
        let (winner, loser) = if one.status == 200 { ("a", other) } else { ("b", one) };
        assert_eq!(loser.json()["stored"]["response"], json!({ "choice": [winner] }));
        assert_eq!(loser.json()["stored"]["revision"], revision + 1);
    }
}

async fn nothing_changes_after_submit(engine: Engine) {
    let app = TestApp::start(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let attempt = candidate.starts().await;
    candidate.save(attempt.id(), 1, 0, &["b"]).await.expect(200);
    let first = candidate.submit(attempt.id()).await.expect(200);
    let before = stored(&app, attempt.id()).await;
    for (number, revision) in [(1, 1), (1, 0), (2, 0)] {
        let refused = candidate.save(attempt.id(), number, revision, &["a"]).await;
        assert_eq!(refused.problem(), (409, "attempt-closed".into()));
    }
    app.wait(5);
    assert_eq!(candidate.submit(attempt.id()).await.expect(200), first, "submitting again changes nothing");
    assert_eq!(stored(&app, attempt.id()).await, before);
    assert_eq!(candidate.reads(attempt.id()).await.0["state"], "submitted");
}
