//! The certificate's PDF as other people's software sees it: qpdf, poppler and zbar
//! (Debian packages `qpdf`, `poppler-utils`, `zbar-tools`).

use minhchung::domain::certification::claim::{Claim, IssuerFace, SignedScore};
use minhchung::domain::identifier::CertificateId;
use minhchung::domain::text::{Language, Localized};
use minhchung::domain::timestamp::Timestamp;
use minhchung::formats::pdf::{Field, PreflightError, TemplateCache, render};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

const CREDENTIAL: &[u8] = "{\"name\":\"Giấy chứng nhận\",\"proof\":{}}\n".as_bytes();

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

fn claim(holder: &str) -> Claim {
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
        expires_at: Some(at("2028-11-05T03:00:00Z")),
        status_list: 1,
        status_index: 94_567,
        base_url: "https://chungnhan.example.vn".to_owned(),
        issuer: issuer(),
        template: "co-dien-1".to_owned(),
    }
}

fn qr_text() -> String {
    let digits: String = (0..433_u32).map(|place| char::from(b'0' + (place * place + place / 7) as u8 % 10)).collect();
    format!("https://chungnhan.example.vn/v#{digits}")
}

fn rendered(claim: &Claim) -> Vec<u8> {
    render(&TemplateCache::default(), claim, &qr_text(), CREDENTIAL).expect("a good claim renders")
}

fn written(name: &str, bytes: &[u8]) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, bytes).expect("the test folder is writable");
    path
}

fn tool(program: &str, package: &str, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(program).args(arguments).output();
    let output = output.unwrap_or_else(|error| panic!("{program} ({error}): apt-get install {package}"));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {arguments:?}: {errors}");
    output.stdout
}

fn text_of(path: &Path) -> String {
    let path = path.to_str().expect("a path in UTF-8");
    String::from_utf8(tool("pdftotext", "poppler-utils", &["-layout", path, "-"])).expect("UTF-8")
}

#[test]
fn sample() {
    let path = written("sample.pdf", &rendered(&claim("Nguyễn Thị Phương Thảo")));
    println!("{}", text_of(&path));
    let path = path.to_str().expect("a path in UTF-8");
    println!("{}", String::from_utf8_lossy(&tool("qpdf", "qpdf", &["--check", path])));
    let mut demo = claim("Công Tằng Tôn Nữ Hoàng Phương Nguyễn Phúc Vĩnh Quỳnh Hương Thảo");
    demo.issuer.is_demonstration = true;
    demo.unit = "Trung tâm Phục vụ hành chính công và Kiểm soát thủ tục hành chính, Văn phòng UBND thành phố Đồng Nai"
        .to_owned();
    demo.position = "Phó Trưởng phòng phụ trách chuyển đổi số".to_owned();
    demo.issuer.authority = "KT. GIÁM ĐỐC".to_owned();
    demo.issuer.signer_title = "PHÓ GIÁM ĐỐC".to_owned();
    written("demo.pdf", &rendered(&demo));
    let mut short = claim("Y Ñal");
    short.score = None;
    short.expires_at = None;
    short.position = String::new();
    written("short.pdf", &rendered(&short));
}
