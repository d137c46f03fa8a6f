//! The privacy notice in Vietnamese.

use super::Vi;

crate::i18n::declare_sentences! {
    /// The page `/privacy`.
    Privacy for Vi {
        privacy_title = "Thông báo về dữ liệu cá nhân";
        privacy_lead(controller: &str) = "{controller} chịu trách nhiệm về dữ liệu cá nhân trên trang này, theo Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15. Trang này viết ngắn và rõ để ai cũng hiểu.";
        privacy_what_title = "Chúng tôi giữ những gì";
        privacy_what_roster = "Họ tên, mã cán bộ, đơn vị, chức vụ và, nếu có, thư điện tử, ngày sinh do đơn vị của bạn cung cấp. Số định danh không được lưu; chỉ lưu mã băm có khóa và ba chữ số cuối.";
        privacy_what_attempts = "Các câu trả lời, thời điểm lưu, điểm và kết quả của bạn.";
        privacy_what_certificates = "Giấy chứng nhận đã cấp và tình trạng của giấy.";
        privacy_what_records = "Nhật ký việc cấp, thu hồi và chấm lại, để bảo đảm công bằng.";
        privacy_what_support = "Nếu bạn được hỗ trợ riêng: hỗ trợ gì, căn cứ, và tên người giúp bạn. Căn cứ chỉ người quản trị xem; không ghi chẩn đoán bệnh.";
        privacy_what_signals = "Ở bài nào có báo trước khi bắt đầu: lúc bạn rời trang làm bài, rời bao lâu, và việc mở bài ở thiết bị khác. Không bài nào bị chấm theo những điều này.";
        privacy_not_title = "Chúng tôi không giữ những gì";
        privacy_not = "Không ảnh giấy tờ, không sinh trắc học, không vị trí, không theo dõi bạn ngoài trang này, không quảng cáo, không gửi dữ liệu cho bên thứ ba.";
        privacy_why_title = "Dùng để làm gì";
        privacy_why = "Để bạn làm bài đánh giá, để chấm điểm, cấp giấy chứng nhận, để người khác kiểm tra giấy đó, và để báo cáo tiến độ cho đơn vị của bạn. Điểm do máy chấm theo quy tắc công khai; bạn có quyền yêu cầu người có thẩm quyền xem lại.";
        privacy_public_title = "Người khác thấy gì";
        privacy_public = "Ai có mã hoặc giấy chứng nhận của bạn thì thấy: họ tên, bài đánh giá, đơn vị lúc cấp, cơ quan cấp, ngày cấp, thời hạn, số hiệu và tình trạng của giấy. Trên tệp giấy chứng nhận có thêm chức vụ và, nếu bài đánh giá quy định, điểm số. Không ai thấy từng câu trả lời, ngày sinh hay số giấy tờ. Không có danh sách để tìm kiếm, và công cụ tìm kiếm không được ghi lại trang này.";
        privacy_device_title = "Trên máy của bạn";
        privacy_device = "Một cookie giữ phiên đăng nhập và một cookie nhớ ngôn ngữ, cỡ chữ. Khi mất mạng, câu trả lời chưa gửi được giữ tạm trên máy và xóa ngay khi nộp bài xong.";
        privacy_rights_title = "Quyền của bạn";
        privacy_rights = "Bạn có quyền xem, nhận bản sao, sửa, yêu cầu xóa dữ liệu, rút lại sự đồng ý và khiếu nại. Chúng tôi trả lời trong 2 ngày làm việc, cho xem hoặc sửa trong 10 ngày, xóa trong 20 ngày.";
        privacy_contact_title = "Liên hệ";
        privacy_contact(contact: &str) = "Gửi yêu cầu đến: {contact}";
        privacy_version(version: &str) = "Phiên bản {version}";
    }
}
