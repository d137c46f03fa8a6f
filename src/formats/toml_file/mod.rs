//! Files that people write in TOML: what reading them has in common, so that every mistake has its place and a hint.

pub(in crate::formats) mod codes;
mod decode;
mod depth;
pub(in crate::formats) mod disk;
pub(in crate::formats) mod fields;
pub(in crate::formats) mod languages;
pub(in crate::formats) mod sheet;
pub(in crate::formats) mod suggest;
pub(in crate::formats) mod texts;
mod values;

pub use codes::is_code;
pub use decode::FILE_LIMIT;
pub(in crate::formats) use decode::decode_within;
