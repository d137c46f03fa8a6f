//! Everything the doors lead to, and everybody who knocks.

use super::doors::Body;
use crate::deciding::issue_all;
use crate::harness::{Answer, Attempt, Candidate, Engine, Options, TestApp, Workers, bank, keys};
use minhchung::domain::assessment::bank::Bank;
use minhchung::domain::assessment::definition::{Assessment, IssuePolicy};
use minhchung::domain::assessment::item::Stimulus;
use minhchung::domain::assessment::picture::Picture;
use minhchung::domain::assessment::rescoring::Ruling;
use minhchung::domain::authoring::BankRole;
use minhchung::domain::certification::verdict::RevocationReason;
use minhchung::domain::identifier::{AttemptId, CertificateId, hex};
use minhchung::flows::assessment::decide_item::{self, Proposal};
use minhchung::flows::authoring::assign_roles::give_role;
use minhchung::flows::certification::draft_decision::draft_campaign;
use minhchung::flows::certification::publish_status_list::refresh_status_lists;
use minhchung::flows::certification::revoke_many;
use minhchung::flows::log::publish_checkpoint::publish_checkpoint;
use minhchung::flows::people::log_in::csrf_token;
use minhchung::web::assets::asset_url;
use serde_json::json;
use sha2::{Digest, Sha256};

pub const BANK: &str = "bank-thu-nghiem";
pub const OTHER_BANK: &str = "ngan-hang-khac";
const BY_DECISION: &str = "theo-quyet-dinh";
/// The one that the candidate sits just now.
const UNDER_WAY: &str = "dang-lam";
/// The item with a picture, a text with a picture, and a simulation.
const PICTURED: &str = "cau-007";

/// Who knocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    Nobody,
    /// Sits the attempts.
    Candidate,
    /// Another candidate.
    Stranger,
    Author,
    Reviewer,
    /// Author of another bank.
    OtherAuthor,
    Administrator,
}

impl Caller {
    pub const ALL: [Self; 7] = [
        Self::Nobody,
        Self::Candidate,
        Self::Stranger,
        Self::Author,
        Self::Reviewer,
        Self::OtherAuthor,
        Self::Administrator,
    ];
}

/// The service with one thing of every kind.
pub struct Stage<'a> {
    pub app: &'a TestApp,
    people: Vec<(Caller, Candidate<'a>)>,
    pub open: String,
    pub submitted: String,
    certificate: String,
    upload: String,
    revocation: String,
    rescoring: String,
    decision: String,
    /// The first tile of the log.
    tile: String,
    /// Where the pictured item stands in the open attempt.
    number: String,
}

pub async fn start(engine: Engine) -> TestApp {
    let at_once = Assessment { appeal_days: Some(10), ..bank::assessment() };
    let under_way = Assessment { code: UNDER_WAY.to_owned(), signals: true, ..bank::assessment() };
    let mut by_decision = Assessment { code: BY_DECISION.to_owned(), ..bank::assessment() };
    by_decision.certificate.as_mut().expect("terms").issue = IssuePolicy::ByDecision;
    let assessments = vec![at_once, under_way, by_decision];
    let configure =
        |config: &mut minhchung::config::Config| config.keys = keys::with_log(config.data.parent().expect("a folder"));
    let (workers, bank) = (Workers::OnCall, pictured());
    TestApp::with(engine, Options { workers, bank, assessments, configure, ..Options::default() }).await
}

fn pictured() -> Bank {
    let mut made = bank::bank();
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, 2, 2);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header().and_then(|mut writer| writer.write_image_data(&[0, 255, 255, 0])).expect("a picture");
    let sha256 = hex(&Sha256::digest(&png));
    let html = "<!doctype html><title>Thử</title><script>parent.postMessage({}, '*')</script>".to_owned();
    let simulation = hex(&Sha256::digest(&html));
    let picture = Picture { sha256: sha256.clone(), width: 2, height: 2, text: bank::both("Hình", "A picture") };
    let face = &mut made.items.iter_mut().find(|item| item.face.id == PICTURED).expect("there").face;
    face.stimulus =
        Some(Stimulus { id: "thu-1".into(), text: bank::both("Thư", "A letter"), picture: Some(picture.clone()) });
    face.picture = Some(picture);
    face.simulation = Some(simulation.clone());
    made.pictures.insert(sha256, png);
    made.simulations.insert(simulation, html);
    made
}

impl<'a> Stage<'a> {
    pub async fn set(app: &'a TestApp) -> Self {
        let (candidate, stranger) = (app.candidate("Nguyễn Thị Ánh").await, app.candidate("Trần Đức Ưng").await);
        let (author, reviewer) = (app.candidate("Lê Văn Soạn").await, app.candidate("Phạm Thị Duyệt").await);
        let (other, administrator) = (app.candidate("Võ Thị Khác").await, app.administrator().await);
        app.administrator_named("QT-02", "Đặng Thị Trang").await;
        let begun = [("code", OTHER_BANK), ("title-vi", "Khác"), ("title-en", "Other"), ("competencies", "Một\nHai")];
        assert_eq!(administrator.form("/authoring", &begun).await.status, 303);
        for (bank, who, role) in [
            (BANK, &author, BankRole::Author),
            (BANK, &reviewer, BankRole::Reviewer),
            (OTHER_BANK, &other, BankRole::Author),
        ] {
            give_role(&app.service, (bank, &who.login, role), "test").await.expect("given");
        }
        let new = [("id", "cau-moi"), ("type", "single_choice")];
        assert_eq!(author.form(&format!("/authoring/{BANK}/items/new"), &new).await.status, 303);
        let sheet = Body::Files(&[("file", "Câu hỏi (vi),Câu hỏi (en),Đáp án\nMột?,One?,z\n")]);
        let upload = author.sends("POST", &format!("/authoring/{BANK}/upload"), sheet).await;

        let submitted = candidate.passes().await.id().to_owned();
        let appeal = candidate.request("POST", &format!("/api/v1/attempts/{submitted}/appeal"));
        Answer::of(appeal.json(&json!({ "reason": "Câu 1 có hai phương án đúng." }))).await.expect(201);
        candidate.passes_of(BY_DECISION).await;
        assert_eq!(issue_all(app).await, 1);
        publish_checkpoint(&app.service).await.expect("published");
        refresh_status_lists(&app.service).await.expect("signed");
        let checkpoint = app.get("/log/checkpoint").await.text();
        let tile = format!("0/000.p/{}", checkpoint.lines().nth(1).expect("a size"));
        let certificate = candidate.certificate_of(&submitted).await;
        stranger.submit(stranger.starts().await.id()).await.expect(200);
        let start = candidate.request("POST", &format!("/api/v1/assessments/{UNDER_WAY}/attempts"));
        let open = Attempt(Answer::of(start).await.expect(201));
        let item = open.items().iter().find(|item| !item["picture"].is_null()).expect("on every form");
        let number = item["number"].to_string();
        let open = open.id().to_owned();
        // The session that opens the page is noted down once.
        assert_eq!(candidate.page(&format!("/attempts/{open}")).await.status, 200);

        let codes = [certificate.parse().expect("a code")];
        let revocation = revoke_many::propose(&app.service, &codes, RevocationReason::Misconduct, "Biên bản", "QT-02");
        let revision = app.database.value("select revision_id from assessment_version").await;
        let reason = "Đáp án cũ".to_owned();
        let proposal = Proposal { revision, item: "cau-008".into(), ruling: Ruling::Withdrawn, reason };
        let rescoring = decide_item::propose(&app.service, &proposal, "QT-02").await.expect("proposed");
        let drafted = draft_campaign(&app.service, BY_DECISION, "QT-02", false).await.expect("drafted");
        Self {
            app,
            people: vec![
                (Caller::Candidate, candidate),
                (Caller::Stranger, stranger),
                (Caller::Author, author),
                (Caller::Reviewer, reviewer),
                (Caller::OtherAuthor, other),
                (Caller::Administrator, administrator),
            ],
            open,
            submitted,
            certificate,
            upload: upload.header("location").rsplit('/').next().expect("an upload").to_owned(),
            revocation: revocation.await.expect("proposed").as_str().to_owned(),
            rescoring: rescoring.as_str().to_owned(),
            decision: drafted.id.expect("kept").as_str().to_owned(),
            tile,
            number,
        }
    }

    pub fn person(&self, caller: Caller) -> Option<&Candidate<'a>> {
        self.people.iter().find(|(who, _)| *who == caller).map(|(_, person)| person)
    }

    /// What a route's names stand for; the first one is what a door guards.
    pub fn things(&self, route: &str) -> Vec<(&'static str, String)> {
        let text = str::to_owned;
        let begins = |beginning: &str| route.strip_prefix("/api/v1").unwrap_or(route).starts_with(beginning);
        let asset = || asset_url("app.css").trim_start_matches("/assets/").to_owned();
        let after = ["/submit", "/result", "/appeal"].iter().any(|end| route.ends_with(end));
        let is_versions = route.ends_with("/versions");
        match () {
            () if begins("/attempts/") => {
                let id = if after { &self.submitted } else { &self.open };
                vec![("{id}", id.clone()), ("{number}", self.number.clone())]
            }
            () if route == "/v/{code}" => vec![("{code}", self.certificate.clone())],
            () if begins("/certificates/") => {
                vec![("{id}", self.certificate.clone()), ("{file}", format!("{}.pdf", self.certificate))]
            }
            () if begins("/admin/certificates/") => vec![("{id}", self.certificate.clone())],
            () if begins("/admin/templates/") => vec![("{code}", text("national-landscape"))],
            () if begins("/admin/appeals/") => vec![("{attempt}", self.submitted.clone())],
            () if begins("/admin/revocations/") => vec![("{id}", self.revocation.clone())],
            () if begins("/admin/rescorings/") => vec![("{id}", self.rescoring.clone())],
            () if begins("/admin/decisions/") => vec![("{id}", self.decision.clone()), ("{file}", text("list.txt"))],
            () if begins("/authoring/{bank}/uploads/") => {
                vec![("{bank}", text(BANK)), ("{id}", self.upload.clone()), ("{number}", text("1"))]
            }
            () if is_versions => vec![("{bank}", text(BANK)), ("{id}", text("cau-moi"))],
            () if begins("/authoring/{bank}") => {
                vec![("{bank}", text(BANK)), ("{id}", text(PICTURED)), ("{number}", text("1"))]
            }
            () if begins("/assets/") => vec![("{*path}", asset())],
            () if begins("/log/tile/") => vec![("{*path}", self.tile.clone())],
            () if begins("/status/") => vec![("{list}", text("1"))],
            () if begins("/v/") => vec![("{language}", text("vi"))],
            () => vec![("{code}", text(bank::CODE)), ("{item}", text(PICTURED))],
        }
    }

    /// The address of a route, with what is there.
    pub fn address(&self, route: &str) -> String {
        filled(route, &self.things(route))
    }

    /// The same with something first that is not there, and what that is; none for a route without names.
    pub fn missing(&self, route: &str) -> Option<(String, String)> {
        let mut things = self.things(route);
        let first = things.iter_mut().find(|(name, _)| route.contains(name))?;
        first.1 = match (first.0, first.1.len()) {
            ("{file}", _) => format!("{}.pdf", CertificateId::from_bytes([1; 16])),
            ("{id}", _) if first.1 == self.certificate => CertificateId::from_bytes([1; 16]).to_string(),
            ("{id}" | "{attempt}", _) => AttemptId::from_bytes([1; 16]).as_str().to_owned(),
            ("{code}", _) if first.1 == self.certificate => CertificateId::from_bytes([1; 16]).to_string(),
            ("{list}", _) => "9".to_owned(),
            _ => "khong-co".to_owned(),
        };
        let missing = first.1.clone();
        Some((filled(route, &things), missing))
    }
}

fn filled(route: &str, things: &[(&str, String)]) -> String {
    let address = things.iter().fold(route.to_owned(), |address, (name, thing)| address.replace(name, thing));
    assert!(!address.contains('{'), "nothing stands for a name of {route}");
    if route.ends_with("/versions") { format!("{address}?from=1&to=1") } else { address }
}

/// A request of the API carries a token, one of a page the cookie and, where it writes, the token of our forms.
pub fn knock(
    who: Option<&Candidate<'_>>,
    app: &TestApp,
    (method, path): (&str, &str),
    body: Body,
) -> reqwest::RequestBuilder {
    let is_api = path.starts_with("/api/");
    let request = match who {
        Some(who) if is_api => who.request(method, path),
        Some(who) => who.by_cookie(method, path),
        None if is_api => app.request(method, path),
        None => app.request(method, path).header("accept", "text/html"),
    };
    with_body(request, body, who.filter(|_| !is_api).map(|who| csrf_token(&who.token)).as_deref())
}

/// A form says the token, if there is one.
pub fn with_body(request: reqwest::RequestBuilder, body: Body, csrf: Option<&str>) -> reqwest::RequestBuilder {
    let token = csrf.map(|token| ("csrf", token));
    match body {
        Body::Empty => request,
        Body::Json(text) => request.header("content-type", "application/json").body(text),
        Body::Form(fields) => {
            let pairs = fields.iter().copied().chain(token);
            let text = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
            request.header("content-type", "application/x-www-form-urlencoded").body(text)
        }
        Body::Files(fields) => {
            let fields = token.into_iter().chain(fields.iter().copied());
            let form = fields.fold(reqwest::multipart::Form::new(), |form, (name, text)| match name {
                "file" => form.part(name, reqwest::multipart::Part::text(text.to_owned()).file_name("cau-hoi.csv")),
                _ => form.text(name.to_owned(), text.to_owned()),
            });
            request.multipart(form)
        }
    }
}

impl Candidate<'_> {
    async fn sends(&self, method: &str, path: &str, body: Body) -> Answer {
        Answer::of(knock(Some(self), self.app, (method, path), body)).await
    }
}
