//! What every request passes: arrival stamp, cross-site check, security headers, and writes that
//! finish even when the client goes away.

use super::App;
use super::problem::Problem;
use super::request::{Arrival, Peer, bearer};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::SocketAddr;
use std::sync::atomic::Ordering;

const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; object-src 'none'; script-src 'self'; style-src 'self'; \
     font-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; manifest-src 'self'; worker-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const SECURITY_HEADERS: [(header::HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (header::HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
];

/// Stamps the arrival, refuses cross-site writes, and sets the security headers of the answer.
pub async fn guard(State(app): State<App>, mut request: Request, next: Next) -> Response {
    request.extensions_mut().insert(Arrival(app.service.clock.now()));
    let peer = peer(&request, app.is_behind_proxy);
    request.extensions_mut().insert(peer);
    let is_write = !request.method().is_safe();
    let mut response = if !is_text(request.uri()) {
        Problem::not_found().into_response()
    } else if is_write && is_cross_site(request.headers(), &app.service.settings.base_url) {
        Problem::cross_site().into_response()
    } else if is_write {
        // In a task of its own: a client that hangs up must not leave a transaction half-way.
        match tokio::spawn(next.run(request)).await {
            Ok(response) => response,
            Err(error) => Problem::internal(&error).into_response(),
        }
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    // Who keeps a connection goes on over a new one, elsewhere, before this one is closed in their face.
    if app.is_stopping.load(Ordering::SeqCst) {
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    for (name, value) in SECURITY_HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if app.service.settings.base_url.starts_with("https://") {
        headers
            .insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000; includeSubDomains"));
    }
    // Pages with personal data stay out of caches and search engines; assets set their own.
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        headers.insert("x-robots-tag", HeaderValue::from_static("noindex, nofollow, noarchive"));
    }
    response
}

/// Where the request comes from: the connection's other end, or what the proxy in front of us says it is.
fn peer(request: &Request, is_behind_proxy: bool) -> Peer {
    let forwarded = request.headers().get_all("x-forwarded-for").iter().next_back();
    let forwarded = forwarded.and_then(|value| value.to_str().ok()).and_then(|value| value.rsplit(',').next());
    let connected = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| address.ip());
    let address = match forwarded.filter(|_| is_behind_proxy).and_then(|address| address.trim().parse().ok()) {
        Some(address) => Some(address),
        None => connected,
    };
    Peer(address)
}

/// Whether path and query are UTF-8 without NUL, which no name of ours has and PostgreSQL does not store.
fn is_text(uri: &Uri) -> bool {
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let decoded = |encoded: &[u8]| {
        let mut bytes = Vec::with_capacity(encoded.len());
        let mut rest = encoded;
        while let Some((first, after)) = rest.split_first() {
            match (first, digit(after.first()), digit(after.get(1))) {
                (b'%', Some(high), Some(low)) => {
                    bytes.push((high * 16 + low) as u8);
                    rest = &after[2..];
                }
                _ => {
                    bytes.push(*first);
                    rest = after;
                }
            }
        }
        bytes
    };
    [uri.path(), uri.query().unwrap_or_default()].iter().all(|part| {
        let bytes = decoded(part.as_bytes());
        !bytes.contains(&0) && std::str::from_utf8(&bytes).is_ok()
    })
}

/// Whether a browser says that another site sent this write. Programs with a bearer token are no browsers'
/// pages and cannot be ridden on.
fn is_cross_site(headers: &HeaderMap, base_url: &str) -> bool {
    if bearer(headers).is_some() {
        return false;
    }
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => !matches!(site, "same-origin" | "none"),
        // `null` is what browsers say where `no-referrer` forbids the origin: it says nothing, and the form's token decides.
        (None, Some("null")) => false,
        (None, Some(origin)) => origin != base_url,
        (None, None) => false,
    }
}

/// Refuses a write that rides on the session cookie without the token that our pages carry.
///
/// # Errors
/// 403.
pub fn check_csrf(method: &Method, headers: &HeaderMap, token: &str, given: Option<&str>) -> Result<(), Problem> {
    if method.is_safe() || bearer(headers).is_some() {
        return Ok(());
    }
    let expected = crate::flows::people::log_in::csrf_token(token);
    let given = given.or_else(|| headers.get("x-csrf").and_then(|value| value.to_str().ok()));
    if given == Some(expected.as_str()) { Ok(()) } else { Err(Problem::cross_site()) }
}
