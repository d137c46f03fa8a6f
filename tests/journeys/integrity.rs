//! Authors do not sit what they wrote, and answers that agree beyond chance are told, with their limits.

use crate::harness::{Candidate, Engine, Options, TestApp, bank};
use crate::journeys;
use minhchung::domain::assessment::bank::Bank;
use minhchung::domain::assessment::definition::Assessment;
use minhchung::flows::assessment::import_bank::import_bank;
use serde_json::json;

journeys![
    an_author_cannot_sit_their_own_bank_whatever_a_later_revision_says,
    whoever_copies_is_told_as_a_reason_to_look,
    nothing_is_told_of_a_few,
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
