//! What handlers take from a request: who asks, when it arrived, a JSON body.

use super::App;
use super::cookies;
use super::problem::Problem;
use crate::domain::identifier::AttemptId;
use crate::domain::people::person::{Person, Role};
use crate::domain::timestamp::Timestamp;
use crate::flows::assessment::answer_once::OnceKey;
use crate::flows::people::log_in;
use crate::store::people::sessions::Session;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::{DeserializeOwned, IgnoredAny};
use std::net::IpAddr;

/// When the request was parsed: before its body was read, before queues and locks.
#[derive(Clone, Copy, Debug)]
pub struct Arrival(pub Timestamp);

impl FromRequestParts<App> for Arrival {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        Ok(parts.extensions.get().copied().unwrap_or_else(|| Self(app.service.clock.now())))
    }
}

/// Where the request comes from, as far as that is known.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub Option<IpAddr>);

impl FromRequestParts<App> for Peer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        Ok(parts.extensions.get().copied().unwrap_or(Self(None)))
    }
}

/// The session token of the request, not looked up yet.
#[derive(Clone)]
pub struct Token(pub String);

impl FromRequestParts<App> for Token {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        token(&parts.headers, app).map(Self).ok_or_else(Problem::not_logged_in)
    }
}

/// A request by somebody logged in.
#[derive(Clone)]
pub struct SignedIn {
    /// The token, for the forms' CSRF token.
    pub token: String,
    /// The session.
    pub session: Session,
}

impl std::fmt::Debug for SignedIn {
    /// Without the token.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("SignedIn").field("session", &self.session).finish_non_exhaustive()
    }
}

impl SignedIn {
    /// Who asks.
    pub const fn person(&self) -> &Person {
        &self.session.person
    }
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let token = token(&parts.headers, app).ok_or_else(Problem::not_logged_in)?;
        let session = log_in::who_asks(&app.service, &token).await?.ok_or_else(Problem::not_logged_in)?;
        Ok(Self { token, session })
    }
}

/// Somebody logged in, or nobody.
#[derive(Clone, Debug)]
pub struct MaybeSignedIn(pub Option<SignedIn>);

impl FromRequestParts<App> for MaybeSignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        match SignedIn::from_request_parts(parts, app).await {
            Ok(signed_in) => Ok(Self(Some(signed_in))),
            Err(problem) if problem.status == StatusCode::UNAUTHORIZED => Ok(Self(None)),
            Err(problem) => Err(problem),
        }
    }
}

/// A request by an administrator.
#[derive(Clone, Debug)]
pub struct Administrator(pub SignedIn);

impl FromRequestParts<App> for Administrator {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let signed_in = SignedIn::from_request_parts(parts, app).await?;
        match signed_in.person().role {
            Role::Administrator => Ok(Self(signed_in)),
            Role::Candidate => Err(Problem::forbidden()),
        }
    }
}

/// The token of the `Authorization` header or of the session cookie.
pub fn token(headers: &HeaderMap, app: &App) -> Option<String> {
    bearer(headers).or_else(|| app.cookie(headers, cookies::SESSION)).filter(|token| token.len() <= 64)
}

/// The token of the `Authorization` header.
pub fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}

/// A JSON body: 400 when it is not JSON, 415 without the content type, 422 when it does not fit,
/// unknown fields included.
#[derive(Clone, Debug)]
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let is_json =
            request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(|value| {
                value.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
            });
        if !is_json {
            return Err(Problem::unsupported_media_type("application/json"));
        }
        let bytes = body_bytes(request, app).await?;
        parse_json(&bytes).map(Self)
    }
}

/// The body as it came, of calls that may have none.
#[derive(Clone, Debug)]
pub struct RawBody(pub Bytes);

impl FromRequest<App> for RawBody {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        body_bytes(request, app).await.map(Self)
    }
}

/// The body, within the route's limit.
///
/// # Errors
/// 413 when it is larger, 400 when it breaks off.
pub async fn body_bytes(request: Request, app: &App) -> Result<Bytes, Problem> {
    Bytes::from_request(request, app).await.map_err(|rejection| match rejection.into_response_status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large(),
        _ => Problem::malformed("the body broke off"),
    })
}

trait RejectionStatus {
    fn into_response_status(self) -> StatusCode;
}

impl<R: axum::response::IntoResponse> RejectionStatus for R {
    fn into_response_status(self) -> StatusCode {
        self.into_response().status()
    }
}

/// Reads a JSON object into a type.
///
/// # Errors
/// 400 when it is not JSON, 422 when it does not fit the type.
pub fn parse_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    // Serde would take a list for an object, its fields in the order of our source.
    let is_list = bytes.trim_ascii_start().first() == Some(&b'[');
    let error = match serde_json::from_slice(bytes) {
        Ok(value) if !is_list => return Ok(value),
        Ok(_) => return Err(Problem::unprocessable("the body is a list; an object is needed")),
        Err(error) => error,
    };
    // Serde stops at the first fault and calls some faults of the type faults of the JSON; the whole decides.
    let is_json = std::str::from_utf8(bytes).is_ok() && serde_json::from_slice::<IgnoredAny>(bytes).is_ok();
    Err(if is_json { Problem::unprocessable(error.to_string()) } else { Problem::malformed(error.to_string()) })
}

/// The idempotency key of a request, if it carries one.
///
/// # Errors
/// 400 when the key is empty or too long.
pub fn once_key(headers: &HeaderMap, method: &str, path: &str, body: &[u8]) -> Result<Option<OnceKey>, Problem> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let unusable = || Problem::malformed("the Idempotency-Key must have 1 to 200 visible ASCII characters");
    let key = value.to_str().map_err(|_| unusable())?;
    OnceKey::new(key, method, path, body).map(Some).ok_or_else(unusable)
}

/// An attempt's id in a path; anything else is not found.
///
/// # Errors
/// 404.
pub fn attempt_id(text: &str) -> Result<AttemptId, Problem> {
    AttemptId::parse(text).ok_or_else(Problem::not_found)
}
