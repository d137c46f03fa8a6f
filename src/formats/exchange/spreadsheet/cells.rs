//! What single cells say: names of a fixed set in two languages, yes and no, days, lists.

use crate::domain::assessment::item::{ItemKind, ItemType};
use crate::domain::assessment::key::PartialCredit;
use crate::domain::text::{Language, search_form};
use time::{Date, Month};

/// Types a sheet can say, in Vietnamese and English.
pub(super) const TYPES: [(ItemType, [&str; 2]); 8] = [
    (ItemType::SingleChoice, ["chọn một", "single_choice"]),
    (ItemType::MultipleChoice, ["chọn nhiều", "multiple_choice"]),
    (ItemType::TrueFalse, ["đúng sai", "true_false"]),
    (ItemType::Matching, ["ghép đôi", "matching"]),
    (ItemType::Ordering, ["sắp xếp", "ordering"]),
    (ItemType::Numeric, ["nhập số", "numeric"]),
    (ItemType::ShortText, ["trả lời ngắn", "short_text"]),
    (ItemType::Cloze, ["điền chỗ trống", "cloze"]),
];

/// Kinds, in Vietnamese and English.
pub(super) const KINDS: [(ItemKind, [&str; 2]); 2] =
    [(ItemKind::Knowledge, ["kiến thức", "knowledge"]), (ItemKind::Scenario, ["tình huống", "scenario"])];

/// How a partly right response is credited; those without a Vietnamese name have one in both.
pub(super) const CREDITS: [(PartialCredit, [&str; 2]); 11] = [
    (PartialCredit::SumClamped, ["cộng trừ từng phương án", "sum_clamped"]),
    (PartialCredit::AllOrNothing, ["đúng hết mới có điểm", "all_or_nothing"]),
    (PartialCredit::EachPart, ["từng phần", "each_part"]),
    (PartialCredit::AbsolutePosition, ["đúng vị trí", "absolute_position"]),
    (PartialCredit::Distance, ["theo khoảng cách", "distance"]),
    (PartialCredit::Next, ["đúng phần tử sau", "next"]),
    (PartialCredit::NextOrLast, ["đúng phần tử sau hoặc cuối", "next_or_last"]),
    (PartialCredit::Neighbours, ["đúng hai bên", "neighbours"]),
    (PartialCredit::AllOthers, ["đúng với mọi phần tử khác", "all_others"]),
    (PartialCredit::LongestOrdered, ["dãy đúng dài nhất", "longest_ordered"]),
    (PartialCredit::LongestRun, ["đoạn liền đúng dài nhất", "longest_run"]),
];

/// The word for a value in a sheet whose words are in `words`.
pub(super) fn word<T: PartialEq>(names: &[(T, [&'static str; 2])], value: &T, words: Language) -> &'static str {
    let index = usize::from(words == Language::En);
    names.iter().find(|(known, _)| known == value).map_or("", |(_, names)| names[index])
}

/// The name in bank files of what a cell says; a cell that says nothing known is given back as it is, so that the
/// reader of bank files speaks about it.
pub(super) fn name_of<T>(names: &[(T, [&'static str; 2])], cell: &str) -> String {
    let wanted = letters(cell);
    let found = names.iter().find(|(_, names)| names.iter().any(|name| letters(name) == wanted));
    found.map_or_else(|| cell.to_owned(), |(_, names)| names[1].to_owned())
}

/// `Đúng / Sai` and `đúng-sai` are the same.
pub(super) fn letters(text: &str) -> String {
    search_form(text).chars().filter(|letter| letter.is_alphanumeric()).collect()
}

/// `có`, `x`, `true`, `đúng`; `None` for anything that is neither yes nor no.
pub(super) fn yes(cell: &str) -> Option<bool> {
    match letters(cell).as_str() {
        "co" | "x" | "true" | "dung" | "yes" | "1" | "d" | "t" => Some(true),
        "khong" | "false" | "sai" | "no" | "0" | "s" | "f" => Some(false),
        _ => None,
    }
}

/// `21/11/2026` or `2026-11-21`, as a bank file has it.
pub fn day(cell: &str) -> Option<Date> {
    let numbers = |mark: char| -> Option<[u16; 3]> {
        let parts: Vec<u16> = cell.trim().split(mark).map(|part| part.trim().parse().ok()).collect::<Option<_>>()?;
        parts.try_into().ok()
    };
    let [day, month, year] = match (numbers('/'), numbers('-')) {
        (Some(parts), _) => parts,
        (None, Some([year, month, day])) => [day, month, year],
        (None, None) => return None,
    };
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    Date::from_calendar_date(i32::from(year), month, u8::try_from(day).ok()?).ok()
}

/// `a, c` or `a; c`.
pub(super) fn list(cell: &str) -> Vec<&str> {
    cell.split([',', ';', '\n']).map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// `máy tính | máy vi tính`.
pub(super) fn ways(cell: &str) -> Vec<&str> {
    cell.split('|').map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// `GB = 1; MB = 0,001`
pub(super) fn units(cell: &str) -> Option<Vec<(String, String)>> {
    let unit = |part: &str| {
        let (name, size) = part.rsplit_once('=').unwrap_or((part, "1"));
        let (name, size) = (name.trim(), size.trim().replace(',', "."));
        (!name.is_empty() && !size.is_empty()).then(|| (name.to_owned(), size))
    };
    cell.split(';').filter(|part| !part.trim().is_empty()).map(unit).collect()
}

/// Whether a spreadsheet might run a text, or the text looks as if it had been kept from that by an apostrophe.
pub(super) fn runs(text: &str) -> bool {
    let bare = text.trim_start_matches('\'');
    crate::formats::csv_out::neutral(bare) != bare
}
