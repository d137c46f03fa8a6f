//! Every sentence a person reads, in Vietnamese first and in English.
//!
//! The Vietnamese files declare the sentences; a sentence missing in English, or one that only
//! English has, does not compile. Sentences are whole: numbers and names are arguments, never glue.

pub mod codes;
pub mod en;
pub mod problem;
pub mod vi;

use crate::domain::text::Language;
use std::ops::Deref;

/// Declares sentences: a trait, with the Vietnamese text as its documentation and implementation.
///
/// `name = "text"` is a fixed sentence; `name(x: &str) = "text {x}"` and
/// `name(x: Kind) = { match x { .. } }` are made for their arguments.
macro_rules! declare_sentences {
    ($(#[$doc:meta])* $trait:ident for $language:ident { $($name:ident $(($($arg:ident: $kind:ty),+))? = $text:tt;)+ }) => {
        $(#[$doc])*
        pub trait $trait {
            $(crate::i18n::signature! { $name $(($($arg: $kind),+))? = $text })+
        }
        crate::i18n::translate_sentences! { $trait for $language { $($name $(($($arg: $kind),+))? = $text;)+ } }
    };
}

/// Gives the sentences of a trait in one more language.
macro_rules! translate_sentences {
    ($trait:ident for $language:ident { $($name:ident $(($($arg:ident: $kind:ty),+))? = $text:tt;)+ }) => {
        impl $trait for $language {
            $(crate::i18n::sentence! { $name $(($($arg: $kind),+))? = $text })+
        }
    };
}

macro_rules! signature {
    ($name:ident = $text:literal) => {
        #[doc = $text]
        fn $name(&self) -> &'static str;
    };
    ($name:ident ($($arg:ident: $kind:ty),+) = $text:literal) => {
        #[doc = $text]
        fn $name(&self, $($arg: $kind),+) -> String;
    };
    ($name:ident ($($arg:ident: $kind:ty),+) = $text:block) => {
        #[doc = concat!("`", stringify!($name), "` for its argument.")]
        fn $name(&self, $($arg: $kind),+) -> String;
    };
}

macro_rules! sentence {
    ($name:ident = $text:literal) => {
        fn $name(&self) -> &'static str {
            $text
        }
    };
    ($name:ident ($($arg:ident: $kind:ty),+) = $text:literal) => {
        fn $name(&self, $($arg: $kind),+) -> String {
            format!($text)
        }
    };
    ($name:ident ($($arg:ident: $kind:ty),+) = $text:block) => {
        fn $name(&self, $($arg: $kind),+) -> String {
            String::from($text)
        }
    };
}

pub(crate) use {declare_sentences, sentence, signature, translate_sentences};

/// All sentences of one language.
pub trait Sentences:
    vi::figures::Figures
    + vi::naming::Naming
    + vi::everywhere::Everywhere
    + vi::taking::Taking
    + vi::routing::Routing
    + vi::supervising::Supervising
    + vi::suspecting::Suspecting
    + vi::linting::Linting
    + vi::authoring::Authoring
    + vi::adapting::Adapting
    + vi::results::Results
    + vi::checking::Checking
    + vi::offline::Offline
    + vi::privacy::Privacy
    + vi::administering::Administering
    + vi::appealing::Appealing
    + vi::assembling::Assembling
    + vi::measuring::Measuring
    + vi::analysing::Analysing
    + vi::grading::Grading
    + vi::rescoring::Rescoring
    + vi::revoking::Revoking
    + vi::deciding::Deciding
    + vi::designing::Designing
    + vi::sealing::Sealing
    + Sync
{
}

impl Sentences for vi::Vi {}
impl Sentences for en::En {}

/// The sentences of the reader's language: `texts.you_passed()`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Texts {
    language: Language,
}

impl Texts {
    /// The sentences of `language`.
    pub const fn of(language: Language) -> Self {
        Self { language }
    }

    /// Which language this is.
    pub const fn language(self) -> Language {
        self.language
    }
}

impl Deref for Texts {
    type Target = dyn Sentences;

    fn deref(&self) -> &Self::Target {
        match self.language {
            Language::Vi => &vi::Vi,
            Language::En => &en::En,
        }
    }
}
