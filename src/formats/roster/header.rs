//! The header of a roster: which column is what, however an office spells it.

use crate::domain::text::{nfc, search_form};
use std::collections::HashMap;
use std::sync::OnceLock;

/// A column a roster may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// What the person types to log in.
    StaffCode,
    /// Own spelling.
    FullName,
    /// The path of the unit.
    Unit,
    /// Chức vụ.
    Position,
    /// E-mail address.
    Email,
    /// Birth date.
    BirthDate,
    /// Number of the identity card.
    IdentityNumber,
    /// Candidate or administrator.
    Role,
    /// The running number offices put in front; ignored.
    Ordinal,
}

impl Column {
    /// Every column, required ones first.
    pub const ALL: [Self; 9] = [
        Self::StaffCode,
        Self::FullName,
        Self::Unit,
        Self::Position,
        Self::Email,
        Self::BirthDate,
        Self::IdentityNumber,
        Self::Role,
        Self::Ordinal,
    ];

    /// What every roster must have.
    pub const REQUIRED: [Self; 3] = [Self::StaffCode, Self::FullName, Self::Unit];

    /// The name to write in the header.
    pub const fn title(self) -> &'static str {
        self.names()[0]
    }

    /// How offices call it; the first is ours, the second its English name.
    pub const fn names(self) -> &'static [&'static str] {
        match self {
            Self::StaffCode => &[
                "mã nhân viên",
                "staff_code",
                "mã cán bộ",
                "mã cb",
                "mã nv",
                "mã cán bộ công chức",
                "mã cbcc",
                "mã cbccvc",
                "mã công chức",
                "mã viên chức",
                "số hiệu cán bộ",
                "số hiệu công chức",
                "tên đăng nhập",
                "staff id",
                "employee code",
                "employee id",
                "login",
            ],
            Self::FullName => {
                &["họ và tên", "full_name", "họ tên", "tên đầy đủ", "họ và tên khai sinh", "họ tên cán bộ", "name"]
            }
            Self::Unit => &[
                "đơn vị",
                "unit",
                "đơn vị công tác",
                "tên đơn vị",
                "cơ quan",
                "cơ quan, đơn vị",
                "cơ quan công tác",
                "nơi công tác",
                "phòng ban",
                "unit path",
                "department",
                "organisation",
                "organization",
            ],
            Self::Position => {
                &["chức vụ", "position", "chức danh", "chức vụ, chức danh", "chức vụ công tác", "job title", "title"]
            }
            Self::Email => &[
                "e-mail",
                "email_address",
                "thư điện tử",
                "địa chỉ e-mail",
                "hộp thư",
                "hộp thư điện tử",
                "hộp thư công vụ",
                "email công vụ",
                "mail",
            ],
            Self::BirthDate => &["ngày sinh", "birth_date", "ngày tháng năm sinh", "date of birth", "dob", "birthday"],
            Self::IdentityNumber => &[
                "số định danh",
                "identity_number",
                "số định danh cá nhân",
                "cccd",
                "số cccd",
                "căn cước",
                "số căn cước",
                "căn cước công dân",
                "số căn cước công dân",
                "cmnd",
                "số cmnd",
                "cccd/cmnd",
                "số cccd/cmnd",
                "id number",
                "national id",
                "identity",
            ],
            Self::Role => &["vai trò", "role", "quyền"],
            Self::Ordinal => &["stt", "no", "tt", "số tt", "số thứ tự"],
        }
    }

    /// The column with this name in any case, with or without marks, words joined in any way.
    /// What stands in parentheses explains and does not count.
    pub fn from_name(name: &str) -> Option<Self> {
        NAMES.column(name)
    }

    /// The closest name, when it is close enough to be a slip.
    #[cfg(test)]
    pub fn did_you_mean(name: &str) -> Option<&'static str> {
        NAMES.did_you_mean(name)
    }
}

/// What the columns of a roster are called.
pub static NAMES: Names<Column> =
    Names::new(|| Column::ALL.into_iter().map(|column| (column, column.names())).collect());

/// What offices call the columns of one kind of table; the first name of each is ours.
pub struct Names<C: 'static> {
    all: fn() -> Vec<(C, &'static [&'static str])>,
    folded: OnceLock<HashMap<String, C>>,
}

impl<C: Copy + Eq> Names<C> {
    /// Of these columns.
    pub const fn new(all: fn() -> Vec<(C, &'static [&'static str])>) -> Self {
        Self { all, folded: OnceLock::new() }
    }

    /// The column with this name in any case, with or without marks, words joined in any way.
    pub fn column(&self, name: &str) -> Option<C> {
        if name.len() > LONGEST {
            return None;
        }
        let folded = self.folded.get_or_init(|| {
            let named = (self.all)().into_iter();
            named.flat_map(|(column, names)| names.iter().map(move |name| (fold(name), column))).collect()
        });
        folded.get(&fold(name)).copied()
    }

    /// The name to write in the header.
    pub fn title(&self, column: C) -> &'static str {
        let found = (self.all)().into_iter().find(|(known, _)| *known == column);
        found.and_then(|(_, names)| names.first()).copied().unwrap_or_default()
    }

    /// The closest name, when it is close enough to be a slip.
    pub fn did_you_mean(&self, name: &str) -> Option<&'static str> {
        let folded: String = fold(name).chars().take(40).collect();
        let known = (self.all)().into_iter().flat_map(|(_, names)| names.iter().copied());
        known
            .map(|known| (known, strsim::normalized_damerau_levenshtein(&folded, &fold(known))))
            .filter(|(_, likeness)| *likeness >= 0.65)
            .max_by(|one, other| one.1.total_cmp(&other.1))
            .map(|(known, _)| known)
    }
}

/// Bytes; nothing longer is the name of a column.
const LONGEST: usize = 500;

/// Letters and digits alone, lower case, without marks: `Họ_và-Tên (in hoa)` as `hovaten`.
fn fold(name: &str) -> String {
    let name = name.split('(').next().unwrap_or_default().replace(['Ð', 'ð'], "đ");
    search_form(&nfc(&name)).chars().filter(|letter| letter.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_known_by_every_spelling() {
        let spellings = [
            ("Mã nhân viên", Column::StaffCode),
            ("MÃ CÁN BỘ", Column::StaffCode),
            ("ma_cb", Column::StaffCode),
            ("staffCode", Column::StaffCode),
            ("Ho va ten", Column::FullName),
            ("HỌ TÊN (in hoa)", Column::FullName),
            ("Ðơn vị", Column::Unit),
            (" chuc-vu ", Column::Position),
            ("E-mail", Column::Email),
            ("email", Column::Email),
            ("Ngày, tháng, năm sinh", Column::BirthDate),
            ("Số CCCD", Column::IdentityNumber),
            ("vai trò", Column::Role),
            ("STT", Column::Ordinal),
        ];
        for (name, column) in spellings {
            assert_eq!(Column::from_name(name), Some(column), "{name}");
        }
        assert_eq!(Column::from_name("mã đơn vị"), None);
        assert_eq!(Column::from_name(""), None);
    }

    #[test]
    fn no_name_means_two_columns() {
        let all: Vec<String> = Column::ALL.iter().flat_map(|column| column.names()).map(|name| fold(name)).collect();
        for (place, name) in all.iter().enumerate() {
            assert!(!all[..place].contains(name), "{name}");
        }
    }

    #[test]
    fn a_slip_gets_the_name_that_was_meant() {
        assert_eq!(Column::did_you_mean("ful name"), Some("full_name"));
        assert_eq!(Column::did_you_mean("Ngày sihn"), Some("ngày sinh"));
        assert_eq!(Column::did_you_mean("quê quán"), None);
    }
}
