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
use crate::store::notifications::{self, ListedAlert, NotificationRow};
use crate::store::recipients::Recipient;
use std::collections::{BTreeMap, HashMap, HashSet};

mod clock;

use clock::{Heard, by_clock};

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
    pub alert: Id,
    /// `new`, `open` or `resolved`.
    pub state: &'static str,
    /// Since when it is a reason for the digest to go out, if it is one.
    due_since: Option<Day>,
    /// It counts as a mention to its reader.
    counts: bool,
    /// What becomes of the alert's own clock.
    clock: Option<Tick>,
}

/// What a line does to the clock that an alert keeps of its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Tick {
    /// Who has heard of it by then: its owner, or only who stands in.
    to: Option<Id>,
    /// Mentioned so often by then; as often as before, where it is listed and was not to be mentioned.
    times: Option<i32>,
}

/// By alert and person.
type AllHeard = HashMap<(Id, Id), Heard>;

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
/// open, and what was resolved since they were last told. Never two for one person and day, and never more in a day than the
/// settings allow: who is left stays due, and is told by the next day's check.
///
/// # Errors
/// Those of the database.
pub fn compose(conn: &mut Conn, context: &Context, settings: &Settings, origin: &Origin, check: &str, day: Day) -> Result<Composition> {
    let open = alerts::open(conn, None)?;
    let closed = alerts::to_close(conn)?;
    let audience = audience(conn, context, origin, &open, &closed)?;
    let open = escalate(conn, settings, &audience, open, day)?;
    let matter = |alert: &AlertRow| (alert.item_id, alert.service_area_id, alert.rule.matter());
    let standing: HashSet<_> = open.iter().map(matter).collect();
    let heard = heard(conn, &audience, &open, &closed, day)?;
    let already: HashSet<Id> = notifications::recipients_on(conn, day, false)?.into_iter().collect();
    let mut composition = Composition::default();
    let mut by_person: BTreeMap<(String, Id), Vec<ComposedLine>> = BTreeMap::new();
    let mut list = |told: Told<'_>, line| by_person.entry((told.person.name.clone(), told.person.id)).or_default().push(line);
    for alert in open {
        let told = audience.told(&alert, day);
        if told.is_empty() {
            composition.unreachable.push(alert);
            continue;
        }
        for told in told {
            if let Some(line) = open_line(settings, &told, &alert, heard.get(&(alert.id, told.person.id)), day) {
                list(told, line);
            }
        }
    }
    // Whoever heard of it is told once that it is over, each with their next digest; nobody, where another took its place.
    let mut to_tell = BTreeMap::new();
    for alert in closed {
        if standing.contains(&matter(&alert)) {
            to_tell.insert(alert.id, 0);
            continue;
        }
        let told = audience.told(&alert, day).into_iter();
        let waiting: Vec<_> = told.filter(|told| heard.get(&(alert.id, told.person.id)).is_some_and(|heard| !heard.closing)).collect();
        to_tell.insert(alert.id, waiting.len());
        for told in waiting {
            list(told, ComposedLine { alert: alert.id, state: "resolved", due_since: None, counts: false, clock: None });
        }
    }
    by_person.retain(|(_, person), lines| !already.contains(person) && lines.iter().any(|line| line.due_since.is_some()));
    let most = settings.alerts.most_mails.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX));
    let most = most.saturating_sub(already.len());
    composition.put_off = by_person.len().saturating_sub(most);
    for ((_, person), lines) in longest_waiting(by_person, most) {
        let Some(recipient) = audience.person(person).cloned() else { continue };
        composition.digests.push(queue(conn, context, recipient, lines, (check, day, &origin.domain))?);
    }
    mention(conn, composition.digests.iter().flat_map(|digest| &digest.lines), to_tell, day)?;
    Ok(composition)
}

/// At most so many of those who are to be told, by name: those who have waited longest, so that nobody is put off for ever.
fn longest_waiting<P: Ord + Clone>(by_person: BTreeMap<P, Vec<ComposedLine>>, most: usize) -> Vec<(P, Vec<ComposedLine>)> {
    let mut all: Vec<_> = by_person.into_iter().collect();
    if all.len() > most {
        all.sort_by_key(|(_, lines)| lines.iter().filter_map(|line| line.due_since).min());
        all.truncate(most);
        all.sort_by(|(one, _), (other, _)| one.cmp(other));
    }
    all
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

/// What its owner has been told of for so many days, and has neither put right nor acknowledged, goes to their manager, too, as soon
/// as they have one.
fn escalate(conn: &mut Conn, settings: &Settings, audience: &Audience, mut open: Vec<AlertRow>, day: Day) -> Result<Vec<AlertRow>> {
    let wait = i64::from(settings.alerts.escalate_after_days);
    let mut escalated = Vec::new();
    for alert in &mut open {
        let long = alert.first_sent_on.is_some_and(|first| first.plus(wait) <= day);
        // An owner who could not be told until now has had no time yet.
        let told = alert.told_to.is_some() && alert.told_to == alert.owner_id;
        let nobody = audience.above(alert).is_none() || !audience.reaches_owner(alert);
        if !long || !told || nobody || alert.escalated_on.is_some() || alert.state(day) == AlertState::Acknowledged {
            continue;
        }
        alert.escalated_on = Some(day);
        escalated.push(alert.id);
    }
    alerts::escalate(conn, &escalated, day)?;
    Ok(open)
}

/// What has been heard of these alerts: of those that are over by all, of those that are open by others than their owners, whose
/// clock the alert itself keeps.
fn heard(conn: &mut Conn, audience: &Audience, open: &[AlertRow], closed: &[AlertRow], day: Day) -> Result<AllHeard> {
    let others = |alert: &&AlertRow| audience.told(alert, day).iter().any(|told| told.part != Part::Owner);
    let ids: Vec<Id> = open.iter().filter(others).chain(closed).map(|alert| alert.id).collect();
    let mut all = AllHeard::new();
    for told in notifications::told(conn, &ids)? {
        let heard = all.entry((told.alert, told.person)).or_default();
        heard.closing |= told.state == "resolved";
        heard.at = heard.at.max(told.at);
        if told.due {
            heard.mentions += i32::try_from(told.times).unwrap_or(i32::MAX);
            heard.mentioned_on = heard.mentioned_on.max(told.last);
        }
    }
    Ok(all)
}

/// How an open alert is listed to someone; `None` for one that they have asked not to hear of.
///
/// Its owner hears of it by the alert's own clock. Each who stands in has a clock of their own: what one of them does not want to
/// hear, or is to hear later, takes nothing from the others. A manager hears of it when its owner is to.
fn open_line(settings: &Settings, told: &Told<'_>, alert: &AlertRow, heard: Option<&Heard>, day: Day) -> Option<ComposedLine> {
    // Who stands in from now on begins anew, whatever they heard as the owner's manager; who owns it, whatever others heard meanwhile.
    let handed_over = told.part == Part::StandIn && alert.told_to.is_some();
    let untold = told.part == Part::Owner && alert.told_to != Some(told.person.id);
    let heard = heard.filter(|_| !handed_over);
    let escalated_since = told.part == Part::Manager && heard.is_some_and(|heard| heard.mentioned_on < alert.escalated_on);
    let is_new = if told.part == Part::Owner { untold } else { heard.is_none() || escalated_since };
    let by_clock = if untold { alert.opened_on } else { by_clock(settings, told, alert, heard) };
    let said_since = || alert.state(day) == AlertState::Acknowledged && heard.is_some_and(|heard| heard.at < alert.quiet_at);
    // What was said of it is news to a manager; and it keeps nothing from those to whom it was handed over.
    let in_spite = handed_over || (told.part == Part::Manager && (is_new || said_since()));
    let from = if in_spite { Some(alert.opened_on) } else { Some(by_clock).filter(|_| !alert.is_quiet(day)) };
    // Whoever hears of it in a digest that goes out for something else needs no other on the day of their choice.
    let counts = from.is_some_and(|from| from <= day);
    let from = match (alert.rule.is_optional(), from) {
        (true, from) => {
            let preferred = told.person.preference().mention_from(from.unwrap_or(day))?;
            from.map(|_| preferred)
        }
        (false, from) => from,
    };
    let to = Some(told.person.id).filter(|_| told.part == Part::Owner);
    let before = if untold || handed_over { 0 } else { alert.mentions };
    let times = counts.then_some(before + 1);
    let clock = Some(Tick { to, times }).filter(|_| told.part != Part::Manager && (counts || untold));
    let state = if is_new { "new" } else { "open" };
    Some(ComposedLine { alert: alert.id, state, due_since: from.filter(|from| *from <= day), counts, clock })
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
    let listed: Vec<_> = lines
        .iter()
        .map(|line| ListedAlert { alert: line.alert, state: line.state, due: line.due_since.is_some() || line.counts })
        .collect();
    notifications::insert(conn, &row, &listed)?;
    Ok(Composed { id, recipient, lines })
}

/// Only what was due starts its clock anew; what was resolved has been told once nobody is left of those `to_tell`.
fn mention<'a>(conn: &mut Conn, lines: impl Iterator<Item = &'a ComposedLine>, mut to_tell: BTreeMap<Id, usize>, day: Day) -> Result<()> {
    let mut ticks = BTreeMap::<Tick, Vec<Id>>::new();
    for line in lines {
        if line.state == "resolved" {
            to_tell.entry(line.alert).and_modify(|left| *left = left.saturating_sub(1));
        } else if let Some(tick) = line.clock {
            ticks.entry(tick).or_default().push(line.alert);
        }
    }
    let told: Vec<Id> = to_tell.into_iter().filter(|(_, left)| *left == 0).map(|(alert, _)| alert).collect();
    alerts::set_closing_told(conn, &told, true)?;
    ticks.into_iter().try_for_each(|(Tick { to, times }, ids)| {
        alerts::tell(conn, &ids, to)?;
        times.map_or(Ok(()), |times| alerts::mention(conn, &ids, times, day))
    })
}

/// The explanation that an alert keeps.
///
/// # Errors
/// [`Error::Internal`] when it cannot be read.
pub fn explanation(alert: &AlertRow) -> Result<Explanation> {
    serde_json::from_str(&alert.why).map_err(|error| Error::Internal(format!("a stored explanation: {error}")))
}
