//! One line of text: where it stands, how far it may shrink, and how it is written.

use super::error::{Field, PreflightError};
use super::fonts::Style;
use super::page::HEIGHT;
use super::pen::{Ink, POINTS_PER_MM, number};
use crate::domain::text::is_composed;
use std::fmt::Write;

/// What `x` means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The line's left end.
    Left,
    /// The line's middle.
    Middle,
}

/// A place for one line.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// What stands there.
    pub field: Field,
    /// The face.
    pub style: Style,
    /// The wished size in points.
    pub size: f64,
    /// The smallest size that is still legible there.
    pub smallest: f64,
    /// The room in millimetres.
    pub room: f64,
    /// What `x` means.
    pub anchor: Anchor,
    /// Millimetres from the left edge.
    pub x: f64,
    /// The baseline, millimetres from the top edge.
    pub y: f64,
    /// The colour.
    pub ink: Ink,
    /// Extra space between letters, in points.
    pub spacing: f64,
}

/// A line that fits: points, from the lower left corner of the page.
#[derive(Clone, Debug)]
pub struct Line {
    /// What it says.
    pub text: String,
    /// The face.
    pub style: Style,
    /// The size in points.
    pub size: f64,
    /// Left end.
    pub x: f64,
    /// Baseline.
    pub y: f64,
    /// How long it is.
    pub width: f64,
    /// The colour.
    pub ink: Ink,
    /// Extra space between letters.
    pub spacing: f64,
    glyphs: Vec<u16>,
}

impl Spec {
    /// Sets `text` here, smaller if it must be.
    pub fn set(&self, text: &str) -> Result<Line, PreflightError> {
        self.set_between(text, self.smallest)
    }

    /// Sets `text` here, but refuses to go below `smallest`.
    pub fn set_between(&self, text: &str, smallest: f64) -> Result<Line, PreflightError> {
        if !is_composed(text) {
            return Err(PreflightError::NotComposed(self.field));
        }
        let glyphs = self.style.face().set(text)?;
        let ems = self.style.face().ems(&glyphs);
        let gaps = self.spacing * glyphs.len().saturating_sub(1) as f64;
        let room = self.room * POINTS_PER_MM;
        // Tenths of a point, downwards: the same sizes everywhere, and never wider than the room.
        let size = ((room - gaps) / ems * 10.0).floor() / 10.0;
        let size = size.min(self.size);
        if size < smallest {
            return Err(PreflightError::DoesNotFit(self.field));
        }
        let width = ems * size + gaps;
        let x = self.x * POINTS_PER_MM - if self.anchor == Anchor::Middle { width / 2.0 } else { 0.0 };
        Ok(Line {
            text: text.to_owned(),
            style: self.style,
            size,
            x,
            y: (HEIGHT - self.y) * POINTS_PER_MM,
            width,
            ink: self.ink,
            spacing: self.spacing,
            glyphs,
        })
    }
}

impl Line {
    /// Writes the line as text operators.
    pub fn write(&self, stream: &mut String) {
        // Writing to a String cannot fail.
        let _ = write!(
            stream,
            "BT /{} {} Tf {} rg {} Tc {} {} Td <",
            self.style.resource(),
            number(self.size),
            self.ink.operands(),
            number(self.spacing),
            number(self.x),
            number(self.y),
        );
        for glyph in &self.glyphs {
            let _ = write!(stream, "{glyph:04X}");
        }
        stream.push_str("> Tj ET\n");
    }
}

/// Cuts `text` at a space into two parts as equal as they can be, or leaves it whole.
pub fn halves(text: &str) -> (&str, &str) {
    let middle = text.len() / 2;
    text.match_indices(' ')
        .min_by_key(|(at, _)| at.abs_diff(middle))
        .map_or((text, ""), |(at, _)| (&text[..at], &text[at + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPEC: Spec = Spec {
        field: Field::Holder,
        style: Style::Bold,
        size: 30.0,
        smallest: 16.0,
        room: 100.0,
        anchor: Anchor::Middle,
        x: 148.5,
        y: 100.0,
        ink: Ink::RED,
        spacing: 0.0,
    };

    #[test]
    fn a_long_line_shrinks_into_its_room_and_stays_centred() {
        let line = SPEC.set("Nguyễn Thị Phương Thảo Quỳnh Hương").expect("it fits when smaller");
        assert!(line.size < 30.0 && line.size >= 16.0);
        assert!(line.width <= 100.0 * POINTS_PER_MM);
        assert!((line.x + line.width / 2.0 - 148.5 * POINTS_PER_MM).abs() < 0.001);
    }

    #[test]
    fn what_would_have_to_be_illegible_is_refused() {
        assert_eq!(SPEC.set(&"Nguyễn ".repeat(12)).map(|_| ()), Err(PreflightError::DoesNotFit(Field::Holder)));
    }

    #[test]
    fn decomposed_text_is_refused() {
        assert_eq!(SPEC.set("Nguye\u{302}\u{303}n").map(|_| ()), Err(PreflightError::NotComposed(Field::Holder)));
    }

    #[test]
    fn a_text_is_cut_near_its_middle() {
        assert_eq!(halves("UBND phường Trấn Biên, thành phố"), ("UBND phường Trấn", "Biên, thành phố"));
        assert_eq!(halves("Biên"), ("Biên", ""));
    }
}
