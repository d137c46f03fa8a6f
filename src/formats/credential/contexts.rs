//! The two JSON-LD contexts, pinned in the binary: a context host's outage once broke badge checks worldwide.

/// W3C Verifiable Credentials Data Model v2.0.
pub const CREDENTIALS_V2: &str = "https://www.w3.org/ns/credentials/v2";
/// 1EdTech Open Badges 3.0.3.
pub const OPEN_BADGES_3_0_3: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
/// What every credential names, in this order.
pub const BOTH: [&str; 2] = [CREDENTIALS_V2, OPEN_BADGES_3_0_3];

/// The pinned text of a context; `None` for every other address.
pub fn pinned(url: &str) -> Option<&'static [u8]> {
    match url {
        CREDENTIALS_V2 => Some(include_bytes!("../../../assets/contexts/credentials-v2.jsonld")),
        OPEN_BADGES_3_0_3 => Some(include_bytes!("../../../assets/contexts/open-badges-3.0.3.json")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    fn digest(url: &str) -> [u8; 4] {
        let digest = Sha256::digest(pinned(url).expect("a pinned context"));
        [digest[0], digest[1], digest[2], digest[3]]
    }

    #[test]
    fn a_pinned_context_never_changes() {
        // Changing one letter would change the meaning of every certificate ever signed.
        assert_eq!(digest(CREDENTIALS_V2), [0x8a, 0x9f, 0x49, 0x4a]);
        assert_eq!(digest(OPEN_BADGES_3_0_3), [0xef, 0x2f, 0xa9, 0xc7]);
    }
}
