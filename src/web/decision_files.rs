//! Downloads of a decision, sent while they are made: what is in memory does not grow with the list.

use super::App;
use super::decisions::decision_id;
use super::problem::Problem;
use super::reader::Reader;
use super::request::Administrator;
use crate::flows::certification::export_decision::{Export, export_decision, find_decision};
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use std::io::{BufWriter, Error, ErrorKind, Write};
use tokio::sync::mpsc;

/// Pieces on their way to a slow reader.
const PIECES: usize = 8;
/// Bytes of a piece.
const PIECE: usize = 64 * 1024;

/// `GET /admin/decisions/{id}/{file}`
pub async fn download(
    State(app): State<App>,
    Path((id, file)): Path<(String, String)>,
    _: Administrator,
    reader: Reader,
) -> Result<Response, Problem> {
    let (what, kind) = match file.as_str() {
        "list.txt" => (Export::List, "text/plain; charset=utf-8"),
        "register.csv" => (Export::Csv, "text/csv; charset=utf-8"),
        "register.xlsx" => (Export::Xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        "certificates.zip" => (Export::Zip, "application/zip"),
        _ => return Err(Problem::not_found()),
    };
    let id = decision_id(&id)?;
    let decision = find_decision(&app.service, &id).await?.ok_or_else(Problem::not_found)?;
    let place = app.lists.clone().try_acquire_owned().map_err(|_| Problem::busy())?;
    let (sender, receiver) = mpsc::channel(PIECES);
    let broken = sender.clone();
    let out = BufWriter::with_capacity(PIECE, Pieces(sender));
    let service = app.service.clone();
    tokio::spawn(async move {
        if let Err(error) = export_decision(service, decision, what, reader.t, out).await {
            tracing::warn!(%error, "an export broke off");
            // The reader must not take half a file for a whole one; it may be gone itself.
            drop(broken.send(Err(Error::other("the export broke off"))).await);
        }
        drop(place);
    });
    let body = Body::from_stream(stream::unfold(receiver, |mut receiver| async move {
        let piece: Result<Bytes, Error> = receiver.recv().await?;
        Some((piece, receiver))
    }));
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}-{file}\"", &id.as_str()[..8])),
    ];
    Ok((headers, body).into_response())
}

/// Hands pieces over to the response; writing waits while the reader is slow and fails when it is gone.
struct Pieces(mpsc::Sender<Result<Bytes, Error>>);

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Error> {
        let piece = Ok(Bytes::copy_from_slice(bytes));
        self.0.blocking_send(piece).map_err(|_| Error::from(ErrorKind::BrokenPipe))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<(), Error> {
        Ok(())
    }
}
