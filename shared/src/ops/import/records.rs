//! Rows that are records of a quarter: a new revision, unless they say what is recorded already.

use super::session::Session;
use super::sheet::Row;
use crate::domain::period::Period;
use crate::error::{Error, Result};
use crate::id::{Key, ref_key};
use crate::model::indicator::ResultDraft;
use crate::ops::{Change, record_result};
use crate::store;
use crate::store::indicators::ResultRow;
use std::collections::hash_map::Entry;

/// Stores a row of `indicator_results.csv`.
pub(super) fn result(session: &mut Session<'_>, row: &Row) -> Result<Change> {
    let reference = row.text("ref");
    let period: Period = row.parsed("period")?;
    let record = match session.indicators.entry(ref_key(reference)) {
        Entry::Occupied(known) => known.into_mut(),
        Entry::Vacant(place) => {
            let found = store::indicators::find(session.conn, &Key::parse(reference))?;
            place.insert(found.ok_or_else(|| Error::not_found("indicator", reference))?)
        }
    };
    let latest = store::indicators::results(session.conn, &[record.row.id], &[period])?.pop();
    let draft: ResultDraft = row.draft(latest.map(result_draft).as_ref())?;
    record_result::save(session.conn, session.context, session.settings, record, period, draft.check()?)
}

/// The draft that would record a result again; the reason of an earlier restatement is not one of the next.
fn result_draft(row: ResultRow) -> ResultDraft {
    ResultDraft {
        actual: row.actual,
        target: row.target,
        numerator: row.numerator,
        denominator: row.denominator,
        provisional: row.provisional,
        comparable: row.comparable,
        commentary: row.commentary,
        commentary_cy: row.commentary_cy,
        stated_rag: row.stated_rag,
        stated_direction: row.stated_direction,
        restatement_reason: None,
    }
}
