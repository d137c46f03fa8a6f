//! Sections: a form in parts, each with its own time and no way back.
//!
//! A section holds the items of its competencies. Within it every item is open; going on closes it for good. Its time
//! begins when it is opened, so that a network that is away between two sections costs nothing; the attempt's own
//! deadline holds all the same.

use super::form::Form;
use crate::domain::text::Localized;
use serde::{Deserialize, Serialize};

/// A section of an assessment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// What people call it.
    pub title: Localized,
    /// Seconds to answer it.
    pub time_limit_s: u32,
    /// The competencies whose items it holds.
    pub competencies: Vec<String>,
}

/// Where a section stands on a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its place among the sections of the assessment, from 0.
    pub section: usize,
    /// The number of its first item, from 1.
    pub first: i64,
    /// The number of its last item.
    pub last: i64,
}

fn section_of(sections: &[Section], competency: &str) -> usize {
    let holds = |section: &Section| section.competencies.iter().any(|code| code == competency);
    // The checks see to it that there is one; whatever has none comes last.
    sections.iter().position(holds).unwrap_or(sections.len())
}

/// Puts the items of a form into the order of the sections; within a section their order stands.
pub fn arrange(form: &mut Form, sections: &[Section], competency: impl Fn(&str) -> String) {
    form.0.sort_by_key(|place| section_of(sections, &competency(&place.item)));
}

/// Where the sections stand on a form in their order; a section without items is none of them.
pub fn parts(form: &Form, sections: &[Section], competency: impl Fn(&str) -> String) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for (place, number) in form.0.iter().zip(1..) {
        let section = section_of(sections, &competency(&place.item));
        match parts.last_mut() {
            Some(part) if part.section == section => part.last = number,
            Some(_) | None => parts.push(Part { section, first: number, last: number }),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::super::form::FormItem;
    use super::*;
    use proptest::prelude::*;

    fn section(competencies: &[&str]) -> Section {
        let competencies = competencies.iter().map(|code| (*code).to_owned()).collect();
        Section { title: Localized::default(), time_limit_s: 600, competencies }
    }

    proptest! {
        #[test]
        fn parts_hold_every_item_once_and_follow_each_other(drawn in proptest::collection::vec(0_usize..4, 0..40)) {
            let sections = [section(&["c0", "c3"]), section(&["c1"]), section(&["c2"])];
            let code = |item: &str| format!("c{}", item.rsplit('-').next().expect("a number"));
            let places = drawn.iter().enumerate();
            let mut form = Form(places.map(|(place, of)| FormItem { item: format!("{place}-{of}"), options: Vec::new() }).collect());
            arrange(&mut form, &sections, code);
            let parts = parts(&form, &sections, code);
            let covered: Vec<i64> = parts.iter().flat_map(|part| part.first..=part.last).collect();
            prop_assert_eq!(covered, (1..=drawn.len() as i64).collect::<Vec<_>>());
            prop_assert!(parts.windows(2).all(|pair| pair[0].section < pair[1].section));
        }
    }
}
