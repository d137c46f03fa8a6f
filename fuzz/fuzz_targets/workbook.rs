//! Sheets of items as workbooks.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| parsers::read(
    "a.xlsx",
    bytes,
    parsers::formats::exchange::format::Format::Workbook
));
