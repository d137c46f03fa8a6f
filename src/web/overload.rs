//! Overload: every kind of request has places of its own. Whoever finds none is sent away at once and told when to come
//! back, so that a crowd at one door never keeps an answer from being saved at another.

use super::App;
use super::assets::asset_url;
use super::cookies;
use super::pages::problem::BusyPage;
use super::problem::Problem;
use crate::domain::text::Language;
use crate::flows::waiting_room::apart;
use crate::i18n::Texts;
use askama::Template;
use axum::body::{Body, HttpBody};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Saving and handing in.
    Answering,
    /// Going on with an attempt, and its result.
    Resuming,
    /// The pages behind the codes of certificates. What is kept of them costs nearly nothing; to make one anew takes a place
    /// of [`Self::Verifying`] too.
    Showing,
    /// Certificates and their proofs, for everybody.
    Verifying,
    /// Coming in: log-in, what may be sat, the start.
    Entering,
    /// Everything of administrators, authors and the programme office.
    Administering,
    /// Files, whoever sends them: they come as slowly as their sender likes.
    Sending,
}

impl Class {
    /// Every class, the one that matters most first.
    pub const ALL: [Self; 7] = [
        Self::Answering,
        Self::Resuming,
        Self::Showing,
        Self::Verifying,
        Self::Entering,
        Self::Administering,
        Self::Sending,
    ];

    /// In metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Answering => "answering",
            Self::Resuming => "resuming",
            Self::Showing => "showing",
            Self::Verifying => "verifying",
            Self::Entering => "entering",
            Self::Administering => "administering",
            Self::Sending => "sending",
        }
    }

    /// Requests under way at once. A save waits for a commit and costs a tenth of a millisecond of the processor: there
    /// are places for a whole room. A verify page or a dashboard costs a millisecond and more: few are enough to keep
    /// two processors busy, and more of them would only make the saves wait.
    const fn places(self) -> usize {
        match self {
            Self::Answering => 8_192,
            Self::Resuming => 256,
            Self::Showing => 512,
            Self::Verifying => 48,
            Self::Entering => 192,
            Self::Administering | Self::Sending => 32,
        }
    }

    /// After which to come back, at least.
    const fn pause(self) -> Duration {
        Duration::from_secs(match self {
            Self::Answering | Self::Resuming => 1,
            Self::Showing | Self::Verifying | Self::Sending => 3,
            Self::Entering | Self::Administering => 5,
        })
    }

    /// The class of a route; none for what costs nothing, and for what tells how the service is.
    pub fn of(method: &Method, route: &str) -> Option<Self> {
        let first = route.split('/').nth(1).unwrap_or_default();
        let rest = route.strip_prefix("/api/v1").unwrap_or(route);
        let second = rest.split('/').nth(1).unwrap_or_default();
        match (first, second) {
            ("" | "assets" | "health" | "metrics" | "favicon.ico" | "robots.txt" | "preferences" | "privacy", _) => {
                None
            }
            (".well-known", _) | (_, "openapi.json") => None,
            (_, "attempts") if method.is_safe() => Some(Self::Resuming),
            (_, "attempts") => Some(Self::Answering),
            (_, "session" | "login" | "logout" | "assessments" | "measures") => Some(Self::Entering),
            (_, "v") if route == "/v/{code}" => Some(Self::Showing),
            (_, "certificates" | "verify" | "v" | "status" | "log" | "seals" | "witness" | "verifier") => {
                Some(Self::Verifying)
            }
            _ => Some(Self::Administering),
        }
    }
}

/// The places of all classes.
#[derive(Debug)]
pub struct Places([Arc<Semaphore>; Class::ALL.len()]);

impl Default for Places {
    fn default() -> Self {
        Self(Class::ALL.map(|class| Arc::new(Semaphore::new(class.places()))))
    }
}

impl Places {
    /// The places of one class.
    pub const fn of(&self, class: Class) -> &Arc<Semaphore> {
        &self.0[class as usize]
    }
}

/// Lets a request in where its class has a place.
pub async fn limit(State(app): State<App>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let Some(class) = route.and_then(|route| Class::of(request.method(), route)) else {
        return next.run(request).await;
    };
    let class = if is_file(request.body(), class) { Class::Sending } else { class };
    let request = match in_hand(request, class).await {
        Ok(request) => request,
        Err(problem) => return problem.into_response(),
    };
    match app.places.of(class).clone().try_acquire_owned() {
        Ok(_place) => next.run(request).await,
        Err(_) => sent_away(&app, class, (request.method(), request.uri().path(), request.headers())),
    }
}

/// Nothing but a file is larger.
const SMALL: usize = 64 * 1024;

/// A body whose length is not said is taken for a file, but not an answer: those have a place whatever files are sent.
fn is_file(body: &Body, class: Class) -> bool {
    let length = body.size_hint();
    let bytes = if class == Class::Answering { length.lower() } else { length.upper().unwrap_or(u64::MAX) };
    bytes > SMALL as u64
}

/// A small body is read before its request takes a place: whoever sends it slowly keeps nobody else out.
async fn in_hand(request: Request, class: Class) -> Result<Request, Problem> {
    if request.body().is_end_stream() || class == Class::Sending {
        return Ok(request);
    }
    let (parts, body) = request.into_parts();
    let read = Limited::new(body, SMALL).collect().await.map_err(|error| match error.is::<LengthLimitError>() {
        true => Problem::too_large(),
        false => Problem::malformed("the body broke off"),
    })?;
    Ok(Request::from_parts(parts, Body::from(read.to_bytes())))
}

/// 503, without asking the database anything; a page for whoever wants pages.
pub fn sent_away(app: &App, class: Class, (method, path, headers): (&Method, &str, &HeaderMap)) -> Response {
    metrics::counter!("minhchung_sent_away", "class" => class.name()).increment(1);
    let seconds = u32::try_from(apart(class.pause()).as_secs() + 1).unwrap_or(u32::MAX);
    let is_page = !path.starts_with("/api/") && wants_page(headers);
    if !is_page {
        return Problem::busy().retry_after(u64::from(seconds)).into_response();
    }
    // A page that was asked for loads itself again; what a form said is for the reader to send once more.
    let language = app.cookie(headers, cookies::LANGUAGE).and_then(|code| Language::from_code(&code));
    let t = Texts::of(language.unwrap_or_default());
    let page = BusyPage { t, style: asset_url("app.css"), seconds, loads_again: method.is_safe() };
    let headers = [(header::RETRY_AFTER, HeaderValue::from(seconds))];
    match page.render() {
        Ok(html) => (StatusCode::SERVICE_UNAVAILABLE, headers, Html(html)).into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, headers).into_response(),
    }
}

fn wants_page(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|accept| accept.contains("text/html"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_request_has_its_class() {
        let of = |method: Method, route| Class::of(&method, route);
        assert_eq!(of(Method::PUT, "/api/v1/attempts/{id}/responses/{number}"), Some(Class::Answering));
        assert_eq!(of(Method::POST, "/attempts/{id}/submit"), Some(Class::Answering));
        assert_eq!(of(Method::GET, "/attempts/{id}"), Some(Class::Resuming));
        assert_eq!(of(Method::GET, "/api/v1/attempts/{id}/result"), Some(Class::Resuming));
        assert_eq!(of(Method::POST, "/assessments/{code}/attempts"), Some(Class::Entering));
        assert_eq!(of(Method::POST, "/api/v1/session"), Some(Class::Entering));
        assert_eq!(of(Method::GET, "/v/{code}"), Some(Class::Showing));
        assert_eq!(of(Method::POST, "/v"), Some(Class::Verifying));
        assert_eq!(of(Method::POST, "/api/v1/verify"), Some(Class::Verifying));
        assert_eq!(of(Method::GET, "/log/tile/{*path}"), Some(Class::Verifying));
        assert_eq!(of(Method::GET, "/admin/certificates"), Some(Class::Administering));
        assert_eq!(of(Method::GET, "/authoring/{bank}"), Some(Class::Administering));
        assert_eq!(of(Method::GET, "/health/ready"), None);
        assert_eq!(of(Method::GET, "/assets/{*path}"), None);
    }
}
