//! Vietnamese sentences of the frame around every page, the front page, log-in and error pages.

use super::Vi;

crate::i18n::declare_sentences! {
    /// The frame, the front page, log-in and errors.
    Everywhere for Vi {
        skip_to_content = "Đến nội dung chính";
        main_menu = "Trình đơn chính";
        home_link = "Trang chủ";
        assessments_link = "Bài đánh giá";
        check_link = "Kiểm tra giấy chứng nhận";
        admin_link = "Quản trị";
        log_in = "Đăng nhập";
        log_out = "Đăng xuất";
        signed_in_label = "Đang đăng nhập:";
        other_language = "English";
        other_language_code = "en";
        larger_text = "Chữ to";
        normal_text = "Chữ thường";
        demonstration_notice = "Bản trình diễn: tên người, khóa ký và giấy chứng nhận không có giá trị chính thức.";
        offline_notice = "Mất kết nối mạng. Những gì đã lưu vẫn an toàn; phần còn lại sẽ tự gửi khi có mạng.";
        privacy_link = "Quyền riêng tư";
        footer_line = "Đánh giá kỹ năng trực tuyến. Giấy chứng nhận ai cũng kiểm tra được.";
        page_title(page: &str, service: &str) = "{page} | {service}";
        back = "Quay lại";
        cancel = "Thôi";
        front_title = "Đánh giá kỹ năng số, giấy chứng nhận ai cũng kiểm tra được";
        front_lead = "Làm bài đánh giá trên điện thoại hoặc máy tính, ở bất cứ đâu. Ai đạt sẽ nhận giấy chứng nhận điện tử có chữ ký số.";
        front_take_title = "Tôi cần làm bài đánh giá";
        front_take_text = "Đăng nhập bằng mã cán bộ mà đơn vị đã cấp cho bạn.";
        front_take_signed_in = "Bạn đã đăng nhập. Xem các bài đang chờ bạn và các lượt đã làm.";
        front_check_title = "Tôi cần kiểm tra một giấy chứng nhận";
        front_check_text = "Quét mã QR trên giấy bằng máy ảnh của điện thoại, hoặc nhập mã tra cứu in cạnh mã QR.";
        front_how_title = "Bốn điều chúng tôi cam kết";
        front_promise_saved_title = "Đã lưu là không mất";
        front_promise_saved = "Khi màn hình ghi “Đã lưu”, câu trả lời còn nguyên dù mất điện hay mất mạng.";
        front_promise_fair_title = "Chấm điểm giải thích được";
        front_promise_fair = "Sau khi nộp bài, bạn xem được đáp án, lý do và căn cứ của từng câu, và có quyền đề nghị chấm lại.";
        front_promise_proof_title = "Chứng nhận tự chứng minh";
        front_promise_proof = "Mỗi giấy mang chữ ký số. Bất kỳ ai cũng kiểm tra được, kể cả khi máy chủ này không còn.";
        front_promise_private_title = "Chỉ hỏi điều cần hỏi";
        front_promise_private = "Không thu ảnh giấy tờ, không theo dõi, không chia sẻ cho bên thứ ba.";
        code_label = "Mã tra cứu";
        code_hint = "27 ký tự in cạnh mã QR, ví dụ K3VQ-7M2A-… Không phân biệt chữ hoa, chữ thường; có thể bỏ dấu gạch.";
        code_malformed = "Mã tra cứu gồm 27 chữ và số. Hãy kiểm tra xem mã đã đủ ký tự chưa.";
        code_mistyped = "Mã bị gõ sai ít nhất một ký tự. Hãy so lại từng nhóm bốn ký tự với mã trên giấy.";
        check_button = "Kiểm tra";
        login_title = "Đăng nhập";
        login_lead = "Dùng mã cán bộ và mã bí mật mà đơn vị đã gửi cho bạn, hoặc mã dùng một lần được phát tại buổi sát hạch.";
        login_code_label = "Mã cán bộ";
        login_code_hint = "Ví dụ: CB00123";
        login_secret_label = "Mã bí mật";
        login_show_secret = "Hiện mã bí mật";
        login_hide_secret = "Ẩn mã bí mật";
        login_help_title = "Không đăng nhập được?";
        login_help = "Hỏi người quản trị của đơn vị bạn để được cấp lại mã bí mật. Không ai, kể cả người quản trị, được hỏi mã bí mật của bạn qua điện thoại.";
        login_wrong = "Mã cán bộ hoặc mã bí mật không đúng. Hãy kiểm tra lại từng ký tự rồi thử lại. Mã dùng một lần chỉ mở được một lần: nếu đã dùng, hãy xin cấp mã mới.";
        login_missing = "Hãy nhập cả mã cán bộ và mã bí mật.";
        login_busy(seconds: u32) = "Có quá nhiều lần thử. Hãy đợi {seconds} giây rồi thử lại.";
        login_ended = "Phiên làm việc đã hết. Hãy đăng nhập lại; các câu trả lời đã lưu vẫn còn.";
        busy_now = "Hiện có quá nhiều người truy cập cùng lúc.";
        busy_stay = "Cứ để yên trang này: trang sẽ tự tải lại.";
        queue_title = "Đang chờ đến lượt";
        queue_before(before: usize) = "Nhiều người vào cùng lúc. Trước bạn còn {before} người; chỗ của bạn được giữ, kể cả khi tải lại trang hay mất mạng.";
        queue_stay = "Cứ để yên trang này: đến lượt, trang sẽ tự vào.";
        queue_again(seconds: u32) = "Hãy bấm lại sau {seconds} giây.";
        queue_button = "Thử lại ngay";
        error_what_next = "Bạn có thể làm gì";
        error_status(status: u16) = "Mã lỗi {status}";
        error_reference(reference: &str) = "Nếu cần hỗ trợ, hãy đọc mã này cho người quản trị: {reference}";
        error_retry_after(seconds: u32) = "Hãy thử lại sau {seconds} giây.";
    }
}
