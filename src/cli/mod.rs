//! The command line: every command, its exit code, and what it prints.

mod accommodations;
mod appeal;
mod assessment;
mod attempt;
mod audit;
mod backup;
mod bank;
mod bank_files;
mod boot;
mod bundled;
mod certificate;
mod codes;
mod decision;
mod demo;
mod fetch;
mod forms;
mod key;
mod listen;
mod log;
mod measurement;
mod output;
mod people;
mod reissue;
mod rescore;
mod revocation;
mod seals;
mod serve;
mod story;
mod supervision;
mod template;
mod traces;
mod verifier;
mod witness;

pub use boot::{Booted, boot_service};
pub use output::Exit;
pub use serve::{Running, start};

use crate::config::Config;
use clap::{Parser, Subcommand};
use output::{Failed, Output, OutputFormat};
use std::path::PathBuf;

/// Sit assessments online; issue certificates that anyone can check.
#[derive(Debug, Parser)]
#[command(name = "minhchung", version, propagate_version = true)]
struct Arguments {
    /// The configuration file.
    #[arg(long, global = true, env = "MINHCHUNG_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// How to print results and mistakes.
    #[arg(long, global = true, value_enum, default_value_t = OutputFormat::Text)]
    format: OutputFormat,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the service.
    Serve,
    /// Try everything with made-up people; needs nothing but this program.
    Demo(demo::Arguments),
    /// Check, import and export question banks.
    #[command(subcommand)]
    Bank(bank::Command),
    /// Import people; make administrators.
    #[command(subcommand)]
    People(people::Command),
    /// Open, close, measure, try and score again assessments.
    #[command(subcommand)]
    Assessment(assessment::Command),
    /// List and answer appeals against results.
    #[command(subcommand)]
    Appeal(appeal::Command),
    /// Export attempts; compute their scores again.
    #[command(subcommand)]
    Attempt(attempt::Command),
    /// Verify, correct, renew and revoke certificates.
    #[command(subcommand)]
    Certificate(certificate::Command),
    /// Recognise results by a decision, many at once.
    #[command(subcommand)]
    Decision(decision::Command),
    /// Check, import, list and draw the templates of certificates.
    #[command(subcommand)]
    Template(template::Command),
    /// Give verifiers what they need to check without this service.
    #[command(subcommand)]
    Verifier(verifier::Command),
    /// Make, list, activate, retire and give up signing keys.
    #[command(subcommand)]
    Key(key::Command),
    /// Verify and export the transparency log.
    #[command(subcommand)]
    Log(log::Command),
    /// Verify that nothing was altered behind the program's back.
    #[command(subcommand)]
    Audit(audit::Command),
    /// Copy database, certificates' files and keys into a folder, while the service runs, with a list of SHA-256.
    Backup(backup::BackupArguments),
    /// Check a backup, before it is needed.
    Restore(backup::RestoreArguments),
    /// Run a witness: sign the checkpoints of other people's logs.
    Witness(witness::Arguments),
    /// Look at the configuration.
    #[command(subcommand)]
    Config(ConfigCommand),
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Read the configuration and the keys, and say what is wrong.
    Check,
}

/// Runs the command of the process's arguments.
pub async fn run() -> Exit {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let is_wrong = error.use_stderr();
            // Nothing better to do when the terminal is gone.
            drop(error.print());
            return if is_wrong { Exit::Usage } else { Exit::Ok };
        }
    };
    let output = Output::new(arguments.format);
    match dispatch(arguments, &output).await {
        Ok(exit) => exit,
        Err(failed) => output.fail(&failed),
    }
}

async fn dispatch(arguments: Arguments, output: &Output) -> Result<Exit, Failed> {
    let config = arguments.config;
    match arguments.command {
        Command::Serve => serve::run(read_config(config)?).await,
        Command::Demo(demo) => demo::run(demo, output).await,
        Command::Bank(command) => bank::run(command, config, output).await,
        Command::People(command) => people::run(command, config, output).await,
        Command::Assessment(command) => assessment::run(command, config, output).await,
        Command::Appeal(command) => appeal::run(command, config, output).await,
        Command::Attempt(command) => attempt::run(command, config, output).await,
        Command::Certificate(command) => certificate::run(command, config, output).await,
        Command::Decision(command) => decision::run(command, config, output).await,
        Command::Verifier(command) => verifier::run(command, config, output),
        Command::Template(command) => template::run(command, config, output).await,
        Command::Key(command) => key::run(command, config, output),
        Command::Log(command) => log::run(command, config, output).await,
        Command::Audit(command) => audit::run(command, config, output).await,
        Command::Backup(arguments) => backup::back_up(arguments, config, output).await,
        Command::Restore(arguments) => backup::check(arguments, config, output).await,
        Command::Witness(arguments) => witness::run(arguments, output).await,
        Command::Config(ConfigCommand::Check) => check_config(config, output),
    }
}

/// Reads `--config`, or `minhchung.toml` of this folder where there is one, and the environment.
fn read_config(path: Option<PathBuf>) -> Result<Config, Failed> {
    let here = PathBuf::from("minhchung.toml");
    let path = path.or_else(|| here.exists().then_some(here));
    let environment: Vec<(String, String)> = std::env::vars().collect();
    Config::read(path.as_deref(), &environment).map_err(|error| Failed::new(Exit::Configuration, error.to_string()))
}

fn check_config(path: Option<PathBuf>, output: &Output) -> Result<Exit, Failed> {
    let config = read_config(path)?;
    let ring = boot::open_keys(&config)?.held().ring;
    boot::open_identity_secret(&config)?;
    boot::open_witnesses(&config)?;
    let now = crate::clock::Clock::System.now();
    let seals = seals::open_seals(&config, now)?;
    let issuers = config.issuers().map_err(|error| Failed::new(Exit::Configuration, error.to_string()))?;
    output.say(&format!(
        "configuration is good: {} on {}, {} key(s), {} issuer(s){}",
        config.base_url,
        config.listen,
        ring.keys().len(),
        issuers.len(),
        if config.verify_only { ", verifies only" } else { "" },
    ));
    for line in seals::explained(&seals, now) {
        output.say(&line);
    }
    Ok(Exit::Ok)
}
