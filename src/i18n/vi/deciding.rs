//! Vietnamese sentences about decisions that recognise results.

use super::Vi;

crate::i18n::declare_sentences! {
    /// The pages under `/admin/decisions`, and the register they export.
    Deciding for Vi {
        decisions_link = "Quyết định";
        decisions_title = "Quyết định công nhận kết quả";
        decisions_lead = "Một người lập danh sách; lãnh đạo ký quyết định có ghi mã băm của danh sách; người thứ hai nhập quyết định. Sau đó hệ thống cấp giấy chứng nhận cho từng người.";
        no_decisions = "Chưa có quyết định nào";
        no_decisions_text = "Hãy lập danh sách từ một đợt đánh giá hoặc từ tệp kết quả bên dưới.";
        decisions_caption = "Các quyết định và dự thảo, mới nhất ở trên";
        column_decision = "Quyết định";
        column_rows = "Số người";
        column_row = "STT";
        column_progress = "Đã cấp";
        column_birth_date = "Ngày sinh";
        column_assessed = "Ngày đánh giá";
        column_score = "Điểm";
        column_expires = "Có giá trị đến";
        column_code = "Mã tra cứu";
        column_reason = "Lý do";
        draft_tag = "Dự thảo";
        campaign_title = "Từ một đợt đánh giá";
        campaign_text = "Lấy mọi kết quả đạt đang chờ quyết định.";
        campaign_button = "Lập danh sách";
        upload_title = "Từ tệp kết quả";
        upload_text = "Tệp CSV hoặc XLSX, tối đa 100.000 dòng và 20 MB. Cột bắt buộc: họ và tên, đơn vị, ngày đánh giá; có thể thêm chức vụ, ngày sinh, điểm (21/25 hoặc 84%), kết quả, mã cán bộ.";
        upload_file_label = "Tệp kết quả";
        upload_button = "Tải lên và kiểm tra";
        draft_refused_title = "Chưa lập được danh sách";
        draft_refused_nothing = "Chưa có gì được lưu. Hãy sửa những chỗ sau trong tệp rồi tải lên lại.";
        more_mistakes(count: &str) = "và {count} lỗi nữa";
        draft_file_missing = "Hãy chọn tệp kết quả.";
        draft_file_too_large = "Tệp lớn hơn 20 MB. Hãy chia thành nhiều tệp.";
        draft_empty = "Không có kết quả đạt nào đang chờ quyết định.";
        draft_cannot_issue = "Bài đánh giá này hiện không cấp được giấy chứng nhận. Hãy báo người vận hành.";
        draft_too_many = "Danh sách có hơn 100.000 người. Hãy chia thành nhiều danh sách.";
        draft_none_left = "Không kết quả nào vào được danh sách; lý do của từng người ở bên dưới.";
        list_recognised(number: &str, day: &str) = "Danh sách này đã được công nhận theo Quyết định số {number} ngày {day}.";
        draft_title = "Dự thảo danh sách";
        decision_title(number: &str) = "Quyết định số {number}";
        drafted_by_label = "Người lập";
        drafted_at_label = "Lập lúc";
        rows_label = "Số người trong danh sách";
        list_hash_label = "Mã băm SHA-256 của danh sách";
        list_hash_hint = "Ghi mã này vào quyết định trước khi trình ký. Ai có tệp danh sách đều tính lại được mã bằng lệnh sha256sum.";
        download_list = "Tải danh sách (đúng từng byte như mã băm)";
        sample_title = "Vài dòng đầu";
        left_out_title(count: &str) = "{count} kết quả không vào danh sách";
        left_out_caption = "Kết quả không vào danh sách và lý do";
        left_out_refused(why: &str) = "Không in được giấy: {why}";
        refused_because(code: &str) = {
            let sentence = match code {
                "no-signing-key" => "không có khóa nào được phép ký lúc này",
                "clock-went-back" => "đồng hồ máy chủ chậm hơn ngày của giấy đã cấp trước",
                "no-issuer" => "cấu hình chưa khai báo cơ quan cấp cho ngày này",
                "no-template" => "chưa có mẫu giấy dùng được cho ngày này",
                "no-certificate-terms" => "bài đánh giá không còn quy định cấp giấy",
                "no-decision" => "không có quyết định công nhận kết quả này",
                "no-status-index" => "chưa tìm được chỗ trống trong danh sách trạng thái",
                "score-does-not-recompute" => "tính lại thì điểm không khớp",
                "missing" | "original-gone" => "không tìm thấy dữ liệu gốc",
                "differs-from-prepared" => "nội dung khác với bản đã lưu để ký",
                code if code.starts_with("page") => "nội dung không in vừa hoặc có ký tự không in được",
                code if code.starts_with("credential") => "nội dung không ký được",
                code if code.starts_with("seal") => "chưa đóng được dấu số của cơ quan",
                _ => "lý do khác",
            };
            format!("{sentence} ({code})")
        };
        left_out_recognised(number: &str) = "Đã được công nhận theo Quyết định số {number}";
        left_out_certified = "Đã có giấy chứng nhận của bài này";
        left_out_another = "Đã có lần đạt tốt hơn trong danh sách";
        confirm_title = "Nhập quyết định đã ký";
        confirm_lead = "Sau khi nhập, giấy chứng nhận được cấp ngay cho cả danh sách và không rút lại hàng loạt được.";
        confirm_other_person = "Người lập danh sách không được tự nhập quyết định. Hãy nhờ một quản trị viên khác mở trang này.";
        decision_number_label = "Số quyết định";
        decision_date_label = "Ngày ký";
        decision_signer_label = "Người ký";
        decision_hash_label = "Mã băm ghi trên quyết định";
        decision_confirm_check = "Tôi đã đối chiếu số, ngày, người ký và mã băm với bản đã ký.";
        decision_confirm_button = "Nhập quyết định và cấp giấy";
        discard_button = "Bỏ dự thảo";
        discard_consequence = "Danh sách bị xóa. Kết quả của đợt đánh giá vẫn chờ quyết định khác.";
        fault_other_hash = "Mã băm không khớp: quyết định được ký cho một danh sách khác.";
        fault_same_person = "Bạn là người lập danh sách nên không được nhập quyết định.";
        fault_list_changed = "Tên, đơn vị hoặc kết quả đã thay đổi từ khi lập danh sách, hoặc một quyết định khác đã công nhận người trong danh sách. Hãy bỏ dự thảo và lập lại.";
        fault_already_confirmed = "Quyết định này đã được nhập.";
        fault_bad_number = "Số quyết định phải là một dòng từ 1 đến 40 ký tự.";
        fault_bad_date = "Hãy nhập ngày ký: không sau hôm nay và không trước ngày đánh giá của bất kỳ ai trong danh sách.";
        fault_signer_missing = "Hãy nhập họ tên người ký.";
        fault_not_checked = "Hãy đánh dấu xác nhận trước khi nhập.";
        fault_would_not_print(why: &str) = "Với quyết định này không in được giấy: {why}.";
        signed_by_label = "Người ký";
        confirmed_by_label = "Người nhập";
        issued_of(issued: &str, rows: &str) = "Đã cấp {issued}/{rows} giấy";
        issuing_rate(rate: &str, left: &str) = "{rate} giấy mỗi phút, còn {left}";
        issuing_waits = "Đang chờ cấp. Trang tự xem lại sau vài giây.";
        issuing_done = "Đã cấp xong.";
        refused_title = "Đang chờ vì bị từ chối";
        refused_rows(count: &str, why: &str) = "{count} giấy: {why}";
        refused_hint = "Hệ thống thử lại mỗi phút; các giấy khác không bị ảnh hưởng.";
        downloads_title = "Tải về";
        download_register_xlsx = "Sổ cấp giấy (XLSX)";
        download_register_csv = "Sổ cấp giấy (CSV)";
        download_certificates = "Mọi giấy chứng nhận (ZIP)";
        certificate_awaits_decision_title = "Chờ quyết định công nhận";
        certificate_awaits_decision = "Bạn đã đạt. Giấy chứng nhận được cấp khi lãnh đạo ký quyết định công nhận kết quả của đợt.";
    }
}
