//! What each person means to do and when, drawn from a seed before anything is sent.

use fastrand::Rng;
use std::time::Duration;

/// Of all candidates, so many come within the first minute.
const RUSH_PERCENT: usize = 80;
/// The others come until then.
const LATE: Duration = Duration::from_secs(300);
/// An answer takes so long to find, in seconds.
const THINKING: std::ops::Range<f64> = 20.0..60.0;

/// What a schedule is drawn for. Durations are real ones, after the day was compressed.
#[derive(Clone, Debug)]
pub struct Day {
    pub seed: u64,
    pub candidates: usize,
    /// Seconds of the day that pass in one real second.
    pub speed: f64,
    /// How long load is sent.
    pub run: Duration,
    /// From the start of a sitting to its bell.
    pub sitting: Duration,
    /// Items of the form.
    pub items: usize,
    /// Whether people come one after the other, so that the load stays the same.
    pub is_soak: bool,
}

/// One candidate's day.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// When they log in, from the beginning of the run.
    pub arrives: Duration,
    /// From one step of getting in to the next: list, start, read.
    pub pauses: [Duration; 3],
    /// What they do in the sitting, by time from its start.
    pub steps: Vec<Step>,
    /// When they hand in, from the start of the sitting.
    pub hands_in: Duration,
    /// The share of items they know.
    pub knows: f64,
    /// For what is decided on the way, such as which wrong option is taken.
    pub seed: u64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// From the start of the sitting.
    pub at: Duration,
    pub action: Action,
}

/// Places on the form count from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Answer an item, or answer it differently.
    Answer(usize),
    /// Answer an item; the network goes before the reply comes.
    AnswerUnheard(usize),
    /// Send again, with the same revision, what no reply came for.
    Repeat(usize),
    /// Answer from a second window that knows nothing of the first.
    AnswerFromOldWindow(usize),
    /// Come back: read the attempt with everything stored.
    ComeBack,
}

impl Day {
    /// Fits a day into a run: a sitting that is too long for it ends early.
    pub fn new(seed: u64, candidates: usize, speed: f64, run: Duration, sitting: Duration, items: usize) -> Self {
        let sitting = sitting.div_f64(speed).min(run.mul_f64(0.75));
        Self { seed, candidates, speed, run, sitting, items, is_soak: false }
    }

    /// The same number of seats taken all the time: as many people as that takes.
    #[must_use]
    pub fn soak(mut self) -> Self {
        let waves = self.arrivals_end().as_secs_f64() / self.sitting.as_secs_f64();
        self.candidates = (self.candidates as f64 * waves).ceil() as usize;
        self.is_soak = true;
        self
    }

    /// Everybody's plan, in the order of arrival.
    pub fn plans(&self) -> Vec<Plan> {
        let mut plans: Vec<Plan> = (0..self.candidates).map(|number| self.plan(number)).collect();
        plans.sort_by_key(|plan| plan.arrives);
        plans
    }

    /// The length of the compressed first minute.
    pub fn first_minute(&self) -> Duration {
        Duration::from_secs(60).div_f64(self.speed)
    }

    /// When the last person of a soak comes.
    pub fn arrivals_end(&self) -> Duration {
        self.run.mul_f64(0.97).saturating_sub(self.sitting)
    }

    fn plan(&self, number: usize) -> Plan {
        let mut rng = Rng::with_seed(self.seed ^ (number as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let arrives = self.arrival(number, &mut rng);
        let pauses = [(); 3].map(|()| self.compressed(2.0 + 8.0 * rng.f64()));
        let length = self.sitting.as_secs_f64();
        // Seven in ten wait for the bell, the others go when they are done.
        let share = if rng.f64() < 0.7 { 0.96 + 0.035 * rng.f64() } else { 0.75 + 0.2 * rng.f64() };
        let hands_in = Duration::from_secs_f64(length * share);
        let steps = self.steps(hands_in, &mut rng);
        let knows = if rng.f64() < 0.75 { 0.97 } else { 0.5 };
        Plan { arrives, pauses, steps, hands_in, knows, seed: rng.u64(..) }
    }

    fn arrival(&self, number: usize, rng: &mut Rng) -> Duration {
        let minute = self.first_minute().min(self.run.mul_f64(0.1));
        if self.is_soak {
            self.arrivals_end().mul_f64(rng.f64())
        } else if number * 100 < self.candidates * RUSH_PERCENT {
            minute.mul_f64(rng.f64())
        } else {
            let late = LATE.div_f64(self.speed).min(self.run.mul_f64(0.15)).max(minute);
            minute + (late - minute).mul_f64(rng.f64())
        }
    }

    fn steps(&self, end: Duration, rng: &mut Rng) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut answered = 0;
        let mut at = Duration::ZERO;
        loop {
            at += self.compressed(THINKING.start + (THINKING.end - THINKING.start) * rng.f64());
            if at >= end {
                break;
            }
            let action = match rng.f64() {
                chance if answered == 0 || (chance < 0.82 && answered < self.items) => {
                    answered += 1;
                    Action::Answer(answered - 1)
                }
                chance if chance < 0.96 => Action::Answer(rng.usize(..answered)),
                chance if chance < 0.975 => Action::AnswerFromOldWindow(rng.usize(..answered)),
                _ => Action::ComeBack,
            };
            steps.push(Step { at, action });
        }
        self.lose_network(&mut steps, end, rng);
        steps
    }

    /// A quarter lose the network once, for half a minute to three. What they do meanwhile is sent when it is back.
    fn lose_network(&self, steps: &mut Vec<Step>, end: Duration, rng: &mut Rng) {
        let chance = rng.f64();
        let Some(place) = (!steps.is_empty()).then(|| rng.usize(..steps.len())).filter(|_| chance < 0.25) else {
            return;
        };
        let Action::Answer(item) = steps[place].action else { return };
        let back = steps[place].at + self.compressed(30.0 + 150.0 * rng.f64());
        if back >= end {
            return;
        }
        steps[place].action = Action::AnswerUnheard(item);
        for step in &mut steps[place + 1..] {
            step.at = step.at.max(back);
        }
        let [repeat, again] = [Action::Repeat(item), Action::ComeBack].map(|action| Step { at: back, action });
        steps.splice(place + 1..place + 1, [repeat, again]);
    }

    fn compressed(&self, seconds: f64) -> Duration {
        Duration::from_secs_f64(seconds / self.speed)
    }
}

/// Moments `1 / a_second` apart on average, each drawn within its own slot.
pub fn steady(seed: u64, a_second: f64, until: Duration) -> Vec<Duration> {
    let mut rng = Rng::with_seed(seed);
    let count = (a_second * until.as_secs_f64()) as usize;
    (0..count).map(|slot| Duration::from_secs_f64((slot as f64 + rng.f64()) / a_second)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(seed: u64) -> Day {
        Day::new(seed, 1_000, 8.0, Duration::from_secs(240), Duration::from_secs(1_500), 25)
    }

    #[test]
    fn a_seed_gives_the_same_day_and_another_seed_another() {
        assert_eq!(day(7).plans(), day(7).plans());
        assert_ne!(day(7).plans(), day(8).plans());
    }

    #[test]
    fn eight_in_ten_come_within_the_first_minute() {
        let day = day(1);
        let early = day.plans().iter().filter(|plan| plan.arrives < day.first_minute()).count();
        assert_eq!(early, 800);
    }

    #[test]
    fn steps_come_in_order_and_before_the_bell() {
        for plan in day(3).plans() {
            assert!(plan.steps.windows(2).all(|pair| pair[0].at <= pair[1].at));
            assert!(plan.steps.iter().all(|step| step.at < plan.hands_in));
            assert!(plan.hands_in < day(3).sitting);
        }
    }

    #[test]
    fn an_answer_comes_every_20_to_60_seconds_of_the_day() {
        let day = day(4);
        let steps: usize = day.plans().iter().map(|plan| plan.steps.len()).sum();
        let seconds: f64 = day.plans().iter().map(|plan| plan.hands_in.as_secs_f64() * day.speed).sum();
        assert!((35.0..45.0).contains(&(seconds / steps as f64)), "{}", seconds / steps as f64);
    }

    #[test]
    fn what_was_not_heard_is_repeated_after_the_network_is_back() {
        let plans = day(5).plans();
        let mut found = 0;
        for plan in &plans {
            for (place, step) in plan.steps.iter().enumerate() {
                if let Action::AnswerUnheard(item) = step.action {
                    found += 1;
                    assert_eq!(plan.steps[place + 1].action, Action::Repeat(item));
                    assert!(plan.steps[place + 1].at > step.at);
                }
            }
        }
        assert!(found > 100, "{found}");
    }

    #[test]
    fn a_soak_spreads_its_people_over_the_run() {
        let day = Day::new(1, 100, 1.0, Duration::from_secs(6_000), Duration::from_secs(1_500), 25).soak();
        assert_eq!(day.candidates, 288);
        let half = day.arrivals_end().div_f64(2.0);
        let early = day.plans().iter().filter(|plan| plan.arrives < half).count();
        assert!((100..190).contains(&early), "{early}");
    }

    #[test]
    fn steady_moments_keep_their_rate() {
        let moments = steady(1, 5.0, Duration::from_secs(60));
        assert_eq!(moments.len(), 300);
        assert!(moments.windows(2).all(|pair| pair[0] <= pair[1]));
    }
}
