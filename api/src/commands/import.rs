//! `plumbline import`: a pack of files, all of it or nothing.

use super::{Failure, Outcome, open, say, say_json};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use plumbline_shared::config::Config;
use plumbline_shared::db::Conn;
use plumbline_shared::model::import::Mode;
use plumbline_shared::ops::import::{self, Moving, Pack, Progress, Proposal, Report, RowError, Wish};
use plumbline_shared::ops::imports;
use plumbline_shared::store;
use std::fmt::Display;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

/// The command's own flags.
#[derive(Args)]
pub struct Import {
    /// Files (CSV, XLSX, NDJSON, or a zip of these), and folders that hold some; together they are one pack.
    #[arg(required_unless_present = "columns", value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Print the files and columns that a pack may have, as Markdown.
    #[arg(long)]
    columns: bool,
    /// Try it only: the same report, and the record stays as it is.
    #[arg(long)]
    dry_run: bool,
    /// What becomes of what is there already: update, skip (leave it alone), or refuse (an error where a row says something else).
    #[arg(long, default_value_t)]
    mode: Mode,
    /// The report as JSON.
    #[arg(long)]
    json: bool,
}

impl Import {
    /// Imports, or prints what a pack may hold.
    ///
    /// # Errors
    /// When the pack or the record cannot be reached; what is wrong with a pack is printed.
    pub async fn run(self, config: &Config) -> Outcome {
        if self.columns {
            say(columns().trim_end())?;
            return Ok(ExitCode::SUCCESS);
        }
        let pack = Pack::read(&self.paths)?;
        let (db, clock, context) = open(config, "command line")?;
        let wish = Wish { mode: self.mode, dry_run: self.dry_run };
        let asked = context.clone();
        let id = db.write(move |conn| imports::begin(conn, &asked, wish)).await?;
        let progress = Arc::new(Progress::default());
        let (watched, now) = (Arc::clone(&progress), clock.clone());
        let work = db.write(move |conn: &mut Conn| {
            let (settings, _) = store::settings::load(conn)?;
            imports::carry_out(conn, &context, &settings, (id, &pack, wish), &watched, || now.now().instant)
        });
        let done = shown(&progress, work).await;
        if let Err(error) = &done {
            let (at, fault) = (clock.now().instant, error.to_string());
            db.write(move |conn| imports::fail(conn, id, at, fault)).await?;
        }
        let report = done?;
        db.close();
        if self.json {
            say_json(&report)?
        } else {
            print(&report)?
        }
        Ok(if report.errors.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// What `work` comes to; until then, how far it is, where someone looks at standard error.
async fn shown<T>(progress: &Progress, work: impl Future<Output = T>) -> T {
    // Where that is no terminal, it shows nothing.
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} {msg}") {
        bar.set_style(style);
    }
    let mut ticks = tokio::time::interval(Duration::from_millis(200));
    let mut work = std::pin::pin!(work);
    loop {
        tokio::select! {
            done = &mut work => {
                bar.finish_and_clear();
                return done;
            }
            _ = ticks.tick() => {
                let step = progress.step();
                bar.set_length(step.rows_in_all);
                bar.set_position(step.rows_done);
                bar.set_message(step.file);
            }
        }
    }
}

/// So many disagreements are printed; the report as JSON has them all.
const SHOWN: usize = 20;

/// Prints how the statuses compare with those of an earlier system.
fn print_moving(moving: &Moving) -> Result<(), Failure> {
    let (all, other) = (moving.stated, moving.disagreements.len() + moving.risk_disagreements.len());
    let more = if moving.more_disagreements { "more than " } else { "" };
    say(&format!("{all} results and assessments state what an earlier system printed; of {more}{other} the rules say something else."))?;
    let results = moving.disagreements.iter().map(|found| {
        let said = [differs(found.stated_rag, Some(found.rag)), differs(found.stated_direction, Some(found.direction))];
        (found.line, format!("{} {}", found.indicator, found.period), said)
    });
    let risks = moving.risk_disagreements.iter().map(|found| {
        let area = found.service_area.as_deref().map(|area| format!(" {area}")).unwrap_or_default();
        let direction = found.stated_direction.map(|stated| format!("direction {} by the rules, {stated} printed", found.direction));
        (found.line, format!("{}{area} {}", found.risk, found.period), [differs(found.stated_band, found.band), direction])
    });
    for (line, place, said) in results.take(SHOWN).chain(risks.take(SHOWN)) {
        say(&format!("  line {line}, {place}: {}", said.into_iter().flatten().collect::<Vec<_>>().join("; ")))?;
    }
    if moving.disagreements.len().max(moving.risk_disagreements.len()) > SHOWN {
        say("  and more: --json has them all")?;
    }
    moving.proposals.iter().try_for_each(print_proposal)
}

/// What was printed, where the rules say something else.
fn differs<T: PartialEq + Display>(stated: Option<T>, ours: Option<T>) -> Option<String> {
    match (stated, ours) {
        (Some(stated), Some(ours)) if stated != ours => Some(format!("{ours} by the rules, {stated} printed")),
        _ => None,
    }
}

fn print_proposal(proposal: &Proposal) -> Result<(), Failure> {
    let said = [
        proposal.polarity.map(|to| format!("polarity {to}")),
        proposal.tolerance.map(|to| format!("tolerance {to}")),
        proposal.tolerance_kind.map(|to| format!("tolerance_kind {to}")),
        proposal.green_within.map(|to| format!("green_within {to}")),
        proposal.direction_basis.map(|to| format!("direction_basis {to}")),
    ];
    say(&format!("  {} would agree with {}", proposal.indicator, said.into_iter().flatten().collect::<Vec<_>>().join(" and ")))
}

/// Prints what became of each file, or all that is wrong.
///
/// # Errors
/// When it cannot be printed.
pub fn print(report: &Report) -> Result<(), Failure> {
    report.errors.iter().try_for_each(|error| say(&told(error)))?;
    if !report.errors.is_empty() {
        return say(&format!("Nothing was imported: the pack has {}.", report.count_of_errors()));
    }
    for file in &report.files {
        let skipped = if file.skipped == 0 { String::new() } else { format!(", {} skipped", file.skipped) };
        let counts = format!("{:6} in all: {} new, {} changed, {} unchanged", file.rows, file.created, file.updated, file.unchanged);
        say(&format!("{:24} {counts}{skipped}", file.file))?;
    }
    report.notes.iter().try_for_each(|note| say(&format!("{}: {}", note.file, note.detail)))?;
    report.moving.iter().try_for_each(print_moving)?;
    say(match (report.changed, report.dry_run) {
        (true, true) => "A dry run: nothing was stored.",
        (true, false) => "Imported. The next check brings alerts up to date.",
        (false, _) => "Nothing to change: all of this is recorded already.",
    })
}

/// The files and columns of a pack, as `docs/import.md` holds them.
pub fn columns() -> String {
    let mut text = String::from(INTRODUCTION);
    for file in import::format() {
        text.push_str(&format!("\n## `{}`\n\n{}\n\n| Column | Holds | |\n|---|---|---|\n", file.name, file.about));
        for column in file.columns {
            let need = match (column.key, column.required) {
                (true, _) => " **Tells rows apart.**",
                (false, true) => " **Required.**",
                (false, false) => "",
            };
            let holds = column.holds.to_string().replace('|', "\\|");
            text.push_str(&format!("| `{}` | {holds} | {}{need} |\n", column.name, column.about));
        }
    }
    text
}

const INTRODUCTION: &str = include_str!("import/introduction.md");

/// `file:line: column "value" what is wrong`; of the pack as a whole, only that.
fn told(error: &RowError) -> String {
    if error.file.is_empty() {
        return error.detail.clone();
    }
    let line = error.line.map(|line| format!(":{line}")).unwrap_or_default();
    let column = error.column.as_deref().map(|column| format!(" {column}")).unwrap_or_default();
    let value = error.value.as_deref().map(|value| format!(" {value:?}")).unwrap_or_default();
    format!("{}{line}:{column}{value} {}", error.file, error.detail)
}
