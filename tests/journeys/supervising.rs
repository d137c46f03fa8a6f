//! A supervisor in the room: attempts are held and go on, people start by code or are let in, and who needs more time has it.

use crate::harness::{Answer, Candidate, Engine, Options, TestApp, bank};
use crate::journeys;
use minhchung::domain::assessment::admission::Admission;
use minhchung::domain::assessment::definition::Assessment;
use minhchung::domain::assessment::way::Navigation;
use serde_json::{Value, json};

journeys![
    a_held_attempt_takes_nothing_and_loses_no_time,
    a_held_attempt_is_not_closed_and_shows_no_item,
    everybody_is_held_and_goes_on_together,
    a_code_lets_in_who_is_in_the_room,
    a_supervisor_lets_people_in_one_by_one,
    an_arrangement_holds_from_the_next_start_on,
    whoever_needs_no_limit_has_until_the_window_closes,
    pages_of_support_say_what_is_missing,
];

const PAGE: &str = "/admin/assessments/danh-gia-thu/supervision";

async fn app(engine: Engine, assessment: Assessment) -> TestApp {
    TestApp::with(engine, Options { assessments: vec![assessment], ..Options::default() }).await
}

fn page() -> String {
    PAGE.replace("danh-gia-thu", bank::CODE)
}

async fn deadline(candidate: &Candidate<'_>, id: &str) -> Value {
    candidate.reads(id).await.0["deadline"].clone()
}

async fn starts_with(candidate: &Candidate<'_>, body: Value) -> Answer {
    let call = candidate.request("POST", &format!("/api/v1/assessments/{}/attempts", bank::CODE));
    Answer::of(call.json(&body)).await
}

async fn deeds(app: &TestApp, action: &str) -> i64 {
    app.database.number(&format!("select count(*) from audit where action = '{action}'")).await
}

async fn a_held_attempt_takes_nothing_and_loses_no_time(engine: Engine) {
    let app = app(engine, bank::assessment()).await;
    let (candidate, supervisor) = (app.candidate("Nguyễn Thị Ánh").await, app.administrator().await);
    let attempt = candidate.starts().await;
    let id = attempt.id();
    candidate.save(id, 1, 0, &["a"]).await.expect(200);
    app.wait(600);

    let missing = supervisor.form(&page(), &[("pause", id), ("reason", " ")]).await;
    assert_eq!(missing.status, 422);
    assert!(missing.text().contains("Hãy ghi lý do tạm dừng"), "{}", missing.text());
    let held = supervisor.form(&page(), &[("pause", id), ("reason", "Mất điện.")]).await;
    assert_eq!((held.status, held.header("location")), (303, &*format!("{}?done=paused&count=1", page())));
    // Once more changes nothing.
    supervisor.form(&page(), &[("pause", id), ("reason", "Mất điện.")]).await;
    assert_eq!(deeds(&app, "attempt.pause").await, 1);
    assert!(supervisor.page(&page()).await.text().contains("Tạm dừng từ"));

    // At once, long before the deadline: it is the hold that refuses.
    assert_eq!(candidate.save(id, 2, 0, &["a"]).await.problem(), (409, "attempt-paused".into()));
    app.wait(3_000);
    assert_eq!(candidate.save(id, 1, 1, &["b"]).await.problem(), (409, "attempt-paused".into()));
    assert_eq!(candidate.save(id, 2, 0, &["a"]).await.problem(), (409, "attempt-paused".into()));
    assert_eq!(candidate.submit(id).await.problem(), (409, "attempt-paused".into()));
    let form = [("shape", "choice"), ("revision", "1"), ("choice", "b"), ("goto", "2")];
    let sent = candidate.form(&format!("/attempts/{id}/items/1"), &form).await;
    assert_eq!((sent.status, sent.header("location")), (303, &*format!("/attempts/{id}?notice=held")));
    assert!(candidate.page(&format!("/attempts/{id}?notice=held")).await.text().contains("chưa được lưu"));

    assert_eq!(supervisor.form(&page(), &[("resume", id)]).await.status, 303);
    assert_eq!(deeds(&app, "attempt.resume").await, 1);
    let read = candidate.reads(id).await;
    assert_eq!((&read.0["state"], &read.items()[0]["response"]), (&json!("in_progress"), &json!({ "choice": ["a"] })));
    // 1,200 s of which 600 were used before: 600 are left, and the last second counts.
    app.wait(599);
    candidate.save(id, 1, 1, &["a"]).await.expect(200);
    app.wait(2 + bank::GRACE);
    assert_eq!(candidate.save(id, 1, 2, &["b"]).await.problem(), (409, "attempt-closed".into()));
    assert_eq!(
        app.database.number(&format!("select paused_for / 1000000 from attempt where id = '{id}'")).await,
        3_000
    );
}

async fn a_held_attempt_is_not_closed_and_shows_no_item(engine: Engine) {
    let linear = Assessment { navigation: Navigation::Linear, ..bank::assessment() };
    let app = app(engine, linear).await;
    let (candidate, supervisor) = (app.candidate("Nguyễn Thị Ánh").await, app.administrator().await);
    let attempt = candidate.starts().await;
    let id = attempt.id();
    supervisor.form(&page(), &[("pause", id), ("reason", "Báo cháy.")]).await;
    app.wait(bank::LIMIT + bank::GRACE + 3_600);
    minhchung::flows::assessment::close_overdue_attempts::close_overdue_attempts(&app.service).await.expect("swept");
    let read = candidate.reads(id).await;
    assert_eq!((&read.0["state"], read.items().len()), (&json!("paused"), 0));
    for path in ["", "?item=1", "/submit"] {
        let page = candidate.page(&format!("/attempts/{id}{path}")).await.text();
        assert!(page.contains("Bài đang tạm dừng") && !page.contains("Câu hỏi cau"), "{path}: {page}");
    }
    let step =
        candidate.request("POST", &format!("/api/v1/attempts/{id}/next")).json(&json!({ "from": 1, "blank": true }));
    assert_eq!(Answer::of(step).await.problem(), (409, "attempt-paused".into()));
    let card = candidate.page("/assessments").await.text();
    assert!(card.contains("Còn 20 phút"), "no minute is lost meanwhile: {card}");
    // Another start gives the one that is held.
    assert_eq!(candidate.start().await.expect(200)["id"], id);
    assert_eq!(supervisor.form(&page(), &[("resume", id)]).await.status, 303);
    assert_eq!(candidate.reads(id).await.items().len(), 1);
    candidate.submit(id).await.expect(200);
}

async fn everybody_is_held_and_goes_on_together(engine: Engine) {
    let app = app(engine, bank::assessment()).await;
    let people = [app.candidate("Nguyễn Thị Ánh").await, app.candidate("Trần Đức Ưng").await];
    let ids = [people[0].starts().await.id().to_owned(), people[1].starts().await.id().to_owned()];
    let before = deadline(&people[0], &ids[0]).await;
    let paused = app.run(&["assessment", "supervise", "pause", bank::CODE, "--reason", "Mất mạng."]).await.fine();
    assert_eq!(paused.trim(), "2 paused");
    let listed = app.run(&["--format", "json", "assessment", "supervise", "list", bank::CODE]).await.json();
    assert!(listed["running"].as_array().is_some_and(|all| all.iter().all(|one| !one["paused_at"].is_null())));
    for (person, id) in people.iter().zip(&ids) {
        assert_eq!(person.save(id, 1, 0, &["a"]).await.problem(), (409, "attempt-paused".into()));
    }
    assert_eq!(app.run(&["assessment", "supervise", "resume", bank::CODE]).await.fine().trim(), "2 go on");
    for (person, id) in people.iter().zip(&ids) {
        person.save(id, 1, 0, &["a"]).await.expect(200);
    }
    assert_ne!(deadline(&people[0], &ids[0]).await, before);
    assert_eq!((deeds(&app, "attempt.pause").await, deeds(&app, "attempt.resume").await), (2, 2));
    // Somebody else's attempt, and no attempt at all.
    let other = app.run(&["assessment", "supervise", "pause", "khong-co", "--reason", "x"]).await;
    assert_eq!(other.code, 66);
    assert_eq!(people[1].form(&page(), &[("pause", "all"), ("reason", "x")]).await.status, 403);
}

async fn a_code_lets_in_who_is_in_the_room(engine: Engine) {
    let app = app(engine, Assessment { admission: Admission::Code, ..bank::assessment() }).await;
    let (candidate, supervisor) = (app.candidate("Nguyễn Thị Ánh").await, app.administrator().await);
    assert_eq!(candidate.start().await.problem(), (409, "access-code-needed".into()));
    // Without a code nothing is the code.
    assert_eq!(
        starts_with(&candidate, json!({ "access_code": "" })).await.problem(),
        (409, "access-code-needed".into())
    );
    assert_eq!(
        starts_with(&candidate, json!({ "access_code": "AAAAAAAA" })).await.problem(),
        (409, "wrong-access-code".into())
    );
    assert_eq!(supervisor.form(&page(), &[("do", "new-code")]).await.status, 303);
    let stored = app.database.value("select access_code from assessment").await;
    let shown = format!("{}-{}", &stored[..4], &stored[4..]);
    assert!(supervisor.page(&page()).await.text().contains(&shown));
    let audited = app.database.value("select detail from audit where action = 'assessment.code'").await;
    assert!(!audited.contains(&stored), "the trail does not tell the code");

    let start = format!("/assessments/{}/attempts", bank::CODE);
    let before = candidate.page(&format!("/assessments/{}", bank::CODE)).await.text();
    assert!(before.contains("Mã vào bài") && !before.contains(&stored) && !before.contains(&shown));
    let missing = candidate.form(&start, &[("ready", "yes"), ("language", "vi")]).await;
    assert!(missing.status == 422 && missing.text().contains("Hãy nhập mã vào bài"), "{}", missing.text());
    let wrong = candidate.form(&start, &[("ready", "yes"), ("language", "vi"), ("access-code", "K7PM-Q2XD")]).await;
    assert!(wrong.status == 422 && wrong.text().contains("Mã vào bài không đúng"), "{}", wrong.text());
    let typed = shown.to_lowercase();
    let right = candidate.form(&start, &[("ready", "yes"), ("language", "vi"), ("access-code", &typed)]).await;
    assert_eq!(right.status, 303, "{}", right.text());

    // A new code ends the old one; what runs goes on.
    let other = app.candidate("Trần Đức Ưng").await;
    let given = app.run(&["assessment", "supervise", "access-code", bank::CODE]).await.fine();
    assert_eq!(
        starts_with(&other, json!({ "access_code": stored })).await.problem(),
        (409, "wrong-access-code".into())
    );
    starts_with(&other, json!({ "access_code": given.trim() })).await.expect(201);
    supervisor.form(&page(), &[("do", "no-code")]).await;
    let third = app.candidate("Đặng Thị Trang").await;
    assert_eq!(
        starts_with(&third, json!({ "access_code": given.trim() })).await.problem(),
        (409, "wrong-access-code".into())
    );
    assert_eq!(other.start().await.status, 200);
}

async fn a_supervisor_lets_people_in_one_by_one(engine: Engine) {
    let app = app(engine, Assessment { admission: Admission::Release, ..bank::assessment() }).await;
    let (one, other) = (app.candidate("Nguyễn Thị Ánh").await, app.candidate("Trần Đức Ưng").await);
    let supervisor = app.administrator().await;
    let before = format!("/assessments/{}", bank::CODE);
    assert!(one.page(&before).await.text().contains("Xin vào làm bài"));
    for person in [&one, &other, &one] {
        assert_eq!(person.start().await.problem(), (409, "awaits-release".into()));
    }
    assert_eq!(app.database.number("select count(*) from attempt").await, 0);
    let waiting = one.page(&before).await.text();
    assert!(waiting.contains("Bạn đã xin vào lúc") && waiting.contains(" data-wait"), "{waiting}");
    assert!(supervisor.page(&page()).await.text().contains("Trần Đức Ưng"));
    let released = supervisor.form(&page(), &[("do", "release"), ("login", &one.login)]).await;
    assert_eq!(released.header("location"), format!("{}?done=released&count=1", page()));
    assert!(one.page(&before).await.text().contains("Người giám sát đã cho bạn vào"));
    let attempt = one.starts().await;
    assert_eq!(other.start().await.problem(), (409, "awaits-release".into()));
    // Let in once is one start.
    one.submit(attempt.id()).await.expect(200);
    assert_eq!(one.start().await.problem(), (409, "awaits-release".into()));
    assert_eq!(app.run(&["assessment", "supervise", "release", bank::CODE]).await.fine().trim(), "2 let in");
    // Let in once, and pressed again and again: one attempt, and nobody waits who sits.
    let answers = futures_util::future::join_all((0..12).map(|_| other.start())).await;
    assert!(answers.iter().all(|answer| [200, 201].contains(&answer.status)), "{:?}", answers[0].text());
    assert_eq!(app.database.number("select count(*) from admission where released_at is null").await, 0);
    one.starts().await;
    assert_eq!(app.run(&["assessment", "supervise", "access-code", bank::CODE]).await.code, 65);
}

async fn an_arrangement_holds_from_the_next_start_on(engine: Engine) {
    let app = app(engine, bank::assessment()).await;
    let (candidate, administrator) = (app.candidate("Nguyễn Thị Ánh").await, app.administrator().await);
    let first = candidate.starts().await;
    let usual = deadline(&candidate, first.id()).await;
    let form = [
        ("do", "grant"),
        ("login", candidate.login.as_str()),
        ("time", "50"),
        ("large", "yes"),
        ("aloud", "yes"),
        ("helper", "Lê Minh Khuê"),
        ("reason", "Giấy xác nhận khuyết tật."),
    ];
    let saved = administrator.form("/admin/accommodations", &form).await;
    assert_eq!(saved.header("location"), "/admin/accommodations?done=saved");
    let listed = administrator.page("/admin/accommodations").await.text();
    assert!(listed.contains("Thêm 50%") && listed.contains("Người giúp: Lê Minh Khuê"), "{listed}");
    // The running attempt keeps what it has.
    assert_eq!(deadline(&candidate, first.id()).await, usual);
    candidate.submit(first.id()).await.expect(200);

    let before = candidate.page(&format!("/assessments/{}", bank::CODE)).await.text();
    assert!(before.contains("30 phút") && before.contains("Lê Minh Khuê"), "{before}");
    let offered = candidate.get("/api/v1/assessments").await.json();
    assert_eq!(offered[0]["time_limit_s"], bank::LIMIT * 3 / 2);
    let second = candidate.starts().await;
    let shown = candidate.page(&format!("/attempts/{}", second.id())).await.text();
    assert!(shown.contains("class=\"large\"") && shown.contains("data-aloud=\"vi\""), "{shown}");
    app.wait(bank::LIMIT * 3 / 2);
    candidate.save(second.id(), 1, 0, &["a"]).await.expect(200);
    app.wait(bank::GRACE + 1);
    assert_eq!(candidate.save(second.id(), 1, 1, &["b"]).await.problem(), (409, "attempt-closed".into()));
    // Who helped is on record with the attempt.
    let kept = app.database.value(&format!("select accommodation from attempt where id = '{}'", second.id())).await;
    assert!(kept.contains("Lê Minh Khuê"), "{kept}");
    let audited = app.database.value("select detail from audit where action = 'accommodation.grant'").await;
    assert!(!audited.contains("khuyết tật"), "no reason in the trail: {audited}");

    let end = [("do", "end"), ("login", candidate.login.as_str())];
    assert_eq!(administrator.form("/admin/accommodations", &end).await.status, 303);
    minhchung::flows::assessment::close_overdue_attempts::close_overdue_attempts(&app.service).await.expect("swept");
    let third = candidate.starts().await;
    let left = app
        .database
        .number(&format!("select (deadline - started_at) / 1000000 from attempt where id = '{}'", third.id()))
        .await;
    assert_eq!(left, bank::LIMIT as i64);
}

async fn whoever_needs_no_limit_has_until_the_window_closes(engine: Engine) {
    let closes = crate::harness::beginning().plus(std::time::Duration::from_hours(5));
    let app = app(engine, Assessment { closes_at: Some(closes), ..bank::assessment() }).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let granted = ["people", "accommodation", "grant", &candidate.login, "--no-limit", "--reason", "Người cao tuổi."];
    app.run(&granted).await.fine();
    let attempt = candidate.starts().await;
    assert_eq!(attempt.0["deadline"], json!(closes.rfc3339()));
    assert!(
        candidate.page(&format!("/attempts/{}", attempt.id())).await.text().contains("Không giới hạn thời gian, đến")
    );
    app.wait(4 * 3_600);
    candidate.save(attempt.id(), 1, 0, &["a"]).await.expect(200);
    app.wait(3_600 + bank::GRACE + 1);
    assert_eq!(candidate.save(attempt.id(), 1, 1, &["b"]).await.problem(), (409, "attempt-closed".into()));
}

async fn pages_of_support_say_what_is_missing(engine: Engine) {
    let app = app(engine, bank::assessment()).await;
    let (candidate, administrator) = (app.candidate("Nguyễn Thị Ánh").await, app.administrator().await);
    assert!(administrator.page("/admin/accommodations").await.text().contains("Chưa ghi hỗ trợ riêng cho ai"));
    assert!(administrator.page(&page()).await.text().contains("Chưa có ai đang làm bài"));
    let faults = [
        (vec![("login", "khong-co"), ("time", "50"), ("reason", "x")], "Không có ai dùng tên đăng nhập này"),
        (vec![("login", candidate.login.as_str()), ("time", "50"), ("reason", " ")], "Hãy ghi lý do"),
        (vec![("login", candidate.login.as_str()), ("time", "usual"), ("reason", "x")], "Chưa chọn hỗ trợ nào"),
        (vec![("login", candidate.login.as_str()), ("time", "401"), ("reason", "x")], "từ 1 đến 400 phần trăm"),
    ];
    for (mut form, said) in faults {
        form.push(("do", "grant"));
        let answer = administrator.form("/admin/accommodations", &form).await;
        assert!(answer.status == 422 && answer.text().contains(said), "{said}: {}", answer.text());
    }
    assert_eq!(app.database.number("select count(*) from accommodation").await, 0);
    assert_eq!(candidate.page("/admin/accommodations").await.status, 403);
    assert_eq!(candidate.page(&page()).await.status, 403);
    assert_eq!(administrator.page(&page().replace(bank::CODE, "khong-co")).await.status, 404);
}
