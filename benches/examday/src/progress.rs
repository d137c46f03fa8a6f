//! While the day is played: a line of progress, and what the server uses, at even times.

use crate::day::{Counts, Day};
use crate::measure::Kind;
use crate::process::{Usage, usage};
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// Without a terminal, a line every so many ticks.
const PLAIN_EVERY: u64 = 10;
const TICK: Duration = Duration::from_secs(1);
/// A picture gets about so many points.
const POINTS: f64 = 150.0;

/// What was seen from outside while the day was played.
#[derive(Clone, Debug, Default)]
pub struct Watched {
    pub usages: Vec<Usage>,
    /// Seconds of load.
    pub seconds: f64,
    /// Of the generator itself, which shares the processors.
    pub own_cpu_seconds: f64,
}

pub struct Watch {
    task: JoinHandle<Watched>,
    stop: oneshot::Sender<()>,
}

struct Watcher {
    day: Arc<Day>,
    process: Option<u32>,
    wal: Option<PathBuf>,
    candidates: usize,
    watched: Watched,
    last_requests: u64,
}

impl Watch {
    pub fn start(day: Arc<Day>, process: Option<u32>, wal: Option<PathBuf>, candidates: usize) -> Self {
        let (stop, stopped) = oneshot::channel();
        let watcher = Watcher { day, process, wal, candidates, watched: Watched::default(), last_requests: 0 };
        Self { task: tokio::spawn(watcher.watch(stopped)), stop }
    }

    /// Takes the last look.
    pub async fn stop(self) -> Watched {
        drop(self.stop);
        self.task.await.unwrap_or_default()
    }
}

impl Watcher {
    async fn watch(mut self, mut stopped: oneshot::Receiver<()>) -> Watched {
        let every = ((self.day.ends - self.day.began).as_secs_f64() / POINTS).ceil().max(1.0) as u64;
        let own = usage(std::process::id(), None, 0.0).unwrap_or_default().cpu_seconds;
        tokio::time::sleep_until(self.day.began).await;
        self.look(0.0);
        let is_terminal = std::io::stderr().is_terminal();
        for tick in 1.. {
            let is_over = tokio::select! {
                () = tokio::time::sleep_until(self.day.began + TICK * tick as u32) => false,
                _ = &mut stopped => true,
            };
            let now = Instant::now().duration_since(self.day.began).as_secs_f64();
            if is_over || tick % every == 0 {
                self.day.record.lock().close_window(now);
                self.look(now);
            }
            if is_terminal || is_over || tick % PLAIN_EVERY == 0 {
                let line = self.line(now, if is_terminal { 1.0 } else { PLAIN_EVERY as f64 });
                // Progress that cannot be shown stops nothing.
                drop(match is_terminal {
                    true => write!(std::io::stderr(), "\r{line}\x1b[K"),
                    false => writeln!(std::io::stderr(), "{line}"),
                });
            }
            if is_over {
                if is_terminal {
                    eprintln!();
                }
                self.watched.seconds = now;
                break;
            }
        }
        self.watched.own_cpu_seconds = usage(std::process::id(), None, 0.0).unwrap_or_default().cpu_seconds - own;
        self.watched
    }

    fn look(&mut self, now: f64) {
        let found = self.process.and_then(|process| usage(process, self.wal.as_deref(), now));
        self.watched.usages.extend(found);
    }

    fn line(&mut self, now: f64, seconds: f64) -> String {
        let (requests, shed, failed, p99) = {
            let record = self.day.record.lock();
            let p99 = record.windows.last().map_or(0.0, |window| window.kinds[Kind::Save as usize].1.p99);
            (record.requests, record.shed(), record.failed(), p99)
        };
        let rate = (requests - self.last_requests) as f64 / seconds;
        self.last_requests = requests;
        let counts = &self.day.counts;
        let memory = self.watched.usages.last().map_or(0.0, |usage| usage.memory_mb);
        format!(
            "{now:5.0} s  sitting {:5}  submitted {:5}/{}  {rate:6.0}/s  save p99 {p99:6.1} ms  sent away {shed}  failed {failed}  server {memory:.0} MB",
            Counts::get(&counts.sitting),
            Counts::get(&counts.submitted),
            self.candidates,
        )
    }
}
