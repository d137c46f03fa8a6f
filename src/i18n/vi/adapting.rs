//! Vietnamese sentences about adaptive tests.

use super::Vi;

crate::i18n::declare_sentences! {
    /// Adaptive tests.
    Adapting for Vi {
        items_at_most(count: usize) = "Nhiều nhất {count} câu";
        rule_adaptive_items_and_time(items: usize, minutes: u32) = "Bài có nhiều nhất {items} câu, làm trong {minutes} phút. Đồng hồ chạy liên tục từ lúc bấm Bắt đầu, kể cả khi bạn đóng trang.";
        rule_adaptive(least: usize) = "Đây là đề thích ứng: câu sau được chọn theo các câu trả lời trước, nên mỗi người gặp những câu khác nhau. Bài kết thúc khi kết quả đã đủ chính xác. Bài chưa tới câu thứ {least} thì không có điểm.";
        adaptive_number(number: usize, most: usize) = "Câu {number}, nhiều nhất {most} câu";
        adaptive_progress(answered: usize, most: usize) = "Đã trả lời {answered} câu, nhiều nhất {most} câu";
        submit_too_few(least: usize) = "Bài chưa tới câu thứ {least}. Nộp bài bây giờ thì bài không có điểm.";
        submit_ended = "Bài đã đủ câu để tính kết quả, không còn câu nào nữa. Bạn hãy nộp bài.";
        adaptive_line(items: &str, error: &str) = "Đề thích ứng: điểm được ước lượng từ {items} câu đã làm, là số điểm dự kiến nếu làm hết các câu trong ngân hàng của đề; sai số chuẩn là {error} điểm.";
        adaptive_nothing(items: &str) = "Đề thích ứng: trong {items} câu đã làm không có câu nào đúng, hoặc bài chưa đủ số câu tối thiểu, nên không có điểm.";
        statistics_without_adaptive = "Lượt làm đề thích ứng không tính vào số liệu này, vì ai gặp câu nào còn tùy các câu trả lời trước đó.";
    }
}
