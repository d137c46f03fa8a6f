//! Practical items run in a frame that can do nothing; items about one thing stand together and show it.

use crate::harness::{Answer, Attempt, Candidate, Engine, Options, TestApp, bank};
use crate::journeys;
use minhchung::domain::assessment::definition::Assessment;
use minhchung::domain::assessment::item::{Item, Stimulus};
use minhchung::domain::assessment::picture::Picture;
use minhchung::domain::assessment::review::ReviewPolicy;
use minhchung::domain::assessment::way::Navigation;
use minhchung::formats::bank::read_folder;
use serde_json::{Value, json};
use std::path::Path;

journeys![
    a_simulation_is_shown_to_whoever_sits_it_and_may_do_nothing,
    what_a_simulation_reports_is_scored_like_any_response,
    items_about_one_thing_stand_together_and_show_it,
];

const PRACTICAL: &str = "practical-digital";

async fn starts(candidate: &Candidate<'_>, code: &str) -> Attempt {
    let start = candidate.request("POST", &format!("/api/v1/assessments/{code}/attempts"));
    Attempt(Answer::of(start).await.expect(201))
}

async fn practical(engine: Engine, navigation: Navigation) -> (TestApp, Vec<Item>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("question_banks").join(PRACTICAL);
    let read = read_folder(&folder).expect("a good bank");
    let assessment = Assessment { navigation, ..read.assessment.expect("an assessment") };
    let items = read.bank.items.clone();
    let options = Options { bank: read.bank, assessments: vec![assessment], ..Options::default() };
    (TestApp::with(engine, options).await, items)
}

async fn a_simulation_is_shown_to_whoever_sits_it_and_may_do_nothing(engine: Engine) {
    let (app, _) = practical(engine, Navigation::Linear).await;
    let (candidate, stranger) = (app.candidate("Nguyễn Thị Ánh").await, app.candidate("Trần Đức Ưng").await);
    let attempt = starts(&candidate, PRACTICAL).await;
    let address = attempt.items()[0]["simulation"].as_str().expect("an address").to_owned();
    assert_eq!(address, format!("/attempts/{}/simulations/1", attempt.id()));
    let shown = candidate.get(&address).await;
    assert_eq!(shown.status, 200);
    let policy = shown.header("content-security-policy");
    for part in ["sandbox allow-scripts;", "default-src 'none'", "frame-ancestors 'self'"] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("allow-same-origin") && !policy.contains("connect-src"), "{policy}");
    assert_eq!(shown.header("x-frame-options"), "SAMEORIGIN");
    assert_eq!(shown.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(stranger.get(&address).await.status, 404);
    assert_eq!(candidate.get(&address.replace("/1", "/2")).await.status, 404, "not reached");
    assert_eq!(app.get(&address).await.status, 401);
    let page = candidate.page(&format!("/attempts/{}", attempt.id())).await;
    assert!(page.header("content-security-policy").contains("frame-src 'self'"));
    let text = page.text();
    assert!(
        text.contains("<iframe class=\"simulation\" sandbox=\"allow-scripts\"") && text.contains("Trả lời bằng chữ")
    );
}

async fn what_a_simulation_reports_is_scored_like_any_response(engine: Engine) {
    let (app, items) = practical(engine, Navigation::Free).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let attempt = starts(&candidate, PRACTICAL).await;
    for shown in attempt.items() {
        let number = shown["number"].as_i64().expect("a number");
        let is_shown = |item: &&Item| {
            let ids = shown["options"].as_array().expect("options").len();
            let language = minhchung::domain::text::Language::Vi;
            item.face.stem.get(language) == shown["stem"] && item.face.options.len() == ids
        };
        let item = items.iter().find(is_shown).expect("an item of the bank");
        let html = candidate.get(&format!("/attempts/{}/simulations/{number}", attempt.id())).await.text();
        for secret in ["correct", "rationale", "đáp án"] {
            assert!(!html.contains(secret), "{secret} in {}", item.face.id);
        }
        let body = json!({ "revision": 0, "response": item.key.right_response() });
        candidate.save_body(attempt.id(), number, &body).await.expect(200);
    }
    let result = candidate.submit(attempt.id()).await.expect(200);
    assert_eq!((&result["outcome"], &result["score"]["percent"]), (&json!("passed"), &json!(100.0)));
}

async fn items_about_one_thing_stand_together_and_show_it(engine: Engine) {
    let mut made = bank::bank();
    let (sha256, png) = ("ab".repeat(32), b"a picture".to_vec());
    let picture =
        Picture { sha256: sha256.clone(), width: 20, height: 10, text: bank::both("Một lá thư", "A letter") };
    let stimulus = Stimulus {
        id: "thu-1".into(),
        text: bank::both("Chị Lan nhận một lá thư lạ.", "Lan gets a strange letter."),
        picture: Some(picture),
    };
    for item in made.items.iter_mut().filter(|item| ["cau-001", "cau-003", "cau-005"].contains(&item.face.id.as_str()))
    {
        item.face.stimulus = Some(stimulus.clone());
    }
    made.pictures.insert(sha256, png.clone());
    let mut assessment = Assessment { review: ReviewPolicy::AfterSubmit, ..bank::assessment() };
    // Everybody has all eight items.
    (assessment.blueprint.rules[0].count, assessment.blueprint.rules[1].count) = (6, 2);
    let app = TestApp::with(engine, Options { bank: made, assessments: vec![assessment], ..Options::default() }).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    for _ in 0..4 {
        let attempt = candidate.starts().await;
        let about: Vec<i64> = attempt
            .items()
            .iter()
            .filter(|item| item["stimulus"]["id"] == "thu-1")
            .map(|item| item["number"].as_i64().expect("a number"))
            .collect();
        assert_eq!(about, [about[0], about[0] + 1, about[0] + 2], "together");
        let shown = &attempt.items()[usize::try_from(about[0] - 1).expect("a place")]["stimulus"];
        assert_eq!(shown["text"], "Chị Lan nhận một lá thư lạ.");
        let picture = shown["picture"]["url"].as_str().expect("an address");
        assert_eq!(candidate.get(picture).await.bytes, png);
        let other = attempt.items().iter().find(|item| item["stimulus"] == Value::Null).expect("another item");
        let nothing = format!("/attempts/{}/stimuli/{}", attempt.id(), other["number"]);
        assert_eq!(candidate.get(&nothing).await.status, 404);
        let all = candidate.page(&format!("/attempts/{}?view=all", attempt.id())).await.text();
        assert_eq!(all.matches("Chị Lan nhận một lá thư lạ.").count(), 1, "shown once where all are on the screen");
        assert_eq!(all.matches(&format!("tình huống ở câu {}", about[0])).count(), 2);
        let one = candidate.page(&format!("/attempts/{}?item={}", attempt.id(), about[2])).await.text();
        assert_eq!(one.matches("Chị Lan nhận một lá thư lạ.").count(), 3, "each has it where one is on the screen");
        candidate.submit(attempt.id()).await.expect(200);
        let result = candidate.page(&format!("/attempts/{}/result", attempt.id())).await.text();
        assert_eq!(result.matches("Chị Lan nhận một lá thư lạ.").count(), 3, "the review says what was asked about");
    }
}
