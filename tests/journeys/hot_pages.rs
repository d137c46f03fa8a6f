//! A certificate that a crowd looks at: checked once for all of them, and never shown as good once it is taken back.

use crate::harness::{Engine, TestApp};
use crate::journeys;
use minhchung::domain::certification::verdict::RevocationReason;
use minhchung::flows::certification::revoke_certificate::revoke_certificate;
use std::time::Duration;

journeys![a_crowd_sees_a_revocation_at_once, what_is_kept_is_kept_for_its_reader_alone, what_is_kept_is_soon_made_anew];

const GENUINE: &str = "Giấy chứng nhận thật, còn hiệu lực";

async fn issued(engine: Engine) -> (TestApp, String, String) {
    let app = TestApp::start(engine).await;
    let code = app.candidate("Nguyễn Thị Ánh").await.earns_a_certificate().await;
    let path = format!("/v/{code}");
    for _ in 0..8 {
        assert!(app.get(&path).await.text().contains(GENUINE));
    }
    (app, code, path)
}

async fn a_crowd_sees_a_revocation_at_once(engine: Engine) {
    let (app, code, path) = issued(engine).await;
    let id = code.parse().expect("a code");
    let reason = RevocationReason::Misconduct;
    revoke_certificate(&app.service, id, reason, "Biên bản 12", "QUANTRI").await.expect("revoked");
    for _ in 0..8 {
        assert!(!app.get(&path).await.text().contains(GENUINE));
    }
}

async fn what_is_kept_is_kept_for_its_reader_alone(engine: Engine) {
    let (app, _, path) = issued(engine).await;
    let english = crate::harness::Answer::of(app.request("GET", &path).header("cookie", "__Host-language=en")).await;
    assert!(english.text().contains("<html lang=\"en\""), "{}", english.text());
    assert!(app.get(&path).await.text().contains("<html lang=\"vi\""));
    let candidate = app.candidate("Trần Đức Ưng").await;
    let own = candidate.get(&path).await;
    assert!(own.text().contains("Trần Đức Ưng"));
    let strangers = app.get(&path).await;
    assert!(!strangers.text().contains("Trần Đức Ưng"));
    // A kept page has the headers of any other.
    assert_eq!(strangers.header("cache-control"), "private, no-store");
    assert!(strangers.header("content-type").starts_with("text/html"));
    // Nobody else's address is put into its form.
    assert!(app.get(&format!("{path}?x=1")).await.text().contains("?x=1"));
    assert!(!app.get(&path).await.text().contains("?x=1"));
}

async fn what_is_kept_is_soon_made_anew(engine: Engine) {
    let (app, _, path) = issued(engine).await;
    // Behind the service's back: nothing but the check itself can find this.
    app.database.run("update certificate set credential = replace(credential, 'Ánh', 'Anh')").await;
    let is_kept = app.get(&path).await.text().contains(GENUINE);
    assert!(is_kept, "a crowd is served without a check of its own for each");
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(!app.get(&path).await.text().contains(GENUINE));
}
