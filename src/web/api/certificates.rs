//! `/api/v1/certificates` and `/api/v1/verify`: what anybody may ask.

use crate::domain::certification::verdict::{Reason, RevocationReason, Verdict};
use crate::domain::text::Language;
use crate::domain::timestamp::Timestamp;
use crate::flows::Service;
use crate::flows::certification::check_seal::check_seal;
use crate::flows::certification::verify_certificate::{Finding, verify_code, verify_file, verify_text};
use crate::flows::log::prove_entry::{LogStanding, Proved, log_standing};
use crate::formats::attachment::LARGEST_PDF;
use crate::store::StoreError;
use crate::web::App;
use crate::web::api::seals::SealBody;
use crate::web::problem::Problem;
use crate::web::request::{body_bytes, parse_json};
use axum::Json;
use axum::extract::{FromRequest, Multipart, Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use tokio::sync::OwnedSemaphorePermit;
use utoipa::ToSchema;

/// The verdict on a certificate, and what was signed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VerdictBody {
    /// `genuine`, `revoked`, `superseded`, `expired`, `forged`, `signed_not_registered` or `unknown`
    #[schema(value_type = String)]
    pub verdict: Verdict,
    /// Stable codes, weightiest first.
    #[schema(value_type = [String])]
    pub reasons: Vec<Reason>,
    /// The certificate's code.
    pub id: Option<String>,
    /// Số hiệu.
    pub number: Option<String>,
    /// The holder's name, as signed.
    pub holder: Option<String>,
    /// The assessment's title, as signed.
    pub assessment: Option<String>,
    /// The issuer's name, as signed.
    pub issuer: Option<String>,
    /// The unit as at issue.
    pub unit: Option<String>,
    /// `2026-11-21`, the day in Việt Nam.
    pub issued_on: Option<String>,
    /// The last day; `null` for none.
    pub expires_on: Option<String>,
    /// The key that signed.
    pub key: Option<String>,
    /// Why it was taken back: the class, never the text.
    #[schema(value_type = Option<String>)]
    pub revocation_reason: Option<RevocationReason>,
    /// The day it was taken back.
    pub revoked_on: Option<String>,
    /// The code of the corrected certificate that took its place.
    pub replaced_by: Option<String>,
    /// The code of the certificate with a mistake whose place it took.
    pub replaces: Option<String>,
    /// The code of the certificate that goes on after this one.
    pub renewed_by: Option<String>,
    /// The code of the certificate that it goes on from.
    pub renews: Option<String>,
    /// The signed credential, from the register.
    #[schema(value_type = Option<Object>)]
    pub credential: Option<serde_json::Value>,
    /// The official seal of its file; `null` for what is not in the register or not sealed.
    pub seal: Option<SealBody>,
    /// Where it stands in the transparency log; `null` for what is not in the register.
    pub log: Option<LogBody>,
}

/// Where a certificate stands in the transparency log.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LogBody {
    /// `logged`, `waiting` (for the next checkpoint), `missing` or `broken` (the proof does not hold)
    pub state: &'static str,
    /// Its place, from 0.
    pub index: Option<u64>,
    /// The size of the first checkpoint that covers it.
    pub since_size: Option<u64>,
    /// When that was published, by the issuer's clock.
    pub since: Option<String>,
    /// The size of the checkpoint that the witnesses below signed.
    pub size: Option<u64>,
    /// Witnesses the issuer has configured that signed it; without any, the log proves nothing against its operator.
    pub witnesses: Vec<WitnessBody>,
}

/// A witness' signature.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WitnessBody {
    /// Its name.
    pub name: String,
    /// When it says it signed.
    pub at: String,
}

impl From<LogStanding> for LogBody {
    fn from(standing: LogStanding) -> Self {
        let only = |state, index| Self { state, index, since_size: None, since: None, size: None, witnesses: vec![] };
        match standing {
            LogStanding::Missing => only("missing", None),
            LogStanding::Waiting { index } => only("waiting", Some(index)),
            LogStanding::Broken { index } => only("broken", Some(index)),
            LogStanding::Logged(logged) => Self {
                since_size: Some(logged.since_size),
                since: Some(logged.since.seconds_rfc3339()),
                size: Some(logged.size),
                witnesses: logged.witnesses.into_iter().map(WitnessBody::from).collect(),
                ..only("logged", Some(logged.index))
            },
        }
    }
}

impl From<Proved> for LogBody {
    fn from(proved: Proved) -> Self {
        Self {
            state: "logged",
            index: Some(proved.index),
            since_size: None,
            since: None,
            size: Some(proved.size),
            witnesses: proved.witnesses.into_iter().map(WitnessBody::from).collect(),
        }
    }
}

impl From<(String, Timestamp)> for WitnessBody {
    fn from((name, at): (String, Timestamp)) -> Self {
        Self { name, at: at.seconds_rfc3339() }
    }
}

impl VerdictBody {
    /// A finding, the seal of the file of what was found, and where it stands in the log.
    ///
    /// # Errors
    /// When the store failed.
    pub async fn with_proofs(service: &Service, finding: Finding) -> Result<Self, StoreError> {
        let log = log_standing(service, &finding).await?.map(LogBody::from);
        let seal = check_seal(service, &finding).await?.map(SealBody::of_issued);
        Ok(Self { seal, log, ..Self::from(finding) })
    }
}

fn day(at: Timestamp) -> String {
    at.day_in_vietnam().to_string()
}

impl From<Finding> for VerdictBody {
    fn from(finding: Finding) -> Self {
        let signed = finding.signed;
        let claim = signed.as_ref().and_then(|signed| signed.claim.as_deref());
        Self {
            verdict: finding.verdict,
            reasons: finding.reasons,
            id: signed.as_ref().map(|signed| signed.id.to_string()),
            number: claim.map(|claim| claim.serial.clone()),
            holder: signed.as_ref().map(|signed| signed.holder.clone()),
            assessment: signed.as_ref().map(|signed| signed.assessment.clone()),
            issuer: signed.as_ref().map(|signed| match signed.issuer.as_str() {
                "" => claim.map_or_else(String::new, |claim| claim.issuer.name.get(Language::Vi).to_owned()),
                issuer => issuer.to_owned(),
            }),
            unit: claim.map(|claim| claim.unit.clone()),
            issued_on: signed.as_ref().map(|signed| day(signed.issued_at)),
            expires_on: signed.as_ref().and_then(|signed| signed.expires_at).map(day),
            key: signed.as_ref().map(|signed| signed.key_id.clone()),
            revocation_reason: finding.revocation.as_ref().map(|revocation| revocation.reason),
            revoked_on: finding.revocation.as_ref().map(|revocation| day(revocation.at)),
            replaced_by: finding.links.replaced_by.map(|id| id.to_string()),
            replaces: finding.links.replaces.map(|id| id.to_string()),
            renewed_by: finding.links.renewed_by.map(|id| id.to_string()),
            renews: finding.links.renews.map(|id| id.to_string()),
            credential: finding.credential.and_then(|credential| serde_json::from_str(&credential).ok()),
            seal: None,
            log: None,
        }
    }
}

/// A certificate by its code. Unknown codes answer 404 with the verdict `unknown`.
#[utoipa::path(get, path = "/api/v1/certificates/{id}", tag = "certificates", params(("id" = String, Path)),
    responses((status = 200, body = VerdictBody), (status = 404), (status = 503)))]
pub async fn read(State(app): State<App>, Path(id): Path<String>) -> Result<Json<VerdictBody>, Problem> {
    let finding = verify_code(&app.service, &id).await?;
    if finding.verdict == Verdict::Unknown {
        return Err(Problem::not_found()
            .member("verdict", Verdict::Unknown.name().into())
            .member("reasons", serde_json::json!(finding.reasons)));
    }
    Ok(Json(VerdictBody::with_proofs(&app.service, finding).await?))
}

/// The longest text that is looked at: no credential of ours comes near it.
const LONGEST_PAYLOAD: usize = 65_536;

/// What to verify, as text.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyBody {
    /// The text of the QR code, a typed code, or the JSON of a credential.
    #[schema(max_length = 65536)]
    pub payload: String,
}

/// Verify a file (multipart field `file`: the PDF or the credential) or a text (JSON).
#[utoipa::path(post, path = "/api/v1/verify", tag = "certificates", request_body = VerifyBody,
    responses((status = 200, body = VerdictBody), (status = 400), (status = 413), (status = 415), (status = 422), (status = 503)))]
pub async fn verify(State(app): State<App>, request: Request) -> Result<Response, Problem> {
    let content_type =
        request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let finding = match kind.as_str() {
        "application/json" => {
            let body: VerifyBody = parse_json(&body_bytes(request, &app).await?)?;
            if body.payload.chars().count() > LONGEST_PAYLOAD {
                return Err(Problem::unprocessable("payload takes up to 65536 characters"));
            }
            verify_text(&app.service, &body.payload).await?
        }
        "multipart/form-data" => {
            let mut sent = uploaded(request, &app).await?;
            let file = sent.file.take();
            verify_file(&app.service, file.ok_or_else(|| Problem::unprocessable("the form has no field `file`"))?)
                .await?
        }
        _ => return Err(Problem::unsupported_media_type("application/json or multipart/form-data")),
    };
    Ok((StatusCode::OK, Json(VerdictBody::with_proofs(&app.service, finding).await?)).into_response())
}

/// What a multipart form brought. Keeps its place among the uploads until it is dropped.
#[derive(Debug)]
pub struct Uploaded {
    /// The bytes of the field `file`.
    pub file: Option<Vec<u8>>,
    /// The text of the field `payload`.
    pub payload: Option<String>,
    _place: OwnedSemaphorePermit,
}

/// The fields `file` and `payload` of a multipart form.
///
/// # Errors
/// 400 when the multipart is broken, 413 when it is too large, 503 when too many are on their way.
pub async fn uploaded(request: Request, app: &App) -> Result<Uploaded, Problem> {
    let place = app.uploads.clone().try_acquire_owned().map_err(|_| Problem::busy())?;
    let mut form =
        Multipart::from_request(request, app).await.map_err(|error| Problem::malformed(error.body_text()))?;
    let broken = |error: axum::extract::multipart::MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large(),
        _ => Problem::malformed(error.body_text()),
    };
    let mut uploaded = Uploaded { file: None, payload: None, _place: place };
    while let Some(field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(broken)?;
        match name.as_str() {
            _ if bytes.len() > LARGEST_PDF => return Err(Problem::too_large()),
            "file" => uploaded.file = Some(bytes.to_vec()),
            "payload" => uploaded.payload = Some(String::from_utf8_lossy(&bytes).into_owned()),
            _ => {}
        }
    }
    Ok(uploaded)
}
