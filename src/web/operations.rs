//! `/health/*` and `/metrics`: for operators and their machines.

use super::App;
use crate::flows::log::publish_checkpoint::log_health;
use crate::store::certification::certificates;
use crate::store::outbox;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use opentelemetry::propagation::TextMapPropagator;
use opentelemetry_http::HeaderExtractor;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use serde_json::json;
use std::sync::OnceLock;
use std::sync::atomic::Ordering;
use std::time::Instant;
use tracing::field::Empty;
use tracing::{Instrument, Span};
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// Routes on the main listener.
pub fn health_routes() -> Router<App> {
    Router::new().route("/health/live", get(|| async { "ok" })).route("/health/ready", get(ready))
}

/// Routes on the separate listener of operators.
pub fn metrics_routes() -> Router<App> {
    Router::new().route("/metrics", get(render)).merge(health_routes())
}

/// 200 while every promise can be kept and the service is not stopping; else 503 with the reasons. What is said of the
/// log changes neither: it waits, people do not.
async fn ready(State(app): State<App>) -> Response {
    let mut checks = app.health().await;
    if app.is_stopping.load(Ordering::SeqCst) {
        checks.push(crate::flows::check_health::Check {
            name: "stopping",
            fault: Some("the service is stopping".into()),
        });
    }
    let is_ready = checks.iter().all(|check| check.fault.is_none());
    let listed: Vec<_> = checks
        .iter()
        .map(|check| json!({ "name": check.name, "ok": check.fault.is_none(), "reason": check.fault }))
        .collect();
    let status = if is_ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let log = log_health(&app.service);
    let log = json!({ "publishes": log.publishes, "reason": log.reason });
    (status, Json(json!({ "ready": is_ready, "checks": listed, "log": log }))).into_response()
}

/// The process's metrics; installed once.
pub fn recorder() -> &'static PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE.get_or_init(|| {
        let buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0];
        let rows = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0];
        let counted = ["minhchung_save_batch_rows", "minhchung_commit_transactions"];
        let builder = counted.into_iter().try_fold(PrometheusBuilder::new(), |builder, name| {
            builder.set_buckets_for_metric(Matcher::Full(name.into()), &rows)
        });
        let builder = builder.and_then(|builder| builder.set_buckets(&buckets));
        builder.expect("the list of buckets is not empty").install_recorder().expect("no other recorder is installed")
    })
}

async fn render(State(app): State<App>) -> Response {
    let rooms =
        [("log_in", &app.service.log_ins), ("code_log_in", &app.service.code_log_ins), ("start", &app.service.starts)];
    for (room, people) in rooms {
        let (served, waiting) = people.counts();
        metrics::gauge!("minhchung_room_served", "room" => room).set(served as f64);
        metrics::gauge!("minhchung_room_waiting", "room" => room).set(waiting as f64);
    }
    for check in app.health().await {
        metrics::gauge!("minhchung_check_failed", "check" => check.name)
            .set(f64::from(u8::from(check.fault.is_some())));
    }
    metrics::gauge!("minhchung_clock_step_seconds").set(app.service.clock.step().map_or(0.0, |step| step.seconds()));
    if let Ok(mut reader) = app.service.store.read().await {
        let connection = &mut reader.link();
        if let Ok(backlog) = outbox::backlog(connection, outbox::ISSUE_CERTIFICATE).await {
            metrics::gauge!("minhchung_outbox_waiting").set(backlog.waiting as f64);
            metrics::gauge!("minhchung_outbox_failing").set(backlog.failing as f64);
            let age = backlog.oldest.map_or(0.0, |oldest| app.service.clock.now().since(oldest).as_secs_f64());
            metrics::gauge!("minhchung_outbox_oldest_seconds").set(age);
        }
    }
    let service = app.service.clone();
    let reconcile = async move { certificates::reconcile(&mut service.store.read().await?.link()).await };
    if let Ok(found) = app.service.reconciled.find("register", reconcile).await {
        metrics::gauge!("minhchung_passes_without_certificate").set(found.passes_without_certificate as f64);
        metrics::gauge!("minhchung_certificates_without_pass").set(found.certificates_without_pass as f64);
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], recorder().render()).into_response()
}

const fn known_method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        Method::CONNECT => "CONNECT",
        Method::TRACE => "TRACE",
        _ => "other",
    }
}

/// Counts, times and traces every request by route, method and status; never by path, which may name a person's
/// certificate.
pub async fn measure(State(app): State<App>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    // Only the nine methods there are: a label of the client's choosing would grow the registry for ever.
    let method = known_method(request.method());
    let route = request.extensions().get::<MatchedPath>().map_or("none", |path| path.as_str()).to_owned();
    let span = span(&app, method, &route, request.headers());
    let response = next.run(request).instrument(span.clone()).await;
    let status = response.status();
    span.record("http.response.status_code", status.as_u16());
    if status.is_server_error() {
        span.record("otel.status_code", "ERROR");
    }
    metrics::histogram!("minhchung_http_seconds", "route" => route.clone(), "method" => method)
        .record(started.elapsed().as_secs_f64());
    let status = status.as_u16().to_string();
    metrics::counter!("minhchung_http_requests", "route" => route, "method" => method, "status" => status).increment(1);
    response
}

/// A request as traces see it, by the names of OpenTelemetry's conventions.
fn span(app: &App, method: &'static str, route: &str, headers: &HeaderMap) -> Span {
    let span = tracing::trace_span!(
        "request",
        otel.name = %format_args!("{method} {route}"),
        otel.kind = "server",
        otel.status_code = Empty,
        http.request.method = method,
        http.route = route,
        http.response.status_code = Empty,
    );
    // A proxy in front may trace already; anybody else's word is not taken.
    if app.is_behind_proxy && !span.is_disabled() {
        let parent = TraceContextPropagator::new().extract(&HeaderExtractor(headers));
        // Refused only for a span that has begun.
        drop(span.set_parent(parent));
    }
    span
}
