//! `demo`: everything with made-up people, from an empty folder, with nothing but this program.

use super::boot::{Booted, boot_service};
use super::output::{Exit, Failed, Output};
use super::{bundled, key, serve, story};
use crate::clock::Clock;
use crate::config::Config;
use crate::flows::assessment::import_bank::import_bank;
use crate::flows::people::import_people::{Import, IssuedSecret, add_administrator, import_people};
use crate::formats::bank::read_folder;
use crate::formats::credential::keys::Purpose;
use crate::formats::roster::{self, Options};
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use tokio::net::TcpListener;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Where everything is kept; a fresh temporary folder when left out.
    #[arg(long)]
    data: Option<PathBuf>,
    /// Where to listen; port 0 picks a free one.
    #[arg(long, default_value = "127.0.0.1:8080", value_parser = address)]
    listen: SocketAddr,
    /// The folder of one more bank to try; a bank with the code of a bundled one stands in its place.
    #[arg(long)]
    bank: Vec<PathBuf>,
    /// Play one candidate from log-in to verified certificate over HTTP, then stop.
    #[arg(long)]
    once: bool,
    /// With --once: where `certificate.pdf`, `credential.json`, `did.json` and the proof of the log go.
    #[arg(long, requires = "once")]
    out: Option<PathBuf>,
}

/// `127.0.0.1:8080`, or `:0` for this machine.
fn address(text: &str) -> Result<SocketAddr, String> {
    let full = if text.starts_with(':') { format!("127.0.0.1{text}") } else { text.to_owned() };
    full.parse().map_err(|error| format!("{error}"))
}

/// What `demo.json` says.
#[derive(Clone, Serialize, Deserialize)]
pub struct DemoFile {
    /// Where the pages are.
    pub base_url: String,
    /// The administrator.
    pub admin: Account,
    /// Everybody else.
    pub candidates: Vec<Candidate>,
}

/// A log-in.
#[derive(Clone, Serialize, Deserialize)]
pub struct Account {
    /// Staff code.
    pub login: String,
    /// Secret.
    pub secret: String,
}

/// A log-in and whose it is.
#[derive(Clone, Serialize, Deserialize)]
pub struct Candidate {
    /// Staff code.
    pub login: String,
    /// Secret.
    pub secret: String,
    /// Name.
    pub name: String,
}

const PASSPHRASE_FILE: &str = "key-passphrase";
const DEMO_FILE: &str = "demo.json";

pub async fn run(arguments: Arguments, output: &Output) -> Result<Exit, Failed> {
    // It speaks for itself: only what went wrong.
    crate::cli::traces::start_logging("warn");
    let listener = serve::listen(arguments.listen).await?;
    let address = listener.local_addr().map_err(|error| Failed::new(Exit::Unavailable, error))?;
    let data = data_folder(arguments.data)?;
    let base_url = format!("http://{address}");
    let booted = boot_service(config(&data, &base_url)?, Clock::watched()).await?;
    let demo = populate(&booted, &data, &arguments.bank, base_url).await?;
    let running = start(booted, listener, &data, &demo).await?;
    say_welcome(output, &data, &demo);
    if arguments.once {
        let out = arguments.out.unwrap_or_else(|| data.join("out"));
        let played = story::play(&demo, &out, output).await;
        running.stop().await?;
        return played;
    }
    running.has_to_stop().await;
    running.stop().await?;
    Ok(Exit::Ok)
}

async fn start(booted: Booted, listener: TcpListener, data: &Path, demo: &DemoFile) -> Result<serve::Running, Failed> {
    let running = serve::start(booted, listener).await?;
    // Written once connections are accepted: whoever waits for the file may connect.
    let text = serde_json::to_string_pretty(demo).expect("plain data");
    write_private(&data.join(DEMO_FILE), text.as_bytes())?;
    Ok(running)
}

fn data_folder(chosen: Option<PathBuf>) -> Result<PathBuf, Failed> {
    let fresh = || {
        std::env::temp_dir()
            .join(format!("minhchung-demo-{}", crate::domain::identifier::hex(&crate::chance::bytes::<4>())))
    };
    let folder = chosen.unwrap_or_else(fresh);
    std::fs::create_dir_all(&folder)
        .map_err(|error| Failed::new(Exit::CannotCreate, format!("{}: {error}", folder.display())))?;
    Ok(folder)
}

/// The configuration of the demonstration, with keys of its own.
fn config(data: &Path, base_url: &str) -> Result<Config, Failed> {
    let passphrase_file = data.join(PASSPHRASE_FILE);
    let keys = data.join("keys");
    if !passphrase_file.exists() {
        let passphrase = crate::domain::identifier::encode(crate::chance::bytes());
        write_private(&passphrase_file, passphrase.as_bytes())?;
        let now = Clock::System.now();
        key::create(&keys, &passphrase, Purpose::Credential, now, now)?;
        key::create(&keys, &passphrase, Purpose::Log, now, now)?;
    }
    let path = |path: &Path| toml::Value::String(path.display().to_string());
    let text = format!(
        "base_url = {}\ndatabase = {}\ndata = {}\nkeys = {}\nkey_passphrase_file = {}\n{ISSUER}",
        toml::Value::String(base_url.to_owned()),
        toml::Value::String(format!("sqlite:{}", data.join("minhchung.db").display())),
        path(&data.join("files")),
        path(&keys),
        path(&passphrase_file),
    );
    toml::from_str(&text).map_err(|error| Failed::new(Exit::Configuration, error))
}

/// Made-up names; the bodies' names are those of the model case.
const ISSUER: &str = r#"
privacy_controller = "Sở Khoa học và Công nghệ (bản trình diễn)"
privacy_contact = "demo@example.vn"

[[issuer]]
from = 2025-01-01
superior_body = "UBND THÀNH PHỐ ĐỒNG NAI"
issuing_body = "SỞ KHOA HỌC VÀ CÔNG NGHỆ"
name = { vi = "Sở Khoa học và Công nghệ thành phố Đồng Nai", en = "Department of Science and Technology of Đồng Nai City" }
certifier_line = "Giám đốc Sở Khoa học và Công nghệ thành phố Đồng Nai chứng nhận"
place = "Đồng Nai"
signer_title = "GIÁM ĐỐC"
signer_name = "Trần Minh Chứng"
is_demonstration = true
"#;

/// Banks, people and an administrator; a folder that has them already keeps them.
async fn populate(booted: &Booted, data: &Path, banks: &[PathBuf], base_url: String) -> Result<DemoFile, Failed> {
    if let Ok(text) = std::fs::read_to_string(data.join(DEMO_FILE)) {
        let demo: DemoFile =
            serde_json::from_str(&text).map_err(|error| Failed::new(Exit::Data, format!("{DEMO_FILE}: {error}")))?;
        return Ok(DemoFile { base_url, ..demo });
    }
    let service = &booted.service;
    for folder in bundled::banks().map_err(Failed::mistakes)? {
        import_bank(service, &folder.bank, folder.assessment.as_ref(), "demo").await?;
    }
    for path in banks {
        let folder = read_folder(path).map_err(Failed::mistakes)?;
        import_bank(service, &folder.bank, folder.assessment.as_ref(), "demo").await?;
    }
    let options = Options { today: service.clock.now().day_in_vietnam() };
    let roster = roster::read("roster.csv", bundled::DEMO_ROSTER, &options).map_err(Failed::mistakes)?;
    let people = import_people(service, &roster.rows, "demo", Import::WithSecrets).await?;
    let admin = add_administrator(service, "QUANTRI", "Quản trị viên trình diễn").await;
    let admin = admin.map_err(|failure| Failed::new(Exit::Data, format!("{failure:?}")))?;
    Ok(DemoFile {
        base_url,
        admin: Account { login: admin.login, secret: admin.secret },
        candidates: people.secrets.into_iter().map(candidate).collect(),
    })
}

fn candidate(issued: IssuedSecret) -> Candidate {
    Candidate { login: issued.login, secret: issued.secret, name: issued.full_name }
}

fn write_private(path: &Path, bytes: &[u8]) -> Result<(), Failed> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    // Renamed into place: whoever sees the file sees all of it.
    let unfinished = path.with_extension("unfinished");
    let write = || -> std::io::Result<()> {
        let mut file =
            std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&unfinished, path)
    };
    write().map_err(|error| Failed::new(Exit::CannotCreate, format!("{}: {error}", path.display())))
}

fn say_welcome(output: &Output, data: &Path, demo: &DemoFile) {
    output.say(
        "Minh Chứng: bản trình diễn, mọi người và mọi khoá đều là giả (a demonstration; people and keys are made up)",
    );
    output.say(&format!("  Mở trang (open):            {}", demo.base_url));
    if let Some(candidate) = demo.candidates.first() {
        output.say(&format!(
            "  Thí sinh (candidate):       {}  {}  ({})",
            candidate.login, candidate.secret, candidate.name
        ));
    }
    output.say(&format!("  Quản trị (administrator):   {}  {}", demo.admin.login, demo.admin.secret));
    output.say(&format!("  Mọi tài khoản (all log-ins): {}", data.join(DEMO_FILE).display()));
    output.say("  Dừng bằng Ctrl+C (stop with Ctrl+C)");
}
