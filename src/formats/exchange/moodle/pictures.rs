//! Pictures of questions: files in base64 beside a text.

use super::texts::Shown;
use crate::formats::exchange::xml::Element;
use crate::formats::mistake::Mistake;
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// No side of a picture may be longer.
const LONGEST_SIDE: u32 = 1_600;
/// Pixels of all pictures of one file together: each is drawn anew later, which a small file must not make long.
pub(super) const PIXELS: u64 = 400_000_000;
/// The beginning of every PNG file.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// A PNG picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Png {
    pub bytes: Vec<u8>,
    pub width: u32,
    pub height: u32,
}

impl Png {
    pub fn pixels(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

/// Why a file is no picture that an item can have.
pub(super) enum NoPicture {
    /// It is something else; that is told and the rest goes on.
    Other(&'static str),
    /// It is a broken PNG picture.
    Broken(String),
}

/// The picture in base64, with or without line breaks.
pub(super) fn png_of(base64: &str) -> Result<Png, NoPicture> {
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let written: Vec<u8> = base64.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let broken = || NoPicture::Broken("the file is no PNG picture that can be read".to_owned());
    let bytes = GeneralPurpose::new(&STANDARD, config)
        .decode(written)
        .map_err(|_| NoPicture::Broken("the file is not written in base64".to_owned()))?;
    if !bytes.starts_with(PNG) {
        return Err(NoPicture::Other("only PNG pictures can be shown; save it as PNG and put it in anew"));
    }
    let reader = png::Decoder::new(std::io::Cursor::new(&bytes)).read_info().map_err(|_| broken())?;
    let (width, height) = (reader.info().width, reader.info().height);
    if width.max(height) > LONGEST_SIDE {
        let message = format!("the picture is {width} by {height} pixels; no side may be longer than {LONGEST_SIDE}");
        return Err(NoPicture::Broken(message));
    }
    Ok(Png { bytes, width, height })
}

/// The picture of a `<file>`.
pub(super) fn png_of_file(file: &Element) -> Result<Png, NoPicture> {
    match file.attribute("encoding") {
        None | Some("base64") => png_of(&file.text()),
        Some(_) => Err(NoPicture::Other("only files written in base64 can be read")),
    }
}

/// Where the picture in a text is found.
pub(super) enum Source<'s, 'e> {
    /// Among the files of the text.
    File(&'e Element),
    /// In the text itself, in base64.
    Inside(&'s str),
    /// Nowhere in the file.
    Elsewhere,
}

/// `@@PLUGINFILE@@/map%201.png`, `data:image/png;base64,...`
pub(super) fn source_of<'s, 'e>(shown: &'s Shown, files: &[&'e Element]) -> Source<'s, 'e> {
    if let Some(data) = shown.source.strip_prefix("data:image/") {
        return data.split_once(";base64,").map_or(Source::Elsewhere, |(_, base64)| Source::Inside(base64));
    }
    let Some(name) = shown.source.strip_prefix("@@PLUGINFILE@@") else { return Source::Elsewhere };
    let name = without_escapes(name.split('?').next().unwrap_or(""));
    let is_named = |file: &&&Element| {
        let path = file.attribute("path").unwrap_or("/");
        file.attribute("name").is_some_and(|file| name == format!("{path}{file}"))
    };
    files.iter().find(is_named).map_or(Source::Elsewhere, |file| Source::File(file))
}

/// `%20` as what it stands for.
fn without_escapes(address: &str) -> String {
    let mut bytes = Vec::with_capacity(address.len());
    let mut rest = address.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.filter(|_| *first == b'%').and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A broken picture at its place.
pub(super) fn mistake(at: &crate::formats::exchange::Place, message: String) -> Mistake {
    let (file, hint) = (at.file.to_string(), Some("save it anew as PNG, smaller if need be".to_owned()));
    Mistake { file, line: at.line, column: at.column, code: "bad-picture", message, hint }
}
