//! Items that come one after the other: nothing is seen before it is reached, nothing changes once it was left.

use crate::harness::{Answer, Attempt, Candidate, Engine, Options, TestApp, bank};
use crate::journeys;
use minhchung::domain::assessment::definition::Assessment;
use minhchung::domain::assessment::review::ReviewPolicy;
use minhchung::domain::assessment::way::Navigation;
use minhchung::formats::bank::read_folder;
use serde_json::{Value, json};
use std::path::Path;

journeys![
    what_was_not_reached_is_in_no_byte,
    a_picture_is_shown_once_its_item_is_reached,
    an_item_that_was_left_keeps_what_was_stored,
    a_blank_is_left_only_when_that_is_confirmed,
    a_step_sent_twice_or_from_two_windows_is_one_step,
    plain_forms_go_through_the_whole_form,
    nothing_moves_after_the_end_or_for_a_stranger,
    a_free_form_stays_as_it_was,
];

async fn app(engine: Engine) -> TestApp {
    let linear = Assessment { navigation: Navigation::Linear, review: ReviewPolicy::AfterSubmit, ..bank::assessment() };
    TestApp::with(engine, Options { assessments: vec![linear], ..Options::default() }).await
}

async fn next(candidate: &Candidate<'_>, id: &str, body: Value) -> Answer {
    Answer::of(candidate.request("POST", &format!("/api/v1/attempts/{id}/next")).json(&body)).await
}

/// The ids of the items on the form, in its order, from the table: `cau-003`.
async fn form(app: &TestApp, id: &str) -> Vec<String> {
    let form = app.database.value(&format!("select form from attempt where id = '{id}'")).await;
    let places: Vec<Value> = serde_json::from_str(&form).expect("a form");
    places.iter().map(|place| place["item"].as_str().expect("an id").to_owned()).collect()
}

async fn reached(app: &TestApp, id: &str) -> String {
    app.database.value(&format!("select coalesce(cast(reached as text), 'null') from attempt where id = '{id}'")).await
}

fn leads_to(answer: &Answer, path: &str) {
    assert_eq!((answer.status, answer.header("location")), (303, path), "{}", answer.text());
}

async fn what_was_not_reached_is_in_no_byte(engine: Engine) {
    let app = app(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let attempt = candidate.starts().await;
    let (id, items) = (attempt.id(), form(&app, attempt.id()).await);
    assert_eq!(
        (&attempt.0["navigation"], &attempt.0["reached"], &attempt.0["total"]),
        (&json!("linear"), &json!(1), &json!(6))
    );
    for here in 1..=6_usize {
        for path in ["", "?view=all", "?item=6", "?item=1", "/submit", "/next"] {
            let page = candidate.page(&format!("/attempts/{id}{path}")).await.text();
            let shown: Vec<bool> = items.iter().map(|item| page.contains(&format!("Câu hỏi {item}?"))).collect();
            // On the page the open item alone; to ask about an item takes no text of it.
            let is_sheet = !["/submit", "/next"].contains(&path);
            let wanted: Vec<bool> = (1..=6).map(|number| is_sheet && number == here).collect();
            assert_eq!(shown, wanted, "{path} at {here}");
        }
        let read = candidate.get(&format!("/api/v1/attempts/{id}")).await;
        let shown: Vec<bool> = items.iter().map(|item| read.text().contains(&format!("Câu hỏi {item}?"))).collect();
        assert_eq!(shown, (1..=6).map(|number| number <= here).collect::<Vec<_>>());
        assert_eq!(read.json()["items"].as_array().map(Vec::len), Some(here));
        if here < 6 {
            // Neither its type nor that it exists is told.
            for response in [json!({ "choice": ["a"] }), json!({ "number": "7" }), json!({ "choice": ["nowhere"] })] {
                let body = json!({ "revision": 0, "response": response });
                assert_eq!(candidate.save_body(id, here as i64 + 1, &body).await.problem().0, 404);
            }
            assert_eq!(
                next(&candidate, id, json!({ "from": here + 1, "blank": true })).await.problem(),
                (409, "item-not-reached".into())
            );
            next(&candidate, id, json!({ "from": here, "blank": true })).await.expect(200);
        }
    }
    // Handed in half way: the review has what was seen.
    candidate.submit(id).await.expect(200);
    let second = candidate.starts().await;
    candidate.save(second.id(), 1, 0, &["a"]).await.expect(200);
    next(&candidate, second.id(), json!({ "from": 1 })).await.expect(200);
    candidate.submit(second.id()).await.expect(200);
    let items = form(&app, second.id()).await;
    let result = candidate.result(second.id()).await;
    assert_eq!(result["review"].as_array().map(Vec::len), Some(2));
    assert_eq!(result["score"]["possible"], 6.0);
    let page = candidate.page(&format!("/attempts/{}/result", second.id())).await.text();
    assert!(page.contains(&format!("Câu hỏi {}?", items[1])) && !page.contains(&format!("Câu hỏi {}?", items[2])));
    assert_eq!(candidate.reads(second.id()).await.items().len(), 2);
}

async fn a_picture_is_shown_once_its_item_is_reached(engine: Engine) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("question_banks/getting-started");
    let read = read_folder(&folder).expect("a good bank");
    let linear = Assessment { navigation: Navigation::Linear, ..read.assessment.expect("an assessment") };
    let with_picture: Vec<String> =
        read.bank.items.iter().filter(|item| item.face.picture.is_some()).map(|item| item.face.id.clone()).collect();
    let code = linear.code.clone();
    let app = TestApp::with(engine, Options { bank: read.bank, assessments: vec![linear], ..Options::default() }).await;
    let candidate = app.candidate("Bùi Thị Mơ").await;
    let start = candidate.request("POST", &format!("/api/v1/assessments/{code}/attempts"));
    let attempt = Attempt(Answer::of(start).await.expect(201));
    let id = attempt.id();
    let place = form(&app, id).await.iter().position(|item| with_picture.contains(item)).expect("on the form") + 1;
    let picture = format!("/attempts/{id}/pictures/{place}");
    for from in 1..place {
        assert_eq!(candidate.get(&picture).await.status, 404);
        next(&candidate, id, json!({ "from": from, "blank": true })).await.expect(200);
    }
    assert_eq!(candidate.get(&picture).await.status, 200);
}

async fn an_item_that_was_left_keeps_what_was_stored(engine: Engine) {
    let app = app(engine).await;
    let candidate = app.candidate("Trần Đức Ưng").await;
    let attempt = candidate.starts().await;
    let id = attempt.id();
    candidate.save(id, 1, 0, &["a"]).await.expect(200);
    next(&candidate, id, json!({ "from": 1 })).await.expect(200);
    // The acknowledgement was lost: sent again it is acknowledged again.
    assert_eq!(candidate.save(id, 1, 0, &["a"]).await.expect(200)["revision"], 1);
    for (revision, choice) in [(1, "b"), (0, "b"), (5, "a")] {
        let late = candidate.save(id, 1, revision, &[choice]).await;
        assert_eq!(late.problem(), (409, "item-left".into()));
        assert_eq!(late.json()["stored"]["response"], json!({ "choice": ["a"] }));
        assert_eq!(late.json()["stored"]["revision"], 1);
    }
    let misfit = candidate.save_body(id, 1, &json!({ "revision": 1, "response": { "number": "7" } })).await;
    assert_eq!(misfit.problem(), (409, "item-left".into()));
    let sent = candidate.form(&format!("/attempts/{id}/items/1"), &[("choice", "b"), ("revision", "1")]).await;
    leads_to(&sent, &format!("/attempts/{id}?notice=left"));
    assert!(candidate.page(sent.header("location")).await.text().contains("Bài đã sang câu khác"));
    let stored = app.database.value(&format!("select response from response where attempt_id = '{id}'")).await;
    assert_eq!(stored, json!({ "choice": ["a"] }).to_string());
    candidate.submit(id).await.expect(200);
    assert_eq!(candidate.save(id, 1, 1, &["b"]).await.problem(), (409, "attempt-closed".into()));
}

async fn a_blank_is_left_only_when_that_is_confirmed(engine: Engine) {
    let app = app(engine).await;
    let candidate = app.candidate("Lê Văn Sĩ").await;
    let attempt = candidate.starts().await;
    let id = attempt.id();
    assert_eq!(next(&candidate, id, json!({ "from": 1 })).await.problem(), (409, "item-blank".into()));
    candidate.save(id, 1, 0, &["a"]).await.expect(200);
    candidate.save(id, 1, 1, &[]).await.expect(200);
    assert_eq!(next(&candidate, id, json!({ "from": 1, "blank": false })).await.problem(), (409, "item-blank".into()));
    assert_eq!(reached(&app, id).await, "1");
    let moved = next(&candidate, id, json!({ "from": 1, "blank": true })).await.expect(200);
    assert_eq!((&moved["reached"], moved["items"].as_array().map(Vec::len)), (&json!(2), Some(2)));
    for body in [json!({}), json!({ "from": "1" }), json!({ "from": 1.5 }), json!({ "from": 1, "to": 6 })] {
        assert!([400, 422].contains(&next(&candidate, id, body).await.problem().0));
    }
    for from in [0, -1, 3, 7, i64::MAX] {
        let refused = next(&candidate, id, json!({ "from": from, "blank": true })).await;
        assert_eq!(refused.problem(), (409, "item-not-reached".into()), "{from}");
    }
}

async fn a_step_sent_twice_or_from_two_windows_is_one_step(engine: Engine) {
    let app = app(engine).await;
    let candidate = app.candidate("Phạm Hoà").await;
    let other = candidate.elsewhere().await;
    let attempt = candidate.starts().await;
    let id = attempt.id();
    for from in 1..=5_i64 {
        let steps = (0..8).map(|number| {
            let window = if number % 2 == 0 { &candidate } else { &other };
            next(window, id, json!({ "from": from, "blank": true }))
        });
        for answer in futures_util::future::join_all(steps).await {
            assert_eq!(answer.expect(200)["reached"], json!(from + 1));
        }
    }
    // Much later: nothing goes back, and the last item has no next one.
    assert_eq!(next(&other, id, json!({ "from": 2 })).await.expect(200)["reached"], 6);
    assert_eq!(next(&other, id, json!({ "from": 6, "blank": true })).await.problem(), (409, "last-item".into()));
    // Saves and steps at once: what was acknowledged is what counts.
    let second = app.candidate("Vũ Thị Hạnh").await;
    let attempt = second.starts().await;
    let id = attempt.id();
    for number in 1..=5_i64 {
        let (saved, moved) = futures_util::future::join(
            second.save(id, number, 0, &["a"]),
            next(&second, id, json!({ "from": number, "blank": true })),
        )
        .await;
        moved.expect(200);
        let sql = format!("select count(*) from response where attempt_id = '{id}' and number = {number}");
        let rows = app.database.value(&format!("select cast(({sql}) as text)")).await;
        assert_eq!(rows, if saved.status == 200 { "1" } else { "0" });
        assert!(saved.status == 200 || saved.problem() == (409, "item-left".into()));
    }
}

async fn plain_forms_go_through_the_whole_form(engine: Engine) {
    let app = app(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let before = candidate.page(&format!("/assessments/{}", bank::CODE)).await.text();
    assert!(before.contains("không quay lại câu trước được") && !before.contains("Được đổi câu trả lời"));
    let attempt = candidate.starts().await;
    let id = attempt.id().to_owned();
    let address = format!("/attempts/{id}");
    for number in 1..=5 {
        let page = candidate.page(&address).await.text();
        assert!(page.contains(&format!("Câu {number} trên 6")) && page.contains("Lưu và sang câu sau"), "{number}");
        assert!(!page.contains("view=all") && !page.contains("id=\"previous\""));
        assert!(
            page.contains(&format!("Đã trả lời {}/6 câu", (number - 1_usize).saturating_sub(usize::from(number > 2))))
        );
        let item = format!("{address}/items/{number}");
        if number == 2 {
            let blank = candidate.form(&item, &[("revision", "0"), ("goto", "next")]).await;
            leads_to(&blank, &format!("{address}/next"));
            assert!(candidate.page(blank.header("location")).await.text().contains("Câu 2 đang để trống"));
            // Not confirmed: nothing moves.
            leads_to(&candidate.form(&format!("{address}/next"), &[("from", "2")]).await, &format!("{address}/next"));
            assert_eq!(reached(&app, &id).await, "2");
            leads_to(&candidate.form(&format!("{address}/next"), &[("from", "2"), ("blank", "yes")]).await, &address);
            // Pressed twice.
            leads_to(&candidate.form(&format!("{address}/next"), &[("from", "2"), ("blank", "yes")]).await, &address);
            continue;
        }
        let read = Attempt(candidate.reads(&id).await.0);
        let choices: &[(&str, &str)] = &[("choice", "a"), ("choice", "c")];
        let is_multiple = read.items()[number - 1]["type"] == "multiple_choice";
        let choices = if is_multiple { choices } else { &choices[..1] };
        let sent = candidate.form(&item, &[choices, &[("revision", "0"), ("goto", "next")]].concat()).await;
        leads_to(&sent, &address);
    }
    let summary = candidate.page(&format!("{address}/submit")).await.text();
    assert!(summary.contains("Câu 6 chưa có câu trả lời") && !summary.contains("?item=2"), "{summary}");
    leads_to(&candidate.page(&format!("{address}/next")).await, &format!("{address}/submit"));
    assert!(!candidate.page(&address).await.text().contains("Lưu và sang câu sau"));
    leads_to(&candidate.form(&format!("{address}/submit"), &[]).await, &format!("{address}/result"));
    assert_eq!(candidate.result(&id).await["score"], json!({ "earned": 4.0, "possible": 6.0, "percent": 66.67 }));
    leads_to(&candidate.page(&address).await, &format!("{address}/result"));
}

async fn nothing_moves_after_the_end_or_for_a_stranger(engine: Engine) {
    let app = app(engine).await;
    let candidate = app.candidate("Đỗ Thị Lành").await;
    let stranger = app.candidate("Lò Văn Páo").await;
    let attempt = candidate.starts().await;
    let id = attempt.id();
    let body = json!({ "from": 1, "blank": true });
    assert_eq!(next(&stranger, id, body.clone()).await.problem().0, 404);
    assert_eq!(stranger.form(&format!("/attempts/{id}/next"), &[("from", "1"), ("blank", "yes")]).await.status, 404);
    assert_eq!(stranger.page(&format!("/attempts/{id}/next")).await.status, 404);
    assert_eq!(
        app.request("POST", &format!("/api/v1/attempts/{id}/next"))
            .json(&body)
            .send()
            .await
            .expect("an answer")
            .status(),
        401
    );
    app.wait(bank::LIMIT + bank::GRACE + 1);
    assert_eq!(next(&candidate, id, body.clone()).await.problem(), (409, "attempt-closed".into()));
    candidate.submit(id).await.expect(200);
    assert_eq!(next(&candidate, id, body).await.problem(), (409, "attempt-closed".into()));
    assert_eq!(reached(&app, id).await, "1");
}

async fn a_free_form_stays_as_it_was(engine: Engine) {
    let app = TestApp::start(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let attempt = candidate.starts().await;
    let id = attempt.id();
    assert_eq!(reached(&app, id).await, "null");
    for name in ["navigation", "reached", "total"] {
        assert!(attempt.0.get(name).is_none(), "{name}");
    }
    let stored = app.database.value("select definition from assessment_version").await;
    assert!(!stored.contains("navigation"));
    assert_eq!(next(&candidate, id, json!({ "from": 1, "blank": true })).await.problem(), (409, "not-linear".into()));
    leads_to(&candidate.page(&format!("/attempts/{id}/next")).await, &format!("/attempts/{id}"));
    for number in [6, 1, 3] {
        candidate.save(id, number, 0, &["a"]).await.expect(200);
    }
}
