//! Vietnamese sentences for checking a certificate.

use super::Vi;

crate::i18n::declare_sentences! {
    /// The pages `/v` and `/v/{id}`.
    Checking for Vi {
        verify_title = "Kiểm tra giấy chứng nhận";
        verify_result_for(code: &str) = "Kết quả cho mã {code}";
        signed_content = "Nội dung đã được ký";
        signed_content_hint = "Đây là những gì cơ quan cấp đã ký. Hãy so với giấy bạn đang cầm; nếu khác, giấy đó đã bị sửa.";
        holder_label = "Người được cấp";
        unit_label = "Đơn vị khi cấp";
        assessment_label = "Bài đánh giá";
        issuer_label = "Cơ quan cấp";
        issued_on_label = "Ngày cấp";
        expires_on_label = "Có giá trị đến";
        no_expiry = "Không thời hạn";
        number_label = "Số hiệu";
        register_number_label = "Số vào sổ";
        code_field_label = "Mã tra cứu";
        key_label = "Khóa ký";
        valid_at_issue_label = "Khi cấp";
        valid_now_label = "Hiện nay";
        valid_yes = "Có hiệu lực";
        valid_no = "Không có hiệu lực";
        validity_title = "Hiệu lực";
        why_title = "Vì sao kết luận như vậy";
        checked_at(moment: &str) = "Kiểm tra lúc {moment}, giờ Việt Nam.";
        revoked_on_label = "Ngày thu hồi";
        revocation_reason_label = "Lý do thu hồi";
        replaced_by = "Xem giấy thay thế";
        renewed_by = "Xem giấy đã gia hạn";
        replaces_label = "Thay thế giấy";
        renews_label = "Gia hạn từ giấy";
        demonstration_certificate = "Giấy trình diễn, không có giá trị chính thức.";
        log_title = "Nhật ký minh bạch";
        log_logged(index: u64, size: u64, moment: &str) = "Giấy này nằm trong nhật ký công khai, ở vị trí {index}, kể từ bản chốt {size} mục lúc {moment}.";
        log_waiting(index: u64) = "Giấy này đã được ghi vào nhật ký ở vị trí {index} và đang chờ bản chốt kế tiếp, thường trong vài giây.";
        log_missing = "Giấy này không có trong nhật ký. Hãy hỏi lại cơ quan cấp trước khi tin.";
        log_broken(index: u64) = "Nhật ký có ghi giấy này ở vị trí {index}, nhưng bằng chứng không khớp. Hãy hỏi lại cơ quan cấp trước khi tin.";
        log_no_witness = "Chưa có nhân chứng bên ngoài nào ký xác nhận (0 nhân chứng). Khi chưa có nhân chứng, nhật ký không chứng minh được gì nếu chính đơn vị vận hành gian dối.";
        log_witnesses(count: usize, names: &str) = "Số nhân chứng đã ký xác nhận: {count} ({names}). Chữ ký của nhân chứng chỉ có giá trị khi nhân chứng do đơn vị khác vận hành.";
        log_open_proof = "Tải bằng chứng của nhật ký (tlog-proof)";
        address_warning_title = "Hãy kiểm tra địa chỉ";
        address_warning(host: &str) = "Thanh địa chỉ của trình duyệt phải ghi đúng {host}. Trang giả thường có tên gần giống. Nếu khác dù một ký tự, đừng tin kết quả.";
        open_pdf = "Mở tệp PDF đã cấp";
        open_credential = "Tải chứng nhận số (JSON)";
        without_us_title = "Tự kiểm tra, không cần trang này";
        without_us = "Giấy chứng nhận là một Open Badges 3.0 có chữ ký Ed25519. Tải chứng nhận số và khóa công khai rồi kiểm tra bằng phần mềm bất kỳ hỗ trợ W3C Verifiable Credentials, hoặc bằng lệnh:";
        public_keys = "Khóa công khai của cơ quan cấp";
        check_another = "Kiểm tra giấy khác";
        check_lead = "Chọn một trong các cách dưới đây. Kết quả có ngay và không cần đăng nhập.";
        way_code_title = "Nhập mã tra cứu";
        way_file_title = "Gửi tệp PDF";
        way_file_label = "Tệp PDF giấy chứng nhận";
        way_file_hint = "Tệp chỉ dùng để kiểm tra, không được lưu lại. Tối đa 2 MB.";
        way_file_button = "Kiểm tra tệp";
        way_text_title = "Dán nội dung mã QR";
        way_text_label = "Nội dung đọc được từ mã QR";
        way_text_hint = "Bắt đầu bằng https://… và có một dãy số dài sau dấu #.";
        way_text_button = "Kiểm tra nội dung";
        phone_hint = "Dễ nhất: mở máy ảnh của điện thoại và hướng vào mã QR trên giấy.";
        without_script = "Trình duyệt này không chạy được phần đọc mã QR tự động. Hãy nhập mã tra cứu in cạnh mã QR, hoặc dán nội dung mã QR vào ô bên dưới.";
        file_missing = "Hãy chọn một tệp PDF.";
        file_too_large = "Tệp quá lớn. Giấy chứng nhận do hệ thống cấp luôn nhỏ hơn 2 MB.";
        text_missing = "Hãy dán nội dung của mã QR.";
        privacy_of_check = "Trang này chỉ hiện những gì cần để kiểm tra: không có điểm chi tiết, ngày sinh hay số giấy tờ.";
    }
}
