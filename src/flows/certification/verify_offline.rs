//! Verify without register and network, under the keys of a DID document, and with status lists where they were
//! brought along.

use super::verify_certificate::{Finding, Signed, signed, signed_in_qr};
use crate::domain::certification::status::{ListName, StatusPurpose};
use crate::domain::certification::verdict::{Reason, Verdict};
use crate::domain::timestamp::Timestamp;
use crate::formats::attachment;
use crate::formats::credential::keys::KeyRing;
use crate::formats::credential::status_list::{self, StatusList};
use crate::formats::credential::verify::CredentialFault;
use crate::formats::credential::{cose, qr, verify};

/// Why a status list that was brought along says nothing here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListFault {
    /// It is no status list of the issuer whose keys these are.
    NotBelieved(CredentialFault),
    /// It is signed for other days than today; what it says of others may have changed since.
    NotCurrent {
        /// When it was signed.
        valid_from: Timestamp,
        /// Until when it could be relied on.
        valid_until: Timestamp,
    },
    /// None of the lists is the one that the certificate names.
    OtherList(ListName),
}

/// Verifies a PDF, a credential or the text of a QR code. Without lists nothing is said about revocation.
///
/// # Errors
/// When a list was brought along that nothing can be concluded from. A set bit counts however old the list is, for
/// nothing is ever un-revoked.
pub fn verify_offline(bytes: &[u8], ring: &KeyRing, lists: &[Vec<u8>], now: Timestamp) -> Result<Finding, ListFault> {
    let read: Result<Vec<StatusList>, CredentialFault> =
        lists.iter().map(|bytes| status_list::verify(bytes, ring)).collect();
    let lists = read.map_err(ListFault::NotBelieved)?;
    let Read { signed, place, needs_log } = match read_signed(bytes, ring) {
        Ok(read) => read,
        Err(fault) => return Ok(Finding::fault(fault)),
    };
    let status = status(&lists, &place, now)?;
    let is_expired = signed.expires_at.is_some_and(|expires| expires < now);
    let (verdict, reason) = match status {
        Some(StatusPurpose::Supersession) => (Verdict::Superseded, Some(Reason::Superseded)),
        Some(StatusPurpose::Revocation) => (Verdict::Revoked, Some(Reason::Revoked)),
        // Whoever has the key may have written any date; the log that knows better is not here.
        None if needs_log => (Verdict::SignedNotRegistered, Some(Reason::KeyCompromised)),
        None if is_expired => (Verdict::Expired, Some(Reason::Expired)),
        None => (Verdict::Genuine, None),
    };
    let asked = if lists.is_empty() { Reason::RevocationNotAsked } else { Reason::StatusListAsked };
    let page = attachment::is_pdf(bytes).then_some(Reason::PageNotCompared);
    let always = [Reason::SignatureValid, asked, Reason::RegisterNotAsked];
    let reasons = reason.into_iter().chain(always).chain(page);
    Ok(Finding { signed: Some(signed), ..Finding::only(verdict, &reasons.collect::<Vec<_>>()) })
}

/// What was read under the keys that were given.
struct Read {
    signed: Signed,
    place: Place,
    /// Whether the key is known to strangers, who can write any date.
    needs_log: bool,
}

/// Where a certificate stands in its status lists.
struct Place {
    /// The address of the issuer; a QR code does not carry it.
    base_url: Option<String>,
    list: u32,
    index: u32,
}

fn read_signed(bytes: &[u8], ring: &KeyRing) -> Result<Read, CredentialFault> {
    let credential = if attachment::is_pdf(bytes) { attachment::find_credential(bytes) } else { None };
    let json = credential.as_deref().unwrap_or(bytes);
    if json.trim_ascii_start().first() == Some(&b'{') {
        let verified = verify::verify(json, ring)?;
        let place = Place {
            base_url: Some(verified.base_url.clone()),
            list: verified.status_list,
            index: verified.status_index,
        };
        return Ok(Read { signed: signed(&verified), place, needs_log: verified.needs_log });
    }
    let text = std::str::from_utf8(bytes).map_err(|_| CredentialFault::NotACertificate)?;
    let verified = cose::verify(&qr::read_qr_text(text)?, ring)?;
    let place = Place { base_url: None, list: verified.claim.status_list, index: verified.claim.status_index };
    Ok(Read { signed: signed_in_qr(&verified), place, needs_log: verified.needs_log })
}

/// What the lists say of a place; `None` when it stands, or when there is no list at all.
fn status(lists: &[StatusList], place: &Place, now: Timestamp) -> Result<Option<StatusPurpose>, ListFault> {
    let Some(any) = lists.first() else { return Ok(None) };
    let named: Vec<&StatusList> = lists
        .iter()
        .filter(|list| list.name.number == place.list)
        .filter(|list| place.base_url.as_ref().is_none_or(|base_url| *base_url == list.base_url))
        .collect();
    let is_set = |purpose| named.iter().any(|list| list.name.purpose == purpose && list.bits.is_set(place.index));
    // The supersession says more than the revocation that goes with it.
    if let Some(purpose) = [StatusPurpose::Supersession, StatusPurpose::Revocation].into_iter().find(|it| is_set(*it)) {
        return Ok(Some(purpose));
    }
    // Only the list of revocations can say that a certificate stands.
    match named.iter().find(|list| list.name.purpose == StatusPurpose::Revocation) {
        None => Err(ListFault::OtherList(any.name)),
        Some(list) if !list.is_current(now) => {
            Err(ListFault::NotCurrent { valid_from: list.valid_from, valid_until: list.valid_until })
        }
        Some(_) => Ok(None),
    }
}
