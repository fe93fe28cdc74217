//! `plumbline copy`: the record moves to another database.

use super::{Outcome, say};
use clap::Args;
use plumbline_shared::db::{DatabaseUrl, transfer};
use std::process::ExitCode;

/// The command's own flags.
#[derive(Args)]
pub struct Copy {
    /// The database that holds the record: sqlite:PATH or postgres://… Stop what writes to it first.
    #[arg(long)]
    from: DatabaseUrl,
    /// The database to copy it to, which must be empty.
    #[arg(long)]
    to: DatabaseUrl,
}

impl Copy {
    /// Copies, and tells each table.
    ///
    /// # Errors
    /// When nothing was copied.
    pub fn run(self) -> Outcome {
        let copied = transfer(&self.from, &self.to)?;
        let width = copied.iter().map(|table| table.table.len()).max().unwrap_or_default();
        for table in &copied {
            say(&format!("{:width$}  {:>9}  {}", table.table, table.rows, table.digest))?;
        }
        let rows: u64 = copied.iter().map(|table| table.rows).sum();
        say(&format!("Copied {rows} rows of {} tables; each reads the same on both sides.", copied.len()))?;
        say("From now on start Plumbline on the copy only: a worker on each would send every mail twice.")?;
        Ok(ExitCode::SUCCESS)
    }
}
