//! One digest per person and run: who hears of what, and why.

use super::context::Context;
use crate::db::Conn;
use crate::domain::explanation::Explanation;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::model::notification::State;
use crate::model::settings::Settings;
use crate::store::alerts::{self, AlertRow};
use crate::store::notifications::{self, NotificationRow};
use crate::store::recipients::{self, Recipient};
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A digest that was queued.
#[derive(Clone, Debug)]
pub struct Composed {
    /// Its notification.
    pub id: Id,
    /// Whom it is for.
    pub recipient: Recipient,
    /// What it lists.
    pub lines: Vec<ComposedLine>,
}

/// One alert in a digest.
#[derive(Clone, Debug)]
pub struct ComposedLine {
    /// The alert.
    pub alert: AlertRow,
    /// `new`, `open` or `resolved`.
    pub state: &'static str,
}

/// What a run composed.
#[derive(Clone, Debug, Default)]
pub struct Composition {
    /// The digests, by the name of their recipients.
    pub digests: Vec<Composed>,
    /// Open alerts that nobody can be told of: no owner, or none with an address, nor a manager who has one.
    pub unreachable: Vec<AlertRow>,
}

/// Queues the digests of the run (`check`, `day`): for each person with an alert that is new or due for mention, all that is
/// open, and what was resolved since they were last told. Never two for one person and run.
///
/// # Errors
/// Those of the database.
pub fn compose(
    conn: &mut Conn,
    context: &Context,
    settings: &Settings,
    check: &str,
    day: NaiveDate,
    mail_domain: &str,
) -> Result<Composition> {
    let open = alerts::open(conn, None)?;
    let closed = alerts::to_close(conn)?;
    let owners: HashSet<Id> = open.iter().chain(&closed).filter_map(|alert| alert.owner_id).collect();
    let people = recipients::with_managers(conn, owners.into_iter().collect())?;
    let told: HashSet<Id> = notifications::recipients_of(conn, check, day)?.into_iter().collect();
    let mut composition = Composition::default();
    let mut by_person: BTreeMap<(String, Id), Vec<ComposedLine>> = BTreeMap::new();
    for (alert, closing) in open.into_iter().map(|alert| (alert, false)).chain(closed.into_iter().map(|alert| (alert, true))) {
        let state = if closing {
            "resolved"
        } else if alert.mentions == 0 {
            "new"
        } else {
            "open"
        };
        match alert.owner_id.and_then(|owner| recipients::responsible(&people, owner)) {
            Some(person) => by_person.entry((person.name.clone(), person.id)).or_default().push(ComposedLine { alert, state }),
            None if closing => {}
            None => composition.unreachable.push(alert),
        }
    }
    for ((_, person), lines) in by_person {
        let due = |line: &ComposedLine| line.state != "resolved" && is_due(settings, &line.alert, day);
        if told.contains(&person) || !lines.iter().any(due) {
            continue;
        }
        let composed = queue(conn, context, settings, &people, person, lines, (check, day, mail_domain))?;
        composition.digests.extend(composed);
    }
    Ok(composition)
}

fn is_due(settings: &Settings, alert: &AlertRow, day: NaiveDate) -> bool {
    settings.cadence().is_due(u32::try_from(alert.mentions).unwrap_or(0), alert.mentioned_on, day)
}

fn queue(
    conn: &mut Conn,
    context: &Context,
    settings: &Settings,
    people: &HashMap<Id, Recipient>,
    person: Id,
    lines: Vec<ComposedLine>,
    (check, day, mail_domain): (&str, NaiveDate, &str),
) -> Result<Option<Composed>> {
    let Some(recipient) = people.get(&person).cloned() else {
        return Ok(None);
    };
    let id = context.new_id();
    let row = NotificationRow {
        id,
        person_id: person,
        check_name: check.to_owned(),
        day,
        state: State::Pending,
        message_id: format!("{id}@{mail_domain}"),
        frozen: None,
        address: None,
        attempts: 0,
        next_attempt_at: context.at(),
        leased_until: None,
        fence: 0,
        last_reply: None,
        created_at: context.at(),
        settled_at: None,
    };
    let listed: Vec<(Id, &'static str)> = lines.iter().map(|line| (line.alert.id, line.state)).collect();
    notifications::insert(conn, &row, &listed)?;
    for line in &lines {
        mention(conn, settings, line, day)?;
    }
    Ok(Some(Composed { id, recipient, lines }))
}

/// Only what was due starts its clock anew; what was resolved has now been told.
fn mention(conn: &mut Conn, settings: &Settings, line: &ComposedLine, day: NaiveDate) -> Result<()> {
    let alert = line.alert.clone();
    if line.state == "resolved" {
        return alerts::update(conn, &AlertRow { closing_told: true, ..alert });
    }
    if is_due(settings, &alert, day) {
        return alerts::update(conn, &AlertRow { mentions: alert.mentions + 1, mentioned_on: Some(day), ..alert });
    }
    Ok(())
}

/// The explanation that an alert keeps.
///
/// # Errors
/// [`Error::Internal`] when it cannot be read.
pub fn explanation(alert: &AlertRow) -> Result<Explanation> {
    serde_json::from_str(&alert.why).map_err(|error| Error::Internal(format!("a stored explanation: {error}")))
}
