//! How long items take, as far as the times of saving tell.
//!
//! What counts for an item is the time between its last save and the last save of another item before it, or the start.
//! Reading without answering counts for the item saved next; who comes back to an item is measured on the way back;
//! responses saved at the same moment tell nothing. A median and quartiles bear that, a mean would not.

use crate::domain::timestamp::Timestamp;

/// Of one item, in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Pace {
    /// How many attempts tell a time.
    pub measured: usize,
    /// A quarter of them took no longer.
    pub lower: Option<f64>,
    /// Half of them took no longer.
    pub median: Option<f64>,
    /// Three quarters of them took no longer.
    pub upper: Option<f64>,
}

/// What one attempt tells: item and seconds. `saved` holds each item with the moment of its last save.
pub fn gaps(started: Timestamp, mut saved: Vec<(u32, Timestamp)>) -> Vec<(u32, f32)> {
    saved.sort_by_key(|(_, at)| at.micros());
    let mut before = started.micros();
    let mut found = Vec::with_capacity(saved.len());
    for (place, (item, at)) in saved.iter().enumerate() {
        let at = at.micros();
        let is_alone = saved.get(place + 1).is_none_or(|(_, next)| next.micros() != at);
        if at > before && is_alone {
            found.push((*item, ((at - before) as f64 / 1e6) as f32));
        }
        before = before.max(at);
    }
    found
}

/// Quartiles of these times, between neighbours in proportion (type 7 of Hyndman and Fan 1996).
pub fn pace(mut seconds: Vec<f32>) -> Pace {
    seconds.sort_by(f32::total_cmp);
    let at = |share: f64| {
        let place = share * (seconds.len().checked_sub(1)? as f64);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in the list")]
        let below = place as usize;
        let (one, other) = (f64::from(*seconds.get(below)?), f64::from(*seconds.get(below + 1).or(seconds.last())?));
        Some(one + (other - one) * place.fract())
    };
    Pace { measured: seconds.len(), lower: at(0.25), median: at(0.5), upper: at(0.75) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_micros(second * 1_000_000)
    }

    #[test]
    fn each_save_ends_the_time_that_the_one_before_began() {
        let found = gaps(at(100), vec![(7, at(160)), (3, at(110)), (5, at(130))]);
        assert_eq!(found, [(3, 10.0), (5, 20.0), (7, 30.0)]);
    }

    #[test]
    fn what_was_saved_at_one_moment_tells_nothing() {
        assert_eq!(gaps(at(0), vec![(1, at(60)), (2, at(60)), (3, at(90))]), [(3, 30.0)]);
    }

    #[test]
    fn a_save_before_the_start_tells_nothing() {
        assert_eq!(gaps(at(100), vec![(1, at(90)), (2, at(130))]), [(2, 30.0)]);
    }

    #[test]
    fn quartiles_lie_between_neighbours() {
        let found = pace(vec![40.0, 10.0, 20.0, 30.0]);
        assert_eq!((found.measured, found.lower, found.median, found.upper), (4, Some(17.5), Some(25.0), Some(32.5)));
        assert_eq!(pace(Vec::new()), Pace::default());
    }

    proptest! {
        #[test]
        fn no_more_time_is_told_than_has_passed(saves in prop::collection::vec(0_i64..5_000, 0..30)) {
            let saved = saves.iter().zip(0..).map(|(second, item)| (item, at(*second))).collect();
            let found = gaps(at(0), saved);
            let told: f64 = found.iter().map(|(_, seconds)| f64::from(*seconds)).sum();
            prop_assert!(told <= *saves.iter().max().unwrap_or(&0) as f64 + 1e-6);
            prop_assert!(found.iter().all(|(_, seconds)| *seconds > 0.0));
            let pace = pace(found.into_iter().map(|(_, seconds)| seconds).collect());
            prop_assert!(pace.lower <= pace.median && pace.median <= pace.upper);
        }
    }
}
