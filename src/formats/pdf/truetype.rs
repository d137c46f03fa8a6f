//! Takes the hinting programs and all names out of a TrueType font: three fifths of its size, of no
//! use in print and none on today's screens.

use std::collections::BTreeMap;

/// The tables that only hinting and font menus read.
const UNREAD: [[u8; 4]; 4] = [*b"cvt ", *b"fpgm", *b"prep", *b"name"];
const HAS_INSTRUCTIONS: u16 = 0x0100;

/// The same font without hints; `None` when it is not a well-formed TrueType font of at most 128 kB.
pub fn without_hints(font: &[u8]) -> Option<Vec<u8>> {
    let mut tables = tables(font)?;
    let glyphs = glyphs(&tables)?.into_iter().map(bare_glyph).collect::<Option<Vec<_>>>()?;
    for tag in UNREAD {
        tables.remove(&tag);
    }
    let mut glyf = Vec::new();
    let mut loca = vec![0, 0];
    for glyph in glyphs {
        glyf.extend_from_slice(&glyph);
        glyf.resize(glyf.len().next_multiple_of(2), 0);
        loca.extend_from_slice(&u16::try_from(glyf.len() / 2).ok()?.to_be_bytes());
    }
    let mut head = tables.get(b"head")?.to_vec();
    head.get_mut(50..52)?.fill(0);
    head.get_mut(8..12)?.fill(0);
    // Version 3: no glyph names, which PDF never reads.
    let mut post = tables.get(b"post")?.get(..32)?.to_vec();
    post.get_mut(..4)?.copy_from_slice(&[0, 3, 0, 0]);
    let mut maxp = tables.get(b"maxp")?.to_vec();
    // maxTwilightPoints to maxSizeOfInstructions speak of programs that are gone.
    maxp.get_mut(16..28)?.fill(0);
    let mut owned: BTreeMap<[u8; 4], Vec<u8>> = tables.into_iter().map(|(tag, bytes)| (tag, bytes.to_vec())).collect();
    owned.extend([(*b"glyf", glyf), (*b"loca", loca), (*b"head", head), (*b"maxp", maxp), (*b"post", post)]);
    assemble(&owned)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<usize> {
    let four = bytes.get(at..at + 4)?;
    usize::try_from(u32::from_be_bytes([four[0], four[1], four[2], four[3]])).ok()
}

fn tables(font: &[u8]) -> Option<BTreeMap<[u8; 4], &[u8]>> {
    (0..usize::from(u16_at(font, 4)?))
        .map(|index| {
            let record = font.get(12 + 16 * index..28 + 16 * index)?;
            let (offset, length) = (u32_at(record, 8)?, u32_at(record, 12)?);
            Some(([record[0], record[1], record[2], record[3]], font.get(offset..offset + length)?))
        })
        .collect()
}

fn glyphs<'font>(tables: &BTreeMap<[u8; 4], &'font [u8]>) -> Option<Vec<&'font [u8]>> {
    let (glyf, loca) = (*tables.get(b"glyf")?, *tables.get(b"loca")?);
    let is_long = u16_at(tables.get(b"head")?, 50)? == 1;
    let count = usize::from(u16_at(tables.get(b"maxp")?, 4)?);
    let offset = |glyph: usize| {
        if is_long { u32_at(loca, 4 * glyph) } else { u16_at(loca, 2 * glyph).map(|half| usize::from(half) * 2) }
    };
    (0..count).map(|glyph| glyf.get(offset(glyph)?..offset(glyph + 1)?)).collect()
}

fn bare_glyph(glyph: &[u8]) -> Option<Vec<u8>> {
    if glyph.is_empty() {
        return Some(Vec::new());
    }
    let contours = u16_at(glyph, 0)?;
    if contours < 0x8000 { bare_simple_glyph(glyph, usize::from(contours)) } else { bare_composite_glyph(glyph) }
}

fn bare_simple_glyph(glyph: &[u8], contours: usize) -> Option<Vec<u8>> {
    let length_at = 10 + 2 * contours;
    let instructions = usize::from(u16_at(glyph, length_at)?);
    let mut bare = glyph.get(..length_at)?.to_vec();
    bare.extend_from_slice(&[0, 0]);
    bare.extend_from_slice(glyph.get(length_at + 2 + instructions..)?);
    Some(bare)
}

fn bare_composite_glyph(glyph: &[u8]) -> Option<Vec<u8>> {
    let mut bare = glyph.to_vec();
    let mut at = 10;
    loop {
        let flags = u16_at(glyph, at)?;
        bare.get_mut(at..at + 2)?.copy_from_slice(&(flags & !HAS_INSTRUCTIONS).to_be_bytes());
        let arguments = if flags & 0x0001 != 0 { 4 } else { 2 };
        let transform = match flags {
            _ if flags & 0x0008 != 0 => 2,
            _ if flags & 0x0040 != 0 => 4,
            _ if flags & 0x0080 != 0 => 8,
            _ => 0,
        };
        at += 4 + arguments + transform;
        if flags & 0x0020 == 0 {
            bare.truncate(at);
            return Some(bare);
        }
    }
}

fn assemble(tables: &BTreeMap<[u8; 4], Vec<u8>>) -> Option<Vec<u8>> {
    let count = u16::try_from(tables.len()).ok()?;
    let selector = u16::try_from(count.ilog2()).ok()?;
    let range = 16 << selector;
    let mut font = vec![0, 1, 0, 0];
    for number in [count, range, selector, count * 16 - range] {
        font.extend_from_slice(&number.to_be_bytes());
    }
    let mut offset = 12 + 16 * tables.len();
    let mut body = Vec::new();
    for (tag, bytes) in tables {
        font.extend_from_slice(tag);
        for number in [checksum(bytes), u32::try_from(offset).ok()?, u32::try_from(bytes.len()).ok()?] {
            font.extend_from_slice(&number.to_be_bytes());
        }
        body.extend_from_slice(bytes);
        body.resize(body.len().next_multiple_of(4), 0);
        offset = 12 + 16 * tables.len() + body.len();
    }
    font.extend_from_slice(&body);
    let head = tables.keys().position(|tag| tag == b"head")?;
    let adjustment = u32_at(&font, 12 + 16 * head + 8)? + 8;
    let sum = 0xB1B0_AFBA_u32.wrapping_sub(checksum(&font));
    font.get_mut(adjustment..adjustment + 4)?.copy_from_slice(&sum.to_be_bytes());
    Some(font)
}

fn checksum(bytes: &[u8]) -> u32 {
    bytes.chunks(4).fold(0, |sum, chunk| {
        let mut word = [0; 4];
        word[..chunk.len()].copy_from_slice(chunk);
        sum.wrapping_add(u32::from_be_bytes(word))
    })
}
