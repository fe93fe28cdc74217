//! What the holder of a link does to its item: the use cases of the API, with no more authority than the link's person has.

use super::audience::Audience;
use super::authority::{Authority, Subject};
use super::context::Context;
use super::item_forms::{draft, pair_of};
use super::precondition::Precondition;
use super::{actions, alerts, assess_risk, indicators, periods, record_result, record_update, risks};
use crate::db::Conn;
use crate::domain::access::{Ability, Role};
use crate::domain::alert::ItemKind;
use crate::domain::day::Day;
use crate::domain::period::Period;
use crate::domain::plan::PeriodState;
use crate::error::{Error, Result};
use crate::id::{Id, Key};
use crate::link::Target;
use crate::model::form::{Act, Posted};
use crate::model::settings::Settings;
use crate::read::from_json;
use crate::store::{alerts as alert_rows, periods as period_rows, recipients};

/// How history names a person who used the link of a mail.
pub fn by_link(person: Id) -> String {
    format!("link:{person}")
}

/// Who that is whom history names so: somebody who used a link, or signed in. Nobody, for a key or the service itself.
pub fn person_of(actor: &str) -> Option<Id> {
    let (kind, id) = actor.split_once(':')?;
    if ["link", "person"].contains(&kind) { id.parse().ok() } else { None }
}

/// What a person may do by a link: file and answer for what they own or stand in for.
pub fn reach_of(person: Id) -> Authority {
    Authority::new(Role::Owner, Some(vec![Ability::Record]), Some(person), None)
}

/// Why a link opens its page no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Its last day is over.
    Expired,
    /// Its person has left.
    Left,
}

/// Whether that link opens its page no more.
///
/// # Errors
/// Those of the database.
pub(super) fn ended(conn: &mut Conn, context: &Context, settings: &Settings, target: &Target) -> Result<Option<Ended>> {
    if context.today(settings) > target.last_day {
        return Ok(Some(Ended::Expired));
    }
    let person = recipients::with_managers(conn, vec![target.person])?.remove(&target.person);
    let is_here = person.is_some_and(|person| person.active && person.archived_at.is_none());
    Ok((!is_here).then_some(Ended::Left))
}

/// Does what a form was sent for, unless the link has ended. What is done again changes nothing.
///
/// # Errors
/// [`Error::Forbidden`] for who may not act on the item any more; [`Error::Invalid`] for the fields; [`Error::Conflict`] for a
/// quarter that is signed off, or an alert that is resolved; [`Error::Stale`] when somebody else filed something meanwhile.
pub fn act(
    conn: &mut Conn,
    context: &Context,
    settings: &Settings,
    target: &Target,
    team: Option<&str>,
    posted: &Posted,
) -> Result<std::result::Result<Act, Ended>> {
    if let Some(ended) = ended(conn, context, settings, target)? {
        return Ok(Err(ended));
    }
    let authority = authority_of(conn, target, team)?;
    let authority = authority.ok_or_else(|| Error::Forbidden("The item is not in the hands of this link's person any more.".to_owned()))?;
    let context = context.clone().with(authority);
    let act = posted.act().ok_or_else(|| Error::Malformed("The form does not say what it is for.".to_owned()))?;
    match act {
        Act::Update | Act::Result | Act::Assessment if act != Act::of_return(target.kind) => {
            return Err(Error::Malformed("The form is for another kind of item.".to_owned()));
        }
        Act::Update | Act::Result | Act::Assessment => {
            let period = posted.period().ok_or_else(|| Error::Malformed("The form does not say which quarter it is for.".to_owned()))?;
            if !is_offered(conn, &context, settings, target, period)? {
                return Err(Error::Malformed(format!("This link files no return for {}.", period.label())));
            }
            file(conn, &context, settings, target, period, posted)?;
        }
        Act::Acknowledge | Act::Snooze | Act::Wake => answer(conn, &context, settings, target, (act, posted))?,
    }
    Ok(Ok(act))
}

/// What the link's person may do to the item: nothing, unless they own it, are its deputy, or are told of it in the place of an
/// owner who cannot be.
///
/// # Errors
/// [`Error::NotFound`] for an item that is gone.
pub(super) fn authority_of(conn: &mut Conn, target: &Target, team: Option<&str>) -> Result<Option<Authority>> {
    let key = Key::Id(target.item);
    let (areas, own) = (target.service_area, reach_of(target.person));
    let (in_own_hands, owner, deputy) = match target.kind {
        ItemKind::Action => {
            let row = actions::find(conn, &key)?.row;
            (own.check_return((&row).into()).is_ok(), row.owner_id, row.deputy_id)
        }
        ItemKind::Indicator => {
            let row = indicators::find(conn, &key)?.row;
            (own.check_return((&row).into()).is_ok(), row.owner_id, row.deputy_id)
        }
        ItemKind::Risk => {
            let row = risks::find(conn, &key)?.row;
            (own.check_return(Subject::risk(&row, areas.as_slice())).is_ok(), row.owner_id, row.deputy_id)
        }
    };
    if in_own_hands {
        return Ok(Some(own));
    }
    let open = alert_rows::open(conn, Some(&[target.item]))?;
    let open: Vec<_> = open.into_iter().filter(|alert| alert.service_area_id == target.service_area).collect();
    let audience = Audience::of(conn, open.iter(), team)?;
    let stands_in = open.iter().flat_map(|alert| audience.stand_ins(alert)).any(|told| told.person.id == target.person);
    // Who stands in does what the owner could. What is nobody's needs an owner first.
    Ok(owner.or(deputy).filter(|_| stands_in).map(reach_of))
}

/// Does the page of that link offer a return for that quarter? For the one that ended last, the one before it, which a form may have
/// been opened in, and those that an open alert is about; of an action, for the one that runs, too.
fn is_offered(conn: &mut Conn, context: &Context, settings: &Settings, target: &Target, period: Period) -> Result<bool> {
    let today = context.today(settings);
    let last = settings.reporting_period(today);
    let running = settings.running_period(today).filter(|_| target.kind == ItemKind::Action);
    if [last, last.and_then(|last| last.plus(-1)), running].contains(&Some(period)) {
        return Ok(true);
    }
    let open = alert_rows::open(conn, Some(&[target.item]))?;
    Ok(open.iter().any(|alert| alert.service_area_id == target.service_area && alert.period() == Some(period)))
}

fn file(conn: &mut Conn, context: &Context, settings: &Settings, target: &Target, period: Period, posted: &Posted) -> Result<()> {
    if target.kind == ItemKind::Indicator && posted.get("actual").trim().is_empty() {
        // The API may record a target alone; who files a result from a mail means to hand it in.
        return Err(Error::field("/actual", "missing_field", "must be given: it is the result"));
    }
    let draft = draft(conn, target, period, posted)?;
    let seen: i64 = posted.get("revision").parse().unwrap_or_default();
    let filed = match record(conn, context, settings, target, period, (draft.clone(), Precondition::OneOf(vec![seen]))) {
        // The same form sent again says what is recorded by now: that does no harm. Anything else would undo what another said.
        Err(Error::Stale { .. }) => record(conn, context, settings, target, period, (draft, Precondition::Unsaid)),
        filed => filed,
    };
    match filed {
        Err(Error::Forbidden(_)) if period_rows::state(conn, period)? == PeriodState::Closed => {
            let detail = format!("{} is signed off; the performance team can reopen it", period.label());
            Err(Error::conflict("period_closed", detail))
        }
        filed => filed,
    }
}

fn record(
    conn: &mut Conn,
    context: &Context,
    settings: &Settings,
    target: &Target,
    period: Period,
    (draft, expected): (serde_json::Value, Precondition),
) -> Result<()> {
    let context = Context { expected, ..context.clone() };
    let key = Key::Id(target.item);
    match target.kind {
        ItemKind::Action => record_update::record_update(conn, &context, settings, &key, period, from_json(draft)?).map(drop),
        ItemKind::Indicator => record_result::record_result(conn, &context, settings, &key, period, from_json(draft)?).map(drop),
        ItemKind::Risk => assess_risk::assess(conn, &context, settings, &pair_of(target), period, from_json(draft)?).map(drop),
    }
}

fn answer(conn: &mut Conn, context: &Context, settings: &Settings, target: &Target, (act, posted): (Act, &Posted)) -> Result<()> {
    let chosen = posted.alerts();
    if chosen.is_empty() {
        return Err(Error::field("/alert", "missing_field", "choose at least one alert"));
    }
    let until = || posted.get("until").parse::<Day>().map_err(|_| missing_or_invalid(posted.get("until")));
    for id in chosen {
        let row = alert_rows::find(conn, id)?.map(|record| record.row);
        let of_item = |row: &alert_rows::AlertRow| row.item_id == target.item && row.service_area_id == target.service_area;
        if !row.as_ref().is_some_and(of_item) {
            return Err(Error::Malformed("The form is about an alert of another item.".to_owned()));
        }
        match act {
            Act::Acknowledge => alerts::acknowledge(conn, context, settings, id, until()?, posted.get("reason"))?,
            Act::Snooze => alerts::snooze(conn, context, settings, id, until()?)?,
            _ => alerts::wake(conn, context, settings, id)?,
        };
    }
    Ok(())
}

fn missing_or_invalid(day: &str) -> Error {
    let code = if day.is_empty() { "missing_field" } else { "invalid_value" };
    Error::field("/until", code, "must be a day such as 2017-10-31")
}

/// Is that quarter signed off?
///
/// # Errors
/// Those of the database.
pub(super) fn is_closed(conn: &mut Conn, settings: &Settings, period: Period) -> Result<bool> {
    Ok(periods::get(conn, settings, period)?.state == PeriodState::Closed)
}
