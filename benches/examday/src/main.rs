//! Plays an exam day against the service, with its rush, its lost networks and its bell; checks what the server
//! promised, and writes a report. `examday --help` tells how; `docs/performance.md` what it showed.

mod arguments;
mod bank;
mod candidate;
mod client;
mod closing;
mod crowd;
mod day;
mod installation;
mod loopback;
mod measure;
mod plots;
mod process;
mod progress;
mod report;
mod schedule;
mod sheet;
mod soak;

use arguments::Arguments;
use candidate::Sat;
use clap::Parser;
use day::{Counts, Day};
use installation::{LogIn, Server, Wanted};
use process::SyncCount;
use progress::Watch;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// Open files, of this process as of the server, that are left for everything but candidates whose connection stays.
const OTHER_FILES: usize = 3_000;
/// From everything prepared to the first arrival.
const BEFORE: Duration = Duration::from_millis(500);

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // One thread: the client shares the processors with the server.
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return complain(&error.to_string()),
    };
    match runtime.block_on(run(&arguments)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(fault) => complain(&fault),
    }
}

fn complain(fault: &str) -> ExitCode {
    eprintln!("examday: {fault}");
    ExitCode::from(2)
}

/// Where load goes, and who may log in there.
struct Target {
    address: SocketAddr,
    candidates: Vec<LogIn>,
    administrators: Vec<LogIn>,
    process: Option<u32>,
    verifications: f64,
    strangers: f64,
    wal: Option<PathBuf>,
    server: Option<Server>,
}

/// True when the server kept every promise.
async fn run(arguments: &Arguments) -> Result<bool, String> {
    arguments.check()?;
    let bank = bank::Bank::read(&arguments.bank)?;
    let minutes = |minutes: f64| Duration::from_secs_f64(minutes * 60.0);
    let run = minutes(arguments.minutes);
    let mut plan = schedule::Day::new(
        arguments.seed,
        arguments.candidates,
        arguments.speed,
        run,
        minutes(arguments.sitting),
        arguments.items,
    );
    if arguments.soak {
        plan = plan.soak();
    }
    std::fs::create_dir_all(&arguments.out).map_err(|error| format!("{}: {error}", arguments.out.display()))?;
    let mut target = find_target(arguments, plan.candidates)?;
    if target.candidates.len() < plan.candidates {
        return Err(format!("{} people are needed, {} may log in", plan.candidates, target.candidates.len()));
    }
    let attached = match (arguments.count_syncs, &target.server, target.process) {
        (true, None, Some(process)) => Some(SyncCount::start(process, syncs_file(arguments))?),
        (true, None, None) => return Err("--count-syncs needs --process".to_owned()),
        _ => None,
    };
    let mut day = Day {
        address: target.address,
        bank,
        began: Instant::now(),
        ends: Instant::now(),
        speed: arguments.speed,
        most_requests: arguments.max_requests,
        record: measure::Shared::default(),
        certificates: std::sync::Mutex::default(),
        violations: std::sync::Mutex::default(),
        counts: Counts::default(),
    };
    if target.candidates.len() > plan.candidates
        && let Some(first) = target.candidates.pop()
    {
        crowd::rehearse(&day, &first).await?;
    }
    day.began = Instant::now() + BEFORE;
    day.ends = day.began + run;
    let day = Arc::new(day);
    let watch = Watch::start(day.clone(), target.process, target.wal.clone(), plan.candidates);
    let sat = play(&day, &plan, &target).await;
    let watched = watch.stop().await;
    let mut syncs = attached.map(SyncCount::stop);
    eprintln!("checking {} attempts", sat.len());
    if sat.is_empty() {
        day.violation("nobody got as far as a sitting, so nothing was checked".to_owned());
    }
    let closing = closing::check(&day, sat).await;
    if let Some(server) = &mut target.server {
        server.stop();
        syncs = arguments.count_syncs.then(|| process::sync_counts(&syncs_file(arguments)));
    }
    let findings = report::Findings { arguments, plan: &plan, day: &day, watched: &watched, closing: &closing, syncs };
    let is_good = report::write(&findings)?;
    if target.server.take().is_some() && !arguments.keep {
        drop(std::fs::copy(installation_folder(arguments).join("server.log"), arguments.out.join("server.log")));
        drop(std::fs::remove_dir_all(installation_folder(arguments)));
    }
    Ok(is_good)
}

/// Plays everybody's part until all went home or the day is over.
async fn play(day: &Arc<Day>, plan: &schedule::Day, target: &Target) -> Vec<Sat> {
    let mut others = Vec::new();
    for (place, administrator) in target.administrators.iter().enumerate() {
        others.push(tokio::spawn(crowd::administer(day.clone(), administrator.clone(), plan.seed + place as u64)));
    }
    let rate = target.verifications / crowd::CHECKERS as f64;
    for lane in 0..crowd::CHECKERS {
        let seed = plan.seed ^ (0xC0FFEE + lane as u64);
        let moments = schedule::steady(seed, rate, plan.run);
        others.push(tokio::spawn(crowd::check_certificates(day.clone(), moments, seed)));
    }
    let rate = target.strangers / crowd::GUESSERS as f64;
    for lane in 0..crowd::GUESSERS {
        let moments = schedule::steady(plan.seed ^ (0xBAD + lane as u64), rate, plan.run);
        others.push(tokio::spawn(crowd::guess(day.clone(), moments, lane)));
    }
    let staying = process::open_file_limit().saturating_sub(OTHER_FILES);
    if plan.candidates > staying {
        eprintln!("{staying} candidates keep their connections; the others open one for each request");
    }
    let candidates: Vec<_> = (plan.plans().into_iter().zip(&target.candidates).enumerate())
        .map(|(place, (plan, log_in))| {
            tokio::spawn(candidate::play(day.clone(), plan, log_in.clone(), place < staying))
        })
        .collect();
    let mut sat = Vec::new();
    for candidate in candidates {
        match candidate.await {
            Ok(one) => sat.extend(one),
            Err(error) => day.violation(format!("a candidate's part broke off: {error}")),
        }
    }
    for other in others {
        other.abort();
    }
    sat
}

fn find_target(arguments: &Arguments, candidates: usize) -> Result<Target, String> {
    let (Some(binary), None) = (&arguments.binary, &arguments.server) else {
        let read = |path: &Option<PathBuf>| path.as_deref().map_or(Ok(Vec::new()), installation::read_log_ins);
        return Ok(Target {
            address: loopback::server_address(arguments.server.as_deref().unwrap_or_default())?,
            candidates: read(&arguments.log_ins)?,
            administrators: read(&arguments.administrators)?,
            process: arguments.process,
            verifications: arguments.verifications,
            strangers: arguments.strangers,
            wal: None,
            server: None,
        });
    };
    eprintln!("importing {candidates} people");
    let folder = installation_folder(arguments);
    let postgres = (arguments.database != "sqlite").then_some(arguments.database.as_str());
    let server = Server::start(&Wanted {
        binary,
        folder: &folder,
        postgres,
        bank: &arguments.bank,
        candidates: candidates + 1,
        administrators: arguments.administrator_count,
        by_secret: arguments.by_secret,
        syncs: arguments.count_syncs.then(|| syncs_file(arguments)).as_deref(),
    })?;
    Ok(Target {
        address: loopback::server_address(&format!("http://{}", server.address))?,
        candidates: server.candidates.clone(),
        administrators: server.administrators.clone(),
        process: Some(server.process()),
        verifications: arguments.verifications,
        strangers: arguments.strangers,
        wal: postgres.is_none().then(|| folder.join("examday.db-wal")),
        server: Some(server),
    })
}

fn syncs_file(arguments: &Arguments) -> PathBuf {
    arguments.out.join("syncs.txt")
}

fn installation_folder(arguments: &Arguments) -> PathBuf {
    arguments.out.join("installation")
}
