//! Stories and laws of marks, for keys of every type.

use super::*;
use proptest::prelude::*;

fn ids(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn numbered(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("o{number}")).collect()
}

fn pairs(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(one, other)| ((*one).to_owned(), (*other).to_owned())).collect()
}

fn key(answer: Answer, partial_credit: PartialCredit) -> ItemKey {
    ItemKey { answer, points: 1, partial_credit }
}

fn earned(key: &ItemKey, options: usize, response: Response) -> u32 {
    mark(&Marked { competency: "c", key, options, response: Some(&response) }).0
}

fn decimal(written: &str) -> Decimal {
    Decimal::parse(written).expect("a number")
}

#[test]
fn a_multiple_choice_follows_the_table() {
    let key = key(Answer::Correct(ids(&["a", "b"])), PartialCredit::SumClamped);
    for (chosen, expected) in [
        (&["a", "b"][..], 100),
        (&["a"], 50),
        (&["a", "c"], 17),
        (&["a", "b", "c"], 67),
        (&["c", "d"], 0),
        (&["a", "b", "c", "d", "e"], 0),
        (&[], 0),
    ] {
        assert_eq!(earned(&key, 5, Response::Choice(ids(chosen))), expected, "{chosen:?}");
    }
}

#[test]
fn all_or_nothing_gives_nothing_for_half() {
    let choice = key(Answer::Correct(ids(&["a", "b"])), PartialCredit::AllOrNothing);
    assert_eq!(earned(&choice, 4, Response::Choice(ids(&["a"]))), 0);
    assert_eq!(earned(&choice, 4, Response::Choice(ids(&["b", "a"]))), 100);
    let matching = key(Answer::Pairs(pairs(&[("s1", "t1"), ("s2", "t2")])), PartialCredit::AllOrNothing);
    assert_eq!(earned(&matching, 2, Response::Match(pairs(&[("s1", "t1")]))), 0);
    assert_eq!(earned(&matching, 2, Response::Match(pairs(&[("s1", "t1"), ("s2", "t2")]))), 100);
}

#[test]
fn each_right_pair_earns_its_share_and_a_wrong_one_takes_nothing() {
    let key = key(Answer::Pairs(pairs(&[("s1", "t1"), ("s2", "t2"), ("s3", "t1")])), PartialCredit::EachPart);
    assert_eq!(earned(&key, 4, Response::Match(pairs(&[("s1", "t1")]))), 33);
    assert_eq!(earned(&key, 4, Response::Match(pairs(&[("s1", "t1"), ("s2", "t4"), ("s3", "t1")]))), 67);
    assert_eq!(earned(&key, 4, Response::Match(pairs(&[("s1", "t4")]))), 0);
}

#[test]
fn an_order_earns_by_its_rule() {
    let given = || Response::Order(ids(&["b", "c", "d", "a"]));
    let order = || Answer::Order(ids(&["a", "b", "c", "d"]));
    assert_eq!(earned(&key(order(), PartialCredit::AbsolutePosition), 4, given()), 0);
    assert_eq!(earned(&key(order(), PartialCredit::Next), 4, given()), 67);
    assert_eq!(earned(&key(order(), PartialCredit::LongestRun), 4, given()), 75);
}

#[test]
fn words_are_compared_as_the_key_says() {
    let text = |minds_case, ignores_marks| {
        let accepted = ids(&["số hóa", "Đề án 06"]);
        key(Answer::Text(TextKey { accepted, minds_case, ignores_marks }), PartialCredit::AllOrNothing)
    };
    let given = |key: &ItemKey, written: &str| earned(key, 0, Response::Text(written.into()));
    let usual = text(false, false);
    assert_eq!(given(&usual, "SỐ  HÓA"), 100);
    assert_eq!(given(&usual, "so hoa"), 0);
    // Decomposed letters are the same letters.
    assert_eq!(given(&usual, "s\u{6F}\u{302}\u{301} ho\u{301}a"), 100);
    assert_eq!(given(&text(false, true), "de an 06"), 100);
    assert_eq!(given(&text(true, false), "đề án 06"), 0);
    assert_eq!(given(&text(true, true), "De an 06"), 100);
}

#[test]
fn numbers_are_right_within_their_tolerance_and_unit() {
    let units = vec![("km".to_owned(), Decimal::ONE), ("m".to_owned(), decimal("0.001"))];
    let number = NumberKey { value: decimal("8.5"), tolerance: decimal("0.05"), units };
    let key = key(Answer::Number(number), PartialCredit::AllOrNothing);
    for (written, expected) in [
        ("8,5", 100),
        ("8.55 km", 100),
        ("8,56", 0),
        ("8500 m", 100),
        ("8.450m", 0),
        ("8450 m", 100),
        ("8.500,0 m", 100),
    ] {
        assert_eq!(earned(&key, 0, Response::Number(written.into())), expected, "{written}");
    }
}

#[test]
fn blanks_earn_by_their_weights() {
    let blank = |answer, weight| BlankKey { answer, weight };
    let text = TextKey { accepted: ids(&["VNeID"]), minds_case: false, ignores_marks: false };
    let number = NumberKey { value: decimal("12"), tolerance: Decimal::default(), units: Vec::new() };
    let wanted = BTreeMap::from([
        ("1".to_owned(), blank(BlankAnswer::Option("a".into()), 1)),
        ("2".to_owned(), blank(BlankAnswer::Text(text), 2)),
        ("3".to_owned(), blank(BlankAnswer::Number(number), 1)),
    ]);
    let key = key(Answer::Blanks(wanted), PartialCredit::EachPart);
    assert_eq!(earned(&key, 0, Response::Blanks(pairs(&[("1", "b"), ("2", "vneid")]))), 50);
    assert_eq!(earned(&key, 0, Response::Blanks(pairs(&[("1", "a"), ("2", "VNEID"), ("3", "12,0")]))), 100);
}

#[test]
fn points_earn_what_they_hit_less_what_they_miss() {
    let area = |left| AreaShape::Rectangle([[left, 0], [left + 9, 9]]);
    let wanted = BTreeMap::from([("a".to_owned(), area(0)), ("b".to_owned(), area(20))]);
    let key = key(Answer::Areas(wanted), PartialCredit::SumClamped);
    for (points, expected) in [
        (vec![[5, 5], [25, 5]], 100),
        (vec![[5, 5]], 50),
        (vec![[5, 5], [6, 6]], 50),
        (vec![[5, 5], [15, 5]], 0),
        (vec![[5, 5], [25, 5], [15, 5]], 50),
        (vec![[15, 5]], 0),
    ] {
        assert_eq!(earned(&key, 0, Response::Points(points.clone())), expected, "{points:?}");
    }
}

#[test]
fn a_response_of_another_type_earns_nothing() {
    let key = key(Answer::Correct(ids(&["a"])), PartialCredit::SumClamped);
    assert_eq!(earned(&key, 2, Response::Text("a".into())), 0);
}

/// A key of any type with the response that is wholly right, and how many options the item has.
pub(in crate::domain::assessment) fn keyed() -> impl Strategy<Value = (ItemKey, Response, usize)> {
    (0_usize..6, 2_usize..7, 1_u16..100, any::<prop::sample::Index>()).prop_map(|(kind, count, points, pick)| {
        let (answer, response, rules) = match kind {
            0 | 1 => {
                let right = if kind == 0 { 1 } else { pick.index(count - 1) + 1 };
                let rules = vec![PartialCredit::SumClamped, PartialCredit::AllOrNothing];
                (Answer::Correct(numbered(right)), Response::Choice(numbered(right)), rules)
            }
            2 => {
                let pairs: BTreeMap<String, String> =
                    (0..count).map(|number| (format!("s{number}"), format!("o{number}"))).collect();
                let rules = vec![PartialCredit::EachPart, PartialCredit::AllOrNothing];
                (Answer::Pairs(pairs.clone()), Response::Match(pairs), rules)
            }
            3 => {
                let rules = PartialCredit::of(crate::domain::assessment::item::ItemType::Ordering);
                (Answer::Order(numbered(count)), Response::Order(numbered(count)), rules)
            }
            4 => {
                let number = NumberKey { value: decimal("12.5"), tolerance: Decimal::default(), units: Vec::new() };
                (Answer::Number(number), Response::Number("12,5".into()), vec![PartialCredit::AllOrNothing])
            }
            _ => {
                let key = |number: usize| BlankKey {
                    answer: BlankAnswer::Option(format!("o{number}")),
                    weight: u16::try_from(number + 1).unwrap_or(1),
                };
                let blanks = (0..count).map(|number| (number.to_string(), key(number))).collect();
                let filled = (0..count).map(|number| (number.to_string(), format!("o{number}"))).collect();
                let rules = vec![PartialCredit::EachPart, PartialCredit::AllOrNothing];
                (Answer::Blanks(blanks), Response::Blanks(filled), rules)
            }
        };
        let partial_credit = rules[pick.index(rules.len())];
        (ItemKey { answer, points, partial_credit }, response, count)
    })
}

/// The response without one of its parts, or with it made wrong; `None` where there is nothing to spoil.
fn spoiled(response: &Response, at: usize, is_dropped: bool) -> Option<Response> {
    let spoil = |parts: &BTreeMap<String, String>| {
        let mut parts = parts.clone();
        let id = parts.keys().nth(at % parts.len())?.clone();
        if is_dropped {
            parts.remove(&id)
        } else {
            parts.insert(id, "wrong".into())
        };
        Some(parts)
    };
    Some(match response {
        Response::Choice(chosen) => {
            let mut chosen = chosen.clone();
            if is_dropped {
                let right: Vec<usize> = (0..chosen.len()).filter(|place| chosen[*place] != "wrong").collect();
                chosen.remove(*right.get(at % right.len().max(1))?);
            } else {
                chosen.push("wrong".into());
            }
            Response::Choice(chosen)
        }
        Response::Match(pairs) => Response::Match(spoil(pairs)?),
        Response::Blanks(filled) => Response::Blanks(spoil(filled)?),
        Response::Order(_) | Response::Number(_) | Response::Text(_) | Response::Points(_) => return None,
    })
}

proptest! {
    #[test]
    fn the_key_earns_everything((key, response, options) in keyed()) {
        prop_assert_eq!(earned(&key, options, response), u32::from(key.points) * 100);
    }

    #[test]
    fn choosing_every_option_earns_nothing((key, _, options) in keyed()) {
        if matches!(key.answer, Answer::Correct(_)) {
            prop_assert_eq!(earned(&key, options, Response::Choice(numbered(options))), 0);
        }
    }

    /// More right parts never earn less.
    #[test]
    fn spoiling_a_part_never_earns((key, response, options) in keyed(), spoils in prop::collection::vec((0_usize..9, any::<bool>()), 1..5)) {
        let mut better = response;
        for (at, is_dropped) in spoils {
            if better.is_blank() {
                break;
            }
            let Some(worse) = spoiled(&better, at, is_dropped) else { break };
            prop_assert!(earned(&key, options, worse.clone()) <= earned(&key, options, better));
            better = worse;
        }
    }

    #[test]
    fn every_mark_lies_between_nothing_and_everything((key, _, options) in keyed(), (_, response, _) in keyed()) {
        prop_assert!(earned(&key, options, response) <= u32::from(key.points) * 100);
    }
}
