//! What lets the verifier at `/v` work without network: its service worker, the page it keeps, its manifest.

use super::App;
use super::assets;
use super::pages::chrome::Chrome;
use super::pages::verifier::{OfflinePage, Served, Verifier};
use super::problem::Problem;
use super::reader::page;
use crate::domain::identifier::hex;
use crate::domain::text::Language;
use crate::domain::timestamp::Timestamp;
use crate::formats::credential::keys::{KeyRing, did_json};
use crate::i18n::Texts;
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::json;
use sha2::{Digest, Sha256};

/// Routes beside `/v`.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/v/service-worker.js", get(service_worker))
        .route("/v/offline/{language}", get(offline_page))
        .route("/v/manifest/{language}", get(manifest))
}

/// What a device needs to check certificates of this issuer.
pub fn tools(app: &App) -> Verifier {
    let settings = &app.service.settings;
    let now = app.service.clock.now();
    Verifier { served: Some(Served::here()), ..verifier(&settings.base_url, &app.service.ring(), now, &[]) }
}

/// The same from what lies on a disk: keys, and status lists as text.
pub fn verifier(base_url: &str, ring: &KeyRing, now: Timestamp, lists: &[String]) -> Verifier {
    let did: serde_json::Value =
        serde_json::from_slice(&did_json(base_url, ring)).expect("what was written as JSON reads as JSON");
    Verifier {
        did: did.to_string(),
        keys_as_of: now,
        base_url: base_url.to_owned(),
        host: base_url.split_once("://").map_or(base_url, |(_, host)| host).to_owned(),
        lists: json!(lists).to_string(),
        served: None,
    }
}

/// Lets this page, and no other, ask for the camera.
pub fn with_camera(mut response: Response) -> Response {
    let policy = HeaderValue::from_static("camera=(self), microphone=(), geolocation=()");
    response.headers_mut().insert(HeaderName::from_static("permissions-policy"), policy);
    response
}

/// `GET /v/offline/{language}`: the page that the service worker keeps.
async fn offline_page(State(app): State<App>, Path(language): Path<String>) -> Result<Response, Problem> {
    let language = Language::from_code(&language).ok_or_else(Problem::not_found)?;
    Ok(with_camera(page(&offline(&app, language, tools(&app)))?))
}

fn offline(app: &App, language: Language, verifier: Verifier) -> OfflinePage {
    let chrome = Chrome {
        service_name: app.service.settings.service_name.clone(),
        person: None,
        path: "/v".to_owned(),
        large_text: false,
        is_demonstration: app.is_demonstration,
        csrf: String::new(),
    };
    OfflinePage { t: Texts::of(language), chrome, verifier, host: app.host() }
}

/// `GET /v/service-worker.js`: it changes whenever a kept page, script or key does, and so browsers take the new one.
async fn service_worker(State(app): State<App>) -> Result<Response, Problem> {
    let mut files: Vec<String> =
        ["app.css", "verifier.css", "app.js", "icon.svg", "verifier.js", "ed25519.js", "qr-reader.js"]
            .map(assets::asset_url)
            .into();
    files.extend(assets::font_addresses());
    let mut version = Sha256::new();
    files.iter().for_each(|file| version.update(file));
    for language in Language::ALL {
        files.push(format!("/v/offline/{}", language.code()));
        files.push(format!("/v/manifest/{}", language.code()));
        let undated = Verifier { keys_as_of: Timestamp::from_micros(0), ..tools(&app) };
        let text = offline(&app, language, undated).render().map_err(|error| Problem::internal(&error))?;
        version.update(text);
    }
    let listed = files.iter().map(|file| json!(file).to_string()).collect::<Vec<_>>().join(", ");
    let script = include_str!("assets/verify/service_worker.js")
        .replace("{version}", &hex(&version.finalize()[..8]))
        .replace("/*files*/", &listed);
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
        (HeaderName::from_static("service-worker-allowed"), "/v"),
    ];
    Ok((headers, script).into_response())
}

/// `GET /v/manifest/{language}`: lets a phone put the verifier on its home screen.
async fn manifest(State(app): State<App>, Path(language): Path<String>) -> Result<Response, Problem> {
    let language = Language::from_code(&language).ok_or_else(Problem::not_found)?;
    let name = format!("{} – {}", Texts::of(language).verify_title(), app.service.settings.service_name);
    let manifest = json!({
        "id": "/v", "start_url": "/v", "scope": "/v", "display": "standalone", "lang": language.code(),
        "name": name, "short_name": app.service.settings.service_name,
        "background_color": "#f6f5f1", "theme_color": "#17427a",
        "icons": [{ "src": assets::asset_url("icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any" }],
    });
    let headers =
        [(header::CONTENT_TYPE, "application/manifest+json; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    Ok((headers, manifest.to_string()).into_response())
}
