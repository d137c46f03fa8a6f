//! The signature's structure, CMS SignedData as PAdES baseline demands: content type, digest of the file,
//! the certificate's hash (ESS signing-certificate-v2). The time stands in the PDF (`/M`), not in here.

use super::algorithm::SHA256;
use super::certificate::SealCertificate;
use super::signer::Algorithm;
use cms::cert::x509::attr::{Attribute, Attributes};
use cms::cert::x509::spki::AlgorithmIdentifierOwned;
use cms::cert::{CertificateChoices, IssuerAndSerialNumber};
use cms::content_info::{CmsVersion, ContentInfo};
use cms::signed_data::{
    CertificateSet, EncapsulatedContentInfo, SignedData, SignerIdentifier, SignerInfo, SignerInfos,
};
use der::asn1::{Any, ObjectIdentifier, OctetString, SetOfVec};
use der::{Decode, Encode, Sequence};

pub const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
pub const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
pub const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
pub const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
pub const SIGNING_CERTIFICATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.12");
pub const SIGNING_CERTIFICATE_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
pub const TIME_STAMP_TOKEN: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.14");

/// RFC 5035. The hash is SHA-256, the default, so it stands alone.
#[derive(Sequence)]
pub struct SigningCertificateV2 {
    pub certificates: Vec<CertificateIdV2>,
    #[asn1(optional = "true")]
    pub policies: Option<Any>,
}

/// RFC 5035.
#[derive(Sequence)]
pub struct CertificateIdV2 {
    /// SHA-256 when left out.
    #[asn1(optional = "true")]
    pub algorithm: Option<AlgorithmIdentifierOwned>,
    pub hash: OctetString,
    #[asn1(optional = "true")]
    pub issuer_serial: Option<Any>,
}

fn sha256() -> AlgorithmIdentifierOwned {
    AlgorithmIdentifierOwned { oid: SHA256, parameters: None }
}

/// What the key signs: the attributes over the file's digest, as DER of a SET OF.
pub fn attributes(certificate: &SealCertificate, file_digest: &[u8; 32]) -> der::Result<Attributes> {
    let hash = OctetString::new(certificate.sha256())?;
    let named = CertificateIdV2 { algorithm: None, hash, issuer_serial: None };
    let named = SigningCertificateV2 { certificates: vec![named], policies: None };
    SetOfVec::try_from(vec![
        attribute(CONTENT_TYPE, Any::encode_from(&DATA)?)?,
        attribute(MESSAGE_DIGEST, Any::encode_from(&OctetString::new(&file_digest[..])?)?)?,
        attribute(SIGNING_CERTIFICATE_V2, Any::encode_from(&named)?)?,
    ])
}

fn attribute(oid: ObjectIdentifier, value: Any) -> der::Result<Attribute> {
    Ok(Attribute { oid, values: SetOfVec::try_from(vec![value])? })
}

/// The whole signature, for the hole in the file; the certificate comes first in `chain`.
pub fn signed_data(
    chain: &[SealCertificate],
    algorithm: Algorithm,
    attributes: &Attributes,
    signature: &[u8],
    time_stamp: Option<&[u8]>,
) -> der::Result<Vec<u8>> {
    let tbs = chain[0].parsed.tbs_certificate();
    let token = |token: &[u8]| SetOfVec::try_from(vec![attribute(TIME_STAMP_TOKEN, Any::from_der(token)?)?]);
    let signer = SignerInfo {
        version: CmsVersion::V1,
        sid: SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
            issuer: tbs.issuer().clone(),
            serial_number: tbs.serial_number().clone(),
        }),
        digest_alg: sha256(),
        signed_attrs: Some(attributes.clone()),
        signature_algorithm: algorithm.identifier(),
        signature: OctetString::new(signature)?,
        unsigned_attrs: time_stamp.map(token).transpose()?,
    };
    let certificates: Vec<_> =
        chain.iter().map(|found| CertificateChoices::Certificate(found.parsed.clone())).collect();
    let data = SignedData {
        version: CmsVersion::V1,
        digest_algorithms: SetOfVec::try_from(vec![sha256()])?,
        encap_content_info: EncapsulatedContentInfo { econtent_type: DATA, econtent: None },
        certificates: Some(CertificateSet(SetOfVec::try_from(certificates)?)),
        crls: None,
        signer_infos: SignerInfos(SetOfVec::try_from(vec![signer])?),
    };
    ContentInfo { content_type: SIGNED_DATA, content: Any::encode_from(&data)? }.to_der()
}

/// The one value of the one attribute of this kind.
pub fn only(attributes: &Attributes, kind: ObjectIdentifier) -> Option<&Any> {
    let mut found = attributes.iter().filter(|attribute| attribute.oid == kind);
    let (first, second) = (found.next()?, found.next());
    let mut values = first.values.iter();
    let (value, other) = (values.next()?, values.next());
    (second.is_none() && other.is_none()).then_some(value)
}

/// The certificates of a signature, and the one its only signer names.
pub struct Opened {
    pub data: SignedData,
    pub signer: SignerInfo,
    pub certificate: SealCertificate,
    pub others: Vec<SealCertificate>,
}

/// Opens a signature: exactly one signer, who names exactly one of the certificates inside.
pub fn open(content: &[u8]) -> Option<Opened> {
    let info = ContentInfo::from_der(content).ok()?;
    if info.content_type != SIGNED_DATA {
        return None;
    }
    let data: SignedData = info.content.decode_as().ok()?;
    let mut signers = data.signer_infos.0.iter();
    let (signer, None) = (signers.next()?.clone(), signers.next()) else { return None };
    let mut certificate = None;
    let mut others = Vec::new();
    for choice in data.certificates.as_ref()?.0.iter() {
        let CertificateChoices::Certificate(found) = choice else { return None };
        let found = SealCertificate::from_der(&found.to_der().ok()?)?;
        if is_named(&signer.sid, &found) {
            if certificate.replace(found).is_some() {
                return None;
            }
        } else {
            others.push(found);
        }
    }
    Some(Opened { signer, certificate: certificate?, others, data })
}

fn is_named(by: &SignerIdentifier, certificate: &SealCertificate) -> bool {
    let tbs = certificate.parsed.tbs_certificate();
    match by {
        SignerIdentifier::IssuerAndSerialNumber(name) => {
            name.issuer == *tbs.issuer() && name.serial_number == *tbs.serial_number()
        }
        SignerIdentifier::SubjectKeyIdentifier(_) => false,
    }
}

/// Whether the attributes name `certificate` by its SHA-256 (ESS signing-certificate-v2).
pub fn names_by_hash(attributes: &Attributes, certificate: &SealCertificate) -> bool {
    let named =
        only(attributes, SIGNING_CERTIFICATE_V2).and_then(|value| value.decode_as::<SigningCertificateV2>().ok());
    named.and_then(|named| named.certificates.into_iter().next()).is_some_and(|first| {
        let algorithm = first.algorithm.map_or(SHA256, |algorithm| algorithm.oid);
        super::algorithm::digest(algorithm, &[certificate.der()]).is_some_and(|hash| hash == first.hash.as_bytes())
    })
}
