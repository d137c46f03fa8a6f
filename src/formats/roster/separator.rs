//! What stands between the cells: told by the header.

use super::layout;

/// Between cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separator {
    /// `,`
    Comma,
    /// `;`, as Excel writes where the comma is the decimal sign.
    Semicolon,
    /// Tab, as Excel writes `Unicode Text`.
    Tab,
}

impl Separator {
    /// All, in the order in which a tie is decided.
    pub const ALL: [Self; 3] = [Self::Comma, Self::Semicolon, Self::Tab];

    /// As it stands in the file.
    pub const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
        }
    }

    /// The one that makes the most known columns of the first line; then the one that makes the most cells.
    pub fn of(text: &str, is_known: impl Fn(&str) -> bool) -> Self {
        let merit = |separator: Self| {
            let cells = layout::first_cells(text, separator.byte());
            let known = cells.iter().filter(|cell| is_known(cell)).count();
            (known, cells.len())
        };
        Self::ALL
            .map(|separator| (separator, merit(separator)))
            .into_iter()
            .reduce(|best, other| if other.1 > best.1 { other } else { best })
            .map_or(Self::Comma, |(separator, _)| separator)
    }
}

#[cfg(test)]
mod tests {
    use super::super::header::Column;
    use super::*;

    #[test]
    fn the_header_tells_the_separator() {
        let of = |text| Separator::of(text, |name| Column::from_name(name).is_some());
        assert_eq!(of("mã nhân viên;họ và tên;đơn vị\n"), Separator::Semicolon);
        assert_eq!(of("staff_code\tfull_name\tunit"), Separator::Tab);
        assert_eq!(of("\"cơ quan, đơn vị\";\"họ tên\";email\na,b,c,d"), Separator::Semicolon);
        assert_eq!(of("a,b;c"), Separator::Comma);
        assert_eq!(of(""), Separator::Comma);
    }
}
