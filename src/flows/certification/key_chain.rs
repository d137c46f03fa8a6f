//! The key ring in force: opened from its folder, and replaced as a whole when the folder has changed.

use crate::formats::credential::keys::{self, KeyError, KeyFault, KeyRing, Keys};
use crate::formats::secret_file;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// Where keys come from.
#[derive(Clone, Debug)]
pub struct KeySource {
    /// The folder with the ring.
    pub folder: PathBuf,
    /// A file whose first line opens the private keys; not needed where all of them live in tokens.
    pub passphrase_file: Option<PathBuf>,
    /// Whether no private key is opened.
    pub verify_only: bool,
}

/// A ring, with the private keys unless this instance only verifies.
#[derive(Clone, Debug)]
pub struct Held {
    /// The public keys that anything was ever signed with.
    pub ring: Arc<KeyRing>,
    /// The private keys; `None` on an instance that only verifies.
    pub keys: Option<Arc<Keys>>,
}

impl KeySource {
    /// Opens everything; each key has to be in order. Blocks.
    ///
    /// # Errors
    /// Which file is wrong, and what is wrong with it.
    pub fn open(&self) -> Result<Held, KeyError> {
        if self.verify_only {
            return Ok(Held { ring: Arc::new(keys::open_public(&self.folder)?), keys: None });
        }
        let passphrase = match &self.passphrase_file {
            Some(file) => secret_file::read_line(file)
                .map_err(|fault| KeyError { file: file.clone(), fault: KeyFault::File(fault) })?,
            None => String::new().into(),
        };
        let keys = keys::open(&self.folder, &passphrase)?;
        Ok(Held { ring: Arc::new(keys.ring().clone()), keys: Some(Arc::new(keys)) })
    }

    /// What the files look like from outside: cheap, and another one after each change. Blocks.
    pub fn look(&self) -> Look {
        let inside = std::fs::read_dir(&self.folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
        let mut files: Vec<PathBuf> = inside.chain(self.passphrase_file.clone()).collect();
        files.sort();
        let seen = |file: &PathBuf| {
            std::fs::metadata(file).ok().map(|about| (about.ino(), about.size(), about.ctime(), about.ctime_nsec()))
        };
        Look(files.iter().map(|file| (file.clone(), seen(file))).collect())
    }
}

/// Names of files with what can be seen of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look(Vec<(PathBuf, Option<Seen>)>);

/// A file's inode, size, and time of change in seconds and nanoseconds.
type Seen = (u64, u64, i64, i64);

/// The ring in force.
#[derive(Debug)]
pub struct KeyChain {
    source: KeySource,
    held: RwLock<Held>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// How the files looked when they were last tried.
    tried: Look,
    /// Why the files are not what is in force.
    fault: Option<String>,
}

impl KeyChain {
    /// Opens the ring of a source. Blocks.
    ///
    /// # Errors
    /// Which file is wrong, and what is wrong with it.
    pub fn open(source: KeySource) -> Result<Self, KeyError> {
        let tried = source.look();
        let held = RwLock::new(source.open()?);
        Ok(Self { source, held, state: Mutex::new(State { tried, fault: None }) })
    }

    /// Where the keys come from.
    pub const fn source(&self) -> &KeySource {
        &self.source
    }

    /// What is in force now.
    pub fn held(&self) -> Held {
        self.held.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Why the files are not what is in force, since they were last tried.
    pub fn fault(&self) -> Option<String> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).fault.clone()
    }

    /// Whether the files looked the same when they were last tried.
    pub fn was_tried(&self, look: &Look) -> bool {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).tried == *look
    }

    /// Puts another ring in force.
    pub fn replace(&self, held: Held, look: Look) {
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = held;
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = State { tried: look, fault: None };
    }

    /// Leaves in force what is, and remembers why; with a look, until the files look otherwise. False when the
    /// reason was known.
    pub fn keep(&self, fault: String, look: Option<Look>) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = state.fault.as_ref() != Some(&fault);
        if let Some(look) = look {
            state.tried = look;
        }
        state.fault = Some(fault);
        is_new
    }
}
