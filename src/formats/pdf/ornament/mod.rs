//! The ornaments: original drawings after the bronze drums of Đông Sơn and the lotus. The national
//! emblem is not among them, and must not be.

mod drum;
mod frame;
mod lotus;
mod watermark;

use super::lines::Line;
use super::page::{self, HEIGHT, Mark, WIDTH};
use super::pen::{Ink, POINTS_PER_MM, Pen};

/// Everything on the page that is not text; `lines` are the standing lines, for rules as long as they.
pub fn draw(lines: &[(Mark, Line)], is_demonstration: bool) -> Vec<u8> {
    let mut pen = Pen::in_millimetres();
    pen.area(Ink::PAPER);
    pen.rectangle(0.0, 0.0, WIDTH, HEIGHT);
    pen.fill();
    drum::ground(&mut pen, page::CENTRE, HEIGHT - 100.8);
    if is_demonstration {
        watermark::draw(&mut pen);
    }
    frame::draw(&mut pen);
    lotus::medallion(&mut pen, page::CENTRE, HEIGHT - 37.0);
    lotus::flourish(&mut pen, page::CENTRE, HEIGHT - page::HOLDER.y - 4.6);
    around_qr(&mut pen);
    for (mark, share) in [(Mark::IssuingBody, 0.42), (Mark::Motto, 1.0)] {
        if let Some((_, line)) = lines.iter().find(|(other, _)| *other == mark) {
            rule_under(&mut pen, line, share);
        }
    }
    pen.into_stream()
}

/// A gold rule around the QR symbol, outside its quiet zone.
fn around_qr(pen: &mut Pen) {
    let (left, top, side) = page::QR;
    pen.area(Ink::WHITE);
    pen.line(Ink::GOLD, 0.22);
    for gap in [0.0, 0.7] {
        pen.rectangle(left - gap, HEIGHT - top - side - gap, side + 2.0 * gap, side + 2.0 * gap);
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
