//! One digest per person and run: who hears of what, and why.

use super::audience::{Audience, Origin};
use super::context::Context;
use crate::db::Conn;
use crate::domain::day::Day;
use crate::domain::explanation::Explanation;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::model::notification::State;
use crate::model::settings::Settings;
use crate::store::alerts::{self, AlertRow};
use crate::store::notifications::{self, NotificationRow};
use crate::store::recipients::Recipient;
use std::collections::{BTreeMap, HashSet};

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
    /// Open alerts that nobody can be told of: no owner who can be, nor a manager, nor a performance team.
    pub unreachable: Vec<AlertRow>,
}

/// Queues the digests of the run (`check`, `day`): for each person with an alert that is new or due for mention, all that is
/// open, and what was resolved since they were last told. Never two for one person and run.
///
/// # Errors
/// Those of the database.
pub fn compose(conn: &mut Conn, context: &Context, settings: &Settings, origin: &Origin, check: &str, day: Day) -> Result<Composition> {
    let open = alerts::open(conn, None)?;
    let closed = alerts::to_close(conn)?;
    let audience = audience(conn, context, origin, &open, &closed)?;
    let open = news_to_those_who_stand_in(conn, &audience, open)?;
    let told: HashSet<Id> = notifications::recipients_of(conn, check, day)?.into_iter().collect();
    let mut composition = Composition::default();
    let mut by_person: BTreeMap<(String, Id), Vec<ComposedLine>> = BTreeMap::new();
    let new_or_open = |alert: AlertRow| (if alert.mentions == 0 { "new" } else { "open" }, alert);
    for (state, alert) in open.into_iter().map(new_or_open).chain(closed.into_iter().map(|alert| ("resolved", alert))) {
        let people = audience.told(alert.owner_id);
        if people.is_empty() && state != "resolved" {
            composition.unreachable.push(alert.clone());
        }
        for person in people {
            by_person.entry((person.name.clone(), person.id)).or_default().push(ComposedLine { alert: alert.clone(), state });
        }
    }
    for ((_, person), lines) in by_person {
        let due = |line: &ComposedLine| line.state != "resolved" && is_due(settings, &line.alert, day);
        if told.contains(&person) || !lines.iter().any(due) {
            continue;
        }
        let Some(recipient) = audience.person(person).cloned() else { continue };
        composition.digests.push(queue(conn, context, settings, recipient, lines, (check, day, &origin.domain))?);
    }
    Ok(composition)
}

/// The owners of these alerts, and whoever is to be told of what has no owner who can be.
fn audience(conn: &mut Conn, context: &Context, origin: &Origin, open: &[AlertRow], closed: &[AlertRow]) -> Result<Audience> {
    let owners: HashSet<Id> = open.iter().chain(closed).filter_map(|alert| alert.owner_id).collect();
    let mut audience = Audience::load(conn, owners.into_iter().collect(), origin.team.as_deref())?;
    let left = open.iter().any(|alert| audience.owner(alert.owner_id).is_none());
    if let Some(address) = origin.team.as_deref().filter(|_| left) {
        audience.enlist_team(conn, context, address)?;
    }
    Ok(audience)
}

/// Who comes to stand in for an owner hears of what is open at once, as a new owner does.
fn news_to_those_who_stand_in(conn: &mut Conn, audience: &Audience, open: Vec<AlertRow>) -> Result<Vec<AlertRow>> {
    let passed_on: Vec<Id> = open.iter().filter(|alert| audience.owner(alert.owner_id).is_none()).map(|alert| alert.id).collect();
    let told: HashSet<(Id, Id)> = notifications::told(conn, &passed_on)?.into_iter().collect();
    let passed_on: HashSet<Id> = passed_on.into_iter().collect();
    let is_news = |alert: &AlertRow| {
        passed_on.contains(&alert.id) && audience.told(alert.owner_id).iter().any(|person| !told.contains(&(alert.id, person.id)))
    };
    let from_the_start = |alert: AlertRow| if is_news(&alert) { AlertRow { mentions: 0, mentioned_on: None, ..alert } } else { alert };
    Ok(open.into_iter().map(from_the_start).collect())
}

/// By its cadence, or because it has come a stage nearer; not while it is acknowledged or snoozed.
fn is_due(settings: &Settings, alert: &AlertRow, day: Day) -> bool {
    let nearer = alert.stage.is_some() && alert.stage != alert.told_stage;
    let by_cadence = || settings.cadence().is_due(u32::try_from(alert.mentions).unwrap_or(0), alert.mentioned_on, day);
    !alert.is_quiet(day) && (nearer || by_cadence())
}

fn queue(
    conn: &mut Conn,
    context: &Context,
    settings: &Settings,
    recipient: Recipient,
    lines: Vec<ComposedLine>,
    (check, day, mail_domain): (&str, Day, &str),
) -> Result<Composed> {
    let id = context.new_id();
    let row = NotificationRow {
        id,
        person_id: recipient.id,
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
    Ok(Composed { id, recipient, lines })
}

/// Only what was due starts its clock anew; what was resolved has now been told.
fn mention(conn: &mut Conn, settings: &Settings, line: &ComposedLine, day: Day) -> Result<()> {
    let alert = line.alert.clone();
    if line.state == "resolved" {
        return alerts::update(conn, &AlertRow { closing_told: true, ..alert });
    }
    if is_due(settings, &alert, day) {
        return alerts::update(conn, &AlertRow { mentions: alert.mentions + 1, mentioned_on: Some(day), told_stage: alert.stage, ..alert });
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
