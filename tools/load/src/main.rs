//! The load benchmark anyone can run:
//!
//! ```text
//! cargo build --release -p plumbline
//! cargo run --release -p plumbline-load
//! ```
//!
//! In a folder of its own it seeds a fictional council, starts the release binary on a fresh SQLite file (or on an empty
//! database given with `--database-url`) and drives it over keep-alive connections. The first row, `/livez`, does nothing
//! but answer: it is what HTTP alone costs on this machine, and the other rows are also given as a share of it. Server and
//! load share the machine's cores; runs differ by up to 15 %. The exit code is 1 when any answer was not a 2xx.
//!
//! `--import 100000` imports a file of so many results over HTTP instead, twice, and tells how long it took and how much more
//! memory the service held.
//!
//! `--digests 2000 --over 30000` has a worker alone make one check over so many items that alert, owned by so many people, and
//! send each of them a digest through a mail server of its own on the loopback interface; on either database.
//!
//! `--reports` reads each face of the whole council's report, over 2,000 actions, 1,000 indicators and 500 risks, and tells how long
//! that takes and how much more memory the service held; on either database.

mod council;
mod digests;
mod drive;
mod export;
mod http;
mod import;
mod latency;
mod report;
mod reports;
mod service;
mod sink;
mod target;

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{Write, stderr, stdout};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser;

use crate::council::{Council, Late};
use crate::drive::Run;
use crate::report::Row;
use crate::service::Service;
use crate::target::{Target, Targets};

/// What any step may end with: the text is for the person who started the run.
type Fallible<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// Measures requests per second, latency and memory of a Plumbline binary.
#[derive(Parser)]
#[command(name = "plumbline-load")]
struct Options {
    /// The binary to measure.
    #[arg(long, default_value = "target/release/plumbline")]
    binary: PathBuf,
    /// An empty database; without it, a SQLite file in a temporary folder.
    #[arg(long)]
    database_url: Option<String>,
    /// Keep-alive connections, each sending its next request when the last one is answered.
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..))]
    connections: u16,
    /// Rounds: in each, every kind of request has its turn, so that a machine that is slower for a while is so for all.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
    rounds: u16,
    /// Seconds measured for each kind of request in each round, after a fifth as much of warm-up.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..))]
    seconds: u64,
    /// Threads that make the load.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..))]
    threads: u16,
    /// Service actions of the council.
    #[arg(long, default_value_t = 2000)]
    actions: usize,
    /// Indicators of the council, at least one for each connection.
    #[arg(long, default_value_t = 640)]
    indicators: usize,
    /// Measures exports instead: of a SQLite file with so many results.
    #[arg(long, conflicts_with = "database_url")]
    export: Option<u32>,
    /// Import a file of so many indicator results instead of driving requests.
    #[arg(long)]
    import: Option<usize>,
    /// Measures a check and its mails instead: to so many people.
    #[arg(long, conflicts_with_all = ["export", "import"], value_parser = clap::value_parser!(u32).range(1..))]
    digests: Option<u32>,
    /// Actions (two of three) and indicators that the digests are about.
    #[arg(long, default_value_t = 30_000, requires = "digests")]
    over: u32,
    /// Reads the faces of the whole council's report instead of driving requests.
    #[arg(long, conflicts_with_all = ["export", "import", "digests"])]
    reports: bool,
}

fn main() -> ExitCode {
    let options = Options::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(usize::from(options.threads)).enable_all().build();
    let outcome = runtime.map_err(Into::into).and_then(|runtime| runtime.block_on(measure(&options)));
    match outcome {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            // Where standard error is closed, the exit code still tells.
            let _ = writeln!(stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

/// Seeds, starts, drives and prints; answers how many requests were not answered with a 2xx.
async fn measure(options: &Options) -> Fallible<u64> {
    let dir = tempfile::tempdir()?;
    let database_url = options.database_url.clone().unwrap_or_else(|| format!("sqlite:{}", dir.path().join("load.db").display()));
    let plumbline = service::Plumbline { binary: options.binary.canonicalize()?, dir: dir.path().to_owned(), database_url };
    plumbline.run(&["migrate"])?;
    if let Some(people) = options.digests {
        return digests::measure(&plumbline, usize::try_from(people)?, usize::try_from(options.over)?, &mut stdout()).await;
    }
    if options.reports {
        return reports::measure(&plumbline, &mut stdout()).await;
    }
    let (actions, indicators) = options.import.map_or((options.actions, options.indicators), |rows| (0, rows.div_ceil(import::QUARTERS)));
    let council = Council { actions, indicators, risks: 0, people: council::PEOPLE, late: Late::None };
    let targets = Arc::new(Targets::new(&council, usize::from(options.connections))?);
    let key = plumbline.run(&["keys", "create", "--role", "admin", "--name", "load"])?;
    let key = key.lines().last().unwrap_or_default();
    if let Some(results) = options.export {
        return export::measure(&plumbline, results, key, &mut stdout()).await;
    }
    let pack = dir.path().join("pack");
    council.write(&pack)?;
    plumbline.run(&["import", &pack.display().to_string()])?;

    let service = Service::start(&plumbline).await?;
    let idle = service.memory();
    if let Some(rows) = options.import {
        return import::measure(&service, key, rows).await;
    }
    let time = Duration::from_secs(options.seconds);
    let mut rows = BTreeMap::new();
    for _ in 0..options.rounds {
        for target in Target::ALL {
            drive::drive(service.address, &targets, target, key, time / 5).await?;
            let run = drive::drive(service.address, &targets, target, key, time).await?;
            let so_far = rows.remove(&target);
            rows.insert(target, if let Some(so_far) = so_far { Run::and(so_far, run) } else { run });
        }
    }
    let rows: Vec<Row> = rows.into_iter().map(|(target, run)| Row { name: target.name(), run }).collect();
    report::print(&mut stdout(), &rows, idle, service.memory())?;
    Ok(rows.iter().map(|row| row.run.not_ok).sum())
}
