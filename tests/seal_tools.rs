//! The official seal as other people's software sees it: poppler's pdfsig, OpenSSL and qpdf
//! (Debian packages `poppler-utils`, `openssl`, `qpdf`).

mod pki;

use minhchung::domain::certification::claim::Claim;
use minhchung::domain::certification::seal::{ChainState, SealFacts, SealFault, SealFinding};
use minhchung::domain::timestamp::Timestamp;
use minhchung::formats::attachment::find_credential;
use minhchung::formats::pdf::{TemplateCache, render, render_to_seal};
use minhchung::formats::seal::{
    Appearance, Authorities, Level, SealFailure, SealKeyFault, Sealer, Stamping, TimeStamper, check, open_pkcs12,
};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const CREDENTIAL: &[u8] = "{\"type\":[\"OpenBadgeCredential\"],\"name\":\"Giấy chứng nhận\"}\n".as_bytes();
const NAMES: [&str; 2] = ["p256", "rsa"];
/// What opens every `.p12` file of the made-up authority.
const PASSPHRASE: &str = "made up for tests";

fn claim() -> Claim {
    let claim: Claim = serde_json::from_str(include_str!("independent/claim.json")).expect("a claim");
    Claim { template: "national-landscape-1".to_owned(), ..claim }
}

fn now() -> Timestamp {
    Timestamp::parse("2026-12-01T02:00:00Z").expect("a time")
}

/// OpenSSL's time-stamp authority; away when told so.
struct LocalAuthority(Arc<AtomicBool>);

impl TimeStamper for LocalAuthority {
    fn reply(&self, request: &[u8], _: Timestamp) -> Result<Vec<u8>, String> {
        if self.0.load(Ordering::SeqCst) { Ok(pki::time_stamp_reply(request)) } else { Err("away".to_owned()) }
    }
}

fn stamping(is_there: bool, is_required: bool) -> Stamping {
    Stamping { authority: Box::new(LocalAuthority(Arc::new(AtomicBool::new(is_there)))), is_required }
}

fn opened(name: &str, stamping: Option<Stamping>) -> Result<Sealer, SealKeyFault> {
    let file = std::fs::read(pki::file(&format!("{name}.p12"))).expect("readable");
    let (signer, chain) = open_pkcs12(&file, PASSPHRASE)?;
    let appearance = Appearance {
        reason: "Cấp giấy chứng nhận".to_owned(),
        location: "Đồng Nai".to_owned(),
        is_visible: true,
        pictures: None,
    };
    Sealer::new(signer, chain, appearance, stamping, Some(now()))
}

fn sealed_by(sealer: &Sealer) -> Vec<u8> {
    let claim = claim();
    let unsealed = render_to_seal(&TemplateCache::default(), &claim, &claim.base_url, CREDENTIAL, sealer.face());
    sealer.seal(unsealed.expect("a page"), claim.issued_at, now()).expect("sealed").bytes
}

fn sealed(name: &str, stamping: Option<Stamping>) -> Vec<u8> {
    sealed_by(&opened(name, stamping).expect("a sealer"))
}

fn authorities() -> Authorities {
    Authorities::from_pem(&std::fs::read(pki::file("root.crt")).expect("readable")).expect("a root")
}

#[track_caller]
fn intact(pdf: &[u8]) -> SealFacts {
    match check(pdf, &authorities()) {
        Some(SealFinding::Intact(facts)) => *facts,
        other => panic!("{other:?}"),
    }
}

fn written(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).expect("the test folder is writable");
    path
}

fn run(program: &str, package: &str, arguments: &[&str]) -> Output {
    let output = Command::new(program).args(arguments).output();
    output.unwrap_or_else(|error| panic!("{program} ({error}): apt-get install {package}"))
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

/// What pdfsig says; certificates are OpenSSL's part here.
fn pdfsig(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let file = written(folder.path(), "certificate.pdf", pdf);
    let output = run("pdfsig", "poppler-utils", &["-nocert", text(&file)]);
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Whether OpenSSL verifies the signature over the bytes that the file's own ByteRange names, under our root.
fn openssl_verifies(pdf: &[u8]) -> bool {
    let text_of_file = String::from_utf8_lossy(pdf);
    let range = text_of_file.split("/ByteRange [").nth(1).and_then(|rest| rest.split(']').next());
    let Some(range) = range else { return false };
    let numbers: Vec<usize> = range.split_whitespace().filter_map(|number| number.parse().ok()).collect();
    let [start, length, second, rest] = numbers[..] else { return false };
    let (Some(before), Some(after)) = (pdf.get(start..start + length), pdf.get(second..second + rest)) else {
        return false;
    };
    let digits = &pdf[start + length + 1..second - 1];
    let Some(signature) = minhchung::domain::identifier::from_hex(&String::from_utf8_lossy(digits)) else {
        return false;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let signature = written(folder.path(), "signature.der", &signature);
    let content = written(folder.path(), "content", &[before, after].concat());
    let arguments = [
        "cms",
        "-verify",
        "-binary",
        "-cades",
        "-inform",
        "DER",
        "-in",
        text(&signature),
        "-content",
        text(&content),
        "-CAfile",
        text(&pki::file("root.crt")),
        "-purpose",
        "any",
        "-out",
        "/dev/null",
    ]
    .map(str::to_owned);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    run("openssl", "openssl", &arguments).status.success()
}

#[track_caller]
fn qpdf_finds_nothing_wrong(pdf: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = written(folder.path(), "certificate.pdf", pdf);
    let output = run("qpdf", "qpdf", &["--check", text(&file)]);
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    let attached = run("qpdf", "qpdf", &["--show-attachment=credential.json", text(&file)]);
    assert_eq!(attached.stdout, CREDENTIAL);
}

#[test]
fn poppler_openssl_and_qpdf_accept_every_kind_of_seal() {
    for name in NAMES {
        for is_stamped in [false, true] {
            let pdf = sealed(name, is_stamped.then(|| stamping(true, true)));
            let said = pdfsig(&pdf);
            assert!(said.contains("Signature is Valid."), "{name}: {said}");
            assert!(said.contains("Total document signed"), "{name}: {said}");
            assert!(said.contains("ETSI.CAdES.detached"), "{name}: {said}");
            assert!(said.contains("Con dấu số Sở Khoa học và Công nghệ (thử nghiệm)"), "{name}: {said}");
            assert!(openssl_verifies(&pdf), "{name}");
            qpdf_finds_nothing_wrong(&pdf);
            assert_eq!(find_credential(&pdf).as_deref(), Some(CREDENTIAL));
        }
    }
}

#[test]
fn our_own_checker_says_what_the_circular_asks_for() {
    let facts = intact(&sealed("p256", None));
    assert_eq!(facts.issuing_authority, "CA thử nghiệm, không có giá trị pháp lý");
    assert_eq!(facts.signer, "Con dấu số Sở Khoa học và Công nghệ (thử nghiệm)");
    assert_eq!(facts.organisation, "Sở Khoa học và Công nghệ thành phố Đồng Nai");
    assert_eq!(facts.algorithm, "ECDSA P-256, SHA-256");
    assert_eq!(facts.signed_at, claim().issued_at);
    assert_eq!(facts.valid_until.seconds_rfc3339(), "2049-01-01T00:00:00Z");
    assert_eq!(facts.chain, ChainState::Trusted);
    assert!(facts.was_valid_at_signing() && facts.time_stamp.is_none());
    let facts = intact(&sealed("rsa", Some(stamping(true, true))));
    assert_eq!(facts.algorithm, "RSA 2048, RSASSA-PSS, SHA-256");
    let stamp = facts.time_stamp.expect("a time stamp");
    assert_eq!((stamp.authority.as_str(), stamp.chain), ("Dấu thời gian thử nghiệm", ChainState::Trusted));
    // Without authorities nothing is claimed of the chain; a stranger's root leads nowhere.
    let Some(SealFinding::Intact(facts)) = check(&sealed("p256", None), &Authorities::default()) else { panic!() };
    assert_eq!(facts.chain, ChainState::NotChecked);
    let stranger = Authorities::from_pem(&std::fs::read(pki::file("time.crt")).expect("readable")).expect("a root");
    let Some(SealFinding::Intact(facts)) = check(&sealed("p256", None), &stranger) else { panic!() };
    assert_eq!(facts.chain, ChainState::Untrusted);
}

#[test]
fn every_tampered_copy_is_refused_by_each() {
    for (name, is_stamped) in [("p256", false), ("rsa", true)] {
        let pdf = sealed(name, is_stamped.then(|| stamping(true, true)));
        let attachment = pdf.windows(12).position(|window| window == b"EmbeddedFile").expect("the attachment");
        for place in [20, pdf.len() / 3, pdf.len() / 2, attachment + 200, pdf.len() - 30] {
            let mut altered = pdf.clone();
            altered[place] ^= 1;
            assert!(!pdfsig(&altered).contains("Signature is Valid."), "pdfsig, {name}, byte {place}");
            assert!(!openssl_verifies(&altered), "openssl, {name}, byte {place}");
            let found = check(&altered, &authorities());
            assert!(!matches!(found, Some(SealFinding::Intact(_))), "{name}, byte {place}: {found:?}");
        }
        let mut appended = pdf.clone();
        appended.extend_from_slice(b"\n% more\n");
        assert!(!pdfsig(&appended).contains("Total document signed"));
        assert_eq!(check(&appended, &authorities()), Some(SealFinding::Broken(SealFault::NotWholeFile)));
    }
}

/// Every byte of the file matters, those of the signature and of the padding after it too: each of the signature's
/// dictionary and of the file's ends is changed, one digit of each of the signature's bytes, some of every part between.
#[test]
fn not_one_byte_can_be_changed() {
    let pdf = sealed("p256", None);
    let range = pdf.windows(11).position(|window| window == b"/ByteRange ").expect("a range");
    let end = range + pdf[range..].windows(9).position(|window| window == b">>\nendobj").expect("an end");
    let authorities = authorities();
    let dictionary = (range - 150..range + 200).chain((range + 200..range + 2_400).step_by(2)).chain(end - 20..end + 9);
    let edges = (0..50).chain(pdf.len() - 120..pdf.len());
    let places = (50..pdf.len()).step_by(1_499).chain(dictionary).chain(edges);
    for place in places {
        let flip = [1, 0x20, 0x80][place % 3];
        let mut altered = pdf.clone();
        altered[place] ^= flip;
        match check(&altered, &authorities) {
            Some(SealFinding::Intact(_)) => {
                // Hexadecimal digits may be written in capitals: the same signature.
                assert!(altered.eq_ignore_ascii_case(&pdf), "byte {place} ^ {flip}");
            }
            Some(SealFinding::Broken(_) | SealFinding::FileMissing) | None => {}
        }
    }
}

#[test]
fn a_range_that_leaves_something_out_is_no_seal() {
    let pdf = sealed("p256", None);
    let text = b"/ByteRange [0 ";
    let range = pdf.windows(text.len()).position(|window| window == text).expect("a range") + text.len();
    let start: usize = String::from_utf8_lossy(&pdf[range..range + 10]).trim().parse().expect("a number");
    for (name, altered) in [("smaller", start - 1), ("larger", start + 1), ("nothing", 0), ("all", pdf.len())] {
        let mut copy = pdf.clone();
        copy[range..range + 10].copy_from_slice(format!("{altered:<10}").as_bytes());
        assert_eq!(check(&copy, &authorities()), Some(SealFinding::Broken(SealFault::NotWholeFile)), "{name}");
    }
    let twice = [&pdf[..], &pdf[..]].concat();
    assert!(matches!(check(&twice, &authorities()), Some(SealFinding::Broken(_))));
}

#[test]
fn an_elliptic_key_seals_the_same_file_the_same_way_and_unsealed_files_keep_their_bytes() {
    assert_eq!(sealed("p256", None), sealed("p256", None));
    assert_ne!(sealed("rsa", None), sealed("rsa", None));
    let (claim, templates) = (claim(), TemplateCache::default());
    let plain = render(&templates, &claim, &claim.base_url, CREDENTIAL).expect("a page");
    let sealer = opened("p256", None).expect("a sealer");
    render_to_seal(&templates, &claim, &claim.base_url, CREDENTIAL, sealer.face()).expect("a page");
    assert_eq!(render(&templates, &claim, &claim.base_url, CREDENTIAL).expect("a page"), plain);
    for word in [&b"AcroForm"[..], b"/Sig", b"ByteRange"] {
        assert!(!plain.windows(word.len()).any(|window| window == word));
    }
    assert_eq!(check(&plain, &authorities()), None);
}

#[test]
fn the_signing_block_says_who_sealed_and_when() {
    for template in ["national-landscape-1", "national-portrait-1", "citizens-1"] {
        let page = words(&sealed_page(template, true));
        for line in [
            "Ký số bởi: Con dấu số Sở Khoa học và Công nghệ (thử nghiệm)",
            "Cơ quan: Sở Khoa học và Công nghệ thành phố Đồng Nai",
            "Thời gian ký: ",
        ] {
            assert!(page.contains(line), "{template}, {line}: {page}");
        }
        assert!(!page.contains("Ed25519"), "{template}: {page}");
        let page = words(&sealed_page(template, false));
        assert!(!page.contains("Ký số bởi") && page.contains("Ed25519"), "{template}: {page}");
    }
}

fn sealed_page(template: &str, is_visible: bool) -> Vec<u8> {
    let sealer = shown(Appearance { is_visible, ..Appearance::default() });
    let claim = Claim { template: template.to_owned(), ..claim() };
    let unsealed = render_to_seal(&TemplateCache::default(), &claim, &claim.base_url, CREDENTIAL, sealer.face());
    let sealed = sealer.seal(unsealed.expect("a page"), claim.issued_at, now()).expect("sealed").bytes;
    assert!(pdfsig(&sealed).contains("Signature is Valid."), "{template}");
    sealed
}

fn shown(appearance: Appearance) -> Sealer {
    let file = std::fs::read(pki::file("p256.p12")).expect("readable");
    let (signer, chain) = open_pkcs12(&file, PASSPHRASE).expect("a key");
    Sealer::new(signer, chain, appearance, None, Some(now())).expect("a sealer")
}

fn words(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let file = written(folder.path(), "certificate.pdf", pdf);
    let page = run("pdftotext", "poppler-utils", &["-layout", text(&file), "-"]).stdout;
    String::from_utf8(page).expect("UTF-8")
}

#[test]
fn a_missing_time_stamp_postpones_or_is_done_without() {
    let claim = claim();
    let unsealed = |sealer: &Sealer| {
        render_to_seal(&TemplateCache::default(), &claim, &claim.base_url, CREDENTIAL, sealer.face()).expect("a page")
    };
    let required = opened("p256", Some(stamping(false, true))).expect("a sealer");
    let refused = required.seal(unsealed(&required), claim.issued_at, now()).map(|_| ());
    assert_eq!(refused, Err(SealFailure::TimeStamp("away".to_owned())));
    let wished = opened("p256", Some(stamping(false, false))).expect("a sealer");
    let done = wished.seal(unsealed(&wished), claim.issued_at, now()).expect("sealed");
    assert_eq!(done.level, Level::Basic);
    assert!(intact(&done.bytes).time_stamp.is_none());
}

/// Answers with a stamp over something else.
struct Liar;

impl TimeStamper for Liar {
    fn reply(&self, request: &[u8], _: Timestamp) -> Result<Vec<u8>, String> {
        let mut other = request.to_vec();
        let last = other.len() - 10;
        other[last] ^= 1;
        Ok(pki::time_stamp_reply(&other))
    }
}

#[test]
fn a_time_stamp_over_something_else_is_none() {
    let liar = Stamping { authority: Box::new(Liar), is_required: true };
    let sealer = opened("p256", Some(liar)).expect("a sealer");
    let claim = claim();
    let unsealed = render_to_seal(&TemplateCache::default(), &claim, &claim.base_url, CREDENTIAL, sealer.face());
    let refused = sealer.seal(unsealed.expect("a page"), claim.issued_at, now()).map(|_| ());
    assert_eq!(refused, Err(SealFailure::TimeStamp("the token does not verify".to_owned())));
}

#[test]
fn bad_keys_do_not_become_sealers() {
    let fault = |name: &str| opened(name, None).map(|_| ()).expect_err("a fault");
    assert!(matches!(fault("expired"), SealKeyFault::Expired(_)));
    assert!(matches!(fault("early"), SealKeyFault::NotYetValid(_)));
    assert_eq!(fault("weak"), SealKeyFault::WrongKey("RSA 1024".to_owned()));
    assert_eq!(fault("p384"), SealKeyFault::WrongKey("ECDSA P-384".to_owned()));
    assert!(matches!(fault("other-use"), SealKeyFault::WrongUsage(_)));
    let file = std::fs::read(pki::file("p256.p12")).expect("readable");
    let kind = |bytes: &[u8], passphrase: &str| open_pkcs12(bytes, passphrase).map(|_| ()).expect_err("a fault");
    assert_eq!(kind(&file, "another"), SealKeyFault::WrongPassphrase);
    assert_eq!(kind(b"", PASSPHRASE), SealKeyFault::NotPkcs12);
    assert_eq!(kind(&file[..file.len() / 2], PASSPHRASE), SealKeyFault::NotPkcs12);
    // A key beside somebody else's certificate.
    let archive = p12_keystore::Pkcs12Archive::from_pkcs12(&file, PASSPHRASE).expect("readable");
    let stranger = std::fs::read(pki::file("early.p12")).expect("readable");
    let stranger = p12_keystore::Pkcs12Archive::from_pkcs12(&stranger, PASSPHRASE).expect("readable");
    let mut store = p12_keystore::KeyStore::new();
    let certificates = stranger.certs.into_iter().map(|found| found.cert);
    let chain = p12_keystore::PrivateKeyChain::new(&b"1"[..], archive.keys[0].key.clone(), certificates);
    store.add_entry("seal", p12_keystore::KeyStoreEntry::PrivateKeyChain(chain));
    let mixed = store.writer(PASSPHRASE).write().expect("written");
    assert_eq!(kind(&mixed, PASSPHRASE), SealKeyFault::KeyDiffers);
}
