//! The authors' desk: who may come to it, and where its pages lie.

mod banks;
mod fields;
mod items;
mod publishing;
mod uploads;

use super::App;
use super::problem::Problem;
use super::reader::Reader;
use crate::flows::authoring::open_desk::{Access, Desk, access, open_desk};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use fields::{LARGEST_ITEM, LARGEST_UPLOAD};

/// Routes of the authors' desk.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/authoring", get(banks::list).post(banks::begin))
        .route("/authoring/template.xlsx", get(banks::template))
        .route("/authoring/{bank}", get(banks::show))
        .route("/authoring/{bank}/items.xlsx", get(banks::download))
        .route("/authoring/{bank}/people", get(publishing::people).post(publishing::assign))
        .route("/authoring/{bank}/publish", get(publishing::show).post(publishing::publish))
        .route("/authoring/{bank}/items/new", get(items::new).post(items::begin))
        .route("/authoring/{bank}/items/{id}", get(items::show).post(items::save))
        .route("/authoring/{bank}/items/{id}/preview", get(items::preview).post(items::preview_typed))
        .route("/authoring/{bank}/items/{id}/pictures/{number}", get(items::picture))
        .route("/authoring/{bank}/items/{id}/stimuli/{number}", get(items::stimulus_picture))
        .route("/authoring/{bank}/items/{id}/steps", post(items::take))
        .route("/authoring/{bank}/items/{id}/versions", get(items::versions))
        .route("/authoring/{bank}/uploads/{id}", get(uploads::show).post(uploads::decide))
        .route("/authoring/{bank}/uploads/{id}/items/{number}", get(uploads::item).post(uploads::mend))
        .layer(DefaultBodyLimit::max(LARGEST_ITEM))
        .merge(
            Router::new()
                .route("/authoring/{bank}/upload", get(uploads::form).post(uploads::upload))
                .layer(DefaultBodyLimit::max(LARGEST_UPLOAD)),
        )
}

/// A bank for somebody who has a part in it; for everybody else there is no such bank.
async fn desk_for(app: &App, reader: &Reader, code: &str) -> Result<(Desk, Access), Problem> {
    let person = reader.required()?.person();
    let access = access(&app.service, person, code).await?;
    if !access.may_read() {
        return Err(Problem::not_found());
    }
    let desk = open_desk(&app.service, code).await?.ok_or_else(Problem::not_found)?;
    Ok((desk, access))
}

/// The same for somebody who writes.
async fn desk_for_writing(app: &App, reader: &Reader, code: &str) -> Result<(Desk, Access), Problem> {
    let (desk, access) = desk_for(app, reader, code).await?;
    if access.may_write() { Ok((desk, access)) } else { Err(Problem::forbidden()) }
}
