//! `plumbline serve`: the API, with the worker in the same process unless told otherwise.

use super::{Failure, Outcome, say};
use crate::app::{Paths, application};
use crate::limits::Limits;
use crate::permissions::Permissions;
use crate::state::App;
use actix_web::{HttpServer, web};
use clap::Args;
use plumbline_shared::clock::Clock;
use plumbline_shared::config::Config;
use plumbline_shared::db::Db;
use plumbline_shared::link::Signer;
use plumbline_shared::oidc::Issuers;
use plumbline_shared::ops::{Context, keys};
use plumbline_worker::alone::stop_signal;
use plumbline_worker::metrics::{self, Exporter};
use plumbline_worker::ping::Ping;
use plumbline_worker::supervision::{self, Pulse};
use plumbline_worker::{Post, Worker, open_record, outbound};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;

/// Requests in flight are given this long to be answered when the service stops.
const DRAIN_SECONDS: u64 = 25;

/// The command's own flags.
#[derive(Args, Default)]
pub struct Serve {
    /// Leave the worker out: no checks, no mail, no webhooks.
    #[arg(long)]
    pub no_worker: bool,
    /// Where the API listens, such as 127.0.0.1:8080.
    #[arg(long)]
    pub listen: Option<String>,
    /// Where Prometheus finds /metrics, such as 127.0.0.1:9464.
    #[arg(long)]
    pub metrics_listen: Option<String>,
}

/// A service that runs.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// Where Prometheus finds its measures.
    pub metrics: Option<SocketAddr>,
    server: tokio::task::JoinHandle<std::io::Result<()>>,
    worker: Option<tokio::task::JoinHandle<()>>,
    app: web::Data<App>,
    pulse: Option<Pulse>,
    db: Db,
}

impl Serve {
    /// Serves until it is told to stop.
    ///
    /// # Errors
    /// When the service cannot start.
    pub async fn run(self, config: Config) -> Outcome {
        let clock = Clock::system(config.today);
        let stop = stop_signal()?;
        let db = open_record(&config)?;
        let context = Context::new(clock.now(), "first start");
        let post = Arc::new(Post::new(&config, db.write(Signer::load).await?)?);
        if !post.sends() {
            tracing::warn!("no smtp_url is set: mails are composed and held");
        }
        config.warnings().iter().for_each(|one| tracing::warn!(key = one.key, remedy = one.remedy, "{}", one.detail));
        let told = stop.clone();
        let running = Running::start(&config, db.clone(), clock, post, !self.no_worker, stop)?;
        // A start that fails for its address would take the key along unseen.
        let first_key = db.write(move |conn| keys::create_first(conn, &context)).await?;
        say(&format!("Plumbline listens on http://{0}; its documentation is at http://{0}/docs/", running.address))?;
        if let Some(key) = first_key {
            say("This is the first start. Your admin API key, shown only now:")?;
            say(&format!("  {}", key.reveal()))?;
            say("Open the documentation, press Authorize and paste it; more keys: plumbline keys create.")?;
        }
        tokio::spawn(running.report(told));
        running.wait().await
    }
}

impl Running {
    /// Starts to serve; stops when `stop` is cancelled.
    ///
    /// # Errors
    /// When the address cannot be taken.
    pub fn start(
        config: &Config,
        db: Db,
        clock: Clock,
        post: Arc<Post>,
        with_worker: bool,
        stop: CancellationToken,
    ) -> Result<Self, Failure> {
        let requests = config.metrics_listen.map(|_| metrics::requests());
        let outbound = outbound(config);
        let limits = Limits::new(config.requests_per_minute, config.trusted_proxies.clone());
        let (post_of_app, calls) = (Arc::clone(&post), Arc::clone(&outbound));
        let issuers = Issuers::new(&config.oidc, &outbound);
        let app = App::new(db.clone(), clock.clone(), post_of_app, calls, Permissions::new()?, limits, requests.clone());
        let state = web::Data::new(app.with_issuers(issuers));
        let paths = web::Data::new(Paths::new()?);
        let (served, origins) = (state.clone(), config.cors_origins.clone());
        let mut server = HttpServer::new(move || application(served.clone(), paths.clone(), origins.clone()))
            .disable_signals()
            .shutdown_timeout(DRAIN_SECONDS);
        if config.http_workers > 0 {
            server = server.workers(config.http_workers);
        }
        let server = server.bind(config.listen).map_err(|error| config.fault("listen", error))?;
        let address = server.addrs().first().copied().unwrap_or(config.listen);
        let ping = Ping::new(config).filter(|_| with_worker);
        let watched = config.metrics_listen.map(|address| {
            let exporter = Exporter::new(db.clone(), clock.clone(), &post, requests).with_ping(ping.as_ref());
            metrics::serve(address, exporter, stop.clone()).map_err(|error| config.fault("metrics_listen", error))
        });
        let watched = watched.transpose()?;
        let server = server.run();
        let (handle, cancelled) = (server.handle(), stop.clone());
        tokio::spawn(async move {
            cancelled.cancelled().await;
            handle.stop(true).await;
        });
        let worker = with_worker.then(|| Worker::new(db.clone(), clock, post, outbound).with_ping(ping));
        let pulse = worker.as_ref().map(Worker::pulse);
        let worker = worker.map(|worker| {
            tokio::spawn(async move {
                if let Err(error) = worker.run(stop).await {
                    tracing::error!(%error, "the worker stopped");
                }
            })
        });
        Ok(Self { address, metrics: watched, server: tokio::spawn(server), worker, app: state, pulse, db })
    }

    /// Keeps systemd informed, where it asks, until `stop`.
    fn report(&self, stop: CancellationToken) -> impl Future<Output = ()> + use<> {
        let (address, pulse) = (self.address, self.pulse.clone());
        supervision::report(stop, move || {
            let beats = pulse.as_ref().is_none_or(Pulse::beats);
            async move { beats && answers(address).await }
        })
    }

    /// Until it has stopped: requests in flight are answered, imports at work are ended, a mail in hand is settled.
    ///
    /// # Errors
    /// When a part of it ended by a fault.
    pub async fn wait(self) -> Outcome {
        self.server.await??;
        self.app.imports.wait().await;
        drop(self.app);
        if let Some(worker) = self.worker {
            worker.await?;
        }
        self.db.close();
        Ok(ExitCode::SUCCESS)
    }
}

/// Does the server answer a request? Those who ask from outside may be kept waiting by others; ten seconds are plenty.
pub async fn answers(address: SocketAddr) -> bool {
    let ask = async {
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(b"GET /livez HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await?;
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).await?;
        std::io::Result::Ok(answer == *b"HTTP/1.1 200")
    };
    matches!(tokio::time::timeout(Duration::from_secs(10), ask).await, Ok(Ok(true)))
}
