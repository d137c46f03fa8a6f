//! A key ring for tests, made once for the machine and kept with the build.

use minhchung::domain::timestamp::Timestamp;
use minhchung::formats::credential::keys::{self, Kid, NewKey, Purpose};
use std::path::{Path, PathBuf};

pub const PASSPHRASE: &str = "made up for tests";

/// The ring every story may share; nobody writes to it.
pub fn shared() -> &'static Path {
    static SHARED: std::sync::OnceLock<PathBuf> = std::sync::OnceLock::new();
    SHARED.get_or_init(|| {
        let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("journey-keys");
        if !place.exists() {
            let fresh = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
            create(fresh.path(), 7);
            // Another process may have been first; one of the two rings stays.
            drop(std::fs::rename(fresh.keep(), &place));
        }
        place
    })
}

/// Makes a key for certificates in `folder`, in force since before every story.
pub fn create(folder: &Path, seed: u8) -> Kid {
    create_for(folder, seed, Purpose::Credential)
}

/// A copy with a key for the log.
pub fn with_log(folder: &Path) -> PathBuf {
    let copy = copied_to(folder);
    create_for(&copy, 77, Purpose::Log);
    copy
}

/// Makes a key for a purpose in `folder`, in force since before every story.
pub fn create_for(folder: &Path, seed: u8, purpose: Purpose) -> Kid {
    let long_ago = Timestamp::parse("2026-01-01T00:00:00Z").expect("a time");
    let new = NewKey {
        seed: [seed; 32].into(),
        salt: [seed; 16],
        iv: [seed; 16],
        purpose,
        created_at: long_ago,
        active_from: long_ago,
    };
    keys::create(folder, PASSPHRASE, &new).expect("a key")
}

/// A copy that a story may spoil.
pub fn copied_to(folder: &Path) -> PathBuf {
    let copy = folder.join("keys");
    std::fs::create_dir(&copy).expect("a folder");
    for entry in std::fs::read_dir(shared()).expect("readable") {
        let entry = entry.expect("readable");
        std::fs::copy(entry.path(), copy.join(entry.file_name())).expect("copied");
    }
    copy
}

/// The private key's file in a ring of one.
pub fn private_file(ring: &Path) -> PathBuf {
    let names = std::fs::read_dir(ring).expect("readable").map(|entry| entry.expect("readable").path());
    names.into_iter().find(|path| path.extension().is_some_and(|kind| kind == "pem")).expect("a private key")
}

pub fn passphrase_file(folder: &Path) -> PathBuf {
    let file = folder.join("passphrase");
    if !file.exists() {
        write_private(&file, format!("{PASSPHRASE}\n").as_bytes());
    }
    file
}

/// A file that only its owner may read.
pub fn write_private(file: &Path, bytes: &[u8]) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::write(file, bytes).expect("written");
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).expect("set");
}
