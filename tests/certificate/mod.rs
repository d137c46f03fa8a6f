//! Made-up certificates for the tests of the PDF, in every bundled template.

use minhchung::domain::certification::claim::{Claim, IssuerFace, SignedScore};
use minhchung::domain::identifier::CertificateId;
use minhchung::domain::text::{Language, Localized};
use minhchung::domain::timestamp::Timestamp;
use minhchung::formats::pdf::{TemplateCache, render};
use std::collections::BTreeMap;

/// Every bundled template, as claims name it.
pub const TEMPLATES: [&str; 3] = ["national-landscape-1", "national-portrait-1", "citizens-1"];

pub const CREDENTIAL: &[u8] = "{\"name\":\"Giấy chứng nhận\",\"proof\":{}}\n".as_bytes();

fn both(vi: &str, en: &str) -> Localized {
    Localized(BTreeMap::from([(Language::Vi, vi.to_owned()), (Language::En, en.to_owned())]))
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

fn issuer() -> IssuerFace {
    IssuerFace {
        superior_body: "ỦY BAN NHÂN DÂN THÀNH PHỐ ĐỒNG NAI".to_owned(),
        issuing_body: "SỞ KHOA HỌC VÀ CÔNG NGHỆ".to_owned(),
        name: both("Sở Khoa học và Công nghệ thành phố Đồng Nai", "Department of Science and Technology of Dong Nai"),
        certifier_line: "Giám đốc Sở Khoa học và Công nghệ thành phố Đồng Nai chứng nhận".to_owned(),
        place: "Đồng Nai".to_owned(),
        authority: String::new(),
        signer_title: "GIÁM ĐỐC".to_owned(),
        signer_name: "Trần Minh Khôi".to_owned(),
        is_demonstration: false,
    }
}

pub fn claim(holder: &str) -> Claim {
    Claim {
        id: CertificateId::from_bytes(*b"\x9d\x1c\x07\xf3\x55\x2a\xe0\x4b\x81\x66\x12\xcd\x3f\x98\xb0\x7e"),
        subject_uuid: "urn:uuid:6f1ed002-ab5e-4d2b-9c1a-0c9bbd5e2f11".to_owned(),
        holder: holder.to_owned(),
        unit: "UBND phường Trấn Biên".to_owned(),
        position: "Chuyên viên".to_owned(),
        assessment_code: "ai-for-officials".to_owned(),
        assessment_title: both("Trí tuệ nhân tạo cho cán bộ, công chức", "AI for officials"),
        assessment_version: 1,
        framework: "757/QĐ-BKHCN".to_owned(),
        subtitle: both("ĐÁNH GIÁ KIẾN THỨC, KỸ NĂNG SỬ DỤNG TRÍ TUỆ NHÂN TẠO", "AI knowledge and skills"),
        statement: both(
            "đã hoàn thành bài đánh giá kiến thức, kỹ năng sử dụng trí tuệ nhân tạo trong công việc",
            "has passed the assessment of knowledge and skills in using artificial intelligence at work",
        ),
        description: both("", ""),
        criteria: both("", ""),
        score: Some(SignedScore {
            earned_centipoints: 2100,
            possible_centipoints: 2500,
            basis_points: 8400,
            cut_basis_points: 8000,
        }),
        serial: "00021/2025/AI-ĐN".to_owned(),
        register_number: "TTNT-2025/00021".to_owned(),
        assessed_at: at("2025-11-03T02:15:00Z"),
        issued_at: at("2025-11-05T03:00:00Z"),
        decision: None,
        expires_at: Some(at("2028-11-05T03:00:00Z")),
        status_list: 1,
        status_index: 94_567,
        base_url: "https://chungnhan.example.vn".to_owned(),
        issuer: issuer(),
        template: "national-landscape-1".to_owned(),
    }
}

pub fn qr_text() -> String {
    let digits: String = (0..433_u32).map(|place| char::from(b'0' + (place * place + place / 7) as u8 % 10)).collect();
    format!("https://chungnhan.example.vn/v#{digits}")
}

pub fn rendered(claim: &Claim) -> Vec<u8> {
    render(&TemplateCache::default(), claim, &qr_text(), CREDENTIAL).expect("a good claim renders")
}

/// A long unit, a long name, no score, no expiry, a demonstration.
pub fn variants() -> [(&'static str, Claim); 3] {
    let mut long = claim("Công Tằng Tôn Nữ Hoàng Phương Nguyễn Phúc Vĩnh Quỳnh Hương Thảo");
    long.issuer.is_demonstration = true;
    long.unit = "Trung tâm Phục vụ hành chính công và Kiểm soát thủ tục hành chính, Văn phòng UBND thành phố Đồng Nai"
        .to_owned();
    long.position = "Phó Trưởng phòng phụ trách chuyển đổi số".to_owned();
    long.issuer.authority = "KT. GIÁM ĐỐC".to_owned();
    long.issuer.signer_title = "PHÓ GIÁM ĐỐC".to_owned();
    let mut short = claim("Y Ñal");
    short.score = None;
    short.expires_at = None;
    short.position = String::new();
    [("sample", claim("Nguyễn Thị Phương Thảo")), ("long", long), ("short", short)]
}

/// Every variant in every template, and a name for its file.
pub fn in_every_template() -> Vec<(String, Claim)> {
    let of = |template: &'static str| {
        variants().map(|(name, claim)| (format!("{template}-{name}"), Claim { template: template.to_owned(), ..claim }))
    };
    TEMPLATES.into_iter().flat_map(of).collect()
}
