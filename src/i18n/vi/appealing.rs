//! Vietnamese sentences about appeals against results.

use super::Vi;

crate::i18n::declare_sentences! {
    /// Appeals, for candidates and for administrators.
    Appealing for Vi {
        appeal_title = "Phúc khảo";
        appeals_title = "Phúc khảo";
        appeal_until(moment: &str) = "Nếu cho rằng kết quả chưa đúng, bạn có thể đề nghị phúc khảo đến {moment}. Người xem xét thấy lại toàn bộ bài làm của bạn và trả lời bằng văn bản kèm lý do.";
        appeal_open = "Đề nghị phúc khảo";
        appeal_reason_label = "Lý do đề nghị";
        appeal_reason_hint = "Nêu rõ câu nào và vì sao, ví dụ: câu 7 có hai phương án cùng đúng. Tối đa 2.000 ký tự. Mỗi lượt làm bài được đề nghị một lần.";
        appeal_reason_missing = "Hãy ghi lý do đề nghị, tối đa 2.000 ký tự.";
        appeal_send = "Gửi đề nghị phúc khảo";
        appeal_over(moment: &str) = "Thời hạn đề nghị phúc khảo đã hết lúc {moment}.";
        appeal_filed(moment: &str) = "Bạn đã đề nghị phúc khảo lúc {moment}:";
        appeal_waits = "Đang chờ trả lời";
        appeal_waits_text = "Câu trả lời sẽ hiện ở trang này. Kết quả hiện tại vẫn giữ nguyên cho đến khi có quyết định khác.";
        appeal_dismissed = "Giữ nguyên kết quả";
        appeal_upheld = "Chấp nhận đề nghị";
        appeal_answered(moment: &str) = "Trả lời lúc {moment}:";
        appeal_upheld_text = "Câu hỏi liên quan được đưa ra chấm lại. Khi chấm lại xong, điểm trên trang này tự thay đổi.";
        appeals_lead = "Người dự đề nghị xem lại kết quả. Mỗi đề nghị được trả lời một lần, kèm lý do mà người dự đọc được. Không ai trả lời đề nghị của chính mình.";
        appeals_none = "Không có đề nghị phúc khảo nào";
        appeals_none_text = "Đề nghị của người dự sẽ hiện ở đây. Bài đánh giá nhận phúc khảo khi assessment.toml có appeal_days.";
        appeals_caption = "Các đề nghị phúc khảo, đề nghị đang chờ ở trên";
        appeals_filter = "Trạng thái";
        appeals_all = "Tất cả";
        column_candidate = "Người dự";
        column_filed_at = "Gửi lúc";
        appeal_see = "Xem";
        appeal_of(name: &str) = "Phúc khảo: {name}";
        appeal_says(moment: &str) = "Người dự viết lúc {moment}:";
        appeal_agrees = "Đã chấm lại ngay lúc này từ câu trả lời và đáp án đã lưu: đúng bằng kết quả đang lưu.";
        appeal_differs = "Chấm lại ngay lúc này cho kết quả khác với kết quả đang lưu. Đừng trả lời; hãy báo người vận hành hệ thống.";
        appeal_items = "Bài làm";
        appeal_score(earned: &str, possible: &str) = "Kết quả đang lưu: {earned}/{possible} điểm";
        appeal_items_keys = "Bài làm hiện đúng như người dự thấy: \"bạn\" là người dự. Phần này có đáp án. Không chụp, không chuyển cho người khác.";
        appeal_decisions = "Quyết định về các câu của đề này";
        appeal_decisions_text = "Nếu một câu bị sai, hãy lập đề nghị chấm lại câu đó trước, rồi quay lại đây và nêu quyết định ấy khi trả lời.";
        appeal_propose(number: &str, item: &str) = "Lập đề nghị chấm lại câu {number} ({item})";
        appeal_answer_title = "Trả lời";
        appeal_ruling_label = "Quyết định";
        appeal_rule_decision(item: &str, moment: &str) = "Chấp nhận, theo đề nghị chấm lại câu {item} lập lúc {moment}";
        appeal_reasons_label = "Lý do, người dự đọc được";
        appeal_confirm = "Tôi đã xem bài làm và đối chiếu căn cứ. Tôi biết câu trả lời này không sửa lại được.";
        appeal_answer_button = "Gửi trả lời";
        appeal_own = "Đây là đề nghị của chính bạn. Một quản trị viên khác phải trả lời.";
        appeal_fault(code: &str) = { match code {
            "confirmation-missing" => "Hãy đánh dấu xác nhận trước khi gửi trả lời.",
            "reasons-missing" => "Hãy ghi lý do, tối đa 2.000 ký tự.",
            "ruling-missing" => "Hãy chọn quyết định.",
            "already-answered" => "Một quản trị viên khác vừa trả lời đề nghị này. Câu trả lời của họ ở dưới đây.",
            _ => "Câu trả lời chưa gửi được.",
        } };
        appeal_by(name: &str, moment: &str) = "{name} trả lời lúc {moment}:";
    }
}
