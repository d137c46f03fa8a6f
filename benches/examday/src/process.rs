//! What the server's process uses, as Linux tells it; and how often it syncs, as strace counts it.

use crate::installation::signal;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// What a process used up to a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Usage {
    /// Seconds from the beginning of the run.
    pub at: f64,
    /// User and system, since the process began.
    pub cpu_seconds: f64,
    pub memory_mb: f64,
    pub peak_memory_mb: f64,
    pub open_files: usize,
    pub wal_mb: f64,
}

/// Reads what a process uses; nothing when there is no such process.
pub fn usage(process: u32, wal: Option<&Path>, at: f64) -> Option<Usage> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let megabytes = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name))?;
        Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1_024.0)
    };
    Some(Usage {
        at,
        cpu_seconds: cpu_seconds(&stat)?,
        memory_mb: megabytes("VmRSS:")?,
        peak_memory_mb: megabytes("VmHWM:")?,
        open_files: fs::read_dir(format!("/proc/{process}/fd")).map_or(0, Iterator::count),
        wal_mb: wal.and_then(|path| fs::metadata(path).ok()).map_or(0.0, |file| file.len() as f64 / 1_048_576.0),
    })
}

/// Linux counts hundredths of a second; the program's name stands in brackets and may hold anything.
fn cpu_seconds(stat: &str) -> Option<f64> {
    let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split(' ').collect();
    Some((fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?) / 100.0)
}

/// The machine in one line.
pub fn machine() -> String {
    let of = |path: &str, name: &str| {
        let text = fs::read_to_string(path).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default().to_owned();
        line.split_once(':').map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    };
    let processors = std::thread::available_parallelism().map_or(0, usize::from);
    let kilobytes: f64 = of("/proc/meminfo", "MemTotal").trim_end_matches(" kB").parse().unwrap_or_default();
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let model = of("/proc/cpuinfo", "model name");
    format!("{processors} processors ({model}), {:.0} GB, Linux {}", kilobytes / 1_048_576.0, kernel.trim())
}

/// How many files this process may have open.
pub fn open_file_limit() -> usize {
    let limits = fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits.lines().find(|line| line.starts_with("Max open files"));
    line.and_then(|line| line.split_whitespace().nth(3)?.parse().ok()).unwrap_or(usize::MAX)
}

/// strace, attached to a server that runs already; it stops at every call, which slows the server down.
pub struct SyncCount {
    process: Child,
    file: PathBuf,
}

impl SyncCount {
    /// Attaches; an error tells that strace is missing.
    ///
    /// # Errors
    /// One sentence.
    pub fn start(server: u32, file: PathBuf) -> Result<Self, String> {
        let process = Command::new("strace")
            .args(["-f", "-c", "-e", "trace=fsync,fdatasync", "-p", &server.to_string(), "-o"])
            .arg(&file)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("strace, which counts syncs: {error}"))?;
        Ok(Self { process, file })
    }

    /// Detaches; gives calls by name.
    pub fn stop(mut self) -> Vec<(String, u64)> {
        signal("-INT", self.process.id());
        drop(self.process.wait());
        counts(&fs::read_to_string(&self.file).unwrap_or_default())
    }
}

/// What strace wrote when the server that it started was over.
pub fn sync_counts(file: &Path) -> Vec<(String, u64)> {
    for _ in 0..40 {
        let found = counts(&fs::read_to_string(file).unwrap_or_default());
        if !found.is_empty() {
            return found;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Vec::new()
}

/// From strace's table: share, seconds, microseconds a call, calls, errors if any, name.
fn counts(table: &str) -> Vec<(String, u64)> {
    let row = |line: &str| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let name = fields.last().filter(|name| matches!(**name, "fsync" | "fdatasync"))?;
        Some(((*name).to_owned(), fields.get(3)?.parse().ok()?))
    };
    table.lines().filter_map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_time_is_found_behind_any_name() {
        let stat = "17 (a ) name) S 1 17 17 0 -1 4194560 1 0 0 0 250 50 0 0 20 0";
        assert_eq!(cpu_seconds(stat), Some(3.0));
    }

    #[test]
    fn calls_are_read_from_the_table_of_strace() {
        let table = "% time     seconds  usecs/call     calls    errors syscall\n\
                     ------ ----------- ----------- --------- --------- ----------------\n \
                     71.40    0.001234          10       123           fdatasync\n \
                     28.60    0.000500           9        45         1 fsync\n\
                     ------ ----------- ----------- --------- --------- ----------------\n\
                     100.00    0.001734           9       168         1 total\n";
        assert_eq!(counts(table), [("fdatasync".to_owned(), 123), ("fsync".to_owned(), 45)]);
    }
}
