//! Addresses to which nothing is sent any more.

use crate::clock::Timestamp;
use crate::db::page::PageRequest;
use crate::db::schema::{notifications, people, suppressed_addresses as suppressed};
use crate::db::{Conn, on};
use crate::error::Result;
use crate::id::{Id, Key};
use crate::model::Link;
use diesel::prelude::*;

/// A row of `suppressed_addresses`. It is personal data: it has no `Debug`, so that it cannot be logged by mistake.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = suppressed, treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns, as in the migration")]
pub struct SuppressionRow {
    pub id: Id,
    pub address: String,
    pub since: Timestamp,
    pub reason: String,
    pub notification_id: Id,
}

/// With the person whose address it is.
pub type SuppressionRecord = (SuppressionRow, Option<Link>);

macro_rules! records {
    () => {
        suppressed::table
            .left_join(people::table.on(people::email.eq(suppressed::address.nullable())))
            .select((SuppressionRow::as_select(), (people::id, people::reference, people::name).nullable()))
    };
}

/// Suppresses an address, unless it is already; whether it was not.
///
/// # Errors
/// Those of the database.
pub fn insert(conn: &mut Conn, row: &SuppressionRow) -> Result<bool> {
    let new = diesel::insert_into(suppressed::table).values(row).on_conflict(suppressed::address).do_nothing();
    Ok(on!(conn, c => new.execute(c))? == 1)
}

/// That of an id, or of an address in lower case.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, key: &Key) -> Result<Option<SuppressionRecord>> {
    Ok(on!(conn, c => match key {
        Key::Id(id) => records!().filter(suppressed::id.eq(id)).first(c).optional(),
        Key::Ref(address) => records!().filter(suppressed::address.eq(address)).first(c).optional(),
    })?)
}

/// Those suppressed last first.
///
/// # Errors
/// Those of the database.
pub fn list(conn: &mut Conn, page: &PageRequest) -> Result<Vec<SuppressionRecord>> {
    let limit = i64::try_from(page.limit).unwrap_or(i64::MAX);
    Ok(on!(conn, c => {
        let mut query = records!().into_boxed::<DB>();
        if let Some(after) = &page.after {
            query = query.filter(suppressed::id.lt(&after.id));
        }
        query.order(suppressed::id.desc()).limit(limit).load(c)
    })?)
}

/// # Errors
/// Those of the database.
pub fn delete(conn: &mut Conn, id: Id) -> Result<()> {
    on!(conn, c => diesel::delete(suppressed::table.find(id)).execute(c))?;
    Ok(())
}

/// How many there are.
///
/// # Errors
/// Those of the database.
pub fn count(conn: &mut Conn) -> Result<i64> {
    Ok(on!(conn, c => suppressed::table.count().get_result(c))?)
}

/// Is that address, in lower case, suppressed?
///
/// # Errors
/// Those of the database.
pub fn is_suppressed(conn: &mut Conn, address: &str) -> Result<bool> {
    let found = suppressed::table.filter(suppressed::address.eq(address));
    Ok(on!(conn, c => diesel::select(diesel::dsl::exists(found)).get_result(c))?)
}

/// Takes away what refused mails of that person tell of their addresses; how many there were.
///
/// # Errors
/// Those of the database.
pub fn forget_person(conn: &mut Conn, person: Id) -> Result<usize> {
    let theirs = notifications::table.filter(notifications::person_id.eq(person)).select(notifications::id);
    Ok(on!(conn, c => diesel::delete(suppressed::table.filter(suppressed::notification_id.eq_any(theirs))).execute(c))?)
}

/// Takes away addresses that nobody has any more, suppressed before an instant; how many there were.
///
/// # Errors
/// Those of the database.
pub fn forget_strangers(conn: &mut Conn, before: Timestamp) -> Result<usize> {
    let known = people::table.filter(people::email.eq(suppressed::address.nullable()));
    let strangers = suppressed::table.filter(suppressed::since.lt(before)).filter(diesel::dsl::not(diesel::dsl::exists(known)));
    Ok(on!(conn, c => diesel::delete(strangers).execute(c))?)
}
