//! What an assessment makes of marks: deductions for wrong choices, grades, levels by competency.

use crate::harness::{Candidate, Engine, Options, TestApp, Workers, bank};
use crate::journeys;
use crate::replaying::{agrees, exported};
use minhchung::domain::assessment::deduction::WrongCosts;
use minhchung::domain::assessment::definition::Assessment;
use minhchung::domain::assessment::grade::Grade;
use minhchung::domain::assessment::proficiency::{ProficiencyLevel, ProficiencyScale};
use minhchung::domain::assessment::review::ReviewPolicy;
use minhchung::domain::assessment::scoring::CutScore;
use minhchung::domain::text::{Language, Localized};
use minhchung::flows::assessment::import_bank::import_bank;

journeys![
    a_wrong_choice_costs_what_was_told_before_the_start,
    a_pass_is_graded_and_levels_are_told_where_items_suffice,
    an_attempt_keeps_the_terms_it_began_under,
];

fn named(vi: &str, en: &str) -> Localized {
    Localized([(Language::Vi, vi.to_owned()), (Language::En, en.to_owned())].into())
}

fn cut(basis_points: u16) -> CutScore {
    CutScore::try_from(basis_points).expect("a cut")
}

/// A third for a wrong choice, grades from 60 and 90 %, levels from 0 and 50 % where there are four items.
async fn start(engine: Engine) -> TestApp {
    let options = Options { workers: Workers::OnCall, assessments: vec![assessment()], ..Options::default() };
    TestApp::with(engine, options).await
}

fn assessment() -> Assessment {
    let grade = |code: &str, title, from| Grade { code: code.to_owned(), title, from: cut(from) };
    let level = |code: &str, title, from| ProficiencyLevel { code: code.to_owned(), title, from };
    Assessment {
        review: ReviewPolicy::AfterSubmit,
        wrong_costs: WrongCosts::parse("1/3"),
        grades: vec![
            grade("gioi", named("Giỏi", "Distinction"), 9_000),
            grade("dat", named("Đạt chuẩn", "Pass"), 6_000),
        ],
        proficiency: Some(ProficiencyScale {
            fewest_items: 4,
            levels: vec![
                level("co-ban", named("Cơ bản", "Basic"), None),
                level("thanh-thao", named("Thành thạo", "Proficient"), Some(cut(5_000))),
            ],
        }),
        ..bank::assessment()
    }
}

/// Everything right, but for so many choices of one answer that are wrong, and so many left blank.
async fn sits(candidate: &Candidate<'_>, mut wrong: usize, mut blank: usize) -> String {
    let attempt = candidate.starts().await;
    for (item, number) in attempt.items().iter().zip(1..) {
        let is_multiple = item["type"] == "multiple_choice";
        let choice: &[&str] = match (is_multiple, wrong, blank) {
            (true, _, _) => &["a", "c"],
            (false, 0, 0) => &["a"],
            (false, 0, _) => {
                blank -= 1;
                continue;
            }
            (false, _, _) => {
                wrong -= 1;
                &["d"]
            }
        };
        candidate.save(attempt.id(), number, 0, choice).await.expect(200);
    }
    candidate.submit(attempt.id()).await.expect(200);
    attempt.id().to_owned()
}

async fn a_wrong_choice_costs_what_was_told_before_the_start(engine: Engine) {
    let app = start(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let before = candidate.page(&format!("/assessments/{}", bank::CODE)).await.text();
    assert!(before.contains("bị trừ 1/3 số điểm của câu. Bỏ trống không bị trừ"), "{before}");
    let offered = candidate.get("/api/v1/assessments").await.json();
    assert_eq!(offered[0]["wrong_costs"], "1/3", "{offered}");

    let attempt = sits(&candidate, 2, 0).await;
    let result = candidate.result(&attempt).await;
    // Four of six right, less twice a third: 3.34 of 6 are 55.67 %, below the cut that four points would have reached.
    assert_eq!((&result["score"]["earned"], &result["outcome"]), (&3.34.into(), &"failed".into()), "{result}");
    assert_eq!(result["deducted"], 0.66, "{result}");
    let taken: Vec<_> =
        result["review"].as_array().expect("a review").iter().filter_map(|item| item["deducted"].as_f64()).collect();
    assert_eq!(taken, [0.33, 0.33], "{result}");
    assert!(result.get("grade").is_none(), "a fail has no grade: {result}");
    let page = candidate.page(&format!("/attempts/{attempt}/result")).await.text();
    assert!(page.contains("đã trừ 0,66 điểm") && page.contains("bị trừ 0,33"), "{page}");
    agrees(&app, &exported(&app, &attempt).await).await;

    // Who leaves them blank keeps the four points, and passes.
    let careful = app.candidate("Trần Đức Ưng").await;
    let attempt = sits(&careful, 0, 2).await;
    let result = careful.result(&attempt).await;
    assert_eq!((&result["score"]["earned"], &result["outcome"]), (&4.0.into(), &"passed".into()), "{result}");
    assert!(result.get("deducted").is_none(), "{result}");
    let file = exported(&app, &attempt).await;
    agrees(&app, &file).await;

    // A record that hides a deduction, or claims a better grade, does not agree.
    let failed =
        app.database.rows("select id from attempt where outcome = 'failed'").await[0][0].clone().expect("an id");
    let text = std::fs::read_to_string(exported(&app, &failed).await).expect("text");
    let hidden = text.replacen("\"deducted\":33,", "", 1);
    assert_ne!(hidden, text);
    app.file("altered.json", &hidden);
    assert_eq!(app.run(&["attempt", "replay", "altered.json"]).await.code, 1);
    let text = std::fs::read_to_string(&file).expect("text");
    let better = text.replace("\"grade\":\"dat\"", "\"grade\":\"gioi\"");
    assert_ne!(better, text);
    app.file("altered.json", &better);
    assert_eq!(app.run(&["attempt", "replay", "altered.json"]).await.code, 1);
}

async fn a_pass_is_graded_and_levels_are_told_where_items_suffice(engine: Engine) {
    let app = start(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let before = candidate.page(&format!("/assessments/{}", bank::CODE)).await.text();
    assert!(before.contains("Giỏi: từ 90%") && before.contains("Đạt chuẩn: từ 60%"), "{before}");
    let attempt = sits(&candidate, 0, 0).await;
    let result = candidate.result(&attempt).await;
    assert_eq!((&result["grade"]["code"], &result["grade"]["title"]), (&"gioi".into(), &"Giỏi".into()), "{result}");
    let parts = result["competencies"].as_array().expect("competencies");
    assert_eq!(parts.iter().map(|part| part["items"].as_i64()).collect::<Vec<_>>(), [Some(4), Some(2)], "{result}");
    // Four of four: Wilson says 51 to 100 %, above the only boundary. Two items are fewer than asked for.
    assert_eq!(parts[0]["level"]["code"], "thanh-thao", "{result}");
    assert!(parts[0]["low"].as_f64().is_some_and(|low| (low - 0.510_1).abs() < 1e-4), "{result}");
    assert!(parts[1]["level"].is_null(), "{result}");
    let page = candidate.page(&format!("/attempts/{attempt}/result")).await.text();
    for told in ["Xếp loại: Giỏi", "Kết quả theo từng năng lực", "Thành thạo", "Chưa đủ số câu để kết luận", "<svg"]
    {
        assert!(page.contains(told), "{told} in {page}");
    }
    agrees(&app, &exported(&app, &attempt).await).await;
    let second = app.candidate("Trần Đức Ưng").await;
    let attempt = sits(&second, 1, 0).await;
    assert_eq!(second.result(&attempt).await["grade"]["code"], "dat");
}

async fn an_attempt_keeps_the_terms_it_began_under(engine: Engine) {
    let app = TestApp::without_workers(engine).await;
    let before = app.candidate("Nguyễn Thị Ánh").await;
    let closed = sits(&before, 2, 0).await;
    let running = app.candidate("Trần Đức Ưng").await;
    let open = running.starts().await;
    import_bank(&app.service, &bank::bank(), Some(&assessment()), "story").await.expect("imported");
    running.answers_everything_right(&open).await;
    running.save(open.id(), 1, 1, &["d"]).await.expect(200);
    running.submit(open.id()).await.expect(200);
    for (candidate, attempt, earned) in [(&before, closed.as_str(), 4.0), (&running, open.id(), 5.0)] {
        let result = candidate.result(attempt).await;
        assert_eq!((&result["score"]["earned"], &result["outcome"]), (&earned.into(), &"passed".into()), "{result}");
        for term in ["deducted", "grade", "competencies"] {
            assert!(result.get(term).is_none(), "{term}: {result}");
        }
        let file = exported(&app, attempt).await;
        agrees(&app, &file).await;
        let text = std::fs::read_to_string(file).expect("text");
        assert!(["wrong_costs", "deducted", "grade"].iter().all(|name| !text.contains(name)), "{text}");
    }
    let after = app.candidate("Lê Dũng").await;
    let attempt = sits(&after, 2, 0).await;
    assert_eq!(after.result(&attempt).await["score"]["earned"], 3.34);
}
