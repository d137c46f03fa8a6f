//! Vietnamese sentences of the verifier that works on the reader's own device.

use super::Vi;
use crate::domain::certification::verdict::Verdict;

crate::i18n::declare_sentences! {
    /// The page `/v` where scripts run, without network, and as a downloaded file.
    Offline for Vi {
        offline_check_notice = "Không có mạng. Trang vẫn kiểm tra được giấy chứng nhận, theo danh sách thu hồi đã tải về.";
        camera_title = "Quét mã QR bằng máy ảnh";
        camera_start = "Mở máy ảnh";
        camera_stop = "Tắt máy ảnh";
        camera_hint = "Hướng máy ảnh vào mã QR trên giấy. Hình ảnh không rời khỏi thiết bị này.";
        camera_view = "Hình từ máy ảnh";
        camera_refused = "Trang không được phép dùng máy ảnh, hoặc máy ảnh đang bận. Hãy cho phép trong phần cài đặt của trình duyệt, hoặc chụp ảnh giấy rồi chọn ảnh ở bên dưới.";
        camera_missing = "Trình duyệt này không mở được máy ảnh. Hãy chụp ảnh giấy rồi chọn ảnh ở bên dưới.";
        drop_title = "Chọn tệp hoặc ảnh";
        drop_label = "Tệp PDF, ảnh chụp hoặc chứng nhận số (JSON)";
        drop_hint = "Có thể kéo tệp thả vào trang này. Tệp được kiểm tra ngay trên thiết bị của bạn, không gửi đi đâu.";
        drop_button = "Kiểm tra tệp";
        compare_on_server = "Gửi tệp PDF lên máy chủ để so với bản đã cấp";
        reading_picture = "Đang tìm mã QR trong ảnh…";
        reader_missing = "Chưa tải được phần đọc ảnh vì mất mạng. Hãy thử lại khi có mạng, hoặc dùng tệp PDF.";
        checking_here = "Đang kiểm tra trên thiết bị này…";
        check_impossible = "Trình duyệt này quá cũ để tự kiểm tra. Hãy nhập mã tra cứu, hoặc dùng trình duyệt mới hơn.";
        device_title = "Kiểm tra trên thiết bị này";
        keys_as_of(moment: &str) = "Khóa công khai của cơ quan cấp: bản lúc {moment}, giờ Việt Nam.";
        lists_as_of(moment: &str, age: &str) = "Danh sách thu hồi trên thiết bị này: bản lúc {moment}, giờ Việt Nam ({age}).";
        lists_none = "Thiết bị này chưa có danh sách thu hồi: kết quả sẽ chưa kiểm tra việc thu hồi.";
        list_taken(moment: &str) = "Đã nhận danh sách thu hồi lúc {moment}.";
        status_list_refused = "Danh sách thu hồi này không do cơ quan cấp ký nên không được dùng.";
        works_offline = "Trang này chạy được khi không có mạng. Khi có mạng, trang tải toàn bộ danh sách thu hồi, nên máy chủ không biết bạn kiểm tra giấy của ai.";
        works_offline_file = "Tệp này chạy không cần mạng và không gửi gì đi. Muốn có danh sách thu hồi mới, hãy chọn tệp danh sách (địa chỉ …/status/1) như chọn một giấy chứng nhận.";
        wrong_address_title = "Địa chỉ trang này không phải của cơ quan cấp";
        wrong_address(host: &str) = "Trang thật ở {host}. Đừng tin kết quả hiện ở đây.";
        file_origin(host: &str) = "Tệp này kiểm tra giấy của {host}. Chỉ dùng tệp tải từ chính cơ quan cấp; có thể so mã băm SHA-256 của tệp với mã mà cơ quan cấp công bố.";
        file_needs_script = "Tệp này cần trình duyệt cho phép chạy JavaScript.";
        unchecked_headline = "Giấy chứng nhận thật, nhưng CHƯA kiểm tra thu hồi";
        unchecked_explanation = "Chữ ký số là của cơ quan cấp. Thiết bị này chưa có danh sách thu hồi, nên không biết giấy có bị thu hồi hay không. Hãy kết nối mạng rồi kiểm tra lại.";
        old_list_headline = "Giấy chứng nhận thật, nhưng danh sách thu hồi đã cũ";
        old_list_explanation = "Chữ ký số là của cơ quan cấp, và danh sách trên thiết bị này không ghi giấy này bị thu hồi. Danh sách đã cũ: hãy kết nối mạng rồi kiểm tra lại.";
        offline_headline(verdict: Verdict) = { match verdict {
            Verdict::Genuine => "Giấy chứng nhận thật, không bị thu hồi",
            Verdict::Revoked => "Giấy chứng nhận đã bị thu hồi",
            Verdict::Superseded => "Giấy chứng nhận đã được thay thế",
            Verdict::Expired => "Giấy chứng nhận thật, nhưng đã hết hạn",
            Verdict::Forged => "Giấy chứng nhận giả hoặc đã bị sửa",
            Verdict::SignedNotRegistered => "Chữ ký đúng, nhưng phải hỏi sổ đăng ký",
            Verdict::Unknown => "Không đọc được giấy chứng nhận",
        } };
        offline_explanation(verdict: Verdict) = { match verdict {
            Verdict::Genuine => "Chữ ký số là của cơ quan cấp, và danh sách thu hồi do cơ quan cấp ký không có giấy này.",
            Verdict::Revoked => "Danh sách thu hồi do cơ quan cấp ký có giấy này. Không dùng giấy này làm căn cứ.",
            Verdict::Superseded => "Cơ quan cấp đã cấp lại một giấy khác để đính chính. Hãy dùng giấy mới.",
            Verdict::Expired => "Chữ ký số là của cơ quan cấp, nhưng thời hạn ghi trên giấy đã qua.",
            Verdict::Forged => "Nội dung không khớp với chữ ký của cơ quan cấp, hoặc được ký bằng khóa của người khác.",
            Verdict::SignedNotRegistered => "Khóa đã ký giấy này về sau bị lộ. Chỉ sổ đăng ký mới cho biết giấy có được cấp trước lúc đó hay không.",
            Verdict::Unknown => "Không có chứng nhận số nào mà trang này đọc được.",
        } };
        next_title = "Việc cần làm tiếp";
        offline_next(verdict: Verdict) = { match verdict {
            Verdict::Genuine => "So tên, bài đánh giá và ngày cấp ở trên với giấy bạn đang cầm. Khớp hết thì giấy dùng được.",
            Verdict::Revoked => "Không chấp nhận giấy này. Nếu người mang giấy cho là nhầm, mời họ liên hệ cơ quan cấp.",
            Verdict::Superseded => "Đề nghị người mang giấy đưa giấy mới.",
            Verdict::Expired => "Đề nghị người mang giấy đưa giấy còn hạn.",
            Verdict::Forged => "Không chấp nhận giấy này. Giữ lại bản sao và báo cho cơ quan cấp.",
            Verdict::SignedNotRegistered => "Hỏi sổ đăng ký bằng liên kết bên dưới trước khi chấp nhận.",
            Verdict::Unknown => "Thử lại: chụp thẳng, gần và đủ sáng để thấy rõ cả mã QR; chọn đúng tệp PDF đã cấp; hoặc nhập mã tra cứu in cạnh mã QR.",
        } };
        next_when_unchecked = "Kết nối mạng rồi kiểm tra lại, hoặc hỏi sổ đăng ký. So tên, bài đánh giá và ngày cấp ở trên với giấy bạn đang cầm.";
        ask_register = "Hỏi sổ đăng ký (gửi mã của giấy lên máy chủ)";
        code_only_headline = "Mã này phải hỏi sổ đăng ký";
        code_only_explanation = "Một mã tra cứu không chứa nội dung của giấy. Sổ đăng ký của cơ quan cấp cho biết mã ấy là giấy nào.";
        notes_title = "Cần biết";
        note_unchecked = "Chưa kiểm tra thu hồi: thiết bị này không có danh sách thu hồi dùng được.";
        note_old_keys = "Cơ quan cấp đã đổi khóa ký sau khi trang này được lưu. Hãy tải lại trang khi có mạng rồi kiểm tra lại.";
        note_old_list = "Danh sách thu hồi trên thiết bị này đã quá cũ.";
        note_key_leaked = "Khóa ký giấy này đã bị lộ; ngày ghi trên giấy chưa đủ để tin.";
        note_page_not_compared = "Chỉ chứng nhận số bên trong tệp được kiểm tra. Hình in trên trang PDF có thể đã bị sửa: hãy so với nội dung hiện ở đây.";
        note_other_address = "Mã QR dẫn tới một địa chỉ không phải của cơ quan cấp. Đừng mở địa chỉ đó.";
        note_no_code = "Trong ảnh không thấy mã QR nào đọc được.";
        note_too_large = "Tệp quá lớn. Giấy chứng nhận do hệ thống cấp luôn nhỏ hơn 2 MB.";
        list_used(moment: &str, age: &str) = "Theo danh sách thu hồi lúc {moment} ({age}).";
        checked_here_at(moment: &str) = "Kiểm tra trên thiết bị này lúc {moment}, giờ Việt Nam. Không gửi gì về giấy này lên máy chủ.";
        issued_from_label = "Cấp tại địa chỉ";
    }
}
