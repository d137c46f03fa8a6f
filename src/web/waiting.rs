//! Waiting in line, for readers and programs: who is known again by what, and when to ask again.

use super::App;
use super::cookies;
use super::pages::waiting::{QueuePlace, WaitingPage};
use super::problem::Problem;
use super::reader::{Reader, page_with};
use crate::flows::people::log_in::new_ticket;
use crate::flows::waiting_room::Place;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;

/// The header by which programs show their ticket; they find it in the problem that tells them to wait.
const TICKET_HEADER: &str = "waiting-ticket";
/// Longer than anybody waits.
const TICKET_SECONDS: u64 = 3600;

/// What somebody who is not logged in is known again by; a fresh one for a newcomer.
#[derive(Clone, Debug)]
pub struct Ticket(pub String);

impl FromRequestParts<App> for Ticket {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let shown = parts.headers.get(TICKET_HEADER).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let shown = shown.or_else(|| app.cookie(&parts.headers, cookies::TICKET));
        let is_ours = |ticket: &String| ticket.len() == 26 && ticket.bytes().all(|byte| byte.is_ascii_alphanumeric());
        Ok(Self(shown.filter(is_ours).unwrap_or_else(new_ticket)))
    }
}

impl Ticket {
    /// The cookie that keeps it in a browser.
    pub fn kept(&self, app: &App) -> HeaderValue {
        app.set_cookie(cookies::TICKET, &self.0, TICKET_SECONDS)
    }
}

/// Seconds until somebody looks again.
pub const fn pause_s(place: Place) -> u64 {
    place.pause.as_secs() + 1
}

/// A place as pages show it, and when to ask again.
pub fn shown(place: Place) -> QueuePlace {
    QueuePlace { before: place.before, retry_after_s: u32::try_from(pause_s(place)).unwrap_or(u32::MAX) }
}

/// The page of somebody whose form is to be sent again later, with what it said.
///
/// # Errors
/// When the page cannot be rendered.
pub fn waiting_page(reader: Reader, place: Place, fields: Vec<(String, String)>) -> Result<Response, Problem> {
    let place = shown(place);
    let action = reader.chrome.path.clone();
    let page = WaitingPage { t: reader.t, chrome: reader.chrome, place, action, fields };
    let mut response = page_with(StatusCode::SERVICE_UNAVAILABLE, &page)?;
    response.headers_mut().insert(header::RETRY_AFTER, place.retry_after_s.into());
    Ok(response)
}
