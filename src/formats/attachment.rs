//! Find the credential in a PDF, with nothing trusted: no PDF parser, bounded count, size and work.
//!
//! Our certificates carry `credential.json` as a stream of its own. Every stream of the file is tried:
//! inflated up to the largest credential we would read, and taken when it looks like one.

use flate2::read::ZlibDecoder;
use std::io::Read;

/// A larger file is none of ours.
pub const LARGEST_PDF: usize = 2 * 1024 * 1024;
/// The largest credential we would read.
const LARGEST_CREDENTIAL: u64 = 64 * 1024;
/// Our certificates have a few dozen streams.
const MOST_STREAMS: usize = 256;

/// Whether the bytes claim to be a PDF.
pub fn is_pdf(bytes: &[u8]) -> bool {
    bytes.get(..1024.min(bytes.len())).is_some_and(|head| find(head, b"%PDF-").is_some())
}

/// The first stream that looks like an Open Badges credential.
pub fn find_credential(pdf: &[u8]) -> Option<Vec<u8>> {
    if pdf.len() > LARGEST_PDF {
        return None;
    }
    let mut rest = pdf;
    for _ in 0..MOST_STREAMS {
        let start = find(rest, b"stream")? + b"stream".len();
        rest = &rest[start..];
        let content = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n"));
        if let Some(found) = content.and_then(inflated).filter(|found| looks_like_credential(found)) {
            return Some(found);
        }
    }
    None
}

/// The stream inflated, or as it is up to `endstream` when it is not compressed.
fn inflated(content: &[u8]) -> Option<Vec<u8>> {
    if content.first() == Some(&b'{') {
        let near = &content[..content.len().min(LARGEST_CREDENTIAL as usize)];
        let end = find(near, b"endstream")?;
        return Some(content[..end].trim_ascii_end().to_vec());
    }
    let mut bytes = Vec::new();
    ZlibDecoder::new(content).take(LARGEST_CREDENTIAL).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

fn looks_like_credential(bytes: &[u8]) -> bool {
    bytes.first() == Some(&b'{') && find(bytes, b"OpenBadgeCredential").is_some()
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::ZlibEncoder};
    use proptest::prelude::*;
    use std::io::Write;

    fn packed(content: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(content).expect("memory");
        encoder.finish().expect("memory")
    }

    #[test]
    fn the_credential_is_found_among_other_streams() {
        let credential = br#"{"type":["OpenBadgeCredential"]}"#;
        for stream in [packed(credential), credential.to_vec()] {
            let file =
                [b"%PDF-1.7\nstream\n", &packed(b"a page")[..], b"\nendstream\nstream\r\n", &stream, b"\nendstream"]
                    .concat();
            assert_eq!(find_credential(&file).as_deref(), Some(&credential[..]));
        }
    }

    #[test]
    fn a_bomb_is_not_inflated() {
        let bomb = packed(&vec![b'{'; 200 * 1024 * 1024]);
        assert!(bomb.len() < LARGEST_PDF);
        assert_eq!(find_credential(&[b"%PDF-1.7\nstream\n", &bomb[..]].concat()), None);
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_do_no_harm(bytes: Vec<u8>) {
            is_pdf(&bytes);
            find_credential(&bytes);
        }
    }
}
