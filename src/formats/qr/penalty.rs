//! How hard a masked symbol is to read: the standard's four rules, all columns of a line at once.

/// ISO/IEC 18004, 7.8.3.1: runs, blocks, finder look-alikes and balance, all columns of a line at once.
pub fn penalty(rows: &[u128]) -> u32 {
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

    /// The rules once more, module by module, from the text of the standard.
    fn by_the_book(rows: &[u128]) -> u32 {
        let n = rows.len() as i32;
        let at = |x: i32, y: i32| (0..n).contains(&x) && (0..n).contains(&y) && rows[y as usize] >> x & 1 == 1;
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
        fn all_columns_at_once_count_as_one_by_one(
            rows in (5_usize..17).prop_flat_map(|quarter| {
                let width = 4 * quarter + 1;
                prop::collection::vec(0..(1_u128 << width), width)
            }),
        ) {
            prop_assert_eq!(penalty(&rows), by_the_book(&rows));
        }
    }
}
