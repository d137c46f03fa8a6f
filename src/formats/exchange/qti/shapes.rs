//! Shapes of areas: their coordinates as whole pixels of the real picture.

use super::super::xml::Element;
use super::names::Qti;
use super::notes::{Notes, Told, refuse};

/// The size that coordinates are written for, and the real one.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    pub declared: (u32, u32),
    pub real: (u32, u32),
}

/// Directions around a circle, in thousandths.
const AROUND: [(i64, i64); 16] = [
    (1000, 0),
    (924, 383),
    (707, 707),
    (383, 924),
    (0, 1000),
    (-383, 924),
    (-707, 707),
    (-924, 383),
    (-1000, 0),
    (-924, -383),
    (-707, -707),
    (-383, -924),
    (0, -1000),
    (383, -924),
    (707, -707),
    (924, -383),
];

/// The shape of an area in our words: its name and its numbers; nothing for one that only says "anywhere else".
pub(super) fn shape(
    area: &Element,
    (frame, is_right): (Frame, bool),
    notes: &mut Notes,
) -> Told<Option<(&'static str, Vec<u32>)>> {
    let written = area.value("coords").unwrap_or("");
    let kind = area.value("shape").unwrap_or("");
    if kind == "default" {
        if is_right {
            return refuse(area, "area-without-shape", "the right area is the whole picture");
        }
        notes.drop(area, "area-without-shape", "everywhere else is wrong in any case");
        return Ok(None);
    }
    let numbers = coordinates(written, frame);
    let Some(numbers) = numbers else {
        return refuse(area, "bad-coordinates", "its coordinates are no numbers that are read here");
    };
    let scaled = |index: usize, number: i64| scale(number, if index.is_multiple_of(2) { frame.x() } else { frame.y() });
    let clipped = |(index, number): (usize, i64)| {
        let most = if index.is_multiple_of(2) { frame.real.0 } else { frame.real.1 };
        u32::try_from(number.clamp(0, i64::from(most.saturating_sub(1)))).unwrap_or(0)
    };
    let all: Vec<i64> = numbers.iter().enumerate().map(|(index, number)| scaled(index, *number)).collect();
    let clip = |all: Vec<i64>| all.into_iter().enumerate().map(clipped).collect::<Vec<u32>>();
    match (kind, &all[..]) {
        ("rect", [left, top, right, bottom]) => {
            let sorted = vec![*left.min(right), *top.min(bottom), *left.max(right), *top.max(bottom)];
            Ok(Some(("rectangle", clip(sorted))))
        }
        ("circle", [x, y, _]) if frame.is_even() => circle((*x, *y), scale(numbers[2], frame.x()), area),
        ("circle", [x, y, _]) => {
            let radii = (scale(numbers[2], frame.x()), scale(numbers[2], frame.y()));
            notes.change(area, "ellipse-as-polygon", "scaled, the circle is an ellipse; here a polygon of 16 corners");
            Ok(Some(("polygon", clip(around((*x, *y), radii)))))
        }
        ("ellipse", [x, y, across, down]) if across == down => circle((*x, *y), *across, area),
        ("ellipse", [x, y, across, down]) => {
            notes.change(area, "ellipse-as-polygon", "the ellipse is a polygon of 16 corners here");
            Ok(Some(("polygon", clip(around((*x, *y), (*across, *down))))))
        }
        ("poly", corners) if corners.len() >= 6 && corners.len().is_multiple_of(2) => {
            // Some write the first corner again at the end.
            let is_closed = corners.len() > 6 && corners[..2] == corners[corners.len() - 2..];
            let end = if is_closed { corners.len() - 2 } else { corners.len() };
            Ok(Some(("polygon", clip(corners[..end].to_vec()))))
        }
        _ => refuse(area, "bad-coordinates", format!("these numbers make no {kind}")),
    }
}

fn circle((x, y): (i64, i64), radius: i64, area: &Element) -> Told<Option<(&'static str, Vec<u32>)>> {
    match [x, y, radius].map(u32::try_from) {
        [Ok(x), Ok(y), Ok(radius)] => Ok(Some(("circle", vec![x, y, radius]))),
        _ => refuse(area, "bad-coordinates", "the circle reaches out of the picture"),
    }
}

fn around((x, y): (i64, i64), (across, down): (i64, i64)) -> Vec<i64> {
    AROUND.iter().flat_map(|(right, below)| [x + across * right / 1000, y + down * below / 1000]).collect()
}

impl Frame {
    const fn x(self) -> (u32, u32) {
        (self.declared.0, self.real.0)
    }

    const fn y(self) -> (u32, u32) {
        (self.declared.1, self.real.1)
    }

    /// Whether both sides are scaled alike.
    fn is_even(self) -> bool {
        u64::from(self.declared.0) * u64::from(self.real.1) == u64::from(self.declared.1) * u64::from(self.real.0)
    }
}

fn scale(number: i64, (declared, real): (u32, u32)) -> i64 {
    if declared == real || declared == 0 {
        return number;
    }
    (number * i64::from(real) * 2 + i64::from(declared)) / (i64::from(declared) * 2)
}

/// `10,20,110,60`, also with spaces, parts of pixels and percentages of the picture.
fn coordinates(written: &str, frame: Frame) -> Option<Vec<i64>> {
    let pieces = written.split([',', ' ']).map(str::trim).filter(|piece| !piece.is_empty());
    let number = |(index, piece): (usize, &str)| {
        let side = if index.is_multiple_of(2) { frame.declared.0 } else { frame.declared.1 };
        let (digits, percent) = piece.strip_suffix('%').map_or((piece, false), |digits| (digits, true));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        fraction.bytes().all(|byte| byte.is_ascii_digit()).then_some(())?;
        let whole: i64 = whole.parse().ok().filter(|whole: &i64| whole.abs() <= 100_000)?;
        Some(if percent { whole * i64::from(side) / 100 } else { whole })
    };
    pieces.take(1_000).enumerate().map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_scaled_to_the_real_picture() {
        let frame = Frame { declared: (100, 50), real: (200, 100) };
        assert_eq!(coordinates("10, 20.7,50% 100%", frame), Some(vec![10, 20, 50, 50]));
        assert_eq!(scale(10, frame.x()), 20);
        assert_eq!(coordinates("a,b", frame), None);
        assert!(frame.is_even());
    }
}
