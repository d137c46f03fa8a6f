//! Bytes in and out: bank files, certificate templates, rosters, credentials, QR codes, PDF, the transparency log.

pub mod attachment;
pub mod attempt_record;
pub mod bank;
pub mod code_list;
pub mod credential;
pub mod csv_out;
pub mod decision_list;
pub mod exchange;
pub mod item_parameters;
pub mod log;
pub mod markdown;
pub mod mistake;
pub mod pdf;
pub mod qr;
pub mod register_out;
pub mod rescoring_csv;
pub mod results;
pub mod roster;
pub mod seal;
pub mod secret_file;
pub mod similarity_csv;
pub mod statistics_csv;
pub mod template;
pub mod token;
pub mod toml_file;
pub mod workbook;
