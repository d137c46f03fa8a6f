//! Witnesses: two sign, a forked log gets no signature, one that is away keeps nobody, a restart forgets nothing.

use crate::binary::free_port;
use crate::harness::{Answer, Engine, Options, TestApp, Workers, beginning, keys, until};
use crate::journeys;
use crate::log::{app_with_log, append, fill, program, python, said};
use minhchung::clock::Clock;
use minhchung::config::WitnessConfig;
use minhchung::domain::certification::merkle::consistency_ranges;
use minhchung::flows::log::publish_checkpoint::publish_checkpoint;
use minhchung::flows::log::tree;
use minhchung::flows::log::witness::Witness;
use minhchung::flows::log::witness_state::WitnessState;
use minhchung::formats::credential::keys::{IssuingKey, Lifetime, Purpose};
use minhchung::formats::log::checkpoint::witness_key;
use minhchung::formats::log::note::NoteKey;
use minhchung::formats::log::request::AddCheckpoint;
use minhchung::web::witness::{WitnessApp, router};
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::sync::Arc;

journeys![
    two_witnesses_sign_and_neither_signs_a_fork,
    a_witness_that_is_away_or_lies_does_no_harm,
    the_program_is_a_witness_that_forgets_nothing,
];

/// A key as the stories' ring makes it from a seed.
fn key(seed: u8, purpose: Purpose) -> IssuingKey {
    IssuingKey::from_seed(&[seed; 32], purpose, Lifetime::new(beginning(), beginning())).expect("a key")
}

/// The key that every story's log signs with.
fn log_vkey() -> NoteKey {
    minhchung::formats::log::checkpoint::log_key("chungnhan.example.vn/log", key(77, Purpose::Log).public())
        .expect("a key")
}

/// A witness that listens, in this process.
async fn witness(folder: &std::path::Path, seed: u8) -> WitnessConfig {
    let name = format!("witness.example/{seed}");
    let signer = key(seed, Purpose::Witness);
    let vkey = witness_key(&name, signer.public()).expect("a key").to_string();
    let state = WitnessState::open(&folder.join(format!("witness-{seed}.json")), true).expect("a state");
    let witness = Arc::new(Witness::new(name, signer, vec![log_vkey()], state, Clock::fixed(beginning())));
    let app = router(WitnessApp { witness, vkey: vkey.clone() });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, app).await.expect("serving") });
    WitnessConfig { url, key: vkey }
}

async fn app_with_witnesses(engine: Engine, witnesses: Vec<WitnessConfig>) -> TestApp {
    let configure =
        |config: &mut minhchung::config::Config| config.keys = keys::with_log(config.data.parent().expect("a folder"));
    TestApp::with(engine, Options { configure, witnesses, ..Options::default() }).await
}

/// The checkpoint of a size, once that many witnesses have signed it.
async fn checkpoint_with(app: &TestApp, size: u64, witnesses: usize) -> String {
    until("the witnesses", || async {
        let text = app.get("/log/checkpoint").await.text();
        let is_it = text.split('\n').nth(1) == Some(size.to_string().as_str());
        (is_it && text.matches("— witness.example/").count() == witnesses).then_some(text)
    })
    .await
}

/// The answer of a witness to a checkpoint of ours, with the right way from `old_size`.
async fn ask(witness: &WitnessConfig, app: &TestApp, old_size: u64) -> (Answer, String) {
    let text = app.get("/log/checkpoint").await.text();
    let size: u64 = text.split('\n').nth(1).expect("a size").parse().expect("a size");
    let ranges = consistency_ranges(old_size, size).expect("a larger log");
    let proof = tree::hashes(&mut app.service.store.read().await.expect("open").link(), &ranges).await.expect("hashes");
    let body = AddCheckpoint { old_size, proof, checkpoint: text.parse().expect("a note") }.to_string();
    let request = crate::harness::client().post(format!("{}/add-checkpoint", witness.url)).body(body.clone());
    (Answer::of(request).await, body)
}

async fn two_witnesses_sign_and_neither_signs_a_fork(engine: Engine) {
    let folder = tempfile::tempdir().expect("a folder");
    let both = vec![witness(folder.path(), 31).await, witness(folder.path(), 32).await];
    let app = app_with_witnesses(engine, both.clone()).await;
    fill(&app.service, 5).await;
    let older = checkpoint_with(&app, 5, 2).await;
    let code = app.candidate("Nguyễn Thị Ánh").await.earns_a_certificate().await;
    let newer = checkpoint_with(&app, 6, 2).await;

    // The certificate is proved with both, on the page, by the API and from the file with foreign software.
    let log = app.verdict_on_code(&code).await["log"].clone();
    assert_eq!((&log["state"], &log["size"]), (&"logged".into(), &6.into()), "{log}");
    let names: Vec<&str> =
        log["witnesses"].as_array().expect("witnesses").iter().filter_map(|w| w["name"].as_str()).collect();
    assert_eq!(names, ["witness.example/31", "witness.example/32"]);
    let page = app.get(&format!("/v/{code}")).await.text();
    assert!(page.contains("Số nhân chứng đã ký xác nhận: 2 (witness.example/31, witness.example/32)"), "{page}");
    let file = |name: &str| folder.path().join(name);
    std::fs::write(file("keys"), format!("{}\n{}\n{}\n", log_vkey(), both[0].key, both[1].key)).expect("written");
    std::fs::write(file("proof"), app.get(&format!("/certificates/{code}.proof")).await.bytes).expect("written");
    let (believed, found) = python("proof", &file("proof"), &file("keys"), None);
    assert!(believed && found.contains("witness.example/31") && found.contains("witness.example/32"), "{found}");
    // Each cosignature is over this very checkpoint.
    let line = newer.lines().find(|line| line.contains("witness.example/31")).expect("a line");
    let stale = older.lines().find(|line| line.contains("witness.example/31")).expect("a line");
    let proof = std::fs::read_to_string(file("proof")).expect("there");
    std::fs::write(file("stale"), proof.replace(line, stale)).expect("written");
    assert_eq!(python("proof", &file("stale"), &file("keys"), None), (false, "cosignature invalid\n".into()));

    // What the log shows a witness is a proof for anybody.
    append(&app.service, 4).await;
    checkpoint_with(&app, 10, 2).await;
    let (again, body) = ask(&both[0], &app, 6).await;
    assert_eq!((again.status, again.header("content-type"), again.text().as_str()), (409, "text/x.tlog.size", "10\n"));
    std::fs::write(file("request"), &body).expect("written");
    std::fs::write(file("older"), &newer).expect("written");
    let older = file("older");
    let older = older.to_str().expect("text");
    let (believed, found) = python("consistency", &file("request"), &file("keys"), Some(older));
    assert!(believed && found.contains("\"from\": 6, \"to\": 10"), "{found}");
    let line = body.lines().nth(1).expect("a hash");
    let flipped = format!("{}{}", if line.starts_with('A') { 'B' } else { 'A' }, &line[1..]);
    std::fs::write(file("request"), body.replace(line, &flipped)).expect("written");
    assert!(!python("consistency", &file("request"), &file("keys"), Some(older)).0);

    // The same key signs another history: neither witness has a line for it, whatever way it is shown.
    let fork = app_with_log(engine, Workers::OnCall).await;
    fork.wait(60);
    fill(&fork.service, 10).await;
    publish_checkpoint(&fork.service).await.expect("published");
    for witness in &both {
        assert_eq!(ask(witness, &fork, 10).await.0.problem(), (409, "log-forked".into()));
    }
    append(&fork.service, 6).await;
    publish_checkpoint(&fork.service).await.expect("published");
    for witness in &both {
        assert_eq!(ask(witness, &fork, 10).await.0.problem(), (422, "log-inconsistent".into()));
        assert_eq!(ask(witness, &fork, 0).await.0.text(), "10\n");
    }
    assert!(!fork.get("/log/checkpoint").await.text().contains("witness"));
}

async fn a_witness_that_is_away_or_lies_does_no_harm(engine: Engine) {
    let folder = tempfile::tempdir().expect("a folder");
    let honest = witness(folder.path(), 33).await;
    // Nobody listens; one never answers; one signs with a key that is not the one we know.
    let away = WitnessConfig { url: format!("http://127.0.0.1:{}", free_port()), ..witness(folder.path(), 34).await };
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let silent_url = format!("http://{}", silent.local_addr().expect("an address"));
    let silent_config = WitnessConfig { url: silent_url, ..witness(folder.path(), 35).await };
    let other = witness(folder.path(), 36).await;
    let known = witness_key("witness.example/36", key(37, Purpose::Witness).public()).expect("a key").to_string();
    let liar = WitnessConfig { key: known, ..other };
    let app = app_with_witnesses(engine, vec![away, silent_config, liar, honest]).await;
    let code = app.candidate("Nguyễn Thị Ánh").await.earns_a_certificate().await;
    let text = checkpoint_with(&app, 3, 1).await;
    assert!(text.contains("— witness.example/33 "), "{text}");
    let log = app.verdict_on_code(&code).await["log"].clone();
    assert_eq!(log["witnesses"].as_array().map(Vec::len), Some(1), "{log}");
    app.get("/health/ready").await.expect(200);
    // A line that somebody wrote into the database counts for nothing.
    app.database
        .run("insert into log_cosignature select origin, size, 'witness.example/35', replace(signature, '/33', '/35'), cosigned_at from log_cosignature")
        .await;
    let log = app.verdict_on_code(&code).await["log"].clone();
    assert_eq!(log["witnesses"].as_array().map(Vec::len), Some(1), "{log}");
    drop(silent);
}

/// A witness that runs as a program.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

async fn the_program_is_a_witness_that_forgets_nothing(engine: Engine) {
    let app = app_with_log(engine, Workers::OnCall).await;
    fill(&app.service, 7).await;
    publish_checkpoint(&app.service).await.expect("published");
    let folder = tempfile::tempdir().expect("a folder");
    let passphrase = keys::passphrase_file(folder.path());
    let ring = folder.path().join("witness-keys");
    let made = program()
        .args(["key", "new", "--purpose", "witness", "--keys"])
        .arg(&ring)
        .arg("--passphrase-file")
        .arg(&passphrase)
        .output();
    let made = made.expect("its output");
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    let port = free_port();
    let command = |is_new: bool| {
        let mut command = program();
        command.args([
            "--format",
            "json",
            "witness",
            "--name",
            "w.example/1",
            "--log",
            &log_vkey().to_string(),
            "--keys",
        ]);
        command
            .arg(&ring)
            .arg("--passphrase-file")
            .arg(&passphrase)
            .arg("--state")
            .arg(folder.path().join("state.json"));
        if is_new {
            command.arg("--begin");
        }
        command.args(["--listen", &format!("127.0.0.1:{port}")]).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    };
    let start = |is_new| {
        let mut child = command(is_new).spawn().expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("a line");
        let told: serde_json::Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line}"));
        (Running(child), told["vkey"].as_str().expect("a key").to_owned())
    };
    // Where its memory is not found it does not begin from nothing by itself.
    let lost = command(false).output().expect("its output");
    assert_eq!(lost.status.code(), Some(78), "{}", said(&lost));
    assert!(said(&lost).contains("--begin makes one"), "{}", said(&lost));
    let (running, vkey) = start(true);
    let witness = WitnessConfig { url: format!("http://127.0.0.1:{port}"), key: vkey.clone() };
    let (signed, _) = ask(&witness, &app, 0).await;
    assert_eq!(signed.status, 200, "{}", signed.text());
    assert!(signed.text().starts_with("— w.example/1 "), "{}", signed.text());
    // Two witnesses with one state could sign two histories: the second does not start.
    let second = command(false).output().expect("its output");
    assert_eq!(second.status.code(), Some(78), "{}", said(&second));
    assert!(said(&second).contains("another witness uses it"), "{}", said(&second));
    drop(running);
    let (_running, again) = start(false);
    assert_eq!(again, vkey);
    assert_eq!(ask(&witness, &app, 0).await.0.text(), "7\n", "killed, and nothing is forgotten");
    append(&app.service, 5).await;
    publish_checkpoint(&app.service).await.expect("published");
    assert_eq!(ask(&witness, &app, 7).await.0.status, 200);
    // Its line counts with the key that it told, for our own program, too.
    let (_, body) = ask(&witness, &app, 12).await;
    assert!(body.starts_with("old 12\n\n"), "{body}");
}
