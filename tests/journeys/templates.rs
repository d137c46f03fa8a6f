//! The templates of certificates: chosen by the assessment, frozen by use, looked at by administrators.

use crate::harness::{BASE_URL, Engine, Options, TestApp, Workers, bank};
use crate::journeys;
use minhchung::domain::assessment::definition::Assessment;
use minhchung::flows::certification::import_template::{ImportRefusal, Imported, import_template};
use minhchung::flows::certification::issue_certificates::issue_certificates;
use minhchung::flows::certification::list_templates::list_templates;
use minhchung::formats::template::{TemplateFile, read};
use minhchung::store::Failure;
use std::path::Path;

journeys![
    an_assessment_chooses_its_template,
    a_version_that_was_used_cannot_be_changed,
    what_was_issued_comes_again_from_the_stored_version,
    a_version_comes_into_force_on_its_day,
    a_template_that_is_not_in_force_issues_nothing,
    administrators_see_templates_and_what_they_look_like,
];

/// A bundled template with one thing changed.
fn template(code: &str, changes: &[(&str, &str)]) -> TemplateFile {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("certificate_templates").join(code).join("template.toml");
    let text = std::fs::read_to_string(path).expect("a bundled template");
    let changed = changes.iter().fold(text, |text, (old, new)| {
        assert!(text.contains(old), "{old}");
        text.replacen(old, new, 1)
    });
    let layout = read("template.toml", changed.as_bytes()).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    TemplateFile { source: changed.into_bytes(), layout }
}

async fn imported(app: &TestApp, template: &TemplateFile) -> Imported {
    import_template(&app.service, template, "test").await.expect("imported")
}

fn assessment_with(template: &str) -> Assessment {
    let mut assessment = bank::assessment();
    if let Some(terms) = &mut assessment.certificate {
        terms.template = Some(template.to_owned());
    }
    assessment
}

async fn app_with(engine: Engine, assessment: Assessment) -> TestApp {
    TestApp::with(engine, Options { workers: Workers::OnCall, assessments: vec![assessment], ..Options::default() })
        .await
}

/// Somebody passes and gets a certificate; gives the attempt's result.
async fn certified(app: &TestApp, name: &str) -> serde_json::Value {
    let candidate = app.candidate(name).await;
    let attempt = candidate.starts().await;
    candidate.answers_everything_right(&attempt).await;
    candidate.submit(attempt.id()).await.expect(200);
    issue_certificates(&app.service).await.expect("issued");
    candidate.get(&format!("/api/v1/attempts/{}/result", attempt.id())).await.expect(200)
}

async fn pdf_of(app: &TestApp, result: &serde_json::Value) -> Vec<u8> {
    let address = result["certificate"]["pdf"].as_str().expect("a certificate");
    let answer = app.get(address.strip_prefix(BASE_URL).unwrap_or(address)).await;
    assert_eq!(answer.status, 200);
    answer.bytes
}

/// `(code, version, is used)` of what is stored.
async fn stored(app: &TestApp) -> Vec<Vec<Option<String>>> {
    app.database
        .rows(
            "select code, cast(version as text), case when first_used_at is null then 'no' else 'yes' end
               from certificate_template order by code, version",
        )
        .await
}

fn row(code: &str, version: &str, is_used: &str) -> Vec<Option<String>> {
    [code, version, is_used].map(|text| Some(text.to_owned())).to_vec()
}

async fn templates_of_claims(app: &TestApp) -> Vec<String> {
    let rows = app.database.rows("select claim from certificate order by reserved_at, serial").await;
    let claims = rows.into_iter().filter_map(|mut row| row.pop().flatten());
    let name = |claim: String| serde_json::from_str::<serde_json::Value>(&claim).expect("JSON")["template"].clone();
    claims.map(|claim| name(claim).as_str().expect("a name").to_owned()).collect()
}

async fn an_assessment_chooses_its_template(engine: Engine) {
    let usual = TestApp::without_workers(engine).await;
    let landscape = pdf_of(&usual, &certified(&usual, "Nguyễn Thị Ánh").await).await;
    assert_eq!(templates_of_claims(&usual).await, ["national-landscape-1"]);
    assert_eq!(stored(&usual).await, [row("national-landscape", "1", "yes")]);
    let app = app_with(engine, assessment_with("national-portrait")).await;
    let portrait = pdf_of(&app, &certified(&app, "Nguyễn Thị Ánh").await).await;
    assert_eq!(templates_of_claims(&app).await, ["national-portrait-1"]);
    assert_eq!(stored(&app).await, [row("national-portrait", "1", "yes")]);
    let size = |file: &[u8]| {
        let document = lopdf::Document::load_mem(file).expect("a PDF");
        let page = document.get_dictionary(document.get_pages()[&1]).expect("a page");
        let edges = page.get(b"MediaBox").and_then(lopdf::Object::as_array).expect("a box").clone();
        edges[2..].iter().map(|edge| edge.as_float().expect("a number").round() as i64).collect::<Vec<_>>()
    };
    assert_eq!((size(&landscape), size(&portrait)), (vec![842, 595], vec![595, 842]));
}

async fn a_version_that_was_used_cannot_be_changed(engine: Engine) {
    let app = TestApp::without_workers(engine).await;
    let changed = template("national-landscape", &[("colour = \"navy\"", "colour = \"jade\"")]);
    // Before its first use, a version may be put right as often as one likes.
    assert_eq!(imported(&app, &changed).await, Imported::New);
    let original = template("national-landscape", &[]);
    assert_eq!(imported(&app, &original).await, Imported::Replaced);
    assert_eq!(imported(&app, &original).await, Imported::Unchanged);
    certified(&app, "Nguyễn Thị Ánh").await;
    let refused = import_template(&app.service, &changed, "test").await;
    let Err(Failure::Refused(refusal @ ImportRefusal::InUse(_))) = refused else { panic!("{refused:?}") };
    let sentence = "the version was used for certificates since 2026-12-01; what was issued stays as it is";
    assert_eq!(refusal.to_string(), sentence);
    assert_eq!(imported(&app, &original).await, Imported::Unchanged);
    assert_eq!(stored(&app).await, [row("national-landscape", "1", "yes")]);
    assert_eq!(app.database.number("select count(*) from audit where action = 'template.import'").await, 2);
    // The next version is another one.
    let next = template("national-landscape", &[("version = 1", "version = 2"), ("\"navy\"", "\"jade\"")]);
    assert_eq!(imported(&app, &next).await, Imported::New);
    certified(&app, "Trần Đức Ưng").await;
    assert_eq!(templates_of_claims(&app).await, ["national-landscape-1", "national-landscape-2"]);
}

async fn what_was_issued_comes_again_from_the_stored_version(engine: Engine) {
    let app = TestApp::without_workers(engine).await;
    // Not the bundled version 1: the file that was in force when it was first used.
    let own = template("national-landscape", &[("colour = \"navy\"", "colour = \"jade\"")]);
    assert_eq!(imported(&app, &own).await, Imported::New);
    let result = certified(&app, "Nguyễn Thị Ánh").await;
    let issued = pdf_of(&app, &result).await;
    let next = template("national-landscape", &[("version = 1", "version = 2"), ("\"red\"", "\"clay\"")]);
    assert_eq!(imported(&app, &next).await, Imported::New);
    // The file is lost, and the program that renders it again knows only the database and what it carries.
    std::fs::remove_dir_all(app.folder.path().join("files/certificates")).expect("removed");
    let bundled = template("national-landscape", &[]);
    app.service.renderer.templates.learn(bundled.layout);
    assert_eq!(pdf_of(&app, &result).await, issued);
}

async fn a_version_comes_into_force_on_its_day(engine: Engine) {
    let app = TestApp::without_workers(engine).await;
    let next =
        template("national-landscape", &[("version = 1", "version = 2"), ("from = 2025-01-01", "from = 2026-12-02")]);
    assert_eq!(imported(&app, &next).await, Imported::New);
    certified(&app, "Nguyễn Thị Ánh").await;
    let current = |listed: Vec<minhchung::flows::certification::list_templates::Listed>| {
        let landscape = listed.into_iter().filter(|listed| listed.version.code == "national-landscape");
        landscape.map(|listed| (listed.version.version, listed.is_current, listed.is_bundled)).collect::<Vec<_>>()
    };
    assert_eq!(current(list_templates(&app.service).await.expect("a list")), [(2, false, false), (1, true, true)]);
    app.wait(24 * 3600);
    certified(&app, "Trần Đức Ưng").await;
    assert_eq!(current(list_templates(&app.service).await.expect("a list")), [(2, true, false), (1, false, true)]);
    assert_eq!(templates_of_claims(&app).await, ["national-landscape-1", "national-landscape-2"]);
}

async fn a_template_that_is_not_in_force_issues_nothing(engine: Engine) {
    let app = app_with(engine, assessment_with("gone")).await;
    let own = template(
        "citizens",
        &[
            ("code = \"citizens\"", "code = \"gone\""),
            ("from = 2025-01-01", "from = 2025-01-01\neffective_until = 2026-11-30"),
        ],
    );
    assert_eq!(imported(&app, &own).await, Imported::New);
    let result = certified(&app, "Nguyễn Thị Ánh").await;
    assert!(result["certificate"].is_null(), "{result}");
    let waiting = "select count(*) from outbox where last_error = 'no-template' and done_at is null";
    assert_eq!(app.database.number(waiting).await, 1);
    assert_eq!(app.database.number("select count(*) from certificate").await, 0);
}

async fn administrators_see_templates_and_what_they_look_like(engine: Engine) {
    let app = TestApp::without_workers(engine).await;
    certified(&app, "Nguyễn Thị Ánh").await;
    let admin = app.administrator().await;
    let page = admin.get("/admin/templates").await;
    assert_eq!(page.status, 200);
    for text in ["Giấy chứng nhận khổ đứng", "citizens", "Đã dùng để cấp giấy từ 01/12/2026", "Chưa cấp giấy nào"]
    {
        assert!(page.text().contains(text), "{text}");
    }
    for sample in ["typical", "longest", "shortest"] {
        let preview = admin.get(&format!("/admin/templates/citizens/preview.pdf?sample={sample}")).await;
        assert_eq!(preview.status, 200, "{}", preview.text());
        assert!(preview.bytes.starts_with(b"%PDF-1.7"));
    }
    assert_eq!(admin.get("/admin/templates/citizens/preview.pdf?sample=huge").await.status, 422);
    assert_eq!(admin.get("/admin/templates/citizens/preview.pdf?version=9").await.status, 404);
    assert_eq!(admin.get("/admin/templates/none/preview.pdf").await.status, 404);
    // Nobody else, and a preview is no certificate.
    let candidate = app.candidate("Trần Đức Ưng").await;
    assert_eq!(candidate.get("/admin/templates").await.status, 403);
    assert_eq!(candidate.get("/admin/templates/citizens/preview.pdf").await.status, 403);
    assert_eq!(stored(&app).await, [row("national-landscape", "1", "yes")]);
}
