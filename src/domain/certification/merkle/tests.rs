//! The published vectors of RFC 6962's reference implementation, and the laws of every tree up to 70 leaves.

use super::*;
use crate::domain::identifier::from_hex;
use proptest::prelude::*;
use std::collections::HashMap;

fn hash(hex: &str) -> Hash {
    from_hex(hex).expect("hexadecimal").try_into().expect("32 bytes")
}

fn leaves(count: u64) -> Vec<Hash> {
    (0..count).map(|number| leaf_hash(&number.to_be_bytes())).collect()
}

/// A proof from whole tiles, as the service makes them.
fn proof(hashes: &[Hash], ranges: &[Range<u64>]) -> Vec<Hash> {
    let mut tiles: HashMap<Tile, Vec<Hash>> = HashMap::new();
    let mut level = hashes.to_vec();
    for number in 0..8 {
        for (place, chunk) in level.chunks(256).enumerate() {
            tiles.insert(Tile { level: number, number: place as u64 }, chunk.to_vec());
        }
        level = level.chunks_exact(256).map(root).collect();
    }
    let wanted = tiles_of(ranges);
    let hash_of = |subtree: Subtree| {
        let tile = subtree.place().tile;
        assert!(wanted.contains(&tile), "{tile:?} was not asked for");
        subtree.hash_in(tiles.get(&tile)?)
    };
    ranges.iter().map(|range| range_hash(range.clone(), &hash_of).expect("every tile is there")).collect()
}

#[test]
fn the_published_vectors_hold() {
    let entries: [&[u8]; 8] = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];
    let hashes: Vec<Hash> = entries.iter().map(|entry| leaf_hash(entry)).collect();
    let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    for (size, expected) in roots.into_iter().enumerate() {
        assert_eq!(root(&hashes[..size]), hash(expected), "{size} leaves");
    }
    let inclusion = proof(&hashes, &inclusion_ranges(0, 8).expect("a leaf"));
    assert_eq!(
        inclusion,
        [
            hash("96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"),
            hash("5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"),
            hash("6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"),
        ]
    );
    let consistency = proof(&hashes, &consistency_ranges(6, 8).expect("a larger tree"));
    assert_eq!(
        consistency,
        [
            hash("0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"),
            hash("ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"),
            hash("d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
        ]
    );
}

#[test]
fn every_leaf_of_every_tree_proves_and_nothing_else_does() {
    let hashes = leaves(70);
    for size in 1..=70 {
        let tree = &hashes[..size as usize];
        let top = root(tree);
        for index in 0..size {
            let leaf = &tree[index as usize];
            let proof = proof(tree, &inclusion_ranges(index, size).expect("a leaf"));
            assert!(verify_inclusion(leaf, index, size, &proof, &top), "{index} of {size}");
            for other in (0..size).filter(|other| *other != index) {
                assert!(!verify_inclusion(leaf, other, size, &proof, &top), "{index} as {other} of {size}");
            }
            let longer = [proof.clone(), vec![top]].concat();
            assert!(!verify_inclusion(leaf, index, size, &longer, &top));
            if let Some((_, shorter)) = proof.split_last() {
                assert!(!verify_inclusion(leaf, index, size, shorter, &top));
            }
        }
        assert_eq!(inclusion_ranges(size, size), None);
    }
}

#[test]
fn any_two_sizes_are_consistent_and_no_other_two_are() {
    let hashes = leaves(70);
    let tops: Vec<Hash> = (0..=70).map(|size| root(&hashes[..size])).collect();
    for new in 0..=70_u64 {
        for old in 0..=new {
            let proof = proof(&hashes[..new as usize], &consistency_ranges(old, new).expect("a larger tree"));
            let (from, to) = (&tops[old as usize], &tops[new as usize]);
            assert!(verify_consistency(old, new, from, to, &proof), "{old} to {new}");
            for wrong in (0..=new).filter(|wrong| *wrong != old) {
                let other = &tops[wrong as usize];
                assert!(!verify_consistency(old, new, other, to, &proof), "{wrong} passed for {old} to {new}");
            }
            assert!(!verify_consistency(old, new, from, to, &[proof.clone(), vec![*to]].concat()));
        }
        assert_eq!(consistency_ranges(new + 1, new), None);
    }
}

#[test]
fn tiles_are_as_wide_as_the_tree_reaches() {
    // The example of the specification: 70,000 leaves.
    let size = 70_000;
    let count = |level| Tile::all(size).filter(|tile| tile.level == level).count();
    assert_eq!([count(0), count(1), count(2), count(3)], [274, 2, 1, 0]);
    assert_eq!(Tile { level: 0, number: 273 }.width(size), 112);
    assert_eq!(Tile { level: 1, number: 0 }.width(size), 256);
    assert_eq!(Tile { level: 1, number: 1 }.width(size), 17);
    assert_eq!(Tile { level: 2, number: 0 }.width(size), 1);
    assert_eq!(Tile { level: 63, number: u64::MAX }.width(size), 0);
    assert_eq!(Tile { level: 1, number: 0 }.width(256), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn larger_trees_prove_through_several_levels_of_tiles(size in 1_u64..80_000, at in 0.0..1.0_f64, from in 0.0..1.0_f64) {
        let hashes = leaves(size);
        let (index, old) = ((size as f64 * at) as u64, (size as f64 * from) as u64);
        let top = root(&hashes);
        let inclusion = proof(&hashes, &inclusion_ranges(index, size).expect("a leaf"));
        prop_assert!(verify_inclusion(&hashes[index as usize], index, size, &inclusion, &top));
        prop_assert!(tiles_of(&inclusion_ranges(index, size).expect("a leaf")).len() <= 6);
        let consistency = proof(&hashes, &consistency_ranges(old, size).expect("a larger tree"));
        prop_assert!(verify_consistency(old, size, &root(&hashes[..old as usize]), &top, &consistency));
    }

    #[test]
    fn any_flipped_bit_is_refused(size in 2_u64..70, at in 0.0..1.0_f64, place: u64, bit in 0_usize..256) {
        let hashes = leaves(size);
        let index = (size as f64 * at) as u64;
        let flipped = |hash: &Hash| {
            let mut hash = *hash;
            hash[bit / 8] ^= 1 << (bit % 8);
            hash
        };
        let top = root(&hashes);
        let leaf = hashes[index as usize];
        let inclusion = proof(&hashes, &inclusion_ranges(index, size).expect("a leaf"));
        let mut altered = inclusion.clone();
        let spot = (place % inclusion.len() as u64) as usize;
        altered[spot] = flipped(&altered[spot]);
        prop_assert!(!verify_inclusion(&leaf, index, size, &altered, &top));
        prop_assert!(!verify_inclusion(&flipped(&leaf), index, size, &inclusion, &top));
        prop_assert!(!verify_inclusion(&leaf, index, size, &inclusion, &flipped(&top)));
        let old = index.max(1);
        let start = root(&hashes[..old as usize]);
        let mut altered = proof(&hashes, &consistency_ranges(old, size).expect("a larger tree"));
        prop_assert!(!verify_consistency(old, size, &flipped(&start), &top, &altered));
        prop_assert!(!verify_consistency(old, size, &start, &flipped(&top), &altered));
        if !altered.is_empty() {
            let spot = (place % altered.len() as u64) as usize;
            altered[spot] = flipped(&altered[spot]);
            prop_assert!(!verify_consistency(old, size, &start, &top, &altered));
        }
    }
}
