//! Our own bank files.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| parsers::read_bank(bytes));
