//! Who is told of what: owners, those who stand in for owners who cannot be told, and the managers of those who do nothing.

use super::context::Context;
use super::people;
use crate::db::Conn;
use crate::domain::alert::Quiet;
use crate::domain::day::Day;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::model::person::PersonDraft;
use crate::store::alerts::{self, AlertRow};
use crate::store::people::id_by_email;
use crate::store::recipients::{self, Recipient};
use std::collections::{HashMap, HashSet};

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
    /// Of items whose owner cannot be told.
    deputies: HashMap<Id, Id>,
    team: Option<Id>,
}

impl Audience {
    /// All who may hear of these alerts, and the performance team, so far as it is a person of the record.
    ///
    /// # Errors
    /// Those of the database.
    pub fn of<'a>(conn: &mut Conn, rows: impl Iterator<Item = &'a AlertRow> + Clone, team: Option<&str>) -> Result<Self> {
        let owners: HashSet<Id> = rows.clone().filter_map(|alert| alert.owner_id).collect();
        let people = recipients::with_managers(conn, owners.into_iter().collect())?;
        let mut audience = Self { people, deputies: HashMap::new(), team: None };
        let passed_on: Vec<&AlertRow> = rows.filter(|alert| !audience.reaches_owner(alert)).collect();
        audience.deputies = alerts::deputies(conn, passed_on.iter().copied())?;
        let deputies = audience.deputies.values().copied().collect();
        audience.enlist(conn, deputies)?;
        if let Some(id) = team.map(|address| id_by_email(conn, &address.to_lowercase())).transpose()?.flatten() {
            audience.add_team(conn, id)?;
        }
        Ok(audience)
    }

    /// Makes these people known, too.
    ///
    /// # Errors
    /// Those of the database.
    pub fn enlist(&mut self, conn: &mut Conn, people: Vec<Id>) -> Result<()> {
        self.people.extend(recipients::with_managers(conn, people)?);
        Ok(())
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
        self.team = Some(id);
        self.enlist(conn, vec![id])
    }

    /// The person of that id.
    pub fn person(&self, id: Id) -> Option<&Recipient> {
        self.people.get(&id)
    }

    /// The owner, if they can be told.
    fn owner(&self, owner: Option<Id>) -> Option<&Recipient> {
        self.person(owner?).filter(|owner| owner.can_be_written_to())
    }

    /// The performance team, if it is a person of the record.
    pub fn team(&self) -> Option<&Recipient> {
        self.person(self.team?)
    }

    /// Has it an owner who can be told?
    pub fn reaches_owner(&self, alert: &AlertRow) -> bool {
        self.owner(alert.owner_id).is_some()
    }

    /// Who hears of an alert on a day: its owner, and above them the first who can be told, once it is escalated, while it is
    /// acknowledged, and when it is over. Without an owner who can be told, those who stand in.
    pub fn told(&self, alert: &AlertRow, day: Day) -> Vec<Told<'_>> {
        let Some(owner) = self.owner(alert.owner_id) else { return self.stand_ins(alert) };
        let acknowledged = alert.quiet_kind == Some(Quiet::Acknowledged) && alert.is_quiet(day);
        let concerns_manager = alert.escalated_on.is_some() || acknowledged || alert.resolved_on.is_some();
        let manager = self.above(alert).filter(|_| concerns_manager);
        // It may have stood in for a while.
        let team = self.team().filter(|team| alert.resolved_on.is_some() && team.can_be_written_to());
        let mut told = vec![Told { person: owner, part: Part::Owner }];
        add(&mut told, manager, Part::Manager);
        add(&mut told, team, Part::StandIn);
        told
    }

    /// Who is told in the place of an owner who cannot be: the item's deputy, the first above the owner, and the performance team,
    /// those of them who can.
    pub fn stand_ins(&self, alert: &AlertRow) -> Vec<Told<'_>> {
        if self.reaches_owner(alert) {
            return Vec::new();
        }
        let others = [self.deputies.get(&alert.item_id).copied(), self.team].map(|other| self.person(other?));
        let [deputy, team] = others.map(|other| other.filter(|person| person.can_be_written_to()));
        let mut told: Vec<Told<'_>> = Vec::new();
        for person in [deputy, self.above(alert), team] {
            add(&mut told, person, Part::StandIn);
        }
        told
    }

    /// The first above its owner who can be told.
    pub fn above(&self, alert: &AlertRow) -> Option<&Recipient> {
        recipients::first_above(&self.people, alert.owner_id?)
    }
}

/// Nobody hears of an alert twice.
fn add<'a>(told: &mut Vec<Told<'a>>, person: Option<&'a Recipient>, part: Part) {
    told.extend(person.filter(|person| told.iter().all(|known| known.person.id != person.id)).map(|person| Told { person, part }));
}

/// Someone who hears of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told<'a> {
    /// Who.
    pub person: &'a Recipient,
    /// As what.
    pub part: Part,
}

/// As what someone hears of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The item is theirs.
    Owner,
    /// Its owner cannot be told.
    StandIn,
    /// Its owner reports to them.
    Manager,
}
