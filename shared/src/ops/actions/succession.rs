//! Actions that take the place of earlier ones, as when a plan is rolled over into the next year.

use crate::db::Conn;
use crate::db::page::PageRequest;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::model::Link;
use crate::model::action::ActionSort;
use crate::ops::context::{self, Scope};
use crate::ops::past::as_known;
use crate::store::actions::{self as store, ActionFilter};
use crate::store::refs::Kind;
use std::collections::HashMap;

/// The action that `action` is to succeed. An archived one may be succeeded: it is what came before.
///
/// # Errors
/// [`Error::Invalid`] when there is none, or when that one takes the place of `action`, be it through others.
pub(super) fn resolve(conn: &mut Conn, action: Id, reference: Option<&str>, current: Option<Id>) -> Result<Option<Id>> {
    let succeeds = context::resolve(conn, Kind::Action, "/succeeds", reference)?;
    if succeeds.is_none() || succeeds == current {
        return Ok(succeeds);
    }
    // Two links that are made at once must not close a circle.
    conn.lock("succession of actions")?;
    let mut before = succeeds;
    while let Some(id) = before {
        if id == action {
            let detail = "must be neither the action itself nor one that takes its place, be it through others";
            return Err(Error::field("/succeeds", "loop", detail));
        }
        before = store::predecessor(conn, id)?;
    }
    Ok(succeeds)
}

/// What takes the place of each of these actions, in the order of their refs; of what is known at an instant, by links that hold
/// to this day.
///
/// # Errors
/// Those of the database.
pub(super) fn of(conn: &mut Conn, scope: Scope, ids: &[Id]) -> Result<HashMap<Id, Vec<Link>>> {
    let filter = ActionFilter { either: true, succeeds: Some(ids.to_vec()), ..ActionFilter::default() };
    let all = PageRequest { limit: usize::MAX, after: None };
    let found = store::list(conn, &filter, ActionSort::Ref, &all)?;
    let mut successors: HashMap<Id, Vec<Link>> = HashMap::new();
    for record in as_known(conn, scope, found)?.into_iter().filter(|record| scope.knows(record.row.created_at)) {
        let row = record.row;
        if let Some(before) = row.succeeds_id {
            successors.entry(before).or_default().push(Link { id: row.id, reference: row.reference, name: row.title });
        }
    }
    Ok(successors)
}
