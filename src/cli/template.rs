//! `template check|import|list|preview`.

use super::boot::boot_service;
use super::output::{Exit, Failed, Output};
use super::read_config;
use crate::clock::Clock;
use crate::domain::identifier::hex;
use crate::domain::text::Language;
use crate::flows::certification::import_template::{Imported, import_template};
use crate::flows::certification::list_templates::{Listed, list_templates};
use crate::formats::template::{Sample, TEMPLATE_FILE, TemplateFile, preview, read_path};
use crate::store::Failure;
use clap::{Subcommand, builder::PossibleValuesParser};
use serde_json::json;
use std::path::{Path, PathBuf};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check a certificate template and say everything that is wrong with it.
    Check {
        /// `template.toml`, or the folder that holds it.
        path: PathBuf,
    },
    /// Import a template: a new version, or one that no certificate has used yet.
    Import {
        /// `template.toml`, or the folder that holds it.
        path: PathBuf,
        /// Check only; write nothing.
        #[arg(long)]
        dry_run: bool,
        /// Who imports, for the audit trail.
        #[arg(long, default_value = "operator")]
        actor: String,
    },
    /// List every version of every template, and whether certificates use it.
    List,
    /// Draw a template with made-up people and a band that says so.
    Preview {
        /// `template.toml`, or the folder that holds it.
        path: PathBuf,
        /// The PDF to write.
        #[arg(long)]
        out: PathBuf,
        /// How much the made-up certificate says.
        #[arg(long, default_value = "typical", value_parser = PossibleValuesParser::new(Sample::ALL.map(Sample::name)))]
        sample: String,
    },
}

pub async fn run(command: Command, config: Option<PathBuf>, output: &Output) -> Result<Exit, Failed> {
    match command {
        Command::Check { path } => {
            say_checked(&read(&path)?, output);
            Ok(Exit::Ok)
        }
        Command::Import { path, dry_run, actor } => {
            let template = read(&path)?;
            if dry_run {
                say_checked(&template, output);
                return Ok(Exit::Ok);
            }
            import(&template, &actor, config, output).await
        }
        Command::List => list(config, output).await,
        Command::Preview { path, out, sample } => {
            let template = read(&path)?;
            let sample = Sample::from_name(&sample).unwrap_or(Sample::Typical);
            let drawn = preview(&template.layout, sample, None).map_err(|error| Failed::new(Exit::Data, error))?;
            let cannot = |error: std::io::Error| Failed::new(Exit::CannotCreate, format!("{}: {error}", out.display()));
            std::fs::write(&out, drawn).map_err(cannot)?;
            output.result(&format!("drawn: {}", out.display()), &json!({ "result": "drawn", "file": out }));
            Ok(Exit::Ok)
        }
    }
}

fn read(path: &Path) -> Result<TemplateFile, Failed> {
    let is_there = path.is_file() || path.join(TEMPLATE_FILE).exists();
    if !is_there {
        let reason = format!("{}: is neither a template nor a folder with {TEMPLATE_FILE}", path.display());
        return Err(Failed::new(Exit::NoInput, reason));
    }
    read_path(path).map_err(Failed::mistakes)
}

fn say_checked(template: &TemplateFile, output: &Output) {
    let layout = &template.layout;
    output.result(
        &format!("{} version {}: {} lines, no mistakes", layout.code, layout.version, layout.lines().count()),
        &json!({ "result": "good", "template": layout.code, "version": layout.version, "digest": hex(&layout.digest) }),
    );
}

async fn import(
    template: &TemplateFile,
    actor: &str,
    config: Option<PathBuf>,
    output: &Output,
) -> Result<Exit, Failed> {
    let service = boot_service(read_config(config)?, Clock::System).await?.service;
    let layout = &template.layout;
    let imported = import_template(&service, template, actor).await.map_err(|failure| match failure {
        Failure::Refused(refusal) => {
            let (code, version, next) = (&layout.code, layout.version, layout.version + 1);
            Failed::new(
                Exit::Data,
                format!("{code} version {version}: {refusal}; write your changes as version {next}"),
            )
        }
        Failure::Store(error) => Failed::from(error),
    })?;
    let what = match imported {
        Imported::New => "imported",
        Imported::Replaced => "replaced",
        Imported::Unchanged => "unchanged",
    };
    let digest = hex(&layout.digest);
    output.result(
        &format!("{what}: {} version {}, digest {}", layout.code, layout.version, &digest[..12]),
        &json!({ "result": what, "template": layout.code, "version": layout.version, "digest": digest }),
    );
    Ok(Exit::Ok)
}

async fn list(config: Option<PathBuf>, output: &Output) -> Result<Exit, Failed> {
    let service = boot_service(read_config(config)?, Clock::System).await?.service;
    let listed = list_templates(&service).await?;
    let lines: Vec<String> = listed.iter().map(line).collect();
    let rows: Vec<serde_json::Value> = listed
        .iter()
        .map(|listed| {
            json!({
                "template": listed.version.code,
                "version": listed.version.version,
                "title": listed.title,
                "digest": listed.version.digest,
                "effective_from": listed.version.effective_from,
                "effective_until": listed.version.effective_until,
                "is_bundled": listed.is_bundled,
                "is_current": listed.is_current,
                "first_used_at": listed.version.first_used_at.map(|at| at.seconds_rfc3339()),
            })
        })
        .collect();
    output.result(&lines.join("\n"), &json!({ "templates": rows }));
    Ok(Exit::Ok)
}

fn line(listed: &Listed) -> String {
    let version = &listed.version;
    let used = version
        .first_used_at
        .map_or_else(|| "not used".to_owned(), |at| format!("in use since {}", at.day_in_vietnam()));
    let origin = if listed.is_bundled { "bundled" } else { "imported" };
    let current = if listed.is_current { ", current" } else { "" };
    format!("{} {}: {} ({origin}{current}, {used})", version.code, version.version, listed.title.get(Language::Vi))
}
