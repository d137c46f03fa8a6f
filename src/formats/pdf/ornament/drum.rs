//! The face of a bronze drum: star, rings, circles with dots, combs, flying birds.

use crate::formats::pdf::pen::{Ink, Pen};
use std::f64::consts::{PI, TAU};

/// A star of `rays` rays between two radii, as a path.
pub fn star(pen: &mut Pen, rays: u32, inner: f64, outer: f64) {
    let step = PI / f64::from(rays);
    for index in 0..2 * rays {
        let radius = if index % 2 == 0 { outer } else { inner };
        let (sin, cos) = (step * f64::from(index) + PI / 2.0).sin_cos();
        if index == 0 { pen.start(radius * cos, radius * sin) } else { pen.to(radius * cos, radius * sin) }
    }
    pen.close();
}

/// The large pale drum behind the text.
pub fn ground(pen: &mut Pen, (x, y): (f64, f64), scale: f64) {
    pen.at(x, y, 0.0, (scale, scale), |pen| {
        pen.area(Ink::PALE_GOLD);
        star(pen, 14, 4.2, 13.0);
        pen.fill();
        pen.area(Ink::PAPER);
        pen.circle(0.0, 0.0, 2.6);
        pen.fill();
        pen.line(Ink::PALE_GOLD, 0.22);
        pen.circle(0.0, 0.0, 1.7);
        pen.stroke();
        between_rays(pen);
        for radius in [14.0, 14.8, 18.6, 19.2, 22.2, 22.9, 34.6, 35.3, 38.3, 38.9, 42.7, 43.4] {
            pen.circle(0.0, 0.0, radius);
        }
        pen.line(Ink::PALE_GOLD, 0.2);
        pen.stroke();
        ring_of_circles(pen, 34, 16.7, 1.25);
        pen.comb(Ink::PALE_GOLD, 108, 19.5, 21.9, 0.17);
        birds(pen);
        pen.comb(Ink::PALE_GOLD, 180, 35.6, 38.0, 0.17);
        ring_of_circles(pen, 72, 40.8, 1.4);
        rosette(pen);
    });
}

/// Nested chevrons, as between the rays of Ngọc Lũ's star.
fn between_rays(pen: &mut Pen) {
    pen.line(Ink::PALE_GOLD, 0.16);
    pen.at(0.0, 0.0, PI / 14.0, (1.0, 1.0), |pen| {
        pen.around(0.0, 0.0, 14, |pen| {
            for (tip, foot, spread) in [(8.2, 13.2, 1.55), (9.6, 13.2, 1.05), (11.0, 13.2, 0.55)] {
                pen.start(-spread, foot);
                pen.to(0.0, tip);
                pen.to(spread, foot);
            }
            pen.stroke();
        });
    });
}

/// Circles with a dot, joined by slanting tangents.
fn ring_of_circles(pen: &mut Pen, count: u32, radius: f64, size: f64) {
    let gap = TAU * radius / f64::from(count);
    pen.line(Ink::PALE_GOLD, 0.16);
    pen.around(0.0, 0.0, count, |pen| {
        pen.start(radius + size * 0.72, size * 0.3);
        pen.to(radius - size * 0.72, gap - size * 0.3);
        pen.stroke();
    });
    pen.dots(Ink::PALE_GOLD, count, radius, size * 1.72);
    pen.dots(Ink::PAPER, count, radius, size * 1.42);
    pen.dots(Ink::PALE_GOLD, count, radius, size * 0.6);
}

/// Ten long-beaked birds, flying against the clock as on the drums.
fn birds(pen: &mut Pen) {
    pen.around(0.0, 0.0, 10, |pen| {
        pen.at(0.0, 28.6, PI, (0.98, -0.98), bird);
    });
}

fn bird(pen: &mut Pen) {
    pen.area(Ink::PALE_GOLD);
    pen.start(8.6, -0.3);
    // Beak, crown, the crest streaming backwards.
    pen.curve((6.6, 0.4), (5.6, 1.4), (4.4, 1.5));
    pen.curve((3.2, 1.7), (1.6, 2.6), (-0.4, 2.5));
    pen.curve((1.0, 2.0), (2.0, 1.4), (2.6, 0.7));
    // Back, the upper wing, the fan of the tail.
    pen.curve((1.6, 0.9), (0.8, 1.0), (0.2, 1.0));
    pen.curve((-0.6, 2.6), (-2.0, 4.0), (-4.2, 4.9));
    pen.curve((-3.6, 3.4), (-3.0, 2.0), (-2.6, 0.8));
    pen.curve((-4.4, 0.9), (-6.2, 1.3), (-8.2, 2.0));
    pen.to(-8.8, -0.8);
    pen.curve((-6.4, -0.6), (-4.4, -0.5), (-2.6, -0.6));
    // The lower wing, breast, throat.
    pen.curve((-3.4, -1.8), (-3.8, -3.0), (-3.8, -4.4));
    pen.curve((-1.8, -3.6), (-0.4, -2.4), (0.4, -0.9));
    pen.curve((1.8, -1.0), (3.0, -0.7), (3.6, -0.2));
    pen.curve((5.0, -0.4), (6.8, -0.5), (8.6, -0.3));
    pen.close();
    pen.circle(4.0, 0.75, 0.32);
    pen.fill_between();
    pen.line(Ink::PAPER, 0.2);
    for (x, y) in [(-8.2, 1.2), (-8.4, 0.5), (-8.5, -0.2)] {
        pen.start(x, y);
        pen.to(-4.6, 0.25);
    }
    for (from, to) in [
        ((-3.4, 3.9), (-1.2, 0.9)),
        ((-2.4, 3.3), (-0.5, 0.9)),
        ((-3.0, -3.5), (-1.3, -0.7)),
        ((-2.0, -3.0), (-0.5, -0.8)),
    ] {
        pen.start(from.0, from.1);
        pen.to(to.0, to.1);
    }
    pen.stroke();
}

/// Fine loops around the drum; the second family runs between those of the first.
fn rosette(pen: &mut Pen) {
    let loops = 48;
    for (shift, depth, width) in [(0.0, 1.0, 0.16), (0.5, 0.7, 0.12)] {
        pen.line(Ink::PALE_GOLD, width);
        pen.at(0.0, 0.0, TAU * shift / f64::from(loops), (1.0, 1.0), |pen| {
            pen.around(0.0, 0.0, loops, |pen| {
                let wide = TAU / f64::from(loops) * 3.5;
                pen.trace(-1.0, 1.0, 6, |t| {
                    let (sin, cos) = (wide * (t + 0.32 * (PI * t).sin())).sin_cos();
                    let radius = 44.6 + 12.5 * depth * (0.5 + 0.5 * (PI * t).cos());
                    (radius * sin, radius * cos)
                });
                pen.stroke();
            });
        });
    }
}
