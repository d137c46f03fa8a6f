//! The report: what was run where, what it took, what went wrong, and whether every promise was kept.

use crate::arguments::Arguments;
use crate::closing::Closing;
use crate::day::{Counts, Day};
use crate::measure::{KINDS, Latencies, Record};
use crate::plots;
use crate::process::machine;
use crate::progress::Watched;
use crate::{schedule, soak};
use std::fmt::{Result as Written, Write};

/// Violations shown one by one.
const SHOWN: usize = 50;

/// What a report is written from.
pub struct Findings<'a> {
    pub arguments: &'a Arguments,
    pub plan: &'a schedule::Day,
    pub day: &'a Day,
    pub watched: &'a Watched,
    pub closing: &'a Closing,
    /// Calls by name, where they were counted.
    pub syncs: Option<Vec<(String, u64)>>,
}

/// Writes the report and its pictures; true when the server kept every promise.
///
/// # Errors
/// One sentence that names the file.
pub fn write(findings: &Findings<'_>) -> Result<bool, String> {
    let record = findings.day.record.lock();
    let violations = findings.day.violations.lock().expect("no holder of the list panics").clone();
    let save = |name: &str, text: String| {
        let path = findings.arguments.out.join(name);
        std::fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))
    };
    let picture = |picture: Result<String, Box<dyn std::error::Error>>| picture.map_err(|error| error.to_string());
    save("throughput.svg", picture(plots::throughput(&record.windows))?)?;
    save("latency.svg", picture(plots::latency(&record.windows))?)?;
    save("resources.svg", picture(plots::resources(&findings.watched.usages))?)?;
    let mut text = String::new();
    let written = head(&mut text, findings)
        .and_then(|()| verdict(&mut text, findings, &violations))
        .and_then(|()| counts(&mut text, findings, &record))
        .and_then(|()| latencies(&mut text, &record, findings.syncs.is_some()))
        .and_then(|()| replies(&mut text, &record))
        .and_then(|()| server(&mut text, findings))
        .and_then(|()| growth(&mut text, findings));
    written.map_err(|error| error.to_string())?;
    save("report.md", text)?;
    println!("{}", findings.arguments.out.join("report.md").display());
    for violation in violations.iter().take(SHOWN) {
        eprintln!("violation: {violation}");
    }
    if violations.len() > SHOWN {
        eprintln!("and {} more violations", violations.len() - SHOWN);
    }
    Ok(violations.is_empty())
}

fn head(text: &mut String, findings: &Findings<'_>) -> Written {
    let (arguments, plan) = (findings.arguments, findings.plan);
    let engine = match (&arguments.server, arguments.database.as_str()) {
        (Some(_), _) => "a running server",
        (None, "sqlite") => "SQLite",
        (None, _) => "PostgreSQL",
    };
    let title = if plan.is_soak { "Soak" } else { "Exam day" };
    writeln!(text, "# {title}: {} candidates, {engine}\n", plan.candidates)?;
    writeln!(text, "```sh\n{}\n```\n", command_line())?;
    writeln!(text, "Machine: {}. The generator and the server share it.\n", machine())?;
    writeln!(
        text,
        "The day runs {} times as fast: a sitting of {:.0} s, an answer every {:.1} to {:.1} s. {}\n",
        arguments.speed,
        plan.sitting.as_secs_f64(),
        20.0 / arguments.speed,
        60.0 / arguments.speed,
        match plan.is_soak {
            true => format!("{} seats are taken all the time.", arguments.candidates),
            false => format!("80 % come within {:.1} s.", plan.first_minute().as_secs_f64()),
        }
    )
}

/// The command as it was typed, without a password in the database's address.
fn command_line() -> String {
    let hidden = |argument: String| match (argument.find("://"), argument.find('@')) {
        (Some(scheme), Some(at)) if scheme < at => format!("{}://...{}", &argument[..scheme], &argument[at..]),
        _ => argument,
    };
    let mut arguments = std::env::args();
    let name = arguments.next().unwrap_or_default();
    let name = name.rsplit('/').next().unwrap_or_default().to_owned();
    std::iter::once(name).chain(arguments.map(hidden)).collect::<Vec<_>>().join(" ")
}

fn verdict(text: &mut String, findings: &Findings<'_>, violations: &[String]) -> Written {
    let (closing, counts) = (findings.closing, &findings.day.counts);
    writeln!(text, "## Promises\n")?;
    let verdict = match violations.len() {
        0 => "Every promise was kept".to_owned(),
        count => format!("{count} violations"),
    };
    let late = match closing.last_certificate.as_secs_f64() {
        0.0 => "none of them still being made after the load".to_owned(),
        seconds => format!("the last of them still being made {seconds:.1} s after the load"),
    };
    writeln!(
        text,
        "**{verdict}.** Checked after the day: {} attempts with every answer that was acknowledged, {} scores, {} passes, \
         {} certificates, {late}. During the day {} attempts were compared.\n",
        closing.attempts,
        closing.scores,
        closing.passes,
        closing.certificates,
        Counts::get(&counts.compared),
    )?;
    for violation in violations.iter().take(SHOWN) {
        writeln!(text, "- {violation}")?;
    }
    if violations.len() > SHOWN {
        writeln!(text, "- and {} more", violations.len() - SHOWN)?;
    }
    if violations.is_empty() { Ok(()) } else { writeln!(text) }
}

fn counts(text: &mut String, findings: &Findings<'_>, record: &Record) -> Written {
    let (counts, seconds) = (&findings.day.counts, findings.watched.seconds);
    let done: u64 = record.totals.iter().map(|total| total.felt.count()).sum();
    writeln!(text, "## What happened\n\n| | |\n|---|---:|")?;
    let given_up: u64 = record.totals.iter().map(|total| total.given_up).sum();
    let busiest = record
        .windows
        .iter()
        .map(|window| window.kinds.iter().map(|(count, _)| count).sum::<u64>() as f64 / window.seconds.max(1e-3));
    for (name, value) in [
        ("seconds of load", format!("{seconds:.0}")),
        ("requests sent", record.requests.to_string()),
        ("served", done.to_string()),
        ("served a second, mean", format!("{:.0}", done as f64 / seconds.max(1e-3))),
        ("served a second, busiest stretch", format!("{:.0}", busiest.fold(0.0, f64::max))),
        ("submitted", Counts::get(&counts.submitted).to_string()),
        ("passed", Counts::get(&counts.passed).to_string()),
        ("replies lost on purpose, sent again", Counts::get(&counts.unheard).to_string()),
        ("old revisions refused (409)", Counts::get(&counts.stale).to_string()),
        ("sent away (503, 429), came back", record.shed().to_string()),
        ("failed otherwise", record.failed().to_string()),
        ("sittings cut off by the end of the run", Counts::get(&counts.cut_off).to_string()),
        ("wishes cut off by the end of the run", given_up.to_string()),
    ] {
        writeln!(text, "| {name} | {value} |")?;
    }
    writeln!(text, "\n![Throughput](throughput.svg)\n")
}

fn latencies(text: &mut String, record: &Record, is_traced: bool) -> Written {
    writeln!(text, "## Latency\n")?;
    if is_traced {
        writeln!(
            text,
            "Syncs were counted by strace, which makes each of them slower: these figures are too large.\n"
        )?;
    }
    writeln!(
        text,
        "From the time a request was meant to be sent until it was served, with all the waiting after having been sent away. \
         Within a sitting the times are fixed beforehand; a person who gets in late goes on from then. \
         The clock that wakes people is a millisecond coarse, which is in here and not below. Milliseconds.\n"
    )?;
    table(text, record, |total| &total.felt)?;
    writeln!(text, "\nEach try for itself, from sending to reply; being sent away is a reply. Milliseconds.\n")?;
    table(text, record, |total| &total.served)?;
    writeln!(text, "\n![Latency](latency.svg)\n")
}

fn table(text: &mut String, record: &Record, of: fn(&crate::measure::Total) -> &Latencies) -> Written {
    writeln!(text, "| | count | p50 | p95 | p99 | max |\n|---|---:|---:|---:|---:|---:|")?;
    for kind in KINDS {
        let found = of(&record.totals[kind as usize]);
        if found.count() > 0 {
            let p = found.percentiles();
            let (name, count) = (kind.name(), found.count());
            writeln!(text, "| {name} | {count} | {:.1} | {:.1} | {:.1} | {:.1} |", p.p50, p.p95, p.p99, p.max)?;
        }
    }
    Ok(())
}

fn replies(text: &mut String, record: &Record) -> Written {
    writeln!(text, "## Replies\n\n| | by status | problems | broken | timed out |\n|---|---|---|---:|---:|")?;
    for kind in KINDS {
        let total = &record.totals[kind as usize];
        let statuses = listed(total.statuses.iter());
        if !statuses.is_empty() || total.broken + total.timed_out > 0 {
            let (name, problems) = (kind.name(), listed(total.problems.iter()));
            writeln!(text, "| {name} | {statuses} | {problems} | {} | {} |", total.broken, total.timed_out)?;
        }
    }
    writeln!(text)
}

fn listed<N: std::fmt::Display>(counts: impl Iterator<Item = (N, impl std::fmt::Display)>) -> String {
    counts.map(|(name, count)| format!("{name}: {count}")).collect::<Vec<_>>().join(", ")
}

fn server(text: &mut String, findings: &Findings<'_>) -> Written {
    let usages = &findings.watched.usages;
    writeln!(text, "## The server\n")?;
    let (Some(first), Some(last)) = (usages.first(), usages.last()) else {
        return writeln!(text, "Its process was not given, so nothing is known of what it used.\n");
    };
    let largest = |figure: fn(&crate::process::Usage) -> f64| usages.iter().map(figure).fold(0.0, f64::max);
    writeln!(text, "| | |\n|---|---:|")?;
    let used = last.cpu_seconds - first.cpu_seconds;
    let mut rows = vec![
        ("CPU seconds", format!("{used:.1}")),
        ("processors busy, mean", format!("{:.2}", used / (last.at - first.at).max(1e-3))),
        ("peak memory, MB", format!("{:.0}", last.peak_memory_mb)),
        ("memory at the end, MB", format!("{:.0}", last.memory_mb)),
        ("open files, most", format!("{:.0}", largest(|usage| usage.open_files as f64))),
        ("open files at the end", last.open_files.to_string()),
    ];
    if findings.arguments.database == "sqlite" && findings.arguments.server.is_none() {
        rows.push(("largest write-ahead log, MB", format!("{:.1}", largest(|usage| usage.wal_mb))));
    }
    for (name, value) in rows {
        writeln!(text, "| {name} | {value} |")?;
    }
    for (name, count) in findings.syncs.iter().flatten() {
        writeln!(text, "| `{name}` | {count} |")?;
    }
    writeln!(text, "| CPU seconds of the generator | {:.1} |", findings.watched.own_cpu_seconds)?;
    writeln!(text, "\n![Resources](resources.svg)\n")
}

fn growth(text: &mut String, findings: &Findings<'_>) -> Written {
    let plan = findings.plan;
    if !plan.is_soak || findings.watched.usages.is_empty() {
        return Ok(());
    }
    let seats_taken = plan.sitting.as_secs_f64();
    let found = soak::growth(&findings.watched.usages, seats_taken, plan.arrivals_end().as_secs_f64());
    writeln!(text, "## Growth\n")?;
    writeln!(
        text,
        "Over the time that all seats were taken, {:.0} to {:.0} s: memory {:+.1} MB an hour (least squares), open files {} at its beginning and {} at its end; \
         largest write-ahead log {:.1} MB.",
        found.from, found.to, found.memory_mb_an_hour, found.files_first, found.files_last, found.largest_wal_mb
    )
}
