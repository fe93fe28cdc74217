//! The organisation's settings: read and change.

use super::context::{Context, merged};
use crate::db::Conn;
use crate::error::Result;
use crate::model::settings::Settings;
use crate::store::settings as store;

/// Changes the settings by a JSON Merge Patch; null gives a setting its default again. Alerts that depend on a changed
/// setting follow at the next check.
///
/// # Errors
/// [`crate::error::Error::Invalid`] for an unknown setting or a value that no rule could work with.
pub fn patch(conn: &mut Conn, context: &Context, patch: &serde_json::Value) -> Result<Settings> {
    conn.lock("settings")?;
    let (current, version) = store::load(conn)?;
    let changed: Settings = merged(&current, patch)?;
    changed.check()?;
    if changed != current {
        store::save(conn, &changed, version + 1, context.at())?;
    }
    Ok(changed)
}

#[cfg(test)]
mod tests;
