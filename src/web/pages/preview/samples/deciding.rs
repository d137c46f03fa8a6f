//! Sample pages of decisions.

use super::{Rendered, at, chrome, render, say};
use crate::domain::identifier::DecisionId;
use crate::domain::people::person::Role;
use crate::i18n::Texts;
use crate::web::pages::decisions::{
    ConfirmFault, DecisionPage, DecisionRow, DecisionState, DecisionsPage, DraftFacts, DraftFault, LeftOut, PaperFacts,
    Reason, Typed,
};

/// Every page about decisions.
pub fn pages(t: Texts) -> Vec<Rendered> {
    let mistakes = [
        "ket-qua.xlsx:12:1: empty-field: `họ và tên` is empty; every result needs it; delete the row if it is nobody's",
        "ket-qua.xlsx:103:4: score-below-cut: the score is below the cut of 80 %; only results that passed can be recognised; delete the row",
    ];
    let mistakes = DraftFault::Mistakes(mistakes.map(str::to_owned).to_vec(), 12);
    vec![
        ("decisions".into(), render(&list(t, true, None))),
        ("decisions-empty".into(), render(&list(t, false, None))),
        ("decisions-mistakes".into(), render(&list(t, true, Some(mistakes)))),
        ("decisions-none-left".into(), render(&list(t, true, Some(DraftFault::NoneLeft(left_out()))))),
        ("decision-draft".into(), render(&decision(t, draft("", true, Vec::new())))),
        ("decision-own-draft".into(), render(&decision(t, draft("", false, Vec::new())))),
        ("decision-faults".into(), render(&decision(t, draft("12/QĐ", true, all_faults())))),
        ("decision-running".into(), render(&decision(t, paper(12_480, 8_020)))),
        ("decision-done".into(), render(&decision(t, paper(20_500, 0)))),
    ]
}

/// The page that shows what somebody typed.
pub fn typed(t: Texts, typed: &str) -> String {
    render(&decision(t, draft(typed, true, all_faults())))
}

fn title(t: Texts) -> String {
    say(t, "Kiến thức, kỹ năng sử dụng trí tuệ nhân tạo", "Knowledge and skills in using AI")
}

fn id(byte: u8) -> DecisionId {
    DecisionId::from_bytes([byte; 16])
}

fn list(t: Texts, is_filled: bool, fault: Option<DraftFault>) -> DecisionsPage {
    let row = |byte, paper: Option<(&str, &str)>, rows, issued| DecisionRow {
        id: id(byte),
        paper: paper.map(|(number, day)| (number.to_owned(), day.to_owned())),
        assessment: title(t),
        rows,
        issued,
        drafted_at: at("2026-11-20T03:00:00Z"),
    };
    let rows = vec![
        row(1, None, 412, 0),
        row(2, Some(("1278/QĐ-SKHCN", "21/11/2026")), 20_500, 12_480),
        row(3, Some(("901/QĐ-SKHCN", "05/09/2026")), 1_204, 1_204),
    ];
    DecisionsPage {
        t,
        chrome: chrome("/admin/decisions", Some(Role::Administrator)),
        rows: if is_filled { rows } else { Vec::new() },
        assessments: if is_filled { vec![("ai-for-officials".into(), title(t))] } else { Vec::new() },
        fault,
    }
}

fn left_out() -> Vec<LeftOut> {
    let row = |name: &str, reason| LeftOut { name: name.into(), reason };
    vec![
        row("Nguyễn 阮 Ánh", Reason::Refused("page: MissingGlyph('阮')".into())),
        row("Trần Đức Ưng", Reason::Recognised("901/QĐ-SKHCN".into())),
        row("H'Hen Niê", Reason::Certified),
        row("Lê Dũng", Reason::AnotherPass),
    ]
}

fn all_faults() -> Vec<ConfirmFault> {
    vec![
        ConfirmFault::Number,
        ConfirmFault::Date,
        ConfirmFault::Signer,
        ConfirmFault::OtherHash,
        ConfirmFault::NotChecked,
        ConfirmFault::SamePerson,
        ConfirmFault::ListChanged,
        ConfirmFault::AlreadyConfirmed,
        ConfirmFault::Recognised("901/QĐ-SKHCN".into(), "05/09/2026".into()),
        ConfirmFault::WouldNotPrint("page: DoesNotFit(Decision)".into()),
    ]
}

fn draft(typed: &str, may_confirm: bool, faults: Vec<ConfirmFault>) -> DecisionState {
    let unit = "UBND phường Trấn Biên".to_owned();
    DecisionState::Draft(DraftFacts {
        sample: vec![
            ("Nguyễn Thị Ánh Tuyết".into(), unit.clone()),
            ("Công Tằng Tôn Nữ Hoàng Phương Nguyễn Phúc Quỳnh Hương".into(), unit),
        ],
        left_out: if may_confirm { (left_out(), 4) } else { (Vec::new(), 0) },
        may_confirm,
        typed: Typed { number: typed.into(), date: String::new(), signer: typed.into(), hash: typed.into() },
        faults,
    })
}

fn paper(issued: usize, left: usize) -> DecisionState {
    DecisionState::Confirmed(PaperFacts {
        number: "1278/QĐ-SKHCN".into(),
        day: "21/11/2026".into(),
        signer: "Trần Minh Chứng".into(),
        by: "QUANTRI-2".into(),
        issued,
        left,
        per_minute: Some(41_200),
        refused: if left > 0 { vec![("no-signing-key".into(), 3)] } else { Vec::new() },
    })
}

fn decision(t: Texts, state: DecisionState) -> DecisionPage {
    DecisionPage {
        t,
        chrome: chrome("/admin/decisions/x", Some(Role::Administrator)),
        id: id(2),
        assessment: title(t),
        rows: 20_500,
        list_hash: "9a4107c3 552ef018 6bd2903f e4710cb8 9a4107c3 552ef018 6bd2903f e4710cb8".into(),
        drafted_by: "QUANTRI-1".into(),
        drafted_at: at("2026-11-20T03:00:00Z"),
        state,
    }
}
