//! Vietnamese sentences about what is worth a look in an item.

use super::Vi;
use crate::domain::quality::{Part, Rule};

crate::i18n::declare_sentences! {
    /// The lint of question banks.
    Linting for Vi {
        finding(rule: Rule, detail: &str) = { match rule {
            Rule::KeyPosition => format!("đáp án của các câu chọn một rơi vào các vị trí không đều ({detail}); hãy đổi chỗ bớt"),
            Rule::LongestKey => format!("đáp án dài hơn hẳn các phương án khác ({detail} ký tự) nên dễ đoán"),
            Rule::LongestKeys => format!("quá nhiều câu có đáp án là phương án dài nhất ({detail})"),
            Rule::AllOfTheAbove => format!("phương án “{detail}” thay cho các phương án khác; biết hai ý đúng là đoán được"),
            Rule::NoneOfTheAbove => format!("phương án “{detail}” không cho biết người làm hiểu điều gì"),
            Rule::NegativeStem => format!("câu hỏi ở dạng phủ định (“{detail}”), dễ đọc nhầm; hãy hỏi theo chiều khẳng định"),
            Rule::AbsoluteWord => format!("từ “{detail}” để lộ phương án này sai"),
            Rule::NearEqualOptions => format!("gần như trùng với phương án {detail}"),
            Rule::NumbersOutOfOrder => "các phương án là số nhưng không xếp theo thứ tự".to_owned(),
            Rule::ClangAssociation => format!("chỉ đáp án lặp lại từ “{detail}” của câu hỏi nên dễ đoán"),
            Rule::CueBetweenItems => format!("câu hỏi này nêu sẵn đáp án của câu {detail}; hãy sửa, hoặc khai hai câu không đi chung (enemies)"),
            Rule::NearDuplicate => format!("gần như trùng với câu {detail}"),
            Rule::HardToRead => format!("khó đọc ({detail}); hãy viết câu ngắn, từ quen thuộc"),
            Rule::MissingRationale => "chưa giải thích vì sao đáp án đúng".to_owned(),
            Rule::MissingSource => "chưa ghi nguồn để tra lại đáp án".to_owned(),
            Rule::ReviewOverdue => format!("đã quá hạn rà soát ({detail})"),
            Rule::ShortTranslation => format!("bản dịch ngắn chưa bằng nửa bản kia ({detail} ký tự); có thể còn thiếu"),
            Rule::ThinCoverage => format!("quy tắc của cấu trúc đề có ít câu để rút ({detail}); nên có ít nhất gấp bốn lần"),
            Rule::NeverDrawn => "không quy tắc nào của cấu trúc đề rút được câu này".to_owned(),
        } };
        finding_part(part: &Part) = { match part {
            Part::Whole => String::new(),
            Part::Stem(language) => format!("câu hỏi ({})", language.code()),
            Part::Option(id, language) => format!("phương án {id} ({})", language.code()),
            Part::Rationale(language) => format!("giải thích ({})", language.code()),
            Part::Field(name) => (*name).to_owned(),
        } };
    }
}
