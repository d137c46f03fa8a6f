//! Public proof material: certificates' files and their proofs from the log, the issuer's keys.

use super::App;
use super::problem::Problem;
use crate::domain::identifier::CertificateId;
use crate::flows::certification::certificate_file::{StoredFile, certificate_file};
use crate::flows::log::prove_entry::prove_certificate;
use crate::formats::credential::keys::{did_json, jwks_json};
use crate::store::certification::certificates::{self, Registered};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

/// Routes that anybody may read.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/certificates/{file}", get(issued_file))
        .route("/.well-known/did.json", get(did_document))
        .route("/.well-known/jwks.json", get(key_set))
}

/// `GET /certificates/{id}.pdf` and `.json`: what was issued, byte for byte; `.proof`: that the log has it.
async fn issued_file(State(app): State<App>, Path(file): Path<String>) -> Result<Response, Problem> {
    let (code, kind) = file.rsplit_once('.').ok_or_else(Problem::not_found)?;
    let id: CertificateId = code.parse().map_err(|_| Problem::not_found())?;
    let found = certificates::find(&mut app.service.store.read().await?.link(), id).await?;
    let registered = found.filter(|registered| registered.issued.is_some()).ok_or_else(Problem::not_found)?;
    match kind {
        "pdf" => pdf_response(&app, id, &registered).await,
        "json" => {
            let credential = registered.issued.map(|issued| issued.credential).unwrap_or_default();
            Ok(([(header::CONTENT_TYPE, "application/vc+ld+json")], credential).into_response())
        }
        "proof" => {
            // The next checkpoint covers it; until then there is nothing to prove it with.
            let proof = prove_certificate(&app.service, id).await?;
            let proof = proof.ok_or_else(|| Problem::not_found().retry_after(2))?;
            // Witnesses may still sign: asked for again, it may say more.
            Ok(for_everybody("text/plain; charset=utf-8", "no-cache", proof.to_string().into_bytes()))
        }
        _ => Err(Problem::not_found()),
    }
}

async fn pdf_response(app: &App, id: CertificateId, registered: &Registered) -> Result<Response, Problem> {
    let Some(issued) = &registered.issued else { return Err(Problem::not_found()) };
    // Only the very bytes that were issued are ever given out.
    let bytes = match certificate_file(&app.service, registered, issued).await? {
        StoredFile::Found { bytes, .. } => bytes,
        StoredFile::Lost { is_sealed: true } => {
            return Err(Problem::internal(&"a sealed file is lost, and its seal cannot be made again"));
        }
        StoredFile::Lost { is_sealed: false } => {
            return Err(Problem::internal(&"a certificate's file cannot be restored"));
        }
    };
    let name = format!("inline; filename=\"minh-chung-{id}.pdf\"");
    Ok(([(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, name)], bytes)
        .into_response())
}

/// `GET /.well-known/did.json`: the keys as a DID document.
async fn did_document(State(app): State<App>) -> Response {
    public_json("application/did+json", did_json(&app.service.settings.base_url, &app.service.ring()))
}

/// `GET /.well-known/jwks.json`: the keys as a JSON Web Key Set.
async fn key_set(State(app): State<App>) -> Response {
    public_json("application/jwk-set+json", jwks_json(&app.service.ring()))
}

fn public_json(kind: &'static str, body: Vec<u8>) -> Response {
    for_everybody(kind, "public, max-age=300", body)
}

/// What verifiers on other sites may read, too; nothing in it is about a person.
pub(super) fn for_everybody(kind: &'static str, caching: &'static str, body: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, caching),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    (headers, body).into_response()
}
