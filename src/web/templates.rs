//! Pages for administrators: the templates of certificates, and what they look like.

use super::App;
use super::pages::templates::{TemplateRow, TemplatesPage};
use super::problem::Problem;
use super::reader::{Asked, Reader, page};
use super::request::Administrator;
use crate::flows::certification::list_templates::{Listed, find_layout, list_templates, preview_template};
use crate::formats::template::Sample;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;

/// Routes of the templates.
pub fn routes() -> Router<App> {
    Router::new().route("/admin/templates", get(templates)).route("/admin/templates/{code}/preview.pdf", get(preview))
}

async fn templates(State(app): State<App>, _: Administrator, reader: Reader) -> Result<Response, Problem> {
    let rows = list_templates(&app.service).await?;
    let rows = rows.into_iter().map(|listed| row(listed, &reader)).collect();
    page(&TemplatesPage { t: reader.t, chrome: reader.chrome, rows })
}

fn row(listed: Listed, reader: &Reader) -> TemplateRow {
    let version = listed.version;
    TemplateRow {
        title: listed.title.get(reader.language).to_owned(),
        code: version.code,
        version: version.version,
        from: listed.from,
        until: listed.until,
        is_bundled: listed.is_bundled,
        is_current: listed.is_current,
        used_since: version.first_used_at,
    }
}

#[derive(Debug, Default, Deserialize)]
struct PreviewQuery {
    sample: Option<String>,
    version: Option<u32>,
}

/// `GET /admin/templates/{code}/preview.pdf?sample=&version=`: the page with made-up people, certifying nothing.
async fn preview(
    State(app): State<App>,
    Path(code): Path<String>,
    _: Administrator,
    Asked(query): Asked<PreviewQuery>,
) -> Result<Response, Problem> {
    let sample = Sample::from_name(query.sample.as_deref().unwrap_or(Sample::Typical.name()));
    let sample = sample.ok_or_else(|| Problem::unprocessable("`sample` is typical, longest or shortest"))?;
    let layout = find_layout(&app.service, &code, query.version).await?.ok_or_else(Problem::not_found)?;
    let name = format!("inline; filename=\"{}-{}.pdf\"", layout.name(), sample.name());
    let drawn = preview_template(&app.service, layout, sample).await;
    let bytes = drawn.map_err(|error| Problem::unprocessable(format!("the template cannot be drawn: {error}")))?;
    Ok(([(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, name)], bytes)
        .into_response())
}
