//! Sample pages of the administration.

use super::{Rendered, at, certificate_id, chrome, render, say};
use crate::domain::assessment::assembly::PrebuiltForm;
use crate::domain::assessment::blueprint::{Blueprint, BlueprintRule};
use crate::domain::assessment::differential::differences;
use crate::domain::assessment::pace::pace;
use crate::domain::assessment::scoring::Centipoints;
use crate::domain::assessment::statistics::{Given, ItemFacts};
use crate::domain::certification::verdict::RevocationReason;
use crate::domain::identifier::UnitId;
use crate::domain::measurement::calibration::{Settings, calibrate};
use crate::domain::measurement::response_patterns::ResponsePatterns;
use crate::domain::measurement::stream::Stream;
use crate::domain::people::person::Role;
use crate::flows::assessment::compare_groups::{Comparison, Grouping};
use crate::flows::measurement::calibrate_items::Calibrated;
use crate::i18n::Texts;
use crate::store::assessment::prebuilt_forms::FormSet;
use crate::web::pages::administration::{
    CertificateRow, CertificateState, CertificatesPage, NotDonePage, NotDonePerson, NotDoneState, Pager, RevokeFault,
    RevokePage, UnitChoice,
};
use crate::web::pages::differences::of_item;
use crate::web::pages::item_statistics::ItemStatisticsPage;
use crate::web::pages::measurement::{Measured, MeasurementPage};
use crate::web::pages::prebuilt_forms::PrebuiltFormsPage;
use crate::web::pages::progress::{
    AssessmentProgress, Counts, DashboardNotice, DashboardPage, Openness, UnitColumn, UnitRow, UnitTable,
};
use crate::web::pages::statistics::StatisticsPage;
use crate::web::pages::templates::{TemplateRow, TemplatesPage};
use time::{Date, Month};

/// Every page of the administration.
pub fn pages(t: Texts) -> Vec<Rendered> {
    let mut empty_list = not_done(t, "");
    empty_list.people.clear();
    vec![
        ("admin".into(), render(&dashboard(t, true))),
        ("admin-empty".into(), render(&dashboard(t, false))),
        ("not-done".into(), render(&not_done(t, ""))),
        ("not-done-empty".into(), render(&empty_list)),
        ("certificates".into(), render(&certificates(t, true))),
        ("certificates-empty".into(), render(&certificates(t, false))),
        ("revoke".into(), render(&revoke(t, ""))),
        ("templates".into(), render(&templates(t))),
        ("statistics".into(), render(&statistics(t, 800))),
        ("statistics-item".into(), render(&item_statistics(t))),
        ("statistics-empty".into(), render(&statistics(t, 0))),
        ("forms".into(), render(&prebuilt_forms(t, Some(8), true))),
        ("forms-missing".into(), render(&prebuilt_forms(t, Some(8), false))),
        ("forms-unasked".into(), render(&prebuilt_forms(t, None, false))),
        ("measurement".into(), render(&measurement(t, true))),
        ("measurement-empty".into(), render(&measurement(t, false))),
    ]
}

/// Attempts at 25 items; the last one is keyed wrong.
fn statistics(t: Texts, attempts: u32) -> StatisticsPage {
    let items: Vec<ItemFacts> = (0..25)
        .map(|number| ItemFacts {
            id: format!("so-{number:03}"),
            possible: Centipoints(100),
            options: ["a", "b", "c", "d"].map(|id| (id.to_owned(), id == "a")).to_vec(),
        })
        .collect();
    let given = |person: u32, item: u32| {
        let luck = person.wrapping_mul(2_654_435_761).wrapping_add(item * 40_503) >> 8 & 0x3f;
        let is_right = (person * 7919 % 100 + luck > 20 + item * 4) != (item == 24);
        Given {
            item,
            earned: Centipoints(if is_right { 100 } else { 0 }),
            chosen: if is_right { 1 } else { 2 },
            is_blank: false,
        }
    };
    let sheets: Vec<Vec<Given>> =
        (0..attempts).map(|person| (0..25).map(|item| given(person, item)).collect()).collect();
    StatisticsPage {
        t,
        chrome: chrome("/admin/assessments/ai-for-officials/statistics", Some(Role::Administrator)),
        code: "ai-for-officials".into(),
        title: say(t, "Kiến thức, kỹ năng sử dụng trí tuệ nhân tạo", "Knowledge and skills in using AI"),
        cut: 7_000.try_into().expect("a cut"),
        revisions: vec![("0b5c9e".into(), 800, true), ("77aa10".into(), 61, false)],
        statistics: crate::domain::assessment::statistics::statistics(&items, &sheets),
        paces: (0..25).map(|item| pace(vec![20.0 + item as f32, 31.0, 44.0, 70.5])).collect(),
        comparisons: comparisons(&items, &sheets),
        counted_at: None,
        withdrawn: 0,
        has_deductions: false,
        is_adaptive: attempts == 0,
        items,
    }
}

/// Eight forms of ten items out of thirty, one of them an anchor.
fn prebuilt_forms(t: Texts, forms: Option<u16>, is_built: bool) -> PrebuiltFormsPage {
    let rule = BlueprintRule { competency: None, level: None, kind: None, count: 10 };
    let form = |number: usize| {
        let others = (0..9).map(|place| format!("so-{:03}", 1 + (number * 9 + place) % 29));
        let mut items: Vec<String> = others.chain(["so-000".to_owned()]).collect();
        items.sort();
        PrebuiltForm { items, difficulty: 0.38 + (number % 3) as f64 / 200.0 }
    };
    PrebuiltFormsPage {
        t,
        chrome: chrome("/admin/assessments/ai-for-officials/forms", Some(Role::Administrator)),
        code: "ai-for-officials".into(),
        title: say(t, "Kiến thức, kỹ năng sử dụng trí tuệ nhân tạo", "Knowledge and skills in using AI"),
        blueprint: Blueprint { rules: vec![rule], anchors: vec!["so-000".into()], exposure_cap: Some(40), forms },
        set: is_built.then(|| FormSet {
            forms: (0..8).map(form).collect(),
            built_at: at("2026-12-01T01:00:00Z"),
            built_by: "QUANTRI".into(),
        }),
        notice: None,
    }
}

/// By language enough people, by unit too few; one item is harder in English.
fn comparisons(items: &[ItemFacts], sheets: &[Vec<Given>]) -> Vec<Comparison> {
    let mut sheets = sheets.to_vec();
    let of_sheet: Vec<Option<usize>> = (0..sheets.len()).map(|person| Some(usize::from(person % 4 == 0))).collect();
    for sheet in sheets.iter_mut().step_by(4) {
        sheet[7].earned = Centipoints(0);
    }
    let differences = differences(items, &sheets, &of_sheet, 2);
    let people = sheets.len() / 4;
    let groups = if differences.is_empty() { Vec::new() } else { vec![(1, "en".to_owned(), people)] };
    let nobody = Comparison { grouping: Grouping::Unit, groups: Vec::new(), hidden: 14, differences: Vec::new() };
    vec![Comparison { grouping: Grouping::Language, groups, hidden: 0, differences }, nobody]
}

/// The item that is keyed wrong.
fn item_statistics(t: Texts) -> ItemStatisticsPage {
    let whole = statistics(t, 800);
    ItemStatisticsPage {
        t,
        chrome: chrome("/admin/assessments/ai-for-officials/statistics/items/so-024", Some(Role::Administrator)),
        code: whole.code,
        title: whole.title,
        revision: "0b5c9e".into(),
        facts: whole.items[24].clone(),
        figures: whole.statistics.items[24].clone(),
        pace: whole.paces[24],
        differences: of_item(&whole.comparisons, 24, &whole.items, t),
    }
}

/// A calibration of 25 items from 400 attempts.
fn measurement(t: Texts, is_filled: bool) -> MeasurementPage {
    let mut chance = Stream::new(25, 0);
    let mut patterns = ResponsePatterns::new(25);
    for _ in 0..400 {
        let ability = chance.normal();
        let likely = |item: usize| 1.0 / (1.0 + (f64::from(item as u32) / 8.0 - 1.8 - ability).exp());
        let answers: Vec<_> = (0..25).map(|item| (item, chance.share() < likely(item))).collect();
        patterns.add(answers);
    }
    let settings = Settings { nodes: 31, most_steps: 8, ..Settings::default() };
    let found = calibrate(&patterns, &settings, |_| {});
    let items = (0..25).map(|number| format!("so-{number:03}")).zip(found.items).collect();
    let calibrated = Calibrated {
        revision: "0b5c9e".into(),
        attempts: 400,
        items,
        left_out: vec!["so-025".into()],
        steps: found.steps,
        has_converged: found.has_converged,
    };
    MeasurementPage {
        t,
        chrome: chrome("/admin/assessments/ai-for-officials/measurement", Some(Role::Administrator)),
        code: "ai-for-officials".into(),
        title: say(t, "Kiến thức, kỹ năng sử dụng trí tuệ nhân tạo", "Knowledge and skills in using AI"),
        is_adaptive: !is_filled,
        measured: is_filled.then(|| Measured::new(calibrated, None).expect("items")),
    }
}

const UNITS: [(&str, usize, usize, usize); 5] = [
    ("UBND phường Trấn Biên", 412, 398, 371),
    ("UBND phường Tam Hiệp", 365, 290, 240),
    ("UBND xã Xuân Định", 128, 64, 31),
    ("Sở Khoa học và Công nghệ", 96, 96, 96),
    ("Trường Trung học phổ thông chuyên Lương Thế Vinh và Trung tâm Giáo dục thường xuyên", 174, 0, 0),
];

const fn counts(assigned: usize, started: usize, passed: usize) -> Counts {
    Counts { assigned, started, passed, certified: passed, not_done: assigned - passed }
}

fn dashboard(t: Texts, is_filled: bool) -> DashboardPage {
    let progress = |openness, assigned, started, passed| AssessmentProgress {
        code: "ai-for-officials".into(),
        title: say(t, "Kiến thức, kỹ năng sử dụng trí tuệ nhân tạo", "Knowledge and skills in using AI"),
        openness,
        in_progress: 37,
        counts: counts(assigned, started, passed),
    };
    let assessments = vec![
        progress(Openness::OpenUntil(at("2026-12-31T10:00:00Z")), 20_500, 16_204, 14_871),
        progress(Openness::Closed, 1_175, 0, 0),
    ];
    DashboardPage {
        t,
        chrome: chrome("/admin", Some(Role::Administrator)),
        notice: is_filled.then(|| DashboardNotice::Opened(assessments[0].title.clone())),
        units: is_filled.then(|| unit_table(&assessments[0])),
        counted_at: is_filled.then(|| at("2026-11-21T01:31:05Z")),
        assessments: if is_filled { assessments } else { Vec::new() },
    }
}

fn unit_table(assessment: &AssessmentProgress) -> UnitTable {
    let row = |place: usize, (name, assigned, started, passed): (&str, usize, usize, usize)| UnitRow {
        id: unit(place),
        name: name.into(),
        indent: place.min(1),
        counts: counts(assigned, started, passed),
    };
    UnitTable {
        code: assessment.code.clone(),
        title: assessment.title.clone(),
        sort: UnitColumn::NotDone,
        is_descending: true,
        rows: UNITS.into_iter().enumerate().map(|(place, unit)| row(place, unit)).collect(),
        total: counts(1_175, 848, 738),
    }
}

fn unit(place: usize) -> UnitId {
    UnitId::from_bytes([u8::try_from(place).expect("few units"); 16])
}

pub fn not_done(t: Texts, search: &str) -> NotDonePage {
    let person = |name: &str, login: &str, state, attempts| NotDonePerson {
        name: name.into(),
        login: login.into(),
        unit: UNITS[0].0.into(),
        state,
        attempts,
    };
    let choice = |(place, (name, ..)): (usize, (&str, usize, usize, usize))| UnitChoice {
        id: unit(place),
        name: name.into(),
        is_chosen: place == 0,
    };
    NotDonePage {
        t,
        chrome: chrome("/admin/assessments/ai-for-officials/not-done", Some(Role::Administrator)),
        code: "ai-for-officials".into(),
        title: say(t, "Kiến thức, kỹ năng sử dụng trí tuệ nhân tạo", "Knowledge and skills in using AI"),
        units: UNITS.into_iter().enumerate().map(choice).collect(),
        search: search.into(),
        total: 41,
        counted_at: None,
        people: vec![
            person("Nguyễn Văn An", "CB00123", NotDoneState::NotStarted, 0),
            person("H'Hen Niê", "CB00310", NotDoneState::InProgress, 1),
            person("Trần Thị Ngọc Ánh", "CB00087", NotDoneState::Failed { best_basis_points: 7_233 }, 2),
            person("Điểu K'Brơi", "CB00551", NotDoneState::Failed { best_basis_points: 6_000 }, 3),
        ],
        pager: pager(),
        csv_href: "/admin/assessments/ai-for-officials/not-done.csv".into(),
    }
}

fn pager() -> Pager {
    Pager { page: 2, pages: 5, previous: Some("?page=1".into()), next: Some("?page=3".into()) }
}

pub(super) fn certificate(t: Texts, holder: &str, state: CertificateState) -> CertificateRow {
    CertificateRow {
        id: certificate_id(),
        serial: "00012/2026/AI-ĐN".into(),
        register_number: "000012/2026".into(),
        holder: holder.into(),
        unit: UNITS[0].0.into(),
        assessment: say(t, "Kiến thức, kỹ năng sử dụng trí tuệ nhân tạo", "Knowledge and skills in using AI"),
        issued_at: at("2026-11-05T02:00:00Z"),
        state,
    }
}

fn certificates(t: Texts, is_filled: bool) -> CertificatesPage {
    let rows = vec![
        certificate(t, "Nguyễn Thị Ánh Tuyết", CertificateState::Valid),
        certificate(t, "Công Tằng Tôn Nữ Hoàng Phương", CertificateState::Revoked(RevocationReason::Misconduct)),
        certificate(t, "Lê Dũng", CertificateState::Superseded),
        certificate(t, "H'Hen Niê", CertificateState::Expired),
    ];
    CertificatesPage {
        t,
        chrome: chrome("/admin/certificates", Some(Role::Administrator)),
        revoked_serial: is_filled.then(|| "00012/2026/AI-ĐN".into()),
        search: String::new(),
        total: if is_filled { 14_871 } else { 0 },
        rows: if is_filled { rows } else { Vec::new() },
        pager: pager(),
    }
}

fn templates(t: Texts) -> TemplatesPage {
    let day = |year| Date::from_calendar_date(year, Month::January, 1).expect("a day");
    let row = |title: String, code: &str, version, is_bundled| TemplateRow {
        title,
        code: code.into(),
        version,
        from: day(2025),
        until: None,
        is_bundled,
        is_current: true,
        used_since: None,
    };
    let landscape = say(t, "Giấy chứng nhận khổ ngang", "National certificate, landscape");
    let old = TemplateRow {
        until: Some(day(2027)),
        is_current: false,
        used_since: Some(at("2026-11-05T02:00:00Z")),
        ..row(landscape.clone(), "national-landscape", 1, true)
    };
    TemplatesPage {
        t,
        chrome: chrome("/admin/templates", Some(Role::Administrator)),
        rows: vec![
            row(say(t, "Giấy chứng nhận cho người dân", "Certificate for citizens"), "citizens", 1, true),
            row(landscape, "national-landscape", 2, false),
            old,
        ],
    }
}

pub fn revoke(t: Texts, explanation: &str) -> RevokePage {
    RevokePage {
        t,
        chrome: chrome("/admin/certificates/x/revoke", Some(Role::Administrator)),
        certificate: certificate(t, "Nguyễn Thị Ánh Tuyết", CertificateState::Valid),
        reason: Some(RevocationReason::Misconduct),
        explanation: explanation.into(),
        faults: vec![RevokeFault::ExplanationMissing, RevokeFault::NotConfirmed],
    }
}
