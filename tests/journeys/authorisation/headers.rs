//! What every answer says besides its text.

use super::doors::CACHED;
use crate::harness::Answer;

/// Frames of our own pages: nothing of a preview runs; what a simulation runs has no origin, no network and no storage.
const FRAMED: [&str; 2] = ["/authoring/{bank}/items/{id}/preview", "/attempts/{id}/simulations/{number}"];

/// Checks an answer of a route; gives what is wrong.
pub fn faults(route: &str, answer: &Answer) -> Vec<String> {
    let mut found = Vec::new();
    let mut demand = |is_so: bool, what: String| {
        if !is_so {
            found.push(what);
        }
    };
    let is_framed = FRAMED.contains(&route) && answer.status == 200;
    let policy = answer.header("content-security-policy");
    let ancestors = if is_framed { "frame-ancestors 'self'" } else { "frame-ancestors 'none'" };
    demand(policy.contains("default-src 'none'") && policy.contains(ancestors), format!("policy {policy}"));
    let is_safe =
        !policy.contains("unsafe") || is_framed && policy.starts_with("sandbox allow-scripts; default-src 'none'");
    demand(is_safe && !policy.contains("allow-same-origin"), format!("policy {policy}"));
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", if is_framed { "SAMEORIGIN" } else { "DENY" }),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("strict-transport-security", "max-age=31536000; includeSubDomains"),
    ] {
        demand(answer.header(name) == value, format!("{name}: {}", answer.header(name)));
    }
    demand(answer.header("permissions-policy").contains("microphone=()"), "permissions-policy".to_owned());
    for banner in ["server", "x-powered-by", "via"] {
        demand(!answer.headers.contains_key(banner), format!("{banner}: {}", answer.header(banner)));
    }
    let caching = answer.header("cache-control");
    let is_private = caching.contains("private") || caching.contains("no-store");
    demand(!caching.is_empty() && (is_private || CACHED.contains(&route)), format!("cache-control: {caching}"));
    demand(
        !answer.headers.contains_key("access-control-allow-credentials")
            && (CACHED.contains(&route) || !answer.headers.contains_key("access-control-allow-origin")),
        "read by other sites".to_owned(),
    );
    let kind = answer.header("content-type");
    demand(answer.bytes.is_empty() || !kind.is_empty(), "no content-type".to_owned());
    demand(!kind.starts_with("text/") || kind.contains("charset=utf-8"), format!("content-type: {kind}"));
    for cookie in answer.headers.get_all("set-cookie") {
        let cookie = cookie.to_str().unwrap_or_default();
        let has = |attribute: &str| cookie.split("; ").any(|found| found == attribute);
        let is_kept = ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"].into_iter().all(has);
        demand(cookie.starts_with("__Host-") && is_kept && !cookie.contains("Domain"), format!("cookie {cookie}"));
    }
    found.iter().map(|what| format!("{route} ({}): {what}", answer.status)).collect()
}
