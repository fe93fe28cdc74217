//! What a worker does every minute.

use crate::Worker;
use chrono::Duration;
use plumbline_shared::ops::retention::{self, Pruned};
use plumbline_shared::ops::run_check::{self, Made};
use plumbline_shared::ops::{Context, webhook_outbox};
use plumbline_shared::store;
use tracing::Instrument;

/// Workers that have been silent for longer are forgotten.
const FORGOTTEN: Duration = Duration::days(1);

impl Worker {
    /// Shows that it lives, and makes the checks that are due. A record that is away is tried again at the next beat.
    pub async fn tick(&self) {
        let went_well = self.come_round().instrument(tracing::info_span!("tick")).await;
        if let Some(ping) = self.ping.as_ref().filter(|_| went_well) {
            ping.send();
        }
    }

    /// Whether all went well.
    async fn come_round(&self) -> bool {
        let context = Context::new(self.clock.now(), "worker");
        let (id, origin) = (self.id, self.post.origin());
        let made = self.db.write(move |conn| {
            store::schedule::beat(conn, id, context.at(), context.at().plus(-FORGOTTEN))?;
            webhook_outbox::forget(conn, &context)?;
            run_check::run_due(conn, &context, &origin)
        });
        let made = made.await;
        match &made {
            Ok(made) => made.iter().for_each(|Made { check, day, opened, resolved, digests, summaries, unreachable }| {
                tracing::info!(check = check.as_str(), %day, opened, resolved, digests, summaries, unreachable, "check made");
            }),
            Err(error) => tracing::error!(%error, "the tick failed; it is tried again at the next"),
        }
        self.heart.beat(made.is_ok());
        self.prune().await && made.is_ok()
    }

    /// Takes away what is kept for a time only: a piece at a time, so that others can write in between.
    async fn prune(&self) -> bool {
        let context = Context::new(self.clock.now(), "worker");
        let pruned = self.db.write(move |conn| {
            let (settings, _) = store::settings::load(conn)?;
            retention::prune_due(conn, &context, &settings)
        });
        let pruned = pruned.await;
        match &pruned {
            Ok(pruned) if *pruned == Pruned::default() => {}
            Ok(Pruned { mails, addresses, events }) => tracing::info!(mails, addresses, events, "what was past its time was taken away"),
            Err(error) => tracing::error!(%error, "what is past its time was not taken away; it is tried again at the next tick"),
        }
        pruned.is_ok()
    }
}
