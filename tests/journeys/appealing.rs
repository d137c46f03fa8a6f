//! Appeals: a candidate asks, an administrator sees the attempt with its score made again, and answers once, with reasons.

use crate::harness::{Answer, Attempt, Candidate, Engine, Options, TestApp, Workers, bank};
use crate::journeys;
use minhchung::domain::assessment::appeal::{AppealAnswer, Ruling as AppealRuling};
use minhchung::domain::assessment::definition::Assessment;
use minhchung::domain::assessment::rescoring::Ruling;
use minhchung::domain::identifier::AttemptId;
use minhchung::domain::timestamp::Timestamp;
use minhchung::flows::assessment::decide_item::{self, Proposal};
use minhchung::flows::assessment::rescore_attempts::rescore_attempts;
use minhchung::store::assessment::appeals as appeal_rows;
use serde_json::{Value, json};

journeys![
    an_appeal_is_answered_with_reasons_and_the_score_follows,
    an_appeal_is_filed_once_in_time_and_only_against_an_own_result,
    nobody_answers_an_own_appeal_and_the_second_answer_is_told_of_the_first,
    pages_do_all_of_it_and_say_what_is_missing,
];

async fn app(engine: Engine) -> TestApp {
    let mut assessment = Assessment { appeal_days: Some(10), ..bank::assessment() };
    // Everybody has all eight items.
    (assessment.blueprint.rules[0].count, assessment.blueprint.rules[1].count) = (6, 2);
    let options = Options { workers: Workers::OnCall, assessments: vec![assessment], ..Options::default() };
    TestApp::with(engine, options).await
}

/// Hands in with one wrong answer.
async fn hands_in(candidate: &Candidate<'_>) -> Attempt {
    let attempt = candidate.starts().await;
    for item in attempt.items() {
        let number = item["number"].as_i64().expect("a number");
        let is_wrong = item["stem"].as_str().expect("a stem").contains("cau-001");
        let choice: &[&str] = match (is_wrong, item["type"].as_str()) {
            (true, _) => &["b"],
            (false, Some("multiple_choice")) => &["a", "c"],
            (false, _) => &["a"],
        };
        candidate.save(attempt.id(), number, 0, choice).await.expect(200);
    }
    candidate.submit(attempt.id()).await.expect(200);
    attempt
}

async fn appeals(candidate: &Candidate<'_>, id: &str, reason: &str) -> Answer {
    let call = candidate.request("POST", &format!("/api/v1/attempts/{id}/appeal"));
    Answer::of(call.json(&json!({ "reason": reason }))).await
}

async fn appeal_of(candidate: &Candidate<'_>, id: &str) -> Value {
    candidate.get(&format!("/api/v1/attempts/{id}/appeal")).await.expect(200)
}

async fn an_appeal_is_answered_with_reasons_and_the_score_follows(engine: Engine) {
    let app = app(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let attempt = hands_in(&candidate).await;
    let filed = appeals(&candidate, attempt.id(), "Câu 1 có hai phương án cùng đúng.").await.expect(201);
    assert_eq!((&filed["state"], &filed["answer"]), (&json!("open"), &Value::Null));

    app.administrator_named("QT-01", "Lý Quảng Phước").await;
    app.administrator_named("QT-02", "Phan Thị Hòa").await;
    let listed = app.run(&["--format", "json", "appeal", "list", "--state", "open"]).await.json();
    assert_eq!(listed["appeals"][0]["attempt"], attempt.id());
    let revision = app.database.value("select revision_id from assessment_version").await;
    let proposal = Proposal {
        revision,
        item: "cau-001".into(),
        ruling: Ruling::Withdrawn,
        reason: "Phương án b cũng đúng.".into(),
    };
    let decision = decide_item::propose(&app.service, &proposal, "QT-01").await.expect("proposed");
    decide_item::confirm(&app.service, &decision, "QT-02").await.expect("confirmed");
    let answered = ["appeal", "answer", attempt.id(), "--uphold", "--decision", decision.as_str()];
    let words = ["--reasons", "Phương án b cũng đúng; câu này không tính.", "--actor", "qt-01"];
    app.run(&[&answered[..], &words[..]].concat()).await.fine();

    let read = appeal_of(&candidate, attempt.id()).await;
    assert_eq!(
        (&read["state"], &read["answer"]),
        (&json!("upheld"), &json!("Phương án b cũng đúng; câu này không tính."))
    );
    while rescore_attempts(&app.service).await.expect("scored").is_some() {}
    let result = candidate.result(attempt.id()).await;
    assert_eq!((&result["score"]["earned"], &result["score"]["possible"]), (&json!(7.0), &json!(7.0)), "{result}");
    let trail = "select actor, action from audit where action like 'appeal.%' order by sequence";
    let told: Vec<_> = app.database.rows(trail).await.into_iter().flatten().flatten().collect();
    assert_eq!(told, ["CB-0001", "appeal.file", "QT-01", "appeal.answer"]);
}

async fn an_appeal_is_filed_once_in_time_and_only_against_an_own_result(engine: Engine) {
    let app = app(engine).await;
    let (candidate, other) = (app.candidate("Nguyễn Thị Ánh").await, app.candidate("Trần Đức Ưng").await);
    let open = other.starts().await;
    assert_eq!(appeals(&other, open.id(), "Sai.").await.problem(), (409, "attempt-open".to_owned()));
    let attempt = hands_in(&candidate).await;
    assert_eq!(appeals(&other, attempt.id(), "Sai.").await.status, 404, "somebody else's");
    for reason in ["", " \n ", &"a".repeat(2_001)] {
        assert_eq!(appeals(&candidate, attempt.id(), reason).await.status, 422);
    }
    assert_eq!(candidate.get(&format!("/api/v1/attempts/{}/appeal", attempt.id())).await.status, 404);
    let both = futures_util::future::join(
        appeals(&candidate, attempt.id(), "Câu 1 sai."),
        appeals(&candidate, attempt.id(), "Câu 1 sai."),
    );
    let (one, two) = both.await;
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409], "sent twice at once: one is filed");

    let candidate = app.candidate("Đặng Thị Trang").await;
    let late = hands_in(&candidate).await;
    app.wait(10 * 86_400 + 1);
    let candidate = candidate.elsewhere().await;
    assert_eq!(appeals(&candidate, late.id(), "Sai.").await.problem(), (409, "appeal-too-late".to_owned()));
    let page = candidate.page(&format!("/attempts/{}/result", late.id())).await.text();
    assert!(page.contains("Thời hạn đề nghị phúc khảo đã hết"), "{page}");
}

async fn nobody_answers_an_own_appeal_and_the_second_answer_is_told_of_the_first(engine: Engine) {
    let app = app(engine).await;
    let own = app.administrator().await;
    let attempt = hands_in(&own).await;
    appeals(&own, attempt.id(), "Câu 1 sai.").await.expect(201);
    let address = format!("/admin/appeals/{}", attempt.id());
    let shown = own.page(&address).await.text();
    assert!(shown.contains("Đây là đề nghị của chính bạn"), "{shown}");
    assert!(!shown.contains("cau-001") && !shown.contains("Vì a đúng"), "no key to whoever appeals: {shown}");
    let answer = [("ruling", "upheld"), ("reasons", "Đúng là sai."), ("confirm", "yes")];
    assert_eq!(own.form(&address, &answer).await.status, 403);
    assert_eq!(appeal_of(&own, attempt.id()).await["state"], "open");
    // The statement itself refuses, whoever calls it.
    let id = AttemptId::parse(attempt.id()).expect("an id");
    let login = app.database.value("select login from person where role = 'administrator'").await;
    let answered = AppealAnswer {
        ruling: AppealRuling::Dismissed,
        reasons: "Tự trả lời.".into(),
        by: login,
        at: Timestamp::from_micros(1),
    };
    let mut writer = app.service.store.begin_statement().await.expect("a writer");
    let is_written = appeal_rows::answer(&mut writer.link(), &id, &answered).await;
    assert!(!writer.end(is_written).await.expect("a statement"));

    let (first, second) = (
        app.administrator_named("QT-02", "Phan Thị Hòa").await,
        app.administrator_named("QT-03", "Đỗ Minh Khôi").await,
    );
    let dismissed = [("ruling", "dismissed"), ("reasons", "Khóa đúng."), ("confirm", "yes")];
    assert_eq!(first.form(&address, &dismissed).await.status, 303);
    let told = second.form(&address, &answer).await;
    assert_eq!(told.status, 409);
    assert!(told.text().contains("vừa trả lời đề nghị này") && told.text().contains("Khóa đúng."), "{}", told.text());
    assert_eq!(appeal_of(&own, attempt.id()).await["answer"], "Khóa đúng.");
}

async fn pages_do_all_of_it_and_say_what_is_missing(engine: Engine) {
    let app = app(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let administrator = app.administrator().await;
    assert!(administrator.page("/admin/appeals").await.text().contains("Không có đề nghị phúc khảo nào"));
    let attempt = hands_in(&candidate).await;
    let result = format!("/attempts/{}/result", attempt.id());
    assert!(candidate.page(&result).await.text().contains("Gửi đề nghị phúc khảo"));
    let missing = candidate.form(&format!("/attempts/{}/appeal", attempt.id()), &[("reason", "  ")]).await;
    assert_eq!(missing.status, 422);
    assert!(missing.text().contains("Hãy ghi lý do đề nghị"));
    let filed = candidate.form(&format!("/attempts/{}/appeal", attempt.id()), &[("reason", "Câu 1 <b>sai</b>.")]).await;
    assert_eq!(filed.status, 303);
    assert!(candidate.page(&result).await.text().contains("Đang chờ trả lời"));

    let list = administrator.page("/admin/appeals?state=open").await.text();
    let address = format!("/admin/appeals/{}", attempt.id());
    assert!(list.contains("Nguyễn Thị Ánh") && list.contains(&address), "{list}");
    let shown = administrator.page(&address).await.text();
    assert!(shown.contains("đúng bằng kết quả đang lưu"), "{shown}");
    assert!(shown.contains("Câu 1 &#60;b&#62;sai") && shown.contains("Câu hỏi cau-001?"), "{shown}");
    assert_eq!(candidate.page(&address).await.status, 403, "it tells keys");
    for (form, sentence) in [
        (vec![("ruling", ""), ("reasons", "Vì"), ("confirm", "yes")], "Hãy chọn quyết định."),
        (vec![("ruling", "dismissed"), ("reasons", "Vì")], "Hãy đánh dấu xác nhận"),
        (vec![("ruling", "dismissed"), ("reasons", " "), ("confirm", "yes")], "Hãy ghi lý do"),
    ] {
        let refused = administrator.form(&address, &form).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains(sentence), "{sentence}");
    }
    let answer = [("ruling", "dismissed"), ("reasons", "Khóa đúng theo giáo trình."), ("confirm", "yes")];
    assert_eq!(administrator.form(&address, &answer).await.status, 303);
    let told = candidate.page(&result).await.text();
    assert!(told.contains("Giữ nguyên kết quả") && told.contains("Khóa đúng theo giáo trình."), "{told}");
}
