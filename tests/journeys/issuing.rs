//! One pass, one certificate: whatever happens at once, and wherever the machine dies.

use crate::harness::faults::Fault;
use crate::harness::{Engine, TestApp};
use crate::journeys;
use futures_util::future::join_all;
use minhchung::flows::certification::issue_certificates::{Round, issue_certificates};
use minhchung::store::certification::certificates::{Reconciliation, reconcile};
use minhchung::store::outbox;

journeys![
    fifty_parallel_starts_give_one_attempt,
    fifty_parallel_submits_give_one_score_and_one_certificate,
    a_certificate_survives_a_fault_after_every_step,
    what_the_database_refuses_holds_up_nobody_else,
    a_round_that_fails_gives_its_work_back,
    the_work_of_a_dead_worker_is_taken_over,
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

/// Where the worker gets no further: a write that fails, or the file that cannot be stored.
#[derive(Clone, Copy, Debug)]
enum Halt {
    At(Fault),
    AtTheFile,
}

const HALTS: [Halt; 8] = [
    Halt::At(Fault { table: "certificate", event: "insert", when: "new.id is not null" }),
    Halt::At(Fault { table: "counter", event: "insert", when: "new.name = 'status'" }),
    Halt::At(Fault { table: "certificate", event: "update", when: "new.state = 'prepared'" }),
    Halt::AtTheFile,
    Halt::At(Fault { table: "certificate", event: "update", when: "new.state = 'issued'" }),
    Halt::At(Fault { table: "audit", event: "insert", when: "new.action = 'certificate.issue'" }),
    Halt::At(Fault { table: "log_entry", event: "insert", when: "new.position >= 0" }),
    Halt::At(Fault { table: "outbox", event: "update", when: "new.done_at is not null" }),
];

async fn a_certificate_survives_a_fault_after_every_step(engine: Engine) {
    let app = TestApp::without_workers(engine).await;
    let folder = app.folder.path().join("files/certificates");
    for (place, halt) in HALTS.into_iter().enumerate() {
        let candidate = app.candidate("Nguyễn Thị Ánh").await;
        let attempt = candidate.passes().await;
        match halt {
            Halt::At(fault) => app.database.break_writes(engine, fault).await,
            Halt::AtTheFile => {
                // A file where a folder should be: nothing can be stored below it.
                drop(std::fs::rename(&folder, folder.with_extension("aside")));
                std::fs::write(&folder, "in the way").expect("written");
            }
        }
        let halted = issue_certificates(&app.service).await;
        assert_eq!(halted.expect("a round").counts(), (0, 1), "{halt:?} stopped nothing");
        assert!(candidate.result(attempt.id()).await["certificate"].is_null(), "{halt:?}");
        let open = format!("select id, serial, to_be_signed from certificate where attempt_id = '{}'", attempt.id());
        let begun = app.database.rows(&open).await;
        assert!(reconciled(&app).await.passes_without_certificate <= 1);
        match halt {
            Halt::At(fault) => app.database.mend_writes(engine, fault).await,
            Halt::AtTheFile => {
                std::fs::remove_file(&folder).expect("removed");
                drop(std::fs::rename(folder.with_extension("aside"), &folder));
            }
        }
        assert_eq!(issue_certificates(&app.service).await.expect("a round"), Round::default(), "it was postponed");
        app.wait(61);
        assert_eq!(issue_certificates(&app.service).await.expect("a round").issued, 1, "{halt:?}");
        let code = candidate.certificate_of(attempt.id()).await;
        let after = app.database.rows(&open).await;
        // What had a number keeps it, and what was to be signed is signed.
        for (was, is) in begun.iter().flatten().zip(after.iter().flatten()) {
            assert!(was.is_none() || was == is, "{halt:?}: {was:?} became {is:?}");
        }
        assert_eq!(app.verdict_on_code(&code).await["number"], format!("{:05}/2026/TN", place + 1), "{halt:?}");
        assert_eq!(app.verdict_on_file(app.pdf(&code).await).await["verdict"], "genuine", "{halt:?}");
    }
    assert_eq!(app.database.number("select count(*) from certificate").await, HALTS.len() as i64);
    let issued = "select count(*) from audit where action = 'certificate.issue'";
    assert_eq!(app.database.number(issued).await, HALTS.len() as i64);
    let entries = app.database.rows("select position, entry, occurrence from log_entry order by position").await;
    let issued = entries.iter().filter(|entry| entry[2].as_deref() == Some("issue")).count();
    assert_eq!(issued, HALTS.len(), "one entry for each certificate: {entries:?}");
    for (position, entry) in entries.iter().enumerate() {
        assert_eq!(entry[0], Some(position.to_string()), "no position is left out");
        assert!(!entry[1].as_ref().expect("an entry").contains("Nguyễn"), "the log names nobody");
    }
    assert_eq!(reconciled(&app).await, Reconciliation::default());
}

/// Who is refused where others are not.
const UNLUCKY: &str = "Lê Dũng";

/// Four pass, one of them `UNLUCKY`; gives the attempts, hers last.
async fn four_pass(app: &TestApp) -> Vec<String> {
    let mut attempts = Vec::new();
    for name in ["Nguyễn Thị Ánh", "Trần Đức Ưng", "Phạm Thị Mơ", UNLUCKY] {
        attempts.push(app.candidate(name).await.passes().await.id().to_owned());
    }
    attempts
}

/// One round while a fault is in the database.
async fn round_with(app: &TestApp, engine: Engine, fault: Fault) -> Round {
    app.database.break_writes(engine, fault).await;
    let round = issue_certificates(&app.service).await.expect("a round");
    app.database.mend_writes(engine, fault).await;
    round
}

async fn what_the_database_refuses_holds_up_nobody_else(engine: Engine) {
    let app = TestApp::without_workers(engine).await;
    // The tables that name a certificate by its code alone come last: by then all are prepared.
    let tables = ["certificate", "prepared", "issued", "outbox", "audit", "log_entry"];
    for (place, table) in tables.into_iter().enumerate() {
        let attempts = four_pass(&app).await;
        let everybody = Fault { table: "certificate", event: "update", when: "new.state = 'issued'" };
        if place > 3 {
            assert_eq!(round_with(&app, engine, everybody).await.counts(), (0, 4), "{table}");
            app.wait(61);
        }
        let sql = format!("select coalesce(max(id), '') from certificate where attempt_id = '{}'", attempts[3]);
        let code = app.database.value(&sql).await;
        let (table, event, when) = match table {
            "certificate" => (table, "insert", format!("new.claim like '%{UNLUCKY}%'")),
            "prepared" | "issued" => {
                ("certificate", "update", format!("new.state = '{table}' and new.claim like '%{UNLUCKY}%'"))
            }
            "outbox" => (table, "update", format!("new.done_at is not null and new.subject like '%{}'", attempts[3])),
            "audit" => (table, "insert", format!("new.action = 'certificate.issue' and new.subject = '{code}'")),
            _ => (table, "insert", format!("new.occurrence = 'issue' and new.subject = '{code}'")),
        };
        let fault = Fault { table, event, when: when.leak() };
        assert_eq!(round_with(&app, engine, fault).await.counts(), (3, 1), "{fault:?}");
        let waiting = app.database.rows("select subject, last_error from outbox where done_at is null").await;
        let subject = waiting[0][0].clone().expect("a subject");
        assert!(waiting.len() == 1 && subject.contains(&attempts[3]), "{fault:?}: {waiting:?}");
        assert_eq!(waiting[0][1].as_deref(), Some("refused-by-database"), "{fault:?}");
        assert_eq!(issue_certificates(&app.service).await.expect("a round"), Round::default(), "it was postponed");
        app.wait(61);
        assert_eq!(issue_certificates(&app.service).await.expect("a round").counts(), (1, 0), "{fault:?}");
        assert_eq!(reconciled(&app).await, Reconciliation::default(), "{fault:?}");
    }
    let count = 4 * tables.len() as i64;
    assert_eq!(
        app.database.number("select count(distinct serial) from certificate where state = 'issued'").await,
        count
    );
    let highest = app.database.value("select max(serial) from certificate").await;
    assert_eq!(highest, format!("{count:05}/2026/TN"), "no number was lost");
    assert_eq!(app.database.number("select count(*) from audit where action = 'certificate.issue'").await, count);
    assert_eq!(app.database.number("select count(*) from log_entry where occurrence = 'issue'").await, count);
}

async fn a_round_that_fails_gives_its_work_back(engine: Engine) {
    let app = TestApp::without_workers(engine).await;
    four_pass(&app).await;
    // Neither the end of the work nor its delay can be written.
    let when = "new.done_at is not null or new.last_error is not null";
    let fault = Fault { table: "outbox", event: "update", when };
    app.database.break_writes(engine, fault).await;
    assert!(issue_certificates(&app.service).await.is_err());
    app.database.mend_writes(engine, fault).await;
    assert_eq!(issue_certificates(&app.service).await.expect("a round").counts(), (4, 0), "at once");
}

async fn the_work_of_a_dead_worker_is_taken_over(engine: Engine) {
    let app = TestApp::without_workers(engine).await;
    four_pass(&app).await;
    let now = app.clock.now();
    let two_minutes = now.plus(std::time::Duration::from_secs(120));
    let mut dead = app.service.store.begin_statement().await.expect("a connection");
    let leased = outbox::lease(&mut dead.link(), outbox::ISSUE_CERTIFICATE, now, two_minutes, 3).await;
    assert_eq!(dead.end(leased).await.expect("leased").len(), 3);
    assert_eq!(
        issue_certificates(&app.service).await.expect("a round").counts(),
        (1, 0),
        "what is leased is left alone"
    );
    app.wait(121);
    assert_eq!(issue_certificates(&app.service).await.expect("a round").counts(), (3, 0));
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
