//! A real service on a port of its own, with a database of its own and a clock that stands where it is put.

pub mod answer;
pub mod bank;
pub mod candidate;
pub mod command;
pub mod database;
pub mod faults;
pub mod keys;
pub mod softhsm;
pub mod verdicts;

pub use answer::Answer;
pub use candidate::{Attempt, Candidate};
pub use database::{Database, Engine};

use minhchung::clock::Clock;
use minhchung::config::{Config, WitnessConfig};
use minhchung::domain::assessment::bank::Bank;
use minhchung::domain::assessment::definition::Assessment;
use minhchung::domain::timestamp::Timestamp;
use minhchung::flows::Service;
use minhchung::flows::assessment::import_bank::import_bank;
use minhchung::flows::people::import_people::{Import, add_administrator, import_people};
use minhchung::formats::roster;
use minhchung::web::App;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// Where certificates of the tests point to; nothing listens there.
pub const BASE_URL: &str = "https://chungnhan.example.vn";

/// Whether the background work runs by itself, or only when a story says so.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Workers {
    Running,
    OnCall,
}

/// What a story may choose before the service starts.
pub struct Options {
    pub workers: Workers,
    pub bank: Bank,
    pub assessments: Vec<Assessment>,
    pub configure: fn(&mut Config),
    /// Who is asked to sign the log's checkpoints.
    pub witnesses: Vec<WitnessConfig>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            workers: Workers::Running,
            bank: bank::bank(),
            assessments: vec![bank::assessment()],
            configure: |_| {},
            witnesses: Vec::new(),
        }
    }
}

/// A running service.
pub struct TestApp {
    pub clock: Clock,
    pub service: Arc<Service>,
    /// What handlers share.
    pub app: App,
    pub address: String,
    /// Closed before the database is dropped.
    _running: tokio::task::JoinHandle<()>,
    pub database: Database,
    pub folder: tempfile::TempDir,
    client: reqwest::Client,
    people: AtomicUsize,
}

/// When every story begins.
pub fn beginning() -> Timestamp {
    Timestamp::parse("2026-12-01T02:00:00Z").expect("a time")
}

impl TestApp {
    pub async fn start(engine: Engine) -> Self {
        Self::with(engine, Options::default()).await
    }

    /// Nothing is issued or closed but by the story itself.
    pub async fn without_workers(engine: Engine) -> Self {
        Self::with(engine, Options { workers: Workers::OnCall, ..Options::default() }).await
    }

    pub async fn with(engine: Engine, options: Options) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let database = Database::create(engine, folder.path()).await;
        let mut config = config(folder.path(), &database.url, keys::shared());
        (options.configure)(&mut config);
        config.witness = options.witnesses;
        let clock = Clock::fixed(beginning());
        let booted = minhchung::cli::boot_service(config, clock.clone()).await.expect("the service boots");
        let service = booted.service.clone();
        for assessment in &options.assessments {
            import_bank(&service, &options.bank, Some(assessment), "test").await.expect("imported");
        }
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let (app, running) = match options.workers {
            Workers::Running => {
                let running = minhchung::cli::start(booted, listener).await.expect("listening");
                let app = running.app.clone();
                let kept = tokio::spawn(async move {
                    std::future::pending::<()>().await;
                    drop(running);
                });
                (app, kept)
            }
            Workers::OnCall => {
                let app = App::new(service.clone(), false, false);
                let router = minhchung::web::router(app.clone());
                (app, tokio::spawn(async move { axum::serve(listener, router).await.expect("serving") }))
            }
        };
        Self {
            clock,
            service,
            app,
            address,
            _running: running,
            database,
            folder,
            client: client(),
            people: AtomicUsize::new(1),
        }
    }

    /// Somebody new, from a roster of one, logged in.
    pub async fn candidate(&self, name: &str) -> Candidate<'_> {
        let login = format!("CB-{:04}", self.people.fetch_add(1, Ordering::SeqCst));
        let roster = format!(
            "mã nhân viên,họ và tên,đơn vị,chức vụ\n{login},{name},UBND thành phố Đồng Nai / Sở Y tế,Chuyên viên\n"
        );
        let secret = self.import_roster(&roster).await.pop().expect("somebody new").secret;
        Candidate::log_in(self, login, secret, name).await
    }

    /// Imports a roster and gives the new people's secrets.
    pub async fn import_roster(&self, csv: &str) -> Vec<minhchung::flows::people::import_people::IssuedSecret> {
        let options = roster::Options { today: self.clock.now().day_in_vietnam() };
        let roster = roster::read("roster.csv", csv.as_bytes(), &options).expect("a good roster");
        import_people(&self.service, &roster.rows, "test", Import::WithSecrets).await.expect("imported").secrets
    }

    /// An administrator, logged in.
    pub async fn administrator(&self) -> Candidate<'_> {
        self.administrator_named("QUANTRI", "Lý Quảng Phước").await
    }

    /// One more administrator, logged in.
    pub async fn administrator_named(&self, login: &str, name: &str) -> Candidate<'_> {
        let issued = add_administrator(&self.service, login, name).await.expect("added");
        Candidate::log_in(self, issued.login, issued.secret, &issued.full_name).await
    }

    /// Moves the clock on.
    pub fn wait(&self, seconds: u64) {
        self.clock.set(self.clock.now().plus(Duration::from_secs(seconds)));
    }

    pub fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = method.parse().expect("a method");
        self.client.request(method, format!("{}{path}", self.address))
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request("GET", path)).await
    }
}

/// Nothing is kept between requests, and nothing takes longer than bad input may.
pub fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .timeout(Duration::from_secs(30))
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("a client")
}

/// A configuration as an operator would write it.
pub fn config(folder: &Path, database: &str, keys: &Path) -> Config {
    toml::from_str(&config_text(folder, database, keys)).expect("a good configuration")
}

pub fn config_text(folder: &Path, database: &str, keys: &Path) -> String {
    let quoted = |path: &Path| toml::Value::String(path.display().to_string());
    let secret = folder.join("identity-secret");
    keys::write_private(&secret, "5a".repeat(32).as_bytes());
    format!(
        "base_url = {:?}\ndatabase = {:?}\ndata = {}\nkeys = {}\nkey_passphrase_file = {}\n\
         identity_secret_file = {}\nhashing_lanes = 2\n{ISSUER}",
        BASE_URL,
        database,
        quoted(&folder.join("files")),
        quoted(keys),
        quoted(&keys::passphrase_file(folder)),
        quoted(&secret),
    )
}

const ISSUER: &str = r#"
[[issuer]]
from = 2025-01-01
superior_body = "UBND THÀNH PHỐ ĐỒNG NAI"
issuing_body = "SỞ KHOA HỌC VÀ CÔNG NGHỆ"
name = { vi = "Sở Khoa học và Công nghệ thành phố Đồng Nai", en = "Department of Science and Technology" }
certifier_line = "Giám đốc Sở Khoa học và Công nghệ thành phố Đồng Nai chứng nhận"
place = "Đồng Nai"
signer_title = "GIÁM ĐỐC"
signer_name = "Trần Minh Chứng"
"#;

/// Asks until the answer is there; fails after twenty seconds with what was awaited.
pub async fn until<T, F: Future<Output = Option<T>>>(awaited: &str, ask: impl FnMut() -> F) -> T {
    until_within(20, awaited, ask).await
}

/// The same, for what takes a slow machine longer: fails after so many seconds.
pub async fn until_within<T, F: Future<Output = Option<T>>>(
    seconds: u64,
    awaited: &str,
    mut ask: impl FnMut() -> F,
) -> T {
    let deadline = tokio::time::Instant::now() + Duration::from_secs(seconds);
    while tokio::time::Instant::now() < deadline {
        if let Some(found) = ask().await {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("waited {seconds} seconds for this: {awaited}");
}
