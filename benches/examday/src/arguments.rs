//! The command line.

use clap::Parser;
use std::path::PathBuf;

/// Plays an exam day against the service on this machine, and says what it took.
#[derive(Clone, Debug, Parser)]
#[command(name = "examday", version)]
pub struct Arguments {
    /// The program to start on a fresh installation.
    #[arg(long, value_name = "PATH", required_unless_present = "server", conflicts_with = "server")]
    pub binary: Option<PathBuf>,
    /// A server that runs already: http://127.0.0.1:PORT.
    #[arg(long, value_name = "URL", requires = "log_ins")]
    pub server: Option<String>,
    /// Who may log in to a running server: the secrets' file of `people import`.
    #[arg(long, value_name = "FILE", requires = "server")]
    pub log_ins: Option<PathBuf>,
    /// Administrators of a running server, in the same form.
    #[arg(long, value_name = "FILE", requires = "server")]
    pub administrators: Option<PathBuf>,
    /// The process number of a running server, to tell what it uses.
    #[arg(long, value_name = "PID", requires = "server")]
    pub process: Option<u32>,
    /// `sqlite`, or the postgres:// address of an empty database.
    #[arg(long, default_value = "sqlite", conflicts_with = "server")]
    pub database: String,
    /// The bank to import, whose key tells what is right.
    #[arg(long, value_name = "FOLDER", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../../question_banks/ai-for-officials"))]
    pub bank: PathBuf,
    /// People who sit; in a soak, seats taken at the same time.
    #[arg(long, default_value_t = 2_000)]
    pub candidates: usize,
    /// Let candidates log in with secrets, each a slow hash, and not with the codes of a sitting.
    #[arg(long)]
    pub by_secret: bool,
    /// Administrators at the dashboard.
    #[arg(long, default_value_t = 2)]
    pub administrator_count: usize,
    /// Real minutes of load, at most.
    #[arg(long, default_value_t = 4.0)]
    pub minutes: f64,
    /// Minutes of the day that pass in a real minute.
    #[arg(long, default_value_t = 8.0)]
    pub speed: f64,
    /// Minutes of the day from the start of a sitting to its bell.
    #[arg(long, default_value_t = 24.0)]
    pub sitting: f64,
    /// Items of the form.
    #[arg(long, default_value_t = 25)]
    pub items: usize,
    /// Certificates checked in a real second, once there are some.
    #[arg(long, default_value_t = 10.0)]
    pub verifications: f64,
    /// Wrong log-ins in a real second, by strangers who do not wait when they are told to.
    #[arg(long, default_value_t = 0.0)]
    pub strangers: f64,
    /// Never send more requests than this.
    #[arg(long, default_value_t = 2_000_000)]
    pub max_requests: u64,
    /// The same seed gives the same day.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Keep the load constant for all the minutes, and tell whether memory grows.
    #[arg(long)]
    pub soak: bool,
    /// Count the server's fsync and fdatasync calls with strace. Syncs take longer under it: take no latencies from such a run.
    #[arg(long)]
    pub count_syncs: bool,
    /// Leave the installation in the folder of the report.
    #[arg(long)]
    pub keep: bool,
    /// The folder for the report; made, and must not hold an installation.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}

impl Arguments {
    /// Checks what the types cannot.
    ///
    /// # Errors
    /// One sentence.
    pub fn check(&self) -> Result<(), String> {
        let is_good = |value: f64, most: f64| value.is_finite() && value > 0.0 && value <= most;
        if !is_good(self.minutes, 7.0 * 24.0 * 60.0) {
            return Err("--minutes: more than 0, at most a week".to_owned());
        }
        if !is_good(self.speed, 1_000.0)
            || !is_good(self.sitting, 600.0)
            || [self.verifications, self.strangers].iter().any(|rate| !(0.0..=10_000.0).contains(rate))
        {
            return Err("--speed, --sitting, --verifications and --strangers: not so small or large".to_owned());
        }
        if !(1..=1_000_000).contains(&self.candidates) || !(1..=500).contains(&self.items) {
            return Err("--candidates: 1 to 1,000,000; --items: 1 to 500".to_owned());
        }
        if self.database != "sqlite" {
            crate::loopback::check_database(&self.database)?;
        }
        Ok(())
    }
}
