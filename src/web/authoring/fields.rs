//! The fields of an item as a form brings them, with a file or without.

use crate::domain::hidden::Hidden;
use crate::domain::text::Language;
use crate::formats::bank::item_form::{ItemForm, ROWS, Row, Typed};
use crate::formats::exchange::spreadsheet::MAX_BYTES;
use crate::web::App;
use crate::web::problem::Problem;
use crate::web::request::SignedIn;
use crate::web::security::check_csrf;
use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};
use axum::http::{HeaderMap, Method, StatusCode};
use tokio::sync::OwnedSemaphorePermit;

/// Bytes of a whole form with a file of items.
pub const LARGEST_UPLOAD: usize = MAX_BYTES + 1024 * 1024;
/// Bytes of a form with the fields of an item and a picture.
pub const LARGEST_ITEM: usize = 2 * 1024 * 1024;
/// Bytes of one text.
const LONGEST: usize = 40_000;
/// Texts of one form.
const FIELDS: usize = 400;

/// A form with texts and at most one file. Keeps its place among the uploads until it is dropped.
#[derive(Debug)]
pub struct Sent {
    texts: Vec<(String, String)>,
    /// What the file is called, and its bytes; none when none was chosen.
    pub file: Option<(String, Vec<u8>)>,
    csrf: Hidden<String>,
    _place: OwnedSemaphorePermit,
}

impl FromRequest<App> for Sent {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        // What a stranger sends is not even read.
        let (mut parts, body) = request.into_parts();
        SignedIn::from_request_parts(&mut parts, app).await?;
        let request = Request::from_parts(parts, body);
        // A file of items may fill some tens of megabytes; what an editor sends does not.
        let places = if request.uri().path().ends_with("/upload") { &app.lists } else { &app.uploads };
        let place = places.clone().try_acquire_owned().map_err(|_| Problem::busy())?;
        let form = Multipart::from_request(request, app).await;
        let mut form = form.map_err(|error| Problem::malformed(error.body_text()))?;
        let broken = |error: axum::extract::multipart::MultipartError| match error.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large(),
            _ => Problem::malformed(error.body_text()),
        };
        let mut sent = Self { texts: Vec::new(), file: None, csrf: Hidden(String::new()), _place: place };
        while let Some(field) = form.next_field().await.map_err(broken)? {
            let name = field.name().unwrap_or_default().to_owned();
            if let Some(file) = field.file_name().map(str::to_owned) {
                let bytes = field.bytes().await.map_err(broken)?;
                if !bytes.is_empty() {
                    let file = file.chars().filter(|letter| !letter.is_control()).take(200).collect();
                    sent.file = Some((file, bytes.to_vec()));
                }
                continue;
            }
            let bytes = field.bytes().await.map_err(broken)?;
            if bytes.len() > LONGEST || sent.texts.len() == FIELDS {
                return Err(Problem::too_large());
            }
            let text = String::from_utf8_lossy(&bytes).replace('\0', "");
            if name == "csrf" {
                sent.csrf = Hidden(text);
            } else {
                sent.texts.push((name, text));
            }
        }
        Ok(sent)
    }
}

impl Sent {
    /// The text of a field, or empty.
    pub fn get(&self, name: &str) -> &str {
        self.texts.iter().find(|(found, _)| found == name).map_or("", |(_, text)| text.as_str())
    }

    /// Refuses a form without the token that our pages carry.
    ///
    /// # Errors
    /// 403.
    pub fn check_csrf(&self, headers: &HeaderMap, signed_in: &SignedIn) -> Result<(), Problem> {
        check_csrf(&Method::POST, headers, &signed_in.token, Some(&*self.csrf))
    }

    fn has(&self, name: &str) -> bool {
        self.get(name) == "yes"
    }

    fn typed(&self, name: &str) -> Typed {
        let of = |language: Language| (language, self.get(&format!("{name}-{}", language.code())).to_owned());
        Language::ALL.into_iter().map(of).filter(|(_, text)| !text.trim().is_empty()).collect()
    }

    /// The item that the fields say; what its page had no field for stays as it was kept, so that another type
    /// can be chosen without losing the options.
    pub fn item_over(&self, kept: ItemForm) -> ItemForm {
        let has = |beginning: &str| self.texts.iter().any(|(found, _)| found.starts_with(beginning));
        let mut form = self.item();
        if !has("row-") {
            form.rows = kept.rows;
        }
        if !has("key") {
            (form.key, form.tolerance, form.units) = (kept.key, kept.tolerance, kept.units);
        }
        form.truth = form.truth.or(kept.truth);
        form
    }

    /// The item that the fields say.
    pub fn item(&self) -> ItemForm {
        let text = |name: &str| self.get(name).to_owned();
        let right: Vec<&str> =
            self.texts.iter().filter(|(name, _)| name == "right").map(|(_, text)| text.as_str()).collect();
        let row = |number: usize| Row {
            id: text(&format!("row-{number}-id")),
            text: self.typed(&format!("row-{number}")),
            is_right: right.contains(&number.to_string().as_str()),
            target: self.typed(&format!("row-{number}-target")),
            target_id: text(&format!("row-{number}-target-id")),
            says: self.typed(&format!("row-{number}-says")),
        };
        ItemForm {
            id: text("id"),
            item_type: text("type"),
            competency: text("competency"),
            level: text("level"),
            kind: text("kind"),
            points: text("points"),
            partial_credit: text("partial"),
            source: text("source"),
            as_of: text("as-of"),
            review_by: text("review-by"),
            digcomp: text("digcomp"),
            frameworks: text("frameworks"),
            enemies: text("enemies"),
            accepts: text("accepts"),
            stimulus: text("stimulus"),
            simulation: text("simulation"),
            picture: if self.has("picture-remove") { String::new() } else { text("picture-name") },
            picture_text: self.typed("picture-text"),
            keeps_order: self.has("keep-order"),
            minds_case: self.has("minds-case"),
            ignores_marks: self.has("ignores-marks"),
            key: text("key"),
            tolerance: text("tolerance"),
            units: text("units"),
            truth: self.get("truth").parse().ok(),
            stem: self.typed("stem"),
            rationale: self.typed("rationale"),
            legal_basis: self.typed("legal"),
            // Two more than a form shows at first: a script may add rows.
            rows: (1..=ROWS + 12).map(row).collect::<Vec<_>>(),
        }
        .trimmed()
    }
}
