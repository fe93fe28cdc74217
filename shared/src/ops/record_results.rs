//! Recording many results at once: what a system pushes every night.

use super::batch::MAX_ROWS;
use super::context::{Change, Context, check_not_moved};
use super::record_result::record_result;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::id::Key;
use crate::model::indicator_result::{RecordedResult, ResultOf};
use crate::model::settings::Settings;
use crate::store::refs::Kind;

/// What became of one result.
pub type Outcome = Result<(Change, RecordedResult)>;

/// Records each result as [`record_result`] does, and tells what became of each, in their order. What is refused leaves the
/// others alone; with `all_or_nothing`, nothing is stored when any is.
///
/// # Errors
/// [`Error::Invalid`] for too many; those of the database.
pub fn record_results(
    conn: &mut Conn,
    context: &Context,
    settings: &Settings,
    results: Vec<ResultOf>,
    all_or_nothing: bool,
) -> Result<Vec<Outcome>> {
    if results.len() > MAX_ROWS {
        return Err(Error::field("", "too_many", format!("must be at most {MAX_ROWS} results; send the others in further requests")));
    }
    // Each holds the items of all its rows until it ends: two would wait for each other.
    conn.lock("many results")?;
    conn.begin_write()?;
    let outcomes: Result<Vec<Outcome>> = results.into_iter().map(|result| record_one(conn, context, settings, result)).collect();
    let keep = outcomes.as_ref().is_ok_and(|outcomes| !all_or_nothing || outcomes.iter().all(Result::is_ok));
    let ended = if keep { conn.commit() } else { conn.rollback() };
    let outcomes = outcomes?;
    ended?;
    Ok(outcomes)
}

/// One result, in a savepoint of its own; faults that are not its own are passed on.
fn record_one(conn: &mut Conn, context: &Context, settings: &Settings, of: ResultOf) -> Result<Outcome> {
    conn.begin_write()?;
    match record_result(conn, context, settings, &Key::parse(&of.indicator), of.period, of.result) {
        Ok(recorded) => {
            conn.commit()?;
            Ok(Ok(recorded))
        }
        Err(fault @ (Error::Unavailable(_) | Error::Internal(_))) => Err(fault),
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
