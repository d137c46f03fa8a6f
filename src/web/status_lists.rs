//! `GET /status/{list}`: which certificates no longer stand, a whole list at a time, so that nobody learns which one
//! somebody asks about.

use super::App;
use super::problem::Problem;
use crate::domain::certification::status::ListName;
use crate::domain::identifier::hex;
use crate::flows::certification::publish_status_list::{StatusListRefusal, status_list};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};

/// Routes of the status lists.
pub fn routes() -> Router<App> {
    Router::new().route("/status/{list}", get(show))
}

/// `1` is what credentials name; `1-supersession` says which of the revoked ones were replaced.
async fn show(State(app): State<App>, Path(list): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    let name: ListName = list.parse().map_err(|_| Problem::not_found())?;
    let credential = status_list(&app.service, name).await?;
    let tag = format!("\"{}\"", &hex(&Sha256::digest(&credential))[..32]);
    let known = knows(&headers, &tag);
    let described = [
        (header::ETAG, tag),
        // Short: a revocation reaches whoever asks again after a minute.
        (header::CACHE_CONTROL, "public, max-age=60".to_owned()),
        // Verifiers on other sites may read it; nothing in it is about a person.
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*".to_owned()),
        (header::ACCESS_CONTROL_EXPOSE_HEADERS, "etag".to_owned()),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin".to_owned()),
    ];
    if known {
        return Ok((StatusCode::NOT_MODIFIED, described).into_response());
    }
    Ok((described, [(header::CONTENT_TYPE, "application/vc+ld+json")], credential).into_response())
}

/// Whether the asker has these very bytes already.
fn knows(headers: &HeaderMap, tag: &str) -> bool {
    let given = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    given
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

impl From<StatusListRefusal> for Problem {
    fn from(refusal: StatusListRefusal) -> Self {
        match refusal {
            StatusListRefusal::NotFound => Self::not_found(),
            StatusListRefusal::NoSigningKey | StatusListRefusal::NotSigned => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "not-signed-yet",
                "The list is not signed yet; try again shortly.",
            )
            .retry_after(60),
        }
    }
}
