//! PostgreSQL's own programs: `pg_dump` makes the copy of a database, `pg_restore` reads it.

use super::POSTGRES_DUMP;
use std::fmt;
use std::path::Path;
use std::process::{Command, Stdio};

/// A program of PostgreSQL that did not do what it was asked.
#[derive(Debug)]
pub enum ToolFault {
    /// It cannot be started; the command that would do.
    Missing(String, std::io::Error),
    /// It failed; the command and what it said.
    Failed(String, String),
}

impl fmt::Display for ToolFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(command, error) => write!(
                formatter,
                "this cannot be run: {error}; install PostgreSQL's client programs, not older than the server: {command}"
            ),
            Self::Failed(command, said) => write!(formatter, "{said}; by this command: {command}"),
        }
    }
}

/// Whether `pg_dump` is here; to be asked before anything is made.
///
/// # Errors
/// With the command that would make the copy.
pub fn is_there(database: &str, folder: &Path) -> Result<(), ToolFault> {
    let shown = shown("pg_dump", &dump_words(database, folder));
    run("pg_dump", &["--version".to_owned()], None, shown)
}

/// Dumps a database into a folder, as it is in one moment; gives the command.
///
/// # Errors
/// When the program failed.
pub fn dump(database: &str, folder: &Path) -> Result<String, ToolFault> {
    let words = dump_words(database, folder);
    let shown = shown("pg_dump", &words);
    run("pg_dump", &words, password(database), shown.clone())?;
    Ok(shown)
}

/// Reads a whole dump without a database.
///
/// # Errors
/// When the program failed.
pub fn read(dump: &Path) -> Result<(), ToolFault> {
    let words = ["--file=/dev/null".to_owned(), dump.display().to_string()];
    let shown = shown("pg_restore", &words);
    run("pg_restore", &words, None, shown)
}

fn dump_words(database: &str, folder: &Path) -> [String; 4] {
    [
        "--format=custom".to_owned(),
        "--no-password".to_owned(),
        format!("--file={}", folder.join(POSTGRES_DUMP).display()),
        format!("--dbname={}", without_password(database)),
    ]
}

fn shown(program: &str, words: &[String]) -> String {
    format!("{program} {}", words.join(" "))
}

fn run(program: &str, words: &[String], password: Option<String>, shown: String) -> Result<(), ToolFault> {
    let mut command = Command::new(program);
    command.args(words).stdin(Stdio::null());
    if let Some(password) = password {
        command.env("PGPASSWORD", password);
    }
    match command.output() {
        Err(error) => Err(ToolFault::Missing(shown, error)),
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(ToolFault::Failed(shown, String::from_utf8_lossy(&output.stderr).trim().to_owned())),
    }
}

/// Where the password stands in `postgres://user:password@host/name`. The words of a command can be read by everybody
/// on the machine, so it goes another way.
fn password_place(database: &str) -> Option<std::ops::Range<usize>> {
    let start = database.find("://")? + 3;
    let end = database[start..].find(['/', '?']).map_or(database.len(), |length| start + length);
    let at = start + database[start..end].rfind('@')?;
    let colon = start + database[start..at].find(':')?;
    Some(colon + 1..at)
}

fn without_password(database: &str) -> String {
    let place = password_place(database);
    place.map_or_else(
        || database.to_owned(),
        |place| format!("{}{}", &database[..place.start - 1], &database[place.end..]),
    )
}

/// The password itself, percent signs undone.
fn password(database: &str) -> Option<String> {
    let written = database[password_place(database)?].as_bytes();
    let (mut bytes, mut place) = (Vec::new(), 0);
    while place < written.len() {
        let pair = written.get(place + 1..place + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        match pair.filter(|_| written[place] == b'%').and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                place += 3;
            }
            None => {
                bytes.push(written[place]);
                place += 1;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_stands_in_a_command() {
        let cases = [
            ("postgres://a:b%40c@host:5432/name", "postgres://a@host:5432/name", Some("b@c")),
            ("postgres://a:p@q@host/name?sslmode=require", "postgres://a@host/name?sslmode=require", Some("p@q")),
            ("postgres://a@host/name", "postgres://a@host/name", None),
            ("postgres://host:5432/na@me", "postgres://host:5432/na@me", None),
            ("postgres://a:100%@host/name", "postgres://a@host/name", Some("100%")),
        ];
        for (database, shown, secret) in cases {
            assert_eq!(without_password(database), shown);
            assert_eq!(password(database).as_deref(), secret, "{database}");
        }
    }
}
