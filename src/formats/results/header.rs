//! The header of a list of results.

use crate::formats::roster::header::{Column as Person, Names};

/// A column a list of results may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Own spelling.
    FullName,
    /// The path of the unit.
    Unit,
    /// Chức vụ.
    Position,
    /// Birth date: tells people of one name apart.
    BirthDate,
    /// The day of the assessment.
    AssessedOn,
    /// Points of points, or percent.
    Score,
    /// Passed; nothing else may be on the list.
    Outcome,
    /// Finds the person in the roster.
    StaffCode,
    /// The running number offices put in front; ignored.
    Ordinal,
}

impl Column {
    const ALL: [Self; 9] = [
        Self::FullName,
        Self::Unit,
        Self::AssessedOn,
        Self::Position,
        Self::BirthDate,
        Self::Score,
        Self::Outcome,
        Self::StaffCode,
        Self::Ordinal,
    ];

    /// What every list must have.
    pub const REQUIRED: [Self; 3] = [Self::FullName, Self::Unit, Self::AssessedOn];

    const fn names(self) -> &'static [&'static str] {
        match self {
            Self::FullName => Person::FullName.names(),
            Self::Unit => Person::Unit.names(),
            Self::Position => Person::Position.names(),
            Self::BirthDate => Person::BirthDate.names(),
            Self::StaffCode => Person::StaffCode.names(),
            Self::Ordinal => Person::Ordinal.names(),
            Self::AssessedOn => &[
                "ngày đánh giá",
                "assessed_on",
                "ngày thi",
                "ngày kiểm tra",
                "ngày hoàn thành",
                "ngày làm bài",
                "date of assessment",
                "assessment date",
                "completed on",
                "completion date",
            ],
            Self::Score => &["điểm", "score", "điểm số", "điểm thi", "tổng điểm", "grade", "points"],
            Self::Outcome => &["kết quả", "result", "kết quả đánh giá", "xếp loại", "outcome", "status"],
        }
    }
}

/// What the columns of a list of results are called.
pub static NAMES: Names<Column> =
    Names::new(|| Column::ALL.into_iter().map(|column| (column, column.names())).collect());
