//! Bytes in and out: bank files, rosters, credentials, QR codes, PDF.

pub mod attachment;
pub mod bank;
pub mod credential;
pub mod csv_out;
pub mod decision_list;
pub mod markdown;
pub mod mistake;
pub mod pdf;
pub mod qr;
pub mod register_out;
pub mod results;
pub mod roster;
