//! One pass, one certificate: whatever happens at once, and wherever the machine dies.

use crate::harness::faults::Fault;
use crate::harness::{Engine, TestApp};
use crate::journeys;
use futures_util::future::join_all;
use minhchung::flows::certification::issue_certificates::{Round, issue_certificates};
use minhchung::store::certification::certificates::{Reconciliation, reconcile};

journeys![
    fifty_parallel_starts_give_one_attempt,
    fifty_parallel_submits_give_one_score_and_one_certificate,
    a_certificate_survives_a_death_after_every_step,
    a_score_without_its_outbox_row_is_no_score,
    a_lost_outbox_row_is_reported,
    workers_on_several_machines_make_each_certificate_once,
];

/// How a certificate stands.
const CERTIFICATES: &str = "select id, serial, register_number, status_list, status_index, claim, key_id, to_be_signed,
                                   qr_to_be_signed from certificate order by id";

async fn reconciled(app: &TestApp) -> Reconciliation {
    reconcile(&mut app.service.store.read().await.expect("a connection").link()).await.expect("reconciled")
}

async fn fifty_parallel_starts_give_one_attempt(engine: Engine) {
    let app = TestApp::start(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let answers = join_all((0..50).map(|_| candidate.start())).await;
    let created = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(created, 1, "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
    let id = answers[0].json()["id"].clone();
    for answer in &answers {
        assert_eq!(answer.json()["id"], id, "{}", answer.text());
        assert_eq!(answer.json()["items"], answers[0].json()["items"]);
    }
    assert_eq!(app.database.number("select count(*) from attempt").await, 1);
    // Whatever a program forgets, the database keeps: no second open attempt, and no second of one number.
    let columns = "assessment_code, assessment_version, revision_id, person_id, unit_id";
    let rest = "language, seed, form, started_at, deadline, accepts_until, locked_at";
    let another = |number: &str| {
        format!(
            "insert into attempt (id, {columns}, number, state, {rest})
             select id || 'x', {columns}, {number}, state, {rest} from attempt"
        )
    };
    assert!(app.database.refuses(&another("number + 1")).await, "two open attempts");
    app.database.run("drop index attempt_one_open").await;
    assert!(app.database.refuses(&another("number")).await, "two attempts with one number");
}

async fn fifty_parallel_submits_give_one_score_and_one_certificate(engine: Engine) {
    let app = TestApp::start(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let attempt = candidate.starts().await;
    candidate.answers_everything_right(&attempt).await;
    let answers = join_all((0..50).map(|_| candidate.submit(attempt.id()))).await;
    for answer in &answers {
        let result = answer.expect(200);
        assert_eq!(result["score"]["earned"], 6.0);
        assert_eq!(result["submitted_at"], answers[0].json()["submitted_at"]);
    }
    candidate.certificate_of(attempt.id()).await;
    assert_eq!(app.database.number("select count(*) from certificate").await, 1);
    assert_eq!(app.database.number("select count(*) from outbox").await, 1);
    assert_eq!(app.database.number("select count(*) from audit where action = 'certificate.issue'").await, 1);
    assert_eq!(reconciled(&app).await, Reconciliation::default());
}

/// Where the worker dies: a write that fails, or the file that cannot be stored.
#[derive(Clone, Copy, Debug)]
enum Death {
    At(Fault),
    AtTheFile,
}

const DEATHS: [Death; 8] = [
    Death::At(Fault { table: "certificate", event: "insert", when: "new.id is not null" }),
    Death::At(Fault { table: "counter", event: "insert", when: "new.name = 'status'" }),
    Death::At(Fault { table: "certificate", event: "update", when: "new.state = 'prepared'" }),
    Death::AtTheFile,
    Death::At(Fault { table: "certificate", event: "update", when: "new.state = 'issued'" }),
    Death::At(Fault { table: "audit", event: "insert", when: "new.action = 'certificate.issue'" }),
    Death::At(Fault { table: "log_entry", event: "insert", when: "new.position >= 0" }),
    Death::At(Fault { table: "outbox", event: "update", when: "new.done_at is not null" }),
];

async fn a_certificate_survives_a_death_after_every_step(engine: Engine) {
    let app = TestApp::without_workers(engine).await;
    let folder = app.folder.path().join("files/certificates");
    for (place, death) in DEATHS.into_iter().enumerate() {
        let candidate = app.candidate("Nguyễn Thị Ánh").await;
        let attempt = candidate.passes().await;
        match death {
            Death::At(fault) => app.database.break_writes(engine, fault).await,
            Death::AtTheFile => {
                // A file where a folder should be: nothing can be stored below it.
                drop(std::fs::rename(&folder, folder.with_extension("aside")));
                std::fs::write(&folder, "in the way").expect("written");
            }
        }
        let died = issue_certificates(&app.service).await;
        assert!(!matches!(died, Ok(Round { issued: 1.., .. })), "{death:?} stopped nothing: {died:?}");
        assert!(candidate.result(attempt.id()).await["certificate"].is_null(), "{death:?}");
        let open = format!("select id, serial, to_be_signed from certificate where attempt_id = '{}'", attempt.id());
        let begun = app.database.rows(&open).await;
        assert!(reconciled(&app).await.passes_without_certificate <= 1);
        match death {
            Death::At(fault) => app.database.mend_writes(engine, fault).await,
            Death::AtTheFile => {
                std::fs::remove_file(&folder).expect("removed");
                drop(std::fs::rename(folder.with_extension("aside"), &folder));
            }
        }
        assert_eq!(issue_certificates(&app.service).await.expect("a round").issued, 0, "the lease still runs");
        app.wait(121);
        assert_eq!(issue_certificates(&app.service).await.expect("a round").issued, 1, "{death:?}");
        let code = candidate.certificate_of(attempt.id()).await;
        let after = app.database.rows(&open).await;
        // What had a number keeps it, and what was to be signed is signed.
        for (was, is) in begun.iter().flatten().zip(after.iter().flatten()) {
            assert!(was.is_none() || was == is, "{death:?}: {was:?} became {is:?}");
        }
        assert_eq!(app.verdict_on_code(&code).await["number"], format!("{:05}/2026/TN", place + 1), "{death:?}");
        assert_eq!(app.verdict_on_file(app.pdf(&code).await).await["verdict"], "genuine", "{death:?}");
    }
    assert_eq!(app.database.number("select count(*) from certificate").await, DEATHS.len() as i64);
    let issued = "select count(*) from audit where action = 'certificate.issue'";
    assert_eq!(app.database.number(issued).await, DEATHS.len() as i64);
    let entries = app.database.rows("select position, entry, occurrence from log_entry order by position").await;
    let issued = entries.iter().filter(|entry| entry[2].as_deref() == Some("issue")).count();
    assert_eq!(issued, DEATHS.len(), "one entry for each certificate: {entries:?}");
    for (position, entry) in entries.iter().enumerate() {
        assert_eq!(entry[0], Some(position.to_string()), "no position is left out");
        assert!(!entry[1].as_ref().expect("an entry").contains("Nguyễn"), "the log names nobody");
    }
    assert_eq!(reconciled(&app).await, Reconciliation::default());
}

async fn a_score_without_its_outbox_row_is_no_score(engine: Engine) {
    let app = TestApp::without_workers(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let attempt = candidate.starts().await;
    candidate.answers_everything_right(&attempt).await;
    let fault = Fault { table: "outbox", event: "insert", when: "new.subject is not null" };
    app.database.break_writes(engine, fault).await;
    assert!(candidate.submit(attempt.id()).await.status >= 500);
    assert_eq!(app.database.value("select state from attempt").await, "in_progress");
    app.database.mend_writes(engine, fault).await;
    assert_eq!(candidate.submit(attempt.id()).await.expect(200)["outcome"], "passed");
    assert_eq!(app.database.number("select count(*) from outbox").await, 1);
}

async fn a_lost_outbox_row_is_reported(engine: Engine) {
    let app = TestApp::without_workers(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    candidate.passes().await;
    assert_eq!(reconciled(&app).await.passes_without_certificate, 1);
    app.database.run("delete from outbox").await;
    assert_eq!(reconciled(&app).await.passes_without_certificate, 1, "a pass without its piece of work");
    let other = app.candidate("Trần Đức Ưng").await;
    other.passes().await;
    issue_certificates(&app.service).await.expect("a round");
    let spoil = "update attempt set outcome = 'failed' where id in (select attempt_id from certificate)";
    app.database.run(spoil).await;
    let found = Reconciliation { passes_without_certificate: 1, certificates_without_pass: 1 };
    assert_eq!(reconciled(&app).await, found);
}

async fn workers_on_several_machines_make_each_certificate_once(engine: Engine) {
    let app = TestApp::without_workers(engine).await;
    for _ in 0..6 {
        app.candidate("Nguyễn Thị Ánh").await.passes().await;
    }
    let rounds = join_all((0..4).map(|_| issue_certificates(&app.service))).await;
    let issued: usize = rounds.into_iter().map(|round| round.expect("a round").issued).sum();
    assert_eq!(issued, 6);
    let before = app.database.rows(CERTIFICATES).await;
    assert_eq!(before.len(), 6);
    app.wait(121);
    assert_eq!(issue_certificates(&app.service).await.expect("a round"), Round::default());
    assert_eq!(app.database.rows(CERTIFICATES).await, before);
}
