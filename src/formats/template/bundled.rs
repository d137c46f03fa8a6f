//! The templates that the program carries with it.

use super::read_accepted;
use crate::formats::pdf::{Layout, TemplateCache};
use std::sync::LazyLock;

/// The template of an assessment that names none.
pub const DEFAULT: &str = "national-landscape";

macro_rules! source {
    ($code:literal) => {
        include_bytes!(concat!("../../../certificate_templates/", $code, "/template.toml"))
    };
}

const SOURCES: [&[u8]; 3] = [source!("national-landscape"), source!("national-portrait"), source!("citizens")];

/// Every bundled template and the file it was read from.
fn all() -> &'static [(Layout, &'static [u8])] {
    static ALL: LazyLock<Vec<(Layout, &'static [u8])>> = LazyLock::new(|| {
        let read = |source: &&'static [u8]| read_accepted(source).ok().map(|layout| (layout, *source));
        SOURCES.iter().filter_map(read).collect()
    });
    &ALL
}

/// Every bundled template.
pub fn bundled() -> impl Iterator<Item = &'static Layout> {
    all().iter().map(|(layout, _)| layout)
}

/// The file of a bundled template.
pub fn bundled_source(name: &str) -> Option<&'static [u8]> {
    all().iter().find(|(layout, _)| layout.name() == name).map(|(_, source)| *source)
}

impl Default for TemplateCache {
    /// Knows the bundled templates.
    fn default() -> Self {
        Self::of(bundled().cloned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::template::read;

    #[test]
    fn nothing_is_wrong_with_what_the_program_carries() {
        for source in SOURCES {
            let read = read("template.toml", source);
            assert!(read.is_ok(), "{}", read.err().map(|mistakes| mistakes.to_string()).unwrap_or_default());
        }
        assert_eq!(bundled().count(), SOURCES.len());
        assert!(bundled().any(|layout| layout.code == DEFAULT && layout.version == 1));
    }
}
