//! Minh Chứng: online skills assessment and certificates that anyone can check.
//!
//! Floors, imports only go down: `web` → `flows` → `store`, `formats`, `i18n` → `domain`.

pub mod chance;
pub mod cli;
pub mod clock;
pub mod config;
pub mod domain;
pub mod flows;
pub mod formats;
pub mod i18n;
pub mod store;
pub mod web;
