//! What an item declares before its body: responses with what is right and what it is worth, and outcomes.

use super::super::xml::Element;
use super::names::Qti;
use super::notes::{Told, refuse};

/// Millionths of a point: exact for what people write, and near enough for thirds.
pub(super) type Micros = i64;

/// Points that anything may be worth: sums of many stay exact.
const MOST: Micros = 10_000;

/// One point.
pub(super) const POINT: Micros = 1_000_000;

/// A response that a candidate gives.
pub(super) struct Response<'e> {
    pub element: &'e Element,
    pub id: &'e str,
    pub cardinality: &'e str,
    pub base_type: &'e str,
    /// In the order of the file.
    pub correct: Vec<String>,
    pub mapping: Option<Mapping>,
    /// Of places in a picture: shape, coordinates, worth.
    pub areas: Vec<(&'e Element, Micros)>,
}

/// What each response is worth.
pub(super) struct Mapping {
    pub entries: Vec<Entry>,
    /// Worth of what is not listed.
    pub default: Micros,
    pub lower: Option<Micros>,
    pub upper: Option<Micros>,
}

/// What one response is worth.
pub(super) struct Entry {
    pub key: String,
    pub worth: Micros,
    pub minds_case: bool,
}

/// An outcome and the value it begins with.
pub(super) struct Outcome<'e> {
    pub element: &'e Element,
    pub id: &'e str,
    pub defaults: Vec<String>,
    pub maximum: Option<Micros>,
}

/// The responses of an item.
pub(super) fn responses(item: &Element) -> Told<Vec<Response<'_>>> {
    item.each("responseDeclaration").map(response).collect()
}

fn response(element: &Element) -> Told<Response<'_>> {
    element.take();
    let correct = match element.one("correctResponse") {
        None => Vec::new(),
        Some(correct) => {
            correct.take();
            values(correct)
        }
    };
    let mapping = element.one("mapping").map(mapping).transpose()?;
    let areas = match element.one("areaMapping") {
        None => Vec::new(),
        Some(areas) => {
            areas.take();
            areas.each("areaMapEntry").map(|entry| Ok((entry, worth(entry)?))).collect::<Told<_>>()?
        }
    };
    Ok(Response {
        element,
        id: element.value("identifier").unwrap_or(""),
        cardinality: element.value("cardinality").unwrap_or("single"),
        base_type: element.value("baseType").unwrap_or("identifier"),
        correct,
        mapping,
        areas,
    })
}

fn values(of: &Element) -> Vec<String> {
    of.each("value")
        .map(|value| {
            value.take_all();
            value.text().trim().to_owned()
        })
        .collect()
}

fn mapping(element: &Element) -> Told<Mapping> {
    element.take();
    let bound = |name| element.value(name).map(|written| number(element, written)).transpose();
    let entries = element.each("mapEntry").map(|entry| {
        entry.take();
        // Capitals count in a mapping unless it says otherwise.
        let minds_case = !matches!(entry.value("caseSensitive"), Some("false" | "0"));
        Ok(Entry { key: entry.value("mapKey").unwrap_or("").to_owned(), worth: worth(entry)?, minds_case })
    });
    Ok(Mapping {
        entries: entries.collect::<Told<_>>()?,
        default: bound("defaultValue")?.unwrap_or(0),
        lower: bound("lowerBound")?,
        upper: bound("upperBound")?,
    })
}

fn worth(entry: &Element) -> Told<Micros> {
    entry.take();
    number(entry, entry.value("mappedValue").unwrap_or(""))
}

fn number(at: &Element, written: &str) -> Told<Micros> {
    match micros(written) {
        Some(number) => Ok(number),
        None => refuse(at, "number-not-understood", "a value of points in it is no number that is read here"),
    }
}

/// The outcomes of an item.
pub(super) fn outcomes(item: &Element) -> Vec<Outcome<'_>> {
    item.each("outcomeDeclaration").map(outcome).collect()
}

fn outcome(element: &Element) -> Outcome<'_> {
    element.take();
    let defaults = element.one("defaultValue").map_or_else(Vec::new, |default| {
        default.take();
        values(default)
    });
    let maximum = element.value("normalMaximum").and_then(micros);
    Outcome { element, id: element.value("identifier").unwrap_or(""), defaults, maximum }
}

/// `0.333333`, `-1`, `2.50`: beyond the sixth digit it is cut off; at most ten thousand points.
pub(super) fn micros(written: &str) -> Option<Micros> {
    let written = written.trim();
    let (sign, digits) = match written.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, written.strip_prefix('+').unwrap_or(written)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !is_number(whole) || !is_number(fraction) {
        return None;
    }
    let whole: Micros = if whole.is_empty() { 0 } else { whole.parse().ok().filter(|whole| *whole <= MOST)? };
    let fraction: Micros = format!("{:0<6}", &fraction[..fraction.len().min(6)]).parse().ok()?;
    Some(sign * (whole * POINT + fraction))
}

/// Millionths as a decimal number, as short as it goes.
pub(super) fn decimal(micros: Micros) -> String {
    let (sign, size) = (if micros < 0 { "-" } else { "" }, micros.unsigned_abs());
    let text = format!("{sign}{}.{:06}", size / 1_000_000, size % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Whether two worths are the same but for rounding.
pub(super) const fn are_near(one: Micros, other: Micros) -> bool {
    one.abs_diff(other) <= 10_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_read_and_written_exactly() {
        for (written, read) in [("1", 1_000_000), ("-.5", -500_000), ("0.3333333333", 333_333), ("2.50", 2_500_000)] {
            assert_eq!(micros(written), Some(read), "{written}");
        }
        for written in ["", "-", "1e3", "1,5", "NaN", "99999999999999999999", "1.2.3", "٣"] {
            assert_eq!(micros(written), None, "{written}");
        }
        assert_eq!([-333_333, 2_500_000, 0].map(decimal), ["-0.333333", "2.5", "0"]);
    }
}
