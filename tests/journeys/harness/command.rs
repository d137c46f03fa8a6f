//! The command line beside a running service, on the same database.

use super::{TestApp, config_text, keys};
use serde_json::Value;
use std::process::{Command, Output};

/// What a command printed and ended with.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub said: String,
    pub complained: String,
}

impl Ran {
    fn of(output: &Output) -> Self {
        Self {
            code: output.status.code().expect("the program ends by itself"),
            said: String::from_utf8_lossy(&output.stdout).trim_end().to_owned(),
            complained: String::from_utf8_lossy(&output.stderr).trim_end().to_owned(),
        }
    }

    #[track_caller]
    pub fn fine(self) -> String {
        assert_eq!(self.code, 0, "{} {}", self.said, self.complained);
        self.said
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.said).unwrap_or_else(|_| panic!("not JSON: {} {}", self.said, self.complained))
    }
}

impl TestApp {
    /// Puts the service's clock where the machine's is: the command line knows no other.
    pub fn at_the_machines_time(&self) {
        self.clock.set(minhchung::clock::Clock::System.now());
    }

    /// Runs the program with the service's configuration.
    pub async fn run(&self, arguments: &[&str]) -> Ran {
        let config = self.folder.path().join("minhchung.toml");
        std::fs::write(&config, config_text(self.folder.path(), &self.database.url, keys::shared())).expect("written");
        let mut command = Command::new(env!("CARGO_BIN_EXE_minhchung"));
        command.arg("--config").arg(config).args(arguments).current_dir(self.folder.path());
        command.env_remove("MINHCHUNG_TEST_POSTGRES").env("MINHCHUNG_LOG", "error");
        // On a thread of its own: the service goes on meanwhile.
        let output = tokio::task::spawn_blocking(move || command.output()).await.expect("a thread");
        Ran::of(&output.expect("the program starts"))
    }

    /// Writes a file beside the service and gives its name.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        std::fs::write(self.folder.path().join(name), bytes).expect("written");
        name.to_owned()
    }

    /// Saves an address of the service as a file.
    pub async fn saved(&self, path: &str, name: &str) -> String {
        let answer = self.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        self.file(name, answer.bytes)
    }
}
