//! A question bank revision: immutable, named by the hash of its content.

use super::item::Item;
use crate::domain::text::{Language, Localized};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A field of competence that items are grouped by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Competency {
    /// `verification`
    pub code: String,
    /// What people call it.
    pub title: Localized,
}

/// A bank as read from its folder: every check passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bank {
    /// `ai-for-officials`
    pub code: String,
    /// What people call it.
    pub title: Localized,
    /// What it is for.
    pub description: Localized,
    /// Every text exists in each of these.
    pub languages: Vec<Language>,
    /// The framework it maps to, with its version.
    pub framework: String,
    /// `CC-BY-4.0`
    pub licence: String,
    /// In the author's order.
    pub competencies: Vec<Competency>,
    /// Sorted by id.
    pub items: Vec<Item>,
    /// Log-ins of those who wrote it: they cannot sit it. Not part of the content.
    #[serde(skip)]
    pub authors: Vec<String>,
    /// PNG files by the hash that items name them by, and so part of the content already.
    #[serde(skip)]
    pub pictures: BTreeMap<String, Vec<u8>>,
    /// Simulations, HTML, by the hash that items name them by, and so part of the content already.
    #[serde(skip)]
    pub simulations: BTreeMap<String, String>,
}

impl Bank {
    /// The bytes whose SHA-256 names the revision: canonical JSON of the content, independent of
    /// file names, order of files and layout of the TOML.
    ///
    /// # Panics
    /// Never: the types have no map with keys that JSON cannot write.
    pub fn canonical_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a bank is plain data")
    }
}
