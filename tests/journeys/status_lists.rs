//! What status lists say, when they are signed, and what somebody offline concludes from them.

use crate::harness::{Answer, Engine, Options, TestApp, Workers, config, keys};
use crate::journeys;
use futures_util::future::join_all;
use minhchung::clock::Clock;
use minhchung::domain::certification::status::LIST_LENGTH;
use minhchung::domain::certification::verdict::RevocationReason;
use minhchung::flows::certification::publish_status_list::{refresh_status_lists, status_list};
use minhchung::flows::certification::revoke_certificate::revoke_certificate;
use minhchung::formats::credential::status_list::{self, StatusList};
use serde_json::Value;

journeys![
    a_list_says_who_is_revoked_and_nothing_of_anybody_else,
    a_list_is_signed_anew_only_when_it_changes_or_ends,
    every_instance_gives_the_same_bytes,
    an_instance_without_a_private_key_gives_what_was_signed,
    a_list_that_no_certificate_names_is_not_there,
    a_saved_list_tells_offline_whether_a_certificate_stands,
];

const DAY: u64 = 86_400;

impl TestApp {
    async fn list(&self, name: &str) -> StatusList {
        let answer = self.get(&format!("/status/{name}")).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        status_list::verify(&answer.bytes, &self.service.ring()).expect("signed by the issuer")
    }

    /// The place of a certificate, as its own credential names it.
    async fn place(&self, code: &str) -> u32 {
        let credential: Value = self.get(&format!("/certificates/{code}.json")).await.json();
        let status = &credential["credentialStatus"];
        assert_eq!(status["statusListCredential"], "https://chungnhan.example.vn/status/1");
        status["statusListIndex"].as_str().expect("text").parse().expect("a place")
    }

    async fn revokes(&self, code: &str) {
        let id = code.parse().expect("a code");
        let reason = RevocationReason::Misconduct;
        revoke_certificate(&self.service, id, reason, "Biên bản 12", "QUANTRI").await.expect("revoked");
    }
}

async fn a_list_says_who_is_revoked_and_nothing_of_anybody_else(engine: Engine) {
    let app = TestApp::start(engine).await;
    let code = app.candidate("Nguyễn Thị Ánh").await.earns_a_certificate().await;
    let other = app.candidate("Trần Đức Ưng").await.earns_a_certificate().await;
    let answer = app.get("/status/1").await;
    assert_eq!(answer.header("content-type"), "application/vc+ld+json");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert_eq!(answer.header("cross-origin-resource-policy"), "cross-origin");
    assert_eq!(answer.header("cache-control"), "public, max-age=60");
    let document = answer.json();
    assert_eq!(document["@context"], serde_json::json!(["https://www.w3.org/ns/credentials/v2"]));
    assert_eq!(document["id"], "https://chungnhan.example.vn/status/1");
    assert_eq!(document["type"], serde_json::json!(["VerifiableCredential", "BitstringStatusListCredential"]));
    assert_eq!(document["credentialSubject"]["statusPurpose"], "revocation");
    let before = app.list("1").await;
    assert!((0..LIST_LENGTH).all(|place| !before.bits.is_set(place)), "nobody is revoked");
    app.revokes(&code).await;
    let (after, place) = (app.list("1").await, app.place(&code).await);
    let set: Vec<u32> = (0..LIST_LENGTH).filter(|place| after.bits.is_set(*place)).collect();
    assert_eq!(set, [place], "at once, and nobody else; the other one is at {}", app.place(&other).await);
    let replaced = app.list("1-supersession").await;
    assert!((0..LIST_LENGTH).all(|place| !replaced.bits.is_set(place)), "revoked is not replaced");
}

async fn a_list_is_signed_anew_only_when_it_changes_or_ends(engine: Engine) {
    let app = TestApp::start(engine).await;
    let code = app.candidate("Nguyễn Thị Ánh").await.earns_a_certificate().await;
    let first = app.get("/status/1").await;
    let tag = first.header("etag").to_owned();
    let asks = |tag: String| async { Answer::of(app.request("GET", "/status/1").header("if-none-match", tag)).await };
    for known in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
        let answer = asks(known.clone()).await;
        assert_eq!((answer.status, answer.bytes.len()), (304, 0), "{known}");
        assert_eq!(answer.header("etag"), tag);
    }
    assert_eq!(asks("\"other\"".to_owned()).await.status, 200);
    app.wait(2 * DAY);
    assert_eq!(app.get("/status/1").await.bytes, first.bytes, "nothing has changed");
    let replaced = app.get("/status/1-supersession").await.bytes;
    app.revokes(&code).await;
    let changed = asks(tag).await;
    assert_eq!(changed.status, 200, "a revocation shows at once");
    assert_eq!(app.get("/status/1-supersession").await.bytes, replaced, "that list has not changed");
    app.wait(3 * DAY + 1);
    let anew = app.list("1").await;
    assert_eq!(anew.valid_from, app.clock.now().whole_second(), "its time runs out");
    assert!(anew.valid_until > app.clock.now(), "nobody is given a list that is over");
    assert_ne!(app.get("/status/1").await.header("etag"), changed.header("etag"));
}

async fn every_instance_gives_the_same_bytes(engine: Engine) {
    let app = TestApp::without_workers(engine).await;
    let other = config(app.folder.path(), &app.database.url, keys::shared());
    let other = minhchung::cli::boot_service(other, app.clock.clone()).await.expect("a second instance").service;
    let name = "1".parse().expect("a list");
    let given = join_all((0..20).map(|number| {
        let service = if number % 2 == 0 { &app.service } else { &other };
        async move { status_list(service, name).await.expect("a list") }
    }))
    .await;
    assert!(given.iter().all(|bytes| *bytes == given[0]));
    assert_eq!(app.database.number("select count(*) from status_list").await, 1);
}

async fn an_instance_without_a_private_key_gives_what_was_signed(engine: Engine) {
    let options =
        Options { workers: Workers::OnCall, configure: |config| config.verify_only = true, ..Options::default() };
    let app = TestApp::with(engine, options).await;
    let none = app.get("/status/1").await;
    assert_eq!(none.problem(), (503, "not-signed-yet".into()));
    assert!(!none.header("retry-after").is_empty());
    let signing = config(app.folder.path(), &app.database.url, keys::shared());
    let signing = minhchung::cli::boot_service(signing, app.clock.clone()).await.expect("another instance").service;
    refresh_status_lists(&signing).await.expect("signed");
    let list = app.list("1").await;
    assert_eq!(list.valid_from, app.clock.now().whole_second());
    app.list("1-supersession").await;
}

async fn a_list_that_no_certificate_names_is_not_there(engine: Engine) {
    let app = TestApp::start(engine).await;
    for name in ["0", "2", "01", "+1", "1-revocation", "1-Supersession", "2-supersession", "4294967296", "x", "1%00"] {
        assert_eq!(app.get(&format!("/status/{name}")).await.problem().0, 404, "{name}");
    }
    assert_eq!(Answer::of(app.request("POST", "/status/1")).await.status, 405);
    app.candidate("Nguyễn Thị Ánh").await.earns_a_certificate().await;
    app.database.run("update certificate set status_list = 3").await;
    app.list("2").await;
    app.list("3-supersession").await;
    assert_eq!(app.get("/status/4").await.problem().0, 404);
}

async fn a_saved_list_tells_offline_whether_a_certificate_stands(engine: Engine) {
    let app = TestApp::start(engine).await;
    app.at_the_machines_time();
    let code = app.candidate("Nguyễn Thị Ánh").await.earns_a_certificate().await;
    let qr = app.file("code.txt", app.qr_text(&code).await);
    let pdf = app.file("certificate.pdf", app.pdf(&code).await);
    let credential = app.saved(&format!("/certificates/{code}.json"), "credential.json").await;
    let did = app.saved("/.well-known/did.json", "did.json").await;
    let early = app.saved("/status/1", "early.json").await;
    for file in [&qr, &pdf, &credential] {
        let said = app.run(&["certificate", "verify", file, "--keys", &did, "--status", &early]).await.fine();
        assert!(said.starts_with("genuine:") && said.contains("status-list-asked"), "{said}");
    }
    app.revokes(&code).await;
    let late = app.saved("/status/1", "late.json").await;
    let replaced = app.saved("/status/1-supersession", "replaced.json").await;
    for file in [&qr, &pdf, &credential] {
        let ran =
            app.run(&["certificate", "verify", file, "--keys", &did, "--status", &late, "--status", &replaced]).await;
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(ran.said.starts_with("revoked:"), "{ran:?}");
    }
    // Lists that nothing may be concluded from are named, and no verdict is given.
    let list = app.get("/status/1").await.text();
    let bent = app.file("bent.json", list.replace("\"encodedList\":\"uH4s", "\"encodedList\":\"uH4t"));
    let longer = app.file("longer.json", list.replace("2026", "2036"));
    let text = app.file("text.json", "xin chào");
    for (file, says) in
        [(&bent, "not one of the issuer"), (&longer, "not one"), (&text, "not one"), (&replaced, "is not on")]
    {
        let ran = app.run(&["certificate", "verify", &credential, "--keys", &did, "--status", file]).await;
        assert_eq!((ran.code, ran.said.as_str()), (65, ""), "{file}: {ran:?}");
        assert!(ran.complained.contains(says), "{file}: {ran:?}");
    }
    let missing = app.run(&["certificate", "verify", &credential, "--keys", &did, "--status", "gone.json"]).await;
    assert_eq!(missing.code, 66, "{missing:?}");
    assert_eq!(app.run(&["certificate", "verify", &credential, "--status", &late]).await.code, 2, "it takes the keys");
    an_old_list_tells_only_of_the_revoked(&app, &credential, &did).await;
}

/// Nothing is ever un-revoked; but whoever stands on an old list may be revoked since.
async fn an_old_list_tells_only_of_the_revoked(app: &TestApp, credential: &str, did: &str) {
    let now = Clock::System.now();
    app.database.run("update status_list set valid_until = 0").await;
    app.clock.set(minhchung::domain::timestamp::Timestamp::from_micros(now.micros() - 8 * DAY as i64 * 1_000_000));
    let old = app.saved("/status/1", "old.json").await;
    let ran = app.run(&["certificate", "verify", credential, "--keys", did, "--status", &old]).await;
    assert!(ran.said.starts_with("revoked:"), "{ran:?}");
    app.database.run("delete from revocation; update status_list set valid_until = 0").await;
    let old = app.saved("/status/1", "old.json").await;
    let ran = app.run(&["certificate", "verify", credential, "--keys", did, "--status", &old]).await;
    assert_eq!((ran.code, ran.said.as_str()), (65, ""), "{ran:?}");
    assert!(ran.complained.contains("download it anew"), "{ran:?}");
}
