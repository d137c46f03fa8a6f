//! Pictures of a signature and a seal, from PNG files. For the eye only: a picture is no signature.

use super::object::{dictionary, name, packed_stream};
use super::pen::{POINTS_PER_MM, number};
use lopdf::{Dictionary, Document, Object, ObjectId};
use std::fmt::Write;

/// No side of a picture may be longer: beyond this it only makes every certificate heavier.
const LONGEST_SIDE: u32 = 1200;
/// A larger file is not looked at.
const LARGEST_FILE: usize = 1024 * 1024;

/// A picture with its transparency.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    width: u32,
    height: u32,
    colour: Vec<u8>,
    alpha: Vec<u8>,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Picture({}x{})", self.width, self.height)
    }
}

/// The two pictures of a signing block; one may be missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pictures {
    /// The person's signature, by custom blue.
    pub signature: Option<Picture>,
    /// The body's seal, by custom red; covers about a third of the signature, at its left.
    pub seal: Option<Picture>,
}

/// Why a file is no picture for a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureFault {
    /// Too many bytes, or too many pixels.
    #[error("is too large; at most 1 MB and 1200 pixels a side")]
    TooLarge,
    /// Not a PNG file, or a broken one.
    #[error("is not a PNG picture")]
    NotPng,
    /// Nothing of it is transparent: it would cover what is under it.
    #[error("has no transparent background")]
    NotTransparent,
}

impl Picture {
    /// Reads a PNG file.
    ///
    /// # Errors
    /// When it is none, too large, or would hide the page.
    pub fn from_png(bytes: &[u8]) -> Result<Self, PictureFault> {
        if bytes.len() > LARGEST_FILE {
            return Err(PictureFault::TooLarge);
        }
        let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
        decoder.set_transformations(png::Transformations::normalize_to_color8() | png::Transformations::ALPHA);
        let mut reader = decoder.read_info().map_err(|_| PictureFault::NotPng)?;
        let (width, height) = (reader.info().width, reader.info().height);
        if width > LONGEST_SIDE || height > LONGEST_SIDE {
            return Err(PictureFault::TooLarge);
        }
        let size = reader.output_buffer_size().ok_or(PictureFault::TooLarge)?;
        let mut pixels = vec![0; size];
        let frame = reader.next_frame(&mut pixels).map_err(|_| PictureFault::NotPng)?;
        pixels.truncate(frame.buffer_size());
        let (mut colour, mut alpha) = (Vec::new(), Vec::new());
        match frame.color_type {
            png::ColorType::Rgba => {
                for pixel in pixels.chunks_exact(4) {
                    colour.extend_from_slice(&pixel[..3]);
                    alpha.push(pixel[3]);
                }
            }
            png::ColorType::GrayscaleAlpha => {
                for pixel in pixels.chunks_exact(2) {
                    colour.extend_from_slice(&[pixel[0]; 3]);
                    alpha.push(pixel[1]);
                }
            }
            png::ColorType::Rgb | png::ColorType::Grayscale | png::ColorType::Indexed => {
                return Err(PictureFault::NotTransparent);
            }
        }
        if alpha.iter().all(|alpha| *alpha == u8::MAX) {
            return Err(PictureFault::NotTransparent);
        }
        Ok(Self { width, height, colour, alpha })
    }

    /// Adds the picture as an image with a soft mask.
    fn add(&self, document: &mut Document) -> ObjectId {
        let image = |space: &str| {
            dictionary([
                ("Type", name("XObject")),
                ("Subtype", name("Image")),
                ("Width", i64::from(self.width).into()),
                ("Height", i64::from(self.height).into()),
                ("ColorSpace", name(space)),
                ("BitsPerComponent", 8.into()),
            ])
        };
        let mask = document.add_object(packed_stream(image("DeviceGray"), &self.alpha));
        let mut dict = image("DeviceRGB");
        dict.set("SMask", Object::Reference(mask));
        document.add_object(packed_stream(dict, &self.colour))
    }

    /// The largest size of this shape inside a box.
    fn within(&self, width: f64, height: f64) -> (f64, f64) {
        let scale = (width / f64::from(self.width)).min(height / f64::from(self.height));
        (f64::from(self.width) * scale, f64::from(self.height) * scale)
    }
}

/// What draws the pictures.
pub(super) struct Drawn {
    pub resources: Dictionary,
    pub content: String,
}

/// Draws the pictures into a box of `width` by `height` millimetres from its lower left corner.
pub(super) fn draw(document: &mut Document, pictures: &Pictures, width: f64, height: f64) -> Drawn {
    let mut drawn = Drawn { resources: Dictionary::new(), content: String::new() };
    let seal = pictures.seal.as_ref().map(|seal| (seal, seal.within(height, height)));
    let seal_width = seal.map_or(0.0, |(_, (width, _))| width);
    let mut put = |label: &str, picture: &Picture, x: f64, size: (f64, f64)| {
        drawn.resources.set(label, Object::Reference(picture.add(document)));
        let y = (height - size.1) / 2.0;
        let [w, h, x, y] = [size.0, size.1, x, y].map(|length| number(length * POINTS_PER_MM));
        // Writing to a String cannot fail.
        let _ = writeln!(drawn.content, "q {w} 0 0 {h} {x} {y} cm /{label} Do Q");
    };
    let mut seal_at = (width - seal_width) / 2.0;
    if let Some(signature) = &pictures.signature {
        // The seal covers a third of the signature: two thirds of it, and the seal, share the width.
        let size = signature.within(((width - seal_width) * 1.5).min(width), height);
        let left = width - size.0;
        put("Signature", signature, left, size);
        seal_at = (left + size.0 / 3.0 - seal_width).max(0.0);
    }
    if let Some((seal, size)) = seal {
        put("Seal", seal, seal_at, size);
    }
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(colour: png::ColorType, pixel: &[u8]) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, 3, 2);
        encoder.set_color(colour);
        let mut writer = encoder.write_header().expect("a header");
        writer.write_image_data(&pixel.repeat(6)).expect("written");
        writer.finish().expect("written");
        file
    }

    #[test]
    fn only_small_transparent_png_files_are_pictures() {
        let blue = Picture::from_png(&png(png::ColorType::Rgba, &[0, 0, 200, 120])).expect("a picture");
        assert_eq!((blue.width, blue.height, blue.alpha), (3, 2, vec![120; 6]));
        for opaque in [png(png::ColorType::Rgb, &[1, 2, 3]), png(png::ColorType::Rgba, &[1, 2, 3, 255])] {
            assert_eq!(Picture::from_png(&opaque).err(), Some(PictureFault::NotTransparent));
        }
        assert_eq!(Picture::from_png(b"\x89PNG\r\n\x1a\n").err(), Some(PictureFault::NotPng));
        assert_eq!(Picture::from_png(&vec![0; LARGEST_FILE + 1]).err(), Some(PictureFault::TooLarge));
    }
}
