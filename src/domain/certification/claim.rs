//! The claim: everything a certificate says, frozen before anything is signed.

use super::decision::DecisionReference;
use crate::domain::identifier::CertificateId;
use crate::domain::text::Localized;
use crate::domain::timestamp::Timestamp;
use serde::{Deserialize, Serialize};

/// Who issues, as at the day of issue. Header and titles are data with effective dates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuerFace {
    /// `ỦY BAN NHÂN DÂN THÀNH PHỐ ĐỒNG NAI`
    pub superior_body: String,
    /// `SỞ KHOA HỌC VÀ CÔNG NGHỆ`
    pub issuing_body: String,
    /// The issuing body in running text; the credential's issuer name.
    pub name: Localized,
    /// `Giám đốc Sở Khoa học và Công nghệ thành phố Đồng Nai chứng nhận`
    pub certifier_line: String,
    /// `Đồng Nai`: where the date line says it was done.
    pub place: String,
    /// `KT. GIÁM ĐỐC`, or empty.
    pub authority: String,
    /// `GIÁM ĐỐC`
    pub signer_title: String,
    /// Full name without degree.
    pub signer_name: String,
    /// Whether keys and names are for demonstration only; then every page and certificate says so.
    pub is_demonstration: bool,
}

/// The score as signed; left out when the assessment's policy says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedScore {
    /// Hundredths of a point earned.
    pub earned_centipoints: u32,
    /// Hundredths of a point possible.
    pub possible_centipoints: u32,
    /// Basis points as shown.
    pub basis_points: u16,
    /// The cut, in basis points.
    pub cut_basis_points: u16,
}

/// Everything a certificate says. All text NFC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// 128 random bits.
    pub id: CertificateId,
    /// The subject's `urn:uuid` in the credential: random, says nothing about the person.
    pub subject_uuid: String,
    /// As the person spells it.
    pub holder: String,
    /// The unit's name as at issue, with its parents: `UBND phường Trấn Biên`.
    pub unit: String,
    /// The holder's position as at issue, or empty.
    pub position: String,
    /// `ai-for-officials`
    pub assessment_code: String,
    /// The assessment's title.
    pub assessment_title: Localized,
    /// The definition's version.
    pub assessment_version: i64,
    /// The framework and its version.
    pub framework: String,
    /// The line under the title of the certificate.
    pub subtitle: Localized,
    /// What the holder has done.
    pub statement: Localized,
    /// What the achievement is.
    pub description: Localized,
    /// What had to be done.
    pub criteria: Localized,
    /// The score, when it is shown.
    pub score: Option<SignedScore>,
    /// Số hiệu.
    pub serial: String,
    /// Số vào sổ.
    pub register_number: String,
    /// When the attempt was handed in.
    pub assessed_at: Timestamp,
    /// When the certificate is issued; whole seconds.
    pub issued_at: Timestamp,
    /// The decision that recognised the result; claims frozen before there were decisions do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<DecisionReference>,
    /// When it expires.
    pub expires_at: Option<Timestamp>,
    /// Number of the status list, from 1.
    pub status_list: u32,
    /// Place in that list, 0 to 131,071, random.
    pub status_index: u32,
    /// `https://chungnhan.example.vn`, from the configuration, without a final slash.
    pub base_url: String,
    /// Who issues.
    pub issuer: IssuerFace,
    /// Name and version of the certificate's layout.
    pub template: String,
}

impl Claim {
    /// `chungnhan.example.vn` or `localhost:8080`.
    pub fn domain(&self) -> &str {
        self.base_url.split_once("://").map_or(self.base_url.as_str(), |(_, rest)| rest)
    }

    /// `did:web:` of the domain; a port's colon is escaped.
    pub fn issuer_did(&self) -> String {
        did_web(&self.base_url)
    }
}

/// `did:web` of a base URL.
pub fn did_web(base_url: &str) -> String {
    let domain = base_url.split_once("://").map_or(base_url, |(_, rest)| rest);
    format!("did:web:{}", domain.replace(':', "%3A"))
}

/// Whether this is an address that certificates can carry: `http(s)://host[:port]`, lower case.
pub fn is_base_url(url: &str) -> bool {
    let Some(host) = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")) else { return false };
    let (name, port) = host.split_once(':').unwrap_or((host, "0"));
    let is_name = |letter: u8| matches!(letter, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.');
    (1..=253).contains(&name.len()) && name.bytes().all(is_name) && port.parse::<u16>().is_ok()
}
