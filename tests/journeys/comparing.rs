//! Single items: their options, how long they take, and whether they treat groups of people alike.

use crate::harness::{Engine, TestApp, bank};
use crate::journeys;

journeys![
    items_are_compared_between_groups_of_thirty_and_no_fewer,
    an_item_has_a_page_that_marks_no_key,
    statistics_say_why_there_is_no_alpha,
];

/// Copies of a submitted attempt by other people: language, and which place is answered wrongly.
async fn copies(app: &TestApp, source: &str, people: std::ops::Range<usize>, language: &str, wrong: i64) {
    let mut sql = String::new();
    for person in people {
        sql += &format!(
            "insert into person (id, login, full_name, search_name, position, role, secret_hash, created_at)
             values ('P{person:025}', 'ban-sao-{person}', 'Bản Sao', 'ban sao', '', 'candidate', '-', 0);
             insert into attempt (id, assessment_code, assessment_version, revision_id, person_id, number, state, language,
                                  seed, form, started_at, deadline, accepts_until, locked_at, closed_at, by_timeout,
                                  outcome, earned, possible, rules_version)
             select 'A{person:025}', assessment_code, assessment_version, revision_id, 'P{person:025}', 1, state, '{language}',
                    seed, form, started_at, deadline, accepts_until, locked_at, closed_at, by_timeout,
                    outcome, earned, possible, rules_version from attempt where id = '{source}';
             insert into response (attempt_id, number, revision, response, saved_at)
             select 'A{person:025}', r.number, 1,
                    case when r.number = {wrong} then '{{\"choice\":[\"d\"]}}' else r.response end,
                    a.started_at + r.number * 10000000
             from response r join attempt a on a.id = r.attempt_id where a.id = '{source}';\n"
        );
    }
    app.database.run(&sql).await;
}

async fn form_of(app: &TestApp, attempt: &str) -> Vec<String> {
    let rows = app.database.rows(&format!("select form from attempt where id = '{attempt}'")).await;
    let form: serde_json::Value = serde_json::from_str(rows[0][0].as_deref().expect("a form")).expect("JSON");
    form.as_array().expect("places").iter().map(|place| place["item"].as_str().expect("an id").to_owned()).collect()
}

async fn items_are_compared_between_groups_of_thirty_and_no_fewer(engine: Engine) {
    let app = TestApp::start(engine).await;
    let source = app.candidate("Nguyễn Thị Ánh").await.passes().await;
    let items = form_of(&app, source.id()).await;
    copies(&app, source.id(), 0..35, "vi", 2).await;
    copies(&app, source.id(), 35..40, "vi", 1).await;
    copies(&app, source.id(), 40..64, "en", 1).await;
    copies(&app, source.id(), 64..69, "en", 2).await;
    let administrator = app.administrator().await;
    let address = format!("/admin/assessments/{}/statistics", bank::CODE);
    let groups = format!("{address}/groups.csv");

    // Twenty-nine people: nothing is worked out, and the page says so.
    let page = administrator.page(&address).await.text();
    assert!(page.contains("Chưa so sánh được: cần một nhóm có ít nhất 30 người"), "{page}");
    assert_eq!(administrator.page(&groups).await.text().lines().count(), 1, "the header alone");

    copies(&app, source.id(), 69..70, "en", 1).await;
    let page = administrator.page(&address).await.text();
    assert!(page.contains("Tiếng Anh (30 người)"), "{page}");
    assert!(page.contains("C, khó hơn với nhóm này") && page.contains("C, dễ hơn với nhóm này"), "{page}");
    let table = administrator.page(&groups).await.text();
    let rows: Vec<Vec<&str>> = table.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let row = rows.iter().find(|row| row[0] == items[0]).expect("the first item");
    // Of those with one item wrong: 36 and 5 in Vietnamese, 5 and 25 in English; in other words 35 · 25 ⁄ (5 · 5).
    assert_eq!((&row[1..5], row[5], row[9]), (&["language", "en", "30", "41"][..], "35.000000", "C"), "{table}");
    assert!(row[6].starts_with('-'), "harder for the group: {table}");
    assert!(rows.iter().all(|row| row[1] == "language"), "nobody else belongs to a unit of thirty: {table}");

    let written = app.run(&["assessment", "statistics", bank::CODE, "--groups", "groups.csv"]).await;
    assert_eq!(written.code, 0, "{}", written.complained);
    let file = std::fs::read_to_string(app.folder.path().join("groups.csv")).expect("the file");
    assert_eq!(file, table);
}

async fn an_item_has_a_page_that_marks_no_key(engine: Engine) {
    let app = TestApp::start(engine).await;
    let source = app.candidate("Nguyễn Thị Ánh").await.passes().await;
    let items = form_of(&app, source.id()).await;
    copies(&app, source.id(), 0..60, "vi", 1).await;
    let administrator = app.administrator().await;
    let address = format!("/admin/assessments/{}/statistics", bank::CODE);
    let list = administrator.page(&address).await.text();
    let link = format!("{address}/items/{}?revision=", items[0]);
    assert!(list.contains(&link), "{list}");
    let page = administrator.page(&format!("{address}/items/{}", items[0])).await.text();
    for told in ["<title>Ai chọn phương án nào</title>", "stroke-dasharray", "Tương quan điểm", "10 giây", "Nhóm 5"]
    {
        assert!(page.contains(told), "{told} in {page}");
    }
    for secret in ["Câu hỏi cau-", "Phương án a của", "is_right", "Nguyễn Thị Ánh"] {
        assert!(!page.contains(secret), "an administrator reads neither texts nor people here: {secret}");
    }
    let options = administrator.page(&format!("{address}/options.csv")).await.text();
    assert!(options.starts_with("\u{FEFF}item,option,share,chosen,point_biserial,fifth_1"), "{options}");
    assert!(!options.contains("true") && options.contains(&format!("{},d,0.983607,60,", items[0])), "{options}");
    let times = administrator.page(&format!("{address}.csv")).await.text();
    let row = times.lines().find(|line| line.starts_with(&items[1])).expect("the item");
    assert!(row.contains(",10.000000,10.000000,10.000000"), "{row}");
    assert_eq!(administrator.page(&format!("{address}/items/x")).await.status, 404);
    let candidate = app.candidate("Trần Đức Ưng").await;
    assert_eq!(candidate.get(&format!("{address}/items/{}", items[0])).await.status, 403);
    assert_eq!(candidate.get(&format!("{address}/groups.csv")).await.status, 403);
    assert_eq!(candidate.get(&format!("{address}/options.csv")).await.status, 403);
}

async fn statistics_say_why_there_is_no_alpha(engine: Engine) {
    let app = TestApp::start(engine).await;
    app.candidate("Nguyễn Thị Ánh").await.passes().await;
    let administrator = app.administrator().await;
    let address = format!("/admin/assessments/{}/statistics", bank::CODE);
    let alone = administrator.page(&address).await.text();
    assert!(alone.contains("cần ít nhất hai lượt làm có điểm khác nhau"), "{alone}");
    // A form that is longer, as another version of the assessment may have had.
    let source = app.candidate("Trần Đức Ưng").await.passes().await;
    let form = form_of(&app, source.id()).await;
    let places: Vec<_> =
        form[1..].iter().map(|item| serde_json::json!({ "item": item, "options": ["a", "b", "c", "d"] })).collect();
    let shorter = serde_json::Value::Array(places);
    app.database.run(&format!("update attempt set form = '{shorter}' where id = '{}'", source.id())).await;
    let page = administrator.page(&address).await.text();
    assert!(page.contains("các đề có số câu khác nhau"), "{page}");
}
