//! QR symbols: a URL whose digits after `#` are packed in numeric mode. Encoding, error correction and
//! placement are the library's; only the choice of the mask is ours, because it was most of the time.

use qrcode::bits::Bits;
use qrcode::canvas::{Canvas, MaskPattern};
use qrcode::{Color, EcLevel, Version};
use rqrr::{Grid, SimpleGrid};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// Modules of light around the symbol that belong to it.
pub const QUIET_ZONE: usize = 4;
/// The widest symbol that still has modules of half a millimetre within 38 mm, quiet zone included.
const LARGEST_VERSION: i16 = 12;
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

/// What a reader finds in the finished symbol; an independent decoder reads it.
pub fn decode_back(modules: &Modules) -> Option<String> {
    let grid = SimpleGrid::from_func(modules.width(), |x, y| modules.is_dark(x, y));
    Grid::new(grid).decode().ok().map(|(_, text)| text)
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

/// ISO/IEC 18004, 7.8.3.1: runs, blocks, finder look-alikes and balance, all columns of a line at once.
fn penalty(rows: &[u128]) -> u32 {
    let width = rows.len();
    let full = (1_u128 << width) - 1;
    let same_right: Vec<u128> = rows.iter().map(|row| !(row ^ row >> 1) & full >> 1).collect();
    let same_below: Vec<u128> = rows.windows(2).map(|pair| !(pair[0] ^ pair[1]) & full).collect();
    runs_across(&same_right)
        + runs_down(&same_below)
        + blocks(&same_right, &same_below)
        + 40 * (look_alikes_across(rows) + look_alikes_down(rows, full))
        + imbalance(rows)
}

/// 3 for a run of five, 1 more for each module beyond: one per window of five, two more per run.
fn runs_across(same_right: &[u128]) -> u32 {
    same_right
        .iter()
        .map(|same| {
            let fives = same & same >> 1 & same >> 2 & same >> 3;
            fives.count_ones() + 2 * (fives & !(fives << 1)).count_ones()
        })
        .sum()
}

fn runs_down(same_below: &[u128]) -> u32 {
    let mut before = 0;
    let mut sum = 0;
    for four in same_below.windows(4) {
        let fives = four[0] & four[1] & four[2] & four[3];
        sum += fives.count_ones() + 2 * (fives & !before).count_ones();
        before = fives;
    }
    sum
}

/// 3 for each block of two by two.
fn blocks(same_right: &[u128], same_below: &[u128]) -> u32 {
    let pairs = same_right.windows(2).zip(same_below);
    pairs.map(|(pair, below)| 3 * (pair[0] & pair[1] & below & below >> 1).count_ones()).sum()
}

/// Dark, light, three dark, light, dark; with four light before or after (the quiet zone is light).
fn look_alikes_across(rows: &[u128]) -> u32 {
    rows.iter()
        .map(|row| {
            let padded = row << 4;
            let dark = |offset: u32| padded >> (4 + offset);
            let core = dark(0) & !dark(1) & dark(2) & dark(3) & dark(4) & !dark(5) & dark(6);
            let before = !(padded | padded >> 1 | padded >> 2 | padded >> 3);
            let after = !(dark(7) | dark(8) | dark(9) | dark(10));
            (core & before).count_ones() + (core & after).count_ones()
        })
        .sum()
}

fn look_alikes_down(rows: &[u128], full: u128) -> u32 {
    let dark = |line: usize| rows.get(line.wrapping_sub(4)).copied().unwrap_or(0);
    (4..rows.len().saturating_sub(2))
        .map(|y| {
            let core =
                dark(y) & !dark(y + 1) & dark(y + 2) & dark(y + 3) & dark(y + 4) & !dark(y + 5) & dark(y + 6) & full;
            let before = !(dark(y - 1) | dark(y - 2) | dark(y - 3) | dark(y - 4));
            let after = !(dark(y + 7) | dark(y + 8) | dark(y + 9) | dark(y + 10));
            (core & before).count_ones() + (core & after).count_ones()
        })
        .sum()
}

/// 10 for each full five per cent away from half dark.
fn imbalance(rows: &[u128]) -> u32 {
    let all = u32::try_from(rows.len() * rows.len()).unwrap_or(u32::MAX);
    let dark: u32 = rows.iter().map(|row| row.count_ones()).sum();
    (dark * 20).abs_diff(all * 10) / all * 10
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

    /// The rules once more, module by module, from the text of the standard.
    fn penalty_by_the_book(modules: &Modules) -> u32 {
        let n = modules.width() as i32;
        let at = |x: i32, y: i32| (0..n).contains(&x) && (0..n).contains(&y) && modules.is_dark(x as usize, y as usize);
        let mut sum = 0;
        for across in [true, false] {
            let at = |line: i32, place: i32| if across { at(place, line) } else { at(line, place) };
            for line in 0..n {
                let mut length = 1;
                for place in 1..=n {
                    if place < n && at(line, place) == at(line, place - 1) {
                        length += 1;
                    } else {
                        sum += if length >= 5 { length - 2 } else { 0 };
                        length = 1;
                    }
                }
                for place in 0..=n - 7 {
                    let core = [true, false, true, true, true, false, true];
                    if (0..7).all(|step| at(line, place + step) == core[step as usize]) {
                        sum += if (1..=4).all(|step| !at(line, place - step)) { 40 } else { 0 };
                        sum += if (7..=10).all(|step| !at(line, place + step)) { 40 } else { 0 };
                    }
                }
            }
        }
        for y in 0..n - 1 {
            for x in 0..n - 1 {
                let dark = [at(x, y), at(x + 1, y), at(x, y + 1), at(x + 1, y + 1)];
                sum += if dark.iter().all(|module| *module == dark[0]) { 3 } else { 0 };
            }
        }
        let dark = (0..n * n).filter(|place| at(place % n, place / n)).count() as i32;
        (sum + (dark * 20 - n * n * 10).abs() / (n * n) * 10) as u32
    }

    proptest! {
        #[test]
        fn whatever_is_encoded_is_read_back(digits in "[0-9]{0,480}", path in "[a-zA-Z0-9/.-]{1,30}") {
            let text = format!("https://{path}/v#{digits}");
            let modules = encode(&text).expect("it fits");
            prop_assert_eq!(penalty(&modules.rows), penalty_by_the_book(&modules));
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
