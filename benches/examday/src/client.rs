//! One person's connection to the server: kept open, one request at a time, opened again when it broke.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Method, Request, header};
use hyper_util::rt::TokioIo;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

/// Longer than the server takes to give up a request itself.
const PATIENCE: Duration = Duration::from_secs(40);

/// A request, ready to be sent as often as needed.
#[derive(Clone, Debug)]
pub struct Call {
    pub method: Method,
    pub path: String,
    pub body: Bytes,
}

impl Call {
    pub fn get(path: impl Into<String>) -> Self {
        Self { method: Method::GET, path: path.into(), body: Bytes::new() }
    }

    pub fn json(method: Method, path: impl Into<String>, body: &serde_json::Value) -> Self {
        Self { method, path: path.into(), body: body.to_string().into() }
    }
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    /// Seconds the server asks to wait.
    pub retry_after: Option<u64>,
    pub body: Bytes,
}

impl Reply {
    /// The body, or null when it is not JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// Nothing came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// The connection could not be made, or broke.
    Broken,
    /// Nothing came in time.
    TimedOut,
}

pub struct Connection {
    address: SocketAddr,
    token: String,
    /// What keeps the place where many log in at once.
    ticket: Option<String>,
    /// Whether it stays open between requests.
    stays: bool,
    open: Option<Open>,
}

struct Open {
    sender: SendRequest<Full<Bytes>>,
    driver: JoinHandle<()>,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

impl Connection {
    pub fn new(address: SocketAddr) -> Self {
        Self { address, token: String::new(), ticket: None, stays: true, open: None }
    }

    /// One that is opened anew for each request, as where a phone's network changes all the time.
    pub fn anew_each_time(address: SocketAddr) -> Self {
        Self { stays: false, ..Self::new(address) }
    }

    /// Says from now on who asks.
    pub fn set_token(&mut self, token: &str) {
        token.clone_into(&mut self.token);
    }

    pub async fn send(&mut self, call: &Call) -> Result<Reply, Silence> {
        let outcome = tokio::time::timeout(PATIENCE, self.send_once(call)).await.unwrap_or(Err(Silence::TimedOut));
        if outcome.is_err() || !self.stays {
            self.open = None;
        }
        outcome
    }

    /// Sends, and hangs up after a moment whatever comes. The server may have done it or not.
    pub async fn send_unheard(&mut self, call: &Call, moment: Duration) {
        drop(tokio::time::timeout(moment, self.send_once(call)).await);
        self.open = None;
    }

    async fn send_once(&mut self, call: &Call) -> Result<Reply, Silence> {
        let request = self.request(call);
        let open = self.open().await?;
        let reply = open.sender.send_request(request).await.map_err(|_| Silence::Broken)?;
        let (head, body) = reply.into_parts();
        let body = body.collect().await.map_err(|_| Silence::Broken)?.to_bytes();
        let retry_after = head.headers.get(header::RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
        let reply = Reply { status: head.status.as_u16(), retry_after, body };
        if reply.status == 503
            && let Some(ticket) = reply.json()["ticket"].as_str()
        {
            self.ticket = Some(ticket.to_owned());
        }
        Ok(reply)
    }

    fn request(&self, call: &Call) -> Request<Full<Bytes>> {
        let mut request =
            Request::builder().method(&call.method).uri(&call.path).header(header::HOST, self.address.to_string());
        if !self.token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        }
        if let Some(ticket) = &self.ticket {
            request = request.header("waiting-ticket", ticket);
        }
        if !call.body.is_empty() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        request.body(Full::new(call.body.clone())).expect("paths are made of ids, which are plain ASCII")
    }

    async fn open(&mut self) -> Result<&mut Open, Silence> {
        // A connection that the server closed while nothing was asked is no failure.
        let is_usable = match &mut self.open {
            Some(open) => open.sender.ready().await.is_ok(),
            None => false,
        };
        if !is_usable {
            let stream = TcpStream::connect(self.address).await.map_err(|_| Silence::Broken)?;
            stream.set_nodelay(true).map_err(|_| Silence::Broken)?;
            let (sender, driver) = handshake(TokioIo::new(stream)).await.map_err(|_| Silence::Broken)?;
            // How the connection ended shows in the request that it ended under.
            let driver = tokio::spawn(async move { drop(driver.await) });
            self.open = Some(Open { sender, driver });
        }
        self.open.as_mut().ok_or(Silence::Broken)
    }
}
