//! What every use case needs to know: when, who, and under which settings.

use super::authority::Authority;
use super::precondition::Precondition;
use crate::clock::{Now, Timestamp};
use crate::db::Conn;
use crate::domain::day::Day;
use crate::domain::period::Period;
use crate::error::{Error, Result};
use crate::id::{Id, Key};
use crate::model::settings::Settings;
use crate::read::from_json;
use crate::store;
use crate::store::refs::Kind;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Who does something, and when.
#[derive(Clone, Debug)]
pub struct Context {
    /// The present.
    pub now: Now,
    /// The key or command that records it.
    pub actor: String,
    /// What that may do.
    pub authority: Authority,
    /// The request that they make, if they make one over HTTP.
    pub request_id: Option<String>,
    /// What they expect of what they change.
    pub expected: Precondition,
}

/// For which period, and as at which day, statuses are worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The period.
    pub period: Period,
    /// The day that the rules are run for.
    pub as_of: Day,
    /// On what was recorded at this instant; without one, on what is recorded now.
    pub known_at: Option<Timestamp>,
}

/// What writing a draft did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// There was none before.
    Created,
    /// It was different before.
    Updated,
    /// It was the same before: nothing was written.
    Unchanged,
}

impl Scope {
    /// On what is recorded now.
    pub const fn now(period: Period, as_of: Day) -> Self {
        Self { period, as_of, known_at: None }
    }

    /// Does what was recorded at that instant count?
    pub fn knows(&self, recorded_at: Timestamp) -> bool {
        self.known_at.is_none_or(|known| recorded_at <= known)
    }

    /// Does a revision count that was recorded at that instant, and has effect on that day?
    pub fn counts(&self, recorded_at: Timestamp, effect_on: Day) -> bool {
        effect_on <= self.as_of && self.knows(recorded_at)
    }
}

impl Context {
    /// That moment, for something that `actor` does, who may do everything.
    pub fn new(now: Now, actor: impl Into<String>) -> Self {
        Self { now, actor: actor.into(), authority: Authority::whole(), request_id: None, expected: Precondition::Waived }
    }

    /// The same, for someone who may do so much.
    #[must_use]
    pub fn with(self, authority: Authority) -> Self {
        Self { authority, ..self }
    }

    /// Its instant.
    pub const fn at(&self) -> Timestamp {
        self.now.instant
    }

    /// A new id.
    pub fn new_id(&self) -> Id {
        Id::new(self.now.instant)
    }

    /// The organisation's day.
    pub fn today(&self, settings: &Settings) -> Day {
        self.now.today(settings.time_zone)
    }

    /// The scope asked for: by default today, and the period that ended last before it.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a day before which no period ended, or after the last one.
    pub fn scope(&self, settings: &Settings, period: Option<Period>, as_of: Option<Day>) -> Result<Scope> {
        let as_of = as_of.unwrap_or_else(|| self.today(settings));
        let period = period.or_else(|| settings.reporting_period(as_of));
        let start = settings.fiscal_year_start;
        // There must be a period that has ended, and one that has not.
        let (first, last) = (Period::FIRST.last_day(start).plus(1), Period::LAST.last_day(start));
        let outside = || Error::field("?as_of", "out_of_range", format!("must be a day from {first} to {last}, unless a period is given"));
        Ok(Scope { known_at: None, period: period.ok_or_else(outside)?, as_of })
    }
}

/// The id of what a draft refers to, `pointer` being where it does.
///
/// # Errors
/// [`Error::Invalid`] when there is none.
pub fn resolve(conn: &mut Conn, kind: Kind, pointer: &str, reference: Option<&str>) -> Result<Option<Id>> {
    let Some(reference) = reference.filter(|reference| !reference.is_empty()) else {
        return Ok(None);
    };
    let key = Key::parse(reference);
    if let Some(id) = store::refs::find_id(conn, kind, &key)? {
        return Ok(Some(id));
    }
    check_not_moved(conn, kind, pointer, &key)?;
    // What a filter names need not exist; what a draft refers to must.
    let remedy = if pointer.starts_with('?') { "" } else { "; create it first" };
    Err(Error::field(pointer, "unknown_reference", format!("there is no {} {reference:?}{remedy}", kind.name())))
}

/// Is what `key` does not name any more called something else now? Who names it so is told: to follow would hide that what they
/// go by is out of date, and a new item may take the old ref.
///
/// # Errors
/// [`Error::Invalid`] with what it is called now.
pub fn check_not_moved(conn: &mut Conn, kind: Kind, pointer: &str, key: &Key) -> Result<()> {
    let Key::Ref(former) = key else { return Ok(()) };
    match store::former_refs::find(conn, kind, former)? {
        Some((_, now)) => {
            let detail = format!("the {} {former:?} is called {now:?} now; name it so", kind.name());
            Err(Error::field(pointer, "moved_reference", detail))
        }
        None => Ok(()),
    }
}

/// The error for a ref that an item of that kind has already, or one that would collide with it in a path.
pub fn ref_taken(error: Error, kind: Kind, reference: &str) -> Error {
    match error {
        Error::Duplicate => {
            let kind = kind.name();
            let detail = format!("another {kind} has the ref {reference:?}, or one that differs only in / and -");
            Error::Conflict { code: "ref_taken", detail }
        }
        other => other,
    }
}

/// What `read` finds, to be changed, or to be recorded of: whoever else would do so waits until this transaction ends, so that
/// what is done at once is done one after the other, on both databases.
///
/// # Errors
/// Those of `read`, and those of the database.
pub fn for_change<T>(conn: &mut Conn, kind: Kind, id: impl Fn(&T) -> Id, read: impl Fn(&mut Conn) -> Result<T>) -> Result<T> {
    // An import changes many items in an order of its own: it waits for all who hold one, and they for it.
    conn.share(IMPORT)?;
    let found = read(conn)?;
    hold(conn, kind, id(&found))?;
    match conn {
        // It has one writer: nothing has changed since.
        Conn::Sqlite(_) => Ok(found),
        Conn::Postgres(_) => read(conn),
    }
}

/// Has whoever else would change an item, or record of it, wait until this transaction ends.
///
/// Nobody waits for an item while they hold `alerts`, which all who record come to last: two would wait for each other.
///
/// # Errors
/// Those of the database.
pub fn hold(conn: &mut Conn, kind: Kind, item: Id) -> Result<()> {
    conn.lock(&format!("{} {item}", kind.name()))
}

/// What an import locks, and whoever changes what is there already shares.
pub const IMPORT: &str = "import";

/// The error for an item that was changed by someone else meanwhile.
pub fn changed_meanwhile() -> Error {
    Error::conflict("changed_meanwhile", "the item was changed by someone else meanwhile; read it again and repeat the change")
}

/// A draft changed by a JSON Merge Patch (RFC 7396): what is left out stays, null clears.
///
/// # Errors
/// [`Error::Invalid`] for a field that cannot be written, or a value that does not fit.
pub fn merged<T: Serialize + DeserializeOwned>(draft: &T, patch: &serde_json::Value) -> Result<T> {
    if !patch.is_object() {
        return Err(Error::field("", "invalid_value", "must be an object with the fields to change"));
    }
    let mut value = serde_json::to_value(draft).map_err(|error| Error::Internal(error.to_string()))?;
    if let Some(pointer) = unknown_null(&value, patch) {
        return Err(Error::field(pointer, "unknown_field", "there is no such field"));
    }
    json_patch::merge(&mut value, patch);
    from_json(value)
}

/// Where a patch clears what does not exist: merging would drop that without a word.
fn unknown_null(draft: &serde_json::Value, patch: &serde_json::Value) -> Option<String> {
    let (draft, patch) = (draft.as_object()?, patch.as_object()?);
    patch.iter().find_map(|(name, value)| match draft.get(name) {
        None => value.is_null().then(|| format!("/{name}")),
        Some(inner) => unknown_null(inner, value).map(|pointer| format!("/{name}{pointer}")),
    })
}

#[cfg(test)]
mod tests;
