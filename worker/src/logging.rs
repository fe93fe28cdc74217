//! Logs: for people or for programs, to standard error.

use plumbline_shared::config::{Config, ConfigError, LogFormat};
use std::io::{IsTerminal, stderr};
use tracing_subscriber::EnvFilter;

/// Which logs are written.
///
/// # Errors
/// When `log` is not a filter.
pub fn filter(config: &Config) -> Result<EnvFilter, ConfigError> {
    // What libraries say of their own workings is of no use to an operator, unless asked for; but what ureq says is never told:
    // the addresses that it calls hold secrets.
    let filter = format!("actix_server=warn,tokio_cron_scheduler=warn,{},ureq=off,ureq_proto=off", config.log);
    EnvFilter::try_new(filter).map_err(|error| config.fault("log", error))
}

/// Starts logging as configured. Called once, by a program's `main`.
///
/// # Errors
/// As [`filter`].
pub fn start(config: &Config) -> Result<(), ConfigError> {
    let logs = tracing_subscriber::fmt().with_env_filter(filter(config)?).with_ansi(stderr().is_terminal()).with_writer(stderr);
    match config.log_format {
        LogFormat::Json => logs.json().flatten_event(true).init(),
        LogFormat::Pretty => logs.with_target(false).init(),
    }
    Ok(())
}
