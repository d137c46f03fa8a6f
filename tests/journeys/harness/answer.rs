//! What came back.

use serde_json::Value;

/// An HTTP response, read whole.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub async fn of(request: reqwest::RequestBuilder) -> Self {
        Self::try_of(request).await.expect("the service answers")
    }

    /// `None` when the connection broke.
    pub async fn try_of(request: reqwest::RequestBuilder) -> Option<Self> {
        let response = request.send().await.ok()?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.bytes().await.ok()?.to_vec();
        Some(Self { status, headers, bytes })
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|_| panic!("not JSON: {} {}", self.status, self.text()))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }

    /// The JSON of an answer with this status.
    #[track_caller]
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        if self.bytes.is_empty() { Value::Null } else { self.json() }
    }

    /// The stable end of the problem's `type`, with everything a problem must have.
    #[track_caller]
    pub fn problem(&self) -> (u16, String) {
        assert_eq!(self.header("content-type"), "application/problem+json", "{} {}", self.status, self.text());
        let body = self.json();
        assert_eq!(body["status"], self.status);
        assert!(body["title"].as_str().is_some_and(|title| !title.is_empty()), "{body}");
        let kind = body["type"].as_str().expect("a type");
        (self.status, kind.strip_prefix("urn:minhchung:problem:").expect("one of our types").to_owned())
    }
}
