//! Pages for whoever checks a certificate.

use super::App;
use super::api::certificates::uploaded;
use super::offline_verifier::{tools, with_camera};
use super::overload::{Class, sent_away};
use super::pages::verification::{CheckFault, CheckPage, Finding, RevocationFacts, SignedFacts, VerifyPage};
use super::problem::Problem;
use super::reader::{Asked, Reader, page, page_with, see_other};
use crate::domain::certification::verdict::{RevocationReason, Verdict};
use crate::domain::identifier::CertificateId;
use crate::domain::text::Language;
use crate::domain::timestamp::Timestamp;
use crate::flows::certification::check_seal::check_seal;
use crate::flows::certification::verify_certificate::{self, Signed, verify_code, verify_file, verify_text};
use crate::flows::log::prove_entry::log_standing;
use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

/// Routes for verifiers.
pub fn routes() -> Router<App> {
    Router::new().route("/v", get(check).post(check_upload)).route("/v/{code}", get(show))
}

/// `GET /v/{code}`: the page behind every certificate's address.
async fn show(
    State(app): State<App>,
    Path(code): Path<String>,
    headers: HeaderMap,
    reader: Reader,
) -> Result<Response, Problem> {
    let chrome = &reader.chrome;
    let is_visitor = reader.signed_in.is_none();
    let name = is_visitor.then(|| format!("{} {} {}", reader.language.code(), chrome.large_text, chrome.path));
    let made = async {
        match app.places.of(Class::Verifying).try_acquire() {
            Ok(_place) => finding_page(&app, &code, reader).await,
            Err(_) => Ok(sent_away(&app, Class::Verifying, (&Method::GET, "/v", &headers))),
        }
    };
    app.hot_pages.serve(&app.service, name, made).await
}

async fn finding_page(app: &App, code: &str, reader: Reader) -> Result<Response, Problem> {
    let found = verify_code(&app.service, code).await?;
    let status = if found.verdict == Verdict::Unknown { StatusCode::NOT_FOUND } else { StatusCode::OK };
    let grouped =
        code.parse::<CertificateId>().map_or_else(|_| code.chars().take(64).collect(), CertificateId::grouped);
    let finding = shown(app, found, reader.language).await?;
    page_with(status, &VerifyPage { t: reader.t, chrome: reader.chrome, code: grouped, finding, host: app.host() })
}

#[derive(Debug, Default, Deserialize)]
struct CheckQuery {
    code: Option<String>,
}

/// `GET /v`: check by code, file or text; `?code=` leads on to the certificate's page.
async fn check(State(app): State<App>, reader: Reader, Asked(query): Asked<CheckQuery>) -> Result<Response, Problem> {
    let code = query.code;
    let fault = match code.as_deref().map(str::parse::<CertificateId>) {
        Some(Ok(id)) => return Ok(see_other(&format!("/v/{id}"))),
        Some(Err(fault)) => Some(CheckFault::Code(fault)),
        None => None,
    };
    let code = code.unwrap_or_default().chars().take(80).collect();
    let (verifier, host) = (tools(&app), app.host());
    let page = page(&CheckPage { t: reader.t, chrome: reader.chrome, code, fault, finding: None, verifier, host })?;
    Ok(with_camera(page))
}

/// `POST /v`: a file or the text of a QR code. Writes nothing, so it needs no token.
async fn check_upload(State(app): State<App>, reader: Reader, request: Request) -> Result<Response, Problem> {
    let mut sent = match uploaded(request, &app).await {
        Ok(sent) => sent,
        Err(problem) if problem.status == StatusCode::PAYLOAD_TOO_LARGE => {
            return check_page(&app, reader, Some(CheckFault::FileTooLarge), None, problem.status);
        }
        Err(problem) => return Err(problem),
    };
    let found = match (sent.file.take(), sent.payload.take()) {
        (Some(file), _) if !file.is_empty() => verify_file(&app.service, file).await?,
        (Some(_), _) => {
            return check_page(&app, reader, Some(CheckFault::FileMissing), None, StatusCode::UNPROCESSABLE_ENTITY);
        }
        (None, Some(payload)) if !payload.trim().is_empty() => verify_text(&app.service, &payload).await?,
        (None, _) => {
            return check_page(&app, reader, Some(CheckFault::TextMissing), None, StatusCode::UNPROCESSABLE_ENTITY);
        }
    };
    let finding = shown(&app, found, reader.language).await?;
    check_page(&app, reader, None, Some(finding), StatusCode::OK)
}

fn check_page(
    app: &App,
    reader: Reader,
    fault: Option<CheckFault>,
    finding: Option<Finding>,
    status: StatusCode,
) -> Result<Response, Problem> {
    let (verifier, host) = (tools(app), app.host());
    let code = String::new();
    let page =
        page_with(status, &CheckPage { t: reader.t, chrome: reader.chrome, code, fault, finding, verifier, host })?;
    Ok(with_camera(page))
}

/// What the page shows of a finding, with the seal of its file and where it stands in the log.
async fn shown(app: &App, found: verify_certificate::Finding, language: Language) -> Result<Finding, Problem> {
    let log = log_standing(&app.service, &found).await?;
    let seal = check_seal(&app.service, &found).await?;
    Ok(Finding { seal, log, ..finding(found, language, app.service.clock.now()) })
}

/// What the page may show of a finding.
fn finding(found: verify_certificate::Finding, language: Language, now: Timestamp) -> Finding {
    let is_registered = found.credential.is_some();
    let revoked_at = found.revocation.as_ref().map(|revocation| revocation.at);
    // Of a forged document only what the register says about the real one would be true: nothing is shown.
    let signed = found.signed.filter(|_| found.verdict != Verdict::Forged || is_registered);
    Finding {
        facts: signed.map(|signed| facts(signed, found.verdict, language, is_registered, revoked_at)),
        revocation: found.revocation.map(|revocation| RevocationFacts { at: revocation.at, reason: revocation.reason }),
        links: found.links,
        verdict: found.verdict,
        reasons: found.reasons,
        seal: None,
        log: None,
        checked_at: now,
    }
}

fn facts(
    signed: Signed,
    verdict: Verdict,
    language: Language,
    is_registered: bool,
    revoked_at: Option<Timestamp>,
) -> SignedFacts {
    let claim = signed.claim;
    let text = |found: Option<&str>, signed: String| found.map_or(signed, str::to_owned);
    SignedFacts {
        id: signed.id,
        holder: signed.holder,
        unit: claim.as_ref().map(|claim| claim.unit.clone()).filter(|unit| !unit.is_empty()),
        assessment: text(claim.as_ref().map(|claim| claim.assessment_title.get(language)), signed.assessment),
        issuer: text(claim.as_ref().map(|claim| claim.issuer.name.get(language)), signed.issuer),
        issued_at: signed.issued_at,
        expires_at: signed.expires_at,
        serial: claim.as_ref().map(|claim| claim.serial.clone()).unwrap_or_default(),
        register_number: claim.as_ref().map(|claim| claim.register_number.clone()).unwrap_or_default(),
        key_id: signed.key_id,
        was_valid_at_issue: revoked_at.is_none_or(|revoked| revoked >= signed.issued_at),
        is_valid_now: verdict == Verdict::Genuine,
        is_demonstration: claim.as_ref().is_some_and(|claim| claim.issuer.is_demonstration),
        has_downloads: is_registered,
    }
}

/// The classes that mean replacement rather than taking back.
pub const fn is_replacement(reason: RevocationReason) -> bool {
    match reason {
        RevocationReason::Superseded => true,
        RevocationReason::IssuedInError
        | RevocationReason::Misconduct
        | RevocationReason::HolderRequest
        | RevocationReason::KeyCompromise => false,
    }
}
