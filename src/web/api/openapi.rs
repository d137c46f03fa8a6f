//! `/api/v1/openapi.json`, generated from the handlers.

use axum::Json;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{RefOr, Required};
use utoipa::{Modify, OpenApi};

/// The API's description.
#[derive(Debug, OpenApi)]
#[openapi(
    info(title = "Minh Chứng", description = "Sit an assessment; check a certificate.", license(name = "Apache-2.0")),
    paths(
        super::session::log_in,
        super::session::log_out,
        super::assessments::list,
        super::attempts::start,
        super::attempts::read,
        super::attempts::save,
        super::appeals::file,
        super::appeals::read,
        super::attempts::check,
        super::attempts::next,
        super::attempts::signal,
        super::attempts::submit,
        super::attempts::result,
        super::certificates::read,
        super::certificates::verify,
        document,
    ),
    modifiers(&Token, &NoBody)
)]
pub struct Description;

/// Who asks is known by the token that a log-in gives.
struct Token;

impl Modify for Token {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        document.components.get_or_insert_default().add_security_scheme("bearer", scheme);
    }
}

/// A start may come without a body; a body that is there is no `null`.
struct NoBody;

impl Modify for NoBody {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let start = document.paths.paths.get_mut("/api/v1/assessments/{code}/attempts");
        if let Some(RefOr::T(body)) =
            start.and_then(|path| path.post.as_mut()).and_then(|post| post.request_body.as_mut())
        {
            body.required = Some(Required::False);
        }
    }
}

/// This document.
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "description", responses((status = 200)))]
pub async fn document() -> Json<utoipa::openapi::OpenApi> {
    Json(Description::openapi())
}
