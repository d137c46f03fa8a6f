//! Vietnamese sentences about forms made beforehand.

use super::Vi;

crate::i18n::declare_sentences! {
    /// The page of an assessment's forms.
    Assembling for Vi {
        forms_title = "Đề dựng sẵn";
        forms_link = "Đề dựng sẵn";
        forms_basis(count: &str, moment: &str, actor: &str) = "{count} đề tương đương, dựng lúc {moment} ({actor}). Mỗi lượt làm bài nhận một trong các đề này; thứ tự câu hỏi và phương án riêng cho từng người. Ai làm lại sẽ nhận đề có ít câu đã gặp nhất.";
        forms_none_asked = "Bài này không dùng đề dựng sẵn";
        forms_none_asked_text = "Mỗi lượt làm bài được rút một đề riêng từ ngân hàng, đúng cấu trúc đề. Muốn dựng sẵn các đề tương đương, ghi forms = 8 (hoặc số khác) vào assessment.toml rồi nạp lại ngân hàng.";
        forms_missing = "Chưa có đề nào";
        forms_missing_text = "Cho đến khi dựng xong, mỗi lượt làm bài được rút một đề riêng từ ngân hàng.";
        forms_plot_title = "Điểm trung bình dự kiến của từng đề";
        forms_plot_text(low: &str, high: &str) = "Mỗi chấm là một đề. Các đề càng thẳng hàng thì càng tương đương; ở đây điểm dự kiến từ {low} đến {high}.";
        forms_table = "Các đề";
        column_form = "Đề";
        column_expected = "Điểm dự kiến";
        column_shared = "Trùng nhiều nhất với một đề khác";
        forms_shared(count: &str, length: &str) = "{count} trên {length} câu";
        exposure_title = "Câu hỏi xuất hiện bao nhiêu lần";
        exposure_text(most: &str, forms: &str) = "Câu xuất hiện nhiều nhất, không kể câu neo, nằm trên {most} của {forms} đề.";
        exposure_cap_text(cap: &str) = "Giới hạn: không câu nào nằm trên quá {cap} số đề.";
        column_on_forms = "Nằm trên số đề";
        item_anchor = "câu neo";
        forms_rebuild_title = "Dựng lại các đề";
        forms_rebuild_text = "Dùng số liệu của các lượt đã nộp để các đề cân nhau hơn. Ai đang làm bài vẫn giữ đề của mình; những lượt sau nhận đề mới.";
        forms_rebuild_confirm = "Tôi muốn thay toàn bộ các đề hiện có bằng các đề mới.";
        forms_rebuild_confirm_missing = "Hãy đánh dấu vào ô xác nhận trước khi dựng lại.";
        forms_rebuild_button = "Dựng lại các đề";
        forms_rebuilt = "Đã dựng lại các đề.";
        forms_too_few(wanted: &str, available: &str) = "Không dựng được: một quy tắc của đề cần {wanted} câu, chỉ còn {available} câu. Các đề hiện có vẫn giữ nguyên.";
        forms_difficulty_text = "Độ khó của một câu lấy từ các lượt làm đầu tiên đã nộp; câu chưa ai làm được tính theo mức độ của nó.";
    }
}
