//! What a demonstration certificate carries: a band at the top and large letters across the page.

use crate::formats::pdf::fonts::Style;
use crate::formats::pdf::pen::{Ink, Pen};
use crate::formats::pdf::standing::Band;
use crate::formats::pdf::wording;
use ttf_parser::{Face, GlyphId, OutlineBuilder};

const PALE_RED: Ink = Ink(0xF6, 0xDD, 0xD6);

/// Where both stand: millimetres from the upper left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Watermark {
    /// The middle of the large letters.
    pub middle: (f64, f64),
    /// How far they are turned, in degrees.
    pub angle: f64,
    /// One em of them.
    pub size: f64,
    /// The band's left, upper, right and lower edge.
    pub band: [f64; 4],
    /// How much shorter the band is below, on each side.
    pub slant: f64,
}

/// Draws both. The letters are outlines: no text that copying or reading aloud would meet twice.
pub fn draw(pen: &mut Pen, watermark: &Watermark, height: f64, band: Band) {
    let ((x, y), [left, top, right, bottom]) = (watermark.middle, watermark.band);
    pen.area(PALE_RED);
    pen.at(x, height - y, watermark.angle.to_radians(), (1.0, 1.0), |pen| {
        letters(pen, wording::watermark(band), watermark.size);
    });
    pen.area(Ink::RED);
    pen.start(left, height - top);
    pen.to(right, height - top);
    pen.to(right - watermark.slant, height - bottom);
    pen.to(left + watermark.slant, height - bottom);
    pen.fill();
}

fn letters(pen: &mut Pen, letters: &str, size: f64) {
    let font = Face::parse(Style::Bold.font(), 0).expect("the embedded font is a font");
    let scale = size / f64::from(font.units_per_em());
    let glyphs: Vec<GlyphId> = letters.chars().filter_map(|letter| font.glyph_index(letter)).collect();
    let advance = |glyph: GlyphId| f64::from(font.glyph_hor_advance(glyph).unwrap_or(0)) * scale;
    let mut x = -glyphs.iter().map(|glyph| advance(*glyph)).sum::<f64>() / 2.0;
    for glyph in glyphs {
        pen.at(x, 0.0, 0.0, (scale, scale), |pen| {
            if font.outline_glyph(glyph, &mut Outline(pen)).is_some() {
                pen.fill();
            }
        });
        x += advance(glyph);
    }
}

struct Outline<'a>(&'a mut Pen);

impl OutlineBuilder for Outline<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.start(x.into(), y.into());
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.to(x.into(), y.into());
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.0.bend((x1.into(), y1.into()), (x.into(), y.into()));
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.0.curve((x1.into(), y1.into()), (x2.into(), y2.into()), (x.into(), y.into()));
    }

    fn close(&mut self) {
        self.0.close();
    }
}
