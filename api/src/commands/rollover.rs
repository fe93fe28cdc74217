//! `plumbline rollover`: a plan rolled over into the next year, by workbook.

use super::{Failure, Outcome, open, say, say_json};
use clap::Subcommand;
use plumbline_shared::config::Config;
use plumbline_shared::db::Conn;
use plumbline_shared::domain::rollover::{ActionOutcome, FiscalYear, TargetOutcome};
use plumbline_shared::error::{Error, FieldError};
use plumbline_shared::model::rollover::RolledOver;
use plumbline_shared::ops::import::Pack;
use plumbline_shared::ops::rollover::{roll_over_workbook, workbook};
use plumbline_shared::store;
use serde_json::json;
use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::process::ExitCode;

/// What to do.
#[derive(Subcommand)]
pub enum Rollover {
    /// Write the workbook to fill in: what is unfinished, and the targets of the year to come.
    Draft {
        /// The year to come, such as 2027-28.
        year: FiscalYear,
        /// The workbook (.xlsx); one that is there already is not written over.
        file: PathBuf,
    },
    /// Carry out what was decided in the workbook: all of it, or, when anything is wrong, nothing.
    Apply {
        /// The year to come, such as 2027-28.
        year: FiscalYear,
        /// The workbook, filled in.
        file: PathBuf,
        /// Try it only: the same is told, and the record stays as it is.
        #[arg(long)]
        dry_run: bool,
        /// What became of it as JSON.
        #[arg(long)]
        json: bool,
    },
}

impl Rollover {
    /// Writes the workbook, or carries it out.
    ///
    /// # Errors
    /// When the workbook or the record cannot be reached; what is wrong with a workbook is printed.
    pub async fn run(self, config: &Config) -> Outcome {
        match self {
            Self::Draft { year, file } => draft(config, year, file).await,
            Self::Apply { year, file, dry_run, json } => apply(config, year, file, dry_run, json).await,
        }
    }
}

async fn draft(config: &Config, year: FiscalYear, file: PathBuf) -> Outcome {
    if file.exists() {
        let detail = format!("{} is there already, and may be filled in: give another name, or take it away first.", file.display());
        return Err(Failure::from(std::io::Error::new(ErrorKind::AlreadyExists, detail)));
    }
    let (db, _, context) = open(config, "command line")?;
    let read = move |conn: &mut Conn| {
        let (settings, _) = store::settings::load(conn)?;
        workbook(conn, &context, &settings, year)
    };
    let bytes = db.snapshot(read).await?;
    db.close();
    // It takes its name when it is whole.
    let unfinished = file.with_extension("xlsx.part");
    fs::write(&unfinished, bytes)?;
    fs::rename(&unfinished, &file)?;
    say(&format!("Wrote {}.", file.display()))?;
    Ok(ExitCode::SUCCESS)
}

async fn apply(config: &Config, year: FiscalYear, file: PathBuf, dry_run: bool, json: bool) -> Outcome {
    let pack = Pack::read(&[file])?;
    let (db, _, context) = open(config, "command line")?;
    let write = move |conn: &mut Conn| {
        let (settings, _) = store::settings::load(conn)?;
        roll_over_workbook(conn, &context, &settings, year, &pack, dry_run)
    };
    let done = db.write(write).await;
    db.close();
    match done {
        Ok(rolled) if json => say_json(&rolled)?,
        Ok(rolled) => print(&rolled)?,
        Err(Error::Invalid(errors)) => return refused(&errors, json),
        Err(other) => return Err(other.into()),
    }
    Ok(ExitCode::SUCCESS)
}

fn print(rolled: &RolledOver) -> Result<(), Failure> {
    for action in &rolled.actions {
        let next = action.succeeded_by.as_ref().map(|next| format!(", followed by {next}")).unwrap_or_default();
        say(&format!("{}: {}{next}", action.reference, action.outcome))?;
    }
    for target in rolled.targets.iter().filter(|target| target.outcome != TargetOutcome::Same || target.flag.is_some()) {
        let figure = target.target.map(|figure| format!(" {figure}")).unwrap_or_default();
        let flag = target.flag.as_ref().map(|flag| format!(" ({flag})")).unwrap_or_default();
        say(&format!("{} {}: {}{figure}{flag}", target.indicator, target.period, target.outcome))?;
    }
    let actions = rolled.actions.iter().filter(|action| action.outcome != ActionOutcome::Unchanged).count();
    let targets = rolled.targets.iter().filter(|target| target.outcome != TargetOutcome::Same).count();
    let tried = if rolled.dry_run { "Tried only; nothing was changed. " } else { "" };
    say(&format!("{tried}Actions: {actions} of {}. Targets: {targets} of {}.", rolled.actions.len(), rolled.targets.len()))
}

/// Tells what is wrong, a line for each.
fn refused(errors: &[FieldError], json: bool) -> Outcome {
    if json {
        say_json(&json!({"errors": errors}))?;
    } else {
        errors.iter().try_for_each(|error| say(&error.detail))?;
        say("Nothing was changed.")?;
    }
    Ok(ExitCode::FAILURE)
}
