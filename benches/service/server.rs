//! The real binary with an empty database, the bundled bank and as many candidates as are needed.

use crate::installation;
use minhchung::cli::boot_service;
use minhchung::clock::Clock;
use minhchung::config::Config;
use minhchung::domain::assessment::key::Answer;
use minhchung::flows::assessment::import_bank::import_bank;
use minhchung::flows::people::import_people::{Import, import_people};
use minhchung::flows::people::one_time_codes::{For, make_codes};
use minhchung::formats::bank::read_folder;
use minhchung::formats::roster::{Options, read};
use minhchung::store::people::one_time_codes::Validity;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Somebody, and what they type to come in.
pub struct LogIn {
    pub login: String,
    pub secret: String,
}

/// A running server; stopped when dropped.
pub struct Server {
    pub address: String,
    /// Those who come in with secrets, each a slow hash.
    pub savers: Vec<LogIn>,
    /// Those who come in with codes.
    pub players: Vec<LogIn>,
    process: Child,
    _folder: tempfile::TempDir,
}

impl Server {
    /// Prepares a database at `database` (or a fresh SQLite file) with so many who come in with secrets, and as many who do
    /// with codes, and starts the binary on it.
    pub async fn start(database: Option<&str>, candidates: usize) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let port =
            std::net::TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port").port();
        let address = format!("127.0.0.1:{port}");
        let file = installation::write_configuration(folder.path(), &address, database);
        let (savers, players) = populate(&file, candidates).await;
        let process = Command::new(env!("CARGO_BIN_EXE_minhchung"))
            .args(["serve", "--config"])
            .arg(&file)
            .env("MINHCHUNG_LOG", "error")
            .stderr(Stdio::inherit())
            .spawn()
            .expect("the binary starts");
        let server = Self { address, savers, players, process, _folder: folder };
        server.wait().await;
        server
    }

    async fn wait(&self) {
        let since = Instant::now();
        while tokio::net::TcpStream::connect(&self.address).await.is_err() {
            assert!(since.elapsed() < Duration::from_secs(20), "the server does not listen");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// CPU seconds the server has used so far, user and system.
    pub fn cpu_seconds(&self) -> f64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.process.id())).expect("Linux tells");
        let fields: Vec<&str> = stat.rsplit(") ").next().expect("fields").split(' ').collect();
        let ticks: f64 = fields[11].parse::<f64>().expect("utime") + fields[12].parse::<f64>().expect("stime");
        ticks / 100.0
    }

    /// Largest memory the server ever held, in MB.
    pub fn peak_megabytes(&self) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id())).expect("Linux tells");
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).expect("a peak");
        line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse::<f64>().ok()).expect("a number") / 1024.0
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

async fn populate(file: &Path, candidates: usize) -> (Vec<LogIn>, Vec<LogIn>) {
    let config = Config::read(Some(file), &[]).expect("a good configuration");
    let service = boot_service(config, Clock::System).await.expect("it boots").service;
    let mut bank = read_folder(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/question_banks/ai-for-officials")))
        .expect("a good bank");
    // Everybody chooses options: what is measured is the same for every item.
    bank.bank.items.retain(|item| matches!(item.key.answer, Answer::Correct(_)));
    import_bank(&service, &bank.bank, bank.assessment.as_ref(), "bench").await.expect("imported");
    let mut roster = String::from("Mã cán bộ,Họ và tên,Đơn vị\n");
    for number in 0..2 * candidates {
        roster
            .push_str(&format!("CB-{number:05},Nguyễn Thị Thử Nghiệm,UBND thành phố / UBND phường {}\n", number % 40));
    }
    let now = service.clock.now();
    let options = Options { today: now.day_in_vietnam() };
    let rows = read("bench.csv", roster.as_bytes(), &options).expect("a good roster").rows;
    let imported = import_people(&service, &rows, "bench", Import::WithSecrets).await.expect("imported");
    let log_in = |login: String, secret: String| LogIn { login, secret };
    let mut savers: Vec<LogIn> = imported.secrets.into_iter().map(|one| log_in(one.login, one.secret)).collect();
    let players: Vec<String> = savers.drain(candidates..).map(|one| one.login).collect();
    let today = Validity { from: now, until: now.plus(Duration::from_secs(24 * 3600)) };
    let codes = make_codes(&service, &For::People(players), today, "bench").await.expect("codes");
    service.store.close().await;
    (savers, codes.into_iter().map(|one| log_in(one.login, one.code)).collect())
}
