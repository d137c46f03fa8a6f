//! Vietnamese sentences for decisions on items after the event, and scoring again.

use super::Vi;

crate::i18n::declare_sentences! {
    /// The pages under `/admin/rescorings`.
    Rescoring for Vi {
        rescorings_title = "Chấm lại";
        rescorings_lead = "Khi một câu hỏi bị sai, một quản trị viên đề nghị hủy câu hoặc chấm theo khóa của bản ngân hàng khác, một người khác xác nhận. Sau đó mọi lượt làm có câu này được chấm lại; kết quả cũ vẫn được lưu.";
        rescorings_new = "Lập đề nghị chấm lại";
        rescorings_none = "Chưa có đề nghị chấm lại nào";
        rescorings_none_text = "Đề nghị sẽ hiện ở đây để người khác xem ai bị ảnh hưởng rồi xác nhận.";
        rescorings_caption = "Các đề nghị chấm lại, đề nghị đang chờ ở trên";
        rescoring_finished = "Đã chấm lại xong";
        rescoring_running = "Đang chấm lại";
        ruling_withdrawn = "Hủy câu: không tính vào điểm đạt và điểm tối đa";
        ruling_rekeyed = "Chấm theo khóa của bản";
        rescoring_propose_lead = "Sau khi gửi, bạn sẽ thấy kết quả của những ai thay đổi. Chưa kết quả nào thay đổi cho đến khi một quản trị viên khác xác nhận.";
        rescoring_revision_label = "Bản ngân hàng của các lượt làm";
        rescoring_item_label = "Mã câu hỏi";
        rescoring_item_hint = "Như trong trang thống kê, ví dụ cau-031.";
        rescoring_ruling_label = "Nội dung quyết định";
        rescoring_key_hint = "Chỉ chấm theo khóa của bản khác được khi người làm bài đã thấy đúng câu hỏi và phương án như trong bản đó.";
        rescoring_withdraw_choice = "Hủy câu hỏi này";
        rescoring_key_choice(revision: &str) = "Chấm theo khóa của bản {revision}";
        rescoring_reason_label = "Lý do và căn cứ";
        rescoring_fault(code: &str) = { match code {
            "reason-missing" => "Hãy ghi lý do, tối đa 2.000 ký tự.",
            "unknown-revision" => "Không có bản ngân hàng này.",
            "unknown-item" => "Bản ngân hàng đã chọn không có câu hỏi mang mã này.",
            "unknown-key" => "Bản lấy khóa phải thuộc cùng ngân hàng và có câu hỏi này.",
            "other-face" => "Câu hỏi trong bản kia khác với câu mà người làm bài đã thấy. Hãy hủy câu thay vì đổi khóa.",
            "nothing-changes" => "Câu hỏi này đang được chấm đúng như vậy.",
            "already-proposed" => "Đã có một đề nghị về câu hỏi này đang chờ xác nhận.",
            _ => "Đề nghị chưa dùng được.",
        } };
        rescoring_title = "Chấm lại câu hỏi";
        rescoring_nothing_yet = "Chưa có gì thay đổi. Các con số dưới đây là dự kiến nếu đề nghị được xác nhận.";
        rescoring_foreseen = "Dự kiến thay đổi";
        rescoring_recorded = "Đã thay đổi";
        rescoring_attempts = "Lượt làm có câu này";
        rescoring_changed = "Kết quả thay đổi";
        rescoring_rise = "Tỷ lệ điểm tăng";
        rescoring_fall = "Tỷ lệ điểm giảm";
        rescoring_now_pass = "Chưa đạt thành đạt";
        rescoring_now_fail = "Đạt thành chưa đạt";
        rescoring_certificates = "Giấy chứng nhận liên quan";
        rescoring_never_silently = "Giấy chứng nhận của người không còn đạt không tự mất hiệu lực: sau khi chấm lại, chúng được đưa vào đề nghị thu hồi để người khác xác nhận.";
        rescoring_results_caption = "Những kết quả thay đổi";
        rescoring_before = "Trước";
        rescoring_after = "Sau";
        rescoring_change = "Thay đổi";
        rescoring_score_only = "Chỉ đổi điểm";
        rescoring_has_certificate = "Đã có giấy chứng nhận";
        rescoring_csv = "Tải danh sách (CSV)";
        rescoring_confirm = "Tôi đã xem những kết quả bị ảnh hưởng, đối chiếu căn cứ và đồng ý chấm lại.";
        rescoring_confirm_missing = "Hãy đánh dấu xác nhận trước khi chấm lại.";
        rescoring_confirm_button(count: &str) = "Xác nhận và chấm lại {count} lượt làm";
        rescoring_drop_hint = "Rút đề nghị thì không kết quả nào thay đổi. Việc rút cũng được ghi vào nhật ký.";
        review_withdrawn = "Câu đã hủy, không tính điểm";
    }
}
