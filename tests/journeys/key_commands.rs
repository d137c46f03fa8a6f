//! The key commands beside a running program, which takes what they change without a restart.

use crate::binary::Installation;
use crate::harness::{Answer, Engine, client, softhsm, until};
use crate::journeys;
use minhchung::flows::people::import_people::IssuedSecret;
use serde_json::{Value, json};
use std::io::Write;
use std::process::{Output, Stdio};

journeys![
    a_running_program_notices_what_the_key_commands_change,
    giving_a_key_up_is_explained_and_asked_about,
    a_key_inside_a_token_issues_and_is_replaced,
];

/// Runs `key` with these arguments and this on standard input.
fn key(place: &Installation, arguments: &[&str], typed: &str) -> Output {
    let mut child = place.command().arg("key").args(arguments).stdin(Stdio::piped()).spawn().expect("it starts");
    // A command that asks nothing may be gone already.
    drop(child.stdin.take().expect("a pipe").write_all(typed.as_bytes()));
    child.wait_with_output().expect("its output")
}

fn done(place: &Installation, arguments: &[&str]) -> String {
    let output = key(place, arguments, "");
    assert!(output.status.success(), "key {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// `key list` for programs.
fn listed(place: &Installation) -> Vec<Value> {
    let said = done(place, &["list", "--format", "json"]);
    said.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn name(key: &Value) -> &str {
    key["kid"].as_str().expect("a name")
}

/// Asks the program until it publishes the key in this state.
async fn shows(place: &Installation, kid: &str, state: &str) {
    let client = client();
    until(&format!("{kid} {state}"), || async {
        let document = Answer::of(client.get(place.url("/.well-known/did.json"))).await.expect(200);
        let methods = document["verificationMethod"].as_array().expect("keys").clone();
        methods.into_iter().find(|method| {
            method["state"] == state && method["id"].as_str().is_some_and(|id| id.ends_with(&format!("#{kid}")))
        })
    })
    .await;
}

async fn a_running_program_notices_what_the_key_commands_change(engine: Engine) {
    let place = Installation::new(engine).await;
    let serving = place.serves().await;
    let old = name(&listed(&place)[0]).to_owned();
    done(&place, &["new"]);
    let new = name(&listed(&place)[1]).to_owned();
    assert_eq!(listed(&place)[1]["state"], "announced", "a second key is announced");
    shows(&place, &new, "announced").await;
    done(&place, &["activate", &new]);
    shows(&place, &new, "active").await;
    let said = done(&place, &["retire", &old]);
    assert!(!said.contains("no key signs"), "{said}");
    shows(&place, &old, "retired").await;
    assert!(done(&place, &["retire", &new]).contains("no key signs in its place"));
    shows(&place, &new, "retired").await;
    let again = key(&place, &["retire", &new], "");
    assert_eq!(again.status.code(), Some(78), "{}", String::from_utf8_lossy(&again.stderr));
    let ready = Answer::of(client().get(place.url("/health/ready"))).await;
    assert!(ready.status == 503 && ready.text().contains("no key may sign"), "{}", ready.text());
    // A signal has the folder read at once, too.
    done(&place, &["new", "--now"]);
    let pid = serving.0.id().to_string();
    assert!(std::process::Command::new("kill").args(["-HUP", &pid]).status().expect("kill").success());
    until("readiness", || async {
        (Answer::of(client().get(place.url("/health/ready"))).await.status == 200).then_some(())
    })
    .await;
    let database = &place.database;
    assert_eq!(database.number("select count(*) from audit where action = 'key.retired'").await, 2);
}

async fn giving_a_key_up_is_explained_and_asked_about(engine: Engine) {
    let place = Installation::new(engine).await;
    let serving = place.serves().await;
    let kid = name(&listed(&place)[0]).to_owned();
    let since = "2026-06-01T00:00:00Z";
    for typed in ["", "yes\n", "0123456789abcdef\n"] {
        let asked = key(&place, &["compromise", &kid, "--since", since], typed);
        let said = String::from_utf8_lossy(&asked.stdout).into_owned();
        assert_eq!(asked.status.code(), Some(2), "{said}");
        assert!(said.contains("counts as forged") && said.contains("stands if the log"), "{said}");
        assert_eq!(listed(&place)[0]["state"], "active", "nothing was changed");
    }
    for wrong in ["2999-01-01T00:00:00Z", "yesterday"] {
        let refused = key(&place, &["compromise", &kid, "--since", wrong, "--yes"], "");
        assert_eq!(refused.status.code(), Some(2), "{wrong}");
    }
    let given_up = key(&place, &["compromise", &kid, "--since", since], &format!("{kid}\n"));
    assert!(given_up.status.success(), "{}", String::from_utf8_lossy(&given_up.stderr));
    assert_eq!(listed(&place)[0]["compromised_since"], since);
    shows(&place, &kid, "compromised").await;
    // An earlier moment may be named later, never a later one.
    done(&place, &["compromise", &kid, "--since", "2026-05-01T00:00:00Z", "--yes"]);
    done(&place, &["compromise", &kid, "--since", since, "--yes"]);
    assert_eq!(listed(&place)[0]["compromised_since"], "2026-05-01T00:00:00Z");
    drop(serving);
}

/// Sits, passes, and waits for the certificate; gives its code.
async fn passes(place: &Installation, who: &IssuedSecret) -> String {
    let client = client();
    let log_in = client.post(place.url("/api/v1/session")).json(&json!({ "login": who.login, "secret": who.secret }));
    let token = Answer::of(log_in).await.expect(200)["token"].as_str().expect("a token").to_owned();
    let ask = |method: &str, path: &str| {
        client.request(method.parse().expect("a method"), place.url(path)).bearer_auth(&token)
    };
    let start = format!("/api/v1/assessments/{}/attempts", crate::harness::bank::CODE);
    let attempt = Answer::of(ask("POST", &start)).await.expect(201);
    let path = format!("/api/v1/attempts/{}", attempt["id"].as_str().expect("an id"));
    for item in attempt["items"].as_array().expect("items") {
        let right = if item["type"] == "multiple_choice" { json!(["a", "c"]) } else { json!(["a"]) };
        let body = json!({ "revision": 0, "response": { "choice": right } });
        Answer::of(ask("PUT", &format!("{path}/responses/{}", item["number"])).json(&body)).await.expect(200);
    }
    Answer::of(ask("POST", &format!("{path}/submit"))).await.expect(200);
    until("the certificate", || async {
        let result = Answer::of(ask("GET", &format!("{path}/result"))).await.json();
        result["certificate"]["id"].as_str().map(str::to_owned)
    })
    .await
}

async fn a_key_inside_a_token_issues_and_is_replaced(engine: Engine) {
    use minhchung::formats::credential::keys::KeyRing;
    let mut place = Installation::new(engine).await;
    let somebody = crate::crash::people(&place, 1).await.pop().expect("somebody");
    let before = name(&listed(&place)[0]).to_owned();
    let folder = place.folder.path().to_owned();
    place.softhsm = Some(softhsm::make(&folder));
    let (module, pin) = (softhsm::module().display().to_string(), folder.join("pin").display().to_string());
    let token = ["--token", softhsm::LABEL, "--module", &module, "--pin-file", &pin];
    done(&place, &[&["new", "--now"], &token[..]].concat());
    let kid = name(&listed(&place)[1]).to_owned();
    done(&place, &["retire", &before]);
    let files = std::fs::read_dir(&place.keys).expect("a folder").map(|file| file.expect("a file").path());
    let private: Vec<_> = files.filter(|file| file.extension().is_some_and(|kind| kind == "pem")).collect();
    assert_eq!(private, [place.keys.join(format!("{before}.pem"))], "no private key is written");
    let _serving = place.serves().await;
    let code = passes(&place, &somebody).await;
    let verdict = Answer::of(client().get(place.url(&format!("/api/v1/certificates/{code}")))).await.expect(200);
    assert_eq!(verdict["verdict"], "genuine");
    assert_eq!(place.database.value("select key_id from certificate").await, kid);
    let document = Answer::of(client().get(place.url("/.well-known/did.json"))).await.bytes;
    assert_eq!(KeyRing::from_did_json(&document).expect("a DID document").keys().len(), 2);
    // Two more in the same token, in one second, while the program runs; the first one goes.
    done(&place, &[&["new"], &token[..]].concat());
    done(&place, &[&["new", "--now"], &token[..]].concat());
    done(&place, &["retire", &kid]);
    shows(&place, &kid, "retired").await;
    let ready = Answer::of(client().get(place.url("/health/ready"))).await;
    assert_eq!(ready.status, 200, "{}", ready.text());
}
