//! A waiting room: a few are served at once, the others keep the place they came to, also when they load the page again
//! or lose the network for a while. Where serving takes long everybody comes strictly in turn; where it is quick, about in
//! turn, so that no place stays empty for somebody who is away.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Whoever is later than this keeps their place and holds up nobody any more.
const LATE: Duration = Duration::from_secs(10);
/// Whoever is later than this has left: longer than a bad network is away.
const GONE: Duration = Duration::from_secs(600);
/// The longest pause that somebody is asked to make.
const LONGEST_PAUSE: Duration = Duration::from_secs(20);
/// The shortest.
const SHORTEST_PAUSE: Duration = Duration::from_secs(2);
/// How often those who left are looked for and places counted anew.
const TIDY: Duration = Duration::from_secs(1);
/// Places in the room: more people than one service serves in an hour.
const CAPACITY: usize = 100_000;
/// So many served within a second tell how long serving takes.
const MANY: usize = 32;
/// Seconds of serving: whoever has no more than that before them comes in when a place is free. Those before them are away
/// until their pauses end, and a place that waited for them would serve nobody meanwhile.
const REACH: f64 = 4.0;

/// A room in front of something that serves `at_once` people at the same time.
#[derive(Clone, Debug)]
pub struct WaitingRoom {
    room: Arc<Mutex<Room>>,
    at_once: usize,
}

/// Somebody who is being served; dropped when that is done.
#[derive(Debug)]
pub struct Served {
    room: Arc<Mutex<Room>>,
    since: Instant,
}

/// Where somebody stands who has to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// How many are before them.
    pub before: usize,
    /// When to look again.
    pub pause: Duration,
}

/// A pause, up to half as long again: those who were told at one moment come back at different ones.
pub fn apart(pause: Duration) -> Duration {
    let pause_ms = u32::try_from(pause.as_millis()).unwrap_or(u32::MAX / 2);
    pause + Duration::from_millis(crate::chance::below(pause_ms / 2 + 1).into())
}

#[derive(Debug, Default)]
struct Room {
    served: usize,
    /// Numbers in the order people came.
    waiting: BTreeMap<u64, Expected>,
    /// Their numbers by who they are.
    numbers: HashMap<String, u64>,
    next: u64,
    /// The numbers whose holders were on time when they were last counted: a place is looked up in it.
    counted: Vec<u64>,
    /// Those who came after that.
    uncounted: usize,
    counted_at: Option<Instant>,
    /// People served since they were last counted, and the rate a second.
    left: usize,
    rate: Option<f64>,
    /// How long they took together, and how long one takes in seconds; not known where few are served a second: then
    /// everybody comes strictly in turn.
    busy: Duration,
    each: Option<f64>,
}

/// Somebody who waits, and when they are to look again.
#[derive(Debug)]
struct Expected {
    who: String,
    at: Instant,
}

impl WaitingRoom {
    /// An empty room.
    pub fn new(at_once: usize) -> Self {
        Self { room: Arc::default(), at_once: at_once.max(1) }
    }

    /// Serves `who` when it is their turn; they are known again by what they are called here.
    ///
    /// # Errors
    /// Their place when it is not.
    pub fn enter(&self, who: &str, now: Instant) -> Result<Served, Place> {
        let mut room = self.room.lock().unwrap_or_else(PoisonError::into_inner);
        room.tidy(now, self.at_once);
        let number = room.numbers.get(who).copied();
        // A newcomer comes after all that wait, also those who came since the last count.
        let before = number.map_or(room.counted.len() + room.uncounted, |number| room.before(number));
        let capacity = room.each.map(|each| self.at_once as f64 / each.max(1e-4));
        let free = self.at_once.saturating_sub(room.served);
        let reach = capacity.map_or(free, |a_second| free.max((a_second * REACH) as usize));
        if free > 0 && before < reach {
            room.leave(number);
            room.served += 1;
            return Ok(Served { room: self.room.clone(), since: now });
        }
        // Before anything is known people look again soon.
        let expected = capacity.or(room.rate).map_or(0.0, |a_second| before as f64 / a_second.max(1.0));
        let pause = Duration::from_secs_f64(expected / 2.0).clamp(SHORTEST_PAUSE, LONGEST_PAUSE);
        let pause = apart(pause);
        room.wait(who, number, now + pause);
        Err(Place { before, pause })
    }

    /// How many are served, and how many wait.
    pub fn counts(&self) -> (usize, usize) {
        let room = self.room.lock().unwrap_or_else(PoisonError::into_inner);
        (room.served, room.waiting.len())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let mut room = self.room.lock().unwrap_or_else(PoisonError::into_inner);
        room.served -= 1;
        room.left += 1;
        room.busy += self.since.elapsed();
    }
}

impl Room {
    /// How many wait before a number, as of the last count; those who came after it have their order, too.
    fn before(&self, number: u64) -> usize {
        let first_uncounted = self.next - self.uncounted as u64;
        let uncounted = number.saturating_sub(first_uncounted);
        self.counted.partition_point(|waiting| *waiting < number) + usize::try_from(uncounted).unwrap_or(usize::MAX)
    }

    /// Keeps or gives a place.
    fn wait(&mut self, who: &str, number: Option<u64>, at: Instant) {
        if let Some(expected) = number.and_then(|number| self.waiting.get_mut(&number)) {
            expected.at = at;
        } else if self.waiting.len() < CAPACITY {
            self.numbers.insert(who.to_owned(), self.next);
            self.waiting.insert(self.next, Expected { who: who.to_owned(), at });
            self.next += 1;
            self.uncounted += 1;
        }
    }

    fn leave(&mut self, number: Option<u64>) {
        if let Some(expected) = number.and_then(|number| self.waiting.remove(&number)) {
            self.numbers.remove(&expected.who);
        }
    }

    /// Once a second: forgets those who left, counts the places, and how many were served how quickly.
    fn tidy(&mut self, now: Instant, at_once: usize) {
        let since = self.counted_at.map(|at| now.saturating_duration_since(at));
        if since.is_some_and(|since| since < TIDY) {
            return;
        }
        if let Some(since) = since.filter(|_| self.left > 0) {
            let rate = self.left as f64 / since.as_secs_f64();
            // The last few seconds count most.
            self.rate = Some(self.rate.map_or(rate, |before| before * 0.7 + rate * 0.3));
            if self.each.is_some() || self.left >= MANY.max(at_once) {
                let each = self.busy.as_secs_f64() / self.left as f64;
                self.each = Some(self.each.map_or(each, |before| before * 0.7 + each * 0.3));
            }
        }
        let Self { waiting, numbers, .. } = self;
        waiting.retain(|_, expected| {
            let stays = now.saturating_duration_since(expected.at) < GONE;
            if !stays {
                numbers.remove(&expected.who);
            }
            stays
        });
        let is_on_time = |expected: &Expected| now.saturating_duration_since(expected.at) < LATE;
        let on_time = self.waiting.iter().filter(|(_, expected)| is_on_time(expected));
        self.counted = on_time.map(|(number, _)| *number).collect();
        self.uncounted = 0;
        self.counted_at = Some(now);
        self.left = 0;
        self.busy = Duration::ZERO;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn later(from: Instant, seconds: u64) -> Instant {
        from + Duration::from_secs(seconds)
    }

    fn waits(room: &WaitingRoom, who: &str, now: Instant) -> usize {
        room.enter(who, now).expect_err("somebody is served").before
    }

    #[test]
    fn who_came_first_is_served_first_and_a_newcomer_does_not_slip_in() {
        let (room, start) = (WaitingRoom::new(1), Instant::now());
        let served = room.enter("An", start).expect("nobody is there");
        assert_eq!((waits(&room, "Bình", start), waits(&room, "Chi", start)), (0, 1));
        drop(served);
        assert_eq!(waits(&room, "Dũng", later(start, 2)), 2);
        assert_eq!(waits(&room, "Chi", later(start, 2)), 1);
        let served = room.enter("Bình", later(start, 3)).expect("it is their turn");
        assert_eq!(waits(&room, "Chi", later(start, 5)), 0);
        drop(served);
        room.enter("Chi", later(start, 6)).expect("it is their turn");
    }

    #[test]
    fn who_leaves_holds_up_nobody_for_long() {
        let (room, start) = (WaitingRoom::new(1), Instant::now());
        let served = room.enter("An", start).expect("nobody is there");
        assert_eq!((waits(&room, "Bình", start), waits(&room, "Chi", start)), (0, 1));
        drop(served);
        assert_eq!(waits(&room, "Chi", later(start, 8)), 1, "Bình may still come");
        drop(room.enter("Chi", later(start, 14)).expect("Bình is late"));
        assert_eq!(room.counts(), (0, 1));
    }

    #[test]
    fn a_lost_network_costs_no_place() {
        let (room, start) = (WaitingRoom::new(1), Instant::now());
        let served = room.enter("An", start).expect("nobody is there");
        for who in ["Bình", "Chi", "Dũng"] {
            waits(&room, who, start);
        }
        assert_eq!(waits(&room, "Dũng", later(start, 30)), 0, "those before are late");
        drop(served);
        room.enter("Bình", later(start, 32)).expect("back, and still the first");
    }

    /// A thousand come at once to something that serves each at once, a few at a time.
    #[test]
    fn those_who_are_away_keep_no_quick_service_waiting() {
        let (room, start) = (WaitingRoom::new(MANY), Instant::now());
        let mut comes = vec![start; 1_000];
        let never = later(start, 1_000_000);
        let mut now = start;
        while comes.iter().any(|at| *at < never) {
            assert!(now < later(start, 8), "{} still wait", comes.iter().filter(|at| **at < never).count());
            let mut served = Vec::new();
            for (who, at) in comes.iter_mut().enumerate().filter(|(_, at)| **at <= now) {
                match room.enter(&who.to_string(), now) {
                    Ok(more) => served.push((who, more)),
                    Err(place) => *at = now + place.pause,
                }
            }
            assert!(served.len() <= MANY);
            let done: Vec<usize> = served.into_iter().map(|(who, _)| who).collect();
            done.into_iter().for_each(|who| comes[who] = never);
            now += Duration::from_millis(20);
        }
    }

    proptest! {
        /// Whatever people do: never more at once than there are places, and whoever stays is served in the end.
        #[test]
        fn nobody_is_forgotten(at_once in 1usize..4, steps in prop::collection::vec((0usize..12, any::<bool>()), 1..80)) {
            let (room, mut now) = (WaitingRoom::new(at_once), Instant::now());
            let mut waiting = std::collections::BTreeSet::new();
            let mut served: Vec<Served> = Vec::new();
            for (who, is_done) in steps {
                now += Duration::from_millis(1_100);
                if is_done {
                    served.pop();
                }
                match room.enter(&who.to_string(), now) {
                    Ok(more) => {
                        served.push(more);
                        waiting.remove(&who);
                    }
                    Err(_) => drop(waiting.insert(who)),
                }
                prop_assert!(served.len() <= at_once);
                prop_assert_eq!(room.counts(), (served.len(), waiting.len()));
            }
            served.clear();
            for _ in 0..12 {
                now += Duration::from_millis(1_100);
                waiting.retain(|who| room.enter(&who.to_string(), now).is_err());
            }
            prop_assert!(waiting.is_empty());
        }

        /// Of two who look again in time, the one who came first is never behind.
        #[test]
        fn order_is_kept(count in 2usize..30, done in 0usize..6, looks in prop::collection::vec(0usize..30, 1..40)) {
            let (room, start) = (WaitingRoom::new(6), Instant::now());
            let mut served: Vec<Served> = (0..6).map(|who| room.enter(&format!("first {who}"), start).expect("free")).collect();
            for who in 0..count {
                prop_assert_eq!(waits(&room, &who.to_string(), start), who);
            }
            let now = later(start, 2);
            served.truncate(6 - done);
            for who in looks.into_iter().map(|look| look % count) {
                match room.enter(&who.to_string(), now) {
                    // Whoever was served once and comes again is a newcomer.
                    Ok(_) if who < done => break,
                    Ok(_) => prop_assert!(false, "{who} came in before it was their turn"),
                    Err(place) => prop_assert_eq!(place.before, who),
                }
            }
        }
    }
}
