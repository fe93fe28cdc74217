//! The record as it was known at an instant: items with their changes since undone, the returns recorded by then, and the
//! settings of then.

pub mod filters;
mod items;
mod told;
mod undo;

pub use items::as_known;

use super::context::{Context, Scope};
use crate::clock::{Now, Timestamp};
use crate::db::Conn;
use crate::domain::day::Day;
use crate::domain::period::Period;
use crate::error::{Error, Result};
use crate::model::settings::Settings;
use crate::read::from_json;
use crate::store::history as store;
use std::borrow::Cow;

/// What a read is for, as its query says it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked {
    /// The period; without one, the latest that has ended.
    pub period: Option<Period>,
    /// The day for which the rules are run; without one, today, or the day of `known_at`.
    pub as_of: Option<Day>,
    /// What was recorded at this instant; without one, what is recorded now.
    pub known_at: Option<Timestamp>,
}

/// The scope asked for, and the settings that hold in it.
///
/// # Errors
/// [`Error::Invalid`] for an instant that is yet to come, or of which no history is kept; as [`Context::scope`].
pub fn look<'a>(conn: &mut Conn, context: &Context, settings: &'a Settings, asked: Asked) -> Result<(Cow<'a, Settings>, Scope)> {
    let Some(known) = asked.known_at else {
        return Ok((Cow::Borrowed(settings), context.scope(settings, asked.period, asked.as_of)?));
    };
    check_instant(context, settings, known)?;
    let settings = settings_at(conn, settings, known)?;
    let then = Context::new(Now::at(known, None), context.actor.clone());
    let scope = then.scope(&settings, asked.period, asked.as_of)?;
    Ok((Cow::Owned(settings), Scope { known_at: Some(known), ..scope }))
}

/// Can what was known at that instant be told?
///
/// # Errors
/// [`Error::Invalid`] when it is yet to come, or of which no history is kept.
pub fn check_instant(context: &Context, settings: &Settings, known: Timestamp) -> Result<()> {
    if known > context.at() {
        return Err(Error::field("?known_at", "out_of_range", "must not be yet to come"));
    }
    match settings.retention.history_from(context.at()) {
        Some(first) if known < first => {
            Err(Error::field("?known_at", "out_of_range", format!("must not be before {first}: older history is not kept")))
        }
        _ => Ok(()),
    }
}

fn settings_at(conn: &mut Conn, settings: &Settings, known: Timestamp) -> Result<Settings> {
    let changes = store::of_settings_since(conn, known)?;
    if changes.is_empty() {
        return Ok(settings.clone());
    }
    let mut value = undo::written(settings)?;
    for change in &changes {
        undo::undo(&mut value, &undo::read(change)?);
    }
    from_json(value)
}
