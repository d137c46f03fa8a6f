//! SoftHSM for tests: a token of their own, in a folder of their own.

use super::TokenAddress;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// The PIN of every token made here.
pub(crate) const PIN: &str = "86420";
/// The label of every token made here.
pub(crate) const LABEL: &str = "Chứng nhận";

/// Set in the process that a story has of its own.
const INSIDE: &str = "STORY_WITH_A_TOKEN";

/// Where Debian and others put it.
pub(crate) fn module() -> PathBuf {
    ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so", "/usr/local/lib/softhsm/libsofthsm2.so"]
        .map(PathBuf::from)
        .into_iter()
        .find(|path| path.exists())
        .expect("this test needs SoftHSM: apt-get install softhsm2")
}

/// Runs `story` in a process of its own whose SoftHSM holds one fresh token. `name` is the running test's.
///
/// SoftHSM reads its configuration once a process, from a variable that a process cannot safely set for itself.
pub(crate) fn with_a_token(name: &str, story: impl FnOnce(&Path, TokenAddress)) {
    if let (Ok(configuration), Ok(_)) = (std::env::var("SOFTHSM2_CONF"), std::env::var(INSIDE)) {
        let folder = Path::new(&configuration).parent().expect("a folder").to_owned();
        let pin_file = folder.join("pin");
        let address = TokenAddress { module: module(), label: LABEL.to_owned(), pin_file };
        return story(&folder, address);
    }
    let folder = TempDir::new().expect("a folder");
    let configuration = make(folder.path());
    let name = name.split_once("::").map_or(name, |(_, name)| name);
    let output = Command::new(std::env::current_exe().expect("the tests"))
        // On the main thread: one that still ends while the process does has OpenSSL clean up twice, and crashes.
        .args(["--exact", name, "--nocapture", "--test-threads=1"])
        .env("SOFTHSM2_CONF", configuration)
        .env(INSIDE, "")
        .output()
        .expect("the tests start");
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {said}", output.status);
    assert!(said.contains("1 passed"), "no test is called {name}: {said}");
}

/// A token in `folder`, with its PIN in a file; returns SoftHSM's configuration.
pub(crate) fn make(folder: &Path) -> PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let configuration = folder.join("softhsm2.conf");
    let tokens = folder.join("tokens");
    std::fs::create_dir(&tokens).expect("made");
    std::fs::write(&configuration, format!("directories.tokendir = {}\nlog.level = ERROR\n", tokens.display()))
        .expect("written");
    let pin = folder.join("pin");
    std::fs::write(&pin, format!("{PIN}\n")).expect("written");
    std::fs::set_permissions(&pin, std::fs::Permissions::from_mode(0o600)).expect("changed");
    softhsm(&configuration, &["--init-token", "--free", "--label", LABEL, "--pin", PIN, "--so-pin", "97531"]);
    configuration
}

/// Runs SoftHSM's own tool.
pub(crate) fn softhsm(configuration: &Path, arguments: &[&str]) {
    let output = Command::new("softhsm2-util")
        .args(arguments)
        .env("SOFTHSM2_CONF", configuration)
        .output()
        .expect("this test needs SoftHSM: apt-get install softhsm2");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
