//! Every route, everybody who may knock, and what they get: the table of doors, held against the running service.

mod doors;
mod headers;
mod routes;
mod stage;

use crate::harness::{Answer, Candidate, Engine, TestApp};
use crate::journeys;
use doors::{DOORS, Door, Line, WITHOUT_TOKEN};
use minhchung::flows::people::log_in::csrf_token;
use stage::{Caller, OTHER_BANK, Stage, knock, start, with_body};
use std::collections::{BTreeMap, BTreeSet};

journeys![
    every_door_opens_to_whom_it_should_and_to_nobody_else,
    what_belongs_to_others_answers_like_what_is_missing,
    looking_writes_nothing,
    a_page_of_another_site_writes_nothing_anywhere,
];

/// What somebody gets at a door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    In,
    LogIn,
    Forbidden,
    Missing,
}

fn expected(door: Door, caller: Caller) -> Class {
    let is_administrator = caller == Caller::Administrator;
    match (door, caller) {
        (Door::Anybody, _) => Class::In,
        (_, Caller::Nobody) => Class::LogIn,
        (Door::SignedIn, _) => Class::In,
        (Door::Owner, Caller::Candidate) => Class::In,
        (Door::Owner, _) => Class::Missing,
        (Door::Administrator, _) if is_administrator => Class::In,
        (Door::Administrator, _) => Class::Forbidden,
        (Door::ReadsBank, Caller::Author | Caller::Reviewer | Caller::Administrator) => Class::In,
        (Door::WritesBank, Caller::Author | Caller::Administrator) => Class::In,
        (Door::WritesBank, Caller::Reviewer) => Class::Forbidden,
        (Door::ReadsBank | Door::WritesBank, _) => Class::Missing,
    }
}

fn class(answer: &Answer) -> Class {
    match answer.status {
        401 => Class::LogIn,
        303 if answer.header("location").starts_with("/login") => Class::LogIn,
        403 => Class::Forbidden,
        404 => Class::Missing,
        _ => Class::In,
    }
}

fn is_safe(method: &str) -> bool {
    method == "GET"
}

/// Whether the answer ends the session that asked.
fn ends_session((method, route, ..): Line) -> bool {
    method == "DELETE" || route == "/logout"
}

/// Knocks as somebody, with what is there; a session that this may end is one of its own.
async fn knocks(stage: &Stage<'_>, line: Line, caller: Caller) -> Answer {
    let (method, route, _, body) = line;
    let who = match stage.person(caller) {
        Some(who) if ends_session(line) => Some(who.elsewhere().await),
        who => who.cloned(),
    };
    Answer::of(knock(who.as_ref(), stage.app, (method, &stage.address(route)), body)).await
}

async fn every_door_opens_to_whom_it_should_and_to_nobody_else(engine: Engine) {
    let table: BTreeSet<(String, String)> =
        DOORS.iter().map(|(method, route, ..)| ((*method).to_owned(), (*route).to_owned())).collect();
    assert_eq!(table.len(), DOORS.len(), "a route stands twice in the table");
    let found = routes::routes();
    let missing: Vec<_> = found.symmetric_difference(&table).collect();
    assert!(missing.is_empty(), "routes and table of doors differ: {missing:?}");

    let app = start(engine).await;
    let stage = Stage::set(&app).await;
    let document = app.get("/api/v1/openapi.json").await.json();
    for (path, calls) in document["paths"].as_object().expect("paths") {
        for (method, call) in calls.as_object().expect("calls") {
            let is_line = |line: &&Line| line.0 == method.to_uppercase() && line.1 == path;
            let line = DOORS.iter().find(is_line).unwrap_or_else(|| panic!("{method} {path} is described only"));
            assert_eq!(call["security"].is_array(), line.2 != Door::Anybody, "who may call {method} {path}");
        }
    }
    let mut faults = Vec::new();
    // First whoever is refused, so that it shows when they change something; then whoever comes in, reading before writing.
    let before = app.database.contents().await;
    for class_of in [false, true] {
        let mut lines = DOORS.to_vec();
        lines.sort_by_key(|(method, ..)| !is_safe(method));
        for line in lines {
            let (method, route, door, _) = line;
            for caller in Caller::ALL {
                let wanted = expected(door, caller);
                if (wanted == Class::In) != class_of {
                    continue;
                }
                let answer = knocks(&stage, line, caller).await;
                let got = class(&answer);
                if got != wanted || answer.status >= 500 {
                    faults.push(format!("{caller:?} at {method} {route}: {got:?} ({}), not {wanted:?}", answer.status));
                }
                faults.extend(headers::faults(route, &answer));
            }
        }
        if !class_of {
            assert_eq!(changed(&before, &app.database.contents().await), Vec::<&str>::new(), "by who was refused");
        }
    }
    faults.extend(other_methods(&app, &stage, &found).await);
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    // Neither of these listens where people do.
    for (method, path) in [("GET", "/metrics"), ("POST", "/add-checkpoint")] {
        assert_eq!(Answer::of(app.request(method, path)).await.status, 404, "{path}");
    }
}

/// Methods that a path does not take are refused, and told which it does.
async fn other_methods(app: &TestApp, stage: &Stage<'_>, found: &BTreeSet<(String, String)>) -> Vec<String> {
    let mut faults = Vec::new();
    let paths: BTreeSet<&str> = found.iter().map(|(_, path)| path.as_str()).collect();
    for path in paths {
        let taken = found.iter().filter(|(_, other)| other == path).map(|(method, _)| method.as_str());
        let mut taken: BTreeSet<&str> = taken.collect();
        if taken.contains("GET") {
            taken.insert("HEAD");
        }
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"] {
            if taken.contains(method) {
                continue;
            }
            let answer = Answer::of(app.request(method, &stage.address(path))).await;
            let allowed: BTreeSet<&str> = answer.header("allow").split(',').map(str::trim).collect();
            if answer.status != 405 || allowed != taken {
                faults.push(format!("{method} {path}: {}, Allow {allowed:?}", answer.status));
            }
            faults.extend(headers::faults(path, &answer));
        }
    }
    faults
}

/// Names of tables that are not as they were.
fn changed<'a>(before: &'a BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Vec<&'a str> {
    before.iter().filter(|(table, rows)| after.get(*table) != Some(rows)).map(|(table, _)| table.as_str()).collect()
}

/// Status, headers and text, without the clock and without what was asked for.
fn told(answer: &Answer, asked: &str) -> String {
    let headers: BTreeMap<&str, &str> = answer
        .headers
        .iter()
        .filter(|(name, _)| !["date", "content-length"].contains(&name.as_str()))
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap_or_default()))
        .collect();
    format!("{} {headers:?} {}", answer.status, answer.text()).replace(asked, "ASKED")
}

async fn what_belongs_to_others_answers_like_what_is_missing(engine: Engine) {
    let app = start(engine).await;
    let stage = Stage::set(&app).await;
    let mut faults = Vec::new();
    let mut compared = 0;
    for (method, route, door, body) in DOORS.iter().copied() {
        let Some((missing, name)) = stage.missing(route) else { continue };
        let there = stage.things(route).into_iter().find(|(name, _)| route.contains(name)).expect("a name").1;
        for caller in Caller::ALL {
            let who = stage.person(caller);
            let ask = async |path: &str| Answer::of(knock(who, &app, (method, path), body)).await;
            match expected(door, caller) {
                Class::In if !is_safe(method) => {}
                // Whoever may look is told that there is nothing, and no more.
                Class::In => {
                    let answer = ask(&missing).await;
                    if answer.status != 404 {
                        faults.push(format!("{caller:?} at {method} {missing}: {}", answer.status));
                    }
                }
                Class::LogIn | Class::Forbidden | Class::Missing => {
                    let answers = [told(&ask(&stage.address(route)).await, &there), told(&ask(&missing).await, &name)];
                    // A reviewer knows the bank: that it is there is no secret.
                    if answers[0] != answers[1] && door != Door::WritesBank {
                        faults.push(format!("{caller:?} at {method} {route}:\n{}\n{}", answers[0], answers[1]));
                    }
                    compared += 1;
                }
            }
        }
        if matches!(door, Door::ReadsBank | Door::WritesBank) && route.contains("{id}") {
            // What lies in one bank is not found from another one, not even by its author. What is typed is shown as typed.
            let crossed = stage.address(route).replace(stage::BANK, OTHER_BANK);
            let who = stage.person(Caller::OtherAuthor);
            let answer = Answer::of(knock(who, &app, (method, &crossed), body)).await;
            if answer.status != 404 && (is_safe(method) || !route.ends_with("/preview")) {
                faults.push(format!("{method} {crossed}: {}", answer.status));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    assert!(compared > 400, "{compared} compared");
}

async fn looking_writes_nothing(engine: Engine) {
    let app = start(engine).await;
    let stage = Stage::set(&app).await;
    let mut before = app.database.contents().await;
    let mut faults = Vec::new();
    for line in DOORS.iter().copied().filter(|(method, ..)| is_safe(method)) {
        for caller in Caller::ALL.into_iter().filter(|caller| expected(line.2, *caller) == Class::In) {
            knocks(&stage, line, caller).await;
        }
        let after = app.database.contents().await;
        // Readiness is told only after the database has taken a write.
        let probe = if line.1 == "/health/ready" { "counter" } else { "" };
        let tables: Vec<&str> = changed(&before, &after).into_iter().filter(|table| *table != probe).collect();
        if !tables.is_empty() {
            faults.push(format!("GET {} writes {tables:?}", line.1));
        }
        before = after;
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What rides on a session: from another site, or without the token of our own forms.
async fn rides(who: &Candidate<'_>, line: Line, address: &str) -> Vec<(&'static str, Answer)> {
    let (method, route, _, body) = line;
    let (own, foreign) = (csrf_token(&who.token), csrf_token("another session"));
    let send = async |csrf: Option<&str>, header: Option<(&str, &str)>| {
        let request = who.by_cookie(method, address);
        let request = csrf.filter(|_| route.starts_with("/api/")).map_or_else(
            || with_body(who.by_cookie(method, address), body, csrf),
            |token| with_body(request.header("x-csrf", token), body, None),
        );
        let request = header.into_iter().fold(request, |request, (name, value)| request.header(name, value));
        Answer::of(request).await
    };
    let mut answers = vec![
        ("from another site", send(Some(&own), Some(("sec-fetch-site", "cross-site"))).await),
        ("from a neighbouring site", send(Some(&own), Some(("sec-fetch-site", "same-site"))).await),
        ("from another origin", send(Some(&own), Some(("origin", "https://evil.example"))).await),
    ];
    if !WITHOUT_TOKEN.contains(&route) {
        answers.push(("without a token", send(None, None).await));
        answers.push(("with the token of another session", send(Some(&foreign), None).await));
        answers.push(("from nowhere, without a token", send(None, Some(("origin", "null"))).await));
    }
    answers
}

async fn a_page_of_another_site_writes_nothing_anywhere(engine: Engine) {
    let app = start(engine).await;
    let stage = Stage::set(&app).await;
    let before = app.database.contents().await;
    let mut faults = Vec::new();
    for line in DOORS.iter().copied().filter(|(method, ..)| !is_safe(method)) {
        let (method, route, door, _) = line;
        let callers = [Caller::Candidate, Caller::Author, Caller::Administrator];
        let caller = callers.into_iter().find(|caller| expected(door, *caller) == Class::In).expect("somebody");
        for (how, answer) in rides(stage.person(caller).expect("logged in"), line, &stage.address(route)).await {
            if answer.status != 403 {
                faults.push(format!("{method} {route} {how}: {}", answer.status));
            }
            faults.extend(headers::faults(route, &answer));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    assert_eq!(changed(&before, &app.database.contents().await), Vec::<&str>::new());
}
