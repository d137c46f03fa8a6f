//! The one place that knows status codes: what went wrong, as RFC 9457 problem JSON.

use crate::domain::assessment::response::{Misfit, TEXT_LIMIT};
use crate::domain::timestamp::Timestamp;
use crate::flows::assessment::appeal_result::AppealRefusal;
use crate::flows::assessment::check_response::CheckRefusal;
use crate::flows::assessment::move_on::MoveRefusal;
use crate::flows::assessment::save_response::SaveRefusal;
use crate::flows::assessment::start_attempt::StartRefusal;
use crate::flows::assessment::submit_attempt::SubmitRefusal;
use crate::flows::assessment::take_over::SignalRefusal;
use crate::flows::certification::revoke_certificate::RevokeRefusal;
use crate::flows::people::log_in::LogInRefusal;
use crate::flows::waiting_room::Place;
use crate::store::assessment::responses::StoredResponse;
use crate::store::{Failure, StoreError};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

/// A request that was not served, and why. `code` is the stable end of the problem's `type`.
#[derive(Clone, Debug)]
pub struct Problem {
    /// HTTP status.
    pub status: StatusCode,
    /// Stable: `stale-revision`.
    pub code: &'static str,
    /// One sentence for the programmer.
    pub title: &'static str,
    /// What exactly, where there is more to say.
    pub detail: Option<String>,
    /// Further members.
    pub members: Map<String, Value>,
    /// Seconds after which trying again makes sense.
    pub retry_after: Option<u64>,
}

/// Seconds a client is asked to wait when something is away or full; the client adds its own jitter.
const RETRY_AFTER: u64 = 2;

/// Seconds until it makes sense to ask again whether somebody has looked after the clock.
const CLOCK_RETRY_AFTER: u64 = 30;

impl Problem {
    /// A problem without further members.
    pub fn new(status: StatusCode, code: &'static str, title: &'static str) -> Self {
        Self { status, code, title, detail: None, members: Map::new(), retry_after: None }
    }

    /// With more to say.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// With a further member.
    #[must_use]
    pub fn member(mut self, name: &str, value: Value) -> Self {
        self.members.insert(name.to_owned(), value);
        self
    }

    /// With a Retry-After.
    #[must_use]
    pub const fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// 400: not even readable.
    pub fn malformed(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed", "The request cannot be read.").detail(detail)
    }

    /// 401.
    pub fn not_logged_in() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "not-logged-in", "Log in first.")
    }

    /// 403.
    pub fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", "You may not do this.")
    }

    /// 403 for a request that another site may have sent.
    pub fn cross_site() -> Self {
        Self::new(StatusCode::FORBIDDEN, "cross-site", "The request does not come from a page of this service.")
    }

    /// 404; what belongs to somebody else answers so too.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "There is nothing here.")
    }

    /// 405; the router adds `Allow`.
    pub fn method_not_allowed() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "This address does not take this method.")
    }

    /// 413.
    pub fn too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The request is too large.")
    }

    /// 415.
    pub fn unsupported_media_type(expected: &str) -> Self {
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", "The body has the wrong type.")
            .detail(format!("send {expected}"))
    }

    /// 422.
    pub fn unprocessable(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", "The request is readable but not valid.").detail(detail)
    }

    /// 503.
    pub fn busy() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "Too much at once; try again shortly.")
            .retry_after(RETRY_AFTER)
    }

    /// 503 with the place in the queue, which is kept.
    pub fn waits(place: Place) -> Self {
        let title = "Many come at once; your place is kept: ask again.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "waiting", title)
            .member("before", json!(place.before))
            .retry_after(super::waiting::pause_s(place))
    }

    /// 409: later, once a supervisor lets the attempt go on.
    fn paused() -> Self {
        Self::conflict("attempt-paused", "A supervisor holds the attempt; try again later.").retry_after(10)
    }

    /// 500. The reason is logged once, here, and never shown.
    pub fn internal(error: &dyn std::fmt::Display) -> Self {
        tracing::error!(%error, "internal error");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "Something went wrong on our side.")
    }

    fn conflict(code: &'static str, title: &'static str) -> Self {
        Self::new(StatusCode::CONFLICT, code, title)
    }

    fn key_reused() -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "idempotency-key-reused",
            "This Idempotency-Key came with another request before.",
        )
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let for_pages = self.clone();
        let mut body = self.members;
        body.insert("type".into(), format!("urn:minhchung:problem:{}", self.code).into());
        body.insert("title".into(), self.title.into());
        body.insert("status".into(), self.status.as_u16().into());
        if let Some(detail) = self.detail {
            body.insert("detail".into(), detail.into());
        }
        let mut response = (self.status, Value::Object(body).to_string()).into_response();
        // The page for readers is made from it, where the request is for a page.
        response.extensions_mut().insert(for_pages);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) | StoreError::Conflict(_) | StoreError::SyncFailed(_) => {
                tracing::warn!(%error, "the database did not serve a request");
                Self::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "database-unavailable",
                    "The database is away; try again shortly.",
                )
                .retry_after(RETRY_AFTER)
            }
            StoreError::Constraint(_) | StoreError::Other(_) | StoreError::Unreadable(_) => Self::internal(&error),
        }
    }
}

impl<R> From<Failure<R>> for Problem
where
    Problem: From<R>,
{
    fn from(failure: Failure<R>) -> Self {
        match failure {
            Failure::Refused(refusal) => refusal.into(),
            Failure::Store(error) => error.into(),
        }
    }
}

impl From<LogInRefusal> for Problem {
    fn from(refusal: LogInRefusal) -> Self {
        match refusal {
            LogInRefusal::WrongCredentials => {
                Self::new(StatusCode::UNAUTHORIZED, "wrong-credentials", "Login or secret is wrong.")
            }
            LogInRefusal::TooManyTries(seconds) => {
                Self::new(StatusCode::TOO_MANY_REQUESTS, "too-many-tries", "Too many wrong tries; wait a little.")
                    .retry_after(seconds)
            }
            LogInRefusal::Busy(place) => Self::waits(place),
        }
    }
}

impl From<StartRefusal> for Problem {
    fn from(refusal: StartRefusal) -> Self {
        let until = |problem: Self, at: Timestamp| problem.member("not_before", json!(at));
        match refusal {
            StartRefusal::NoSuchAssessment => Self::not_found(),
            StartRefusal::Closed => Self::conflict("assessment-closed", "The assessment takes no new attempts now."),
            StartRefusal::NotBefore(at) => until(Self::conflict("not-open-yet", "The assessment is not open yet."), at),
            StartRefusal::NoAttemptsLeft => Self::conflict("no-attempts-left", "All attempts are used up."),
            StartRefusal::PauseUntil(at) => {
                until(Self::conflict("pause-between-attempts", "The pause between attempts is not over."), at)
            }
            StartRefusal::AlreadyPassed => Self::conflict("already-passed", "The assessment is passed already."),
            StartRefusal::NoSuchLanguage => Self::unprocessable("the assessment is not offered in this language"),
            StartRefusal::TooFewItems => {
                Self::conflict("bank-too-small", "The bank has too few items for a form; tell the programme office.")
            }
            StartRefusal::IsAuthor => {
                Self::conflict("author-cannot-sit", "Who wrote items of the bank cannot sit an assessment on it.")
            }
            StartRefusal::CodeNeeded => {
                Self::conflict("access-code-needed", "A supervisor tells the code to start with: `access_code`.")
            }
            StartRefusal::WrongCode => Self::conflict("wrong-access-code", "That is not the code of the room."),
            StartRefusal::AwaitsRelease(since) => {
                Self::conflict("awaits-release", "A supervisor has to let you in; then start again.")
                    .member("asked_at", json!(since))
            }
            StartRefusal::ClockStepped => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "clock-stepped",
                "The server's clock was moved: no attempt starts until that is settled. Open attempts go on.",
            )
            .retry_after(CLOCK_RETRY_AFTER),
            StartRefusal::KeyReused => Self::key_reused(),
            StartRefusal::Busy(place) => Self::waits(place),
        }
    }
}

impl From<AppealRefusal> for Problem {
    fn from(refusal: AppealRefusal) -> Self {
        match refusal {
            AppealRefusal::NotFound => Self::not_found(),
            AppealRefusal::StillOpen => Self::conflict("attempt-open", "The attempt is not submitted yet."),
            AppealRefusal::NotOffered => Self::conflict("no-appeals", "The assessment takes no appeals here."),
            AppealRefusal::TooLate(ended) => {
                Self::conflict("appeal-too-late", "The time for appeals is over.").member("ended_at", json!(ended))
            }
            AppealRefusal::ReasonMissing => Self::unprocessable("a reason has 1 to 2,000 characters"),
            AppealRefusal::AlreadyFiled => Self::conflict("appeal-filed", "There is an appeal already."),
        }
    }
}

impl From<SaveRefusal> for Problem {
    fn from(refusal: SaveRefusal) -> Self {
        match refusal {
            SaveRefusal::NotLoggedIn => Self::not_logged_in(),
            SaveRefusal::NotFound => Self::not_found(),
            SaveRefusal::Misfit(misfit) => Self::unprocessable(match misfit {
                Misfit::OtherType(name) => format!("the item takes a response of the form {{\"{name}\": ...}}"),
                Misfit::UnknownOption(id) => {
                    format!("the item has nothing called `{}`", id.chars().take(40).collect::<String>())
                }
                Misfit::TooMany => "the item takes one option".to_owned(),
                Misfit::NotAnOrder => "an order lists every option once".to_owned(),
                Misfit::NotANumber => "the item takes a number, `8.5` or `8,5`, in one of its units".to_owned(),
                Misfit::OutOfPicture => {
                    "a point lies in the picture: `[x, y]` in pixels from its upper left".to_owned()
                }
                Misfit::BadText => format!("an answer has at most {TEXT_LIMIT} characters, all of them visible"),
            }),
            SaveRefusal::Stale(stored) => Self::conflict("stale-revision", "Another save was first.")
                .member("stored", stored_json(stored.as_ref())),
            SaveRefusal::Closed(stored) => {
                Self::conflict("attempt-closed", "The attempt is over.").member("stored", stored_json(stored.as_ref()))
            }
            SaveRefusal::Left(stored) => Self::conflict("item-left", "The attempt has moved on from this item.")
                .member("stored", stored_json(stored.as_ref())),
            SaveRefusal::Checked(stored) => Self::conflict("item-checked", "The item was checked; its answer stands.")
                .member("stored", stored_json(stored.as_ref())),
            SaveRefusal::Paused => Self::paused(),
            SaveRefusal::Busy => Self::busy(),
        }
    }
}

fn stored_json(stored: Option<&StoredResponse>) -> Value {
    stored.map_or(
        Value::Null,
        |stored| json!({ "revision": stored.revision, "response": stored.response, "saved_at": stored.saved_at }),
    )
}

impl From<RevokeRefusal> for Problem {
    fn from(refusal: RevokeRefusal) -> Self {
        match refusal {
            RevokeRefusal::NotFound => Self::not_found(),
            RevokeRefusal::AlreadyRevoked => Self::conflict("already-revoked", "The certificate is revoked already."),
            RevokeRefusal::ReasonMissing => Self::unprocessable("a reason is missing"),
        }
    }
}

impl From<MoveRefusal> for Problem {
    fn from(refusal: MoveRefusal) -> Self {
        match refusal {
            MoveRefusal::NotFound => Self::not_found(),
            MoveRefusal::Closed => Self::conflict("attempt-closed", "The attempt is over."),
            MoveRefusal::Paused => Self::paused(),
            MoveRefusal::NotLinear => Self::conflict("not-linear", "Every item of this form is open."),
            MoveRefusal::NotReached => Self::conflict("item-not-reached", "The attempt has not come so far."),
            MoveRefusal::NoNext => Self::conflict("last-item", "The form has no further item; hand it in."),
            MoveRefusal::Blank => Self::conflict("item-blank", "The item has no answer.")
                .detail("send `\"blank\": true` to leave it so; there is no way back"),
        }
    }
}

impl From<SignalRefusal> for Problem {
    fn from(refusal: SignalRefusal) -> Self {
        match refusal {
            SignalRefusal::NotFound => Self::not_found(),
            SignalRefusal::NotRecorded => Self::conflict("no-signals", "The assessment records no signals."),
        }
    }
}

impl From<CheckRefusal> for Problem {
    fn from(refusal: CheckRefusal) -> Self {
        match refusal {
            CheckRefusal::NotFound => Self::not_found(),
            CheckRefusal::NoPractice => Self::conflict("no-practice", "Answers are checked in practice only."),
            CheckRefusal::Closed => Self::conflict("attempt-closed", "The attempt is over."),
            CheckRefusal::Paused => Self::paused(),
            CheckRefusal::Blank => Self::conflict("item-blank", "The item has no answer to check."),
        }
    }
}

impl From<SubmitRefusal> for Problem {
    fn from(refusal: SubmitRefusal) -> Self {
        match refusal {
            SubmitRefusal::NotFound => Self::not_found(),
            SubmitRefusal::Paused => Self::paused(),
            SubmitRefusal::KeyReused => Self::key_reused(),
        }
    }
}
