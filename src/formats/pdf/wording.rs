//! What the placeholders say: numbers and days as people write them, and the words that no template may change.

use super::standing::Band;
use super::words::Placeholder;
use crate::domain::certification::claim::{Claim, SignedScore};
use crate::domain::timestamp::Timestamp;
use std::borrow::Cow;

pub const COUNTRY: &str = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";
pub const MOTTO: &str = "Độc lập - Tự do - Hạnh phúc";
/// What the file is called before it is stamped.
pub const TITLE: &str = "GIẤY CHỨNG NHẬN";
const DEMONSTRATION: &str = "BẢN TRÌNH DIỄN – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ  /  DEMONSTRATION – NOT VALID";
const SAMPLE: &str = "BẢN MẪU – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ  /  SAMPLE – NOT VALID";
pub const SEAL_FIELD: &str = "Chữ ký số trên tệp này";
pub const QR_ALTERNATIVE: &str = "Mã QR để tra cứu, xác thực giấy chứng nhận này";

/// What stands in the band.
pub const fn band(band: Band) -> &'static str {
    match band {
        Band::Absent => "",
        Band::Demonstration => DEMONSTRATION,
        Band::Sample => SAMPLE,
    }
}

/// The large letters across the page.
pub const fn watermark(band: Band) -> &'static str {
    match band {
        Band::Absent => "",
        Band::Demonstration => "BẢN TRÌNH DIỄN",
        Band::Sample => "BẢN MẪU",
    }
}

/// What a placeholder says on the certificate of `claim`; nothing for those that stand.
pub fn varying(claim: &Claim, placeholder: Placeholder) -> Cow<'_, str> {
    use Placeholder as P;
    let issued = || claim.issued_at.day_in_vietnam();
    match placeholder {
        P::Holder => Cow::Borrowed(&claim.holder),
        P::Unit => Cow::Borrowed(&claim.unit),
        P::Position => Cow::Borrowed(&claim.position),
        P::Points => score(claim, |score| points(score, ',')),
        P::PointsEn => score(claim, |score| points(score, '.')),
        P::Percent => score(claim, |score| hundredths(score.basis_points.into(), ',')),
        P::PercentEn => score(claim, |score| hundredths(score.basis_points.into(), '.')),
        P::AssessedOn => Cow::Owned(day(claim.assessed_at)),
        P::AssessedOnEn => Cow::Owned(english_day(claim.assessed_at)),
        P::ExpiresOn => Cow::Owned(claim.expires_at.map(day).unwrap_or_default()),
        P::ExpiresOnEn => Cow::Owned(claim.expires_at.map(english_day).unwrap_or_default()),
        P::IssuedOnEn => Cow::Owned(english_day(claim.issued_at)),
        P::IssuedDay => Cow::Owned(format!("{:02}", issued().day())),
        P::IssuedMonth => Cow::Owned(month(u8::from(issued().month()))),
        P::IssuedYear => Cow::Owned(issued().year().to_string()),
        P::Serial => Cow::Borrowed(&claim.serial),
        P::RegisterNumber => Cow::Borrowed(&claim.register_number),
        P::DecisionNumber => {
            claim.decision.as_ref().map_or(Cow::Borrowed(""), |decision| Cow::Borrowed(&decision.number))
        }
        P::DecidedOn => claim.decision.as_ref().map_or(Cow::Borrowed(""), |decision| Cow::Owned(decision.day())),
        P::Address => Cow::Owned(address(claim)),
        P::Domain => Cow::Borrowed(claim.domain()),
        P::Band
        | P::SuperiorBody
        | P::IssuingBody
        | P::IssuerName
        | P::IssuerNameEn
        | P::Country
        | P::Motto
        | P::Subtitle
        | P::SubtitleEn
        | P::CertifierLine
        | P::Statement
        | P::StatementEn
        | P::Place
        | P::Authority
        | P::SignerTitle
        | P::SignerName => Cow::Borrowed(""),
    }
}

/// `chungnhan.example.vn/v/K3VQ-7M2A-...`
fn address(claim: &Claim) -> String {
    format!("{}/v/{}", claim.domain(), claim.id.grouped())
}

fn score(claim: &Claim, said: impl FnOnce(SignedScore) -> String) -> Cow<'_, str> {
    claim.score.map_or(Cow::Borrowed(""), |score| Cow::Owned(said(score)))
}

/// When it was sealed, and above that by whom and for which body: the form of an organisation's digital signature on
/// official papers.
pub fn seal_lines(signer: &str, body: &str, at: Timestamp) -> (String, Vec<String>) {
    let moment = at.in_vietnam();
    let (date, time) = (moment.date(), moment.time());
    let time = format!(
        "Thời gian ký: {:02}-{:02}-{} {:02}:{:02}:{:02} +07:00",
        date.day(),
        u8::from(date.month()),
        date.year(),
        time.hour(),
        time.minute(),
        time.second(),
    );
    let mut signers = vec![format!("Ký số bởi: {signer}")];
    if !body.is_empty() && body != signer {
        signers.push(format!("Cơ quan: {body}"));
    }
    (time, signers)
}

/// A leading zero for the first two months, as the rule for official papers has it.
fn month(month: u8) -> String {
    if month < 3 { format!("0{month}") } else { month.to_string() }
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
    fn months_follow_the_rule_for_official_papers() {
        assert_eq!([1, 2, 3, 11].map(month), ["01", "02", "3", "11"]);
    }

    #[test]
    fn scores_are_written_as_people_write_them() {
        let score = |earned, basis_points| SignedScore {
            earned_centipoints: earned,
            possible_centipoints: 2500,
            basis_points,
            cut_basis_points: 8000,
        };
        assert_eq!(points(score(2100, 8400), ','), "21/25");
        assert_eq!(points(score(2050, 8200), ','), "20,5/25");
        assert_eq!(points(score(2083, 8333), '.'), "20.83/25");
        assert_eq!(hundredths(8333, ','), "83,33");
    }

    #[test]
    fn days_are_those_of_viet_nam() {
        let late = Timestamp::parse("2026-02-28T20:00:00Z").expect("a time");
        assert_eq!((day(late), english_day(late)), ("01/03/2026".to_owned(), "1 March 2026".to_owned()));
    }
}
