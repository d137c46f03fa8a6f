//! The `minhchung` binary: everything is in the library.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    ExitCode::from(minhchung::cli::run().await.code())
}
