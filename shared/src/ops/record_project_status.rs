//! Recording a quarter's status of a programme project: a new revision, unless it says what is recorded already.

use super::announce::{Concern, announce, of_return};
use super::context::{Change, Context};
use super::history::{self, About};
use super::references::check_current;
use super::{periods, projects};
use crate::db::Conn;
use crate::domain::calendar::effect_day;
use crate::domain::period::Period;
use crate::error::Result;
use crate::id::Key;
use crate::model::project::{ProjectReport, ProjectStatusDraft, RecordedProjectStatus};
use crate::model::settings::Settings;
use crate::model::webhook::EventType;
use crate::store::projects::{self as store, ProjectRow, ProjectStatusRow};
use crate::store::refs::Kind;

/// Records `draft` as the status of the project that `key` names.
///
/// # Errors
/// [`crate::error::Error::Forbidden`] for who may not, [`crate::error::Error::NotFound`] for the project,
/// [`crate::error::Error::Invalid`] for its fields, [`crate::error::Error::Conflict`] in a signed-off period.
pub fn record_status(
    conn: &mut Conn,
    context: &Context,
    settings: &Settings,
    key: &Key,
    period: Period,
    draft: ProjectStatusDraft,
) -> Result<(Change, RecordedProjectStatus)> {
    let project = projects::find_for_change(conn, key)?;
    context.authority.check_return((&project).into())?;
    let (change, row) = save(conn, context, settings, &project, period, draft)?;
    if change != Change::Unchanged {
        let item = (Kind::Project, project.id, &*project.reference);
        announce(conn, context, EventType::StatusRecorded, Concern::Area(None), || of_return(item, period, row.revision, &[]))?;
    }
    Ok((change, RecordedProjectStatus { project: project.reference, report: report_view(row) }))
}

/// Every revision for that period, the latest first.
///
/// # Errors
/// [`crate::error::Error::NotFound`] for the project.
pub fn revisions(conn: &mut Conn, key: &Key, period: Period) -> Result<Vec<ProjectReport>> {
    let id = projects::find(conn, key)?.id;
    Ok(store::statuses(conn, &[id], period)?.into_iter().rev().map(report_view).collect())
}

/// Stores a status, and gives the revision that says it; used by imports too.
///
/// # Errors
/// As [`record_status`].
pub fn save(
    conn: &mut Conn,
    context: &Context,
    settings: &Settings,
    project: &ProjectRow,
    period: Period,
    draft: ProjectStatusDraft,
) -> Result<(Change, ProjectStatusRow)> {
    let draft = draft.check()?;
    let today = context.today(settings);
    periods::check_actual(settings, period, today, true, "/status")?;
    let latest = store::statuses(conn, &[project.id], period)?.pop();
    let recorded = latest.as_ref().map_or(0, |latest| latest.revision);
    context.expected.check(recorded.into())?;
    if let Some(latest) = latest.as_ref().filter(|latest| says(latest, &draft)) {
        return Ok((Change::Unchanged, latest.clone()));
    }
    context.expected.check_said(recorded)?;
    check_current(Kind::Project, &project.reference, project.archived_at)?;
    periods::check_open(conn, context, period, draft.restatement_reason.as_deref())?;
    let row = ProjectStatusRow {
        id: context.new_id(),
        project_id: project.id,
        period,
        revision: recorded + 1,
        status: draft.status,
        commentary: draft.commentary,
        commentary_cy: draft.commentary_cy,
        effect_on: effect_day(today, period, settings.fiscal_year_start),
        restatement_reason: draft.restatement_reason,
        recorded_at: context.at(),
        recorded_by: context.actor.clone(),
    };
    store::insert_status(conn, &row)?;
    let about = About::item(Kind::Project, project.id, &project.reference).of(period);
    history::note_return(conn, context, about, latest.map(report_view).as_ref(), &report_view(row.clone()))?;
    Ok((if row.revision == 1 { Change::Created } else { Change::Updated }, row))
}

/// Does the revision say what the draft says?
fn says(row: &ProjectStatusRow, draft: &ProjectStatusDraft) -> bool {
    row.status == draft.status && row.commentary == draft.commentary && row.commentary_cy == draft.commentary_cy
}

/// A revision as it is shown.
pub fn report_view(row: ProjectStatusRow) -> ProjectReport {
    ProjectReport {
        period: row.period,
        revision: row.revision,
        status: row.status,
        commentary: row.commentary,
        commentary_cy: row.commentary_cy,
        effect_on: row.effect_on,
        restatement_reason: row.restatement_reason,
        recorded_at: row.recorded_at,
        recorded_by: row.recorded_by,
    }
}
