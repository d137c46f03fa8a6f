//! Connections: accepted, served, and let go, at the latest when the service stops.

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use axum::serve::Listener;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tower_service::Service;

/// A connection on which no whole head of a request came for so long is let go: whoever drips one, and phones that left
/// without a word. Longer than proxies keep theirs (nginx: 60 s), so that none sends into a closed one.
pub const PATIENCE: Duration = Duration::from_secs(75);

/// Serves until told to stop; then until the requests under way are answered.
pub async fn serve(mut listener: TcpListener, router: Router, stopped: watch::Receiver<bool>, patience: Duration) {
    let (last, open) = watch::channel(());
    loop {
        let (stream, peer) = tokio::select! {
            accepted = Listener::accept(&mut listener) => accepted,
            () = is_stopped(stopped.clone()) => break,
        };
        tokio::spawn(talk(stream, peer, router.clone(), (stopped.clone(), open.clone()), patience));
    }
    drop((listener, open));
    last.closed().await;
}

/// One connection. While it is open, so is the receiver that comes with it.
async fn talk(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    (stopped, _open): (watch::Receiver<bool>, watch::Receiver<()>),
    patience: Duration,
) {
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().call(request.map(Body::new))
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(patience);
    let mut connection = pin!(http.serve_connection(TokioIo::new(stream), service));
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = is_stopped(stopped) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::trace!(%error, "a connection broke");
    }
}

async fn is_stopped(mut stopped: watch::Receiver<bool>) {
    drop(stopped.wait_for(|stopped| *stopped).await);
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    async fn running() -> (SocketAddr, watch::Sender<bool>, tokio::task::JoinHandle<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = watch::channel(false);
        let router = Router::new().route("/", get(|| async { "ok" }));
        (address, stop, tokio::spawn(serve(listener, router, stopped, Duration::from_millis(300))))
    }

    /// What is read until the other end closes.
    async fn rest(stream: &mut TcpStream) -> String {
        let mut text = String::new();
        drop(stream.read_to_string(&mut text).await);
        text
    }

    #[tokio::test]
    async fn who_drips_a_head_is_let_go_and_so_is_who_says_nothing_more() {
        let (address, _stop, _served) = running().await;
        let mut drips = TcpStream::connect(address).await.expect("connected");
        drips.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ").await.expect("sent");
        let mut idles = TcpStream::connect(address).await.expect("connected");
        idles.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.expect("sent");
        assert!(rest(&mut idles).await.ends_with("ok"));
        assert!(!rest(&mut drips).await.contains("200 OK"));
    }

    #[tokio::test]
    async fn connections_that_idle_keep_no_stop_waiting() {
        let (address, stop, served) = running().await;
        let _idle = TcpStream::connect(address).await.expect("connected");
        stop.send_replace(true);
        served.await.expect("served");
        assert!(TcpStream::connect(address).await.is_err());
    }
}
