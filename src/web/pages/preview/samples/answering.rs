//! Sample items of every type that is not a choice, blank and filled.

use super::{at, html, say};
use crate::domain::assessment::item::{BlankKind, ItemType};
use crate::domain::assessment::picture::AreaShape;
use crate::domain::assessment::proficiency::{ProficiencyLevel, ProficiencyScale, Told};
use crate::domain::assessment::response::Response;
use crate::domain::assessment::scoring::{Centipoints, CutScore, Score};
use crate::domain::text::{Language, Localized};
use crate::flows::assessment::read_attempt::{BlankView, ItemView};
use crate::flows::assessment::report_attempt::CompetencyReport;
use crate::i18n::Texts;
use crate::web::answer_form;
use crate::web::candidate::rendered;
use crate::web::pages::attempt::{AttemptItem, SaveState};
use crate::web::pages::proficiency::ProficiencyRow;
use crate::web::pages::result::ReviewPart;
use std::collections::BTreeMap;

type Named = (&'static str, &'static str, &'static str);

fn texts(t: Texts, named: &[Named]) -> Vec<(String, String)> {
    named.iter().map(|(id, vi, en)| ((*id).to_owned(), say(t, vi, en))).collect()
}

fn parts(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(id, value)| ((*id).to_owned(), (*value).to_owned())).collect()
}

fn view(item_type: ItemType, stem: String) -> ItemView {
    ItemView {
        number: 0,
        item_type,
        stem,
        options: Vec::new(),
        sources: Vec::new(),
        units: Vec::new(),
        blanks: Vec::new(),
        stimulus: None,
        has_simulation: false,
        picture: None,
        areas: Vec::new(),
        takes_points: false,
        response: None,
        revision: 0,
        saved_at: None,
        is_checked: false,
    }
}

const SITUATIONS: [Named; 3] = [
    (
        "s1",
        "Người gọi tự xưng công an, yêu cầu chuyển tiền ngay",
        "A caller says he is the police and wants money at once",
    ),
    ("s2", "Tệp đính kèm lạ từ địa chỉ của đồng nghiệp", "A strange attachment from a colleague's address"),
    ("s3", "Điện thoại công vụ bị mất trên xe khách", "An office phone lost on a coach"),
];
const DEEDS: [Named; 4] = [
    ("t1", "Dừng cuộc gọi, gọi lại theo số chính thức", "Hang up, call back on the official number"),
    ("t2", "Hỏi lại đồng nghiệp qua kênh khác trước khi mở", "Ask the colleague by another channel before opening it"),
    (
        "t3",
        "Báo ngay bộ phận công nghệ thông tin để khoá máy từ xa",
        "Tell the IT unit at once to lock the phone remotely",
    ),
    ("t4", "Làm theo để tránh rắc rối", "Comply, to avoid trouble"),
];
const STEPS: [Named; 4] = [
    ("a", "Đối chiếu kết quả với văn bản gốc", "Check the result against the source documents"),
    ("b", "Xác định rõ mục đích và người đọc", "Settle the purpose and the reader"),
    ("c", "Viết câu lệnh, không đưa dữ liệu cá nhân", "Write the prompt, without personal data"),
    ("d", "Trình lãnh đạo duyệt và chịu trách nhiệm", "Submit it for approval and answer for it"),
];

fn views(t: Texts) -> Vec<(ItemView, Response)> {
    let matching = ItemView {
        sources: texts(t, &SITUATIONS),
        options: texts(t, &DEEDS),
        ..view(ItemType::Matching, say(t, "Nên làm gì trong từng tình huống?", "What is to be done in each situation?"))
    };
    let ordering = ItemView {
        options: texts(t, &STEPS),
        ..view(
            ItemType::Ordering,
            say(
                t,
                "Sắp xếp các bước soạn thảo một thông báo có trợ giúp của AI.",
                "Order the steps of drafting a notice with the help of AI.",
            ),
        )
    };
    let numeric = ItemView {
        units: vec!["GB".into(), "MB".into()],
        ..view(
            ItemType::Numeric,
            say(
                t,
                "Một thư mục có 2.048 tệp, mỗi tệp 4 MB. Cần bao nhiêu dung lượng để sao lưu?",
                "A folder holds 2,048 files of 4 MB each. How much space does a copy need?",
            ),
        )
    };
    let short = view(
        ItemType::ShortText,
        say(
            t,
            "Ứng dụng định danh điện tử quốc gia tên là gì?",
            "What is the national app for electronic identity called?",
        ),
    );
    let sizes = [("a", "ít nhất 12 ký tự", "at least 12 characters"), ("b", "đúng 4 chữ số", "exactly 4 digits")];
    let blank = |id: &str, kind, options: &[Named]| BlankView {
        id: id.to_owned(),
        kind,
        options: texts(t, options),
        units: Vec::new(),
    };
    let cloze = ItemView {
        blanks: vec![
            blank("1", BlankKind::Choice, &sizes),
            blank("2", BlankKind::Text, &[]),
            blank("3", BlankKind::Number, &[]),
        ],
        ..view(
            ItemType::Cloze,
            say(
                t,
                "Mật khẩu tốt có {1} và không dùng lại ở nơi khác. Ngoài mật khẩu nên bật xác thực {2}; khi nghi bị lộ, đổi trong vòng {3} giờ.",
                "A good password has {1} and is used nowhere else. Beside it, turn on {2} authentication; when it may have leaked, change it within {3} hours.",
            ),
        )
    };
    let area = |id: &str, vi: &str, en: &str, shape| (id.to_owned(), say(t, vi, en), shape);
    let hotspot = ItemView {
        picture: Some((640, 420, say(t, "Cửa sổ trình duyệt", "A browser window"))),
        areas: vec![
            area("a", "Thanh địa chỉ", "The address bar", AreaShape::Rectangle([[112, 22], [610, 52]])),
            area("b", "Hình người", "The person", AreaShape::Circle([505, 165], 34)),
        ],
        ..view(
            ItemType::Hotspot,
            say(
                t,
                "Chạm vào chỗ cho biết bạn đang ở đúng trang.",
                "Touch what tells you that you are on the right site.",
            ),
        )
    };
    let order = ["b", "c", "a", "d"].map(str::to_owned).into();
    vec![
        (matching, Response::Match(parts(&[("s1", "t1"), ("s3", "t3")]))),
        (ordering, Response::Order(order)),
        (numeric, Response::Number("8 GB".into())),
        (hotspot, Response::Points(vec![[300, 40]])),
        (short, Response::Text("VNeID".into())),
        (cloze, Response::Blanks(parts(&[("1", "a"), ("2", say(t, "hai lớp", "two-factor").as_str()), ("3", "24")]))),
    ]
}

/// One item of each type.
pub fn items(t: Texts, is_filled: bool) -> Vec<AttemptItem> {
    let numbered = views(t).into_iter().zip(1_usize..);
    let shown = numbered.map(|((view, response), number)| {
        let view = ItemView { response: is_filled.then_some(response), ..view };
        AttemptItem {
            number,
            item_type: view.item_type,
            stem: rendered(&view.stem),
            stimulus: None,
            has_simulation: false,
            picture: answer_form::picture(&view),
            field: answer_form::field(&view),
            revision: i64::from(is_filled),
            state: if is_filled { SaveState::Saved(at("2026-11-21T01:31:05Z")) } else { SaveState::Blank },
            feedback: None,
        }
    });
    shown.collect()
}

/// A matching item, reviewed.
pub fn review_parts(t: Texts) -> Vec<ReviewPart> {
    let said = |(_, vi, en): Named| html(&say(t, vi, en));
    let part = |(place, is_right): (usize, bool)| ReviewPart {
        label: said(SITUATIONS[place]),
        given: Some(if is_right { said(DEEDS[place]) } else { html("") }),
        right: Some(said(DEEDS[place])),
        is_right: Some(is_right),
    };
    [(0, true), (1, false), (2, true)].map(part).into()
}

/// A level that is sure, one between two, and too few items.
pub fn proficiency(t: Texts) -> Vec<ProficiencyRow> {
    let texts = |(vi, en): (&str, &str)| {
        Localized([(Language::Vi, vi.to_owned()), (Language::En, en.to_owned())].into_iter().collect())
    };
    let level = |(code, from, vi, en): (&str, Option<u16>, &str, &str)| ProficiencyLevel {
        code: code.to_owned(),
        title: texts((vi, en)),
        from: from.and_then(|from| CutScore::try_from(from).ok()),
    };
    let levels = [("co-ban", None, "Cơ bản", "Basic"), ("thanh-thao", Some(6_000), "Thành thạo", "Proficient")];
    let scale = ProficiencyScale { fewest_items: 5, levels: levels.map(level).into() };
    let row = |(title, right, items): ((&str, &str), u32, usize)| {
        let score = Score { earned: Centipoints(100 * right), possible: Centipoints(100 * items as u32) };
        let estimate = scale.estimate(score, items).expect("items");
        let (level, or_else) = match estimate.told {
            Told::Level(level) => (Some(level), None),
            Told::Between(level, other) => (Some(level), Some(other)),
            Told::NotEnough => (None, None),
        };
        let of = |level: Option<usize>| level.map(|level| scale.levels[level].clone());
        let (level, or_else) = (of(level), of(or_else));
        let report = CompetencyReport { code: "c".into(), title: texts(title), estimate, level, or_else };
        ProficiencyRow::of(&report, Some(&scale), t)
    };
    [
        (("Kiểm chứng kết quả do trí tuệ nhân tạo tạo ra", "Checking what artificial intelligence produces"), 12, 12),
        (("Kỹ năng đặt câu lệnh", "Writing prompts"), 5, 8),
        (("Pháp luật, đạo đức và trách nhiệm", "Law, ethics and responsibility"), 3, 4),
    ]
    .map(row)
    .into()
}
