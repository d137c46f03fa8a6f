//! From a pass to a stored PDF: `cargo bench --bench issuing [-- COUNT]` issues as many certificates on SQLite with
//! `synchronous=FULL`, every file synced, and says what share of the CPU time went where. The shares are measured on
//! the very claims that were issued, in the same run.

#[path = "service/installation.rs"]
mod installation;

use minhchung::cli::boot_service;
use minhchung::clock::Clock;
use minhchung::config::Config;
use minhchung::domain::text::Language;
use minhchung::flows::Service;
use minhchung::flows::assessment::import_bank::import_bank;
use minhchung::flows::assessment::read_attempt::read_attempt;
use minhchung::flows::assessment::save_response::{SaveRequest, save_response};
use minhchung::flows::assessment::start_attempt::{StartRequest, start_attempt};
use minhchung::flows::assessment::submit_attempt::submit_attempt;
use minhchung::flows::certification::issue_certificates::issue_certificates;
use minhchung::flows::certification::list_certificates::search_certificates;
use minhchung::flows::people::import_people::{Import, import_people};
use minhchung::flows::people::log_in::log_in;
use minhchung::formats::credential::keys::Purpose;
use minhchung::formats::credential::{cose, proof};
use minhchung::formats::{bank, pdf, roster};
use minhchung::store::certification::certificates::Registered;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

const COUNT: usize = 512;

#[tokio::main]
async fn main() {
    let count = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(COUNT);
    let folder = tempfile::tempdir().expect("a folder");
    let service = service(folder.path()).await;
    pass(&service, count).await;
    let (cpu, since) = (cpu_seconds(), Instant::now());
    let mut issued = 0;
    while issued < count {
        let round = issue_certificates(&service).await.expect("a round");
        assert_eq!(round.postponed, 0, "a certificate was refused");
        issued += round.issued;
    }
    let (cpu, wall) = (cpu_seconds() - cpu, since.elapsed().as_secs_f64());
    println!("{issued} certificates from pass to stored PDF: {wall:.1} s, {:.0} a second", issued as f64 / wall);
    println!("{:.0} a CPU second, {:.0} us of CPU each; of it:", issued as f64 / cpu, cpu * 1e6 / issued as f64);
    let rows = search_certificates(&service, "", 1, count).await.expect("the register").rows;
    assert_eq!(rows.len(), issued, "every one is in the register");
    shares(&service, &rows, cpu);
}

/// A step's name, and the step for one certificate.
type Step<'a> = (&'a str, &'a dyn Fn(&Registered));

/// Each step once more, as often as issuing does it.
fn shares(service: &Service, rows: &[Registered], whole: f64) {
    let keys = service.keys().expect("private keys");
    let steps: [Step; 3] = [
        ("rendering, a dry run and the page itself", &|row| {
            let issued = row.issued.as_ref().expect("issued");
            let templates = &service.renderer.templates;
            black_box(pdf::render(templates, &row.claim, &row.claim.base_url, b"{}").is_ok());
            black_box(pdf::render(templates, &row.claim, &issued.qr_text, issued.credential.as_bytes()).is_ok());
        }),
        ("canonical form and bytes to be signed, twice", &|row| {
            for _ in 0..2 {
                let key = keys.signer(Purpose::Credential, row.claim.issued_at).expect("a key");
                let credential = proof::prepare(&row.claim, key.kid()).expect("a good claim");
                black_box(cose::prepare(&row.claim, &credential.canonical_hash(), key.kid()).is_ok());
            }
        }),
        ("signing credential and QR code, both verified", &|row| {
            let key = keys.signer(Purpose::Credential, row.claim.issued_at).expect("a key");
            let credential = proof::prepare(&row.claim, key.kid()).expect("a good claim");
            let code = cose::prepare(&row.claim, &credential.canonical_hash(), key.kid()).expect("fits");
            black_box(credential.sign(key).is_ok() && code.sign(key).is_ok());
        }),
    ];
    let taken: Vec<f64> = steps
        .iter()
        .map(|(_, step)| {
            let cpu = cpu_seconds();
            rows.iter().for_each(step);
            cpu_seconds() - cpu
        })
        .collect();
    // To sign, a claim is prepared first: that part is counted in the line above already.
    let alone = [taken[0], taken[1], (taken[2] - taken[1] / 2.0).max(0.0)];
    let rest = whole - alone.iter().sum::<f64>();
    for (what, seconds) in steps.iter().map(|step| step.0).zip(alone).chain([("freezing, reading back, storing", rest)])
    {
        println!("  {what:<46} {:>6.0} us  {:>3.0} %", seconds * 1e6 / rows.len() as f64, seconds / whole * 100.0);
    }
}

/// Somebody passes, so many times; nothing of it is measured.
async fn pass(service: &Service, count: usize) {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/question_banks/ai-for-officials"));
    let read = bank::read_folder(folder).expect("a good bank");
    import_bank(service, &read.bank, read.assessment.as_ref(), "bench").await.expect("imported");
    let code = &read.assessment.as_ref().expect("an assessment").code;
    let mut text = String::from("Mã cán bộ,Họ và tên,Đơn vị,Chức vụ\n");
    for number in 0..count {
        text.push_str(&format!(
            "CB-{number:05},Nguyễn Thị Thử Nghiệm,UBND thành phố / UBND phường {},Chuyên viên\n",
            number % 40
        ));
    }
    let options = roster::Options { today: service.clock.now().day_in_vietnam() };
    let rows = roster::read("bench.csv", text.as_bytes(), &options).expect("a good roster").rows;
    let people = import_people(service, &rows, "bench", Import::WithSecrets).await.expect("imported").secrets;
    for who in people {
        let logged_in = log_in(service, &who.login, &who.secret, (None, &who.login)).await.expect("logged in");
        let person = &logged_in.session.person;
        let (attempt, _) = start_attempt(service, person, code, StartRequest::default()).await.expect("started");
        let view = read_attempt(service, &person.id, &attempt).await.expect("read").expect("one's own");
        for item in view.items {
            let known = read.bank.items.iter().find(|known| known.face.stem.get(Language::Vi) == item.stem);
            let request = SaveRequest {
                token: &logged_in.token,
                attempt: attempt.clone(),
                number: item.number,
                base_revision: 0,
                response: known.expect("of the bank").key.right_response(),
                arrived_at: service.clock.now(),
            };
            save_response(service, request).await.expect("saved");
        }
        submit_attempt(service, &person.id, &attempt, service.clock.now(), None).await.expect("submitted");
    }
}

async fn service(folder: &Path) -> Arc<Service> {
    let file = installation::write_configuration(folder, "127.0.0.1:0", None);
    let config = Config::read(Some(&file), &[]).expect("a good configuration");
    boot_service(config, Clock::System).await.expect("it boots").service
}

/// CPU seconds of this process so far, all threads.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux tells");
    let fields: Vec<&str> = stat.rsplit(") ").next().expect("fields").split(' ').collect();
    let ticks = |place: usize| fields[place].parse::<f64>().expect("ticks");
    (ticks(11) + ticks(12)) / 100.0
}
