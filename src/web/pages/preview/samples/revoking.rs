//! Sample pages of taking back several certificates.

use super::administering::certificate;
use super::{Rendered, at, chrome, render};
use crate::domain::certification::revocation_request::{RequestState, RevocationRequest};
use crate::domain::certification::verdict::RevocationReason;
use crate::domain::identifier::RequestId;
use crate::domain::people::person::Role;
use crate::i18n::Texts;
use crate::web::pages::administration::{CertificateState, RevokeFault};
use crate::web::pages::revocations::{ProposeFault, ProposePage, RequestPage, RequestsPage};

/// Every page of the requests.
pub fn pages(t: Texts) -> Vec<Rendered> {
    let withdrawn = RequestState::Withdrawn { by: "QT-02".into(), at: at("2026-11-20T03:10:00Z") };
    let requests = vec![request(RequestState::Proposed), request(confirmed()), request(withdrawn.clone())];
    let list = |requests| RequestsPage { t, chrome: frame(), requests };
    vec![
        ("revocations".into(), render(&list(requests))),
        ("revocations-empty".into(), render(&list(Vec::new()))),
        ("revocation-new".into(), render(&fresh(t))),
        ("revocation-new-refused".into(), render(&proposal(t, "Biên bản số 12/BB-HĐ"))),
        ("revocation-own".into(), render(&preview(t, RequestState::Proposed, true))),
        ("revocation-waiting".into(), render(&preview(t, RequestState::Proposed, false))),
        ("revocation-confirmed".into(), render(&preview(t, confirmed(), false))),
        ("revocation-withdrawn".into(), render(&preview(t, withdrawn, false))),
    ]
}

fn frame() -> crate::web::pages::chrome::Chrome {
    chrome("/admin/revocations", Some(Role::Administrator))
}

fn confirmed() -> RequestState {
    RequestState::Confirmed { by: "QT-02".into(), at: at("2026-11-20T03:10:00Z") }
}

fn request(state: RequestState) -> RevocationRequest {
    RevocationRequest {
        id: RequestId::from_bytes([9; 16]),
        reason: RevocationReason::Misconduct,
        text: "Biên bản số 12/BB-HĐ ngày 19/11/2026 của Hội đồng đánh giá".into(),
        proposed_by: "QT-01".into(),
        proposed_at: at("2026-11-19T08:45:00Z"),
        state,
        certificates: 3,
    }
}

fn fresh(t: Texts) -> ProposePage {
    ProposePage {
        t,
        chrome: frame(),
        reason: None,
        explanation: String::new(),
        codes: String::new(),
        faults: Vec::new(),
        mistakes: Vec::new(),
    }
}

pub fn proposal(t: Texts, typed: &str) -> ProposePage {
    ProposePage {
        explanation: typed.into(),
        codes: typed.into(),
        faults: vec![ProposeFault::Revoke(RevokeFault::ReasonMissing), ProposeFault::TwoLists],
        mistakes: vec![(1, "not-a-code"), (3, "mistyped-code"), (4, "already-revoked")],
        ..fresh(t)
    }
}

fn preview(t: Texts, state: RequestState, is_own: bool) -> RequestPage {
    let is_done = matches!(state, RequestState::Confirmed { .. });
    let fate = if is_done { CertificateState::Revoked(RevocationReason::Misconduct) } else { CertificateState::Valid };
    RequestPage {
        t,
        chrome: frame(),
        request: request(state),
        rows: vec![
            certificate(t, "Nguyễn Thị Ánh Tuyết", fate),
            certificate(t, "Công Tằng Tôn Nữ Hoàng Phương Nguyễn Phúc Quỳnh Hương", fate),
            certificate(t, "H'Hen Niê", fate),
        ],
        is_own,
        is_confirmation_missing: !is_own && !is_done,
    }
}
