//! Too many at once: people wait in line with a place that is kept, and a crowd at one door closes no other.

use crate::harness::{Answer, Candidate, Engine, TestApp, bank};
use crate::journeys;
use minhchung::flows::waiting_room::{Served, WaitingRoom};
use minhchung::web::overload::Class;
use reqwest::RequestBuilder;
use serde_json::json;
use std::time::{Duration, Instant};

journeys![
    a_place_in_the_line_is_kept_by_a_ticket,
    a_browser_keeps_its_place_over_a_reload,
    who_starts_waits_and_who_has_started_does_not,
    a_crowd_at_one_door_closes_no_other,
    who_sends_slowly_keeps_nobody_out,
];

/// Takes every free place.
fn fill(room: &WaitingRoom) -> Vec<Served> {
    let enter = |number: usize| room.enter(&format!("crowd {number}"), Instant::now()).ok();
    (0..).map_while(enter).collect()
}

/// Places are counted anew once a second.
async fn a_moment() {
    tokio::time::sleep(Duration::from_millis(1_100)).await;
}

fn log_in(app: &TestApp, candidate: &Candidate<'_>) -> RequestBuilder {
    let body = json!({ "login": candidate.login, "secret": candidate.secret });
    app.request("POST", "/api/v1/session").json(&body)
}

/// The place and the ticket of somebody who has to wait.
async fn waits(request: RequestBuilder) -> (u64, String) {
    let answer = Answer::of(request).await;
    assert_eq!(answer.problem(), (503, "waiting".into()));
    let seconds: u64 = answer.header("retry-after").parse().expect("seconds");
    assert!((2..=31).contains(&seconds), "{seconds}");
    let told = answer.json();
    (told["before"].as_u64().expect("a place"), told["ticket"].as_str().unwrap_or_default().to_owned())
}

async fn a_place_in_the_line_is_kept_by_a_ticket(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (first, second) = (app.candidate("Nguyễn Thị Ánh").await, app.candidate("Trần Đức Ưng").await);
    let mut crowd = fill(&app.service.log_ins);
    let (before, ticket) = waits(log_in(&app, &first)).await;
    assert_eq!((before, ticket.len()), (1, 26), "the one of the crowd who found no place is before");
    let (before, later) = waits(log_in(&app, &second)).await;
    assert_eq!(before, 2);
    a_moment().await;
    // Two places are free: those who came first get them, however often the second asks.
    crowd.truncate(crowd.len() - 2);
    assert_eq!(waits(log_in(&app, &second).header("Waiting-Ticket", &later)).await.0, 2);
    Answer::of(log_in(&app, &first).header("Waiting-Ticket", &ticket)).await.expect(200);
    // A ticket that nobody gave out is a newcomer's, however it looks.
    for made_up in ["0", "00000000000000000000000000", "' or 1=1 --"] {
        assert!(waits(log_in(&app, &second).header("Waiting-Ticket", made_up)).await.0 >= 2, "{made_up}");
    }
    drop(crowd);
    a_moment().await;
    Answer::of(log_in(&app, &second).header("Waiting-Ticket", &later)).await.expect(200);
}

async fn a_browser_keeps_its_place_over_a_reload(engine: Engine) {
    let app = TestApp::start(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let crowd = fill(&app.service.log_ins);
    let form = [("login", candidate.login.as_str()), ("secret", candidate.secret.as_str())];
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let send = |cookie: &str| {
        let request = app.request("POST", "/login").header("accept", "text/html").header("cookie", cookie);
        Answer::of(request.header("content-type", "application/x-www-form-urlencoded").body(body.clone()))
    };
    let waits = send("__Host-language=vi").await;
    assert_eq!(waits.status, 503);
    assert!(waits.header("retry-after").parse::<u64>().is_ok());
    assert!(waits.text().contains("Trước bạn còn 1 người"), "{}", waits.text());
    let cookie = waits.header("set-cookie").to_owned();
    assert!(cookie.starts_with("__Host-waiting=") && cookie.contains("HttpOnly"));
    let ticket = cookie.split(';').next().expect("a cookie");
    // Others come; the place stays.
    for _ in 0..3 {
        assert_eq!(send("__Host-language=vi").await.status, 503);
    }
    a_moment().await;
    let again = send(&format!("__Host-language=en; {ticket}")).await;
    assert!(again.text().contains("People before you: 1"), "{}", again.text());
    assert!(!again.text().contains(&candidate.secret));
    drop(crowd);
    let enters = send(ticket).await;
    assert_eq!((enters.status, enters.header("location")), (303, "/assessments"));
}

async fn who_starts_waits_and_who_has_started_does_not(engine: Engine) {
    let app = TestApp::start(engine).await;
    let (sits, comes) = (app.candidate("Nguyễn Thị Ánh").await, app.candidate("Trần Đức Ưng").await);
    let attempt = sits.starts().await;
    let crowd = fill(&app.service.starts);
    let start = format!("/assessments/{}/attempts", bank::CODE);
    let (before, ticket) = waits(comes.request("POST", &format!("/api/v1{start}"))).await;
    assert_eq!((before, ticket.as_str()), (1, ""), "who is logged in is known by that");
    // Who sits goes on, and gets the same attempt on asking once more to start.
    assert_eq!(sits.start().await.expect(200)["id"], attempt.id());
    sits.reads(attempt.id()).await;
    sits.save(attempt.id(), 1, 0, &["a"]).await.expect(200);
    // The page of a form tells the place, too, and says everything once more.
    let page = comes.form(&start, &[("ready", "yes"), ("language", "vi")]).await;
    assert_eq!((page.status, page.header("retry-after").is_empty()), (503, false));
    let page = page.text();
    assert!(page.contains("Trước bạn còn 1 người") && page.contains(r#"name="ready" value="yes""#), "{page}");
    drop(crowd);
    a_moment().await;
    comes.starts().await;
}

async fn a_crowd_at_one_door_closes_no_other(engine: Engine) {
    let app = TestApp::start(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let id = candidate.earns_a_certificate().await;
    let sitting = app.candidate("Trần Đức Ưng").await;
    let attempt = sitting.starts().await;
    let doors = [
        (Class::Showing, format!("/v/{id}")),
        (Class::Verifying, format!("/v/{id}")),
        (Class::Verifying, format!("/api/v1/certificates/{id}")),
        (Class::Entering, "/api/v1/assessments".to_owned()),
        (Class::Entering, "/login".to_owned()),
    ];
    for (class, path) in doors {
        let places = app.app.places.of(class).clone();
        let all = u32::try_from(places.available_permits()).expect("a few hundred");
        let crowd = places.acquire_many_owned(all).await.expect("places");
        let away = Answer::of(app.request("GET", &path).header("accept", "text/html")).await;
        assert_eq!(away.status, 503, "{path}");
        let seconds: u64 = away.header("retry-after").parse().expect("seconds");
        assert!((3..=10).contains(&seconds), "{path}: {seconds}");
        assert!(away.header("cache-control").contains("no-store"));
        if path.starts_with("/api/") {
            assert_eq!(away.problem().1, "busy");
        } else {
            let text = away.text();
            assert!(text.contains("quá nhiều người truy cập") && text.contains("http-equiv=\"refresh\""), "{text}");
        }
        // Saving and reading one's attempt have places of their own, and health is always told.
        let revision = sitting.reads(attempt.id()).await.items()[0]["revision"].as_i64().expect("a revision");
        sitting.save(attempt.id(), 1, revision, &["b"]).await.expect(200);
        assert_eq!(app.get("/health/ready").await.status, 200);
        drop(crowd);
        let back = Answer::of(candidate.request("GET", &path)).await;
        assert!(back.status < 400, "{path}: {}", back.status);
    }
}

async fn who_sends_slowly_keeps_nobody_out(engine: Engine) {
    use tokio::io::AsyncWriteExt;
    let app = TestApp::start(engine).await;
    let candidate = app.candidate("Nguyễn Thị Ánh").await;
    let administrator = app.administrator().await;
    let id = candidate.earns_a_certificate().await;
    let comes = app.candidate("Trần Đức Ưng").await;
    let mut crowd = Vec::new();
    // More than there are places, each: a text to check, a log-in, a form of the office, a file to check.
    for (count, path, length) in
        [(50, "/v", 1_000), (200, "/login", 1_000), (40, "/authoring/x/upload", 1_000), (40, "/v", 1_000_000)]
    {
        for _ in 0..count {
            let address = app.address.trim_start_matches("http://");
            let mut stream = tokio::net::TcpStream::connect(address).await.expect("connected");
            let head = "Host: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length";
            stream
                .write_all(format!("POST {path} HTTP/1.1\r\n{head}: {length}\r\n\r\nx").as_bytes())
                .await
                .expect("sent");
            crowd.push(stream);
        }
    }
    a_moment().await;
    assert_eq!(app.get(&format!("/v/{id}")).await.status, 200);
    app.verdict_on_text("x").await;
    assert_eq!(administrator.page("/admin").await.status, 200);
    let attempt = comes.elsewhere().await.starts().await;
    // An answer whose length is not said is an answer, and no file.
    let path = format!("/api/v1/attempts/{}/responses/1", attempt.id());
    let answer = json!({ "revision": 0, "response": { "choice": ["a"] } }).to_string();
    assert_eq!(sent_in_pieces(&app, &comes.token, &path, &answer).await, 200);
    assert_eq!(sent_in_pieces(&app, &comes.token, &path, &" ".repeat(70_000)).await, 413);
}

/// Sends an answer in pieces, as who does not say how long it is; gives the status.
async fn sent_in_pieces(app: &TestApp, token: &str, path: &str, body: &str) -> u16 {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut stream =
        tokio::net::TcpStream::connect(app.address.trim_start_matches("http://")).await.expect("connected");
    let head = format!("PUT {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n");
    let kind = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    let pieces = format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
    stream.write_all(format!("{head}{kind}{pieces}").as_bytes()).await.expect("sent");
    let mut line = [0; 12];
    stream.read_exact(&mut line).await.expect("an answer");
    String::from_utf8_lossy(&line[9..]).parse().expect("a status")
}
