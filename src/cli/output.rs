//! Exit codes, and the two ways of printing: lines for people, JSON for programs.

use crate::formats::mistake::Mistakes;
use clap::ValueEnum;
use serde::Serialize;
use serde_json::json;
use std::fmt::Display;

/// What the process ends with; the numbers are those of `sysexits.h`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All well.
    Ok,
    /// A certificate is not genuine, or a score does not recompute.
    NotGenuine,
    /// The command line is wrong.
    Usage,
    /// Bad data in a file.
    Data,
    /// A file is not there.
    NoInput,
    /// The database or another service is away.
    Unavailable,
    /// A file cannot be made.
    CannotCreate,
    /// Input or output failed.
    Io,
    /// Try again.
    TryAgain,
    /// Not allowed.
    Permission,
    /// The configuration or a key is wrong.
    Configuration,
}

impl Exit {
    /// The number.
    pub const fn code(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::NotGenuine => 1,
            Self::Usage => 2,
            Self::Data => 65,
            Self::NoInput => 66,
            Self::Unavailable => 69,
            Self::CannotCreate => 73,
            Self::Io => 74,
            Self::TryAgain => 75,
            Self::Permission => 77,
            Self::Configuration => 78,
        }
    }
}

/// A command that did not do what it was asked, and why.
#[derive(Debug)]
pub struct Failed {
    pub exit: Exit,
    pub reason: String,
    pub mistakes: Mistakes,
}

impl Failed {
    pub fn new(exit: Exit, reason: impl Display) -> Self {
        Self { exit, reason: reason.to_string(), mistakes: Mistakes::default() }
    }

    /// Bad data, mistake by mistake.
    pub fn mistakes(mistakes: Mistakes) -> Self {
        Self { exit: Exit::Data, reason: String::new(), mistakes }
    }
}

impl From<crate::store::StoreError> for Failed {
    fn from(error: crate::store::StoreError) -> Self {
        use crate::store::StoreError;
        let exit = match error {
            StoreError::SyncFailed(_) => Exit::Io,
            StoreError::Conflict(_)
            | StoreError::Unavailable(_)
            | StoreError::Constraint(_)
            | StoreError::Other(_)
            | StoreError::Unreadable(_) => Exit::Unavailable,
        };
        Self::new(exit, error)
    }
}

/// How to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// Lines for people.
    Text,
    /// JSON for programs.
    Json,
}

/// Where results go.
#[derive(Clone, Copy, Debug)]
pub struct Output {
    format: OutputFormat,
}

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "the command line speaks through these")]
impl Output {
    pub const fn new(format: OutputFormat) -> Self {
        Self { format }
    }

    /// A line for people; nothing for programs.
    pub fn say(&self, line: &str) {
        if self.format == OutputFormat::Text {
            println!("{line}");
        }
    }

    /// A result: a line for people, or JSON for programs.
    pub fn result(&self, line: &str, value: &impl Serialize) {
        match self.format {
            OutputFormat::Text => println!("{line}"),
            OutputFormat::Json => println!("{}", serde_json::to_string(value).expect("plain data")),
        }
    }

    /// How far long work has come, on standard error; nothing for programs.
    pub fn progress(&self, line: &str) {
        if self.format == OutputFormat::Text {
            eprintln!("{line}");
        }
    }

    /// Mistakes that refuse nothing, on standard error.
    pub fn warn(&self, warnings: &Mistakes) {
        if !warnings.is_empty() {
            self.print_mistakes(warnings, "warning");
        }
    }

    /// Why a command failed, on standard error.
    pub fn fail(&self, failed: &Failed) -> Exit {
        if failed.mistakes.is_empty() {
            match self.format {
                OutputFormat::Text => eprintln!("minhchung: {}", failed.reason),
                OutputFormat::Json => eprintln!("{}", json!({ "error": failed.reason, "exit": failed.exit.code() })),
            }
        } else {
            self.print_mistakes(&failed.mistakes, "error");
        }
        failed.exit
    }

    fn print_mistakes(&self, mistakes: &Mistakes, severity: &str) {
        match self.format {
            OutputFormat::Text if severity == "warning" => eprint!("warnings:\n{}", ended(&mistakes.to_string())),
            OutputFormat::Text => eprint!("{}", ended(&mistakes.to_string())),
            OutputFormat::Json => {
                eprintln!("{}", json!({ "severity": severity, "mistakes": mistakes, "unshown": mistakes.unshown() }));
            }
        }
    }
}

fn ended(text: &str) -> String {
    if text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") }
}
