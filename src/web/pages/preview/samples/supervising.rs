//! Sample pages of supervision and individual support.

use super::{Rendered, at, chrome, render, say};
use crate::domain::assessment::accommodation::{Accommodation, Granted, TimeAllowance};
use crate::domain::assessment::admission::{AccessCode, Admission};
use crate::domain::assessment::signal::SignalCounts;
use crate::domain::assessment::similarity::SimilarPair;
use crate::domain::identifier::{AttemptId, PersonId};
use crate::domain::people::person::Role;
use crate::flows::assessment::compare_answers::{ComparedAnswers, FoundPair, Suspect};
use crate::i18n::Texts;
use crate::store::assessment::supervision::{RunningAttempt, WaitingPerson};
use crate::store::people::accommodations::ListedAccommodation;
use crate::web::pages::similarity::SimilarityPage;
use crate::web::pages::supervision::{
    AccommodationNotice, AccommodationsPage, HeldPage, SupervisionNotice, SupervisionPage, TypedAccommodation,
};

/// Every page about it.
pub fn pages(t: Texts) -> Vec<Rendered> {
    let code = supervision(t, Admission::Code);
    vec![
        ("held".into(), render(&held(t))),
        ("supervision-code".into(), render(&code)),
        ("supervision-release".into(), render(&supervision(t, Admission::Release))),
        (
            "supervision-empty".into(),
            render(&SupervisionPage { running: Vec::new(), access_code: None, ..supervision(t, Admission::Code) }),
        ),
        ("similarity".into(), render(&similarity(t, true))),
        ("similarity-none".into(), render(&similarity(t, false))),
        ("accommodations".into(), render(&accommodations(t, true))),
        ("accommodations-empty".into(), render(&accommodations(t, false))),
    ]
}

fn held(t: Texts) -> HeldPage {
    HeldPage {
        t,
        chrome: chrome("/attempts/x", Some(Role::Candidate)),
        id: AttemptId::from_bytes([7; 16]),
        title: title(t),
        is_unsaved: true,
    }
}

fn title(t: Texts) -> String {
    say(t, "Kiến thức, kỹ năng sử dụng trí tuệ nhân tạo", "Knowledge and skills in using AI")
}

fn supervision(t: Texts, admission: Admission) -> SupervisionPage {
    let running = |name: &str, login: &str, paused: Option<&str>, helper: Option<&str>| RunningAttempt {
        id: AttemptId::from_bytes([9; 16]),
        login: login.into(),
        full_name: name.into(),
        started_at: at("2026-11-26T01:00:00Z"),
        deadline: at("2026-11-26T01:45:00Z"),
        paused_at: paused.map(at),
        accommodation: Accommodation { helper: helper.map(str::to_owned), ..Accommodation::default() },
        saved: 12,
        last_saved_at: Some(at("2026-11-26T01:21:30Z")),
        signals: SignalCounts { left_page: 2, seconds_away: 41, taken_over: 0 },
    };
    SupervisionPage {
        t,
        chrome: chrome("/admin/assessments/ai-for-officials/supervision", Some(Role::Administrator)),
        code: "ai-for-officials".into(),
        title: title(t),
        total: 25,
        records_signals: admission == Admission::Release,
        admission,
        access_code: Some(AccessCode::from_bytes([9, 31, 14, 11, 15, 26, 22, 3])),
        waiting: vec![WaitingPerson {
            id: PersonId::from_bytes([3; 16]),
            login: "CB-0044".into(),
            full_name: "Nguyễn Thị Ánh Tuyết".into(),
            asked_at: at("2026-11-26T01:02:00Z"),
        }],
        running: vec![
            running("Trần Đức Ưng", "CB-0417", Some("2026-11-26T01:20:00Z"), None),
            running("Đặng Thị Trang", "CB-1033", None, Some("Lê Minh Khuê")),
        ],
        notice: (admission == Admission::Code).then_some(SupervisionNotice::Paused(1)),
        typed: String::new(),
    }
}

fn similarity(t: Texts, is_found: bool) -> SimilarityPage {
    let suspect = |name: &str, login: &str| Suspect {
        attempt: AttemptId::from_bytes([9; 16]),
        login: login.into(),
        full_name: name.into(),
    };
    let figures = SimilarPair { attempts: (3, 70), both_wrong: 9, agreements: 9, expected: 3.4, tail: 2e-9 };
    let pair = FoundPair {
        people: [suspect("Trần Đức Ưng", "CB-0417"), suspect("Đặng Thị Trang", "CB-1033")],
        figures,
    };
    SimilarityPage {
        t,
        chrome: chrome("/admin/assessments/ai-for-officials/similarity", Some(Role::Administrator)),
        code: "ai-for-officials".into(),
        title: title(t),
        compared: ComparedAnswers {
            revision: Some("0b5c9e".into()),
            attempts: 20_412,
            pairs: 2_114_880,
            left_out: 7_200,
            found: if is_found { vec![pair] } else { Vec::new() },
        },
    }
}

fn accommodations(t: Texts, is_filled: bool) -> AccommodationsPage {
    let granted = Granted {
        accommodation: Accommodation {
            time: TimeAllowance::Extra(50),
            large_text: true,
            read_aloud: true,
            helper: Some("Lê Minh Khuê".into()),
        },
        reason: say(t, "Giấy xác nhận khuyết tật nhìn", "Certificate of a visual impairment"),
        by: "QT-01".into(),
        at: at("2026-11-20T02:00:00Z"),
    };
    AccommodationsPage {
        t,
        chrome: chrome("/admin/accommodations", Some(Role::Administrator)),
        listed: if is_filled {
            vec![ListedAccommodation { granted, login: "CB-0417".into(), full_name: "Trần Đức Ưng".into() }]
        } else {
            Vec::new()
        },
        notice: is_filled.then_some(AccommodationNotice::Fault("nothing-arranged")),
        typed: TypedAccommodation { login: "CB-0418".into(), time: "50".into(), ..TypedAccommodation::default() },
    }
}
