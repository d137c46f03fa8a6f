//! Vietnamese sentences for taking back several certificates: one person proposes, another one confirms.

use super::Vi;

crate::i18n::declare_sentences! {
    /// The pages under `/admin/revocations`.
    Revoking for Vi {
        requests_title = "Đề nghị thu hồi";
        requests_link = "Đề nghị thu hồi";
        requests_lead = "Thu hồi từ hai giấy trở lên cần hai quản trị viên: một người đề nghị, một người khác xác nhận. Trước khi được xác nhận, mọi giấy vẫn có hiệu lực.";
        requests_new = "Lập đề nghị mới";
        requests_none = "Chưa có đề nghị nào";
        requests_none_text = "Khi có người lập đề nghị thu hồi nhiều giấy, đề nghị sẽ hiện ở đây để người khác xem và xác nhận.";
        requests_caption = "Các đề nghị thu hồi, đề nghị đang chờ ở trên";
        column_request = "Đề nghị";
        column_proposed_by = "Người đề nghị";
        column_proposed_at = "Lập lúc";
        request_waiting = "Chờ xác nhận";
        request_confirmed = "Đã xác nhận";
        request_withdrawn = "Đã rút";
        request_count(count: &str) = "{count} giấy";
        request_decided(login: &str, moment: &str) = "{login}, lúc {moment}";
        see_request = "Xem";
        propose_title = "Đề nghị thu hồi nhiều giấy chứng nhận";
        propose_lead = "Sau khi gửi, bạn sẽ thấy danh sách những người bị ảnh hưởng. Chưa giấy nào bị thu hồi cho đến khi một quản trị viên khác xác nhận.";
        propose_codes_label = "Mã tra cứu, mỗi dòng một mã";
        propose_codes_hint = "Dán tối đa 1.000 mã, có hay không có dấu gạch nối đều được. Dòng bắt đầu bằng # được bỏ qua.";
        propose_file_label = "Hoặc chọn tệp văn bản có danh sách mã";
        propose_file_hint = "Tệp .txt mã hóa UTF-8, mỗi dòng một mã. Nếu chọn tệp, ô ở trên phải để trống.";
        propose_button = "Lập đề nghị và xem trước";
        propose_both = "Hãy chỉ dùng một cách: dán mã hoặc chọn tệp.";
        list_refused = "Danh sách chưa dùng được, chưa có gì được lưu:";
        list_line(line: &str, what: &str) = "Dòng {line}: {what}";
        list_more(count: &str) = "và {count} dòng khác.";
        list_fault(code: &str) = { match code {
            "too-large" => "danh sách lớn hơn 128 KB",
            "not-utf8" => "tệp không phải văn bản UTF-8",
            "empty-list" => "danh sách không có mã nào",
            "too-many-codes" => "nhiều hơn 1.000 mã; hãy chia thành nhiều đề nghị",
            "repeated-code" => "mã này đã có ở dòng trên",
            "mistyped-code" => "mã bị gõ sai ít nhất một ký tự",
            "unknown-code" => "không có giấy nào mang mã này",
            "already-revoked" => "giấy này đã được thu hồi hoặc thay thế",
            _ => "đây không phải là mã tra cứu",
        } };
        request_title = "Xem trước đề nghị thu hồi";
        request_affects(count: &str) = "{count} giấy chứng nhận sẽ bị thu hồi";
        request_affected(count: &str) = "{count} giấy chứng nhận trong đề nghị";
        request_nothing_yet = "Chưa có gì xảy ra. Những giấy dưới đây vẫn có hiệu lực cho đến khi đề nghị được xác nhận.";
        request_done = "Đề nghị đã được xác nhận và các giấy dưới đây đã bị thu hồi.";
        request_dropped = "Đề nghị đã được rút. Không giấy nào bị thu hồi theo đề nghị này.";
        request_caption = "Những giấy trong đề nghị";
        request_reason_label = "Lý do (công khai)";
        request_text_label = "Giải trình (nội bộ)";
        request_decided_label = "Người quyết định";
        request_own = "Bạn là người lập đề nghị này nên không thể tự xác nhận. Hãy báo cho một quản trị viên khác.";
        request_confirm = "Tôi đã xem toàn bộ danh sách, đối chiếu căn cứ và đồng ý thu hồi.";
        request_confirm_missing = "Hãy đánh dấu xác nhận trước khi thu hồi.";
        request_confirm_button(count: &str) = "Xác nhận thu hồi {count} giấy";
        request_withdraw_button = "Rút đề nghị";
        request_withdraw_hint = "Rút đề nghị thì không giấy nào bị thu hồi. Việc rút cũng được ghi vào nhật ký.";
    }
}
