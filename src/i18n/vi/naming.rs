//! Vietnamese names of what the domain and the problems enumerate.

use super::Vi;
use crate::domain::assessment::item::ItemType;
use crate::domain::certification::verdict::{Reason, RevocationReason, Verdict};
use crate::domain::people::person::Role;
use crate::domain::text::Language;
use crate::i18n::problem::ProblemKind;

crate::i18n::declare_sentences! {
    /// Names and explanations of the domain's cases.
    Naming for Vi {
        language_name(language: Language) = { match language {
            Language::Vi => "Tiếng Việt",
            Language::En => "Tiếng Anh",
        } };
        role_name(role: Role) = { match role {
            Role::Candidate => "Người dự đánh giá",
            Role::Administrator => "Quản trị",
        } };
        item_type_instruction(item_type: ItemType) = { match item_type {
            ItemType::SingleChoice => "Chọn một phương án đúng nhất.",
            ItemType::MultipleChoice => "Chọn tất cả các phương án đúng.",
            ItemType::TrueFalse => "Nhận định sau đúng hay sai?",
            ItemType::Matching => "Với mỗi mục, chọn nội dung tương ứng trong danh sách.",
            ItemType::Ordering => "Sắp xếp theo đúng thứ tự: chọn vị trí cho từng mục.",
            ItemType::Numeric => "Nhập một số. Dấu thập phân là dấu phẩy hoặc dấu chấm đều được, ví dụ 8,5.",
            ItemType::ShortText => "Nhập câu trả lời ngắn. Không phân biệt chữ hoa, chữ thường, trừ khi câu hỏi yêu cầu.",
            ItemType::Cloze => "Điền vào từng chỗ trống.",
            ItemType::Hotspot => "Chạm vào chỗ đúng trên hình, hoặc chọn trong danh sách dưới hình.",
        } };
        item_type_name(item_type: ItemType) = { match item_type {
            ItemType::SingleChoice => "Chọn một phương án",
            ItemType::MultipleChoice => "Chọn nhiều phương án",
            ItemType::TrueFalse => "Đúng hay sai",
            ItemType::Matching => "Ghép đôi",
            ItemType::Ordering => "Sắp xếp thứ tự",
            ItemType::Numeric => "Nhập số",
            ItemType::ShortText => "Trả lời ngắn",
            ItemType::Cloze => "Điền vào chỗ trống",
            ItemType::Hotspot => "Chỉ trên hình",
        } };
        verdict_headline(verdict: Verdict) = { match verdict {
            Verdict::Genuine => "Giấy chứng nhận thật, còn hiệu lực",
            Verdict::Revoked => "Giấy chứng nhận đã bị thu hồi",
            Verdict::Superseded => "Giấy chứng nhận đã được thay thế",
            Verdict::Expired => "Giấy chứng nhận thật, nhưng đã hết hạn",
            Verdict::Forged => "Giấy chứng nhận giả hoặc đã bị sửa",
            Verdict::SignedNotRegistered => "Chữ ký đúng, nhưng chưa thấy trong sổ đăng ký",
            Verdict::Unknown => "Không tìm thấy giấy chứng nhận",
        } };
        verdict_explanation(verdict: Verdict) = { match verdict {
            Verdict::Genuine => "Chữ ký số của cơ quan cấp đúng, giấy có trong sổ đăng ký và đang có hiệu lực.",
            Verdict::Revoked => "Giấy này từng được cấp, nhưng cơ quan cấp đã thu hồi. Không dùng giấy này làm căn cứ.",
            Verdict::Superseded => "Cơ quan cấp đã cấp lại một giấy khác để đính chính. Hãy dùng giấy mới.",
            Verdict::Expired => "Giấy này được cấp đúng, nhưng thời hạn ghi trên giấy đã qua.",
            Verdict::Forged => "Nội dung không khớp với chữ ký của cơ quan cấp. Không chấp nhận giấy này và hãy báo cho cơ quan cấp.",
            Verdict::SignedNotRegistered => "Chữ ký là của cơ quan cấp, nhưng sổ đăng ký không có giấy này hoặc chưa được hỏi. Hãy liên hệ cơ quan cấp trước khi chấp nhận.",
            Verdict::Unknown => "Không có giấy chứng nhận nào ứng với mã hoặc tệp này. Hãy kiểm tra lại từng ký tự của mã.",
        } };
        verdict_word(verdict: Verdict) = { match verdict {
            Verdict::Genuine => "Thật",
            Verdict::Revoked => "Đã thu hồi",
            Verdict::Superseded => "Đã thay thế",
            Verdict::Expired => "Hết hạn",
            Verdict::Forged => "Giả mạo",
            Verdict::SignedNotRegistered => "Chưa đăng ký",
            Verdict::Unknown => "Không rõ",
        } };
        reason(reason: Reason) = { match reason {
            Reason::SignatureValid => "Chữ ký số đúng với khóa của cơ quan cấp.",
            Reason::Registered => "Giấy có trong sổ đăng ký của cơ quan cấp.",
            Reason::RegisterNotAsked => "Chưa hỏi sổ đăng ký (kiểm tra ngoại tuyến).",
            Reason::StatusListAsked => "Đã đối chiếu với danh sách trạng thái mang theo.",
            Reason::RevocationNotAsked => "Chưa kiểm tra giấy có bị thu hồi hay không.",
            Reason::PageNotCompared => "Chỉ kiểm tra dữ liệu ký số trong tệp, chưa so với chữ in trên trang giấy.",
            Reason::SameBytes => "Tệp giống hệt tệp đã cấp, không khác một bit nào.",
            Reason::FileAlteredCredentialIntact => "Tệp không còn giống tệp đã cấp, nhưng chứng nhận số bên trong vẫn nguyên vẹn. Chỉ tin những gì hiện trên trang này.",
            Reason::SignatureInvalid => "Chữ ký số không khớp với nội dung.",
            Reason::UnknownKey => "Được ký bằng một khóa không phải của cơ quan cấp.",
            Reason::KeyNotValidThen => "Được ký vào lúc khóa không có quyền ký.",
            Reason::KeyCompromised => "Khóa đã ký về sau bị lộ. Chỉ nhật ký của cơ quan cấp mới cho biết giấy có từ trước lúc đó hay không; hãy kiểm tra trực tuyến.",
            Reason::LoggedBeforeCompromise => "Khóa đã ký về sau bị lộ, nhưng nhật ký của cơ quan cấp cho thấy giấy có từ trước lúc đó.",
            Reason::NotLoggedBeforeCompromise => "Khóa đã ký về sau bị lộ, và nhật ký của cơ quan cấp không có giấy này từ trước lúc đó.",
            Reason::DiffersFromRegister => "Nội dung khác với sổ đăng ký.",
            Reason::Revoked => "Cơ quan cấp đã thu hồi giấy này.",
            Reason::Superseded => "Đã có giấy khác thay thế giấy này.",
            Reason::Expired => "Đã quá thời hạn ghi trên giấy.",
            Reason::WrongCheckCharacter => "Mã bị gõ sai ít nhất một ký tự.",
            Reason::NotACertificate => "Nội dung này không phải là giấy chứng nhận.",
            Reason::Malformed => "Dữ liệu bị cắt mất, quá dài hoặc sai định dạng.",
            Reason::UnsupportedVersion => "Định dạng này mới hơn phiên bản mà trang đọc được.",
            Reason::NotFound => "Sổ đăng ký không có giấy nào mang mã này.",
        } };
        revocation_reason(reason: RevocationReason) = { match reason {
            RevocationReason::IssuedInError => "Cấp nhầm",
            RevocationReason::Misconduct => "Vi phạm quy định khi làm bài",
            RevocationReason::HolderRequest => "Theo đề nghị của người được cấp",
            RevocationReason::KeyCompromise => "Khóa ký không còn tin cậy",
            RevocationReason::Superseded => "Đã cấp giấy khác thay thế",
        } };
        problem_title(kind: ProblemKind) = { match kind {
            ProblemKind::Malformed => "Yêu cầu không đọc được",
            ProblemKind::NotSignedIn => "Bạn cần đăng nhập",
            ProblemKind::WrongCredentials => "Mã cán bộ hoặc mã bí mật không đúng",
            ProblemKind::StaleForm => "Trang này đã mở quá lâu",
            ProblemKind::Forbidden => "Bạn không có quyền xem trang này",
            ProblemKind::NotFound => "Không tìm thấy trang",
            ProblemKind::MethodNotAllowed => "Không thể làm việc này ở địa chỉ này",
            ProblemKind::Conflict => "Dữ liệu đã thay đổi trong lúc bạn làm",
            ProblemKind::StaleRevision => "Câu trả lời đã được lưu từ nơi khác",
            ProblemKind::AttemptClosed => "Bài làm đã đóng",
            ProblemKind::AssessmentClosed => "Bài đánh giá đang đóng",
            ProblemKind::PauseNotOver => "Chưa đến lúc làm lại",
            ProblemKind::NoAttemptsLeft => "Bạn đã dùng hết số lượt",
            ProblemKind::AlreadyRevoked => "Giấy chứng nhận đã được thu hồi trước đó",
            ProblemKind::TooLarge => "Nội dung gửi lên quá lớn",
            ProblemKind::UnsupportedMedia => "Loại tệp này không được nhận",
            ProblemKind::Unprocessable => "Nội dung gửi lên chưa hợp lệ",
            ProblemKind::IdempotencyMismatch => "Yêu cầu bị gửi lại với nội dung khác",
            ProblemKind::TooManyRequests => "Bạn thao tác quá nhanh",
            ProblemKind::Internal => "Hệ thống gặp lỗi",
            ProblemKind::Unavailable => "Hệ thống tạm thời chưa phục vụ được",
            ProblemKind::ClockStepped => "Tạm thời chưa bắt đầu được bài mới",
        } };
        problem_advice(kind: ProblemKind) = { match kind {
            ProblemKind::Malformed => "Hãy quay lại trang trước và thử lại. Nếu bạn gõ địa chỉ bằng tay, hãy kiểm tra lại địa chỉ.",
            ProblemKind::NotSignedIn => "Phiên làm việc đã hết hoặc chưa bắt đầu. Hãy đăng nhập rồi làm tiếp; các câu trả lời đã lưu vẫn còn.",
            ProblemKind::WrongCredentials => "Hãy kiểm tra lại từng ký tự, hoặc hỏi người quản trị của đơn vị bạn.",
            ProblemKind::StaleForm => "Hãy mở lại trang rồi gửi lại. Việc này giúp bảo vệ tài khoản của bạn.",
            ProblemKind::Forbidden => "Hãy đăng nhập bằng tài khoản có quyền, hoặc hỏi người quản trị của đơn vị bạn.",
            ProblemKind::NotFound => "Địa chỉ có thể bị gõ sai, hoặc nội dung không dành cho tài khoản này.",
            ProblemKind::MethodNotAllowed => "Hãy quay lại trang trước và dùng các nút trên trang.",
            ProblemKind::Conflict => "Hãy tải lại trang để thấy dữ liệu mới nhất rồi làm lại.",
            ProblemKind::StaleRevision => "Hãy xem câu trả lời đang được lưu rồi chọn lại. Không có gì bị ghi đè.",
            ProblemKind::AttemptClosed => "Bài đã nộp hoặc đã hết giờ. Mọi câu trả lời lưu trước đó đều được tính.",
            ProblemKind::AssessmentClosed => "Hãy quay lại khi bài đánh giá mở. Thời gian mở có ghi trong danh sách bài đánh giá.",
            ProblemKind::PauseNotOver => "Giữa hai lượt làm bài cần một khoảng nghỉ. Thời điểm làm lại có ghi trong danh sách bài đánh giá.",
            ProblemKind::NoAttemptsLeft => "Nếu cho rằng có nhầm lẫn, hãy liên hệ người quản trị của đơn vị bạn.",
            ProblemKind::AlreadyRevoked => "Không cần làm gì thêm. Lần thu hồi đầu tiên vẫn giữ nguyên.",
            ProblemKind::TooLarge => "Hãy chọn tệp nhỏ hơn. Giấy chứng nhận do hệ thống cấp luôn nhỏ hơn 1 MB.",
            ProblemKind::UnsupportedMedia => "Hãy gửi đúng tệp PDF đã được cấp, hoặc nhập mã tra cứu.",
            ProblemKind::Unprocessable => "Hãy xem lại những gì bạn đã nhập hoặc chọn rồi gửi lại.",
            ProblemKind::IdempotencyMismatch => "Hãy tải lại trang rồi thao tác lại từ đầu.",
            ProblemKind::TooManyRequests => "Hãy đợi một lát rồi thử lại. Các câu trả lời đã lưu vẫn còn.",
            ProblemKind::Internal => "Lỗi thuộc về hệ thống, không phải do bạn. Các câu trả lời đã lưu vẫn còn. Hãy thử lại sau ít phút.",
            ProblemKind::Unavailable => "Các câu trả lời đã lưu vẫn còn. Hãy thử lại sau ít phút; trang làm bài sẽ tự gửi lại những câu chưa gửi.",
            ProblemKind::ClockStepped => "Đồng hồ của máy chủ vừa bị thay đổi và đang được kiểm tra. Ai đang làm bài vẫn làm tiếp như thường và không mất thời gian. Hãy thử lại sau ít phút; nếu vẫn không được, hãy báo người hỗ trợ tại chỗ hoặc người quản trị của đơn vị bạn.",
        } };
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::certification::verdict::RevocationReason;
    use crate::domain::text::{Language, is_composed};
    use crate::i18n::Texts;
    use crate::i18n::problem::ProblemKind;
    use std::collections::BTreeSet;

    #[test]
    fn every_problem_and_every_revocation_class_has_a_name_of_its_own() {
        for t in Language::ALL.map(Texts::of) {
            let titles: BTreeSet<String> = ProblemKind::ALL.map(|kind| t.problem_title(kind)).into();
            assert_eq!(titles.len(), ProblemKind::ALL.len());
            let classes: BTreeSet<String> = RevocationReason::ALL.map(|class| t.revocation_reason(class)).into();
            assert_eq!(classes.len(), RevocationReason::ALL.len());
        }
    }

    #[test]
    fn every_sentence_is_composed_text() {
        let files = [
            include_str!("administering.rs"),
            include_str!("checking.rs"),
            include_str!("everywhere.rs"),
            include_str!("naming.rs"),
            include_str!("offline.rs"),
            include_str!("privacy.rs"),
            include_str!("results.rs"),
            include_str!("revoking.rs"),
            include_str!("sealing.rs"),
            include_str!("taking.rs"),
        ];
        assert!(files.iter().all(|file| is_composed(file) && !file.contains('\u{d0}')));
    }

    #[test]
    fn every_problem_has_a_slug_of_its_own() {
        let slugs: BTreeSet<&str> = ProblemKind::ALL.map(ProblemKind::slug).into();
        assert_eq!(slugs.len(), ProblemKind::ALL.len());
    }
}
