//! Bytes in and out: bank files, certificate templates, rosters, credentials, QR codes, PDF.

pub mod attachment;
pub mod bank;
pub mod credential;
pub mod csv_out;
pub mod markdown;
pub mod mistake;
pub mod pdf;
pub mod qr;
pub mod roster;
pub mod template;
pub mod toml_file;
