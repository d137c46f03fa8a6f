//! Statistics: what administrators and authors learn of a test from the attempts at it.

use crate::harness::{Engine, TestApp, bank};
use crate::journeys;

journeys![statistics_come_from_first_attempts_and_tell_no_key, before_anybody_submits_the_page_says_what_will_be_there,];

async fn statistics_come_from_first_attempts_and_tell_no_key(engine: Engine) {
    let app = TestApp::start(engine).await;
    for name in ["Nguyễn Thị Ánh", "Trần Đức Ưng"] {
        app.candidate(name).await.passes().await;
    }
    // Fails the first time with one right answer, and passes the second time, which does not count.
    let third = app.candidate("Đặng Thị Trang").await;
    let attempt = third.starts().await;
    third.save(attempt.id(), 1, 0, &["a"]).await.expect(200);
    third.submit(attempt.id()).await.expect(200);
    third.passes().await;
    // Who has not submitted says nothing yet.
    app.candidate("Phạm Văn Đồng").await.starts().await;

    let administrator = app.administrator().await;
    let address = format!("/admin/assessments/{}/statistics", bank::CODE);
    let page = administrator.page(&address).await.text();
    assert!(page.contains("Tính trên 3 lượt làm đầu tiên đã nộp."), "{page}");
    assert!(page.contains("cau-00") && page.contains("Mỗi người làm một đề rút từ ngân hàng"), "{page}");
    for secret in ["Câu hỏi cau-", "Phương án", "Nguyễn Thị Ánh", "Sở Y tế"] {
        assert!(!page.contains(secret), "an administrator reads neither items nor people here: {secret}");
    }
    assert_eq!(administrator.page(&format!("{address}?revision=x")).await.status, 404);
    assert_eq!(administrator.page("/admin/assessments/x/statistics").await.status, 404);
    let table = administrator.page(&format!("{address}.csv")).await;
    assert_eq!(table.header("content-type"), "text/csv; charset=utf-8");
    let table = table.text();
    let rows: Vec<Vec<&str>> = table.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(&rows[0][..3], ["\u{FEFF}item", "attempts", "facility"]);
    let had: usize = rows[1..].iter().map(|row| row[1].parse::<usize>().expect("a number")).sum();
    assert_eq!(had as i64, 3 * bank::ITEMS, "each item counts in the attempts that had it");

    let said = app.run(&["--format", "json", "assessment", "statistics", bank::CODE, "--options", "options.csv"]).await;
    let figures = said.json();
    assert_eq!((&figures["attempts"], &figures["is_fixed_form"]), (&3.into(), &false.into()), "{figures}");
    let scores =
        app.database.rows("select earned, possible from attempt where number = 1 and earned is not null").await;
    let number = |cell: &Option<String>| cell.as_deref().expect("a figure").parse::<f64>().expect("a number");
    let points: Vec<f64> = scores.iter().map(|row| 100.0 * number(&row[0]) / number(&row[1])).collect();
    let mean = points.iter().sum::<f64>() / 3.0;
    assert!((figures["mean"].as_f64().expect("a mean") - mean).abs() < 1e-9, "{figures}");
    let options = std::fs::read_to_string(app.folder.path().join("options.csv")).expect("the file");
    assert!(options.contains(",a,true,"), "authors see the key: {options}");
    let missing = app.run(&["assessment", "statistics", "x"]).await;
    assert_eq!(missing.code, 66, "{}", missing.complained);
}

async fn before_anybody_submits_the_page_says_what_will_be_there(engine: Engine) {
    let app = TestApp::start(engine).await;
    let administrator = app.administrator().await;
    let page = administrator.page(&format!("/admin/assessments/{}/statistics", bank::CODE)).await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("Chưa có lượt làm nào được nộp"), "{}", page.text());
    let dashboard = administrator.page("/admin").await.text();
    assert!(dashboard.contains(&format!("/admin/assessments/{}/statistics", bank::CODE)));
}
