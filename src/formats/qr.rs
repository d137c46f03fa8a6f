//! QR symbols: a URL whose digits after `#` are packed in numeric mode. Encoding, error correction and
//! placement are the library's; only the choice of the mask is ours, because it was most of the time.

mod penalty;
mod reading;

use penalty::penalty;
use qrcode::bits::Bits;
use qrcode::canvas::{Canvas, MaskPattern};
use qrcode::{Color, EcLevel, Version};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// Modules of light around the symbol that belong to it.
pub const QUIET_ZONE: usize = 4;
/// The widest symbol that still has modules of half a millimetre within 38 mm, quiet zone included.
const LARGEST_VERSION: i16 = 12;
/// Modules along one side of the largest symbol, its quiet zone included.
pub const LARGEST_SIDE: usize = 4 * LARGEST_VERSION as usize + 17 + 2 * QUIET_ZONE;
const MASKS: [MaskPattern; 8] = [
    MaskPattern::Checkerboard,
    MaskPattern::HorizontalLines,
    MaskPattern::VerticalLines,
    MaskPattern::DiagonalLines,
    MaskPattern::LargeCheckerboard,
    MaskPattern::Fields,
    MaskPattern::Diamonds,
    MaskPattern::Meadow,
];

/// A finished symbol without its quiet zone: one row of bits per line, the leftmost module in bit 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Modules {
    rows: Vec<u128>,
    level: Level,
}

/// How much of the symbol may be lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Level {
    /// A quarter of the codewords.
    Quartile,
    /// Fifteen per cent.
    Medium,
}

/// Why a text has no symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QrError {
    /// Even at level M the modules would be smaller than half a millimetre.
    TooLarge,
}

impl Modules {
    /// Modules along one side, quiet zone not counted.
    pub fn width(&self) -> usize {
        self.rows.len()
    }

    /// Whether the module in column `x`, line `y` from the top is dark.
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        self.rows[y] >> x & 1 == 1
    }

    /// How much of it may be lost.
    pub const fn level(&self) -> Level {
        self.level
    }

    /// The horizontal runs of dark modules, from the top: column, line, length.
    pub fn runs(&self) -> impl Iterator<Item = (usize, usize, usize)> {
        self.rows.iter().enumerate().flat_map(|(y, row)| {
            let mut rest = *row;
            std::iter::from_fn(move || {
                let start = (rest != 0).then(|| rest.trailing_zeros())?;
                let length = (rest >> start).trailing_ones();
                rest &= !(((1 << length) - 1) << start);
                Some((start as usize, y, length as usize))
            })
        })
    }
}

/// The symbol of `text`: level Q when its modules are large enough, else M.
pub fn encode(text: &str) -> Result<Modules, QrError> {
    [Level::Quartile, Level::Medium]
        .into_iter()
        .flat_map(|level| (1..=LARGEST_VERSION).map(move |version| (level, version)))
        .filter(|(level, version)| capacity_bits(*level, *version) >= needed_bits(text, *version))
        .find_map(|(level, version)| draw(text, Symbol { version, level }))
        .ok_or(QrError::TooLarge)
}

/// What a reader finds in the finished symbol, if every module of it is right.
pub fn decode_back(modules: &Modules) -> Option<String> {
    reading::read(modules)
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Symbol {
    version: i16,
    level: Level,
}

impl Level {
    const fn ec(self) -> EcLevel {
        match self {
            Self::Quartile => EcLevel::Q,
            Self::Medium => EcLevel::M,
        }
    }
}

/// The text up to the last `#`, and the digits after it when there is nothing but digits.
fn segments(text: &str) -> (&str, &str) {
    match text.rfind('#') {
        Some(hash) if text[hash + 1..].bytes().all(|byte| byte.is_ascii_digit()) => text.split_at(hash + 1),
        _ => (text, ""),
    }
}

fn capacity_bits(level: Level, version: i16) -> usize {
    Bits::new(Version::Normal(version)).max_len(level.ec()).unwrap_or(0)
}

fn needed_bits(text: &str, version: i16) -> usize {
    let (plain, digits) = segments(text);
    let (byte_count, digit_count) = if version < 10 { (8, 10) } else { (16, 12) };
    let tail = [0, 4, 7][digits.len() % 3];
    let numeric = if digits.is_empty() { 0 } else { 4 + digit_count + digits.len() / 3 * 10 + tail };
    4 + byte_count + plain.len() * 8 + numeric
}

fn draw(text: &str, symbol: Symbol) -> Option<Modules> {
    let version = Version::Normal(symbol.version);
    let (plain, digits) = segments(text);
    let mut bits = Bits::new(version);
    bits.push_byte_data(plain.as_bytes()).ok()?;
    if !digits.is_empty() {
        bits.push_numeric_data(digits.as_bytes()).ok()?;
    }
    bits.push_terminator(symbol.level.ec()).ok()?;
    let (data, correction) = qrcode::ec::construct_codewords(&bits.into_bytes(), version, symbol.level.ec()).ok()?;
    let ground = ground(symbol);
    let mut canvas = ground.canvas.clone();
    canvas.draw_data(&data, &correction);
    let drawn = rows(canvas);
    let rows = ground
        .masked
        .iter()
        .map(|mask| mask.iter().zip(&drawn).map(|(mask, drawn)| mask ^ drawn).collect::<Vec<u128>>())
        .min_by_key(|candidate| penalty(candidate))?;
    Some(Modules { rows, level: symbol.level })
}

/// What all symbols of one version and level share.
struct Ground {
    /// The library's function patterns, ready for data.
    canvas: Canvas,
    /// Per mask, what turns unmasked data on that canvas into the finished symbol.
    masked: Vec<Vec<u128>>,
}

fn ground(symbol: Symbol) -> Arc<Ground> {
    static GROUNDS: LazyLock<Mutex<HashMap<Symbol, Arc<Ground>>>> = LazyLock::new(Mutex::default);
    let mut grounds = GROUNDS.lock().unwrap_or_else(PoisonError::into_inner);
    Arc::clone(grounds.entry(symbol).or_insert_with(|| Arc::new(Ground::new(symbol))))
}

impl Ground {
    /// A symbol is linear: finished = (function patterns + mask + format) xor data. So the library
    /// draws each mask once over no data, and a certificate only has its own bits added.
    fn new(symbol: Symbol) -> Self {
        let mut canvas = Canvas::new(Version::Normal(symbol.version), symbol.level.ec());
        canvas.draw_all_functional_patterns();
        let bare = rows(canvas.clone());
        let masked = MASKS.map(|mask| {
            let mut finished = canvas.clone();
            finished.apply_mask(mask);
            rows(finished).iter().zip(&bare).map(|(finished, bare)| finished ^ bare).collect()
        });
        Self { canvas, masked: masked.into() }
    }
}

fn rows(canvas: Canvas) -> Vec<u128> {
    let modules = canvas.into_colors();
    let width = modules.len().isqrt();
    modules
        .chunks(width)
        .map(|line| line.iter().rev().fold(0, |row, module| row << 1 | u128::from(*module == Color::Dark)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn payload(digits: usize) -> String {
        let tail: String = (0..digits).map(|place| char::from(b'0' + (place * 7 + place / 9) as u8 % 10)).collect();
        format!("https://cert.example.vn/v#{tail}")
    }

    #[test]
    fn a_signed_certificate_fits_version_12_at_level_q() {
        let modules = encode(&payload(417)).expect("it fits");
        assert_eq!((modules.width(), modules.level()), (65, Level::Quartile));
    }

    #[test]
    fn a_longer_one_falls_back_to_level_m_and_then_is_refused() {
        let longer = encode(&payload(507)).expect("level M takes it");
        assert_eq!(longer.level(), Level::Medium);
        assert!(longer.width() <= 65);
        assert_eq!(encode(&payload(900)), Err(QrError::TooLarge));
    }

    #[test]
    fn runs_cover_exactly_the_dark_modules() {
        let modules = encode(&payload(100)).expect("it fits");
        let mut seen = vec![vec![false; modules.width()]; modules.width()];
        for (x, y, length) in modules.runs() {
            seen[y][x..x + length].fill(true);
        }
        for (y, line) in seen.iter().enumerate() {
            for (x, dark) in line.iter().enumerate() {
                assert_eq!(*dark, modules.is_dark(x, y), "column {x}, line {y}");
            }
        }
    }

    proptest! {
        #[test]
        fn whatever_is_encoded_is_read_back(digits in "[0-9]{0,480}", path in "[a-zA-Z0-9/.-]{1,30}") {
            let text = format!("https://{path}/v#{digits}");
            let modules = encode(&text).expect("it fits");
            prop_assert_eq!(decode_back(&modules), Some(text));
        }

        #[test]
        fn the_symbol_is_one_of_the_librarys_eight_and_the_best_of_them(digits in "[0-9]{400,417}") {
            let text = payload(0) + &digits;
            let modules = encode(&text).expect("it fits");
            let version = Version::Normal((modules.width() as i16 - 17) / 4);
            let mut bits = Bits::new(version);
            bits.push_byte_data(payload(0).as_bytes()).expect("bytes");
            bits.push_numeric_data(digits.as_bytes()).expect("digits");
            bits.push_terminator(EcLevel::Q).expect("room");
            let (data, correction) =
                qrcode::ec::construct_codewords(&bits.into_bytes(), version, EcLevel::Q).expect("codewords");
            let mut canvas = Canvas::new(version, EcLevel::Q);
            canvas.draw_all_functional_patterns();
            canvas.draw_data(&data, &correction);
            let eight = MASKS.map(|mask| {
                let mut finished = canvas.clone();
                finished.apply_mask(mask);
                rows(finished)
            });
            prop_assert!(eight.contains(&modules.rows));
            let best = eight.iter().map(|rows| penalty(rows)).min();
            prop_assert_eq!(best, Some(penalty(&modules.rows)));
        }
    }
}
