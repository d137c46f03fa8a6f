//! `audit verify`.

use super::boot::boot_service;
use super::output::{Exit, Failed, Output};
use super::read_config;
use crate::clock::Clock;
use crate::flows::log::verify_records::verify_records;
use clap::Subcommand;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Verify the chain of the audit trail, the log against its checkpoint, and the register against both. Takes some
    /// hundredths of a second for each certificate.
    Verify,
}

pub async fn run(command: Command, config: Option<PathBuf>, output: &Output) -> Result<Exit, Failed> {
    let Command::Verify = command;
    let service = boot_service(read_config(config)?, Clock::System).await?.service;
    let records = verify_records(&service).await?;
    let verdict = if records.faults.is_empty() { "good" } else { "altered" };
    output.result(
        &format!(
            "{verdict}: {} rows of the audit trail, {} entries of the log ({} published), {} certificates in order",
            records.audit_rows, records.log_entries, records.published, records.certificates
        ),
        &records,
    );
    for fault in &records.faults {
        output.say(&format!("{} {}: {}", fault.record, fault.row, fault.fault));
    }
    Ok(if records.faults.is_empty() { Exit::Ok } else { Exit::Data })
}
