//! The ornaments.

use super::lines::Line;
use super::page::{HEIGHT, Mark, WIDTH};
use super::pen::{Ink, Pen};

/// Everything on the page that is not text.
pub fn draw(_lines: &[(Mark, Line)], _is_demonstration: bool) -> Vec<u8> {
    let mut pen = Pen::in_millimetres();
    pen.area(Ink::PAPER);
    pen.rectangle(0.0, 0.0, WIDTH, HEIGHT);
    pen.fill();
    pen.line(Ink::RED, 0.5);
    pen.rectangle(8.0, 8.0, WIDTH - 16.0, HEIGHT - 16.0);
    pen.stroke();
    pen.into_stream()
}
