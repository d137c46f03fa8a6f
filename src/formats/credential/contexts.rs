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

    fn digest(url: &str) -> String {
        let digest = Sha256::digest(pinned(url).expect("a pinned context"));
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn a_pinned_context_never_changes() {
        // Changing one letter would change the meaning of every certificate ever signed.
        let v2 = "8a9f494a89ecc51db093e90e84713e07e84d6d9204364a9b3c7868b21751236f";
        let open_badges = "ef2fa9c7846dce233cc166b43639027278be4ee44f00bb1d45c75de2dd0cd761";
        assert_eq!((digest(CREDENTIALS_V2).as_str(), digest(OPEN_BADGES_3_0_3).as_str()), (v2, open_badges));
    }

    #[test]
    fn no_other_address_is_known() {
        for other in
            ["https://www.w3.org/ns/credentials/v1", "https://www.w3.org/ns/credentials/v2#", "file:///etc/passwd", ""]
        {
            assert_eq!(pinned(other), None);
        }
    }
}
