//! Vietnamese sentences about answers that agree more than chance explains, and about authors who would sit.

use super::Vi;

crate::i18n::declare_sentences! {
    /// Integrity.
    Suspecting for Vi {
        similarity_title = "Bài làm giống nhau";
        similarity_link = "Bài làm giống nhau";
        similarity_lead = "Những cặp người cùng đơn vị có câu sai giống nhau nhiều hơn mức ngẫu nhiên. Chỉ tính những câu cả hai cùng làm sai; câu đúng giống nhau thì không nói lên điều gì.";
        similarity_limits = "Đây là lý do để xem lại, không phải bằng chứng gian lận: học cùng một tài liệu sai thì sai giống nhau. Hãy nghe hai bên và xem bài làm trước khi kết luận. Không ai bị trừ điểm vì bảng này.";
        similarity_basis(attempts: &str, pairs: &str) = "Đã so {attempts} bài làm lần đầu, {pairs} cặp trong cùng đơn vị. Cặp nào ngẫu nhiên cũng có thể giống như vậy thì không nêu: cả bảng chỉ có 1% khả năng nêu nhầm dù chỉ một cặp.";
        similarity_left_out(count: &str) = "{count} bài thuộc những đơn vị quá đông nên chưa được so với nhau.";
        similarity_too_few = "Chưa đủ bài để so";
        similarity_too_few_text(fewest: &str) = "Cần ít nhất {fewest} bài nộp lần đầu để biết những câu sai nào thường gặp.";
        similarity_none = "Không có cặp nào giống nhau bất thường";
        similarity_none_text = "Số câu sai giống nhau của mọi cặp đều nằm trong mức ngẫu nhiên.";
        similarity_cut(count: &str) = "Chỉ nêu {count} cặp rõ nhất.";
        similarity_caption = "Những cặp có câu sai giống nhau bất thường";
        similarity_csv = "Tải bảng (CSV)";
        similarity_once_in(count: &str) = "1 trong {count} đợt như thế này";
        column_pair = "Hai người";
        column_both_wrong = "Cùng sai";
        column_same_wrong = "Sai giống nhau";
        column_by_chance = "Ngẫu nhiên";
        column_once_in = "Ngẫu nhiên thì gặp";
        taken_over_here = "Bài này vừa được mở ở thiết bị hoặc cửa sổ khác. Từ giờ bạn làm ở đây; trang kia sẽ dừng lại.";
        taken_over_elsewhere = "Bài đã được mở ở thiết bị hoặc cửa sổ khác nên trang này dừng lại. Những gì đã gửi vẫn được lưu.";
        go_on_here = "Làm tiếp ở đây";
        rule_signals = "Bài này ghi lại lúc bạn rời trang làm bài và rời bao lâu. Người xem xét chỉ dùng để hỏi lại khi cần; không ai bị trừ điểm vì điều đó.";
        signals_counted(count: &str, seconds: &str, taken: &str) = "Rời trang {count} lần, tổng {seconds} giây; mở ở thiết bị khác {taken} lần.";
        signals_limits = "Rời trang không có nghĩa là gian lận: có cuộc gọi, hết pin, dùng trình đọc màn hình cũng vậy. Hãy hỏi trước khi kết luận.";
        state_author_short = "Bạn là người soạn";
        state_author = "Bạn có tên trong những người soạn bộ câu hỏi này nên không làm bài này được.";
    }
}
