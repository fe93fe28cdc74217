//! The organisation's settings: read and change.

use super::context::{Context, merged, resolve};
use super::history::{self, About};
use super::run_check::CHECK_LOCK;
use crate::db::Conn;
use crate::domain::timetable::Check;
use crate::error::{Error, Result};
use crate::model::history::Subject;
use crate::model::settings::Settings;
use crate::store::refs::Kind;
use crate::store::settings as store;
use crate::store::{periods, schedule};

/// Changes the settings by a JSON Merge Patch, and gives them and their version; null gives a setting its default again. Alerts that depend on a changed
/// setting follow at the next check: to find them means to look at every item, and nothing is sent before it.
///
/// # Errors
/// [`Error::Invalid`] for an unknown setting or a value that no rule could work with; [`Error::Conflict`] for another start
/// of the fiscal year once quarters hold anything.
pub fn patch(conn: &mut Conn, context: &Context, patch: &serde_json::Value) -> Result<(Settings, i64)> {
    context.authority.check_common("the settings")?;
    conn.lock("settings")?;
    let (current, version) = store::load(conn)?;
    context.expected.check(version)?;
    let changed: Settings = merged(&current, patch)?;
    changed.check()?;
    check_areas(conn, &current, &changed)?;
    if changed.fiscal_year_start != current.fiscal_year_start && periods::hold_anything(conn)? {
        let detail = "results, updates, assessments or texts are recorded by quarter, and would stand in other months; \
                      fiscal_year_start can change only while nothing is";
        return Err(Error::conflict("fiscal_year_fixed", detail));
    }
    if changed == current {
        return Ok((changed, version));
    }
    store::save(conn, &changed, version + 1, context.at())?;
    plan_checks(conn, context, &current, &changed)?;
    let about = About { kind: Subject::Settings, item: None, reference: "settings", period: None };
    history::note(conn, context, about, Some(&current), Some(&changed))?;
    Ok((changed, version + 1))
}

/// Checks that are planned follow the deadline, the days that are worked, and the hour.
fn plan_checks(conn: &mut Conn, context: &Context, current: &Settings, changed: &Settings) -> Result<()> {
    let (was, timetable, today) = (current.timetable(), changed.timetable(), context.today(changed));
    if was == timetable {
        return Ok(());
    }
    conn.lock(CHECK_LOCK)?;
    for check in Check::ALL.iter().copied() {
        if let Some(next) = schedule::next_on(conn, check.as_str())? {
            schedule::set_next(conn, check.as_str(), timetable.moved(check, next, &was, today))?;
        }
    }
    Ok(())
}

/// Areas that a rule is newly limited to must be there; those that are so already stay, whatever they are called by now.
fn check_areas(conn: &mut Conn, current: &Settings, changed: &Settings) -> Result<()> {
    for (rule, settings) in &changed.alerts.rules {
        let kept = current.alerts.rules.get(rule).map(|rule| &rule.service_areas);
        for area in settings.service_areas.iter().filter(|area| kept.is_none_or(|kept| !kept.contains(*area))) {
            resolve(conn, Kind::ServiceArea, &format!("/alerts/rules/{rule}/service_areas"), Some(area))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
