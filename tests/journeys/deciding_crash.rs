//! Decisions and death: what is confirmed is issued, no number twice, the same bytes after another try.

use crate::binary::Installation;
use crate::deciding::{app, by_decision, confirmed, draft, issue_all, paper, two_administrators};
use crate::harness::faults::Fault;
use crate::harness::{Engine, bank, until_within};
use crate::journeys;
use minhchung::clock::Clock;
use minhchung::flows::assessment::import_bank::import_bank;
use minhchung::flows::certification::confirm_decision::confirm_decision;
use minhchung::flows::certification::draft_file::{ResultsFile, draft_file};
use minhchung::flows::certification::issue_certificates::issue_certificates;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::time::Duration;

journeys![
    certificates_of_a_decision_survive_kill_nine,
    a_confirmation_that_breaks_off_never_was,
    a_round_that_breaks_off_is_made_again_with_the_same_numbers,
];

/// Certificates of the decision that is killed.
const MANY: usize = 1_500;

fn people(prefix: &str, count: usize) -> String {
    let mut csv = "họ và tên,đơn vị,ngày đánh giá,mã cán bộ\n".to_owned();
    (1..=count).for_each(|number| csv.push_str(&format!("Nguyễn Thị Ánh,Sở Y tế,20/11/2025,{prefix}-{number}\n")));
    csv
}

/// Drafts and confirms a list of so many as an operator would, and lets the database go.
pub async fn decided(place: &Installation, count: usize) {
    let config = crate::harness::config(place.folder.path(), &place.database.url, &place.keys);
    let service = minhchung::cli::boot_service(config, Clock::System).await.expect("the service boots").service;
    import_bank(&service, &bank::bank(), Some(&by_decision()), "test").await.expect("imported");
    two_administrators(&service).await;
    let csv = people("NG", count);
    let file = ResultsFile { name: "a.csv", bytes: csv.as_bytes() };
    let (draft, _) = draft_file(&service, bank::CODE, file, "A", false).await.expect("drafted");
    let today = Clock::System.now().day_in_vietnam();
    let confirmation =
        minhchung::flows::certification::confirm_decision::Confirmation { date: today, ..paper(&draft.list_hash, "B") };
    confirm_decision(&service, &draft.id.expect("kept"), &confirmation).await.expect("confirmed");
    service.store.close().await;
}

/// What must never change once it is stored: numbers and place, the bytes to be signed, what was issued.
pub async fn stored(place: &Installation) -> BTreeMap<String, Vec<Option<String>>> {
    let sql = "select basis, id, serial, register_number, status_list, status_index, to_be_signed, qr_to_be_signed,
                      credential, pdf_sha256 from certificate";
    let rows = place.database.rows(sql).await;
    rows.into_iter().map(|row| (row[0].clone().expect("a basis"), row[1..].to_vec())).collect()
}

/// SHA-256 of the PDF as it lies in the store.
pub fn hash_of_file(place: &Installation, id: &str) -> String {
    let file = place.folder.path().join(format!("files/certificates/{}/{id}.pdf", &id[24..26]));
    minhchung::domain::identifier::hex(&Sha256::digest(std::fs::read(file).expect("the file")))
}

async fn certificates_of_a_decision_survive_kill_nine(engine: Engine) {
    let place = Installation::new(engine).await;
    decided(&place, MANY).await;
    let issued = || place.database.number("select count(*) from certificate where state = 'issued'");
    let mut before = stored(&place).await;
    let mut kills = 0;
    loop {
        // Leases of the dead run out after two minutes; the test does not wait for them.
        place.database.run("update outbox set leased_until = 0 where done_at is null").await;
        let mut serving = place.serves().await;
        let pause = 50_000 + u64::from(minhchung::chance::below(700_000));
        tokio::time::sleep(Duration::from_micros(pause)).await;
        serving.0.kill().expect("SIGKILL");
        serving.0.wait().expect("it is gone");
        kills += 1;
        let after = stored(&place).await;
        for (basis, was) in &before {
            for (was, is) in was.iter().zip(&after[basis]) {
                assert!(was.is_none() || was == is, "{basis}: {was:?} became {is:?}");
            }
        }
        before = after;
        if issued().await == MANY as i64 || kills == 8 {
            break;
        }
    }
    place.database.run("update outbox set leased_until = 0 where done_at is null").await;
    let serving = place.serves().await;
    until_within(60, "every certificate of the decision", || async { (issued().await == MANY as i64).then_some(()) })
        .await;
    drop(serving);
    let database = &place.database;
    let once =
        "select count(distinct serial) + count(distinct register_number) + count(distinct basis) from certificate";
    assert_eq!(database.number(once).await, 3 * MANY as i64);
    assert_eq!(database.number("select count(*) from certificate").await, MANY as i64);
    let audited = "select count(distinct subject) from audit where action = 'certificate.issue'";
    assert_eq!(database.number(audited).await, MANY as i64);
    assert_eq!(database.number("select count(*) from audit where action = 'certificate.issue'").await, MANY as i64);
    assert_eq!(database.number("select count(*) from log_entry where occurrence = 'issue'").await, MANY as i64);
    let entries = database.number("select count(*) from log_entry").await;
    assert_eq!(database.number("select max(position) + 1 from log_entry").await, entries, "no position is left out");
    assert_eq!(database.number("select count(*) from outbox where done_at is null").await, 0);
    let rows = database.rows("select id, pdf_sha256 from certificate").await;
    for row in rows {
        let id = row[0].as_deref().expect("an id");
        assert_eq!(Some(hash_of_file(&place, id)), row[1], "the file is the one in the register");
    }
}

async fn a_confirmation_that_breaks_off_never_was(engine: Engine) {
    let app = app(engine).await;
    let drafted = draft(&app, &people("NG", 5)).await.expect("drafted");
    let id = drafted.id.clone().expect("kept");
    for fault in [
        Fault { table: "decision", event: "update", when: "new.confirmed_at is not null" },
        Fault { table: "outbox", event: "insert", when: "new.subject like '%/5'" },
        Fault { table: "audit", event: "insert", when: "new.action = 'decision.confirm'" },
        Fault { table: "log_entry", event: "insert", when: "new.entry like '%decision%'" },
    ] {
        app.database.break_writes(engine, fault).await;
        let broken = confirm_decision(&app.service, &id, &paper(&drafted.list_hash, "B")).await;
        assert!(broken.is_err(), "{fault:?}");
        assert_eq!(app.database.number("select count(*) from decision where confirmed_at is not null").await, 0);
        assert_eq!(app.database.number("select count(*) from outbox").await, 0, "{fault:?}");
        assert_eq!(
            app.database.number("select count(*) from log_entry where occurrence = 'decision'").await,
            0,
            "{fault:?}"
        );
        assert_eq!(app.database.number("select count(*) from audit where action = 'decision.confirm'").await, 0);
        app.database.mend_writes(engine, fault).await;
        assert_eq!(issue_all(&app).await, 0);
    }
    confirmed(&app, &drafted).await;
    assert_eq!(issue_all(&app).await, 5);
}

async fn a_round_that_breaks_off_is_made_again_with_the_same_numbers(engine: Engine) {
    let app = app(engine).await;
    // What breaks at one certificate of many holds up that one; what breaks at all, all of them.
    let faults = [
        (39, Fault { table: "certificate", event: "insert", when: "new.basis like '%/20'" }),
        (0, Fault { table: "counter", event: "insert", when: "new.name = 'status'" }),
        (39, Fault { table: "certificate", event: "update", when: "new.state = 'prepared' and new.basis like '%/20'" }),
        (39, Fault { table: "certificate", event: "update", when: "new.state = 'issued' and new.basis like '%/20'" }),
        (0, Fault { table: "audit", event: "insert", when: "new.action = 'certificate.issue'" }),
        (0, Fault { table: "log_entry", event: "insert", when: "new.entry like '%issue%'" }),
        (39, Fault { table: "outbox", event: "update", when: "new.done_at is not null and new.subject like '%/20'" }),
    ];
    for (round, (comes_through, fault)) in faults.into_iter().enumerate() {
        let drafted = draft(&app, &people(&format!("D{round}"), 40)).await.expect("drafted");
        let id = confirmed(&app, &drafted).await;
        app.database.break_writes(engine, fault).await;
        let broken = issue_certificates(&app.service).await.expect("a round");
        assert_eq!(broken.counts(), (comes_through, 40 - comes_through), "{fault:?}");
        let rows = format!(
            "select basis, id, serial, register_number, status_index, to_be_signed from certificate
             where basis like 'decision/{}/%' order by basis",
            id.as_str()
        );
        let begun = app.database.rows(&rows).await;
        let issued = format!(
            "select count(*) from certificate where state = 'issued' and basis like 'decision/{}/%'",
            id.as_str()
        );
        assert_eq!(app.database.number(&issued).await, comes_through as i64, "{fault:?}");
        app.database.mend_writes(engine, fault).await;
        app.wait(61);
        assert_eq!(issue_all(&app).await, 40 - comes_through, "{fault:?}");
        let after = app.database.rows(&rows).await;
        for was in &begun {
            let is = after.iter().find(|row| row[0] == was[0]).expect("still there");
            let same = was.iter().zip(is).all(|(was, is)| was.is_none() || was == is);
            assert!(same, "{fault:?}: {was:?} became {is:?}");
        }
    }
    let count = 40 * faults.len() as i64;
    assert_eq!(app.database.number("select count(distinct serial) from certificate").await, count);
    let highest = app.database.value("select max(serial) from certificate").await;
    assert_eq!(highest, format!("{count:05}/2026/TN"), "no number was lost either");
    assert_eq!(app.database.number("select count(*) from audit where action = 'certificate.issue'").await, count);
}
