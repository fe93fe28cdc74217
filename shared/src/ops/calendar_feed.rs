//! What a calendar feed holds: the due dates of open actions, and the deadlines of quarters for which returns are not in.

use super::action_status::ActionFacts;
use super::context::{Context, Scope};
use super::due_returns::{owed_assessments, owes_result, owes_update};
use super::indicator_status::ResultsByIndicator;
use crate::db::Conn;
use crate::db::page::in_batches;
use crate::domain::action::Lifecycle;
use crate::domain::calendar::return_deadline;
use crate::domain::day::Day;
use crate::domain::number::Figure;
use crate::domain::period::Period;
use crate::domain::plan::PeriodState;
use crate::error::Result;
use crate::id::Id;
use crate::model::Link;
use crate::model::action::ActionSort;
use crate::model::calendar::{Deadline, Due, Feed, FeedSecret};
use crate::model::settings::Settings;
use crate::store::actions::{self, ActionFilter, ActionRecord};
use crate::store::calendars::{self as store, CalendarRow};
use crate::store::indicators::{self, IndicatorFilter, IndicatorRecord};
use crate::store::risks::{self, RiskFilter, RiskRecord};
use crate::store::{periods, risk_assessments};
use chrono::NaiveTime;

/// The most events of a feed: the first by their day.
const MOST: usize = 5_000;

/// A quarter whose returns are asked for.
struct Quarter {
    period: Period,
    of: Vec<String>,
}

/// What the feed at that address shows; `None` when there is none, it is revoked, or its person has left.
///
/// # Errors
/// Those of the database.
pub fn feed(conn: &mut Conn, context: &Context, settings: &Settings, secret: &FeedSecret) -> Result<Option<Feed>> {
    let Some(record) = store::find_by_hash(conn, &secret.hash())? else { return Ok(None) };
    if record.reader.is_some_and(|(_, at_work)| !at_work) {
        return Ok(None);
    }
    let (of, today) = (&record.row, context.today(settings));
    let mut quarters = quarters(conn, settings, today)?;
    let mut events = Vec::new();
    of_actions(conn, settings, of, today, &mut quarters, &mut events)?;
    of_indicators(conn, settings, of, today, &mut quarters)?;
    of_risks(conn, of, today, &mut quarters)?;
    events.extend(quarters.into_iter().filter(|quarter| !quarter.of.is_empty()).map(|quarter| deadline(settings, quarter)));
    events.sort_by(|a, b| (a.day, place(&a.due)).cmp(&(b.day, place(&b.due))));
    events.truncate(MOST);
    let name = record.person.or(record.service_area).map_or_else(|| settings.organisation.clone(), |link| link.name);
    Ok(Some(Feed { id: record.row.id, name, language: record.reader.and_then(|(language, _)| language), events }))
}

/// Returns before actions, and these by their refs.
fn place(due: &Due) -> &str {
    if let Due::Action { reference, .. } = due { reference } else { "" }
}

/// The present quarter, the next, and the one before while it is not signed off.
fn quarters(conn: &mut Conn, settings: &Settings, today: Day) -> Result<Vec<Quarter>> {
    let present = settings.running_period(today);
    let mut found = Vec::new();
    for period in [-1, 0, 1].into_iter().filter_map(|quarters| present?.plus(quarters)) {
        if periods::state(conn, period)? != PeriodState::Closed {
            found.push(Quarter { period, of: Vec::new() });
        }
    }
    Ok(found)
}

fn deadline(settings: &Settings, quarter: Quarter) -> Deadline {
    let Quarter { period, mut of, .. } = quarter;
    of.sort_unstable();
    let day = return_deadline(period, settings.fiscal_year_start, &settings.working_days(), settings.return_deadline_days);
    // Nothing tells when the last return came in or fell due: the quarter's first day stands for it.
    let stamp = period.first_day(settings.fiscal_year_start).and_time(NaiveTime::MIN).and_utc().into();
    Deadline { day, stamp, due: Due::Returns { period, of } }
}

fn of_actions(
    conn: &mut Conn,
    settings: &Settings,
    of: &CalendarRow,
    today: Day,
    quarters: &mut [Quarter],
    events: &mut Vec<Deadline>,
) -> Result<()> {
    let (owner, service_area) = (of.person_id, of.service_area_id);
    // What has ended owes returns for its last quarters still.
    let ended = quarters.first().map_or(today, |quarter| quarter.period.last_day(settings.fiscal_year_start).min(today));
    let filter = ActionFilter { owner, service_area, at_work_on: Some(ended), ..ActionFilter::default() };
    let whole = Figure::from(100);
    in_batches(
        conn,
        |conn, page| actions::list(conn, &filter, ActionSort::Ref, page),
        |record| &record.row.ref_key,
        |conn, batch| {
            let facts = ActionFacts::of_all(conn, &batch)?;
            let is_open =
                |record: &ActionRecord| facts.latest_update(record.row.id, today).is_none_or(|update| update.percent_complete < whole);
            for ActionRecord { row, .. } in batch.into_iter().filter(is_open) {
                for quarter in quarters.iter_mut().filter(|quarter| owes_update(&row, &facts, settings, quarter.period, today)) {
                    quarter.of.push(row.reference.clone());
                }
                if row.lifecycle_at(today) != Lifecycle::Active {
                    continue;
                }
                let day = facts.schedule(&row, settings, today).due;
                let due =
                    Due::Action { id: row.id, version: row.version, reference: row.reference, title: row.title, title_cy: row.title_cy };
                events.push(Deadline { day, stamp: row.updated_at, due });
            }
            Ok(())
        },
    )
}

fn of_indicators(conn: &mut Conn, settings: &Settings, of: &CalendarRow, today: Day, quarters: &mut [Quarter]) -> Result<()> {
    let Some(last) = quarters.last().map(|quarter| quarter.period) else { return Ok(()) };
    let filter = IndicatorFilter { owner: of.person_id, service_area: of.service_area_id, ..IndicatorFilter::default() };
    in_batches(
        conn,
        |conn, page| indicators::list(conn, &filter, page),
        |record| &record.row.ref_key,
        |conn, batch: Vec<IndicatorRecord>| {
            let results = ResultsByIndicator::load(conn, &batch, Scope { period: last, as_of: today, known_at: None })?;
            for IndicatorRecord { row, .. } in &batch {
                for quarter in quarters.iter_mut().filter(|quarter| owes_result(row, &results, settings, quarter.period)) {
                    quarter.of.push(row.reference.clone());
                }
            }
            Ok(())
        },
    )
}

/// Of corporate risks each quarter, and of what a service area has assessed before.
fn of_risks(conn: &mut Conn, of: &CalendarRow, today: Day, quarters: &mut [Quarter]) -> Result<()> {
    let filter = RiskFilter { owner: of.person_id, service_area: of.service_area_id, ..RiskFilter::default() };
    in_batches(
        conn,
        |conn, page| risks::list(conn, &filter, page),
        |record| &record.row.ref_key,
        |conn, batch: Vec<RiskRecord>| {
            let ids: Vec<Id> = batch.iter().map(|record| record.row.id).collect();
            for quarter in &mut *quarters {
                let latest = risk_assessments::latest_assessed(conn, &ids, quarter.period, today)?.into_iter().collect();
                for record in &batch {
                    let owed = owed_assessments(record, &latest, quarter.period);
                    let asked = |area: &Option<Link>| match (area, of.service_area_id) {
                        (Some(area), Some(only)) => area.id == only,
                        _ => true,
                    };
                    quarter.of.extend(owed.into_iter().filter(asked).map(|area| match area {
                        Some(area) => format!("{} {}", record.row.reference, area.reference),
                        None => record.row.reference.clone(),
                    }));
                }
            }
            Ok(())
        },
    )
}
