//! Who can be written to.

use crate::clock::Timestamp;
use crate::db::schema::{people, suppressed_addresses};
use crate::db::{Conn, among, on};
use crate::domain::plan::Language;
use crate::domain::reminder::{OptionalMail, Preference, Workday};
use crate::error;
use crate::id::Id;
use diesel::prelude::*;
use std::collections::HashMap;

/// What a digest needs to know of a person.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = people)]
#[expect(missing_docs, reason = "the columns, as in the migration")]
pub struct Recipient {
    pub id: Id,
    pub email: Option<String>,
    pub name: String,
    pub language: Option<Language>,
    pub manager_id: Option<Id>,
    pub active: bool,
    pub archived_at: Option<Timestamp>,
    pub optional_mail: Option<OptionalMail>,
    pub optional_mail_day: Option<Workday>,
    pub directs_id: Option<Id>,
    #[diesel(select_expression = suppressed_addresses::since.nullable())]
    pub suppressed_since: Option<Timestamp>,
}

/// How far up the line a leaver's items are handed.
const LEVELS: usize = 6;

/// These people and the managers above them, by id.
///
/// # Errors
/// Those of the database.
pub fn with_managers(conn: &mut Conn, ids: Vec<Id>) -> error::Result<HashMap<Id, Recipient>> {
    let mut known: HashMap<Id, Recipient> = HashMap::new();
    let mut wanted = ids;
    for level in 0..LEVELS {
        wanted.retain(|id| !known.contains_key(id));
        if wanted.is_empty() {
            break;
        }
        let found: Vec<Recipient> = on!(conn, c => people::table
            .left_join(suppressed_addresses::table.on(people::email.eq(suppressed_addresses::address.nullable())))
            .filter(among(people::id, &wanted))
            .select(Recipient::as_select())
            .load(c))?;
        // The first above each, who hears of what is escalated; above those, only who stands in.
        let above = found.iter().filter(|person| level == 0 || !person.can_be_written_to());
        wanted = above.filter_map(|person| person.manager_id).collect();
        known.extend(found.into_iter().map(|person| (person.id, person)));
    }
    Ok(known)
}

/// The people who lead a directorate, by name.
///
/// # Errors
/// Those of the database.
pub fn directors(conn: &mut Conn) -> error::Result<Vec<Recipient>> {
    Ok(on!(conn, c => people::table
        .left_join(suppressed_addresses::table.on(people::email.eq(suppressed_addresses::address.nullable())))
        .filter(people::directs_id.is_not_null())
        .order((people::name, people::id))
        .select(Recipient::as_select())
        .load(c))?)
}

impl Recipient {
    /// How often they want what they may do without.
    pub fn preference(&self) -> Preference {
        Preference::of(self.optional_mail, self.optional_mail_day)
    }

    /// Here, and with an address that takes mail.
    pub fn can_be_written_to(&self) -> bool {
        self.reachable_at().is_ok()
    }

    /// Where they can be written to.
    ///
    /// # Errors
    /// Why they cannot.
    pub fn reachable_at(&self) -> Result<&str, &'static str> {
        if !self.active || self.archived_at.is_some() {
            return Err("the recipient has left");
        }
        match (&self.email, self.suppressed_since) {
            (None, _) => Err("the recipient has no address"),
            (Some(_), Some(_)) => Err("the recipient's address is suppressed: a mail server refused it"),
            (Some(email), None) => Ok(email),
        }
    }
}

/// The first in the line of managers above that person who can be written to.
pub fn first_above(people: &HashMap<Id, Recipient>, person: Id) -> Option<&Recipient> {
    let manager = |person: &Recipient| people.get(&person.manager_id?);
    let line = std::iter::successors(manager(people.get(&person)?), |above| manager(above));
    line.take(LEVELS).find(|above| above.can_be_written_to())
}
