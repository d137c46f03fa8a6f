//! Made-up people, and who issues.

use minhchung::domain::assessment::scoring::{Centipoints, Score};
use minhchung::domain::certification::decision::{ListedResult, iso_date};

pub const ISSUER: &str = r#"
[[issuer]]
from = 2025-01-01
superior_body = "ỦY BAN NHÂN DÂN THÀNH PHỐ ĐỒNG NAI"
issuing_body = "SỞ KHOA HỌC VÀ CÔNG NGHỆ"
name = { vi = "Sở Khoa học và Công nghệ thành phố Đồng Nai", en = "Department of Science and Technology" }
certifier_line = "Giám đốc Sở Khoa học và Công nghệ thành phố Đồng Nai chứng nhận"
place = "Đồng Nai"
signer_title = "GIÁM ĐỐC"
signer_name = "Trần Minh Chứng"
"#;

const FAMILIES: [&str; 8] = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Đặng", "Vũ", "Công Tằng Tôn Nữ"];
const MIDDLES: [&str; 7] = ["Thị", "Văn", "Hữu", "Ngọc", "Quốc", "Thị Phương", "Đức"];
const GIVEN: [&str; 9] = ["Ánh", "Thảo", "Toản", "Quỳnh", "Hương", "Dũng", "Ưng", "Tuyết", "Phước"];
const UNITS: [&str; 5] = [
    "UBND phường Trấn Biên",
    "UBND phường Tam Hiệp",
    "Văn phòng, Sở Khoa học và Công nghệ",
    "UBND xã Xuân Định",
    "Trung tâm Giáo dục thường xuyên, Sở Giáo dục và Đào tạo",
];
const POSITIONS: [&str; 4] = ["Chuyên viên", "Phó Trưởng phòng", "Công chức Văn phòng – Thống kê", ""];

/// The result of person number `number`.
pub fn listed(number: usize) -> ListedResult {
    let of = |words: &[&str], step: usize| words[number / step % words.len()].to_owned();
    let points = 2_000 + u32::try_from(number % 6).expect("small") * 100;
    ListedResult {
        full_name: format!("{} {} {}", of(&FAMILIES, 1), of(&MIDDLES, 3), of(&GIVEN, 5)),
        unit: of(&UNITS, 7),
        position: of(&POSITIONS, 11),
        birth_date: iso_date("1990-11-05"),
        score: Some(Score { earned: Centipoints(points), possible: Centipoints(2_500) }),
        assessed_on: iso_date("2026-11-01").expect("a date"),
        staff_code: format!("CB-{number}"),
        attempt: None,
    }
}
