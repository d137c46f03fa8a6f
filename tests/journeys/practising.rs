//! Practice tells at once and issues nothing; a review shows what its table says, when it says so.

use crate::harness::{Answer, Candidate, Engine, Options, TestApp, bank};
use crate::journeys;
use minhchung::domain::assessment::definition::Assessment;
use minhchung::domain::assessment::review::{ReviewPolicy, ReviewTable, Shown};
use minhchung::flows::assessment::import_bank::import_bank;
use serde_json::{Value, json};
use std::time::Duration;

journeys![
    practice_tells_at_once_and_what_was_checked_stands,
    practice_tells_as_much_as_its_table_says,
    nothing_is_checked_where_it_counts,
    plain_forms_check_too,
    a_review_shows_what_its_table_says_when_it_says_so,
    a_review_waits_for_whoever_still_sits,
    a_definition_that_closed_since_does_not_hold_a_free_review_back,
];

const RESPONSE: Shown = Shown { response: true, ..Shown::NOTHING };
const RIGHT: Shown = Shown { right_answer: true, ..Shown::NOTHING };
const MARKS: Shown = Shown { marks: true, ..Shown::NOTHING };

async fn app(engine: Engine, assessment: Assessment) -> TestApp {
    TestApp::with(engine, Options { assessments: vec![assessment], ..Options::default() }).await
}

fn practice() -> Assessment {
    Assessment { practice: true, certificate: None, ..bank::assessment() }
}

async fn check(candidate: &Candidate<'_>, id: &str, number: i64) -> Answer {
    Answer::of(candidate.request("POST", &format!("/api/v1/attempts/{id}/responses/{number}/check"))).await
}

/// The number of the first item with one right option.
fn single(items: &[Value]) -> i64 {
    let found = items.iter().find(|item| item["type"] == "single_choice").expect("such an item");
    found["number"].as_i64().expect("a number")
}

async fn practice_tells_at_once_and_what_was_checked_stands(engine: Engine) {
    let app = app(engine, practice()).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let attempt = candidate.starts().await;
    let (id, number) = (attempt.id(), single(attempt.items()));
    assert!(!candidate.page(&format!("/attempts/{id}?view=all")).await.text().contains("Vì a đúng"));
    assert_eq!(check(&candidate, id, number).await.problem(), (409, "item-blank".into()));
    candidate.save(id, number, 0, &["b"]).await.expect(200);
    let told = check(&candidate, id, number).await.expect(200);
    assert_eq!((&told["chosen"], &told["correct"], &told["earned"]), (&json!(["b"]), &json!(["a"]), &json!(0.0)));
    assert_eq!(told["rationale"], "Vì a đúng.");
    // Checked again it tells the same; saved again it stands.
    assert_eq!(check(&candidate, id, number).await.expect(200), told);
    assert_eq!(candidate.save(id, number, 1, &["a"]).await.problem(), (409, "item-checked".into()));
    let read = candidate.reads(id).await;
    let item = &read.items()[usize::try_from(number - 1).expect("a place")];
    assert_eq!((&item["checked"], &item["response"]), (&json!(true), &json!({ "choice": ["b"] })));
    let page = candidate.page(&format!("/attempts/{id}?item={number}")).await.text();
    assert!(page.contains("Vì a đúng") && page.contains(&format!("id=\"feedback-{number}\"")), "{page}");
    assert_eq!(page.matches("Vì a đúng").count(), 1, "of no other item");
    for other in attempt.items().iter().map(|item| item["number"].as_i64().expect("a number")).filter(|n| *n != number)
    {
        candidate.save(id, other, 0, &["a"]).await.expect(200);
    }
    candidate.submit(id).await.expect(200);
    assert_eq!(check(&candidate, id, number).await.problem(), (409, "attempt-closed".into()));
    assert_eq!(app.database.number("select count(*) from outbox").await, 0, "nothing is issued");
}

async fn practice_tells_as_much_as_its_table_says(engine: Engine) {
    let review = ReviewPolicy::ByTime(ReviewTable { during: MARKS, ..ReviewTable::default() });
    let app = app(engine, Assessment { review, ..practice() }).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let attempt = candidate.starts().await;
    let (id, number) = (attempt.id(), single(attempt.items()));
    candidate.save(id, number, 0, &["b"]).await.expect(200);
    let told = check(&candidate, id, number).await;
    let text = told.text();
    assert_eq!(told.expect(200), json!({ "number": number, "earned": 0.0, "possible": 1.0, "ruling": null }));
    let page = candidate.page(&format!("/attempts/{id}?item={number}")).await.text();
    for secret in ["Vì a đúng", "Nguyên tắc chung", "Đáp án đúng"] {
        assert!(!text.contains(secret) && !page.contains(secret), "{secret}");
    }
}

async fn nothing_is_checked_where_it_counts(engine: Engine) {
    let app = app(engine, bank::assessment()).await;
    let (candidate, stranger) = (app.candidate("Nguyễn Thị Ánh").await, app.candidate("Trần Đức Ưng").await);
    let attempt = candidate.starts().await;
    candidate.save(attempt.id(), 1, 0, &["b"]).await.expect(200);
    assert_eq!(check(&candidate, attempt.id(), 1).await.problem(), (409, "no-practice".into()));
    assert_eq!(check(&stranger, attempt.id(), 1).await.problem().0, 404);
    candidate.save(attempt.id(), 1, 1, &["a"]).await.expect(200);
    assert!(!candidate.page(&format!("/attempts/{}?item=1", attempt.id())).await.text().contains("data-check"));
}

async fn plain_forms_check_too(engine: Engine) {
    let app = app(engine, practice()).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let before = candidate.page(&format!("/assessments/{}", bank::CODE)).await.text();
    assert!(before.contains("Đây là bài luyện tập"), "{before}");
    let attempt = candidate.starts().await;
    let (id, number) = (attempt.id(), single(attempt.items()));
    let address = format!("/attempts/{id}/items/{number}");
    let blank = candidate.form(&address, &[("shape", "choice"), ("revision", "0"), ("goto", "check")]).await;
    assert_eq!(blank.header("location"), format!("/attempts/{id}?item={number}&notice=check-blank"));
    assert!(candidate.page(blank.header("location")).await.text().contains("Hãy trả lời trước khi kiểm tra"));
    let form = [("shape", "choice"), ("revision", "0"), ("choice", "a"), ("goto", "check")];
    let told = candidate.form(&address, &form).await;
    assert_eq!(told.header("location"), format!("/attempts/{id}?item={number}#feedback-{number}"), "{}", told.text());
    let page = candidate.page(&format!("/attempts/{id}?item={number}")).await.text();
    assert!(page.contains("Bạn chọn, đúng") && page.contains("<fieldset disabled"), "{page}");
    let again = [("shape", "choice"), ("revision", "1"), ("choice", "b"), ("goto", "2")];
    let refused = candidate.form(&address, &again).await;
    assert_eq!(refused.header("location"), format!("/attempts/{id}?item={number}&notice=checked"));
}

fn by_time(closes: u64) -> Assessment {
    let table = ReviewTable { during: Shown::NOTHING, just_after: RESPONSE, later: MARKS, after_close: RIGHT };
    let closes = crate::harness::beginning().plus(Duration::from_secs(closes));
    Assessment { review: ReviewPolicy::ByTime(table), closes_at: Some(closes), ..bank::assessment() }
}

async fn a_review_shows_what_its_table_says_when_it_says_so(engine: Engine) {
    let app = app(engine, by_time(4 * 3_600)).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let attempt = candidate.starts().await;
    let (id, number) = (attempt.id(), single(attempt.items()));
    candidate.save(id, number, 0, &["b"]).await.expect(200);
    candidate.submit(id).await.expect(200);
    let place = usize::try_from(number - 1).expect("a place");
    let seen = |wait: u64| {
        app.wait(wait);
        let (candidate, id) = (candidate.clone(), id.to_owned());
        async move {
            let item = candidate.result(&id).await["review"][place].clone();
            (item, candidate.page(&format!("/attempts/{id}/result")).await.text())
        }
    };
    let (item, page) = seen(0).await;
    assert_eq!(item, json!({ "number": number, "chosen": ["b"], "response": { "choice": ["b"] }, "ruling": null }));
    assert!(page.contains("Bạn chọn") && !page.contains("Bạn chọn, chưa đúng") && !page.contains("Vì a đúng"));
    let (item, page) = seen(1_800).await;
    assert_eq!(item, json!({ "number": number, "earned": 0.0, "possible": 1.0, "ruling": null }));
    assert!(page.contains("is-bad\">Sai") && !page.contains("Đáp án đúng"), "{page}");
    let (item, page) = seen(4 * 3_600).await;
    assert_eq!(item["correct"], json!(["a"]));
    assert!(item.get("chosen").is_none() && item.get("earned").is_none() && item.get("rationale").is_none());
    assert!(page.contains("Đáp án đúng") && !page.contains("Vì a đúng"));
}

async fn a_definition_that_closed_since_does_not_hold_a_free_review_back(engine: Engine) {
    let open = Assessment { review: ReviewPolicy::AfterSubmit, ..bank::assessment() };
    let app = app(engine, open).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let attempt = candidate.starts().await;
    candidate.submit(attempt.id()).await.expect(200);
    let closes = crate::harness::beginning().plus(Duration::from_secs(60));
    let later = Assessment { review: ReviewPolicy::AfterClose, closes_at: Some(closes), ..bank::assessment() };
    import_bank(&app.service, &bank::bank(), Some(&later), "test").await.expect("imported");
    assert!(candidate.result(attempt.id()).await.get("review").is_none(), "held back while others sit");
    app.wait(60 + bank::GRACE + 1);
    assert!(candidate.result(attempt.id()).await.get("review").is_some());
}

async fn a_review_waits_for_whoever_still_sits(engine: Engine) {
    let app = app(engine, Assessment { review: ReviewPolicy::AfterClose, ..by_time(3_600) }).await;
    let (candidate, other) = (app.candidate("Nguyễn Thị Ánh").await, app.candidate("Trần Đức Ưng").await);
    let (attempt, held) = (candidate.starts().await, other.starts().await);
    candidate.submit(attempt.id()).await.expect(200);
    app.run(&["assessment", "supervise", "pause", bank::CODE, "--reason", "Mất điện."]).await.fine();
    app.wait(2 * 3_600);
    assert!(candidate.result(attempt.id()).await.get("review").is_none(), "somebody still sits");
    app.run(&["assessment", "supervise", "resume", bank::CODE]).await.fine();
    other.submit(held.id()).await.expect(200);
    assert!(candidate.result(attempt.id()).await.get("review").is_some());
}
