//! Logs: for people or for programs, to standard error.

use crate::traces::Traces;
use plumbline_shared::config::{Config, ConfigError, LogFormat};
use std::io::{IsTerminal, stderr};
use tracing_subscriber::filter::{FilterExt, LevelFilter, filter_fn};
use tracing_subscriber::prelude::*;
use tracing_subscriber::{EnvFilter, fmt};

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

/// Starts logging as configured, and tracing beside it as a process of that name. As [`start`].
///
/// # Errors
/// As [`filter`] and [`Traces::start`].
pub fn start_traced(config: Config, service: &'static str) -> Result<(Config, Traces), ConfigError> {
    let traces = Traces::start(&config, service)?;
    start(&config, &traces)?;
    Ok((config, traces))
}

/// Starts logging as configured, with those traces: their spans are no part of the logs. Called once, by a program's `main`.
///
/// # Errors
/// As [`filter`].
pub fn start(config: &Config, traces: &Traces) -> Result<(), ConfigError> {
    let logs = fmt::layer().with_ansi(stderr().is_terminal()).with_writer(stderr);
    let logs = match config.log_format {
        LogFormat::Json => logs.json().flatten_event(true).boxed(),
        LogFormat::Pretty => logs.with_target(false).boxed(),
    };
    // Not `is_event`: `enabled!` asks by what is neither.
    let events = filter_fn(|metadata| !metadata.is_span()).with_max_level_hint(LevelFilter::TRACE);
    tracing_subscriber::registry().with(logs.with_filter(filter(config)?.and(events))).with(traces.layer()).init();
    Ok(())
}
