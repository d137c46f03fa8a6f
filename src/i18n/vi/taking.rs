//! Vietnamese sentences for choosing, sitting and handing in an assessment.

use super::Vi;
use crate::domain::text::Language;

crate::i18n::declare_sentences! {
    /// From the list of assessments to handing in.
    Taking for Vi {
        my_assessments = "Bài đánh giá của tôi";
        no_assessments_title = "Chưa có bài đánh giá nào dành cho bạn";
        no_assessments_text = "Khi đơn vị giao bài, bài sẽ hiện ở đây. Nếu bạn đã được thông báo mà vẫn chưa thấy, hãy hỏi người quản trị của đơn vị.";
        past_results = "Các lượt đã làm";
        past_results_caption = "Kết quả các lượt đã làm, lượt mới nhất ở trên";
        column_assessment = "Bài đánh giá";
        column_taken_at = "Thời điểm nộp";
        column_result = "Kết quả";
        items_count(count: usize) = "{count} câu";
        minutes_count(minutes: u32) = "{minutes} phút";
        no_time_limit = "Không giới hạn thời gian";
        cut_line(percent: &str) = "Đạt từ {percent}";
        attempts_left(count: u16) = "Còn {count} lượt";
        attempts_unlimited = "Không giới hạn số lượt";
        closes_at(moment: &str) = "Đóng lúc {moment}";
        state_can_start = "Có thể bắt đầu";
        state_in_progress = "Đang làm dở";
        state_in_progress_until(clock: &str) = "Bài đang mở, hết giờ lúc {clock}.";
        minutes_left(minutes: u32) = { match minutes {
            0 => "Còn chưa đến 1 phút".to_owned(),
            minutes => format!("Còn {minutes} phút"),
        } };
        state_passed = "Đã đạt";
        state_pause(moment: &str) = "Có thể làm lại từ {moment}.";
        state_pause_short = "Đang nghỉ giữa hai lượt";
        state_no_attempts = "Bạn đã dùng hết số lượt làm bài.";
        state_no_attempts_short = "Hết lượt";
        state_closed = "Bài đánh giá đã đóng.";
        state_closed_short = "Đã đóng";
        state_not_open_yet(moment: &str) = "Mở lúc {moment}.";
        state_not_open_short = "Chưa mở";
        see_details = "Xem và bắt đầu";
        see_details_only = "Xem chi tiết";
        continue_attempt = "Làm tiếp";
        see_result = "Xem kết quả";
        see_certificate = "Xem giấy chứng nhận";
        passed_short = "Đạt";
        failed_short = "Chưa đạt";
        what_it_measures = "Bài này đánh giá gì";
        rules_title = "Trước khi bắt đầu";
        rule_items_and_time(items: usize, minutes: u32) = "Bài có {items} câu, làm trong {minutes} phút. Đồng hồ chạy liên tục từ lúc bấm Bắt đầu, kể cả khi bạn đóng trang.";
        rule_cut(percent: &str) = "Đạt khi có từ {percent} tổng số điểm trở lên.";
        rule_saving = "Mỗi câu trả lời được lưu ngay khi bạn chọn. Mất mạng hoặc mất điện, bạn mở lại trang và làm tiếp.";
        rule_change = "Được đổi câu trả lời cho đến khi nộp bài hoặc hết giờ. Hết giờ, bài tự nộp.";
        rule_pause(hours: u32) = "Nếu chưa đạt, bạn làm lại được sau {hours} giờ; lượt cao điểm nhất được tính.";
        rule_alone = "Tự làm bài, không nhờ người khác làm thay và không chia sẻ câu hỏi.";
        language_question = "Ngôn ngữ của câu hỏi";
        start_confirm = "Tôi đã đọc và sẵn sàng. Tôi hiểu rằng thời gian tính ngay khi bấm Bắt đầu.";
        start_button = "Bắt đầu làm bài";
        start_confirm_missing = "Hãy đánh dấu xác nhận rằng bạn đã sẵn sàng rồi bấm Bắt đầu.";
        item_number(number: usize, total: usize) = "Câu {number} trên {total}";
        progress_line(answered: usize, total: usize) = "Đã trả lời {answered}/{total} câu";
        items_nav = "Các câu hỏi";
        nav_item(number: usize) = "Câu {number}";
        nav_answered = "đã trả lời";
        nav_blank = "chưa trả lời";
        nav_flagged = "đánh dấu xem lại";
        nav_unsent = "chưa lưu";
        time_ends_at(clock: &str) = "Hết giờ lúc {clock}";
        time_left_label = "Thời gian còn lại";
        previous_item = "Câu trước";
        next_item = "Câu sau";
        save_and_next = "Lưu và sang câu sau";
        save_item = "Lưu câu này";
        flag_item = "Đánh dấu để xem lại";
        flagged_item = "Đã đánh dấu xem lại";
        clear_choice = "Bỏ chọn";
        view_all = "Xem tất cả các câu";
        view_one = "Xem từng câu";
        hand_in = "Nộp bài";
        saved_at(clock: &str) = "Đã lưu lúc {clock}";
        not_answered = "Chưa trả lời";
        conflict_notice = "Câu này đã được lưu từ một cửa sổ hoặc thiết bị khác. Dưới đây là câu trả lời đang được lưu; hãy kiểm tra và chọn lại nếu cần.";
        closed_notice = "Bài làm đã đóng nên câu trả lời vừa rồi không được lưu. Những câu lưu trước đó đều được tính.";
        choose_here = "— chọn —";
        place_label = "Vị trí của mục:";
        your_answer = "Câu trả lời của bạn";
        units_hint(units: &str) = "Đơn vị: {units}";
        blank_label(number: usize) = "Chỗ trống {number}";
        another_point = "Một chỗ khác trên hình";
        move_up = "Lên";
        move_down = "Xuống";
        moved_to = "Đã chuyển đến vị trí {place}";
        number_notice = "Câu trả lời chưa được lưu: câu này cần một số, ví dụ 8,5.";
        text_notice = "Câu trả lời chưa được lưu: dài quá 500 ký tự hoặc có ký tự ẩn.";
        choose_one_notice = "Câu này chỉ chọn một phương án.";
        word_saving = "Đang lưu…";
        word_saved = "Đã lưu lúc {clock}";
        word_unsent = "Chưa lưu, còn {count} câu chờ gửi";
        word_waiting = "Còn {count} câu chưa gửi, đang chờ mạng. Bài sẽ được nộp khi gửi xong; đừng đóng trang này.";
        word_stored = "Câu trả lời đang được lưu: {stored}";
        word_stored_blank = "(chưa chọn)";
        word_keep_mine = "Lưu câu trả lời của tôi";
        word_take_stored = "Giữ câu đang được lưu";
        word_refused = "Câu trả lời này không được nhận. Hãy tải lại trang rồi chọn lại.";
        word_signed_out = "Phiên làm việc đã hết. Hãy đăng nhập lại ở một thẻ khác; câu trả lời vẫn được giữ trên máy này.";
        word_minutes_left = "Còn {count} phút";
        word_seconds_left = "Còn {count} giây";
        word_time_over = "Hết giờ. Đang nộp bài…";
        word_submitting = "Đang nộp bài…";
        word_restored = "Đã khôi phục {count} câu chưa gửi từ lần trước.";
        submit_title = "Nộp bài";
        submit_all_answered(total: usize) = "Bạn đã trả lời tất cả {total} câu.";
        submit_unanswered(count: usize) = "Còn {count} câu chưa trả lời. Bấm vào số câu để quay lại:";
        submit_warning = "Sau khi nộp, bạn không sửa được câu trả lời nữa.";
        submit_confirm = "Nộp bài, không sửa nữa";
        submit_back = "Quay lại làm tiếp";
        attempt_language(language: Language) = { match language {
            Language::Vi => "Câu hỏi bằng tiếng Việt",
            Language::En => "Câu hỏi bằng tiếng Anh",
        } };
    }
}
