//! Many certificates by one decision, in this process, as the service issues them:
//! `cargo bench --bench mass -- COUNT [--discard-pdf] [--database URL] [--folder DIR] [--peer PYTHON]`.
//! Prints rates per second and per CPU second, where the time goes, bytes, memory, and in the same run what signing
//! and rendering alone would take. With `--discard-pdf` files are counted, not kept. `--peer` names a Python with the
//! packages of `tests/independent/requirements.txt`, which draws the same page in the same run.

mod files;
mod people;

use files::Counted;
use minhchung::cli::boot_service;
use minhchung::clock::Clock;
use minhchung::config::Config;
use minhchung::domain::certification::claim::Claim;
use minhchung::domain::certification::decision::iso_date;
use minhchung::domain::text::Language;
use minhchung::flows::Service;
use minhchung::flows::assessment::import_bank::import_bank;
use minhchung::flows::certification::confirm_decision::{Confirmation, confirm_decision};
use minhchung::flows::certification::draft_decision::{MAX_ROWS, draft_list};
use minhchung::flows::certification::export_decision::{Export, export_decision, find_decision};
use minhchung::flows::certification::issue_certificates::{Round, Spent, issue_certificates};
use minhchung::flows::certification::sign_certificate;
use minhchung::flows::people::import_people::add_administrator;
use minhchung::formats::bank::read_folder;
use minhchung::formats::credential::keys::{self, NewKey, Purpose};
use minhchung::i18n::Texts;
use minhchung::store::certification::certificates;
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

const ASSESSMENT: &str = "ai-for-officials";
/// The log-ins of the two administrators that a decision needs.
const DRAFTS: &str = "ONE";
const CONFIRMS: &str = "OTHER";
/// As many rounds under way as the service has.
const ISSUERS: usize = 2;
/// Pages that the peer draws.
const PEER_PAGES: &str = "200";
/// Certificates made once more to time signing and rendering alone.
const ALONE: usize = 2_000;

struct Arguments {
    count: usize,
    discards: bool,
    database: Option<String>,
    folder: Option<PathBuf>,
    peer: Option<PathBuf>,
}

fn arguments() -> Arguments {
    let mut found = Arguments { count: 1_000, discards: false, database: None, folder: None, peer: None };
    let mut given = std::env::args().skip(1);
    while let Some(word) = given.next() {
        match word.as_str() {
            "--discard-pdf" => found.discards = true,
            "--database" => found.database = given.next(),
            "--folder" => found.folder = given.next().map(PathBuf::from),
            "--peer" => found.peer = given.next().map(PathBuf::from),
            // What `cargo bench` adds.
            "--bench" => {}
            count => found.count = count.parse().expect("COUNT, and options as above"),
        }
    }
    found
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(run(arguments()));
}

async fn run(arguments: Arguments) {
    let place = match &arguments.folder {
        Some(folder) => tempfile::tempdir_in(folder),
        None => tempfile::tempdir(),
    }
    .expect("a folder");
    let counted = Arc::new(Counted::default());
    let service = service(&arguments, place.path(), &counted).await;
    let decisions = decide(&service, arguments.count).await;
    let (started, used) = (Instant::now(), cpu_seconds());
    let spent = issue(&service, arguments.count).await;
    let (took, used) = (started.elapsed(), cpu_seconds() - used);
    report(&arguments, &spent, took, used);
    let bytes = if arguments.discards { counted.bytes() } else { folder_bytes(&place.path().join("files")) };
    println!("PDF                {:>10.1} MB, {:.1} kB each", mega(bytes), bytes as f64 / 1e3 / arguments.count as f64);
    if arguments.database.is_none() {
        println!("database           {:>10.1} MB", mega(database_bytes(place.path())));
    }
    println!("peak memory        {:>10.1} MB", status_megabytes("VmHWM:"));
    let whole = used / arguments.count as f64;
    alone(&service, whole).await;
    if let Some(python) = &arguments.peer {
        compare(python, whole);
    }
    export(&service, &decisions[0], arguments.discards, place.path()).await;
    service.store.close().await;
}

async fn service(arguments: &Arguments, folder: &Path, counted: &Arc<Counted>) -> Arc<Service> {
    let at = |name: &str| folder.join(name);
    let mut passphrase =
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(at("passphrase")).expect("made");
    passphrase.write_all(b"a passphrase for measuring").expect("written");
    let long_ago = Clock::System.now();
    let new = NewKey {
        seed: [7; 32].into(),
        salt: [7; 16],
        iv: [7; 16],
        purpose: Purpose::Credential,
        created_at: long_ago,
        active_from: long_ago,
    };
    keys::create(&at("keys"), "a passphrase for measuring", &new).expect("a key");
    let database = arguments.database.clone().unwrap_or_else(|| format!("sqlite:{}", at("minhchung.db").display()));
    let text = format!(
        "base_url = \"https://chungnhan.example.vn\"\ndatabase = {database:?}\ndata = {:?}\nkeys = {:?}\n\
         key_passphrase_file = {:?}\n{}",
        at("files"),
        at("keys"),
        at("passphrase"),
        people::ISSUER
    );
    let config: Config = toml::from_str(&text).expect("a good configuration");
    let booted = boot_service(config, Clock::System).await.expect("the service boots");
    let mut service = booted.service;
    if arguments.discards {
        let whole = Arc::get_mut(&mut service).expect("nobody else has it yet");
        whole.files = counted.clone();
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("question_banks").join(ASSESSMENT);
    let read = read_folder(&folder).expect("a good bank");
    import_bank(&service, &read.bank, read.assessment.as_ref(), "bench").await.expect("imported");
    for login in [DRAFTS, CONFIRMS] {
        add_administrator(&service, login, login).await.expect("added");
    }
    service
}

/// Drafts and confirms as many lists as hold everybody.
async fn decide(service: &Arc<Service>, count: usize) -> Vec<minhchung::domain::identifier::DecisionId> {
    let (mut drafting, mut confirming) = (Duration::ZERO, Duration::ZERO);
    let mut decisions = Vec::new();
    for first in (0..count).step_by(MAX_ROWS) {
        let listed = (first..count.min(first + MAX_ROWS)).map(people::listed).collect();
        let started = Instant::now();
        let draft = draft_list(service, ASSESSMENT, listed, DRAFTS, false).await.expect("drafted");
        drafting += started.elapsed();
        let started = Instant::now();
        let id = draft.id.expect("kept");
        let date = iso_date(&Clock::System.now().day_in_vietnam().to_string()).expect("a day");
        let number = format!("{}/QĐ-SKHCN", first / MAX_ROWS + 1);
        let paper = Confirmation {
            number: &number,
            date,
            signer: "Trần Minh Chứng",
            list_hash: &draft.list_hash,
            actor: CONFIRMS,
        };
        confirm_decision(service, &id, &paper).await.expect("confirmed");
        confirming += started.elapsed();
        decisions.push(id);
    }
    println!("draft with preflight of every row {:>8.2} s", drafting.as_secs_f64());
    println!("confirm and order                 {:>8.2} s", confirming.as_secs_f64());
    println!("memory before issuing             {:>8.1} MB", status_megabytes("VmRSS:"));
    decisions
}

async fn issue(service: &Arc<Service>, count: usize) -> Spent {
    let tasks: Vec<_> = (0..ISSUERS)
        .map(|_| {
            let service = service.clone();
            tokio::spawn(async move {
                let mut rounds = Vec::new();
                loop {
                    let round = issue_certificates(&service).await.expect("a round");
                    if round.issued == 0 {
                        return rounds;
                    }
                    rounds.push(round);
                }
            })
        })
        .collect();
    let mut rounds: Vec<Round> = Vec::new();
    for task in tasks {
        rounds.extend(task.await.expect("it does not panic"));
    }
    assert_eq!(rounds.iter().map(|round| round.issued).sum::<usize>(), count, "everybody has a certificate");
    let mut spent = Spent::default();
    for round in rounds {
        spent.freeze += round.spent.freeze;
        spent.prepare += round.spent.prepare;
        spent.sign += round.spent.sign;
        spent.render += round.spent.render;
        spent.store += round.spent.store;
        spent.commit += round.spent.commit;
    }
    spent
}

fn report(arguments: &Arguments, spent: &Spent, took: Duration, used: f64) {
    let count = arguments.count as f64;
    println!("issued             {:>10} in {:.2} s", arguments.count, took.as_secs_f64());
    println!("a second           {:>10.0}", count / took.as_secs_f64());
    println!("a CPU second       {:>10.0}", count / used);
    let stages = [
        ("freeze", spent.freeze),
        ("prepare", spent.prepare),
        ("sign", spent.sign),
        ("render", spent.render),
        ("store", spent.store),
        ("commit", spent.commit),
    ];
    let all: f64 = stages.iter().map(|(_, time)| time.as_secs_f64()).sum();
    for (stage, time) in stages {
        let time = time.as_secs_f64();
        println!(
            "  {stage:<16} {:>10.1} us each, {:>4.1} % of what all lanes spent",
            time * 1e6 / count,
            time / all * 100.0
        );
    }
}

/// Signing alone and rendering alone, on one thread, of certificates that were issued.
async fn alone(service: &Arc<Service>, whole: f64) {
    let claims: Vec<Claim> = sample(service).await;
    let keys = service.keys().expect("private keys");
    let now = Clock::System.now();
    let key = keys.signer(Purpose::Credential, now).expect("a key").kid();
    let renderer = &service.renderer;
    let before = cpu_seconds();
    let signed: Vec<_> = claims
        .iter()
        .map(|claim| {
            let ready = sign_certificate::prepare(claim, key, renderer).expect("it passes");
            let key = keys.named(&key.to_string()).expect("the key");
            sign_certificate::sign(claim, ready, key).expect("signed")
        })
        .collect();
    let signing = (cpu_seconds() - before) / claims.len() as f64;
    let before = cpu_seconds();
    for (claim, signed) in claims.iter().zip(signed) {
        std::hint::black_box(sign_certificate::finish(claim, signed, renderer, now).expect("rendered"));
    }
    let rendering = (cpu_seconds() - before) / claims.len() as f64;
    println!("CPU microseconds for one certificate, and certificates a CPU second");
    for (what, seconds) in
        [("preflight and signing alone", signing), ("rendering alone", rendering), ("everything", whole)]
    {
        println!("  {what:<28} {:>8.0} {:>8.0}", seconds * 1e6, 1.0 / seconds);
    }
    println!("  everything else is           {:>8.0}", (whole - signing - rendering) * 1e6);
}

/// The same page by a script in Python, on one thread.
fn compare(python: &Path, whole: f64) {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command = std::process::Command::new(python);
    command.arg(here.join("benches/mass/peer.py")).arg(PEER_PAGES).arg(here.join("assets/fonts/tinos"));
    let output = command.output().expect("the peer starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).expect("text");
    let figures: Vec<f64> = said.split_whitespace().map(|figure| figure.parse().expect("a number")).collect();
    let [pages, seconds, bytes] = figures[..] else { panic!("{said}") };
    let each = seconds / pages;
    println!("  a page by reportlab          {:>8.0} {:>8.0}   {bytes:.0} bytes", each * 1e6, 1.0 / each);
    println!("  everything is                {:>8.1} times as fast as reportlab's page alone", each / whole);
}

async fn sample(service: &Service) -> Vec<Claim> {
    let mut reader = service.store.read().await.expect("a connection");
    let search = minhchung::store::certification::register::Search::new("");
    let limit = i64::try_from(ALONE).expect("small");
    let found = minhchung::store::certification::register::search(&mut reader.link(), &search, 0, limit).await;
    let found: Vec<certificates::Registered> = found.expect("read");
    found.into_iter().map(|registered| registered.claim).collect()
}

async fn export(service: &Arc<Service>, id: &minhchung::domain::identifier::DecisionId, discards: bool, folder: &Path) {
    let decision = find_decision(service, id).await.expect("read").expect("there");
    for (name, what) in
        [("register.csv", Export::Csv), ("register.xlsx", Export::Xlsx), ("certificates.zip", Export::Zip)]
    {
        if what == Export::Zip && discards {
            continue;
        }
        let file = std::fs::File::create(folder.join(name)).expect("a file");
        let started = Instant::now();
        let texts = Texts::of(Language::Vi);
        let rows = export_decision(service.clone(), decision.clone(), what, texts, std::io::BufWriter::new(file)).await;
        let took = started.elapsed().as_secs_f64();
        println!("export {name:<17} {took:>8.2} s for {} certificates", rows.expect("exported"));
    }
    println!("peak memory with exports {:>4.1} MB", status_megabytes("VmHWM:"));
}

/// CPU seconds of this process so far, user and system.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux tells");
    let fields: Vec<&str> = stat.rsplit(") ").next().expect("fields").split(' ').collect();
    let ticks: f64 = fields[11].parse::<f64>().expect("utime") + fields[12].parse::<f64>().expect("stime");
    ticks / 100.0
}

fn status_megabytes(name: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux tells");
    let line = status.lines().find(|line| line.starts_with(name)).expect("a figure");
    line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse::<f64>().ok()).expect("a number") / 1024.0
}

fn mega(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

fn database_bytes(folder: &Path) -> u64 {
    let sizes = ["minhchung.db", "minhchung.db-wal"]
        .map(|name| std::fs::metadata(folder.join(name)).map_or(0, |file| file.len()));
    sizes.iter().sum()
}

fn folder_bytes(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).expect("readable").map(|entry| entry.expect("readable").path());
    entries
        .map(|path| if path.is_dir() { folder_bytes(&path) } else { path.metadata().map_or(0, |file| file.len()) })
        .sum()
}
