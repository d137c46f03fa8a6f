//! Numbers and places for certificates: each sequence is raised once for all that are reserved together.

use crate::domain::certification::status::LIST_LENGTH;
use crate::domain::identifier::CertificateId;
use crate::domain::timestamp::Timestamp;
use crate::store::certification::making::{self, Reservation};
use crate::store::{Connection, StoreError, counters};
use std::collections::{BTreeMap, HashSet};

/// A list is left for the next one when this many places are taken: free places are found by chance.
const LIST_FILL: i64 = 100_000;
/// Draws of a free place before giving up for now.
const DRAWS: u32 = 64;

/// One of a claim's two numbers.
type Field = fn(&mut Reservation) -> &mut String;

/// Puts serial and register numbers in place of their patterns, in the order given. Each pattern counts by itself,
/// anew each year where it names the year: assessments that share a pattern share its numbers.
pub(super) async fn number(
    connection: &mut Connection<'_>,
    reservations: &mut [Reservation],
    year: i32,
) -> Result<(), StoreError> {
    let fields: [(&str, Field); 2] = [
        ("serial", |reservation| &mut reservation.claim.serial),
        ("register", |reservation| &mut reservation.claim.register_number),
    ];
    for (kind, field) in fields {
        // In one order everywhere, so that two transactions never wait for each other.
        let mut counts: BTreeMap<String, i64> = BTreeMap::new();
        for reservation in reservations.iter_mut() {
            *counts.entry(field(reservation).clone()).or_default() += 1;
        }
        for (pattern, count) in &mut counts {
            let name = format!("{kind}/{}", pattern.replace("{year}", &year.to_string()));
            let last = counters::take(connection, &name, *count).await?;
            *count = last - *count + 1;
        }
        for reservation in reservations.iter_mut() {
            let text = field(reservation);
            if let Some(next) = counts.get_mut(text) {
                *text = numbered(text, *next, year);
                *next += 1;
            }
        }
    }
    let count = i64::try_from(reservations.len()).unwrap_or(i64::MAX);
    let first = counters::take(connection, "status", count).await? - count;
    for (reservation, taken) in reservations.iter_mut().zip(first..) {
        // The counter counts certificates, not places.
        reservation.claim.status_list =
            u32::try_from(taken / LIST_FILL + 1).map_err(|_| StoreError::Unreadable("counter.status"))?;
    }
    Ok(())
}

/// Draws free places and stores the claims; gives the ids of those stored.
pub(super) async fn reserve(
    connection: &mut Connection<'_>,
    reservations: &mut [Reservation],
    now: Timestamp,
) -> Result<HashSet<String>, StoreError> {
    let mut stored = HashSet::with_capacity(reservations.len());
    let mut open: Vec<&mut Reservation> = reservations.iter_mut().collect();
    for _ in 0..DRAWS {
        draw_places(connection, &mut open).await?;
        let tried: Vec<&Reservation> = open.iter().map(|reservation| &**reservation).collect();
        stored.extend(making::reserve_all(connection, &tried, now).await?);
        open.retain(|reservation| !stored.contains(&id(reservation.claim.id)));
        if open.is_empty() {
            break;
        }
    }
    Ok(stored)
}

fn id(id: CertificateId) -> String {
    id.to_string()
}

/// Gives each claim a place that is free just now, by chance; the table's constraint has the last word.
async fn draw_places(connection: &mut Connection<'_>, open: &mut [&mut Reservation]) -> Result<(), StoreError> {
    let mut by_list: BTreeMap<u32, Vec<&mut Reservation>> = BTreeMap::new();
    for reservation in open.iter_mut() {
        by_list.entry(reservation.claim.status_list).or_default().push(reservation);
    }
    for (list, mut waiting) in by_list {
        let mut seen = HashSet::new();
        for _ in 0..DRAWS {
            // At most three places of four are taken: a few times as many draws as claims are mostly enough.
            let wanted = waiting.len() * 4;
            let drawn: Vec<u32> =
                (0..wanted).map(|_| crate::chance::below(LIST_LENGTH)).filter(|place| seen.insert(*place)).collect();
            let taken = making::taken_places(connection, list, &drawn).await?;
            for place in drawn.into_iter().filter(|place| !taken.contains(place)) {
                let Some(reservation) = waiting.pop() else { break };
                reservation.claim.status_index = place;
            }
            if waiting.is_empty() {
                break;
            }
        }
    }
    Ok(())
}

/// A pattern with a number as long as they get: for trying whether a certificate would fit.
pub(super) fn sample_number(pattern: &str, at: Timestamp) -> String {
    numbered(pattern, 888_888, at.day_in_vietnam().year())
}

/// `{seq:05}/{year}/AI-ĐN` with its numbers; the pattern was checked when it was imported.
fn numbered(pattern: &str, sequence: i64, year: i32) -> String {
    let mut text = pattern.replace("{year}", &year.to_string()).replace("{seq}", &sequence.to_string());
    while let Some(start) = text.find("{seq:0") {
        let Some(end) = text[start..].find('}').map(|length| start + length) else { return text };
        let width = text[start + 6..end].parse().unwrap_or(0);
        text.replace_range(start..=end, &format!("{sequence:0width$}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_the_pattern() {
        assert_eq!(numbered("{seq:05}/{year}/AI-ĐN", 42, 2026), "00042/2026/AI-ĐN");
        assert_eq!(numbered("{year}-{seq}", 42, 2026), "2026-42");
        assert_eq!(numbered("{seq:03}", 12_345, 2026), "12345");
    }
}
