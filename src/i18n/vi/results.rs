//! Vietnamese sentences of the result page: outcome, certificate, review.

use super::Vi;

crate::i18n::declare_sentences! {
    /// The result page.
    Results for Vi {
        result_title = "Kết quả";
        you_passed = "Chúc mừng, bạn đã đạt!";
        not_this_time = "Lần này bạn chưa đạt";
        score_line(earned: &str, possible: &str) = "Bạn đạt {earned}/{possible} điểm";
        percent_line(percent: &str, cut: &str) = "{percent} tổng số điểm; mức đạt là {cut}.";
        percent_only_line(percent: &str) = "{percent} tổng số điểm";
        handed_in_at(moment: &str) = "Nộp bài lúc {moment}.";
        closed_by_time_at(moment: &str) = "Hết giờ, bài tự nộp lúc {moment}.";
        whats_next = "Việc tiếp theo";
        next_retry_now(left: u16) = "Bạn còn {left} lượt và có thể làm lại ngay khi sẵn sàng. Lượt cao điểm nhất được tính.";
        next_retry_any = "Bạn có thể làm lại ngay khi sẵn sàng. Lượt cao điểm nhất được tính.";
        next_retry_at(moment: &str) = "Bạn có thể làm lại từ {moment}. Trước đó, hãy xem lại các câu dưới đây.";
        next_no_attempts = "Bạn đã dùng hết số lượt. Hãy liên hệ người quản trị của đơn vị để được hướng dẫn.";
        next_closed = "Bài đánh giá đã đóng. Hãy theo dõi thông báo của đơn vị về đợt sau.";
        part_not_reached = "Bạn đủ tổng số điểm nhưng có phần năng lực chưa đạt mức tối thiểu.";
        appeal_line = "Nếu cho rằng kết quả chưa đúng, bạn có quyền đề nghị chấm lại với người quản trị của đơn vị.";
        try_again = "Làm lại";
        certificate_title = "Giấy chứng nhận";
        certificate_pending_title = "Đang cấp giấy chứng nhận";
        certificate_pending = "Giấy đang được ký số, thường chỉ mất vài giây. Trang này tự cập nhật; bạn đóng trang cũng không sao.";
        certificate_ready = "Giấy chứng nhận của bạn đã sẵn sàng.";
        certificate_valid_until(date: &str) = "Có giá trị đến hết ngày {date}.";
        certificate_ends_soon(date: &str) = "Giấy này hết hạn sau ngày {date}. Hãy liên hệ người quản trị của đơn vị để được gia hạn.";
        certificate_has_expired(date: &str) = "Giấy này đã hết hạn sau ngày {date}. Hãy liên hệ người quản trị của đơn vị để được gia hạn.";
        certificate_was_revoked(reason: &str) = "Giấy này không còn hiệu lực. Lý do: {reason}.";
        certificate_refresh = "Cập nhật ngay";
        download_pdf = "Tải giấy chứng nhận (PDF)";
        open_verify_page = "Mở trang kiểm tra";
        serial_label = "Số hiệu";
        share_hint = "Gửi tệp PDF hoặc liên kết kiểm tra này cho nơi cần xác nhận:";
        review_title = "Xem lại bài làm";
        review_lead = "Các câu trong đề của bạn và những gì được xem lúc này. Xin không chia sẻ câu hỏi với người chưa làm bài.";
        check_item = "Kiểm tra câu này";
        rule_practice = "Đây là bài luyện tập: trả lời xong mỗi câu, bạn bấm Kiểm tra để xem đúng hay sai và vì sao. Không cấp chứng nhận.";
        check_hint = "Kiểm tra rồi thì không sửa câu trả lời được nữa.";
        checked_notice = "Câu này đã kiểm tra; câu trả lời giữ nguyên.";
        feedback_title(number: usize) = "Kết quả câu {number}";
        check_blank_notice = "Hãy trả lời trước khi kiểm tra.";
        review_later(moment: &str) = "Phần xem lại mở từ {moment}, khi đợt đánh giá kết thúc.";
        review_later_unknown = "Phần xem lại mở khi đợt đánh giá kết thúc.";
        review_never = "Bài đánh giá này không mở phần xem lại.";
        review_right = "Đúng";
        review_partly = "Đúng một phần";
        review_wrong = "Sai";
        review_blank = "Không trả lời";
        review_points(earned: &str, possible: &str) = "{earned}/{possible} điểm";
        your_choice = "Bạn chọn";
        you_answered = "Bạn trả lời:";
        right_answer = "Đáp án đúng";
        your_right_choice = "Bạn chọn, đúng";
        your_wrong_choice = "Bạn chọn, chưa đúng";
        rationale_label = "Lý do";
        legal_basis_label = "Căn cứ";
        source_label = "Nguồn";
        review_counts(right: usize, total: usize) = "Đúng trọn vẹn {right}/{total} câu";
    }
}
