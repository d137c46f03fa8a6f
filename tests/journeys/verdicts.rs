//! What is said about certificates that are not what they seem.

use crate::harness::{Answer, Engine, Options, TestApp, bank};
use crate::journeys;
use minhchung::domain::certification::claim::Claim;
use minhchung::formats::credential::keys::{IssuingKey, Lifetime, Purpose};
use minhchung::formats::credential::{cose, proof, qr};
use serde_json::Value;

journeys![
    a_tampered_credential_is_called_forged,
    an_altered_row_of_the_register_is_called_forged,
    an_altered_qr_code_is_called_forged,
    a_credential_under_a_foreign_key_is_called_forged,
    an_unknown_code_is_not_found_and_a_typing_mistake_is_named,
    a_signed_certificate_that_the_register_lost_is_said_to_be_so,
    an_expired_certificate_says_so,
    an_altered_file_is_never_genuine,
    files_that_are_no_certificates_are_unknown,
    a_file_too_large_is_refused,
    the_host_header_is_never_believed,
    a_lost_file_is_made_again_byte_for_byte,
];

async fn issued(engine: Engine) -> (TestApp, String) {
    let app = TestApp::start(engine).await;
    let code = app.candidate("Nguyễn Thị Ánh").await.earns_a_certificate().await;
    (app, code)
}

#[track_caller]
fn says(verdict: &Value, expected: &str, reason: &str) {
    assert_eq!(verdict["verdict"], expected, "{verdict}");
    assert!(verdict["reasons"].as_array().expect("reasons").contains(&reason.into()), "{verdict}");
}

async fn a_tampered_credential_is_called_forged(engine: Engine) {
    let (app, code) = issued(engine).await;
    let (pdf, qr) = (app.pdf(&code).await, app.qr_text(&code).await);
    app.database.run("update certificate set credential = replace(credential, 'Ánh', 'Anh')").await;
    says(&app.verdict_on_code(&code).await, "forged", "signature-invalid");
    says(&app.verdict_on_file(pdf).await, "forged", "signature-invalid");
    says(&app.verdict_on_text(&qr).await, "forged", "differs-from-register");
    let forged = app.get(&format!("/certificates/{code}.json")).await.bytes;
    says(&app.verdict_on_file(forged).await, "forged", "signature-invalid");
}

async fn an_altered_row_of_the_register_is_called_forged(engine: Engine) {
    let (app, code) = issued(engine).await;
    let claim = app.database.value("select claim from certificate").await;
    for (is, becomes) in [
        ("Nguyễn Thị Ánh", "Nguyễn Thị Anh"),
        ("\"issued_at\":\"2026-12-01T02:00:00Z\"", "\"issued_at\":\"2025-12-01T02:00:00Z\""),
        ("\"expires_at\":null", "\"expires_at\":\"2036-12-01T02:00:00Z\""),
        ("\"assessment_version\":1", "\"assessment_version\":2"),
        ("Bài đánh giá thử nghiệm", "Bài đánh giá khác"),
        ("\"basis_points\":10000", "\"basis_points\":9000"),
    ] {
        assert!(claim.contains(is), "{is} is not in {claim}");
        let altered = claim.replace(is, becomes).replace('\'', "''");
        app.database.run(&format!("update certificate set claim = '{altered}'")).await;
        says(&app.verdict_on_code(&code).await, "forged", "differs-from-register");
    }
    app.database.run(&format!("update certificate set claim = '{}'", claim.replace('\'', "''"))).await;
    assert_eq!(app.verdict_on_code(&code).await["verdict"], "genuine");
}

async fn an_altered_qr_code_is_called_forged(engine: Engine) {
    let (app, code) = issued(engine).await;
    let qr = app.qr_text(&code).await;
    let (address, digits) = qr.split_once('#').expect("an address and digits");
    for place in [1, digits.len() / 3, digits.len() / 2, digits.len() - 1] {
        let mut altered = digits.as_bytes().to_vec();
        altered[place] = b'0' + (altered[place] - b'0' + 1) % 10;
        let altered = String::from_utf8(altered).expect("digits");
        let verdict = app.verdict_on_text(&format!("{address}#{altered}")).await;
        assert!(["forged", "unknown"].contains(&verdict["verdict"].as_str().expect("text")), "{place}: {verdict}");
        assert!(verdict["holder"].is_null(), "nothing unsigned is repeated: {verdict}");
    }
    let last = app.verdict_on_text(&format!("{qr}0")).await;
    assert_ne!(last["verdict"], "genuine");
    // Another, genuine code under this certificate's register row: not this certificate.
    app.database.run("update certificate set credential = replace(credential, '2026', '2025')").await;
    assert_eq!(app.verdict_on_text(&qr).await["verdict"], "forged");
}

async fn a_credential_under_a_foreign_key_is_called_forged(engine: Engine) {
    let (app, code) = issued(engine).await;
    let claim: Claim =
        serde_json::from_str(&app.database.value("select claim from certificate").await).expect("a claim");
    let since = crate::harness::beginning();
    let key = IssuingKey::from_seed(&[99; 32], Purpose::Credential, Lifetime::new(since, since)).expect("a key");
    let foreign = proof::sign(&claim, &key).expect("signed");
    says(&app.verdict_on_file(foreign.bytes.clone()).await, "forged", "unknown-key");
    let foreign_qr = cose::sign(&claim, &foreign.canonical_hash, &key).expect("signed");
    let text = qr::qr_text(crate::harness::BASE_URL, &foreign_qr);
    says(&app.verdict_on_text(&text).await, "forged", "unknown-key");
    // Under the name of our key it does not verify either.
    let ours = app.service.ring().keys()[0].kid().to_string();
    let renamed = String::from_utf8(foreign.bytes).expect("text").replace(&key.kid().to_string(), &ours);
    says(&app.verdict_on_text(&renamed).await, "forged", "signature-invalid");
    assert_eq!(app.verdict_on_code(&code).await["verdict"], "genuine");
}

async fn an_unknown_code_is_not_found_and_a_typing_mistake_is_named(engine: Engine) {
    let (app, code) = issued(engine).await;
    let unknown = minhchung::domain::identifier::CertificateId::from_bytes([7; 16]).to_string();
    let answer = app.get(&format!("/api/v1/certificates/{unknown}")).await;
    assert_eq!(answer.problem(), (404, "not-found".into()));
    says(&answer.json(), "unknown", "not-found");
    says(&app.verdict_on_text(&unknown).await, "unknown", "not-found");
    let mut mistyped = code.clone().into_bytes();
    mistyped[3] = if mistyped[3] == b'7' { b'8' } else { b'7' };
    let mistyped = String::from_utf8(mistyped).expect("text");
    let answer = app.get(&format!("/api/v1/certificates/{mistyped}")).await;
    assert_eq!(answer.status, 404);
    says(&answer.json(), "unknown", "wrong-check-character");
    // Look-alike letters and the printed groups are no mistakes.
    let typed = code.parse::<minhchung::domain::identifier::CertificateId>().expect("a code").grouped();
    let sloppy = typed.to_lowercase().replace('0', "o").replace('1', "l");
    assert_eq!(app.verdict_on_code(&sloppy).await["verdict"], "genuine");
    assert_eq!(app.verdict_on_text(&format!(" {sloppy}\n")).await["verdict"], "genuine");
}

async fn a_signed_certificate_that_the_register_lost_is_said_to_be_so(engine: Engine) {
    let (app, code) = issued(engine).await;
    let (qr, pdf) = (app.qr_text(&code).await, app.pdf(&code).await);
    let credential = app.get(&format!("/certificates/{code}.json")).await.text();
    app.database.run("delete from certificate").await;
    for verdict in
        [app.verdict_on_text(&qr).await, app.verdict_on_text(&credential).await, app.verdict_on_file(pdf).await]
    {
        says(&verdict, "signed_not_registered", "not-found");
        assert_eq!(verdict["holder"], "Nguyễn Thị Ánh", "what was signed is shown");
    }
    assert_eq!(app.get(&format!("/api/v1/certificates/{code}")).await.problem().0, 404);
    assert_eq!(app.get(&format!("/certificates/{code}.pdf")).await.problem().0, 404);
}

async fn an_expired_certificate_says_so(engine: Engine) {
    let mut assessment = bank::assessment();
    assessment.certificate.as_mut().expect("terms").valid_months = Some(1);
    let app = TestApp::with(engine, Options { assessments: vec![assessment], ..Options::default() }).await;
    let code = app.candidate("Nguyễn Thị Ánh").await.earns_a_certificate().await;
    let (qr, pdf) = (app.qr_text(&code).await, app.pdf(&code).await);
    let valid = app.verdict_on_code(&code).await;
    assert_eq!((&valid["verdict"], &valid["expires_on"]), (&"genuine".into(), &"2027-01-01".into()));
    let end = minhchung::domain::timestamp::Timestamp::parse("2027-01-01T16:59:59Z").expect("a time");
    app.clock.set(end);
    assert_eq!(app.verdict_on_code(&code).await["verdict"], "genuine", "the whole of the last day counts");
    app.wait(1);
    for verdict in [app.verdict_on_code(&code).await, app.verdict_on_text(&qr).await, app.verdict_on_file(pdf).await] {
        says(&verdict, "expired", "expired");
    }
}

async fn an_altered_file_is_never_genuine(engine: Engine) {
    let (app, code) = issued(engine).await;
    let pdf = app.pdf(&code).await;
    let mut forged = 0;
    for part in 1..24 {
        let mut altered = pdf.clone();
        altered[pdf.len() * part / 24] ^= 1;
        let verdict = app.verdict_on_file(altered).await;
        assert!(["forged", "unknown"].contains(&verdict["verdict"].as_str().expect("text")), "{part}: {verdict}");
        forged += usize::from(verdict["verdict"] == "forged");
    }
    assert!(forged > 12, "most flips leave the credential readable: {forged}");
    let mut longer = pdf.clone();
    longer.push(b'\n');
    says(&app.verdict_on_file(longer).await, "forged", "file-altered-credential-intact");
    let mut credential_gone = pdf;
    credential_gone.truncate(2_000);
    assert_eq!(app.verdict_on_file(credential_gone).await["verdict"], "unknown");
}

async fn files_that_are_no_certificates_are_unknown(engine: Engine) {
    let (app, _) = issued(engine).await;
    let nested = format!("{}{}", "{\"a\":".repeat(20_000), "}".repeat(20_000));
    let noise: Vec<u8> = (0..5_000_u32).map(|place| (place.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    for file in [
        Vec::new(),
        b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF".to_vec(),
        [b"%PDF-1.7\nstream\n".to_vec(), noise.clone()].concat(),
        noise,
        b"PK\x03\x04".to_vec(),
        b"{\"type\":[\"VerifiableCredential\"]}".to_vec(),
        nested.into_bytes(),
        "xin chào".into(),
    ] {
        let verdict = app.verdict_on_file(file.clone()).await;
        let said = verdict["verdict"].as_str().expect("text");
        assert!(
            ["unknown", "forged"].contains(&said),
            "{verdict} for {:?}",
            String::from_utf8_lossy(&file[..file.len().min(40)])
        );
        assert!(verdict["holder"].is_null());
    }
}

async fn a_file_too_large_is_refused(engine: Engine) {
    let app = TestApp::start(engine).await;
    let mut file = b"%PDF-1.7\n".to_vec();
    for size in [2_100_000, 3_000_000, 20_000_000] {
        file.resize(size, b'x');
        let answer = app.request("POST", "/api/v1/verify");
        let form = reqwest::multipart::Form::new().part("file", reqwest::multipart::Part::bytes(file.clone()));
        // A server may also hang up on a body that large, once it has answered.
        if let Some(answer) = Answer::try_of(answer.multipart(form)).await {
            assert_eq!(answer.problem(), (413, "too-large".into()), "{size}");
        } else {
            assert!(size > 3_000_000, "{size} bytes got no answer");
        }
    }
    assert_eq!(app.get("/health/live").await.status, 200);
}

async fn the_host_header_is_never_believed(engine: Engine) {
    let app = TestApp::start(engine).await;
    let evil = "evil.example";
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let mut seen = Vec::new();
    let attempt = candidate.starts().await;
    candidate.answers_everything_right(&attempt).await;
    let path = format!("/api/v1/attempts/{}/submit", attempt.id());
    let with_host = |request: reqwest::RequestBuilder| {
        request.header("host", evil).header("x-forwarded-host", evil).header("forwarded", format!("host={evil}"))
    };
    seen.push(Answer::of(with_host(candidate.request("POST", &path))).await);
    let code = candidate.certificate_of(attempt.id()).await;
    for path in [
        format!("/api/v1/attempts/{}/result", attempt.id()),
        format!("/api/v1/certificates/{code}"),
        format!("/certificates/{code}.pdf"),
        format!("/certificates/{code}.json"),
        "/.well-known/did.json".to_owned(),
        "/.well-known/jwks.json".to_owned(),
        "/api/v1/openapi.json".to_owned(),
        "/nothing-here".to_owned(),
    ] {
        seen.push(Answer::of(with_host(candidate.request("GET", &path))).await);
    }
    for answer in &seen {
        assert!(!format!("{:?}{}", answer.headers, answer.text()).contains(evil), "{}", answer.text());
    }
    let qr = app.qr_text(&code).await;
    assert!(qr.starts_with("https://chungnhan.example.vn/v#"), "{qr}");
    assert_eq!(seen[1].json()["certificate"]["url"], format!("https://chungnhan.example.vn/v/{code}"));
    let credential = app.get(&format!("/certificates/{code}.json")).await.text();
    assert!(credential.contains("https://chungnhan.example.vn/certificates/"));
    assert_eq!(credential.matches("http").count(), credential.matches("https://").count());
}

async fn a_lost_file_is_made_again_byte_for_byte(engine: Engine) {
    let (app, code) = issued(engine).await;
    let pdf = app.pdf(&code).await;
    std::fs::remove_dir_all(app.folder.path().join("files/certificates")).expect("removed");
    assert_eq!(app.pdf(&code).await, pdf);
    // A file altered on disk is not given out.
    let spoiled = "update certificate set pdf_sha256 = '00'";
    app.database.run(spoiled).await;
    assert_eq!(app.get(&format!("/certificates/{code}.pdf")).await.status, 500);
}
