//! The Merkle tree of the transparency log: hashing, and which hashes a proof is made of (RFC 6962, section 2.1).
//!
//! A proof is a list of ranges of leaves, each standing for the hash of the tree over it. Every such range falls
//! apart into perfect subtrees, and each of these lies in one tile: so a proof needs a handful of tiles only.

mod subtree;
#[cfg(test)]
mod tests;
mod verify;

pub use subtree::{Place, Subtree, Tile, subtrees, tiles_of};
pub use verify::{verify_consistency, verify_inclusion};

use sha2::{Digest, Sha256};
use std::ops::Range;

/// A SHA-256.
pub type Hash = [u8; 32];

/// Hash of a leaf: SHA-256 of a zero byte and the entry.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(entry).finalize().into()
}

/// Hash of a node: SHA-256 of a one byte and the hashes of its two children.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The root of a tree without leaves.
pub fn empty_root() -> Hash {
    Sha256::digest([]).into()
}

/// The root over hashes that are leaves of this (sub)tree, by the definition.
pub fn root(hashes: &[Hash]) -> Hash {
    match hashes {
        [] => empty_root(),
        [only] => *only,
        _ => {
            let (left, right) = hashes.split_at(split(hashes.len() as u64) as usize);
            node_hash(&root(left), &root(right))
        }
    }
}

/// The largest power of two below `size`, which is at least two.
const fn split(size: u64) -> u64 {
    1 << (u64::BITS - 1 - (size - 1).leading_zeros())
}

/// What proves that the leaf at `index` is in the tree of `size` leaves: the leaf's sibling first, the root's child
/// last. `None` when the tree has no such leaf.
pub fn inclusion_ranges(index: u64, size: u64) -> Option<Vec<Range<u64>>> {
    let mut ranges = Vec::new();
    let mut within = 0..size;
    if index >= size {
        return None;
    }
    while within.end - within.start > 1 {
        let middle = within.start + split(within.end - within.start);
        if index < middle {
            ranges.push(middle..within.end);
            within.end = middle;
        } else {
            ranges.push(within.start..middle);
            within.start = middle;
        }
    }
    ranges.reverse();
    Some(ranges)
}

/// What proves that the tree of `new` leaves begins with the tree of `old` leaves. Empty for equal sizes and for an
/// empty old tree; `None` when the old tree is the larger one.
pub fn consistency_ranges(old: u64, new: u64) -> Option<Vec<Range<u64>>> {
    let mut ranges = Vec::new();
    if old > new {
        return None;
    }
    if old == 0 || old == new {
        return Some(ranges);
    }
    let mut within = 0..new;
    // Whether the old tree is still a whole subtree on this path: then its verifier has the hash already.
    let mut is_known = true;
    while old < within.end {
        let middle = within.start + split(within.end - within.start);
        if old <= middle {
            ranges.push(middle..within.end);
            within.end = middle;
        } else {
            ranges.push(within.start..middle);
            within.start = middle;
            is_known = false;
        }
    }
    if !is_known {
        ranges.push(within);
    }
    ranges.reverse();
    Some(ranges)
}

/// The hash of the tree over a range of leaves, from the hashes of its perfect subtrees; `None` when one is missing.
pub fn range_hash(range: Range<u64>, hash_of: &impl Fn(Subtree) -> Option<Hash>) -> Option<Hash> {
    if range.is_empty() {
        return Some(empty_root());
    }
    let hashes = subtrees(range).into_iter().map(hash_of).collect::<Option<Vec<_>>>()?;
    // The rightmost subtrees are the smallest and the deepest.
    hashes.into_iter().rev().reduce(|right, left| node_hash(&left, &right))
}
