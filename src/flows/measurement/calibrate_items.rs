//! Calibrate the items of an assessment from the responses as they are stored.
//!
//! Of each person the first attempt counts, once it is submitted, on one revision of the bank; attempts at adaptive tests
//! stay out, for their items were chosen by what the calibration is to find. Right means full marks, by
//! the rules that score; an item that was left blank is wrong, one that was not on the form says nothing.

use crate::domain::assessment::marking::mark;
use crate::domain::assessment::scoring::Marked;
use crate::domain::measurement::calibration::{CalibratedItem, Calibration, Settings, Step, calibrate};
use crate::domain::measurement::response_patterns::ResponsePatterns;
use crate::flows::Service;
use crate::flows::assessment::load_bank::{self, Faces, Keys};
use crate::store::assessment::answers::{self, Answered};
use crate::store::assessment::assessments;
use crate::store::{Failure, StoreError};
use std::collections::HashMap;

/// Attempts read at once.
const AT_ONCE: i64 = 2_000;
/// With fewer attempts there is no calibration: discriminations would be guesses of the priors.
pub const FEWEST_ATTEMPTS: u64 = 200;
/// Items with fewer answers are left out.
pub const FEWEST_ANSWERS: u64 = 50;

/// Why there is no calibration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalibrationRefusal {
    /// No assessment has this code.
    NotFound,
    /// The assessment has no attempts on this revision.
    NoSuchRevision,
    /// So many attempts are too few.
    TooFewAttempts(u64),
    /// No item has enough answers.
    TooFewAnswers,
}

/// What happened on the way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Progress {
    /// So many attempts were read.
    Read(u64),
    /// A step of the calibration.
    Step(Step),
}

/// The items of one revision, calibrated.
#[derive(Debug)]
pub struct Calibrated {
    /// The revision.
    pub revision: String,
    /// How many attempts.
    pub attempts: u64,
    /// Items by id.
    pub items: Vec<(String, CalibratedItem)>,
    /// Items with too few answers.
    pub left_out: Vec<String>,
    /// Steps taken.
    pub steps: usize,
    /// Whether it came to rest.
    pub has_converged: bool,
}

/// Calibrates the items of an assessment on a revision, on so many threads; without a revision on that with the most
/// attempts.
///
/// # Errors
/// Refused, or the store failed.
pub async fn calibrate_items(
    service: &Service,
    (code, revision): (&str, Option<&str>),
    threads: usize,
    mut watch: impl FnMut(Progress) + Send + 'static,
) -> Result<Calibrated, Failure<CalibrationRefusal>> {
    let mut reader = service.store.read().await?;
    let connection = &mut reader.link();
    if assessments::find(connection, code).await?.is_none() {
        return Err(Failure::Refused(CalibrationRefusal::NotFound));
    }
    let revisions = answers::revisions(connection, code).await?;
    let revision = match revision {
        Some(asked) => revisions.into_iter().find(|(known, _)| known == asked),
        None => revisions.into_iter().next(),
    };
    let (revision, _) = revision.ok_or(Failure::Refused(CalibrationRefusal::NoSuchRevision))?;
    let faces = load_bank::faces(service, connection, &revision).await?;
    let keys = load_bank::keys(service, connection, &revision).await?;
    let reading = Reading::new(&faces);
    let mut patterns = ResponsePatterns::new(faces.rows.len());
    let (mut attempts, mut last) = (0, String::new());
    loop {
        let part = answers::after(connection, (code, &revision), &last, AT_ONCE).await?;
        let Some(end) = part.last() else { break };
        last.clone_from(&end.id);
        for answered in &part {
            patterns.add(reading.sheet(answered, &keys)?);
        }
        attempts += part.len() as u64;
        watch(Progress::Read(attempts));
    }
    drop(reader);
    if attempts < FEWEST_ATTEMPTS {
        return Err(Failure::Refused(CalibrationRefusal::TooFewAttempts(attempts)));
    }
    let (kept, left_out) = told_apart(&faces, &patterns);
    if kept.is_empty() {
        return Err(Failure::Refused(CalibrationRefusal::TooFewAnswers));
    }
    let places: Vec<usize> = kept.iter().map(|(place, _)| *place).collect();
    let Calibration { items, steps, has_converged, .. } = tokio::task::spawn_blocking(move || {
        let settings = Settings { threads, ..Settings::default() };
        calibrate(&patterns.only(&places), &settings, |step| watch(Progress::Step(step)))
    })
    .await
    .map_err(|_| StoreError::Unreadable("calibration"))?;
    let items = kept.into_iter().map(|(_, id)| id).zip(items).collect();
    Ok(Calibrated { revision, attempts, items, left_out, steps, has_converged })
}

/// The items with enough answers, with their places; and those without.
fn told_apart(faces: &Faces, patterns: &ResponsePatterns) -> (Vec<(usize, String)>, Vec<String>) {
    let (mut kept, mut left_out) = (Vec::new(), Vec::new());
    for (place, (row, tally)) in faces.rows.iter().zip(patterns.tallies()).enumerate() {
        if tally.given < FEWEST_ANSWERS {
            left_out.push(row.face.id.clone());
        } else {
            kept.push((place, row.face.id.clone()));
        }
    }
    (kept, left_out)
}

/// How stored attempts become answers.
struct Reading<'a> {
    /// By item id: its place, and how many options it has.
    places: HashMap<&'a str, (usize, usize)>,
}

impl<'a> Reading<'a> {
    fn new(faces: &'a Faces) -> Self {
        let place = |(place, row): (usize, &'a crate::store::assessment::banks::FaceRow)| {
            (row.face.id.as_str(), (place, row.face.options.len()))
        };
        Self { places: faces.rows.iter().enumerate().map(place).collect() }
    }

    fn sheet(&self, answered: &Answered, keys: &Keys) -> Result<Vec<(usize, bool)>, StoreError> {
        let answers = answered.items.iter().zip(1..).map(|(id, number)| {
            let (place, options) = *self.places.get(id.as_str()).ok_or(StoreError::Unreadable("attempt.form"))?;
            let key = keys.key(id).ok_or(StoreError::Unreadable("item_key"))?;
            let earned = mark(&Marked { competency: "", key, options, response: answered.responses.get(&number) });
            Ok((place, earned.0 == u32::from(key.points) * 100))
        });
        answers.collect()
    }
}
