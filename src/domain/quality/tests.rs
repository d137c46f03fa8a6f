//! Each rule of the lint finds what it is for, and leaves good items alone.

use super::*;
use crate::domain::assessment::bank::Competency;
use crate::domain::assessment::blueprint::BlueprintRule;
use crate::domain::assessment::item::{ItemExplanation, ItemFace, ItemKind, ItemOption, ItemTraits, ItemType};
use crate::domain::assessment::key::{Answer, ItemKey, PartialCredit};
use crate::domain::text::Localized;
use std::collections::BTreeMap;
use time::macros::date;

const TODAY: Date = date!(2026 - 11 - 26);

fn both(vi: &str, en: &str) -> Localized {
    Localized([(Language::Vi, vi.to_owned()), (Language::En, en.to_owned())].into())
}

/// A good single choice whose key is `b`.
fn item(id: &str) -> Item {
    let option = |id: &str, vi: &str, en: &str| ItemOption { id: id.to_owned(), text: both(vi, en) };
    let options = vec![
        option("a", "Ngày sinh của con viết liền", "A child's birthday in digits"),
        option("b", "Bốn từ ngẫu nhiên ghép lại", "Four random words joined"),
        option("c", "Tên cơ quan kèm năm nay", "The office's name and year"),
    ];
    let stem =
        both(&format!("Mật khẩu nào khó đoán nhất ({id})?"), &format!("Which password is hardest to guess ({id})?"));
    Item {
        face: ItemFace::with_options(id.to_owned(), ItemType::SingleChoice, stem, options),
        traits: ItemTraits { competency: "a".to_owned(), level: 1, kind: ItemKind::Knowledge, enemies: Vec::new() },
        key: ItemKey {
            answer: Answer::Correct(vec!["b".to_owned()]),
            points: 1,
            partial_credit: PartialCredit::SumClamped,
        },
        explanation: ItemExplanation {
            rationale: both(
                "Cụm nhiều từ vừa dài vừa dễ nhớ.",
                "A phrase of many words is long and easy to keep in mind.",
            ),
            legal_basis: both("-", "-"),
            source: "Kiến thức chung".to_owned(),
            as_of: TODAY,
            review_by: date!(2028 - 11 - 26),
        },
        digcomp: Vec::new(),
        frameworks: Vec::new(),
        accepts: Vec::new(),
    }
}

fn rules(item: &Item) -> Vec<Rule> {
    let mut rules: Vec<Rule> = of_item(item, TODAY).into_iter().map(|finding| finding.rule).collect();
    rules.dedup();
    rules
}

fn with(change: impl FnOnce(&mut Item)) -> Vec<Rule> {
    let mut item = item("i-1");
    change(&mut item);
    rules(&item)
}

#[test]
fn a_good_item_is_left_alone() {
    assert_eq!(rules(&item("i-1")), []);
}

#[test]
fn options_that_give_themselves_away_are_found() {
    let long = "Bốn từ ngẫu nhiên ghép lại với nhau, không liên quan gì đến mình và không có trên mạng";
    assert_eq!(with(|item| item.face.options[1].text = both(long, "Four random words")), [Rule::LongestKey]);
    assert_eq!(
        with(|item| item.face.options[2].text = both("Tất cả các phương án trên", "All of the above")),
        [Rule::AllOfTheAbove]
    );
    assert_eq!(
        with(|item| item.face.options[2].text = both("Không ý nào ở trên", "None of the above")),
        [Rule::NoneOfTheAbove]
    );
    assert_eq!(
        with(|item| item.face.options[2].text = both("Luôn luôn dùng một mật khẩu", "Always one password")),
        [Rule::AbsoluteWord]
    );
    // The same word in the key gives nothing away.
    assert_eq!(with(|item| item.face.options[1].text = both("Luôn luôn một từ khác nhau", "Always a new one")), []);
    let near = |item: &mut Item| {
        item.face.options[0].text = both("Gọi lại số điện thoại của cơ quan", "Call back the number of the office");
        item.face.options[2].text = both("Gọi lại số điện thoại cơ quan", "Call the number of the office back");
    };
    assert_eq!(with(near), [Rule::NearEqualOptions]);
    let clang = |item: &mut Item| {
        item.face.stem = both("Vì sao cần xác thực hai lớp?", "Why is authentication with two factors needed?");
        item.face.options[1].text = both("Vì có hai lớp", "Authentication is twice");
    };
    assert_eq!(with(clang), [Rule::ClangAssociation]);
    let numbers = |item: &mut Item| {
        item.face.keeps_order = true;
        for (option, text) in item.face.options.iter_mut().zip(["8 GB", "2 GB", "16 GB"]) {
            option.text = both(text, text);
        }
    };
    assert_eq!(with(numbers), [Rule::NumbersOutOfOrder]);
}

#[test]
fn stems_are_read_where_they_ask() {
    let negative =
        both("Chị Lan không đến được. Việc nào không nên làm?", "Lan cannot come. Which of these should not be done?");
    assert_eq!(with(|item| item.face.stem = negative), [Rule::NegativeStem]);
    let story = both("Chị Lan không đúng giờ. Nên làm gì?", "Lan is not on time. What should be done?");
    assert_eq!(with(|item| item.face.stem = story), []);
    let long = both(&"và rồi ".repeat(40), &"and then ".repeat(40));
    assert_eq!(with(|item| item.face.stem = long), [Rule::HardToRead]);
}

#[test]
fn english_is_measured_by_reading_ease() {
    let easy = "The cat sat on the mat. It was a big cat. The dog ran off. We all saw it go.";
    let hard = "Organisational interoperability considerations necessitate comprehensive documentation of administrative responsibilities, \
                institutional accountability and procedural harmonisation";
    assert!(reading::reading_ease(easy).is_some_and(|ease| ease > 90.0));
    assert!(reading::reading_ease(hard).is_none_or(|ease| ease < 0.0));
    assert_eq!(reading::reading_ease("Too short."), None);
}

#[test]
fn what_keeps_an_item_alive_is_asked_for() {
    assert_eq!(with(|item| item.explanation.rationale = both("-", "-")), [Rule::MissingRationale]);
    assert_eq!(with(|item| item.explanation.source = upkeep::NO_SOURCE[0].to_owned()), [Rule::MissingSource]);
    assert_eq!(with(|item| item.explanation.review_by = date!(2026 - 11 - 25)), [Rule::ReviewOverdue]);
    let short = both("Chị Hoa nhận cuộc gọi từ người tự xưng là lãnh đạo sở. Nên làm gì?", "What now?");
    assert_eq!(with(|item| item.face.stem = short), [Rule::ShortTranslation]);
}

fn bank(items: Vec<Item>) -> Bank {
    Bank {
        code: "b".to_owned(),
        title: both("B", "B"),
        description: both("B", "B"),
        languages: Language::ALL.to_vec(),
        framework: "-".to_owned(),
        licence: "-".to_owned(),
        competencies: vec![Competency { code: "a".to_owned(), title: both("A", "A") }],
        items,
        authors: Vec::new(),
        pictures: BTreeMap::new(),
        simulations: BTreeMap::new(),
    }
}

/// Items whose texts have nothing in common.
fn different(count: usize) -> Vec<Item> {
    let vary = |number: usize| {
        let mut item = item(&format!("i-{number:05}"));
        let word = |salt: usize| format!("từ{}", number * 31 + salt);
        let words: Vec<String> = (0..8).map(word).collect();
        item.face.stem = both(&format!("{}?", words.join(" ")), &format!("{}?", words.join(" ")));
        for (option, letter) in item.face.options.iter_mut().zip(["x", "y", "z"]) {
            let text = format!("{letter}{} {letter}{}", number * 7, number * 7 + 1);
            option.text = both(&text, &text);
        }
        let key = ["a", "b", "c"][number % 3].to_owned();
        item.key.answer = Answer::Correct(vec![key]);
        item
    };
    (0..count).map(vary).collect()
}

#[test]
fn items_too_near_each_other_are_found_and_may_be_accepted() {
    let mut items = different(30);
    assert_eq!(check(&bank(items.clone()), None, TODAY), []);
    items[7].face.stem = items[3].face.stem.clone();
    let options = items[3].face.options.clone();
    items[7].face.options[..2].clone_from_slice(&options[..2]);
    let findings = check(&bank(items.clone()), None, TODAY);
    assert_eq!(
        findings.iter().map(|finding| (finding.item.as_str(), finding.rule)).collect::<Vec<_>>(),
        [("i-00007", Rule::NearDuplicate)]
    );
    items[7].traits.enemies = vec!["i-00003".to_owned()];
    assert_eq!(check(&bank(items.clone()), None, TODAY), []);
    items[7].traits.enemies.clear();
    items[7].accepts = vec!["near-duplicate".to_owned()];
    assert_eq!(check(&bank(items), None, TODAY), []);
}

#[test]
fn an_item_that_answers_another_is_found() {
    let mut items = different(5);
    items[1].face.options[1].text = both("gọi lại số điện thoại đã biết", "call a number you know already");
    items[1].key.answer = Answer::Correct(vec!["b".to_owned()]);
    items[4].face.stem =
        both("Anh Nam gọi lại số điện thoại đã biết. Vì sao?", "Nam calls a number you know already. Why?");
    items[1].accepts = vec!["longest-key".to_owned()];
    let findings = check(&bank(items), None, TODAY);
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(
        (findings[0].rule, findings[0].item.as_str(), findings[0].detail.as_str()),
        (Rule::CueBetweenItems, "i-00004", "i-00001")
    );
}

#[test]
fn keys_that_stand_unevenly_and_blueprints_that_are_thin_are_found() {
    let mut items = different(24);
    items.iter_mut().for_each(|item| item.key.answer = Answer::Correct(vec!["b".to_owned()]));
    items[0].traits.competency = "other".to_owned();
    let rule = BlueprintRule { competency: Some("a".to_owned()), level: None, kind: None, count: 6 };
    let blueprint = Blueprint { rules: vec![rule], ..Blueprint::default() };
    let found: Vec<(Rule, String)> = check(&bank(items), Some(&blueprint), TODAY)
        .into_iter()
        .map(|finding| (finding.rule, finding.detail))
        .collect();
    let expected = [
        (Rule::KeyPosition, "0 / 24 / 0".to_owned()),
        (Rule::ThinCoverage, "1: 23 / 6".to_owned()),
        (Rule::NeverDrawn, String::new()),
    ];
    assert_eq!(found, expected);
}

#[test]
fn every_rule_has_a_code_of_its_own_and_a_source() {
    for rule in Rule::ALL {
        assert_eq!(Rule::from_code(rule.code()), Some(rule));
        assert!(rule.source().contains("20"), "{}", rule.code());
    }
}
