//! HTML of others.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| parsers::read_html(bytes));
