//! With whose authority a use case acts: what it may do, on whose items, and in which service areas.

use crate::domain::access::{Ability, Reach, Role};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::store::actions::ActionRow;
use crate::store::indicators::IndicatorRow;
use crate::store::projects::ProjectRow;
use crate::store::risks::RiskRow;
use std::fmt;
use std::sync::Arc;

/// What someone may do. Reading is narrowed by nothing but role and scopes.
#[derive(Clone, Debug)]
pub struct Authority {
    role: Role,
    /// Only these abilities of the role's.
    scopes: Option<Arc<[Ability]>>,
    /// Whose items are own ones.
    person: Option<Id>,
    /// Writing only what belongs to these service areas.
    areas: Option<Arc<[Id]>>,
}

/// Something that is written or recorded of, so far as it matters who may.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    kind: &'static str,
    reference: &'a str,
    owner: Option<Id>,
    deputy: Option<Id>,
    areas: &'a [Id],
}

impl Authority {
    /// That of the service itself, and of its operator: everything.
    pub const fn whole() -> Self {
        Self { role: Role::Admin, scopes: None, person: None, areas: None }
    }

    /// That of a role, narrowed to some scopes and service areas where these are given.
    pub fn new(role: Role, scopes: Option<Vec<Ability>>, person: Option<Id>, areas: Option<Vec<Id>>) -> Self {
        Self { role, scopes: scopes.map(Arc::from), person, areas: areas.map(Arc::from) }
    }

    /// How far it may use that ability.
    pub fn reach(&self, ability: Ability) -> Option<Reach> {
        let in_scope = self.scopes.as_ref().is_none_or(|scopes| scopes.contains(&ability));
        self.role.reach(ability).filter(|_| in_scope)
    }

    /// Is there nothing that it may not do?
    pub fn is_whole(&self) -> bool {
        self.areas.is_none() && Ability::ALL.iter().all(|ability| self.reach(*ability) == Some(Reach::All))
    }

    /// Has it that ability, on whosever items?
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub fn check(&self, ability: Ability) -> Result<()> {
        if self.reach(ability).is_some() {
            return Ok(());
        }
        Err(Error::Forbidden(match (&self.scopes, self.role.reach(ability)) {
            (Some(scopes), Some(_)) => {
                format!("This needs a key with the scope {ability}; this key has {}.", listed(scopes.iter(), "and"))
            }
            _ => format!("This needs the role {}; yours is {}.", listed(ability.roles(), "or"), self.role),
        }))
    }

    /// May it file a return of `subject`?
    ///
    /// # Errors
    /// [`Error::Forbidden`] for what is another's, or belongs to another service area.
    pub fn check_return(&self, subject: Subject<'_>) -> Result<()> {
        self.check_own("files returns of", subject)
    }

    /// May it say what becomes of an alert about `subject`?
    ///
    /// # Errors
    /// As [`Authority::check_return`].
    pub fn check_answer(&self, subject: Subject<'_>) -> Result<()> {
        self.check_own("answers alerts about", subject)
    }

    fn check_own(&self, does: &str, subject: Subject<'_>) -> Result<()> {
        self.check(Ability::Record)?;
        let own = self.person.is_some_and(|person| subject.owner == Some(person) || subject.deputy == Some(person));
        if self.reach(Ability::Record) != Some(Reach::All) && !own {
            let detail = format!("An owner {does} what they own or stand in for, and {subject} is neither; an editor may.");
            return Err(Error::Forbidden(detail));
        }
        self.check_areas(&subject, subject.areas)
    }

    /// May it hand out deadlines: those of a person, of a service area, or of everything? An owner, those of their person.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub fn check_calendar(&self, person: Option<Id>, area: Option<Id>) -> Result<()> {
        self.check(Ability::Record)?;
        let own = person.is_some() && person == self.person;
        if self.reach(Ability::Record) != Some(Reach::All) && !own {
            return Err(Error::Forbidden("An owner has calendars of their own only; an editor has any.".to_owned()));
        }
        self.check_areas(&"a calendar of anything else", area.as_slice())
    }

    /// May it restate what a signed-off period says? Owners ask the performance team.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub fn check_restatement(&self) -> Result<()> {
        if self.reach(Ability::Record) == Some(Reach::All) {
            return Ok(());
        }
        Err(Error::Forbidden("The period is signed off; to restate it needs the role editor or admin.".to_owned()))
    }

    /// May it make, change or archive these: what was there before a change, and what comes of it?
    ///
    /// # Errors
    /// [`Error::Forbidden`] for what does not belong to its service areas alone.
    pub fn check_change<'a>(&self, subjects: impl IntoIterator<Item = impl Into<Subject<'a>>>) -> Result<()> {
        subjects.into_iter().map(Into::into).try_for_each(|subject: Subject<'a>| self.check_areas(&subject, subject.areas))
    }

    /// May it write what belongs to no service area, such as the settings?
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub fn check_common(&self, what: &str) -> Result<()> {
        self.check_areas(&what, &[])
    }

    /// May it make a key of that authority, or renew one? A key hands out no more than it has.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub fn check_grant(&self, granted: &Self) -> Result<()> {
        self.check_common("keys")?;
        match Ability::ALL.iter().find(|ability| granted.reach(**ability) > self.reach(**ability)) {
            Some(ability) => {
                Err(Error::Forbidden(format!("This key has not the scope {ability}, and cannot make or renew a key that has it.")))
            }
            None => Ok(()),
        }
    }

    /// Whose items are its own, if anybody's.
    pub const fn person(&self) -> Option<Id> {
        self.person
    }

    /// Does it write only in some service areas?
    pub const fn is_restricted(&self) -> bool {
        self.areas.is_some()
    }

    fn check_areas(&self, what: &dyn fmt::Display, areas: &[Id]) -> Result<()> {
        match &self.areas {
            Some(own) if areas.is_empty() || areas.iter().any(|area| !own.contains(area)) => {
                Err(Error::Forbidden(format!("This key writes only what belongs to its service areas, and to no other: not {what}.")))
            }
            _ => Ok(()),
        }
    }
}

impl<'a> Subject<'a> {
    /// A risk in some of its areas; a corporate one has none.
    pub fn risk(row: &'a RiskRow, areas: &'a [Id]) -> Self {
        Self { kind: "risk", reference: &row.reference, owner: row.owner_id, deputy: row.deputy_id, areas }
    }
}

impl<'a> From<&'a ActionRow> for Subject<'a> {
    fn from(row: &'a ActionRow) -> Self {
        let areas = row.service_area_id.as_slice();
        Self { kind: "action", reference: &row.reference, owner: row.owner_id, deputy: row.deputy_id, areas }
    }
}

impl<'a> From<&'a IndicatorRow> for Subject<'a> {
    fn from(row: &'a IndicatorRow) -> Self {
        let areas = row.service_area_id.as_slice();
        Self { kind: "indicator", reference: &row.reference, owner: row.owner_id, deputy: row.deputy_id, areas }
    }
}

/// A project is nobody's, and of no area.
impl<'a> From<&'a ProjectRow> for Subject<'a> {
    fn from(row: &'a ProjectRow) -> Self {
        Self { kind: "project", reference: &row.reference, owner: None, deputy: None, areas: &[] }
    }
}

impl fmt::Display for Subject<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {} {:?}", self.kind, self.reference)
    }
}

/// `a, b or c`.
fn listed<T: fmt::Display>(items: impl Iterator<Item = T>, word: &str) -> String {
    let mut items: Vec<String> = items.map(|item| item.to_string()).collect();
    let last = items.pop().unwrap_or_default();
    if items.is_empty() { last } else { format!("{} {word} {last}", items.join(", ")) }
}

#[cfg(test)]
mod tests;
