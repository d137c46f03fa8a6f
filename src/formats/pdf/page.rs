//! Where everything stands on the page. Millimetres, from the upper left corner.

use super::error::Field;
use super::fonts::Style;
use super::lines::{Anchor, Spec};
use super::pen::Ink;

/// A4, lying.
pub const WIDTH: f64 = 297.0;
/// A4, lying.
pub const HEIGHT: f64 = 210.0;
/// The middle of the page.
pub const CENTRE: f64 = WIDTH / 2.0;
/// The middle of the header's left half.
pub const HEADER_LEFT: f64 = 83.0;
/// The middle of the header's right half.
pub const HEADER_RIGHT: f64 = WIDTH - HEADER_LEFT;
/// The middle of the signing block.
pub const SIGNING: f64 = 221.0;
/// The left edge of the text beside the QR symbol.
const BESIDE_QR: f64 = 69.5;
/// The QR symbol with its quiet zone: left edge, upper edge, side.
pub const QR: (f64, f64, f64) = (28.0, 145.4, 38.0);

const MIDDLE: Spec = Spec {
    field: Field::Holder,
    style: Style::Regular,
    size: 12.0,
    smallest: 8.0,
    room: 230.0,
    anchor: Anchor::Middle,
    x: CENTRE,
    y: 0.0,
    ink: Ink::BLACK,
    spacing: 0.0,
};
const BESIDE: Spec = Spec { anchor: Anchor::Left, x: BESIDE_QR, room: 101.0, ..MIDDLE };
const SIGNER: Spec = Spec { field: Field::Signer, x: SIGNING, room: 92.0, style: Style::Bold, ..MIDDLE };

/// The body above the issuing body.
pub const SUPERIOR_BODY: Spec =
    Spec { field: Field::SuperiorBody, size: 11.5, x: HEADER_LEFT, y: 31.4, room: 100.0, ..MIDDLE };
/// The issuing body.
pub const ISSUING_BODY: Spec =
    Spec { field: Field::IssuingBody, style: Style::Bold, size: 12.0, x: HEADER_LEFT, y: 37.2, room: 100.0, ..MIDDLE };
/// The name of the country.
pub const COUNTRY: Spec = Spec { style: Style::Bold, size: 11.5, x: HEADER_RIGHT, y: 31.4, room: 100.0, ..MIDDLE };
/// The motto.
pub const MOTTO: Spec = Spec { style: Style::Bold, size: 12.5, x: HEADER_RIGHT, y: 37.2, room: 100.0, ..MIDDLE };
/// The title.
pub const TITLE: Spec = Spec { style: Style::Bold, size: 39.0, y: 64.2, ink: Ink::RED, spacing: 2.4, ..MIDDLE };
/// The line under the title.
pub const SUBTITLE: Spec =
    Spec { field: Field::Subtitle, style: Style::Bold, size: 14.5, smallest: 10.0, y: 73.9, ink: Ink::NAVY, ..MIDDLE };
/// Who certifies.
pub const CERTIFIER: Spec =
    Spec { field: Field::CertifierLine, style: Style::Italic, size: 13.5, smallest: 10.0, y: 83.4, ..MIDDLE };
/// The holder's name: never below 17 points, and 60 characters fit.
pub const HOLDER: Spec =
    Spec { field: Field::Holder, style: Style::Bold, size: 30.0, smallest: 17.0, y: 96.2, ink: Ink::RED, ..MIDDLE };
/// Unit and position, when they fit one line.
pub const UNIT: Spec = Spec { field: Field::Unit, size: 13.5, smallest: 11.5, y: 108.8, ..MIDDLE };
/// Unit and position in two lines.
pub const UNIT_TWO: [Spec; 2] =
    [Spec { size: 12.5, smallest: 9.0, y: 106.6, ..UNIT }, Spec { size: 12.5, smallest: 9.0, y: 112.1, ..UNIT }];
/// What the holder has done.
pub const STATEMENT: Spec =
    Spec { field: Field::Statement, style: Style::Italic, size: 13.5, smallest: 10.0, y: 118.4, ..MIDDLE };
/// The result.
pub const RESULT: Spec =
    Spec { field: Field::Result, style: Style::Bold, size: 16.5, smallest: 11.0, y: 127.2, ink: Ink::NAVY, ..MIDDLE };
/// Days of assessment and expiry.
pub const VALIDITY: Spec = Spec { field: Field::Validity, size: 11.5, y: 134.2, ..MIDDLE };
/// The English sentence.
pub const ENGLISH: Spec = Spec {
    field: Field::English,
    style: Style::Italic,
    size: 10.5,
    smallest: 7.5,
    y: 140.4,
    ink: Ink::GREY,
    room: 236.0,
    ..MIDDLE
};
/// The English details.
pub const ENGLISH_DETAILS: Spec = Spec { y: 144.8, size: 9.5, ..ENGLISH };
/// Place and date.
pub const PLACE_AND_DATE: Spec = Spec { field: Field::PlaceAndDate, style: Style::Italic, y: 153.5, ..SIGNER };
/// The signer's authority.
pub const AUTHORITY: Spec = Spec { y: 159.2, ..SIGNER };
/// The signer's title.
pub const SIGNER_TITLE: Spec = Spec { y: 164.7, ..SIGNER };
/// How it is signed.
pub const SIGNED_DIGITALLY: Spec =
    Spec { style: Style::Italic, size: 9.0, smallest: 7.0, y: 174.6, ink: Ink::GREY, ..SIGNER };
/// The signer's name.
pub const SIGNER_NAME: Spec = Spec { size: 13.0, y: 184.4, ..SIGNER };
/// Số hiệu.
pub const SERIAL: Spec = Spec { field: Field::Numbers, size: 10.5, y: 152.0, ..BESIDE };
/// Số vào sổ.
pub const REGISTER: Spec = Spec { y: 157.4, ..SERIAL };
/// The decision that recognised the result.
pub const DECISION: Spec = Spec { field: Field::Decision, size: 9.5, smallest: 6.5, y: 161.8, ..SERIAL };
/// What the address is for.
pub const CHECK_AT: Spec = Spec { field: Field::Address, style: Style::Bold, size: 9.5, y: 166.0, ..BESIDE };
/// The address.
pub const ADDRESS: Spec = Spec { field: Field::Address, size: 9.5, smallest: 6.5, y: 170.8, ink: Ink::NAVY, ..BESIDE };
/// What to compare.
pub const DOMAIN: Spec = Spec { field: Field::Address, size: 8.5, smallest: 6.0, y: 175.4, ..BESIDE };
/// What to compare, in English.
pub const DOMAIN_ENGLISH: Spec = Spec { style: Style::Italic, y: 179.4, ink: Ink::GREY, ..DOMAIN };
/// The foot line.
pub const FOOT: Spec = Spec { field: Field::Foot, size: 8.0, smallest: 6.5, y: 190.4, ink: Ink::GREY, ..MIDDLE };
/// The band on demonstration certificates.
pub const DEMONSTRATION: Spec =
    Spec { style: Style::Bold, size: 11.0, y: 21.7, ink: Ink::WHITE, spacing: 0.6, ..MIDDLE };

/// What a reader program is told a line is; the number is its place in the reading order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Mark {
    Demonstration,
    SuperiorBody,
    IssuingBody,
    Country,
    Motto,
    Title,
    Subtitle,
    Certifier,
    Holder,
    Unit,
    Statement,
    Result,
    Validity,
    English,
    PlaceAndDate,
    Authority,
    SignerTitle,
    SignedDigitally,
    SignerName,
    Serial,
    Register,
    Qr,
    CheckAt,
    Address,
    Domain,
    Foot,
}

impl Mark {
    /// Every mark in reading order.
    pub const ALL: [Self; 26] = [
        Self::Demonstration,
        Self::SuperiorBody,
        Self::IssuingBody,
        Self::Country,
        Self::Motto,
        Self::Title,
        Self::Subtitle,
        Self::Certifier,
        Self::Holder,
        Self::Unit,
        Self::Statement,
        Self::Result,
        Self::Validity,
        Self::English,
        Self::PlaceAndDate,
        Self::Authority,
        Self::SignerTitle,
        Self::SignedDigitally,
        Self::SignerName,
        Self::Serial,
        Self::Register,
        Self::Qr,
        Self::CheckAt,
        Self::Address,
        Self::Domain,
        Self::Foot,
    ];

    /// The structure type.
    pub const fn role(self) -> &'static str {
        match self {
            Self::Title => "H1",
            Self::Qr => "Figure",
            Self::Address => "Link",
            _ => "P",
        }
    }

    /// The marked-content identifier.
    pub const fn id(self) -> u8 {
        self as u8
    }
}
