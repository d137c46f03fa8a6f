//! Pages for administrators: taking back several certificates, which one proposes and another one confirms.

use super::App;
use super::pages::administration::RevokeFault;
use super::pages::revocations::{ProposeFault, ProposePage, RequestPage, RequestsPage};
use super::problem::Problem;
use super::reader::{AdministratorForm, Reader, page, page_with, see_other};
use super::register::certificate_row;
use super::request::{Administrator, SignedIn};
use super::security::check_csrf;
use crate::domain::certification::verdict::RevocationReason;
use crate::domain::identifier::RequestId;
use crate::flows::certification::revoke_many::{
    self, DecideRefusal, Preview, ProposeRefusal, Unfit, propose as propose_request, requests,
};
use crate::formats::code_list::{self, LARGEST_LIST};
use crate::store::Failure;
use axum::Router;
use axum::extract::{FromRequest, Multipart, Path, Request, State};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};

/// Routes of the requests.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/admin/revocations", get(list).post(propose))
        .route("/admin/revocations/new", get(new))
        .route("/admin/revocations/{id}", get(show))
        .route("/admin/revocations/{id}/confirm", post(confirm))
        .route("/admin/revocations/{id}/withdraw", post(withdraw))
}

async fn list(State(app): State<App>, _: Administrator, reader: Reader) -> Result<Response, Problem> {
    page(&RequestsPage { requests: requests(&app.service).await?, t: reader.t, chrome: reader.chrome })
}

async fn new(_: Administrator, reader: Reader) -> Result<Response, Problem> {
    show_proposal(reader, Proposal::default(), Vec::new(), Vec::new(), StatusCode::OK)
}

/// What the form brought.
#[derive(Debug, Default)]
struct Proposal {
    reason: Option<RevocationReason>,
    explanation: String,
    codes: String,
    file: Vec<u8>,
}

impl Proposal {
    /// Reads the multipart form and checks its token.
    async fn read(request: Request, app: &App, signed_in: &SignedIn) -> Result<Self, Problem> {
        let headers = request.headers().clone();
        let mut form =
            Multipart::from_request(request, app).await.map_err(|error| Problem::malformed(error.body_text()))?;
        let (mut proposal, mut token) = (Self::default(), String::new());
        let broken = |error: axum::extract::multipart::MultipartError| match error.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large(),
            _ => Problem::malformed(error.body_text()),
        };
        while let Some(field) = form.next_field().await.map_err(broken)? {
            let name = field.name().unwrap_or_default().to_owned();
            let bytes = field.bytes().await.map_err(broken)?;
            if bytes.len() > LARGEST_LIST {
                return Err(Problem::too_large());
            }
            if name == "file" {
                proposal.file = bytes.to_vec();
                continue;
            }
            let text = String::from_utf8(bytes.to_vec()).map_err(|_| Problem::malformed("the form is not UTF-8"))?;
            // Nobody types a NUL, and PostgreSQL does not store one.
            if text.contains('\0') {
                return Err(Problem::malformed("the form has a NUL"));
            }
            match name.as_str() {
                "csrf" => token = text,
                "reason" => proposal.reason = RevocationReason::from_name(&text),
                "explanation" => proposal.explanation = text.chars().take(2_000).collect(),
                "codes" => proposal.codes = text,
                _ => {}
            }
        }
        check_csrf(&Method::POST, &headers, &signed_in.token, Some(&token))?;
        Ok(proposal)
    }

    fn faults(&self) -> Vec<ProposeFault> {
        let is_by_hand = self.reason.is_some_and(|reason| RevocationReason::BY_HAND.contains(&reason));
        [
            (!is_by_hand, ProposeFault::Revoke(RevokeFault::ReasonMissing)),
            (self.explanation.trim().is_empty(), ProposeFault::Revoke(RevokeFault::ExplanationMissing)),
            (!self.file.is_empty() && !self.codes.trim().is_empty(), ProposeFault::TwoLists),
        ]
        .into_iter()
        .filter_map(|(is_missing, fault)| is_missing.then_some(fault))
        .collect()
    }

    fn list(&self) -> &[u8] {
        if self.file.is_empty() { self.codes.as_bytes() } else { &self.file }
    }
}

async fn propose(
    State(app): State<App>,
    Administrator(signed_in): Administrator,
    reader: Reader,
    request: Request,
) -> Result<Response, Problem> {
    let proposal = Proposal::read(request, &app, &signed_in).await?;
    let faults = proposal.faults();
    let listed = match code_list::read("list", proposal.list()) {
        Ok(listed) => listed,
        Err(mistakes) => {
            let mistakes = mistakes.iter().map(|mistake| (mistake.line, mistake.code)).collect();
            return show_proposal(reader, proposal, faults, mistakes, StatusCode::UNPROCESSABLE_ENTITY);
        }
    };
    let Some(reason) = proposal.reason.filter(|_| faults.is_empty()) else {
        return show_proposal(reader, proposal, faults, Vec::new(), StatusCode::UNPROCESSABLE_ENTITY);
    };
    let codes: Vec<_> = listed.iter().map(|(_, id)| *id).collect();
    let actor = &signed_in.person().login;
    match propose_request(&app.service, &codes, reason, &proposal.explanation, actor).await {
        Ok(id) => Ok(see_other(&format!("/admin/revocations/{}", id.as_str()))),
        Err(Failure::Refused(ProposeRefusal::NotAdministrator)) => Err(Problem::forbidden()),
        Err(Failure::Refused(ProposeRefusal::ReasonMissing)) => {
            let faults = vec![ProposeFault::Revoke(RevokeFault::ExplanationMissing)];
            show_proposal(reader, proposal, faults, Vec::new(), StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(Failure::Refused(ProposeRefusal::Unfit(unfit))) => {
            let mistake = |(place, unfit): (usize, Unfit)| {
                let line = listed.get(place).map_or(1, |(line, _)| *line);
                match unfit {
                    Unfit::NotFound => (line, "unknown-code"),
                    Unfit::AlreadyRevoked => (line, "already-revoked"),
                }
            };
            let mistakes = unfit.into_iter().map(mistake).collect();
            show_proposal(reader, proposal, Vec::new(), mistakes, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(Failure::Store(error)) => Err(error.into()),
    }
}

fn show_proposal(
    reader: Reader,
    proposal: Proposal,
    faults: Vec<ProposeFault>,
    mistakes: Vec<(u32, &'static str)>,
    status: StatusCode,
) -> Result<Response, Problem> {
    let shown = ProposePage {
        reason: proposal.reason,
        explanation: proposal.explanation,
        codes: proposal.codes,
        faults,
        mistakes,
        t: reader.t,
        chrome: reader.chrome,
    };
    page_with(status, &shown)
}

async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    Administrator(signed_in): Administrator,
    reader: Reader,
) -> Result<Response, Problem> {
    show_request(&app, &id, &signed_in, reader, false).await
}

async fn show_request(
    app: &App,
    id: &str,
    signed_in: &SignedIn,
    reader: Reader,
    is_confirmation_missing: bool,
) -> Result<Response, Problem> {
    let found = revoke_many::preview(&app.service, &request_id(id)?).await?;
    let Preview { request, certificates } = found.ok_or_else(Problem::not_found)?;
    let now = app.service.clock.now();
    let shown = RequestPage {
        is_own: request.proposed_by == signed_in.person().login,
        rows: certificates.iter().map(|registered| certificate_row(registered, reader.language, now)).collect(),
        request,
        is_confirmation_missing,
        t: reader.t,
        chrome: reader.chrome,
    };
    let status = if is_confirmation_missing { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page_with(status, &shown)
}

async fn confirm(
    State(app): State<App>,
    Path(id): Path<String>,
    reader: Reader,
    AdministratorForm { signed_in, form }: AdministratorForm,
) -> Result<Response, Problem> {
    if form.get("confirm") != "yes" {
        return show_request(&app, &id, &signed_in, reader, true).await;
    }
    let request = request_id(&id)?;
    revoke_many::confirm(&app.service, &request, &signed_in.person().login).await?;
    Ok(see_other(&format!("/admin/revocations/{}", request.as_str())))
}

async fn withdraw(
    State(app): State<App>,
    Path(id): Path<String>,
    AdministratorForm { signed_in, .. }: AdministratorForm,
) -> Result<Response, Problem> {
    let request = request_id(&id)?;
    revoke_many::withdraw(&app.service, &request, &signed_in.person().login).await?;
    Ok(see_other(&format!("/admin/revocations/{}", request.as_str())))
}

fn request_id(text: &str) -> Result<RequestId, Problem> {
    RequestId::parse(text).ok_or_else(Problem::not_found)
}

impl From<DecideRefusal> for Problem {
    fn from(refusal: DecideRefusal) -> Self {
        match refusal {
            DecideRefusal::NotFound => Self::not_found(),
            DecideRefusal::NotAdministrator => Self::forbidden(),
            DecideRefusal::SamePerson => Self::new(
                StatusCode::FORBIDDEN,
                "second-person-needed",
                "Another person than the one who proposed it has to confirm.",
            ),
            DecideRefusal::AlreadyDecided => {
                Self::new(StatusCode::CONFLICT, "already-decided", "The request is confirmed or withdrawn already.")
            }
        }
    }
}
