//! What is told to systemd where it asks: `Type=notify` and `WatchdogSec=` of the units.

use sd_notify::NotifyState::{self, Ready, Stopping, Watchdog};
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// A worker that has not come round for as long does not live: it beats every minute, also while the record is away.
const SILENT: Duration = Duration::from_secs(180);

/// Tells whether a worker lives.
#[derive(Clone)]
pub struct Pulse(watch::Receiver<Rounds>);

/// When a worker last came round, and when that last went well.
#[derive(Clone, Copy)]
struct Rounds {
    any: Instant,
    good: Instant,
}

impl Pulse {
    /// Has it come round of late?
    pub fn beats(&self) -> bool {
        self.0.borrow().any.elapsed() < SILENT
    }

    /// Did it of late do what it came round for?
    pub fn works(&self) -> bool {
        self.0.borrow().good.elapsed() < SILENT
    }
}

/// Where a worker shows that it lives.
pub(crate) struct Heart(watch::Sender<Rounds>);

impl Heart {
    pub(crate) fn new() -> Self {
        let now = Instant::now();
        Self(watch::Sender::new(Rounds { any: now, good: now }))
    }

    pub(crate) fn beat(&self, went_well: bool) {
        let now = Instant::now();
        self.0.send_modify(|rounds| *rounds = Rounds { any: now, good: if went_well { now } else { rounds.good } });
    }

    pub(crate) fn pulse(&self) -> Pulse {
        Pulse(self.0.subscribe())
    }
}

/// Tells that the program is ready; then, as often as is asked, that it lives, when `lives` says so; and that it stops.
/// Without a systemd that asks, nothing.
pub async fn report<F: Future<Output = bool>>(stop: CancellationToken, lives: impl Fn() -> F) {
    tell(Ready);
    if let Some(within) = sd_notify::watchdog_enabled() {
        while stop.run_until_cancelled(tokio::time::sleep(within / 3)).await.is_some() {
            if lives().await {
                tell(Watchdog);
            } else {
                tracing::error!("a part of the program stands still; systemd is not told that it lives");
            }
        }
    }
    stop.cancelled().await;
    tell(Stopping);
}

fn tell(state: NotifyState<'_>) {
    if let Err(error) = sd_notify::notify(&[state]) {
        tracing::warn!(%error, "systemd cannot be told how the program is");
    }
}
