//! What the worker writes on a certificate's way: many at once, one statement for each step.

use super::certificates::{CertificateRow, Issued, Prepared, Registered, Rests, select_registered};
use crate::domain::certification::basis::Basis;
use crate::domain::certification::claim::Claim;
use crate::domain::identifier::{AttemptId, CertificateId, PersonId, hex};
use crate::domain::text::search_form;
use crate::domain::timestamp::Timestamp;
use crate::store::assessment::banks::to_json;
use crate::store::{Connection, StoreError, on, over_rows};
use std::collections::HashSet;

/// A claim to be reserved.
#[derive(Clone, Debug)]
pub struct Reservation {
    /// What it redeems.
    pub basis: Basis,
    /// What it will say.
    pub claim: Claim,
    /// Whose it is.
    pub rests: Rests,
}

/// Stores frozen claims; gives the ids of those stored. One is missing when its basis is redeemed already, or a
/// number or the place in the status list is taken.
///
/// # Errors
/// When the database fails; then nothing was written.
pub async fn reserve_all(
    connection: &mut Connection<'_>,
    reservations: &[&Reservation],
    now: Timestamp,
) -> Result<HashSet<String>, StoreError> {
    let rows: Vec<_> = reservations
        .iter()
        .map(|Reservation { basis, claim, rests }| {
            (
                claim.id.to_string(),
                basis.to_string(),
                rests.attempt.as_ref().map(AttemptId::as_str),
                rests.person.as_ref().map(PersonId::as_str),
                &claim.serial,
                &claim.register_number,
                claim.status_list,
                claim.status_index,
                to_json(claim),
                search_form(&claim.holder),
            )
        })
        .collect();
    let statement = over_rows!(
        connection,
        "insert into certificate (id, basis, attempt_id, person_id, state, serial, register_number, status_list,
                                  status_index, claim, search_name, reserved_at)
         select s.value ->> 0, s.value ->> 1, s.value ->> 2, s.value ->> 3, 'reserved', s.value ->> 4, s.value ->> 5,
                cast(s.value ->> 6 as bigint), cast(s.value ->> 7 as bigint), s.value ->> 8, s.value ->> 9, $2 from",
        "where true on conflict do nothing returning id"
    );
    let stored: Vec<(String,)> = on!(connection, c => sqlx::query_as(statement)
        .bind(to_json(&rows))
        .bind(now.micros())
        .fetch_all(&mut **c)
        .await)?;
    Ok(stored.into_iter().map(|(id,)| id).collect())
}

/// Which of these places of a status list are taken.
///
/// # Errors
/// When the database fails.
pub async fn taken_places(
    connection: &mut Connection<'_>,
    list: u32,
    places: &[u32],
) -> Result<HashSet<u32>, StoreError> {
    let rows: Vec<[u32; 1]> = places.iter().map(|place| [*place]).collect();
    let statement = over_rows!(
        connection,
        "select c.status_index from certificate c
         where c.status_list = $2 and c.status_index in (select cast(s.value ->> 0 as bigint) from",
        ")"
    );
    let taken: Vec<(i64,)> = on!(connection, c => sqlx::query_as(statement)
        .bind(to_json(&rows))
        .bind(i64::from(list))
        .fetch_all(&mut **c)
        .await)?;
    Ok(taken.into_iter().filter_map(|(place,)| u32::try_from(place).ok()).collect())
}

/// Freezes the claim of a reserved certificate anew, under its numbers. False when bytes to be signed are stored already.
///
/// # Errors
/// When the database fails.
pub async fn freeze_again(connection: &mut Connection<'_>, claim: &Claim) -> Result<bool, StoreError> {
    let updated = on!(connection, c => sqlx::query(
        "update certificate set claim = $2, search_name = $3 where id = $1 and state = 'reserved'",
    )
    .bind(claim.id.to_string())
    .bind(to_json(claim))
    .bind(search_form(&claim.holder))
    .execute(&mut **c)
    .await
    .map(|result| result.rows_affected()))?;
    Ok(updated > 0)
}

/// Stores the exact bytes that will be signed, and gives the ids. They are never changed once stored. One is missing
/// when its claim was frozen otherwise meanwhile, or bytes are stored already.
///
/// # Errors
/// When the database fails.
pub async fn prepare_all(
    connection: &mut Connection<'_>,
    prepared: &[(&Claim, &Prepared)],
) -> Result<HashSet<String>, StoreError> {
    let rows: Vec<_> = prepared
        .iter()
        .map(|(claim, prepared)| {
            let (key, signed, code) = (&prepared.key_id, &prepared.to_be_signed, &prepared.qr_to_be_signed);
            (claim.id, key, signed, code, to_json(claim))
        })
        .collect();
    let statement = over_rows!(
        connection,
        "update certificate set state = 'prepared', key_id = s.value ->> 1, to_be_signed = s.value ->> 2,
                                qr_to_be_signed = s.value ->> 3
         from",
        "where certificate.id = s.value ->> 0 and certificate.state = 'reserved'
               and certificate.claim = s.value ->> 4
         returning certificate.id"
    );
    let stored: Vec<(String,)> =
        on!(connection, c => sqlx::query_as(statement).bind(to_json(&rows)).fetch_all(&mut **c).await)?;
    Ok(stored.into_iter().map(|(id,)| id).collect())
}

/// A certificate on its last step.
#[derive(Clone, Copy, Debug)]
pub struct Issuing<'a> {
    /// Which one.
    pub id: CertificateId,
    /// What was signed.
    pub prepared: &'a Prepared,
    /// What came of it.
    pub issued: &'a Issued,
}

impl<'a> Issuing<'a> {
    /// `None` when nothing was prepared.
    pub fn of(registered: &'a Registered, issued: &'a Issued) -> Option<Self> {
        let prepared = registered.prepared.as_ref()?;
        Some(Self { id: registered.claim.id, prepared, issued })
    }
}

/// Stores what was issued, and gives the ids. One that was issued already, or that is prepared otherwise by now, is
/// missing: the first one stands.
///
/// # Errors
/// When the database fails.
pub async fn issue_all(
    connection: &mut Connection<'_>,
    issued: &[Issuing<'_>],
    at: Timestamp,
) -> Result<HashSet<String>, StoreError> {
    let rows: Vec<_> = issued
        .iter()
        .map(|Issuing { id, prepared, issued }| {
            let hash = hex(&issued.sealed_hash);
            let (key, signed) = (&prepared.key_id, &prepared.to_be_signed);
            (id, &issued.credential, &issued.qr_text, hash, &issued.pdf_sha256, key, signed)
        })
        .collect();
    let statement = over_rows!(
        connection,
        "update certificate set state = 'issued', credential = s.value ->> 1, qr_text = s.value ->> 2,
                                sealed_sha256 = s.value ->> 3, pdf_sha256 = s.value ->> 4, issued_at = $2
         from",
        "where certificate.id = s.value ->> 0 and certificate.state = 'prepared'
               and certificate.key_id = s.value ->> 5 and certificate.to_be_signed = s.value ->> 6
         returning certificate.id"
    );
    let written: Vec<(String,)> = on!(connection, c => sqlx::query_as(statement)
        .bind(to_json(&rows))
        .bind(at.micros())
        .fetch_all(&mut **c)
        .await)?;
    Ok(written.into_iter().map(|(id,)| id).collect())
}

/// The certificates that redeem any of these bases.
///
/// # Errors
/// When the database fails.
pub async fn of_bases(connection: &mut Connection<'_>, bases: &[Basis]) -> Result<Vec<Registered>, StoreError> {
    let rows: Vec<[String; 1]> = bases.iter().map(|basis| [basis.to_string()]).collect();
    let statement = over_rows!(connection, select_registered!("where c.basis in (select s.value ->> 0 from"), ")");
    let rows: Vec<CertificateRow> =
        on!(connection, c => sqlx::query_as(statement).bind(to_json(&rows)).fetch_all(&mut **c).await)?;
    rows.into_iter().map(CertificateRow::into_registered).collect()
}
