//! `people codes`: codes that open once, for everybody who comes to a sitting.

use super::key::moment;
use super::output::{Exit, Failed, Output};
use super::people::create_private;
use crate::domain::timestamp::Timestamp;
use crate::flows::Service;
use crate::flows::people::one_time_codes::{CodesRefusal, For, IssuedCode, LONGEST, make_codes};
use crate::formats::csv_out::write_csv;
use crate::store::Failure;
use crate::store::people::one_time_codes::Validity;
use serde_json::json;
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

/// How long codes open where nothing is said.
const USUAL: Duration = Duration::from_secs(24 * 3600);

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Where the codes go, as a table to print slips from; must not exist.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Only candidates of this unit and those below it, as in the roster: `Tỉnh A / Sở B`.
    #[arg(long, value_name = "PATH", conflicts_with = "login")]
    unit: Option<String>,
    /// Only this candidate, by staff code; may be given several times.
    #[arg(long)]
    login: Vec<String>,
    /// The first moment at which they open; now when nothing is said.
    #[arg(long, value_parser = moment, value_name = "TIME")]
    from: Option<Timestamp>,
    /// The first moment at which they no longer do; 24 hours after the first when nothing is said.
    #[arg(long, value_parser = moment, value_name = "TIME")]
    until: Option<Timestamp>,
    /// Who makes them, for the audit trail.
    #[arg(long, default_value = "operator")]
    actor: String,
}

pub async fn run(arguments: Arguments, service: &Service, output: &Output) -> Result<Exit, Failed> {
    let from = arguments.from.unwrap_or_else(|| service.clock.now());
    let validity = Validity { from, until: arguments.until.unwrap_or_else(|| from.plus(USUAL)) };
    let whom = match (arguments.unit, arguments.login) {
        (Some(path), _) => For::Unit(path),
        (None, logins) if logins.is_empty() => For::Everybody,
        (None, logins) => For::People(logins),
    };
    // The file is made before anything is written, so that no code can get lost on the way.
    let path = &arguments.out;
    let mut file = create_private(path)?;
    let made = make_codes(service, &whom, validity, &arguments.actor).await;
    let issued = made.map_err(|failure| {
        // Nothing was written into it.
        let _ = std::fs::remove_file(path);
        refused(failure)
    })?;
    let written = file.write_all(&table(&issued)).and_then(|()| file.sync_all());
    written.map_err(|error| Failed::new(Exit::Io, format!("{}: {error}", path.display())))?;
    let (count, until) = (issued.len(), validity.until.rfc3339());
    output.result(
        &format!("codes for {count} people, until {until}; codes they had before open no more"),
        &json!({ "codes": count, "from": validity.from, "until": validity.until }),
    );
    Ok(Exit::Ok)
}

fn refused(failure: Failure<CodesRefusal>) -> Failed {
    match failure {
        Failure::Refused(CodesRefusal::UnknownUnit) => Failed::new(
            Exit::Data,
            "no candidate is in a unit of this path; write it as in the roster, from the top down",
        ),
        Failure::Refused(CodesRefusal::UnknownPeople(logins)) => {
            Failed::new(Exit::Data, format!("no candidate has the staff code {}", logins.join(", ")))
        }
        Failure::Refused(CodesRefusal::BadValidity) => {
            let days = LONGEST.as_secs() / 86_400;
            Failed::new(Exit::Usage, format!("--until has to come after --from and after now, and within {days} days"))
        }
        Failure::Store(error) => error.into(),
    }
}

fn table(issued: &[IssuedCode]) -> Vec<u8> {
    let row = |issued: &IssuedCode| {
        [issued.login.clone(), issued.full_name.clone(), issued.unit.clone(), issued.code.clone()]
    };
    write_csv(&["Mã cán bộ", "Họ và tên", "Đơn vị", "Mã dùng một lần"], issued.iter().map(row))
}
