//! Vietnamese sentences of the page of templates.

use super::Vi;

crate::i18n::declare_sentences! {
    /// The page `/admin/templates`.
    Designing for Vi {
        templates_title = "Mẫu giấy chứng nhận";
        templates_lead = "Mỗi bài đánh giá cấp giấy theo một mẫu. Một phiên bản đã dùng để cấp giấy thì không thay đổi nữa; muốn sửa, hãy nạp phiên bản mới.";
        templates_caption = "Các mẫu giấy chứng nhận, phiên bản mới nhất ở trên";
        column_template = "Mẫu";
        column_version = "Phiên bản";
        column_effective = "Thời gian áp dụng";
        column_use = "Sử dụng";
        column_preview = "Xem thử";
        template_bundled = "Có sẵn trong phần mềm";
        template_imported = "Do đơn vị nạp";
        template_current = "Đang áp dụng";
        effective_from(day: &str) = "Từ {day}";
        effective_between(from: &str, until: &str) = "Từ {from} đến {until}";
        template_used_since(day: &str) = "Đã dùng để cấp giấy từ {day}";
        template_not_used = "Chưa cấp giấy nào";
        sample_typical = "Giấy thường gặp";
        sample_longest = "Tên và đơn vị dài nhất";
        sample_shortest = "Ngắn nhất, không ghi điểm";
        preview_of(template: &str, sample: &str) = "Xem thử {template}: {sample} (PDF)";
        templates_import_hint = "Nạp mẫu mới bằng lệnh minhchung template import. Trong bản xem thử, mọi tên người đều là giả và có dải chữ “Bản mẫu”.";
    }
}
