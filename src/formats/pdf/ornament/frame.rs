//! The frame: rules, a band of guilloche, a drum star with a spray of lotus in each corner.

use super::drum::star;
use super::lotus::petal;
use crate::formats::pdf::pen::{Ink, Pen};
use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, TAU};

/// From the edge of the page to the middle of the band.
const BAND: f64 = 12.0;
/// Half the band's height.
const HALF: f64 = 2.75;
/// From the edges to the middle of a corner's roundel.
const CORNER: f64 = 12.6;
/// The roundel's radius.
const ROUNDEL: f64 = 7.3;
/// Where the band begins: hidden under the roundel.
const BAND_START: f64 = CORNER + ROUNDEL - 1.2;
/// The wished length of one repeat.
const REPEAT: f64 = 11.5;

/// Draws the whole frame.
pub fn draw(pen: &mut Pen, width: f64, height: f64) {
    for (inset, ink, thickness) in
        [(6.6, Ink::RED, 0.9), (7.9, Ink::GOLD, 0.22), (16.1, Ink::GOLD, 0.22), (17.0, Ink::RED, 0.45)]
    {
        pen.line(ink, thickness);
        pen.rectangle(inset, inset, width - 2.0 * inset, height - 2.0 * inset);
        pen.stroke();
    }
    for (x, y, angle, length) in [
        (BAND_START, BAND, 0.0, width - 2.0 * BAND_START),
        (BAND_START, height - BAND, 0.0, width - 2.0 * BAND_START),
        (BAND, BAND_START, FRAC_PI_2, height - 2.0 * BAND_START),
        (width - BAND, BAND_START, FRAC_PI_2, height - 2.0 * BAND_START),
    ] {
        pen.at(x, y, angle, (1.0, 1.0), |pen| band(pen, length));
    }
    for (x, y, turn) in [
        (CORNER, CORNER, (1.0, 1.0)),
        (width - CORNER, CORNER, (-1.0, 1.0)),
        (width - CORNER, height - CORNER, (-1.0, -1.0)),
        (CORNER, height - CORNER, (1.0, -1.0)),
    ] {
        pen.at(x, y, 0.0, turn, corner);
    }
}

/// A whole number of repeats over `length`; the same strokes each time, so they cost almost nothing.
fn band(pen: &mut Pen, length: f64) {
    let count = (length / REPEAT).round();
    let stretch = length / count / REPEAT;
    for index in 0..count as u32 {
        let x = f64::from(index) * REPEAT * stretch;
        pen.at(x, 0.0, 0.0, (stretch, 1.0), repeat);
    }
}

/// Two families of strands: eight even ones in gold, a swelling plait in red, an eye in the middle.
fn repeat(pen: &mut Pen) {
    let turn = |x: f64| TAU * x / REPEAT;
    pen.line(Ink::GOLD, 0.09);
    for strand in 0..8 {
        let phase = TAU * f64::from(strand) / 8.0;
        pen.trace(0.0, REPEAT, 4, |x| (x, HALF * (turn(x) + phase).sin()));
    }
    pen.stroke();
    pen.line(Ink::RED, 0.11);
    for strand in 0..3 {
        let phase = TAU * f64::from(strand) / 3.0;
        pen.trace(0.0, REPEAT, 12, |x| {
            let swell = 0.95 - 0.55 * turn(x).cos();
            (x, swell * (3.0 * turn(x) + phase).sin())
        });
    }
    pen.stroke();
    pen.area(Ink::RED);
    pen.circle(REPEAT / 2.0, 0.0, 0.33);
    pen.fill();
    pen.area(Ink::GOLD);
    pen.circle(0.0, 0.0, 0.22);
    pen.circle(REPEAT, 0.0, 0.22);
    pen.fill();
}

/// The lower left corner, around the middle of its roundel.
fn corner(pen: &mut Pen) {
    spray(pen);
    pen.area(Ink::PAPER);
    pen.circle(0.0, 0.0, ROUNDEL);
    pen.fill();
    for (radius, ink, width) in
        [(ROUNDEL, Ink::RED, 0.55), (6.55, Ink::GOLD, 0.18), (5.0, Ink::GOLD, 0.18), (4.55, Ink::RED, 0.22)]
    {
        pen.line(ink, width);
        pen.circle(0.0, 0.0, radius);
        pen.stroke();
    }
    pen.dots(Ink::RED, 28, 5.78, 1.02);
    pen.dots(Ink::PAPER, 28, 5.78, 0.76);
    pen.dots(Ink::GOLD, 28, 5.78, 0.3);
    pen.area(Ink::RED);
    star(pen, 12, 1.15, 4.2);
    pen.fill();
    pen.area(Ink::PAPER);
    pen.circle(0.0, 0.0, 0.75);
    pen.fill();
    pen.area(Ink::GOLD);
    pen.circle(0.0, 0.0, 0.42);
    pen.fill();
}

/// Petals into the page, a tendril along each inner rule.
fn spray(pen: &mut Pen) {
    for (angle, length, width) in
        [(34.0, 5.6, 1.25), (-34.0, 5.6, 1.25), (17.0, 7.2, 1.5), (-17.0, 7.2, 1.5), (0.0, 8.6, 1.7)]
    {
        let turn = FRAC_PI_4 + f64::to_radians(angle);
        let reach = ROUNDEL - 0.6;
        pen.at(reach * turn.cos(), reach * turn.sin(), turn, (1.0, 1.0), |pen| {
            pen.area(Ink::PAPER);
            pen.line(Ink::GOLD, 0.22);
            petal(pen, length, width);
            pen.fill();
            petal(pen, length, width);
            pen.stroke();
            pen.line(Ink::GOLD, 0.1);
            petal(pen, length * 0.72, width * 0.55);
            pen.stroke();
        });
    }
    for (angle, scale) in [(0.0, (1.0, 1.0)), (FRAC_PI_2, (1.0, -1.0))] {
        pen.at(0.0, 0.0, angle, scale, tendril);
    }
}

fn tendril(pen: &mut Pen) {
    pen.line(Ink::RED, 0.24);
    pen.start(6.4, 5.4);
    pen.curve((10.5, 8.4), (14.6, 6.3), (19.0, 6.5));
    pen.curve((23.6, 6.7), (26.2, 9.8), (24.4, 11.0));
    pen.curve((23.0, 11.9), (21.6, 10.2), (22.8, 9.4));
    pen.stroke();
    pen.line(Ink::GOLD, 0.18);
    pen.start(19.0, 6.5);
    pen.curve((24.5, 6.3), (28.0, 7.4), (33.0, 6.3));
    pen.stroke();
    for (x, y, angle, length) in
        [(12.6, 7.0, 0.75, 2.9), (16.6, 6.5, 0.6, 2.4), (28.0, 6.85, 0.45, 2.2), (33.0, 6.3, -0.12, 2.6)]
    {
        pen.at(x, y, angle, (1.0, 1.0), |pen| {
            pen.area(Ink::GOLD);
            petal(pen, length, 0.42);
            pen.fill();
        });
    }
}
