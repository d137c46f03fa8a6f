//! Vietnamese sentences about supervising: who sits, pausing, the room's code, letting people in, individual support.

use super::Vi;

crate::i18n::declare_sentences! {
    /// Supervision and individual support.
    Supervising for Vi {
        supervision_title = "Giám sát";
        supervision_link = "Giám sát";
        supervision_lead = "Ai đang làm bài, ai đang chờ vào. Trang này không tự cập nhật; bấm Xem lại khi cần.";
        supervision_reload = "Xem lại";
        supervision_running_title = "Đang làm bài";
        supervision_none_running = "Chưa có ai đang làm bài";
        supervision_none_running_text = "Khi có người bắt đầu, tên họ hiện ở đây cùng giờ kết thúc và số câu đã lưu.";
        supervision_caption = "Những người đang làm bài";
        supervision_more(count: &str) = "Chỉ hiện {count} bài đầu; tạm dừng tất cả thì tính cả những bài không hiện.";
        column_started = "Bắt đầu";
        column_ends = "Kết thúc";
        column_saved = "Đã lưu";
        supervision_saved(saved: &str, total: &str) = "{saved}/{total} câu";
        supervision_last_saved(clock: &str) = "lần cuối {clock}";
        supervision_paused_since(clock: &str) = "Tạm dừng từ {clock}";
        supervision_runs = "Đang làm";
        pause_one = "Tạm dừng";
        pause_all = "Tạm dừng tất cả";
        pause_all_text = "Mọi bài đang làm đứng lại: không ai trả lời được, thời gian cũng đứng lại. Câu trả lời đã lưu vẫn giữ nguyên.";
        pause_reason = "Lý do tạm dừng";
        pause_reason_hint = "Ví dụ: mất điện, báo cháy, người làm bài bị mệt.";
        resume_one = "Cho làm tiếp";
        resume_all = "Cho tất cả làm tiếp";
        resume_text = "Thời gian còn lại của mỗi bài vẫn như lúc tạm dừng.";
        supervision_paused(count: &str) = "Đã tạm dừng {count} bài.";
        supervision_resumed(count: &str) = "{count} bài đã chạy tiếp.";
        supervision_released(count: &str) = "Đã cho {count} người vào.";
        supervision_code_given = "Đã có mã vào bài mới. Mã cũ không dùng được nữa.";
        supervision_code_taken = "Đã bỏ mã vào bài. Chưa ai bắt đầu được cho đến khi có mã mới.";
        supervision_reason_missing = "Hãy ghi lý do tạm dừng, tối đa 500 ký tự.";
        code_title = "Mã vào bài";
        code_text = "Đọc mã này cho những người có mặt. Ai không có mã thì không bắt đầu được. Bài đang làm không cần mã.";
        code_none = "Chưa có mã: chưa ai bắt đầu được.";
        code_new = "Tạo mã mới";
        code_take = "Bỏ mã";
        waiting_title = "Đang chờ vào";
        waiting_none = "Không có ai đang chờ vào.";
        waiting_caption = "Những người đang chờ vào";
        column_waits_since = "Chờ từ";
        release_one = "Cho vào";
        release_all = "Cho tất cả vào";
        held_title = "Bài đang tạm dừng";
        held_text = "Người giám sát đã tạm dừng bài. Những câu trả lời đã lưu vẫn giữ nguyên, và thời gian của bạn không bị tính trong lúc này.";
        held_wait = "Khi được làm tiếp, trang này tự mở lại bài. Bạn cũng có thể bấm nút dưới đây.";
        held_check = "Xem đã được làm tiếp chưa";
        held_unsaved = "Câu trả lời vừa gửi chưa được lưu vì bài đang tạm dừng. Khi được làm tiếp, hãy trả lời lại câu đó.";
        word_held = "Người giám sát đang tạm dừng bài. Câu trả lời được giữ trên máy này và tự gửi đi khi bài chạy tiếp.";
        rule_code = "Người giám sát đọc mã vào bài khi bắt đầu.";
        rule_release = "Người giám sát cho vào từng người: bạn bấm Bắt đầu rồi chờ.";
        start_code_label = "Mã vào bài";
        start_code_hint = "Tám chữ và số, ví dụ K7PM-Q2XD. Gõ chữ thường hay chữ hoa đều được.";
        start_code_needed = "Hãy nhập mã vào bài do người giám sát đọc.";
        start_code_wrong = "Mã vào bài không đúng. Hãy hỏi lại người giám sát: mã có thể vừa đổi.";
        start_waits(moment: &str) = "Bạn đã xin vào lúc {moment}. Khi người giám sát cho vào, trang này tự báo; bạn bấm Bắt đầu lần nữa.";
        start_released = "Người giám sát đã cho bạn vào. Bấm Bắt đầu để làm bài.";
        start_ask_button = "Xin vào làm bài";
        time_no_limit(moment: &str) = "Không giới hạn thời gian, đến {moment}";
        rule_time_extra(minutes: u32) = "Bạn được hỗ trợ thêm thời gian: {minutes} phút cho bài này.";
        rule_time_no_limit = "Bạn được làm bài không giới hạn thời gian, miễn là trước khi bài đóng.";
        rule_helper(name: &str) = "Người giúp bạn thao tác: {name}. Tên người này được ghi cùng bài làm.";
        read_aloud = "Đọc câu này";
        read_aloud_stop = "Dừng đọc";
        accommodations_title = "Hỗ trợ riêng";
        accommodations_lead = "Thêm thời gian, chữ lớn, đọc thành tiếng, người giúp thao tác: cho từng người, từ bài bắt đầu sau lúc ghi. Bài đang làm giữ nguyên.";
        accommodations_none = "Chưa ghi hỗ trợ riêng cho ai";
        accommodations_none_text = "Người khuyết tật, người cao tuổi hoặc người đọc chậm có thể cần thêm thời gian hay người giúp. Ghi ở biểu mẫu dưới đây.";
        accommodations_caption = "Những người được hỗ trợ riêng";
        accommodation_new = "Ghi hỗ trợ cho một người";
        accommodation_login = "Tên đăng nhập";
        accommodation_time = "Thời gian";
        accommodation_time_usual = "Như mọi người";
        accommodation_time_extra(percent: u16) = "Thêm {percent}%";
        accommodation_time_no_limit = "Không giới hạn";
        accommodation_large_text = "Chữ lớn ngay từ đầu";
        accommodation_read_aloud = "Có nút đọc câu hỏi thành tiếng";
        accommodation_helper = "Người giúp thao tác";
        accommodation_helper_hint = "Ghi họ và tên; để trống nếu không có. Tên này lưu cùng bài làm.";
        accommodation_helped_by(name: &str) = "Người giúp: {name}";
        accommodation_reason = "Lý do";
        accommodation_reason_hint = "Chỉ người quản trị xem. Ghi căn cứ, không ghi chẩn đoán bệnh.";
        accommodation_save = "Ghi hỗ trợ";
        accommodation_by(who: &str, moment: &str) = "{who} ghi lúc {moment}";
        accommodation_end = "Bỏ hỗ trợ";
        accommodation_end_text = "Từ bài bắt đầu sau lúc này, người này làm bài như mọi người.";
        accommodation_saved = "Đã ghi hỗ trợ riêng.";
        accommodation_ended = "Đã bỏ hỗ trợ riêng.";
        accommodation_fault(code: &str) = { match code {
            "no-such-person" => "Không có ai dùng tên đăng nhập này. Kiểm tra lại trong danh sách.",
            "reason-missing" => "Hãy ghi lý do, tối đa 500 ký tự.",
            "nothing-arranged" => "Chưa chọn hỗ trợ nào.",
            "extra-time" => "Thời gian thêm từ 1 đến 400 phần trăm.",
            _ => "Tên người giúp dài quá 120 ký tự hoặc có ký tự lạ.",
        }.to_owned() };
    }
}
