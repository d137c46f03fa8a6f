//! Sample pages of decisions on items.

use super::{Rendered, at, chrome, render};
use crate::domain::assessment::rescoring::{Change, DecisionState, ItemDecision, Ruling, Standing, Tally};
use crate::domain::assessment::scoring::{Centipoints, Score};
use crate::domain::identifier::{AttemptId, CertificateId, ItemDecisionId};
use crate::domain::people::person::Role;
use crate::flows::assessment::preview_rescoring::ChangedResult;
use crate::i18n::Texts;
use crate::web::pages::chrome::Chrome;
use crate::web::pages::rescorings::{ProposeItemPage, RescoringPage, RescoringsPage};

/// Every page of them.
pub fn pages(t: Texts) -> Vec<Rendered> {
    let states = [DecisionState::Proposed, confirmed(None), confirmed(Some("2026-11-20T03:11:00Z")), dropped()];
    let all = states.iter().cloned().map(decision).collect();
    let list = |decisions| RescoringsPage { t, chrome: frame(), decisions };
    let [waiting, running, finished, dropped] = states;
    vec![
        ("rescorings".into(), render(&list(all))),
        ("rescorings-empty".into(), render(&list(Vec::new()))),
        ("rescoring-new".into(), render(&proposal(t, "", None))),
        ("rescoring-new-refused".into(), render(&proposal(t, "cau-31", Some("unknown-item")))),
        ("rescoring-own".into(), render(&preview(t, waiting.clone(), true))),
        ("rescoring-waiting".into(), render(&preview(t, waiting, false))),
        ("rescoring-running".into(), render(&preview(t, running, false))),
        ("rescoring-finished".into(), render(&preview(t, finished, false))),
        ("rescoring-dropped".into(), render(&preview(t, dropped, false))),
    ]
}

fn frame() -> Chrome {
    chrome("/admin/rescorings", Some(Role::Administrator))
}

fn confirmed(finished_at: Option<&str>) -> DecisionState {
    let finished_at = finished_at.map(at);
    DecisionState::Confirmed { by: "QT-02".into(), at: at("2026-11-20T03:10:00Z"), number: 1, finished_at }
}

fn dropped() -> DecisionState {
    DecisionState::Dropped { by: "QT-02".into(), at: at("2026-11-20T03:10:00Z") }
}

fn decision(state: DecisionState) -> ItemDecision {
    ItemDecision {
        id: ItemDecisionId::from_bytes([9; 16]),
        revision: "7c9e".repeat(16),
        item: "bao-ve-du-lieu-014".into(),
        ruling: if state == DecisionState::Proposed { Ruling::Rekeyed("41b0".repeat(16)) } else { Ruling::Withdrawn },
        reason: "Căn cứ pháp lý của câu hỏi đã được thay thế từ ngày 15/11/2026".into(),
        proposed_by: "QT-01".into(),
        proposed_at: at("2026-11-19T08:45:00Z"),
        state,
    }
}

pub fn proposal(t: Texts, typed: &str, fault: Option<&'static str>) -> ProposeItemPage {
    let revision = |id: &str, day: &str| (id.repeat(16), "ai-for-officials".to_owned(), at(day));
    ProposeItemPage {
        t,
        chrome: frame(),
        revisions: vec![revision("41b0", "2026-11-18T02:00:00Z"), revision("7c9e", "2026-10-01T02:00:00Z")],
        revision: "7c9e".repeat(16),
        item: typed.into(),
        key_of: String::new(),
        reason: typed.into(),
        fault,
    }
}

fn preview(t: Texts, state: DecisionState, is_own: bool) -> RescoringPage {
    let standing = |is_pass, earned, possible| Standing {
        is_pass,
        score: Score { earned: Centipoints(earned), possible: Centipoints(possible) },
    };
    let result = |name: &str, before, after, certificates| ChangedResult {
        attempt: AttemptId::from_bytes([3; 16]),
        login: "CB-0007".into(),
        full_name: name.into(),
        before,
        after,
        change: Change::between(before, after).unwrap_or(Change::ScoreOnly),
        certificates,
    };
    let certificate = || vec![CertificateId::from_bytes([5; 16])];
    let is_waiting = state == DecisionState::Proposed;
    RescoringPage {
        t,
        chrome: frame(),
        decision: decision(state),
        tally: Tally { attempts: 20_512, changed: 3, rise: 1, fall: 2, now_pass: 1, now_fail: 1, certificates: 2 },
        results: vec![
            result("Nguyễn Thị Ánh Tuyết", standing(false, 2_050, 3_000), standing(true, 2_050, 2_900), Vec::new()),
            result(
                "Công Tằng Tôn Nữ Hoàng Phương Nguyễn Phúc Quỳnh Hương",
                standing(true, 2_100, 3_000),
                standing(false, 2_000, 2_900),
                certificate(),
            ),
            result("H'Hen Niê", standing(true, 2_850, 3_000), standing(true, 2_750, 2_900), certificate()),
        ],
        is_own,
        is_confirmation_missing: is_waiting && !is_own,
    }
}
