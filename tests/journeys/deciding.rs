//! Decisions: a list, a signed paper, a second person, and the certificates of everybody on it.

use crate::harness::{Answer, Candidate, Engine, Options, TestApp, Workers, bank};
use crate::journeys;
use minhchung::domain::assessment::definition::{Assessment, IssuePolicy};
use minhchung::domain::certification::correction::Correction;
use minhchung::domain::certification::decision::iso_date;
use minhchung::domain::identifier::DecisionId;
use minhchung::flows::Service;
use minhchung::flows::certification::confirm_decision::{
    ConfirmRefusal, Confirmation, confirm_decision, discard_draft,
};
use minhchung::flows::certification::draft_decision::{Draft, DraftRefusal, LeftOutReason, draft_campaign};
use minhchung::flows::certification::draft_file::{FileRefusal, ResultsFile, draft_file};
use minhchung::flows::certification::follow_decision::follow_decision;
use minhchung::flows::certification::issue_certificates::issue_certificates;
use minhchung::flows::certification::supersede_certificate::supersede_certificate;
use minhchung::flows::people::import_people::add_administrator;
use minhchung::flows::people::log_in::csrf_token;
use minhchung::formats::mistake::Mistakes;
use minhchung::store::Failure;
use minhchung::store::certification::certificates::reconcile;
use sha2::{Digest, Sha256};

journeys![
    a_list_becomes_certificates_once_a_second_person_enters_the_paper,
    passes_of_a_campaign_wait_for_their_decision,
    a_campaign_takes_the_best_pass_of_each_person,
    a_campaign_that_changed_since_is_not_confirmed,
    the_same_list_is_recognised_once,
    one_bad_row_at_the_end_drafts_nothing,
    who_was_recognised_before_is_named,
    nobody_is_recognised_by_two_lists,
    a_paper_is_not_older_than_the_results_on_its_list,
    an_outbox_row_without_a_decision_issues_nothing,
    pages_lead_from_the_file_to_the_downloads,
    a_waiting_candidate_comes_before_the_many_of_a_decision,
    a_correction_is_made_in_one_round_with_a_decision,
];

pub fn by_decision() -> Assessment {
    let mut assessment = bank::assessment();
    assessment.certificate.as_mut().expect("terms").issue = IssuePolicy::ByDecision;
    assessment
}

pub async fn app(engine: Engine) -> TestApp {
    app_with(engine, vec![by_decision()]).await
}

async fn app_with(engine: Engine, assessments: Vec<Assessment>) -> TestApp {
    let app = TestApp::with(engine, Options { workers: Workers::OnCall, assessments, ..Options::default() }).await;
    two_administrators(&app.service).await;
    app
}

/// A drafts, B confirms.
pub async fn two_administrators(service: &Service) {
    for (login, name) in [("A", "Lý Quảng Phước"), ("B", "Đặng Thị Trang")] {
        add_administrator(service, login, name).await.expect("added");
    }
}

/// So many results, each of somebody else.
pub fn list(people: usize) -> String {
    let mut csv = "họ và tên,đơn vị,ngày đánh giá,điểm,mã cán bộ\n".to_owned();
    (1..=people)
        .for_each(|number| csv.push_str(&format!("Nguyễn Thị Ánh,UBND / Sở Y tế,20/11/2026,21/25,NG-{number}\n")));
    csv
}

pub async fn draft(app: &TestApp, csv: &str) -> Result<Draft, Failure<FileRefusal>> {
    let file = ResultsFile { name: "ket-qua.csv", bytes: csv.as_bytes() };
    draft_file(&app.service, bank::CODE, file, "A", false).await.map(|(draft, _)| draft)
}

pub fn mistakes(refused: Result<Draft, Failure<FileRefusal>>) -> Mistakes {
    match refused {
        Err(Failure::Refused(FileRefusal::Mistakes(mistakes))) => mistakes,
        other => panic!("{other:?}"),
    }
}

pub fn paper<'a>(hash: &'a str, actor: &'a str) -> Confirmation<'a> {
    let date = iso_date("2026-12-01").expect("a date");
    Confirmation { number: "12/QĐ-SKHCN", date, signer: "Trần Minh Chứng", list_hash: hash, actor }
}

pub async fn confirmed(app: &TestApp, draft: &Draft) -> DecisionId {
    let id = draft.id.clone().expect("kept");
    confirm_decision(&app.service, &id, &paper(&draft.list_hash, "B")).await.expect("confirmed");
    id
}

async fn refusal(app: &TestApp, draft: &Draft, confirmation: &Confirmation<'_>) -> ConfirmRefusal {
    let id = draft.id.clone().expect("kept");
    match confirm_decision(&app.service, &id, confirmation).await {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

/// Rounds until nothing is left to do.
pub async fn issue_all(app: &TestApp) -> usize {
    let mut issued = 0;
    loop {
        match issue_certificates(&app.service).await.expect("a round").issued {
            0 => return issued,
            more => issued += more,
        }
    }
}

async fn a_list_becomes_certificates_once_a_second_person_enters_the_paper(engine: Engine) {
    let app = app(engine).await;
    let drafted = draft(&app, &list(700)).await.expect("drafted");
    assert_eq!((drafted.rows, drafted.left_out.len()), (700, 0));
    assert_eq!(issue_all(&app).await, 0, "a draft issues nothing");
    let hash = drafted.list_hash.as_str();
    assert_eq!(refusal(&app, &drafted, &paper(hash, " a")).await, ConfirmRefusal::SamePerson);
    assert_eq!(refusal(&app, &drafted, &paper(hash, "C")).await, ConfirmRefusal::NotAdministrator);
    let other = "0".repeat(64);
    assert_eq!(refusal(&app, &drafted, &paper(&other, "B")).await, ConfirmRefusal::OtherHash);
    let tomorrow = Confirmation { date: iso_date("2026-12-02").expect("a date"), ..paper(hash, "B") };
    assert_eq!(refusal(&app, &drafted, &tomorrow).await, ConfirmRefusal::BadDate);
    let long = "1".repeat(41);
    let long = Confirmation { number: &long, ..paper(hash, "B") };
    assert_eq!(refusal(&app, &drafted, &long).await, ConfirmRefusal::BadNumber);
    assert_eq!(app.database.number("select count(*) from outbox").await, 0);
    // As it may be copied from a paper: in groups, in capitals.
    let grouped = format!("{} {}", &hash[..32], &hash[32..]).to_uppercase();
    let id = drafted.id.clone().expect("kept");
    confirm_decision(&app.service, &id, &paper(&grouped, "B")).await.expect("confirmed");
    assert_eq!(refusal(&app, &drafted, &paper(hash, "B")).await, ConfirmRefusal::AlreadyConfirmed);
    assert_eq!(app.database.number("select count(*) from outbox where priority = 1").await, 700);
    let entry = "select count(*) from log_entry where entry like '%\"t\":\"decision\"%'";
    assert_eq!(app.database.number(entry).await, 1);
    let logged = app.database.value("select entry from log_entry where occurrence = 'decision'").await;
    assert!(logged.contains(hash) && logged.contains(id.as_str()), "{logged}");
    assert_eq!(issue_all(&app).await, 700);
    let followed = follow_decision(&app.service, &id).await.expect("read").expect("there");
    assert!(followed.is_done() && followed.left() == 0 && followed.refused() == 0);
    // Register numbers follow the list.
    let numbers = app.database.rows("select c.register_number from certificate c join decision_row r on r.subject = c.basis order by r.row_number").await;
    for (row, number) in numbers.iter().enumerate() {
        assert_eq!(number[0].as_deref(), Some(format!("{:06}/2026", row + 1).as_str()));
    }
    let code = app.database.value("select id from certificate where register_number = '000700/2026'").await;
    let pdf = app.pdf(&code).await;
    let verdict = app.verdict_on_file(pdf).await;
    assert_eq!((&verdict["verdict"], &verdict["holder"]), (&"genuine".into(), &"Nguyễn Thị Ánh".into()));
    let credential =
        app.database.value("select credential from certificate where register_number = '000700/2026'").await;
    assert!(credential.contains("công nhận theo Quyết định số 12/QĐ-SKHCN ngày 01/12/2026"), "{credential}");
    let found = reconcile(&mut app.service.store.read().await.expect("a connection").link()).await.expect("reconciled");
    assert_eq!(found, Default::default());
    assert_eq!(app.database.number("select count(*) from audit where action = 'certificate.issue'").await, 700);
    assert_eq!(app.database.number("select count(*) from log_entry where occurrence <> 'key'").await, 701);
    assert_eq!(app.database.number("select count(distinct status_index) from certificate").await, 700);
}

async fn passes_of_a_campaign_wait_for_their_decision(engine: Engine) {
    let app = app(engine).await;
    let passes = app.candidate("Nguyễn Thị Ánh").await;
    let attempt = passes.passes().await;
    let fails = app.candidate("Trần Đức Ưng").await;
    let other = fails.starts().await;
    fails.submit(other.id()).await.expect(200);
    assert_eq!(issue_all(&app).await, 0);
    let result = passes.result(attempt.id()).await;
    assert!(result["certificate"].is_null() && result["certificate_pending"] == true, "{result}");
    let page = passes.page(&format!("/attempts/{}/result", attempt.id())).await;
    assert!(page.text().contains("Chờ quyết định công nhận"), "{}", page.text());
    assert_eq!(app.database.number("select count(*) from outbox").await, 0);
    let drafted = draft_campaign(&app.service, bank::CODE, "A", false).await.expect("drafted");
    assert_eq!((drafted.rows, drafted.sample[0].full_name.as_str()), (1, "Nguyễn Thị Ánh"));
    let id = confirmed(&app, &drafted).await;
    assert_eq!(issue_all(&app).await, 1);
    let code = passes.certificate_of(attempt.id()).await;
    assert_eq!(app.verdict_on_file(app.pdf(&code).await).await["verdict"], "genuine");
    let claim = app.database.value("select claim from certificate").await;
    assert!(claim.contains("\"decision\":{\"number\":\"12/QĐ-SKHCN\",\"date\":\"2026-12-01\"}"), "{claim}");
    assert!(follow_decision(&app.service, &id).await.expect("read").expect("there").is_done());
    let nothing = draft_campaign(&app.service, bank::CODE, "A", false).await;
    assert!(matches!(nothing, Err(Failure::Refused(DraftRefusal::Empty))), "{nothing:?}");
}

async fn a_campaign_takes_the_best_pass_of_each_person(engine: Engine) {
    let app = app(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let first = candidate.passes().await;
    // A second pass of the same person, as an older definition may have allowed.
    let same = "assessment_code, assessment_version, revision_id, person_id, unit_id, state, language, seed, form,
                started_at, deadline, accepts_until, locked_at, closed_at, by_timeout, outcome, possible, rules_version";
    app.database
        .run(&format!(
            "insert into attempt (id, number, earned, {same})
             select 'ZZZZZZZZZZZZZZZZZZZZZZZZZZ', 2, earned - 100, {same} from attempt where id = '{}'",
            first.id()
        ))
        .await;
    app.database.run("update attempt set id = '0ZZZZZZZZZZZZZZZZZZZZZZZZZ' where id like 'ZZZ%'").await;
    let drafted = draft_campaign(&app.service, bank::CODE, "A", true).await.expect("drafted");
    assert_eq!(drafted.rows, 1);
    assert_eq!(drafted.sample[0].attempt.as_ref().map(|id| id.as_str()), Some(first.id()));
    assert_eq!(drafted.left_out[0].reason, LeftOutReason::AnotherPass);
    assert_eq!(app.database.number("select count(*) from decision").await, 0, "a dry run writes nothing");
}

async fn a_campaign_that_changed_since_is_not_confirmed(engine: Engine) {
    let app = app(engine).await;
    app.candidate("Nguyễn Thị Ánh").await.passes().await;
    let drafted = draft_campaign(&app.service, bank::CODE, "A", false).await.expect("drafted");
    app.database.run("update person set full_name = 'Nguyễn Thị Ảnh'").await;
    assert_eq!(refusal(&app, &drafted, &paper(&drafted.list_hash, "B")).await, ConfirmRefusal::ListChanged);
    app.database.run("update person set full_name = 'Nguyễn Thị Ánh'").await;
    // Somebody who passed later waits for the next decision and hinders nobody.
    app.candidate("Trần Đức Ưng").await.passes().await;
    confirmed(&app, &drafted).await;
    // Signed is the list: what the roster says afterwards reaches no certificate of it.
    app.database.run("update person set full_name = 'Nguyễn Thị Ảnh' where full_name = 'Nguyễn Thị Ánh'").await;
    assert_eq!(issue_all(&app).await, 1);
    let claim = app.database.value("select claim from certificate").await;
    assert!(claim.contains("Nguyễn Thị Ánh") && !claim.contains("Nguyễn Thị Ảnh"), "{claim}");
    let next = draft_campaign(&app.service, bank::CODE, "A", false).await.expect("drafted");
    assert_eq!(next.sample[0].full_name, "Trần Đức Ưng");
    assert!(discard_draft(&app.service, next.id.as_ref().expect("kept"), "A").await.expect("discarded"));
    let signed = drafted.id.as_ref().expect("kept");
    assert!(!discard_draft(&app.service, signed, "A").await.expect("asked"), "what is confirmed stays");
    assert_eq!(app.database.number("select count(*) from decision").await, 1);
    assert_eq!(app.database.number("select count(*) from decision_row").await, 1);
}

async fn the_same_list_is_recognised_once(engine: Engine) {
    let app = app(engine).await;
    let one = draft(&app, &list(3)).await.expect("drafted");
    let two = draft(&app, &list(3)).await.expect("a draft of the same list");
    assert_eq!(one.list_hash, two.list_hash);
    confirmed(&app, &one).await;
    let again = refusal(&app, &two, &paper(&two.list_hash, "B")).await;
    assert!(matches!(again, ConfirmRefusal::ListRecognised(_)), "{again:?}");
    assert_eq!(mistakes(draft(&app, &list(3)).await).len(), 3, "everybody on it is recognised");
    // The table has the last word, whatever the program looked at.
    let spoil = "update decision set number = '1', decided_on = '2026-01-01', signer = 's', confirmed_by = 'B',
                 confirmed_at = 1 where confirmed_at is null";
    let outcome = std::panic::AssertUnwindSafe(app.database.run(spoil));
    assert!(futures_util::FutureExt::catch_unwind(outcome).await.is_err(), "a list was recognised twice");
    assert_eq!(issue_all(&app).await, 3);
}

async fn one_bad_row_at_the_end_drafts_nothing(engine: Engine) {
    let app = app(engine).await;
    let bad = format!("{}Trần Đức Ưng,Sở Y tế,20/11/2026,1/25,NG-9999\n", list(2_000));
    let told = mistakes(draft(&app, &bad).await);
    assert_eq!(
        told.iter().map(|mistake| (mistake.code, mistake.line)).collect::<Vec<_>>(),
        [("score-below-cut", 2_002)]
    );
    // What only the page can tell is told at its line, too.
    let unprintable = format!("{}Nguyễn 阮 Ánh,Sở Y tế,20/11/2026,25/25,NG-9999\n", list(2_000));
    let told = mistakes(draft(&app, &unprintable).await);
    assert_eq!(
        told.iter().map(|mistake| (mistake.code, mistake.line)).collect::<Vec<_>>(),
        [("would-not-print", 2_002)]
    );
    let long = format!("{}{},Sở Y tế,20/11/2026,25/25,NG-9999\n", list(1), "Nguyễn ".repeat(14));
    assert_eq!(mistakes(draft(&app, &long).await).iter().next().expect("one").code, "would-not-print");
    assert_eq!(app.database.number("select count(*) from decision").await, 0);
    assert_eq!(app.database.number("select count(*) from decision_row").await, 0);
}

async fn who_was_recognised_before_is_named(engine: Engine) {
    let app = app(engine).await;
    confirmed(&app, &draft(&app, &list(2)).await.expect("drafted")).await;
    let told = mistakes(draft(&app, &list(3)).await);
    let lines: Vec<_> = told.iter().map(|mistake| (mistake.code, mistake.line)).collect();
    assert_eq!(lines, [("already-recognised", 2), ("already-recognised", 3)]);
    assert!(told.to_string().contains("12/QĐ-SKHCN"), "{told}");
}

async fn nobody_is_recognised_by_two_lists(engine: Engine) {
    let app = app(engine).await;
    // Drafted side by side, with people in common: whoever comes second must look again.
    let small = draft(&app, &list(2)).await.expect("drafted");
    let large = draft(&app, &list(3)).await.expect("drafted");
    confirmed(&app, &small).await;
    assert_eq!(refusal(&app, &large, &paper(&large.list_hash, "B")).await, ConfirmRefusal::ListChanged);
    assert_eq!(issue_all(&app).await, 2);
    // Whose certificate was taken back for good may earn another one.
    let code = app.database.value("select id from certificate where basis like '%/2'").await;
    app.run(&["certificate", "revoke", &code, "--reason", "misconduct", "--text", "Nhầm người", "--actor", "A"])
        .await
        .fine();
    let told = mistakes(draft(&app, &list(3)).await);
    assert_eq!(told.iter().map(|mistake| mistake.line).collect::<Vec<_>>(), [2]);
    let again = "họ và tên,đơn vị,ngày đánh giá,điểm,mã cán bộ\nNguyễn Thị Ánh,UBND / Sở Y tế,20/11/2026,25/25,NG-2\n";
    confirmed(&app, &draft(&app, again).await.expect("drafted")).await;
    assert_eq!(issue_all(&app).await, 1);
}

async fn a_paper_is_not_older_than_the_results_on_its_list(engine: Engine) {
    let app = app(engine).await;
    let drafted = draft(&app, &list(2)).await.expect("drafted");
    let day_before = Confirmation { date: iso_date("2026-11-19").expect("a date"), ..paper(&drafted.list_hash, "B") };
    assert_eq!(refusal(&app, &drafted, &day_before).await, ConfirmRefusal::BadDate);
    let same_day = Confirmation { date: iso_date("2026-11-20").expect("a date"), ..day_before };
    confirm_decision(&app.service, &drafted.id.expect("kept"), &same_day).await.expect("confirmed");
}

async fn an_outbox_row_without_a_decision_issues_nothing(engine: Engine) {
    let app = app(engine).await;
    let attempt = app.candidate("Nguyễn Thị Ánh").await.passes().await;
    let drafted = draft(&app, &list(1)).await.expect("drafted");
    let row = format!("decision/{}/1", drafted.id.expect("kept").as_str());
    for subject in [&format!("attempt/{}", attempt.id()), &row] {
        let forged = format!(
            "insert into outbox (kind, subject, created_at, available_at, leased_until, tries)
             values ('issue_certificate', '{subject}', 0, 0, 0, 0)"
        );
        app.database.run(&forged).await;
    }
    assert_eq!(issue_certificates(&app.service).await.expect("a round").counts(), (0, 2));
    assert_eq!(app.database.number("select count(*) from certificate").await, 0);
    let errors = app.database.rows("select last_error from outbox order by length(subject)").await;
    let errors: Vec<_> = errors.iter().map(|row| row[0].as_deref()).collect();
    assert_eq!(errors, [Some("no-decision"), Some("missing")]);
}

async fn upload(who: &Candidate<'_>, name: &str, bytes: Vec<u8>) -> Answer {
    let file = reqwest::multipart::Part::bytes(bytes).file_name(name.to_owned());
    let form = reqwest::multipart::Form::new()
        .text("csrf", csrf_token(&who.token))
        .text("assessment", bank::CODE)
        .part("file", file);
    Answer::of(who.by_cookie("POST", "/admin/decisions/upload").multipart(form)).await
}

async fn pages_lead_from_the_file_to_the_downloads(engine: Engine) {
    let app = app(engine).await;
    let one = app.administrator_named("QUANTRI-1", "Lý Quảng Phước").await;
    let two = app.administrator_named("QUANTRI-2", "Đặng Thị Trang").await;
    let bad = upload(&one, "ket-qua.csv", format!("{}An,,20/11/2026,,\n", list(2)).into_bytes()).await;
    assert_eq!(bad.status, 422);
    assert!(bad.text().contains("ket-qua.csv:4:"), "{}", bad.text());
    let drafted = upload(&one, "ket-qua.csv", list(3).into_bytes()).await;
    assert_eq!(drafted.status, 303, "{}", drafted.text());
    let path = drafted.header("location").to_owned();
    let own = one.page(&path).await.text();
    assert!(own.contains("Người lập danh sách không được tự nhập"), "{own}");
    let list_file = two.page(&format!("{path}/list.txt")).await;
    let hash = minhchung::domain::identifier::hex(&Sha256::digest(list_file.bytes.as_slice()));
    assert_eq!(app.database.value("select list_hash from decision").await, hash, "sha256sum gives the hash again");
    let fields = |hash| {
        [("number", "12/QĐ"), ("date", "2026-11-25"), ("signer", "Trần Minh Chứng"), ("hash", hash), ("confirm", "yes")]
    };
    let confirm = format!("{path}/confirm");
    assert_eq!(one.form(&confirm, &fields(&hash)).await.status, 422, "who made the list");
    let wrong = "1".repeat(64);
    let refused = two.form(&confirm, &fields(&wrong)).await;
    assert!(refused.status == 422 && refused.text().contains("Mã băm không khớp"), "{}", refused.text());
    assert_eq!(two.form(&confirm, &fields(&hash)).await.status, 303);
    let running = two.page(&path).await.text();
    assert!(running.contains("http-equiv=\"refresh\"") && running.contains("0/3"), "{running}");
    assert_eq!(issue_all(&app).await, 3);
    let done = two.page(&path).await.text();
    assert!(!done.contains("http-equiv=\"refresh\"") && done.contains("3/3"), "{done}");
    let register = two.page(&format!("{path}/register.csv")).await.text();
    assert!(register.starts_with('\u{FEFF}') && register.lines().count() == 4, "{register}");
    assert!(register.contains("00001/2026/TN,000001/2026,Nguyễn Thị Ánh,,Sở Y tế"), "{register}");
    let workbook = two.page(&format!("{path}/register.xlsx")).await;
    assert!(workbook.bytes.starts_with(b"PK\x03\x04"));
    let archive = two.page(&format!("{path}/certificates.zip")).await;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(archive.bytes)).expect("an archive");
    assert_eq!(archive.len(), 3);
    for index in 0..3 {
        use std::io::Read;
        let mut entry = archive.by_index(index).expect("an entry");
        let name = entry.name().expect("a name").into_owned();
        assert!(name.starts_with(&format!("{:06}-2026_", index + 1)) && name.is_ascii(), "{name}");
        let mut pdf = Vec::new();
        entry.read_to_end(&mut pdf).expect("read");
        assert_eq!(app.verdict_on_file(pdf).await["verdict"], "genuine");
    }
    // Candidates see none of it.
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    for below in ["", "/list.txt", "/register.csv", "/certificates.zip"] {
        assert_eq!(candidate.page(&format!("{path}{below}")).await.status, 403);
    }
}

async fn a_waiting_candidate_comes_before_the_many_of_a_decision(engine: Engine) {
    let mut at_once = bank::assessment();
    at_once.code = "tra-ngay".to_owned();
    let app = app_with(engine, vec![by_decision(), at_once]).await;
    confirmed(&app, &draft(&app, &list(600)).await.expect("drafted")).await;
    app.wait(5);
    let candidate = app.candidate("Trần Đức Ưng").await;
    let attempt = candidate.passes_of("tra-ngay").await;
    let first = issue_certificates(&app.service).await.expect("a round");
    assert_eq!(first.issued, 512, "one round");
    candidate.certificate_of(attempt.id()).await;
    assert_eq!(app.database.number("select count(*) from outbox where done_at is null and priority = 1").await, 89);
    app.wait(301);
    let late = minhchung::flows::check_health::check_health(&app.service).await;
    assert!(late.iter().all(|check| check.fault.is_none()), "a long list is no fault: {late:?}");
}

async fn a_correction_is_made_in_one_round_with_a_decision(engine: Engine) {
    let app = app(engine).await;
    confirmed(&app, &draft(&app, &list(2)).await.expect("drafted")).await;
    assert_eq!(issue_all(&app).await, 2);
    let old = app.database.value("select id from certificate where register_number = '000001/2026'").await;
    let right = Correction { holder: Some("Nguyễn Thị Ánh Nguyệt".to_owned()), ..Correction::default() };
    let ordered = supersede_certificate(&app.service, old.parse().expect("a code"), &right, "Thiếu tên", "QUANTRI");
    ordered.await.expect("ordered");
    let others = "họ và tên,đơn vị,ngày đánh giá\nPhạm Văn Đồng Tâm,UBND,20/11/2026\nĐặng Thị Trang,UBND,20/11/2026\n";
    confirmed(&app, &draft(&app, others).await.expect("drafted")).await;
    assert_eq!(issue_certificates(&app.service).await.expect("a round").counts(), (3, 0));

    let new = app.database.value(&format!("select id from certificate where basis = 'correction/{old}'")).await;
    assert_eq!(app.verdict_on_code(&old).await["verdict"], "superseded");
    let verdict = app.verdict_on_code(&new).await;
    assert_eq!((&verdict["verdict"], &verdict["holder"]), (&"genuine".into(), &"Nguyễn Thị Ánh Nguyệt".into()));
    let credential = app.database.value(&format!("select credential from certificate where id = '{new}'")).await;
    assert!(credential.contains("Quyết định số 12/QĐ-SKHCN"), "{credential}");
    let logged = app
        .database
        .rows("select occurrence, subject from log_entry where occurrence <> 'key' order by position")
        .await;
    let told: Vec<_> = logged.iter().map(|row| row[0].as_deref().expect("an occurrence")).collect();
    assert_eq!(told, ["decision", "issue", "issue", "decision", "issue", "issue", "issue", "supersede"]);
    assert_eq!(logged[7][1].as_deref(), Some(old.as_str()));
    assert_eq!(app.database.number("select count(*) from outbox where done_at is null").await, 0);
    assert_eq!(app.database.number("select count(*) from revocation").await, 1);
}
