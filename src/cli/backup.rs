//! `backup` and `restore --check`.

use super::boot::boot_service;
use super::output::{Exit, Failed, Output};
use super::read_config;
use crate::chance;
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::hidden::Hidden;
use crate::domain::identifier::hex;
use crate::flows::backup::check_backup::{Checked, check_backup};
use crate::flows::backup::make_backup::{BackupFault, Originals, make_backup};
use crate::flows::backup::{FILES, KEYS, POSTGRES_DUMP, SQLITE_COPY};
use crate::flows::log::verify_records::{Records, verify_records};
use clap::Args;
use serde_json::json;
use std::fs;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub struct BackupArguments {
    /// The folder of the backup, which must not be there yet.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

#[derive(Debug, Args)]
pub struct RestoreArguments {
    /// Check a backup and change nothing: every file, the copy of the database, and with SQLite the records in it. A
    /// copy of the database needs room in the folder for temporary files.
    #[arg(long, value_name = "DIR")]
    check: PathBuf,
}

/// `backup --out DIR`
pub async fn back_up(arguments: BackupArguments, config: Option<PathBuf>, output: &Output) -> Result<Exit, Failed> {
    let config = read_config(config)?;
    let originals = Originals { database: config.database.0.clone(), files: config.data, keys: config.keys };
    let out = arguments.out;
    let made = make_backup(originals, out.clone()).await.map_err(|fault| {
        let exit = match &fault {
            BackupFault::Make(..) => Exit::CannotCreate,
            BackupFault::Read(..) => Exit::NoInput,
            BackupFault::Name(_) => Exit::Data,
            BackupFault::Database(_) | BackupFault::Tool(_) => Exit::Unavailable,
        };
        Failed::new(exit, fault)
    })?;
    output.result(
        &format!("{} files, {} bytes in {}; the database by: {}", made.files, made.bytes, out.display(), made.how),
        &json!({ "result": "made", "folder": out, "files": made.files, "bytes": made.bytes, "database_by": made.how }),
    );
    output.say("not in it, and to be kept elsewhere: the configuration, the passphrase, the identity secret");
    Ok(Exit::Ok)
}

/// `restore --check DIR`
pub async fn check(arguments: RestoreArguments, config: Option<PathBuf>, output: &Output) -> Result<Exit, Failed> {
    let config = read_config(config)?;
    let folder = arguments.check;
    let cannot =
        |(path, error): (PathBuf, io::Error)| Failed::new(Exit::NoInput, format!("{}: {error}", path.display()));
    let checked = check_backup(folder.clone()).await.map_err(cannot)?;
    if !checked.faults.is_empty() {
        return Ok(say(&checked, None, output));
    }
    let records = if folder.join(SQLITE_COPY).exists() { Some(verify_copy(config, &folder).await?) } else { None };
    Ok(say(&checked, records.as_ref(), output))
}

fn say(Checked { files, faults }: &Checked, records: Option<&Records>, output: &Output) -> Exit {
    let record_faults = records.map(|records| records.faults.as_slice()).unwrap_or_default();
    let is_good = faults.is_empty() && record_faults.is_empty();
    let verdict = if is_good { "good" } else { "altered" };
    let inside = records.map_or_else(String::new, |records| {
        format!(
            "; in the database {} rows of the audit trail, {} entries of the log, {} certificates",
            records.audit_rows, records.log_entries, records.certificates
        )
    });
    let listed: Vec<_> = faults.iter().map(|(file, fault)| json!({ "file": file, "fault": fault })).collect();
    output.result(
        &format!("{verdict}: {files} files as they were kept{inside}"),
        &json!({ "result": verdict, "files": files, "faults": listed, "records": records }),
    );
    for (file, fault) in faults {
        output.say(&format!("{file}: {fault}"));
    }
    for fault in record_faults {
        output.say(&format!("{} {}: {}", fault.record, fault.row, fault.fault));
    }
    if is_good && records.is_none() {
        output.say(&format!(
            "load {POSTGRES_DUMP} into an empty database and run `audit verify` on it for what is inside"
        ));
    }
    if is_good { Exit::Ok } else { Exit::Data }
}

/// Verifies the records of a SQLite copy with the backup's files and keys. The copy stays as it is: opening a database
/// writes to it, so a copy of the copy is opened.
async fn verify_copy(config: Config, folder: &Path) -> Result<Records, Failed> {
    let place = Temporary::make()?;
    let database = place.0.join(SQLITE_COPY);
    let fail = |error: io::Error| Failed::new(Exit::CannotCreate, format!("{}: {error}", database.display()));
    fs::copy(folder.join(SQLITE_COPY), &database).map_err(fail)?;
    let config = Config {
        database: Hidden(format!("sqlite:{}", database.display())),
        data: folder.join(FILES),
        keys: folder.join(KEYS),
        // Nothing is signed or sealed here, so no secret is asked for.
        verify_only: true,
        key_passphrase_file: None,
        identity_secret_file: None,
        seal: Vec::new(),
        seal_authorities: None,
        ..config
    };
    let service = boot_service(config, Clock::System).await?.service;
    let records = verify_records(&service).await;
    service.store.close().await;
    Ok(records?)
}

/// A folder of our own that is gone afterwards.
struct Temporary(PathBuf);

impl Temporary {
    fn make() -> Result<Self, Failed> {
        let folder = std::env::temp_dir().join(format!("minhchung-check-{}", hex(&chance::bytes::<8>())));
        let made = fs::DirBuilder::new().mode(0o700).create(&folder);
        made.map_err(|error| Failed::new(Exit::CannotCreate, format!("{}: {error}", folder.display())))?;
        Ok(Self(folder))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // Whoever cleans temporary files takes what is left.
        drop(fs::remove_dir_all(&self.0));
    }
}
