//! Compare wrong answers of people who sat the same assessment: pairs whose agreement chance does not explain.
//!
//! First attempts on one revision of the bank, within the unit that people belonged to then; whoever has none is
//! compared with the others who have none. Adaptive tests stay out: there hardly two people have the same items.

use super::compute_statistics::StatisticsRefusal;
use super::{load_bank, rulings};
use crate::domain::assessment::marking::mark;
use crate::domain::assessment::response::Response;
use crate::domain::assessment::scoring::{Centipoints, Marked};
use crate::domain::assessment::similarity::{SimilarPair, Similarities, WrongAnswers, similarities};
use crate::domain::identifier::AttemptId;
use crate::flows::Service;
use crate::store::assessment::{answers, assessments, attempts};
use crate::store::people::persons;
use crate::store::{Connection, Failure, StoreError};
use std::collections::HashMap;

/// Attempts read at once.
const AT_ONCE: i64 = 2_000;
/// Pairs that are told.
pub const LISTED: usize = 200;

/// One of a pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspect {
    /// The attempt.
    pub attempt: AttemptId,
    /// What they log in with.
    pub login: String,
    /// Their name.
    pub full_name: String,
}

/// A pair that chance does not explain.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundPair {
    /// The two.
    pub people: [Suspect; 2],
    /// The figures.
    pub figures: SimilarPair,
}

/// What was compared, and what was found.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparedAnswers {
    /// The revision of the bank; `None` when nobody has submitted.
    pub revision: Option<String>,
    /// How many attempts.
    pub attempts: usize,
    /// How many pairs.
    pub pairs: u64,
    /// Attempts of units too large to compare.
    pub left_out: usize,
    /// The least likely first; at most [`LISTED`].
    pub found: Vec<FoundPair>,
}

/// Compares the answers of an assessment on the revision with the most attempts.
///
/// # Errors
/// Refused, or the store failed.
pub async fn compare_answers(service: &Service, code: &str) -> Result<ComparedAnswers, Failure<StatisticsRefusal>> {
    let mut reader = service.store.read().await?;
    let connection = &mut reader.link();
    if assessments::find(connection, code).await?.is_none() {
        return Err(Failure::Refused(StatisticsRefusal::NotFound));
    }
    let Some((revision, _)) = answers::revisions(connection, code).await?.into_iter().next() else {
        return Ok(ComparedAnswers { revision: None, attempts: 0, pairs: 0, left_out: 0, found: Vec::new() });
    };
    let (ids, wrong, groups) = read_wrong_answers(service, connection, (code, &revision)).await?;
    // Nobody waits for a connection while this computes.
    drop(reader);
    let attempts = ids.len();
    let compared = tokio::task::spawn_blocking(move || similarities(&wrong, &groups)).await;
    let Similarities { pairs, left_out, found } = compared.map_err(|_| StoreError::Unreadable("response.response"))?;
    let mut reader = service.store.read().await?;
    let connection = &mut reader.link();
    let mut told = Vec::with_capacity(found.len().min(LISTED));
    for figures in found.into_iter().take(LISTED) {
        let (one, other) = figures.attempts;
        let people = [suspect(connection, &ids[one]).await?, suspect(connection, &ids[other]).await?];
        told.push(FoundPair { people, figures });
    }
    Ok(ComparedAnswers { revision: Some(revision), attempts, pairs, left_out, found: told })
}

type Read = (Vec<String>, Vec<WrongAnswers>, Vec<Vec<usize>>);

/// Ids, wrong answers and the groups of attempts.
async fn read_wrong_answers(
    service: &Service,
    connection: &mut Connection<'_>,
    (code, revision): (&str, &str),
) -> Result<Read, StoreError> {
    let faces = load_bank::faces(service, connection, revision).await?;
    let keys = load_bank::keys(service, connection, revision).await?;
    let (_, rulings) = rulings::current(service, connection, revision).await?;
    let places: HashMap<&str, u32> = faces.rows.iter().map(|row| row.face.id.as_str()).zip(0..).collect();
    let mut numbers: HashMap<(u32, String), u32> = HashMap::new();
    let (mut ids, mut wrong) = (Vec::new(), Vec::new());
    let mut groups: HashMap<Option<String>, Vec<usize>> = HashMap::new();
    let mut last = String::new();
    loop {
        let part = answers::after(connection, (code, revision), &last, AT_ONCE).await?;
        let Some(end) = part.last() else { break };
        last.clone_from(&end.id);
        for answered in part {
            let mut own = WrongAnswers::new();
            for (id, number) in answered.items.iter().zip(1..) {
                let (Some(row), Some(own_key)) = (faces.get(id), keys.key(id)) else {
                    return Err(StoreError::Unreadable("attempt.form"));
                };
                let response = answered.responses.get(&number).filter(|response| !Response::is_blank(response));
                let (Some(key), Some(response)) = (rulings.key(id, own_key), response) else { continue };
                let options = row.face.options.len();
                let marked = Marked { competency: "", key, options, response: Some(response) };
                if mark(&marked) < Centipoints(u32::from(key.points) * 100) {
                    let item = places[id.as_str()];
                    let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                    let said = serde_json::to_string(response).unwrap_or_default();
                    own.push((item, *numbers.entry((item, said)).or_insert(next)));
                }
            }
            own.sort_unstable();
            groups.entry(answered.unit).or_default().push(ids.len());
            ids.push(answered.id);
            wrong.push(own);
        }
    }
    let mut groups: Vec<Vec<usize>> = groups.into_values().collect();
    groups.sort();
    Ok((ids, wrong, groups))
}

async fn suspect(connection: &mut Connection<'_>, id: &str) -> Result<Suspect, StoreError> {
    let unreadable = || StoreError::Unreadable("attempt.id");
    let attempt = AttemptId::parse(id).ok_or_else(unreadable)?;
    let stored = attempts::find(connection, &attempt).await?.ok_or_else(unreadable)?;
    let person = persons::find(connection, &stored.attempt.sitting().person).await?.ok_or_else(unreadable)?;
    Ok(Suspect { attempt, login: person.login, full_name: person.full_name })
}
