//! The table of doors: every route, who comes in, and what is sent to knock.
//!
//! There are two roles, candidate and administrator; a person may besides be author or reviewer of a bank. Supervisors and
//! the programme office are administrators; auditors, and whoever helps a candidate, have no account. An administrator sees
//! every unit and every bank.

use Body::{Empty, Files, Form, Json};
use Door::{Administrator, Anybody, Owner, ReadsBank, SignedIn, WritesBank};

/// Who comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    Anybody,
    SignedIn,
    /// Whoever sits the attempt; for everybody else there is none.
    Owner,
    /// Who has a part in the bank, and administrators; for everybody else there is none.
    ReadsBank,
    /// Its authors, and administrators; a reviewer is told that this is not theirs.
    WritesBank,
    Administrator,
}

/// What is sent: enough to come past the door, too little to change what other lines need.
#[derive(Clone, Copy, Debug)]
pub enum Body {
    Empty,
    Json(&'static str),
    Form(&'static [(&'static str, &'static str)]),
    /// A form that may carry a file.
    Files(&'static [(&'static str, &'static str)]),
}

/// One line: method, path, who comes in, what is sent.
pub type Line = (&'static str, &'static str, Door, Body);

const READY: Body = Form(&[("ready", "yes")]);
const CHOICE: Body = Form(&[("shape", "choice"), ("choice", "a"), ("revision", "7")]);
const SAVE: Body = Json(r#"{"revision":7,"response":{"choice":["a"]}}"#);
const ANSWER: Body = Form(&[("ruling", "dismissed"), ("reasons", "")]);
const REASON: Body = Json(r#"{"reason":"Câu 1 có hai phương án đúng."}"#);
const NO_FILE: Body = Files(&[("do", "nothing")]);
const STALE: Body = Files(&[("version", "-1"), ("stem-vi", "Câu hỏi?")]);

pub const DOORS: &[Line] = &[
    ("GET", "/", Anybody, Empty),
    ("GET", "/login", Anybody, Empty),
    ("POST", "/login", Anybody, Form(&[])),
    ("POST", "/logout", Anybody, Form(&[])),
    ("GET", "/privacy", Anybody, Empty),
    ("POST", "/preferences", Anybody, Form(&[("language", "en"), ("text", "large")])),
    ("GET", "/measures/{code}", Anybody, Empty),
    ("GET", "/robots.txt", Anybody, Empty),
    ("GET", "/favicon.ico", Anybody, Empty),
    ("GET", "/assets/{*path}", Anybody, Empty),
    ("GET", "/v", Anybody, Empty),
    ("POST", "/v", Anybody, Files(&[("payload", "x")])),
    ("GET", "/v/{code}", Anybody, Empty),
    ("GET", "/v/service-worker.js", Anybody, Empty),
    ("GET", "/v/offline/{language}", Anybody, Empty),
    ("GET", "/v/manifest/{language}", Anybody, Empty),
    ("GET", "/certificates/{file}", Anybody, Empty),
    ("GET", "/.well-known/did.json", Anybody, Empty),
    ("GET", "/.well-known/jwks.json", Anybody, Empty),
    ("GET", "/status/{list}", Anybody, Empty),
    ("GET", "/log/checkpoint", Anybody, Empty),
    ("GET", "/log/vkey", Anybody, Empty),
    ("GET", "/log/tile/{*path}", Anybody, Empty),
    ("GET", "/health/live", Anybody, Empty),
    ("GET", "/health/ready", Anybody, Empty),
    ("GET", "/api/v1/openapi.json", Anybody, Empty),
    ("GET", "/api/v1/certificates/{id}", Anybody, Empty),
    ("POST", "/api/v1/verify", Anybody, Json(r#"{"payload":"x"}"#)),
    ("POST", "/api/v1/session", Anybody, Json("{}")),
    ("DELETE", "/api/v1/session", SignedIn, Empty),
    ("GET", "/api/v1/assessments", SignedIn, Empty),
    ("POST", "/api/v1/assessments/{code}/attempts", SignedIn, Empty),
    ("GET", "/api/v1/attempts/{id}", Owner, Empty),
    ("PUT", "/api/v1/attempts/{id}/responses/{number}", Owner, SAVE),
    ("POST", "/api/v1/attempts/{id}/responses/{number}/check", Owner, Empty),
    ("POST", "/api/v1/attempts/{id}/signals", Owner, Json(r#"{"left_page_seconds":1}"#)),
    ("POST", "/api/v1/attempts/{id}/next", Owner, Json(r#"{"from":1}"#)),
    ("POST", "/api/v1/attempts/{id}/submit", Owner, Empty),
    ("GET", "/api/v1/attempts/{id}/result", Owner, Empty),
    ("GET", "/api/v1/attempts/{id}/appeal", Owner, Empty),
    ("POST", "/api/v1/attempts/{id}/appeal", Owner, REASON),
    ("GET", "/assessments", SignedIn, Empty),
    ("GET", "/assessments/{code}", SignedIn, Empty),
    ("POST", "/assessments/{code}/attempts", SignedIn, READY),
    ("GET", "/attempts/{id}", Owner, Empty),
    ("POST", "/attempts/{id}/items/{number}", Owner, CHOICE),
    ("POST", "/attempts/{id}/items/{number}/check", Owner, Form(&[])),
    ("GET", "/attempts/{id}/pictures/{number}", Owner, Empty),
    ("GET", "/attempts/{id}/stimuli/{number}", Owner, Empty),
    ("GET", "/attempts/{id}/simulations/{number}", Owner, Empty),
    ("GET", "/attempts/{id}/next", Owner, Empty),
    ("POST", "/attempts/{id}/next", Owner, Form(&[("from", "1")])),
    ("GET", "/attempts/{id}/submit", Owner, Empty),
    ("POST", "/attempts/{id}/submit", Owner, Form(&[])),
    ("GET", "/attempts/{id}/result", Owner, Empty),
    ("POST", "/attempts/{id}/appeal", Owner, Form(&[("reason", "Câu 1 có hai phương án đúng.")])),
    ("GET", "/authoring", SignedIn, Empty),
    ("POST", "/authoring", Administrator, Form(&[("code", "")])),
    ("GET", "/authoring/template.xlsx", SignedIn, Empty),
    ("GET", "/authoring/{bank}", ReadsBank, Empty),
    ("GET", "/authoring/{bank}/items.xlsx", ReadsBank, Empty),
    ("GET", "/authoring/{bank}/people", Administrator, Empty),
    ("POST", "/authoring/{bank}/people", Administrator, Form(&[("login", "AI-CUNG-KHONG"), ("role", "author")])),
    ("GET", "/authoring/{bank}/publish", Administrator, Empty),
    ("POST", "/authoring/{bank}/publish", Administrator, Form(&[])),
    ("GET", "/authoring/{bank}/items/new", WritesBank, Empty),
    ("POST", "/authoring/{bank}/items/new", WritesBank, Form(&[("id", "")])),
    ("GET", "/authoring/{bank}/items/{id}", ReadsBank, Empty),
    ("POST", "/authoring/{bank}/items/{id}", WritesBank, STALE),
    ("GET", "/authoring/{bank}/items/{id}/preview", ReadsBank, Empty),
    ("POST", "/authoring/{bank}/items/{id}/preview", WritesBank, STALE),
    ("GET", "/authoring/{bank}/items/{id}/pictures/{number}", ReadsBank, Empty),
    ("GET", "/authoring/{bank}/items/{id}/stimuli/{number}", ReadsBank, Empty),
    ("POST", "/authoring/{bank}/items/{id}/steps", ReadsBank, Form(&[("step", "submitted"), ("version", "-1")])),
    ("GET", "/authoring/{bank}/items/{id}/versions", ReadsBank, Empty),
    ("GET", "/authoring/{bank}/upload", WritesBank, Empty),
    ("POST", "/authoring/{bank}/upload", WritesBank, NO_FILE),
    ("GET", "/authoring/{bank}/uploads/{id}", WritesBank, Empty),
    ("POST", "/authoring/{bank}/uploads/{id}", WritesBank, Form(&[("do", "take")])),
    ("GET", "/authoring/{bank}/uploads/{id}/items/{number}", WritesBank, Empty),
    ("POST", "/authoring/{bank}/uploads/{id}/items/{number}", WritesBank, NO_FILE),
    ("GET", "/admin", Administrator, Empty),
    ("POST", "/admin/assessments/{code}/open", Administrator, Form(&[])),
    ("POST", "/admin/assessments/{code}/close", Administrator, Form(&[])),
    ("GET", "/admin/assessments/{code}/not-done", Administrator, Empty),
    ("GET", "/admin/assessments/{code}/not-done.csv", Administrator, Empty),
    ("GET", "/admin/assessments/{code}/units.csv", Administrator, Empty),
    ("GET", "/admin/assessments/{code}/statistics", Administrator, Empty),
    ("GET", "/admin/assessments/{code}/statistics.csv", Administrator, Empty),
    ("GET", "/admin/assessments/{code}/statistics/options.csv", Administrator, Empty),
    ("GET", "/admin/assessments/{code}/statistics/groups.csv", Administrator, Empty),
    ("GET", "/admin/assessments/{code}/statistics/items/{item}", Administrator, Empty),
    ("GET", "/admin/assessments/{code}/similarity", Administrator, Empty),
    ("GET", "/admin/assessments/{code}/similarity.csv", Administrator, Empty),
    ("GET", "/admin/assessments/{code}/measurement", Administrator, Empty),
    ("GET", "/admin/assessments/{code}/forms", Administrator, Empty),
    ("POST", "/admin/assessments/{code}/forms", Administrator, Form(&[])),
    ("GET", "/admin/assessments/{code}/supervision", Administrator, Empty),
    ("POST", "/admin/assessments/{code}/supervision", Administrator, Form(&[("pause", "all"), ("reason", "")])),
    ("GET", "/admin/accommodations", Administrator, Empty),
    ("POST", "/admin/accommodations", Administrator, Form(&[("login", "AI-CUNG-KHONG")])),
    ("GET", "/admin/appeals", Administrator, Empty),
    ("GET", "/admin/appeals/{attempt}", Administrator, Empty),
    ("POST", "/admin/appeals/{attempt}", Administrator, ANSWER),
    ("GET", "/admin/certificates", Administrator, Empty),
    ("GET", "/admin/certificates/{id}/revoke", Administrator, Empty),
    ("POST", "/admin/certificates/{id}/revoke", Administrator, Form(&[("reason", "misconduct")])),
    ("GET", "/admin/revocations", Administrator, Empty),
    ("POST", "/admin/revocations", Administrator, Files(&[("reason", "misconduct")])),
    ("GET", "/admin/revocations/new", Administrator, Empty),
    ("GET", "/admin/revocations/{id}", Administrator, Empty),
    ("POST", "/admin/revocations/{id}/confirm", Administrator, Form(&[])),
    ("POST", "/admin/revocations/{id}/withdraw", Administrator, Form(&[])),
    ("GET", "/admin/rescorings", Administrator, Empty),
    ("POST", "/admin/rescorings", Administrator, Form(&[("reason", "")])),
    ("GET", "/admin/rescorings/new", Administrator, Empty),
    ("GET", "/admin/rescorings/{id}", Administrator, Empty),
    ("GET", "/admin/rescorings/{id}/changes.csv", Administrator, Empty),
    ("POST", "/admin/rescorings/{id}/confirm", Administrator, Form(&[])),
    ("POST", "/admin/rescorings/{id}/drop", Administrator, Form(&[])),
    ("GET", "/admin/decisions", Administrator, Empty),
    ("POST", "/admin/decisions/campaign", Administrator, Form(&[("assessment", "theo-quyet-dinh")])),
    ("POST", "/admin/decisions/upload", Administrator, Files(&[("assessment", "theo-quyet-dinh")])),
    ("GET", "/admin/decisions/{id}", Administrator, Empty),
    ("POST", "/admin/decisions/{id}/confirm", Administrator, Form(&[])),
    ("POST", "/admin/decisions/{id}/discard", Administrator, Form(&[])),
    ("GET", "/admin/decisions/{id}/{file}", Administrator, Empty),
    ("GET", "/admin/templates", Administrator, Empty),
    ("GET", "/admin/templates/{code}/preview.pdf", Administrator, Empty),
];

/// What may lie in caches: it is the same for everybody and about nobody.
pub const CACHED: &[&str] = &[
    "/assets/{*path}",
    "/v/service-worker.js",
    "/v/manifest/{language}",
    "/.well-known/did.json",
    "/.well-known/jwks.json",
    "/status/{list}",
    "/log/checkpoint",
    "/log/vkey",
    "/log/tile/{*path}",
];

/// Forms that need no token: no session stands behind them, or they write nothing.
pub const WITHOUT_TOKEN: &[&str] = &["/login", "/preferences", "/v", "/api/v1/session", "/api/v1/verify"];
