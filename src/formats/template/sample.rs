//! Made-up certificates: what a template is looked at and judged by.

use crate::domain::certification::claim::{Claim, IssuerFace, SignedScore};
use crate::domain::certification::decision::DecisionReference;
use crate::domain::identifier::CertificateId;
use crate::domain::text::{Language, Localized};
use crate::domain::timestamp::Timestamp;
use crate::formats::pdf::{Band, Layout, PreflightError, StandingText, Template, Variable};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How much a made-up certificate says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sample {
    /// What most say.
    Typical,
    /// As much as is ever said: 60 letters of name, a long unit, a position, a score with decimals.
    Longest,
    /// As little: a short name, no position, no score, no last day.
    Shortest,
}

impl Sample {
    /// Every sample.
    pub const ALL: [Self; 3] = [Self::Typical, Self::Longest, Self::Shortest];

    /// `typical`
    pub const fn name(self) -> &'static str {
        match self {
            Self::Typical => "typical",
            Self::Longest => "longest",
            Self::Shortest => "shortest",
        }
    }

    /// The sample of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sample| sample.name() == name)
    }

    /// What the made-up certificate says; `issuer` is made up too where there is none.
    pub fn claim(self, layout: &Layout, issuer: Option<IssuerFace>) -> Claim {
        let (holder, unit, position) = match self {
            Self::Typical => ("Nguyễn Thị Phương Thảo", "UBND phường Trấn Biên", "Chuyên viên"),
            Self::Longest => (
                "Công Tằng Tôn Nữ Hoàng Phương Nguyễn Phúc Vĩnh Quỳnh Hương Thảo",
                "Trung tâm Phục vụ hành chính công và Kiểm soát thủ tục hành chính, Văn phòng UBND thành phố Đồng Nai",
                "Phó Trưởng phòng phụ trách chuyển đổi số",
            ),
            Self::Shortest => ("Y Ñal", "Sở Y tế", ""),
        };
        Claim {
            id: CertificateId::from_bytes(*b"\x9d\x1c\x07\xf3\x55\x2a\xe0\x4b\x81\x66\x12\xcd\x3f\x98\xb0\x7e"),
            subject_uuid: "6f1ed002-ab5e-4d2b-9c1a-0c9bbd5e2f11".to_owned(),
            holder: holder.to_owned(),
            unit: unit.to_owned(),
            position: position.to_owned(),
            assessment_code: "sample".to_owned(),
            assessment_title: both("Bài đánh giá mẫu", "Sample assessment"),
            assessment_version: 1,
            framework: "757/QĐ-BKHCN".to_owned(),
            subtitle: self.subtitle(),
            statement: self.statement(),
            description: both("Mẫu", "Sample"),
            criteria: both("Mẫu", "Sample"),
            score: self.score(),
            serial: self.pick("00021/2026/AI-ĐN", "000021/2026/GCN-SKHCN-TTCĐS", "1/2026").to_owned(),
            register_number: self.pick("000021/2026", "TTNT-CBCCVC-2026/000021", "1").to_owned(),
            assessed_at: at("2026-11-03T02:15:00Z"),
            issued_at: at("2026-11-05T03:00:00Z"),
            decision: self.decision(),
            expires_at: (self != Self::Shortest).then(|| at("2029-11-05T16:59:59Z")),
            status_list: 1,
            status_index: 94_567,
            base_url: "https://chungnhan.vi-du.vn".to_owned(),
            issuer: issuer.unwrap_or_else(|| self.issuer()),
            template: layout.name(),
        }
    }

    const fn pick(self, typical: &'static str, longest: &'static str, shortest: &'static str) -> &'static str {
        match self {
            Self::Typical => typical,
            Self::Longest => longest,
            Self::Shortest => shortest,
        }
    }

    fn subtitle(self) -> Localized {
        both(
            self.pick(
                "Kiến thức, kỹ năng sử dụng trí tuệ nhân tạo",
                "ĐÁNH GIÁ KIẾN THỨC, KỸ NĂNG SỬ DỤNG TRÍ TUỆ NHÂN TẠO TRONG CÔNG VỤ",
                "Kỹ năng số cơ bản",
            ),
            self.pick(
                "Knowledge and skills in using AI",
                "Assessment of knowledge and skills in using artificial intelligence in public service",
                "Basic digital skills",
            ),
        )
    }

    fn statement(self) -> Localized {
        both(
            self.pick(
                "đã hoàn thành bài đánh giá kiến thức, kỹ năng sử dụng trí tuệ nhân tạo trong công việc",
                "đã hoàn thành bài đánh giá kiến thức, kỹ năng sử dụng trí tuệ nhân tạo trong hoạt động công vụ và giao tiếp với người dân",
                "đã hoàn thành bài đánh giá kỹ năng số cơ bản",
            ),
            self.pick(
                "has passed the assessment of knowledge and skills in using artificial intelligence at work",
                "has passed the assessment of knowledge and skills in using artificial intelligence in public service and towards citizens",
                "has passed the assessment of basic digital skills",
            ),
        )
    }

    /// Only the longest sample rests on a decision.
    fn decision(self) -> Option<DecisionReference> {
        let date = at("2026-11-04T02:00:00Z").day_in_vietnam();
        (self == Self::Longest).then(|| DecisionReference { number: "1234/QĐ-UBND-KGVX-CNTT-TTCĐS".to_owned(), date })
    }

    fn score(self) -> Option<SignedScore> {
        let score = |earned, basis_points| SignedScore {
            earned_centipoints: earned,
            possible_centipoints: 2500,
            basis_points,
            cut_basis_points: 8000,
        };
        match self {
            Self::Typical => Some(score(2100, 8400)),
            Self::Longest => Some(score(2383, 9533)),
            Self::Shortest => None,
        }
    }

    fn issuer(self) -> IssuerFace {
        let longest = self == Self::Longest;
        let body =
            if longest { "ỦY BAN NHÂN DÂN THÀNH PHỐ HỒ CHÍ MINH" } else { "UBND THÀNH PHỐ ĐỒNG NAI" };
        IssuerFace {
            superior_body: body.to_owned(),
            issuing_body: "SỞ KHOA HỌC VÀ CÔNG NGHỆ".to_owned(),
            name: both("Sở Khoa học và Công nghệ", "Department of Science and Technology"),
            certifier_line: self
                .pick(
                    "Giám đốc Sở Khoa học và Công nghệ thành phố Đồng Nai chứng nhận",
                    "Giám đốc Sở Khoa học và Công nghệ Thành phố Hồ Chí Minh chứng nhận",
                    "Giám đốc Sở chứng nhận",
                )
                .to_owned(),
            place: self.pick("Đồng Nai", "Thành phố Hồ Chí Minh", "Huế").to_owned(),
            authority: if longest { "KT. GIÁM ĐỐC" } else { "" }.to_owned(),
            signer_title: if longest { "PHÓ GIÁM ĐỐC" } else { "GIÁM ĐỐC" }.to_owned(),
            signer_name: self.pick("Trần Minh Khôi", "Nguyễn Hoàng Bảo Ngọc Quỳnh Anh", "Lê Ý").to_owned(),
            is_demonstration: false,
        }
    }
}

/// A template's page for a sample, with a band that says so: a PDF that certifies nothing.
///
/// # Errors
/// When the template has no place for what the sample, or the issuer, says.
pub fn preview(layout: &Layout, sample: Sample, issuer: Option<IssuerFace>) -> Result<Vec<u8>, PreflightError> {
    let claim = sample.claim(layout, issuer);
    let standing = StandingText { band: Band::Sample, ..StandingText::of(&claim) };
    let template = Template::compose(Arc::new(layout.clone()), standing)?;
    // Digits that nobody signed: whoever scans them is told so.
    let qr_text = format!("{}/v#{}", claim.base_url, "0123456789".repeat(43));
    template.stamp(&Variable { claim: &claim, qr_text: &qr_text, credential: b"{}\n", notice: "" })
}

fn both(vi: &str, en: &str) -> Localized {
    Localized(BTreeMap::from([(Language::Vi, vi.to_owned()), (Language::En, en.to_owned())]))
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time of the samples")
}
