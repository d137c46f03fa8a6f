//! The certificate's own words: sentences around what the claim says, Vietnamese and English.

use crate::domain::certification::claim::{Claim, SignedScore};
use crate::domain::certification::decision::DecisionReference;
use crate::domain::text::Language;
use crate::domain::timestamp::Timestamp;

pub const COUNTRY: &str = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";
pub const MOTTO: &str = "Độc lập - Tự do - Hạnh phúc";
pub const TITLE: &str = "GIẤY CHỨNG NHẬN";
pub const SIGNED_DIGITALLY: &str = "(Chứng thực bằng chữ ký số Ed25519 – xem mã QR)";
pub const SERIAL: &str = "Số hiệu: ";
pub const REGISTER: &str = "Số vào sổ: ";
pub const CHECK_AT: &str = "Tra cứu, xác thực tại:";
pub const FOOT: &str = "Bản điện tử kèm tệp credential.json, kiểm tra được bằng phần mềm độc lập, kể cả khi máy chủ của đơn vị cấp không còn.";
pub const DEMONSTRATION: &str = "BẢN TRÌNH DIỄN – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ  /  DEMONSTRATION – NOT VALID";
pub const QR_ALTERNATIVE: &str = "Mã QR để tra cứu, xác thực giấy chứng nhận này";

/// `Đơn vị: UBND phường Trấn Biên – Chức vụ: Chuyên viên`
pub fn unit_and_position(claim: &Claim) -> String {
    if claim.position.is_empty() { unit(claim) } else { format!("{} – {}", unit(claim), position(claim)) }
}

pub fn unit(claim: &Claim) -> String {
    format!("Đơn vị: {}", claim.unit)
}

pub fn position(claim: &Claim) -> String {
    format!("Chức vụ: {}", claim.position)
}

/// `Kết quả: 21/25 điểm (84%) – Đạt`
pub fn result(score: Option<SignedScore>) -> String {
    match score {
        Some(score) => {
            format!("Kết quả: {} điểm ({}%) – Đạt", points(score, ','), hundredths(score.basis_points.into(), ','))
        }
        None => "Kết quả: Đạt".to_owned(),
    }
}

/// What the certificate says, in one English sentence.
pub fn english(claim: &Claim) -> String {
    let statement = claim.statement.get(Language::En).trim_end_matches('.');
    format!("This is to certify that {} {statement}.", claim.holder)
}

/// Result and days, in English.
pub fn english_details(claim: &Claim) -> String {
    let result = match claim.score {
        Some(score) => {
            format!("Result: {} points ({}%), passed", points(score, '.'), hundredths(score.basis_points.into(), '.'))
        }
        None => "Result: passed".to_owned(),
    };
    let until = match claim.expires_at {
        Some(moment) => format!("Valid until {}", english_day(moment)),
        None => "No expiry date".to_owned(),
    };
    format!("{result}  ·  Assessed on {}  ·  {until}", english_day(claim.assessed_at))
}

/// `Ngày đánh giá: 05/11/2025 – Có giá trị đến ngày 05/11/2028`
pub fn validity(claim: &Claim) -> String {
    let until = match claim.expires_at {
        Some(moment) => format!("Có giá trị đến ngày {}", day(moment)),
        None => "Có giá trị không thời hạn".to_owned(),
    };
    format!("Ngày đánh giá: {} – {until}", day(claim.assessed_at))
}

/// `Căn cứ Quyết định số 12/QĐ-SKHCN ngày 05/11/2025`
pub fn decision(decision: &DecisionReference) -> String {
    format!("Căn cứ Quyết định số {} ngày {}", decision.number, decision.day())
}

/// `Đồng Nai, ngày 05 tháng 11 năm 2025`: a leading zero for days under ten and for months one and two.
pub fn place_and_date(place: &str, issued_at: Timestamp) -> String {
    let date = issued_at.day_in_vietnam();
    let month = u8::from(date.month());
    let month = if month < 3 { format!("0{month}") } else { month.to_string() };
    format!("{place}, ngày {:02} tháng {month} năm {}", date.day(), date.year())
}

/// What a careful reader compares.
pub fn check_the_domain(domain: &str) -> String {
    format!("Quét mã QR hoặc mở địa chỉ trên; hãy kiểm tra địa chỉ trang đúng là {domain}")
}

/// The same for readers of English.
pub fn check_the_domain_in_english(domain: &str) -> String {
    format!("Scan the code or open the address; check that the site is {domain}")
}

/// The document's title.
pub fn document_title(claim: &Claim) -> String {
    format!("Giấy chứng nhận {} – {}", claim.serial, claim.holder)
}

fn points(score: SignedScore, comma: char) -> String {
    format!("{}/{}", hundredths(score.earned_centipoints, comma), hundredths(score.possible_centipoints, comma))
}

/// `84`, `20,5`, `83,33`: hundredths without idle zeros.
fn hundredths(value: u32, comma: char) -> String {
    let (whole, rest) = (value / 100, value % 100);
    match rest {
        0 => whole.to_string(),
        rest if rest % 10 == 0 => format!("{whole}{comma}{}", rest / 10),
        rest => format!("{whole}{comma}{rest:02}"),
    }
}

fn day(moment: Timestamp) -> String {
    let date = moment.day_in_vietnam();
    format!("{:02}/{:02}/{}", date.day(), u8::from(date.month()), date.year())
}

fn english_day(moment: Timestamp) -> String {
    let date = moment.day_in_vietnam();
    format!("{} {} {}", date.day(), date.month(), date.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_follow_the_rule_for_official_papers() {
        let on = |text: &str| place_and_date("Đồng Nai", Timestamp::parse(text).expect("a time"));
        assert_eq!(on("2025-11-05T03:00:00Z"), "Đồng Nai, ngày 05 tháng 11 năm 2025");
        assert_eq!(on("2026-02-28T20:00:00Z"), "Đồng Nai, ngày 01 tháng 3 năm 2026");
        assert_eq!(on("2026-02-10T03:00:00Z"), "Đồng Nai, ngày 10 tháng 02 năm 2026");
    }

    #[test]
    fn scores_are_written_as_people_write_them() {
        let score = |earned, basis_points| {
            Some(SignedScore {
                earned_centipoints: earned,
                possible_centipoints: 2500,
                basis_points,
                cut_basis_points: 8000,
            })
        };
        assert_eq!(result(score(2100, 8400)), "Kết quả: 21/25 điểm (84%) – Đạt");
        assert_eq!(result(score(2050, 8200)), "Kết quả: 20,5/25 điểm (82%) – Đạt");
        assert_eq!(result(score(2083, 8333)), "Kết quả: 20,83/25 điểm (83,33%) – Đạt");
        assert_eq!(result(None), "Kết quả: Đạt");
    }
}
