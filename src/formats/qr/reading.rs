//! Reads a finished symbol back, strictly: one wrong module is one too many. Cells and format are read by
//! `rqrr`; its own arithmetic takes 1.7 ms a symbol, so the check of the codewords and the text is here.

use super::{Level, Modules};
use rqrr::{Grid, SimpleGrid};
use std::sync::LazyLock;

/// ISO/IEC 18004, table 9, versions 1 to 12: short blocks, data codewords of a short block, blocks with
/// one more, correction codewords of every block.
const MEDIUM: [[usize; 4]; 12] = [
    [1, 16, 0, 10],
    [1, 28, 0, 16],
    [1, 44, 0, 26],
    [2, 32, 0, 18],
    [2, 43, 0, 24],
    [4, 27, 0, 16],
    [4, 31, 0, 18],
    [2, 38, 2, 22],
    [3, 36, 2, 22],
    [4, 43, 1, 26],
    [1, 50, 4, 30],
    [6, 36, 2, 22],
];
const QUARTILE: [[usize; 4]; 12] = [
    [1, 13, 0, 13],
    [1, 22, 0, 22],
    [2, 17, 0, 18],
    [2, 24, 0, 26],
    [2, 15, 2, 18],
    [4, 19, 0, 24],
    [2, 14, 4, 18],
    [4, 18, 2, 22],
    [4, 16, 4, 20],
    [6, 19, 2, 24],
    [4, 22, 4, 28],
    [4, 20, 6, 26],
];

/// The text of the symbol, if every codeword of it is right.
pub fn read(modules: &Modules) -> Option<String> {
    let mask = mask(modules);
    let size = modules.width();
    let is_format = |x: usize, y: usize| {
        let near = |place: usize| place <= 8 || place + 8 >= size;
        (x == 8 && near(y)) || (y == 8 && near(x))
    };
    let grid = SimpleGrid::from_func(size, |x, y| modules.is_dark(x, y) ^ (!is_format(x, y) && inverts(mask, x, y)));
    let (meta, raw) = Grid::new(grid).get_raw_data().ok()?;
    let (table, code) = match modules.level() {
        Level::Medium => (MEDIUM, 0),
        Level::Quartile => (QUARTILE, 3),
    };
    if meta.mask != mask || meta.ecc_level != code {
        return None;
    }
    let data = data_codewords(raw.data.get(..raw.len / 8)?, *table.get(meta.version.0.checked_sub(1)?)?)?;
    text(&data, if meta.version.0 < 10 { (8, 10) } else { (16, 12) })
}

/// The three mask bits of the format beside the upper left finder.
fn mask(modules: &Modules) -> u16 {
    let bit = |x: usize| u16::from(modules.is_dark(x, 8));
    (bit(2) ^ 1) << 2 | bit(3) << 1 | (bit(4) ^ 1)
}

fn inverts(mask: u16, x: usize, y: usize) -> bool {
    let product = x * y;
    match mask {
        0 => (x + y).is_multiple_of(2),
        1 => y.is_multiple_of(2),
        2 => x.is_multiple_of(3),
        3 => (x + y).is_multiple_of(3),
        4 => (y / 2 + x / 3).is_multiple_of(2),
        5 => product % 2 + product % 3 == 0,
        6 => (product % 2 + product % 3).is_multiple_of(2),
        _ => (product % 3 + (x + y) % 2).is_multiple_of(2),
    }
}

/// The data of all blocks in order, if each block is a word of the Reed-Solomon code.
fn data_codewords(codewords: &[u8], [short, length, long, correction]: [usize; 4]) -> Option<Vec<u8>> {
    let blocks = short + long;
    let corrections = codewords.get(length * blocks + long..)?;
    let mut data = Vec::with_capacity(codewords.len());
    for block in 0..blocks {
        let start = data.len();
        data.extend((0..length).map(|place| codewords[place * blocks + block]));
        if block >= short {
            data.push(codewords[length * blocks + block - short]);
        }
        let end = data.len();
        for place in 0..correction {
            data.push(*corrections.get(place * blocks + block)?);
        }
        if !is_code_word(&data[start..], correction) {
            return None;
        }
        data.truncate(end);
    }
    Some(data)
}

/// Powers of two in GF(256) modulo x^8 + x^4 + x^3 + x^2 + 1, and their exponents.
static FIELD: LazyLock<([u8; 510], [u8; 256])> = LazyLock::new(|| {
    let (mut powers, mut exponents) = ([0; 510], [0; 256]);
    let mut power = 1_u8;
    for exponent in 0..255_u8 {
        powers[usize::from(exponent)] = power;
        powers[usize::from(exponent) + 255] = power;
        exponents[usize::from(power)] = exponent;
        power = power << 1 ^ if power & 0x80 == 0 { 0 } else { 0x1D };
    }
    (powers, exponents)
});

/// Whether the block, as a polynomial, is zero at the first `roots` powers of two.
fn is_code_word(block: &[u8], roots: usize) -> bool {
    let (powers, exponents) = &*FIELD;
    (0..roots).all(|root| {
        let sum = block.iter().fold(0_u8, |sum, codeword| match sum {
            0 => *codeword,
            _ => powers[usize::from(exponents[usize::from(sum)]) + root] ^ codeword,
        });
        sum == 0
    })
}

/// Byte and numeric segments up to the terminator.
fn text(data: &[u8], (byte_count, digit_count): (usize, usize)) -> Option<String> {
    let mut at = 0;
    let mut take = |bits: usize| {
        let value = (at..at + bits).try_fold(0_usize, |value, bit| {
            data.get(bit / 8).map(|byte| value << 1 | usize::from(byte >> (7 - bit % 8) & 1))
        });
        at += bits;
        value
    };
    let mut bytes = Vec::with_capacity(data.len() * 2);
    loop {
        match take(4) {
            Some(4) => {
                for _ in 0..take(byte_count)? {
                    bytes.push(u8::try_from(take(8)?).ok()?);
                }
            }
            Some(1) => {
                let count = take(digit_count)?;
                for left in (1..=count).rev().step_by(3) {
                    let digits = left.min(3);
                    let value = take([4, 7, 10][digits - 1])?;
                    bytes.extend_from_slice(format!("{value:0digits$}").as_bytes());
                }
            }
            Some(0) | None => return String::from_utf8(bytes).ok(),
            Some(_) => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::encode;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_reads_what_a_whole_decoder_reads(digits in "[0-9]{0,480}", path in "[a-zA-Z0-9/.-]{1,30}") {
            let text = format!("https://{path}/v#{digits}");
            let modules = encode(&text).expect("it fits");
            let grid = SimpleGrid::from_func(modules.width(), |x, y| modules.is_dark(x, y));
            let decoded = Grid::new(grid).decode().expect("it decodes").1;
            prop_assert_eq!(&decoded, &text);
            prop_assert_eq!(read(&modules), Some(decoded));
        }

        #[test]
        fn one_wrong_module_among_the_data_is_one_too_many(x in 9_usize..50, y in 9_usize..50) {
            let modules = encode(&format!("https://cert.example.vn/v#{}", "31415926".repeat(50))).expect("it fits");
            let is_alignment = |place: usize| [32, 58].into_iter().any(|centre: usize| centre.abs_diff(place) <= 2);
            prop_assume!(!(is_alignment(x) && is_alignment(y)) && modules.width() == 65);
            let mut damaged = modules;
            damaged.rows[y] ^= 1 << x;
            prop_assert_eq!(read(&damaged), None);
        }
    }
}
