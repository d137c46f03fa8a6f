//! The seven verdicts, each on the page, by the API and on the command line.

use crate::harness::{Answer, Engine, Options, TestApp, bank};
use crate::journeys;
use minhchung::domain::certification::correction::Correction;
use minhchung::domain::certification::verdict::RevocationReason;
use minhchung::domain::identifier::CertificateId;
use minhchung::domain::timestamp::Timestamp;
use minhchung::flows::certification::revoke_certificate::revoke_certificate;
use minhchung::flows::certification::supersede_certificate::supersede_certificate;

journeys![
    genuine_is_said_everywhere,
    revoked_is_said_everywhere,
    superseded_is_said_everywhere,
    expired_is_said_everywhere,
    forged_is_said_everywhere,
    signed_but_not_registered_is_said_everywhere,
    unknown_is_said_everywhere,
];

/// What somebody who checks a certificate has of it.
struct Held {
    code: String,
    qr: String,
    pdf: Vec<u8>,
    credential: Vec<u8>,
}

impl Held {
    async fn of(app: &TestApp, code: String) -> Self {
        let (qr, pdf) = (app.qr_text(&code).await, app.pdf(&code).await);
        let credential = app.get(&format!("/certificates/{code}.json")).await.bytes;
        Self { code, qr, pdf, credential }
    }
}

impl TestApp {
    /// By the certificate's address: page, API and command line.
    async fn says_of_code(&self, code: &str, verdict: &str) {
        let page = self.get(&format!("/v/{code}")).await;
        assert!(page.text().contains(&format!("class=\"verdict is-{verdict}\"")), "{}", page.text());
        assert_eq!(self.verdict_on_code(code).await["verdict"], verdict);
        assert_eq!(self.verdict_on_text(code).await["verdict"], verdict);
        self.says_on_the_command_line(code, verdict).await;
    }

    /// By what was on paper or in a file: page, API and command line.
    async fn says_of_file(&self, bytes: &[u8], verdict: &str) {
        let form = reqwest::multipart::Form::new().part("file", reqwest::multipart::Part::bytes(bytes.to_vec()));
        let page = Answer::of(self.request("POST", "/v").multipart(form)).await;
        assert!(page.text().contains(&format!("class=\"verdict is-{verdict}\"")), "{}", page.text());
        assert_eq!(self.verdict_on_file(bytes.to_vec()).await["verdict"], verdict);
        let file = self.file("held", bytes);
        self.says_on_the_command_line(&file, verdict).await;
    }

    async fn says_on_the_command_line(&self, what: &str, verdict: &str) {
        let ran = self.run(&["certificate", "verify", what]).await;
        assert!(ran.said.starts_with(&format!("{verdict}:")), "{ran:?}");
        assert_eq!(ran.code, i32::from(verdict != "genuine"), "{ran:?}");
        let json = self.run(&["--format", "json", "certificate", "verify", what]).await.json();
        assert_eq!(json["verdict"], verdict);
    }

    async fn says_of_everything(&self, held: &Held, verdict: &str) {
        self.says_of_code(&held.code, verdict).await;
        for bytes in [&held.pdf, &held.credential, held.qr.as_bytes()] {
            self.says_of_file(bytes, verdict).await;
        }
    }
}

async fn issued(engine: Engine) -> (TestApp, Held) {
    let app = TestApp::start(engine).await;
    let code = app.candidate("Nguyễn Thị Anh").await.earns_a_certificate().await;
    let held = Held::of(&app, code).await;
    (app, held)
}

async fn genuine_is_said_everywhere(engine: Engine) {
    let (app, held) = issued(engine).await;
    app.says_of_everything(&held, "genuine").await;
}

async fn revoked_is_said_everywhere(engine: Engine) {
    let (app, held) = issued(engine).await;
    let (id, reason) = (held.code.parse().expect("a code"), RevocationReason::Misconduct);
    revoke_certificate(&app.service, id, reason, "Biên bản 12", "QUANTRI").await.expect("revoked");
    app.says_of_everything(&held, "revoked").await;
}

async fn superseded_is_said_everywhere(engine: Engine) {
    let (app, held) = issued(engine).await;
    let right = Correction { holder: Some("Nguyễn Thị Ánh".to_owned()), ..Correction::default() };
    let id: CertificateId = held.code.parse().expect("a code");
    supersede_certificate(&app.service, id, &right, "Sai dấu", "QUANTRI").await.expect("ordered");
    crate::harness::until("the corrected certificate", || async {
        (app.verdict_on_code(&held.code).await["verdict"] == "superseded").then_some(())
    })
    .await;
    app.says_of_everything(&held, "superseded").await;
}

async fn expired_is_said_everywhere(engine: Engine) {
    let mut assessment = bank::assessment();
    assessment.certificate.as_mut().expect("terms").valid_months = Some(1);
    let app = TestApp::with(engine, Options { assessments: vec![assessment], ..Options::default() }).await;
    // Issued early in 2026, for the command line goes by the machine's clock.
    app.clock.set(Timestamp::parse("2026-01-05T02:00:00Z").expect("a time"));
    let code = app.candidate("Nguyễn Thị Ánh").await.earns_a_certificate().await;
    let held = Held::of(&app, code).await;
    app.at_the_machines_time();
    app.says_of_everything(&held, "expired").await;
}

async fn forged_is_said_everywhere(engine: Engine) {
    let (app, held) = issued(engine).await;
    let mut longer = held.pdf.clone();
    longer.push(b'\n');
    app.says_of_file(&longer, "forged").await;
    let renamed = String::from_utf8(held.credential.clone()).expect("text").replace("Anh", "Ánh");
    app.says_of_file(renamed.as_bytes(), "forged").await;
    app.database.run("update certificate set credential = replace(credential, 'Anh', 'Ánh')").await;
    app.says_of_code(&held.code, "forged").await;
    app.says_of_file(held.qr.as_bytes(), "forged").await;
}

async fn signed_but_not_registered_is_said_everywhere(engine: Engine) {
    let (app, held) = issued(engine).await;
    app.database.run("delete from certificate").await;
    for bytes in [&held.pdf, &held.credential, held.qr.as_bytes()] {
        app.says_of_file(bytes, "signed_not_registered").await;
    }
}

async fn unknown_is_said_everywhere(engine: Engine) {
    let app = TestApp::start(engine).await;
    let unknown = CertificateId::from_bytes([7; 16]).to_string();
    app.says_of_code(&unknown, "unknown").await;
    app.says_of_file(b"xin chao", "unknown").await;
    app.says_of_file(b"%PDF-1.7\n%%EOF", "unknown").await;
}
