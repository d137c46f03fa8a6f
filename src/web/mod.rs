//! Pages and API: HTTP in, HTML or JSON out.

pub mod administrator;
mod answer_form;
pub mod api;
pub mod appeals;
pub mod assets;
pub mod authoring;
pub mod candidate;
pub mod candidate_result;
pub mod candidate_route;
pub mod candidate_start;
pub mod cookies;
pub mod decision_files;
pub mod decision_upload;
pub mod decisions;
pub mod hot_pages;
pub mod log;
pub mod measurement;
pub mod offline_verifier;
pub mod operations;
pub mod overload;
pub mod packed;
pub mod pages;
pub mod prebuilt_forms;
pub mod problem;
pub mod problem_page;
pub mod proof;
pub mod reader;
pub mod register;
pub mod request;
pub mod rescorings;
pub mod revocations;
pub mod security;
pub mod similarity;
pub mod statistics;
pub mod status_lists;
pub mod supervision;
pub mod templates;
pub mod verifier;
pub mod verifier_script;
pub mod visitor;
pub mod waiting;
pub mod witness;

use crate::flows::Service;
use crate::flows::check_health::{Check, check_health};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::from_fn_with_state;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};
use tokio::sync::{Mutex, Notify, Semaphore};

/// Readiness is not looked at again within this time.
const READINESS_AGE: Duration = Duration::from_secs(1);
/// Each holds a file of up to two megabytes in memory.
const UPLOADS: usize = 16;
/// Lists of results read, exports written and statistics computed at the same time: each may take some tens of
/// megabytes.
const LISTS: usize = 3;

/// The last checks and when they were made.
type LastHealth = Option<(Instant, Vec<Check>)>;

/// What handlers share, behind one pointer: every request copies it several times.
#[derive(Clone, Debug)]
pub struct App(Arc<Shared>);

/// What it points to.
#[derive(Debug)]
pub struct Shared {
    /// The running service.
    pub service: Arc<Service>,
    /// Whether people, keys and certificates are made up; then every page says so.
    pub is_demonstration: bool,
    /// Whether a proxy in front of us says where requests come from.
    pub is_behind_proxy: bool,
    /// Wakes the worker that makes certificates.
    pub issuer: Notify,
    /// The last answer about readiness and when it was found; asking often costs no more than asking once.
    pub readiness: Mutex<LastHealth>,
    /// Files verified at the same time.
    pub uploads: Arc<Semaphore>,
    /// Lists of results read and exports written at the same time.
    pub lists: Arc<Semaphore>,
    /// Answers about certificates that many ask for.
    pub hot_pages: hot_pages::HotPages,
    /// The places of each class of requests.
    pub places: overload::Places,
    /// Set once the service has begun to stop: readiness fails from then on.
    pub is_stopping: AtomicBool,
}

impl Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl App {
    /// Around a running service.
    pub fn new(service: Arc<Service>, is_demonstration: bool, is_behind_proxy: bool) -> Self {
        Self(Arc::new(Shared {
            service,
            is_demonstration,
            is_behind_proxy,
            issuer: Notify::new(),
            readiness: Mutex::default(),
            uploads: Arc::new(Semaphore::new(UPLOADS)),
            lists: Arc::new(Semaphore::new(LISTS)),
            hot_pages: hot_pages::HotPages::default(),
            places: overload::Places::default(),
            is_stopping: AtomicBool::default(),
        }))
    }

    /// What the service needs and whether it has it, at most a second old; one check at a time.
    pub async fn health(&self) -> Vec<Check> {
        let mut last = self.readiness.lock().await;
        if let Some((_, checks)) = last.as_ref().filter(|(at, _)| at.elapsed() < READINESS_AGE) {
            return checks.clone();
        }
        let checks = check_health(&self.service).await;
        *last = Some((Instant::now(), checks.clone()));
        checks
    }

    /// The `Set-Cookie` that carries a session.
    pub fn session_cookie(&self, token: &str) -> HeaderValue {
        self.set_cookie(cookies::SESSION, token, crate::flows::people::log_in::SESSION_LENGTH.as_secs())
    }

    /// The `Set-Cookie` that removes it.
    pub fn no_session_cookie(&self) -> HeaderValue {
        self.set_cookie(cookies::SESSION, "", 0)
    }

    /// There may be a certificate to make.
    pub fn wake_issuer(&self) {
        self.issuer.notify_one();
    }

    /// The host that certificates point to, from the configuration, never from a request.
    pub fn host(&self) -> String {
        let url = &self.service.settings.base_url;
        url.split_once("://").map_or(url.as_str(), |(_, host)| host).to_owned()
    }

    fn is_https(&self) -> bool {
        self.service.settings.base_url.starts_with("https://")
    }
}

/// No request takes longer.
const TIMEOUT: Duration = Duration::from_secs(30);
/// The largest body anywhere: a PDF to verify, with its multipart frame.
const LARGEST_BODY: usize = crate::formats::attachment::LARGEST_PDF + 64 * 1024;

/// Every route of the service.
pub fn router(app: App) -> Router {
    Router::new()
        .merge(api::routes())
        .merge(proof::routes())
        .merge(log::routes())
        .merge(status_lists::routes())
        .merge(visitor::routes())
        .merge(candidate::routes())
        .merge(verifier::routes())
        .merge(offline_verifier::routes())
        .merge(administrator::routes())
        .merge(statistics::routes())
        .merge(similarity::routes())
        .merge(appeals::routes())
        .merge(measurement::routes())
        .merge(prebuilt_forms::routes())
        .merge(supervision::routes())
        .merge(register::routes())
        .merge(rescorings::routes())
        .merge(revocations::routes())
        .merge(decisions::routes())
        .merge(templates::routes())
        .merge(authoring::routes())
        .merge(operations::health_routes())
        .fallback(|| async { problem::Problem::not_found() })
        .method_not_allowed_fallback(|| async { problem::Problem::method_not_allowed() })
        .layer(from_fn_with_state(app.clone(), problem_page::show_problems))
        .layer(from_fn_with_state(app.clone(), overload::limit))
        .layer(from_fn_with_state(app.clone(), operations::measure))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(tower_http::timeout::TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIMEOUT))
        .layer(from_fn_with_state(app.clone(), security::guard))
        .with_state(app)
}

/// What operators' machines read, on a listener of its own.
pub fn operations_router(app: App) -> Router {
    operations::metrics_routes().with_state(app)
}
