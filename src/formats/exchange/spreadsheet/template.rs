//! A workbook to write items in: columns with explanations, drop-down lists, an example of each type, a guide.

use super::cells::{CREDITS, KINDS, TYPES};
use super::columns::Column;
use super::read::GUIDE;
use crate::domain::text::Language;
use rust_xlsxwriter::{Color, DataValidation, Format, FormatAlign, Note, Workbook, XlsxError};

/// Rows that the drop-down lists reach.
const LAST_ROW: u32 = 2_000;
const SHEET: [&str; 2] = ["Câu hỏi", "items"];

/// The sheet of items: a header that stays in sight, drop-down lists, then the rows.
pub(super) fn items_sheet(
    workbook: &mut Workbook,
    (columns, words): (&[Column], Language),
    rows: &[Vec<String>],
) -> Result<(), XlsxError> {
    let index = usize::from(words == Language::En);
    let sheet = workbook.add_worksheet().set_name(SHEET[index])?;
    let header = Format::new().set_bold().set_text_wrap().set_background_color(Color::RGB(0x00DC_E6F1));
    // Text, so that `1,2`, dates and long numbers stay what was typed.
    let cell = Format::new().set_num_format("@").set_text_wrap().set_align(FormatAlign::Top);
    for (at, column) in (0_u16..).zip(columns) {
        sheet.set_column_format(at, &cell)?;
        sheet.set_column_width(at, width(*column))?;
        sheet.write_string_with_format(0, at, column.title(words), &header)?;
        if let Some(explanation) = explanation(*column, words) {
            sheet.insert_note(0, at, &Note::new(explanation).add_author_prefix(false))?;
        }
        let choices = choices(*column, words);
        if !choices.is_empty() {
            let list = DataValidation::new().allow_list_strings(&choices)?;
            sheet.add_data_validation(1, at, LAST_ROW, at, &list)?;
        }
    }
    for (row, cells) in (1_u32..).zip(rows) {
        for (at, text) in (0_u16..).zip(cells).filter(|(_, text)| !text.is_empty()) {
            sheet.write_string_with_format(row, at, text, &cell)?;
        }
    }
    sheet.set_freeze_panes(1, 1)?;
    Ok(())
}

fn width(column: Column) -> f64 {
    match column {
        Column::Stem(_) => 45.0,
        Column::Option(..) => 28.0,
        Column::Rationale(_) | Column::LegalBasis(_) | Column::Source => 36.0,
        Column::Type | Column::Competency | Column::Kind | Column::PartialCredit => 18.0,
        Column::Id
        | Column::Level
        | Column::Key
        | Column::Points
        | Column::Tolerance
        | Column::Units
        | Column::MindsCase
        | Column::IgnoresMarks
        | Column::KeepOrder
        | Column::AsOf
        | Column::ReviewBy
        | Column::Digcomp
        | Column::Frameworks
        | Column::Enemies
        | Column::Accepts
        | Column::Ordinal => 14.0,
    }
}

fn choices(column: Column, words: Language) -> Vec<&'static str> {
    let index = usize::from(words == Language::En);
    match column {
        Column::Type => TYPES.iter().map(|(_, names)| names[index]).collect(),
        Column::Kind => KINDS.iter().map(|(_, names)| names[index]).collect(),
        // The whole list is longer than a drop-down may be; the others are written in the guide.
        Column::PartialCredit => CREDITS.iter().take(4).map(|(_, names)| names[index]).collect(),
        Column::Level => vec!["1", "2", "3", "4"],
        Column::MindsCase | Column::IgnoresMarks | Column::KeepOrder => match words {
            Language::Vi => vec!["có", "không"],
            Language::En => vec!["yes", "no"],
        },
        _ => Vec::new(),
    }
}

fn explanation(column: Column, words: Language) -> Option<&'static str> {
    let [vi, en] = match column {
        Column::Id => [
            "Không trùng trong cả ngân hàng. Bỏ trống thì hệ thống tự đặt.",
            "Unique in the bank. Left empty, it is made for you.",
        ],
        Column::Competency => ["Mã hoặc tên lĩnh vực.", "Code or name of the competency."],
        Column::Level => [
            "1 nhớ, hiểu; 2 vận dụng; 3 phân tích; 4 chuyên sâu.",
            "1 remember, understand; 2 apply; 3 analyse; 4 expert.",
        ],
        Column::Key => [
            "b; nhiều đáp án: a, c; đúng/sai; sắp xếp: c, a, b; số: 8,5; trả lời ngắn: máy tính | máy vi tính",
            "b; several: a, c; true/false; ordering: c, a, b; a number: 8.5; short text: computer | PC",
        ],
        Column::Option(..) => [
            "Ghép đôi: mục => nội dung. Điền chỗ trống: chọn: *đúng | sai; chữ: một cách | cách khác; số: 12 ± 0,5",
            "Matching: source => target. Cloze: choice: *right | wrong; text: one way | another; number: 12 ± 0.5",
        ],
        Column::Units => ["GB = 1; MB = 0,001", "GB = 1; MB = 0.001"],
        Column::AsOf | Column::ReviewBy => ["ngày/tháng/năm", "year-month-day"],
        _ => return None,
    };
    Some(match words {
        Language::Vi => vi,
        Language::En => en,
    })
}

/// The template, its words in `words`, texts in both languages.
///
/// # Errors
/// When the workbook cannot be made.
pub fn template(words: Language) -> Result<Vec<u8>, XlsxError> {
    let languages = match words {
        Language::Vi => [Language::Vi, Language::En],
        Language::En => [Language::En, Language::Vi],
    };
    let columns = Column::all(&languages);
    let examples = super::examples::examples(words);
    let rows: Vec<Vec<String>> =
        examples.iter().map(|example| columns.iter().map(|column| example.cell(*column)).collect()).collect();
    let mut workbook = Workbook::new();
    items_sheet(&mut workbook, (&columns, words), &rows)?;
    guide(&mut workbook, words)?;
    workbook.save_to_buffer()
}

fn guide(workbook: &mut Workbook, words: Language) -> Result<(), XlsxError> {
    let name = match words {
        Language::Vi => GUIDE[0],
        Language::En => GUIDE[1],
    };
    let sheet = workbook.add_worksheet().set_name(name)?;
    let wrapped = Format::new().set_text_wrap();
    sheet.set_column_width(0, 110)?;
    for (row, line) in (0..).zip(super::examples::guide(words)) {
        sheet.write_string_with_format(row, 0, *line, &wrapped)?;
    }
    Ok(())
}
