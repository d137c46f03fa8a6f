//! The list of banks, a bank with its items, the template and the download.

use super::{App, desk_for};
use crate::domain::assessment::item::ItemType;
use crate::domain::authoring::DraftState;
use crate::domain::text::{Language, Localized, search_form};
use crate::flows::assessment::find_odd_items::odd_items;
use crate::flows::authoring::assign_roles::{BeginRefusal, NewBank, begin_bank};
use crate::flows::authoring::check_item::check_all;
use crate::flows::authoring::open_desk::list_banks;
use crate::flows::authoring::publish_bank::changes;
use crate::formats::exchange::format::{Format, write};
use crate::formats::exchange::spreadsheet;
use crate::store::Failure;
use crate::web::pages::authoring::{BankPage, BanksPage, Filter, ItemLine, beginning};
use crate::web::problem::Problem;
use crate::web::reader::{AdministratorForm, Asked, Reader, page, page_with, see_other};
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

pub(super) async fn list(State(app): State<App>, reader: Reader) -> Result<Response, Problem> {
    show_banks(&app, reader, None, Default::default()).await
}

async fn show_banks(app: &App, reader: Reader, fault: Option<String>, typed: [String; 4]) -> Result<Response, Problem> {
    let banks = list_banks(&app.service, reader.required()?.person()).await?;
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page_with(status, &BanksPage { banks, fault, typed, t: reader.t, chrome: reader.chrome })
}

pub(super) async fn begin(
    State(app): State<App>,
    reader: Reader,
    AdministratorForm { signed_in, form }: AdministratorForm,
) -> Result<Response, Problem> {
    let typed = ["code", "title-vi", "title-en", "competencies"].map(|name| form.get(name).to_owned());
    let titles = Language::ALL.into_iter().zip([&typed[1], &typed[2]]);
    let title = Localized(
        titles
            .filter(|(_, title)| !title.trim().is_empty())
            .map(|(language, title)| (language, title.trim().to_owned()))
            .collect(),
    );
    let new = NewBank { code: typed[0].trim().to_owned(), title, competencies: typed[3].clone() };
    match begin_bank(&app.service, &new, &signed_in.person().login).await {
        Ok(()) => Ok(see_other(&format!("/authoring/{}?done=begun", new.code))),
        Err(Failure::Refused(BeginRefusal::CodeTaken)) => {
            let fault = reader.t.bank_code_taken().to_owned();
            show_banks(&app, reader, Some(fault), typed).await
        }
        Err(Failure::Refused(BeginRefusal::Mistakes(mistakes))) => {
            let first = mistakes.iter().next();
            let said = first.map(|mistake| match &mistake.hint {
                Some(hint) => format!("{}; {hint}", mistake.message),
                None => mistake.message.clone(),
            });
            show_banks(&app, reader, said, typed).await
        }
        Err(Failure::Store(error)) => Err(error.into()),
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct BankQuery {
    words: String,
    state: String,
    competency: String,
    level: String,
    flag: String,
    done: String,
    count: usize,
}

pub(super) async fn show(
    State(app): State<App>,
    Path(code): Path<String>,
    reader: Reader,
    Asked(query): Asked<BankQuery>,
) -> Result<Response, Problem> {
    let (desk, access) = desk_for(&app, &reader, &code).await?;
    let t = reader.t;
    let count = t.number(query.count);
    let notice = match query.done.as_str() {
        "begun" => Some(t.bank_begun().to_owned()),
        "taken" => Some(t.upload_taken(&count)),
        "dropped" => Some(t.upload_dropped().to_owned()),
        "published" => Some(t.published(&count)),
        _ => None,
    };
    let today = app.service.clock.now().day_in_vietnam();
    let found = check_all(&desk, today);
    let odd = if query.flag == "statistics" { odd_items(&app.service, &code).await? } else { Default::default() };
    let competencies: Vec<(String, String)> = desk
        .bank
        .competencies
        .iter()
        .map(|one| (one.code.clone(), one.title.get(reader.language).to_owned()))
        .collect();
    let words = search_form(&query.words);
    let mut lines = Vec::new();
    for (id, entry) in &desk.entries {
        let form = entry.form();
        let (mistakes, findings) = found.get(id.as_str()).copied().unwrap_or_default();
        let says = |text: &String| search_form(text).contains(&words);
        let fits = (words.is_empty() || id.contains(&words) || form.stem.values().any(says))
            && (query.state.is_empty() || query.state == entry.state.name())
            && (query.competency.is_empty() || query.competency == form.competency)
            && (query.level.is_empty() || query.level == form.level)
            && match query.flag.as_str() {
                "mistakes" => mistakes > 0,
                "some" => findings > 0,
                "statistics" => odd.contains(id),
                _ => true,
            };
        // What left long ago is seen when it is asked for.
        let is_gone = entry.state == DraftState::Retired && !entry.is_published && query.state.is_empty();
        if fits && !is_gone {
            let item_type = ItemType::ALL.into_iter().find(|known| known.name() == form.item_type);
            let competency = competencies.iter().find(|(code, _)| *code == form.competency);
            lines.push(ItemLine {
                id: id.clone(),
                stem: beginning(&form.stem, reader.language),
                item_type: item_type.map_or_else(|| form.item_type.clone(), |known| t.item_type_name(known)),
                competency: competency.map_or_else(|| form.competency.clone(), |(_, title)| title.clone()),
                level: form.level.clone(),
                state: entry.state,
                mistakes,
                findings,
                is_odd: odd.contains(id),
            });
        }
    }
    let waiting = changes(&desk);
    page(&BankPage {
        title: desk.bank.title.get(reader.language).to_owned(),
        code,
        access,
        competencies,
        filter: Filter {
            words: query.words,
            state: query.state,
            competency: query.competency,
            level: query.level,
            flag: query.flag,
        },
        all: desk.entries.len(),
        waiting: waiting.added.len() + waiting.changed.len() + waiting.removed.len(),
        lines,
        notice,
        t,
        chrome: reader.chrome,
    })
}

const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub(super) async fn template(reader: Reader) -> Result<Response, Problem> {
    reader.required()?;
    let bytes = spreadsheet::template(reader.language).map_err(|error| Problem::internal(&error))?;
    Ok(file("template.xlsx", bytes))
}

/// What is in use, with what cannot be said in a sheet left out.
pub(super) async fn download(
    State(app): State<App>,
    Path(code): Path<String>,
    reader: Reader,
) -> Result<Response, Problem> {
    let (desk, _) = desk_for(&app, &reader, &code).await?;
    let language = reader.language;
    let written = tokio::task::spawn_blocking(move || write(&desk.bank, Format::Workbook, language)).await;
    let (bytes, _) = written
        .map_err(|error| Problem::internal(&error))?
        .map_err(|error| Problem::internal(&std::io::Error::other(error)))?;
    Ok(file(&format!("{code}.xlsx"), bytes))
}

fn file(name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, WORKBOOK.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response()
}
