//! The written parts of reports.

use crate::clock::Timestamp;
use crate::db::page::{Cursor, PageRequest, not_of_this_list};
use crate::db::schema::narratives;
use crate::db::{Conn, on};
use crate::domain::period::Period;
use crate::domain::plan::{Language, NarrativeState};
use crate::error::Result;
use crate::id::Id;
use diesel::dsl::min;
use diesel::prelude::*;

/// A row of `narratives`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = narratives, treat_none_as_default_value = false, treat_none_as_null = true)]
#[expect(missing_docs, reason = "the columns, as in the migration")]
pub struct NarrativeRow {
    pub id: Id,
    pub scope: String,
    pub period: Period,
    pub section: String,
    pub language: Language,
    pub body: String,
    pub recorded_at: Timestamp,
    pub recorded_by: String,
    pub author_id: Option<Id>,
    pub state: NarrativeState,
}

/// Which texts a list holds.
#[derive(Clone, Debug, Default)]
pub struct NarrativeFilter {
    /// Of this period.
    pub period: Option<Period>,
    /// About this, as the column has it.
    pub scope: Option<String>,
    /// For this section.
    pub section: Option<String>,
    /// In this language.
    pub language: Option<Language>,
    /// So far on.
    pub state: Option<NarrativeState>,
}

/// The row that stands where `row` would, with whatever text.
///
/// # Errors
/// Those of the database.
pub fn find_same(conn: &mut Conn, row: &NarrativeRow) -> Result<Option<NarrativeRow>> {
    let same = narratives::table
        .filter(narratives::scope.eq(&row.scope))
        .filter(narratives::period.eq(row.period))
        .filter(narratives::section.eq(&row.section))
        .filter(narratives::language.eq(row.language));
    Ok(on!(conn, c => same.select(NarrativeRow::as_select()).first(c).optional())?)
}

/// Texts by period, scope, section and language, at most `page.limit`, from after `page.after`.
///
/// # Errors
/// [`crate::error::Error::Invalid`] for a cursor of another list.
pub fn list(conn: &mut Conn, filter: &NarrativeFilter, page: &PageRequest) -> Result<Vec<NarrativeRow>> {
    use narratives::{language, period, scope, section, state};
    let limit = i64::try_from(page.limit).unwrap_or(i64::MAX);
    let after = page.after.as_ref().map(place).transpose()?;
    let rows = on!(conn, c => {
        let mut query = narratives::table.select(NarrativeRow::as_select()).into_boxed::<DB>();
        if let Some(wanted) = filter.period {
            query = query.filter(period.eq(wanted));
        }
        if let Some(wanted) = &filter.scope {
            query = query.filter(scope.eq(wanted));
        }
        if let Some(wanted) = &filter.section {
            query = query.filter(section.eq(wanted));
        }
        if let Some(wanted) = filter.language {
            query = query.filter(language.eq(wanted));
        }
        if let Some(wanted) = filter.state {
            query = query.filter(state.eq(wanted));
        }
        if let Some((p, [about, part, words])) = after {
            let by_section = section.gt(part).or(section.eq(part).and(language.gt(words)));
            let by_scope = scope.gt(about).or(scope.eq(about).and(by_section));
            query = query.filter(period.gt(p).or(period.eq(p).and(by_scope)));
        }
        query.order((period, scope, section, language)).limit(limit).load(c)
    })?;
    Ok(rows)
}

/// The first period after that one which has texts; only that one, if it is given.
///
/// # Errors
/// Those of the database.
pub fn next_period(conn: &mut Conn, only: Option<Period>, after: Option<Period>) -> Result<Option<Period>> {
    let found = on!(conn, c => {
        let mut query = narratives::table.select(min(narratives::period)).into_boxed::<DB>();
        if let Some(only) = only {
            query = query.filter(narratives::period.eq(only));
        }
        if let Some(after) = after {
            query = query.filter(narratives::period.gt(after));
        }
        query.first(c)
    })?;
    Ok(found)
}

/// All texts about that, as the column has it.
///
/// # Errors
/// Those of the database.
pub fn of_scope(conn: &mut Conn, scope: &str) -> Result<Vec<NarrativeRow>> {
    let about = narratives::table.filter(narratives::scope.eq(scope)).order(narratives::id);
    Ok(on!(conn, c => about.select(NarrativeRow::as_select()).load(c))?)
}

/// # Errors
/// [`crate::error::Error::Duplicate`] when another writer made it first.
pub fn insert(conn: &mut Conn, row: &NarrativeRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(narratives::table).values(row).execute(c))?;
    Ok(())
}

/// Writes `row` over the one with its id.
///
/// # Errors
/// Those of the database.
pub fn update(conn: &mut Conn, row: &NarrativeRow) -> Result<()> {
    on!(conn, c => diesel::update(narratives::table.find(row.id)).set(row).execute(c))?;
    Ok(())
}

/// Takes a row away.
///
/// # Errors
/// Those of the database.
pub fn delete(conn: &mut Conn, id: Id) -> Result<()> {
    on!(conn, c => diesel::delete(narratives::table.find(id)).execute(c))?;
    Ok(())
}

/// Where a cursor of that list stands.
fn place(cursor: &Cursor) -> Result<(Period, [&str; 3])> {
    let [period, scope, section, language] = cursor.parts()?;
    let period = period.parse().map_err(|_| not_of_this_list())?;
    Ok((period, [scope, section, language]))
}
