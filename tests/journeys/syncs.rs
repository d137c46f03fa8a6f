//! A response is on the disk before it is acknowledged. Killing a program cannot show this: what a dead program
//! wrote, the kernel still has. So the calls that reach the disk are counted while one candidate saves.
//!
//! SQLite alone syncs in our own process; of PostgreSQL the start checks the settings, see `binary.rs`.

use crate::binary::{Installation, Serving};
use crate::crash::people;
use crate::harness::{Answer, Engine, bank, client};
use serde_json::json;
use std::path::Path;
use std::process::{Command, Stdio};

/// Saves of the story, each acknowledged before the next is sent.
const SAVES: usize = 40;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_acknowledged_save_was_synced_first() {
    let place = Installation::new(Engine::Sqlite).await;
    let who = people(&place, 1).await.remove(0);
    let trace = place.folder.path().join("syncs");
    let file = trace.display().to_string();
    let _serving = serves_traced(&place, &["-e", "trace=fsync,fdatasync", "-o", &file]).await;
    let client = client();
    let credentials = json!({ "login": who.login, "secret": who.secret });
    let session = Answer::of(client.post(place.url("/api/v1/session")).json(&credentials)).await.expect(200);
    let token = session["token"].as_str().expect("a token").to_owned();
    let start = client.post(place.url(&format!("/api/v1/assessments/{}/attempts", bank::CODE))).bearer_auth(&token);
    let attempt = Answer::of(start).await.expect(201);
    let address = place.url(&format!("/api/v1/attempts/{}/responses/1", attempt["id"].as_str().expect("an id")));
    let before = syncs(&trace);
    for revision in 0..SAVES {
        let choice = ["a", "b"][revision % 2];
        let body = json!({ "revision": revision, "response": { "choice": [choice] } });
        Answer::of(client.put(&address).bearer_auth(&token).json(&body)).await.expect(200);
        // Nothing else writes; what is acknowledged by now was synced by now.
        assert!(syncs(&trace) > before + revision, "save {} was acknowledged before it was synced", revision + 1);
    }
}

/// After so many syncs of one thread all that follow fail: later than the start needs.
const LAST_SYNC: usize = 60;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_sync_ends_the_program_and_loses_nothing() {
    let place = Installation::new(Engine::Sqlite).await;
    let who = people(&place, 1).await.remove(0);
    let client = client();
    let credentials = json!({ "login": who.login, "secret": who.secret });
    let inject = format!("inject=fsync,fdatasync:error=EIO:when={}+", LAST_SYNC + 1);
    let mut command = traced(&place, &["-e", "trace=fsync,fdatasync", "-e", &inject, "-o", "/dev/null"]);
    let said = place.folder.path().join("words");
    command.stderr(std::fs::File::create(&said).expect("a file"));
    let mut serving = Serving(command.spawn().expect("this story needs strace: apt-get install strace"));
    place.answers(&mut serving).await;
    let session = Answer::of(client.post(place.url("/api/v1/session")).json(&credentials)).await.expect(200);
    let token = session["token"].as_str().expect("a token").to_owned();
    let start = client.post(place.url(&format!("/api/v1/assessments/{}/attempts", bank::CODE))).bearer_auth(&token);
    let attempt = Answer::of(start).await.expect(201)["id"].as_str().expect("an id").to_owned();
    let address = place.url(&format!("/api/v1/attempts/{attempt}/responses/1"));
    let mut acknowledged = 0;
    loop {
        assert!(acknowledged < LAST_SYNC, "saves are acknowledged that were not synced");
        let choice = ["a", "b"][acknowledged % 2];
        let body = json!({ "revision": acknowledged, "response": { "choice": [choice] } });
        let saved = Answer::of(client.put(&address).bearer_auth(&token).json(&body)).await;
        if saved.status != 200 {
            assert_eq!(saved.problem(), (503, "database-unavailable".into()));
            break;
        }
        acknowledged += 1;
    }
    assert!(acknowledged > 0, "the start took more syncs than this story thinks");
    let status = crate::harness::until("the program to end by itself", || {
        let ended = serving.0.try_wait().expect("a state");
        async move { ended }
    })
    .await;
    let said = std::fs::read_to_string(said).expect("text");
    assert_eq!(status.code(), Some(74), "{said}");
    let last = said.lines().last().expect("a line");
    assert!(last.starts_with("minhchung: the disk did not sync the database"), "{said}");
    // The next start finds at least what was acknowledged, and goes on.
    let _serving = place.serves().await;
    let session = Answer::of(client.post(place.url("/api/v1/session")).json(&credentials)).await.expect(200);
    let token = session["token"].as_str().expect("a token");
    let read = client.get(place.url(&format!("/api/v1/attempts/{attempt}"))).bearer_auth(token);
    let kept = Answer::of(read).await.expect(200);
    let revision = kept["items"][0]["revision"].as_u64().expect("a revision") as usize;
    assert!([acknowledged, acknowledged + 1].contains(&revision), "{acknowledged} acknowledged, {revision} kept");
    let body = json!({ "revision": revision, "response": { "choice": ["c"] } });
    Answer::of(client.put(&address).bearer_auth(token).json(&body)).await.expect(200);
}

/// How often the program asked for its writes to be on the disk.
fn syncs(trace: &Path) -> usize {
    let text = std::fs::read_to_string(trace).expect("strace writes it");
    text.lines().filter(|line| line.contains("sync(")).count()
}

/// Runs `serve` under strace with these options, and waits until it answers.
pub async fn serves_traced(place: &Installation, options: &[&str]) -> Serving {
    let mut serving = starts_traced(place, options);
    place.answers(&mut serving).await;
    serving
}

/// Starts `serve` under strace with these options.
pub fn starts_traced(place: &Installation, options: &[&str]) -> Serving {
    let mut command = traced(place, options);
    command.stderr(Stdio::null());
    Serving(command.spawn().expect("this story needs strace: apt-get install strace"))
}

/// `serve` under strace with these options.
fn traced(place: &Installation, options: &[&str]) -> Command {
    let plain = place.command();
    let mut command = Command::new("strace");
    // -D: the program itself is our child, so that ending it ends both.
    command.args(["-D", "-f", "-qq"]).args(options);
    command.arg(plain.get_program()).args(plain.get_args()).arg("serve");
    command.current_dir(place.folder.path()).env_remove("MINHCHUNG_TEST_POSTGRES").env("MINHCHUNG_LOG", "error");
    // One thread speaks with the network, so that its calls can be counted off.
    command.env("TOKIO_WORKER_THREADS", "1");
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command
}
