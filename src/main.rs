//! The `minhchung` binary: everything is in the library.

fn main() {}
