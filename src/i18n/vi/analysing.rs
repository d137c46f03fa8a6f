//! Vietnamese sentences about single items: options, times, groups of people.

use super::Vi;

crate::i18n::declare_sentences! {
    /// The pages of single items and of groups.
    Analysing for Vi {
        item_statistics_title(item: &str) = "Câu {item}";
        item_statistics_basis(attempts: &str) = "Tính trên {attempts} lượt làm đầu tiên có câu này.";
        item_doubtful_text = "Người điểm cao làm sai câu này nhiều hơn người điểm thấp. Hãy kiểm tra đáp án và cách hỏi trước tiên.";
        item_left_blank = "Bỏ trống";
        no_alpha_withdrawn = "Không tính hệ số alpha: có câu đã bị loại nên số câu được tính của các lượt làm không bằng nhau, trong khi alpha so sánh các lượt có cùng số câu.";
        no_alpha_lengths = "Không tính hệ số alpha: các đề có số câu khác nhau, trong khi alpha so sánh các lượt có cùng số câu.";
        no_alpha_spread = "Không tính hệ số alpha: cần ít nhất hai lượt làm có điểm khác nhau.";
        no_alpha_if_dropped = "Không tính alpha nếu bỏ từng câu: chỉ tính được khi mọi người làm cùng một bộ câu hỏi.";
        alpha_if_dropped_title = "Alpha nếu bỏ từng câu";
        alpha_if_dropped_text(alpha: &str) = "Đường đứng nét đứt là alpha của cả bài, {alpha}. Chấm tròn: bỏ câu đó thì alpha không tăng. Hình thoi bên phải đường: bỏ câu đó thì bài nhất quán hơn, cần xem lại câu đó. Số liệu nằm trong bảng từng câu bên dưới.";
        alpha_if_dropped_shown(count: &str) = "Hình chỉ vẽ {count} câu có alpha cao nhất nếu bỏ.";
        trace_title = "Ai chọn phương án nào";
        trace_text = "Những người đã làm câu này được chia thành năm nhóm bằng nhau theo điểm phần còn lại của bài, từ thấp (1) đến cao (5). Mỗi đường là một phương án, có tên ở cuối đường và kiểu nét riêng: càng cao thì càng nhiều người trong nhóm chọn. Đáp án đúng thì đường phải đi lên; phương án nhiễu tốt thì đi xuống; phương án sai mà đi lên là dấu hiệu đáp án sai hoặc cách hỏi gây hiểu nhầm.";
        trace_fifth(number: &str) = "Nhóm {number}";
        trace_none = "Câu này không có phương án để chọn.";
        options_caption = "Từng phương án";
        column_option = "Phương án";
        column_chosen = "Số người chọn";
        column_chosen_share = "Tỷ lệ chọn";
        column_point_biserial = "Tương quan điểm";
        options_hint = "Tương quan điểm: giữa việc chọn phương án và điểm phần còn lại của bài, từ −1 đến 1. Trang này không đánh dấu đáp án.";
        download_options_csv = "Tải số liệu phương án (CSV)";
        pace_title = "Thời gian làm";
        column_pace_median = "Thời gian (trung vị)";
        column_pace_spread = "Nửa giữa";
        column_pace_measured = "Số lượt đo được";
        pace_range(lower: &str, upper: &str) = "{lower}–{upper}";
        pace_seconds(seconds: &str) = "{seconds} giây";
        pace_terms = "Thời gian của một câu là khoảng từ lần lưu cuối của câu khác ngay trước đó (hoặc lúc bắt đầu) đến lần lưu cuối của câu này. Đọc mà chưa trả lời thì tính vào câu được lưu tiếp theo; quay lại sửa thì chỉ đo lần quay lại; các câu lưu cùng một lúc thì không đo được. Vì vậy chỉ nên đọc trung vị và khoảng giữa (một phần tư số lượt nhanh hơn, một phần tư chậm hơn), không dùng để đánh giá từng người.";
        groups_title = "Câu hỏi và các nhóm người làm";
        groups_text = "So sánh những người cùng mức kết quả nhưng khác nhóm: nếu câu nào vẫn khó hơn rõ rệt với một nhóm, hãy xem lại cách hỏi của câu đó.";
        groups_by_language = "Theo ngôn ngữ của đề";
        groups_by_unit = "Theo đơn vị";
        groups_too_small(least: &str) = "Chưa so sánh được: cần một nhóm có ít nhất {least} người và những người còn lại cũng ít nhất {least} người.";
        groups_hidden(groups: &str, least: &str) = "{groups} nhóm dưới {least} người không được tính và không nêu tên.";
        groups_compared(group: &str, people: &str) = "{group} ({people} người)";
        groups_compared_title = "Các nhóm được so sánh với tất cả những người còn lại:";
        groups_nothing = "Không có câu nào khác biệt đáng kể (mọi câu thuộc loại A).";
        groups_found(items: &str) = "{items} lần so sánh cho thấy khác biệt (loại B hoặc C). Khi so sánh nhiều lần, một vài kết quả có thể chỉ là ngẫu nhiên.";
        groups_more(count: &str) = "Bảng chỉ nêu {count} khác biệt lớn nhất; toàn bộ nằm trong tệp CSV.";
        groups_caption = "Câu khác biệt giữa các nhóm";
        column_group = "Nhóm";
        column_group_people = "Nhóm / còn lại";
        column_odds_ratio = "Tỷ số chênh chung";
        column_delta = "Delta (ETS)";
        column_chi_square = "Khi bình phương";
        column_class = "Loại";
        class_harder(class: &str) = "{class}, khó hơn với nhóm này";
        class_easier(class: &str) = "{class}, dễ hơn với nhóm này";
        download_groups_csv = "Tải so sánh nhóm (CSV)";
        groups_terms = "Phương pháp Mantel-Haenszel: ghép những người có cùng số câu đúng trọn vẹn trên cùng số câu, kể cả câu đang xét (Holland và Thayer 1988). Tỷ số chênh chung trên 1, tức delta = −2,35 ln(tỷ số) dưới 0, nghĩa là câu khó hơn với nhóm đang xét. Loại theo thang ETS (Zieky 1993): A không đáng kể (|delta| dưới 1 hoặc không có ý nghĩa ở mức 5%), C lớn (|delta| từ 1,5 và chắc chắn trên 1 ở mức 5%), B ở giữa. Với đề rút, mọi người không cùng câu hỏi nên việc ghép chỉ gần đúng.";
    }
}
