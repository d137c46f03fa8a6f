//! Everybody who is not sitting: people who check certificates, and administrators at the dashboard.

use crate::client::{Call, Connection};
use crate::day::{Day, Over};
use crate::installation::LogIn;
use crate::measure::Kind;
use fastrand::Rng;
use hyper::Method;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// Connections of the crowd: nobody who checks waits for the others.
pub const CHECKERS: usize = 16;
/// Connections of strangers.
pub const GUESSERS: usize = 256;
/// How often the first candidate looks for the certificate.
const REHEARSAL_LOOKS: usize = 100;
/// Seconds of the day between two pages of an administrator.
const ADMINISTRATOR_PAUSE: f64 = 20.0;

/// Checks certificates of this run at the given times; nothing is sent while there are none.
pub async fn check_certificates(day: Arc<Day>, moments: Vec<Duration>, seed: u64) -> Result<(), Over> {
    let mut rng = Rng::with_seed(seed);
    let mut connection = Connection::new(day.address);
    for moment in moments {
        let at = day.began + moment;
        tokio::time::sleep_until(at).await;
        let Some(id) = day.some_certificate(&mut rng) else { continue };
        let (kind, call) = match rng.bool() {
            true => (Kind::VerifyPage, Call::get(format!("/v/{id}"))),
            false => (Kind::VerifyApi, Call::get(format!("/api/v1/certificates/{id}"))),
        };
        let reply = day.ask(&mut connection, (kind, &call), at, &mut rng).await?;
        if reply.status != 200 || (kind == Kind::VerifyApi && reply.json()["verdict"] != "genuine") {
            day.violation(format!("a certificate just issued was answered with {} {}", reply.status, kind.name()));
        }
    }
    Ok(())
}

/// Sits as the first, before the day begins, as whoever opens the room does: from then on there is a certificate to check.
///
/// # Errors
/// What the server did not do.
pub async fn rehearse(day: &Day, log_in: &LogIn) -> Result<(), String> {
    let mut connection = Connection::new(day.address);
    let ask = async |connection: &mut Connection, call: Call| {
        let reply = connection.send(&call).await.map_err(|silence| format!("{}: {silence:?}", call.path))?;
        if matches!(reply.status, 200 | 201) {
            Ok(reply.json())
        } else {
            Err(format!("{}: {}", call.path, reply.status))
        }
    };
    let body = json!({ "login": log_in.login, "secret": log_in.secret });
    let session = ask(&mut connection, Call::json(Method::POST, "/api/v1/session", &body)).await?;
    connection.set_token(session["token"].as_str().unwrap_or_default());
    let path = format!("/api/v1/assessments/{}/attempts", day.bank.assessment);
    let attempt = ask(&mut connection, Call::json(Method::POST, path, &json!({}))).await?;
    let path = format!("/api/v1/attempts/{}", attempt["id"].as_str().unwrap_or_default());
    for item in attempt["items"].as_array().into_iter().flatten() {
        let response = day.bank.answer(item, 1.0, &mut Rng::with_seed(1));
        let body = json!({ "revision": 0, "response": response });
        ask(&mut connection, Call::json(Method::PUT, format!("{path}/responses/{}", item["number"]), &body)).await?;
    }
    ask(&mut connection, Call::json(Method::POST, format!("{path}/submit"), &json!({}))).await?;
    for _ in 0..REHEARSAL_LOOKS {
        let result = ask(&mut connection, Call::get(format!("{path}/result"))).await?;
        if let Some(id) = result["certificate"]["id"].as_str() {
            day.certificates.lock().expect("no holder of the list panics").push(id.to_owned());
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    Err("the first certificate was not made in time".to_owned())
}

/// Tries to log in with a wrong secret at the given times, whatever the server says.
pub async fn guess(day: Arc<Day>, moments: Vec<Duration>, lane: usize) -> Result<(), Over> {
    let mut connection = Connection::new(day.address);
    for (number, moment) in moments.into_iter().enumerate() {
        let at = day.began + moment;
        let body = json!({ "login": format!("CB-{:06}", number * GUESSERS + lane), "secret": "AAAAA-BBBBB" });
        let call = Call::json(Method::POST, "/api/v1/session", &body);
        day.begin(at).await?;
        let sent = Instant::now();
        let outcome = connection.send(&call).await;
        let mut record = day.record.lock();
        match outcome {
            Ok(reply) => {
                record.replied(Kind::Stranger, &reply, sent.elapsed());
                record.done(Kind::Stranger, at.elapsed());
            }
            Err(silence) => record.silent(Kind::Stranger, silence),
        }
    }
    Ok(())
}

/// Looks at one page after the other.
pub async fn administer(day: Arc<Day>, log_in: LogIn, seed: u64) -> Result<(), Over> {
    let mut rng = Rng::with_seed(seed);
    let mut connection = Connection::new(day.address);
    let body = json!({ "login": log_in.login, "secret": log_in.secret });
    let call = Call::json(Method::POST, "/api/v1/session", &body);
    // Before the rush, as whoever opens the room does.
    let reply = day.ask(&mut connection, (Kind::LogIn, &call), day.began, &mut rng).await?;
    connection.set_token(reply.json()["token"].as_str().unwrap_or_default());
    let code = &day.bank.assessment;
    let pages = [
        "/admin".to_owned(),
        format!("/admin/assessments/{code}/not-done"),
        "/admin".to_owned(),
        "/admin/certificates".to_owned(),
        format!("/admin/assessments/{code}/supervision"),
        "/admin".to_owned(),
        format!("/admin/assessments/{code}/statistics"),
    ];
    let mut at = day.began;
    for page in pages.iter().cycle() {
        at += day.compressed(ADMINISTRATOR_PAUSE * (0.5 + rng.f64()));
        let reply = day.ask(&mut connection, (Kind::Administration, &Call::get(page.as_str())), at, &mut rng).await?;
        if reply.status != 200 {
            day.violation(format!("{page} was answered with {}", reply.status));
        }
    }
    Ok(())
}
