//! The columns of a sheet of items, and what they are called.

use crate::domain::text::{Language, search_form};
use std::collections::HashMap;
use std::sync::LazyLock;

/// Option columns: `a` to `j`.
pub(super) const OPTIONS: usize = 10;

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Column {
    Id,
    Type,
    Competency,
    Level,
    Kind,
    /// Without a language: in the one that is assumed.
    Stem(Option<Language>),
    /// From 0.
    Option(usize, Option<Language>),
    Key,
    Points,
    PartialCredit,
    Tolerance,
    Units,
    MindsCase,
    IgnoresMarks,
    KeepOrder,
    Rationale(Option<Language>),
    LegalBasis(Option<Language>),
    Source,
    AsOf,
    ReviewBy,
    Digcomp,
    Frameworks,
    Enemies,
    Accepts,
    /// The running number people put in front; says nothing.
    Ordinal,
}

impl Column {
    /// The columns of a template and of an export in these languages, in their order.
    pub fn all(languages: &[Language]) -> Vec<Self> {
        let mut columns = vec![Self::Id, Self::Type, Self::Competency, Self::Level, Self::Kind];
        let each = |column: fn(Option<Language>) -> Self| languages.iter().map(move |language| column(Some(*language)));
        columns.extend(each(Self::Stem));
        for option in 0..OPTIONS {
            columns.extend(languages.iter().map(|language| Self::Option(option, Some(*language))));
        }
        columns.extend([Self::Key, Self::Points, Self::PartialCredit, Self::Tolerance, Self::Units]);
        columns.extend([Self::MindsCase, Self::IgnoresMarks, Self::KeepOrder]);
        columns.extend(each(Self::Rationale));
        columns.extend(each(Self::LegalBasis));
        columns.extend([
            Self::Source,
            Self::AsOf,
            Self::ReviewBy,
            Self::Digcomp,
            Self::Frameworks,
            Self::Enemies,
            Self::Accepts,
        ]);
        columns
    }

    /// What it is called in a sheet whose words are in `words`.
    pub fn title(self, words: Language) -> String {
        let (names, option, language) = self.names();
        let name = match words {
            Language::Vi => names[0],
            Language::En => names[1],
        };
        let option = option.map_or_else(String::new, |index| format!(" {}", letter(index)));
        let language = language.map_or_else(String::new, |language| format!(" ({})", language.code()));
        format!("{name}{option}{language}")
    }

    /// Names in Vietnamese and English and others in use; the number of the option; the language.
    const fn names(self) -> (&'static [&'static str], Option<usize>, Option<Language>) {
        match self {
            Self::Id => (&["Mã câu", "id", "mã câu hỏi", "mã"], None, None),
            Self::Type => (&["Loại câu", "type", "loại", "loại câu hỏi"], None, None),
            Self::Competency => (&["Lĩnh vực", "competency", "năng lực", "chủ đề", "topic", "category"], None, None),
            Self::Level => (&["Mức độ", "level", "mức"], None, None),
            Self::Kind => (&["Dạng câu", "kind", "dạng"], None, None),
            Self::Stem(language) => (&["Câu hỏi", "stem", "nội dung câu hỏi", "question"], None, language),
            Self::Option(index, language) => {
                (&["Phương án", "option", "đáp án lựa chọn", "answer"], Some(index), language)
            }
            Self::Key => (&["Đáp án", "key", "đáp án đúng", "correct answer"], None, None),
            Self::Points => (&["Điểm", "points", "điểm số"], None, None),
            Self::PartialCredit => (&["Cách cho điểm", "partial credit"], None, None),
            Self::Tolerance => (&["Sai số", "tolerance"], None, None),
            Self::Units => (&["Đơn vị", "units", "unit"], None, None),
            Self::MindsCase => (&["Phân biệt hoa thường", "minds case"], None, None),
            Self::IgnoresMarks => (&["Cho viết không dấu", "ignores marks"], None, None),
            Self::KeepOrder => (&["Giữ thứ tự", "keep order"], None, None),
            Self::Rationale(language) => (&["Giải thích", "rationale", "explanation"], None, language),
            Self::LegalBasis(language) => (&["Căn cứ", "legal basis", "căn cứ pháp lý"], None, language),
            Self::Source => (&["Nguồn", "source"], None, None),
            Self::AsOf => (&["Ngày đối chiếu", "as of", "as_of"], None, None),
            Self::ReviewBy => (&["Rà soát trước ngày", "review by", "ngày rà soát"], None, None),
            Self::Digcomp => (&["DigComp", "digcomp"], None, None),
            Self::Frameworks => (&["Khung năng lực", "frameworks"], None, None),
            Self::Enemies => (&["Câu không đi chung", "enemies"], None, None),
            Self::Accepts => (&["Chấp nhận nhắc nhở", "accepts"], None, None),
            Self::Ordinal => (&["STT", "no", "tt", "số thứ tự"], None, None),
        }
    }

    /// The column with this name, in any case, with or without marks.
    pub fn named(name: &str) -> Option<Self> {
        (name.len() <= LONGEST).then(|| COLUMNS.get(&folded(name)).copied()).flatten()
    }

    /// The closest name, when it is close enough to be a slip.
    pub fn did_you_mean(name: &str, words: Language) -> Option<String> {
        let wanted: String = folded(name).chars().take(40).collect();
        let likeness = |known: &String| strsim::normalized_damerau_levenshtein(&wanted, known);
        let (known, likeness) =
            COLUMNS.keys().map(|known| (known, likeness(known))).max_by(|one, other| one.1.total_cmp(&other.1))?;
        (likeness >= 0.7).then(|| COLUMNS[known].title(words))
    }
}

/// Bytes; nothing longer is the name of a column.
const LONGEST: usize = 200;

/// `a` for 0.
pub(super) fn letter(index: usize) -> char {
    u8::try_from(index).map_or('?', |index| char::from(b'a'.saturating_add(index)))
}

static COLUMNS: LazyLock<HashMap<String, Column>> = LazyLock::new(|| {
    let languages = [None, Some(Language::Vi), Some(Language::En)];
    let mut columns = vec![Column::Ordinal];
    columns.extend(Column::all(&[]));
    for language in languages {
        columns.extend([Column::Stem(language), Column::Rationale(language), Column::LegalBasis(language)]);
        columns.extend((0..OPTIONS).map(|index| Column::Option(index, language)));
    }
    let mut known = HashMap::new();
    for column in columns {
        let (names, option, language) = column.names();
        for name in names {
            let option = option.map_or_else(String::new, |index| letter(index).to_string());
            let language = language.map_or("", Language::code);
            known.insert(folded(&format!("{name}{option}{language}")), column);
        }
    }
    known
});

/// Letters and digits alone, without marks: `Câu hỏi (vi)` as `cauhoivi`.
fn folded(name: &str) -> String {
    search_form(name).chars().filter(|letter| letter.is_alphanumeric()).collect()
}
