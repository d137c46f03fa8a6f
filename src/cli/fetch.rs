//! Asking others over HTTP and HTTPS: a log for its files, a witness for its signature. Bounded in time and size.

use crate::flows::log::cosign_checkpoint::{AskWitness, WitnessAnswer};
use axum::body::Bytes;
use axum::http::{Method, Request, Response, StatusCode, header};
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

    /// Sends a request and gives the whole answer, whatever its status.
    ///
    /// # Errors
    /// One sentence.
    pub async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, String> {
        let asked = async {
            let answer = self.client.request(request.map(Full::new)).await.map_err(|error| error.to_string())?;
            let (head, body) = answer.into_parts();
            let body = Limited::new(body, LONGEST_ANSWER).collect().await.map_err(|error| error.to_string())?;
            Ok(Response::from_parts(head, body.to_bytes()))
        };
        let in_time = tokio::time::timeout(PATIENCE, asked).await;
        in_time.unwrap_or_else(|_| Err(format!("did not answer within {} s", PATIENCE.as_secs())))
    }

    async fn ask(&self, method: Method, url: &str, body: Bytes) -> Result<Answer, String> {
        let with_address = |error: String| format!("{url}: {error}");
        let request = Request::builder().method(method).uri(url).body(body);
        let request = request.map_err(|error| with_address(error.to_string()))?;
        let (head, body) = self.send(request).await.map_err(with_address)?.into_parts();
        let kind = head.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        Ok(Answer { status: head.status, kind: kind.unwrap_or_default().to_owned(), bytes: body.to_vec() })
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
