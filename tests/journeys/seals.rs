//! The official seal: every issued file carries it, the page, the API and the command say whose it is, and a copy that
//! was altered is refused. Key and authorities are made up by OpenSSL; so are the time stamps.

use crate::harness::{Engine, Options, TestApp, Workers};
use crate::{journeys, pki};
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::routing::post;
use minhchung::config::Config;
use minhchung::flows::certification::issue_certificates::issue_certificates;
use serde_json::Value;
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

journeys![
    a_sealed_certificate_says_by_whom,
    an_altered_copy_of_a_sealed_file_is_refused,
    a_lost_sealed_file_is_made_again_or_never_replaced,
    a_certificate_waits_for_its_time_stamp,
    the_command_says_whose_seal_it_is,
];

const SIGNER: &str = "Con dấu số Sở Khoa học và Công nghệ (thử nghiệm)";
const AUTHORITY: &str = "CA thử nghiệm, không có giá trị pháp lý";

/// What an operator writes to seal with one of the made-up keys.
fn seal_text(name: &str, more: &str) -> String {
    let [file, passphrase] = [format!("{name}.p12"), "passphrase".to_owned()].map(|name| pki::file(&name));
    format!("[seal]\nkind = \"pkcs12\"\nfile = {file:?}\npassphrase_file = {passphrase:?}\n{more}")
}

fn seal_with(config: &mut Config, name: &str, more: &str) {
    #[derive(serde::Deserialize)]
    struct Text {
        seal: minhchung::config::seal::SealConfig,
    }
    let text: Text = toml::from_str(&seal_text(name, more)).expect("a good seal");
    config.seal = vec![text.seal];
    config.seal_authorities = Some(pki::file("root.crt"));
}

fn by_p256(config: &mut Config) {
    seal_with(config, "p256", "reason = \"Cấp giấy chứng nhận\"\n");
}

fn by_rsa(config: &mut Config) {
    seal_with(config, "rsa", "");
}

fn by_p256_and_time(config: &mut Config) {
    let url = TIME.get().expect("an authority");
    seal_with(config, "p256", &format!("time_stamp_url = {url:?}\n"));
}

async fn app(engine: Engine, configure: fn(&mut Config)) -> TestApp {
    TestApp::with(engine, Options { configure, ..Options::default() }).await
}

/// What pdfsig says of a file.
fn pdfsig(app: &TestApp, pdf: &[u8]) -> String {
    let file = app.folder.path().join(app.file("checked.pdf", pdf));
    let output = Command::new("pdfsig").arg("-nocert").arg(file).output();
    let output = output.expect("this story needs pdfsig: apt-get install poppler-utils");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

async fn a_sealed_certificate_says_by_whom(engine: Engine) {
    let app = app(engine, by_p256).await;
    let code = app.candidate("Nguyễn Thị Ánh").await.earns_a_certificate().await;
    let pdf = app.pdf(&code).await;
    let said = pdfsig(&app, &pdf);
    assert!(said.contains("Signature is Valid.") && said.contains("Total document signed"), "{said}");
    for verdict in [app.verdict_on_code(&code).await, app.verdict_on_file(pdf).await] {
        assert_eq!(verdict["verdict"], "genuine", "{verdict}");
        let seal = &verdict["seal"];
        assert_eq!((&seal["state"], &seal["level"]), (&"intact".into(), &"B-B".into()), "{seal}");
        assert_eq!((&seal["signer"], &seal["issuing_authority"]), (&SIGNER.into(), &AUTHORITY.into()), "{seal}");
        assert_eq!((&seal["chain"], &seal["revocation"]), (&"trusted".into(), &"not-checked".into()), "{seal}");
        assert_eq!(seal["signed_at"], "2026-12-01T02:00:00Z");
        assert_eq!(seal["was_valid_at_signing"], true);
        assert_eq!(seal["time_stamped_at"], Value::Null);
    }
    let page = app.get(&format!("/v/{code}")).await.text();
    for shown in [SIGNER, AUTHORITY, "ECDSA P-256, SHA-256", "chứng thư có bị thu hồi hay không"] {
        assert!(page.contains(shown), "{shown} is not on the page");
    }
    let records = minhchung::flows::log::verify_records::verify_records(&app.service).await.expect("verified");
    assert_eq!((records.certificates, records.faults), (1, vec![]));
}

async fn an_altered_copy_of_a_sealed_file_is_refused(engine: Engine) {
    let app = app(engine, by_p256).await;
    let code = app.candidate("Nguyễn Thị Ánh").await.earns_a_certificate().await;
    let pdf = app.pdf(&code).await;
    let mut altered = pdf.clone();
    let place = pdf.windows(7).position(|window| window == b"/Author").expect("an author") + 9;
    altered[place] ^= 1;
    let appended = [&pdf[..], b"\n% more\n"].concat();
    assert!(!pdfsig(&app, &altered).contains("Signature is Valid."));
    assert!(!pdfsig(&app, &appended).contains("Total document signed"));
    for copy in [altered, appended] {
        let verdict = app.verdict_on_file(copy).await;
        assert_eq!(verdict["verdict"], "forged", "{verdict}");
        assert_eq!(verdict["seal"]["state"], "broken", "{verdict}");
        assert_eq!(verdict["seal"]["signer"], Value::Null, "{verdict}");
    }
}

async fn a_lost_sealed_file_is_made_again_or_never_replaced(engine: Engine) {
    let app = app(engine, by_p256).await;
    let code = app.candidate("Nguyễn Thị Ánh").await.earns_a_certificate().await;
    let pdf = app.pdf(&code).await;
    let lose = |app: &TestApp| std::fs::remove_dir_all(app.folder.path().join("files/certificates")).expect("removed");
    lose(&app);
    assert_eq!(app.pdf(&code).await, pdf, "an elliptic key seals the same file the same way");
    let app = self::app(engine, by_rsa).await;
    let code = app.candidate("Nguyễn Thị Ánh").await.earns_a_certificate().await;
    assert!(pdfsig(&app, &app.pdf(&code).await).contains("Signature is Valid."));
    lose(&app);
    assert_eq!(app.get(&format!("/certificates/{code}.pdf")).await.status, 500, "another file would have another seal");
    let verdict = app.verdict_on_code(&code).await;
    assert_eq!((&verdict["verdict"], &verdict["seal"]["state"]), (&"genuine".into(), &"file-missing".into()));
}

/// The address of this process' time-stamp authority.
static TIME: OnceLock<String> = OnceLock::new();
static IS_AWAY: AtomicBool = AtomicBool::new(true);

/// OpenSSL's time-stamp authority behind HTTP; away at first.
async fn time_stamp_authority() {
    let answer = |request: Bytes| async move {
        if IS_AWAY.load(Ordering::SeqCst) {
            return Err(StatusCode::SERVICE_UNAVAILABLE);
        }
        Ok(tokio::task::spawn_blocking(move || pki::time_stamp_reply(&request)).await.expect("a reply"))
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    IS_AWAY.store(true, Ordering::SeqCst);
    TIME.set(format!("http://{}", listener.local_addr().expect("an address"))).expect("one story to a process");
    let router = axum::Router::new().route("/", post(answer));
    tokio::spawn(async move { axum::serve(listener, router).await.expect("serving") });
}

async fn a_certificate_waits_for_its_time_stamp(engine: Engine) {
    time_stamp_authority().await;
    let options = Options { workers: Workers::OnCall, configure: by_p256_and_time, ..Options::default() };
    let app = TestApp::with(engine, options).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let attempt = candidate.passes().await;
    let round = issue_certificates(&app.service).await.expect("a round");
    assert_eq!(round.counts(), (0, 1));
    assert_eq!(app.database.number("select count(*) from certificate_seal").await, 0);
    IS_AWAY.store(false, Ordering::SeqCst);
    app.wait(120);
    let round = issue_certificates(&app.service).await.expect("a round");
    assert_eq!(round.counts(), (1, 0));
    let code = candidate.certificate_of(attempt.id()).await;
    let seal = app.verdict_on_code(&code).await["seal"].clone();
    assert_eq!((&seal["state"], &seal["level"]), (&"intact".into(), &"B-T".into()), "{seal}");
    assert_eq!(seal["time_stamp_authority"], "Dấu thời gian thử nghiệm", "{seal}");
    assert_eq!(seal["time_stamp_chain"], "trusted", "{seal}");
    assert!(pdfsig(&app, &app.pdf(&code).await).contains("Signature is Valid."));
    assert!(app.get(&format!("/v/{code}")).await.text().contains("Dấu thời gian thử nghiệm"));
}

async fn the_command_says_whose_seal_it_is(engine: Engine) {
    let app = app(engine, by_p256).await;
    app.at_the_machines_time();
    let code = app.candidate("Nguyễn Thị Ánh").await.earns_a_certificate().await;
    let pdf = app.pdf(&code).await;
    app.file("issued.pdf", &pdf);
    app.saved("/.well-known/did.json", "did.json").await;
    let root = pki::file("root.crt").display().to_string();
    let offline = ["certificate", "verify", "issued.pdf", "--keys", "did.json"];
    let known = app.run(&[&offline[..], &["--seal-authorities", &root]].concat()).await.fine();
    assert!(known.starts_with("genuine:") && known.contains(&format!("sealed by {SIGNER}")), "{known}");
    assert!(known.contains(&format!("certificate of {AUTHORITY} (trusted)")), "{known}");
    // Whoever seals can name anybody: without a trusted authority no name is repeated.
    let unknown = app.run(&offline).await.fine();
    assert!(unknown.contains("its certificate is not checked") && !unknown.contains(SIGNER), "{unknown}");
    let mut altered = pdf;
    let place = altered.windows(7).position(|window| window == b"/Author").expect("an author") + 9;
    altered[place] ^= 1;
    app.file("issued.pdf", &altered);
    let refused = app.run(&offline).await;
    assert!(refused.code != 0 && refused.said.starts_with("forged:"), "{refused:?}");
    assert!(refused.said.contains("its seal does NOT hold"), "{refused:?}");
}
