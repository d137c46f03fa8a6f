//! PKCS#11 tokens: keys that never leave their hardware, asked for signatures.
//!
//! A token is spoken to by one thread of its own: its sessions may not move between threads, and its calls block.

mod session;
#[cfg(test)]
pub(crate) mod softhsm;
#[cfg(test)]
mod tests;

pub use session::{PublicHalf, Scheme};

use crate::formats::secret_file::FileFault;
use session::Line;
use std::fmt;
use std::path::PathBuf;
use std::sync::mpsc;
use std::time::Duration;

/// A token that does not answer for so long is away.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where a token is and what opens it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenAddress {
    /// The vendor's library, such as `/usr/lib/softhsm/libsofthsm2.so`.
    pub module: PathBuf,
    /// The token's label.
    pub label: String,
    /// A file whose first line is the user's PIN.
    pub pin_file: PathBuf,
}

/// What is wrong with a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenFault {
    /// The vendor's library cannot be loaded or does not start.
    Module,
    /// No slot holds a token with this label.
    Away,
    /// Two tokens have this label.
    Ambiguous,
    /// The file with the PIN.
    PinFile(FileFault),
    /// The token refuses the PIN; it is not tried again, so that the token does not lock itself.
    WrongPin,
    /// The token has locked itself.
    Locked,
    /// No key with this label, or more than one.
    NoKey,
    /// A key with this label exists.
    KeyExists,
    /// The key is of a kind we do not use.
    KeyType,
    /// The token cannot do what was asked.
    NotSupported,
    /// The token failed or does not answer.
    Broken,
}

impl fmt::Display for TokenFault {
    /// For the operator, who reads it on one line beside the token's name.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Module => formatter.write_str("its PKCS#11 module cannot be loaded"),
            Self::Away => formatter.write_str("no slot holds a token with this label"),
            Self::Ambiguous => formatter.write_str("two tokens have this label"),
            Self::PinFile(fault) => write!(formatter, "the file with its PIN {fault}"),
            Self::WrongPin => formatter.write_str("it refuses the PIN"),
            Self::Locked => formatter.write_str("it is locked after too many wrong PINs"),
            Self::NoKey => formatter.write_str("it does not hold exactly one key with this label"),
            Self::KeyExists => formatter.write_str("it holds a key with this label already"),
            Self::KeyType => formatter.write_str("the key is of another kind than needed"),
            Self::NotSupported => formatter.write_str("it cannot do what is needed"),
            Self::Broken => formatter.write_str("it failed or does not answer"),
        }
    }
}

type Errand = Box<dyn FnOnce(&mut Line) + Send>;

/// An open token; closed when dropped.
pub struct Token {
    address: TokenAddress,
    errands: mpsc::Sender<Errand>,
}

impl Token {
    /// Loads the module, finds the token, gives it the PIN.
    ///
    /// # Errors
    /// What keeps the token from being used.
    pub fn open(address: TokenAddress) -> Result<Self, TokenFault> {
        let (errands, inbox) = mpsc::channel::<Errand>();
        let to = address.clone();
        let work = move || {
            let mut line = Line::new(to);
            inbox.into_iter().for_each(|errand| errand(&mut line));
        };
        std::thread::Builder::new().name("token".to_owned()).spawn(work).map_err(|_| TokenFault::Broken)?;
        let token = Self { address, errands };
        token.ask(Line::connect)?;
        Ok(token)
    }

    /// Where the token is.
    pub const fn address(&self) -> &TokenAddress {
        &self.address
    }

    /// The public half of the key with this label.
    ///
    /// # Errors
    /// What keeps the key from being read.
    pub fn public_half(&self, label: &str) -> Result<PublicHalf, TokenFault> {
        let label = label.to_owned();
        self.ask(move |line| line.attempt(|open| open.public_half(&label)))
    }

    /// Signs with the key with this label. Blocks for as long as the token takes; whoever receives the signature
    /// checks it under the public half.
    ///
    /// # Errors
    /// What keeps the token from signing, after one try with a new session where the session was lost.
    pub fn sign(&self, label: &str, scheme: Scheme, message: &[u8]) -> Result<Vec<u8>, TokenFault> {
        let (label, message) = (label.to_owned(), message.to_owned());
        self.ask(move |line| line.attempt(|open| open.sign(&label, scheme, &message)))
    }

    /// Makes an Ed25519 key inside the token; its private half never leaves it.
    ///
    /// # Errors
    /// What keeps the token from making it.
    pub fn make_ed25519(&self, label: &str) -> Result<PublicHalf, TokenFault> {
        let label = label.to_owned();
        self.ask(move |line| line.attempt(|open| open.make_ed25519(&label)))
    }

    fn ask<T: Send + 'static>(
        &self,
        errand: impl FnOnce(&mut Line) -> Result<T, TokenFault> + Send + 'static,
    ) -> Result<T, TokenFault> {
        let (answer, answered) = mpsc::sync_channel(1);
        // Whoever asked may have lost patience: then nobody hears the answer.
        let errand: Errand = Box::new(move |line| drop(answer.send(errand(line))));
        self.errands.send(errand).map_err(|_| TokenFault::Broken)?;
        answered.recv_timeout(PATIENCE).map_err(|_| TokenFault::Broken)?
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Token").field("address", &self.address).finish_non_exhaustive()
    }
}
