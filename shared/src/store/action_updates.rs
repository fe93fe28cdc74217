//! What happens to service actions: the revisions of their updates, and their revised due dates.

use crate::clock::Timestamp;
use crate::db::schema::{action_due_dates, action_updates};
use crate::db::{Conn, among, on};
use crate::domain::day::Day;
use crate::domain::number::Figure;
use crate::domain::period::Period;
use crate::domain::status::Rag;
use crate::error::Result;
use crate::id::Id;
use diesel::prelude::*;

/// A row of `action_updates`: one revision.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = action_updates, treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns, as in the migration")]
pub struct UpdateRow {
    pub id: Id,
    pub action_id: Id,
    pub period: Period,
    pub revision: i32,
    pub percent_complete: Figure,
    pub reported_rag: Option<Rag>,
    pub commentary: Option<String>,
    pub commentary_cy: Option<String>,
    pub revised_due_date: Option<Day>,
    pub revision_reason: Option<String>,
    pub effect_on: Day,
    pub restatement_reason: Option<String>,
    pub recorded_at: Timestamp,
    pub recorded_by: String,
}

/// What the rules need of a revision.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = action_updates)]
#[expect(missing_docs, reason = "the columns, as in the migration")]
pub struct ProgressRow {
    pub action_id: Id,
    pub period: Period,
    pub revision: i32,
    pub percent_complete: Figure,
    pub reported_rag: Option<Rag>,
    pub effect_on: Day,
}

impl From<&UpdateRow> for ProgressRow {
    fn from(row: &UpdateRow) -> Self {
        Self {
            action_id: row.action_id,
            period: row.period,
            revision: row.revision,
            percent_complete: row.percent_complete,
            reported_rag: row.reported_rag,
            effect_on: row.effect_on,
        }
    }
}

/// A row of `action_due_dates`: one date agreed in place of an earlier one.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = action_due_dates, treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns, as in the migration")]
pub struct DueDateRow {
    pub id: Id,
    pub action_id: Id,
    pub revision: i32,
    pub due_date: Day,
    pub reason: Option<String>,
    pub agreed_on: Day,
    pub period: Option<Period>,
    pub recorded_at: Timestamp,
    pub recorded_by: String,
}

/// All revisions of the updates of these actions in that period, oldest first.
///
/// # Errors
/// Those of the database.
pub fn updates(conn: &mut Conn, actions: &[Id], period: Period) -> Result<Vec<UpdateRow>> {
    let rows = on!(conn, c => action_updates::table
        .filter(among(action_updates::action_id, actions))
        .filter(action_updates::period.eq(period))
        .order((action_updates::action_id, action_updates::period, action_updates::revision))
        .select(UpdateRow::as_select())
        .load(c))?;
    Ok(rows)
}

/// Every revision of every update of these actions, but those of one period, and those recorded after an instant, oldest first,
/// without their texts.
///
/// # Errors
/// Those of the database.
pub fn progress(conn: &mut Conn, actions: &[Id], except: Option<Period>, known_at: Option<Timestamp>) -> Result<Vec<ProgressRow>> {
    let rows = on!(conn, c => {
        let query = action_updates::table
            .filter(among(action_updates::action_id, actions))
            .order((action_updates::action_id, action_updates::period, action_updates::revision))
            .select(ProgressRow::as_select());
        match (except, known_at) {
            (Some(period), None) => query.filter(action_updates::period.ne(period)).load(c),
            (None, None) => query.load(c),
            (except, Some(known)) => {
                let mut query = query.filter(action_updates::recorded_at.le(known)).into_boxed::<DB>();
                if let Some(period) = except {
                    query = query.filter(action_updates::period.ne(period));
                }
                query.load(c)
            }
        }
    })?;
    Ok(rows)
}

/// # Errors
/// [`crate::error::Error::Duplicate`] when another writer made that revision first.
pub fn insert_update(conn: &mut Conn, row: &UpdateRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(action_updates::table).values(row).execute(c))?;
    Ok(())
}

/// The revised due dates of these actions; of each action, the latest agreed last.
///
/// # Errors
/// Those of the database.
pub fn due_dates(conn: &mut Conn, actions: &[Id]) -> Result<Vec<DueDateRow>> {
    let rows = on!(conn, c => action_due_dates::table
        .filter(among(action_due_dates::action_id, actions))
        .order((action_due_dates::action_id, action_due_dates::agreed_on, action_due_dates::revision))
        .select(DueDateRow::as_select())
        .load(c))?;
    Ok(rows)
}

/// # Errors
/// [`crate::error::Error::Duplicate`] when another writer recorded one at the same time.
pub fn insert_due_date(conn: &mut Conn, row: &DueDateRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(action_due_dates::table).values(row).execute(c))?;
    Ok(())
}
