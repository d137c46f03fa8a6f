//! Adaptive tests: the next item follows from the answers, the score from what they make believe, and whoever recomputes
//! it finds the same.

use crate::harness::faults::Fault;
use crate::harness::{Answer, Candidate, Engine, Options, TestApp, Workers, bank, config, keys};
use crate::journeys;
use crate::replaying::{agrees, exported};
use crate::rescoring::{proposed, rescored};
use minhchung::domain::assessment::adaptive::{AdaptiveRule, ItemParameters};
use minhchung::domain::assessment::bank::Bank;
use minhchung::domain::assessment::definition::Assessment;
use minhchung::domain::assessment::rescoring::Ruling;
use minhchung::domain::assessment::review::ReviewPolicy;
use minhchung::domain::assessment::way::Navigation;
use minhchung::domain::text::{Language, Localized};
use minhchung::flows::assessment::compute_statistics::compute_statistics;
use minhchung::flows::assessment::import_bank::import_bank;
use minhchung::flows::assessment::preview_rescoring::preview_rescoring;
use minhchung::web::App;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::path::Path;

journeys![
    an_able_and_a_weak_candidate_part_and_their_scores_replay,
    what_was_not_chosen_yet_is_in_no_byte,
    two_windows_and_a_lost_answer_take_one_step,
    a_save_finds_its_place_on_another_instance,
    who_sits_again_meets_other_items,
    who_hands_in_too_early_or_answers_nothing_right_earns_nothing,
    when_time_is_over_no_item_comes,
    a_withdrawn_item_leaves_answers_and_pool,
    statistics_and_calibration_leave_adaptive_attempts_out,
    a_folder_with_parameters_is_imported_and_sat,
];

const LEAST: usize = 4;
const MOST: usize = 12;
const ITEMS: i32 = 40;

/// Forty items with the key `a`; every other one counts for `beta`.
fn forty_items() -> Bank {
    let bank = bank::bank();
    let items = (1..=ITEMS).map(|number| {
        let mut item = bank.items[0].clone();
        item.face.id = format!("cau-{number:03}");
        let stem = format!("Câu hỏi {}?", item.face.id);
        item.face.stem = Localized([(Language::Vi, stem.clone()), (Language::En, stem)].into());
        item.traits.competency = if number % 2 == 0 { "beta" } else { "alpha" }.to_owned();
        item
    });
    Bank { items: items.collect(), ..bank }
}

/// From very easy to very hard.
fn difficulty(number: i32) -> i32 {
    -2_500_000 + 5_000_000 / ITEMS * number
}

fn assessment() -> Assessment {
    let of = |number: i32| {
        let parameters = ItemParameters::try_from((1_500_000, difficulty(number))).expect("within bounds");
        (format!("cau-{number:03}"), parameters)
    };
    let rule = AdaptiveRule {
        least_items: LEAST as u16,
        most_items: MOST as u16,
        standard_error: 450_000,
        randomesque: 3,
        parameters: (1..=ITEMS).map(of).collect(),
    };
    let mut assessment = bank::assessment();
    (assessment.blueprint.rules[0].count, assessment.blueprint.rules[1].count) = (8, 4);
    Assessment { navigation: Navigation::Linear, adaptive: Some(rule), review: ReviewPolicy::AfterSubmit, ..assessment }
}

async fn app(engine: Engine) -> TestApp {
    let options = Options { bank: forty_items(), assessments: vec![assessment()], ..Options::default() };
    TestApp::with(engine, Options { workers: Workers::OnCall, ..options }).await
}

async fn next(candidate: &Candidate<'_>, id: &str, from: usize) -> Answer {
    let body = json!({ "from": from, "blank": true });
    Answer::of(candidate.request("POST", &format!("/api/v1/attempts/{id}/next")).json(&body)).await
}

/// The form as stored: ids and order of options.
async fn form(app: &TestApp, id: &str) -> Vec<(String, String)> {
    let form = app.database.value(&format!("select form from attempt where id = '{id}'")).await;
    let places: Vec<Value> = serde_json::from_str(&form).expect("a form");
    places
        .iter()
        .map(|place| (place["item"].as_str().expect("an id").to_owned(), place["options"].to_string()))
        .collect()
}

async fn given(app: &TestApp, id: &str) -> Vec<i32> {
    let ids = form(app, id).await;
    ids.iter().map(|(item, _)| item.trim_start_matches("cau-").parse().expect("a number")).collect()
}

/// Goes on until the test ends: answers the item of a number rightly, wrongly, or not at all. Does not hand in.
async fn goes_through(candidate: &Candidate<'_>, answers: impl Fn(i32) -> Option<bool>) -> String {
    let attempt = candidate.starts().await;
    let id = attempt.id().to_owned();
    loop {
        let item = given(candidate.app, &id).await;
        let (place, item) = (item.len(), item[item.len() - 1]);
        if let Some(is_right) = answers(item) {
            candidate.save(&id, place as i64, 0, &[if is_right { "a" } else { "b" }]).await.expect(200);
        }
        let moved = next(candidate, &id, place).await;
        if moved.status == 409 {
            assert_eq!(moved.problem().1, "last-item");
            return id;
        }
        assert_eq!(moved.expect(200)["reached"], json!(place + 1));
    }
}

async fn sits(candidate: &Candidate<'_>, answers: impl Fn(i32) -> Option<bool>) -> String {
    let id = goes_through(candidate, answers).await;
    candidate.submit(&id).await.expect(200);
    id
}

fn up_to(number: i32) -> impl Fn(i32) -> Option<bool> {
    move |item| Some(item <= number)
}

async fn record(app: &TestApp, id: &str) -> Value {
    let file = exported(app, id).await;
    agrees(app, &file).await;
    serde_json::from_slice(&std::fs::read(file).expect("the file")).expect("JSON")
}

async fn an_able_and_a_weak_candidate_part_and_their_scores_replay(engine: Engine) {
    let app = app(engine).await;
    let (able, weak) = (app.candidate("Nguyễn Thị Ánh").await, app.candidate("Trần Đức Ưng").await);
    let before = able.page(&format!("/assessments/{}", bank::CODE)).await.text();
    assert!(before.contains("Nhiều nhất 12 câu") && before.contains("Đây là đề thích ứng"), "{before}");
    let (high, low) = (sits(&able, up_to(36)).await, sits(&weak, up_to(8)).await);
    let (hard, easy) = (given(&app, &high).await, given(&app, &low).await);
    let shared = hard.iter().filter(|item| easy.contains(item)).count();
    assert!(shared * 2 < hard.len().min(easy.len()), "{hard:?} {easy:?}");
    assert!(hard[2..].iter().sum::<i32>() * easy.len() as i32 > 2 * easy[2..].iter().sum::<i32>() * hard.len() as i32);
    let mut earned = Vec::new();
    for (candidate, id, items) in [(&able, &high, &hard), (&weak, &low, &easy)] {
        let record = record(&app, id).await;
        let test = &record["adaptive"];
        let error = test["ability_error"].as_i64().expect("millionths");
        assert!(items.len() == MOST || (items.len() >= LEAST && error <= 450_000), "{items:?} {error}");
        assert_eq!((test["pool"].as_array().map(Vec::len), &record["stored"]["possible"]), (Some(40), &json!(4_000)));
        // Two of three are for alpha, as the blueprint has it.
        let alpha = items.iter().filter(|item| *item % 2 == 1).count();
        assert!((alpha * 3).abs_diff(items.len() * 2) <= 3, "{items:?}");
        earned.push(record["stored"]["earned"].as_i64().expect("points"));
        let result = candidate.result(id).await;
        assert_eq!(result["score"]["possible"], 40.0);
        assert_eq!(result["adaptive"]["items"], json!(items.len()));
        assert!(
            result["adaptive"]["standard_error"].as_f64().is_some_and(|points| (0.5..8.0).contains(&points)),
            "{result}"
        );
        assert_eq!(result["review"].as_array().map(Vec::len), Some(items.len()));
        let page = candidate.page(&format!("/attempts/{id}/result")).await.text();
        let said = format!("Đề thích ứng: điểm được ước lượng từ {} câu đã làm", items.len());
        assert!(page.contains(&said) && page.contains("sai số chuẩn là"), "{page}");
    }
    assert!(earned[0] > 2_700 && earned[1] < 1_800, "{earned:?}");
    assert_eq!(able.result(&high).await["outcome"], "passed");
    assert_eq!(weak.result(&low).await["outcome"], "failed");
}

async fn what_was_not_chosen_yet_is_in_no_byte(engine: Engine) {
    let app = app(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let attempt = candidate.starts().await;
    let id = attempt.id();
    let said = [&attempt.0["total"], &attempt.0["least"], &attempt.0["reached"]];
    assert_eq!(said, [&json!(MOST), &json!(LEAST), &json!(1)]);
    for here in 1..=5_usize {
        let items = given(&app, id).await;
        assert_eq!(items.len(), here);
        for path in ["", "?view=all", "/submit", "/next"] {
            let page = candidate.page(&format!("/attempts/{id}{path}")).await.text();
            let is_sheet = path.is_empty() || path.starts_with('?');
            for number in 1..=ITEMS {
                let is_here = is_sheet && number == items[here - 1];
                assert_eq!(page.contains(&format!("Câu hỏi cau-{number:03}?")), is_here, "{path} at {here}");
            }
            assert!(!is_sheet || page.contains(&format!("Câu {here}, nhiều nhất 12 câu")), "{page}");
            assert!(path != "/submit" || page.contains("Bài chưa tới câu thứ 4") == (here < LEAST), "{page}");
        }
        let read = candidate.get(&format!("/api/v1/attempts/{id}")).await;
        let text = read.text();
        for number in 1..=ITEMS {
            assert_eq!(text.contains(&format!("Câu hỏi cau-{number:03}?")), items.contains(&number));
        }
        for secret in ["discrimination", "difficulty", "parameters", "ability", "Vì a đúng", "is_correct"] {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
        let body = json!({ "revision": 0, "response": { "choice": ["a"] } });
        assert_eq!(candidate.save_body(id, here as i64 + 1, &body).await.problem().0, 404);
        // The one before it was left; what is stored stands.
        if here > 1 {
            assert_eq!(candidate.save(id, here as i64 - 1, 0, &["b"]).await.problem(), (409, "item-left".into()));
        }
        next(&candidate, id, here).await.expect(200);
    }
    assert_eq!(next(&candidate, id, 9).await.problem(), (409, "item-not-reached".into()));
}

async fn two_windows_and_a_lost_answer_take_one_step(engine: Engine) {
    let app = app(engine).await;
    let candidate = app.candidate("Phạm Hoà").await;
    let other = candidate.elsewhere().await;
    let attempt = candidate.starts().await;
    let id = attempt.id();
    for from in 1..=5_usize {
        candidate.save(id, from as i64, 0, &["a"]).await.expect(200);
        let steps = (0..8).map(|number| next(if number % 2 == 0 { &candidate } else { &other }, id, from));
        for answer in futures_util::future::join_all(steps).await {
            assert_eq!(answer.expect(200)["reached"], json!(from + 1));
        }
        let before = form(&app, id).await;
        assert_eq!(before.len(), from + 1);
        // The answer was lost on its way: asked again, nothing changes.
        let again = next(&other, id, from).await.expect(200);
        assert_eq!(again["items"].as_array().map(Vec::len), Some(from + 1));
        assert_eq!(form(&app, id).await, before);
    }
    // The machine dies in the middle of a step: neither the form nor the way has moved, and the same request goes on.
    let before = form(&app, id).await;
    let fault = Fault { table: "attempt", event: "update", when: "new.reached = 7" };
    app.database.break_writes(engine, fault).await;
    assert!(next(&candidate, id, 6).await.status >= 500);
    app.database.mend_writes(engine, fault).await;
    assert_eq!(form(&app, id).await, before);
    assert_eq!(candidate.reads(id).await.0["reached"], json!(6));
    next(&candidate, id, 6).await.expect(200);
    assert_eq!(form(&app, id).await.len(), 7);
    // A save and a step at once: what was acknowledged is what the next item follows from, and what counts.
    let second = app.candidate("Vũ Thị Hạnh").await;
    let attempt = second.starts().await;
    let id = attempt.id();
    for number in 1..=5_usize {
        let (saved, moved) =
            futures_util::future::join(second.save(id, number as i64, 0, &["a"]), next(&second, id, number)).await;
        moved.expect(200);
        let sql = format!("select count(*) from response where attempt_id = '{id}' and number = {number}");
        assert_eq!(app.database.number(&sql).await, i64::from(saved.status == 200));
    }
    second.submit(id).await.expect(200);
    record(&app, id).await;
}

async fn a_save_finds_its_place_on_another_instance(engine: Engine) {
    let app = app(engine).await;
    let settings = config(app.folder.path(), &app.database.url, keys::shared());
    let booted = minhchung::cli::boot_service(settings, app.clock.clone()).await.expect("a second instance");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let router = minhchung::web::router(App::new(booted.service, false, false));
    let running = tokio::spawn(async move { axum::serve(listener, router).await.expect("serving") });
    let candidate = app.candidate("Lê Văn Sĩ").await;
    let attempt = candidate.starts().await;
    let id = attempt.id();
    let save_there = async |number: usize| {
        let url = format!("http://{address}/api/v1/attempts/{id}/responses/{number}");
        let body = json!({ "revision": 0, "response": { "choice": ["a"] } });
        Answer::of(crate::harness::client().put(url).bearer_auth(&candidate.token).json(&body)).await
    };
    for number in 1..=4_usize {
        save_there(number).await.expect(200);
        assert_eq!(save_there(number + 1).await.status, 404);
        next(&candidate, id, number).await.expect(200);
    }
    candidate.save(id, 5, 0, &["a"]).await.expect(200);
    assert_eq!(save_there(MOST + 1).await.status, 404);
    running.abort();
}

async fn who_sits_again_meets_other_items(engine: Engine) {
    let app = app(engine).await;
    let candidate = app.candidate("Đỗ Thị Lành").await;
    let mut seen = HashSet::new();
    // Two times eight items of `alpha` are in the bank, and a few more.
    for _ in 0..2 {
        let id = sits(&candidate, up_to(10)).await;
        for item in given(&app, &id).await {
            assert!(seen.insert(item), "{item} was there before");
        }
    }
    let third = sits(&candidate, up_to(10)).await;
    assert!(given(&app, &third).await.len() >= LEAST, "when there is nothing new, what was seen comes back");
}

async fn who_hands_in_too_early_or_answers_nothing_right_earns_nothing(engine: Engine) {
    let app = app(engine).await;
    let early = app.candidate("Lò Văn Páo").await;
    let attempt = early.starts().await;
    for number in 1..LEAST {
        early.save(attempt.id(), number as i64, 0, &["a"]).await.expect(200);
        if number < LEAST - 1 {
            next(&early, attempt.id(), number).await.expect(200);
        }
    }
    early.submit(attempt.id()).await.expect(200);
    let blank = app.candidate("Bùi Thị Mơ").await;
    let nothing = sits(&blank, |_| None).await;
    let wrong = app.candidate("Vũ Hà").await;
    let nothing_right = sits(&wrong, |_| Some(false)).await;
    for (candidate, id) in [(&early, attempt.id()), (&blank, &nothing), (&wrong, &nothing_right)] {
        let result = candidate.result(id).await;
        assert_eq!((&result["outcome"], &result["score"]["earned"]), (&json!("failed"), &json!(0.0)), "{result}");
        assert_eq!(result["adaptive"]["standard_error"], Value::Null);
        let page = candidate.page(&format!("/attempts/{id}/result")).await.text();
        assert!(page.contains("hoặc bài chưa đủ số câu tối thiểu, nên không có điểm"), "{page}");
        record(&app, id).await;
    }
    // On the page: the last step leads to handing in, and says that there is no further item.
    let plain = app.candidate("Phạm Văn Đồng").await;
    let id = goes_through(&plain, up_to(20)).await;
    let place = given(&app, &id).await.len();
    let step = plain.form(&format!("/attempts/{id}/next"), &[("from", &place.to_string()), ("blank", "yes")]).await;
    assert_eq!((step.status, step.header("location")), (303, format!("/attempts/{id}/submit?ended=yes").as_str()));
    assert!(plain.page(step.header("location")).await.text().contains("không còn câu nào nữa"));
}

async fn when_time_is_over_no_item_comes(engine: Engine) {
    let app = app(engine).await;
    let candidate = app.candidate("Lê Dũng").await;
    let attempt = candidate.starts().await;
    let id = attempt.id();
    for number in 1..=5_usize {
        candidate.save(id, number as i64, 0, &["a"]).await.expect(200);
        if number < 5 {
            next(&candidate, id, number).await.expect(200);
        }
    }
    app.wait(bank::LIMIT);
    // Within the grace what is on its way is still saved, but nothing new is shown.
    candidate.save(id, 5, 1, &["b"]).await.expect(200);
    assert_eq!(next(&candidate, id, 5).await.problem(), (409, "last-item".into()));
    app.wait(bank::GRACE + 1);
    assert_eq!(next(&candidate, id, 5).await.problem(), (409, "attempt-closed".into()));
    candidate.submit(id).await.expect(200);
    assert_eq!(given(&app, id).await.len(), 5);
    assert!(candidate.result(id).await["score"]["earned"].as_f64().is_some_and(|earned| earned > 0.0));
    record(&app, id).await;
}

async fn a_withdrawn_item_leaves_answers_and_pool(engine: Engine) {
    let app = app(engine).await;
    app.administrator().await;
    app.administrator_named("QT-02", "Đặng Thị Trang").await;
    // The easiest item, which is decided on, comes to who gets nearly everything wrong.
    let mut had_it = None;
    for name in ["Nguyễn Thị Ánh", "Trần Đức Ưng", "Lê Dũng", "Vũ Hà", "Phạm Hoà", "Lê Văn Sĩ"] {
        let candidate = app.candidate(name).await;
        let id = sits(&candidate, up_to(1)).await;
        if given(&app, &id).await.contains(&1) {
            had_it = Some(id);
            break;
        }
    }
    let had_it = had_it.expect("one of them met the easiest item");
    let able = app.candidate("Đỗ Thị Lành").await;
    let without = sits(&able, up_to(36)).await;
    assert!(!given(&app, &without).await.contains(&1));
    let decision = proposed(&app, Ruling::Withdrawn).await;
    let preview = preview_rescoring(&app.service, &decision).await.expect("read").expect("there");
    let foreseen =
        |id: &str| preview.results.iter().find(|result| result.attempt.as_str() == id).expect("changes").after;
    minhchung::flows::assessment::decide_item::confirm(&app.service, &decision, "QT-02").await.expect("confirmed");
    rescored(&app).await;
    for id in [&had_it, &without] {
        let record = record(&app, id).await;
        assert_eq!(record["stored"]["possible"], 3_900);
        assert_eq!(record["stored"]["earned"], json!(foreseen(id).score.earned));
        assert_eq!(record["decisions"][0]["item"], "cau-001");
        assert_eq!(record["adaptive"]["pool"][0]["counts"], false);
    }
    let late = app.candidate("Bùi Thị Mơ").await;
    let id = sits(&late, up_to(1)).await;
    assert!(!given(&app, &id).await.contains(&1));
    assert_eq!(late.result(&id).await["score"]["possible"], 39.0);
    record(&app, &id).await;
}

async fn statistics_and_calibration_leave_adaptive_attempts_out(engine: Engine) {
    let app = app(engine).await;
    let administrator = app.administrator().await;
    sits(&app.candidate("Nguyễn Thị Ánh").await, up_to(20)).await;
    let sentence = "Lượt làm đề thích ứng không tính vào số liệu này";
    let address = format!("/admin/assessments/{}/statistics", bank::CODE);
    let computed = compute_statistics(&app.service, bank::CODE, None).await.expect("computed");
    assert_eq!((computed.adaptive, computed.revisions.len(), computed.items.len()), (1, 0, 0));
    assert!(administrator.page(&address).await.text().contains(sentence));
    let measurement = administrator.page(&format!("/admin/assessments/{}/measurement", bank::CODE)).await.text();
    assert!(measurement.contains(sentence), "{measurement}");
    let calibrated = app.run(&["assessment", "calibrate", bank::CODE, "--out", "x.csv"]).await;
    assert_eq!(calibrated.code, 66);
    assert!(calibrated.complained.contains("those at adaptive tests do not count"), "{}", calibrated.complained);
    let said = app.run(&["assessment", "statistics", bank::CODE]).await.fine();
    assert!(said.contains("left out: 1 first attempts at adaptive versions"), "{said}");
    // The same assessment with drawn forms: its attempts have figures, and the page still says what they leave out.
    let drawn = Assessment { adaptive: None, navigation: Navigation::Free, ..assessment() };
    import_bank(&app.service, &forty_items(), Some(&drawn), "test").await.expect("imported");
    let free = app.candidate("Trần Đức Ưng").await;
    let attempt = free.starts().await;
    free.answers_everything_right(&attempt).await;
    free.submit(attempt.id()).await.expect(200);
    let computed = compute_statistics(&app.service, bank::CODE, None).await.expect("computed");
    assert_eq!((computed.adaptive, computed.statistics.test.attempts), (1, 1));
    assert!(administrator.page(&address).await.text().contains(sentence));
    // Parameters say which revision they are of.
    let row = format!("cau-001,1,0,{}\n", "0a".repeat(32));
    let rows: String = (2..=ITEMS).map(|number| format!("cau-{number:03},1,0,\n")).collect();
    app.file("p.csv", format!("item,discrimination,difficulty,revision\n{row}{rows}"));
    let simulate = ["assessment", "simulate", bank::CODE, "--parameters", "p.csv", "--candidates", "5"];
    let warned = app.run(&simulate).await.fine();
    assert!(
        warned.contains("warning: these parameters are of 0a0a") && warned.contains("the bank is now at"),
        "{warned}"
    );
    app.file("p.csv", format!("item,discrimination,difficulty,revision\ncau-001,1,0,\n{rows}"));
    assert!(!app.run(&simulate).await.fine().contains("warning"));
}

async fn a_folder_with_parameters_is_imported_and_sat(engine: Engine) {
    let app = TestApp::without_workers(engine).await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/banks/good/adaptive");
    let folder = folder.display().to_string();
    app.run(&["bank", "import", &folder]).await.fine();
    app.at_the_machines_time();
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let start = candidate.request("POST", "/api/v1/assessments/adaptive/attempts");
    let attempt = Answer::of(start).await.expect(201);
    assert_eq!((&attempt["total"], attempt["items"].as_array().map(Vec::len)), (&json!(2), Some(1)));
    app.run(&["bank", "export", "adaptive", "--out", "written"]).await.fine();
    let written = std::fs::read_to_string(app.folder.path().join("written/parameters.csv")).expect("the file");
    assert!(written.contains("a-1,0.900000,-2.000000"), "{written}");
}
