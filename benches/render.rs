//! Certificates per CPU second on one core, rendering alone: `cargo bench --bench render`.
//! CPU time, not wall-clock, so that a busy machine says the same as an idle one.

use minhchung::domain::certification::claim::{Claim, IssuerFace, SignedScore};
use minhchung::domain::identifier::CertificateId;
use minhchung::domain::text::{Language, Localized};
use minhchung::domain::timestamp::Timestamp;
use minhchung::formats::pdf::{StandingText, Template, TemplateCache, render};
use minhchung::formats::qr;
use std::collections::BTreeMap;
use std::hint::black_box;

const ROUNDS: u32 = 2_000;
const NAMES: [&str; 5] =
    ["Nguyễn Thị Phương Thảo", "H'Hen Niê", "Trần Quốc Toản", "Điểu K'Ré", "Công Tằng Tôn Nữ Hoàng Phương Quỳnh"];

fn main() {
    let (claim, credential) = (claim(), credential());
    let texts: Vec<String> = (0..NAMES.len()).map(qr_text).collect();
    let standing = StandingText::of(&claim);
    let templates = TemplateCache::default();
    let layout = templates.layout(&claim.template).expect("a bundled template");
    let first = micros(1, |_| {
        black_box(Template::compose(layout.clone(), standing.clone()).is_ok());
    });
    let compose = micros(20, |_| {
        black_box(Template::compose(layout.clone(), standing.clone()).is_ok());
    });
    let claims = NAMES.map(|name| Claim { holder: name.to_owned(), ..claim.clone() });
    let file =
        |round: usize| render(&templates, &claims[round], &texts[round], &credential).map_or(0, |file| file.len());
    let bytes = file(0);
    let whole = micros(ROUNDS, |round| {
        black_box(file(round));
    });
    let symbol = micros(ROUNDS, |round| {
        black_box(qr::encode(&texts[round]).is_ok());
    });
    let modules = texts.iter().filter_map(|text| qr::encode(text).ok()).collect::<Vec<_>>();
    let back = micros(ROUNDS, |round| {
        black_box(qr::decode_back(&modules[round]));
    });
    println!("first template, fonts cut      {:>9.0} us", first);
    println!("a further template             {compose:>9.0} us");
    println!("a certificate                  {whole:>9.1} us   {:.0} a second and core, {bytes} bytes", 1e6 / whole);
    println!("  of it encoding the QR symbol {symbol:>9.1} us");
    println!("  of it reading it back        {back:>9.1} us");
    println!("  of it all else               {:>9.1} us", whole - symbol - back);
}

/// CPU microseconds for one of `rounds` calls; the argument walks through the names.
fn micros(rounds: u32, mut call: impl FnMut(usize)) -> f64 {
    let start = cpu_nanoseconds();
    for round in 0..rounds {
        call(round as usize % NAMES.len());
    }
    (cpu_nanoseconds() - start) as f64 / 1_000.0 / f64::from(rounds)
}

/// What the kernel says this thread has run.
fn cpu_nanoseconds() -> u64 {
    let said = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux with scheduler statistics");
    said.split(' ').next().and_then(|number| number.parse().ok()).expect("nanoseconds come first")
}

/// As long as a signed one: 433 digits.
fn qr_text(seed: usize) -> String {
    let digit = |place: usize| char::from(b'0' + ((place * place + place / 7 + seed * 3) % 10) as u8);
    format!("https://chungnhan.example.vn/v#{}", (0..433).map(digit).collect::<String>())
}

/// As long as a signed one, and as hard to compress.
fn credential() -> Vec<u8> {
    let field = |index: u32| format!("\"field-{index}\":\"{:08x}\",", index.wrapping_mul(2_654_435_761));
    format!("{{{}}}", (0..90).map(field).collect::<String>()).into_bytes()
}

fn both(vi: &str, en: &str) -> Localized {
    Localized(BTreeMap::from([(Language::Vi, vi.to_owned()), (Language::En, en.to_owned())]))
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

fn claim() -> Claim {
    Claim {
        id: CertificateId::from_bytes(*b"\x9d\x1c\x07\xf3\x55\x2a\xe0\x4b\x81\x66\x12\xcd\x3f\x98\xb0\x7e"),
        subject_uuid: "urn:uuid:6f1ed002-ab5e-4d2b-9c1a-0c9bbd5e2f11".to_owned(),
        holder: NAMES[0].to_owned(),
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
        issuer: IssuerFace {
            superior_body: "ỦY BAN NHÂN DÂN THÀNH PHỐ ĐỒNG NAI".to_owned(),
            issuing_body: "SỞ KHOA HỌC VÀ CÔNG NGHỆ".to_owned(),
            name: both("Sở Khoa học và Công nghệ thành phố Đồng Nai", "Department of Science and Technology"),
            certifier_line: "Giám đốc Sở Khoa học và Công nghệ thành phố Đồng Nai chứng nhận".to_owned(),
            place: "Đồng Nai".to_owned(),
            authority: String::new(),
            signer_title: "GIÁM ĐỐC".to_owned(),
            signer_name: "Trần Minh Khôi".to_owned(),
            is_demonstration: false,
        },
        template: "national-landscape-1".to_owned(),
    }
}
