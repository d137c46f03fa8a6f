//! The closing checks: after the day, through the API, whether every promise of the server was kept.

use crate::candidate::Sat;
use crate::client::{Call, Connection, Reply};
use crate::day::Day;
use hyper::Method;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// Attempts checked at the same time.
const LANES: usize = 8;
/// How long certificates may still be in the making.
const CERTIFICATES_WITHIN: Duration = Duration::from_secs(120);
/// Tries of a request of the checks.
const TRIES: usize = 20;

/// What was checked.
#[derive(Clone, Debug, Default)]
pub struct Closing {
    pub attempts: usize,
    pub scores: usize,
    pub passes: usize,
    pub certificates: usize,
    /// How long after the load a certificate was still being made.
    pub last_certificate: Duration,
}

/// Checks every attempt: what is stored, its one score, its one certificate.
pub async fn check(day: &Arc<Day>, sat: Vec<Sat>) -> Closing {
    let (mut closing, began) = (Closing::default(), Instant::now());
    let mut lanes: Vec<Vec<Sat>> = (0..LANES).map(|_| Vec::new()).collect();
    for (place, one) in sat.into_iter().enumerate() {
        lanes[place % LANES].push(one);
    }
    let mut tasks = Vec::new();
    for lane in lanes {
        let day = day.clone();
        tasks.push(tokio::spawn(async move {
            let mut found = Vec::new();
            for one in lane {
                let mut connection = Connection::new(day.address);
                connection.set_token(&one.token);
                found.push((check_one(&day, &one, &mut connection, began).await, one.login));
            }
            found
        }));
    }
    let mut holders: HashMap<String, String> = HashMap::new();
    for task in tasks {
        for (found, login) in task.await.unwrap_or_default() {
            closing.attempts += 1;
            closing.scores += usize::from(found.is_scored);
            closing.passes += usize::from(found.is_passed);
            let Some(id) = found.certificate else { continue };
            closing.certificates += 1;
            closing.last_certificate = closing.last_certificate.max(found.waited);
            if let Some(other) = holders.insert(id, login.clone()) {
                day.violation(format!("{login} and {other} were given the same certificate"));
            }
        }
    }
    closing
}

#[derive(Clone, Debug, Default)]
struct Found {
    is_scored: bool,
    is_passed: bool,
    certificate: Option<String>,
    waited: Duration,
}

async fn check_one(day: &Day, sat: &Sat, connection: &mut Connection, began: Instant) -> Found {
    let broken = |text: String| day.violation(format!("{}, after the day: {text}", sat.login));
    let path = format!("/api/v1/attempts/{}", sat.attempt);
    let mut found = Found::default();
    match ask(connection, &Call::get(path.as_str())).await {
        Some(reply) if reply.status == 200 => sat.sheet.compare(&reply.json()).into_iter().for_each(broken),
        other => broken(format!("the attempt cannot be read: {}", status(other.as_ref()))),
    }
    let Some(told) = &sat.result else { return found };
    let Some((result, waited)) = settled(connection, &format!("{path}/result"), began).await else {
        broken("the result cannot be read".to_owned());
        return found;
    };
    found.is_scored = same_score(told, &result);
    if !found.is_scored {
        broken(format!(
            "the score was {} {}, and is {} {}",
            told["outcome"], told["score"], result["outcome"], result["score"]
        ));
    }
    let again = ask(connection, &Call::json(Method::POST, format!("{path}/submit"), &json!({}))).await;
    if !again.is_some_and(|reply| reply.status == 200 && same_score(told, &reply.json())) {
        broken("handing in again gave another answer".to_owned());
    }
    if let Some(review) = result["review"].as_array() {
        sat.sheet.compare_review(review).into_iter().for_each(broken);
    }
    found.is_passed = result["outcome"] == "passed";
    found.certificate = result["certificate"]["id"].as_str().map(str::to_owned);
    found.waited = waited;
    match (&found.certificate, found.is_passed) {
        (None, true) => broken("a pass has no certificate".to_owned()),
        (Some(_), false) => broken("a certificate without a pass".to_owned()),
        (Some(id), true) => {
            let verdict = ask(connection, &Call::get(format!("/api/v1/certificates/{id}"))).await;
            if !verdict.is_some_and(|reply| reply.json()["verdict"] == "genuine") {
                broken("the certificate is not called genuine".to_owned());
            }
        }
        (None, false) => {}
    }
    found
}

fn same_score(one: &Value, other: &Value) -> bool {
    one["score"].is_object() && one["score"] == other["score"] && one["outcome"] == other["outcome"]
}

/// The result once no certificate is in the making any more, or time is up; and how long after the load one still was.
async fn settled(connection: &mut Connection, path: &str, began: Instant) -> Option<(Value, Duration)> {
    let mut waited = Duration::ZERO;
    loop {
        let reply = ask(connection, &Call::get(path)).await.filter(|reply| reply.status == 200)?;
        let result = reply.json();
        if result["certificate_pending"] != true || began.elapsed() > CERTIFICATES_WITHIN {
            return Some((result, waited));
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
        waited = began.elapsed();
    }
}

/// Outside the load: patiently, and not measured.
async fn ask(connection: &mut Connection, call: &Call) -> Option<Reply> {
    for _ in 0..TRIES {
        match connection.send(call).await {
            Ok(reply) if !matches!(reply.status, 429 | 503) => return Some(reply),
            _ => tokio::time::sleep(Duration::from_millis(500)).await,
        }
    }
    None
}

fn status(reply: Option<&Reply>) -> String {
    reply.map_or_else(|| "no reply".to_owned(), |reply| reply.status.to_string())
}
