//! Tiles and entry bundles (C2SP tlog-tiles): their paths and their bytes.

use super::{Malformed, number};
use crate::domain::certification::merkle::{Hash, Tile};
use std::fmt;
use std::str::FromStr;

/// What lies under `tile/`: hashes, or the entries that level 0 has the hashes of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TileKind {
    /// Hashes of a level.
    Hashes(u8),
    /// Entries.
    Entries,
}

/// `0/x001/234.p/56`, `entries/000`: what stands after `tile/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TilePath {
    /// Hashes or entries.
    pub kind: TileKind,
    /// Counted from 0 on the left.
    pub number: u64,
    /// 1 to 256; less than 256 for a tile at the right border.
    pub width: u16,
}

impl TilePath {
    /// A tile's path in a tree of `size` leaves; `None` when the tree has no such tile.
    pub fn of(tile: Tile, size: u64) -> Option<Self> {
        let width = u16::try_from(tile.width(size)).ok().filter(|width| *width > 0)?;
        Some(Self { kind: TileKind::Hashes(tile.level), number: tile.number, width })
    }

    /// The entries behind a tile of level 0.
    pub const fn entries(self) -> Self {
        Self { kind: TileKind::Entries, ..self }
    }

    /// The tile of hashes it is, or whose entries it has.
    pub const fn tile(self) -> Tile {
        let level = match self.kind {
            TileKind::Hashes(level) => level,
            TileKind::Entries => 0,
        };
        Tile { level, number: self.number }
    }
}

impl fmt::Display for TilePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TileKind::Hashes(level) => write!(formatter, "{level}/")?,
            TileKind::Entries => write!(formatter, "entries/")?,
        }
        let mut groups = vec![self.number % 1000];
        let mut rest = self.number / 1000;
        while rest > 0 {
            groups.push(rest % 1000);
            rest /= 1000;
        }
        for (place, group) in groups.iter().enumerate().rev() {
            if place > 0 {
                write!(formatter, "x{group:03}/")?;
            } else {
                write!(formatter, "{group:03}")?;
            }
        }
        if u64::from(self.width) < Tile::WIDTH { write!(formatter, ".p/{}", self.width) } else { Ok(()) }
    }
}

impl FromStr for TilePath {
    type Err = Malformed;

    fn from_str(path: &str) -> Result<Self, Malformed> {
        let (kind, rest) = path.split_once('/').ok_or(Malformed)?;
        let kind = match kind {
            "entries" => TileKind::Entries,
            level => TileKind::Hashes(u8::try_from(number(level)?).ok().filter(|level| *level < 64).ok_or(Malformed)?),
        };
        let (index, width) = match rest.split_once(".p/") {
            Some((index, width)) => (index, u16::try_from(number(width)?).map_err(|_| Malformed)?),
            None => (rest, 256),
        };
        let mut value: u64 = 0;
        let mut groups = index.split('/').peekable();
        while let Some(group) = groups.next() {
            let digits = if groups.peek().is_some() { group.strip_prefix('x').ok_or(Malformed)? } else { group };
            if digits.len() != 3 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
                return Err(Malformed);
            }
            let digits = digits.parse().map_err(|_| Malformed)?;
            value = value.checked_mul(1000).and_then(|value| value.checked_add(digits)).ok_or(Malformed)?;
        }
        let parsed = Self { kind, number: value, width };
        // One path for one tile: no empty leading groups, no width of nothing or of a whole tile.
        if parsed.to_string() == path && width > 0 { Ok(parsed) } else { Err(Malformed) }
    }
}

/// The hashes of a tile, one after the other.
pub fn tile_bytes(hashes: &[Hash]) -> Vec<u8> {
    hashes.concat()
}

/// The hashes of a tile's bytes.
///
/// # Errors
/// When they are no whole number of hashes.
pub fn read_tile(bytes: &[u8]) -> Result<Vec<Hash>, Malformed> {
    let (hashes, rest) = bytes.as_chunks::<32>();
    if rest.is_empty() { Ok(hashes.to_vec()) } else { Err(Malformed) }
}

/// Entries one after the other, each with its length in two bytes before it; `None` when one is too long for that.
pub fn bundle_bytes(entries: &[String]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(entries.iter().map(|entry| entry.len() + 2).sum());
    for entry in entries {
        bytes.extend(u16::try_from(entry.len()).ok()?.to_be_bytes());
        bytes.extend(entry.as_bytes());
    }
    Some(bytes)
}

/// The entries of a bundle.
///
/// # Errors
/// When one is cut off.
pub fn read_bundle(bytes: &[u8]) -> Result<Vec<Vec<u8>>, Malformed> {
    let (mut rest, mut entries) = (bytes, Vec::new());
    while let Some((length, after)) = rest.split_first_chunk::<2>() {
        let (entry, after) = after.split_at_checked(usize::from(u16::from_be_bytes(*length))).ok_or(Malformed)?;
        entries.push(entry.to_vec());
        rest = after;
    }
    if rest.is_empty() { Ok(entries) } else { Err(Malformed) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn paths_are_those_of_the_specification() {
        let path = |kind, number, width| TilePath { kind, number, width }.to_string();
        assert_eq!(path(TileKind::Hashes(0), 1_234_067, 256), "0/x001/x234/067");
        assert_eq!(path(TileKind::Hashes(1), 0, 17), "1/000.p/17");
        assert_eq!(path(TileKind::Entries, 273, 112), "entries/273.p/112");
        for wrong in [
            "",
            "0",
            "0/",
            "0/0",
            "0/0000",
            "0/x000/001",
            "0/001/002",
            "00/001",
            "64/000",
            "-1/000",
            "0/000.p/0",
            "0/000.p/256",
            "0/000.p/01",
            "0/000.p/",
            "0/x001/x234",
            "entries/",
            "data/000",
            "0/00a",
            "0/000/",
            "0/x999/x999/x999/x999/x999/x999/x999/999",
        ] {
            assert_eq!(wrong.parse::<TilePath>(), Err(Malformed), "{wrong}");
        }
    }

    #[test]
    fn bundles_that_are_cut_off_are_refused() {
        let entries = ["".to_owned(), "{}".to_owned(), "x".repeat(300)];
        let bytes = bundle_bytes(&entries).expect("short enough");
        assert_eq!(read_bundle(&bytes).expect("a bundle"), entries.each_ref().map(|entry| entry.as_bytes().to_vec()));
        for end in [1, 3, bytes.len() - 1] {
            assert_eq!(read_bundle(&bytes[..end]), Err(Malformed));
        }
        assert_eq!(bundle_bytes(&["x".repeat(70_000)]), None);
        assert_eq!(read_tile(&[0; 33]), Err(Malformed));
    }

    proptest! {
        #[test]
        fn every_path_reads_back(level in 0_u8..64, number: u64, width in 1_u16..=256, is_entries: bool) {
            let kind = if is_entries { TileKind::Entries } else { TileKind::Hashes(level) };
            let path = TilePath { kind, number, width };
            prop_assert_eq!(path.to_string().parse(), Ok(path));
        }

        #[test]
        fn any_text_is_read_without_panic(text: String, bytes: Vec<u8>) {
            let _ = text.parse::<TilePath>();
            drop(read_bundle(&bytes));
        }
    }
}
