//! The API's description describes the API.

use crate::harness::{Answer, Engine, TestApp, bank};
use crate::journeys;
use serde_json::{Value, json};

journeys![the_description_lists_exactly_the_calls_there_are, real_answers_have_the_shape_that_is_described];

/// DESIGN's contract, moving on, and appeals.
const CALLS: [(&str, &str); 16] = [
    ("POST", "/api/v1/session"),
    ("DELETE", "/api/v1/session"),
    ("GET", "/api/v1/assessments"),
    ("POST", "/api/v1/assessments/{code}/attempts"),
    ("GET", "/api/v1/attempts/{id}"),
    ("PUT", "/api/v1/attempts/{id}/responses/{number}"),
    ("POST", "/api/v1/attempts/{id}/responses/{number}/check"),
    ("POST", "/api/v1/attempts/{id}/next"),
    ("POST", "/api/v1/attempts/{id}/signals"),
    ("POST", "/api/v1/attempts/{id}/submit"),
    ("GET", "/api/v1/attempts/{id}/result"),
    ("POST", "/api/v1/attempts/{id}/appeal"),
    ("GET", "/api/v1/attempts/{id}/appeal"),
    ("GET", "/api/v1/certificates/{id}"),
    ("POST", "/api/v1/verify"),
    ("GET", "/api/v1/openapi.json"),
];

async fn the_description_lists_exactly_the_calls_there_are(engine: Engine) {
    let app = TestApp::start(engine).await;
    let document = app.get("/api/v1/openapi.json").await.expect(200);
    assert!(document["openapi"].as_str().expect("a version").starts_with("3."));
    let mut described = Vec::new();
    for (path, operations) in document["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            let responses = operation["responses"].as_object().expect("responses");
            assert!(responses.keys().any(|status| status.starts_with('2')), "{method} {path} may succeed");
            assert!(operation["operationId"].is_string(), "{method} {path}");
            for parameter in path.split('/').filter_map(|part| part.strip_prefix('{')) {
                let name = parameter.trim_end_matches('}');
                let named = |listed: &Value| listed["name"] == name && listed["in"] == "path";
                assert!(
                    operation["parameters"].as_array().is_some_and(|all| all.iter().any(named)),
                    "{name} of {path}"
                );
            }
            // Whatever is described is there: it answers, and not with "nothing here" of the router.
            let path = path.replace(['{', '}'], "");
            let answer = Answer::of(app.request(&method.to_uppercase(), &path)).await;
            assert_ne!(answer.status, 405, "{method} {path}");
            assert!(responses.contains_key(&answer.status.to_string()), "{} of {method} {path}", answer.status);
            described.push((method.to_uppercase(), path));
        }
    }
    let mut expected: Vec<(String, String)> =
        CALLS.map(|(method, path)| (method.to_owned(), path.replace(['{', '}'], ""))).to_vec();
    expected.sort();
    described.sort();
    assert_eq!(described, expected);
}

/// Follows `$ref`.
fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(reference) => {
            document.pointer(reference.trim_start_matches('#')).expect("a reference that leads somewhere")
        }
        None => schema,
    }
}

/// What of `value` is not as the schema says; enough of JSON Schema for what we write.
fn faults(document: &Value, schema: &Value, value: &Value, place: &str) -> Vec<String> {
    let schema = resolved(document, schema);
    if let Some(choices) = schema["oneOf"].as_array().or(schema["anyOf"].as_array()) {
        let fits = choices.iter().any(|choice| faults(document, choice, value, place).is_empty());
        return if fits { Vec::new() } else { vec![format!("{place}: fits no choice: {value}")] };
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() || number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let allows = |name: &Value| name == kind || (kind == "integer" && name == "number");
    let fits = match &schema["type"] {
        Value::Null => true,
        Value::Array(names) => names.iter().any(allows),
        name => allows(name),
    };
    if !fits {
        return vec![format!("{place}: {kind}, not {}", schema["type"])];
    }
    let mut found = Vec::new();
    if let Value::Object(members) = value {
        for required in schema["required"].as_array().into_iter().flatten() {
            let name = required.as_str().expect("a name");
            if !members.contains_key(name) {
                found.push(format!("{place}.{name}: is missing"));
            }
        }
        if let Some(properties) = schema["properties"].as_object() {
            for (name, member) in members {
                match properties.get(name) {
                    Some(property) => found.extend(faults(document, property, member, &format!("{place}.{name}"))),
                    None => found.push(format!("{place}.{name}: is not described")),
                }
            }
        }
    }
    for (index, member) in value.as_array().into_iter().flatten().enumerate() {
        found.extend(faults(document, &schema["items"], member, &format!("{place}[{index}]")));
    }
    found
}

async fn real_answers_have_the_shape_that_is_described(engine: Engine) {
    use minhchung::domain::assessment::definition::Assessment;
    use minhchung::domain::assessment::review::ReviewPolicy;
    let assessment = Assessment { review: ReviewPolicy::AfterSubmit, ..bank::assessment() };
    let options = crate::harness::Options { assessments: vec![assessment], ..Default::default() };
    let app = TestApp::with(engine, options).await;
    let document = app.get("/api/v1/openapi.json").await.json();
    let check = |method: &str, template: &str, answer: &Answer| {
        let response = &document["paths"][template][method.to_lowercase()]["responses"][answer.status.to_string()];
        let schema = &response["content"]["application/json"]["schema"];
        assert!(schema.is_object(), "{} of {method} {template} has no body described", answer.status);
        assert_eq!(answer.header("content-type"), "application/json");
        assert_eq!(faults(&document, schema, &answer.json(), template), Vec::<String>::new());
    };
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let body = json!({ "login": candidate.login, "secret": candidate.secret });
    check("POST", "/api/v1/session", &Answer::of(app.request("POST", "/api/v1/session").json(&body)).await);
    check("GET", "/api/v1/assessments", &candidate.get("/api/v1/assessments").await);
    let start = "/api/v1/assessments/{code}/attempts";
    let started = candidate.start().await;
    check("POST", start, &started);
    check("POST", start, &candidate.start().await);
    let attempt = crate::harness::Attempt(started.json());
    check("PUT", "/api/v1/attempts/{id}/responses/{number}", &candidate.save(attempt.id(), 1, 0, &["b"]).await);
    check("GET", "/api/v1/attempts/{id}", &candidate.get(&format!("/api/v1/attempts/{}", attempt.id())).await);
    check("POST", "/api/v1/attempts/{id}/submit", &candidate.submit(attempt.id()).await);
    let passed = candidate.passes().await;
    let code = candidate.certificate_of(passed.id()).await;
    let result = candidate.get(&format!("/api/v1/attempts/{}/result", passed.id())).await;
    check("GET", "/api/v1/attempts/{id}/result", &result);
    check("GET", "/api/v1/certificates/{id}", &app.get(&format!("/api/v1/certificates/{code}")).await);
    check("POST", "/api/v1/verify", &app.upload(app.pdf(&code).await).await);
    check("POST", "/api/v1/verify", &app.upload(b"nothing".to_vec()).await);
    // The checker finds what is wrong.
    let schema = json!({ "type": "object", "required": ["a"], "properties": { "a": { "type": "string" } } });
    assert_eq!(faults(&document, &schema, &json!({ "a": 1, "b": 2 }), "x").len(), 2);
    assert_eq!(faults(&document, &schema, &json!({}), "x").len(), 1);
}
