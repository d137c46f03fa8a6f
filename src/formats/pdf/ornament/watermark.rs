//! What a demonstration certificate carries: a band at the top and large letters across the page.

use crate::formats::pdf::fonts::Style;
use crate::formats::pdf::page::{self, HEIGHT, WIDTH};
use crate::formats::pdf::pen::{Ink, Pen};
use ttf_parser::{Face, GlyphId, OutlineBuilder};

const LETTERS: &str = "BẢN TRÌNH DIỄN";
/// Millimetres of one em of the large letters.
const SIZE: f64 = 25.0;
const PALE_RED: Ink = Ink(0xF6, 0xDD, 0xD6);

/// Draws both. The letters are outlines: no text that copying or reading aloud would meet twice.
pub fn draw(pen: &mut Pen) {
    pen.area(PALE_RED);
    pen.at(page::CENTRE, HEIGHT / 2.0 - 4.0, 0.36, (1.0, 1.0), letters);
    pen.area(Ink::RED);
    pen.start(54.0, HEIGHT - 17.0);
    pen.to(WIDTH - 54.0, HEIGHT - 17.0);
    pen.to(WIDTH - 57.5, HEIGHT - 23.9);
    pen.to(57.5, HEIGHT - 23.9);
    pen.fill();
}

fn letters(pen: &mut Pen) {
    let font = Face::parse(Style::Bold.font(), 0).expect("the embedded font is a font");
    let scale = SIZE / f64::from(font.units_per_em());
    let glyphs: Vec<GlyphId> = LETTERS.chars().filter_map(|letter| font.glyph_index(letter)).collect();
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
