//! The text in the QR code: an address, `#`, and the COSE object as one decimal number (numeric mode is the densest).

use super::cose::LONGEST_COSE;
use super::verify::CredentialFault;

/// The first byte: the version, and what keeps leading zeros.
const VERSION: u8 = 1;
/// 211 bytes have at most 509 digits.
const MOST_DIGITS: usize = 512;
/// Scanned or pasted text beyond this is not looked at.
const LONGEST_TEXT: usize = 2_048;
/// Nine decimal digits fit 32 bits.
const LIMB: u64 = 1_000_000_000;

/// `{base_url}/v#{digits}`.
pub fn qr_text(base_url: &str, cose: &[u8]) -> String {
    format!("{base_url}/v#{}", digits(cose))
}

/// The decimal number of `0x01 || bytes`.
pub fn digits(bytes: &[u8]) -> String {
    // Limbs of nine digits, least significant first.
    let mut limbs: Vec<u64> = vec![u64::from(VERSION)];
    for chunk in bytes.chunks(4) {
        let mut carry = chunk.iter().fold(0, |value, byte| value << 8 | u64::from(*byte));
        for limb in &mut limbs {
            let value = (*limb << (8 * chunk.len())) + carry;
            *limb = value % LIMB;
            carry = value / LIMB;
        }
        while carry > 0 {
            limbs.push(carry % LIMB);
            carry /= LIMB;
        }
    }
    let mut text = limbs.pop().unwrap_or_default().to_string();
    limbs.iter().rev().for_each(|limb| text.push_str(&format!("{limb:09}")));
    text
}

/// The bytes after the version byte; the whole number has to be `0x01 || bytes`.
fn from_digits(digits: &str) -> Result<Vec<u8>, CredentialFault> {
    // Limbs of 32 bits, least significant first.
    let mut limbs: Vec<u64> = Vec::new();
    for chunk in digits.as_bytes().chunks(9) {
        let power = 10_u64.pow(u32::try_from(chunk.len()).expect("a chunk has at most nine digits"));
        let mut carry = chunk.iter().fold(0, |value, digit| value * 10 + u64::from(digit - b'0'));
        for limb in &mut limbs {
            let value = *limb * power + carry;
            *limb = value & 0xffff_ffff;
            carry = value >> 32;
        }
        if carry > 0 {
            limbs.push(carry);
        }
    }
    let bytes: Vec<u8> = limbs.iter().rev().flat_map(|limb| limb.to_be_bytes()[4..].to_vec()).collect();
    let start = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
    match bytes[start..].split_first() {
        Some((&VERSION, rest)) if rest.len() <= LONGEST_COSE => Ok(rest.to_vec()),
        Some((&VERSION, _)) | None => Err(CredentialFault::Malformed),
        Some(_) => Err(CredentialFault::UnsupportedVersion),
    }
}

/// The COSE object in a scanned or typed text: the whole address, `#` and digits, or bare digits; white space is ignored.
pub fn read_qr_text(text: &str) -> Result<Vec<u8>, CredentialFault> {
    if text.len() > LONGEST_TEXT {
        return Err(CredentialFault::Malformed);
    }
    let compact: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    let (address, digits) = compact.rsplit_once('#').unwrap_or(("", &compact));
    let is_number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    // Whose host it is does not matter: the signature decides, under our own keys.
    if !is_number || !(address.is_empty() || address.ends_with("/v")) {
        return Err(CredentialFault::NotACertificate);
    }
    if digits.len() > MOST_DIGITS || digits.starts_with('0') {
        return Err(CredentialFault::Malformed);
    }
    from_digits(digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn digits_survive_the_round_trip(bytes in proptest::collection::vec(any::<u8>(), 0..=LONGEST_COSE)) {
            let text = qr_text("https://chungnhan.example.vn", &bytes);
            let digits = digits(&bytes);
            prop_assert!(digits.len() <= MOST_DIGITS);
            prop_assert_eq!(read_qr_text(&text), Ok(bytes.clone()));
            prop_assert_eq!(read_qr_text(&format!(" #{digits}\n")), Ok(bytes.clone()));
            let (left, right) = digits.split_at(digits.len() / 2);
            prop_assert_eq!(read_qr_text(&format!("{left} {right}")), Ok(bytes));
        }

        #[test]
        fn any_text_is_read_without_harm(text in "\\PC*", digits in "[0-9]{1,600}") {
            let _ = read_qr_text(&text);
            let _ = read_qr_text(&digits);
        }
    }

    #[test]
    fn the_number_is_the_one_anybody_would_compute() {
        assert_eq!(digits(&[]), "1");
        assert_eq!(digits(&[0]), "256");
        assert_eq!(digits(&[0, 0, 0, 0]), (1_u64 << 32).to_string());
        assert_eq!(digits(&[0xff; 15]), ((1_u128 << 121) - 1).to_string());
    }

    #[test]
    fn other_texts_are_not_mistaken_for_codes() {
        assert_eq!(read_qr_text("https://example.vn/"), Err(CredentialFault::NotACertificate));
        assert_eq!(read_qr_text("https://example.vn/x#123"), Err(CredentialFault::NotACertificate));
        assert_eq!(read_qr_text(""), Err(CredentialFault::NotACertificate));
        assert_eq!(read_qr_text("0256"), Err(CredentialFault::Malformed));
        assert_eq!(read_qr_text("512"), Err(CredentialFault::UnsupportedVersion));
        assert_eq!(read_qr_text(&"9".repeat(513)), Err(CredentialFault::Malformed));
    }
}
