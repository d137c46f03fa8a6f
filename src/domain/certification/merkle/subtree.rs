//! Perfect subtrees, and the tiles their hashes lie in (C2SP tlog-tiles).

use super::{Hash, root};
use std::ops::Range;

/// Tiles have 2 to this power of hashes.
const TILE_HEIGHT: u8 = 8;

/// A subtree of `2^height` leaves, the `index`-th of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Subtree {
    /// 0 for a single leaf.
    pub height: u8,
    /// Counted from 0 on the left.
    pub index: u64,
}

/// Up to 256 hashes side by side; those of level `n` are roots of subtrees of `256^n` leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tile {
    /// 0 for leaves.
    pub level: u8,
    /// Counted from 0 on the left.
    pub number: u64,
}

/// Where in its tile a subtree lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The tile.
    pub tile: Tile,
    /// The hashes in it whose root is the subtree's.
    pub hashes: Range<usize>,
}

impl Tile {
    /// Hashes in a whole tile.
    pub const WIDTH: u64 = 1 << TILE_HEIGHT;

    /// How many hashes this tile has in a tree of `size` leaves; 0 when it is not there.
    pub fn width(self, size: u64) -> u64 {
        let on_level = size.checked_shr(u32::from(self.level) * u32::from(TILE_HEIGHT)).unwrap_or(0);
        on_level.saturating_sub(self.number.saturating_mul(Self::WIDTH)).min(Self::WIDTH)
    }

    /// Every tile of a tree, leaves first.
    pub fn all(size: u64) -> impl Iterator<Item = Self> {
        (0..8).flat_map(move |level: u8| {
            let on_level = size >> (u32::from(level) * u32::from(TILE_HEIGHT));
            (0..on_level.div_ceil(Self::WIDTH)).map(move |number| Self { level, number })
        })
    }
}

impl Subtree {
    /// The tile it lies in, and where.
    pub fn place(self) -> Place {
        let inside = self.height % TILE_HEIGHT;
        let first = self.index << inside;
        let start = (first % Tile::WIDTH) as usize;
        Place {
            tile: Tile { level: self.height / TILE_HEIGHT, number: first / Tile::WIDTH },
            hashes: start..start + (1 << inside),
        }
    }

    /// Its hash, from the hashes of its tile; `None` when they do not reach as far.
    pub fn hash_in(self, tile: &[Hash]) -> Option<Hash> {
        tile.get(self.place().hashes).map(root)
    }
}

/// The perfect subtrees of a range, from left to right. The range begins where a subtree of its size may begin, as
/// those of proofs do.
pub fn subtrees(range: Range<u64>) -> Vec<Subtree> {
    let (mut start, mut rest) = (range.start, range.end.saturating_sub(range.start));
    let mut found = Vec::new();
    while rest > 0 {
        let height = (u64::BITS - 1 - rest.leading_zeros()) as u8;
        found.push(Subtree { height, index: start >> height });
        start += 1 << height;
        rest -= 1 << height;
    }
    found
}

/// The tiles that the hashes of these ranges are made of, each once.
pub fn tiles_of(ranges: &[Range<u64>]) -> Vec<Tile> {
    let mut tiles: Vec<Tile> =
        ranges.iter().flat_map(|range| subtrees(range.clone())).map(|subtree| subtree.place().tile).collect();
    tiles.sort();
    tiles.dedup();
    tiles
}
