//! Cells that hold more than a text: pairs of a matching item, blanks of a cloze.
//!
//! - a pair: `Cuộc gọi lạ => Dừng máy`; a target that matches nothing: `(không) => Làm theo`
//! - a blank: `chọn: *hai lớp | ảnh thẻ`, `chữ: khóa máy | khóa từ xa`, `số: 12 ± 0,5`; `chọn x2: ...` weighs double

use super::cells::letters;

/// What stands between the two halves of a pair.
pub(super) const ARROW: &str = "=>";
/// The half of a pair that is not there, in Vietnamese and English.
pub(super) const NOTHING: [&str; 2] = ["(không)", "(none)"];

/// A pair: what is matched, unless the target matches nothing, and its target.
pub(super) fn pair(cell: &str) -> Option<(Option<&str>, &str)> {
    let (source, target) = cell.split_once(ARROW)?;
    let (source, target) = (source.trim(), target.trim());
    let is_nothing =
        source.is_empty() || NOTHING.iter().any(|word| letters(word) == letters(source) && source.starts_with('('));
    (!target.is_empty()).then_some(((!is_nothing).then_some(source), target))
}

/// A blank as a cell says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WrittenBlank<'c> {
    pub weight: &'c str,
    pub says: Says<'c>,
}

/// How a blank is filled, and with what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Says<'c> {
    /// What is chosen from, and whether it is right.
    Choice(Vec<(&'c str, bool)>),
    /// What is right, and whether marks may be left out.
    Text(Vec<&'c str>, bool),
    /// Number, tolerance, units.
    Number(&'c str, &'c str, &'c str),
}

/// Words a blank begins with: choice, text, number.
pub(super) const BLANKS: [[&str; 2]; 3] = [["chọn", "choice"], ["chữ", "text"], ["số", "number"]];

/// What a text begins with whose marks matter.
pub(super) const MARKED: [&str; 2] = ["chữ đủ dấu", "marked text"];

/// A blank; `None` when the cell does not say what kind it is.
pub(super) fn blank(cell: &str) -> Option<WrittenBlank<'_>> {
    let (head, rest) = cell.split_once(':')?;
    let (name, weight) = match head.trim().rsplit_once(' ') {
        Some((name, weight)) if weight.starts_with(['x', '×']) => (name, weight.trim_start_matches(['x', '×'])),
        _ => (head.trim(), "1"),
    };
    let is = |words: &[&str; 2]| words.iter().any(|word| letters(word) == letters(name));
    let parts = || rest.split('|').map(str::trim).filter(|part| !part.is_empty());
    let says = match BLANKS.iter().position(is) {
        Some(0) => {
            Says::Choice(parts().map(|part| (part.trim_start_matches('*').trim(), part.starts_with('*'))).collect())
        }
        Some(1) => Says::Text(parts().collect(), true),
        Some(_) => {
            let (number, units) = rest.split_once(';').unwrap_or((rest, ""));
            let (number, tolerance) = number.split_once('±').unwrap_or((number, ""));
            Says::Number(number.trim(), tolerance.trim(), units.trim())
        }
        None if is(&MARKED) => Says::Text(parts().collect(), false),
        None => return None,
    };
    Some(WrittenBlank { weight, says })
}
