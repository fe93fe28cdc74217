//! What a collector of traces was sent, read as OTLP has it.

use super::receiver::Receiver;
use serde_json::Value;
use std::time::{Duration, Instant};

/// One span.
#[derive(Clone, Debug)]
pub struct Span {
    /// The name of the process.
    pub service: String,
    /// As it was sent.
    pub told: Value,
}

impl Span {
    /// A member, such as `traceId`; empty where there is none.
    pub fn text(&self, member: &str) -> &str {
        self.told[member].as_str().unwrap_or_default()
    }

    /// An attribute, as text; empty where there is none.
    pub fn attribute(&self, name: &str) -> String {
        attribute(&self.told["attributes"], name)
    }
}

fn attribute(attributes: &Value, name: &str) -> String {
    let found = attributes.as_array().into_iter().flatten().find(|one| one["key"] == name);
    let value = found.and_then(|one| one["value"].as_object()?.values().next().cloned()).unwrap_or_default();
    value.as_str().map_or_else(|| if value.is_null() { String::new() } else { value.to_string() }, str::to_owned)
}

/// All spans that were sent so far.
pub fn spans(collector: &Receiver) -> Vec<Span> {
    let mut spans = Vec::new();
    for request in collector.requests() {
        let body = request.json();
        for of_resource in body["resourceSpans"].as_array().unwrap() {
            let service = attribute(&of_resource["resource"]["attributes"], "service.name");
            let scopes = of_resource["scopeSpans"].as_array().unwrap().iter();
            let told = scopes.flat_map(|scope| scope["spans"].as_array().unwrap().clone());
            spans.extend(told.map(|told| Span { service: service.clone(), told }));
        }
    }
    spans
}

/// The first span of that name, once it is there.
pub async fn span(collector: &Receiver, name: &str) -> Span {
    let begun = Instant::now();
    loop {
        let spans = spans(collector);
        if let Some(span) = spans.iter().find(|span| span.text("name") == name) {
            return span.clone();
        }
        let names: Vec<_> = spans.iter().map(|span| span.text("name")).collect();
        assert!(begun.elapsed().as_secs() < 30, "there is no span {name:?} among {names:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
