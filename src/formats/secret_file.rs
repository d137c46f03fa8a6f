//! Files that hold a secret: read whole and once, refused when strangers could read them too.

use std::fmt;
use std::fs::{self, File, Metadata};
use std::io::{ErrorKind, Read};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use zeroize::Zeroizing;

const LONGEST_LINE: u64 = 4 * 1024;

/// Who may read a file besides its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secrecy {
    /// Anybody.
    Public,
    /// Nobody.
    Private,
    /// The group of the superuser, who can read everything anyway: so systemd hands credentials to a service.
    Credential,
}

/// What is wrong with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFault {
    /// No such file.
    Missing,
    /// A directory, a pipe or the like.
    NotAFile,
    /// 0 bytes, or an empty first line where one is needed.
    Empty,
    /// Far too long for what it should be.
    TooLong,
    /// The system does not let us read it.
    Unreadable(ErrorKind),
    /// Others than its owner have rights on it: the mode's last nine bits.
    OpenToOthers(u32),
    /// Not UTF-8.
    NotText,
}

impl fmt::Display for FileFault {
    /// For the operator, who reads it on one line beside the file's name.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => formatter.write_str("there is no such file"),
            Self::NotAFile => formatter.write_str("is not a regular file"),
            Self::Empty => formatter.write_str("is empty"),
            Self::TooLong => formatter.write_str("is too long for what it should be"),
            Self::Unreadable(kind) => write!(formatter, "cannot be read: {kind}"),
            Self::OpenToOthers(mode) => write!(formatter, "is open to others (mode {mode:03o}); set it to 600"),
            Self::NotText => formatter.write_str("is not text in UTF-8"),
        }
    }
}

/// The whole text of a file.
///
/// # Errors
/// When the file is not what it should be, or open to those it should not be.
pub fn read(file: &Path, longest: u64, secrecy: Secrecy) -> Result<Zeroizing<String>, FileFault> {
    let bytes = read_bytes(file, longest, secrecy)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| FileFault::NotText)?;
    Ok(Zeroizing::new(text.to_owned()))
}

/// The whole of a file.
///
/// # Errors
/// When the file is not what it should be, or open to those it should not be.
pub fn read_bytes(file: &Path, longest: u64, secrecy: Secrecy) -> Result<Zeroizing<Vec<u8>>, FileFault> {
    let unreadable = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => FileFault::Missing,
        kind => FileFault::Unreadable(kind),
    };
    // Before opening: opening a pipe would wait for somebody who writes.
    check(&fs::metadata(file).map_err(unreadable)?, longest, secrecy)?;
    let file = File::open(file).map_err(unreadable)?;
    check(&file.metadata().map_err(unreadable)?, longest, secrecy)?;
    // Room for all of it at once: a growing buffer would leave copies behind that nobody wipes.
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(longest).unwrap_or_default() + 1));
    file.take(longest + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

/// The first line of a file with a passphrase, a PIN or the like.
///
/// # Errors
/// When the file is not what it should be, or open to those it should not be.
pub fn read_line(file: &Path) -> Result<Zeroizing<String>, FileFault> {
    let text = read(file, LONGEST_LINE, Secrecy::Credential)?;
    match text.lines().next().unwrap_or_default() {
        "" => Err(FileFault::Empty),
        line => Ok(Zeroizing::new(line.to_owned())),
    }
}

fn check(about: &Metadata, longest: u64, secrecy: Secrecy) -> Result<(), FileFault> {
    let mode = about.permissions().mode() & 0o777;
    let forbidden = match secrecy {
        Secrecy::Public => 0,
        Secrecy::Credential if about.gid() == 0 => 0o037,
        Secrecy::Private | Secrecy::Credential => 0o077,
    };
    match () {
        () if !about.is_file() => Err(FileFault::NotAFile),
        () if mode & forbidden != 0 => Err(FileFault::OpenToOthers(mode)),
        () if about.len() == 0 => Err(FileFault::Empty),
        () if about.len() > longest => Err(FileFault::TooLong),
        () => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::Permissions;
    use tempfile::TempDir;

    fn fault(spoil: impl FnOnce(&Path)) -> FileFault {
        let folder = TempDir::new().expect("a folder");
        let file = folder.path().join("passphrase");
        fs::write(&file, "một câu đủ dài\n").expect("written");
        fs::set_permissions(&file, Permissions::from_mode(0o600)).expect("changed");
        assert_eq!(*read_line(&file).expect("a line"), "một câu đủ dài");
        spoil(&file);
        read_line(&file).expect_err("a bad file")
    }

    #[test]
    fn a_secret_that_is_open_or_no_file_is_refused() {
        for mode in [0o604, 0o644, 0o622, 0o620] {
            let open = fault(|file| fs::set_permissions(file, Permissions::from_mode(mode)).expect("changed"));
            assert_eq!(open, FileFault::OpenToOthers(mode));
        }
        assert_eq!(fault(|file| fs::remove_file(file).expect("removed")), FileFault::Missing);
        assert_eq!(fault(|file| fs::write(file, "").expect("written")), FileFault::Empty);
        assert_eq!(fault(|file| fs::write(file, "\nsecond").expect("written")), FileFault::Empty);
        assert_eq!(fault(|file| fs::write(file, [b'x'; 5000]).expect("written")), FileFault::TooLong);
        assert_eq!(fault(|file| fs::write(file, [0xff]).expect("written")), FileFault::NotText);
        let directory = fault(|file| {
            fs::remove_file(file).expect("removed");
            fs::create_dir(file).expect("made");
        });
        assert_eq!(directory, FileFault::NotAFile);
    }
}
