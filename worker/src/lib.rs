//! Plumbline's other door: time. Checks when they are due, and the mails that they make.

pub mod alone;
pub mod deliver;
pub mod health;
pub mod hooks;
pub mod logging;
pub mod metrics;
pub mod ping;
pub mod post;
pub mod supervision;
mod tick;
pub mod traces;

use deliver::Delivery;
use hooks::Hooks;
use ping::Ping;
use plumbline_shared::clock::Clock;
use plumbline_shared::config::{Config, ConfigError};
use plumbline_shared::db::{Conn, Db, migrate};
use plumbline_shared::id::Id;
use plumbline_shared::outbound::Outbound;
pub use post::Post;
use std::sync::Arc;
use std::time::Duration;
use supervision::{Heart, Pulse};
use tokio::sync::Notify;
use tokio_cron_scheduler::{Job, JobScheduler, JobSchedulerError};
use tokio_util::sync::CancellationToken;

/// A worker: any number may share one record.
pub struct Worker {
    db: Db,
    clock: Clock,
    post: Arc<Post>,
    outbound: Arc<Outbound>,
    id: Id,
    heart: Heart,
    ping: Option<Ping>,
}

/// Why a worker could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The record cannot be reached, or not be brought up to date.
    #[error("{0}")]
    Record(#[from] plumbline_shared::error::Error),
    /// A setting cannot be used.
    #[error("{0}")]
    Config(#[from] ConfigError),
    /// The signals of the operating system cannot be listened to.
    #[error("signals cannot be listened to: {0}")]
    Signals(#[from] std::io::Error),
    /// The metronome cannot be started.
    #[error("the scheduler cannot be started: {0}")]
    Scheduler(#[from] JobSchedulerError),
}

/// How often the outboxes are looked at between ticks.
const PUMP: Duration = Duration::from_secs(5);

/// How webhooks are called: what the settings allow, each call in fifteen seconds.
pub fn outbound(config: &Config) -> Arc<Outbound> {
    Arc::new(Outbound::new(config.outbound_allow.clone(), Duration::from_secs(15)))
}

/// Opens the record, brought up to date.
///
/// # Errors
/// When it cannot be reached or migrated.
pub fn open_record(config: &Config) -> Result<Db, StartError> {
    let done = migrate(&mut Conn::open(&config.database_url)?)?;
    if !done.is_empty() {
        tracing::info!(migrations = done.len(), "the database was brought up to date");
    }
    Ok(Db::open(&config.database_url, config.database_options()))
}

impl Worker {
    /// A worker on that record.
    pub fn new(db: Db, clock: Clock, post: Arc<Post>, outbound: Arc<Outbound>) -> Self {
        let id = Id::new(clock.now().instant);
        Self { db, clock, post, outbound, id, heart: Heart::new(), ping: None }
    }

    /// The same, which says so after each round that went well.
    pub fn with_ping(self, ping: Option<Ping>) -> Self {
        Self { ping, ..self }
    }

    /// Tells whether it lives.
    pub fn pulse(&self) -> Pulse {
        self.heart.pulse()
    }

    /// Works until `stop`; what is in hand is settled first. However long mails and webhooks take, the ticks go on.
    ///
    /// # Errors
    /// When the metronome cannot be started.
    pub async fn run(self, stop: CancellationToken) -> Result<(), StartError> {
        let beat = Arc::new(Notify::new());
        let mut metronome = metronome(Arc::clone(&beat)).await?;
        let mut delivery = Delivery::new(self.db.clone(), self.clock.clone(), Arc::clone(&self.post)).of(self.id);
        self.tick().await;
        let ticks = async {
            while stop.run_until_cancelled(beat.notified()).await.is_some() {
                self.tick().await;
            }
        };
        let mails = async {
            while !stop.is_cancelled() {
                delivery.pump(&stop).await;
                stop.run_until_cancelled(tokio::time::sleep(PUMP)).await;
            }
        };
        let hooks = Hooks::new(self.db.clone(), self.clock.clone(), Arc::clone(&self.outbound));
        let events = async {
            while !stop.is_cancelled() {
                hooks.pump(&stop).await;
                stop.run_until_cancelled(tokio::time::sleep(PUMP)).await;
            }
        };
        let hurry = async {
            stop.cancelled().await;
            self.post.hurry();
        };
        tokio::join!(ticks, mails, events, hurry);
        self.post.close().await;
        metronome.shutdown().await?;
        Ok(())
    }
}

/// A beat every minute, and no more: what is due, the record says.
async fn metronome(beat: Arc<Notify>) -> Result<JobScheduler, JobSchedulerError> {
    let scheduler = JobScheduler::new().await?;
    let job = Job::new("0 * * * * *", move |_, _| beat.notify_one())?;
    scheduler.add(job).await?;
    scheduler.start().await?;
    Ok(scheduler)
}
