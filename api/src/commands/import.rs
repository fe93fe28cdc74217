//! `plumbline import`: a pack of CSV files, all of it or nothing.

use super::{Failure, Outcome, open, say, say_json};
use clap::Args;
use plumbline_shared::config::Config;
use plumbline_shared::ops::import::{self, Pack, Report, RowError};
use plumbline_shared::store;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub struct Import {
    /// The folder that holds the pack's files (actions.csv, indicators.csv, …).
    folder: PathBuf,
    /// Try it only: the same report, and nothing is stored.
    #[arg(long)]
    dry_run: bool,
    /// The report as JSON.
    #[arg(long)]
    json: bool,
}

impl Import {
    pub async fn run(self, config: &Config) -> Outcome {
        let pack = Pack::read_dir(&self.folder)?;
        let (db, _, context) = open(config, "command line")?;
        let dry_run = self.dry_run;
        let load = move |conn: &mut plumbline_shared::db::Conn| {
            let (settings, _) = store::settings::load(conn)?;
            import::import(conn, &context, &settings, &pack, dry_run)
        };
        let report = db.write(load).await?;
        db.close();
        if self.json {
            say_json(&report)?
        } else {
            print(&report)?
        }
        Ok(if report.errors.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

pub fn print(report: &Report) -> Result<(), Failure> {
    report.errors.iter().try_for_each(|error| say(&told(error)))?;
    if !report.errors.is_empty() {
        let more = if report.more_errors { "More than " } else { "" };
        return say(&format!("{more}{} errors: nothing was imported.", report.errors.len()));
    }
    for file in &report.files {
        let counts = format!("{:6} rows: {} new, {} changed, {} unchanged", file.rows, file.created, file.updated, file.unchanged);
        say(&format!("{:24} {counts}", file.file))?;
    }
    say(match (report.changed, report.dry_run) {
        (true, true) => "A dry run: nothing was stored.",
        (true, false) => "Imported. The next check brings alerts up to date.",
        (false, _) => "Nothing to change: all of this is recorded already.",
    })
}

/// `file:line: column "value": what is wrong`.
fn told(error: &RowError) -> String {
    let line = error.line.map(|line| format!(":{line}")).unwrap_or_default();
    let column = error.column.as_deref().map(|column| format!(" {column}")).unwrap_or_default();
    let value = error.value.as_deref().map(|value| format!(" {value:?}")).unwrap_or_default();
    format!("{}{line}:{column}{value} {}", error.file, error.detail)
}
