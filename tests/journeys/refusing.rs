//! Rather no certificate than a wrong one: each case refused with a code of its own, and nothing lost.

use crate::harness::{Candidate, Engine, Options, TestApp, Workers, keys};
use crate::journeys;
use minhchung::flows::certification::issue_certificates::issue_certificates;
use minhchung::formats::credential::keys as ring;

journeys![
    a_name_with_a_letter_no_font_has_is_refused,
    a_name_that_is_not_composed_is_refused,
    a_name_far_too_long_is_refused,
    a_name_with_a_hidden_letter_is_refused,
    a_clock_before_the_last_certificate_is_refused,
    a_score_that_does_not_recompute_is_refused,
    a_retired_key_signs_nothing,
    one_refused_certificate_holds_up_no_other,
];

async fn code(app: &TestApp, attempt: &str) -> String {
    app.database.value(&format!("select last_error from outbox where subject = 'attempt/{attempt}'")).await
}

/// Spoils the name behind everybody's back, and gives the code of the refusal; then puts it right.
async fn refused_for_name(engine: Engine, spoiled: &str) -> String {
    let app = TestApp::without_workers(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let attempt = candidate.passes().await;
    app.database.run(&format!("update person set full_name = '{spoiled}'")).await;
    let refused = (0, 1);
    assert_eq!(issue_certificates(&app.service).await.expect("a round").counts(), refused);
    let code = code(&app, attempt.id()).await;
    app.wait(61);
    assert_eq!(issue_certificates(&app.service).await.expect("a round").counts(), refused, "refused again");
    assert!(candidate.result(attempt.id()).await["certificate"].is_null());
    assert_eq!(candidate.result(attempt.id()).await["certificate_pending"], true);
    assert_eq!(app.database.number("select count(*) from certificate where state <> 'reserved'").await, 0);
    assert_eq!(app.database.number("select count(*) from audit where action = 'certificate.issue'").await, 0);
    assert!(!code.contains("Nguyễn"), "the code names nobody: {code}");
    // The roster is put right: the same number goes out, under the right name.
    app.database.run("update person set full_name = 'Nguyễn Thị Ánh'").await;
    app.wait(61);
    assert_eq!(issue_certificates(&app.service).await.expect("a round").issued, 1);
    let issued = candidate.certificate_of(attempt.id()).await;
    let verdict = app.verdict_on_code(&issued).await;
    assert_eq!((&verdict["verdict"], &verdict["number"]), (&"genuine".into(), &"00001/2026/TN".into()));
    assert_eq!(verdict["holder"], "Nguyễn Thị Ánh");
    code
}

async fn a_name_with_a_letter_no_font_has_is_refused(engine: Engine) {
    assert!(refused_for_name(engine, "Nguyễn 阮 Ánh").await.starts_with("page: "), "the page refuses");
}

async fn a_name_that_is_not_composed_is_refused(engine: Engine) {
    let code = refused_for_name(engine, "Nguye\u{302}\u{303}n Thị Ánh").await;
    assert_eq!(code, "credential: NotComposed(Holder)");
}

async fn a_name_far_too_long_is_refused(engine: Engine) {
    let code = refused_for_name(engine, &"Nguyễn Thị Ánh ".repeat(20)).await;
    assert!(code.starts_with("page: ") || code.contains("TooLarge"), "{code}");
}

async fn a_name_with_a_hidden_letter_is_refused(engine: Engine) {
    assert_eq!(refused_for_name(engine, "Nguyễn\u{202E} Thị Ánh").await, "credential: Deceptive(Holder)");
}

async fn a_clock_before_the_last_certificate_is_refused(engine: Engine) {
    let app = TestApp::without_workers(engine).await;
    app.candidate("Nguyễn Thị Ánh").await.passes().await;
    assert_eq!(issue_certificates(&app.service).await.expect("a round").issued, 1);
    let candidate = app.candidate("Trần Đức Ưng").await;
    let attempt = candidate.passes().await;
    let now = app.clock.now();
    app.clock.set(minhchung::domain::timestamp::Timestamp::from_micros(now.micros() - 3_600_000_000));
    app.database.run("update outbox set available_at = 0").await;
    assert_eq!(issue_certificates(&app.service).await.expect("a round").issued, 0);
    assert_eq!(code(&app, attempt.id()).await, "clock-went-back");
    app.clock.set(now);
    app.wait(1);
    assert_eq!(issue_certificates(&app.service).await.expect("a round").issued, 1);
    let issued = candidate.certificate_of(attempt.id()).await;
    assert_eq!(app.verdict_on_code(&issued).await["number"], "00002/2026/TN", "no number was lost");
}

async fn a_score_that_does_not_recompute_is_refused(engine: Engine) {
    let app = TestApp::without_workers(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let attempt = candidate.starts().await;
    candidate.submit(attempt.id()).await.expect(200);
    // An insider turns a fail into a pass and orders the certificate.
    app.database.run("update attempt set outcome = 'passed', earned = possible").await;
    let order = "insert into outbox (kind, subject, created_at, available_at, leased_until, tries)
                 select 'issue_certificate', 'attempt/' || id, 0, 0, 0, 0 from attempt";
    app.database.run(order).await;
    assert_eq!(issue_certificates(&app.service).await.expect("a round").issued, 0);
    assert_eq!(code(&app, attempt.id()).await, "score-does-not-recompute");
    assert_eq!(app.database.number("select count(*) from certificate").await, 0, "no number was spent");
    // Or raises the score of a pass.
    let other = app.candidate("Trần Đức Ưng").await;
    let attempt = other.starts().await;
    for item in attempt.items().iter().filter(|item| item["type"] == "single_choice") {
        other.save(attempt.id(), item["number"].as_i64().expect("a number"), 0, &["a"]).await.expect(200);
    }
    assert_eq!(other.submit(attempt.id()).await.expect(200)["outcome"], "passed");
    app.database.run(&format!("update attempt set earned = possible where id = '{}'", attempt.id())).await;
    assert_eq!(issue_certificates(&app.service).await.expect("a round").issued, 0);
    assert_eq!(code(&app, attempt.id()).await, "score-does-not-recompute");
}

async fn a_retired_key_signs_nothing(engine: Engine) {
    let options = Options {
        workers: Workers::OnCall,
        configure: |config| {
            let folder = config.data.parent().expect("a folder").to_owned();
            config.keys = keys::copied_to(&folder);
            let kid = ring::open_public(&config.keys).expect("a ring").keys()[0].kid();
            ring::retire(&config.keys, kid, crate::harness::beginning()).expect("retired");
        },
        ..Options::default()
    };
    let app = TestApp::with(engine, options).await;
    let candidate: Candidate<'_> = app.candidate("Nguyễn Thị Ánh").await;
    let attempt = candidate.passes().await;
    assert_eq!(issue_certificates(&app.service).await.expect("a round").issued, 0);
    assert_eq!(code(&app, attempt.id()).await, "no-signing-key");
    assert_eq!(app.database.number("select count(*) from certificate").await, 0, "no number was spent");
}

async fn one_refused_certificate_holds_up_no_other(engine: Engine) {
    let app = TestApp::without_workers(engine).await;
    for name in ["Nguyễn Thị Ánh", "Trần Đức Ưng", "H'Hen Niê"] {
        app.candidate(name).await.passes().await;
    }
    app.database.run("update person set full_name = 'Trần 陳 Ưng' where full_name like 'Trần%'").await;
    let round = issue_certificates(&app.service).await.expect("a round");
    assert_eq!((round.issued, round.postponed), (2, 1));
    assert_eq!(app.database.number("select count(*) from outbox where last_error is not null").await, 1);
}
