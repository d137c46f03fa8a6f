//! The pages as a browser without script uses them: forms, cookies and redirects.

use crate::harness::{Answer, Candidate, Engine, Options, TestApp, Workers, bank};
use crate::journeys;
use minhchung::flows::people::log_in::csrf_token;

journeys![
    a_candidate_sits_and_passes_without_script,
    pages_of_banks_that_differ_only_in_the_key_are_the_same,
    a_strangers_pages_answer_like_missing_ones,
    administrators_doors_are_closed_to_everybody_else,
    an_administrator_revokes_with_a_reason_and_a_confirmation,
    a_bad_form_is_never_an_error_of_ours,
    nothing_sends_a_reader_to_another_site,
];

impl Candidate<'_> {
    pub fn by_cookie(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let cookie = format!("__Host-session={}", self.token);
        self.app.request(method, path).header("cookie", cookie).header("accept", "text/html")
    }

    pub async fn page(&self, path: &str) -> Answer {
        Answer::of(self.by_cookie("GET", path)).await
    }

    /// Sends a form with the token that the page carries.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = csrf_token(&self.token);
        let fields = [fields, &[("csrf", csrf.as_str())]].concat();
        Answer::of(encoded(self.by_cookie("POST", path), &fields)).await
    }
}

fn encoded(request: reqwest::RequestBuilder, fields: &[(&str, &str)]) -> reqwest::RequestBuilder {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    request.header("content-type", "application/x-www-form-urlencoded").body(body)
}

#[track_caller]
fn leads_to(answer: &Answer, path: &str) {
    assert_eq!((answer.status, answer.header("location")), (303, path), "{}", answer.text());
}

async fn a_candidate_sits_and_passes_without_script(engine: Engine) {
    let app = TestApp::start(engine).await;
    let mut candidate = app.candidate("Nguyễn Thị Ánh").await;
    let log_in = [("login", candidate.login.as_str()), ("secret", candidate.secret.as_str())];
    let logged_in = Answer::of(encoded(app.request("POST", "/login"), &log_in)).await;
    leads_to(&logged_in, "/assessments");
    let cookie = logged_in.header("set-cookie").split(';').next().expect("a pair").to_owned();
    candidate.token = cookie.split_once('=').expect("a pair").1.to_owned();
    assert!(candidate.page("/assessments").await.text().contains("Bài đánh giá thử nghiệm"));
    let start = format!("/assessments/{}/attempts", bank::CODE);
    assert_eq!(candidate.form(&start, &[]).await.status, 422, "the confirmation is missing");
    assert_eq!(app.database.number("select count(*) from attempt").await, 0);
    let started = candidate.form(&start, &[("ready", "yes"), ("language", "vi")]).await;
    let attempt = started.header("location").to_owned();
    let id = attempt.strip_prefix("/attempts/").expect("an attempt").to_owned();
    assert!(candidate.page(&format!("{attempt}?view=all")).await.text().contains("Phương án a"));
    for item in candidate.reads(&id).await.items() {
        let number = item["number"].to_string();
        let choices: &[(&str, &str)] = &[("choice", "a"), ("choice", "c")];
        let choices = if item["type"] == "multiple_choice" { choices } else { &choices[..1] };
        let saved =
            candidate.form(&format!("{attempt}/items/{number}"), &[choices, &[("revision", "0")]].concat()).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
    }
    let stale = candidate.form(&format!("{attempt}/items/1"), &[("choice", "b"), ("revision", "0")]).await;
    leads_to(&stale, &format!("{attempt}?item=1&conflict=1"));
    assert_eq!(candidate.page(&format!("{attempt}/submit")).await.status, 200);
    leads_to(&candidate.form(&format!("{attempt}/submit"), &[]).await, &format!("{attempt}/result"));
    let code = candidate.certificate_of(&id).await;
    assert!(candidate.page(&format!("{attempt}/result")).await.text().contains(&code));
    let checked = app.get(&format!("/v/{code}")).await;
    assert_eq!(checked.status, 200);
    assert!(checked.text().contains("Nguyễn Thị Ánh") && checked.text().contains("00001/2026/TN"));
    leads_to(&candidate.page(&attempt).await, &format!("{attempt}/result"));
    let late = candidate.form(&format!("{attempt}/items/1"), &[("choice", "b"), ("revision", "1")]).await;
    leads_to(&late, &format!("{attempt}?item=1&notice=closed"));
}

/// Every page before the review, with what is random taken out.
async fn pages(candidate: &Candidate<'_>, form: Option<&str>) -> (Vec<String>, String) {
    let app = candidate.app;
    let attempt = candidate.starts().await;
    if let Some(form) = form {
        app.database.run(&format!("update attempt set form = '{form}'")).await;
    }
    candidate.save(attempt.id(), 1, 0, &["a"]).await.expect(200);
    let id = attempt.id();
    let mut shown = Vec::new();
    for path in [
        "/assessments".to_owned(),
        format!("/assessments/{}", bank::CODE),
        format!("/attempts/{id}"),
        format!("/attempts/{id}?view=all"),
        format!("/attempts/{id}?item=2"),
        format!("/attempts/{id}/submit"),
        format!("/attempts/{id}/result"),
    ] {
        let page = candidate.page(&path).await;
        let text = format!("{} {:?} {}", page.status, page.headers.get("location"), page.text());
        shown.push(text.replace(id, "ID").replace(&csrf_token(&candidate.token), "CSRF"));
    }
    (shown, app.database.value("select form from attempt").await)
}

async fn pages_of_banks_that_differ_only_in_the_key_are_the_same(engine: Engine) {
    let app = async |right: &str| {
        let bank = bank::bank_with_key(right);
        TestApp::with(engine, Options { workers: Workers::OnCall, bank, ..Options::default() }).await
    };
    let (one, other) = (app("a").await, app("d").await);
    let (shown, form) = pages(&one.candidate("Nguyễn Thị Ánh").await, None).await;
    let (shown_by_other, _) = pages(&other.candidate("Nguyễn Thị Ánh").await, Some(&form)).await;
    assert_eq!(shown, shown_by_other);
    for secret in ["Vì a đúng", "Vì d đúng", "rationale", "correct"] {
        assert!(shown.iter().all(|page| !page.contains(secret)), "{secret}");
    }
}

async fn a_strangers_pages_answer_like_missing_ones(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (owner, stranger) = (app.candidate("Nguyễn Thị Ánh").await, app.candidate("Trần Đức Ưng").await);
    let submitted = owner.starts().await.id().to_owned();
    owner.submit(&submitted).await.expect(200);
    let open = owner.starts().await.id().to_owned();
    let missing = minhchung::domain::identifier::AttemptId::from_bytes([1; 16]).as_str().to_owned();
    let answer = [("choice", "a"), ("revision", "0")];
    for asker in [&stranger, &app.administrator().await] {
        let mut told = Vec::new();
        for id in [&missing, &submitted, &open] {
            let at = |rest: &str| format!("/attempts/{id}{rest}");
            let mut answers = Vec::new();
            for rest in ["", "?view=all", "/submit", "/result"] {
                answers.push(asker.page(&at(rest)).await);
            }
            answers.push(asker.form(&at("/items/1"), &answer).await);
            answers.push(asker.form(&at("/items/1"), &[("choice", "a"), ("revision", "7")]).await);
            answers.push(asker.form(&at("/items/1"), &[("revision", "0")]).await);
            answers.push(asker.form(&at("/submit"), &[]).await);
            let text =
                |answer: &Answer| format!("{} {:?} {}", answer.status, answer.headers.get("location"), answer.text());
            told.push(answers.iter().map(|answer| text(answer).replace(id.as_str(), "ID")).collect::<Vec<_>>());
            assert!(answers.iter().all(|answer| answer.status == 404 || answer.status == 303), "{told:?}");
        }
        assert_eq!(told[0], told[1]);
        assert_eq!(told[0], told[2]);
    }
    assert_eq!(owner.reads(&open).await.0["state"], "in_progress");
    assert_eq!(app.database.number("select count(*) from response").await, 0);
}

/// Every door of administrators.
fn doors(code: &str) -> Vec<(&'static str, String)> {
    let assessment = format!("/admin/assessments/{}", bank::CODE);
    vec![
        ("GET", "/admin".to_owned()),
        ("GET", format!("{assessment}/not-done")),
        ("GET", format!("{assessment}/not-done.csv")),
        ("GET", format!("{assessment}/units.csv")),
        ("GET", "/admin/certificates".to_owned()),
        ("GET", format!("/admin/certificates/{code}/revoke")),
        ("GET", format!("{assessment}/statistics")),
        ("GET", format!("{assessment}/statistics.csv")),
        ("POST", format!("{assessment}/close")),
        ("POST", format!("{assessment}/open")),
        ("POST", format!("/admin/certificates/{code}/revoke")),
        ("GET", "/admin/revocations".to_owned()),
        ("GET", "/admin/revocations/new".to_owned()),
    ]
}

async fn administrators_doors_are_closed_to_everybody_else(engine: Engine) {
    let app = TestApp::start(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let administrator = app.administrator().await;
    let code = candidate.earns_a_certificate().await;
    let fields = [("confirm", "yes"), ("reason", "misconduct"), ("explanation", "x")];
    for (method, path) in doors(&code) {
        let of = |request: reqwest::RequestBuilder| Answer::of(encoded(request, &fields));
        assert_eq!(of(candidate.request(method, &path)).await.problem().0, 403, "{method} {path}");
        assert_eq!(of(app.request(method, &path)).await.problem().0, 401, "{method} {path}");
        let shown = of(candidate.by_cookie(method, &path)).await;
        assert_eq!(shown.status, 403, "{method} {path}");
        assert!(!shown.text().contains("Sở Y tế"), "{method} {path}");
        if method == "GET" {
            assert_eq!(administrator.page(&path).await.status, 200, "{path}");
        }
    }
    assert_eq!(app.verdict_on_code(&code).await["verdict"], "genuine");
    assert_eq!(app.database.number("select count(*) from assessment where is_open").await, 1);
    assert!(administrator.page("/admin").await.text().contains("Sở Y tế"));
}

async fn an_administrator_revokes_with_a_reason_and_a_confirmation(engine: Engine) {
    let app = TestApp::start(engine).await;
    let code = app.candidate("Nguyễn Thị Ánh").await.earns_a_certificate().await;
    let administrator = app.administrator().await;
    let path = format!("/admin/certificates/{code}/revoke");
    let whole = [("reason", "misconduct"), ("explanation", "Nhờ người thi hộ"), ("confirm", "yes")];
    for missing in 0..whole.len() {
        let fields: Vec<_> =
            whole.iter().enumerate().filter(|(place, _)| *place != missing).map(|(_, pair)| *pair).collect();
        assert_eq!(administrator.form(&path, &fields).await.status, 422, "without {}", whole[missing].0);
    }
    let without_csrf = Answer::of(encoded(administrator.by_cookie("POST", &path), &whole)).await;
    assert_eq!(without_csrf.status, 403);
    assert_eq!(app.verdict_on_code(&code).await["verdict"], "genuine");
    assert_eq!(administrator.form(&path, &whole).await.status, 303);
    assert_eq!(app.verdict_on_code(&code).await["verdict"], "revoked");
    let public = app.get(&format!("/v/{code}")).await.text();
    assert!(!public.contains("thi hộ"), "the explanation is not public");
    assert_eq!(app.database.value("select actor from audit where action = 'certificate.revoke'").await, "QUANTRI");
    assert_eq!(administrator.form(&path, &whole).await.status, 409, "a certificate is revoked once");
}

async fn a_bad_form_is_never_an_error_of_ours(engine: Engine) {
    let app = TestApp::start(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let administrator = app.administrator().await;
    let code = candidate.earns_a_certificate().await;
    let other = app.candidate("Trần Đức Ưng").await;
    let attempt = other.starts().await;
    let item = format!("/attempts/{}/items", attempt.id());
    let start = format!("/assessments/{}/attempts", bank::CODE);
    let revoke = format!("/admin/certificates/{code}/revoke");
    let nul = [("reason", "misconduct"), ("explanation", "a\0b"), ("confirm", "yes")];
    assert_eq!(administrator.form(&revoke, &nul).await.status, 400);
    assert_eq!(app.verdict_on_code(&code).await["verdict"], "genuine");
    for bad in ["\0", "a\0", "\u{202e}", "'", "🙂", &"x".repeat(300)] {
        for (who, path) in [
            (&other, format!("{item}/1")),
            (&other, format!("{item}/99")),
            (&other, format!("{item}/-9223372036854775808")),
            (&other, format!("{item}/9223372036854775807")),
            (&other, format!("{item}/x")),
            (&other, start.clone()),
            (&other, "/login".to_owned()),
            (&other, "/preferences".to_owned()),
            (&other, "/attempts/%E1%BA%A4/items/1".to_owned()),
            (&other, "/attempts/x/submit".to_owned()),
            (&administrator, revoke.clone()),
            (&administrator, "/admin/assessments/x/open".to_owned()),
        ] {
            let fields: Vec<(&str, &str)> = [
                "choice",
                "revision",
                "goto",
                "ready",
                "language",
                "login",
                "secret",
                "next",
                "back",
                "reason",
                "explanation",
            ]
            .map(|name| (name, bad))
            .to_vec();
            let mut sent = vec![who.form(&path, &fields).await, who.form(&path, &[("revision", "0")]).await];
            sent.push(who.form(&path, &[("revision", "9223372036854775807"), ("choice", bad)]).await);
            sent.push(Answer::of(who.by_cookie("POST", &path).body(bad.to_owned())).await);
            for answer in sent {
                assert!(answer.status < 500, "{path} with {:?}: {} {}", &bad[..1], answer.status, answer.text());
            }
        }
        let query =
            form_urlencoded::Serializer::new(String::new()).append_pair("q", bad).append_pair("unit", bad).finish();
        for path in
            ["/admin/certificates", "/admin/assessments/thu-nghiem/not-done", "/admin", "/v", "/login", "/assessments"]
        {
            let answer = administrator.page(&format!("{path}?{query}&page=99999999999999999999")).await;
            assert!(answer.status < 500, "{path} with {:?}: {}", &bad[..1], answer.status);
        }
    }
    let script = app.get("/v/%3Cscript%3Ealert(1)%3C%2Fscript%3E").await;
    assert_eq!(script.status, 404);
    assert!(!script.text().contains("<script>alert"), "what was typed is never markup");
    for (body, kind, status) in [
        (b"\xff".to_vec(), "application/x-www-form-urlencoded", 400),
        (b"login=a&secret=b".to_vec(), "text/plain", 415),
        (vec![b'a'; 70_000], "application/x-www-form-urlencoded", 413),
        (vec![b'a'; 3_000_000], "application/x-www-form-urlencoded", 413),
    ] {
        let answer = Answer::of(app.request("POST", "/login").header("content-type", kind).body(body)).await;
        assert_eq!(answer.problem().0, status);
    }
}

async fn nothing_sends_a_reader_to_another_site(engine: Engine) {
    let app = TestApp::start(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let elsewhere = [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "javascript:x",
        "evil.example",
        "/\r\nset-cookie: a=b",
    ];
    for next in elsewhere {
        let fields = [("login", candidate.login.as_str()), ("secret", candidate.secret.as_str()), ("next", next)];
        let answer = Answer::of(encoded(app.request("POST", "/login"), &fields)).await;
        leads_to(&answer, "/");
        let answer = candidate.form("/preferences", &[("back", next), ("language", "en")]).await;
        leads_to(&answer, "/");
    }
    // A path of ours may have any letter.
    let answer = candidate.form("/preferences", &[("back", "/v?code=ấ b"), ("language", "en")]).await;
    leads_to(&answer, "/v?code=%E1%BA%A5%20b");
}
