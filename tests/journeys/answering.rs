//! Items of every type: asked without their key, answered by program and by plain form, marked by their rules.

use crate::harness::{Answer, Attempt, Candidate, Engine, Options, TestApp};
use crate::journeys;
use minhchung::domain::assessment::bank::Bank;
use minhchung::domain::assessment::item::ItemType;
use minhchung::domain::identifier::AttemptId;
use minhchung::domain::text::Language;
use minhchung::flows::assessment::export_attempt::export_attempt;
use minhchung::formats::attempt_record::replay;
use minhchung::formats::bank::read_folder;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;

journeys![
    every_type_is_answered_and_the_key_earns_everything,
    what_is_partly_right_earns_by_its_rule,
    what_does_not_fit_is_refused_with_its_reason_and_changes_nothing,
    plain_forms_answer_every_type,
    a_picture_is_shown_to_whoever_sits_and_to_nobody_else,
    a_number_typed_wrongly_is_told_on_the_page,
];

const CODE: &str = "getting-started";

fn folder() -> minhchung::formats::bank::BankFolder {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("question_banks").join(CODE);
    read_folder(&folder).expect("a good bank")
}

async fn app(engine: Engine) -> TestApp {
    let read = folder();
    let assessments = vec![read.assessment.expect("an assessment")];
    TestApp::with(engine, Options { bank: read.bank, assessments, ..Options::default() }).await
}

async fn starts(candidate: &Candidate<'_>) -> Attempt {
    let start = candidate.request("POST", &format!("/api/v1/assessments/{CODE}/attempts"));
    Attempt(Answer::of(start).await.expect(201))
}

/// The right response to an item, found by its stem.
fn right(bank: &Bank, item: &Value) -> Value {
    let known = bank.items.iter().find(|known| known.face.stem.get(Language::Vi) == item["stem"]);
    json!(known.expect("of the bank").key.right_response())
}

async fn save(candidate: &Candidate<'_>, attempt: &Attempt, item: &Value, response: &Value) -> Answer {
    let number = item["number"].as_i64().expect("a number");
    candidate.save_body(attempt.id(), number, &json!({ "revision": 0, "response": response })).await
}

fn of_type<'a>(attempt: &'a Attempt, name: &str) -> &'a Value {
    attempt.items().iter().find(|item| item["type"] == name).expect("each type is on the form")
}

async fn every_type_is_answered_and_the_key_earns_everything(engine: Engine) {
    let app = app(engine).await;
    let bank = folder().bank;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let attempt = starts(&candidate).await;
    let types: BTreeSet<&str> = attempt.items().iter().filter_map(|item| item["type"].as_str()).collect();
    assert_eq!(types, ItemType::ALL.iter().map(|item_type| item_type.name()).collect());
    for item in attempt.items() {
        let fields: BTreeSet<&str> = item.as_object().expect("an item").keys().map(String::as_str).collect();
        let told = [
            "number",
            "type",
            "stem",
            "options",
            "sources",
            "units",
            "blanks",
            "picture",
            "areas",
            "most_points",
            "response",
            "revision",
        ];
        assert!(fields.is_subset(&told.into()), "{fields:?}");
        for blank in item["blanks"].as_array().into_iter().flatten() {
            let fields: BTreeSet<&str> = blank.as_object().expect("a blank").keys().map(String::as_str).collect();
            assert!(fields.is_subset(&["id", "type", "options", "units"].into()), "{fields:?}");
        }
        save(&candidate, &attempt, item, &right(&bank, item)).await.expect(200);
    }
    let read = candidate.reads(attempt.id()).await;
    assert!(read.items().iter().all(|item| item["response"] == right(&bank, item) && item["revision"] == 1));
    let result = candidate.submit(attempt.id()).await.expect(200);
    assert_eq!(result["score"], json!({ "earned": 9.0, "possible": 9.0, "percent": 100.0 }), "{result}");
    let review = candidate.result(attempt.id()).await["review"].clone();
    for (item, reviewed) in read.items().iter().zip(review.as_array().expect("a review")) {
        assert_eq!((&reviewed["response"], &reviewed["right_response"]), (&item["response"], &item["response"]));
    }
}

async fn what_is_partly_right_earns_by_its_rule(engine: Engine) {
    let app = app(engine).await;
    let candidate = app.candidate("Trần Đức Ưng").await;
    let attempt = starts(&candidate).await;
    let answers = [
        ("matching", json!({ "match": { "da-luu": "may-chu", "chua-luu": "het-gio", "danh-dau": "xem-lai" } }), 0.67),
        ("ordering", json!({ "order": ["doc", "dang-nhap", "tra-loi", "xem-lai", "nop"] }), 0.9),
        ("numeric", json!({ "number": "7,0" }), 1.0),
        ("short_text", json!({ "text": "viet  NAM" }), 1.0),
        ("cloze", json!({ "blanks": { "2": "Dang xuat" } }), 0.5),
        ("multiple_choice", json!({ "choice": ["a"] }), 0.5),
        ("single_choice", json!({ "choice": [] }), 0.0),
        ("hotspot", json!({ "points": [[112, 52]] }), 1.0),
    ];
    for (name, response, _) in &answers {
        save(&candidate, &attempt, of_type(&attempt, name), response).await.expect(200);
    }
    candidate.submit(attempt.id()).await.expect(200);
    let result = candidate.result(attempt.id()).await;
    let earned = |name: &str| {
        let number = &of_type(&attempt, name)["number"];
        let review = result["review"].as_array().expect("a review").iter();
        review.filter(|item| item["number"] == *number).map(|item| item["earned"].clone()).next()
    };
    for (name, _, points) in answers {
        assert_eq!(earned(name), Some(json!(points)), "{name}");
    }
    assert_eq!(result["score"]["earned"], json!(5.57));
    // Two programs recompute it from what is exported.
    let id = AttemptId::parse(attempt.id()).expect("an id");
    let record = export_attempt(&app.service, &id).await.map_err(|_| "refused").expect("exported");
    assert!(replay(&record).agrees);
    let file = app.folder.path().join("attempt.json");
    std::fs::write(&file, record.bytes()).expect("written");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/independent/replay_attempt.py");
    let ran = std::process::Command::new("python3").arg(script).arg(&file).output();
    let said = ran.expect("this story needs Python: apt-get install python3").stdout;
    assert_eq!(String::from_utf8_lossy(&said).trim(), "agrees passed 557 900");
}

async fn what_does_not_fit_is_refused_with_its_reason_and_changes_nothing(engine: Engine) {
    let app = app(engine).await;
    let candidate = app.candidate("Lê Văn Sĩ").await;
    let attempt = starts(&candidate).await;
    for (name, response) in [
        ("single_choice", json!({ "text": "b" })),
        ("matching", json!({ "match": { "da-luu": "nowhere" } })),
        ("matching", json!({ "match": { "nobody": "may-chu" } })),
        ("ordering", json!({ "order": ["doc", "nop"] })),
        ("ordering", json!({ "order": ["doc", "doc", "tra-loi", "xem-lai", "nop"] })),
        ("numeric", json!({ "number": "seven" })),
        ("numeric", json!({ "number": "7 km" })),
        ("short_text", json!({ "text": "x".repeat(501) })),
        ("short_text", json!({ "text": "a\u{202E}b" })),
        ("cloze", json!({ "blanks": { "9": "x" } })),
        ("hotspot", json!({ "points": [[640, 10]] })),
        ("hotspot", json!({ "points": [[130, 30], [140, 30]] })),
        ("cloze", json!({ "blanks": { "1": "x" } })),
    ] {
        let refused = save(&candidate, &attempt, of_type(&attempt, name), &response).await;
        assert_eq!(refused.problem().0, 422, "{name} {response}");
    }
    for malformed in
        [json!({ "number": 7 }), json!({ "points": "x" }), json!({ "text": "a", "number": "7" }), json!([])]
    {
        let refused = save(&candidate, &attempt, of_type(&attempt, "numeric"), &malformed).await;
        assert!([400, 422].contains(&refused.problem().0), "{malformed}");
    }
    assert!(candidate.reads(attempt.id()).await.items().iter().all(|item| item["response"].is_null()));
}

async fn plain_forms_answer_every_type(engine: Engine) {
    let app = app(engine).await;
    let candidate = app.candidate("Phạm Hoà").await;
    let attempt = starts(&candidate).await;
    let page = candidate.page(&format!("/attempts/{}?view=all", attempt.id())).await.text();
    for (name, fields, stored) in [
        ("true_false", vec![("choice", "true")], json!({ "choice": ["true"] })),
        (
            "matching",
            vec![("match-da-luu", "may-chu"), ("match-chua-luu", ""), ("match-danh-dau", "xem-lai")],
            json!({ "match": { "da-luu": "may-chu", "danh-dau": "xem-lai" } }),
        ),
        (
            "ordering",
            vec![
                ("place-doc", "2"),
                ("place-nop", "5"),
                ("place-dang-nhap", "1"),
                ("place-xem-lai", "4"),
                ("place-tra-loi", "3"),
            ],
            json!({ "order": ["dang-nhap", "doc", "tra-loi", "xem-lai", "nop"] }),
        ),
        ("hotspot", vec![("point", "361,37")], json!({ "points": [[361, 37]] })),
        ("numeric", vec![("number", " 7,0 ")], json!({ "number": "7,0" })),
        ("short_text", vec![("text", "Việt   Nam")], json!({ "text": "Việt Nam" })),
        (
            "cloze",
            vec![("blank-1", "ban"), ("blank-2", "đăng xuất")],
            json!({ "blanks": { "1": "ban", "2": "đăng xuất" } }),
        ),
    ] {
        let number = of_type(&attempt, name)["number"].as_i64().expect("a number");
        let shape = stored.as_object().and_then(|stored| stored.keys().next()).expect("a shape").clone();
        assert!(fields.iter().all(|(field, _)| page.contains(&format!("name=\"{field}\""))), "{name}");
        let fields = [fields, vec![("shape", shape.as_str()), ("revision", "0")]].concat();
        let sent = candidate.form(&format!("/attempts/{}/items/{number}", attempt.id()), &fields).await;
        assert_eq!(sent.status, 303, "{name}");
        let read = candidate.reads(attempt.id()).await;
        assert_eq!(read.items()[number as usize - 1]["response"], stored, "{name}");
    }
    let page = candidate.page(&format!("/attempts/{}?view=all", attempt.id())).await.text();
    for shown in
        ["<option value=\"may-chu\" selected>", "value=\"7,0\"", "value=\"Việt Nam\"", "<option selected>5</option>"]
    {
        assert!(page.contains(shown), "{shown}");
    }
    candidate.form(&format!("/attempts/{}/submit", attempt.id()), &[]).await;
    let result = candidate.page(&format!("/attempts/{}/result", attempt.id())).await.text();
    assert!(result.contains("bấm …… (2)") && !result.contains("{2}"), "blanks are numbered in the review");
    assert!(
        result.contains("Bạn trả lời:") && result.contains("Máy chủ đã nhận câu trả lời"),
        "the review is in words"
    );
}

async fn a_picture_is_shown_to_whoever_sits_and_to_nobody_else(engine: Engine) {
    let app = app(engine).await;
    let candidate = app.candidate("Vũ Thị Hạnh").await;
    let attempt = starts(&candidate).await;
    let picture = &of_type(&attempt, "hotspot")["picture"];
    let path = picture["url"].as_str().expect("an address");
    let shown = candidate.get(path).await;
    assert_eq!((shown.status, shown.header("content-type")), (200, "image/png"));
    // Drawn anew: pixels, and nothing else that the author's file may have held.
    let chunks: Vec<&[u8]> =
        shown.bytes[8..].windows(4).filter(|name| matches!(*name, b"tEXt" | b"eXIf" | b"iTXt")).collect();
    assert!(shown.bytes.starts_with(b"\x89PNG") && chunks.is_empty());
    let stranger = app.candidate("Lò Văn Páo").await;
    assert_eq!(stranger.get(path).await.status, 404);
    assert_eq!(app.get(path).await.status, 401);
    let other = attempt.items().iter().find(|item| item["type"] == "cloze").expect("there")["number"].clone();
    assert_eq!(candidate.get(&format!("/attempts/{}/pictures/{other}", attempt.id())).await.status, 404);
    for number in ["0", "10", "99999999999999999999", "x"] {
        let answer = candidate.get(&format!("/attempts/{}/pictures/{number}", attempt.id())).await;
        assert!([400, 404].contains(&answer.status), "{number}: {}", answer.status);
    }
}

async fn a_number_typed_wrongly_is_told_on_the_page(engine: Engine) {
    let app = app(engine).await;
    let candidate = app.candidate("Đỗ Thị Lành").await;
    let attempt = starts(&candidate).await;
    let number = of_type(&attempt, "numeric")["number"].as_i64().expect("a number");
    let fields = [("shape", "number"), ("revision", "0"), ("number", "bảy")];
    let sent = candidate.form(&format!("/attempts/{}/items/{number}", attempt.id()), &fields).await;
    assert_eq!(sent.status, 303);
    let shown = candidate.page(sent.header("location")).await.text();
    assert!(shown.contains("câu này cần một số"), "{}", sent.header("location"));
}
