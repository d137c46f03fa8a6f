//! Time stamps of RFC 3161: the request, and the checking of what comes back.

use super::algorithm::{self, SHA256};
use super::authorities::Authorities;
use super::cms::{self, CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_CERTIFICATE, SIGNING_CERTIFICATE_V2};
use crate::domain::certification::seal::TimeStamp;
use crate::domain::timestamp::Timestamp;
use ::cms::cert::x509::ext::Extensions;
use ::cms::cert::x509::ext::pkix::ExtendedKeyUsage;
use ::cms::cert::x509::spki::AlgorithmIdentifierOwned;
use der::asn1::{Any, Int, ObjectIdentifier, OctetString};
use der::{Decode, Encode, Sequence, Tag, Tagged};
use sha2::{Digest, Sha256};

const TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
const TIME_STAMPING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.8");

#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct MessageImprint {
    algorithm: AlgorithmIdentifierOwned,
    hash: OctetString,
}

#[derive(Sequence)]
struct Request {
    version: u8,
    imprint: MessageImprint,
    wants_certificate: bool,
}

#[derive(Sequence)]
struct Status {
    status: u8,
    #[asn1(optional = "true")]
    text: Option<Any>,
    #[asn1(optional = "true")]
    failure: Option<der::asn1::BitString>,
}

#[derive(Sequence)]
struct Reply {
    status: Status,
    #[asn1(optional = "true")]
    token: Option<Any>,
}

#[derive(Sequence)]
struct Accuracy {
    #[asn1(optional = "true")]
    seconds: Option<Int>,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", optional = "true")]
    millis: Option<Int>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    micros: Option<Int>,
}

#[derive(Sequence)]
struct Info {
    version: u8,
    policy: ObjectIdentifier,
    imprint: MessageImprint,
    serial: Int,
    /// A GeneralizedTime; the authority may write fractions of a second, which DER readers dislike.
    time: Any,
    #[asn1(optional = "true")]
    accuracy: Option<Accuracy>,
    #[asn1(default = "no")]
    ordering: bool,
    #[asn1(optional = "true")]
    nonce: Option<Int>,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    authority: Option<Any>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    extensions: Option<Extensions>,
}

const fn no() -> bool {
    false
}

fn imprint(signature: &[u8]) -> der::Result<MessageImprint> {
    Ok(MessageImprint {
        algorithm: AlgorithmIdentifierOwned { oid: SHA256, parameters: None },
        hash: OctetString::new(Sha256::digest(signature).to_vec())?,
    })
}

/// The request for a stamp over a signature. Every signature is stamped once: no nonce is needed to tell answers apart.
pub fn request(signature: &[u8]) -> der::Result<Vec<u8>> {
    Request { version: 1, imprint: imprint(signature)?, wants_certificate: true }.to_der()
}

/// The token of an authority's reply, verified to be one for `signature`.
pub fn token(reply: &[u8], signature: &[u8]) -> Result<Vec<u8>, &'static str> {
    let reply = Reply::from_der(reply).map_err(|_| "the reply is not a time-stamp reply")?;
    // 0 granted, 1 granted with modifications.
    if reply.status.status > 1 {
        return Err("the authority refused");
    }
    let token = reply.token.and_then(|token| token.to_der().ok()).ok_or("the reply has no token")?;
    match verify(&token, signature, &Authorities::default()) {
        Some(_) => Ok(token),
        None => Err("the token does not verify"),
    }
}

/// What a token over `signature` says; `None` when it is none, of something else, or does not verify.
pub fn verify(token: &[u8], signature: &[u8], authorities: &Authorities) -> Option<TimeStamp> {
    let opened = cms::open(token)?;
    let content = &opened.data.encap_content_info;
    if content.econtent_type != TST_INFO {
        return None;
    }
    let content: OctetString = content.econtent.as_ref()?.decode_as().ok()?;
    let attributes = opened.signer.signed_attrs.as_ref()?;
    let kind: ObjectIdentifier = cms::only(attributes, CONTENT_TYPE)?.decode_as().ok()?;
    let said: OctetString = cms::only(attributes, MESSAGE_DIGEST)?.decode_as().ok()?;
    let digest = algorithm::digest(opened.signer.digest_alg.oid, &[content.as_bytes()])?;
    if kind != TST_INFO || said.as_bytes() != digest || !is_named(&opened) || !may_stamp(&opened.certificate) {
        return None;
    }
    algorithm::verify(
        opened.certificate.parsed.tbs_certificate().subject_public_key_info(),
        &opened.signer.signature_algorithm,
        opened.signer.digest_alg.oid,
        &attributes.to_der().ok()?,
        opened.signer.signature.as_bytes(),
    )
    .ok()?;
    let info = Info::from_der(content.as_bytes()).ok()?;
    let expected = imprint(signature).ok()?;
    if info.version != 1 || info.imprint.algorithm.oid != SHA256 || info.imprint.hash != expected.hash {
        return None;
    }
    let at = generalized_time(&info.time)?;
    let chain = authorities.state(&opened.certificate, &opened.others, at, Some(TIME_STAMPING));
    opened.certificate.check_validity(at).ok()?;
    Some(TimeStamp { at, authority: opened.certificate.subject(), chain })
}

/// Named by hash: SHA-256 and longer; the older attribute with SHA-1 is all that some authorities write.
fn is_named(opened: &cms::Opened) -> bool {
    let Some(attributes) = &opened.signer.signed_attrs else { return false };
    if cms::only(attributes, SIGNING_CERTIFICATE_V2).is_some() {
        return cms::names_by_hash(attributes, &opened.certificate);
    }
    cms::only(attributes, SIGNING_CERTIFICATE).is_some()
}

/// RFC 3161: the only purpose of the key, marked critical.
fn may_stamp(certificate: &super::SealCertificate) -> bool {
    let usage = certificate.parsed.tbs_certificate().get_extension::<ExtendedKeyUsage>();
    usage.is_ok_and(|found| found.is_some_and(|(is_critical, usage)| is_critical && usage.0 == [TIME_STAMPING]))
}

/// `20261201020304Z`, `20261201020304.123Z`
fn generalized_time(time: &Any) -> Option<Timestamp> {
    if time.tag() != Tag::GeneralizedTime {
        return None;
    }
    let text = std::str::from_utf8(time.value()).ok()?.strip_suffix('Z')?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if whole.len() != 14 || !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return None;
    }
    let part = |from: usize, to: usize| &whole[from..to];
    Timestamp::parse(&format!(
        "{}-{}-{}T{}:{}:{}.{fraction}Z",
        part(0, 4),
        part(4, 6),
        part(6, 8),
        part(8, 10),
        part(10, 12),
        part(12, 14)
    ))
}
