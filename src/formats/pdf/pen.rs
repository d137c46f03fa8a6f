//! A pen for vector drawing: millimetres, y upwards, written as PDF path operators.

use std::fmt::Write;

/// Points per millimetre.
pub const POINTS_PER_MM: f64 = 72.0 / 25.4;

/// A colour of the certificate, as sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ink(pub u8, pub u8, pub u8);

impl Ink {
    /// Deep red of lacquer.
    pub const RED: Self = Self(0x8A, 0x17, 0x1D);
    /// Old gold.
    pub const GOLD: Self = Self(0xB4, 0x8A, 0x3C);
    /// Gold as a tint behind text.
    pub const PALE_GOLD: Self = Self(0xEF, 0xE2, 0xC2);
    /// Navy.
    pub const NAVY: Self = Self(0x1C, 0x33, 0x5E);
    /// Text.
    pub const BLACK: Self = Self(0x1F, 0x1D, 0x1B);
    /// Text of the second rank.
    pub const GREY: Self = Self(0x5A, 0x55, 0x4E);
    /// The paper.
    pub const PAPER: Self = Self(0xFF, 0xFD, 0xF6);
    /// Leaves of the lotus.
    pub const JADE: Self = Self(0x1C, 0x60, 0x50);
    /// Jade as a tint.
    pub const PALE_JADE: Self = Self(0xE1, 0xED, 0xE0);
    /// Burnt clay.
    pub const CLAY: Self = Self(0xA3, 0x3B, 0x1F);
    /// A lotus petal's edge.
    pub const ROSE: Self = Self(0xD9, 0x83, 0x7A);
    /// A lotus petal.
    pub const PALE_ROSE: Self = Self(0xF9, 0xE2, 0xDA);
    /// Warm paper.
    pub const CREAM: Self = Self(0xFF, 0xFB, 0xF1);
    /// White.
    pub const WHITE: Self = Self(0xFF, 0xFF, 0xFF);

    /// What a template calls the colours of text.
    pub const NAMES: [(&'static str, Self); 8] = [
        ("black", Self::BLACK),
        ("grey", Self::GREY),
        ("red", Self::RED),
        ("navy", Self::NAVY),
        ("gold", Self::GOLD),
        ("jade", Self::JADE),
        ("clay", Self::CLAY),
        ("white", Self::WHITE),
    ];
    /// What a template calls the colours of paper.
    pub const PAPERS: [(&'static str, Self); 3] =
        [("paper", Self::PAPER), ("cream", Self::CREAM), ("white", Self::WHITE)];

    /// The three components from 0 to 1.
    pub fn components(self) -> [f32; 3] {
        [self.0, self.1, self.2].map(|part| f32::from(part) / 255.0)
    }

    /// The three operands of `rg` and `RG`.
    pub fn operands(self) -> String {
        self.components().map(|part| short(f64::from(part), 3)).join(" ")
    }
}

/// At most two decimals: a hundredth of a millimetre or point is finer than any printer.
pub fn number(value: f64) -> String {
    short(value, 2)
}

/// At most that many decimals, none that say nothing.
pub fn short(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let short = text.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}

/// Draws; what is drawn is a content stream in the end.
pub struct Pen {
    stream: String,
    /// Where the path has come to.
    here: (f64, f64),
}

impl Pen {
    /// A pen whose unit is the millimetre, from the lower left corner of the page.
    pub fn in_millimetres() -> Self {
        Self { stream: format!("{0} 0 0 {0} 0 0 cm 1 j 1 J\n", short(POINTS_PER_MM, 6)), here: (0.0, 0.0) }
    }

    /// The content stream.
    pub fn into_stream(self) -> Vec<u8> {
        self.stream.into_bytes()
    }

    fn operator(&mut self, operands: &[f64], operator: &str) {
        for operand in operands {
            self.stream.push_str(&number(*operand));
            self.stream.push(' ');
        }
        self.stream.push_str(operator);
        self.stream.push('\n');
    }

    /// Everything `draw` does happens around (x, y), turned by `angle` (radians) and scaled.
    pub fn at(&mut self, x: f64, y: f64, angle: f64, scale: (f64, f64), draw: impl FnOnce(&mut Self)) {
        let (sin, cos) = angle.sin_cos();
        // Five decimals: at the far end of the page a turn is then off by three thousandths of a millimetre.
        let parts = [cos * scale.0, sin * scale.0, -sin * scale.1, cos * scale.1];
        let turn = parts.map(|part| short(part, 5)).join(" ");
        let _ = writeln!(self.stream, "q {turn} {} {} cm", number(x), number(y));
        draw(self);
        self.stream.push_str("Q\n");
    }

    /// `draw` once for each of `count` equal turns around (x, y).
    pub fn around(&mut self, x: f64, y: f64, count: u32, draw: impl Fn(&mut Self)) {
        for index in 0..count {
            let angle = std::f64::consts::TAU * f64::from(index) / f64::from(count);
            self.at(x, y, angle, (1.0, 1.0), &draw);
        }
    }

    /// The colour and width of lines from here on.
    pub fn line(&mut self, ink: Ink, width: f64) {
        let _ = writeln!(self.stream, "{} RG {} w", ink.operands(), number(width));
    }

    /// The colour of areas from here on.
    pub fn area(&mut self, ink: Ink) {
        let _ = writeln!(self.stream, "{} rg", ink.operands());
    }

    /// Starts a path.
    pub fn start(&mut self, x: f64, y: f64) {
        self.here = (x, y);
        self.operator(&[x, y], "m");
    }

    /// A straight line.
    pub fn to(&mut self, x: f64, y: f64) {
        self.here = (x, y);
        self.operator(&[x, y], "l");
    }

    /// A cubic curve by its two control points and its end.
    pub fn curve(&mut self, one: (f64, f64), two: (f64, f64), end: (f64, f64)) {
        self.here = end;
        self.operator(&[one.0, one.1, two.0, two.1, end.0, end.1], "c");
    }

    /// A quadratic curve by its control point and its end.
    pub fn bend(&mut self, control: (f64, f64), end: (f64, f64)) {
        let toward =
            |from: (f64, f64)| (from.0 + (control.0 - from.0) * 2.0 / 3.0, from.1 + (control.1 - from.1) * 2.0 / 3.0);
        self.curve(toward(self.here), toward(end), end);
    }

    /// Back to the start of the path.
    pub fn close(&mut self) {
        self.operator(&[], "h");
    }

    /// Draws the path as a line.
    pub fn stroke(&mut self) {
        self.operator(&[], "S");
    }

    /// Fills the path.
    pub fn fill(&mut self) {
        self.operator(&[], "f");
    }

    /// Fills the path, holes where it runs twice.
    pub fn fill_between(&mut self) {
        self.operator(&[], "f*");
    }

    /// A rectangle by its lower left corner.
    pub fn rectangle(&mut self, x: f64, y: f64, width: f64, height: f64) {
        self.operator(&[x, y, width, height], "re");
    }

    /// A circle.
    pub fn circle(&mut self, x: f64, y: f64, radius: f64) {
        let arm = radius * 0.552_284_75;
        self.start(x + radius, y);
        self.curve((x + radius, y + arm), (x + arm, y + radius), (x, y + radius));
        self.curve((x - arm, y + radius), (x - radius, y + arm), (x - radius, y));
        self.curve((x - radius, y - arm), (x - arm, y - radius), (x, y - radius));
        self.curve((x + arm, y - radius), (x + radius, y - arm), (x + radius, y));
        self.close();
    }

    /// A ring of `count` dots around the origin: one dashed circle with round ends.
    pub fn dots(&mut self, ink: Ink, count: u32, radius: f64, diameter: f64) {
        self.line(ink, diameter);
        self.dashed_circle(radius, 0.001, std::f64::consts::TAU * radius / f64::from(count));
    }

    /// A ring of `count` radial strokes around the origin: one dashed circle, as wide as they are long.
    pub fn comb(&mut self, ink: Ink, count: u32, from: f64, to: f64, thickness: f64) {
        self.line(ink, to - from);
        self.stream.push_str("0 J\n");
        let radius = (from + to) / 2.0;
        self.dashed_circle(radius, thickness, std::f64::consts::TAU * radius / f64::from(count));
        self.stream.push_str("1 J\n");
    }

    fn dashed_circle(&mut self, radius: f64, dash: f64, period: f64) {
        let _ = writeln!(self.stream, "[{} {}] 0 d", short(dash, 5), short(period - dash, 5));
        self.circle(0.0, 0.0, radius);
        self.stroke();
        self.stream.push_str("[] 0 d\n");
    }

    /// The smooth curve of `point` over `from..=to`, in `steps` cubic pieces with matching tangents.
    pub fn trace(&mut self, from: f64, to: f64, steps: u32, point: impl Fn(f64) -> (f64, f64)) {
        let step = (to - from) / f64::from(steps);
        let tangent = |t: f64| {
            let (before, after) = (point(t - 1e-5), point(t + 1e-5));
            ((after.0 - before.0) / 2e-5 * step / 3.0, (after.1 - before.1) / 2e-5 * step / 3.0)
        };
        let (x, y) = point(from);
        self.start(x, y);
        for index in 0..steps {
            let (start, end) = (from + step * f64::from(index), from + step * f64::from(index + 1));
            let (here, there) = (point(start), point(end));
            let (out, into) = (tangent(start), tangent(end));
            self.curve((here.0 + out.0, here.1 + out.1), (there.0 - into.0, there.1 - into.1), there);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        assert_eq!([1.0, -0.0001, 0.5, 12.345_6].map(number), ["1", "0", "0.5", "12.35"]);
    }
}
