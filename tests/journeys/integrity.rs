//! Authors do not sit what they wrote, and answers that agree beyond chance are told, with their limits.

use crate::harness::faults::Fault;
use crate::harness::{Answer, Candidate, Engine, Options, TestApp, bank};
use crate::journeys;
use minhchung::domain::assessment::bank::Bank;
use minhchung::domain::assessment::definition::Assessment;
use minhchung::flows::assessment::import_bank::import_bank;
use serde_json::json;

journeys![
    an_author_cannot_sit_their_own_bank_whatever_a_later_revision_says,
    whoever_copies_is_told_as_a_reason_to_look,
    nothing_is_told_of_a_few,
    an_attempt_is_taken_over_with_a_notice,
    a_page_opens_though_nobody_can_note_down_whose_it_is,
    leaving_the_page_is_recorded_only_where_the_assessment_says_so,
];

async fn an_author_cannot_sit_their_own_bank_whatever_a_later_revision_says(engine: Engine) {
    let written = Bank { authors: vec!["QUANTRI".into()], ..bank::bank() };
    let options = Options { bank: written, assessments: vec![bank::assessment()], ..Options::default() };
    let app = TestApp::with(engine, options).await;
    let (author, other) = (app.administrator().await, app.administrator_named("QT-02", "Phan Thị Hòa").await);
    assert_eq!(author.start().await.problem(), (409, "author-cannot-sit".into()));
    let page = author.page(&format!("/assessments/{}", bank::CODE)).await.text();
    assert!(page.contains("những người soạn bộ câu hỏi này") && !page.contains("name=\"ready\""), "{page}");
    let form = [("ready", "yes"), ("language", "vi")];
    assert_eq!(author.form(&format!("/assessments/{}/attempts", bank::CODE), &form).await.status, 409);
    let attempt = other.starts().await;
    other.submit(attempt.id()).await.expect(200);
    // A later revision names nobody; who wrote the earlier one still knows most of it.
    import_bank(
        &app.service,
        &Bank { authors: Vec::new(), ..bank::bank_with_key("b") },
        Some(&bank::assessment()),
        "test",
    )
    .await
    .expect("imported");
    assert_eq!(author.start().await.problem(), (409, "author-cannot-sit".into()));
    let exported = app.folder.path().join("exported");
    let out = exported.display().to_string();
    app.run(&["bank", "export", "bank-thu-nghiem", "--out", &out]).await.fine();
    let written = std::fs::read_to_string(exported.join("bank.toml")).expect("a file");
    assert!(written.contains("authors = [\"QUANTRI\"]"), "{written}");
}

const PEOPLE: usize = 31;

async fn many(engine: Engine) -> TestApp {
    let bank = Bank { items: (1..=24).map(|number| bank::item(number, "a")).collect(), ..bank::bank() };
    let mut assessment: Assessment = bank::assessment();
    // Everybody has all items.
    (assessment.blueprint.rules[0].count, assessment.blueprint.rules[1].count) = (6, 18);
    TestApp::with(engine, Options { bank, assessments: vec![assessment], ..Options::default() }).await
}

/// Answers wrongly, each item by what `chosen` says of its id.
async fn answers_wrongly(candidate: &Candidate<'_>, chosen: impl Fn(usize) -> &'static str) {
    let attempt = candidate.starts().await;
    for item in attempt.items() {
        let stem = item["stem"].as_str().expect("a stem");
        let number: usize = stem.trim_start_matches("Câu hỏi cau-").trim_end_matches('?').parse().expect("a number");
        let place = item["number"].as_i64().expect("a number");
        candidate.save(attempt.id(), place, 0, &[chosen(number)]).await.expect(200);
    }
    candidate.submit(attempt.id()).await.expect(200);
}

/// A number that looks like chance and is the same in every run.
fn scattered(person: usize, number: usize) -> usize {
    let mixed = (person as u64 * 1_000_003 + number as u64 * 7_919 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    ((mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 40) as usize
}

async fn whoever_copies_is_told_as_a_reason_to_look(engine: Engine) {
    let app = many(engine).await;
    let wrong = |person: usize| move |number: usize| ["b", "c", "d"][scattered(person, number) % 3];
    for person in 0..PEOPLE {
        let name = match person {
            3 => "Trần Đức Ưng",
            30 => "Đặng Thị Trang",
            _ => "Nguyễn Văn Bình",
        };
        let candidate = app.candidate(name).await;
        // The last one has sat beside the fourth.
        answers_wrongly(&candidate, wrong(if person == PEOPLE - 1 { 3 } else { person })).await;
    }
    let administrator = app.administrator().await;
    let address = format!("/admin/assessments/{}/similarity", bank::CODE);
    let page = administrator.page(&address).await.text();
    assert!(
        page.contains("Trần Đức Ưng<") && page.contains("Đặng Thị Trang<") && !page.contains("Nguyễn Văn Bình<"),
        "{page}"
    );
    assert!(page.contains("không phải bằng chứng gian lận"), "with its limits");
    let listed = administrator.page(&format!("{address}.csv")).await.text();
    let row = listed.lines().find(|line| line.contains("Đặng Thị Trang")).expect("the pair");
    assert!(row.contains("Trần Đức Ưng,") && row.contains(",24,24,"), "{row}");
    let told = app.run(&["--format", "json", "assessment", "similarity", bank::CODE]).await.json();
    assert_eq!((&told["attempts"], &told["pairs"]), (&json!(31), &json!(465)));
    assert_eq!(told["found"][0]["same_wrong_answer"], 24);
    assert_eq!(app.candidate("Người lạ").await.page(&address).await.status, 403);
}

async fn nothing_is_told_of_a_few(engine: Engine) {
    let app = many(engine).await;
    for _ in 0..2 {
        answers_wrongly(&app.candidate("Nguyễn Thị Ánh").await, |_| "b").await;
    }
    let administrator = app.administrator().await;
    let page = administrator.page(&format!("/admin/assessments/{}/similarity", bank::CODE)).await.text();
    assert!(page.contains("Chưa đủ bài để so") && !page.contains("Nguyễn Thị Ánh"), "{page}");
    assert_eq!(administrator.page("/admin/assessments/khong-co/similarity").await.status, 404);
}

async fn an_attempt_is_taken_over_with_a_notice(engine: Engine) {
    let app = TestApp::start(engine).await;
    let phone = app.candidate("Nguyễn Thị Ánh").await;
    let attempt = phone.starts().await;
    let (page, api) = (format!("/attempts/{}", attempt.id()), format!("/api/v1/attempts/{}", attempt.id()));
    assert!(!phone.page(&page).await.text().contains("vừa được mở ở thiết bị"));
    phone.save(attempt.id(), 1, 0, &["a"]).await.expect(200);
    assert!(phone.get(&api).await.json().get("taken_over").is_none());

    let desk = phone.elsewhere().await;
    assert!(desk.page(&page).await.text().contains("vừa được mở ở thiết bị"));
    assert!(!desk.page(&page).await.text().contains("vừa được mở ở thiết bị"), "said once");
    assert_eq!(phone.get(&api).await.json()["taken_over"], true);
    assert!(desk.get(&api).await.json().get("taken_over").is_none());
    // What the phone had on its way is not lost.
    phone.save(attempt.id(), 2, 0, &["a"]).await.expect(200);
    assert!(phone.page(&page).await.text().contains("vừa được mở ở thiết bị"), "and back");
    assert_eq!(desk.get(&api).await.json()["taken_over"], true);
    // Nothing of it is kept where the assessment does not say so.
    assert_eq!(app.database.number("select count(*) from attempt_signal").await, 0);
}

async fn a_page_opens_though_nobody_can_note_down_whose_it_is(engine: Engine) {
    let app = TestApp::start(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let attempt = candidate.starts().await;
    app.database
        .break_writes(engine, Fault { table: "attempt", event: "update", when: "new.holder is not null" })
        .await;
    let page = candidate.page(&format!("/attempts/{}", attempt.id())).await;
    assert!(page.status == 200 && page.text().contains("Câu hỏi cau-"), "{}", page.text());
}

async fn leaves(candidate: &Candidate<'_>, id: &str, body: serde_json::Value) -> Answer {
    Answer::of(candidate.request("POST", &format!("/api/v1/attempts/{id}/signals")).json(&body)).await
}

async fn leaving_the_page_is_recorded_only_where_the_assessment_says_so(engine: Engine) {
    let quiet = TestApp::start(engine).await;
    let candidate = quiet.candidate("Nguyễn Thị Ánh").await;
    let attempt = candidate.starts().await;
    let refused = leaves(&candidate, attempt.id(), json!({ "left_page_seconds": 9 })).await;
    assert_eq!(refused.problem(), (409, "no-signals".into()));
    assert!(!candidate.page(&format!("/attempts/{}", attempt.id())).await.text().contains("data-signals"));

    let watching = Assessment { signals: true, appeal_days: Some(10), ..bank::assessment() };
    let app = TestApp::with(engine, Options { assessments: vec![watching], ..Options::default() }).await;
    let (candidate, stranger) = (app.candidate("Nguyễn Thị Ánh").await, app.candidate("Trần Đức Ưng").await);
    let told = candidate.page(&format!("/assessments/{}", bank::CODE)).await.text();
    assert!(told.contains("ghi lại lúc bạn rời trang"), "told before the start");
    let attempt = candidate.starts().await;
    assert!(candidate.page(&format!("/attempts/{}", attempt.id())).await.text().contains("data-signals"));
    for seconds in [9, 31] {
        assert_eq!(leaves(&candidate, attempt.id(), json!({ "left_page_seconds": seconds })).await.status, 204);
    }
    assert_eq!(leaves(&candidate, attempt.id(), json!({ "left_page_seconds": -1 })).await.status, 422);
    assert_eq!(leaves(&stranger, attempt.id(), json!({ "left_page_seconds": 9 })).await.status, 404);
    candidate.elsewhere().await.page(&format!("/attempts/{}", attempt.id())).await;
    let administrator = app.administrator().await;
    let said = "Rời trang 2 lần, tổng 40 giây; mở ở thiết bị khác 1 lần.";
    let seen = administrator.page(&format!("/admin/assessments/{}/supervision", bank::CODE)).await.text();
    assert!(seen.contains(said) && seen.contains("không có nghĩa là gian lận"), "{seen}");
    candidate.submit(attempt.id()).await.expect(200);
    assert_eq!(leaves(&candidate, attempt.id(), json!({ "left_page_seconds": 9 })).await.status, 404, "over");
    let appeal = candidate.request("POST", &format!("/api/v1/attempts/{}/appeal", attempt.id()));
    Answer::of(appeal.json(&json!({ "reason": "Câu 1 sai." }))).await.expect(201);
    let case = administrator.page(&format!("/admin/appeals/{}", attempt.id())).await.text();
    assert!(case.contains(said) && case.contains("không có nghĩa là gian lận"), "{case}");
}
