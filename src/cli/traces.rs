//! Logs, and traces for operators: where the time of a request goes, sent to a collector (OpenTelemetry, OTLP over HTTP)
//! when one is configured. A trace names routes and steps, never a path, a person or an answer.

use super::fetch::Http;
use super::output::{Exit, Failed};
use crate::config::TracesConfig;
use async_trait::async_trait;
use axum::body::Bytes;
use axum::http::{Request, Response};
use opentelemetry::trace::TracerProvider;
use opentelemetry_http::{HttpClient, HttpError};
use opentelemetry_otlp::{SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{Sampler, SdkTracerProvider};
use tokio::runtime::Handle;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

/// What sends traces; nothing when none are wanted.
#[derive(Debug)]
pub struct Traces(Option<SdkTracerProvider>);

impl Traces {
    /// Sends what is still waiting.
    pub async fn end(self) {
        let Some(provider) = self.0 else { return };
        // It waits for its own thread.
        let ended = tokio::task::spawn_blocking(move || provider.shutdown()).await;
        if let Ok(Err(error)) = ended {
            tracing::warn!(%error, "the last traces were not sent");
        }
    }
}

/// Structured logs on standard error, of this level when `MINHCHUNG_LOG` does not choose.
pub fn start_logging(level: &str) {
    start(level, None);
}

/// Structured logs, and traces where they are configured.
///
/// # Errors
/// When the collector's address is none.
pub fn start_telling(config: Option<&TracesConfig>) -> Result<Traces, Failed> {
    let provider = config.map(provider).transpose()?;
    start("info", provider.as_ref());
    Ok(Traces(provider))
}

fn start(level: &str, provider: Option<&SdkTracerProvider>) {
    let filter = EnvFilter::try_from_env("MINHCHUNG_LOG").unwrap_or_else(|_| EnvFilter::new(level));
    let logs = tracing_subscriber::fmt::layer().json().with_writer(std::io::stderr).with_filter(filter);
    let traces = provider.map(|provider| {
        tracing_opentelemetry::layer()
            .with_tracer(provider.tracer("minhchung"))
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_filter(filter_fn(|of| of.is_span() && of.target().starts_with("minhchung")))
    });
    // Set already by an earlier start in the same process, as in tests.
    drop(tracing_subscriber::registry().with(logs).with(traces).try_init());
}

fn provider(config: &TracesConfig) -> Result<SdkTracerProvider, Failed> {
    let collector = Collector { http: Http::new(), runtime: Handle::current() };
    let exporter = SpanExporter::builder()
        .with_http()
        .with_http_client(collector)
        .with_endpoint(config.url.as_str())
        .build()
        .map_err(|error| Failed::new(Exit::Usage, format!("traces.url: {error}")))?;
    // Whoever traces already, as a proxy in front, decides; else chance does.
    let sampler = Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(config.share)));
    Ok(SdkTracerProvider::builder()
        .with_batch_exporter(exporter)
        .with_sampler(sampler)
        .with_resource(Resource::builder().with_service_name("minhchung").build())
        .build())
}

/// The collector, asked by our own client. Traces are sent from a thread outside the runtime.
#[derive(Debug)]
struct Collector {
    http: Http,
    runtime: Handle,
}

#[async_trait]
impl HttpClient for Collector {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let http = self.http.clone();
        Ok(self.runtime.spawn(async move { http.send(request).await }).await??)
    }
}
