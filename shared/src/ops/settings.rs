//! The organisation's settings: read and change.

use super::context::{Context, merged};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::model::settings::Settings;
use crate::store::periods;
use crate::store::settings as store;

/// Changes the settings by a JSON Merge Patch; null gives a setting its default again. Alerts that depend on a changed
/// setting follow at the next check: to find them means to look at every item, and nothing is sent before it.
///
/// # Errors
/// [`Error::Invalid`] for an unknown setting or a value that no rule could work with; [`Error::Conflict`] for another start
/// of the fiscal year once quarters hold anything.
pub fn patch(conn: &mut Conn, context: &Context, patch: &serde_json::Value) -> Result<Settings> {
    context.authority.check_common("the settings")?;
    conn.lock("settings")?;
    let (current, version) = store::load(conn)?;
    let changed: Settings = merged(&current, patch)?;
    changed.check()?;
    if changed.fiscal_year_start != current.fiscal_year_start && periods::hold_anything(conn)? {
        let detail = "results, updates, assessments or texts are recorded by quarter, and would stand in other months; \
                      fiscal_year_start can change only while nothing is";
        return Err(Error::conflict("fiscal_year_fixed", detail));
    }
    if changed != current {
        store::save(conn, &changed, version + 1, context.at())?;
    }
    Ok(changed)
}

#[cfg(test)]
mod tests;
