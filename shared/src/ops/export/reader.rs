//! From the record to pages of rows.

use super::{history, items, kind_of, returns};
use crate::db::Conn;
use crate::domain::period::Period;
use crate::error::{Error, Result};
use crate::ops::history::HistoryQuery;
use crate::ops::import::{Column, FileFormat};
use serde_json::Value;
use std::collections::VecDeque;

/// The rows of a page, about.
pub(super) const ROWS: usize = 1000;

/// A row: a value for each column, null where there is none.
pub type Row = Vec<Value>;

/// What a page is part of.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// What it is called.
    pub name: &'static str,
    /// The columns of its rows.
    pub columns: &'static [Column],
}

/// Some rows of a table.
#[derive(Debug)]
pub struct Page {
    /// Of this table.
    pub table: Table,
    /// They are its first.
    pub begins: bool,
    /// The rows; there may be none.
    pub rows: Vec<Row>,
}

/// Reads tables, one after the other, page by page.
pub struct Reader {
    sources: VecDeque<Source>,
    period: Option<Period>,
    after: Option<Place>,
    /// How many items the next page is about.
    items: usize,
}

enum Source {
    File(&'static FileFormat),
    History(HistoryQuery),
}

/// Where a page ended: what its last row is sorted by. Each source makes and reads its own.
pub(super) type Place = Vec<String>;

/// What is wanted of a source.
pub(super) struct Ask<'a> {
    pub(super) columns: &'static [Column],
    pub(super) after: Option<&'a Place>,
    /// Of so many items, or so many rows of what belongs to none.
    pub(super) items: usize,
    pub(super) period: Option<Period>,
}

/// What a source gave, and where to go on.
pub(super) struct Batch {
    pub(super) rows: Vec<Row>,
    pub(super) next: Option<Place>,
}

impl Reader {
    /// Of these files; returns of that period only, if one is given.
    pub(super) fn of_files(files: Vec<&'static FileFormat>, period: Option<Period>) -> Self {
        Self { sources: files.into_iter().map(Source::File).collect(), period, after: None, items: ROWS / 20 }
    }

    /// Of history.
    pub(super) fn of_history(query: HistoryQuery) -> Self {
        Self { sources: [Source::History(query)].into(), period: None, after: None, items: ROWS }
    }

    /// The next page; none after the last. Every table has at least one.
    ///
    /// # Errors
    /// Those of the database.
    pub fn next(&mut self, conn: &mut Conn) -> Result<Option<Page>> {
        let Some(source) = self.sources.front() else { return Ok(None) };
        let table = source.table();
        let begins = self.after.is_none();
        let ask = Ask { columns: table.columns, after: self.after.as_ref(), items: self.items, period: self.period };
        let Batch { rows, next } = source.read(conn, &ask)?;
        // An item has no return, or one for each of many quarters: as many items are asked for as make a page.
        self.items = (self.items * ROWS / rows.len().max(ROWS / 10)).clamp(1, ROWS);
        if next.is_none() {
            self.sources.pop_front();
            self.items = ROWS / 20;
        }
        self.after = next;
        Ok(Some(Page { table, begins, rows }))
    }
}

impl Source {
    fn table(&self) -> Table {
        match self {
            Self::File(file) => Table { name: kind_of(file), columns: file.columns },
            Self::History(_) => Table { name: "history", columns: history::COLUMNS },
        }
    }

    fn read(&self, conn: &mut Conn, ask: &Ask<'_>) -> Result<Batch> {
        match self {
            Self::History(query) => history::events(conn, query, ask),
            Self::File(file) => match file.name {
                "directorates.csv" => items::directorates(conn, ask),
                "service_areas.csv" => items::service_areas(conn, ask),
                "people.csv" => items::people(conn, ask),
                "plan.csv" => items::plan(conn, ask),
                "actions.csv" => items::actions(conn, ask),
                "indicators.csv" => items::indicators(conn, ask),
                "risks.csv" => items::risks(conn, ask),
                "projects.csv" => items::projects(conn, ask),
                "action_due_dates.csv" => returns::due_dates(conn, ask),
                "action_updates.csv" => returns::updates(conn, ask),
                "indicator_results.csv" => returns::results(conn, ask),
                "risk_assessments.csv" => returns::assessments(conn, ask),
                "project_statuses.csv" => returns::statuses(conn, ask),
                "breakdowns.csv" => returns::breakdowns(conn, ask),
                "narratives.csv" => returns::narratives(conn, ask),
                "judgements.csv" => returns::judgements(conn, ask),
                other => Err(Error::Internal(format!("no export reads {other}"))),
            },
        }
    }
}
