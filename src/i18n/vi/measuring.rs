//! Vietnamese sentences about how a test and its items measure.

use super::Vi;

crate::i18n::declare_sentences! {
    /// The pages of statistics.
    Measuring for Vi {
        statistics_title = "Thống kê";
        statistics_link = "Thống kê bài và câu hỏi";
        statistics_basis(attempts: &str) = "Tính trên {attempts} lượt làm đầu tiên đã nộp.";
        statistics_drawn = "Mỗi người làm một đề rút từ ngân hàng: số liệu của câu nào chỉ tính trên những lượt có câu đó.";
        statistics_few(least: &str) = "Dưới {least} lượt, các hệ số chỉ để tham khảo.";
        no_statistics = "Chưa có lượt làm nào được nộp";
        no_statistics_text = "Số liệu xuất hiện khi có người nộp bài. Nên xem khi đã có ít nhất 50 lượt.";
        statistics_revision = "Phiên bản ngân hàng";
        statistics_revision_attempts(revision: &str, attempts: &str) = "{revision} – {attempts} lượt";
        statistics_show = "Xem";
        figure_attempts = "Số lượt";
        figure_mean = "Điểm trung bình";
        figure_median = "Trung vị";
        figure_deviation = "Độ lệch chuẩn";
        figure_skewness = "Độ bất đối xứng";
        figure_kurtosis = "Độ nhọn";
        figure_alpha = "Hệ số Cronbach alpha";
        figure_alpha_hint = "Độ nhất quán nội tại; từ 0,7 trở lên là dùng được, từ 0,8 là tốt.";
        figure_error_ratio = "Tỷ lệ sai số";
        figure_standard_error = "Sai số chuẩn của điểm";
        figure_standard_error_hint = "Điểm thật của một người thường nằm trong khoảng cộng trừ chừng này.";
        histogram_title = "Phân bố điểm";
        histogram_text(cut: &str) = "Số lượt theo điểm. Vạch đứng là điểm đạt {cut}; cột đậm là từ điểm đạt trở lên.";
        histogram_range(from: &str, to: &str) = "{from}–{to}%";
        scatter_title = "Độ khó và độ phân biệt";
        scatter_text = "Mỗi chấm là một câu. Càng sang phải câu càng dễ, càng lên cao câu càng phân biệt tốt người nắm vững với người chưa. Chấm dưới vạch 0 cần xem lại.";
        scatter_easy = "dễ →";
        scatter_sharp = "phân biệt tốt ↑";
        as_table = "Xem dạng bảng";
        items_title = "Từng câu hỏi";
        items_caption = "Số liệu của từng câu hỏi";
        column_item = "Câu hỏi";
        column_facility = "Độ khó (tỷ lệ điểm đạt)";
        column_discrimination = "Độ phân biệt";
        column_efficiency = "Hiệu quả phân biệt";
        column_intended_weight = "Trọng số dự kiến";
        column_effective_weight = "Trọng số thực tế";
        column_alpha_if_dropped = "Alpha nếu bỏ câu";
        item_doubtful = "Cần xem lại";
        doubtful_count(items: &str) = "{items} câu cần xem lại: người điểm cao làm sai nhiều hơn người điểm thấp. Hãy kiểm tra đáp án và cách hỏi trước tiên.";
        nothing_doubtful = "Không có câu nào mà người điểm cao làm sai nhiều hơn người điểm thấp.";
        download_items_csv = "Tải số liệu câu hỏi (CSV)";
        statistics_terms = "Cách tính";
        statistics_terms_text = "Định nghĩa như báo cáo thống kê của Moodle: độ phân biệt là tương quan giữa điểm của câu và điểm phần còn lại của bài; hiệu quả phân biệt so độ phân biệt đó với mức cao nhất mà các điểm này cho phép.";
    }
}
