//! List what a person may sit, and how far they have come with each.

use super::start_attempt::{Standing, standing};
use crate::domain::assessment::accommodation::Accommodation;
use crate::domain::assessment::admission::Admission;
use crate::domain::assessment::attempt::Attempt;
use crate::domain::identifier::{AttemptId, PersonId};
use crate::domain::timestamp::Timestamp;
use crate::flows::Service;
use crate::store::assessment::assessments::{self, Defined};
use crate::store::assessment::attempts::{Judged, StoredAttempt};
use crate::store::assessment::banks;
use crate::store::assessment::supervision::{self, Wish};
use crate::store::people::accommodations;
use crate::store::{StoreError, assessment::attempts};
use std::time::Duration;

/// One earlier sitting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastSitting {
    /// The attempt.
    pub id: AttemptId,
    /// First, second, ...
    pub number: i64,
    /// When it ended.
    pub closed_at: Timestamp,
    /// How it was judged.
    pub judged: Judged,
}

/// An assessment as a person meets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The assessment.
    pub defined: Defined,
    /// What earlier sittings allow.
    pub standing: Standing,
    /// The open sitting and its deadline; of one that is held, when it would end if it went on now.
    pub open: Option<(AttemptId, Timestamp)>,
    /// Sittings left; `None` for any number.
    pub attempts_left: Option<u16>,
    /// Whether the assessment takes new sittings now.
    pub takes_starts: bool,
    /// What is arranged for this person.
    pub accommodation: Accommodation,
    /// Whether this person is an author of its bank, and cannot sit it.
    pub is_author: bool,
    /// How their wish to be let in stands.
    pub wish: Wish,
    /// Earlier sittings, latest first.
    pub past: Vec<PastSitting>,
}

impl Offer {
    /// How long this person may take.
    pub fn time(&self) -> Duration {
        let usual = Duration::from_secs(u64::from(self.defined.assessment.time_limit_s));
        self.accommodation.time.of(usual)
    }
}

/// Everything this person may sit, and the server's time it was judged at.
///
/// # Errors
/// When the store failed.
pub async fn list_assessments(service: &Service, person: &PersonId) -> Result<(Vec<Offer>, Timestamp), StoreError> {
    let now = service.clock.now();
    let mut reader = service.store.read().await?;
    let connection = &mut reader.link();
    let all = assessments::all(connection).await?;
    let sittings = attempts::of_person(connection, person).await?;
    let accommodation = accommodations::of_person(connection, person).await?;
    let written = banks::written_by(connection, person).await?;
    let mut offers = Vec::with_capacity(all.len());
    for defined in all {
        let own: Vec<&StoredAttempt> =
            sittings.iter().filter(|stored| stored.attempt.sitting().assessment == defined.assessment.code).collect();
        let wish = match defined.assessment.admission {
            Admission::Release => supervision::wish(connection, &defined.assessment.code, person).await?,
            Admission::Open | Admission::Code => Wish::None,
        };
        let is_author = written.contains(&defined.assessment.bank);
        offers.push(Offer { is_author, ..offer(defined, &own, (accommodation.clone(), wish), now) });
    }
    Ok((offers, now))
}

fn offer(
    defined: Defined,
    own: &[&StoredAttempt],
    (accommodation, wish): (Accommodation, Wish),
    now: Timestamp,
) -> Offer {
    let open = own.iter().find_map(|stored| match &stored.attempt {
        // Held, its deadline moves on with the clock.
        Attempt::InProgress(open) => {
            let held = open.paused_at.map_or(Duration::ZERO, |since| now.since(since));
            Some((open.sitting.id.clone(), open.sitting.deadline.plus(held)))
        }
        Attempt::Submitted(_) => None,
    });
    let mut past: Vec<PastSitting> = own
        .iter()
        .filter_map(|stored| match (&stored.attempt, stored.judged) {
            (Attempt::Submitted(submitted), Some(judged)) => Some(PastSitting {
                id: submitted.sitting.id.clone(),
                number: submitted.sitting.number,
                closed_at: submitted.closed_at,
                judged,
            }),
            _ => None,
        })
        .collect();
    past.sort_by_key(|sitting| std::cmp::Reverse(sitting.number));
    let used = u16::try_from(own.len()).unwrap_or(u16::MAX);
    Offer {
        standing: standing(&defined.assessment, own, now),
        open,
        attempts_left: defined.assessment.attempts.map(|limit| limit.saturating_sub(used)),
        takes_starts: defined.is_open && defined.assessment.window_is_open(now),
        accommodation,
        is_author: false,
        wish,
        past,
        defined,
    }
}
