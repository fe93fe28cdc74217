//! What items referred to: history tells it by ref, and a ref or address may name another since.

use super::undo::read;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::id::{Id, Key, ref_key};
use crate::model::Link;
use crate::model::history::FieldChange;
use crate::store::refs::{self, Kind};
use crate::store::{former_refs, history as store};
use std::collections::HashMap;

/// Of each field that was taken back, the number of the event that told what it had been: what it named is what was called so
/// until then.
#[derive(Debug, Default)]
pub struct Told(HashMap<String, i64>);

impl Told {
    /// Notes that an event told what these fields had been, the latest event first.
    pub fn note(&mut self, changes: Vec<FieldChange>, number: i64) {
        self.0.extend(changes.into_iter().map(|change| (change.field, number)));
    }

    /// Has `link` name what `was` named in that field, if that changed since: shown as it is called now.
    pub fn relink(&self, conn: &mut Conn, (kind, field): (Kind, &str), link: &mut Option<Link>, was: Option<String>) -> Result<()> {
        if let Some(number) = self.0.get(field) {
            *link = was.map(|was| linked(conn, kind, &was, *number)).transpose()?;
        }
        Ok(())
    }

    /// The same for a list.
    pub fn relink_all(&self, conn: &mut Conn, (kind, field): (Kind, &str), links: &mut Vec<Link>, was: &[String]) -> Result<()> {
        if let Some(number) = self.0.get(field) {
            *links = was.iter().map(|was| linked(conn, kind, was, *number)).collect::<Result<_>>()?;
        }
        Ok(())
    }
}

/// What was called so when the event of that number was written.
fn linked(conn: &mut Conn, kind: Kind, was: &str, number: i64) -> Result<Link> {
    let link = match called_so(conn, kind, was, number)? {
        Some(id) => refs::link(conn, kind, id)?,
        None => None,
    };
    let unknown = || format!("the {} {was:?}, which was referred to then, is not known by that ref any more", kind.name());
    link.ok_or_else(|| Error::field("?known_at", "not_known", unknown()))
}

fn called_so(conn: &mut Conn, kind: Kind, was: &str, number: i64) -> Result<Option<Id>> {
    let now = refs::find_id(conn, kind, &Key::parse(was))?;
    let Some((former, _)) = former_refs::find(conn, kind, &ref_key(was))? else { return Ok(now) };
    // Given up at least once: by whoever gave it up first since then, unless nobody has.
    for (item, event) in store::naming_since(conn, kind.subject(), was, number)? {
        let is_name = |change: &&FieldChange| change.field == "/ref" || (kind == Kind::Person && change.field == "/email");
        let changes = read(&event)?;
        if changes.iter().filter(is_name).any(|change| change.from == was) {
            return Ok(item);
        }
        if changes.iter().filter(is_name).any(|change| change.to == was) {
            return Ok(Some(former));
        }
    }
    Ok(now.or(Some(former)))
}
