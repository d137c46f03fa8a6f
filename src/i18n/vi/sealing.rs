//! Vietnamese sentences for the official seal of a certificate's file.

use super::Vi;
use crate::domain::certification::seal::{ChainState, SealFault};

crate::i18n::declare_sentences! {
    /// The part of the page `/v/{id}` about the seal.
    Sealing for Vi {
        seal_title = "Chữ ký số của cơ quan trên tệp PDF";
        seal_intact = "Chữ ký số khớp với toàn bộ tệp đã cấp.";
        seal_file_missing = "Giấy này đã được ký số, nhưng tệp đã ký không còn để kiểm tra. Hãy hỏi cơ quan cấp.";
        seal_signer_label = "Người ký";
        seal_organisation_label = "Cơ quan, tổ chức";
        seal_authority_label = "Tổ chức cấp chứng thư chữ ký số";
        seal_serial_label = "Số hiệu chứng thư";
        seal_validity_label = "Thời hạn của chứng thư";
        seal_validity(from: &str, until: &str) = "{from} đến {until}";
        seal_signed_at_label = "Thời điểm ký";
        seal_time_stamp_label = "Dấu thời gian";
        seal_time_stamp(moment: &str, authority: &str) = "{moment}, do {authority} cấp";
        seal_no_time_stamp = "Không có; thời điểm ký là theo người ký";
        seal_algorithm_label = "Thuật toán";
        seal_chain_label = "Nguồn gốc chứng thư";
        seal_outside_validity = "Chứng thư không có hiệu lực vào thời điểm ký.";
        seal_revocation_not_checked = "Trang này không hỏi được chứng thư có bị thu hồi hay không. Hãy kiểm tra trạng thái chứng thư tại tổ chức cấp trước khi dựa vào chữ ký này.";
        seal_chain(state: ChainState) = { match state {
            ChainState::Trusted => "Dẫn đến tổ chức chứng thực được tin cậy",
            ChainState::Untrusted => "Không dẫn đến tổ chức chứng thực nào được tin cậy",
            ChainState::NotChecked => "Chưa kiểm tra: hệ thống chưa được khai báo tổ chức chứng thực tin cậy",
        } };
        seal_fault(fault: SealFault) = { match fault {
            SealFault::NotWholeFile => "Chữ ký số không bao trùm toàn bộ tệp. Đừng tin chữ ký này.",
            SealFault::Malformed => "Chữ ký số sai cấu trúc. Đừng tin chữ ký này.",
            SealFault::FileAltered => "Tệp đã bị sửa sau khi ký. Đừng tin chữ ký này.",
            SealFault::SignatureInvalid => "Chữ ký số không khớp với chứng thư. Đừng tin chữ ký này.",
            SealFault::WeakAlgorithm => "Chữ ký số dùng khóa quá yếu hoặc thuật toán không được phép. Đừng tin chữ ký này.",
            SealFault::TimeStampInvalid => "Dấu thời gian không thuộc về chữ ký này. Đừng tin chữ ký này.",
        } };
    }
}
