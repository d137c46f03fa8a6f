//! One line of text: where it stands, how far it may shrink, and how it is written.

use super::error::{Field, PreflightError};
use super::fonts::Style;
use super::layout::{Page, Rows, TextLine};
use super::pen::{Ink, POINTS_PER_MM, number};
use super::words::Placeholder;
use crate::domain::text::is_composed;
use std::borrow::Cow;
use std::fmt::Write;

/// What `x` means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The line's left end.
    Left,
    /// The line's middle.
    Middle,
    /// The line's right end.
    Right,
}

/// A place for one line.
#[derive(Clone, Copy, Debug, PartialEq)]
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
    pub fn set(&self, text: &str, page: &Page) -> Result<Line, PreflightError> {
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
        if size < self.smallest {
            return Err(PreflightError::DoesNotFit(self.field));
        }
        let width = ems * size + gaps;
        let before = match self.anchor {
            Anchor::Left => 0.0,
            Anchor::Middle => width / 2.0,
            Anchor::Right => width,
        };
        Ok(Line {
            text: text.to_owned(),
            style: self.style,
            size,
            x: self.x * POINTS_PER_MM - before,
            y: (page.height - self.y) * POINTS_PER_MM,
            width,
            ink: self.ink,
            spacing: self.spacing,
            glyphs,
        })
    }
}

impl TextLine {
    /// Sets what the line says when each placeholder says `value`: one row when it is legible, else as many
    /// as the layout offers. Nothing when it says nothing.
    pub fn set<'a>(
        &self,
        value: &impl Fn(Placeholder) -> Cow<'a, str>,
        page: &Page,
    ) -> Result<Vec<Line>, PreflightError> {
        let said = self.words.say(value);
        if said.is_empty() {
            return Ok(Vec::new());
        }
        let mut tried = self.spec.set(&said, page).map(|line| vec![line]);
        for rows in &self.rows {
            if !matches!(tried, Err(PreflightError::DoesNotFit(_))) {
                break;
            }
            tried = rows.set(self, &said, value, page);
        }
        tried
    }
}

impl Rows {
    fn set<'a>(
        &self,
        line: &TextLine,
        said: &str,
        value: &impl Fn(Placeholder) -> Cow<'a, str>,
        page: &Page,
    ) -> Result<Vec<Line>, PreflightError> {
        let own: Vec<String> = self.words.iter().map(|words| words.say(value)).collect();
        let present: Vec<&str> = own.iter().map(String::as_str).filter(|row| !row.is_empty()).collect();
        let is_one_text = present.is_empty();
        let rows = match present[..] {
            [] => pieces(said, self.baselines.len()),
            // What was left out makes room for the rest.
            [only] => pieces(only, self.baselines.len()),
            _ => present,
        };
        let place = |y: &f64| Spec { y: *y, size: self.size, smallest: self.smallest, ..line.spec };
        let mut lines: Vec<Line> =
            rows.iter().zip(&self.baselines).map(|(row, y)| place(y).set(row, page)).collect::<Result<_, _>>()?;
        if is_one_text {
            // What was one text is copied and read aloud as one: the space is still there, at the end of the row.
            let last = lines.len().saturating_sub(1);
            lines[..last].iter_mut().try_for_each(Line::end_with_space)?;
        }
        Ok(lines)
    }
}

impl Line {
    fn end_with_space(&mut self) -> Result<(), PreflightError> {
        self.text.push(' ');
        self.glyphs.extend(self.style.face().set(" ")?);
        Ok(())
    }

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

/// Cuts `text` at spaces into at most so many pieces as equal as they can be.
pub(super) fn pieces(text: &str, count: usize) -> Vec<&str> {
    let mut pieces = Vec::with_capacity(count);
    let mut rest = text;
    for left in (2..=count).rev() {
        let wished = rest.len() / left;
        let Some((at, _)) = rest.match_indices(' ').min_by_key(|(at, _)| at.abs_diff(wished)) else { break };
        pieces.push(&rest[..at]);
        rest = &rest[at + 1..];
    }
    pieces.push(rest);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::pdf::words::Words;

    const PAGE: Page = Page { width: 297.0, height: 210.0, margin: 17.0, paper: Ink::PAPER };
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
        let line = SPEC.set("Nguyễn Thị Phương Thảo Quỳnh Hương", &PAGE).expect("it fits when smaller");
        assert!(line.size < 30.0 && line.size >= 16.0);
        assert!(line.width <= 100.0 * POINTS_PER_MM);
        assert!((line.x + line.width / 2.0 - 148.5 * POINTS_PER_MM).abs() < 0.001);
    }

    #[test]
    fn what_would_have_to_be_illegible_is_refused() {
        assert_eq!(SPEC.set(&"Nguyễn ".repeat(12), &PAGE).map(|_| ()), Err(PreflightError::DoesNotFit(Field::Holder)));
    }

    #[test]
    fn decomposed_text_is_refused() {
        assert_eq!(
            SPEC.set("Nguye\u{302}\u{303}n", &PAGE).map(|_| ()),
            Err(PreflightError::NotComposed(Field::Holder))
        );
    }

    #[test]
    fn a_text_is_cut_where_its_pieces_are_equal() {
        assert_eq!(pieces("UBND phường Trấn Biên, thành phố", 2), ["UBND phường Trấn", "Biên, thành phố"]);
        assert_eq!(pieces("mot hai ba bon nam sau", 3), ["mot hai", "ba bon", "nam sau"]);
        assert_eq!(pieces("Biên", 2), ["Biên"]);
    }

    #[test]
    fn a_line_too_long_for_one_row_takes_the_rows_there_are() {
        let rows = Rows { baselines: vec![98.0, 106.0], size: 20.0, smallest: 12.0, words: Vec::new() };
        let words = Words::read("{holder}").expect("it reads");
        let line = TextLine { words, spec: SPEC, rows: vec![rows], rule: None, stands_in_for: None, gives_way: false };
        let set = |holder: &'static str| line.set(&|_| Cow::Borrowed(holder), &PAGE).expect("it fits");
        assert_eq!(set("Trần Quốc Toản").len(), 1);
        let two = set("Công Tằng Tôn Nữ Hoàng Phương Nguyễn Phúc Vĩnh Quỳnh");
        assert_eq!(two.iter().map(|line| line.text.as_str()).collect::<String>().chars().count(), 52);
        assert!(two.len() == 2 && two[0].y > two[1].y);
        assert!(set("").is_empty());
    }
}
