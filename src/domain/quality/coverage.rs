//! Rules about a bank and the blueprint that draws from it.

use super::{Finding, Part, Rule};
use crate::domain::assessment::blueprint::Blueprint;
use crate::domain::assessment::item::Item;

/// Items in the bank for each on a form: fewer, and candidates soon meet the same ones again.
const TIMES: usize = 4;

pub(super) fn check(items: &[Item], blueprint: &Blueprint) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut drawn = vec![false; items.len()];
    for (number, rule) in (1..).zip(&blueprint.rules) {
        let mut found = 0;
        for (_, is_drawn) in items.iter().zip(&mut drawn).filter(|(item, _)| rule.admits(&item.traits)) {
            found += 1;
            *is_drawn = true;
        }
        let wanted = usize::from(rule.count);
        if found < wanted * TIMES {
            findings.push(Finding::of_bank(Rule::ThinCoverage, format!("{number}: {found} / {wanted}")));
        }
    }
    let never = items.iter().zip(drawn).filter(|(_, is_drawn)| !is_drawn);
    findings.extend(never.map(|(item, _)| Finding::of(item, Part::Whole, Rule::NeverDrawn, "")));
    findings
}
