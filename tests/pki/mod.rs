//! A made-up public key infrastructure, made once for the machine and kept with the build.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The folder of keys and certificates; nobody writes to it.
pub fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pki/make.sh");
        let version = std::fs::read(script)
            .expect("readable")
            .iter()
            .fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(*byte)));
        let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("pki-{version:08x}"));
        if !place.exists() {
            let fresh = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
            let made = Command::new("bash").arg(script).arg(fresh.path()).output().expect("bash runs");
            assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
            // Another process may have been first; one of the two stays.
            drop(std::fs::rename(fresh.keep(), &place));
        }
        place
    })
}

/// A file of it.
pub fn file(name: &str) -> PathBuf {
    folder().join(name)
}

/// A time-stamp authority's answer, by `openssl ts`.
pub fn time_stamp_reply(request: &[u8]) -> Vec<u8> {
    let here = tempfile::tempdir().expect("a folder");
    // The serial number is written back: every answer has a folder of its own.
    for name in ["ca.cnf", "time.crt", "time.key", "root.crt", "tsa-serial"] {
        std::fs::copy(file(name), here.path().join(name)).expect("copied");
    }
    std::fs::write(here.path().join("request"), request).expect("written");
    let made = Command::new("openssl")
        .args(["ts", "-reply", "-config", "ca.cnf", "-section", "here", "-queryfile", "request", "-out", "reply"])
        .current_dir(here.path())
        .output()
        .expect("openssl runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    std::fs::read(here.path().join("reply")).expect("a reply")
}
