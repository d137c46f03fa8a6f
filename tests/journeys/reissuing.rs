//! Certificates that are issued again: corrected in place of the old one, or renewed beside it.

use crate::harness::{Candidate, Engine, Options, TestApp, bank, until};
use crate::journeys;
use futures_util::future::join_all;
use minhchung::domain::certification::correction::Correction;
use minhchung::domain::certification::verdict::RevocationReason;
use minhchung::domain::identifier::CertificateId;
use minhchung::flows::certification::issue_certificates::{Round, issue_certificates};
use minhchung::flows::certification::renew_certificate::{RenewRefusal, renew_certificate};
use minhchung::flows::certification::revoke_certificate::revoke_certificate;
use minhchung::flows::certification::supersede_certificate::{SupersedeRefusal, supersede_certificate};
use minhchung::formats::credential::status_list;
use minhchung::store::Failure;
use minhchung::store::certification::certificates::{Reconciliation, reconcile};

journeys![
    a_misspelt_name_is_corrected_and_both_certificates_say_so,
    twenty_corrections_at_once_give_one,
    a_certificate_revoked_meanwhile_is_not_corrected,
    a_correction_that_cannot_be_printed_changes_nothing,
    a_death_between_two_steps_leaves_one_of_the_two_valid,
    a_renewed_certificate_goes_on_beside_the_old_one,
    what_cannot_be_renewed_is_named,
];

const WRONG: &str = "Nguyễn Thị Anh";
const RIGHT: &str = "Nguyễn Thị Ánh";

fn id(code: &str) -> CertificateId {
    code.parse().expect("a code")
}

fn named(name: &str) -> Correction {
    Correction { holder: Some(name.to_owned()), ..Correction::default() }
}

/// Certificates that last a year.
fn a_year() -> Options {
    let mut assessment = bank::assessment();
    assessment.certificate.as_mut().expect("terms").valid_months = Some(12);
    Options { assessments: vec![assessment], ..Options::default() }
}

impl TestApp {
    /// The code of the certificate that rests on this, once the worker has made it.
    async fn issued_on(&self, basis: &str) -> String {
        let sql = format!("select id from certificate where basis = '{basis}' and state = 'issued'");
        until("the new certificate", || async { Some(self.database.value(&sql).await).filter(|id| !id.is_empty()) })
            .await
    }

    async fn is_set(&self, list: &str, code: &str) -> bool {
        let bytes = self.get(&format!("/status/{list}")).await.bytes;
        let list = status_list::verify(&bytes, &self.service.ring()).expect("a list");
        let place = self.database.number(&format!("select status_index from certificate where id = '{code}'")).await;
        list.bits.is_set(u32::try_from(place).expect("a place"))
    }

    async fn count(&self, what: &str) -> i64 {
        self.database.number(&format!("select count(*) from {what}")).await
    }

    async fn reconciled(&self) -> Reconciliation {
        reconcile(&mut self.service.store.read().await.expect("a connection").link()).await.expect("reconciled")
    }
}

async fn certificate_of(candidate: &Candidate<'_>) -> (String, String) {
    let attempt = candidate.passes().await;
    (candidate.certificate_of(attempt.id()).await, attempt.id().to_owned())
}

async fn a_misspelt_name_is_corrected_and_both_certificates_say_so(engine: Engine) {
    let app = TestApp::with(engine, a_year()).await;
    app.at_the_machines_time();
    let candidate = app.candidate(WRONG).await;
    let (old, attempt) = certificate_of(&candidate).await;
    let before = app.verdict_on_code(&old).await;
    let (pdf, qr) = (app.pdf(&old).await, app.qr_text(&old).await);
    let arguments = [
        "certificate",
        "supersede",
        &old,
        "--name",
        RIGHT,
        "--position",
        "Phó Trưởng phòng",
        "--reason",
        "Sai dấu, đơn ngày 2/12",
        "--actor",
        "QUANTRI",
    ];
    let said = app.run(&arguments).await.fine();
    let new = app.issued_on(&format!("correction/{old}")).await;
    assert!(said.starts_with(&format!("superseded {old} by {new}")), "{said}");
    assert!(said.contains("the roster is unchanged") && said.contains(WRONG), "{said}");
    assert_eq!(app.database.value("select full_name from person where role = 'candidate'").await, WRONG);

    // The old one: superseded everywhere, with the successor's code and without the reason's words.
    for verdict in [app.verdict_on_code(&old).await, app.verdict_on_text(&qr).await, app.verdict_on_file(pdf).await] {
        assert_eq!((&verdict["verdict"], &verdict["replaced_by"]), (&"superseded".into(), &new.as_str().into()));
        assert_eq!(verdict["holder"], WRONG, "what was signed stays what it was");
        assert!(!verdict.to_string().contains("Sai dấu"));
    }
    let page = app.get(&format!("/v/{old}")).await.text();
    assert!(page.contains(&format!("href=\"/v/{new}\"")) && page.contains("is-superseded"), "{page}");
    let ran = app.run(&["certificate", "verify", &old]).await;
    assert_eq!((ran.code, ran.said.starts_with("superseded:")), (1, true), "{ran:?}");
    assert!(ran.said.contains(&format!("replaced by {new}")), "{ran:?}");

    // The new one: corrected facts, numbers of its own, the same end and the same result.
    let verdict = app.verdict_on_code(&new).await;
    assert_eq!((&verdict["verdict"], &verdict["holder"]), (&"genuine".into(), &RIGHT.into()), "{verdict}");
    assert_eq!(verdict["replaces"], old.as_str());
    assert_ne!(verdict["number"], before["number"]);
    assert_eq!(verdict["expires_on"], before["expires_on"]);
    assert_eq!(
        verdict["credential"]["credentialSubject"]["result"],
        before["credential"]["credentialSubject"]["result"]
    );
    assert_eq!(app.verdict_on_file(app.pdf(&new).await).await["verdict"], "genuine");
    assert!(app.get(&format!("/v/{new}")).await.text().contains(&format!("href=\"/v/{old}\"")));
    assert!(app.run(&["certificate", "verify", &new]).await.fine().contains(&format!("in place of {old}")));

    // The holder and the dashboards see the current one; the lists say what became of the old one.
    assert_eq!(candidate.result(&attempt).await["certificate"]["id"], new.as_str());
    assert!(app.is_set("1", &old).await && app.is_set("1-supersession", &old).await);
    assert!(!app.is_set("1", &new).await && !app.is_set("1-supersession", &new).await);
    assert_eq!(app.count("revocation where successor_id is not null").await, 1);
    assert_eq!(app.count("log_entry where entry like '%\"supersede\"%'").await, 1);
    assert_eq!(app.count("log_entry where entry like '%\"issue\"%'").await, 2);
    assert_eq!(app.database.value("select actor from audit where action = 'certificate.supersede'").await, "QUANTRI");
    assert_eq!(app.reconciled().await, Reconciliation::default());
    let again = app.run(&arguments).await;
    assert_eq!(again.code, 65, "{again:?}");
    assert!(again.complained.contains("superseded already"), "{again:?}");
}

async fn twenty_corrections_at_once_give_one(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (old, _) = certificate_of(&app.candidate(WRONG).await).await;
    let names: Vec<Correction> =
        (0..20).map(|number| named(["Nguyễn Thị Ánh", "Nguyễn Thị Ảnh"][number % 2])).collect();
    let tries = names.iter().map(|name| supersede_certificate(&app.service, id(&old), name, "Sai dấu", "QUANTRI"));
    let tries = join_all(tries).await;
    assert_eq!(tries.iter().filter(|tried| tried.is_ok()).count(), 1);
    for refused in tries.into_iter().filter_map(Result::err) {
        assert!(matches!(refused, Failure::Refused(SupersedeRefusal::AlreadySuperseded)), "{refused:?}");
    }
    app.issued_on(&format!("correction/{old}")).await;
    assert_eq!(app.count("certificate").await, 2);
    assert_eq!(app.count("revocation").await, 1);
    assert_eq!(app.count("audit where action = 'certificate.supersede'").await, 1);
}

async fn a_certificate_revoked_meanwhile_is_not_corrected(engine: Engine) {
    // Before anything was frozen, and when the corrected one waits for its signature.
    for is_frozen in [false, true] {
        let app = TestApp::without_workers(engine).await;
        let candidate = app.candidate(WRONG).await;
        candidate.passes().await;
        issue_certificates(&app.service).await.expect("a round");
        let old = app.issued_on_any().await;
        supersede_certificate(&app.service, id(&old), &named(RIGHT), "Sai dấu", "QUANTRI").await.expect("ordered");
        let folder = app.folder.path().join("files/certificates");
        if is_frozen {
            std::fs::rename(&folder, folder.with_extension("aside")).expect("renamed");
            std::fs::write(&folder, "in the way").expect("written");
            assert_eq!(issue_certificates(&app.service).await.expect("a round").issued, 0);
            std::fs::remove_file(&folder).expect("removed");
            std::fs::rename(folder.with_extension("aside"), &folder).expect("renamed");
            app.wait(61);
        }
        let reason = RevocationReason::Misconduct;
        revoke_certificate(&app.service, id(&old), reason, "Biên bản 12", "QUANTRI").await.expect("revoked");
        issue_certificates(&app.service).await.expect("a round");
        assert_eq!(app.count("certificate where state = 'issued'").await, 1, "frozen: {is_frozen}");
        assert_eq!(app.verdict_on_code(&old).await["verdict"], "revoked");
        assert_eq!(app.count("outbox where done_at is null").await, 0, "nobody tries again");
        assert_eq!(app.count("audit where action = 'certificate.order-dropped'").await, 1);
        assert_eq!(app.count("log_entry where entry like '%supersede%'").await, 0);
        app.wait(121);
        assert_eq!(issue_certificates(&app.service).await.expect("a round"), Round::default());
    }
}

impl TestApp {
    async fn issued_on_any(&self) -> String {
        self.database.value("select id from certificate where state = 'issued'").await
    }
}

async fn a_correction_that_cannot_be_printed_changes_nothing(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (old, _) = certificate_of(&app.candidate(WRONG).await).await;
    let refused = |name: String, reason: &'static str| {
        let (service, old) = (app.service.clone(), id(&old));
        async move {
            match supersede_certificate(&service, old, &named(&name), reason, "QUANTRI").await {
                Err(Failure::Refused(refusal)) => refusal,
                other => panic!("{name}: {other:?}"),
            }
        }
    };
    for name in ["漢字", " ", "An\u{202E}nA", &"Nguyễn ".repeat(60)] {
        let refusal = refused(name.to_owned(), "Sai dấu").await;
        assert!(matches!(refusal, SupersedeRefusal::Unprintable(_)), "{name}: {refusal:?}");
    }
    assert_eq!(refused(WRONG.to_owned(), "Sai dấu").await, SupersedeRefusal::NothingChanges);
    assert_eq!(refused(RIGHT.to_owned(), "  ").await, SupersedeRefusal::ReasonMissing);
    assert_eq!(app.count("reissue").await + app.count("revocation").await, 0);
    assert_eq!(app.verdict_on_code(&old).await["verdict"], "genuine");
    // On the command line: a code for each kind of mistake.
    let run = |code: String, rest: &'static [&'static str]| {
        let app = &app;
        async move {
            let start = ["certificate", "supersede", &code, "--reason", "Sai dấu", "--actor", "QUANTRI"];
            app.run(&[&start[..], rest].concat()).await.code
        }
    };
    assert_eq!(run(old.clone(), &[]).await, 2, "nothing to put right");
    assert_eq!(run(old.clone(), &["--name", "漢字"]).await, 65);
    assert_eq!(run("3K".to_owned(), &["--name", RIGHT]).await, 65);
    assert_eq!(run(CertificateId::from_bytes([7; 16]).to_string(), &["--name", RIGHT]).await, 66);
}

async fn a_death_between_two_steps_leaves_one_of_the_two_valid(engine: Engine) {
    use crate::harness::faults::Fault;
    let app = TestApp::without_workers(engine).await;
    for fault in [
        Fault { table: "revocation", event: "insert", when: "new.successor_id is not null" },
        Fault { table: "certificate", event: "update", when: "new.state = 'issued'" },
        Fault { table: "audit", event: "insert", when: "new.action = 'certificate.supersede'" },
        Fault { table: "log_entry", event: "insert", when: "new.entry like '%supersede%'" },
    ] {
        let candidate = app.candidate(WRONG).await;
        let attempt = candidate.passes().await;
        issue_certificates(&app.service).await.expect("a round");
        let old = candidate.certificate_of(attempt.id()).await;
        supersede_certificate(&app.service, id(&old), &named(RIGHT), "Sai dấu", "QUANTRI").await.expect("ordered");
        app.database.break_writes(engine, fault).await;
        assert_eq!(issue_certificates(&app.service).await.expect("a round").counts(), (0, 1), "{fault:?}");
        assert_eq!(app.verdict_on_code(&old).await["verdict"], "genuine", "{fault:?}: nothing was done by half");
        app.database.mend_writes(engine, fault).await;
        app.wait(61);
        assert_eq!(issue_certificates(&app.service).await.expect("a round").issued, 1, "{fault:?}");
        let new = app.issued_on(&format!("correction/{old}")).await;
        assert_eq!(app.verdict_on_code(&old).await["replaced_by"], new.as_str(), "{fault:?}");
        assert_eq!(app.verdict_on_code(&new).await["verdict"], "genuine", "{fault:?}");
    }
}

async fn a_renewed_certificate_goes_on_beside_the_old_one(engine: Engine) {
    let app = TestApp::with(engine, a_year()).await;
    let candidate = app.candidate(RIGHT).await;
    let (old, attempt) = certificate_of(&candidate).await;
    let page = |path: String| {
        let candidate = &candidate;
        async move { candidate.page(&path).await.text() }
    };
    let result = format!("/attempts/{attempt}/result");
    assert!(page(result.clone()).await.contains("Có giá trị đến hết ngày"), "the end is told");
    app.wait(300 * 86_400);
    let again = candidate.elsewhere().await;
    for path in [result.clone(), "/assessments".to_owned()] {
        let shown = again.page(&path).await.text();
        assert!(shown.contains("hết hạn sau ngày 01/12/2027"), "{path}: {shown}");
    }
    renew_certificate(&app.service, id(&old), "QUANTRI").await.expect("ordered");
    let new = app.issued_on(&format!("renewal/{old}")).await;
    let (was, is) = (app.verdict_on_code(&old).await, app.verdict_on_code(&new).await);
    assert_eq!((&was["verdict"], &was["renewed_by"]), (&"genuine".into(), &new.as_str().into()), "{was}");
    assert_eq!((&is["verdict"], &is["renews"]), (&"genuine".into(), &old.as_str().into()), "{is}");
    assert_eq!((&was["expires_on"], &is["expires_on"]), (&"2027-12-01".into(), &"2028-09-27".into()));
    assert_eq!((&is["holder"], &is["unit"]), (&was["holder"], &was["unit"]));
    assert_ne!(is["number"], was["number"]);
    assert!(app.get(&format!("/v/{old}")).await.text().contains(&format!("href=\"/v/{new}\"")));
    assert_eq!(candidate.elsewhere().await.result(&attempt).await["certificate"]["id"], new.as_str());
    assert!(!app.is_set("1", &old).await, "the old one still stands");
    app.wait(100 * 86_400);
    let over = app.verdict_on_code(&old).await;
    assert_eq!((&over["verdict"], &over["renewed_by"]), (&"expired".into(), &new.as_str().into()));
    assert_eq!(app.verdict_on_code(&new).await["verdict"], "genuine");
    assert_eq!(app.count("audit where action = 'certificate.renew' and actor = 'QUANTRI'").await, 1);
}

async fn what_cannot_be_renewed_is_named(engine: Engine) {
    let app = TestApp::with(engine, a_year()).await;
    app.at_the_machines_time();
    let (code, _) = certificate_of(&app.candidate(RIGHT).await).await;
    let refused = |code: String| {
        let service = app.service.clone();
        async move {
            match renew_certificate(&service, id(&code), "QUANTRI").await {
                Err(Failure::Refused(refusal)) => refusal,
                other => panic!("{other:?}"),
            }
        }
    };
    let unknown = CertificateId::from_bytes([7; 16]).to_string();
    assert_eq!(refused(unknown).await, RenewRefusal::NotFound);
    let said = app.run(&["certificate", "renew", &code, "--actor", "QUANTRI"]).await.fine();
    let new = app.issued_on(&format!("renewal/{code}")).await;
    assert_eq!(said, format!("renewed {code} by {new}"));
    assert_eq!(refused(code.clone()).await, RenewRefusal::AlreadyRenewed);
    // Whoever revokes the old one is told of the new one.
    let revoke = ["certificate", "revoke", &code, "--reason", "misconduct", "--text", "Biên bản", "--actor", "QUANTRI"];
    let said = app.run(&revoke).await.fine();
    assert!(said.contains(&format!("was renewed by {new}, which still stands")), "{said}");
    assert_eq!(refused(code).await, RenewRefusal::Revoked);
    app.at_the_machines_time();
    supersede_certificate(&app.service, id(&new), &named(WRONG), "Thử", "QUANTRI").await.expect("ordered");
    let refusal = refused(new).await;
    assert!(matches!(refusal, RenewRefusal::BeingCorrected | RenewRefusal::Revoked), "{refusal:?}");

    let forever = TestApp::start(engine).await;
    let (code, _) = certificate_of(&forever.candidate(RIGHT).await).await;
    let refusal = renew_certificate(&forever.service, id(&code), "QUANTRI").await.expect_err("it never ends");
    assert!(matches!(refusal, Failure::Refused(RenewRefusal::NeverExpires)), "{refusal:?}");
}
