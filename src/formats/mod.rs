//! Bytes in and out: bank files, rosters, credentials, QR codes, PDF.

pub mod attachment;
pub mod bank;
pub mod credential;
pub mod csv_out;
pub mod markdown;
pub mod mistake;
pub mod pdf;
pub mod qr;
pub mod roster;
pub mod seal;
pub mod secret_file;
pub mod token;
