//! The summary of a quarter, after its deadline: for the performance team, and for each director about their directorate.

use super::audience::{Audience, Origin};
use super::context::Context;
use super::outbox::Links;
use super::returns::summary_on;
use crate::db::Conn;
use crate::domain::alert::Rule;
use crate::domain::day::Day;
use crate::domain::period::Period;
use crate::error::Result;
use crate::id::Id;
use crate::model::notification::Occasion;
use crate::model::settings::Settings;
use crate::render::summary::{Area, Concern, Item, MOST_LISTED, Name, Summary};
use crate::store::alerts::{self, AlertRow};
use crate::store::notifications::{self, NotificationRow};
use crate::store::recipients::{self, Recipient};
use crate::store::{service_areas, snapshot};
use std::collections::{HashMap, HashSet};

/// What a summary lists beside the returns.
const CONCERNS: [Rule; 3] = [Rule::ActionRed, Rule::MeasureRed, Rule::RiskRising];

/// Queues a summary for the performance team and for every director who can be written to; how many there are. Nobody has two
/// of one day.
///
/// # Errors
/// Those of the database.
pub fn queue(conn: &mut Conn, context: &Context, origin: &Origin, day: Day) -> Result<usize> {
    let mut audience = Audience::of(conn, std::iter::empty(), origin.team.as_deref())?;
    if let Some(address) = origin.team.as_deref() {
        audience.enlist_team(conn, context, address)?;
    }
    let directors = recipients::directors(conn)?;
    let team = audience.team().filter(|team| team.can_be_written_to()).cloned();
    let mut told: HashSet<Id> = notifications::recipients_of(conn, Occasion::Summary.as_str(), day)?.into_iter().collect();
    let mut queued = 0;
    for person in team.into_iter().chain(directors).filter(Recipient::can_be_written_to) {
        if told.insert(person.id) {
            let id = context.new_id();
            let message_id = format!("{id}@{}", origin.domain);
            let row = NotificationRow::pending(id, person.id, Occasion::Summary.as_str(), day, message_id, context.at());
            notifications::insert(conn, &row, &[])?;
            queued += 1;
        }
    }
    Ok(queued)
}

/// What the summary of that row says to that person: about the directorate that they lead, or about everything. None where that is
/// nothing: no return was due, and nothing is red or rising.
///
/// # Errors
/// Those of the database.
pub fn draft(
    conn: &mut Conn,
    settings: &Settings,
    row: &NotificationRow,
    person: &Recipient,
    (reply_to, links): (&str, Option<&Links<'_>>),
) -> Result<Option<Summary>> {
    // One that was made up for late is of the quarter that was missed, not of the one that has ended since.
    let Some(period) = settings.timetable().checked_by(row.day) else { return Ok(None) };
    let counted = summary_on(conn, settings, period, row.day)?;
    let part: Option<HashSet<Id>> = match person.directs_id {
        Some(directorate) => Some(snapshot::areas_of(conn, directorate)?.into_iter().collect()),
        None => None,
    };
    let concerns_reader = |area: Option<Id>| part.as_ref().is_none_or(|part| area.is_some_and(|area| part.contains(&area)));
    let ids: Vec<Id> = counted.service_areas.iter().filter_map(|area| Some(area.service_area.as_ref()?.id)).collect();
    let names = service_areas::names(conn, &ids)?;
    let mut areas = Vec::new();
    for area in counted.service_areas {
        let id = area.service_area.as_ref().map(|link| link.id);
        if concerns_reader(id) {
            let name = id.and_then(|id| names.get(&id)).map(|(name, name_cy)| Name { name: name.clone(), name_cy: name_cy.clone() });
            let [due, given] = [area.returns.expected, area.returns.made].map(|count| usize::try_from(count).unwrap_or(usize::MAX));
            areas.push(Area { name, due, given });
        }
    }
    let scope = match person.directs_id {
        Some(directorate) => snapshot::directorate_name(conn, directorate)?.map(|(name, name_cy)| Name { name, name_cy }),
        None => None,
    };
    let concerns = concerns(conn, person, period, concerns_reader, links)?;
    if areas.iter().all(|area| area.due == 0) && concerns.iter().all(|concern| concern.count == 0) {
        return Ok(None);
    }
    Ok(Some(Summary {
        organisation: settings.organisation.clone(),
        organisation_cy: settings.organisation_cy.clone(),
        recipient_name: person.name.clone(),
        scope,
        period,
        deadline: counted.deadline,
        areas,
        concerns,
        link: None,
        reply_to: reply_to.to_owned(),
    }))
}

/// What is red or rising, the oldest first, as far as it concerns the reader; not what only a later quarter brought.
fn concerns(
    conn: &mut Conn,
    person: &Recipient,
    period: Period,
    concerns_reader: impl Fn(Option<Id>) -> bool,
    links: Option<&Links<'_>>,
) -> Result<Vec<Concern>> {
    let mut open = alerts::open(conn, None)?;
    open.retain(|alert| CONCERNS.contains(&alert.rule) && alert.period().is_none_or(|of| of <= period));
    let areas: HashMap<Id, Id> = alerts::areas_of_items(conn, open.iter())?.into_iter().collect();
    open.retain(|alert| concerns_reader(alert.service_area_id.or_else(|| areas.get(&alert.item_id).copied())));
    let mut concerns = Vec::new();
    for rule in CONCERNS {
        let of_rule: Vec<&AlertRow> = open.iter().filter(|alert| alert.rule == rule).collect();
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
