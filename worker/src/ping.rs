//! A dead man's switch: somebody outside hears from the worker for as long as all is well, and raises the alarm when it falls silent.

use plumbline_shared::config::{Config, PingUrl};
use plumbline_shared::outbound::{CallError, Outbound};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// How often the switch was called with each outcome: `answered` or `failed`.
pub type Pings = Family<[(&'static str, &'static str); 1], Counter>;

/// Calls the switch.
#[derive(Clone)]
pub struct Ping(Arc<Inner>);

struct Inner {
    url: PingUrl,
    outbound: Outbound,
    counted: Pings,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    called: Option<Instant>,
    is_failing: bool,
}

/// From look-up to answer.
const DEADLINE: Duration = Duration::from_secs(10);
/// Rounds come every minute; one that comes a little early is still the next.
const APART: Duration = Duration::from_secs(50);

impl Ping {
    /// As configured; none where none is.
    pub fn new(config: &Config) -> Option<Self> {
        let url = config.worker_ping_url.clone()?;
        let counted = Pings::default();
        for outcome in ["answered", "failed"] {
            drop(counted.get_or_create(&[("outcome", outcome)]));
        }
        Some(Self(Arc::new(Inner { outbound: url.outbound(DEADLINE), url, counted, state: Mutex::default() })))
    }

    /// What came of the calls, counted since the start.
    pub fn counted(&self) -> &Pings {
        &self.0.counted
    }

    /// Says that all is well, beside whatever else is done. What becomes of it changes nothing: others notice silence.
    pub fn send(&self) {
        let ping = self.clone();
        tokio::spawn(async move { ping.call().await });
    }

    async fn call(self) {
        let mut state = self.0.state.lock().await;
        if state.called.is_some_and(|called| called.elapsed() < APART) {
            return;
        }
        state.called = Some(Instant::now());
        let inner = Arc::clone(&self.0);
        let called = tokio::task::spawn_blocking(move || inner.outbound.get(inner.url.reveal())).await;
        let fault = match called {
            Ok(Ok((status, _))) if (200..300).contains(&status) => None,
            Ok(Ok((status, _))) => Some(format!("it answered {status}")),
            Ok(Err(error)) => Some(told(&error)),
            Err(_) => Some("the call broke off".to_owned()),
        };
        let outcome = if fault.is_none() { "answered" } else { "failed" };
        self.0.counted.get_or_create(&[("outcome", outcome)]).inc();
        match fault {
            Some(why) if !state.is_failing => tracing::warn!(why, "worker_ping_url cannot be called; not told again until it can"),
            None if state.is_failing => tracing::info!("worker_ping_url can be called again"),
            _ => {}
        }
        state.is_failing = outcome == "failed";
    }
}

/// Without what a library may say of the address.
fn told(error: &CallError) -> String {
    match error {
        CallError::Failed(_) => "no answer".to_owned(),
        other => other.to_string(),
    }
}
