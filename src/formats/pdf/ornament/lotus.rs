//! The lotus: petals, the medallion between the headers, the flourish under the name.

use super::drum::star;
use crate::formats::pdf::pen::{Ink, Pen};
use std::f64::consts::TAU;

/// A petal from the origin along x, as a path.
pub fn petal(pen: &mut Pen, length: f64, half_width: f64) {
    pen.start(0.0, 0.0);
    pen.curve((0.18 * length, half_width * 1.25), (0.66 * length, half_width * 1.15), (length, 0.0));
    pen.curve((0.66 * length, -half_width * 1.15), (0.18 * length, -half_width * 1.25), (0.0, 0.0));
    pen.close();
}

/// A drum's star on lacquer red, in a wreath of lotus petals.
pub fn medallion(pen: &mut Pen, (x, y): (f64, f64), scale: f64) {
    pen.at(x, y, 0.0, (scale, scale), |pen| {
        wreath(pen);
        pen.area(Ink::RED);
        pen.circle(0.0, 0.0, 8.1);
        pen.fill();
        for (radius, width) in [(8.1, 0.5), (7.3, 0.14), (5.55, 0.14), (5.2, 0.22)] {
            pen.line(Ink::GOLD, width);
            pen.circle(0.0, 0.0, radius);
            pen.stroke();
        }
        pen.dots(Ink::GOLD, 36, 6.43, 0.6);
        pen.area(Ink(0xE3, 0xC0, 0x74));
        star(pen, 14, 1.55, 4.9);
        pen.fill();
        pen.area(Ink::RED);
        pen.circle(0.0, 0.0, 1.05);
        pen.fill();
        pen.area(Ink(0xE3, 0xC0, 0x74));
        pen.circle(0.0, 0.0, 0.6);
        pen.fill();
    });
}

/// Two rows of petals, the back row between those of the front row.
fn wreath(pen: &mut Pen) {
    for (shift, reach, width) in [(0.5, 12.4, 1.75), (0.0, 11.4, 1.7)] {
        pen.at(0.0, 0.0, TAU * (0.25 + shift / 20.0), (1.0, 1.0), |pen| {
            pen.around(0.0, 0.0, 20, |pen| {
                pen.at(6.6, 0.0, 0.0, (1.0, 1.0), |pen| {
                    pen.area(Ink::PAPER);
                    pen.line(Ink::GOLD, 0.2);
                    petal(pen, reach - 6.6, width);
                    pen.fill();
                    petal(pen, reach - 6.6, width);
                    pen.stroke();
                    pen.start(2.2, 0.0);
                    pen.to((reach - 6.6) * 0.8, 0.0);
                    pen.line(Ink::GOLD, 0.1);
                    pen.stroke();
                });
            });
        });
    }
}

/// Tapering lines to both sides of an open lotus.
pub fn flourish(pen: &mut Pen, (x, y): (f64, f64), scale: f64) {
    pen.at(x, y, 0.0, (scale, scale), |pen| {
        for side in [1.0, -1.0] {
            pen.at(0.0, 0.0, 0.0, (side, 1.0), |pen| {
                pen.area(Ink::GOLD);
                pen.start(5.2, 0.0);
                pen.curve((16.0, 0.34), (34.0, 0.1), (52.0, 0.0));
                pen.curve((34.0, -0.1), (16.0, -0.34), (5.2, 0.0));
                pen.fill();
                pen.circle(4.2, 0.0, 0.34);
                pen.fill();
            });
        }
        for (angle, length, width) in
            [(14.0, 3.4, 0.55), (166.0, 3.4, 0.55), (44.0, 3.1, 0.6), (136.0, 3.1, 0.6), (90.0, 2.9, 0.68)]
        {
            pen.at(0.0, -0.9, f64::to_radians(angle), (1.0, 1.0), |pen| {
                pen.area(Ink::RED);
                petal(pen, length, width);
                pen.fill();
                pen.line(Ink::PAPER, 0.14);
                petal(pen, length, width);
                pen.stroke();
            });
        }
    });
}

/// An open lotus above its foot: a back row of petals, a front row, the seed pod's light.
pub fn blossom(pen: &mut Pen, (x, y): (f64, f64), scale: f64) {
    const PETALS: [(f64, f64, f64, Ink); 9] = [
        (12.0, 14.5, 2.6, Ink::PALE_ROSE),
        (168.0, 14.5, 2.6, Ink::PALE_ROSE),
        (34.0, 15.5, 3.0, Ink::PALE_ROSE),
        (146.0, 15.5, 3.0, Ink::PALE_ROSE),
        (58.0, 16.0, 3.2, Ink(0xFD, 0xEF, 0xE8)),
        (122.0, 16.0, 3.2, Ink(0xFD, 0xEF, 0xE8)),
        (90.0, 16.0, 3.4, Ink(0xFE, 0xF6, 0xF0)),
        (46.0, 10.5, 2.6, Ink(0xFE, 0xF6, 0xF0)),
        (134.0, 10.5, 2.6, Ink(0xFE, 0xF6, 0xF0)),
    ];
    pen.at(x, y, 0.0, (scale, scale), |pen| {
        for (angle, length, width, ink) in PETALS {
            pen.at(0.0, 0.0, f64::to_radians(angle), (1.0, 1.0), |pen| veined_petal(pen, length, width, ink));
        }
        pen.at(0.0, 0.0, f64::to_radians(90.0), (1.0, 1.0), |pen| veined_petal(pen, 9.0, 2.5, Ink::PALE_ROSE));
        for side in [1.0, -1.0] {
            pen.at(0.0, 0.0, 0.0, (side, 1.0), leaf);
        }
    });
}

fn veined_petal(pen: &mut Pen, length: f64, width: f64, ink: Ink) {
    pen.area(ink);
    petal(pen, length, width);
    pen.fill();
    pen.line(Ink::ROSE, 0.2);
    petal(pen, length, width);
    pen.stroke();
    pen.line(Ink::ROSE, 0.07);
    for bow in [-0.55, 0.0, 0.55] {
        pen.start(length * 0.12, 0.0);
        pen.curve((length * 0.35, width * bow * 1.1), (length * 0.7, width * bow), (length * 0.9, 0.0));
    }
    pen.stroke();
}

/// A lying leaf to the right of the foot.
fn leaf(pen: &mut Pen) {
    pen.area(Ink::JADE);
    pen.start(1.5, -0.6);
    pen.curve((6.0, -3.0), (13.0, -3.2), (19.0, -0.9));
    pen.curve((13.0, -0.6), (6.0, 0.2), (1.5, -0.6));
    pen.fill();
}
