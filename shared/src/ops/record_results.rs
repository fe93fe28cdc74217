//! Recording many results at once: what a system pushes every night.

use super::batch::MAX_ROWS;
use super::context::{Change, Context, IMPORT, check_not_moved, hold};
use super::reconcile_alerts::follow;
use super::record_result::record;
use crate::db::Conn;
use crate::domain::alert::ItemKind;
use crate::error::{Error, Result};
use crate::id::{Id, Key};
use crate::model::indicator_result::{RecordedResult, ResultOf};
use crate::model::settings::Settings;
use crate::store::refs::{self, Kind};
use std::collections::BTreeSet;

/// What became of one result.
pub type Outcome = Result<(Change, RecordedResult)>;

/// Records each result as [`record_result`](super::record_result::record_result) does, and tells what became of each, in their
/// order. What is refused leaves the others alone, as does what could not be read; with `all_or_nothing`, nothing is stored when
/// any is.
///
/// # Errors
/// [`Error::Invalid`] for too many; those of the database.
pub fn record_results(
    conn: &mut Conn,
    context: &Context,
    settings: &Settings,
    results: Vec<Result<ResultOf>>,
    all_or_nothing: bool,
) -> Result<Vec<Outcome>> {
    if results.len() > MAX_ROWS {
        return Err(Error::field("", "too_many", format!("must be at most {MAX_ROWS} results; send the others in further requests")));
    }
    hold_all(conn, &results)?;
    conn.begin_write()?;
    let outcomes = record_all(conn, context, settings, results);
    let keep = outcomes.as_ref().is_ok_and(|outcomes| !all_or_nothing || outcomes.iter().all(Result::is_ok));
    let ended = if keep { conn.commit() } else { conn.rollback() };
    let outcomes = outcomes?;
    ended?;
    Ok(outcomes)
}

/// Holds every indicator that is named, in one order, before anything else is held.
fn hold_all(conn: &mut Conn, results: &[Result<ResultOf>]) -> Result<()> {
    // Each holds many until it ends: one after the other.
    conn.lock("many results")?;
    conn.share(IMPORT)?;
    let keys: BTreeSet<&str> = results.iter().flatten().map(|of| of.indicator.as_str()).collect();
    let mut ids = BTreeSet::new();
    for key in keys {
        ids.extend(refs::find_id(conn, Kind::Indicator, &Key::parse(key))?);
    }
    ids.into_iter().try_for_each(|id| hold(conn, Kind::Indicator, id))
}

/// Each in its turn, and then the alerts about all of them.
fn record_all(conn: &mut Conn, context: &Context, settings: &Settings, results: Vec<Result<ResultOf>>) -> Result<Vec<Outcome>> {
    let mut recorded = BTreeSet::new();
    let mut outcomes = Vec::with_capacity(results.len());
    for result in results {
        let outcome = match result {
            Ok(of) => record_one(conn, context, settings, of)?,
            Err(unread) => Err(unread),
        };
        outcomes.push(outcome.map(|(indicator, recording)| {
            recorded.insert(indicator);
            recording
        }));
    }
    for indicator in recorded {
        follow(conn, context, settings, ItemKind::Indicator, indicator)?;
    }
    Ok(outcomes)
}

/// One result, in a savepoint of its own; faults that are not its own are passed on.
fn record_one(conn: &mut Conn, context: &Context, settings: &Settings, of: ResultOf) -> Result<Result<(Id, (Change, RecordedResult))>> {
    conn.begin_write()?;
    match record(conn, context, settings, &Key::parse(&of.indicator), of.period, of.result) {
        Ok(recorded) => {
            conn.commit()?;
            Ok(Ok(recorded))
        }
        Err(fault @ (Error::Unavailable(_) | Error::Contended(_) | Error::Internal(_))) => Err(fault),
        Err(refusal) => {
            conn.rollback()?;
            let moved = match refusal {
                Error::NotFound { .. } => check_not_moved(conn, Kind::Indicator, "", &Key::parse(&of.indicator)),
                _ => Ok(()),
            };
            Ok(Err(moved.err().unwrap_or(refusal)))
        }
    }
}
