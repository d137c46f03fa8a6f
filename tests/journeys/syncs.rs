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
    let plain = place.command();
    let mut command = Command::new("strace");
    // -D: the program itself is our child, so that ending it ends both.
    command.args(["-D", "-f", "-qq"]).args(options);
    command.arg(plain.get_program()).args(plain.get_args()).arg("serve");
    command.current_dir(place.folder.path()).env_remove("MINHCHUNG_TEST_POSTGRES").env("MINHCHUNG_LOG", "error");
    // One thread speaks with the network, so that its calls can be counted off.
    command.env("TOKIO_WORKER_THREADS", "1");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    Serving(command.spawn().expect("this story needs strace: apt-get install strace"))
}
