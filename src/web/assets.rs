//! Files the pages need, embedded in the binary and addressed by their content.
//!
//! Style sheets, scripts and pictures lie at `/assets/<hash>/<name>`, fonts at `/assets/fonts/<name>`
//! with their version in the name; both may be cached for ever.

use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// An embedded file as it is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asset {
    /// The bytes.
    pub bytes: &'static [u8],
    /// The value of `Content-Type`.
    pub content_type: &'static str,
}

/// The value of `Cache-Control` for every asset.
pub const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

macro_rules! embedded {
    ($($name:literal as $kind:expr),* $(,)?) => {
        [$(($name, Asset { bytes: include_bytes!(concat!("assets/", $name)), content_type: $kind })),*]
    };
}

const FILES: [(&str, Asset); 5] = embedded![
    "app.css" as CSS,
    "app.js" as SCRIPT,
    "attempt.js" as SCRIPT,
    "verify.js" as SCRIPT,
    "icon.svg" as "image/svg+xml",
];

const FONTS: [(&str, Asset); 5] = embedded![
    "be-vietnam-pro-5.3.0-latin-400.woff2" as "font/woff2",
    "be-vietnam-pro-5.3.0-latin-600.woff2" as "font/woff2",
    "be-vietnam-pro-5.3.0-vietnamese-400.woff2" as "font/woff2",
    "be-vietnam-pro-5.3.0-vietnamese-600.woff2" as "font/woff2",
    "be-vietnam-pro-OFL.txt" as TEXT,
];

static HASHES: LazyLock<Vec<String>> =
    LazyLock::new(|| FILES.iter().map(|(_, asset)| short_hash(asset.bytes)).collect());

/// Where the embedded file `name` is served; its address changes whenever its bytes do.
///
/// A name that is not embedded gets an address where nothing is.
pub fn asset_url(name: &str) -> String {
    let hash = FILES.iter().position(|(file, _)| *file == name).map_or("none", |place| HASHES[place].as_str());
    format!("/assets/{hash}/{name}")
}

/// The file at a path below `/assets/`; `None` also when its hash is not the current one.
pub fn lookup(path: &str) -> Option<Asset> {
    let (folder, name) = path.strip_prefix("/assets/")?.split_once('/')?;
    if folder == "fonts" {
        return FONTS.iter().find(|(file, _)| *file == name).map(|(_, asset)| *asset);
    }
    let place = FILES.iter().position(|(file, _)| *file == name)?;
    (HASHES[place] == folder).then_some(FILES[place].1)
}

/// Every address that [`lookup`] answers.
pub fn addresses() -> impl Iterator<Item = String> {
    let files = FILES.iter().map(|(name, _)| asset_url(name));
    files.chain(FONTS.iter().map(|(name, _)| format!("/assets/fonts/{name}")))
}

fn short_hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_leads_to_its_file_and_an_old_one_to_nothing() {
        assert_eq!(addresses().filter(|address| lookup(address).is_none()).collect::<Vec<_>>(), Vec::<String>::new());
        assert_eq!(lookup("/assets/000000000000/app.css"), None);
        assert_eq!(lookup("/assets/fonts/../app.css"), None);
        assert_eq!(lookup(&asset_url("no-such-file.js")), None);
    }

    #[test]
    fn the_style_sheet_names_only_fonts_that_are_embedded() {
        let css = std::str::from_utf8(FILES[0].1.bytes).expect("the style sheet is UTF-8");
        let fonts: Vec<&str> = css.split("url(").skip(1).filter_map(|rest| rest.split(')').next()).collect();
        assert!(!fonts.is_empty());
        assert!(fonts.iter().all(|font| lookup(font).is_some()), "{fonts:?}");
    }
}
