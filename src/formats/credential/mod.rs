//! The signed forms of a certificate: the Open Badges credential, the COSE object in the QR code, and the keys.
//!
//! `document` says what is claimed, `canonical` turns it into the bytes that are hashed, `proof` signs, `verify` checks;
//! `cose` and `qr` do the same for the code on paper; `keys` holds the ring both look keys up in.

pub mod canonical;
pub mod contexts;
pub mod cose;
pub mod document;
pub mod graph;
pub mod keys;
pub mod preflight;
pub mod proof;
pub mod qr;
mod statements;
pub mod status_list;
pub mod verify;

#[cfg(test)]
mod in_browser;
#[cfg(test)]
mod sample;
