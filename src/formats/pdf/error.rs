//! What can be wrong with a certificate before it exists.

/// A place on the certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The body above the issuing body.
    SuperiorBody,
    /// The issuing body.
    IssuingBody,
    /// The line under the title.
    Subtitle,
    /// Who certifies.
    CertifierLine,
    /// What the holder has done.
    Statement,
    /// The signer's authority, title or name.
    Signer,
    /// The holder's name.
    Holder,
    /// The holder's unit and position.
    Unit,
    /// The result.
    Result,
    /// The English sentence.
    English,
    /// Days of assessment and expiry.
    Validity,
    /// Place and date.
    PlaceAndDate,
    /// Serial or register number.
    Numbers,
    /// The decision's number and date.
    Decision,
    /// The address for checking.
    Address,
    /// What says that a demonstration is one.
    Band,
    /// Words of the template itself.
    FixedText,
    /// The lines of the official seal.
    Seal,
}

impl Field {
    /// Stable, for logs and programs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SuperiorBody => "superior-body",
            Self::IssuingBody => "issuing-body",
            Self::Subtitle => "subtitle",
            Self::CertifierLine => "certifier-line",
            Self::Statement => "statement",
            Self::Signer => "signer",
            Self::Holder => "holder",
            Self::Unit => "unit",
            Self::Result => "result",
            Self::English => "english",
            Self::Validity => "validity",
            Self::PlaceAndDate => "place-and-date",
            Self::Numbers => "numbers",
            Self::Decision => "decision",
            Self::Address => "address",
            Self::Band => "band",
            Self::FixedText => "fixed-text",
            Self::Seal => "seal",
        }
    }
}

/// Why a certificate is refused before anything is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PreflightError {
    /// The text is not in the canonical composed form.
    #[error("not-composed: {}", .0.code())]
    NotComposed(Field),
    /// The certificate's fonts have no such character.
    #[error("missing-glyph: U+{:04X}", u32::from(*.0))]
    MissingGlyph(char),
    /// Too long even at the smallest size.
    #[error("does-not-fit: {}", .0.code())]
    DoesNotFit(Field),
    /// The QR symbol does not read back as its text.
    #[error("qr-does-not-decode")]
    QrDoesNotDecode,
    /// The QR text is too long for legible modules.
    #[error("qr-too-large")]
    QrTooLarge,
    /// No template of that name and version is known.
    #[error("unknown-template")]
    UnknownTemplate,
    /// The template was composed for another issuer, assessment or layout.
    #[error("other-template")]
    OtherTemplate,
}

impl PreflightError {
    /// Stable, for logs and programs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotComposed(_) => "not-composed",
            Self::MissingGlyph(_) => "missing-glyph",
            Self::DoesNotFit(_) => "does-not-fit",
            Self::QrDoesNotDecode => "qr-does-not-decode",
            Self::QrTooLarge => "qr-too-large",
            Self::UnknownTemplate => "unknown-template",
            Self::OtherTemplate => "other-template",
        }
    }
}
