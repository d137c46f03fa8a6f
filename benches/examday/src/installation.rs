//! A fresh installation for the run: key, configuration, bank, people; made with the program's own commands.

use std::fmt::Write;
use std::fs;
use std::ops::RangeInclusive;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Who somebody is to the server.
#[derive(Clone)]
pub struct LogIn {
    pub login: String,
    pub secret: String,
}

/// What an installation is made of.
pub struct Wanted<'a> {
    pub binary: &'a Path,
    pub folder: &'a Path,
    /// A `postgres://` address, or a fresh SQLite file.
    pub postgres: Option<&'a str>,
    pub bank: &'a Path,
    pub candidates: usize,
    pub administrators: usize,
    /// Whether candidates log in with secrets, each a slow hash, and not with the codes of a sitting.
    pub by_secret: bool,
    /// Where strace writes how often the server synced; nothing is counted without.
    pub syncs: Option<&'a Path>,
}

/// A server that runs; stopped when dropped.
pub struct Server {
    pub address: String,
    pub candidates: Vec<LogIn>,
    pub administrators: Vec<LogIn>,
    process: Child,
}

impl Server {
    /// Makes the installation and starts the program on it.
    ///
    /// # Errors
    /// One sentence, with what the program said.
    pub fn start(wanted: &Wanted<'_>) -> Result<Self, String> {
        let fault = |error: std::io::Error| format!("{}: {error}", wanted.folder.display());
        if wanted.folder.exists() {
            return Err(format!("{} exists; a run needs a fresh folder", wanted.folder.display()));
        }
        fs::create_dir_all(wanted.folder).map_err(fault)?;
        let folder = wanted.folder.canonicalize().map_err(fault)?;
        let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).map_err(fault)?;
        let address = format!("127.0.0.1:{}", port.port());
        let file = configure(wanted, &folder, &address).map_err(fault)?;
        let run = |arguments: &[&str]| run(wanted.binary, &file, arguments);
        run(&["bank", "import", &wanted.bank.display().to_string()])?;
        let (roster, secrets) = (folder.join("roster.csv"), folder.join("secrets.csv"));
        let (people, table) = (roster.display().to_string(), secrets.display().to_string());
        for first in (1..=wanted.candidates).step_by(ROSTER) {
            let last = wanted.candidates.min(first + ROSTER - 1);
            fs::write(&roster, roster_of(first..=last)).map_err(fault)?;
            let way: &[&str] = if wanted.by_secret { &["--secrets", &table] } else { &["--without-secrets"] };
            run(&[&["people", "import", &people], way].concat())?;
        }
        if !wanted.by_secret {
            run(&["people", "codes", "--out", &table])?;
        }
        let mut administrators = Vec::new();
        for number in 1..=wanted.administrators {
            let login = format!("QT-{number:02}");
            let said = run(&["people", "administrator", &login, "--name", "Trần Thị Quản Trị", "--format", "json"])?;
            let said: serde_json::Value = serde_json::from_str(&said).map_err(|error| error.to_string())?;
            let secret = said["secret"].as_str().ok_or("an administrator without a secret")?.to_owned();
            administrators.push(LogIn { login, secret });
        }
        let log = fs::File::create(folder.join("server.log")).map_err(fault)?;
        let process = serve(wanted, &file).stdout(Stdio::null()).stderr(log).spawn().map_err(fault)?;
        let server = Self { address, candidates: read_log_ins(&secrets)?, administrators, process };
        server.wait()?;
        Ok(server)
    }

    /// The process's number.
    pub fn process(&self) -> u32 {
        self.process.id()
    }

    /// Asks the program to stop, and waits until it has.
    pub fn stop(&mut self) {
        signal("-TERM", self.process.id());
        let since = Instant::now();
        while since.elapsed() < Duration::from_secs(15) {
            if !matches!(self.process.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        drop(self.process.kill());
        drop(self.process.wait());
    }

    fn wait(&self) -> Result<(), String> {
        let since = Instant::now();
        while std::net::TcpStream::connect(&self.address).is_err() {
            if since.elapsed() > Duration::from_secs(30) {
                return Err("the server does not listen; see server.log".to_owned());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if matches!(self.process.try_wait(), Ok(None)) {
            self.stop();
        }
    }
}

/// Sends a signal to one process that belongs to the run.
pub fn signal(name: &str, process: u32) {
    drop(Command::new("kill").args([name, &process.to_string()]).status());
}

/// Reads log-ins as the program writes them: the staff code first, the secret last.
///
/// # Errors
/// One sentence that names the file.
pub fn read_log_ins(path: &Path) -> Result<Vec<LogIn>, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(text.trim_start_matches('\u{feff}').lines().skip(1).filter_map(log_in).collect())
}

fn log_in(line: &str) -> Option<LogIn> {
    let separator = if line.contains(';') { ';' } else { ',' };
    let plain = |field: &str| field.trim().trim_matches('"').to_owned();
    let (login, _) = line.split_once(separator)?;
    let (_, secret) = line.rsplit_once(separator)?;
    Some(LogIn { login: plain(login), secret: plain(secret) })
}

/// People that one file may name.
const ROSTER: usize = 100_000;

fn roster_of(numbers: RangeInclusive<usize>) -> String {
    let mut roster = String::from("Mã cán bộ,Họ và tên,Đơn vị\n");
    for number in numbers {
        let unit = number % 40;
        writeln!(roster, "CB-{number:06},Nguyễn Thị Thử Nghiệm,UBND thành phố / UBND phường {unit}")
            .expect("a string takes every text");
    }
    roster
}

fn configure(wanted: &Wanted<'_>, folder: &Path, address: &str) -> std::io::Result<PathBuf> {
    let at = |name: &str| folder.join(name).display().to_string();
    fs::write(at("passphrase"), "a passphrase for measuring")?;
    fs::set_permissions(at("passphrase"), fs::Permissions::from_mode(0o600))?;
    // As in service: certificates are signed, and so are the log's checkpoints.
    for purpose in ["credential", "log"] {
        let key = Command::new(wanted.binary)
            .args(["key", "new", "--keys", &at("keys"), "--passphrase-file", &at("passphrase"), "--purpose", purpose])
            .output()?;
        if !key.status.success() {
            return Err(std::io::Error::other(String::from_utf8_lossy(&key.stderr).into_owned()));
        }
    }
    let database = wanted.postgres.map_or_else(|| format!("sqlite:{}", at("examday.db")), str::to_owned);
    let text = format!(
        r#"base_url = "http://{address}"
listen = "{address}"
database = "{database}"
data = "{}"
keys = "{}"
key_passphrase_file = "{}"
[[issuer]]
from = 2025-01-01
superior_body = "UBND THÀNH PHỐ ĐỒNG NAI"
issuing_body = "SỞ KHOA HỌC VÀ CÔNG NGHỆ"
name = {{ vi = "Sở Khoa học và Công nghệ", en = "Department of Science and Technology" }}
certifier_line = "Giám đốc Sở Khoa học và Công nghệ chứng nhận"
place = "Đồng Nai"
signer_title = "GIÁM ĐỐC"
signer_name = "Trần Minh Chứng"
"#,
        at("files"),
        at("keys"),
        at("passphrase")
    );
    let file = folder.join("examday.toml");
    fs::write(&file, text)?;
    Ok(file)
}

/// The server's own command, under strace where syncs are counted: it stands aside, so that the process is the
/// server's, and the kernel stops at syncs alone, so that everything else keeps its speed.
fn serve(wanted: &Wanted<'_>, file: &Path) -> Command {
    let mut served = match wanted.syncs {
        None => clean(Command::new(wanted.binary)),
        Some(syncs) => {
            let mut strace = clean(Command::new("strace"));
            strace.args(["-D", "-f", "--seccomp-bpf", "-c", "-e", "trace=fsync,fdatasync", "-o"]).arg(syncs);
            strace.arg(wanted.binary);
            strace
        }
    };
    served.arg("--config").arg(file).arg("serve").env("MINHCHUNG_LOG", "warn");
    served
}

fn command(binary: &Path, file: &Path) -> Command {
    let mut command = clean(Command::new(binary));
    command.arg("--config").arg(file);
    command
}

fn clean(mut command: Command) -> Command {
    // The environment would stand over the file.
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("MINHCHUNG_")) {
        command.env_remove(name);
    }
    command
}

fn run(binary: &Path, file: &Path, arguments: &[&str]) -> Result<String, String> {
    let output =
        command(binary, file).args(arguments).output().map_err(|error| format!("{}: {error}", binary.display()))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("`{}` failed: {}", arguments[..2].join(" "), said.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn log_ins_are_read_from_either_separator() {
        let found = log_in("CB-1,\"Nguyễn, Ánh\",ABCDE-12345").expect("a line");
        assert_eq!((found.login.as_str(), found.secret.as_str()), ("CB-1", "ABCDE-12345"));
        let found = log_in("CB-1;Nguyễn Ánh;ABCDE-12345").expect("a line");
        assert_eq!((found.login.as_str(), found.secret.as_str()), ("CB-1", "ABCDE-12345"));
    }
}
