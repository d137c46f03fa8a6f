//! Banks move between formats on the command line: what can be said comes back, what is lost needs somebody to agree.

use crate::harness::{Engine, TestApp};
use crate::journeys;
use minhchung::formats::bank::read_folder;
use std::path::Path;

journeys![
    a_bank_goes_through_every_format_and_comes_back,
    an_import_with_losses_is_refused_until_somebody_agrees,
    a_mistake_at_the_very_end_imports_nothing,
    a_check_holds_items_to_the_rules_of_good_items,
    the_template_can_be_checked_as_it_is,
];

fn own(name: &str) -> String {
    format!("{}/question_banks/{name}", env!("CARGO_MANIFEST_DIR"))
}

async fn a_bank_goes_through_every_format_and_comes_back(engine: Engine) {
    let app = TestApp::start(engine).await;
    let bank = read_folder(Path::new(&own("getting-started"))).expect("no mistakes").bank;
    let formats = [
        ("xlsx", "xlsx", 8),
        ("csv", "csv", 8),
        ("xml", "moodle", 9),
        ("zip", "qti-2.1", 9),
        ("zip", "qti-2.2", 9),
        ("zip", "qti-3.0", 9),
    ];
    for (extension, format, items) in formats {
        let file = app.folder.path().join(format!("{format}.{extension}"));
        let file = file.to_str().expect("UTF-8");
        let there = ["bank", "convert", &own("getting-started"), file, "--to", format];
        let refused = app.run(&there).await;
        assert_eq!(refused.code, 65, "{format}: {}", refused.complained);
        assert!(refused.complained.contains("assessment-not-said"), "{}", refused.complained);
        assert!(!Path::new(file).exists(), "{format}");
        app.run(&[&there[..], &["--accept-loss"]].concat()).await.fine();
        let folder = app.folder.path().join(format!("from-{format}/getting-started"));
        std::fs::create_dir_all(folder.parent().expect("a parent")).expect("made");
        let back = ["bank", "convert", file, folder.to_str().expect("UTF-8"), "--code", "getting-started"];
        app.run(&back).await.fine();
        let again = read_folder(&folder).expect("no mistakes").bank;
        assert_eq!(again.items.len(), items, "{format}");
        for item in &again.items {
            let before = bank.items.iter().find(|known| known.face.id == item.face.id).expect("the same id");
            assert_eq!((&item.traits.level, &item.face.item_type), (&before.traits.level, &before.face.item_type));
            assert_eq!(item.explanation.source, before.explanation.source, "{format}");
            assert_eq!(item.key.points, before.key.points, "{format}");
        }
        let once_more = app.run(&back).await;
        assert_eq!(once_more.code, 73, "{}", once_more.complained);
    }
}

async fn an_import_with_losses_is_refused_until_somebody_agrees(engine: Engine) {
    let app = TestApp::start(engine).await;
    let sheet = "Câu hỏi,Đáp án,Người soạn\nMột?,đúng,Lan\n";
    let file = app.file("cau-hoi.csv", sheet);
    let refused = app.run(&["bank", "import", &file]).await;
    assert_eq!(refused.code, 65, "{}", refused.complained);
    assert!(
        refused.complained.contains("cau-hoi.csv:1:16: unknown-column: column `Người soạn`"),
        "{}",
        refused.complained
    );
    assert_eq!(app.database.number("select count(*) from bank_revision where bank_code = 'cau-hoi'").await, 0);
    app.run(&["bank", "import", &file, "--accept-loss"]).await.fine();
    assert_eq!(app.database.number("select count(*) from bank_revision where bank_code = 'cau-hoi'").await, 1);
    let json = app.run(&["--format", "json", "bank", "import", &file]).await;
    assert!(json.complained.contains("\"code\":\"unknown-column\""), "{}", json.complained);
}

async fn a_mistake_at_the_very_end_imports_nothing(engine: Engine) {
    let app = TestApp::start(engine).await;
    let mut sheet = "Mã câu,Câu hỏi,Đáp án\n".to_owned();
    (1..=3_000).for_each(|number| sheet.push_str(&format!("cau-{number},Câu số {number} đúng không?,đúng\n")));
    sheet.push_str("cau-1,Câu cuối?,đúng\n");
    let file = app.file("nhieu-cau.csv", sheet);
    let refused = app.run(&["bank", "import", &file]).await;
    assert_eq!(refused.code, 65, "{}", refused.complained);
    let told =
        "nhieu-cau.csv:3002:1: duplicate-item-id: two items have the id `cau-1`; the first is at nhieu-cau.csv:2:1";
    assert!(refused.complained.contains(told), "{}", refused.complained);
    assert_eq!(app.database.number("select count(*) from bank_revision where bank_code = 'nhieu-cau'").await, 0);
    assert_eq!(app.database.number("select count(*) from item where item_id like 'cau-%' and revision_id not in (select id from bank_revision)").await, 0);
}

async fn a_check_holds_items_to_the_rules_of_good_items(engine: Engine) {
    let app = TestApp::start(engine).await;
    let sheet = "Mã câu,Câu hỏi,Phương án a,Phương án b,Phương án c,Đáp án,Giải thích,Nguồn\n\
        cau-1,Việc nào không nên làm?,Hỏi lại,Mở ngay,Tất cả các phương án trên,b,Vì thư lạ có thể là lừa đảo.,Sách\n";
    let file = app.file("kiem-tra.csv", sheet);
    app.run(&["bank", "check", &file]).await.fine();
    let found = app.run(&["bank", "check", "--strict", &file]).await;
    assert_eq!(found.code, 65);
    for code in
        ["kiem-tra.csv:2:1: negative-stem: cau-1, stem (vi)", "all-of-the-above: cau-1, option c (vi)", "Haladyna"]
    {
        assert!(found.complained.contains(code), "{code}: {}", found.complained);
    }
}

async fn the_template_can_be_checked_as_it_is(engine: Engine) {
    let app = TestApp::start(engine).await;
    for language in ["vi", "en"] {
        let file = app.folder.path().join(format!("template-{language}.xlsx"));
        let file = file.to_str().expect("UTF-8");
        app.run(&["bank", "template", "--out", file, "--language", language]).await.fine();
        app.run(&["bank", "check", file, "--language", language]).await.fine();
        let again = app.run(&["bank", "template", "--out", file]).await;
        assert!(again.code == 73 && again.complained.contains("exists already"), "{}", again.complained);
    }
}
