//! A decision: the paper with which a leader recognises results, and the results on its list.

use super::claim::SignedScore;
use crate::domain::assessment::scoring::{Centipoints, CutScore, Score};
use crate::domain::identifier::AttemptId;
use crate::domain::text::{is_composed, is_deceptive, search_form};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::{Date, Month};

/// The paper: `12/QĐ-SKHCN` of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionReference {
    /// As written on the paper.
    pub number: String,
    /// Its date.
    #[serde(serialize_with = "write_date", deserialize_with = "read_date")]
    pub date: Date,
}

/// Characters of a number: one line beside the QR symbol.
const LONGEST_NUMBER: usize = 40;

impl DecisionReference {
    /// `None` unless the number is one printable line of 1 to 40 characters.
    pub fn new(number: &str, date: Date) -> Option<Self> {
        let number = number.split_whitespace().collect::<Vec<_>>().join(" ");
        let is_line = |letter: char| !letter.is_control() && !is_deceptive(letter);
        let is_good = !number.is_empty()
            && number.chars().count() <= LONGEST_NUMBER
            && number.chars().all(is_line)
            && is_composed(&number);
        is_good.then_some(Self { number, date })
    }

    /// `05/11/2026`, as people write it.
    pub fn day(&self) -> String {
        format!("{:02}/{:02}/{}", self.date.day(), u8::from(self.date.month()), self.date.year())
    }
}

/// `2026-11-05`, and nothing else.
pub fn iso_date(text: &str) -> Option<Date> {
    let (year, rest) = text.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    let is_number =
        |text: &str, length: usize| text.len() == length && text.bytes().all(|digit| digit.is_ascii_digit());
    if !is_number(year, 4) || !is_number(month, 2) || !is_number(day, 2) {
        return None;
    }
    let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
    Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok()
}

fn write_date<S: Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(date)
}

fn read_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    iso_date(&String::deserialize(deserializer)?).ok_or_else(|| serde::de::Error::custom("not a date"))
}

/// Where the results of a list come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListKind {
    /// From sittings here: passes that wait for the decision.
    Campaign,
    /// From elsewhere: a file that was handed in.
    List,
}

impl ListKind {
    /// As stored and hashed.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Campaign => "campaign",
            Self::List => "list",
        }
    }

    /// The kind with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Campaign, Self::List].into_iter().find(|kind| kind.name() == name)
    }
}

/// One result as the list says it. All text NFC, one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedResult {
    /// As the person spells it.
    pub full_name: String,
    /// As it will stand on the certificate.
    pub unit: String,
    /// Or empty.
    pub position: String,
    /// Tells people of one name apart; not printed.
    pub birth_date: Option<Date>,
    /// Where the list says one.
    pub score: Option<Score>,
    /// The day of the assessment.
    pub assessed_on: Date,
    /// Or empty.
    pub staff_code: String,
    /// The sitting, when it was here.
    pub attempt: Option<AttemptId>,
}

impl ListedResult {
    /// What says that two rows are about one person: the staff code, else name, birth date and unit.
    pub fn person_key(&self) -> String {
        if self.staff_code.is_empty() {
            let birth = self.birth_date.map(|date| date.to_string()).unwrap_or_default();
            format!("name/{}/{birth}/{}", self.full_name.to_lowercase(), search_form(&self.unit))
        } else {
            format!("code/{}", self.staff_code.to_lowercase())
        }
    }

    /// The score as it is signed; `None` when the list says none.
    pub fn signed_score(&self, cut: CutScore) -> Option<SignedScore> {
        self.score.map(|score| SignedScore {
            earned_centipoints: score.earned.0,
            possible_centipoints: score.possible.0,
            basis_points: score.shown_basis_points(cut),
            cut_basis_points: cut.basis_points(),
        })
    }
}

/// Reads `21/25`, `8,5/10`, `84%` or `84,5 %`: points of points, at most two decimals, never more than all.
pub fn score(text: &str) -> Option<Score> {
    let (earned, possible) = match text.trim().strip_suffix('%') {
        Some(percent) => (percent, "100"),
        None => text.trim().split_once('/')?,
    };
    let (earned, possible) = (centipoints(earned.trim())?, centipoints(possible.trim())?);
    let is_score = possible > 0 && possible <= 10_000_000 && earned <= possible;
    is_score.then_some(Score { earned: Centipoints(earned), possible: Centipoints(possible) })
}

fn centipoints(text: &str) -> Option<u32> {
    let (whole, part) = text.split_once([',', '.']).unwrap_or((text, "0"));
    let is_number = |digits: &str, longest: usize| {
        (1..=longest).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit())
    };
    if !is_number(whole, 6) || !is_number(part, 2) {
        return None;
    }
    let hundredths: u32 = format!("{part:0<2}").parse().ok()?;
    Some(whole.parse::<u32>().ok()? * 100 + hundredths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_read_as_people_write_them() {
        let of = |text: &str| score(text).map(|score| (score.earned.0, score.possible.0));
        assert_eq!(of("21/25"), Some((2_100, 2_500)));
        assert_eq!(of(" 8,5 / 10 "), Some((850, 1_000)));
        assert_eq!(of("84%"), Some((8_400, 10_000)));
        assert_eq!(of("83,33 %"), Some((8_333, 10_000)));
        for wrong in ["", "21", "26/25", "101%", "-1/10", "1/0", "8,555/10", "1e2/100", "１/2", "a/b", "1/2/3"] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_number_of_a_decision_is_one_printable_line() {
        let day = iso_date("2026-11-05").expect("a date");
        let number = |text: &str| DecisionReference::new(text, day).map(|reference| reference.number);
        assert_eq!(number(" 12/QĐ-SKHCN "), Some("12/QĐ-SKHCN".to_owned()));
        for wrong in ["", " ", "12\u{202E}", "12\u{0}", &"1".repeat(41), "12/QD\u{323}"] {
            assert_eq!(number(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn a_reference_is_stored_with_its_day() {
        let reference = DecisionReference::new("12/QĐ", iso_date("2026-02-01").expect("a date")).expect("good");
        let json = serde_json::to_string(&reference).expect("plain data");
        assert_eq!(json, r#"{"number":"12/QĐ","date":"2026-02-01"}"#);
        assert_eq!(serde_json::from_str::<DecisionReference>(&json).expect("read"), reference);
        for wrong in ["2026-2-1", "2026-02-30", "26-02-01", "2026/02/01", "2026-02-011"] {
            assert_eq!(iso_date(wrong), None, "{wrong}");
        }
    }
}
