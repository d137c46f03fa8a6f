//! Response processing: the templates, and rules that say the same or add up parts. What SCORE becomes is all that is
//! asked; anything that is not wholly understood is told as such, never guessed.

use super::super::xml::Element;
use super::declarations::{Micros, POINT, micros};
use super::middle::middle;
use super::names::Qti;

/// How SCORE comes about.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Scoring {
    /// The item does not say it.
    Unsaid,
    /// The sum of these, all of them independent.
    Parts {
        parts: Vec<Part>,
        /// Whether what would be below zero is zero.
        is_floored: bool,
    },
    /// Rules that are not understood here.
    Obscure,
}

/// What adds to SCORE.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// What the mapping of a response says.
    Mapped(String),
    /// So much when all of these hold.
    When(Vec<Test>, Micros),
}

/// A response, and what is asked of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Test {
    pub of: String,
    pub check: Check,
}

/// What is asked of a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Check {
    /// It is the correct one.
    Correct,
    /// It is this value.
    Is(String),
    /// It is near a number: the correct one, or this.
    Near { value: Option<String>, tolerance: Vec<String> },
    /// It is a number not below this.
    AtLeast(String),
    /// It is a number not above this.
    AtMost(String),
    /// It is these words: the correct ones, or these.
    Words { value: Option<String>, minds_case: bool },
    /// Its mapping gives something.
    MapsToSomething,
    /// Of an order: what stands at this place is what stands there in the correct one.
    Place(usize),
    /// One of these holds.
    Any(Vec<Self>),
}

const SCORE: &str = "SCORE";

/// What an item says of how it is marked.
pub(super) fn scoring(item: &Element) -> Scoring {
    let Some(processing) = item.one("responseProcessing") else { return Scoring::Unsaid };
    processing.take_all();
    if processing.elements().next().is_none() {
        return match processing.value("template") {
            Some(template) => by_template(template),
            None => Scoring::Unsaid,
        };
    }
    let mut rules = Rules::default();
    match processing.elements().try_for_each(|rule| rules.rule(rule)) {
        Some(()) if rules.parts.is_empty() => Scoring::Unsaid,
        Some(()) => Scoring::Parts { parts: rules.parts, is_floored: rules.is_floored },
        None => Scoring::Obscure,
    }
}

/// By its last word: where the templates lie depends on the version.
fn by_template(template: &str) -> Scoring {
    let name = template.rsplit('/').next().unwrap_or("");
    let name = name.strip_suffix(".xml").unwrap_or(name);
    let of = "RESPONSE".to_owned();
    let part = match name.strip_prefix("CC2_").unwrap_or(name) {
        "match_correct" | "match" => Part::When(vec![Test { of, check: Check::Correct }], POINT),
        "map_response" | "map_response_point" => Part::Mapped(of),
        _ => return Scoring::Obscure,
    };
    Scoring::Parts { parts: vec![part], is_floored: false }
}

#[derive(Default)]
struct Rules {
    parts: Vec<Part>,
    is_floored: bool,
}

impl Rules {
    fn rule(&mut self, rule: &Element) -> Option<()> {
        if rule.is("responseCondition") {
            return self.condition(rule);
        }
        if !rule.is("setOutcomeValue") {
            return None;
        }
        if is_about_score(rule) { self.set(&[], rule) } else { Some(()) }
    }

    fn condition(&mut self, condition: &Element) -> Option<()> {
        let branches: Vec<&Element> = condition.elements().collect();
        // Only other outcomes: which feedback is shown, mostly.
        if !branches.iter().any(|branch| branch.elements().any(says_score)) {
            return Some(());
        }
        let (when, otherwise) = match branches[..] {
            [when] => (when, None),
            [when, otherwise] if otherwise.is("responseElse") => (when, only_score(otherwise)?),
            _ => return None,
        };
        let asked = when.elements().next()?;
        let rule = only_score(when)??;
        if is_below_zero(asked) && is_zero(rule) && otherwise.is_none() {
            self.is_floored = true;
            return Some(());
        }
        let Some(otherwise) = otherwise else { return self.set(&tests(asked)?, rule) };
        if !self.parts.is_empty() {
            return None;
        }
        if asked.is("isNull") {
            // Nothing for a blank, what the mapping says for the rest.
            return if is_zero(rule) { self.set(&[], otherwise) } else { None };
        }
        if is_zero(otherwise) { self.set(&tests(asked)?, rule) } else { None }
    }

    /// What SCORE becomes when the tests hold: this, or this more.
    fn set(&mut self, tests: &[Test], rule: &Element) -> Option<()> {
        let value = rule.elements().next()?;
        let (before, gains): (Vec<&Element>, Vec<&Element>) = if value.is("sum") {
            value.elements().partition(|part| part.is("variable") && part.value("identifier") == Some(SCORE))
        } else {
            (Vec::new(), vec![value])
        };
        // What is set without regard to what it was undoes the rules before.
        let is_sum = before.len() == 1 || (before.is_empty() && self.parts.is_empty());
        is_sum.then_some(())?;
        // One condition gives one thing; more of them would also multiply what is kept of it.
        (tests.is_empty() || gains.len() == 1).then_some(())?;
        gains.into_iter().try_for_each(|gain| self.gain(tests, gain))
    }

    fn gain(&mut self, tests: &[Test], value: &Element) -> Option<()> {
        let part = if value.is("mapResponse") || value.is("mapResponsePoint") {
            tests.is_empty().then(|| value.value("identifier"))?.map(|id| Part::Mapped(id.to_owned()))?
        } else if value.is("baseValue") {
            match micros(&value.text())? {
                0 => return Some(()),
                worth if worth > 0 && !tests.is_empty() => Part::When(tests.to_vec(), worth),
                _ => return None,
            }
        } else {
            return None;
        };
        self.parts.push(part);
        Some(())
    }
}

fn is_about_score(rule: &Element) -> bool {
    rule.value("identifier") == Some(SCORE)
}

/// Whether a rule, or one in it, sets SCORE or may keep others from doing so.
fn says_score(rule: &Element) -> bool {
    let is_any = |names: &[&str]| names.iter().any(|name| rule.is(name));
    is_any(&["exitResponse", "responseProcessingFragment", "include"])
        || (is_any(&["setOutcomeValue", "lookupOutcomeValue"]) && is_about_score(rule))
        || (rule.is("responseCondition") && rule.elements().flat_map(Element::elements).any(says_score))
}

/// The only rule of a branch that is about SCORE, or that there is none; `None` where there is more to it.
fn only_score(branch: &Element) -> Option<Option<&Element>> {
    let rules: Vec<&Element> = branch.elements().filter(|rule| says_score(rule)).collect();
    match rules[..] {
        [] => Some(None),
        [rule] if rule.is("setOutcomeValue") => Some(Some(rule)),
        _ => None,
    }
}

fn is_zero(rule: &Element) -> bool {
    rule.elements().next().is_some_and(|value| value.is("baseValue") && micros(&value.text()) == Some(0))
}

/// `SCORE < 0`
fn is_below_zero(asked: &Element) -> bool {
    let operands: Vec<&Element> = asked.elements().collect();
    let [score, zero] = operands[..] else { return false };
    (asked.is("lt") || asked.is("lte"))
        && score.is("variable")
        && is_about_score(score)
        && micros(&zero.text()) == Some(0)
}

/// What a condition asks, all of it to hold.
fn tests(asked: &Element) -> Option<Vec<Test>> {
    if asked.is("and") {
        return asked.elements().map(tests).collect::<Option<Vec<_>>>().map(|tests| with_ranges(tests.concat()));
    }
    if asked.is("not") {
        // Whoever answers rightly has answered.
        return asked.elements().next().filter(|inner| inner.is("isNull")).map(|_| Vec::new());
    }
    if asked.is("or") {
        let tests = asked.elements().map(tests).collect::<Option<Vec<_>>>()?.concat();
        let of = tests.first()?.of.clone();
        let is_one = tests.len() == asked.elements().count() && tests.iter().all(|test| test.of == of);
        return is_one
            .then(|| vec![Test { of, check: Check::Any(tests.into_iter().map(|test| test.check).collect()) }]);
    }
    test(asked).map(|test| vec![test])
}

/// Two ends of one number as a distance from its middle.
fn with_ranges(tests: Vec<Test>) -> Vec<Test> {
    match &tests[..] {
        [Test { of, check: Check::AtLeast(least) }, Test { of: same, check: Check::AtMost(most) }]
        | [Test { of, check: Check::AtMost(most) }, Test { of: same, check: Check::AtLeast(least) }]
            if of == same =>
        {
            let Some((middle, distance)) = middle(least, most) else { return tests };
            let check = Check::Near { value: Some(middle), tolerance: vec![distance] };
            vec![Test { of: of.clone(), check }]
        }
        _ => tests,
    }
}

fn test(asked: &Element) -> Option<Test> {
    let operands: Vec<&Element> = asked.elements().collect();
    let [one, other] = operands[..] else { return None };
    let is_response = |operand: &Element| ["variable", "index", "mapResponse"].iter().any(|name| operand.is(name));
    let (response, wanted) = if is_response(one) && !one.is("correct") { (one, other) } else { (other, one) };
    if asked.is("match") && response.is("index") {
        return place(response, wanted);
    }
    let of = response.value("identifier")?.to_owned();
    if asked.is("gt") && one.is("mapResponse") {
        return (micros(&wanted.text()) == Some(0)).then_some(Test { of, check: Check::MapsToSomething });
    }
    let value = match response.is("variable") {
        true if wanted.is("correct") && wanted.value("identifier") == Some(&of) => None,
        true if wanted.is("baseValue") => Some(wanted.text().trim().to_owned()),
        true | false => return None,
    };
    let is_swapped = !is_response(one);
    let check = if asked.is("gte") || asked.is("lte") {
        if asked.is("gte") == is_swapped { Check::AtMost(value?) } else { Check::AtLeast(value?) }
    } else if asked.is("match") {
        value.map_or(Check::Correct, Check::Is)
    } else if asked.is("equal") {
        Check::Near { value, tolerance: tolerance(asked)? }
    } else if asked.is("stringMatch") && !asked.flag("substring") {
        Check::Words { value, minds_case: asked.flag("caseSensitive") }
    } else {
        return None;
    };
    Some(Test { of, check })
}

/// How far off is right; one number for both sides, or one for each.
fn tolerance(asked: &Element) -> Option<Vec<String>> {
    let has_open_end = ["includeLowerBound", "includeUpperBound"].iter().any(|name| asked.value(name) == Some("false"));
    match asked.value("toleranceMode") {
        None | Some("exact") => Some(Vec::new()),
        Some("absolute") if !has_open_end => {
            Some(asked.value("tolerance")?.split_whitespace().map(str::to_owned).collect())
        }
        Some(_) => None,
    }
}

/// `response[n] = correct[n]`
fn place(response: &Element, wanted: &Element) -> Option<Test> {
    let place: usize = response.value("n")?.parse().ok()?;
    let (variable, correct) = (response.elements().next()?, wanted.elements().next()?);
    let of = variable.value("identifier")?;
    let is_same = wanted.is("index")
        && wanted.value("n") == response.value("n")
        && variable.is("variable")
        && correct.is("correct")
        && correct.value("identifier") == Some(of);
    is_same.then(|| Test { of: of.to_owned(), check: Check::Place(place) })
}
