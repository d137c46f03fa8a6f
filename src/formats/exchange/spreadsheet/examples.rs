//! What the template shows: an example of each type, and a page of explanations.

use super::cells::{KINDS, TYPES, word};
use super::columns::Column;
use crate::domain::assessment::item::{ItemKind, ItemType};
use crate::domain::text::Language;

/// A row of the template, texts in Vietnamese and English.
pub(super) struct Example {
    words: Language,
    id: &'static str,
    item_type: ItemType,
    stem: [&'static str; 2],
    options: &'static [[&'static str; 2]],
    /// By the language of the template's words.
    key: [&'static str; 2],
    rationale: [&'static str; 2],
}

impl Example {
    /// What stands in a column.
    pub fn cell(&self, column: Column) -> String {
        let by = |texts: [&str; 2], language: Option<Language>| {
            texts[usize::from(language == Some(Language::En))].to_owned()
        };
        let own = |texts: [&str; 2]| by(texts, Some(self.words));
        match column {
            Column::Id => self.id.to_owned(),
            Column::Type => word(&TYPES, &self.item_type, self.words).to_owned(),
            Column::Competency => own(["An toàn số", "Online safety"]),
            Column::Level => "1".to_owned(),
            Column::Kind => word(&KINDS, &ItemKind::Knowledge, self.words).to_owned(),
            Column::Stem(language) => by(self.stem, language),
            Column::Option(index, language) => {
                self.options.get(index).map_or_else(String::new, |option| by(*option, language))
            }
            Column::Key => own(self.key),
            Column::Rationale(language) => by(self.rationale, language),
            Column::LegalBasis(language) => {
                by(["Nguyên tắc: giữ an toàn tài khoản.", "Principle: keep accounts safe."], language)
            }
            Column::Source => {
                own(["Kiến thức chung về an toàn thông tin", "General knowledge of information security"])
            }
            Column::AsOf => own(["21/11/2026", "2026-11-21"]),
            Column::ReviewBy => own(["21/11/2028", "2028-11-21"]),
            Column::Digcomp => "4.2".to_owned(),
            Column::Units if self.item_type == ItemType::Numeric => own(["GB = 1; MB = 0,001", "GB = 1; MB = 0.001"]),
            Column::IgnoresMarks if self.item_type == ItemType::ShortText => own(["có", "yes"]),
            _ => String::new(),
        }
    }
}

/// An example of each type.
pub(super) fn examples(words: Language) -> Vec<Example> {
    let example =
        |id, item_type, stem, options, key, rationale| Example { words, id, item_type, stem, options, key, rationale };
    let long = ["Dài và khó đoán thì tốt hơn.", "Long and hard to guess is better."];
    let safe = ["Xác minh qua một kênh khác.", "Verify by another channel."];
    vec![
        example(
            "vi-du-1",
            ItemType::SingleChoice,
            ["Mật khẩu nào khó đoán nhất?", "Which password is the hardest to guess?"],
            &[
                ["Ngày sinh của con", "A child's birthday"],
                ["Bốn từ ngẫu nhiên ghép lại", "Four random words joined"],
                ["Tên cơ quan kèm năm", "The office's name and the year"],
            ],
            ["b", "b"],
            long,
        ),
        example(
            "vi-du-2",
            ItemType::MultipleChoice,
            [
                "Có người tự xưng lãnh đạo gọi xin mã OTP. Nên làm gì? (Chọn tất cả các phương án đúng)",
                "A caller claims to be your director and asks for an OTP. What should you do? (Choose all that are right)",
            ],
            &[
                ["Gọi lại số của cơ quan", "Call the office's number back"],
                ["Đọc mã cho nhanh", "Read out the code to be quick"],
                ["Báo người phụ trách", "Tell the person in charge"],
                ["Hỏi lại chính người gọi", "Ask the caller again"],
            ],
            ["a, c", "a, c"],
            safe,
        ),
        example(
            "vi-du-3",
            ItemType::TrueFalse,
            ["Nên dùng mỗi tài khoản một mật khẩu.", "Each account should have a password of its own."],
            &[],
            ["đúng", "true"],
            long,
        ),
        example(
            "vi-du-4",
            ItemType::Matching,
            ["Nên làm gì trong từng tình huống?", "What should be done in each situation?"],
            &[
                [
                    "Cuộc gọi đòi chuyển tiền => Dừng máy, gọi lại số chính thức",
                    "A call that demands money => Hang up, call the official number",
                ],
                [
                    "Tệp lạ từ đồng nghiệp => Hỏi lại trước khi mở",
                    "A strange file from a colleague => Ask before opening",
                ],
                ["(không) => Làm theo cho nhanh", "(none) => Do as told to be quick"],
            ],
            ["", ""],
            safe,
        ),
        example(
            "vi-du-5",
            ItemType::Ordering,
            ["Sắp xếp các việc cần làm khi nghi bị lừa.", "Put in order what to do when you suspect fraud."],
            &[
                ["Báo người phụ trách", "Tell the person in charge"],
                ["Dừng mọi thao tác", "Stop whatever you are doing"],
                ["Gọi lại số đã biết để xác minh", "Call a known number to verify"],
            ],
            ["b, c, a", "b, c, a"],
            safe,
        ),
        example(
            "vi-du-6",
            ItemType::Numeric,
            [
                "Có 2.000 tệp, mỗi tệp 4 MB. Cần bao nhiêu dung lượng?",
                "There are 2,000 files of 4 MB each. How much space is needed?",
            ],
            &[],
            ["8", "8"],
            ["2.000 nhân 4 MB là 8.000 MB, bằng 8 GB.", "2,000 times 4 MB is 8,000 MB, which is 8 GB."],
        ),
        example(
            "vi-du-7",
            ItemType::ShortText,
            [
                "Phần mềm nào cất giữ nhiều mật khẩu trong một kho có khóa?",
                "Which software keeps many passwords in one locked store?",
            ],
            &[],
            [
                "trình quản lý mật khẩu | phần mềm quản lý mật khẩu | password manager",
                "password manager | trình quản lý mật khẩu",
            ],
            long,
        ),
        example(
            "vi-du-8",
            ItemType::Cloze,
            [
                "Mật khẩu nên có ít nhất {1} ký tự và nên bật xác thực {2}.",
                "A password should have at least {1} characters, with {2} authentication.",
            ],
            &[["số: 12", "number: 12"], ["chọn: *hai lớp | bằng ảnh thẻ", "choice: *two-factor | photo"]],
            ["", ""],
            long,
        ),
    ]
}

/// The page of explanations.
pub(super) const fn guide(words: Language) -> &'static [&'static str] {
    match words {
        Language::Vi => &[
            "Mỗi dòng một câu hỏi. Xóa các dòng ví dụ rồi viết câu của mình; giữ nguyên dòng đầu.",
            "Cột không cần thì bỏ trống hoặc xóa. Tối thiểu cần: Câu hỏi (vi), các phương án, Đáp án.",
            "Muốn có bản tiếng Anh thì điền các cột (en) cho mọi câu; không thì bỏ trống cả.",
            "Đáp án: chọn một ghi b; chọn nhiều ghi a, c; đúng/sai ghi đúng hoặc sai; sắp xếp ghi mọi phương án theo thứ tự đúng, ví dụ c, a, b.",
            "Nhập số: ghi số ở cột Đáp án, sai số ở cột Sai số, đơn vị ở cột Đơn vị: GB = 1; MB = 0,001.",
            "Trả lời ngắn: ghi mọi cách viết được chấp nhận, cách nhau bằng dấu |.",
            "Ghép đôi: mỗi ô phương án một cặp, viết mục => nội dung; nội dung thừa viết (không) => nội dung.",
            "Điền chỗ trống: trong câu hỏi viết {1}, {2}; phương án a là chỗ trống {1}, b là {2}: chọn: *đúng | sai; chữ: một cách | cách khác; số: 12 ± 0,5. Viết chọn x2: nếu chỗ đó nặng gấp đôi.",
            "Chữ: bỏ dấu vẫn tính đúng; viết chữ đủ dấu: nếu phải viết đúng dấu.",
            "Câu có hình và câu chỉ trên hình thì soạn trên trang web hoặc bằng tệp văn bản.",
        ],
        Language::En => &[
            "One item in each row. Delete the examples and write your own; keep the first row.",
            "Leave columns empty or delete them when not needed. The least: stem, options, key.",
            "For a second language, fill its columns in every row, or in none.",
            "Key: b for a single choice; a, c for several; true or false; for ordering every option in the right order, such as c, a, b.",
            "Numbers: the number as key, how far off is still right as tolerance, units as GB = 1; MB = 0.001.",
            "Short text: every accepted spelling, with | between them.",
            "Matching: a pair in each option cell, source => target; a target too many as (none) => target.",
            "Cloze: write {1}, {2} in the stem; option a is blank {1}, b is {2}: choice: *right | wrong; text: one way | another; number: 12 ± 0.5. Write choice x2: for a blank that weighs double.",
            "Text: marks may be left out; write marked text: where they matter.",
            "Write items with pictures on the web page or as text files.",
        ],
    }
}
