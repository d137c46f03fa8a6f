//! Files the pages need, embedded in the binary and addressed by their content.
//!
//! Style sheets, scripts and pictures lie at `/assets/<hash>/<name>`, fonts at `/assets/fonts/<name>`
//! with their version in the name; both may be cached for ever.

use super::verifier_script;
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};
use std::io::Write;
use std::sync::LazyLock;

/// An embedded file as it is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asset {
    /// The bytes.
    pub bytes: &'static [u8],
    /// The same bytes gzipped, for whoever accepts them; `None` where it would not help.
    pub gzip: Option<&'static [u8]>,
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
        [$(($name, include_bytes!(concat!("assets/", $name)) as &[u8], $kind)),*]
    };
}

/// Name, bytes, content type.
type Embedded = (&'static str, &'static [u8], &'static str);

const FILES: [Embedded; 8] = embedded![
    "app.css" as CSS,
    "statistics.css" as CSS,
    "verifier.css" as CSS,
    "app.js" as SCRIPT,
    "authoring.js" as SCRIPT,
    "decision.js" as SCRIPT,
    "queue.js" as SCRIPT,
    "icon.svg" as "image/svg+xml",
];

/// The files, and the scripts that are joined from several.
static ALL: LazyLock<Vec<Embedded>> = LazyLock::new(|| {
    let scripts = [
        // One file, so that no page ever has the one without the other.
        ("attempt.js", concat!(include_str!("assets/answers.js"), include_str!("assets/attempt.js"))),
        ("verifier.js", verifier_script::joined()),
        ("ed25519.js", verifier_script::NOBLE),
        ("qr-reader.js", verifier_script::QR_READER),
        ("verifier-licences.txt", include_str!("assets/verify/vendor/LICENSES.txt")),
    ];
    let kind = |name: &str| if name.ends_with(".js") { SCRIPT } else { TEXT };
    let scripts = scripts.into_iter().map(|(name, text)| (name, text.as_bytes(), kind(name)));
    FILES.into_iter().chain(scripts).collect()
});

const FONTS: [Embedded; 5] = embedded![
    "be-vietnam-pro-5.3.0-latin-400.woff2" as "font/woff2",
    "be-vietnam-pro-5.3.0-latin-600.woff2" as "font/woff2",
    "be-vietnam-pro-5.3.0-vietnamese-400.woff2" as "font/woff2",
    "be-vietnam-pro-5.3.0-vietnamese-600.woff2" as "font/woff2",
    "be-vietnam-pro-OFL.txt" as TEXT,
];

/// Hash and gzipped bytes of each of [`ALL`], made once.
static PREPARED: LazyLock<Vec<(String, Vec<u8>)>> =
    LazyLock::new(|| ALL.iter().map(|(_, bytes, _)| (short_hash(bytes), gzipped(bytes))).collect());

/// Where the embedded file `name` is served; its address changes whenever its bytes do.
///
/// A name that is not embedded gets an address where nothing is.
pub fn asset_url(name: &str) -> String {
    let hash = ALL.iter().position(|(file, ..)| *file == name).map_or("none", |place| PREPARED[place].0.as_str());
    format!("/assets/{hash}/{name}")
}

/// The file at a path below `/assets/`; `None` also when its hash is not the current one.
pub fn lookup(path: &str) -> Option<Asset> {
    let (folder, name) = path.strip_prefix("/assets/")?.split_once('/')?;
    if folder == "fonts" {
        let (_, bytes, content_type) = *FONTS.iter().find(|(file, ..)| *file == name)?;
        return Some(Asset { bytes, gzip: None, content_type });
    }
    let place = ALL.iter().position(|(file, ..)| *file == name)?;
    let ((_, bytes, content_type), (hash, gzip)) = (ALL[place], &PREPARED[place]);
    (hash == folder).then_some(Asset { bytes, gzip: Some(gzip), content_type })
}

/// Every address that [`lookup`] answers.
pub fn addresses() -> impl Iterator<Item = String> {
    let files = ALL.iter().map(|(name, ..)| asset_url(name));
    files.chain(FONTS.iter().map(|(name, ..)| format!("/assets/fonts/{name}")))
}

/// The addresses of fonts, for whoever keeps a page for later.
pub fn font_addresses() -> impl Iterator<Item = String> {
    FONTS.iter().filter(|(.., kind)| *kind != TEXT).map(|(name, ..)| format!("/assets/fonts/{name}"))
}

/// The style sheets for a file that lies anywhere: with the device's own fonts.
pub fn style_without_fonts() -> String {
    let style = FILES[..2].iter().map(|(_, bytes, _)| String::from_utf8_lossy(bytes)).collect::<String>();
    style.lines().filter(|line| !line.starts_with("@font-face")).collect::<Vec<_>>().join("\n")
}

fn short_hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("a vector takes every byte")
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
        let css = std::str::from_utf8(FILES[0].1).expect("the style sheet is UTF-8");
        let fonts: Vec<&str> = css.split("url(").skip(1).filter_map(|rest| rest.split(')').next()).collect();
        assert!(!fonts.is_empty());
        assert!(fonts.iter().all(|font| lookup(font).is_some()), "{fonts:?}");
    }
}
