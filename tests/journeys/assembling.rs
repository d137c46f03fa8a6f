//! Forms: enemies apart, anchors on all of them, equivalent ones made beforehand, and nothing twice for who sits again.

use crate::harness::{Answer, Candidate, Engine, Options, TestApp, bank};
use crate::journeys;
use minhchung::domain::assessment::bank::Bank;
use minhchung::domain::assessment::blueprint::{Blueprint, BlueprintRule};
use minhchung::domain::assessment::definition::Assessment;
use minhchung::domain::text::{Language, Localized};
use std::collections::{BTreeMap, BTreeSet};

journeys![
    enemies_stay_apart_and_anchors_are_on_every_form,
    who_sits_again_meets_nothing_twice_while_the_bank_allows,
    forms_stand_ready_before_anybody_sits,
    forms_are_built_anew_by_an_administrator_who_confirms,
    options_keep_their_order_where_the_author_says_so,
];

/// Twenty-four items: one to twelve for `alpha`, the rest for `beta`.
fn large_bank() -> Bank {
    let small = bank::bank();
    let numbered = |number: usize| {
        let mut item = small.items[0].clone();
        item.face.id = format!("cau-{number:03}");
        item.face.stem =
            Localized([Language::Vi, Language::En].map(|language| (language, format!("{}?", item.face.id))).into());
        item.traits.competency = if number <= 12 { "alpha" } else { "beta" }.to_owned();
        item
    };
    Bank { items: (1..=24).map(numbered).collect(), ..small }
}

/// Six of twenty-four items on a form.
fn blueprint() -> Blueprint {
    let rule = |code: &str, count| BlueprintRule { competency: Some(code.into()), level: None, kind: None, count };
    Blueprint { rules: vec![rule("alpha", 4), rule("beta", 2)], ..Blueprint::default() }
}

async fn app(engine: Engine, bank: Bank, blueprint: Blueprint) -> TestApp {
    let assessments = vec![Assessment { blueprint, certificate: None, ..bank::assessment() }];
    TestApp::with(engine, Options { bank, assessments, ..Options::default() }).await
}

/// Starts, and gives the items by the id that is their stem.
async fn items_of(candidate: &Candidate<'_>) -> BTreeSet<String> {
    let attempt = candidate.starts().await;
    let stems =
        attempt.items().iter().map(|item| item["stem"].as_str().expect("a stem").trim_end_matches('?').to_owned());
    let items = stems.collect();
    candidate.submit(attempt.id()).await.expect(200);
    items
}

async fn enemies_stay_apart_and_anchors_are_on_every_form(engine: Engine) {
    let mut bank = large_bank();
    // Three that give each other away, said of one of each two only.
    bank.items[0].traits.enemies = vec!["cau-002".into(), "cau-003".into()];
    bank.items[1].traits.enemies = vec!["cau-003".into()];
    let app = app(engine, bank, Blueprint { anchors: vec!["cau-012".into(), "cau-001".into()], ..blueprint() }).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    for _ in 0..12 {
        let items = items_of(&candidate).await;
        assert_eq!(items.len(), 6);
        assert!(items.contains("cau-012") && items.contains("cau-001"), "the anchors: {items:?}");
        assert!(!items.contains("cau-002") && !items.contains("cau-003"), "enemies of an anchor: {items:?}");
    }
}

async fn who_sits_again_meets_nothing_twice_while_the_bank_allows(engine: Engine) {
    let app = app(engine, large_bank(), blueprint()).await;
    let candidate = app.candidate("Trần Đức Ưng").await;
    let mut seen: BTreeSet<String> = BTreeSet::new();
    // Twelve items of alpha are three times four.
    for _ in 0..3 {
        let items = items_of(&candidate).await;
        assert!(seen.is_disjoint(&items), "{items:?} after {seen:?}");
        seen.extend(items);
    }
    assert_eq!(items_of(&candidate).await.len(), 6, "everything of alpha was seen, and there is a form all the same");
    // Somebody else begins with the whole bank.
    assert!(!items_of(&app.candidate("Đặng Thị Trang").await).await.is_disjoint(&seen));
}

fn with_forms() -> Blueprint {
    Blueprint { forms: Some(4), exposure_cap: Some(50), ..blueprint() }
}

async fn forms_stand_ready_before_anybody_sits(engine: Engine) {
    let app = app(engine, large_bank(), with_forms()).await;
    let listed = app.run(&["--format", "json", "assessment", "forms", "list", bank::CODE]).await.json();
    let forms: Vec<BTreeSet<String>> = listed["forms"]
        .as_array()
        .expect("forms")
        .iter()
        .map(|form| serde_json::from_value(form["items"].clone()).expect("ids"))
        .collect();
    assert_eq!(forms.len(), 4);
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    forms.iter().flatten().for_each(|item| *uses.entry(item).or_default() += 1);
    assert!(uses.values().all(|count| *count <= 2), "no item on more than half of the forms: {uses:?}");

    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let first = items_of(&candidate).await;
    assert!(forms.contains(&first), "one of the forms: {first:?}");
    let second = items_of(&candidate).await;
    let shared = |form: &BTreeSet<String>| form.intersection(&first).count();
    assert_eq!(shared(&second), forms.iter().map(shared).min().expect("forms"), "the form with the fewest seen");
}

async fn forms_are_built_anew_by_an_administrator_who_confirms(engine: Engine) {
    let app = app(engine, large_bank(), with_forms()).await;
    let address = format!("/admin/assessments/{}/forms", bank::CODE);
    let administrator = app.administrator().await;
    let sitting = app.candidate("Phạm Văn Đồng").await;
    let attempt = sitting.starts().await;
    let page = administrator.page(&address).await.text();
    assert!(page.contains("4 đề tương đương") && page.contains("không câu nào nằm trên quá 50%"), "{page}");
    assert!(!page.contains("cau-001?"), "an administrator reads ids, not stems");
    assert_eq!(sitting.page(&address).await.status, 403);

    let stored = "select number, items from prebuilt_form order by number";
    let before = app.database.rows(stored).await;
    let unconfirmed = administrator.form(&address, &[]).await;
    assert_eq!(unconfirmed.status, 422);
    assert!(unconfirmed.text().contains("Hãy đánh dấu vào ô xác nhận"));
    assert_eq!(app.database.rows(stored).await, before);

    let confirmed = administrator.form(&address, &[("confirm", "yes")]).await;
    assert_eq!(confirmed.status, 303, "{}", confirmed.text());
    assert_ne!(app.database.rows(stored).await, before);
    let audited = app.database.rows("select actor from audit where action = 'assessment.forms'").await;
    assert_eq!(audited, [[Some("QUANTRI".to_owned())]]);
    // Who sits keeps the form.
    let again = Answer::of(sitting.request("GET", &format!("/api/v1/attempts/{}", attempt.id()))).await.expect(200);
    let numbers = |items: &serde_json::Value| {
        items.as_array().expect("items").iter().map(|item| item["stem"].to_string()).collect::<Vec<_>>()
    };
    assert_eq!(
        numbers(&again["items"]),
        attempt.items().iter().map(|item| item["stem"].to_string()).collect::<Vec<_>>()
    );
}

async fn options_keep_their_order_where_the_author_says_so(engine: Engine) {
    let mut bank = large_bank();
    bank.items.iter_mut().for_each(|item| item.face.keeps_order = true);
    let app = app(engine, bank, blueprint()).await;
    let attempt = app.candidate("Nguyễn Thị Ánh").await.starts().await;
    for item in attempt.items() {
        let ids: Vec<&str> =
            item["options"].as_array().expect("options").iter().filter_map(|option| option["id"].as_str()).collect();
        assert_eq!(ids, ["a", "b", "c", "d"]);
    }
}
