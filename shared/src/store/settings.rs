//! The one row of settings.

use crate::clock::Timestamp;
use crate::db::schema::settings;
use crate::db::{Conn, on};
use crate::error::{Error, Result};
use crate::model::settings::Settings;
use diesel::prelude::*;

/// The settings and their version; the defaults, at version 0, where none were written.
///
/// # Errors
/// Those of the database.
pub fn load(conn: &mut Conn) -> Result<(Settings, i64)> {
    let row: Option<(String, i64)> =
        on!(conn, c => settings::table.find(1).select((settings::body, settings::version)).first(c).optional())?;
    row.map_or_else(
        || Ok((Settings::default(), 0)),
        |(body, version)| {
            let settings = serde_json::from_str(&body).map_err(|error| Error::Internal(format!("stored settings: {error}")))?;
            Ok((settings, version))
        },
    )
}

/// Replaces the settings; `version` is the new one.
///
/// # Errors
/// Those of the database.
pub fn save(conn: &mut Conn, value: &Settings, version: i64, at: Timestamp) -> Result<()> {
    let body = serde_json::to_string(value).map_err(|error| Error::Internal(error.to_string()))?;
    let row = (settings::id.eq(1), settings::body.eq(&body), settings::version.eq(version), settings::updated_at.eq(at));
    on!(conn, c => diesel::insert_into(settings::table)
        .values(&row)
        .on_conflict(settings::id)
        .do_update()
        .set((settings::body.eq(&body), settings::version.eq(version), settings::updated_at.eq(at)))
        .execute(c))?;
    Ok(())
}
