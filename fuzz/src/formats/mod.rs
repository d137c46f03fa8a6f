//! The formats that parse items.

#[path = "../../../src/formats/bank/mod.rs"]
pub mod bank;
#[path = "../../../src/formats/csv_out.rs"]
pub mod csv_out;
#[path = "../../../src/formats/exchange/mod.rs"]
pub mod exchange;
#[path = "../../../src/formats/item_parameters.rs"]
pub mod item_parameters;
#[path = "../../../src/formats/markdown.rs"]
pub mod markdown;
#[path = "../../../src/formats/mistake.rs"]
pub mod mistake;
#[path = "../../../src/formats/roster/mod.rs"]
pub mod roster;
#[path = "../../../src/formats/toml_file/mod.rs"]
pub mod toml_file;
#[path = "../../../src/formats/workbook.rs"]
pub mod workbook;
