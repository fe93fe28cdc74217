//! Indicators and the revisions of their results.

use crate::clock::Timestamp;
use crate::db::page::PageRequest;
use crate::db::schema::{deputies, indicator_results, indicators, people, plan_items, service_areas};
use crate::db::{Conn, among, on, rows_in};
use crate::domain::day::Day;
use crate::domain::indicator::{Basis, Category, DirectionBasis, Frequency, Polarity, ToleranceKind};
use crate::domain::number::Figure;
use crate::domain::period::{Period, Quarter};
use crate::domain::status::{Direction, Rag};
use crate::error::Result;
use crate::id::{Id, Key};
use crate::model::Link;
use diesel::dsl::max;
use diesel::prelude::*;

mod many;

pub use many::{insert_results, last_revisions, with_keys};

/// A row of `indicators`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = indicators, treat_none_as_default_value = false, treat_none_as_null = true)]
#[expect(missing_docs, reason = "the columns, as in the migration")]
pub struct IndicatorRow {
    pub id: Id,
    pub reference: String,
    pub ref_key: String,
    pub search: String,
    pub aliases: String,
    pub title: String,
    pub title_cy: Option<String>,
    pub objective_id: Option<Id>,
    pub category: Option<Category>,
    pub polarity: Polarity,
    pub unit: String,
    pub decimals: i32,
    pub frequency: Frequency,
    pub reporting_quarter: Option<Quarter>,
    pub basis: Basis,
    pub band_low: Option<Figure>,
    pub band_high: Option<Figure>,
    pub tolerance: Option<Figure>,
    pub tolerance_kind: Option<ToleranceKind>,
    pub green_within: Option<Figure>,
    pub direction_basis: Option<DirectionBasis>,
    pub owner_id: Option<Id>,
    pub deputy_id: Option<Id>,
    pub service_area_id: Option<Id>,
    pub additional: bool,
    pub archived_at: Option<Timestamp>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// An indicator with what it refers to.
#[derive(Clone, Debug, Queryable)]
pub struct IndicatorRecord {
    /// The row.
    pub row: IndicatorRow,
    /// Who answers for it.
    pub owner: Option<Link>,
    /// Who stands in.
    pub deputy: Option<Link>,
    /// Its service area.
    pub service_area: Option<Link>,
    /// Its objective or outcome.
    pub objective: Option<Link>,
}

/// A row of `indicator_results`: one revision.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = indicator_results, treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns, as in the migration")]
pub struct ResultRow {
    pub id: Id,
    pub indicator_id: Id,
    pub period: Period,
    pub revision: i32,
    pub actual: Option<Figure>,
    pub target: Option<Figure>,
    pub numerator: Option<Figure>,
    pub denominator: Option<Figure>,
    pub provisional: bool,
    pub comparable: bool,
    pub commentary: Option<String>,
    pub commentary_cy: Option<String>,
    pub stated_rag: Option<Rag>,
    pub stated_direction: Option<Direction>,
    pub effect_on: Day,
    pub restatement_reason: Option<String>,
    pub recorded_at: Timestamp,
    pub recorded_by: String,
}

/// Which indicators a list holds, by what is stored of them.
#[derive(Clone, Debug, Default)]
pub struct IndicatorFilter {
    /// These.
    pub ids: Option<Vec<Id>>,
    /// Of this owner.
    pub owner: Option<Id>,
    /// Of this service area.
    pub service_area: Option<Id>,
    /// Of one of these objectives or outcomes.
    pub objectives: Option<Vec<Id>>,
    /// Reported so often.
    pub frequency: Option<Frequency>,
    /// Additional, or not.
    pub additional: Option<bool>,
    /// Archived ones instead of current ones.
    pub archived: bool,
    /// Current ones and archived ones, whatever `archived` says.
    pub either: bool,
    /// Whose ref, aliases or title hold this text, whatever its case.
    pub text: Option<String>,
}

macro_rules! records {
    () => {
        indicators::table
            .left_join(people::table.on(indicators::owner_id.eq(people::id.nullable())))
            .left_join(deputies.on(indicators::deputy_id.eq(deputies.field(people::id).nullable())))
            .left_join(service_areas::table)
            .left_join(plan_items::table)
            .select((
                IndicatorRow::as_select(),
                (people::id, people::reference, people::name).nullable(),
                deputies.fields((people::id, people::reference, people::name)).nullable(),
                (service_areas::id, service_areas::reference, service_areas::name).nullable(),
                (plan_items::id, plan_items::reference, plan_items::title).nullable(),
            ))
    };
}

/// The indicator that `key` names.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, key: &Key) -> Result<Option<IndicatorRecord>> {
    let found = on!(conn, c => match key {
        Key::Id(id) => records!().filter(indicators::id.eq(id)).first(c).optional(),
        Key::Ref(key) => records!().filter(indicators::ref_key.eq(key)).first(c).optional(),
    })?;
    Ok(found)
}

/// Indicators in the order of their refs, at most `page.limit`, from after `page.after`.
///
/// # Errors
/// Those of the database.
pub fn list(conn: &mut Conn, filter: &IndicatorFilter, page: &PageRequest) -> Result<Vec<IndicatorRecord>> {
    let limit = page.limit_among(filter.ids.as_deref());
    let rows = on!(conn, c => {
        let mut query = records!().into_boxed::<DB>();
        query = match (filter.either, filter.archived) {
            (true, _) => query,
            (_, true) => query.filter(indicators::archived_at.is_not_null()),
            (_, false) => query.filter(indicators::archived_at.is_null()),
        };
        if let Some(ids) = &filter.ids {
            query = query.filter(among(indicators::id, ids));
        }
        if let Some(owner) = filter.owner {
            query = query.filter(indicators::owner_id.eq(owner));
        }
        if let Some(area) = filter.service_area {
            query = query.filter(indicators::service_area_id.eq(area));
        }
        if let Some(objectives) = &filter.objectives {
            query = query.filter(among(indicators::objective_id, objectives));
        }
        if let Some(frequency) = filter.frequency {
            query = query.filter(indicators::frequency.eq(frequency));
        }
        if let Some(additional) = filter.additional {
            query = query.filter(indicators::additional.eq(additional));
        }
        if let Some(text) = &filter.text {
            query = query.filter(indicators::search.like(super::contains(text)).escape('\\'));
        }
        if let Some(after) = &page.after {
            query = query.filter(indicators::ref_key.gt(&after.value));
        }
        if let Some(limit) = limit {
            query = query.limit(limit);
        }
        query.order(indicators::ref_key).load(c)
    })?;
    Ok(rows)
}

/// # Errors
/// [`crate::error::Error::Duplicate`] when the ref is taken.
pub fn insert(conn: &mut Conn, row: &IndicatorRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(indicators::table).values(row).execute(c))?;
    Ok(())
}

/// Writes `row` over the row of the version before it; `false` when that is not the stored one any more.
///
/// # Errors
/// [`crate::error::Error::Duplicate`] when the ref is taken.
pub fn update(conn: &mut Conn, row: &IndicatorRow) -> Result<bool> {
    let current = indicators::table.filter(indicators::id.eq(row.id)).filter(indicators::version.eq(row.version - 1));
    Ok(on!(conn, c => diesel::update(current).set(row).execute(c))? == 1)
}

/// Every revision of the result of an indicator for a period, oldest first.
///
/// # Errors
/// Those of the database.
pub fn revisions(conn: &mut Conn, indicator: Id, period: Period) -> Result<Vec<ResultRow>> {
    let rows = on!(conn, c => indicator_results::table
        .filter(indicator_results::indicator_id.eq(indicator))
        .filter(indicator_results::period.eq(period))
        .order(indicator_results::revision)
        .select(ResultRow::as_select())
        .load(c))?;
    Ok(rows)
}

/// The last revision of the result of an indicator for a period, in effect or not.
///
/// # Errors
/// Those of the database.
pub fn last_revision(conn: &mut Conn, indicator: Id, period: Period) -> Result<Option<ResultRow>> {
    let row = on!(conn, c => indicator_results::table
        .filter(indicator_results::indicator_id.eq(indicator))
        .filter(indicator_results::period.eq(period))
        .order(indicator_results::revision.desc())
        .select(ResultRow::as_select())
        .first(c)
        .optional())?;
    Ok(row)
}

/// Of the results of these indicators in `$periods`, a condition on the period, the revisions in effect on `$day`. SQLite finds
/// them in an index alone, however many revisions a nightly push has left.
macro_rules! in_effect {
    ($ids:expr, $periods:expr, $day:expr $(, $known:expr)?) => {
        rows_in(
            (indicator_results::indicator_id, indicator_results::period, indicator_results::revision.nullable()),
            indicator_results::table
                .filter(among(indicator_results::indicator_id, $ids))
                .filter($periods)
                .filter(indicator_results::effect_on.le($day))
                $(.filter(indicator_results::recorded_at.le($known)))?
                .group_by((indicator_results::indicator_id, indicator_results::period))
                .select((indicator_results::indicator_id, indicator_results::period, max(indicator_results::revision))),
        )
    };
}

/// The results of these indicators from one period to another: of each, the revision in effect on `day`, of those recorded by
/// `known_at`.
///
/// # Errors
/// Those of the database.
pub fn results(conn: &mut Conn, ids: &[Id], from: Period, to: Period, day: Day, known_at: Option<Timestamp>) -> Result<Vec<ResultRow>> {
    let periods = indicator_results::period.between(from, to);
    let rows = on!(conn, c => {
        let results = indicator_results::table.select(ResultRow::as_select());
        match known_at {
            None => results.filter(in_effect!(ids, periods, day)).load(c),
            Some(known) => results.filter(in_effect!(ids, periods, day, known)).load(c),
        }
    })?;
    Ok(rows)
}

/// # Errors
/// [`crate::error::Error::Duplicate`] when another writer made that revision first.
pub fn insert_result(conn: &mut Conn, row: &ResultRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(indicator_results::table).values(row).execute(c))?;
    Ok(())
}

/// For each of these indicators, the latest period up to `last` with an actual in effect on `day`. A target alone reports
/// nothing.
///
/// # Errors
/// Those of the database.
pub fn latest_reported(conn: &mut Conn, ids: &[Id], last: Period, day: Day) -> Result<Vec<(Id, Period)>> {
    let rows: Vec<(Id, Option<Period>)> = on!(conn, c => indicator_results::table
        .filter(in_effect!(ids, indicator_results::period.le(last), day))
        .filter(indicator_results::actual.is_not_null())
        .group_by(indicator_results::indicator_id)
        .select((indicator_results::indicator_id, max(indicator_results::period)))
        .load(c))?;
    Ok(rows.into_iter().filter_map(|(id, period)| Some((id, period?))).collect())
}
