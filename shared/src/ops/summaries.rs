//! The summary of a quarter, after its deadline: for the performance team, and for each director about their directorate.

use super::audience::{Audience, Origin};
use super::context::Context;
use super::outbox::{Links, Wording};
use super::returns::summary_on;
use crate::db::Conn;
use crate::domain::alert::Rule;
use crate::domain::day::Day;
use crate::domain::period::Period;
use crate::error::Result;
use crate::id::Id;
use crate::model::due_return::{AreaReturns, ReturnsSummary};
use crate::model::notification::Occasion;
use crate::model::settings::Settings;
use crate::render::summary::{Area, Concern, Item, MOST_LISTED, Name, Summary};
use crate::store::alerts::{self, AlertRow};
use crate::store::notifications::{self, NotificationRow};
use crate::store::recipients::{self, Recipient};
use crate::store::{schedule, service_areas, snapshot};
use std::collections::{HashMap, HashSet};

/// What a summary lists beside the returns.
const CONCERNS: [Rule; 3] = [Rule::ActionRed, Rule::MeasureRed, Rule::RiskRising];

/// A summary that was queued.
#[derive(Clone, Debug)]
pub struct Queued {
    /// Its notification.
    pub id: Id,
    /// Whom it is for.
    pub recipient: Recipient,
}

/// Queues a summary for the performance team and for every director who can be written to and has anything to be told. Nobody has two
/// of one day. It is of the latest quarter whose check was to be made by `day`: one that is made up for late is of the quarter that was
/// missed, not of the one that has ended since.
///
/// # Errors
/// Those of the database.
pub fn queue(conn: &mut Conn, context: &Context, settings: &Settings, origin: &Origin, day: Day) -> Result<Vec<Queued>> {
    let Some(period) = settings.timetable().checked_by(day) else { return Ok(Vec::new()) };
    let standing = Standing::load(conn, settings, period, day)?;
    let mut audience = Audience::of(conn, std::iter::empty(), origin.team.as_deref())?;
    if let Some(address) = origin.team.as_deref() {
        audience.enlist_team(conn, context, address)?;
    }
    let directors = recipients::directors(conn)?;
    let team = audience.team().cloned();
    let mut told: HashSet<Id> = notifications::recipients_on(conn, day, true)?.into_iter().collect();
    let mut queued = Vec::new();
    for recipient in team.into_iter().chain(directors).filter(Recipient::can_be_written_to) {
        if told.insert(recipient.id) && standing.concerns(&Part::of(conn, &recipient, origin.team.as_deref())?) {
            let id = context.new_id();
            let message_id = format!("{id}@{}", origin.domain);
            let row = NotificationRow::pending(id, recipient.id, Occasion::Summary.as_str(), day, message_id, context.at());
            let row = NotificationRow { period: Some(period), ..row };
            notifications::insert(conn, &row, &[])?;
            queued.push(Queued { id, recipient });
        }
    }
    Ok(queued)
}

/// What the summary of that row says to that person: about the directorate that they lead, or about everything. None where that is
/// nothing: no return was due, and nothing is red or rising; or the deadline that it is to tell of was put back, and has not come.
///
/// # Errors
/// Those of the database.
pub fn draft(
    conn: &mut Conn,
    settings: &Settings,
    row: &NotificationRow,
    person: &Recipient,
    (wording, links): (&Wording, Option<&Links<'_>>),
) -> Result<Option<Summary>> {
    let part = Part::of(conn, person, wording.team.as_deref())?;
    let timetable = settings.timetable();
    let period = match row.period {
        Some(period) => Some(period).filter(|period| timetable.quarterly(*period) <= row.day),
        None => timetable.checked_by(row.day),
    };
    let Some(period) = period else { return Ok(None) };
    let standing = Standing::load(conn, settings, period, row.day)?;
    if !standing.concerns(&part) {
        return Ok(None);
    }
    let scope = match person.directs_id.filter(|_| part.0.is_some()) {
        Some(directorate) => snapshot::directorate_name(conn, directorate)?.map(|(name, name_cy)| Name { name, name_cy }),
        None => None,
    };
    Ok(Some(Summary {
        organisation: settings.organisation.clone(),
        organisation_cy: settings.organisation_cy.clone(),
        recipient_name: person.name.clone(),
        as_of: schedule::not_before_last(conn, row.day)?,
        scope,
        period: standing.period,
        deadline: standing.returns.deadline,
        areas: standing.areas(conn, &part)?,
        concerns: standing.concerns_of(conn, &part, person, links)?,
        reply_to: wording.reply_to.clone(),
    }))
}

/// The areas that a summary is about; all of them, and what is of no area, for the performance team and for who leads no directorate.
struct Part(Option<HashSet<Id>>);

impl Part {
    fn of(conn: &mut Conn, person: &Recipient, team: Option<&str>) -> Result<Self> {
        let is_team = team.is_some_and(|team| person.email.as_deref() == Some(&team.to_lowercase()));
        let areas = person.directs_id.filter(|_| !is_team).map(|directorate| snapshot::areas_of(conn, directorate)).transpose()?;
        Ok(Self(areas.map(|areas| areas.into_iter().collect())))
    }

    fn holds(&self, area: Option<Id>) -> bool {
        self.0.as_ref().is_none_or(|part| area.is_some_and(|area| part.contains(&area)))
    }
}

/// How a quarter stands after its deadline.
struct Standing {
    period: Period,
    returns: ReturnsSummary,
    /// What is red or rising, the oldest first, each with the area that it is of; not what only a later quarter brought.
    alerts: Vec<(AlertRow, Option<Id>)>,
}

impl Standing {
    fn load(conn: &mut Conn, settings: &Settings, period: Period, day: Day) -> Result<Self> {
        let returns = summary_on(conn, settings, period, day)?;
        let mut open = alerts::open(conn, None)?;
        open.retain(|alert| CONCERNS.contains(&alert.rule) && alert.period().is_none_or(|of| of <= period));
        let areas: HashMap<Id, Id> = alerts::areas_of_items(conn, open.iter())?.into_iter().collect();
        let with_area = |alert: AlertRow| {
            let area = alert.service_area_id.or_else(|| areas.get(&alert.item_id).copied());
            (alert, area)
        };
        Ok(Self { period, returns, alerts: open.into_iter().map(with_area).collect() })
    }

    /// Is there anything to be told of that part?
    fn concerns(&self, part: &Part) -> bool {
        let due = |area: &AreaReturns| area.returns.expected > 0 && part.holds(area.service_area.as_ref().map(|link| link.id));
        self.returns.service_areas.iter().any(due) || self.alerts.iter().any(|(_, area)| part.holds(*area))
    }

    fn areas(&self, conn: &mut Conn, part: &Part) -> Result<Vec<Area>> {
        let ids: Vec<Id> = self.returns.service_areas.iter().filter_map(|area| Some(area.service_area.as_ref()?.id)).collect();
        let names = service_areas::names(conn, &ids)?;
        let mut areas = Vec::new();
        for area in &self.returns.service_areas {
            let id = area.service_area.as_ref().map(|link| link.id);
            if part.holds(id) {
                let name = id.and_then(|id| names.get(&id)).map(|(name, name_cy)| Name { name: name.clone(), name_cy: name_cy.clone() });
                let [due, given] = [area.returns.expected, area.returns.made].map(|count| usize::try_from(count).unwrap_or(usize::MAX));
                areas.push(Area { name, due, given });
            }
        }
        Ok(areas)
    }

    fn concerns_of(&self, conn: &mut Conn, part: &Part, person: &Recipient, links: Option<&Links<'_>>) -> Result<Vec<Concern>> {
        let mut concerns = Vec::new();
        for rule in CONCERNS {
            let of_part = self.alerts.iter().filter(|(_, area)| part.holds(*area)).map(|(alert, _)| alert);
            let of_rule: Vec<&AlertRow> = of_part.filter(|alert| alert.rule == rule).collect();
            let shown: Vec<&AlertRow> = of_rule.iter().copied().take(MOST_LISTED).collect();
            let items = alerts::items(conn, shown.iter().copied())?;
            let assessing: Vec<Id> = shown.iter().filter_map(|alert| alert.service_area_id).collect();
            let assessing = service_areas::names(conn, &assessing)?;
            let item = |alert: &&AlertRow| {
                let item = items.get(&alert.item_id)?;
                let own = || item.service_area.clone().map(|name| Name { name, name_cy: item.service_area_cy.clone() });
                let by_area = alert.service_area_id.and_then(|area| assessing.get(&area));
                Some(Item {
                    reference: item.reference.clone(),
                    title: Name { name: item.title.clone(), name_cy: item.title_cy.clone() },
                    service_area: by_area.map(|(name, name_cy)| Name { name: name.clone(), name_cy: name_cy.clone() }).or_else(own),
                    link: links.map(|links| links.to(alert, person)),
                })
            };
            concerns.push(Concern { rule, count: of_rule.len(), items: shown.iter().filter_map(item).collect() });
        }
        Ok(concerns)
    }
}
