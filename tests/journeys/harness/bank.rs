//! A small bank whose key the stories know.

use minhchung::domain::assessment::admission::Admission;
use minhchung::domain::assessment::bank::{Bank, Competency};
use minhchung::domain::assessment::blueprint::{Blueprint, BlueprintRule};
use minhchung::domain::assessment::definition::{Assessment, CertificateTerms, IssuePolicy, Presentation};
use minhchung::domain::assessment::item::{
    Item, ItemExplanation, ItemFace, ItemKind, ItemOption, ItemTraits, ItemType,
};
use minhchung::domain::assessment::key::{Answer, ItemKey, PartialCredit};
use minhchung::domain::assessment::review::ReviewPolicy;
use minhchung::domain::assessment::scoring::{CutScore, Cuts};
use minhchung::domain::assessment::way::Navigation;
use minhchung::domain::text::{Language, Localized};
use time::macros::date;

/// The assessment's code.
pub const CODE: &str = "thu-nghiem";
/// Items on a form.
pub const ITEMS: i64 = 6;
/// Seconds to answer, and the grace after them.
pub const LIMIT: u64 = 1_200;
pub const GRACE: u64 = 60;

pub fn both(vi: &str, en: &str) -> Localized {
    Localized([(Language::Vi, vi.to_owned()), (Language::En, en.to_owned())].into())
}

/// Eight items: six single choice with the key `a`, two multiple choice with the key `a`, `c`.
pub fn bank() -> Bank {
    bank_with_key("a")
}

/// The same bank but for its key and what explains it.
pub fn bank_with_key(right: &str) -> Bank {
    let competency = |code: &str| Competency { code: code.to_owned(), title: both("Năng lực", "Competency") };
    Bank {
        code: "bank-thu-nghiem".to_owned(),
        title: both("Ngân hàng thử nghiệm", "A bank for tests"),
        description: both("Chỉ để thử.", "For tests only."),
        languages: vec![Language::Vi, Language::En],
        framework: "757/QĐ-BKHCN (2025)".to_owned(),
        licence: "CC-BY-4.0".to_owned(),
        authors: Vec::new(),
        competencies: vec![competency("alpha"), competency("beta")],
        pictures: [].into(),
        simulations: [].into(),
        items: (1..=8).map(|number| item(number, right)).collect(),
    }
}

pub fn item(number: u8, right: &str) -> Item {
    let is_multiple = number > 6;
    let option = |id: &str| ItemOption {
        id: id.to_owned(),
        text: both(&format!("Phương án {id} của câu {number}"), &format!("Option {id} of item {number}")),
    };
    let id = format!("cau-{number:03}");
    Item {
        face: ItemFace::with_options(
            id.clone(),
            if is_multiple { ItemType::MultipleChoice } else { ItemType::SingleChoice },
            both(&format!("Câu hỏi {id}?"), &format!("Question {id}?")),
            ["a", "b", "c", "d"].map(option).to_vec(),
        ),
        traits: ItemTraits {
            competency: if is_multiple { "beta" } else { "alpha" }.to_owned(),
            level: 1 + number % 2,
            kind: ItemKind::Knowledge,
            enemies: Vec::new(),
        },
        key: ItemKey {
            answer: Answer::Correct(if is_multiple {
                vec!["a".to_owned(), "c".to_owned()]
            } else {
                vec![right.to_owned()]
            }),
            points: 1,
            partial_credit: PartialCredit::SumClamped,
        },
        explanation: ItemExplanation {
            rationale: both(&format!("Vì {right} đúng."), &format!("Because {right} is right.")),
            legal_basis: both("Nguyên tắc chung.", "A general principle."),
            source: "Kiến thức chung".to_owned(),
            as_of: date!(2026 - 11 - 21),
            review_by: date!(2028 - 11 - 21),
        },
        digcomp: Vec::new(),
        frameworks: Vec::new(),
        accepts: Vec::new(),
    }
}

/// Twenty minutes, any number of sittings, review never, cut 60 %.
pub fn assessment() -> Assessment {
    let rule = |competency: &str, count| BlueprintRule {
        competency: Some(competency.to_owned()),
        level: None,
        kind: None,
        count,
    };
    Assessment {
        code: CODE.to_owned(),
        bank: "bank-thu-nghiem".to_owned(),
        title: both("Bài đánh giá thử nghiệm", "An assessment for tests"),
        description: both("Chỉ để thử.", "For tests only."),
        languages: vec![Language::Vi, Language::En],
        blueprint: Blueprint { rules: vec![rule("alpha", 4), rule("beta", 2)], ..Blueprint::default() },
        time_limit_s: LIMIT as u32,
        grace_s: GRACE as u32,
        attempts: None,
        pause_s: 0,
        cuts: Cuts { whole: CutScore::try_from(6_000).expect("a cut"), by_competency: [].into() },
        wrong_costs: None,
        grades: Vec::new(),
        proficiency: None,
        opens_at: None,
        closes_at: None,
        review: ReviewPolicy::Never,
        practice: false,
        signals: false,
        sections: Vec::new(),
        presentation: Presentation::OneItem,
        navigation: Navigation::Free,
        admission: Admission::Open,
        adaptive: None,
        certificate: Some(CertificateTerms {
            template: None,
            subtitle: both("BÀI ĐÁNH GIÁ THỬ NGHIỆM", "AN ASSESSMENT FOR TESTS"),
            statement: both("Đã đạt bài đánh giá thử nghiệm.", "Has passed an assessment for tests."),
            description: both("Có năng lực.", "Is able."),
            criteria: both("Đạt từ 60 %.", "60 % or more."),
            serial_pattern: "{seq:05}/{year}/TN".to_owned(),
            register_pattern: "{seq:06}/{year}".to_owned(),
            shows_score: true,
            valid_months: None,
            issue: IssuePolicy::AtOnce,
        }),
        appeal_days: None,
    }
}
