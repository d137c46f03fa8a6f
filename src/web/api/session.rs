//! `/api/v1/session`: log in and out.

use crate::domain::people::person::Person;
use crate::domain::timestamp::Timestamp;
use crate::flows::people::log_in::{self, LogInRefusal};
use crate::store::Failure;
use crate::web::App;
use crate::web::problem::Problem;
use crate::web::request::{JsonBody, Peer, Token, bearer};
use crate::web::security::check_csrf;
use crate::web::waiting::Ticket;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

/// Staff code and secret.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    /// The staff code.
    #[schema(max_length = 64)]
    pub login: String,
    /// The one-time secret or password.
    #[schema(max_length = 200)]
    pub secret: String,
}

/// A fresh session.
#[derive(Clone, Serialize, ToSchema)]
pub struct SessionBody {
    /// For `Authorization: Bearer`.
    pub token: String,
    /// Who logged in.
    pub person: PersonBody,
    /// RFC 3339, UTC.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Timestamp,
}

/// A person as they see themselves.
#[derive(Clone, Serialize, ToSchema)]
pub struct PersonBody {
    /// The staff code.
    pub login: String,
    /// Own spelling.
    pub name: String,
    /// `candidate` or `administrator`.
    pub role: &'static str,
}

impl From<&Person> for PersonBody {
    fn from(person: &Person) -> Self {
        Self { login: person.login.clone(), name: person.full_name.clone(), role: person.role.name() }
    }
}

/// Log in. Sets the session cookie too. Where many come at once the answer is 503 `waiting`, with how many are `before`,
/// and a `ticket` to show next time.
#[utoipa::path(post, path = "/api/v1/session", request_body = Credentials, tag = "session",
    params(("Waiting-Ticket" = Option<String>, Header, description = "The `ticket` of the answer that told to wait: keeps the place.")),
    responses((status = 200, body = SessionBody), (status = 400), (status = 401), (status = 413), (status = 415), (status = 422), (status = 429), (status = 503)))]
pub async fn log_in(
    State(app): State<App>,
    Peer(peer): Peer,
    ticket: Ticket,
    JsonBody(body): JsonBody<Credentials>,
) -> Result<impl IntoResponse, Problem> {
    if body.login.chars().count() > 64 || body.secret.chars().count() > 200 {
        return Err(Problem::unprocessable("login takes up to 64 characters, secret up to 200"));
    }
    let logged_in = log_in::log_in(&app.service, &body.login, &body.secret, (peer, &ticket.0)).await;
    let logged_in = logged_in.map_err(|failure| match failure {
        waits @ Failure::Refused(LogInRefusal::Busy(_)) => Problem::from(waits).member("ticket", json!(ticket.0)),
        other => other.into(),
    })?;
    let cookie = app.session_cookie(&logged_in.token);
    let body = SessionBody {
        person: (&logged_in.session.person).into(),
        expires_at: logged_in.session.expires_at,
        token: logged_in.token,
    };
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), Json(body)))
}

/// Log out, at once and on the server.
#[utoipa::path(delete, path = "/api/v1/session", tag = "session", security(("bearer" = [])),
    responses((status = 204), (status = 401), (status = 403), (status = 503)))]
pub async fn log_out(
    State(app): State<App>,
    Token(token): Token,
    method: Method,
    headers: HeaderMap,
) -> Result<impl IntoResponse, Problem> {
    if bearer(&headers).is_none() {
        check_csrf(&method, &headers, &token, None)?;
    }
    log_in::who_asks(&app.service, &token).await?.ok_or_else(Problem::not_logged_in)?;
    log_in::log_out(&app.service, &token).await?;
    Ok((AppendHeaders([(header::SET_COOKIE, app.no_session_cookie())]), StatusCode::NO_CONTENT))
}
