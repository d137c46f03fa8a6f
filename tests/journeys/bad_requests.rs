//! Whatever is sent, the answer is exact, documented, and never 500.

use crate::harness::{Answer, Engine, TestApp, bank};
use crate::journeys;
use serde_json::Value;

journeys![
    a_bad_log_in_gets_an_exact_answer,
    a_bad_start_or_submit_gets_an_exact_answer,
    a_bad_save_gets_an_exact_answer,
    a_bad_question_about_a_certificate_gets_an_exact_answer,
    wrong_methods_and_addresses_get_an_exact_answer,
    broken_headers_get_an_exact_answer,
    text_that_no_database_stores_is_no_error_of_ours,
];

const JSON: &str = "application/json";

/// One bad request: its body, what it says it is, and what it gets.
type Case = (Vec<u8>, &'static str, u16, &'static str);

fn case(body: impl Into<Vec<u8>>, status: u16, kind: &'static str) -> Case {
    (body.into(), JSON, status, kind)
}

fn is_guarded(answer: &Answer) {
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("strict-transport-security", "max-age=31536000; includeSubDomains"),
    ] {
        assert_eq!(answer.header(name), value, "{name} of {}", answer.text());
    }
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert!(answer.header("cache-control").contains("no-store"), "{}", answer.header("cache-control"));
}

/// Whether the OpenAPI document says that this call may answer so.
async fn is_documented(app: &TestApp, method: &str, template: &str, status: u16) -> bool {
    let document = app.get("/api/v1/openapi.json").await.json();
    let operation = &document["paths"][template][method.to_lowercase()];
    assert!(operation.is_object(), "{method} {template} is not documented");
    operation["responses"][status.to_string()].is_object()
}

/// Sends every case; each takes less than five seconds, has the exact problem, and leaves the service well.
async fn refuses(app: &TestApp, token: &str, call: (&str, &str, &str), cases: Vec<Case>) {
    let (method, template, path) = call;
    for (body, content_type, status, kind) in cases {
        let shown = String::from_utf8_lossy(&body[..body.len().min(80)]).into_owned();
        let request = app.request(method, path).bearer_auth(token).header("content-type", content_type).body(body);
        let started = std::time::Instant::now();
        let answer = Answer::of(request).await;
        assert!(started.elapsed().as_secs() < 5, "{method} {path} {shown} took {:?}", started.elapsed());
        assert_eq!(answer.problem(), (status, kind.to_owned()), "{method} {path} {shown}: {}", answer.text());
        is_guarded(&answer);
        assert!(is_documented(app, method, template, status).await, "{status} of {method} {template} for {shown}");
    }
    assert_eq!(app.get("/health/live").await.status, 200);
}

/// What is wrong with any JSON body.
fn bad_json() -> Vec<Case> {
    let deep = [vec![b'['; 100_000], vec![b']'; 100_000]].concat();
    let deep_objects = format!("{}1{}", "{\"a\":".repeat(50_000), "}".repeat(50_000));
    vec![
        case("{", 400, "malformed"),
        case("not json", 400, "malformed"),
        case("{\"a\":1,}", 400, "malformed"),
        case("{'a':1}", 400, "malformed"),
        case(b"\x00".to_vec(), 400, "malformed"),
        case(b"{\"\xff\xfe\":1}".to_vec(), 400, "malformed"),
        case(b"\xef\xbb\xbf{}".to_vec(), 400, "malformed"),
        case("{} {}", 400, "malformed"),
        case(deep, 422, "invalid"),
        case(deep_objects, 422, "invalid"),
        case("null", 422, "invalid"),
        case("[]", 422, "invalid"),
        case("[\"a\",\"b\"]", 422, "invalid"),
        case("\"text\"", 422, "invalid"),
        case("17", 422, "invalid"),
        case("true", 422, "invalid"),
        case("{\"unknown\":1}", 422, "invalid"),
        case(vec![b' '; 3_000_000], 413, "too-large"),
    ]
}

fn wrong_types() -> Vec<Case> {
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonx", ""]
        .map(|kind| (b"{}".to_vec(), kind, 415, "unsupported-media-type"))
        .to_vec()
}

async fn a_bad_log_in_gets_an_exact_answer(engine: Engine) {
    let app = TestApp::start(engine).await;
    let call = ("POST", "/api/v1/session", "/api/v1/session");
    refuses(&app, "", call, bad_json()).await;
    refuses(&app, "", call, wrong_types()).await;
    let long = |length: usize| "x".repeat(length);
    let cases = vec![
        case("", 400, "malformed"),
        case("{}", 422, "invalid"),
        case(r#"{"login":"CB-1"}"#, 422, "invalid"),
        case(r#"{"login":"CB-1","secret":"x","extra":1}"#, 422, "invalid"),
        case(r#"{"login":"CB-1","login":"CB-2","secret":"x"}"#, 422, "invalid"),
        case(r#"{"login":1,"secret":"x"}"#, 422, "invalid"),
        case(r#"{"login":null,"secret":"x"}"#, 422, "invalid"),
        case(r#"{"login":["CB-1"],"secret":"x"}"#, 422, "invalid"),
        case(format!(r#"{{"login":"{}","secret":"x"}}"#, long(65)), 422, "invalid"),
        case(format!(r#"{{"login":"x","secret":"{}"}}"#, long(201)), 422, "invalid"),
        case(format!(r#"{{"login":"{}","secret":"x"}}"#, long(1_000_000)), 422, "invalid"),
        case(r#"{"login":"\ud800","secret":"x"}"#, 422, "invalid"),
        case(r#"{"login":"\u0000","secret":"x"}"#, 401, "wrong-credentials"),
        case(r#"{"login":"CB\u0000-1","secret":"\u0000"}"#, 401, "wrong-credentials"),
        case(r#"{"login":"'; drop table person; --","secret":"x"}"#, 401, "wrong-credentials"),
        case(r#"{"login":"","secret":""}"#, 401, "wrong-credentials"),
    ];
    refuses(&app, "", call, cases).await;
}

async fn a_bad_start_or_submit_gets_an_exact_answer(engine: Engine) {
    let app = TestApp::start(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let template = "/api/v1/assessments/{code}/attempts";
    let path = format!("/api/v1/assessments/{}/attempts", bank::CODE);
    refuses(&app, &candidate.token, ("POST", template, &path), bad_json()).await;
    let cases = vec![
        case(r#"{"language":"fr"}"#, 422, "invalid"),
        case(r#"{"language":1}"#, 422, "invalid"),
        case(r#"{"language":"vi","seed":"00"}"#, 422, "invalid"),
        case(r#"{"language":"vi\u0000"}"#, 422, "invalid"),
    ];
    refuses(&app, &candidate.token, ("POST", template, &path), cases).await;
    for code in ["no-such", "%00", "a%00b", "%FF", "%2e%2e", &"x".repeat(4_000), "%27%20or%201=1"] {
        let path = format!("/api/v1/assessments/{code}/attempts");
        refuses(&app, &candidate.token, ("POST", template, &path), vec![case("", 404, "not-found")]).await;
    }
    assert_eq!(app.database.number("select count(*) from attempt").await, 0);
    refuses(&app, "", ("POST", template, &path), vec![case("", 401, "not-logged-in")]).await;

    let attempt = candidate.starts().await;
    let template = "/api/v1/attempts/{id}/submit";
    let path = format!("/api/v1/attempts/{}/submit", attempt.id());
    let cases = vec![case(vec![b' '; 3_000_000], 413, "too-large")];
    refuses(&app, &candidate.token, ("POST", template, &path), cases).await;
    assert_eq!(app.database.value("select state from attempt").await, "in_progress");
    for id in ["x", "%00", "%FF", &"7".repeat(26), &"Z".repeat(26), &"x".repeat(4_000)] {
        for (method, template) in [
            ("POST", "/api/v1/attempts/{id}/submit"),
            ("GET", "/api/v1/attempts/{id}"),
            ("GET", "/api/v1/attempts/{id}/result"),
        ] {
            let path = template.replace("{id}", id);
            refuses(&app, &candidate.token, (method, template, &path), vec![case("", 404, "not-found")]).await;
        }
    }
}

async fn a_bad_save_gets_an_exact_answer(engine: Engine) {
    let app = TestApp::start(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let attempt = candidate.starts().await;
    let template = "/api/v1/attempts/{id}/responses/{number}";
    let place = |number: &str| format!("/api/v1/attempts/{}/responses/{number}", attempt.id());
    refuses(&app, &candidate.token, ("PUT", template, &place("1")), bad_json()).await;
    refuses(&app, &candidate.token, ("PUT", template, &place("1")), wrong_types()).await;
    let bodies = [
        r#"{}"#,
        r#"{"revision":0}"#,
        r#"{"response":{"choice":["a"]}}"#,
        r#"{"revision":-1,"response":{"choice":["a"]}}"#,
        r#"{"revision":0.5,"response":{"choice":["a"]}}"#,
        r#"{"revision":"0","response":{"choice":["a"]}}"#,
        r#"{"revision":9223372036854775807,"response":{"choice":["a"]}}"#,
        r#"{"revision":9223372036854775808,"response":{"choice":["a"]}}"#,
        r#"{"revision":1000000001,"response":{"choice":["a"]}}"#,
        r#"{"revision":0,"response":null}"#,
        r#"{"revision":0,"response":[]}"#,
        r#"{"revision":0,"response":{}}"#,
        r#"{"revision":0,"response":"choice"}"#,
        r#"{"revision":0,"response":{"choice":"a"}}"#,
        r#"{"revision":0,"response":{"choice":[1]}}"#,
        r#"{"revision":0,"response":{"choice":[["a"]]}}"#,
        r#"{"revision":0,"response":{"choices":["a"]}}"#,
        r#"{"revision":0,"response":{"choice":["a"],"text":"b"}}"#,
        r#"{"revision":0,"response":{"choice":["z"]}}"#,
        r#"{"revision":0,"response":{"choice":["A"]}}"#,
        r#"{"revision":0,"response":{"choice":[""]}}"#,
        r#"{"revision":0,"response":{"choice":["a\u0000"]}}"#,
        r#"{"revision":0,"response":{"choice":["a"]},"number":2}"#,
    ];
    refuses(
        &app,
        &candidate.token,
        ("PUT", template, &place("1")),
        bodies.map(|body| case(body, 422, "invalid")).to_vec(),
    )
    .await;
    let single =
        attempt.items().iter().find(|item| item["type"] == "single_choice").expect("one")["number"].to_string();
    let two = case(r#"{"revision":0,"response":{"choice":["a","b"]}}"#, 422, "invalid");
    refuses(&app, &candidate.token, ("PUT", template, &place(&single)), vec![two]).await;
    let good = r#"{"revision":0,"response":{"choice":["a"]}}"#;
    for number in
        ["0", "7", "-1", "x", "1.0", "%00", "99999999999999999999", "9223372036854775807", "-9223372036854775808"]
    {
        refuses(&app, &candidate.token, ("PUT", template, &place(number)), vec![case(good, 404, "not-found")]).await;
    }
    refuses(&app, "", ("PUT", template, &place("1")), vec![case(good, 401, "not-logged-in")]).await;
    refuses(&app, &"x".repeat(65), ("PUT", template, &place("1")), vec![case(good, 401, "not-logged-in")]).await;
    assert_eq!(app.database.number("select count(*) from response").await, 0);
}

async fn a_bad_question_about_a_certificate_gets_an_exact_answer(engine: Engine) {
    let app = TestApp::start(engine).await;
    let call = ("POST", "/api/v1/verify", "/api/v1/verify");
    refuses(&app, "", call, bad_json()).await;
    let parts = "--B\r\ncontent-disposition: form-data; name=\"other\"\r\n\r\nx\r\n--B--\r\n";
    let cases = vec![
        case(r#"{"payload":1}"#, 422, "invalid"),
        case(r#"{"payload":"x","file":"y"}"#, 422, "invalid"),
        case(format!(r#"{{"payload":"{}"}}"#, "x".repeat(65_537)), 422, "invalid"),
        (b"x".to_vec(), "text/plain", 415, "unsupported-media-type"),
        (b"x".to_vec(), "", 415, "unsupported-media-type"),
        (b"x".to_vec(), "application/pdf", 415, "unsupported-media-type"),
        (b"x".to_vec(), "multipart/form-data", 400, "malformed"),
        (b"x".to_vec(), "multipart/form-data; boundary=B", 400, "malformed"),
        (b"--B\r\n".to_vec(), "multipart/form-data; boundary=B", 400, "malformed"),
        (parts.into(), "multipart/form-data; boundary=B", 422, "invalid"),
    ];
    refuses(&app, "", call, cases).await;
    for code in ["x", "%00", "%FF", "a%20b", &"0".repeat(27), &"x".repeat(4_000), "%F0%9F%98%80"] {
        let template = "/api/v1/certificates/{id}";
        let path = template.replace("{id}", code);
        refuses(&app, "", ("GET", template, &path), vec![case("", 404, "not-found")]).await;
        for kind in ["pdf", "json", "exe", ""] {
            let answer = app.get(&format!("/certificates/{code}.{kind}")).await;
            assert_eq!(answer.problem(), (404, "not-found".into()), "{code}.{kind}");
            is_guarded(&answer);
        }
    }
    for text in
        ["\u{0}", "1", "https://chungnhan.example.vn/v#", "{\"a\":1", &"9".repeat(512), "https://evil.example/v/x"]
    {
        let verdict = app.verdict_on_text(text).await;
        assert!(["unknown", "forged"].contains(&verdict["verdict"].as_str().expect("text")), "{text}: {verdict}");
    }
}

async fn wrong_methods_and_addresses_get_an_exact_answer(engine: Engine) {
    let app = TestApp::start(engine).await;
    let document = app.get("/api/v1/openapi.json").await.json();
    for (template, operations) in document["paths"].as_object().expect("paths") {
        let path = template.replace('{', "").replace('}', "");
        for method in ["GET", "POST", "PUT", "DELETE", "PATCH"] {
            if operations.get(method.to_lowercase()).is_some() {
                continue;
            }
            let answer = Answer::of(app.request(method, &path)).await;
            assert_eq!(answer.problem(), (405, "method-not-allowed".into()), "{method} {path}");
            is_guarded(&answer);
            let allowed: Vec<&str> = answer.header("allow").split(',').map(str::trim).collect();
            for known in operations.as_object().expect("operations").keys() {
                assert!(allowed.contains(&known.to_uppercase().as_str()), "{path} allows {allowed:?}, not {known}");
            }
        }
    }
    for path in [
        "/nothing",
        "/api",
        "/api/v1",
        "/api/v1/",
        "/api/v2/session",
        "/api/v1/attempts",
        "//",
        "/%2e%2e/etc/passwd",
        "/%00",
        "/%FF",
    ] {
        let answer = app.get(path).await;
        assert_eq!(answer.problem(), (404, "not-found".into()), "{path}");
        is_guarded(&answer);
    }
}

async fn broken_headers_get_an_exact_answer(engine: Engine) {
    let app = TestApp::start(engine).await;
    for value in ["Bearer", "Bearer ", "Bearer a b", "Basic YTpi", "bearer \u{e9}", "\u{ff}"] {
        let bytes = reqwest::header::HeaderValue::from_bytes(value.as_bytes()).expect("a header");
        let answer = Answer::of(app.request("GET", "/api/v1/assessments").header("authorization", bytes)).await;
        assert_eq!(answer.problem(), (401, "not-logged-in".into()), "{value}");
        is_guarded(&answer);
    }
    for cookie in ["__Host-session=", "__Host-session", "=;=;", "__Host-session=\"x\"; __Host-session=y"] {
        let answer = Answer::of(app.request("GET", "/api/v1/assessments").header("cookie", cookie)).await;
        assert_eq!(answer.problem(), (401, "not-logged-in".into()), "{cookie}");
    }
    // The plain name counts for nothing where the address is https.
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let plain = app.request("GET", "/api/v1/assessments").header("cookie", format!("session={}", candidate.token));
    assert_eq!(Answer::of(plain).await.problem().0, 401);
}

async fn text_that_no_database_stores_is_no_error_of_ours(engine: Engine) {
    let app = TestApp::start(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    // Every call there is, with a NUL or half a letter wherever text can stand.
    let document = app.get("/api/v1/openapi.json").await.json();
    for (template, operations) in document["paths"].as_object().expect("paths") {
        for method in operations.as_object().expect("operations").keys() {
            for spoiled in ["%00", "a%00", "%ED%A0%80", "%C3%28"] {
                let mut path = template.clone();
                while let (Some(start), Some(end)) = (path.find('{'), path.find('}')) {
                    path.replace_range(start..=end, spoiled);
                }
                if path == *template {
                    path = format!("{path}?q={spoiled}");
                }
                let body = Value::from("\u{0}").to_string();
                let request = candidate.request(&method.to_uppercase(), &path).header("content-type", JSON).body(body);
                let answer = Answer::of(request).await;
                assert!(answer.status < 500, "{method} {path}: {} {}", answer.status, answer.text());
                is_guarded(&answer);
            }
        }
    }
}
