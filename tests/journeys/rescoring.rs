//! An item is decided on after the event: everybody who had it is scored again, by two people's decision, and nothing
//! of what was is lost.

use crate::harness::faults::Fault;
use crate::harness::{Attempt, Candidate, Engine, Options, TestApp, Workers, bank};
use crate::journeys;
use futures_util::future::join_all;
use minhchung::domain::assessment::rescoring::Ruling;
use minhchung::domain::identifier::ItemDecisionId;
use minhchung::flows::assessment::decide_item::{self, DecideRefusal, Proposal, ProposeRefusal};
use minhchung::flows::assessment::import_bank::import_bank;
use minhchung::flows::assessment::preview_rescoring::preview_rescoring;
use minhchung::flows::assessment::rescore_attempts::rescore_attempts;
use minhchung::flows::certification::issue_certificates::issue_certificates;
use minhchung::store::Failure;
use serde_json::{Value, json};

journeys![
    a_withdrawn_item_counts_neither_way_and_certificates_follow,
    nobody_confirms_an_own_decision,
    an_item_is_scored_by_the_newer_key_and_only_if_people_saw_the_same,
    scoring_again_under_unchanged_rules_changes_nothing,
    a_round_that_fails_leaves_nothing_half_done,
    whoever_hands_in_meanwhile_is_scored_under_the_decision,
    a_certificate_on_its_way_says_the_new_score_or_is_not_made,
    two_administrators_decide_on_the_pages,
];

/// The item that stories decide on; its key is `a`.
const ITEM: &str = "cau-001";

/// Everybody has all eight items.
pub async fn start(engine: Engine) -> TestApp {
    let mut assessment = bank::assessment();
    (assessment.blueprint.rules[0].count, assessment.blueprint.rules[1].count) = (6, 2);
    let options = Options { workers: Workers::OnCall, assessments: vec![assessment], ..Options::default() };
    TestApp::with(engine, options).await
}

pub async fn revision(app: &TestApp) -> String {
    app.database.value("select revision_id from assessment_version order by version desc").await
}

impl Candidate<'_> {
    /// Sits and answers: whether [`ITEM`] is right, how many of the five others with one right option, and what of the
    /// two with `a` and `c`.
    async fn sits(&self, item: bool, others: usize, multiple: [&[&str]; 2]) -> Attempt {
        let attempt = self.starts().await;
        let (mut singles, mut pairs) = (others, multiple.into_iter());
        for shown in attempt.items() {
            let stem = shown["stem"].as_str().expect("a stem");
            let choice: &[&str] = if shown["type"] == "multiple_choice" {
                pairs.next().expect("two of them")
            } else if stem.contains(ITEM) {
                if item { &["a"] } else { &["b"] }
            } else if singles > 0 {
                singles -= 1;
                &["a"]
            } else {
                &["d"]
            };
            self.save(attempt.id(), shown["number"].as_i64().expect("a number"), 0, choice).await.expect(200);
        }
        attempt
    }

    pub async fn sits_and_submits(&self, item: bool, others: usize, multiple: [&[&str]; 2]) -> String {
        let attempt = self.sits(item, others, multiple).await;
        self.submit(attempt.id()).await.expect(200);
        attempt.id().to_owned()
    }
}

/// Proposes to withdraw [`ITEM`] as QUANTRI.
pub async fn proposed(app: &TestApp, ruling: Ruling) -> ItemDecisionId {
    let reason = "Đáp án không còn đúng với luật mới".to_owned();
    let proposal = Proposal { revision: revision(app).await, item: ITEM.to_owned(), ruling, reason };
    decide_item::propose(&app.service, &proposal, "quantri").await.expect("proposed")
}

pub async fn decided(app: &TestApp, ruling: Ruling) -> ItemDecisionId {
    let id = proposed(app, ruling).await;
    decide_item::confirm(&app.service, &id, "QT-02").await.expect("confirmed");
    id
}

pub async fn rescored(app: &TestApp) {
    while rescore_attempts(&app.service).await.expect("scored again").is_some() {}
}

async fn issued(app: &TestApp) {
    while issue_certificates(&app.service).await.expect("a round").issued > 0 {}
}

/// Outcome, earned and possible as stored.
async fn stored(app: &TestApp, attempt: &str) -> (String, i64, i64) {
    let row = app.database.rows(&format!("select outcome, earned, possible from attempt where id = '{attempt}'")).await;
    let cell = |place: usize| row[0][place].clone().unwrap_or_default();
    (cell(0), cell(1).parse().unwrap_or(-1), cell(2).parse().unwrap_or(-1))
}

async fn score(candidate: &Candidate<'_>, attempt: &str) -> Value {
    let result = candidate.result(attempt).await;
    json!([result["outcome"], result["score"]["earned"], result["score"]["possible"]])
}

const HALF: &[&str] = &["a"];
const FULL: &[&str] = &["a", "c"];
const NONE: &[&str] = &["b"];

async fn a_withdrawn_item_counts_neither_way_and_certificates_follow(engine: Engine) {
    let app = start(engine).await;
    let (_first, second) = (app.administrator().await, app.administrator_named("QT-02", "Đặng Thị Trang").await);
    let third = app.administrator_named("QT-03", "Vũ Hà").await;
    let falls = app.candidate("Nguyễn Thị Ánh").await;
    let rises = app.candidate("Trần Đức Ưng").await;
    let stays = app.candidate("Lê Dũng").await;
    let open = app.candidate("Phạm Văn Đồng").await;
    // 5 of 8, 4.5 of 8, 7.5 of 8; the cut is 60 %.
    let fell = falls.sits_and_submits(true, 4, [NONE, NONE]).await;
    let rose = rises.sits_and_submits(false, 3, [FULL, HALF]).await;
    let stayed = stays.sits_and_submits(true, 5, [FULL, HALF]).await;
    let running = open.sits(true, 4, [NONE, NONE]).await;
    issued(&app).await;
    let old_certificates = [falls.certificate_of(&fell).await, stays.certificate_of(&stayed).await];
    assert_eq!(score(&rises, &rose).await, json!(["failed", 4.5, 8.0]));

    let id = proposed(&app, Ruling::Withdrawn).await;
    let foreseen = preview_rescoring(&app.service, &id).await.expect("read").expect("there");
    let tally = foreseen.tally;
    assert_eq!((tally.attempts, tally.changed, tally.rise, tally.fall), (3, 3, 1, 2));
    assert_eq!((tally.now_pass, tally.now_fail, tally.certificates), (1, 1, 2));
    assert_eq!(stored(&app, &fell).await, ("passed".into(), 500, 800), "nothing happens before");
    decide_item::confirm(&app.service, &id, "qt-02").await.expect("confirmed");
    rescored(&app).await;
    assert_eq!(stored(&app, &fell).await, ("failed".into(), 400, 700));
    assert_eq!(stored(&app, &rose).await, ("passed".into(), 450, 700));
    assert_eq!(stored(&app, &stayed).await, ("passed".into(), 650, 700));
    let recorded = preview_rescoring(&app.service, &id).await.expect("read").expect("there");
    let facts = |preview: &minhchung::flows::assessment::preview_rescoring::Preview| {
        preview.results.iter().map(|result| (result.attempt.clone(), result.before, result.after)).collect::<Vec<_>>()
    };
    assert_eq!(facts(&recorded), facts(&foreseen), "what was foreseen is what came");
    let history = "select count(*) from rescoring where actor = 'QT-02' and old_possible = 800 and new_possible = 700";
    assert_eq!(app.database.number(history).await, 3);
    let deeds = "select count(*) from audit where actor = 'QT-02' and action = 'attempt.rescore'";
    assert_eq!(app.database.number(deeds).await, 3);

    // Results agree, and who was still sitting is scored under the decision.
    assert_eq!(score(&falls, &fell).await, json!(["failed", 4.0, 7.0]));
    assert_eq!(score(&rises, &rose).await, json!(["passed", 4.5, 7.0]));
    open.submit(running.id()).await.expect(200);
    assert_eq!(score(&open, running.id()).await, json!(["failed", 4.0, 7.0]));
    rescored(&app).await;
    assert_eq!(app.database.number("select count(*) from rescoring").await, 3);

    // The new pass gets its certificate, the other score a new one; the lost pass waits for two people.
    issued(&app).await;
    let fresh = rises.certificate_of(&rose).await;
    assert_eq!(app.verdict_on_code(&fresh).await["verdict"], "genuine");
    assert_eq!(app.verdict_on_code(&old_certificates[1]).await["verdict"], "superseded");
    let successor = stays.certificate_of(&stayed).await;
    let said = app.get(&format!("/certificates/{successor}.json")).await.text();
    assert!(successor != old_certificates[1] && said.contains("92.86"), "{said}");
    assert_eq!(app.verdict_on_code(&old_certificates[0]).await["verdict"], "genuine", "never revoked silently");
    let request = app.database.value("select id from revocation_request where state = 'proposed'").await;
    let path = format!("/admin/revocations/{request}");
    let page = third.page(&path).await.text();
    assert!(page.contains("Nguyễn Thị Ánh") && page.contains("Đáp án không còn đúng"), "{page}");
    assert_eq!(second.form(&format!("{path}/confirm"), &[("confirm", "yes")]).await.status, 403);
    assert_eq!(third.form(&format!("{path}/confirm"), &[("confirm", "yes")]).await.status, 303);
    assert_eq!(app.verdict_on_code(&old_certificates[0]).await["verdict"], "revoked");
    let figures = second.page(&format!("/admin/assessments/{}/statistics.csv", bank::CODE)).await.text();
    assert!(!figures.contains(ITEM) && figures.contains("cau-002"), "{figures}");
    let verified = app.run(&["audit", "verify"]).await;
    assert_eq!(verified.code, 0, "{}", verified.complained);
}

async fn nobody_confirms_an_own_decision(engine: Engine) {
    let app = start(engine).await;
    app.administrator().await;
    app.administrator_named("QT-02", "Đặng Thị Trang").await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let attempt = candidate.sits_and_submits(true, 4, [NONE, NONE]).await;
    let id = proposed(&app, Ruling::Withdrawn).await;
    for spelt in ["QUANTRI", " quantri "] {
        let refused = decide_item::confirm(&app.service, &id, spelt).await;
        assert!(matches!(refused, Err(Failure::Refused(DecideRefusal::SamePerson))), "{spelt}: {refused:?}");
    }
    for nobody in [candidate.login.as_str(), "NOBODY", ""] {
        let refused = decide_item::confirm(&app.service, &id, nobody).await;
        assert!(matches!(refused, Err(Failure::Refused(DecideRefusal::NotAdministrator))), "{nobody}");
    }
    let forged = "update item_decision set state = 'confirmed', decided_by = proposed_by, decided_at = 1, number = 1";
    assert!(app.database.refuses(forged).await, "not by the database itself");
    rescored(&app).await;
    assert_eq!(stored(&app, &attempt).await, ("passed".into(), 500, 800));
    assert_eq!(app.database.number("select max(decisions) from bank_revision").await, 0, "no number was used up");
    let again = Proposal {
        revision: revision(&app).await,
        item: ITEM.to_owned(),
        ruling: Ruling::Withdrawn,
        reason: "x".to_owned(),
    };
    let refused = decide_item::propose(&app.service, &again, "QT-02").await;
    assert!(matches!(refused, Err(Failure::Refused(ProposeRefusal::AlreadyProposed))), "{refused:?}");
    let both = [decide_item::confirm(&app.service, &id, "QT-02"), decide_item::confirm(&app.service, &id, "QT-02")];
    let done = join_all(both).await.into_iter().filter(Result::is_ok).count();
    assert_eq!(done, 1, "of two who confirm at once one does");
    let refused = decide_item::propose(&app.service, &again, "QT-02").await;
    assert!(matches!(refused, Err(Failure::Refused(ProposeRefusal::NothingChanges))), "{refused:?}");
}

async fn an_item_is_scored_by_the_newer_key_and_only_if_people_saw_the_same(engine: Engine) {
    let app = start(engine).await;
    app.administrator().await;
    app.administrator_named("QT-02", "Đặng Thị Trang").await;
    let old = revision(&app).await;
    let (right, wrong) = (app.candidate("Nguyễn Thị Ánh").await, app.candidate("Trần Đức Ưng").await);
    let chose_a = right.sits_and_submits(true, 5, [NONE, NONE]).await;
    let chose_b = wrong.sits_and_submits(false, 4, [NONE, NONE]).await;
    let import = async |change: fn(&mut minhchung::domain::assessment::item::Item)| {
        let mut newer = bank::bank();
        change(&mut newer.items[0]);
        import_bank(&app.service, &newer, None, "test").await.expect("imported");
        app.database.value("select id from bank_revision order by imported_at desc, id").await
    };
    app.wait(1);
    let reworded = import(|item| {
        let stem = item.face.stem.0.values_mut().next().expect("a stem");
        stem.push_str(" Chọn một.");
    })
    .await;
    app.wait(1);
    let rekeyed = import(|item| item.key = minhchung_key("b")).await;
    let propose = async |item: &str, ruling: Ruling| {
        let proposal =
            Proposal { revision: old.clone(), item: item.to_owned(), ruling, reason: "Sai khóa".to_owned() };
        decide_item::propose(&app.service, &proposal, "QUANTRI").await
    };
    for (item, ruling, expected) in [
        (ITEM, Ruling::Rekeyed(reworded), ProposeRefusal::OtherFace),
        (ITEM, Ruling::Rekeyed(old.clone()), ProposeRefusal::NothingChanges),
        (ITEM, Ruling::Rekeyed("0".repeat(64)), ProposeRefusal::UnknownKey),
        ("cau-404", Ruling::Withdrawn, ProposeRefusal::UnknownItem),
        ("cau-002", Ruling::Rekeyed(rekeyed.clone()), ProposeRefusal::NothingChanges),
    ] {
        let refused = propose(item, ruling).await;
        assert!(
            matches!(&refused, Err(Failure::Refused(refusal)) if *refusal == expected),
            "{expected:?}: {refused:?}"
        );
    }
    decided(&app, Ruling::Rekeyed(rekeyed)).await;
    rescored(&app).await;
    assert_eq!(stored(&app, &chose_a).await, ("passed".into(), 500, 800));
    assert_eq!(stored(&app, &chose_b).await, ("passed".into(), 500, 800));
    assert_eq!(score(&wrong, &chose_b).await, json!(["passed", 5.0, 8.0]));
    // Back to its own key: a later decision comes before an earlier one.
    decided(&app, Ruling::Rekeyed(old.clone())).await;
    rescored(&app).await;
    assert_eq!(stored(&app, &chose_b).await, ("failed".into(), 400, 800));
    assert_eq!(stored(&app, &chose_a).await, ("passed".into(), 600, 800));
    assert_eq!(app.database.number("select count(*) from rescoring").await, 4);
}

fn minhchung_key(right: &str) -> minhchung::domain::assessment::key::ItemKey {
    bank::bank_with_key(right).items[0].key.clone()
}

async fn scoring_again_under_unchanged_rules_changes_nothing(engine: Engine) {
    let app = start(engine).await;
    app.administrator().await;
    app.administrator_named("QT-02", "Đặng Thị Trang").await;
    for (place, name) in ["Nguyễn Thị Ánh", "Trần Đức Ưng", "Lê Dũng"].into_iter().enumerate() {
        app.candidate(name).await.sits_and_submits(place == 0, place + 2, [FULL, HALF]).await;
    }
    decided(&app, Ruling::Withdrawn).await;
    rescored(&app).await;
    issued(&app).await;
    let everything = async || {
        let mut rows = app.database.rows("select * from attempt order by id").await;
        rows.extend(app.database.rows("select * from rescoring order by attempt_id").await);
        rows.extend(app.database.rows("select id, state, claim from certificate order by id").await);
        rows.extend(app.database.rows("select kind, subject, done_at from outbox order by subject").await);
        rows
    };
    let before = everything().await;
    app.database.run("update item_decision set finished_at = null, scored_through = ''").await;
    rescored(&app).await;
    assert_eq!(everything().await, before, "what took the decision into account is left alone");
    // Even if nothing were known of what was done, the same results come out.
    app.database
        .run("update item_decision set finished_at = null, scored_through = ''; update attempt set decisions = 0")
        .await;
    rescored(&app).await;
    assert_eq!(everything().await, before);
}

async fn a_round_that_fails_leaves_nothing_half_done(engine: Engine) {
    let app = start(engine).await;
    app.administrator().await;
    app.administrator_named("QT-02", "Đặng Thị Trang").await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let attempt = candidate.sits_and_submits(true, 4, [NONE, NONE]).await;
    decided(&app, Ruling::Withdrawn).await;
    for fault in [
        Fault { table: "rescoring", event: "insert", when: "new.new_outcome = 'failed'" },
        Fault { table: "audit", event: "insert", when: "new.action = 'attempt.rescore'" },
        Fault { table: "attempt", event: "update", when: "new.decisions = 1" },
        Fault { table: "item_decision", event: "update", when: "new.finished_at is not null" },
    ] {
        app.database.break_writes(engine, fault).await;
        assert!(rescore_attempts(&app.service).await.is_err(), "{fault:?}");
        assert_eq!(stored(&app, &attempt).await, ("passed".into(), 500, 800), "{fault:?}");
        assert_eq!(app.database.number("select count(*) from rescoring").await, 0, "{fault:?}");
        assert_eq!(score(&candidate, &attempt).await, json!(["passed", 5.0, 8.0]), "readable meanwhile");
        app.database.mend_writes(engine, fault).await;
    }
    rescored(&app).await;
    assert_eq!(stored(&app, &attempt).await, ("failed".into(), 400, 700));
    assert_eq!(app.database.number("select count(*) from rescoring").await, 1);
}

async fn whoever_hands_in_meanwhile_is_scored_under_the_decision(engine: Engine) {
    let app = start(engine).await;
    app.administrator().await;
    app.administrator_named("QT-02", "Đặng Thị Trang").await;
    let mut sitting = Vec::new();
    for number in 0..12 {
        let candidate = app.candidate(&format!("Người Thứ {}", ["Nhất", "Hai", "Ba"][number % 3])).await;
        let attempt = candidate.sits(number % 2 == 0, 4, [NONE, NONE]).await;
        sitting.push((candidate, attempt.id().to_owned()));
    }
    let id = proposed(&app, Ruling::Withdrawn).await;
    let submits = async {
        join_all(sitting.iter().map(|(candidate, attempt)| candidate.submit(attempt))).await;
    };
    let scores_again = async {
        decide_item::confirm(&app.service, &id, "QT-02").await.expect("confirmed");
        rescored(&app).await;
    };
    tokio::join!(submits, scores_again);
    rescored(&app).await;
    let wrong = "select count(*) from attempt where possible <> 700 or earned <> 400 or outcome <> 'failed'";
    assert_eq!(app.database.number(wrong).await, 0);
    for (candidate, attempt) in &sitting {
        assert_eq!(score(candidate, attempt).await, json!(["failed", 4.0, 7.0]));
    }
}

async fn a_certificate_on_its_way_says_the_new_score_or_is_not_made(engine: Engine) {
    let app = start(engine).await;
    app.administrator().await;
    app.administrator_named("QT-02", "Đặng Thị Trang").await;
    let (falls, stays) = (app.candidate("Nguyễn Thị Ánh").await, app.candidate("Lê Dũng").await);
    let fell = falls.sits_and_submits(true, 4, [NONE, NONE]).await;
    let stayed = stays.sits_and_submits(true, 5, [FULL, HALF]).await;
    // Bytes to be signed are stored, and the last step fails.
    let fault = Fault { table: "certificate", event: "update", when: "new.state = 'issued'" };
    app.database.break_writes(engine, fault).await;
    assert_eq!(issue_certificates(&app.service).await.expect("a round").counts(), (0, 2));
    assert_eq!(app.database.number("select count(*) from certificate where state = 'prepared'").await, 2);
    app.database.mend_writes(engine, fault).await;
    decided(&app, Ruling::Withdrawn).await;
    rescored(&app).await;
    app.wait(61);
    issued(&app).await;
    let certificate = stays.certificate_of(&stayed).await;
    let said = app.get(&format!("/certificates/{certificate}.json")).await.text();
    assert!(said.contains("92.86"), "{said}");
    assert_eq!(falls.result(&fell).await["certificate"], Value::Null);
    assert_eq!(app.database.number("select count(*) from certificate where state = 'issued'").await, 1);
    assert_eq!(app.database.number("select count(*) from outbox where done_at is null").await, 0);
}

async fn two_administrators_decide_on_the_pages(engine: Engine) {
    let app = start(engine).await;
    let (first, second) = (app.administrator().await, app.administrator_named("QT-02", "Đặng Thị Trang").await);
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let attempt = candidate.sits_and_submits(true, 4, [NONE, NONE]).await;
    let revision = revision(&app).await;
    let form = first.page("/admin/rescorings/new").await.text();
    assert!(form.contains(&revision) && !form.contains("Câu hỏi cau-"), "{form}");
    let fields =
        |item: &'static str| [("revision", revision.clone()), ("item", item.into()), ("reason", "Hết hiệu lực".into())];
    let send = async |item: &'static str| {
        let fields = fields(item);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        first.form("/admin/rescorings", &fields).await
    };
    let refused = send("cau-404").await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("không có câu hỏi mang mã này"), "{}", refused.text());
    let proposed = send(ITEM).await;
    assert_eq!(proposed.status, 303, "{}", proposed.text());
    let path = proposed.header("location").to_owned();
    let own = first.page(&path).await.text();
    assert!(own.contains("không thể tự xác nhận") && !own.contains("/confirm"), "{own}");
    assert_eq!(first.form(&format!("{path}/confirm"), &[("confirm", "yes")]).await.status, 403);
    let preview = second.page(&path).await.text();
    for shown in ["Nguyễn Thị Ánh", "Hết hiệu lực", "5/8 điểm", "4/7 điểm", "Đạt thành chưa đạt", "chấm lại 1 lượt làm"]
    {
        assert!(preview.contains(shown), "{shown} is not in {preview}");
    }
    for secret in ["Câu hỏi cau-", "Phương án", "Vì a đúng"] {
        assert!(!preview.contains(secret), "an administrator reads no items here: {secret}");
    }
    let list = second.page(&format!("{path}/changes.csv")).await;
    assert!(list.text().contains("passed,5,8,failed,4,7,now-fails"), "{}", list.text());
    assert_eq!(second.form(&format!("{path}/confirm"), &[]).await.status, 422, "without the tick");
    assert_eq!(second.form(&format!("{path}/confirm"), &[("confirm", "yes")]).await.status, 303);
    rescored(&app).await;
    assert_eq!(stored(&app, &attempt).await, ("failed".into(), 400, 700));
    assert!(second.page(&path).await.text().contains("Đã chấm lại xong"));
    assert!(first.page("/admin/rescorings").await.text().contains(&path));
    assert_eq!(second.form(&format!("{path}/confirm"), &[("confirm", "yes")]).await.status, 409);
    for foreign in ["/admin/rescorings", "/admin/rescorings/new", path.as_str()] {
        assert_eq!(candidate.page(foreign).await.status, 403, "{foreign}");
    }
    let unknown = "/admin/rescorings/00000000000000000000000000";
    assert_eq!(first.page(unknown).await.status, 404);
}
