//! What became of the elements of one question. Kept apart until the question is sure to become an item: of one that
//! does not, only that is told.

use crate::formats::exchange::Place;
use crate::formats::exchange::ledger::{Fate, Ledger};
use std::collections::BTreeMap;

/// Elements that say nothing here and stand in many places: each kind is told once for the file, with its first place.
#[derive(Debug, Default)]
pub(super) struct PassedOver(BTreeMap<(&'static str, &'static str), (Place, usize, &'static str)>);

impl PassedOver {
    /// One more of them.
    pub fn add(
        &mut self,
        at: impl FnOnce() -> Place,
        (element, code): (&'static str, &'static str),
        why: &'static str,
    ) {
        self.0.entry((element, code)).or_insert_with(|| (at(), 0, why)).1 += 1;
    }

    /// Tells them.
    pub fn tell(self, ledger: &mut Ledger) {
        for ((element, code), (first, count, why)) in self.0 {
            let times = if count == 1 { String::new() } else { format!(" ({count} times, here first)") };
            ledger.drop(&first, element, code, format!("{why}{times}"));
        }
    }
}

/// What is known so far of the elements of a question.
#[derive(Debug, Default)]
pub(super) struct Account {
    kept: Vec<String>,
    losses: Vec<(Place, Fate, String, &'static str, String)>,
}

impl Account {
    /// An element came along.
    pub fn keep(&mut self, element: impl Into<String>) {
        self.kept.push(element.into());
    }

    /// An element came along, but not as it was.
    pub fn change(&mut self, at: &Place, element: impl Into<String>, code: &'static str, how: impl Into<String>) {
        self.losses.push((at.clone(), Fate::Changed, element.into(), code, how.into()));
    }

    /// An element did not come along.
    pub fn drop(&mut self, at: &Place, element: impl Into<String>, code: &'static str, why: impl Into<String>) {
        self.losses.push((at.clone(), Fate::Dropped, element.into(), code, why.into()));
    }

    /// Tells everything.
    pub fn close(self, ledger: &mut Ledger) {
        self.kept.iter().for_each(|element| ledger.keep(element));
        for (place, fate, element, code, reason) in self.losses {
            match fate {
                Fate::Changed => ledger.change(&place, element, code, reason),
                Fate::Dropped => ledger.drop(&place, element, code, reason),
            }
        }
    }

    /// Why and how things were lost.
    #[cfg(test)]
    pub fn losses(&self) -> impl Iterator<Item = &str> {
        self.losses.iter().map(|(.., reason)| reason.as_str())
    }
}
