//! Pages for everybody: front page, log-in, privacy, preferences, and the files pages need.

use super::App;
use super::assets;
use super::candidate::rendered;
use super::cookies;
use super::pages::front::{FrontPage, LoginFault, LoginPage, PrivacyPage};
use super::pages::measures::MeasuresPage;
use super::problem::Problem;
use super::reader::{Asked, FormBody, Reader, own_path, page, page_with, see_other};
use super::request::Peer;
use super::waiting::{self, Ticket};
use crate::domain::people::person::Role;
use crate::domain::text::Language;
use crate::flows::assessment::describe_assessment::describe_assessment;
use crate::flows::people::log_in::{self, LogInRefusal};
use crate::store::Failure;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;

/// Version of the privacy notice; raised when its meaning changes.
const PRIVACY_VERSION: &str = "2026-11-26";
/// Preferences are kept for a year.
const PREFERENCE_SECONDS: u64 = 365 * 24 * 3600;

/// Routes for everybody.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(front))
        .route("/login", get(login).post(log_in_form))
        .route("/logout", post(log_out_form))
        .route("/privacy", get(privacy))
        .route("/preferences", post(preferences))
        .route("/measures/{code}", get(measures))
        .route("/robots.txt", get(|| async { "User-agent: *\nAllow: /$\nDisallow: /\n" }))
        .route("/favicon.ico", get(|| async { see_other(&assets::asset_url("icon.svg")) }))
        .route("/assets/{*path}", get(asset))
}

async fn front(reader: Reader) -> Result<Response, Problem> {
    page(&FrontPage { t: reader.t, chrome: reader.chrome, code: String::new(), fault: None })
}

#[derive(Debug, Default, Deserialize)]
struct LoginQuery {
    #[serde(default)]
    next: String,
}

async fn login(reader: Reader, Asked(query): Asked<LoginQuery>) -> Result<Response, Problem> {
    if let Some(signed_in) = &reader.signed_in {
        return Ok(see_other(home(signed_in.person().role)));
    }
    let next = query.next;
    login_page(reader, String::new(), None, next, StatusCode::OK)
}

fn login_page(
    reader: Reader,
    login: String,
    fault: Option<LoginFault>,
    next: String,
    status: StatusCode,
) -> Result<Response, Problem> {
    page_with(status, &LoginPage { t: reader.t, chrome: reader.chrome, login, fault, next })
}

async fn log_in_form(
    State(app): State<App>,
    Peer(peer): Peer,
    ticket: Ticket,
    reader: Reader,
    form: FormBody,
) -> Result<Response, Problem> {
    let (login, secret) = (form.get("login").trim(), form.get("secret"));
    let again = |reader, fault, status| {
        let login = login.chars().take(64).collect();
        login_page(reader, login, Some(fault), form.get("next").to_owned(), status)
    };
    if login.is_empty() || secret.is_empty() {
        return again(reader, LoginFault::Missing, StatusCode::UNPROCESSABLE_ENTITY);
    }
    if login.chars().count() > 64 || secret.chars().count() > 200 {
        return again(reader, LoginFault::Wrong, StatusCode::UNAUTHORIZED);
    }
    match log_in::log_in(&app.service, login, secret, (peer, &ticket.0)).await {
        Ok(logged_in) => {
            // Whoever logs in anew on this device leaves nobody's session behind.
            if let Some(before) = &reader.signed_in {
                log_in::log_out(&app.service, &before.token).await?;
            }
            let next = match form.get("next") {
                "" => home(logged_in.session.person.role),
                next => own_path(next),
            };
            let cookie = app.session_cookie(&logged_in.token);
            Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), see_other(next)).into_response())
        }
        Err(Failure::Refused(LogInRefusal::WrongCredentials)) => {
            again(reader, LoginFault::Wrong, StatusCode::UNAUTHORIZED)
        }
        Err(Failure::Refused(LogInRefusal::TooManyTries(seconds))) => {
            let retry_after_s = u32::try_from(seconds).unwrap_or(u32::MAX);
            let page = again(reader, LoginFault::Busy { retry_after_s }, StatusCode::TOO_MANY_REQUESTS)?;
            Ok(([(header::RETRY_AFTER, seconds.to_string())], page).into_response())
        }
        Err(Failure::Refused(LogInRefusal::Busy(place))) => {
            let place = waiting::shown(place);
            let page = again(reader, LoginFault::Waiting(place), StatusCode::SERVICE_UNAVAILABLE)?;
            let seconds = HeaderValue::from(place.retry_after_s);
            Ok(([(header::RETRY_AFTER, seconds), (header::SET_COOKIE, ticket.kept(&app))], page).into_response())
        }
        Err(Failure::Store(error)) => Err(error.into()),
    }
}

/// Where somebody goes after logging in.
const fn home(role: Role) -> &'static str {
    match role {
        Role::Candidate => "/assessments",
        Role::Administrator => "/admin",
    }
}

async fn log_out_form(
    State(app): State<App>,
    reader: Reader,
    headers: HeaderMap,
    form: FormBody,
) -> Result<Response, Problem> {
    if let Some(signed_in) = &reader.signed_in {
        form.check_csrf(&headers, signed_in)?;
        log_in::log_out(&app.service, &signed_in.token).await?;
    }
    Ok((AppendHeaders([(header::SET_COOKIE, app.no_session_cookie())]), see_other("/")).into_response())
}

async fn privacy(State(app): State<App>, reader: Reader) -> Result<Response, Problem> {
    let settings = &app.service.settings;
    page(&PrivacyPage {
        t: reader.t,
        chrome: reader.chrome,
        controller: settings.privacy_controller.clone(),
        contact: settings.privacy_contact.clone(),
        version: PRIVACY_VERSION.to_owned(),
    })
}

/// What an assessment measures: nothing of any item or person.
async fn measures(State(app): State<App>, Path(code): Path<String>, reader: Reader) -> Result<Response, Problem> {
    let described = describe_assessment(&app.service, &code).await?.ok_or_else(Problem::not_found)?;
    let description = rendered(described.defined.assessment.description.get(reader.language));
    page(&MeasuresPage { described, description, t: reader.t, chrome: reader.chrome })
}

/// Language and size of text, kept in the reader's browser and nowhere else.
async fn preferences(State(app): State<App>, form: FormBody) -> Response {
    let keep = |name: &str, value: &str| app.set_cookie(name, value, PREFERENCE_SECONDS);
    let language = Language::from_code(form.get("language")).map(|language| keep(cookies::LANGUAGE, language.code()));
    let text = match form.get("text") {
        size @ ("large" | "normal") => Some(keep(cookies::TEXT, size)),
        _ => None,
    };
    let mut response = see_other(own_path(form.get("back")));
    for cookie in language.into_iter().chain(text) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

async fn asset(uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    let asset = assets::lookup(uri.path()).ok_or_else(Problem::not_found)?;
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = [
        (header::CONTENT_TYPE, asset.content_type),
        (header::CACHE_CONTROL, assets::CACHE_CONTROL),
        (header::VARY, "accept-encoding"),
    ];
    Ok(match asset.gzip.filter(|_| accepted.contains("gzip")) {
        Some(packed) => (kind, [(header::CONTENT_ENCODING, "gzip")], packed).into_response(),
        None => (kind, asset.bytes).into_response(),
    })
}
