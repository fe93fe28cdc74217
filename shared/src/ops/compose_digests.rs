//! One digest per person and run: who hears of what, and why.

use super::audience::{Audience, Origin, Part, Told};
use super::context::Context;
use crate::db::Conn;
use crate::domain::day::Day;
use crate::domain::explanation::Explanation;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::model::notification::AlertState;
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
    /// It is a reason for the digest to go out.
    due: bool,
    /// To mention it starts its clock anew.
    restarts: bool,
}

/// What a run composed.
#[derive(Clone, Debug, Default)]
pub struct Composition {
    /// The digests, by the name of their recipients.
    pub digests: Vec<Composed>,
    /// Open alerts that nobody can be told of: no owner who can be, no deputy or manager, and no performance team.
    pub unreachable: Vec<AlertRow>,
    /// How many people are told at the next check instead, because there are more than a check may write to.
    pub put_off: usize,
}

/// Queues the digests of the run (`check`, `day`): for each person with an alert that is new or due for mention, all that is
/// open, and what was resolved since they were last told. Never two for one person and run, and never more than the settings
/// allow: who is left stays due, and is told at the next check.
///
/// # Errors
/// Those of the database.
pub fn compose(conn: &mut Conn, context: &Context, settings: &Settings, origin: &Origin, check: &str, day: Day) -> Result<Composition> {
    let open = alerts::open(conn, None)?;
    let closed = alerts::to_close(conn)?;
    let audience = audience(conn, context, origin, &open, &closed)?;
    let open = escalate(conn, settings, &audience, open, day)?;
    let heard = heard(conn, &audience, &open)?;
    let already: HashSet<Id> = notifications::recipients_of(conn, check, day)?.into_iter().collect();
    let mut composition = Composition::default();
    let mut by_person: BTreeMap<(String, Id), Vec<ComposedLine>> = BTreeMap::new();
    let mut list = |told: Told<'_>, line| by_person.entry((told.person.name.clone(), told.person.id)).or_default().push(line);
    for alert in open {
        let told = audience.told(&alert);
        // Whoever comes to stand in hears of it at once, as a new owner does.
        let is_news = |told: &Told<'_>| told.part == Part::StandIn && !heard.contains(&(alert.id, told.person.id));
        let passed_on = told.iter().any(is_news);
        let alert = if passed_on { AlertRow { mentions: 0, mentioned_on: None, ..alert } } else { alert };
        if told.is_empty() {
            composition.unreachable.push(alert);
            continue;
        }
        for told in told {
            if let Some(line) = open_line(settings, &told, &alert, &heard, day) {
                list(told, line);
            }
        }
    }
    for alert in closed {
        for told in audience.told(&alert) {
            list(told, ComposedLine { alert: alert.clone(), state: "resolved", due: false, restarts: false });
        }
    }
    by_person.retain(|(_, person), lines| !already.contains(person) && lines.iter().any(|line| line.due));
    let most = settings.alerts.most_mails.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX));
    composition.put_off = by_person.len().saturating_sub(most);
    for ((_, person), lines) in by_person.into_iter().take(most) {
        let Some(recipient) = audience.person(person).cloned() else { continue };
        composition.digests.push(queue(conn, context, recipient, lines, (check, day, &origin.domain))?);
    }
    mention(conn, composition.digests.iter().flat_map(|digest| &digest.lines), day)?;
    Ok(composition)
}

/// The owners of these alerts, and whoever is to be told of what has no owner who can be.
fn audience(conn: &mut Conn, context: &Context, origin: &Origin, open: &[AlertRow], closed: &[AlertRow]) -> Result<Audience> {
    let mut audience = Audience::of(conn, open.iter().chain(closed), origin.team.as_deref())?;
    let left = open.iter().any(|alert| !audience.reaches_owner(alert));
    if let Some(address) = origin.team.as_deref().filter(|_| left) {
        audience.enlist_team(conn, context, address)?;
    }
    Ok(audience)
}

/// What its owner has been told of for so many days, and has neither put right nor acknowledged, goes to their manager, too.
fn escalate(conn: &mut Conn, settings: &Settings, audience: &Audience, mut open: Vec<AlertRow>, day: Day) -> Result<Vec<AlertRow>> {
    let wait = i64::from(settings.alerts.escalate_after_days);
    let mut escalated = Vec::new();
    for alert in &mut open {
        let long = alert.first_sent_on.is_some_and(|first| first.plus(wait) <= day);
        if !long || alert.escalated_on.is_some() || alert.state(day) == AlertState::Acknowledged || !audience.reaches_owner(alert) {
            continue;
        }
        alert.escalated_on = Some(day);
        escalated.push(alert.id);
    }
    alerts::escalate(conn, &escalated, day)?;
    Ok(open)
}

/// Which of those who are not the owners of these alerts were told of them before: each with the alert.
fn heard(conn: &mut Conn, audience: &Audience, open: &[AlertRow]) -> Result<HashSet<(Id, Id)>> {
    let others = |alert: &&AlertRow| audience.told(alert).iter().any(|told| told.part != Part::Owner);
    let ids: Vec<Id> = open.iter().filter(others).map(|alert| alert.id).collect();
    Ok(notifications::told(conn, &ids)?.into_iter().collect())
}

/// How an open alert is listed to someone; `None` for one that they have asked not to hear of.
fn open_line(settings: &Settings, told: &Told<'_>, alert: &AlertRow, heard: &HashSet<(Id, Id)>, day: Day) -> Option<ComposedLine> {
    let news = match told.part {
        Part::Owner => alert.mentions == 0,
        Part::StandIn | Part::Manager => !heard.contains(&(alert.id, told.person.id)),
    };
    let by_its_clock = if alert.is_quiet(day) { None } else { mention_from(settings, alert) };
    // To a manager it may be news while its owner is not to hear of it again yet.
    let from = if news && told.part == Part::Manager { Some(alert.opened_on) } else { by_its_clock };
    let from = match (alert.rule.is_optional(), from) {
        (true, from) => {
            let preferred = told.person.preference().mention_from(from.unwrap_or(day))?;
            from.map(|_| preferred)
        }
        (false, from) => from,
    };
    let due = from.is_some_and(|from| from <= day);
    let restarts = due && by_its_clock.is_some_and(|from| from <= day);
    Some(ComposedLine { alert: alert.clone(), state: if news { "new" } else { "open" }, due, restarts })
}

/// The day from which an alert is due for mention: at once when it is new or a stage nearer, else by its cadence.
fn mention_from(settings: &Settings, alert: &AlertRow) -> Option<Day> {
    let nearer = alert.stage.is_some() && alert.stage != alert.told_stage;
    match alert.mentioned_on {
        Some(last) if !nearer => Some(settings.cadence().next_mention(u32::try_from(alert.mentions).unwrap_or(0), last)),
        _ => Some(alert.mentioned_on.unwrap_or(alert.opened_on)),
    }
}

fn queue(
    conn: &mut Conn,
    context: &Context,
    recipient: Recipient,
    lines: Vec<ComposedLine>,
    (check, day, mail_domain): (&str, Day, &str),
) -> Result<Composed> {
    let id = context.new_id();
    let row = NotificationRow::pending(id, recipient.id, check, day, format!("{id}@{mail_domain}"), context.at());
    let listed: Vec<(Id, &'static str)> = lines.iter().map(|line| (line.alert.id, line.state)).collect();
    notifications::insert(conn, &row, &listed)?;
    Ok(Composed { id, recipient, lines })
}

/// Only what was due starts its clock anew; what was resolved has now been told.
fn mention<'a>(conn: &mut Conn, lines: impl Iterator<Item = &'a ComposedLine>, day: Day) -> Result<()> {
    let (mut resolved, mut mentioned) = (Vec::new(), BTreeMap::<i32, Vec<Id>>::new());
    for line in lines {
        if line.state == "resolved" {
            resolved.push(line.alert.id);
        } else if line.restarts {
            mentioned.entry(line.alert.mentions + 1).or_default().push(line.alert.id);
        }
    }
    alerts::told_closing(conn, &resolved)?;
    mentioned.into_iter().try_for_each(|(times, ids)| alerts::mention(conn, &ids, times, day))
}

/// The explanation that an alert keeps.
///
/// # Errors
/// [`Error::Internal`] when it cannot be read.
pub fn explanation(alert: &AlertRow) -> Result<Explanation> {
    serde_json::from_str(&alert.why).map_err(|error| Error::Internal(format!("a stored explanation: {error}")))
}
