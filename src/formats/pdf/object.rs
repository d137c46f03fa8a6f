//! PDF objects as bytes: always the same bytes for the same object.

use super::pen::number;
use libdeflater::{CompressionLvl, Compressor};
use lopdf::{Dictionary, Object, Stream, StringFormat};

/// A name.
pub fn name(name: &str) -> Object {
    Object::Name(name.as_bytes().to_vec())
}

/// A text string: UTF-16 with its mark, in hexadecimal digits.
pub fn text(text: &str) -> Object {
    let mut bytes = vec![0xFE, 0xFF];
    bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(bytes, StringFormat::Hexadecimal)
}

/// A string of plain ASCII.
pub fn ascii(text: &str) -> Object {
    Object::String(text.as_bytes().to_vec(), StringFormat::Literal)
}

/// A dictionary.
pub fn dictionary<const N: usize>(entries: [(&str, Object); N]) -> Dictionary {
    entries.into_iter().collect()
}

/// A stream, compressed as well as zlib's format allows: for what is written once and copied often.
pub fn packed_stream(mut dict: Dictionary, content: &[u8]) -> Stream {
    dict.set("Filter", name("FlateDecode"));
    Stream { allows_compression: false, ..Stream::new(dict, deflate(&mut compressor(12), content)) }
}

/// A zlib compressor of the level.
pub fn compressor(level: i32) -> Compressor {
    Compressor::new(CompressionLvl::new(level).unwrap_or_default())
}

/// `content` in zlib's format.
pub fn deflate(compressor: &mut Compressor, content: &[u8]) -> Vec<u8> {
    let mut packed = vec![0; compressor.zlib_compress_bound(content.len())];
    let length = compressor.zlib_compress(content, &mut packed).expect("the bound is enough for any content");
    packed.truncate(length);
    packed
}

/// Writes `object` with its number as an indirect object.
pub fn write_indirect(id: u32, object: &Object, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(format!("{id} 0 obj\n").as_bytes());
    write(object, bytes);
    bytes.extend_from_slice(b"\nendobj\n");
}

/// Writes `object` itself.
pub fn write(object: &Object, bytes: &mut Vec<u8>) {
    match object {
        Object::Null => bytes.extend_from_slice(b"null"),
        Object::Boolean(value) => bytes.extend_from_slice(value.to_string().as_bytes()),
        Object::Integer(value) => bytes.extend_from_slice(value.to_string().as_bytes()),
        Object::Real(value) => bytes.extend_from_slice(number(f64::from(*value)).as_bytes()),
        Object::Name(name) => write_name(name, bytes),
        Object::String(string, StringFormat::Literal) => write_literal(string, bytes),
        Object::String(string, StringFormat::Hexadecimal) => write_hexadecimal(string, bytes),
        Object::Array(items) => write_array(items, bytes),
        Object::Dictionary(dict) => write_dictionary(dict, bytes),
        Object::Stream(stream) => write_stream(stream, bytes),
        Object::Reference((id, generation)) => bytes.extend_from_slice(format!("{id} {generation} R").as_bytes()),
    }
}

fn write_name(name: &[u8], bytes: &mut Vec<u8>) {
    bytes.push(b'/');
    for byte in name {
        if byte.is_ascii_alphanumeric() || b"+-_.,".contains(byte) {
            bytes.push(*byte);
        } else {
            bytes.extend_from_slice(format!("#{byte:02X}").as_bytes());
        }
    }
}

fn write_literal(string: &[u8], bytes: &mut Vec<u8>) {
    bytes.push(b'(');
    for byte in string {
        if b"()\\".contains(byte) {
            bytes.push(b'\\');
        }
        bytes.push(*byte);
    }
    bytes.push(b')');
}

fn write_hexadecimal(string: &[u8], bytes: &mut Vec<u8>) {
    bytes.push(b'<');
    for byte in string {
        for digit in [byte >> 4, byte & 15] {
            bytes.push(b"0123456789ABCDEF"[usize::from(digit)]);
        }
    }
    bytes.push(b'>');
}

fn write_array(items: &[Object], bytes: &mut Vec<u8>) {
    bytes.push(b'[');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            bytes.push(b' ');
        }
        write(item, bytes);
    }
    bytes.push(b']');
}

fn write_dictionary(dict: &Dictionary, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(b"<<");
    for (key, value) in dict.iter() {
        write_name(key, bytes);
        bytes.push(b' ');
        write(value, bytes);
    }
    bytes.extend_from_slice(b">>");
}

fn write_stream(stream: &Stream, bytes: &mut Vec<u8>) {
    let mut dict = stream.dict.clone();
    dict.set("Length", i64::try_from(stream.content.len()).unwrap_or(i64::MAX));
    write_dictionary(&dict, bytes);
    bytes.extend_from_slice(b"\nstream\n");
    bytes.extend_from_slice(&stream.content);
    bytes.extend_from_slice(b"\nendstream");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_written_as_the_standard_says() {
        let dict = dictionary([
            ("Type", name("application/vc")),
            ("Note", ascii("a (b) \\")),
            ("Name", text("Đ")),
            ("Box", vec![0.into(), Object::Real(0.5), Object::Reference((7, 0))].into()),
        ]);
        let mut bytes = Vec::new();
        write_indirect(3, &dict.into(), &mut bytes);
        let expected =
            "3 0 obj\n<</Type /application#2Fvc/Note (a \\(b\\) \\\\)/Name <FEFF0110>/Box [0 0.5 7 0 R]>>\nendobj\n";
        assert_eq!(String::from_utf8(bytes).expect("ASCII"), expected);
    }
}
