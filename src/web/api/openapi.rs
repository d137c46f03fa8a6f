//! `/api/v1/openapi.json`, generated from the handlers.

use axum::Json;
use utoipa::OpenApi;

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
    )
)]
pub struct Description;

/// This document.
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "description", responses((status = 200)))]
pub async fn document() -> Json<utoipa::openapi::OpenApi> {
    Json(Description::openapi())
}
