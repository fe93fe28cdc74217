//! A process that is nothing but a worker.

use crate::metrics::{self, Exporter};
use crate::ping::Ping;
use crate::{Post, StartError, Worker, health, logging, open_record, outbound, supervision};
use plumbline_shared::clock::Clock;
use plumbline_shared::config::{Config, Overrides};
use plumbline_shared::link::Signer;
use std::future::ready;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// Runs until SIGTERM or SIGINT; a mail in hand is settled first. Exits with 1 for a failure, 2 for unusable settings.
pub async fn main(file: Option<&Path>, overrides: &Overrides) -> ExitCode {
    let (config, traces) = match Config::load(file, overrides).and_then(|config| logging::start_traced(config, "plumbline-worker")) {
        Ok(started) => started,
        Err(error) => return complain(&error, 2),
    };
    let ended = run(&config).await;
    traces.end().await;
    ended.map_or_else(|error| complain(&error, 1), |()| ExitCode::SUCCESS)
}

/// A token that is cancelled by SIGTERM or SIGINT.
///
/// # Errors
/// When the signals cannot be listened to.
pub fn stop_signal() -> std::io::Result<CancellationToken> {
    let stop = CancellationToken::new();
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let cancelled = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        cancelled.cancel();
    });
    Ok(stop)
}

async fn run(config: &Config) -> Result<(), StartError> {
    let stop = stop_signal()?;
    let clock = Clock::system(config.today);
    let db = open_record(config)?;
    let post = Arc::new(Post::new(config, db.write(Signer::load).await?)?);
    let ping = Ping::new(config);
    if let Some(address) = config.metrics_listen {
        let exporter = Exporter::new(db.clone(), clock.clone(), &post, None).with_ping(ping.as_ref());
        metrics::serve(address, exporter, stop.clone()).map_err(|error| config.fault("metrics_listen", error))?;
    }
    let worker = Worker::new(db.clone(), clock.clone(), Arc::clone(&post), outbound(config)).with_ping(ping);
    let pulse = worker.pulse();
    if let Some(address) = config.health_listen {
        let served = health::serve(address, pulse.clone(), (db.clone(), clock.clone(), post.sends()), stop.clone());
        served.map_err(|error| config.fault("health_listen", error))?;
    }
    config.warnings().iter().for_each(|one| tracing::warn!(key = one.key, remedy = one.remedy, "{}", one.detail));
    tracing::info!(sends_mail = post.sends(), "the worker runs");
    let report = supervision::report(stop.clone(), || ready(pulse.beats()));
    tokio::join!(worker.run(stop), report).0
}

fn complain(error: &dyn std::error::Error, code: u8) -> ExitCode {
    use std::io::Write;
    drop(writeln!(std::io::stderr(), "plumbline: {error}"));
    ExitCode::from(code)
}
