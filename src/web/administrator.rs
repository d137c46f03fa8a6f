//! Pages for administrators: progress by unit, who is left, open and close.

use super::App;
use super::pages::administration::{NotDonePage, NotDonePerson, NotDoneState, Pager, UnitChoice};
use super::pages::progress::{
    AssessmentProgress, Counts, DashboardNotice, DashboardPage, Openness, UnitColumn, UnitRow, UnitTable,
};
use super::problem::Problem;
use super::reader::{AdministratorForm, Asked, Reader, page, see_other};
use super::request::Administrator;
use crate::domain::assessment::definition::Assessment;
use crate::domain::identifier::UnitId;
use crate::domain::text::Language;
use crate::domain::timestamp::Timestamp;
use crate::flows::assessment::open_assessment::set_open;
use crate::flows::people::report_progress::{Progress, Remaining, Wanted, list_not_done, report_progress};
use crate::formats::csv_out::write_csv;
use crate::store::assessment::assessments::{self, Defined};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use std::time::Duration;
use tokio::sync::OwnedSemaphorePermit;

/// Rows of a list on one page.
pub(super) const PAGE: usize = 50;

/// Routes for administrators.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/admin", get(dashboard))
        .route("/admin/assessments/{code}/open", post(open))
        .route("/admin/assessments/{code}/close", post(close))
        .route("/admin/assessments/{code}/not-done", get(not_done))
        .route("/admin/assessments/{code}/not-done.csv", get(not_done_csv))
        .route("/admin/assessments/{code}/units.csv", get(units_csv))
}

#[derive(Debug, Default, Deserialize)]
struct DashboardQuery {
    assessment: Option<String>,
    sort: Option<String>,
    order: Option<String>,
    done: Option<String>,
}

async fn dashboard(
    State(app): State<App>,
    _: Administrator,
    reader: Reader,
    Asked(query): Asked<DashboardQuery>,
) -> Result<Response, Problem> {
    let all = assessments::all(&mut app.service.store.read().await?.link()).await?;
    let now = app.service.clock.now();
    let chosen = query.assessment.as_deref().or_else(|| all.first().map(|defined| defined.assessment.code.as_str()));
    let mut progress = Vec::with_capacity(all.len());
    let mut units = None;
    let mut counted_at = None;
    for defined in &all {
        let report = report_progress(&app.service, &defined.assessment.code).await?;
        progress.push(assessment_progress(defined, &report.total, reader.language, now));
        if Some(defined.assessment.code.as_str()) == chosen {
            counted_at = self::counted_at(&app, report.at);
            units = Some(unit_table(&defined.assessment, &report, &query, reader.language));
        }
    }
    let notice = notice(&query, &all, reader.language);
    page(&DashboardPage { t: reader.t, chrome: reader.chrome, notice, assessments: progress, units, counted_at })
}

fn notice(query: &DashboardQuery, all: &[Defined], language: Language) -> Option<DashboardNotice> {
    let code = query.assessment.as_deref()?;
    let title = all.iter().find(|defined| defined.assessment.code == code)?.assessment.title.get(language).to_owned();
    match query.done.as_deref()? {
        "open" => Some(DashboardNotice::Opened(title)),
        "close" => Some(DashboardNotice::Closed(title)),
        _ => None,
    }
}

fn assessment_progress(defined: &Defined, total: &Progress, language: Language, now: Timestamp) -> AssessmentProgress {
    let assessment = &defined.assessment;
    let openness = match (defined.is_open, assessment.opens_at, assessment.closes_at) {
        (false, ..) => Openness::Closed,
        (true, Some(opens), _) if now < opens => Openness::OpensAt(opens),
        (true, _, Some(closes)) if now >= closes => Openness::Closed,
        (true, _, Some(closes)) => Openness::OpenUntil(closes),
        (true, _, None) => Openness::Open,
    };
    AssessmentProgress {
        code: assessment.code.clone(),
        title: assessment.title.get(language).to_owned(),
        openness,
        in_progress: count(total.in_progress),
        counts: counts(total),
    }
}

fn counts(progress: &Progress) -> Counts {
    Counts {
        assigned: count(progress.assigned),
        started: count(progress.started),
        passed: count(progress.passed),
        certified: count(progress.certified),
        not_done: count(progress.assigned - progress.passed),
    }
}

fn count(value: i64) -> usize {
    usize::try_from(value).unwrap_or_default()
}

fn unit_table(
    assessment: &Assessment,
    report: &crate::flows::people::report_progress::Report,
    query: &DashboardQuery,
    language: Language,
) -> UnitTable {
    let sort = query.sort.as_deref().and_then(UnitColumn::from_name).unwrap_or(UnitColumn::Unit);
    let is_descending = query.order.as_deref() == Some("desc");
    let is_tree = sort == UnitColumn::Unit && !is_descending;
    let mut rows: Vec<UnitRow> = report
        .units
        .iter()
        .map(|unit| UnitRow {
            id: unit.unit.clone(),
            name: if is_tree { unit.name.clone() } else { unit.path.clone() },
            indent: if is_tree { unit.depth.min(6) } else { 0 },
            counts: counts(&unit.progress),
        })
        .collect();
    // The report comes in the order of the tree; a stable sort keeps it where figures are equal.
    let figure = |row: &UnitRow| match sort {
        UnitColumn::Unit => 0,
        UnitColumn::Assigned => row.counts.assigned,
        UnitColumn::Started => row.counts.started,
        UnitColumn::Passed => row.counts.passed,
        UnitColumn::Certified => row.counts.certified,
        UnitColumn::NotDone => row.counts.not_done,
        UnitColumn::Percent => usize::from(row.counts.share(row.counts.passed)),
    };
    match (sort, is_descending) {
        (UnitColumn::Unit, true) => rows.reverse(),
        (_, true) => rows.sort_by_key(|row| std::cmp::Reverse(figure(row))),
        (_, false) => rows.sort_by_key(figure),
    }
    UnitTable {
        code: assessment.code.clone(),
        title: assessment.title.get(language).to_owned(),
        sort,
        is_descending,
        rows,
        total: counts(&report.total),
    }
}

async fn open(app: State<App>, code: Path<String>, sent: AdministratorForm) -> Result<Response, Problem> {
    turn(app, code, sent, true).await
}

async fn close(app: State<App>, code: Path<String>, sent: AdministratorForm) -> Result<Response, Problem> {
    turn(app, code, sent, false).await
}

async fn turn(
    State(app): State<App>,
    Path(code): Path<String>,
    AdministratorForm { signed_in, form }: AdministratorForm,
    is_open: bool,
) -> Result<Response, Problem> {
    if form.get("confirm") != "yes" {
        return Err(Problem::unprocessable("the confirmation is missing"));
    }
    find_assessment(&app, &code).await?;
    set_open(&app.service, &signed_in.person().login, &code, is_open).await?;
    let done = if is_open { "open" } else { "close" };
    Ok(see_other(&format!("/admin?assessment={code}&done={done}")))
}

pub(super) async fn find_assessment(app: &App, code: &str) -> Result<Assessment, Problem> {
    let found = assessments::find(&mut app.service.store.read().await?.link(), code).await?;
    Ok(found.ok_or_else(Problem::not_found)?.assessment)
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct ListQuery {
    #[serde(default)]
    unit: String,
    #[serde(default)]
    pub(super) q: String,
    pub(super) page: Option<usize>,
    pub(super) revoked: Option<String>,
}

impl ListQuery {
    fn unit(&self) -> Option<UnitId> {
        UnitId::parse(&self.unit)
    }

    fn wanted(&self) -> Wanted {
        Wanted { within: self.unit(), search: self.q.clone() }
    }

    /// The same list, another page or another form of it.
    fn address(&self, path: &str, page: Option<usize>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in [("unit", &self.unit), ("q", &self.q)] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        if let Some(page) = page {
            query.append_pair("page", &page.to_string());
        }
        match query.finish() {
            query if query.is_empty() => path.to_owned(),
            query => format!("{path}?{query}"),
        }
    }

    pub(super) fn pager(&self, path: &str, total: usize) -> Pager {
        let pages = total.div_ceil(PAGE).max(1);
        let page = self.page.unwrap_or(1).clamp(1, pages);
        Pager {
            page,
            pages,
            previous: (page > 1).then(|| self.address(path, Some(page - 1))),
            next: (page < pages).then(|| self.address(path, Some(page + 1))),
        }
    }
}

async fn not_done(
    State(app): State<App>,
    Path(code): Path<String>,
    _: Administrator,
    reader: Reader,
    Asked(query): Asked<ListQuery>,
) -> Result<Response, Problem> {
    let assessment = find_assessment(&app, &code).await?;
    let _place = place_for_list(&app).await?;
    let remaining = list_not_done(&app.service, &code, &query.wanted()).await?;
    let path = format!("/admin/assessments/{code}/not-done");
    let pager = query.pager(&path, remaining.len());
    let units = report_progress(&app.service, &code).await?.units;
    let counted_at = counted_at(&app, remaining.at());
    let people = remaining.iter().skip((pager.page - 1) * PAGE).take(PAGE);
    let shown = NotDonePage {
        title: assessment.title.get(reader.language).to_owned(),
        units: units
            .into_iter()
            .map(|unit| UnitChoice {
                is_chosen: Some(&unit.unit) == query.unit().as_ref(),
                id: unit.unit,
                name: unit.path,
            })
            .collect(),
        search: query.q.clone(),
        total: remaining.len(),
        counted_at,
        people: people.map(|remaining| not_done_person(remaining, &assessment)).collect(),
        pager,
        csv_href: query.address(&format!("{path}.csv"), None),
        code,
        t: reader.t,
        chrome: reader.chrome,
    };
    page(&shown)
}

/// When something was counted, where that was not just now.
pub(super) fn counted_at(app: &App, at: Timestamp) -> Option<Timestamp> {
    (app.service.clock.now().since(at) >= Duration::from_secs(1)).then_some(at)
}

/// Everybody who is left is read at once: a few lists at a time, the others wait.
async fn place_for_list(app: &App) -> Result<OwnedSemaphorePermit, Problem> {
    app.lists.clone().acquire_owned().await.map_err(|_| Problem::busy())
}

fn not_done_person(remaining: &Remaining, assessment: &Assessment) -> NotDonePerson {
    let person = &remaining.person;
    NotDonePerson {
        name: person.full_name.clone(),
        login: person.login.clone(),
        unit: remaining.unit_path.to_string(),
        state: match (person.in_progress, person.best) {
            (true, _) => NotDoneState::InProgress,
            (false, Some(best)) => {
                NotDoneState::Failed { best_basis_points: best.shown_basis_points(assessment.cuts.whole) }
            }
            (false, None) => NotDoneState::NotStarted,
        },
        attempts: count(person.attempts),
    }
}

async fn not_done_csv(
    State(app): State<App>,
    Path(code): Path<String>,
    _: Administrator,
    reader: Reader,
    Asked(query): Asked<ListQuery>,
) -> Result<Response, Problem> {
    find_assessment(&app, &code).await?;
    let _place = place_for_list(&app).await?;
    let remaining = list_not_done(&app.service, &code, &query.wanted()).await?;
    let t = reader.t;
    let header = [t.column_login(), t.column_person(), t.column_position(), t.column_unit(), t.column_attempts()];
    let rows = remaining.iter().map(|remaining| {
        let person = &remaining.person;
        let unit = remaining.unit_path.to_string();
        [person.login.clone(), person.full_name.clone(), person.position.clone(), unit, person.attempts.to_string()]
    });
    Ok(csv(&format!("not-done-{code}.csv"), write_csv(&header, rows)))
}

async fn units_csv(
    State(app): State<App>,
    Path(code): Path<String>,
    _: Administrator,
    reader: Reader,
) -> Result<Response, Problem> {
    find_assessment(&app, &code).await?;
    let report = report_progress(&app.service, &code).await?;
    let header: Vec<&str> = UnitColumn::ALL.iter().map(|column| column.heading(reader.t)).collect();
    let rows = report.units.into_iter().map(|unit| {
        let counts = counts(&unit.progress);
        let percent = reader.t.percent(counts.share(counts.passed));
        let figures = [counts.assigned, counts.started, counts.passed, counts.certified, counts.not_done];
        std::iter::once(unit.path).chain(figures.map(|figure| figure.to_string())).chain([percent]).collect::<Vec<_>>()
    });
    Ok(csv(&format!("units-{code}.csv"), write_csv(&header, rows)))
}

pub(super) fn csv(name: &str, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    (headers, bytes).into_response()
}
