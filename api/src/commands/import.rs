//! `plumbline import`: a pack of CSV files, all of it or nothing.

use super::{Failure, Outcome, open, say, say_json};
use clap::Args;
use plumbline_shared::config::Config;
use plumbline_shared::ops::import::{self, Pack, Report, RowError};
use plumbline_shared::store;
use std::path::PathBuf;
use std::process::ExitCode;

/// The command's own flags.
#[derive(Args)]
pub struct Import {
    /// The folder that holds the pack's files (actions.csv, indicators.csv, …).
    #[arg(required_unless_present = "columns")]
    folder: Option<PathBuf>,
    /// Print the files and columns that a pack may have, as Markdown.
    #[arg(long)]
    columns: bool,
    /// Try it only: the same report, and nothing is stored.
    #[arg(long)]
    dry_run: bool,
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
        let Some(folder) = self.folder.filter(|_| !self.columns) else {
            say(columns().trim_end())?;
            return Ok(ExitCode::SUCCESS);
        };
        let pack = Pack::read_dir(&folder)?;
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
        let counts = format!("{:6} in all: {} new, {} changed, {} unchanged", file.rows, file.created, file.updated, file.unchanged);
        say(&format!("{:24} {counts}", file.file))?;
    }
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

const INTRODUCTION: &str = "# Packs of CSV files\n\n\
    A pack is a folder (or a form) of CSV files named as below; any subset of them is a pack. It is imported whole or not at all.\n\n\
    - UTF-8, with or without a byte order mark; lines end in LF, CRLF or CR; columns in any order.\n\
    - An empty cell means \"not given\". A column that is left out leaves what is stored alone; an empty cell of a column that is \
    there clears it.\n\
    - Several values in a cell are separated by `;`. Figures have a dot and no separators; days are `YYYY-MM-DD`; quarters are \
    `YYYY-YY-Qn`, such as `2017-18-Q2`.\n\
    - What a row refers to is another row of the pack, wherever it stands, or what is stored already.\n\
    - What a pack does not mention is left alone. The same pack again changes nothing.\n\
    - What is archived stays archived; nothing new is recorded of it, and nothing new may refer to it.\n\
    - A text that begins with a sign that spreadsheets take for a formula (`=`, `+`, `-`, `@`) or with a space may have an apostrophe \
    before it, which is not part of it: exports write it so. See [exports](export.md).\n\
    - A Red update without commentary, and a score that no likelihood and impact give, are taken.\n";

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
