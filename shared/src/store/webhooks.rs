//! Webhooks. Their secrets are read and written apart from all else, so that no row of one shows them.

use crate::clock::Timestamp;
use crate::db::page::PageRequest;
use crate::db::schema::webhooks;
use crate::db::{Conn, on};
use crate::error::Result;
use crate::id::Id;
use crate::model::webhook::{HookState, Secret};
use diesel::prelude::*;

/// A row of `webhooks`, but for its secrets.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = webhooks, treat_none_as_null = true)]
#[expect(missing_docs, reason = "the columns, as in the migration")]
pub struct HookRow {
    pub id: Id,
    pub name: String,
    pub url: String,
    pub events: String,
    pub service_area_ids: Option<String>,
    pub state: HookState,
    pub disabled_reason: Option<String>,
    pub failing_since: Option<Timestamp>,
    pub previous_until: Option<Timestamp>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// The secrets of a webhook.
#[derive(Clone, Debug)]
pub struct Secrets {
    /// The one that counts.
    pub current: Secret,
    /// The one before, and until when it counts too.
    pub previous: Option<(Secret, Timestamp)>,
}

/// The webhook of that id.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, id: Id) -> Result<Option<HookRow>> {
    Ok(on!(conn, c => webhooks::table.find(id).select(HookRow::as_select()).first(c).optional())?)
}

/// Webhooks in the order in which they were made.
///
/// # Errors
/// Those of the database.
pub fn list(conn: &mut Conn, page: &PageRequest) -> Result<Vec<HookRow>> {
    let limit = i64::try_from(page.limit).unwrap_or(i64::MAX);
    let rows = on!(conn, c => {
        let mut query = webhooks::table.select(HookRow::as_select()).into_boxed::<DB>();
        if let Some(after) = &page.after {
            query = query.filter(webhooks::id.gt(&after.id));
        }
        query.order(webhooks::id).limit(limit).load(c)
    })?;
    Ok(rows)
}

/// Those that are told of events: what they are told of, and of which service areas.
///
/// # Errors
/// Those of the database.
pub fn listening(conn: &mut Conn) -> Result<Vec<(Id, String, Option<String>)>> {
    let active = webhooks::table.filter(webhooks::state.eq(HookState::Active)).order(webhooks::id);
    Ok(on!(conn, c => active.select((webhooks::id, webhooks::events, webhooks::service_area_ids)).load(c))?)
}

/// How many there are.
///
/// # Errors
/// Those of the database.
pub fn count(conn: &mut Conn) -> Result<i64> {
    Ok(on!(conn, c => webhooks::table.count().get_result(c))?)
}

/// # Errors
/// Those of the database.
pub fn insert(conn: &mut Conn, row: &HookRow, secret: &Secret) -> Result<()> {
    on!(conn, c => diesel::insert_into(webhooks::table)
        .values((
            webhooks::id.eq(row.id),
            webhooks::name.eq(&row.name),
            webhooks::url.eq(&row.url),
            webhooks::events.eq(&row.events),
            webhooks::service_area_ids.eq(&row.service_area_ids),
            webhooks::state.eq(row.state),
            webhooks::secret.eq(secret.reveal()),
            webhooks::version.eq(row.version),
            webhooks::created_at.eq(row.created_at),
            webhooks::updated_at.eq(row.updated_at),
        ))
        .execute(c))?;
    Ok(())
}

/// Writes all of a row but its secrets.
///
/// # Errors
/// Those of the database.
pub fn update(conn: &mut Conn, row: &HookRow) -> Result<()> {
    on!(conn, c => diesel::update(webhooks::table.find(row.id)).set(row).execute(c))?;
    Ok(())
}

/// # Errors
/// Those of the database.
pub fn delete(conn: &mut Conn, id: Id) -> Result<()> {
    on!(conn, c => diesel::delete(webhooks::table.find(id)).execute(c))?;
    Ok(())
}

/// What the webhook's deliveries are signed with.
///
/// # Errors
/// Those of the database.
pub fn secrets(conn: &mut Conn, id: Id) -> Result<Option<Secrets>> {
    type Kept = (String, Option<String>, Option<Timestamp>);
    let kept = webhooks::table.find(id).select((webhooks::secret, webhooks::previous_secret, webhooks::previous_until));
    let kept: Option<Kept> = on!(conn, c => kept.first(c).optional())?;
    Ok(kept.map(|(current, previous, until)| Secrets {
        current: Secret::kept(current),
        previous: previous.zip(until).map(|(secret, until)| (Secret::kept(secret), until)),
    }))
}

/// Gives the webhook another secret.
///
/// # Errors
/// Those of the database.
pub fn set_secret(conn: &mut Conn, id: Id, secret: &Secret, previous: Option<&Secret>) -> Result<()> {
    let set = (webhooks::secret.eq(secret.reveal()), webhooks::previous_secret.eq(previous.map(Secret::reveal)));
    on!(conn, c => diesel::update(webhooks::table.find(id)).set(set).execute(c))?;
    Ok(())
}

/// Forgets the secrets before the last rotation that count no longer.
///
/// # Errors
/// Those of the database.
pub fn forget_secrets(conn: &mut Conn, now: Timestamp) -> Result<()> {
    let ended = webhooks::table.filter(webhooks::previous_secret.is_not_null()).filter(webhooks::previous_until.le(now));
    on!(conn, c => diesel::update(ended).set(webhooks::previous_secret.eq(None::<String>)).execute(c))?;
    Ok(())
}
