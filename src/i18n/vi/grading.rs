//! Vietnamese sentences about what a result is worth: deductions, grades, levels.

use super::Vi;

crate::i18n::declare_sentences! {
    /// Rules of marking as candidates read them, and what is told of a result.
    Grading for Vi {
        rule_wrong_costs(share: &str) = "Ở câu chọn phương án, trả lời sai hoàn toàn bị trừ {share} số điểm của câu. Bỏ trống không bị trừ. Tổng điểm không bao giờ xuống dưới 0.";
        rule_grades = "Người đạt được xếp loại theo tỷ lệ điểm:";
        grade_from(grade: &str, percent: &str) = "{grade}: từ {percent}";
        deducted_line(points: &str) = "Trong đó đã trừ {points} điểm cho các câu chọn sai.";
        review_deducted(points: &str) = "bị trừ {points}";
        grade_line(grade: &str) = "Xếp loại: {grade}";
        statistics_before_deductions = "Điểm ở trang này là điểm trước khi trừ cho câu chọn sai.";
        proficiency_title = "Kết quả theo từng năng lực";
        proficiency_text = "Đề chỉ có một số câu cho mỗi năng lực nên kết quả là ước lượng: vạch đậm là tỷ lệ điểm bạn đạt, thanh ngang là khoảng mà mức thật của bạn thường nằm trong đó. Kết quả này không ảnh hưởng đến việc đạt hay không đạt.";
        proficiency_caption = "Ước lượng theo từng năng lực";
        column_competency = "Năng lực";
        column_proficiency_items = "Số câu";
        column_proficiency_share = "Tỷ lệ điểm";
        column_proficiency_error = "Sai số chuẩn";
        column_proficiency_range = "Khoảng tin cậy 95%";
        column_proficiency_level = "Mức";
        proficiency_level(level: &str) = "{level}";
        proficiency_between(level: &str, other: &str) = "{level}, có thể là {other}";
        proficiency_not_enough = "Chưa đủ số câu để kết luận";
        proficiency_range(from: &str, to: &str) = "{from} đến {to}";
        proficiency_bar(share: &str, from: &str, to: &str) = "Đạt {share}, khoảng từ {from} đến {to}";
        proficiency_terms = "Khoảng tin cậy Wilson (1927) cho một tỷ lệ, mức 95%, coi mỗi câu là một lần thử; sai số chuẩn là nửa độ rộng của khoảng chia cho 1,96. Không kết luận khi có quá ít câu, hoặc khi khoảng chứa từ hai ranh giới giữa các mức trở lên. Điểm tính ở đây là điểm trước khi trừ.";
    }
}
