//! Start an attempt: give it a form, freeze it, and let the clock run. Parallel starts give one attempt.

use super::answer_once::{self, OnceKey, Seen};
use super::assemble_forms::{candidates, form_of_sitting};
use super::extend_form::first_place;
use super::load_bank;
use super::move_on::{competency, section_until};
use crate::domain::assessment::admission::{AccessCode, Admission};
use crate::domain::assessment::attempt::{Attempt, Sitting, accepts_until};
use crate::domain::assessment::definition::Assessment;
use crate::domain::assessment::section::{arrange, parts};
use crate::domain::assessment::way::Way;
use crate::domain::identifier::{AttemptId, PersonId};
use crate::domain::people::person::Person;
use crate::domain::text::Language;
use crate::domain::timestamp::Timestamp;
use crate::flows::Service;
use crate::flows::waiting_room::Place;
use crate::store::assessment::assessments::Defined;
use crate::store::assessment::attempts::StoredAttempt;
use crate::store::assessment::banks;
use crate::store::assessment::supervision::{self, Wish};
use crate::store::people::accommodations;
use crate::store::{Connection, Failure, StoreError, assessment::assessments, assessment::attempts, transact};
use std::collections::HashSet;
use std::time::{Duration, Instant};

/// Why no attempt was started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StartRefusal {
    /// No such assessment.
    NoSuchAssessment,
    /// Closed by an administrator, or outside its window.
    Closed,
    /// Before its window.
    NotBefore(Timestamp),
    /// All sittings are used up.
    NoAttemptsLeft,
    /// The pause between sittings lasts until then.
    PauseUntil(Timestamp),
    /// Passed already: nothing to gain.
    AlreadyPassed,
    /// The assessment does not offer this language.
    NoSuchLanguage,
    /// The bank cannot serve the blueprint.
    TooFewItems,
    /// The person is an author of the bank.
    IsAuthor,
    /// A supervisor tells the code to start with, and none was given.
    CodeNeeded,
    /// That is not the code of the room.
    WrongCode,
    /// A supervisor has to let the person in; asked since then.
    AwaitsRelease(Timestamp),
    /// Somebody stepped the server's clock: which time it is now is in doubt.
    ClockStepped,
    /// The idempotency key came with another request before.
    KeyReused,
    /// Too many people start at once: this is the place in the queue.
    Busy(Place),
}

/// Starts under way: each is one transaction, and on SQLite one after the other.
pub const AT_ONCE: usize = 64;

/// A wish to start.
#[derive(Clone, Copy, Debug, Default)]
pub struct StartRequest<'a> {
    /// The assessment's first language when left out.
    pub language: Option<Language>,
    /// The code of the room as typed; empty when none was.
    pub access_code: &'a str,
    /// Against doing it twice.
    pub key: Option<&'a OnceKey>,
}

/// What a start came to that was not refused for good.
enum Start {
    Attempt(AttemptId, bool),
    Waits(Timestamp),
}

/// What a person's earlier sittings allow now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// A sitting is open; it can be resumed.
    InProgress,
    /// Passed.
    Passed,
    /// A new sitting may start.
    MayStart,
    /// Not before the pause is over.
    PauseUntil(Timestamp),
    /// None left.
    NoneLeft,
}

/// Judges earlier sittings of one assessment.
pub fn standing(assessment: &Assessment, sittings: &[&StoredAttempt], now: Timestamp) -> Standing {
    if sittings.iter().any(|stored| matches!(stored.attempt, Attempt::InProgress(_))) {
        return Standing::InProgress;
    }
    // Where no certificate is at stake, who has passed may go on practising.
    if assessment.certificate.is_some()
        && sittings.iter().any(|stored| stored.judged.is_some_and(|judged| judged.passed))
    {
        return Standing::Passed;
    }
    if assessment.attempts.is_some_and(|limit| sittings.len() >= usize::from(limit)) {
        return Standing::NoneLeft;
    }
    let last_end = sittings.iter().filter_map(|stored| match &stored.attempt {
        Attempt::Submitted(submitted) => Some(submitted.closed_at),
        Attempt::InProgress(_) => None,
    });
    match last_end.max().map(|end| end.plus(Duration::from_secs(u64::from(assessment.pause_s)))) {
        Some(until) if until > now => Standing::PauseUntil(until),
        _ => Standing::MayStart,
    }
}

/// Starts an attempt, or gives the open one. The flag says whether it is new.
///
/// # Errors
/// Refused, or the store failed.
#[tracing::instrument(level = "trace", skip_all)]
pub async fn start_attempt(
    service: &Service,
    person: &Person,
    code: &str,
    request: StartRequest<'_>,
) -> Result<(AttemptId, bool), Failure<StartRefusal>> {
    match start_or_ask(service, person, code, request).await? {
        Start::Attempt(id, is_new) => Ok((id, is_new)),
        Start::Waits(since) => Err(Failure::Refused(StartRefusal::AwaitsRelease(since))),
    }
}

async fn start_or_ask(
    service: &Service,
    person: &Person,
    code: &str,
    StartRequest { language, access_code, key }: StartRequest<'_>,
) -> Result<Start, Failure<StartRefusal>> {
    let now = service.clock.now();
    let (defined, faces) = {
        let mut reader = service.store.read().await?;
        let connection = &mut reader.link();
        let Some(defined) = assessments::find(connection, code).await? else {
            return Err(Failure::Refused(StartRefusal::NoSuchAssessment));
        };
        let faces = load_bank::faces(service, connection, &defined.revision).await?;
        (defined, faces)
    };
    let language = chosen_language(&defined.assessment, language)?;
    let _served = match service.starts.enter(person.id.as_str(), Instant::now()) {
        Ok(served) => Some(served),
        // Whoever comes back to an open attempt waits for nobody.
        Err(_) if has_open_attempt(service, person, code, now).await? => None,
        Err(place) => return Err(Failure::Refused(StartRefusal::Busy(place))),
    };
    let bank = candidates(&faces);
    transact!(service.store, Failure<StartRefusal>, |c| {
        match answer_once::seen(c, &person.id, key).await? {
            Seen::Same(answer) => return already_started(&answer),
            Seen::Other => return Err(Failure::Refused(StartRefusal::KeyReused)),
            Seen::Never => {}
        }
        let all = attempts::of_person(c, &person.id).await?;
        let earlier: Vec<&StoredAttempt> =
            all.iter().filter(|stored| stored.attempt.sitting().assessment == code).collect();
        if let Some(open) = open_attempt(&earlier, now) {
            answer_once::remember(c, &person.id, key, open.as_str(), now).await?;
            return Ok(Start::Attempt(open, false));
        }
        if service.clock.step().is_some() {
            return Err(Failure::Refused(StartRefusal::ClockStepped));
        }
        if banks::written_by(c, &person.id).await?.contains(&defined.assessment.bank) {
            return Err(Failure::Refused(StartRefusal::IsAuthor));
        }
        refuse_unless_allowed(&defined, &earlier, now)?;
        if let Some(since) = admit(c, &defined.assessment, (&person.id, access_code), now).await? {
            return Ok(Start::Waits(since));
        }
        let accommodation = accommodations::of_person(c, &person.id).await?;
        let seed = crate::chance::bytes();
        let deadline = defined.assessment.deadline(now, accommodation.time);
        let seen = seen(&all, code, &defined.revision);
        let form = match &defined.assessment.adaptive {
            Some(rule) => first_place(service, c, (&defined, rule), &seen, (seed, deadline.since(now))).await?,
            None => form_of_sitting(c, &defined, &bank, &seen, seed).await?.ok(),
        };
        let mut form = form.ok_or(Failure::Refused(StartRefusal::TooFewItems))?;
        arrange(&mut form, &defined.assessment.sections, |item| competency(&faces, item));
        let sitting = Sitting {
            id: AttemptId::from_bytes(crate::chance::bytes()),
            assessment: code.to_owned(),
            assessment_version: defined.version,
            revision: defined.revision.clone(),
            person: person.id.clone(),
            number: earlier.len() as i64 + 1,
            language,
            seed,
            form,
            started_at: now,
            deadline,
            accepts_until: accepts_until(deadline, defined.assessment.grace_s),
            accommodation,
            paused_for: Duration::ZERO,
        };
        let parts = parts(&sitting.form, &defined.assessment.sections, |item| competency(&faces, item));
        let way = match parts.first().filter(|_| !defined.assessment.sections.is_empty()) {
            Some(part) => {
                let until = section_until(&defined.assessment, *part, &sitting, now);
                (Way::Section(part.first, part.last), Some(until))
            }
            None => (defined.assessment.navigation.beginning(), None),
        };
        if attempts::insert(c, &sitting, person.unit.as_ref(), way).await? {
            // Should it come to nothing all the same, its number belongs to nobody.
            load_bank::keep_frame(service, &sitting, &faces, &defined.assessment)?;
            let answer = format!("{}{STARTED}", sitting.id.as_str());
            answer_once::remember(c, &person.id, key, &answer, now).await?;
            return Ok(Start::Attempt(sitting.id, true));
        }
        // A parallel start was first; its attempt is the one.
        let open = parallel_start(c, &person.id, code, now).await?;
        answer_once::remember(c, &person.id, key, open.as_str(), now).await?;
        Ok(Start::Attempt(open, false))
    })
}

/// Lets a person in, or says since when they wait; using up that they were let in is part of the start's transaction.
async fn admit(
    connection: &mut Connection<'_>,
    assessment: &Assessment,
    (person, typed): (&PersonId, &str),
    now: Timestamp,
) -> Result<Option<Timestamp>, Failure<StartRefusal>> {
    let code = assessment.code.as_str();
    match assessment.admission {
        Admission::Open => Ok(None),
        Admission::Code if typed.trim().is_empty() => Err(Failure::Refused(StartRefusal::CodeNeeded)),
        Admission::Code => match (AccessCode::parse(typed), supervision::access_code(connection, code).await?) {
            (Some(typed), Some(valid)) if typed == valid => Ok(None),
            _ => Err(Failure::Refused(StartRefusal::WrongCode)),
        },
        Admission::Release if supervision::use_up(connection, code, person).await? => Ok(None),
        Admission::Release => {
            // A parallel start of the same person has used it up: its attempt is found below.
            let all = attempts::of_person(connection, person).await?;
            let own: Vec<&StoredAttempt> =
                all.iter().filter(|stored| stored.attempt.sitting().assessment == code).collect();
            if open_attempt(&own, now).is_some() {
                return Ok(None);
            }
            supervision::ask(connection, code, person, now).await?;
            match supervision::wish(connection, code, person).await? {
                Wish::Waits(since) => Ok(Some(since)),
                Wish::None | Wish::Released => Ok(Some(now)),
            }
        }
    }
}

fn chosen_language(assessment: &Assessment, asked: Option<Language>) -> Result<Language, Failure<StartRefusal>> {
    match asked {
        Some(language) if assessment.languages.contains(&language) => Ok(language),
        Some(_) => Err(Failure::Refused(StartRefusal::NoSuchLanguage)),
        None => assessment.languages.first().copied().ok_or(Failure::Refused(StartRefusal::NoSuchLanguage)),
    }
}

/// Follows the id in the answer that is kept for a start that made the attempt: told again, it says the same.
const STARTED: &str = " started";

fn already_started(answer: &str) -> Result<Start, Failure<StartRefusal>> {
    let (id, is_new) = answer.strip_suffix(STARTED).map_or((answer, false), |id| (id, true));
    let id = AttemptId::parse(id).ok_or(StoreError::Unreadable("idempotency.answer"))?;
    Ok(Start::Attempt(id, is_new))
}

/// The items that other sittings of an assessment, or of another one on the same revision, have shown.
pub(super) fn seen<'a>(
    all: impl IntoIterator<Item = &'a StoredAttempt>,
    code: &str,
    revision: &str,
) -> HashSet<String> {
    let is_same = |stored: &&StoredAttempt| {
        let sitting = stored.attempt.sitting();
        sitting.assessment == code || sitting.revision == revision
    };
    let shown = |stored: &StoredAttempt| {
        let places = stored.attempt.sitting().form.0.iter().zip(1..);
        let shown = places.filter(|(_, number)| stored.way.has_reached(*number));
        shown.map(|(place, _)| place.item.clone()).collect::<Vec<_>>()
    };
    all.into_iter().filter(is_same).flat_map(shown).collect()
}

async fn has_open_attempt(service: &Service, person: &Person, code: &str, now: Timestamp) -> Result<bool, StoreError> {
    let all = attempts::of_person(&mut service.store.read().await?.link(), &person.id).await?;
    let of_assessment: Vec<&StoredAttempt> =
        all.iter().filter(|stored| stored.attempt.sitting().assessment == code).collect();
    Ok(open_attempt(&of_assessment, now).is_some())
}

fn open_attempt(earlier: &[&StoredAttempt], now: Timestamp) -> Option<AttemptId> {
    earlier.iter().find_map(|stored| match &stored.attempt {
        Attempt::InProgress(open) if !open.is_overdue(now) => Some(open.sitting.id.clone()),
        Attempt::InProgress(_) | Attempt::Submitted(_) => None,
    })
}

fn refuse_unless_allowed(
    defined: &Defined,
    earlier: &[&StoredAttempt],
    now: Timestamp,
) -> Result<(), Failure<StartRefusal>> {
    let assessment = &defined.assessment;
    let refuse = |refusal| Err(Failure::Refused(refusal));
    match standing(assessment, earlier, now) {
        Standing::Passed => return refuse(StartRefusal::AlreadyPassed),
        Standing::NoneLeft => return refuse(StartRefusal::NoAttemptsLeft),
        Standing::PauseUntil(until) => return refuse(StartRefusal::PauseUntil(until)),
        // An overdue sitting that the sweeper has not closed yet: in a moment.
        Standing::InProgress => return refuse(StartRefusal::PauseUntil(now.plus(Duration::from_secs(5)))),
        Standing::MayStart => {}
    }
    if let Some(opens) = assessment.opens_at.filter(|opens| now < *opens) {
        return refuse(StartRefusal::NotBefore(opens));
    }
    if !defined.is_open || !assessment.window_is_open(now) {
        return refuse(StartRefusal::Closed);
    }
    Ok(())
}

async fn parallel_start(
    connection: &mut Connection<'_>,
    person: &PersonId,
    code: &str,
    now: Timestamp,
) -> Result<AttemptId, Failure<StartRefusal>> {
    let stored = attempts::of_person(connection, person).await?;
    let own: Vec<&StoredAttempt> = stored.iter().filter(|stored| stored.attempt.sitting().assessment == code).collect();
    open_attempt(&own, now).ok_or(Failure::Refused(StartRefusal::PauseUntil(now.plus(Duration::from_secs(5)))))
}
