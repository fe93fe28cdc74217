//! Traces, for an OpenTelemetry collector where one is set: a span for each request, tick, check, mail and event, in which are ids
//! and figures, and nothing that names a person.

use crate::metrics::is_usual;
use actix_web::http::header::HeaderMap;
use actix_web::http::{Method, StatusCode};
use async_trait::async_trait;
use opentelemetry::KeyValue;
use opentelemetry::propagation::{Extractor, TextMapPropagator};
use opentelemetry::trace::{TraceContextExt, TracerProvider};
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use plumbline_shared::config::{Config, ConfigError};
use plumbline_shared::outbound::{Allowed, Answer, CallError, Outbound};
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tracing::field::Empty;
use tracing::{Span, Subscriber};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::registry::LookupSpan;
use url::Url;

/// How long the collector may take for one call, and how long its answers are waited for when the program ends.
const PATIENCE: Duration = Duration::from_secs(3);
const LAST_CALLS: Duration = Duration::from_secs(5);

/// Where this process tells what it does; nowhere, unless that is set.
pub struct Traces(Option<SdkTracerProvider>);

impl Traces {
    /// None at all.
    pub const OFF: Self = Self(None);

    /// As configured, of a process of that name. Spans are sent from a thread of their own; those that find its queue full are dropped.
    ///
    /// # Errors
    /// [`ConfigError`] when `otlp_endpoint`, or a variable of OpenTelemetry's own, cannot be used.
    pub fn start(config: &Config, service: &'static str) -> Result<Self, ConfigError> {
        let Some(endpoint) = &config.otlp_endpoint else { return Ok(Self::OFF) };
        let collector = Collector::new(endpoint).map_err(|error| config.fault("otlp_endpoint", error))?;
        let exporter = SpanExporter::builder().with_http().with_protocol(Protocol::HttpJson).with_timeout(PATIENCE);
        let exporter = exporter.with_endpoint(&collector.url).with_http_client(collector).build();
        let exporter = exporter.map_err(|error| config.fault("otlp_endpoint", error))?;
        let resource = Resource::builder().with_service_name(service);
        let resource = resource.with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION"))).build();
        Ok(Self(Some(SdkTracerProvider::builder().with_resource(resource).with_batch_exporter(exporter).build())))
    }

    /// What takes the spans of this program, and of no library, out of what is traced; none of its logs.
    pub(crate) fn layer<S: Subscriber + for<'a> LookupSpan<'a>>(&self) -> Option<impl Layer<S> + use<S>> {
        let layer = tracing_opentelemetry::layer().with_tracer(self.0.as_ref()?.tracer("plumbline"));
        let layer = layer.with_location(false).with_threads(false).with_target(false).with_context_activation(false);
        Some(layer.with_filter(filter_fn(|metadata| metadata.is_span() && metadata.target().starts_with("plumbline"))))
    }

    /// Sends what has not been sent, for five seconds at most.
    pub async fn end(self) {
        let Some(provider) = self.0 else { return };
        let ended = tokio::task::spawn_blocking(move || provider.shutdown_with_timeout(LAST_CALLS));
        if !matches!(ended.await, Ok(Ok(()))) {
            tracing::warn!("the last traces were not sent");
        }
    }
}

/// The span of a request, which goes on from where its caller is, as `traceparent` says.
pub fn of_request(id: &str, headers: &HeaderMap) -> Span {
    let span = tracing::info_span!(
        "request",
        otel.kind = "server",
        otel.status_code = Empty,
        http.request.method = Empty,
        http.route = Empty,
        http.response.status_code = Empty,
        request_id = id
    );
    if headers.contains_key("traceparent") && !span.is_disabled() {
        // A span that is not taken has no parent either.
        let _ = span.set_parent(TraceContextPropagator::new().extract(&Caller(headers)));
    }
    span
}

/// What became of a request: by its route, not its path, which may name a person.
pub fn answered(span: &Span, method: &Method, route: Option<String>, status: StatusCode) {
    if span.is_disabled() {
        return;
    }
    let method = if is_usual(method) { method.as_str() } else { "_OTHER" };
    span.record("http.request.method", method).record("http.response.status_code", i64::from(status.as_u16()));
    let name = route.as_ref().map_or_else(|| method.to_owned(), |route| format!("{method} {route}"));
    // A field would not name a span that has begun.
    span.context().span().update_name(name);
    if let Some(route) = route {
        span.record("http.route", route);
    }
    if status.is_server_error() {
        span.record("otel.status_code", "error");
    }
}

struct Caller<'a>(&'a HeaderMap);

impl Extractor for Caller<'_> {
    /// What else a caller says (`tracestate`) is free text, and is not passed on.
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).filter(|_| key == "traceparent")?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        vec!["traceparent"]
    }
}

/// The collector, which the operator named: it may stand anywhere, also in a private network, and without TLS.
pub struct Collector {
    outbound: Outbound,
    url: String,
    silent: AtomicBool,
}

impl Collector {
    /// At that address; `v1/traces` is below it.
    ///
    /// # Errors
    /// When it is no address that can be called.
    pub fn new(endpoint: &Url) -> Result<Self, Box<dyn std::error::Error>> {
        let host = endpoint.host_str().unwrap_or_default().trim_matches(['[', ']']);
        let outbound = Outbound::new(host.parse::<Allowed>()?, PATIENCE);
        let url = outbound.check(&format!("{}/v1/traces", endpoint.as_str().trim_end_matches('/')))?;
        Ok(Self { outbound, url: url.into(), silent: AtomicBool::new(false) })
    }

    /// Sends no spans. Blocks.
    ///
    /// # Errors
    /// Why it does not take them.
    pub fn probe(&self) -> Result<(), String> {
        taken(&self.outbound.post(&self.url, &[], r#"{"resourceSpans":[]}"#))
    }

    /// Says so once when the collector takes nothing, and once when it does again.
    fn note(&self, taken: Result<(), String>) {
        match (&taken, self.silent.swap(taken.is_err(), Ordering::Relaxed)) {
            (Err(why), false) => tracing::warn!(why, "the collector takes no traces; they are dropped until it does"),
            (Ok(()), true) => tracing::info!("the collector takes traces again"),
            _ => {}
        }
    }
}

fn taken(sent: &Result<Answer, CallError>) -> Result<(), String> {
    match sent {
        Ok(answer) if (200..300).contains(&answer.status) => Ok(()),
        Ok(answer) => Err(format!("it answered {}", answer.status)),
        Err(error) => Err(error.to_string()),
    }
}

impl fmt::Debug for Collector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Collector")
    }
}

#[async_trait]
impl HttpClient for Collector {
    /// Called on the exporter's own thread, which may block.
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let given = request.headers().iter().filter(|(name, _)| *name != "content-type");
        let headers: Vec<_> = given.filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?.to_owned()))).collect();
        let sent = self.outbound.post(&self.url, &headers, std::str::from_utf8(request.body())?);
        self.note(taken(&sent));
        let Answer { status, retry_after } = sent?;
        let answer = retry_after.into_iter().fold(Response::builder().status(status), |answer, at| answer.header("retry-after", at));
        Ok(answer.body(Bytes::new())?)
    }
}
