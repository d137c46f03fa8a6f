//! Sample pages of appeals, as administrators see them.

use super::sitting::{appeal, review_item};
use super::{Rendered, chrome, render, say};
use crate::domain::assessment::appeal::Ruling;
use crate::domain::assessment::rescoring::Standing;
use crate::domain::assessment::scoring::{Centipoints, Score};
use crate::domain::assessment::signal::SignalCounts;
use crate::domain::people::person::Role;
use crate::i18n::Texts;
use crate::store::assessment::appeals::ListedAppeal;
use crate::web::pages::appeals::{AppealPage, AppealsPage, ShownEvidence};
use crate::web::pages::result::Review;

/// The list, and one appeal in each state.
pub fn pages(t: Texts) -> Vec<Rendered> {
    let listed = |ruling, name: &str, login: &str| ListedAppeal {
        appeal: appeal(t, ruling),
        assessment: "ai-for-officials".into(),
        login: login.into(),
        full_name: name.into(),
    };
    let list = |appeals| AppealsPage {
        t,
        chrome: chrome("/admin/appeals", Some(Role::Administrator)),
        state: String::new(),
        appeals,
    };
    let all = vec![
        listed(None, "Nguyễn Thị Ánh Tuyết", "CB-0012"),
        listed(Some(Ruling::Dismissed), "Trần Đức Ưng", "CB-0417"),
        listed(Some(Ruling::Upheld(None)), "Đặng Thị Trang", "CB-1033"),
    ];
    vec![
        ("appeals".into(), render(&list(all))),
        ("appeals-empty".into(), render(&list(Vec::new()))),
        ("appeal".into(), render(&one(t, None, Some("confirmation-missing")))),
        ("appeal-own".into(), render(&AppealPage { evidence: None, ..one(t, None, None) })),
        ("appeal-answered".into(), render(&one(t, Some(Ruling::Dismissed), None))),
    ]
}

fn one(t: Texts, ruling: Option<Ruling>, fault: Option<&'static str>) -> AppealPage {
    AppealPage {
        t,
        chrome: chrome("/admin/appeals/x", Some(Role::Administrator)),
        appeal: appeal(t, ruling),
        assessment: "ai-for-officials".into(),
        candidate: ("CB-0012".into(), "Nguyễn Thị Ánh Tuyết".into()),
        evidence: Some(ShownEvidence {
            revision: "0b5c9e".into(),
            standing: Standing {
                is_pass: false,
                score: Score { earned: Centipoints(1_850), possible: Centipoints(2_500) },
            },
            agrees: true,
            review: Review::Open((1..=4).map(|number| review_item(t, number)).collect()),
            items: (1..=4).map(|number| (number, format!("cau-{number:03}"))).collect(),
            decisions: Vec::new(),
            signals: Some(SignalCounts { left_page: 2, seconds_away: 41, taken_over: 1 }),
        }),
        typed: ("dismissed".into(), say(t, "Khóa đúng theo giáo trình.", "The key follows the course book.")),
        fault,
    }
}
