//! A file of items on its way into a bank: brought, looked at, mended, taken or dropped.

use super::fields::Sent;
use super::items::editor;
use super::{App, desk_for_writing};
use crate::domain::assessment::item::{ItemKind, ItemType};
use crate::flows::authoring::open_desk::Desk;
use crate::flows::authoring::upload_items::{
    ToldOf, UploadRefusal, drop_upload, keep_upload, leave_out_item, look_at_upload, mend_item, take_upload,
};
use crate::formats::bank::item_form::ItemForm;
use crate::i18n::Texts;
use crate::store::Failure;
use crate::web::pages::authoring::Notice;
use crate::web::pages::authoring_uploads::{LedgerPage, MendPage, ShownLedger, UploadPage};
use crate::web::problem::Problem;
use crate::web::reader::{Asked, FormBody, Reader, page, page_with, see_other};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;

pub(super) async fn form(
    State(app): State<App>,
    Path(code): Path<String>,
    reader: Reader,
) -> Result<Response, Problem> {
    let (desk, _) = desk_for_writing(&app, &reader, &code).await?;
    show_form(&desk, reader, false, Vec::new())
}

fn show_form(
    desk: &Desk,
    reader: Reader,
    is_missing: bool,
    mistakes: Vec<crate::formats::mistake::Mistake>,
) -> Result<Response, Problem> {
    let is_bad = is_missing || !mistakes.is_empty();
    let status = if is_bad { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let title = desk.bank.title.get(reader.language).to_owned();
    page_with(
        status,
        &UploadPage { code: desk.bank.code.clone(), title, is_missing, mistakes, t: reader.t, chrome: reader.chrome },
    )
}

pub(super) async fn upload(
    State(app): State<App>,
    Path(code): Path<String>,
    reader: Reader,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response, Problem> {
    let signed_in = reader.required()?.clone();
    sent.check_csrf(&headers, &signed_in)?;
    let (desk, _) = desk_for_writing(&app, &reader, &code).await?;
    let Some((name, bytes)) = &sent.file else { return show_form(&desk, reader, true, Vec::new()) };
    match keep_upload(&app.service, &desk, (name, bytes), signed_in.person()).await {
        Ok(id) => Ok(see_other(&format!("/authoring/{code}/uploads/{id}"))),
        Err(Failure::Refused(UploadRefusal::Unreadable(mistakes))) => {
            show_form(&desk, reader, false, mistakes.iter().take(100).cloned().collect())
        }
        Err(Failure::Refused(_)) => Err(Problem::not_found()),
        Err(Failure::Store(error)) => Err(error.into()),
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct LedgerQuery {
    done: String,
}

pub(super) async fn show(
    State(app): State<App>,
    Path((code, id)): Path<(String, String)>,
    reader: Reader,
    Asked(query): Asked<LedgerQuery>,
) -> Result<Response, Problem> {
    let (desk, _) = desk_for_writing(&app, &reader, &code).await?;
    let notice = (query.done == "mended").then(|| Notice::Good(reader.t.upload_mended().to_owned()));
    show_ledger(&app, (&desk, &id), reader, notice).await
}

async fn show_ledger(
    app: &App,
    (desk, id): (&Desk, &str),
    reader: Reader,
    notice: Option<Notice>,
) -> Result<Response, Problem> {
    let upload = look_at_upload(&app.service, desk, (id, ToldOf::Words)).await?.ok_or_else(Problem::not_found)?;
    let status = if matches!(notice, Some(Notice::Bad(_))) { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let ledger = shown(&upload.ledger(), reader.t);
    let title = desk.bank.title.get(reader.language).to_owned();
    page_with(
        status,
        &LedgerPage { code: desk.bank.code.clone(), title, upload, ledger, notice, t: reader.t, chrome: reader.chrome },
    )
}

fn shown(ledger: &serde_json::Value, t: Texts) -> ShownLedger {
    let text = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let list = |name: &str| ledger[name].as_array().cloned().unwrap_or_default();
    let kept = ledger["kept"].as_object().into_iter().flatten();
    ShownLedger {
        kept: kept.map(|(element, count)| (element.clone(), count.to_string())).collect(),
        filled: list("filled")
            .iter()
            .map(|line| {
                let (field, value) = (text(&line["field"]), text(&line["value"]));
                let value = filled(t, (&field, &value), line["code"].as_str());
                (t.ledger_field(&field), value, text(&line["count"]))
            })
            .collect(),
        losses: list("losses")
            .iter()
            .map(|line| {
                let place = format!("{}:{}:{}", text(&line["file"]), line["line"], line["column"]);
                (place, line["fate"] == "dropped", text(&line["element"]), text(&line["code"]), text(&line["reason"]))
            })
            .collect(),
        more: ledger["more"].as_u64().unwrap_or(0),
    }
}

/// What was filled in, in the reader's words; `code` where it is another value for each item.
fn filled(t: Texts, (field, value): (&str, &str), code: Option<&str>) -> String {
    if let Some(code) = code {
        return t.told(code, value).words.trim_end_matches('.').to_owned();
    }
    let kind = ItemKind::ALL.into_iter().find(|kind| field == "kind" && kind.name() == value);
    let item_type = ItemType::ALL.into_iter().find(|known| field == "type" && known.name() == value);
    match (kind, item_type, field, value) {
        (Some(kind), ..) => t.item_kind_name(kind),
        (_, Some(item_type), ..) => t.item_type_name(item_type),
        (_, _, "as_of" | "review_by", day) => t.typed_day(day),
        (_, _, _, "-") => t.ledger_nothing().to_owned(),
        (.., value) => value.to_owned(),
    }
}

pub(super) async fn decide(
    State(app): State<App>,
    Path((code, id)): Path<(String, String)>,
    reader: Reader,
    headers: HeaderMap,
    form: FormBody,
) -> Result<Response, Problem> {
    let signed_in = reader.required()?.clone();
    form.check_csrf(&headers, &signed_in)?;
    let (desk, _) = desk_for_writing(&app, &reader, &code).await?;
    let done = if let Ok(number) = form.get("leave-out").parse() {
        leave_out_item(&app.service, &desk, (&id, number)).await.map(|()| format!("/authoring/{code}/uploads/{id}"))
    } else if form.get("do") == "drop" {
        drop_upload(&app.service, &desk, &id).await.map(|()| format!("/authoring/{code}?done=dropped"))
    } else {
        let accepts_loss = form.get("accepted") == "yes";
        let taken = take_upload(&app.service, &desk, (&id, accepts_loss), signed_in.person()).await;
        taken.map(|count| format!("/authoring/{code}?done=taken&count={count}"))
    };
    let t = reader.t;
    let words = match done {
        Ok(next) => return Ok(see_other(&next)),
        Err(Failure::Store(error)) => return Err(error.into()),
        Err(Failure::Refused(UploadRefusal::HasMistakes | UploadRefusal::Unreadable(_))) => t.upload_has_mistakes(),
        Err(Failure::Refused(UploadRefusal::LossNotAccepted)) => t.ledger_not_accepted(),
        Err(Failure::Refused(UploadRefusal::NotOpen)) => t.upload_not_open(),
        Err(Failure::Refused(UploadRefusal::Stale)) => t.refused_stale(),
    };
    show_ledger(&app, (&desk, &id), reader, Some(Notice::Bad(words.to_owned()))).await
}

pub(super) async fn item(
    State(app): State<App>,
    Path((code, id, number)): Path<(String, String, i64)>,
    reader: Reader,
) -> Result<Response, Problem> {
    let (desk, _) = desk_for_writing(&app, &reader, &code).await?;
    let upload = look_at_upload(&app.service, &desk, (&id, ToldOf::Fields)).await?.ok_or_else(Problem::not_found)?;
    let item = upload.items.into_iter().find(|item| item.number == number).ok_or_else(Problem::not_found)?;
    page(&MendPage {
        editor: editor(&desk, item.form, item.mistakes, (reader.language, false)),
        code,
        upload: id,
        number,
        place: item.place,
        t: reader.t,
        chrome: reader.chrome,
    })
}

/// Writes the item anew; the ledger then says what is still wrong.
pub(super) async fn mend(
    State(app): State<App>,
    Path((code, id, number)): Path<(String, String, i64)>,
    reader: Reader,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response, Problem> {
    sent.check_csrf(&headers, reader.required()?)?;
    let (desk, _) = desk_for_writing(&app, &reader, &code).await?;
    let upload = look_at_upload(&app.service, &desk, (&id, ToldOf::Fields)).await?.ok_or_else(Problem::not_found)?;
    let kept = upload.items.into_iter().find(|item| item.number == number).ok_or_else(Problem::not_found)?;
    let typed = sent.item_over(kept.form);
    // A file may name a type that does not exist: here it is chosen.
    let form = ItemForm { item_type: sent.get("item-type").to_owned(), ..typed };
    match mend_item(&app.service, &desk, (&id, number), &form).await {
        Ok(()) => Ok(see_other(&format!("/authoring/{code}/uploads/{id}?done=mended"))),
        Err(Failure::Refused(_)) => {
            let words = reader.t.upload_not_open().to_owned();
            show_ledger(&app, (&desk, &id), reader, Some(Notice::Bad(words))).await
        }
        Err(Failure::Store(error)) => Err(error.into()),
    }
}
