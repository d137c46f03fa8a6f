//! The real program as an operator runs it: what it refuses at the start, and what it says.

use crate::harness::keys::write_private;
use crate::harness::{Database, Engine, config_text, keys, until};
use crate::journeys;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

journeys![
    a_bad_private_key_stops_the_start,
    an_instance_that_only_verifies_needs_no_private_key,
    a_lossy_or_newer_database_stops_the_start,
    a_bad_configuration_stops_the_start,
];

/// The program with a configuration of its own.
pub struct Installation {
    pub folder: tempfile::TempDir,
    pub keys: PathBuf,
    pub port: u16,
    pub database: Database,
    pub extra: String,
    /// Another file with the identity secret than the good one.
    pub secret: Option<PathBuf>,
    /// The configuration of the software token that the program may use.
    pub softhsm: Option<PathBuf>,
}

impl Installation {
    pub async fn new(engine: Engine) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let keys = keys::copied_to(folder.path());
        let database = Database::create(engine, folder.path()).await;
        Self { keys, port: free_port(), database, folder, extra: String::new(), secret: None, softhsm: None }
    }

    pub fn command(&self) -> Command {
        let config = self.folder.path().join("minhchung.toml");
        let mut text = config_text(self.folder.path(), &self.database.url, &self.keys);
        if let Some(secret) = &self.secret {
            let good = self.folder.path().join("identity-secret");
            text = text.replace(&good.display().to_string(), &secret.display().to_string());
        }
        std::fs::write(&config, format!("listen = \"127.0.0.1:{}\"\n{}{text}", self.port, self.extra))
            .expect("written");
        let mut command = Command::new(env!("CARGO_BIN_EXE_minhchung"));
        command.arg("--config").arg(config).current_dir(self.folder.path());
        command.env_remove("MINHCHUNG_TEST_POSTGRES").env("MINHCHUNG_LOG", "error");
        if let Some(configuration) = &self.softhsm {
            command.env("SOFTHSM2_CONF", configuration);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs `serve`, which has to end by itself, watching that the port is never opened.
    pub fn refuses_to_serve(&self) -> Output {
        let started = Instant::now();
        let mut serving = Serving(self.command().arg("serve").spawn().expect("the program starts"));
        let status = loop {
            if let Some(status) = serving.0.try_wait().expect("a state") {
                break status;
            }
            assert!(!listens(serving.0.id()), "the port was opened");
            assert!(started.elapsed() < Duration::from_secs(5), "the program was still there after five seconds");
            std::thread::sleep(Duration::from_millis(5));
        };
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        serving.0.stdout.take().expect("a pipe").read_to_end(&mut stdout).expect("its output");
        serving.0.stderr.take().expect("a pipe").read_to_end(&mut stderr).expect("its output");
        Output { status, stdout, stderr }
    }
}

/// Whether process `id` itself waits for connections over TCP. Asking the port would ask whoever holds it now:
/// another story may, and a connection from a port to itself succeeds, too.
fn listens(id: u32) -> bool {
    const LISTEN: &str = "0A";
    let tables = ["tcp", "tcp6"].map(|table| std::fs::read_to_string(format!("/proc/net/{table}")).unwrap_or_default());
    let rows = tables.iter().flat_map(|table| table.lines().skip(1)).map(|row| row.split_ascii_whitespace().collect());
    let listening: Vec<String> = rows
        .filter(|row: &Vec<&str>| row.get(3) == Some(&LISTEN))
        .filter_map(|row| Some(format!("socket:[{}]", row.get(9)?)))
        .collect();
    let files = std::fs::read_dir(format!("/proc/{id}/fd")).into_iter().flatten().flatten();
    let mut targets = files.filter_map(|file| std::fs::read_link(file.path()).ok());
    targets.any(|target| listening.iter().any(|socket| target.as_os_str() == socket.as_str()))
}

/// A port that nobody listens on just now, and below those that the kernel gives to connections: a story that
/// starts the program again and again keeps it.
pub fn free_port() -> u16 {
    let mut ports = std::iter::repeat_with(|| 20_000 + minhchung::chance::below(12_000) as u16);
    ports.find(|port| std::net::TcpListener::bind(("127.0.0.1", *port)).is_ok()).expect("a port")
}

/// Whether the program ended with 78 and one line that names `file` and says `reason`.
#[track_caller]
pub fn is_one_line(case: &str, output: &Output, file: &Path, reason: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(78), "{case}: {said}");
    assert_eq!(said.trim_end().lines().count(), 1, "{case}: {said}");
    assert!(said.contains(&file.display().to_string()), "{case} does not name {}: {said}", file.display());
    assert!(said.contains(reason), "{case} does not say `{reason}`: {said}");
    assert!(!said.contains(keys::PASSPHRASE), "{case}: the passphrase is told");
}

fn openssl(arguments: &[&str], input: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut child = Command::new("openssl")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("this story needs openssl: apt-get install openssl");
    child.stdin.take().expect("a pipe").write_all(input).expect("written");
    let output = child.wait_with_output().expect("its output");
    assert!(output.status.success(), "openssl {arguments:?}");
    output.stdout
}

/// A private key of another algorithm, sealed under the passphrase of the tests.
pub fn sealed_key_of(algorithm: &[&str]) -> Vec<u8> {
    let plain = openssl(&[&["genpkey"], algorithm].concat(), b"");
    let pass = format!("pass:{}", keys::PASSPHRASE);
    openssl(&["pkcs8", "-topk8", "-v2", "aes-256-cbc", "-passout", &pass], &plain)
}

async fn a_bad_private_key_stops_the_start(engine: Engine) {
    let place = Installation::new(engine).await;
    let file = keys::private_file(&place.keys);
    let good = std::fs::read(&file).expect("a key");
    let passphrase = keys::passphrase_file(place.folder.path());
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("0 bytes", Vec::new(), "is empty"),
        ("cut off", good[..good.len() / 2].to_vec(), "is not a PEM private key"),
        ("noise", b"not a key at all\n".to_vec(), "is not a PEM private key"),
        ("binary", vec![0xff; 200], "is not a PEM private key"),
        ("P-256", sealed_key_of(&["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]), "another algorithm"),
        ("X25519", sealed_key_of(&["-algorithm", "X25519"]), "another algorithm"),
        ("not sealed", openssl(&["genpkey", "-algorithm", "ED25519"], b""), "without a passphrase"),
        ("another key", sealed_key_of(&["-algorithm", "ED25519"]), "is the private key of another public key"),
        ("too long", vec![b'x'; 100_000], "too long"),
    ];
    for (case, bytes, reason) in cases {
        write_private(&file, &bytes);
        is_one_line(case, &place.refuses_to_serve(), &file, reason);
    }
    write_private(&file, &good);
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).expect("set");
    is_one_line("world-readable", &place.refuses_to_serve(), &file, "is open to others");
    std::fs::remove_file(&file).expect("removed");
    is_one_line("missing", &place.refuses_to_serve(), &file, "there is no such file");
    std::fs::create_dir(&file).expect("a folder");
    is_one_line("a folder", &place.refuses_to_serve(), &file, "is not a regular file");
    std::fs::remove_dir(&file).expect("removed");
    std::os::unix::fs::symlink("/proc/self/mem", &file).expect("a link");
    is_one_line("unreadable", &place.refuses_to_serve(), &file, "");
    std::fs::remove_file(&file).expect("removed");
    write_private(&file, &good);
    std::fs::write(&passphrase, "another one\n").expect("written");
    is_one_line("wrong passphrase", &place.refuses_to_serve(), &file, "the passphrase does not open it");
    std::fs::write(&passphrase, "\n").expect("written");
    is_one_line("empty passphrase", &place.refuses_to_serve(), &passphrase, "is empty");
    std::fs::remove_file(&passphrase).expect("removed");
    std::fs::create_dir(&passphrase).expect("a folder");
    is_one_line("no passphrase", &place.refuses_to_serve(), &passphrase, "");
    std::fs::remove_dir(&passphrase).expect("removed");
    write_private(&passphrase, keys::PASSPHRASE.as_bytes());
    let list = place.keys.join("keys.json");
    std::fs::write(&list, "{\"keys\": 1}").expect("written");
    is_one_line("a broken list", &place.refuses_to_serve(), &list, "cannot be read as a list of keys");
    std::fs::remove_file(&list).expect("removed");
    is_one_line("no list", &place.refuses_to_serve(), &list, "there is no such file");
}

/// A child that ends with the story, whatever happens.
pub struct Serving(pub std::process::Child);

impl Drop for Serving {
    fn drop(&mut self) {
        // It may be gone already.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

impl Installation {
    /// Runs `serve` and waits until it answers.
    pub async fn serves(&self) -> Serving {
        let mut command = self.command();
        let said = std::fs::File::create(self.said()).expect("a file");
        command.stderr(said).stdout(Stdio::null());
        let mut serving = Serving(command.arg("serve").spawn().expect("the program starts"));
        self.answers(&mut serving).await;
        serving
    }

    /// What the program last said on standard error.
    fn said(&self) -> PathBuf {
        self.folder.path().join("said")
    }

    /// Waits until the program answers; fails at once when it has ended.
    pub async fn answers(&self, serving: &mut Serving) {
        let is_up = self.answers_or_ends(serving).await;
        let said = std::fs::read_to_string(self.said()).unwrap_or_default();
        assert!(is_up, "the program ended instead of serving: {:?} {said}", serving.0.try_wait());
    }

    /// Waits until the program answers, or has ended: then it is false.
    pub async fn answers_or_ends(&self, serving: &mut Serving) -> bool {
        let client = crate::harness::client();
        until("the program to answer", || {
            let has_ended = serving.0.try_wait().expect("a state").is_some();
            let ask = client.get(self.url("/health/live")).send();
            async move {
                let is_up = !has_ended && ask.await.is_ok_and(|answer| answer.status() == 200);
                (is_up || has_ended).then_some(is_up)
            }
        })
        .await
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }
}

async fn an_instance_that_only_verifies_needs_no_private_key(engine: Engine) {
    // A certificate from an instance that issues, on the same database.
    let app = crate::harness::TestApp::start(engine).await;
    let code = app.candidate("Nguyễn Thị Ánh").await.earns_a_certificate().await;
    let (pdf, qr) = (app.pdf(&code).await, app.qr_text(&code).await);
    let folder = tempfile::tempdir().expect("a folder");
    let keys = keys::copied_to(folder.path());
    std::fs::remove_file(keys::private_file(&keys)).expect("removed");
    let config = folder.path().join("minhchung.toml");
    let text = config_text(folder.path(), &app.database.url, &keys)
        .lines()
        .filter(|line| !line.starts_with("key_passphrase_file"))
        .collect::<Vec<_>>()
        .join("\n");
    let port = free_port();
    std::fs::write(&config, format!("listen = \"127.0.0.1:{port}\"\nverify_only = true\n{text}\n")).expect("written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_minhchung"));
    command.arg("--config").arg(&config).arg("serve").current_dir(folder.path());
    command.env_remove("MINHCHUNG_TEST_POSTGRES").stdout(Stdio::null()).stderr(Stdio::null());
    let _serving = Serving(command.spawn().expect("the program starts"));
    let client = crate::harness::client();
    let url = |path: &str| format!("http://127.0.0.1:{port}{path}");
    until("the verifier", || async { client.get(url("/health/live")).send().await.ok() }).await;
    use crate::harness::Answer;
    let by_code = Answer::of(client.get(url(&format!("/api/v1/certificates/{code}")))).await.expect(200);
    assert_eq!(by_code["verdict"], "genuine");
    let form = reqwest::multipart::Form::new().part("file", reqwest::multipart::Part::bytes(pdf));
    let by_file = Answer::of(client.post(url("/api/v1/verify")).multipart(form)).await.expect(200);
    assert_eq!(by_file["verdict"], "genuine");
    let payload = serde_json::json!({ "payload": qr });
    let by_qr = Answer::of(client.post(url("/api/v1/verify")).json(&payload)).await.expect(200);
    assert_eq!(by_qr["verdict"], "genuine");
    assert_eq!(Answer::of(client.get(url("/health/ready"))).await.status, 200, "it lacks nothing it needs");
}

async fn a_lossy_or_newer_database_stops_the_start(engine: Engine) {
    let place = Installation::new(engine).await;
    let serving = place.serves().await;
    drop(serving);
    match engine {
        // Whatever the file was written with before, we open it with our own settings; see the boot stories.
        Engine::Sqlite => place.database.run("pragma journal_mode = wal").await,
        Engine::Postgres => {
            let name = place.database.name();
            place.database.on_server(&format!("alter database {name} set synchronous_commit = off")).await;
            let refused = place.refuses_to_serve();
            let said = String::from_utf8_lossy(&refused.stderr).into_owned();
            assert_eq!(refused.status.code(), Some(78), "{said}");
            assert!(said.contains("synchronous_commit = off"), "{said}");
            assert_eq!(said.trim_end().lines().count(), 1, "{said}");
            place.database.on_server(&format!("alter database {name} reset synchronous_commit")).await;
        }
    }
    let newer = "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
                 select 99999999, 'of the future', success, checksum, 0 from _sqlx_migrations where version = 1";
    place.database.run(newer).await;
    let refused = place.refuses_to_serve();
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(78), "{said}");
    assert!(said.contains("99999999") && said.contains("newer than this program"), "{said}");
    assert_eq!(said.trim_end().lines().count(), 1, "{said}");
}

async fn a_bad_configuration_stops_the_start(engine: Engine) {
    let mut place = Installation::new(engine).await;
    let file = place.folder.path().join("minhchung.toml");
    for (extra, reason) in [
        ("bas_url = \"x\"\n", "bas_url"),
        ("hashing_lane = 3\n", "hashing_lane"),
        ("metrics_listen = \"nowhere\"\n", "metrics_listen"),
    ] {
        place.extra = extra.to_owned();
        let refused = place.refuses_to_serve();
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(78), "{said}");
        assert!(said.contains(reason) && said.contains(&file.display().to_string()), "{said}");
    }
    place.extra = String::new();
    let checked = place.command().args(["config", "check"]).output().expect("its output");
    assert_eq!(checked.status.code(), Some(0), "{}", String::from_utf8_lossy(&checked.stderr));
    let busy = std::net::TcpListener::bind(("127.0.0.1", place.port)).expect("the port");
    let refused = place.command().arg("serve").output().expect("its output");
    assert_eq!(refused.status.code(), Some(69), "a busy port");
    drop(busy);
}
