//! A file of results as a form brings it.

use super::App;
use super::problem::Problem;
use super::request::SignedIn;
use super::security::check_csrf;
use crate::domain::hidden::Hidden;
use crate::formats::results::MAX_BYTES;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{HeaderMap, Method, StatusCode};
use tokio::sync::OwnedSemaphorePermit;

/// What the form brought. Keeps its place among the uploads until it is dropped.
#[derive(Debug)]
pub struct UploadedList {
    /// What the file is called; only for mistakes.
    pub name: String,
    /// Its bytes; empty when none was chosen.
    pub file: Vec<u8>,
    /// The assessment's code.
    pub assessment: String,
    csrf: Hidden<String>,
    _place: OwnedSemaphorePermit,
}

/// Characters of a text field.
const LONGEST: usize = 200;

impl UploadedList {
    /// Bytes of the whole form.
    pub const LARGEST: usize = MAX_BYTES + 64 * 1024;

    /// Refuses a form without the token that our pages carry.
    ///
    /// # Errors
    /// 403.
    pub fn check_csrf(&self, headers: &HeaderMap, signed_in: &SignedIn) -> Result<(), Problem> {
        check_csrf(&Method::POST, headers, &signed_in.token, Some(&*self.csrf))
    }
}

impl FromRequest<App> for UploadedList {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let place = app.lists.clone().try_acquire_owned().map_err(|_| Problem::busy())?;
        let mut form =
            Multipart::from_request(request, app).await.map_err(|error| Problem::malformed(error.body_text()))?;
        let broken = |error: axum::extract::multipart::MultipartError| match error.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large(),
            _ => Problem::malformed(error.body_text()),
        };
        let mut sent = Self {
            name: String::new(),
            file: Vec::new(),
            assessment: String::new(),
            csrf: Hidden(String::new()),
            _place: place,
        };
        while let Some(field) = form.next_field().await.map_err(broken)? {
            let name = field.name().unwrap_or_default().to_owned();
            if name == "file" {
                let file_name = field.file_name().unwrap_or_default();
                sent.name = file_name.chars().filter(|letter| !letter.is_control()).take(LONGEST).collect();
                sent.file = field.bytes().await.map_err(broken)?.to_vec();
                continue;
            }
            let bytes = field.bytes().await.map_err(broken)?;
            let text: String = String::from_utf8_lossy(&bytes).replace('\0', "").chars().take(LONGEST).collect();
            match name.as_str() {
                "assessment" => sent.assessment = text,
                "csrf" => sent.csrf = Hidden(text),
                _ => {}
            }
        }
        Ok(sent)
    }
}
