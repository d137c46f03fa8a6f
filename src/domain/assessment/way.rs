//! The way through a form: any item at any time, or one item after the other and no way back.

use serde::{Deserialize, Serialize};

/// How a candidate moves between the items of a form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Navigation {
    /// To any item at any time.
    #[default]
    Free,
    /// To the next item only; an item that was left takes no more responses.
    Linear,
}

impl Navigation {
    /// Whether this is the usual way, which definitions do not write down.
    pub fn is_free(&self) -> bool {
        *self == Self::Free
    }

    /// Where an attempt begins.
    pub const fn beginning(self) -> Way {
        match self {
            Self::Free => Way::Free,
            Self::Linear => Way::Linear(1),
        }
    }
}

/// How far an attempt has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Every item may be seen and answered.
    Free,
    /// The item of this number, from 1, may be answered; those before it were left.
    Linear(i64),
    /// The items of one section, from this number to that, may be answered; those before it were left.
    Section(i64, i64),
}

/// What a candidate may do with an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// See and answer it.
    Open,
    /// Nothing more: it was left, and what is stored stands.
    Left,
    /// Not even see it.
    NotReached,
}

/// What a request to move on comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The item of this number is next.
    To(i64),
    /// It was moved on from there before: nothing changes.
    Taken,
    /// The form ends there.
    NoNext,
    /// The attempt has not come so far.
    NotReached,
    /// Every item is open anyway.
    NotLinear,
}

impl Way {
    /// From the stored number; none is stored where every item is open.
    pub fn from_stored(reached: Option<i64>, open_through: Option<i64>) -> Self {
        match (reached, open_through) {
            (Some(first), Some(last)) => Self::Section(first, last),
            (Some(reached), None) => Self::Linear(reached),
            (None, _) => Self::Free,
        }
    }

    /// The numbers to store: of the first item that is open, and of a section's last one.
    pub const fn stored(self) -> (Option<i64>, Option<i64>) {
        match self {
            Self::Free => (None, None),
            Self::Linear(reached) => (Some(reached), None),
            Self::Section(first, last) => (Some(first), Some(last)),
        }
    }

    /// The one item that is open, where the items come one after the other.
    pub const fn single(self) -> Option<i64> {
        match self {
            Self::Linear(reached) => Some(reached),
            Self::Free | Self::Section(..) => None,
        }
    }

    /// What may be done with the item of a number.
    /// The statement that writes a batch of saves makes the same comparison on the stored number.
    pub fn access(self, number: i64) -> Access {
        match self {
            Self::Free => Access::Open,
            Self::Linear(reached) if number == reached => Access::Open,
            Self::Linear(reached) if number < reached => Access::Left,
            Self::Section(first, _) if number < first => Access::Left,
            Self::Section(_, last) if number <= last => Access::Open,
            Self::Linear(_) | Self::Section(..) => Access::NotReached,
        }
    }

    /// Whether the item of a number may have been seen.
    pub fn has_reached(self, number: i64) -> bool {
        self.access(number) != Access::NotReached
    }

    /// Moves on from the item of a number, on a form of `length` items. The same step twice is one step.
    pub fn step(self, from: i64, length: usize) -> Step {
        let length = i64::try_from(length).unwrap_or(i64::MAX);
        match (self, self.access(from)) {
            (Self::Free, _) => Step::NotLinear,
            (Self::Linear(_) | Self::Section(..), Access::Left) if from > 0 => Step::Taken,
            (Self::Section(_, last), Access::Open) if last < length => Step::To(last + 1),
            (Self::Linear(_), Access::Open) if from < length => Step::To(from + 1),
            (Self::Linear(_) | Self::Section(..), Access::Open) => Step::NoNext,
            (Self::Linear(_) | Self::Section(..), Access::NotReached | Access::Left) => Step::NotReached,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn whatever_is_asked_the_way_goes_forward_one_item_at_a_time(
            length in 1_usize..30,
            asked in proptest::collection::vec(-2_i64..33, 0..60),
        ) {
            let mut way = Navigation::Linear.beginning();
            for from in asked {
                let Way::Linear(before) = way else { unreachable!() };
                if let Step::To(next) = way.step(from, length) {
                    prop_assert_eq!((from, next), (before, before + 1));
                    way = Way::Linear(next);
                    prop_assert_eq!(way.step(from, length), Step::Taken);
                }
                let open: Vec<i64> = (1..=length as i64).filter(|number| way.access(*number) == Access::Open).collect();
                prop_assert_eq!(open.len(), 1);
                prop_assert!((1..open[0]).all(|number| way.access(number) == Access::Left));
            }
        }

        #[test]
        fn a_free_way_opens_everything_and_stores_nothing(number in 1_i64..1_000, length in 1_usize..1_000) {
            let way = Navigation::Free.beginning();
            prop_assert_eq!((way.access(number), way.stored()), (Access::Open, (None, None)));
            prop_assert_eq!(way.step(number, length), Step::NotLinear);
        }
    }
}
