//! Made-up people, assessments and certificates for the preview.

mod administering;
mod answering;
mod appealing;
mod deciding;
mod rescoring;
mod revoking;
mod sitting;
mod supervising;

use crate::domain::certification::seal::{ChainState, RevocationState, SealFacts, SealFault, SealFinding, TimeStamp};
use crate::domain::certification::verdict::{Reason, RevocationReason, Verdict};
use crate::domain::identifier::{CertificateId, CodeError};
use crate::domain::people::person::Role;
use crate::domain::text::Language;
use crate::domain::timestamp::Timestamp;
use crate::flows::certification::verify_certificate::Links;
use crate::flows::log::prove_entry::{LogStanding, Logged};
use crate::i18n::Texts;
use crate::i18n::problem::ProblemKind;
use crate::web::assets::asset_url;
use crate::web::pages::chrome::{Chrome, Html, SignedIn};
use crate::web::pages::front::{FrontPage, LoginFault, LoginPage, PrivacyPage};
use crate::web::pages::problem::{BusyPage, ProblemPage};
use crate::web::pages::verification::{CheckFault, CheckPage, Finding, RevocationFacts, SignedFacts, VerifyPage};
use crate::web::pages::verifier::{OfflinePage, Served, Verifier};
use crate::web::pages::waiting::{QueuePlace, WaitingPage};
use askama::Template;

/// A page's file name and its HTML.
pub type Rendered = (String, String);

/// Every page in every state that looks different.
pub fn every_page(t: Texts) -> Vec<Rendered> {
    let mut pages = fronts(t);
    pages.extend(problems(t));
    pages.extend(verifications(t));
    pages.extend(checks(t));
    pages.extend(sitting::pages(t));
    pages.extend(administering::pages(t));
    pages.extend(appealing::pages(t));
    pages.extend(rescoring::pages(t));
    pages.extend(revoking::pages(t));
    pages.extend(deciding::pages(t));
    pages.extend(supervising::pages(t));
    pages
}

/// Pages that show text a person typed.
pub fn pages_with_typed_text(t: Texts, typed: &str) -> Vec<String> {
    let mut named = chrome(typed, Some(Role::Candidate));
    named.path = typed.to_owned();
    vec![
        render(&LoginPage { t, chrome: named, login: typed.into(), fault: None, next: typed.into() }),
        render(&FrontPage { t, chrome: chrome("/", None), code: typed.into(), fault: Some(CodeError::Malformed) }),
        render(&administering::not_done(t, typed)),
        render(&administering::revoke(t, typed)),
        render(&rescoring::proposal(t, typed, None)),
        render(&revoking::proposal(t, typed)),
        deciding::typed(t, typed),
    ]
}

pub(super) fn render(page: &impl Template) -> String {
    page.render().expect("a page of plain data renders")
}

pub fn chrome(path: &str, role: Option<Role>) -> Chrome {
    let name = match role {
        Some(Role::Administrator) => "Đặng Thị Huyền Trang",
        Some(Role::Candidate) | None => "Nguyễn Thị Ánh Tuyết",
    };
    Chrome {
        service_name: "Minh Chứng".into(),
        person: role.map(|role| SignedIn { name: name.into(), role, has_bank: false }),
        path: path.into(),
        large_text: false,
        is_demonstration: true,
        csrf: "q7Jr0mVd3kZsT1xY8uWbEg".into(),
    }
}

pub(super) fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time of the samples")
}

pub(super) fn html(text: &str) -> Html {
    Html::from_rendered_markdown(text.into())
}

pub(super) fn say(t: Texts, vi: &str, en: &str) -> String {
    match t.language() {
        Language::Vi => vi.into(),
        Language::En => en.into(),
    }
}

fn fronts(t: Texts) -> Vec<Rendered> {
    let front = |chrome, fault| FrontPage { t, chrome, code: String::new(), fault };
    let mut large = chrome("/", None);
    large.large_text = true;
    let login =
        |fault| LoginPage { t, chrome: chrome("/login", None), login: String::new(), fault, next: String::new() };
    vec![
        ("front".into(), render(&front(chrome("/", None), None))),
        ("front-large".into(), render(&front(large, Some(CodeError::WrongCheckCharacter)))),
        ("front-signed-in".into(), render(&front(chrome("/", Some(Role::Administrator)), None))),
        ("login".into(), render(&login(None))),
        ("login-wrong".into(), render(&login(Some(LoginFault::Wrong)))),
        ("login-waiting".into(), render(&login(Some(LoginFault::Waiting(QUEUE_PLACE))))),
        ("login-busy".into(), render(&login(Some(LoginFault::Busy { retry_after_s: 30 })))),
        waiting(t),
        ("busy".into(), render(&BusyPage { t, style: asset_url("app.css"), seconds: 5, loads_again: true })),
        ("privacy".into(), render(&privacy(t))),
    ]
}

const QUEUE_PLACE: QueuePlace = QueuePlace { before: 350, retry_after_s: 6 };

fn waiting(t: Texts) -> Rendered {
    let said = [("csrf", "0123456789abcdef"), ("ready", "yes"), ("language", "vi")];
    let fields = said.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let action = "/assessments/ky-nang-so/attempts".to_owned();
    let chrome = chrome(&action, Some(Role::Candidate));
    ("waiting".into(), render(&WaitingPage { t, chrome, place: QUEUE_PLACE, action, fields }))
}

fn privacy(t: Texts) -> PrivacyPage {
    PrivacyPage {
        t,
        chrome: chrome("/privacy", None),
        controller: say(
            t,
            "Sở Khoa học và Công nghệ thành phố mẫu",
            "The model city's Department of Science and Technology",
        ),
        contact: "du-lieu@vi-du.vn".into(),
        version: "2026-11-21".into(),
    }
}

fn problems(t: Texts) -> Vec<Rendered> {
    let page = |kind: ProblemKind, role, wait| {
        let reference = (kind.status() >= 500).then(|| "K3VQ-7M2A".to_owned());
        let page = ProblemPage { t, chrome: chrome("/", role), kind, retry_after_s: wait, reference };
        (format!("problem-{}", kind.slug()), render(&page))
    };
    vec![
        page(ProblemKind::NotFound, None, None),
        page(ProblemKind::AttemptClosed, Some(Role::Candidate), None),
        page(ProblemKind::Internal, Some(Role::Candidate), None),
        page(ProblemKind::Unavailable, Some(Role::Candidate), Some(20)),
    ]
}

pub(super) fn certificate_id() -> CertificateId {
    CertificateId::from_bytes([
        0x9a, 0x41, 0x07, 0xc3, 0x55, 0x2e, 0xf0, 0x18, 0x6b, 0xd2, 0x90, 0x3f, 0xe4, 0x71, 0x0c, 0xb8,
    ])
}

fn finding(t: Texts, verdict: Verdict) -> Finding {
    let reasons = match verdict {
        Verdict::Genuine => vec![Reason::SignatureValid, Reason::Registered],
        Verdict::Revoked => vec![Reason::SignatureValid, Reason::Registered, Reason::Revoked],
        Verdict::Superseded => vec![Reason::SignatureValid, Reason::Registered, Reason::Superseded],
        Verdict::Expired => vec![Reason::SignatureValid, Reason::Registered, Reason::Expired],
        Verdict::Forged => vec![Reason::SignatureInvalid],
        Verdict::SignedNotRegistered => vec![Reason::SignatureValid, Reason::NotFound],
        Verdict::Unknown => vec![Reason::NotFound],
    };
    let is_readable = !matches!(verdict, Verdict::Forged | Verdict::Unknown);
    let revocation = RevocationFacts { at: at("2026-11-20T03:00:00Z"), reason: RevocationReason::IssuedInError };
    Finding {
        verdict,
        reasons,
        facts: is_readable.then(|| facts(t, verdict == Verdict::Genuine)),
        revocation: (verdict == Verdict::Revoked).then_some(revocation),
        links: Links {
            replaced_by: (verdict == Verdict::Superseded).then(certificate_id),
            replaces: (verdict == Verdict::Genuine).then(certificate_id),
            renewed_by: (verdict == Verdict::Expired).then(certificate_id),
            renews: (verdict == Verdict::Revoked).then(certificate_id),
        },
        seal: seal(verdict),
        log: is_readable.then(|| log_standing(verdict)),
        checked_at: at("2026-11-21T01:31:05Z"),
    }
}

/// Each state of the seal with one of the verdicts.
fn seal(verdict: Verdict) -> Option<SealFinding> {
    let time_stamp = TimeStamp {
        at: at("2026-11-05T02:00:03Z"),
        authority: "Dịch vụ dấu thời gian mẫu".into(),
        chain: ChainState::Trusted,
    };
    let facts = SealFacts {
        issuing_authority: "CA mẫu, không có giá trị pháp lý".into(),
        signer: "Con dấu số Sở Khoa học và Công nghệ thành phố mẫu".into(),
        organisation: "Sở Khoa học và Công nghệ thành phố mẫu".into(),
        signed_at: at("2026-11-05T02:00:00Z"),
        time_stamp: Some(time_stamp),
        valid_from: at("2026-01-01T00:00:00Z"),
        valid_until: at("2028-12-31T16:59:59Z"),
        algorithm: "ECDSA P-256, SHA-256".into(),
        certificate_serial: "5403ae6c1f7d28b9904e".into(),
        chain: ChainState::Trusted,
        revocation: RevocationState::NotChecked,
    };
    match verdict {
        Verdict::Genuine => Some(SealFinding::Intact(Box::new(facts))),
        Verdict::Revoked => Some(SealFinding::Intact(Box::new(SealFacts {
            time_stamp: None,
            valid_until: at("2026-11-01T00:00:00Z"),
            chain: ChainState::NotChecked,
            ..facts
        }))),
        Verdict::Superseded => Some(SealFinding::Broken(SealFault::FileAltered)),
        Verdict::Expired => Some(SealFinding::FileMissing),
        Verdict::Forged | Verdict::SignedNotRegistered | Verdict::Unknown => None,
    }
}

/// Each state of the log with one of the verdicts.
fn log_standing(verdict: Verdict) -> LogStanding {
    let logged = |witnesses: &[&str]| {
        let signed_at = at("2026-11-05T02:00:02Z");
        LogStanding::Logged(Logged {
            index: 20_499,
            since_size: 20_500,
            since: at("2026-11-05T02:00:01Z"),
            size: 20_731,
            witnesses: witnesses.iter().map(|name| ((*name).to_owned(), signed_at)).collect(),
        })
    };
    match verdict {
        Verdict::Genuine => logged(&[]),
        Verdict::Revoked => logged(&["nhan-chung.dai-hoc.vi-du.vn/w1", "witness.vi-du.vn/2026"]),
        Verdict::Superseded => LogStanding::Waiting { index: 20_732 },
        Verdict::Expired => LogStanding::Broken { index: 17 },
        Verdict::Forged | Verdict::SignedNotRegistered | Verdict::Unknown => LogStanding::Missing,
    }
}

fn facts(t: Texts, is_valid_now: bool) -> SignedFacts {
    SignedFacts {
        id: certificate_id(),
        holder: "Công Tằng Tôn Nữ Hoàng Phương Nguyễn Phúc Quỳnh Hương".into(),
        unit: Some("UBND phường Trấn Biên".into()),
        assessment: say(t, "Kiến thức, kỹ năng sử dụng trí tuệ nhân tạo", "Knowledge and skills in using AI"),
        issuer: say(
            t,
            "Sở Khoa học và Công nghệ thành phố mẫu",
            "The model city's Department of Science and Technology",
        ),
        issued_at: at("2026-11-05T02:00:00Z"),
        expires_at: Some(at("2029-11-05T02:00:00Z")),
        serial: "00012/2026/AI-ĐN".into(),
        register_number: "000012/2026".into(),
        key_id: "3f9ac27e51d0b846".into(),
        was_valid_at_issue: true,
        is_valid_now,
        is_demonstration: true,
        has_downloads: true,
    }
}

fn verifications(t: Texts) -> Vec<Rendered> {
    let page = |verdict: Verdict| {
        let page = VerifyPage {
            t,
            chrome: chrome("/v/x", None),
            code: certificate_id().grouped(),
            finding: finding(t, verdict),
            host: "chungnhan.vi-du.vn".into(),
        };
        (format!("verify-{}", verdict.name()), render(&page))
    };
    use Verdict::{Expired, Forged, Genuine, Revoked, SignedNotRegistered, Superseded, Unknown};
    [Genuine, Revoked, Superseded, Expired, Forged, SignedNotRegistered, Unknown].map(page).into()
}

/// What the reader's device is given.
pub fn verifier() -> Verifier {
    Verifier {
        did: r#"{"id":"did:web:chungnhan.vi-du.vn","verificationMethod":[],"assertionMethod":[]}"#.into(),
        keys_as_of: at("2026-11-21T01:30:00Z"),
        base_url: "https://chungnhan.vi-du.vn".into(),
        host: "chungnhan.vi-du.vn".into(),
        lists: "[]".into(),
        served: Some(Served::here()),
    }
}

fn checks(t: Texts) -> Vec<Rendered> {
    let page = |name: &str, fault, finding| {
        let page = CheckPage {
            t,
            chrome: chrome("/v", None),
            code: String::new(),
            fault,
            finding,
            verifier: verifier(),
            host: "chungnhan.vi-du.vn".into(),
        };
        (name.to_owned(), render(&page))
    };
    let kept = OfflinePage { t, chrome: chrome("/v", None), verifier: verifier(), host: "chungnhan.vi-du.vn".into() };
    vec![
        ("check-offline".into(), render(&kept)),
        page("check", None, None),
        page("check-code-mistyped", Some(CheckFault::Code(CodeError::WrongCheckCharacter)), None),
        page("check-file-missing", Some(CheckFault::FileMissing), None),
        page("check-genuine", None, Some(finding(t, Verdict::Genuine))),
    ]
}
