//! The command line: a file per command that needs more than a few lines.

mod backup;
mod check;
mod config;
mod copy;
mod demo;
mod doctor;
mod export;
pub mod import;
mod keys;
mod mail;
mod manual;
mod report;
mod rollover;
pub mod serve;

use clap::{Args, Parser, Subcommand};
use plumbline_shared::clock::Clock;
use plumbline_shared::config::{Config, ConfigError, Overrides};
use plumbline_shared::db::{Conn, Db, migrate};
use plumbline_shared::ops::Context;
use plumbline_worker::traces::Traces;
use plumbline_worker::{alone, logging, open_record};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Plumbline: performance, action and risk service for councils.
///
/// Without a command it serves. Settings come from the defaults, then --config, then the environment (PLUMBLINE_…), then
/// flags. Exit codes: 0 for success, 1 for a failure, 2 for flags or settings that cannot be used.
#[derive(Parser)]
#[command(version, propagate_version = true)]
pub struct Arguments {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Args)]
struct Common {
    /// A configuration file (TOML).
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    /// Where the record is kept: sqlite:PATH or postgres://…
    #[arg(long, global = true)]
    database_url: Option<String>,
    /// How mails go out: smtp://…, smtps://… or file:DIR.
    #[arg(long, global = true)]
    smtp_url: Option<String>,
    /// The organisation's day, fixed for a trial: 2017-10-16.
    #[arg(long, global = true)]
    today: Option<String>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the API, with the worker in the same process.
    Serve(serve::Serve),
    /// Run the worker alone.
    Worker {
        /// Where to answer /livez and /readyz, such as 127.0.0.1:8081.
        #[arg(long)]
        health_listen: Option<String>,
        /// Where Prometheus finds /metrics, such as 127.0.0.1:9464.
        #[arg(long)]
        metrics_listen: Option<String>,
    },
    /// Load a pack of CSV files: all of it, or nothing.
    Import(import::Import),
    /// Write what is recorded to files that can be imported again: a folder, a ZIP file or a workbook.
    Export(export::Export),
    /// Write the quarterly report of the council, or of a part of it, to files.
    Report(report::Report),
    /// Roll a plan over into the next year, by a workbook that is filled in.
    #[command(subcommand)]
    Rollover(rollover::Rollover),
    /// Make the daily check for a day: bring alerts up to date, and send the digests.
    Check(check::Check),
    /// Look at the settings.
    #[command(subcommand)]
    Config(config::Settings),
    /// Try what the service needs: database, mail server, clock, disk. Changes nothing, and sends nothing.
    Doctor(doctor::Doctor),
    /// Try the way that mails go.
    #[command(subcommand)]
    Mail(mail::Mail),
    /// Ask the service on this machine whether it answers; exit code 1 when it does not. For the health checks of containers.
    Ping,
    /// Write the record to a new file, while the service runs (SQLite).
    Backup {
        /// The file to make.
        file: PathBuf,
    },
    /// Put a backup in the record's place, while the service stands; what was there is kept (SQLite).
    Restore {
        /// The backup.
        file: PathBuf,
    },
    /// Copy the whole record to an empty database, of the other kind or of the same, and compare every row.
    Copy(copy::Copy),
    /// Bring the database up to this program's schema.
    Migrate,
    /// Write what makes a shell complete this program's commands to standard output.
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
    /// Write the manual page to standard output, or a page per command to a folder.
    Man {
        /// The folder; it is made if missing.
        folder: Option<PathBuf>,
    },
    /// Write the OpenAPI document to standard output.
    Openapi,
    /// Make, list and revoke API keys, without a running server.
    #[command(subcommand)]
    Keys(keys::Keys),
    /// Try it: a throw-away database with a fictional council's quarter, and mails in a folder.
    Demo(demo::Demo),
}

/// What stopped a command; printed to standard error.
#[derive(Debug)]
pub enum Failure {
    /// The settings: exit code 2, as for flags that cannot be understood.
    Usage(ConfigError),
    /// Anything else: exit code 1.
    Other(String),
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Other(error.to_string())
    }
}

/// What a command ends with.
pub type Outcome = Result<ExitCode, Failure>;

/// Runs a command.
pub async fn run(arguments: Arguments) -> ExitCode {
    let (reason, code) = match dispatch(arguments).await {
        Ok(code) => return code,
        Err(Failure::Usage(error)) => (error.to_string(), 2),
        Err(Failure::Other(reason)) => (reason, 1),
    };
    drop(writeln!(std::io::stderr(), "plumbline: {reason}"));
    ExitCode::from(code)
}

async fn dispatch(arguments: Arguments) -> Outcome {
    let common = arguments.common;
    match arguments.command.unwrap_or_else(|| Command::Serve(serve::Serve::default())) {
        Command::Serve(command) => {
            let (listen, metrics_listen) = (command.listen.clone(), command.metrics_listen.clone());
            let (config, traces) = common.configure_traced(Overrides { listen, metrics_listen, ..Overrides::default() })?;
            let ended = command.run(config).await;
            traces.end().await;
            ended
        }
        Command::Worker { health_listen, metrics_listen } => {
            let overrides = common.overrides(Overrides { health_listen, metrics_listen, ..Overrides::default() });
            Ok(alone::main(common.config.as_deref(), &overrides).await)
        }
        Command::Import(command) => command.run(&common.configure_quietly()?).await,
        Command::Export(command) => command.run(&common.configure_quietly()?).await,
        Command::Report(command) => command.run(&common.configure_quietly()?).await,
        Command::Rollover(command) => command.run(&common.configure_quietly()?).await,
        Command::Check(command) => command.run(&common.configure_quietly()?).await,
        Command::Config(command) => command.run(common.config.as_deref(), &common.overrides(Overrides::default())),
        Command::Doctor(command) => command.run(&common.configure_quietly()?).await,
        Command::Mail(command) => command.run(&common.configure_quietly()?).await,
        Command::Ping => Ok(if serve::answers(common.configure_quietly()?.listen).await { ExitCode::SUCCESS } else { ExitCode::FAILURE }),
        Command::Backup { file } => backup::back_up(&common.configure_quietly()?, &file),
        Command::Restore { file } => backup::restore(&common.configure_quietly()?, &file),
        Command::Copy(command) => command.run(),
        Command::Migrate => bring_up_to_date(&common.configure_quietly()?),
        Command::Completions { shell } => manual::completions(shell),
        Command::Man { folder } => manual::pages(folder.as_deref()),
        Command::Openapi => {
            say(&crate::openapi::written()?)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Keys(command) => command.run(&common.configure_quietly()?).await,
        Command::Demo(command) => command.run(common).await,
    }
}

impl Common {
    fn overrides(&self, more: Overrides) -> Overrides {
        Overrides {
            database_url: more.database_url.or_else(|| self.database_url.clone()),
            smtp_url: more.smtp_url.or_else(|| self.smtp_url.clone()),
            today: more.today.or_else(|| self.today.clone()),
            ..more
        }
    }

    /// The configuration of a program that goes on running, with its logs.
    fn configure(&self, more: Overrides) -> Result<Config, Failure> {
        self.load(more, |_| {}).map_err(Failure::Usage)
    }

    /// The same, of one whose traces are told.
    fn configure_traced(&self, more: Overrides) -> Result<(Config, Traces), Failure> {
        let config = Config::load(self.config.as_deref(), &self.overrides(more));
        config.and_then(|config| logging::start_traced(config, "plumbline")).map_err(Failure::Usage)
    }

    /// The configuration of a command that prints what it does: its logs are for what goes wrong.
    fn configure_quietly(&self) -> Result<Config, Failure> {
        let quieter = |config: &mut Config| {
            if config.log == "info" {
                "warn".clone_into(&mut config.log);
            }
        };
        self.load(Overrides::default(), quieter).map_err(Failure::Usage)
    }

    fn load(&self, more: Overrides, change: impl FnOnce(&mut Config)) -> Result<Config, ConfigError> {
        let mut config = Config::load(self.config.as_deref(), &self.overrides(more))?;
        change(&mut config);
        logging::start(&config, &Traces::OFF).map(|()| config)
    }
}

fn bring_up_to_date(config: &Config) -> Outcome {
    let done = migrate(&mut Conn::open(&config.database_url)?)?;
    if done.is_empty() {
        say("The database is up to date.")?;
    }
    done.iter().try_for_each(|migration| say(&format!("Applied {migration}.")))?;
    Ok(ExitCode::SUCCESS)
}

/// The record and the present, for a command.
fn open(config: &Config, actor: &str) -> Result<(Db, Clock, Context), Failure> {
    let clock = Clock::system(config.today);
    let context = Context::new(clock.now(), actor);
    Ok((open_record(config)?, clock, context))
}

/// Prints a line to standard output.
fn say(line: &str) -> Result<(), Failure> {
    writeln!(std::io::stdout(), "{line}").map_err(Failure::from)
}

/// Prints a value as JSON to standard output.
fn say_json(value: &impl serde::Serialize) -> Result<(), Failure> {
    say(&serde_json::to_string_pretty(value)?)
}
