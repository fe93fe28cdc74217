//! All that a person owns, stands in for or manages goes to another, in one transaction.

use super::context::{Context, IMPORT};
use super::precondition::Precondition;
use super::references::refer;
use super::{actions, indicators, people, risks};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::id::{Id, Key};
use crate::model::Link;
use crate::model::handover::{Capacity, Handed, Reassigned, Reassignment};
use crate::model::settings::Settings;
use crate::store::holdings::{self, Held};
use crate::store::people::{self as store, PersonRow};
use crate::store::refs::Kind;
use serde_json::{Map, Value, json};

/// Items told of at most.
const MOST_TOLD: usize = 1_000;

/// Has another person take over what is current and the person's. Each item is changed as by itself: it keeps its history, and
/// its alerts follow it.
///
/// # Errors
/// [`Error::NotFound`] for the person; [`Error::Invalid`] for who is to take over; [`Error::Forbidden`] for an item that may not
/// be changed; then none is.
pub fn reassign(conn: &mut Conn, context: &Context, settings: &Settings, key: &Key, draft: &Reassignment) -> Result<Reassigned> {
    // It changes many items in an order of its own, as an import does.
    conn.lock(IMPORT)?;
    let from = store::find(conn, key)?.ok_or_else(|| Error::not_found(Kind::Person.name(), key))?.row;
    context.expected.check(from.version)?;
    let to = successor(conn, &from, &draft.to)?;
    let area = refer(conn, Kind::ServiceArea, "/service_area", draft.service_area.as_deref(), None)?;
    if draft.what.is_empty() {
        return Err(Error::field("/what", "missing_field", "must name what is to be taken over; leave it out for everything"));
    }
    let each = Context { expected: Precondition::Waived, ..context.clone() };
    let handover = Handover { context: &each, settings, from: &from, to: &to, what: &draft.what, area };
    conn.begin_write()?;
    let handed = handover.all(conn);
    match &handed {
        Ok(_) if !draft.dry_run => conn.commit()?,
        _ => conn.rollback()?,
    }
    let mut items = handed?;
    let count = |capacity| items.iter().filter(|item| item.what.contains(&capacity)).count();
    let (owned, deputised, managed) = (count(Capacity::Owner), count(Capacity::Deputy), count(Capacity::Manager));
    items.truncate(MOST_TOLD);
    Ok(Reassigned { from: link(&from), to: link(&to), dry_run: draft.dry_run, owned, deputised, managed, items })
}

fn successor(conn: &mut Conn, from: &PersonRow, to: &str) -> Result<PersonRow> {
    let id = refer(conn, Kind::Person, "/to", Some(to), None)?;
    let found = id.map(|id| store::find(conn, &Key::Id(id))).transpose()?.flatten().map(|record| record.row);
    match found {
        Some(row) if row.id == from.id => Err(Error::field("/to", "invalid_value", "must be someone else")),
        Some(row) if !row.active => Err(Error::field("/to", "inactive_person", "has left; name someone who is at work")),
        Some(row) => Ok(row),
        None => Err(Error::field("/to", "invalid_value", "must not be empty")),
    }
}

fn link(row: &PersonRow) -> Link {
    Link { id: row.id, reference: row.reference.clone(), name: row.name.clone() }
}

struct Handover<'a> {
    context: &'a Context,
    settings: &'a Settings,
    from: &'a PersonRow,
    to: &'a PersonRow,
    what: &'a [Capacity],
    area: Option<Id>,
}

impl Handover<'_> {
    fn all(&self, conn: &mut Conn) -> Result<Vec<Handed>> {
        let mut handed = Vec::new();
        for kind in [Kind::Action, Kind::Indicator, Kind::Risk] {
            for held in holdings::of_person(conn, kind, self.from.id, self.area)? {
                let what = self.capacities(&held);
                if !what.is_empty() {
                    self.hand(conn, kind, held.id, &what)?;
                    handed.push(Handed { kind: kind.subject(), reference: held.reference, what });
                }
            }
        }
        if self.what.contains(&Capacity::Manager) {
            for (id, reference) in holdings::managed_by(conn, self.from.id, self.area)? {
                self.manage(conn, id)?;
                handed.push(Handed { kind: Kind::Person.subject(), reference, what: vec![Capacity::Manager] });
            }
        }
        Ok(handed)
    }

    fn capacities(&self, held: &Held) -> Vec<Capacity> {
        let is = [(Capacity::Owner, held.owner_id), (Capacity::Deputy, held.deputy_id)];
        let theirs = is.into_iter().filter(|(capacity, who)| *who == Some(self.from.id) && self.what.contains(capacity));
        theirs.map(|(capacity, _)| capacity).collect()
    }

    fn hand(&self, conn: &mut Conn, kind: Kind, item: Id, what: &[Capacity]) -> Result<()> {
        let to = self.to.id.to_string();
        let change: Map<String, Value> = what.iter().map(|capacity| (capacity.to_string(), json!(to))).collect();
        let (key, change) = (Key::Id(item), Value::Object(change));
        match kind {
            Kind::Indicator => indicators::patch(conn, self.context, self.settings, &key, &change).map(drop),
            Kind::Risk => risks::patch(conn, self.context, self.settings, &key, &change).map(drop),
            _ => actions::patch(conn, self.context, self.settings, &key, &change).map(drop),
        }
    }

    /// Whoever takes over and was managed by the person has their manager from now on: nobody is their own.
    fn manage(&self, conn: &mut Conn, person: Id) -> Result<()> {
        let manager = if person == self.to.id { self.from.manager_id } else { Some(self.to.id) };
        let change = json!({"manager": manager.map(|manager| manager.to_string())});
        match people::patch(conn, self.context, &Key::Id(person), &change) {
            Err(Error::Invalid(errors)) if errors.iter().any(|error| error.code == "loop") => {
                let to = &self.to.reference;
                let detail =
                    format!("{to:?} has someone above them who is managed by {:?}: give {to:?} another manager first", self.from.reference);
                Err(Error::conflict("loop", detail))
            }
            changed => changed.map(drop),
        }
    }
}
