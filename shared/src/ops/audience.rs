//! Who is told of what: owners, and those who stand in for owners who cannot be told.

use super::context::Context;
use super::people;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::model::person::PersonDraft;
use crate::store::people::id_by_email;
use crate::store::recipients::{self, Recipient};
use std::collections::HashMap;

/// Where mails come from.
#[derive(Clone, Debug)]
pub struct Origin {
    /// What follows the `@` of Message-IDs.
    pub domain: String,
    /// The address of the performance team, if there is one.
    pub team: Option<String>,
}

/// The people who may be told of some alerts.
pub struct Audience {
    people: HashMap<Id, Recipient>,
    team: Option<Id>,
}

impl Audience {
    /// These people, the managers above them, and the performance team, so far as it is a person of the record.
    ///
    /// # Errors
    /// Those of the database.
    pub fn load(conn: &mut Conn, people: Vec<Id>, team: Option<&str>) -> Result<Self> {
        let mut audience = Self { people: recipients::with_managers(conn, people)?, team: None };
        if let Some(id) = team.map(|address| id_by_email(conn, &address.to_lowercase())).transpose()?.flatten() {
            audience.add_team(conn, id)?;
        }
        Ok(audience)
    }

    /// Makes the performance team a person of the record, unless it is one. An address that no person could have is nobody's.
    ///
    /// # Errors
    /// Those of the database.
    pub fn enlist_team(&mut self, conn: &mut Conn, context: &Context, address: &str) -> Result<()> {
        if self.team.is_some() {
            return Ok(());
        }
        match people::create(conn, context, PersonDraft::of_address(address, "Performance team")) {
            Ok(id) => self.add_team(conn, id),
            Err(Error::Invalid(_)) => Ok(()),
            Err(other) => Err(other),
        }
    }

    fn add_team(&mut self, conn: &mut Conn, id: Id) -> Result<()> {
        self.people.extend(recipients::with_managers(conn, vec![id])?);
        self.team = Some(id);
        Ok(())
    }

    /// The person of that id.
    pub fn person(&self, id: Id) -> Option<&Recipient> {
        self.people.get(&id)
    }

    /// The owner, if they can be told.
    pub fn owner(&self, owner: Option<Id>) -> Option<&Recipient> {
        self.person(owner?).filter(|owner| owner.can_be_written_to())
    }

    /// Who hears of what `owner` owns: the owner; without one who can be told, the first above them who can, and the
    /// performance team.
    pub fn told(&self, owner: Option<Id>) -> Vec<&Recipient> {
        if let Some(owner) = self.owner(owner) {
            return vec![owner];
        }
        let above = owner.and_then(|owner| recipients::first_above(&self.people, owner));
        let team = self.team.and_then(|team| self.person(team)).filter(|team| team.can_be_written_to());
        let mut told: Vec<_> = above.into_iter().chain(team).collect();
        told.dedup_by_key(|person| person.id);
        told
    }
}
