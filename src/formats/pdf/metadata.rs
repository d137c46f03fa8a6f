//! What the file says about itself: the Info dictionary and the same as XMP.

use super::object::{ascii, dictionary, text};
use super::wording;
use crate::domain::certification::claim::Claim;
use crate::domain::text::Language;
use crate::domain::timestamp::Timestamp;
use lopdf::Dictionary;

const PRODUCER: &str = "Minh Chứng";

/// `D:20251105030000Z`
pub fn pdf_date(moment: Timestamp) -> String {
    let digits: String = moment.seconds_rfc3339().chars().filter(char::is_ascii_digit).collect();
    format!("D:{digits}Z")
}

/// The Info dictionary.
pub fn info(claim: &Claim) -> Dictionary {
    let date = pdf_date(claim.issued_at);
    dictionary([
        ("Title", text(&wording::document_title(claim))),
        ("Author", text(claim.issuer.name.get(Language::Vi))),
        ("Subject", text(claim.subtitle.get(Language::Vi))),
        ("Creator", text(PRODUCER)),
        ("Producer", text(PRODUCER)),
        ("CreationDate", ascii(&date)),
        ("ModDate", ascii(&date)),
    ])
}

/// The XMP packet: PDF/A-3, level U.
pub fn xmp(claim: &Claim) -> String {
    let title = escape(&wording::document_title(claim));
    let author = escape(claim.issuer.name.get(Language::Vi));
    let subject = escape(claim.subtitle.get(Language::Vi));
    let date = claim.issued_at.seconds_rfc3339();
    format!(
        "<?xpacket begin=\"\u{FEFF}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n\
         <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" \
         xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">\n\
         <dc:format>application/pdf</dc:format>\n\
         <dc:language><rdf:Bag><rdf:li>vi</rdf:li></rdf:Bag></dc:language>\n\
         <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{title}</rdf:li></rdf:Alt></dc:title>\n\
         <dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>\n\
         <dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">{subject}</rdf:li></rdf:Alt></dc:description>\n\
         <xmp:CreatorTool>{PRODUCER}</xmp:CreatorTool>\n\
         <xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate>\n\
         <pdf:Producer>{PRODUCER}</pdf:Producer>\n\
         <pdfaid:part>3</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>\n\
         </rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>"
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_claim() {
        assert_eq!(pdf_date(Timestamp::parse("2025-11-05T10:00:00+07:00").expect("a time")), "D:20251105030000Z");
    }

    #[test]
    fn names_cannot_break_the_packet() {
        assert_eq!(escape("Q&A <\"x\">"), "Q&amp;A &lt;&quot;x&quot;&gt;");
    }
}
