//! Numerical questions: one right number with its tolerance, and units.

use super::feedback::label;
use super::number::{self, size_of};
use super::paper::{Paper, Unread, wrong};
use super::texts::Written;
use crate::formats::exchange::Place;
use crate::formats::exchange::draft_item::Lines;
use crate::formats::exchange::number::Number;
use crate::formats::mistake::quote;

/// All of a question.
const WHOLE: i64 = 10_000_000;

/// A right number as it was written.
pub(super) struct RightNumber {
    pub value: String,
    pub tolerance: String,
    pub at: Place,
}

/// Puts the answers of a question together: what is right, and why anything else goes.
#[derive(Default)]
pub(super) struct Numbers {
    right: Vec<RightNumber>,
}

impl Numbers {
    /// An answer with what it earns.
    pub fn add(&mut self, paper: &mut Paper<'_>, number: RightNumber, fraction: i64) {
        if fraction >= WHOLE {
            self.right.push(number);
        } else if fraction != 0 {
            let why = format!("{} earns a part there; a number is right or wrong here", quote(&number.value));
            paper.account.drop(&number.at, "<answer>", "no-part-of-a-number", why);
        }
    }

    /// The one right number.
    pub fn right(self, at: &Place) -> Result<RightNumber, Unread> {
        let count = self.right.len();
        let mut right = self.right.into_iter();
        match (right.next(), right.next()) {
            (Some(number), None) => Ok(number),
            (None, _) => {
                let hint = "give the right one the fraction 100";
                Err(wrong(at, "no-right-answer", "no answer of it is right", hint))
            }
            (Some(_), Some(_)) => {
                let why = format!("{count} numbers of it are right; an item has one");
                Err(Unread::Dropped("several-right-answers", why))
            }
        }
    }
}

impl RightNumber {
    /// Writes it down as key and tolerance.
    pub fn write(&self, lines: &mut Lines) -> Result<(), Unread> {
        if self.value == "*" {
            return Err(Unread::Dropped("any-number", "any number at all is right".to_owned()));
        }
        lines.text("key", &self.exact(&self.value)?, &self.at);
        if !self.tolerance.is_empty() {
            lines.text("tolerance", &self.exact(&self.tolerance)?, &self.at);
        }
        Ok(())
    }

    fn exact(&self, written: &str) -> Result<String, Unread> {
        number::parse(written).map(Number::written).ok_or_else(|| {
            let message = format!("{} is no number", quote(written));
            wrong(&self.at, "bad-number", message, "write digits and one decimal point: 8.5")
        })
    }
}

/// A numerical question.
pub(super) fn read(paper: &mut Paper<'_>) -> Result<(), Unread> {
    let question = paper.question;
    let mut numbers = Numbers::default();
    for answer in question.all("answer") {
        let written = Written::of(answer);
        written.drop_files(&mut paper.account);
        let value = written.raw.trim().to_owned();
        let label = label(&value, &paper.languages);
        paper.feedback(answer, || label.clone());
        let tolerance = answer.first("tolerance").map_or_else(String::new, |element| {
            element.take_all();
            element.text().trim().to_owned()
        });
        let fraction = paper.fraction(answer)?;
        numbers.add(paper, RightNumber { value, tolerance, at: answer.place.clone() }, fraction);
    }
    let right = numbers.right(&question.place)?;
    paper.item.fields.text("type", "numeric", &question.place);
    right.write(&mut paper.item.fields)?;
    let units = units(paper);
    settings(paper, !units.is_empty());
    if let Some(first) = units.first() {
        paper.item.fields.bare("units", &inline(&units), &first.2);
    }
    Ok(())
}

/// Units count here as Moodle's optional ones do, typed behind the number.
fn settings(paper: &mut Paper<'_>, has_units: bool) {
    let grading = paper.value("unitgradingtype").filter(|(kind, _)| kind != "0");
    if let Some((_, at)) = &grading {
        let how = "a number without its unit counts as in the usual unit here, and nothing is taken off";
        paper.account.change(at, "<unitgradingtype>", "no-unit-penalty", how);
        paper.pass_over("unitpenalty", "no-unit-penalty", "nothing is taken off for a unit");
    } else {
        paper.value("unitpenalty");
    }
    match paper.value("showunits") {
        Some((kind, at)) if kind == "3" && has_units => {
            let how = "the units can be typed here";
            paper.account.change(&at, "<showunits>", "units-are-typed", how);
        }
        Some((kind, _)) if kind != "0" && kind != "3" => {
            paper.pass_over("showunits", "no-unit-list", "units are typed behind the number");
        }
        Some(_) | None => {}
    }
    if paper.value("unitsleft").is_some_and(|(is_left, _)| is_left != "0") {
        paper.pass_over("unitsleft", "no-unit-list", "units are typed behind the number");
    }
    paper.pass_over("instructions", "no-instruction", "what to type is said in the question itself");
}

/// Units with their size in usual units.
pub(super) type Unit = (String, String, Place);

fn units(paper: &mut Paper<'_>) -> Vec<Unit> {
    let question = paper.question;
    let mut units: Vec<Unit> = Vec::new();
    for list in question.all("units") {
        list.take();
        for unit in list.all("unit") {
            unit.take_all();
            let text =
                |name: &str| unit.first(name).map_or_else(String::new, |element| element.text().trim().to_owned());
            let name: String = text("unit_name").chars().filter(|letter| !letter.is_control()).collect();
            let multiplier = text("multiplier");
            match number::parse(&multiplier).and_then(size_of) {
                Some((size, is_exact)) => {
                    if !is_exact {
                        let how =
                            format!("{} {name} are one usual unit; one is taken for {}", multiplier, size.written());
                        paper.account.change(&unit.place, "<multiplier>", "multiplier-rounded", how);
                    }
                    units.push((name, size.written(), unit.place.clone()));
                }
                None => {
                    let why = format!("the size of {} in usual units is no short decimal number", quote(&name));
                    paper.account.drop_element(unit, "no-exact-unit", why);
                }
            }
        }
    }
    if !units.is_empty() && units.iter().all(|(_, size, _)| size != "1") {
        for (name, _, at) in std::mem::take(&mut units) {
            let why = format!("no unit is the usual one, of size 1, and {} says nothing without it", quote(&name));
            paper.account.drop(&at, "<unit>", "no-usual-unit", why);
        }
    }
    units
}

/// `{ "km" = "1", "m" = "0.001" }`
pub(super) fn inline(units: &[Unit]) -> String {
    let unit = |(name, size, _): &Unit| {
        let name = name.replace('\\', "\\\\").replace('"', "\\\"");
        format!("\"{name}\" = \"{size}\"")
    };
    format!("{{ {} }}", units.iter().map(unit).collect::<Vec<_>>().join(", "))
}
