//! Sheets of items as CSV.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| parsers::read(
    "a.csv",
    bytes,
    parsers::formats::exchange::format::Format::Csv
));
