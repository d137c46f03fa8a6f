//! GIFT.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| parsers::read("a.txt", bytes, parsers::formats::exchange::format::Format::Gift));
