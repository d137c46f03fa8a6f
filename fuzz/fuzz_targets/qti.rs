//! QTI packages and items.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| parsers::read(
    "a.zip",
    bytes,
    parsers::formats::exchange::format::Format::Qti(parsers::formats::exchange::qti::Version::V3_0)
));
