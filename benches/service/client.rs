//! A small HTTP/1.1 client for measuring: one connection, one request at a time, as little work as possible.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A connection that is kept open.
pub struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
    token: String,
    /// What keeps our place where many come at once.
    pub ticket: String,
}

/// What came back.
pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }
}

impl Client {
    pub async fn connect(address: &str) -> Self {
        let stream = TcpStream::connect(address).await.expect("the server listens");
        stream.set_nodelay(true).expect("a socket option");
        Self { stream, buffer: Vec::with_capacity(64 * 1024), token: String::new(), ticket: String::new() }
    }

    pub fn with_token(mut self, token: String) -> Self {
        self.token = token;
        self
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(&format!("GET {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {}\r\n\r\n", self.token)).await
    }

    pub async fn send_json(&mut self, method: &str, path: &str, body: &str) -> Answer {
        let (token, ticket, length) = (&self.token, &self.ticket, body.len());
        self.send(&format!(
            "{method} {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\nWaiting-Ticket: {ticket}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        ))
        .await
    }

    async fn send(&mut self, request: &str) -> Answer {
        self.stream.write_all(request.as_bytes()).await.expect("written");
        self.buffer.clear();
        let head_end = loop {
            if let Some(end) = find(&self.buffer, b"\r\n\r\n") {
                break end + 4;
            }
            assert!(self.stream.read_buf(&mut self.buffer).await.expect("read") > 0, "the server hung up");
        };
        let head = std::str::from_utf8(&self.buffer[..head_end]).expect("ASCII").to_ascii_lowercase();
        let status = head[9..12].parse().expect("a status");
        let length: usize = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .map_or(0, |length| length.parse().expect("a length"));
        while self.buffer.len() < head_end + length {
            assert!(self.stream.read_buf(&mut self.buffer).await.expect("read") > 0, "the server hung up");
        }
        Answer { status, body: self.buffer[head_end..head_end + length].to_vec() }
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}
