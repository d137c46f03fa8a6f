//! Moodle XML.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| parsers::read(
    "a.xml",
    bytes,
    parsers::formats::exchange::format::Format::Moodle
));
