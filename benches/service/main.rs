//! What the service does a second, as ratios within one run: saves, whole attempts, certificates, verify pages.
//!
//! `cargo bench --bench service` measures SQLite, and PostgreSQL too when `BENCH_POSTGRES`
//! names an empty database. Client and server share the machine's processors.

mod client;
mod installation;
mod server;

use client::Client;
use minhchung::domain::assessment::bank::Bank;
use minhchung::domain::text::Language;
use minhchung::formats::bank::read_folder;
use serde_json::json;
use server::Server;
use std::collections::HashMap;
use std::future::Future;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

const CLIENTS: usize = 256;
const WINDOW: Duration = Duration::from_secs(4);
/// Items of a form that are answered, all of them right: just enough to pass.
const ANSWERED: usize = 20;

#[tokio::main]
async fn main() {
    println!("{CLIENTS} clients, {} processors", std::thread::available_parallelism().map_or(0, usize::from));
    measure("SQLite, synchronous=FULL", None).await;
    if let Ok(url) = std::env::var("BENCH_POSTGRES") {
        measure("PostgreSQL, synchronous_commit=on", Some(&url)).await;
    }
}

async fn measure(engine: &str, database: Option<&str>) {
    println!("\n## {engine}\n");
    let server = Server::start(database, CLIENTS).await;
    let hello = per_second(&server, vec![(); CLIENTS], |client, ()| hello(client)).await;
    println!("hello-world route: {hello:.0}/s");

    let log_ins = Instant::now();
    let cpu = server.cpu_seconds();
    let tokens = all(server.savers.iter().map(|person| log_in(&server.address, &person.login, &person.secret))).await;
    let log_in_cpu = (server.cpu_seconds() - cpu) / CLIENTS as f64;
    println!(
        "log-ins by secret: {:.0}/s, {:.1} ms CPU each (Argon2id)",
        CLIENTS as f64 / log_ins.elapsed().as_secs_f64(),
        log_in_cpu * 1e3
    );

    let attempts = all(tokens.into_iter().map(|token| start(&server.address, token))).await;
    let cpu = server.cpu_seconds();
    let saves = per_second(&server, attempts, save_for_ever).await;
    let save_cpu = (server.cpu_seconds() - cpu) / (saves * WINDOW.as_secs_f64());
    let hello_again = per_second(&server, vec![(); CLIENTS], |client, ()| self::hello(client)).await;
    let hello = f64::midpoint(hello, hello_again);
    println!(
        "saves: {saves:.0}/s, {:.0} µs CPU each, ratio to hello-world {:.2} ({hello:.0}/s)",
        save_cpu * 1e6,
        saves / hello
    );

    let (log_ins, cpu) = (Instant::now(), server.cpu_seconds());
    let mut tokens =
        all(server.players.iter().map(|person| log_in(&server.address, &person.login, &person.secret))).await;
    let players = tokens.len() as f64;
    println!(
        "log-ins by code, all at once: {:.0}/s, {:.1} ms CPU each with their waiting",
        players / log_ins.elapsed().as_secs_f64(),
        (server.cpu_seconds() - cpu) / players * 1e3
    );

    let answers = right_answers();
    // The first certificate of an assessment composes the page for all of them.
    let first = tokens.pop().expect("players");
    let first = answer(begin(&server.address, first).await, &answers).await;
    certificate(hand_in(first).await).await;
    let since = Instant::now();
    let mut cpu = vec![server.cpu_seconds()];
    let begun = all(tokens.into_iter().map(|token| begin(&server.address, token))).await;
    cpu.push(server.cpu_seconds());
    let answered = all(begun.into_iter().map(|attempt| answer(attempt, &answers))).await;
    cpu.push(server.cpu_seconds());
    let results = all(answered.into_iter().map(hand_in)).await;
    // One asks after another, so that next to nothing but what is measured is asked for.
    let mut certificates = Vec::new();
    for result in results {
        certificates.push(certificate(result).await);
    }
    cpu.push(server.cpu_seconds());
    let attempts = certificates.len() as f64;
    let each = |from: usize, to: usize| (cpu[to] - cpu[from]) / attempts * 1e3;
    println!(
        "whole attempts: {:.0}/s, {:.1} ms CPU each; of it start {:.1}, {ANSWERED} saves {:.1}, submit and certificate {:.1}",
        attempts / since.elapsed().as_secs_f64(),
        each(0, 3),
        each(0, 1),
        each(1, 2),
        each(2, 3),
    );

    let pages = per_second(&server, certificates, verify_page).await;
    println!("verify pages: {pages:.0}/s, ratio to hello-world {:.2}", pages / hello);
    println!("server's peak memory: {:.0} MB", server.peak_megabytes());
}

/// Runs one endless task per client for a window, and gives how many turns they made a second.
async fn per_second<T, F, R>(server: &Server, seeds: Vec<T>, work: F) -> f64
where
    T: Send + 'static,
    F: Fn(Turns, T) -> R,
    R: Future<Output = ()> + Send + 'static,
{
    let count = Arc::new(AtomicU64::new(0));
    let mut tasks = Vec::new();
    for seed in seeds {
        let client = Client::connect(&server.address).await;
        tasks.push(tokio::spawn(work(Turns { client, count: count.clone() }, seed)));
    }
    // The first second warms caches and is not counted.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let (before, since) = (count.load(Ordering::SeqCst), Instant::now());
    tokio::time::sleep(WINDOW).await;
    let turns = count.load(Ordering::SeqCst) - before;
    let seconds = since.elapsed().as_secs_f64();
    for task in tasks {
        task.abort();
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    turns as f64 / seconds
}

struct Turns {
    client: Client,
    count: Arc<AtomicU64>,
}

async fn hello(mut turns: Turns) {
    loop {
        assert_eq!(turns.client.get("/health/live").await.status, 200);
        turns.count.fetch_add(1, Ordering::Relaxed);
    }
}

async fn save_for_ever(turns: Turns, (token, attempt): (String, serde_json::Value)) {
    let mut client = turns.client.with_token(token);
    let id = attempt["id"].as_str().expect("an id").to_owned();
    let items = attempt["items"].as_array().expect("items").clone();
    for revision in 0.. {
        for item in &items {
            let body = json!({ "revision": revision, "response": { "choice": [item["options"][revision % 2]["id"]] } });
            let path = format!("/api/v1/attempts/{id}/responses/{}", item["number"]);
            assert_eq!(client.send_json("PUT", &path, &body.to_string()).await.status, 200);
            turns.count.fetch_add(1, Ordering::Relaxed);
        }
    }
}

async fn verify_page(mut turns: Turns, id: String) {
    let path = format!("/v/{id}");
    loop {
        // More than there are places for are sent away, and do not count.
        match turns.client.get(&path).await.status {
            200 => drop(turns.count.fetch_add(1, Ordering::Relaxed)),
            503 => tokio::time::sleep(Duration::from_millis(5)).await,
            other => panic!("{other}"),
        }
    }
}

async fn log_in(address: &str, login: &str, secret: &str) -> String {
    let mut client = Client::connect(address).await;
    let body = json!({ "login": login, "secret": secret }).to_string();
    let answer = loop {
        let answer = client.send_json("POST", "/api/v1/session", &body).await;
        if answer.status != 503 {
            break answer;
        }
        // Sooner than asked: who is measured must not idle.
        client.ticket = answer.json()["ticket"].as_str().expect("a ticket").to_owned();
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    answer.json()["token"].as_str().expect("a token").to_owned()
}

async fn start(address: &str, token: String) -> (String, serde_json::Value) {
    let mut client = Client::connect(address).await.with_token(token.clone());
    let answer = loop {
        let answer = client.send_json("POST", "/api/v1/assessments/ai-for-officials/attempts", "{}").await;
        if answer.status != 503 {
            break answer;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    assert_eq!(answer.status, 201, "{}", String::from_utf8_lossy(&answer.body));
    (token, answer.json())
}

async fn begin(address: &str, token: String) -> (Client, serde_json::Value) {
    let (token, attempt) = start(address, token).await;
    (Client::connect(address).await.with_token(token), attempt)
}

async fn answer(
    (mut client, attempt): (Client, serde_json::Value),
    answers: &HashMap<String, Vec<String>>,
) -> (Client, serde_json::Value) {
    for item in attempt["items"].as_array().expect("items").iter().take(ANSWERED) {
        let choice = &answers[item["stem"].as_str().expect("a stem")];
        let body = json!({ "revision": 0, "response": { "choice": choice } });
        let path = format!("/api/v1/attempts/{}/responses/{}", attempt["id"].as_str().expect("an id"), item["number"]);
        assert_eq!(client.send_json("PUT", &path, &body.to_string()).await.status, 200);
    }
    (client, attempt)
}

async fn hand_in((mut client, attempt): (Client, serde_json::Value)) -> (Client, String) {
    let id = attempt["id"].as_str().expect("an id").to_owned();
    let result = client.send_json("POST", &format!("/api/v1/attempts/{id}/submit"), "").await;
    assert_eq!(result.json()["outcome"], "passed");
    (client, id)
}

async fn certificate((mut client, attempt): (Client, String)) -> String {
    loop {
        let result = client.get(&format!("/api/v1/attempts/{attempt}/result")).await.json();
        if let Some(id) = result["certificate"]["id"].as_str() {
            return id.to_owned();
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

fn right_answers() -> HashMap<String, Vec<String>> {
    let bank: Bank = read_folder(Path::new("question_banks/ai-for-officials")).expect("a good bank").bank;
    bank.items
        .into_iter()
        .map(|item| (item.face.stem.get(Language::Vi).to_owned(), item.key.correct_options().to_vec()))
        .collect()
}

/// All at the same time; borrowed futures need no task of their own.
async fn all<T>(futures: impl Iterator<Item = impl Future<Output = T>>) -> Vec<T> {
    futures_util::future::join_all(futures).await
}
