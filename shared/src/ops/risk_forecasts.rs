//! How right owners' forecasts of their risks were: of each owner for those who may know, and of all together.

use super::authority::Authority;
use super::context::Context;
use crate::db::Conn;
use crate::db::page::{Cursor, Page, PageRequest, in_batches};
use crate::domain::access::Ability;
use crate::domain::day::Day;
use crate::domain::period::Period;
use crate::domain::risk::{Accuracy, Forecast, judged};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::model::Link;
use crate::model::risk_forecast::{AllForecasts, ForecastCounts, OwnersForecasts};
use crate::model::settings::Settings;
use crate::store::risk_assessments as store;
use crate::store::risks::{self as risk_store, RiskFilter, RiskRecord};
use std::collections::{BTreeMap, HashMap};

/// The order of the list: by the owners' refs.
pub const SORT: &str = "owner";
/// So many quarters are looked at, to the one that ended last, unless others are asked for.
const USUAL: i32 = 8;

/// The quarters in which forecasts were made.
#[derive(Clone, Copy, Debug, Default)]
pub struct Made {
    /// From this one on; without it, the seventh before the last.
    pub from: Option<Period>,
    /// To this one; without it, the one that ended last.
    pub to: Option<Period>,
}

/// A page of owners. Only an editor is told of others than themselves: whose forecasts were right is personal.
///
/// # Errors
/// [`Error::Invalid`] for quarters in the wrong order.
pub fn list(
    conn: &mut Conn,
    context: &Context,
    settings: &Settings,
    authority: &Authority,
    made: Made,
    page: &PageRequest,
) -> Result<Page<OwnersForecasts>> {
    let quarters = quarters(context, settings, made)?;
    let owner = match authority.reach(Ability::Edit) {
        Some(_) => None,
        // Whose key is nobody's owns nothing.
        None => match authority.person() {
            Some(person) => Some(person),
            None => return Ok(Page { items: Vec::new(), next: None }),
        },
    };
    let mut found: BTreeMap<(String, String), OwnersForecasts> = BTreeMap::new();
    each(conn, owner, quarters, context.today(settings), |owner, accuracy| {
        let entry = found.entry(key(owner)).or_insert_with(|| OwnersForecasts { owner: owner.cloned(), counts: ForecastCounts::default() });
        entry.counts.count(accuracy);
    })?;
    let after = page.after.as_ref().map(|cursor| (cursor.value.clone(), cursor.id.clone()));
    let items = found.into_iter().filter(|(key, _)| after.as_ref().is_none_or(|after| key > after)).map(|(_, item)| item);
    Ok(Page::cut(items.take(page.limit + 1).collect(), page.limit, |item| {
        let (value, id) = key(item.owner.as_ref());
        Cursor { sort: SORT.to_owned(), value, id }
    }))
}

/// How right all forecasts together were: it names nobody.
///
/// # Errors
/// As [`list`].
pub fn total(conn: &mut Conn, context: &Context, settings: &Settings, made: Made) -> Result<AllForecasts> {
    let (from, to) = quarters(context, settings, made)?;
    let mut counts = ForecastCounts::default();
    each(conn, None, (from, to), context.today(settings), |_, accuracy| counts.count(accuracy))?;
    Ok(AllForecasts { from, to, counts })
}

/// How right those were of risks that a person owns, in all quarters.
///
/// # Errors
/// Those of the database.
pub fn of_person(conn: &mut Conn, context: &Context, settings: &Settings, person: Id) -> Result<ForecastCounts> {
    let mut counts = ForecastCounts::default();
    each(conn, Some(person), (Period::FIRST, Period::LAST), context.today(settings), |_, accuracy| counts.count(accuracy))?;
    Ok(counts)
}

fn key(owner: Option<&Link>) -> (String, String) {
    owner.map(|owner| (owner.reference.clone(), owner.id.to_string())).unwrap_or_default()
}

fn quarters(context: &Context, settings: &Settings, made: Made) -> Result<(Period, Period)> {
    let to = context.scope(settings, made.to, None)?.period;
    let from = made.from.or_else(|| to.plus(1 - USUAL)).unwrap_or(Period::FIRST);
    if from > to {
        return Err(Error::field("?from", "inconsistent", format!("must not be after {to}")));
    }
    Ok((from, to))
}

/// Each forecast that was made in these quarters, archived risks' too: whose it is, and how right it was.
fn each(
    conn: &mut Conn,
    owner: Option<Id>,
    (from, to): (Period, Period),
    today: Day,
    mut tell: impl FnMut(Option<&Link>, Option<Accuracy>),
) -> Result<()> {
    let filter = RiskFilter { owner, either: true, ..RiskFilter::default() };
    in_batches(
        conn,
        |conn, page| risk_store::list(conn, &filter, page),
        |record| &record.row.ref_key,
        |conn, records| {
            let owners: HashMap<Id, &RiskRecord> = records.iter().map(|record| (record.row.id, record)).collect();
            let ids: Vec<Id> = records.iter().map(|record| record.row.id).collect();
            let mut pairs: BTreeMap<store::Pair, BTreeMap<Period, Forecast>> = BTreeMap::new();
            for (pair, made) in store::forecasts(conn, &ids, from, today)? {
                // The latest revision comes last, and stays.
                pairs.entry(pair).or_default().insert(made.period, made);
            }
            for ((risk, _), assessments) in pairs {
                let owner = owners.get(&risk).and_then(|record| record.owner.as_ref());
                let assessments: Vec<Forecast> = assessments.into_values().collect();
                judged(&assessments, from, to).into_iter().for_each(|accuracy| tell(owner, accuracy));
            }
            Ok(())
        },
    )
}

impl ForecastCounts {
    const fn count(&mut self, accuracy: Option<Accuracy>) {
        self.made += 1;
        *match accuracy {
            Some(Accuracy::Right) => &mut self.right,
            Some(Accuracy::TooLow) => &mut self.too_low,
            Some(Accuracy::TooHigh) => &mut self.too_high,
            None => &mut self.pending,
        } += 1;
    }
}
