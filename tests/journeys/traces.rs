//! Traces tell an operator where the time of a request goes, and nothing of people.

use crate::binary::Installation;
use crate::harness::{Answer, Engine, client, until};
use crate::journeys;
use axum::body::Bytes;
use axum::http::HeaderMap;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;
use serde_json::json;
use std::sync::{Arc, Mutex};

journeys![
    a_request_is_followed_through_its_steps_and_names_nobody,
    who_may_join_a_trace_and_how_much_is_traced_is_the_operators_choice,
];

const LOGIN: &str = "CB-000777";
const SECRET: &str = "khong-ai-thay-7294";

/// Whatever a collector was sent, as bytes and as spans.
#[derive(Clone, Default)]
struct Collector(Arc<Mutex<(Vec<u8>, Vec<Span>)>>);

impl Collector {
    /// Listens as a collector of OpenTelemetry does; gives the configuration that sends there.
    async fn listen(share: f64) -> (Self, String) {
        let collector = Self::default();
        let takes = collector.clone();
        let take = move |headers: HeaderMap, body: Bytes| async move {
            assert_eq!(headers["content-type"], "application/x-protobuf");
            let request = ExportTraceServiceRequest::decode(body.clone()).expect("spans");
            let scopes = request.resource_spans.into_iter().flat_map(|resource| resource.scope_spans);
            let mut taken = takes.0.lock().expect("not poisoned");
            taken.0.extend_from_slice(&body);
            taken.1.extend(scopes.flat_map(|scope| scope.spans));
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let app = axum::Router::new().route("/v1/traces", axum::routing::post(take));
        tokio::spawn(async move { axum::serve(listener, app).await.expect("serving") });
        (collector, format!("traces = {{ url = \"http://{address}/v1/traces\", share = {share:?} }}\n"))
    }

    fn spans(&self, name: &str) -> Vec<Span> {
        self.0.lock().expect("not poisoned").1.iter().filter(|span| span.name == name).cloned().collect()
    }

    fn has_seen(&self, text: &str) -> bool {
        self.0.lock().expect("not poisoned").0.windows(text.len()).any(|window| window == text.as_bytes())
    }
}

async fn logs_in(place: &Installation, parent: Option<&str>) {
    let mut request = client().post(place.url("/api/v1/session")).json(&json!({ "login": LOGIN, "secret": SECRET }));
    if let Some(parent) = parent {
        request = request.header("traceparent", parent);
    }
    assert_eq!(Answer::of(request).await.status, 401);
}

async fn a_request_is_followed_through_its_steps_and_names_nobody(engine: Engine) {
    let (collector, traces) = Collector::listen(1.0).await;
    let mut place = Installation::new(engine).await;
    place.extra = traces;
    let _serving = place.serves().await;
    logs_in(&place, None).await;
    Answer::of(client().get(place.url(&format!("/v/{LOGIN}?q={SECRET}")))).await;
    let (request, step) = until("the spans to arrive", || async {
        let request = collector.spans("POST /api/v1/session").pop()?;
        let step = collector.spans("log_in").pop()?;
        (!collector.spans("GET /v/{code}").is_empty()).then_some((request, step))
    })
    .await;
    assert_eq!((&step.trace_id, &step.parent_span_id), (&request.trace_id, &request.span_id));
    assert!(request.end_time_unix_nano > step.end_time_unix_nano - 1 && request.parent_span_id.is_empty());
    let status = request.attributes.iter().find(|attribute| attribute.key == "http.response.status_code");
    assert!(format!("{status:?}").contains("401"), "{status:?}");
    // Steps of the log-in lie below it: the hash takes its time whether there is such a person or not.
    let hash = collector.spans("verify").pop().expect("the hash");
    assert_eq!(hash.trace_id, request.trace_id);
    assert!(!collector.has_seen(LOGIN) && !collector.has_seen(SECRET));
}

async fn who_may_join_a_trace_and_how_much_is_traced_is_the_operators_choice(engine: Engine) {
    let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    for (is_behind_proxy, traced) in [(true, 1), (false, 0)] {
        // Nothing by itself: only who traces already is followed.
        let (collector, traces) = Collector::listen(0.0).await;
        let mut place = Installation::new(engine).await;
        place.extra = format!("{traces}behind_proxy = {is_behind_proxy}\n");
        let mut serving = place.serves().await;
        logs_in(&place, None).await;
        logs_in(&place, Some(parent)).await;
        // What waits to be sent is sent before the program ends.
        let ended = std::process::Command::new("kill").args(["-TERM", &serving.0.id().to_string()]).status();
        assert!(ended.expect("told").success());
        until("the end", || std::future::ready(serving.0.try_wait().expect("a child"))).await;
        let spans = collector.spans("POST /api/v1/session");
        assert_eq!(spans.len(), traced, "{spans:?}");
        for span in spans {
            assert_eq!(hex(&span.trace_id), &parent[3..35]);
            assert_eq!(hex(&span.parent_span_id), &parent[36..52]);
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
