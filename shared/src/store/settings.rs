//! The one row of settings.

use crate::clock::Timestamp;
use crate::db::schema::settings;
use crate::db::{Conn, on};
use crate::error::{Error, Result};
use crate::model::settings::Settings;
use diesel::prelude::*;
use std::sync::Arc;

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

/// Settings that were read once, to be used again for as long as they are in force.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The settings.
    pub settings: Arc<Settings>,
    /// What tells them from those of another time.
    mark: Option<(i64, Timestamp)>,
}

/// The settings in force: those that were kept, unless they were replaced since.
///
/// # Errors
/// Those of the database.
pub fn in_force(conn: &mut Conn, kept: Option<Kept>) -> Result<Kept> {
    let mark = on!(conn, c => settings::table.find(1).select((settings::version, settings::updated_at)).first(c).optional())?;
    match kept {
        Some(kept) if kept.mark == mark => Ok(kept),
        _ => Ok(Kept { settings: Arc::new(load(conn)?.0), mark }),
    }
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
