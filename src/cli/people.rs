//! `people import|administrator|secret`; `accommodation` and `codes` are next door.

use super::boot::boot_service;
use super::output::{Exit, Failed, Output};
use super::{accommodations, codes, read_config};
use crate::clock::Clock;
use crate::flows::Service;
use crate::flows::people::import_people::{
    Import, IssuedSecret, LoginTaken, add_administrator, import_people, renew_secret,
};
use crate::formats::csv_out::write_csv;
use crate::formats::roster::{self, Options, RosterRow};
use crate::store::Failure;
use clap::Subcommand;
use serde_json::json;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Import a roster (CSV). People already known keep their secret; new people get one.
    Import {
        /// The CSV file.
        path: PathBuf,
        /// Say what would happen; write nothing.
        #[arg(long)]
        dry_run: bool,
        /// Where the new people's secrets go; must not exist. Needed unless nobody is new, or with --without-secrets.
        #[arg(long, value_name = "FILE", conflicts_with = "without_secrets")]
        secrets: Option<PathBuf>,
        /// Give new people no secret: they come in with the one-time codes of a sitting (`people codes`).
        #[arg(long)]
        without_secrets: bool,
        /// Who imports, for the audit trail.
        #[arg(long, default_value = "operator")]
        actor: String,
    },
    /// Make codes for a sitting, each of which opens once: thousands come in within a minute with them.
    Codes(codes::Arguments),
    /// What is arranged for one person: additional time, large letters, reading aloud, a helper.
    #[command(subcommand)]
    Accommodation(accommodations::Command),
    /// Make an administrator. The secret is printed once.
    Administrator {
        /// What they type to log in.
        login: String,
        /// Their name.
        #[arg(long)]
        name: String,
    },
    /// Give somebody a new secret, printed once; the old one and their sessions end.
    Secret {
        /// What they type to log in.
        login: String,
    },
}

pub async fn run(command: Command, config: Option<PathBuf>, output: &Output) -> Result<Exit, Failed> {
    let clock = Clock::System;
    match command {
        Command::Accommodation(command) => {
            let service = boot_service(read_config(config)?, clock).await?.service;
            accommodations::run(command, &service, output).await
        }
        Command::Codes(arguments) => {
            let service = boot_service(read_config(config)?, clock).await?.service;
            codes::run(arguments, &service, output).await
        }
        Command::Import { path, dry_run, secrets, without_secrets, actor } => {
            let bytes = std::fs::read(&path)
                .map_err(|error| Failed::new(Exit::NoInput, format!("{}: {error}", path.display())))?;
            let options = Options { today: clock.now().day_in_vietnam() };
            let roster = roster::read(&path.display().to_string(), &bytes, &options).map_err(Failed::mistakes)?;
            output.warn(&roster.warnings);
            let service = boot_service(read_config(config)?, clock).await?.service;
            let kind = match (dry_run, without_secrets) {
                (true, _) => Import::Plan,
                (false, true) => Import::WithoutSecrets,
                (false, false) => Import::WithSecrets,
            };
            import(&service, &roster.rows, kind, secrets.as_deref(), &actor, output).await
        }
        Command::Administrator { login, name } => {
            let service = boot_service(read_config(config)?, clock).await?.service;
            let issued = add_administrator(&service, &login, &name).await.map_err(|failure| match failure {
                Failure::Refused(LoginTaken) => {
                    Failed::new(Exit::Data, format!("somebody has the staff code {login} already; choose another"))
                }
                Failure::Store(error) => error.into(),
            })?;
            output.result(
                &format!("administrator {}: secret {}", issued.login, issued.secret),
                &json!({ "login": issued.login, "secret": issued.secret }),
            );
            Ok(Exit::Ok)
        }
        Command::Secret { login } => {
            let service = boot_service(read_config(config)?, clock).await?.service;
            let issued = renew_secret(&service, &login).await?;
            let issued =
                issued.ok_or_else(|| Failed::new(Exit::NoInput, format!("nobody has the staff code {login}")))?;
            output.result(
                &format!("{}: secret {}", issued.login, issued.secret),
                &json!({ "login": issued.login, "secret": issued.secret }),
            );
            Ok(Exit::Ok)
        }
    }
}

async fn import(
    service: &Service,
    rows: &[RosterRow],
    kind: Import,
    secrets: Option<&Path>,
    actor: &str,
    output: &Output,
) -> Result<Exit, Failed> {
    refuse_identity_numbers_without_secret(service, rows)?;
    let plan = import_people(service, rows, actor, Import::Plan).await?;
    if kind == Import::Plan {
        say(output, "would import", &plan);
        return Ok(Exit::Ok);
    }
    // The file is made before anything is written, so that no secret can get lost on the way.
    let file = match secrets {
        Some(path) => Some((create_private(path)?, path)),
        None if plan.added > 0 && kind == Import::WithSecrets => {
            let reason = "name a file for the new people's secrets with --secrets FILE, or say --without-secrets";
            return Err(Failed::new(Exit::Usage, reason));
        }
        None => None,
    };
    let imported = import_people(service, rows, actor, kind).await?;
    if let Some((mut file, path)) = file {
        let written = file.write_all(&secrets_csv(&imported.secrets)).and_then(|()| file.sync_all());
        written.map_err(|error| Failed::new(Exit::Io, format!("{}: {error}", path.display())))?;
    }
    say(output, "imported", &imported);
    Ok(Exit::Ok)
}

/// Without a secret of the operator's, a hash of twelve digits hides nothing.
fn refuse_identity_numbers_without_secret(service: &Service, rows: &[RosterRow]) -> Result<(), Failed> {
    let has_numbers = rows.iter().any(|row| row.identity_number.is_some());
    if has_numbers && *service.settings.identity_secret == [0; 32] {
        return Err(Failed::new(
            Exit::Configuration,
            "the roster has identity numbers, and identity_secret_file is not configured; they are only stored as a keyed hash",
        ));
    }
    Ok(())
}

fn say(output: &Output, verb: &str, imported: &crate::flows::people::import_people::Imported) {
    output.result(
        &format!("{verb}: {} new, {} known, {} new units", imported.added, imported.updated, imported.units),
        &json!({ "result": verb, "added": imported.added, "updated": imported.updated, "units": imported.units }),
    );
}

pub(super) fn create_private(path: &Path) -> Result<std::fs::File, Failed> {
    std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map_err(|error| Failed::new(Exit::CannotCreate, format!("{}: {error}", path.display())))
}

fn secrets_csv(secrets: &[IssuedSecret]) -> Vec<u8> {
    let rows = secrets.iter().map(|issued| [issued.login.clone(), issued.full_name.clone(), issued.secret.clone()]);
    write_csv(&["Mã cán bộ", "Họ và tên", "Mã bí mật"], rows)
}
