//! Keys come into use, go out of use and leak while the service runs.

use crate::harness::{Engine, Options, TestApp, Workers, keys, until};
use crate::journeys;
use minhchung::domain::certification::claim::Claim;
use minhchung::domain::certification::log_entry::{LogEntry, Occurrence};
use minhchung::domain::certification::verdict::Verdict;
use minhchung::domain::identifier::CertificateId;
use minhchung::domain::timestamp::Timestamp;
use minhchung::flows::certification::issue_certificates::issue_certificates;
use minhchung::flows::certification::record_key_events::record_key_events;
use minhchung::flows::certification::reload_keys::{Reloaded, When, reload_keys};
use minhchung::flows::certification::verify_offline::verify_offline;
use minhchung::formats::credential::keys::{self as ring, IssuingKey, KeyRing, Kid, Lifetime, NewKey, Purpose};
use minhchung::formats::credential::{cose, proof, qr};
use serde_json::Value;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

journeys![
    certificates_are_issued_while_keys_change,
    what_a_key_prepared_that_is_retired_is_made_anew_under_its_number,
    what_a_key_prepared_that_still_signs_is_finished_with_it,
    what_a_leaked_key_signed_stands_only_if_the_log_has_it,
    what_happened_to_keys_is_in_the_log_and_the_trail_once,
    a_bad_ring_leaves_the_old_one_in_force,
    an_older_key_folder_is_not_believed,
];

async fn app(engine: Engine) -> TestApp {
    let configure = |config: &mut minhchung::config::Config| {
        config.keys = keys::copied_to(config.data.parent().expect("a folder"));
    };
    TestApp::with(engine, Options { workers: Workers::OnCall, configure, ..Options::default() }).await
}

impl TestApp {
    fn key_folder(&self) -> PathBuf {
        self.service.key_chain.source().folder.clone()
    }

    fn first_key(&self) -> Kid {
        self.service.ring().keys()[0].kid()
    }

    /// Another key, announced for the next month.
    fn announces(&self, seed: u8) -> Kid {
        let now = self.clock.now();
        let month = Duration::from_secs(30 * 86_400);
        let new = NewKey {
            seed: [seed; 32].into(),
            salt: [seed; 16],
            iv: [seed; 16],
            purpose: Purpose::Credential,
            created_at: now,
            active_from: now.plus(month),
        };
        ring::create(&self.key_folder(), keys::PASSPHRASE, &new).expect("a key")
    }

    async fn reloads(&self) {
        assert_eq!(reload_keys(&self.service, When::Changed).await, Reloaded::Replaced);
    }

    async fn issues(&self) -> usize {
        issue_certificates(&self.service).await.expect("a round").issued
    }

    async fn key_of(&self, code: &str) -> String {
        self.database.value(&format!("select key_id from certificate where id = '{code}'")).await
    }

    async fn published_ring(&self) -> KeyRing {
        KeyRing::from_did_json(&self.get("/.well-known/did.json").await.bytes).expect("a DID document")
    }
}

#[track_caller]
fn says(verdict: &Value, expected: &str, reason: &str) {
    assert_eq!(verdict["verdict"], expected, "{verdict}");
    assert!(verdict["reasons"].as_array().expect("reasons").contains(&reason.into()), "{verdict}");
}

/// Candidates pass all the time, a worker issues all the time; meanwhile three keys follow each other.
async fn certificates_are_issued_while_keys_change(engine: Engine) {
    let app = app(engine).await;
    let is_over = AtomicBool::new(false);
    let worker = async {
        while !is_over.load(Ordering::SeqCst) {
            app.issues().await;
            reload_keys(&app.service, When::Changed).await;
            tokio::task::yield_now().await;
        }
    };
    let load = async {
        for number in 0..24 {
            app.candidate(&format!("Nguyễn Thị Ánh {number}").replace(char::is_numeric, "a")).await.passes().await;
        }
    };
    let rotation = async {
        let issued = "select count(*) from certificate where state = 'issued'";
        let mut old = app.first_key();
        for (round, seed) in [21, 22, 23].into_iter().enumerate() {
            let before = 4 * (round as i64 + 1);
            until("certificates under this key", || async {
                (app.database.number(issued).await >= before).then_some(())
            })
            .await;
            let new = app.announces(seed);
            app.wait(5);
            ring::activate(&app.key_folder(), new, app.clock.now()).expect("activated");
            app.wait(5);
            ring::retire(&app.key_folder(), old, app.clock.now()).expect("retired");
            until("the ring", || async {
                (*app.service.ring() == ring::open_public(&app.key_folder()).ok()?).then_some(())
            })
            .await;
            app.wait(5);
            old = new;
        }
    };
    let story = async {
        tokio::join!(load, rotation);
        app.wait(200);
        until("every certificate", || async {
            app.wait(61);
            let issued = app.database.number("select count(*) from certificate where state = 'issued'").await;
            (issued == 24).then_some(())
        })
        .await;
        is_over.store(true, Ordering::SeqCst);
    };
    tokio::join!(worker, story);

    let ring = app.published_ring().await;
    let mut signed_by = std::collections::BTreeSet::new();
    for row in app.database.rows("select id, key_id, credential, qr_text, claim from certificate").await {
        let [id, key, credential, qr, claim] = row.try_into().expect("five columns");
        let (key, claim) = (key.expect("a key"), claim.expect("a claim"));
        let issued_at = serde_json::from_str::<Claim>(&claim).expect("a claim").issued_at;
        let lifetime = *ring.find(key.parse().expect("a name")).expect("published").lifetime();
        assert!(lifetime.active_from <= issued_at, "{key} was not in use yet");
        assert!(lifetime.retired_at.is_none_or(|retired| issued_at <= retired), "{key} was retired");
        says(&app.verdict_on_code(&id.expect("an id")).await, "genuine", "signature-valid");
        for bytes in [credential.expect("issued"), qr.expect("issued")] {
            let offline = verify_offline(bytes.as_bytes(), &ring, &[], app.clock.now()).expect("no lists");
            assert_eq!(offline.verdict, Verdict::Genuine, "{:?}", offline.reasons);
        }
        signed_by.insert(key);
    }
    assert!(signed_by.len() >= 3, "keys followed each other under load: {signed_by:?}");
    let numbers = "select count(distinct serial) + count(distinct register_number) from certificate";
    assert_eq!(app.database.number(numbers).await, 48);
    assert_eq!(app.database.number("select count(*) from audit where action = 'certificate.issue'").await, 24);
}

/// A certificate whose issuing broke after the bytes to be signed were stored; its code.
async fn prepared(app: &TestApp, engine: Engine) -> String {
    let fault = crate::harness::faults::Fault { table: "certificate", event: "update", when: "new.state = 'issued'" };
    app.database.break_writes(engine, fault).await;
    app.candidate("Nguyễn Thị Ánh").await.passes().await;
    assert_eq!(app.issues().await, 0, "the database refuses it");
    app.database.mend_writes(engine, fault).await;
    app.wait(61);
    assert_eq!(app.database.value("select state from certificate").await, "prepared");
    app.database.value("select id from certificate").await
}

async fn what_a_key_prepared_that_is_retired_is_made_anew_under_its_number(engine: Engine) {
    let app = app(engine).await;
    let code = prepared(&app, engine).await;
    let old = app.first_key();
    assert_eq!(app.key_of(&code).await, old.to_string());
    let bytes = app.database.value("select to_be_signed from certificate").await;
    let new = app.announces(21);
    ring::activate(&app.key_folder(), new, app.clock.now()).expect("activated");
    ring::retire(&app.key_folder(), old, app.clock.now()).expect("retired");
    app.reloads().await;
    assert_eq!(app.issues().await, 1);
    assert_eq!(app.key_of(&code).await, new.to_string(), "the same certificate, under the new key");
    assert_ne!(app.database.value("select to_be_signed from certificate").await, bytes);
    let verdict = app.verdict_on_code(&code).await;
    assert_eq!((&verdict["verdict"], &verdict["number"]), (&"genuine".into(), &"00001/2026/TN".into()));
    assert_eq!(app.database.number("select count(*) from certificate").await, 1);
    assert_eq!(app.verdict_on_file(app.pdf(&code).await).await["verdict"], "genuine", "the file is the new one");
}

async fn what_a_key_prepared_that_still_signs_is_finished_with_it(engine: Engine) {
    let app = app(engine).await;
    let code = prepared(&app, engine).await;
    let bytes = app.database.value("select to_be_signed from certificate").await;
    let old = app.first_key();
    let new = app.announces(21);
    ring::activate(&app.key_folder(), new, app.clock.now()).expect("activated");
    app.reloads().await;
    assert_eq!(app.issues().await, 1);
    assert_eq!(app.key_of(&code).await, old.to_string());
    assert_eq!(app.database.value("select to_be_signed from certificate").await, bytes, "what was stored was signed");
}

async fn what_a_leaked_key_signed_stands_only_if_the_log_has_it(engine: Engine) {
    let app = app(engine).await;
    let earns = async |name: &str| {
        let candidate = app.candidate(name).await;
        let attempt = candidate.passes().await;
        assert_eq!(app.issues().await, 1);
        candidate.certificate_of(attempt.id()).await
    };
    let before = earns("Nguyễn Thị Ánh").await;
    app.wait(3600);
    let leaked_at = app.clock.now();
    app.wait(3600);
    let after = earns("Trần Đức Ưng").await;

    // Whoever has the key writes an earlier date.
    let claim = app.database.value(&format!("select claim from certificate where id = '{before}'")).await;
    let mut claim: Claim = serde_json::from_str(&claim).expect("a claim");
    (claim.id, claim.holder) = (CertificateId::from_bytes([9; 16]), "Kẻ Giả Mạo".to_owned());
    let start = Timestamp::parse("2026-01-01T00:00:00Z").expect("a time");
    let stolen = IssuingKey::from_seed(&[7; 32], Purpose::Credential, Lifetime::new(start, start)).expect("a key");
    assert_eq!(stolen.kid(), app.first_key());
    let forged = proof::sign(&claim, &stolen).expect("signed");
    let forged_qr = cose::sign(&claim, &forged.canonical_hash, &stolen).expect("signed");
    let forged_qr = qr::qr_text(crate::harness::BASE_URL, &forged_qr);
    says(&app.verdict_on_file(forged.bytes.clone()).await, "signed_not_registered", "not-found");

    ring::compromise(&app.key_folder(), app.first_key(), leaked_at).expect("given up");
    app.reloads().await;
    says(&app.verdict_on_code(&before).await, "genuine", "logged-before-compromise");
    says(&app.verdict_on_text(&app.qr_text(&before).await).await, "genuine", "logged-before-compromise");
    says(&app.verdict_on_file(app.pdf(&before).await).await, "genuine", "logged-before-compromise");
    says(&app.verdict_on_code(&after).await, "forged", "key-not-valid-then");
    says(&app.verdict_on_file(forged.bytes.clone()).await, "forged", "not-logged-before-compromise");
    says(&app.verdict_on_text(&forged_qr).await, "forged", "not-logged-before-compromise");

    // Without the register nobody can know.
    let ring = app.published_ring().await;
    let credential = app.get(&format!("/certificates/{before}.json")).await.bytes;
    for bytes in [&credential, &forged.bytes, app.qr_text(&before).await.as_bytes()] {
        let offline = verify_offline(bytes, &ring, &[], app.clock.now()).expect("no lists");
        let reasons = serde_json::to_value(&offline.reasons).expect("reasons");
        assert_eq!(offline.verdict, Verdict::SignedNotRegistered);
        assert_eq!(reasons[0], "key-compromised", "{reasons}");
    }

    // A row slipped into the register is not enough.
    let id = claim.id;
    let row = format!(
        "insert into certificate (id, basis, state, serial, register_number, status_list, status_index, claim,
                                  reserved_at, search_name, key_id, to_be_signed, qr_to_be_signed, credential, qr_text,
                                  sealed_sha256, pdf_sha256, issued_at)
         values ('{id}', 'correction/{id}', 'issued', 'x', 'x', 9, 9, '{}', 0, '', '', '', '', '{}', '{forged_qr}', '{}', '', 0)",
        serde_json::to_string(&claim).expect("a claim").replace('\'', "''"),
        String::from_utf8(forged.bytes.clone()).expect("text").replace('\'', "''"),
        "00".repeat(32),
    );
    app.database.run(&row).await;
    says(&app.verdict_on_file(forged.bytes).await, "forged", "not-logged-before-compromise");
    // Nor is a certificate of ours that the log does not have.
    app.database.run(&format!("delete from log_entry where subject = '{before}'")).await;
    says(&app.verdict_on_code(&before).await, "forged", "not-logged-before-compromise");
}

async fn what_happened_to_keys_is_in_the_log_and_the_trail_once(engine: Engine) {
    let app = app(engine).await;
    let old = app.first_key();
    let trail = async |action: &str, kid: Kid| {
        let sql = format!("select count(*) from audit where action = '{action}' and subject = '{kid}'");
        app.database.number(&sql).await
    };
    assert_eq!(trail("key.active", old).await, 1, "the first start records what it finds");
    let new = app.announces(21);
    app.reloads().await;
    app.wait(60);
    let activated = app.clock.now();
    ring::activate(&app.key_folder(), new, activated).expect("activated");
    ring::retire(&app.key_folder(), old, activated).expect("retired");
    ring::compromise(&app.key_folder(), old, Timestamp::parse("2026-11-01T00:00:00Z").expect("a time"))
        .expect("given up");
    // Several instances notice at once.
    let ring = ring::open_public(&app.key_folder()).expect("a ring");
    let at_once = (0..6).map(|_| record_key_events(&app.service.store, &ring, app.clock.now()));
    let recorded: usize =
        futures_util::future::join_all(at_once).await.into_iter().map(|recorded| recorded.expect("recorded")).sum();
    assert_eq!(recorded, 3, "in use, retired, compromised");
    app.reloads().await;
    assert_eq!(reload_keys(&app.service, When::Changed).await, Reloaded::Unchanged);
    assert_eq!(reload_keys(&app.service, When::Always).await, Reloaded::Replaced);
    for (action, kid) in [
        ("key.active", old),
        ("key.announced", new),
        ("key.active", new),
        ("key.retired", old),
        ("key.compromised", old),
    ] {
        assert_eq!(trail(action, kid).await, 1, "{action} {kid}");
    }
    assert_eq!(app.database.number("select count(*) from audit where action like 'key.%'").await, 5);
    assert_eq!(app.database.number("select count(*) from log_entry").await, 5);
    // The entry as anybody can work it out from the published key.
    let key = ring.find(new).expect("listed");
    let hash = ring::event_hash(key, "active");
    let entry = LogEntry { occurrence: Occurrence::Key, id: new.to_string(), hash, at: activated };
    let sql = format!("select count(*) from log_entry where entry = '{}'", entry.canonical_json());
    assert_eq!(app.database.number(&sql).await, 1);
    // What cannot be recorded does not happen.
    ring::retire(&app.key_folder(), new, app.clock.now()).expect("retired");
    let fault = crate::harness::faults::Fault { table: "audit", event: "insert", when: "new.action = 'key.retired'" };
    app.database.break_writes(engine, fault).await;
    assert_eq!(reload_keys(&app.service, When::Changed).await, Reloaded::Kept);
    assert_eq!(app.get("/health/ready").await.status, 503);
    app.database.mend_writes(engine, fault).await;
    app.reloads().await;
    assert_eq!(trail("key.retired", new).await, 1);
}

async fn a_bad_ring_leaves_the_old_one_in_force(engine: Engine) {
    let app = app(engine).await;
    let first = app.candidate("Nguyễn Thị Ánh").await;
    let attempt = first.passes().await;
    assert_eq!(app.issues().await, 1);
    let code = first.certificate_of(attempt.id()).await;
    let list = app.key_folder().join("keys.json");
    let good = std::fs::read(&list).expect("a list");
    std::fs::write(&list, "{\"keys\": 1}").expect("written");
    assert_eq!(reload_keys(&app.service, When::Changed).await, Reloaded::Kept);
    assert_eq!(reload_keys(&app.service, When::Changed).await, Reloaded::Unchanged, "until the folder changes again");
    let ready = app.get("/health/ready").await;
    assert_eq!(ready.status, 503);
    assert!(ready.text().contains("cannot be read as a list of keys"), "{}", ready.text());
    assert_eq!(app.verdict_on_code(&code).await["verdict"], "genuine", "the old ring verifies");
    app.candidate("Trần Đức Ưng").await.passes().await;
    assert_eq!(app.issues().await, 0, "who knows what is retired by now");
    std::fs::write(&list, good).expect("written");
    app.reloads().await;
    until("readiness", || async { (app.get("/health/ready").await.status == 200).then_some(()) }).await;
    assert_eq!(app.issues().await, 1);
}

/// A backup that is put back must not bring a key back that was given up.
async fn an_older_key_folder_is_not_believed(engine: Engine) {
    let app = app(engine).await;
    let old = app.first_key();
    let list = app.key_folder().join("keys.json");
    let new = app.announces(21);
    ring::activate(&app.key_folder(), new, app.clock.now()).expect("activated");
    app.reloads().await;
    let mut copies = vec![("was retired", std::fs::read(&list).expect("a list"))];
    ring::retire(&app.key_folder(), old, app.clock.now()).expect("retired");
    app.reloads().await;
    app.wait(3600);
    let given_up = app.clock.now();
    copies.push(("was given up", std::fs::read(&list).expect("a list")));
    ring::compromise(&app.key_folder(), old, given_up).expect("given up");
    app.reloads().await;
    let current = std::fs::read(&list).expect("a list");
    let mut without: Value = serde_json::from_slice(&current).expect("JSON");
    without["keys"].as_array_mut().expect("keys").pop();
    copies.push(("does not", serde_json::to_vec(&without).expect("JSON")));
    let ring = app.service.ring();
    for (fault, older) in copies {
        std::fs::write(&list, older).expect("written");
        assert_eq!(reload_keys(&app.service, When::Changed).await, Reloaded::Kept, "{fault}");
        until(fault, || async {
            let ready = app.get("/health/ready").await;
            (ready.status == 503 && ready.text().contains(fault)).then_some(())
        })
        .await;
        assert_eq!(app.service.ring(), ring, "what was published stays");
        let config = crate::harness::config(app.folder.path(), &app.database.url, &app.key_folder());
        let refused = minhchung::cli::boot_service(config, minhchung::clock::Clock::System).await.err();
        let refused = refused.expect("no start").reason;
        assert!(refused.contains(fault), "{fault}: {refused}");
    }
    std::fs::write(&list, current).expect("written");
    app.reloads().await;
    until("readiness", || async { (app.get("/health/ready").await.status == 200).then_some(()) }).await;
}
