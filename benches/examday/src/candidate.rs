//! A candidate who behaves: logs in, sits, loses the network, comes back, hands in, looks at the result.

use crate::client::{Call, Connection, Reply};
use crate::day::{Counts, Day, Over};
use crate::installation::LogIn;
use crate::measure::Kind;
use crate::schedule::{Action, Plan};
use crate::sheet::Sheet;
use fastrand::Rng;
use hyper::Method;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// Of compressed time, between two looks at a result whose certificate is being made.
const LOOKS_AGAIN: f64 = 10.0;
/// How often a candidate looks before going home.
const LOOKS: usize = 6;

/// What a candidate knows at the end of the day, for the closing checks.
#[derive(Debug)]
pub struct Sat {
    pub login: String,
    pub token: String,
    pub attempt: String,
    pub sheet: Sheet,
    /// As it was told on handing in; nothing when that was cut off.
    pub result: Option<Value>,
}

struct Candidate {
    day: Arc<Day>,
    plan: Plan,
    rng: Rng,
    connection: Connection,
    sat: Sat,
    items: Vec<Value>,
}

/// Plays one candidate, whose connection stays open or not. Nothing, when the day was over before an attempt was started.
pub async fn play(day: Arc<Day>, plan: Plan, log_in: LogIn, stays: bool) -> Option<Sat> {
    let sat = Sat {
        login: log_in.login.clone(),
        token: String::new(),
        attempt: String::new(),
        sheet: Sheet::default(),
        result: None,
    };
    let connection = if stays { Connection::new(day.address) } else { Connection::anew_each_time(day.address) };
    let rng = Rng::with_seed(plan.seed);
    let mut candidate = Candidate { day: day.clone(), plan, rng, connection, sat, items: Vec::new() };
    let begun = candidate.get_in(&log_in).await.ok()??;
    Counts::add(&day.counts.sitting);
    let handed_in = candidate.sit(begun).await;
    Counts::subtract(&day.counts.sitting);
    match handed_in {
        Ok(()) => drop(candidate.look_at_result().await),
        Err(Over) => Counts::add(&day.counts.cut_off),
    }
    Some(candidate.sat)
}

impl Candidate {
    /// Logs in, lists, starts and reads; gives when the sitting began. A person who had to wait for one of these goes
    /// on from then: the wait counts for it, and not once more for whatever follows.
    async fn get_in(&mut self, log_in: &LogIn) -> Result<Option<Instant>, Over> {
        let [before_list, before_start, before_read] = self.plan.pauses;
        let body = json!({ "login": log_in.login, "secret": log_in.secret });
        let call = Call::json(Method::POST, "/api/v1/session", &body);
        let reply = self.ask(Kind::LogIn, &call, self.day.began + self.plan.arrives).await?;
        let Some(token) = reply.json()["token"].as_str().map(str::to_owned) else {
            return Ok(self.unexpected("log in", &reply));
        };
        self.connection.set_token(&token);
        self.sat.token = token;
        self.ask(Kind::List, &Call::get("/api/v1/assessments"), Instant::now() + before_list).await?;
        let path = format!("/api/v1/assessments/{}/attempts", self.day.bank.assessment);
        let call = Call::json(Method::POST, path, &json!({}));
        let reply = self.ask(Kind::Start, &call, Instant::now() + before_start).await?;
        let (attempt, begun) = (reply.json(), Instant::now());
        let Some(id) = attempt["id"].as_str().filter(|_| matches!(reply.status, 200 | 201)) else {
            return Ok(self.unexpected("start", &reply));
        };
        id.clone_into(&mut self.sat.attempt);
        self.items = attempt["items"].as_array().cloned().unwrap_or_default();
        self.read(begun + before_read).await?;
        Ok(Some(begun))
    }

    /// Within a sitting every request keeps its time, however late the reply to the one before came.
    async fn sit(&mut self, begun: Instant) -> Result<(), Over> {
        // Nobody stays beyond the day.
        let bell = (begun + self.plan.hands_in).min(self.day.ends - (self.day.ends - self.day.began).mul_f64(0.04));
        for step in std::mem::take(&mut self.plan.steps) {
            let at = begun + step.at;
            if at >= bell {
                break;
            }
            match step.action {
                Action::Answer(place) => self.answer(place, at).await?,
                Action::AnswerUnheard(place) => self.answer_unheard(place, at).await?,
                Action::Repeat(place) => self.repeat(place, at).await?,
                Action::AnswerFromOldWindow(place) => self.answer_from_old_window(place, at).await?,
                Action::ComeBack => self.read(at).await?,
            }
        }
        let call = Call::json(Method::POST, format!("/api/v1/attempts/{}/submit", self.sat.attempt), &json!({}));
        let reply = self.ask(Kind::Submit, &call, bell).await?;
        let result = reply.json();
        if reply.status != 200 || result["state"] != "submitted" || !result["score"]["earned"].is_number() {
            self.unexpected::<()>("submit", &reply);
            return Ok(());
        }
        Counts::add(&self.day.counts.submitted);
        if result["outcome"] == "passed" {
            Counts::add(&self.day.counts.passed);
        }
        self.sat.result = Some(result);
        Ok(())
    }

    async fn look_at_result(&mut self) -> Result<(), Over> {
        let call = Call::get(format!("/api/v1/attempts/{}/result", self.sat.attempt));
        let pause = self.day.compressed(LOOKS_AGAIN).max(Duration::from_secs(1));
        let first = Instant::now() + self.day.compressed(2.0 + 4.0 * self.rng.f64());
        for look in 0..LOOKS {
            let reply = self.ask(Kind::Result, &call, first + pause * look as u32).await?;
            let result = reply.json();
            if let Some(id) = result["certificate"]["id"].as_str() {
                self.day.certificates.lock().expect("no holder of the list panics").push(id.to_owned());
            }
            if result["certificate_pending"] != true {
                break;
            }
        }
        Ok(())
    }

    async fn read(&mut self, at: Instant) -> Result<(), Over> {
        let reply = self.ask(Kind::Read, &Call::get(format!("/api/v1/attempts/{}", self.sat.attempt)), at).await?;
        if reply.status != 200 {
            self.unexpected::<()>("read", &reply);
            return Ok(());
        }
        Counts::add(&self.day.counts.compared);
        for broken in self.sat.sheet.compare(&reply.json()) {
            self.day.violation(format!("{}: {broken}", self.sat.login));
        }
        Ok(())
    }

    async fn answer(&mut self, place: usize, at: Instant) -> Result<(), Over> {
        let Some((number, response)) = self.think(place) else { return Ok(()) };
        self.save(number, &response, at).await
    }

    async fn answer_unheard(&mut self, place: usize, at: Instant) -> Result<(), Over> {
        let Some((number, response)) = self.think(place) else { return Ok(()) };
        let call = self.save_call(number, &response);
        self.day.begin(at).await?;
        Counts::add(&self.day.counts.unheard);
        // From not even sent to answered and not heard.
        let moment = Duration::from_micros(self.rng.u64(0..5_000));
        self.connection.send_unheard(&call, moment).await;
        Ok(())
    }

    async fn repeat(&mut self, place: usize, at: Instant) -> Result<(), Over> {
        let Some(number) = self.number(place) else { return Ok(()) };
        match self.sat.sheet.unanswered(number) {
            Some(response) => self.save(number, &response, at).await,
            None => Ok(()),
        }
    }

    /// A window opened before the last answer sends an old revision, and must be told what is stored.
    async fn answer_from_old_window(&mut self, place: usize, at: Instant) -> Result<(), Over> {
        let Some((number, response)) = self.think(place) else { return Ok(()) };
        let revision = self.sat.sheet.revision(number);
        if revision == 0 || self.sat.sheet.promised(number) == Some(&response) {
            return self.save(number, &response, at).await;
        }
        let body = json!({ "revision": revision - 1, "response": response });
        let reply = self.ask(Kind::Save, &Call::json(Method::PUT, self.path(number), &body), at).await?;
        Counts::add(&self.day.counts.stale);
        match reply.status {
            409 => self.take_stored(number, &reply),
            _ => self.day.violation(format!(
                "{}: item {number}: old revision {} was answered with {}, not 409",
                self.sat.login,
                revision - 1,
                reply.status
            )),
        }
        Ok(())
    }

    async fn save(&mut self, number: i64, response: &Value, at: Instant) -> Result<(), Over> {
        let call = self.save_call(number, response);
        let reply = self.ask(Kind::Save, &call, at).await?;
        match reply.status {
            200 => {
                let revision = reply.json()["revision"].as_i64().unwrap_or_default();
                if let Err(broken) = self.sat.sheet.acknowledged(number, revision) {
                    self.day.violation(format!("{}: {broken}", self.sat.login));
                }
            }
            409 => {
                Counts::add(&self.day.counts.stale);
                self.take_stored(number, &reply);
            }
            _ => drop(self.unexpected::<()>("save", &reply)),
        }
        Ok(())
    }

    fn take_stored(&mut self, number: i64, reply: &Reply) {
        if let Err(broken) = self.sat.sheet.refused(number, &reply.json()["stored"]) {
            self.day.violation(format!("{}: a refused save: {broken}", self.sat.login));
        }
    }

    fn think(&mut self, place: usize) -> Option<(i64, Value)> {
        let item = self.items.get(place)?;
        Some((item["number"].as_i64()?, self.day.bank.answer(item, self.plan.knows, &mut self.rng)))
    }

    fn number(&self, place: usize) -> Option<i64> {
        self.items.get(place)?["number"].as_i64()
    }

    fn path(&self, number: i64) -> String {
        format!("/api/v1/attempts/{}/responses/{number}", self.sat.attempt)
    }

    fn save_call(&mut self, number: i64, response: &Value) -> Call {
        let revision = self.sat.sheet.sends(number, response);
        Call::json(Method::PUT, self.path(number), &json!({ "revision": revision, "response": response }))
    }

    async fn ask(&mut self, kind: Kind, call: &Call, at: Instant) -> Result<Reply, Over> {
        let day = self.day.clone();
        day.ask(&mut self.connection, (kind, call), at, &mut self.rng).await
    }

    /// A reply that nobody who behaves should get.
    fn unexpected<T>(&self, what: &str, reply: &Reply) -> Option<T> {
        let (status, code) = (reply.status, reply.json()["type"].clone());
        self.day.violation(format!("{}: {what} was answered with {status} {code}", self.sat.login));
        None
    }
}
