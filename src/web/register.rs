//! Pages for administrators: the register of certificates, and taking one back.

use super::App;
use super::administrator::{ListQuery, PAGE};
use super::pages::administration::{CertificateRow, CertificateState, CertificatesPage, RevokeFault, RevokePage};
use super::problem::Problem;
use super::reader::{AdministratorForm, Asked, FormBody, Reader, page, page_with, see_other};
use super::request::Administrator;
use crate::domain::certification::verdict::RevocationReason;
use crate::domain::identifier::CertificateId;
use crate::domain::text::Language;
use crate::domain::timestamp::Timestamp;
use crate::flows::certification::list_certificates::{find_certificate, search_certificates};
use crate::flows::certification::revoke_certificate::{RevokeRefusal, revoke_certificate};
use crate::store::Failure;
use crate::store::certification::certificates::Registered;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;

/// Routes of the register.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/admin/certificates", get(certificates))
        .route("/admin/certificates/{id}/revoke", get(revoke_page).post(revoke))
}

async fn certificates(
    State(app): State<App>,
    _: Administrator,
    reader: Reader,
    Asked(query): Asked<ListQuery>,
) -> Result<Response, Problem> {
    let found = search_certificates(&app.service, &query.q, query.page.unwrap_or(1), PAGE).await?;
    let now = app.service.clock.now();
    let shown = CertificatesPage {
        revoked_serial: query.revoked.clone(),
        search: query.q.clone(),
        total: found.total,
        rows: found.rows.iter().map(|registered| certificate_row(registered, reader.language, now)).collect(),
        pager: query.pager("/admin/certificates", found.total),
        t: reader.t,
        chrome: reader.chrome,
    };
    page(&shown)
}

pub(super) fn certificate_row(registered: &Registered, language: Language, now: Timestamp) -> CertificateRow {
    let claim = &registered.claim;
    CertificateRow {
        id: claim.id,
        serial: claim.serial.clone(),
        register_number: claim.register_number.clone(),
        holder: claim.holder.clone(),
        unit: claim.unit.clone(),
        assessment: claim.assessment_title.get(language).to_owned(),
        issued_at: claim.issued_at,
        state: match &registered.revocation {
            Some(revocation) if super::verifier::is_replacement(revocation.reason) => CertificateState::Superseded,
            Some(revocation) => CertificateState::Revoked(revocation.reason),
            None if claim.expires_at.is_some_and(|expires| expires < now) => CertificateState::Expired,
            None => CertificateState::Valid,
        },
    }
}

async fn revoke_page(
    State(app): State<App>,
    Path(id): Path<String>,
    _: Administrator,
    reader: Reader,
) -> Result<Response, Problem> {
    let registered = find(&app, &id).await?;
    show_revoke(&app, reader, &registered, &FormBody::default(), Vec::new(), StatusCode::OK)
}

fn show_revoke(
    app: &App,
    reader: Reader,
    registered: &Registered,
    form: &FormBody,
    faults: Vec<RevokeFault>,
    status: StatusCode,
) -> Result<Response, Problem> {
    let shown = RevokePage {
        certificate: certificate_row(registered, reader.language, app.service.clock.now()),
        reason: RevocationReason::from_name(form.get("reason")),
        explanation: form.get("explanation").to_owned(),
        faults,
        t: reader.t,
        chrome: reader.chrome,
    };
    page_with(status, &shown)
}

async fn find(app: &App, id: &str) -> Result<Registered, Problem> {
    let id: CertificateId = id.parse().map_err(|_| Problem::not_found())?;
    find_certificate(&app.service, id).await?.ok_or_else(Problem::not_found)
}

async fn revoke(
    State(app): State<App>,
    Path(id): Path<String>,
    reader: Reader,
    AdministratorForm { signed_in, form }: AdministratorForm,
) -> Result<Response, Problem> {
    let registered = find(&app, &id).await?;
    let reason = RevocationReason::from_name(form.get("reason"));
    let faults: Vec<RevokeFault> = [
        (reason.is_none(), RevokeFault::ReasonMissing),
        (form.get("explanation").trim().is_empty(), RevokeFault::ExplanationMissing),
        (form.get("confirm") != "yes", RevokeFault::NotConfirmed),
    ]
    .into_iter()
    .filter_map(|(is_missing, fault)| is_missing.then_some(fault))
    .collect();
    let Some(reason) = reason.filter(|_| faults.is_empty()) else {
        return show_revoke(&app, reader, &registered, &form, faults, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let actor = &signed_in.person().login;
    match revoke_certificate(&app.service, registered.claim.id, reason, form.get("explanation"), actor).await {
        Ok(()) => {
            let query = form_urlencoded::Serializer::new(String::new())
                .append_pair("revoked", &registered.claim.serial)
                .finish();
            Ok(see_other(&format!("/admin/certificates?{query}")))
        }
        Err(Failure::Refused(RevokeRefusal::ReasonMissing)) => {
            let faults = vec![RevokeFault::ExplanationMissing];
            show_revoke(&app, reader, &registered, &form, faults, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(failure) => Err(failure.into()),
    }
}
