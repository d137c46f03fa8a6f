//! HTTP in, HTML or JSON out.

pub mod api;
pub mod problem;
pub mod request;
pub mod security;

use crate::flows::Service;
use axum::Router;
use std::sync::Arc;
use tokio::sync::Notify;

/// What handlers share.
#[derive(Clone, Debug)]
pub struct App {
    /// The running service.
    pub service: Arc<Service>,
    /// Wakes the worker that makes certificates.
    pub issuer: Arc<Notify>,
}

impl App {
    /// The session cookie's name: `__Host-` wherever the address is https.
    pub fn cookie_name(&self) -> &'static str {
        if self.is_https() { "__Host-session" } else { "session" }
    }

    /// The `Set-Cookie` that carries a session.
    pub fn session_cookie(&self, token: &str) -> String {
        self.cookie(token, crate::flows::people::log_in::SESSION_LENGTH.as_secs())
    }

    /// The `Set-Cookie` that removes it.
    pub fn no_session_cookie(&self) -> String {
        self.cookie("", 0)
    }

    /// There may be a certificate to make.
    pub fn wake_issuer(&self) {
        self.issuer.notify_one();
    }

    fn cookie(&self, token: &str, seconds: u64) -> String {
        let secure = if self.is_https() { "; Secure" } else { "" };
        format!("{}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}", self.cookie_name())
    }

    fn is_https(&self) -> bool {
        self.service.settings.base_url.starts_with("https://")
    }
}

/// Every route of the service.
pub fn router(app: App) -> Router {
    Router::new()
        .merge(api::routes())
        .layer(axum::middleware::from_fn_with_state(app.clone(), security::guard))
        .with_state(app)
}
