//! A garden: soft rules with lotus and leaves in the corners, terraces of fields along the foot of the page.

use super::lotus;
use crate::formats::pdf::pen::{Ink, Pen};
use std::f64::consts::TAU;

/// From the edge of the page to the outer rule.
const OUTER: f64 = 8.0;
/// How round its corners are.
const ROUND: f64 = 9.0;
/// The layers of the terraces, from the back: how far below the top, how high the waves, where they start, colour.
const LAYERS: [(f64, f64, f64, Ink); 3] = [
    (0.0, 3.2, 0.10, Ink(0xF3, 0xF5, 0xE6)),
    (7.5, 3.0, 0.42, Ink(0xEA, 0xF1, 0xE2)),
    (15.0, 2.6, 0.75, Ink::PALE_JADE),
];

/// Draws the frame.
pub fn frame(pen: &mut Pen, width: f64, height: f64, paper: Ink) {
    for (inset, ink, thickness) in [(OUTER, Ink::JADE, 0.9), (OUTER + 1.7, Ink::GOLD, 0.25)] {
        pen.line(ink, thickness);
        rounded(pen, (inset, inset), (width - 2.0 * inset, height - 2.0 * inset), ROUND - (inset - OUTER));
        pen.stroke();
    }
    for (x, y, turn) in [
        (OUTER, OUTER, (1.0, 1.0)),
        (width - OUTER, OUTER, (-1.0, 1.0)),
        (width - OUTER, height - OUTER, (-1.0, -1.0)),
        (OUTER, height - OUTER, (1.0, -1.0)),
    ] {
        pen.at(x, y, 0.0, turn, |pen| corner(pen, paper));
    }
}

/// A rectangle with round corners, as a path.
fn rounded(pen: &mut Pen, (x, y): (f64, f64), (width, height): (f64, f64), radius: f64) {
    let arm = radius * (1.0 - 0.552_284_75);
    let (right, top) = (x + width, y + height);
    pen.start(x + radius, y);
    pen.to(right - radius, y);
    pen.curve((right - arm, y), (right, y + arm), (right, y + radius));
    pen.to(right, top - radius);
    pen.curve((right, top - arm), (right - arm, top), (right - radius, top));
    pen.to(x + radius, top);
    pen.curve((x + arm, top), (x, top - arm), (x, top - radius));
    pen.to(x, y + radius);
    pen.curve((x, y + arm), (x + arm, y), (x + radius, y));
    pen.close();
}

/// The lower left corner: a spray of petals into the page, a leaf along each side.
fn corner(pen: &mut Pen, paper: Ink) {
    pen.area(paper);
    pen.circle(3.4, 3.4, 6.4);
    pen.fill();
    for (angle, scale) in [(0.0, (1.0, 1.0)), (std::f64::consts::FRAC_PI_2, (1.0, -1.0))] {
        pen.at(3.4, 3.4, angle, scale, |pen| {
            for (turn, length, width) in [(-0.16, 13.5, 1.25), (0.16, 9.5, 1.1)] {
                pen.at(0.0, 0.0, turn, (1.0, 1.0), |pen| {
                    pen.area(Ink::JADE);
                    lotus::petal(pen, length, width);
                    pen.fill();
                    pen.line(paper, 0.16);
                    pen.start(2.0, 0.0);
                    pen.to(length * 0.86, 0.0);
                    pen.stroke();
                });
            }
        });
    }
    for (angle, length, width) in [(20.0, 8.2, 1.7), (70.0, 8.2, 1.7), (45.0, 9.6, 2.0)] {
        pen.at(3.0, 3.0, f64::to_radians(angle), (1.0, 1.0), |pen| {
            pen.area(Ink::PALE_ROSE);
            pen.line(Ink::ROSE, 0.22);
            lotus::petal(pen, length, width);
            pen.fill();
            lotus::petal(pen, length, width);
            pen.stroke();
            pen.line(Ink::ROSE, 0.09);
            pen.start(length * 0.2, 0.0);
            pen.to(length * 0.82, 0.0);
            pen.stroke();
        });
    }
    pen.area(Ink::GOLD);
    pen.circle(3.2, 3.2, 1.1);
    pen.fill();
}

/// Draws the terraces from `top` (above the lower edge of the page) down to the frame.
pub fn terraces(pen: &mut Pen, width: f64, top: f64) {
    let inset = OUTER + 1.7;
    for (below, swell, shift, ink) in LAYERS {
        let level = |x: f64| top - below + swell * (TAU * (x / width * 1.6 + shift)).sin();
        pen.area(ink);
        pen.trace(inset, width - inset, 12, |x| (x, level(x)));
        pen.to(width - inset, inset);
        pen.to(inset, inset);
        pen.close();
        pen.fill();
        pen.line(Ink(0xD3, 0xE2, 0xCC), 0.14);
        for step in [1.6, 3.0, 4.2] {
            pen.trace(inset, width - inset, 12, |x| (x, level(x) - step));
            pen.stroke();
        }
    }
}
