//! Negative marking, where an assessment asks for it: what a wrong choice costs.
//!
//! A choice that is answered and earns nothing costs a share of the item's points, in whole hundredths, rounded half up;
//! a blank costs nothing, and so does whatever is partly right. A form, and each competency of it, is never below zero.
//! Types without options to guess from never cost anything. With *k* options and one right, a share of 1/(*k* − 1) makes
//! a blind guess worth nothing on average: the correction for guessing (Diamond and Evans 1973; Frary 1988).

use super::key::Answer;
use super::marking::mark;
use super::response::Response;
use super::scoring::{Centipoints, Marked};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The share of an item's points that a wrong choice costs: above nothing, at most all of them; in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WrongCosts {
    part: u16,
    of: u16,
}

impl WrongCosts {
    /// Of `1/3`, `25%` or `33.33%`; `None` when it is not that, nothing, or more than everything.
    pub fn parse(text: &str) -> Option<Self> {
        let number = |digits: &str| -> Option<u32> {
            (!digits.is_empty() && digits.len() <= 5 && digits.bytes().all(|digit| digit.is_ascii_digit()))
                .then(|| digits.parse().ok())?
        };
        let (part, of) = match text.strip_suffix('%') {
            Some(percent) => {
                let (whole, decimals) = percent.split_once('.').unwrap_or((percent, "0"));
                if decimals.len() > 2 {
                    return None;
                }
                (number(whole)? * 100 + number(&format!("{decimals:0<2}"))?, 10_000)
            }
            None => {
                let (part, of) = text.split_once('/')?;
                (number(part)?, number(of)?)
            }
        };
        if part == 0 || part > of || of > 10_000 {
            return None;
        }
        let common = common(part, of);
        Some(Self { part: u16::try_from(part / common).ok()?, of: u16::try_from(of / common).ok()? })
    }

    /// What a wrong choice costs on an item of so many whole points.
    pub fn of_points(self, points: u16) -> Centipoints {
        let (part, of) = (u32::from(self.part), u32::from(self.of));
        // At most 100 points: far from the end of 32 bits.
        Centipoints((2 * u32::from(points) * 100 * part + of) / (2 * of))
    }
}

fn common(one: u32, other: u32) -> u32 {
    if other == 0 { one } else { common(other, one % other) }
}

impl fmt::Display for WrongCosts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.part, self.of)
    }
}

impl TryFrom<String> for WrongCosts {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("a share is written 1/3 or 25%")
    }
}

impl From<WrongCosts> for String {
    fn from(costs: WrongCosts) -> Self {
        costs.to_string()
    }
}

/// Hundredths of a point taken away for one response.
pub fn deduction(marked: &Marked<'_>, costs: Option<WrongCosts>) -> Centipoints {
    let is_choice = matches!(marked.key.answer, Answer::Correct(_));
    let is_answered = marked.response.is_some_and(|response| !Response::is_blank(response));
    match costs {
        Some(costs) if is_choice && is_answered && mark(marked).0 == 0 => costs.of_points(marked.key.points),
        Some(_) | None => Centipoints(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::assessment::key::{ItemKey, PartialCredit};
    use crate::domain::assessment::marking::tests::keyed;
    use crate::domain::assessment::scoring::{CutScore, Cuts, Outcome, judge};
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn third() -> WrongCosts {
        WrongCosts::parse("1/3").expect("a share")
    }

    fn cuts(basis_points: u16) -> Cuts {
        Cuts { whole: CutScore::try_from(basis_points).expect("a cut"), by_competency: BTreeMap::new() }
    }

    #[test]
    fn shares_are_read_in_lowest_terms_and_nothing_else_is() {
        for (written, meant) in [
            ("1/3", "1/3"),
            ("25%", "1/4"),
            ("33.33%", "3333/10000"),
            ("2/4", "1/2"),
            ("100%", "1/1"),
            ("0.5%", "1/200"),
        ] {
            assert_eq!(WrongCosts::parse(written).map(|costs| costs.to_string()).as_deref(), Some(meant));
        }
        for wrong in
            ["0/3", "4/3", "1/0", "-1/3", "1", "101%", "0%", "1/3%", "1.234%", "", "/", "%", "+1/3", " 1/3", "1/99999"]
        {
            assert_eq!(WrongCosts::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_third_of_a_point_is_thirty_three_hundredths_and_of_two_sixty_seven() {
        assert_eq!([1, 2, 3, 100].map(|points| third().of_points(points).0), [33, 67, 100, 3_333]);
    }

    #[test]
    fn a_wrong_choice_costs_and_a_blank_does_not() {
        let key =
            ItemKey { answer: Answer::Correct(vec!["a".into()]), points: 1, partial_credit: PartialCredit::SumClamped };
        let of = |chosen: &[&str]| {
            let response = Response::Choice(chosen.iter().map(|id| (*id).to_owned()).collect());
            deduction(&Marked { competency: "c", key: &key, options: 4, response: Some(&response) }, Some(third())).0
        };
        assert_eq!((of(&["a"]), of(&["b"]), of(&[])), (0, 33, 0));
        let right = Response::Choice(vec!["a".into()]);
        let wrong = Response::Choice(vec!["b".into()]);
        let judged = |responses: [&Response; 4], cut| {
            let form =
                responses.map(|response| Marked { competency: "c", key: &key, options: 4, response: Some(response) });
            judge(form, &cuts(cut), Some(third()))
        };
        assert_eq!(judged([&right, &right, &right, &wrong], 6_675).score().earned, Centipoints(267));
        assert_eq!(judged([&right, &right, &right, &wrong], 6_675).name(), "passed");
        assert_eq!(judged([&right, &right, &right, &wrong], 6_676).name(), "failed");
        assert_eq!(judged([&wrong, &wrong, &wrong, &wrong], 1).score().earned, Centipoints(0), "never below zero");
    }

    fn costs() -> impl Strategy<Value = WrongCosts> {
        (1_u16..=100, 1_u16..=100).prop_map(|(one, other)| {
            WrongCosts::parse(&format!("{}/{}", one.min(other), one.max(other))).expect("a share")
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(costs in costs()) {
            prop_assert_eq!(WrongCosts::parse(&costs.to_string()), Some(costs));
            let json = serde_json::to_string(&costs).expect("JSON");
            prop_assert_eq!(serde_json::from_str::<WrongCosts>(&json).expect("a share"), costs);
        }

        #[test]
        fn a_blank_form_never_passes_and_loses_nothing(
            keys in prop::collection::vec(keyed(), 0..30), cut in 1_u16..=10_000, costs in costs()
        ) {
            let form = || keys.iter().map(|(key, _, options)| Marked { competency: "c", key, options: *options, response: None });
            prop_assert!(form().all(|marked| deduction(&marked, Some(costs)).0 == 0));
            prop_assert!(matches!(judge(form(), &cuts(cut), Some(costs)), Outcome::Failed(_)));
        }

        #[test]
        fn the_key_earns_everything(keys in prop::collection::vec(keyed(), 1..30), costs in costs()) {
            let form = keys.iter().map(|(key, right, options)| {
                Marked { competency: "c", key, options: *options, response: Some(right) }
            });
            let score = judge(form, &cuts(10_000), Some(costs)).score();
            prop_assert_eq!(score.earned, score.possible);
        }

        #[test]
        fn no_response_costs_more_than_the_item_and_none_earns_by_it(
            (key, response, options) in keyed(), chosen in prop::collection::btree_set(0_usize..6, 0..6), costs in costs()
        ) {
            let response = match response {
                Response::Choice(_) => Response::Choice(
                    chosen.iter().filter(|number| **number < options).map(|number| format!("o{number}")).collect(),
                ),
                other => other,
            };
            let marked = Marked { competency: "c", key: &key, options, response: Some(&response) };
            let (earned, deducted) = (mark(&marked), deduction(&marked, Some(costs)));
            prop_assert!(deducted.0 <= u32::from(key.points) * 100);
            prop_assert!(earned.0 == 0 || deducted.0 == 0, "what earns anything costs nothing");
            prop_assert_eq!(deduction(&marked, None), Centipoints(0));
        }

        #[test]
        fn more_right_parts_never_earn_less(
            (right, wrong) in (1_usize..5, 1_usize..5), chosen in prop::collection::vec(any::<bool>(), 10), costs in costs()
        ) {
            let ids: Vec<String> = (0..right + wrong).map(|number| format!("o{number}")).collect();
            let key = ItemKey { answer: Answer::Correct(ids[..right].to_vec()), points: 3, partial_credit: PartialCredit::SumClamped };
            let worth = |chosen: &[String]| {
                let response = Response::Choice(chosen.to_vec());
                let marked = Marked { competency: "c", key: &key, options: right + wrong, response: Some(&response) };
                i64::from(mark(&marked).0) - i64::from(deduction(&marked, Some(costs)).0)
            };
            let before: Vec<String> = ids.iter().zip(&chosen).filter(|(_, is_chosen)| **is_chosen).map(|(id, _)| id.clone()).collect();
            // From a blank on, any choice may cost; from any choice on, a right one more never does.
            prop_assume!(!before.is_empty());
            for missing in ids[..right].iter().filter(|id| !before.contains(id)) {
                let after: Vec<String> = before.iter().chain([missing]).cloned().collect();
                prop_assert!(worth(&after) >= worth(&before), "{before:?} and {missing}");
            }
            for surplus in before.iter().filter(|id| ids[right..].contains(id)) {
                let after: Vec<String> = before.iter().filter(|id| *id != surplus).cloned().collect();
                prop_assert!(worth(&after) >= worth(&before), "{before:?} without {surplus}");
            }
        }
    }
}
