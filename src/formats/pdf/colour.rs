//! The output intent's colour profile: sRGB (IEC 61966-2-1), built here from its published numbers.

/// Big-endian fixed-point numbers, 16 bits before and 16 after the point.
type Fixed = i32;

/// A display profile of version 4.3, D50 connection space, a parametric curve for all channels.
pub fn srgb_profile() -> Vec<u8> {
    let curve = curve();
    let tags: [([u8; 4], Vec<u8>); 9] = [
        (*b"desc", text("sRGB IEC61966-2.1")),
        (*b"cprt", text("No copyright, use freely (CC0)")),
        (*b"wtpt", vector(*b"XYZ ", &[0xF6D6, 0x10000, 0xD32D])),
        (*b"chad", vector(*b"sf32", &[0x10C42, 0x5DE, -0xCDB, 0x793, 0xFD90, -0x45F, -0x25E, 0x3DC, 0xC06E])),
        (*b"rXYZ", vector(*b"XYZ ", &[0x6FA2, 0x38F5, 0x390])),
        (*b"gXYZ", vector(*b"XYZ ", &[0x6299, 0xB785, 0x18DA])),
        (*b"bXYZ", vector(*b"XYZ ", &[0x24A0, 0xF84, 0xB6CF])),
        (*b"rTRC", curve),
        (*b"gTRC", Vec::new()),
    ];
    assemble(&tags)
}

/// ((x + 0.055) / 1.055) ^ 2.4 from 0.04045 on, x / 12.92 below.
fn curve() -> Vec<u8> {
    let mut bytes = b"para\0\0\0\0\0\x03\0\0".to_vec();
    for number in [0x26666, 0xF2A7, 0xD59, 0x13D0, 0xA5B] as [Fixed; 5] {
        bytes.extend_from_slice(&number.to_be_bytes());
    }
    bytes
}

fn text(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let length = u32::try_from(units.len()).unwrap_or(0);
    let mut bytes = b"mluc\0\0\0\0\0\0\0\x01\0\0\0\x0CenUS".to_vec();
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(&28_u32.to_be_bytes());
    bytes.extend_from_slice(&units);
    bytes
}

fn vector(kind: [u8; 4], numbers: &[Fixed]) -> Vec<u8> {
    let mut bytes = kind.to_vec();
    bytes.extend_from_slice(&[0; 4]);
    for number in numbers {
        bytes.extend_from_slice(&number.to_be_bytes());
    }
    bytes
}

/// Header, table of tags, their contents; the three curves are one.
fn assemble(tags: &[([u8; 4], Vec<u8>); 9]) -> Vec<u8> {
    let count = tags.len() + 1;
    let start = 128 + 4 + 12 * count;
    let mut table = Vec::new();
    let mut body: Vec<u8> = Vec::new();
    let mut place = (0, 0);
    for (tag, content) in tags.iter().map(|(tag, content)| (*tag, content)).chain([(*b"bTRC", &Vec::new())]) {
        if !content.is_empty() {
            body.resize(body.len().next_multiple_of(4), 0);
            place = (start + body.len(), content.len());
            body.extend_from_slice(content);
        }
        table.extend_from_slice(&tag);
        for number in [place.0, place.1] {
            table.extend_from_slice(&u32::try_from(number).unwrap_or(0).to_be_bytes());
        }
    }
    body.resize(body.len().next_multiple_of(4), 0);
    let mut profile = header(u32::try_from(start + body.len()).unwrap_or(0));
    profile.extend_from_slice(&u32::try_from(count).unwrap_or(0).to_be_bytes());
    profile.extend_from_slice(&table);
    profile.extend_from_slice(&body);
    profile
}

fn header(size: u32) -> Vec<u8> {
    let mut header = size.to_be_bytes().to_vec();
    header.extend_from_slice(&[0; 4]);
    header.extend_from_slice(b"\x04\x30\0\0mntrRGB XYZ ");
    for number in [2026_u16, 1, 1, 0, 0, 0] {
        header.extend_from_slice(&number.to_be_bytes());
    }
    header.extend_from_slice(b"acsp");
    header.resize(68, 0);
    for number in [0xF6D6, 0x10000, 0xD32D] as [Fixed; 3] {
        header.extend_from_slice(&number.to_be_bytes());
    }
    header.resize(128, 0);
    header
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_primaries_add_up_to_the_white_point() {
        let profile = srgb_profile();
        let tag = |name: &[u8]| {
            let record = profile[132..].chunks(12).find(|record| &record[..4] == name).expect("the tag");
            let at = u32::from_be_bytes([record[4], record[5], record[6], record[7]]) as usize;
            [8, 12, 16].map(|step| {
                let four = &profile[at + step..at + step + 4];
                f64::from(i32::from_be_bytes([four[0], four[1], four[2], four[3]])) / 65_536.0
            })
        };
        let (white, red, green, blue) = (tag(b"wtpt"), tag(b"rXYZ"), tag(b"gXYZ"), tag(b"bXYZ"));
        for axis in 0..3 {
            assert!((red[axis] + green[axis] + blue[axis] - white[axis]).abs() < 0.000_3, "axis {axis}");
        }
        assert_eq!(u32::from_be_bytes([profile[0], profile[1], profile[2], profile[3]]) as usize, profile.len());
    }
}
