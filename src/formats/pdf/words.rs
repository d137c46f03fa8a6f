//! What a line says: fixed letters, `{placeholders}`, and `[a part that may be left out|what stands there then]`.

use super::error::Field;
use std::borrow::Cow;

/// What a certificate can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Placeholder {
    /// The words that say a demonstration or a sample is none.
    Band,
    /// The body above the issuing body.
    SuperiorBody,
    /// The issuing body.
    IssuingBody,
    /// The issuing body in running text.
    IssuerName,
    /// The same in English.
    IssuerNameEn,
    /// The name of the country.
    Country,
    /// The motto.
    Motto,
    /// The line under the title.
    Subtitle,
    /// The same in English.
    SubtitleEn,
    /// Who certifies.
    CertifierLine,
    /// What the holder has done.
    Statement,
    /// The same in English.
    StatementEn,
    /// Where it was issued.
    Place,
    /// The signer's authority.
    Authority,
    /// The signer's title.
    SignerTitle,
    /// The signer's name.
    SignerName,
    /// The holder's name.
    Holder,
    /// The holder's unit.
    Unit,
    /// The holder's position.
    Position,
    /// `21/25`
    Points,
    /// The same with a decimal point.
    PointsEn,
    /// `84`
    Percent,
    /// The same with a decimal point.
    PercentEn,
    /// `05/11/2025`: the day of the assessment.
    AssessedOn,
    /// `5 November 2025`
    AssessedOnEn,
    /// The last day; nothing when there is none.
    ExpiresOn,
    /// The same in English.
    ExpiresOnEn,
    /// The day of issue in English.
    IssuedOnEn,
    /// `05`: the day of issue.
    IssuedDay,
    /// `11`: its month, with a leading zero for the first two.
    IssuedMonth,
    /// Its year.
    IssuedYear,
    /// Số hiệu.
    Serial,
    /// Số vào sổ.
    RegisterNumber,
    /// The number of the decision that recognised the result; empty without one.
    DecisionNumber,
    /// The decision's day.
    DecidedOn,
    /// The address for checking.
    Address,
    /// The address's domain.
    Domain,
}

use Placeholder as P;

impl Placeholder {
    /// Every placeholder with its name in a template and the place it belongs to.
    pub const ALL: [(&'static str, Self, Field); 37] = [
        ("band", P::Band, Field::Band),
        ("superior_body", P::SuperiorBody, Field::SuperiorBody),
        ("issuing_body", P::IssuingBody, Field::IssuingBody),
        ("issuer_name", P::IssuerName, Field::IssuingBody),
        ("issuer_name_en", P::IssuerNameEn, Field::IssuingBody),
        ("country", P::Country, Field::FixedText),
        ("motto", P::Motto, Field::FixedText),
        ("subtitle", P::Subtitle, Field::Subtitle),
        ("subtitle_en", P::SubtitleEn, Field::Subtitle),
        ("certifier_line", P::CertifierLine, Field::CertifierLine),
        ("statement", P::Statement, Field::Statement),
        ("statement_en", P::StatementEn, Field::Statement),
        ("place", P::Place, Field::PlaceAndDate),
        ("authority", P::Authority, Field::Signer),
        ("signer_title", P::SignerTitle, Field::Signer),
        ("signer_name", P::SignerName, Field::Signer),
        ("holder", P::Holder, Field::Holder),
        ("unit", P::Unit, Field::Unit),
        ("position", P::Position, Field::Unit),
        ("points", P::Points, Field::Result),
        ("points_en", P::PointsEn, Field::Result),
        ("percent", P::Percent, Field::Result),
        ("percent_en", P::PercentEn, Field::Result),
        ("assessed_on", P::AssessedOn, Field::Validity),
        ("assessed_on_en", P::AssessedOnEn, Field::Validity),
        ("expires_on", P::ExpiresOn, Field::Validity),
        ("expires_on_en", P::ExpiresOnEn, Field::Validity),
        ("issued_on_en", P::IssuedOnEn, Field::PlaceAndDate),
        ("issued_day", P::IssuedDay, Field::PlaceAndDate),
        ("issued_month", P::IssuedMonth, Field::PlaceAndDate),
        ("issued_year", P::IssuedYear, Field::PlaceAndDate),
        ("serial", P::Serial, Field::Numbers),
        ("register_number", P::RegisterNumber, Field::Numbers),
        ("decision_number", P::DecisionNumber, Field::Decision),
        ("decided_on", P::DecidedOn, Field::Decision),
        ("address", P::Address, Field::Address),
        ("domain", P::Domain, Field::Address),
    ];

    /// The placeholder of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, ..)| *known == name).map(|(_, placeholder, _)| *placeholder)
    }

    /// The name in a template.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, known, _)| *known == self).map_or("", |(name, ..)| name)
    }

    /// Where a fault in it is.
    pub fn field(self) -> Field {
        Self::ALL.iter().find(|(_, known, _)| *known == self).map_or(Field::FixedText, |(.., field)| *field)
    }

    /// Whether all certificates of one issuer and assessment say the same.
    pub fn is_standing(self) -> bool {
        self < P::Holder
    }
}

/// A piece of what a line says.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Letters(String),
    Says(Placeholder),
    /// The first where each placeholder in it says something, else the second.
    Either(Vec<Part>, Vec<Part>),
}

/// What a line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words(Vec<Part>);

/// What is wrong with the words of a template, and at which byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WordsFault {
    /// A bracket or brace without its partner.
    Unpaired(usize),
    /// No such placeholder.
    Unknown(usize, String),
}

impl Words {
    /// Reads what a template says.
    pub fn read(text: &str) -> Result<Self, WordsFault> {
        let mut parts = Vec::new();
        let (mut rest, mut at) = (text, 0);
        while let Some(start) = rest.find(['[', ']']) {
            simple(&rest[..start], at, &mut parts)?;
            let inside = rest[start..].strip_prefix('[').and_then(|opened| opened.split_once(']'));
            let Some((inside, after)) = inside else { return Err(WordsFault::Unpaired(at + start)) };
            let (first, second) = inside.split_once('|').unwrap_or((inside, ""));
            let (mut one, mut other) = (Vec::new(), Vec::new());
            simple(first, at + start + 1, &mut one)?;
            simple(second, at + start + 2 + first.len(), &mut other)?;
            parts.push(Part::Either(one, other));
            (rest, at) = (after, text.len() - after.len());
        }
        simple(rest, at, &mut parts)?;
        Ok(Self(parts))
    }

    /// Every placeholder, in order.
    pub fn placeholders(&self) -> Vec<Placeholder> {
        placeholders(&self.0)
    }

    /// The letters that stand in it as they are.
    pub fn letters(&self) -> String {
        let mut letters = String::new();
        collect_letters(&self.0, &mut letters);
        letters
    }

    /// What it says when each placeholder says `value`.
    pub fn say<'a>(&self, value: &impl Fn(Placeholder) -> Cow<'a, str>) -> String {
        let mut said = String::new();
        say(&self.0, value, &mut said);
        said
    }
}

fn simple(text: &str, at: usize, parts: &mut Vec<Part>) -> Result<(), WordsFault> {
    let mut rest = text;
    while let Some(start) = rest.find(['{', '}']) {
        let here = at + text.len() - rest.len() + start;
        let inside = rest[start..].strip_prefix('{').and_then(|opened| opened.split_once('}'));
        let Some((name, after)) = inside else { return Err(WordsFault::Unpaired(here)) };
        let placeholder = Placeholder::named(name).ok_or_else(|| WordsFault::Unknown(here + 1, name.to_owned()))?;
        letters(&rest[..start], parts);
        parts.push(Part::Says(placeholder));
        rest = after;
    }
    letters(rest, parts);
    Ok(())
}

fn letters(text: &str, parts: &mut Vec<Part>) {
    if !text.is_empty() {
        parts.push(Part::Letters(text.to_owned()));
    }
}

fn placeholders(parts: &[Part]) -> Vec<Placeholder> {
    parts
        .iter()
        .flat_map(|part| match part {
            Part::Letters(_) => Vec::new(),
            Part::Says(placeholder) => vec![*placeholder],
            Part::Either(one, other) => [placeholders(one), placeholders(other)].concat(),
        })
        .collect()
}

fn collect_letters(parts: &[Part], letters: &mut String) {
    for part in parts {
        match part {
            Part::Letters(text) => letters.push_str(text),
            Part::Says(_) => {}
            Part::Either(one, other) => {
                collect_letters(one, letters);
                collect_letters(other, letters);
            }
        }
    }
}

fn say<'a>(parts: &[Part], value: &impl Fn(Placeholder) -> Cow<'a, str>, said: &mut String) {
    for part in parts {
        match part {
            Part::Letters(text) => said.push_str(text),
            Part::Says(placeholder) => said.push_str(&value(*placeholder)),
            Part::Either(one, other) => {
                let is_complete = placeholders(one).into_iter().all(|placeholder| !value(placeholder).is_empty());
                say(if is_complete { one } else { other }, value, said);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(words: &str, holder: &'static str, unit: &'static str) -> String {
        let value = |placeholder| match placeholder {
            P::Holder => Cow::Borrowed(holder),
            _ => Cow::Borrowed(unit),
        };
        Words::read(words).expect("it reads").say(&value)
    }

    #[test]
    fn a_part_without_its_value_is_left_out_or_replaced() {
        let words = "{holder}[, {unit}|, không rõ đơn vị].";
        assert_eq!(said(words, "Lê An", "Sở Y tế"), "Lê An, Sở Y tế.");
        assert_eq!(said(words, "Lê An", ""), "Lê An, không rõ đơn vị.");
        assert_eq!(said("Ông/bà {holder}[ – {unit}]", "Lê An", ""), "Ông/bà Lê An");
    }

    #[test]
    fn faults_have_their_place() {
        assert_eq!(Words::read("Số: {seria}"), Err(WordsFault::Unknown("Số: {".len(), "seria".to_owned())));
        assert_eq!(Words::read("Số: {serial"), Err(WordsFault::Unpaired("Số: ".len())));
        assert_eq!(Words::read("[{unit}|{x}]"), Err(WordsFault::Unknown("[{unit}|{".len(), "x".to_owned())));
        assert_eq!(Words::read("a]"), Err(WordsFault::Unpaired(1)));
        assert_eq!(Words::read("[[{unit}]]").map(|_| ()), Err(WordsFault::Unpaired(9)));
    }

    #[test]
    fn what_stands_comes_before_what_varies() {
        assert!(P::SignerName.is_standing() && !P::Holder.is_standing() && !P::Domain.is_standing());
        assert_eq!(Placeholder::ALL.iter().filter(|(_, placeholder, _)| placeholder.is_standing()).count(), 16);
    }
}
