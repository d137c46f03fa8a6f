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

/// Connections of the crowd: nobody who checks waits for the others.
pub const CHECKERS: usize = 16;
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
