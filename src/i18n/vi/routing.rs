//! Vietnamese sentences about forms whose items come one after the other.

use super::Vi;

crate::i18n::declare_sentences! {
    /// The way through a form.
    Routing for Vi {
        rule_linear = "Các câu hiện lần lượt, mỗi lần một câu. Đã sang câu sau thì không quay lại câu trước được. Hết giờ, bài tự nộp.";
        stimulus_of(first: usize) = "Câu này hỏi về tình huống ở câu {first}.";
        simulation_title(number: usize) = "Mô phỏng của câu {number}";
        simulation_in_words = "Trả lời bằng chữ, không dùng mô phỏng";
        section_line(number: usize, count: usize, title: &str) = "Phần {number} trên {count}: {title}";
        section_next = "Sang phần sau";
        section_over_title(number: usize) = "Hết giờ phần {number}";
        section_over_text = "Những câu trả lời đã gửi của phần này được giữ nguyên. Thời gian của phần sau chỉ tính từ lúc bạn mở phần đó.";
        section_leave_title(number: usize) = "Kết thúc phần {number}?";
        section_leave_blank(count: usize) = "Còn {count} câu của phần này chưa trả lời.";
        section_leave_text = "Đã sang phần sau thì không quay lại phần này được nữa. Thời gian của phần sau tính từ lúc bạn mở.";
        section_back = "Quay lại làm tiếp phần này";
        section_open_next = "Mở phần sau";
        word_section_over = "Hết giờ phần này. Đang gửi nốt câu trả lời.";
        rule_sections(count: &str, parts: &str) = "Bài chia thành {count} phần, mỗi phần có giờ riêng: {parts}. Đã sang phần sau thì không quay lại phần trước được.";
        linear_hint = "Đã sang câu sau thì không quay lại câu này được.";
        left_notice = "Bài đã sang câu khác ở một cửa sổ hoặc thiết bị khác. Câu trước giữ nguyên câu trả lời đã lưu.";
        leave_title = "Câu này chưa có câu trả lời";
        leave_text(number: usize) = "Câu {number} đang để trống. Đã sang câu sau thì không quay lại câu này được nữa, và câu để trống không có điểm.";
        leave_confirm = "Để trống và sang câu sau";
        leave_back = "Quay lại trả lời";
        word_next_waits = "Phải có mạng mới sang được câu sau. Câu trả lời được giữ trên máy này và tự gửi đi khi có mạng; bạn hãy chờ rồi bấm lại.";
        submit_flagged = "Những câu bạn đã đánh dấu để xem lại trên máy này. Bấm vào số câu để quay lại:";
        submit_not_reached(count: usize) = "Còn {count} câu bạn chưa xem. Nộp bài bây giờ thì những câu đó không có điểm.";
        submit_open_blank(number: usize) = "Câu {number} chưa có câu trả lời. Đây là câu duy nhất bạn còn sửa được:";
        submit_open_answered(number: usize) = "Câu {number} là câu duy nhất bạn còn sửa được. Các câu trước giữ nguyên câu trả lời đã lưu.";
    }
}
