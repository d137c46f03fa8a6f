//! Calibration of items from what people answered, and simulation of tests, by the command line.

use crate::harness::{Engine, TestApp, bank};
use crate::journeys;
use minhchung::domain::measurement::stream::Stream;
use serde_json::json;

journeys![items_are_calibrated_and_their_test_is_tried_on_made_up_people, bad_parameters_are_refused_at_their_place,];

const PEOPLE: usize = 240;
const PARAMETERS: &str = "item,discrimination,discrimination_error,difficulty\ncau-001,1.2,0.1,-0.5\n";

/// How often each item was given, and how often it was right.
type Tallies = [(usize, usize); 8];

/// Submitted first attempts where the service would have put them: wrong is another option, a half of two right ones, or
/// no answer at all. The first person sat a second time, all right, which does not count.
async fn answered(app: &TestApp) -> Tallies {
    let revision = app.database.rows("select revision_id from assessment_version").await[0][0].clone().expect("an id");
    let mut chance = Stream::new(8, 0);
    let mut tallies = Tallies::default();
    let mut sql = String::new();
    for person in 0..PEOPLE {
        sql += &format!(
            "insert into person (id, login, full_name, search_name, position, role, secret_hash, created_at)
             values ('P{person:025}', 'p{person}', 'Người {person}', 'nguoi {person}', '', 'candidate', 'x', 0);\n"
        );
        let ability = chance.normal();
        let skipped = chance.word() % 3;
        let items: Vec<u64> =
            (1..=8).filter(|item| *item > 6 || *item != 1 + skipped && *item != 4 + skipped).collect();
        let likely = |item: u64| 1.0 / (1.0 + (-1.3 * (ability - (item as f64 - 4.0) / 3.0)).exp());
        let rights: Vec<bool> = items.iter().map(|item| chance.share() < likely(*item)).collect();
        for (item, is_right) in items.iter().zip(&rights) {
            tallies[*item as usize - 1].0 += 1;
            tallies[*item as usize - 1].1 += usize::from(*is_right);
        }
        sql += &attempt(&revision, (person, 1), &items, &rights);
        if person == 0 {
            sql += &attempt(&revision, (person, 2), &items, &[true; 6]);
        }
    }
    app.database.run(&sql).await;
    tallies
}

fn attempt(revision: &str, (person, number): (usize, usize), items: &[u64], rights: &[bool]) -> String {
    let place = |item: &u64| json!({ "item": format!("cau-{item:03}"), "options": ["a", "b", "c", "d"] });
    let form = json!(items.iter().map(place).collect::<Vec<_>>());
    let id = format!("A{number}{person:024}");
    let mut sql = format!(
        "insert into attempt (id, assessment_code, assessment_version, revision_id, person_id, number, state, language,
                              seed, form, started_at, deadline, accepts_until, locked_at, closed_at, by_timeout,
                              outcome, earned, possible, rules_version)
         values ('{id}', '{}', 1, '{revision}', 'P{person:025}', {number}, 'submitted', 'vi', '', '{form}',
                 0, 0, 0, 0, 0, false, 'failed', 0, 600, 1);\n",
        bank::CODE
    );
    for (place, (item, is_right)) in items.iter().zip(rights).enumerate() {
        let chosen = match (is_right, *item > 6, person % 2) {
            (true, false, _) => json!(["a"]),
            (true, true, _) => json!(["a", "c"]),
            (false, true, _) => json!(["a"]),
            (false, false, 0) => json!(["d"]),
            (false, false, _) => continue,
        };
        let response = json!({ "choice": chosen });
        let columns = "attempt_id, number, revision, response, saved_at";
        sql += &format!("insert into response ({columns}) values ('{id}', {}, 1, '{response}', 0);\n", place + 1);
    }
    sql
}

async fn items_are_calibrated_and_their_test_is_tried_on_made_up_people(engine: Engine) {
    let app = TestApp::start(engine).await;
    app.candidate("Nguyễn Thị Ánh").await.passes().await;
    let calibrate = ["assessment", "calibrate", bank::CODE, "--out", "parameters.csv"];
    let early = app.run(&calibrate).await;
    assert_eq!(early.code, 65);
    assert!(early.complained.contains("1 first attempts are too few to calibrate items; it takes at least 200"));
    assert!(!app.folder.path().join("parameters.csv").exists(), "nothing is written");
    let administrator = app.administrator().await;
    let address = format!("/admin/assessments/{}/measurement", bank::CODE);
    let page = administrator.page(&address).await.text();
    assert!(page.contains("Chưa đủ lượt làm để ước lượng") && page.contains("200"), "{page}");
    app.database.run("delete from response").await;
    app.database.run("update attempt set number = 99").await;

    let tallies = answered(&app).await;
    let said = app.run(&calibrate).await;
    assert!(said.complained.contains("240 attempts read"), "{}", said.complained);
    assert!(said.fine().starts_with("thu-nghiem: 8 items calibrated from 240 first attempts in "));
    let table = std::fs::read_to_string(app.folder.path().join("parameters.csv")).expect("the file");
    let rows: Vec<Vec<&str>> = table.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(&rows[0][..4], ["\u{FEFF}item", "answers", "right", "discrimination"]);
    let number = |row: &[&str], column: usize| row[column].parse::<f64>().expect("a number");
    for (row, (given, right)) in rows[1..].iter().zip(tallies) {
        assert_eq!((number(row, 1), number(row, 2)), (given as f64, right as f64), "{row:?}: full marks are right");
        assert!(number(row, 3) > 0.3 && number(row, 4) > 0.0 && number(row, 6) > 0.0, "{row:?}");
    }
    assert!(number(&rows[1], 5) < number(&rows[8], 5), "the last item is harder than the first");

    let page = administrator.page(&address).await.text();
    assert!(page.contains("Ước lượng 8 câu hỏi từ 240 lượt làm đầu tiên đã nộp."), "{page}");
    assert!(page.contains("Đường cong của câu cau-001") && page.matches("<polyline").count() == 3, "{page}");
    for secret in ["Câu hỏi cau-", "Phương án", "Nguyễn Thị Ánh", "Người 1"] {
        assert!(!page.contains(secret), "an administrator reads neither items nor people here: {secret}");
    }
    let other = administrator.page(&format!("{address}?item=cau-007")).await.text();
    assert!(other.contains("Đường cong của câu cau-007"), "{other}");
    assert_eq!(administrator.page(&format!("{address}?item=x")).await.status, 404);
    assert_eq!(administrator.page(&format!("{address}?revision=x")).await.status, 404);

    let simulate = |seed: &'static str| {
        let fixed = ["--format", "json", "assessment", "simulate", bank::CODE, "--parameters", "parameters.csv"];
        let rest = ["--candidates", "300", "--seed", seed, "--adaptive", "--fewest", "2", "--items", "shown.csv"];
        fixed.into_iter().chain(rest).collect::<Vec<_>>()
    };
    let first = app.run(&simulate("7")).await;
    let figures = first.json();
    assert_eq!(figures, app.run(&simulate("7")).await.json(), "the same seed, the same simulation");
    assert_ne!(figures, app.run(&simulate("8")).await.json());
    let (fixed, adaptive) = (&figures["fixed"], &figures["adaptive"]);
    assert_eq!((&fixed["mean_length"], &fixed["exposure"]["cau-007"]), (&json!(6.0), &json!(1.0)), "{figures}");
    let shown: f64 =
        fixed["exposure"].as_object().expect("items").values().map(|share| share.as_f64().expect("a share")).sum();
    assert!((shown - 6.0).abs() < 1e-9, "{figures}");
    for figures in [fixed, adaptive] {
        assert!(figures["accuracy"].as_f64().is_some_and(|share| share > 0.6), "{figures}");
        assert!(figures["rmse"].as_f64().is_some_and(|error| error > 0.2 && error < 1.0), "{figures}");
        assert!(figures["bias"].as_f64().is_some_and(|bias| bias.abs() < 0.2), "{figures}");
    }
    assert!(adaptive["mean_length"].as_f64().is_some_and(|length| (2.0..=6.0).contains(&length)), "{figures}");
    let shown = std::fs::read_to_string(app.folder.path().join("shown.csv")).expect("the file");
    assert_eq!(shown.lines().count(), 9, "{shown}");
    let told =
        app.run(&["assessment", "simulate", bank::CODE, "--parameters", "parameters.csv", "--candidates", "1000"]);
    let told = told.await;
    assert!(told.complained.contains("1000 of 1000 people have sat"), "{}", told.complained);
    assert!(told.said.contains("fixed form: 6.0 items") && !told.said.contains("adaptive"), "{}", told.said);
}

async fn bad_parameters_are_refused_at_their_place(engine: Engine) {
    let app = TestApp::start(engine).await;
    let simulate = async |text: &str| {
        let file = app.file("p.csv", text);
        app.run(&["assessment", "simulate", bank::CODE, "--parameters", &file, "--candidates", "5"]).await
    };
    let bad = simulate("item,discrimination,difficulty\ncau-001,-1,0\ncau-002,1,1e9\n").await;
    let lines: Vec<&str> = bad.complained.lines().collect();
    assert_eq!((bad.code, lines.len()), (65, 2), "{}", bad.complained);
    assert!(lines[0].starts_with("p.csv:2:9: out-of-range: "), "{}", lines[0]);
    assert!(lines[1].starts_with("p.csv:3:11: out-of-range: "), "{}", lines[1]);
    let unknown = simulate("item,discrimination,difficulty\ncau-001,1,0\ncau-999,1,0\n").await;
    assert_eq!(unknown.code, 65);
    assert!(unknown.complained.starts_with("p.csv:3:1: unknown-item: the bank has no item `cau-999`; "));
    let few = simulate(PARAMETERS).await;
    assert_eq!(few.code, 65);
    assert!(few.complained.contains("too-few-items: a rule of the blueprint takes 4 items of alpha, and only 1 "));
    assert_eq!(app.run(&["assessment", "simulate", bank::CODE, "--parameters", "none.csv"]).await.code, 66);
    assert_eq!(app.run(&["assessment", "calibrate", "x", "--out", "x.csv"]).await.code, 66);
    let nobody = app.run(&["assessment", "calibrate", bank::CODE, "--out", "x.csv"]).await;
    assert_eq!(nobody.code, 66, "{}", nobody.complained);
}
