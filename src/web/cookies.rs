//! Cookies: what they are called, how they are set and read.

use super::App;
use axum::http::{HeaderMap, HeaderValue, header};

/// Who is logged in.
pub const SESSION: &str = "session";
/// The reader's language; says nothing about the reader.
pub const LANGUAGE: &str = "language";
/// `large` for larger letters.
pub const TEXT: &str = "text";
/// A place in line.
pub const TICKET: &str = "waiting";

impl App {
    /// The value of a cookie of ours.
    pub fn cookie(&self, headers: &HeaderMap, name: &str) -> Option<String> {
        let full_name = self.full_name(name);
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(found, _)| *found == full_name)
            .map(|(_, value)| value.to_owned())
    }

    /// The `Set-Cookie` that keeps one for some seconds; 0 removes it. No script reads it.
    pub fn set_cookie(&self, name: &str, value: &str, seconds: u64) -> HeaderValue {
        let secure = if self.is_https() { "; Secure" } else { "" };
        let name = self.full_name(name);
        let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
        HeaderValue::from_str(&cookie).expect("names and values of ours are visible ASCII")
    }

    /// `__Host-` wherever the address is https: then no other host and no plain connection can have set it.
    fn full_name(&self, name: &str) -> String {
        if self.is_https() { format!("__Host-{name}") } else { name.to_owned() }
    }
}
