//! Sections: each has its own time, everything within is open, and there is no way back.

use crate::harness::{Answer, Candidate, Engine, Options, TestApp, bank};
use crate::journeys;
use minhchung::domain::assessment::definition::Assessment;
use minhchung::domain::assessment::section::Section;
use serde_json::{Value, json};

journeys![
    a_section_is_free_within_and_closed_once_it_was_left,
    each_section_has_its_own_time_from_when_it_is_opened,
    the_whole_deadline_holds_all_the_same,
    a_pause_and_extra_time_hold_for_sections_too,
    plain_forms_go_through_all_sections,
];

/// Four items of the first section in five minutes, two of the second in ten; twenty for all.
fn assessment() -> Assessment {
    let section = |title: (&str, &str), minutes: u32, competency: &str| Section {
        title: bank::both(title.0, title.1),
        time_limit_s: minutes * 60,
        competencies: vec![competency.to_owned()],
    };
    let sections =
        vec![section(("Kiến thức", "Knowledge"), 5, "alpha"), section(("Tình huống", "Scenarios"), 10, "beta")];
    Assessment { sections, ..bank::assessment() }
}

async fn app(engine: Engine) -> TestApp {
    TestApp::with(engine, Options { assessments: vec![assessment()], ..Options::default() }).await
}

async fn next(candidate: &Candidate<'_>, id: &str, body: Value) -> Answer {
    Answer::of(candidate.request("POST", &format!("/api/v1/attempts/{id}/next")).json(&body)).await
}

async fn a_section_is_free_within_and_closed_once_it_was_left(engine: Engine) {
    let app = app(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let attempt = candidate.starts().await;
    let id = attempt.id();
    assert_eq!((&attempt.0["navigation"], &attempt.0["total"]), (&json!("sections"), &json!(6)));
    assert_eq!((&attempt.0["section"]["title"], &attempt.0["section"]["count"]), (&json!("Kiến thức"), &json!(2)));
    assert_eq!(attempt.items().len(), 4);
    // In any order, and changed again.
    for (number, revision, choice) in [(3, 0, "a"), (1, 0, "b"), (1, 1, "a"), (4, 0, "a")] {
        candidate.save(id, number, revision, &[choice]).await.expect(200);
    }
    assert_eq!(candidate.save(id, 5, 0, &["a", "c"]).await.problem().0, 404, "not even told");
    assert_eq!(next(&candidate, id, json!({ "from": 1 })).await.problem(), (409, "item-blank".into()));
    let second = next(&candidate, id, json!({ "from": 1, "blank": true })).await.expect(200);
    assert_eq!((&second["section"]["number"], &second["reached"]), (&json!(2), &json!(5)));
    assert_eq!(next(&candidate, id, json!({ "from": 2, "blank": true })).await.expect(200)["reached"], 5, "taken once");
    for number in 1..=4 {
        assert_eq!(candidate.save(id, number, 1, &["b"]).await.problem(), (409, "item-left".into()));
    }
    candidate.save(id, 6, 0, &["a", "c"]).await.expect(200);
    candidate.save(id, 5, 0, &["a", "c"]).await.expect(200);
    assert_eq!(next(&candidate, id, json!({ "from": 5 })).await.problem(), (409, "last-item".into()));
    let result = candidate.submit(id).await.expect(200);
    assert_eq!(result["score"]["earned"], 5.0);
}

async fn each_section_has_its_own_time_from_when_it_is_opened(engine: Engine) {
    let app = app(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let attempt = candidate.starts().await;
    let id = attempt.id();
    app.wait(299 + bank::GRACE);
    candidate.save(id, 1, 0, &["a"]).await.expect(200);
    app.wait(2);
    assert_eq!(candidate.save(id, 1, 1, &["b"]).await.problem(), (409, "item-left".into()));
    let page = candidate.page(&format!("/attempts/{id}")).await;
    assert_eq!((page.status, page.header("location")), (303, &*format!("/attempts/{id}/next")));
    let asked = candidate.page(&format!("/attempts/{id}/next")).await.text();
    assert!(asked.contains("Hết giờ phần 1") && asked.contains("Mở phần sau"), "{asked}");
    // The network was away: the next section's time begins only now. What was blank needs no confirmation any more.
    app.wait(120);
    next(&candidate, id, json!({ "from": 1 })).await.expect(200);
    app.wait(600);
    candidate.save(id, 5, 0, &["a", "c"]).await.expect(200);
    app.wait(bank::GRACE + 1);
    assert_eq!(candidate.save(id, 5, 1, &["a"]).await.problem(), (409, "item-left".into()));
    candidate.submit(id).await.expect(200);
}

async fn the_whole_deadline_holds_all_the_same(engine: Engine) {
    let app = app(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let attempt = candidate.starts().await;
    app.wait(1_000);
    let second = next(&candidate, attempt.id(), json!({ "from": 1, "blank": true })).await.expect(200);
    assert_eq!(second["section"]["deadline"], second["deadline"], "200 seconds are left, not ten minutes");
    app.wait(200 + bank::GRACE + 1);
    assert_eq!(candidate.save(attempt.id(), 5, 0, &["a"]).await.problem(), (409, "attempt-closed".into()));
    assert_eq!(next(&candidate, attempt.id(), json!({ "from": 5 })).await.problem(), (409, "attempt-closed".into()));
}

async fn a_pause_and_extra_time_hold_for_sections_too(engine: Engine) {
    let app = app(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let granted = ["people", "accommodation", "grant", &candidate.login, "--extra-time", "100", "--reason", "Mắt kém."];
    app.run(&granted).await.fine();
    let attempt = candidate.starts().await;
    app.wait(400);
    let (supervisor, page) = (app.administrator().await, format!("/admin/assessments/{}/supervision", bank::CODE));
    assert_eq!(supervisor.form(&page, &[("pause", "all"), ("reason", "Mất điện.")]).await.status, 303);
    app.wait(3_600);
    assert_eq!(supervisor.form(&page, &[("resume", "all")]).await.status, 303);
    // Ten minutes instead of five, of which 400 seconds are gone.
    app.wait(199);
    candidate.save(attempt.id(), 1, 0, &["a"]).await.expect(200);
    app.wait(2 + bank::GRACE);
    assert_eq!(candidate.save(attempt.id(), 1, 1, &["b"]).await.problem(), (409, "item-left".into()));
}

async fn plain_forms_go_through_all_sections(engine: Engine) {
    let app = app(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let before = candidate.page(&format!("/assessments/{}", bank::CODE)).await.text();
    assert!(before.contains("Kiến thức (5 phút), Tình huống (10 phút)"), "{before}");
    let attempt = candidate.starts().await;
    let address = format!("/attempts/{}", attempt.id());
    let page = candidate.page(&format!("{address}?item=4")).await.text();
    assert!(page.contains("Phần 1 trên 2: Kiến thức") && page.contains("Sang phần sau"), "{page}");
    let form = [("shape", "choice"), ("revision", "0"), ("choice", "a"), ("goto", "next")];
    let asked = candidate.form(&format!("{address}/items/4"), &form).await;
    assert_eq!(asked.header("location"), format!("{address}/next"));
    let page = candidate.page(&format!("{address}/next")).await.text();
    assert!(page.contains("Kết thúc phần 1?") && page.contains("Còn 3 câu"), "{page}");
    let gone = candidate.form(&format!("{address}/next"), &[("from", "1"), ("blank", "yes")]).await;
    assert_eq!(gone.header("location"), address);
    let page = candidate.page(&address).await.text();
    assert!(page.contains("Phần 2 trên 2: Tình huống") && page.contains("Nộp bài"), "{page}");
    assert!(!page.contains("id=\"item-4\"") && page.contains("id=\"item-5\"") && page.contains("id=\"item-6\""));
}
