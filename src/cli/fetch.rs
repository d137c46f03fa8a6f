//! Asking others over HTTP and HTTPS: a log for its files, a witness for its signature. Bounded in time and size.

use crate::flows::log::cosign_checkpoint::{AskWitness, WitnessAnswer};
use axum::body::Bytes;
use axum::http::{Method, Request, StatusCode, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{ConfigBuilderExt, HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::{ClientConfig, RootCertStore};
use std::sync::Arc;
use std::time::Duration;

/// No answer is waited for longer.
const PATIENCE: Duration = Duration::from_secs(5);
/// A whole bundle of the longest entries stays below.
const LONGEST_ANSWER: usize = 32 * 1024 * 1024;

/// A client that believes the certificates this machine believes.
#[derive(Clone, Debug)]
pub struct Http {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
}

struct Answer {
    status: StatusCode,
    kind: String,
    bytes: Vec<u8>,
}

impl Http {
    /// A client. Where this machine knows no certificates at all, `http://` works and `https://` does not.
    pub fn new() -> Self {
        let builder = || {
            ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
                .with_safe_default_protocol_versions()
                .expect("the provider speaks the usual versions")
        };
        let trusting = builder().with_native_roots();
        let config = trusting.unwrap_or_else(|_| builder().with_root_certificates(RootCertStore::empty()));
        let connector = HttpsConnectorBuilder::new().with_tls_config(config.with_no_client_auth());
        let connector = connector.https_or_http().enable_http1().build();
        Self { client: Client::builder(TokioExecutor::new()).build(connector) }
    }

    /// What lies at an address; `None` for 404.
    ///
    /// # Errors
    /// One sentence.
    pub async fn get(&self, url: &str) -> Result<Option<Vec<u8>>, String> {
        let answer = self.ask(Method::GET, url, Bytes::new()).await?;
        match answer.status {
            StatusCode::OK => Ok(Some(answer.bytes)),
            StatusCode::NOT_FOUND => Ok(None),
            status => Err(format!("{url}: answered {status}")),
        }
    }

    async fn ask(&self, method: Method, url: &str, body: Bytes) -> Result<Answer, String> {
        let request = Request::builder().method(method).uri(url).body(Full::new(body));
        let request = request.map_err(|error| format!("{url}: {error}"))?;
        let asked = async {
            let response = self.client.request(request).await.map_err(|error| format!("{url}: {error}"))?;
            let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
            let (status, kind) = (response.status(), kind.unwrap_or_default().to_owned());
            let body = Limited::new(response.into_body(), LONGEST_ANSWER).collect().await;
            let bytes = body.map_err(|error| format!("{url}: {error}"))?.to_bytes().to_vec();
            Ok(Answer { status, kind, bytes })
        };
        let in_time = tokio::time::timeout(PATIENCE, asked).await;
        in_time.unwrap_or_else(|_| Err(format!("{url}: did not answer within {} s", PATIENCE.as_secs())))
    }
}

/// The way to the witness at an address.
#[derive(Clone, Debug)]
pub struct WayToWitness {
    /// The client.
    pub http: Http,
    /// Its address, without a final slash.
    pub url: String,
}

impl AskWitness for WayToWitness {
    async fn add_checkpoint(&self, body: String) -> WitnessAnswer {
        let answer = self.http.ask(Method::POST, &format!("{}/add-checkpoint", self.url), body.into()).await;
        let Ok(answer) = answer else { return WitnessAnswer::Away };
        let text = String::from_utf8(answer.bytes).unwrap_or_default();
        match answer.status {
            StatusCode::OK => WitnessAnswer::Signed(text),
            StatusCode::CONFLICT if answer.kind.starts_with("text/x.tlog.size") => match text.trim_end().parse() {
                Ok(size) => WitnessAnswer::Knows(size),
                Err(_) => WitnessAnswer::Refused(StatusCode::CONFLICT.as_u16()),
            },
            status => WitnessAnswer::Refused(status.as_u16()),
        }
    }
}
