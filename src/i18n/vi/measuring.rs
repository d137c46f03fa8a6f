//! Vietnamese sentences about how a test and its items measure.

use super::Vi;

crate::i18n::declare_sentences! {
    /// The pages of statistics.
    Measuring for Vi {
        statistics_title = "Thống kê";
        statistics_link = "Thống kê bài và câu hỏi";
        statistics_basis(attempts: &str) = "Tính trên {attempts} lượt làm đầu tiên đã nộp.";
        statistics_drawn_from(attempts: &str) = "Các lượt này được lấy ngẫu nhiên trong {attempts} lượt.";
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
        measurement_title = "Độ khó và độ phân biệt theo mô hình đo lường";
        measurement_link = "Xem theo mô hình đo lường (IRT)";
        no_measurement = "Chưa đủ lượt làm để ước lượng";
        no_measurement_text(least: &str) = "Cần ít nhất {least} lượt làm đầu tiên đã nộp trên cùng một phiên bản ngân hàng.";
        measurement_basis(attempts: &str, items: &str) = "Ước lượng {items} câu hỏi từ {attempts} lượt làm đầu tiên đã nộp. Một câu được coi là đúng khi đạt trọn điểm.";
        measurement_left_out(items: &str) = "{items} câu chưa đủ lượt trả lời nên không tính.";
        measurement_restless = "Phép ước lượng chưa hội tụ: chỉ nên tham khảo.";
        form_information_title = "Lượng thông tin của một đề";
        form_information_text = "Đường cong càng cao ở mức năng lực nào thì đề đo người ở mức đó càng chính xác. Mức 0 là năng lực trung bình của những người đã làm bài; một đơn vị là một độ lệch chuẩn.";
        column_ability = "Năng lực";
        column_information = "Lượng thông tin";
        column_ability_error = "Sai số chuẩn";
        column_chance = "Xác suất làm đúng";
        curve_title(item: &str) = "Đường cong của câu {item}";
        curve_chance_text = "Xác suất làm đúng câu này theo năng lực. Đường càng dốc, câu càng phân biệt tốt.";
        curve_information_text = "Lượng thông tin câu này cho biết về người ở từng mức năng lực.";
        misfit_count(items: &str) = "{items} câu cần xem lại: câu trả lời không theo đường cong, hoặc câu gần như không phân biệt được ai.";
        nothing_misfits = "Câu trả lời của mọi câu đều theo đường cong.";
        column_difficulty = "Độ khó (b ± sai số chuẩn)";
        column_slope = "Độ phân biệt (a ± sai số chuẩn)";
        column_infit = "Infit";
        column_outfit = "Outfit";
        measurement_terms_text = "Mô hình logistic hai tham số, ước lượng hợp lý cực đại biên (thuật toán EM). Độ khó là mức năng lực mà xác suất làm đúng bằng một nửa. Infit và outfit gần 1 là tốt.";
    }
}
