//! The certificate's PDF as other people's software sees it: qpdf, poppler and zbar
//! (Debian packages `qpdf`, `poppler-utils`, `zbar-tools`).

mod certificate;

use certificate::{CREDENTIAL, TEMPLATES, claim, in_every_template, qr_text, rendered, variants};
use minhchung::domain::certification::claim::Claim;
use minhchung::formats::pdf::{Field, PreflightError, StandingText, Template, TemplateCache, Variable, render};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::process::Command;

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

/// Everything the page says, in reading order, as one line.
fn words_of(path: &Path) -> String {
    let path = path.to_str().expect("a path in UTF-8");
    let text = String::from_utf8(tool("pdftotext", "poppler-utils", &["-raw", path, "-"])).expect("UTF-8");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

const NAMES: [&str; 62] = [
    "Nguyễn Thị Phương Thảo",
    "Trần Quốc Toản",
    "Lê Hữu Phước",
    "Phạm Ngọc Ánh",
    "Hoàng Đình Ất",
    "Huỳnh Thị Ẩn",
    "Phan Vĩnh Ẫm",
    "Vũ Đức Ậu",
    "Võ Thị Ắng",
    "Đặng Thùy Ằng",
    "Bùi Xuân Ẳng",
    "Đỗ Mạnh Ẵm",
    "Hồ Thị Ặc",
    "Ngô Tiến Ếch",
    "Dương Văn Ề",
    "Lý Thị Ể",
    "Trịnh Công Ễn",
    "Đinh Hữu Ệ",
    "Mai Thị Ốc",
    "Cao Bá Ồn",
    "Lương Ngọc Ổn",
    "Tạ Đình Ỗ",
    "Hà Thị Ộc",
    "Chu Văn Ớt",
    "Tô Thị Ờ",
    "Thái Bình Ở",
    "Quách Thị Ỡ",
    "Kiều Văn Ợ",
    "La Thị Ứng",
    "Lâm Quang Ừ",
    "Từ Hữu Ửng",
    "Vương Thị Ữ",
    "Mạc Đăng Ựu",
    "Nghiêm Thị Ỷ",
    "Doãn Quốc Ỹ",
    "Khổng Thị Ỵ",
    "Thân Trọng Ý",
    "Ỳ Thị Gỉ",
    "Nguyễn Ngọc Hĩ",
    "Đoàn Thị Hụ",
    "nguyễn thị quỳnh như",
    "TRƯƠNG THỊ MỸ DUYÊN",
    "H'Hen Niê",
    "H’Bia Êban",
    "K'Brơi",
    "Điểu K'Ré",
    "Y Ñal",
    "Y Wơ̆ng Ayŭn",
    "Y Čhŏ Kbuôr",
    "A Ĭm",
    "Sùng Thị Mỷ",
    "Thào A Pó",
    "Lò Văn Ưng",
    "Khương",
    "Ý",
    "Danh Út",
    "Nguyễn Hoàng Bảo Ngọc Quỳnh Anh",
    "Tôn Nữ Thị Hồng Ngọc Diễm",
    "Công Tằng Tôn Nữ Hoàng Phương Nguyễn Phúc Vĩnh Quỳnh Hương Thảo",
    "Nguyễn Thị Hoàng Phương Quỳnh Trang Đoan Trang Thùy Dương Ngh",
    "Jean-Luc D’Souza Nguyễn",
    "Søren Müller-Đặng",
];

#[test]
fn every_name_is_read_back_letter_by_letter() {
    let templates = TemplateCache::default();
    for (index, name) in NAMES.into_iter().enumerate() {
        for template in TEMPLATES {
            let claim = Claim { template: template.to_owned(), ..claim(name) };
            let bytes = render(&templates, &claim, &qr_text(), CREDENTIAL);
            let bytes = bytes.unwrap_or_else(|error| panic!("{name}: {error}"));
            let path = written(&format!("name-{template}-{index}.pdf"), &bytes);
            // In one row or two: what is copied is the name.
            let words = words_of(&path);
            assert!(words.contains(&format!(" {name} Đơn vị: ")), "{template} {name}: {words}");
            assert!(
                words.contains(&format!("This is to certify that {name} has passed")),
                "{template} {name}: {words}"
            );
            let is_one_line = text_of(&path).lines().any(|line| line.trim() == name);
            assert!(
                is_one_line || (template == "national-portrait-1" && name.chars().count() > 30),
                "{template} {name}"
            );
        }
    }
}

#[test]
fn the_file_is_sound() {
    for (name, claim) in in_every_template() {
        let path = written(&format!("{name}.pdf"), &rendered(&claim));
        let said = tool("qpdf", "qpdf", &["--check", path.to_str().expect("a path in UTF-8")]);
        let said = String::from_utf8_lossy(&said).into_owned();
        assert!(said.contains("No syntax or stream encoding errors found"), "{said}");
        assert!(!said.contains("WARNING"), "{said}");
    }
}

#[test]
fn the_page_says_what_the_claim_says() {
    let [(_, sample), (_, long), (_, short)] = variants();
    let shows = |file: &str, claim: &Claim, lines: &[&str]| {
        let text = text_of(&written(file, &rendered(claim)));
        for line in lines {
            assert!(text.contains(line), "{line}\n{text}");
        }
        text
    };
    let address = format!("chungnhan.example.vn/v/{}", sample.id.grouped());
    let text = shows(
        "says-sample.pdf",
        &sample,
        &[
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "GIẤY CHỨNG NHẬN",
            "Đơn vị: UBND phường Trấn Biên – Chức vụ: Chuyên viên",
            "Kết quả: 21/25 điểm (84%) – Đạt",
            "Ngày đánh giá: 03/11/2025 – Có giá trị đến ngày 05/11/2028",
            "Đồng Nai, ngày 05 tháng 11 năm 2025",
            "Số hiệu: 00021/2025/AI-ĐN",
            "Số vào sổ: TTNT-2025/00021",
            "hãy kiểm tra địa chỉ trang đúng là chungnhan.example.vn",
            &address,
        ],
    );
    assert!(!text.contains("TRÌNH DIỄN"), "a genuine certificate is no demonstration");
    shows(
        "says-long.pdf",
        &long,
        &["BẢN TRÌNH DIỄN – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ", "DEMONSTRATION – NOT VALID", &long.unit],
    );
    let text = shows("says-short.pdf", &short, &["Kết quả: Đạt", "Có giá trị không thời hạn"]);
    assert!(!text.contains("điểm") && !text.contains("Chức vụ"), "{text}");
}

/// What no design may leave out, whatever its words.
#[test]
fn every_template_says_what_a_certificate_says() {
    for (name, claim) in in_every_template() {
        let words = words_of(&written(&format!("words-{name}.pdf"), &rendered(&claim)));
        let score = if claim.score.is_some() { "21/25 điểm (84%)" } else { "Đạt" };
        let needed = [
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "GIẤY CHỨNG NHẬN",
            "Đồng Nai, ngày 05 tháng 11 năm 2025",
            "03/11/2025",
            &claim.issuer.superior_body,
            &claim.issuer.issuing_body,
            &claim.issuer.signer_title,
            &claim.issuer.signer_name,
            &claim.issuer.authority,
            &claim.holder,
            &claim.unit,
            &claim.position,
            &claim.serial,
            &claim.register_number,
            &format!("chungnhan.example.vn/v/{}", claim.id.grouped()),
            score,
        ];
        for text in needed {
            assert!(words.contains(text), "{name} lacks {text}: {words}");
        }
        assert_eq!(
            words.contains("BẢN TRÌNH DIỄN – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"),
            claim.issuer.is_demonstration,
            "{name}"
        );
    }
}

#[test]
fn a_reader_program_is_told_heading_figure_and_link_in_order() {
    for (name, claim) in in_every_template() {
        let path = written(&format!("order-{name}.pdf"), &rendered(&claim));
        let path = path.to_str().expect("a path in UTF-8");
        let text = String::from_utf8(tool("pdfinfo", "poppler-utils", &["-struct-text", path])).expect("UTF-8");
        let first = claim.holder.split(' ').next().expect("a name");
        let order = ["CỘNG HÒA", "H1", "GIẤY CHỨNG NHẬN", first, "Kết quả", "GIÁM ĐỐC", "Số hiệu", "Figure", "Link"];
        // Each after the one before: a short name may be found in the header too.
        let mut rest = text.as_str();
        for part in order {
            let (_, after) = rest.split_once(part).unwrap_or_else(|| panic!("{name}: no {part} in its place\n{text}"));
            rest = after;
        }
    }
}

#[test]
fn the_credential_comes_out_as_it_went_in() {
    let path = written("attached.pdf", &rendered(&claim("Nguyễn Thị Phương Thảo")));
    let path = path.to_str().expect("a path in UTF-8");
    assert_eq!(tool("qpdf", "qpdf", &["--show-attachment=credential.json", path]), CREDENTIAL);
    let listed = String::from_utf8(tool("qpdf", "qpdf", &["--list-attachments", "--verbose", path])).expect("UTF-8");
    assert!(listed.contains("application/vc"), "{listed}");
}

#[test]
fn the_symbol_is_read_from_a_coarse_print() {
    for (name, claim) in in_every_template() {
        let path = written(&format!("scan-{name}.pdf"), &rendered(&claim));
        let path = path.to_str().expect("a path in UTF-8");
        let picture = path.trim_end_matches(".pdf");
        tool("pdftoppm", "poppler-utils", &["-r", "150", "-png", "-singlefile", path, picture]);
        let read = tool("zbarimg", "zbar-tools", &["--quiet", "--raw", &format!("{picture}.png")]);
        assert_eq!(String::from_utf8(read).expect("UTF-8").trim_end(), qr_text());
    }
}

#[test]
fn the_same_claim_gives_the_same_bytes_in_every_process() {
    let claim = claim("Nguyễn Thị Phương Thảo");
    let bytes = rendered(&claim);
    assert_eq!(bytes, rendered(&claim));
    // Changes only when the page, the fonts or a library that writes them changes: look at the page then.
    let golden = "5a3bc27ad14d9bef9d7b4c73e7aafa38ce41793b3b07ff5a333a453e41a8a521";
    assert_eq!(digest(&bytes), golden);
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What was issued with a version must come out of it again, however the program is changed.
#[test]
fn every_template_gives_the_same_bytes_in_every_process() {
    let given: Vec<String> =
        in_every_template().into_iter().map(|(name, claim)| format!("{name} {}", digest(&rendered(&claim)))).collect();
    let golden = include_str!("fixtures/certificate-digests.txt");
    assert_eq!(given, golden.lines().collect::<Vec<_>>());
}

#[test]
fn every_reference_in_the_file_leads_somewhere() {
    for (name, claim) in in_every_template() {
        let document = lopdf::Document::load_mem(&rendered(&claim)).expect("it parses");
        assert_eq!(document.get_pages().len(), 1);
        let mut seen = Vec::new();
        for object in document.objects.values() {
            references(object, &mut seen);
        }
        assert!(seen.len() > 60, "{name}: {}", seen.len());
        for id in seen {
            assert!(document.get_object(id).is_ok(), "{name}: {id:?}");
        }
    }
}

fn references(object: &lopdf::Object, seen: &mut Vec<lopdf::ObjectId>) {
    match object {
        lopdf::Object::Reference(id) => seen.push(*id),
        lopdf::Object::Array(items) => items.iter().for_each(|item| references(item, seen)),
        lopdf::Object::Dictionary(dict) => dict.iter().for_each(|(_, item)| references(item, seen)),
        lopdf::Object::Stream(stream) => stream.dict.iter().for_each(|(_, item)| references(item, seen)),
        _ => {}
    }
}

#[test]
fn what_cannot_be_printed_faithfully_is_refused() {
    let refused = |change: &dyn Fn(&mut Claim)| {
        let mut claim = claim("Nguyễn Thị Phương Thảo");
        change(&mut claim);
        render(&TemplateCache::default(), &claim, &qr_text(), CREDENTIAL).err()
    };
    assert_eq!(
        refused(&|claim| claim.holder = "Nguye\u{302}\u{303}n".to_owned()),
        Some(PreflightError::NotComposed(Field::Holder))
    );
    assert_eq!(refused(&|claim| claim.holder = "Nguyễn 阮".to_owned()), Some(PreflightError::MissingGlyph('阮')));
    assert_eq!(
        refused(&|claim| claim.unit = "Sở\u{200B}Y tế".to_owned()),
        Some(PreflightError::MissingGlyph('\u{200B}'))
    );
    assert_eq!(
        refused(&|claim| claim.holder = "Nguyễn Thị Phương Thảo ".repeat(5)),
        Some(PreflightError::DoesNotFit(Field::Holder))
    );
    assert_eq!(
        refused(&|claim| claim.unit = "Trung tâm Chuyển đổi số ".repeat(15)),
        Some(PreflightError::DoesNotFit(Field::Unit))
    );
    assert_eq!(
        refused(&|claim| claim.issuer.signer_name = "Trần Minh Khôi ".repeat(9)),
        Some(PreflightError::DoesNotFit(Field::Signer))
    );
    let too_much = "https://chungnhan.example.vn/v#".to_owned() + &"7".repeat(900);
    let claim = claim("Nguyễn Thị Phương Thảo");
    let error = render(&TemplateCache::default(), &claim, &too_much, CREDENTIAL).err();
    assert_eq!(error, Some(PreflightError::QrTooLarge));
}

#[test]
fn one_issuers_template_does_not_serve_another() {
    let (ours, mut theirs) = (claim("Nguyễn Thị Phương Thảo"), claim("Trần Quốc Toản"));
    theirs.issuer.signer_name = "Lê Thị Bình".to_owned();
    let layout = TemplateCache::default().layout(&ours.template).expect("a bundled template");
    let template = Template::compose(layout, StandingText::of(&ours)).expect("it composes");
    let variable = Variable { claim: &theirs, qr_text: &qr_text(), credential: CREDENTIAL, notice: "" };
    assert_eq!(template.stamp(&variable).err(), Some(PreflightError::OtherTemplate));
}
