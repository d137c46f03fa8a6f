//! The ornaments: original drawings after the bronze drums of Đông Sơn and the lotus. The national
//! emblem is not among them, and must not be.

mod drum;
mod frame;
mod garden;
mod lotus;
mod watermark;

use super::layout::{Layout, Square};
use super::lines::Line;
use super::pen::{Ink, POINTS_PER_MM, Pen};
use super::standing::{Band, Standing};
pub use watermark::Watermark;

/// A drawing of a layout, with its place: millimetres from the upper left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ornament {
    /// The face of a drum, large and pale behind the text.
    Drum {
        /// Its middle.
        middle: (f64, f64),
        /// Its size, 1 for a radius of 57 mm.
        scale: f64,
    },
    /// Rules, guilloche and corners around the page.
    Frame,
    /// A garden's frame around the page: soft rules, lotus and leaves in the corners.
    Garden,
    /// Terraces of fields along the foot of the page.
    Terraces {
        /// The upper edge of the highest.
        top: f64,
    },
    /// An open lotus.
    Blossom {
        /// The middle of its foot.
        foot: (f64, f64),
        /// Its size, 1 for a height of 16 mm.
        scale: f64,
    },
    /// A star of the drums in a wreath of lotus petals.
    Medallion {
        /// Its middle.
        middle: (f64, f64),
        /// Its size, 1 for a radius of 12 mm.
        scale: f64,
    },
    /// Tapering lines to both sides of an open lotus.
    Flourish {
        /// Its middle.
        middle: (f64, f64),
        /// Its size, 1 for a length of 104 mm.
        scale: f64,
    },
    /// What is written across a page that certifies nothing; drawn only there.
    Watermark(Watermark),
}

/// Everything on the page that is not text; `lines` are the standing lines, for rules as long as they.
pub fn draw(layout: &Layout, lines: &[Standing], band: Band) -> Vec<u8> {
    let page = layout.page;
    let mut pen = Pen::in_millimetres();
    pen.area(page.paper);
    pen.rectangle(0.0, 0.0, page.width, page.height);
    pen.fill();
    let up = |(x, y): (f64, f64)| (x, page.height - y);
    for ornament in &layout.ornaments {
        match ornament {
            Ornament::Drum { middle, scale } => drum::ground(&mut pen, up(*middle), *scale),
            Ornament::Frame => frame::draw(&mut pen, page.width, page.height),
            Ornament::Garden => garden::frame(&mut pen, page.width, page.height, page.paper),
            Ornament::Terraces { top } => garden::terraces(&mut pen, page.width, page.height - top),
            Ornament::Blossom { foot, scale } => lotus::blossom(&mut pen, up(*foot), *scale),
            Ornament::Medallion { middle, scale } => lotus::medallion(&mut pen, up(*middle), *scale),
            Ornament::Flourish { middle, scale } => lotus::flourish(&mut pen, up(*middle), *scale),
            Ornament::Watermark(_) if band == Band::Absent => {}
            Ornament::Watermark(watermark) => watermark::draw(&mut pen, watermark, page.height, band),
        }
    }
    around_qr(&mut pen, layout.qr, page.height);
    for (line, share) in lines.iter().flat_map(|standing| &standing.lines) {
        if let Some(share) = share {
            rule_under(&mut pen, line, *share);
        }
    }
    pen.into_stream()
}

/// A gold rule around the QR symbol, outside its quiet zone.
fn around_qr(pen: &mut Pen, Square { x, y, side }: Square, height: f64) {
    pen.area(Ink::WHITE);
    pen.line(Ink::GOLD, 0.22);
    for gap in [0.0, 0.7] {
        pen.rectangle(x - gap, height - y - side - gap, side + 2.0 * gap, side + 2.0 * gap);
        if gap == 0.0 { pen.fill() } else { pen.stroke() }
    }
}

/// A rule under `line`, that share of its length, in the middle.
fn rule_under(pen: &mut Pen, line: &Line, share: f64) {
    let (width, middle) = (line.width * share / POINTS_PER_MM, (line.x + line.width / 2.0) / POINTS_PER_MM);
    let y = line.y / POINTS_PER_MM - 2.0;
    pen.line(Ink::BLACK, 0.28);
    pen.start(middle - width / 2.0, y);
    pen.to(middle + width / 2.0, y);
    pen.stroke();
}
