//! Service actions.

use crate::clock::Timestamp;
use crate::db::page::{Cursor, PageRequest, not_of_this_list};
use crate::db::schema::{actions, deputies, people, plan_items, predecessors, service_areas};
use crate::db::{Conn, among, on};
use crate::domain::action::Lifecycle;
use crate::domain::day::Day;
use crate::error::Result;
use crate::id::{Id, Key};
use crate::model::Link;
use crate::model::action::ActionSort;
use diesel::prelude::*;
use std::collections::HashSet;

/// A row of `actions`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = actions, treat_none_as_default_value = false, treat_none_as_null = true)]
#[expect(missing_docs, reason = "the columns, as in the migration")]
pub struct ActionRow {
    pub id: Id,
    pub reference: String,
    pub ref_key: String,
    pub search: String,
    pub title: String,
    pub title_cy: Option<String>,
    pub corporate_action_id: Option<Id>,
    pub service_area_id: Option<Id>,
    pub owner_id: Option<Id>,
    pub deputy_id: Option<Id>,
    pub start_date: Option<Day>,
    pub original_due_date: Day,
    pub due_date: Day,
    pub lifecycle: Lifecycle,
    pub lifecycle_on: Day,
    pub archived_at: Option<Timestamp>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub succeeds_id: Option<Id>,
    pub ends_on: Option<Day>,
}

impl ActionRow {
    /// Where it is in its life on `day`: still at work until the last day that a roll-over left it.
    pub fn lifecycle_at(&self, day: Day) -> Lifecycle {
        self.lifecycle.at(self.ends_on, day)
    }
}

/// An action with what it refers to.
#[derive(Clone, Debug, Queryable)]
pub struct ActionRecord {
    /// The row.
    pub row: ActionRow,
    /// Who answers for it.
    pub owner: Option<Link>,
    /// Who stands in.
    pub deputy: Option<Link>,
    /// Its service area.
    pub service_area: Option<Link>,
    /// Its corporate action.
    pub corporate_action: Option<Link>,
    /// The action of an earlier plan whose place it takes.
    pub succeeds: Option<Link>,
}

/// Which actions a list holds, by what is stored of them.
#[derive(Clone, Debug, Default)]
pub struct ActionFilter {
    /// Of this owner.
    pub owner: Option<Id>,
    /// Of this service area.
    pub service_area: Option<Id>,
    /// Of this corporate action.
    pub corporate_action: Option<Id>,
    /// Of one of these items of the plan.
    pub plan_items: Option<Vec<Id>>,
    /// Where they are in their life.
    pub lifecycle: Option<Lifecycle>,
    /// Active, or still at work on this day.
    pub at_work_on: Option<Day>,
    /// The latest agreed due date is before this day.
    pub due_before: Option<Day>,
    /// The latest agreed due date is after this day.
    pub due_after: Option<Day>,
    /// Archived ones instead of current ones.
    pub archived: bool,
    /// Current ones and archived ones, whatever `archived` says.
    pub either: bool,
    /// Whose ref or title holds this text, whatever its case.
    pub text: Option<String>,
    /// One of these; for programs that know what they want.
    pub ids: Option<Vec<Id>>,
    /// In the place of one of these.
    pub succeeds: Option<Vec<Id>>,
}

macro_rules! records {
    () => {
        actions::table
            .left_join(people::table.on(actions::owner_id.eq(people::id.nullable())))
            .left_join(deputies.on(actions::deputy_id.eq(deputies.field(people::id).nullable())))
            .left_join(service_areas::table)
            .left_join(plan_items::table)
            .left_join(predecessors.on(actions::succeeds_id.eq(predecessors.field(actions::id).nullable())))
            .select((
                ActionRow::as_select(),
                (people::id, people::reference, people::name).nullable(),
                deputies.fields((people::id, people::reference, people::name)).nullable(),
                (service_areas::id, service_areas::reference, service_areas::name).nullable(),
                (plan_items::id, plan_items::reference, plan_items::title).nullable(),
                predecessors.fields((actions::id, actions::reference, actions::title)).nullable(),
            ))
    };
}

/// Adds to `$query` the condition of each filter that is given.
macro_rules! narrow {
    ($query:ident: $($given:expr => |$value:ident| $condition:expr),+ $(,)?) => {$(
        if let Some($value) = $given {
            $query = $query.filter($condition);
        }
    )+};
}

/// The action that `key` names.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, key: &Key) -> Result<Option<ActionRecord>> {
    let found = on!(conn, c => match key {
        Key::Id(id) => records!().filter(actions::id.eq(id)).first(c).optional(),
        Key::Ref(key) => records!().filter(actions::ref_key.eq(key)).first(c).optional(),
    })?;
    Ok(found)
}

/// Actions in that order, at most `page.limit`, from after `page.after`.
///
/// # Errors
/// [`crate::error::Error::Invalid`] for a cursor of another order.
pub fn list(conn: &mut Conn, filter: &ActionFilter, sort: ActionSort, page: &PageRequest) -> Result<Vec<ActionRecord>> {
    let limit = page.limit_among(filter.ids.as_deref());
    let after = page.after.as_ref().map(|cursor| Place::read(cursor, sort)).transpose()?;
    let rows = on!(conn, c => {
        let mut query = records!().into_boxed::<DB>();
        query = match (filter.either, filter.archived) {
            (true, _) => query,
            (_, true) => query.filter(actions::archived_at.is_not_null()),
            (_, false) => query.filter(actions::archived_at.is_null()),
        };
        narrow!(query:
            filter.owner => |owner| actions::owner_id.eq(owner),
            filter.service_area => |area| actions::service_area_id.eq(area),
            filter.corporate_action => |item| actions::corporate_action_id.eq(item),
            &filter.plan_items => |items| among(actions::corporate_action_id, items),
            filter.lifecycle => |lifecycle| actions::lifecycle.eq(lifecycle),
            filter.at_work_on => |day| actions::lifecycle.eq(Lifecycle::Active).or(actions::ends_on.is_not_null().and(actions::ends_on.assume_not_null().ge(day))),
            filter.due_before => |day| actions::due_date.lt(day),
            filter.due_after => |day| actions::due_date.gt(day),
            &filter.ids => |ids| among(actions::id, ids),
            &filter.succeeds => |ids| among(actions::succeeds_id, ids),
            &filter.text => |text| actions::search.like(super::contains(text)).escape('\\'),
        );
        query = match after {
            None => query,
            Some(Place::Ref(key)) => query.filter(actions::ref_key.gt(key)),
            Some(Place::Due(due, id)) if sort == ActionSort::DueDescending => {
                query.filter(actions::due_date.lt(due).or(actions::due_date.eq(due).and(actions::id.gt(id))))
            }
            Some(Place::Due(due, id)) => query.filter(actions::due_date.gt(due).or(actions::due_date.eq(due).and(actions::id.gt(id)))),
        };
        query = match sort {
            ActionSort::Ref => query.order(actions::ref_key),
            ActionSort::Due => query.order((actions::due_date, actions::id)),
            ActionSort::DueDescending => query.order((actions::due_date.desc(), actions::id)),
        };
        if let Some(limit) = limit {
            query = query.limit(limit);
        }
        query.load(c)
    })?;
    Ok(rows)
}

/// Where a page starts.
enum Place {
    /// After this ref key.
    Ref(String),
    /// After this due date, and among those due that day after this id.
    Due(Day, Id),
}

impl Place {
    fn read(cursor: &Cursor, sort: ActionSort) -> Result<Self> {
        if sort == ActionSort::Ref {
            return Ok(Self::Ref(cursor.value.clone()));
        }
        let place = cursor.value.parse().ok().zip(cursor.id.parse().ok());
        place.map(|(due, id)| Self::Due(due, id)).ok_or_else(not_of_this_list)
    }
}

/// Which of these keys of refs archived actions have.
///
/// # Errors
/// Those of the database.
pub fn archived_keys(conn: &mut Conn, keys: Vec<String>) -> Result<HashSet<String>> {
    let archived = actions::table.filter(actions::ref_key.eq_any(keys)).filter(actions::archived_at.is_not_null());
    Ok(on!(conn, c => archived.select(actions::ref_key).load(c))?.into_iter().collect())
}

/// # Errors
/// [`crate::error::Error::Duplicate`] when the ref is taken.
pub fn insert(conn: &mut Conn, row: &ActionRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(actions::table).values(row).execute(c))?;
    Ok(())
}

/// Writes `row` over the row of the version before it; `false` when that is not the stored one any more.
///
/// # Errors
/// [`crate::error::Error::Duplicate`] when the ref is taken.
pub fn update(conn: &mut Conn, row: &ActionRow) -> Result<bool> {
    let current = actions::table.filter(actions::id.eq(row.id)).filter(actions::version.eq(row.version - 1));
    Ok(on!(conn, c => diesel::update(current).set(row).execute(c))? == 1)
}

/// Keeps the latest agreed due date beside its history; a new version, where it is another day than before.
///
/// # Errors
/// Those of the database.
pub fn set_due_date(conn: &mut Conn, id: Id, due: Day, at: Timestamp) -> Result<()> {
    let moved = actions::table.filter(actions::id.eq(id)).filter(actions::due_date.ne(due));
    let change = (actions::due_date.eq(due), actions::version.eq(actions::version + 1), actions::updated_at.eq(at));
    on!(conn, c => diesel::update(moved).set(change).execute(c))?;
    Ok(())
}

/// The action whose place an action takes.
///
/// # Errors
/// Those of the database.
pub fn predecessor(conn: &mut Conn, action: Id) -> Result<Option<Id>> {
    let found: Option<Option<Id>> = on!(conn, c => actions::table.find(action).select(actions::succeeds_id).first(c).optional())?;
    Ok(found.flatten())
}

/// Of these actions, each whose place a current one takes, and the first day of that one, where it was stated; sorted by action.
///
/// # Errors
/// Those of the database.
pub fn succeeded_from(conn: &mut Conn, ids: &[Id]) -> Result<Vec<(Id, Day)>> {
    let successors = actions::table.filter(among(actions::succeeds_id, ids)).filter(actions::archived_at.is_null());
    let columns = (actions::succeeds_id, actions::start_date);
    let found: Vec<(Option<Id>, Option<Day>)> = on!(conn, c => successors.select(columns).load(c))?;
    let mut found: Vec<(Id, Day)> = found.into_iter().filter_map(|(id, day)| id.zip(day)).collect();
    found.sort_unstable();
    Ok(found)
}

/// Those of these actions that are archived.
///
/// # Errors
/// Those of the database.
pub fn archived_among(conn: &mut Conn, ids: &[Id]) -> Result<Vec<Id>> {
    let archived = actions::table.filter(among(actions::id, ids)).filter(actions::archived_at.is_not_null());
    Ok(on!(conn, c => archived.select(actions::id).load(c))?)
}
