//! A token in software, in a folder of its own; the program finds it by the variable `SOFTHSM2_CONF`.

use super::keys::write_private;
use std::path::{Path, PathBuf};
use std::process::Command;

pub const PIN: &str = "86420";
pub const LABEL: &str = "Chứng nhận";

/// Makes a token in `folder`, with its PIN in the file `pin`; gives SoftHSM's configuration.
pub fn make(folder: &Path) -> PathBuf {
    let configuration = folder.join("softhsm2.conf");
    let tokens = folder.join("tokens");
    std::fs::create_dir(&tokens).expect("a folder");
    let text = format!("directories.tokendir = {}\nlog.level = ERROR\n", tokens.display());
    std::fs::write(&configuration, text).expect("written");
    write_private(&folder.join("pin"), format!("{PIN}\n").as_bytes());
    let made = Command::new("softhsm2-util")
        .args(["--init-token", "--free", "--label", LABEL, "--pin", PIN, "--so-pin", "97531"])
        .env("SOFTHSM2_CONF", &configuration)
        .output()
        .expect("this story needs SoftHSM: apt-get install softhsm2");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    configuration
}

/// The library, where Debian and others put it.
pub fn module() -> PathBuf {
    ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so", "/usr/local/lib/softhsm/libsofthsm2.so"]
        .map(PathBuf::from)
        .into_iter()
        .find(|path| path.exists())
        .expect("this story needs SoftHSM: apt-get install softhsm2")
}
