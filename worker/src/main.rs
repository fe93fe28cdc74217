//! The worker alone: for installations whose API runs elsewhere.

use clap::Parser;
use plumbline_shared::config::Overrides;
use plumbline_worker::alone;
use std::path::PathBuf;
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Plumbline's worker: makes checks when they are due, and sends the mails.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// A configuration file (TOML).
    #[arg(long)]
    config: Option<PathBuf>,
    /// Where the record is kept: sqlite:PATH or postgres://…
    #[arg(long)]
    database_url: Option<String>,
    /// How mails go out: smtp://…, smtps://… or file:DIR.
    #[arg(long)]
    smtp_url: Option<String>,
    /// Where to answer /livez and /readyz, such as 127.0.0.1:8081.
    #[arg(long)]
    health_listen: Option<String>,
    /// Where Prometheus finds /metrics, such as 127.0.0.1:9464.
    #[arg(long)]
    metrics_listen: Option<String>,
    /// The organisation's day, fixed for a trial.
    #[arg(long)]
    today: Option<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let overrides = Overrides {
        database_url: arguments.database_url,
        smtp_url: arguments.smtp_url,
        health_listen: arguments.health_listen,
        metrics_listen: arguments.metrics_listen,
        today: arguments.today,
        ..Overrides::default()
    };
    alone::main(arguments.config.as_deref(), &overrides).await
}
