//! Rows that are records of a quarter: a new revision, unless they say what is recorded already. The reason of an earlier
//! restatement is not one of the next.

use super::session::Session;
use super::sheet::Row;
use crate::domain::period::Period;
use crate::error::{Error, Result};
use crate::id::Key;
use crate::model::action_update::{UnexplainedRed, UpdateDraft};
use crate::model::indicator::ResultDraft;
use crate::model::project::ProjectStatusDraft;
use crate::ops::{Change, actions, projects, record_project_status, record_result, record_update};
use crate::store;
use crate::store::action_updates::UpdateRow;
use crate::store::indicators::ResultRow;
use crate::store::projects::ProjectStatusRow;

/// Stores a row of `indicator_results.csv`.
pub(super) fn result(session: &mut Session<'_>, row: &Row) -> Result<Change> {
    let (key, period) = about(row)?;
    let record = store::indicators::find(session.conn, &key)?.ok_or_else(|| Error::not_found("indicator", &key))?;
    let latest = store::indicators::results(session.conn, &[record.row.id], &[period])?.pop();
    let draft: ResultDraft = row.draft(latest.map(result_draft).as_ref())?;
    record_result::save(session.conn, session.context, session.settings, &record, period, draft.check()?)
}

/// Stores a row of `action_updates.csv`. A Red without explanation is taken: it becomes a finding.
pub(super) fn update(session: &mut Session<'_>, row: &Row) -> Result<Change> {
    let (key, period) = about(row)?;
    let action = actions::find(session.conn, &key)?.row;
    let latest = store::action_updates::updates(session.conn, &[action.id], &[period])?.pop();
    let draft = row.draft(latest.map(update_draft).as_ref())?;
    record_update::save(session.conn, session.context, session.settings, &action, period, draft, UnexplainedRed::Accept)
}

/// Stores a row of `project_statuses.csv`.
pub(super) fn project_status(session: &mut Session<'_>, row: &Row) -> Result<Change> {
    let (key, period) = about(row)?;
    let project = projects::find(session.conn, &key)?.id;
    let latest = store::projects::statuses(session.conn, &[project], &[period])?.pop();
    let draft = row.draft(latest.map(status_draft).as_ref())?;
    record_project_status::save(session.conn, session.context, session.settings, project, period, draft)
}

/// Which item and which quarter a row is about.
fn about(row: &Row) -> Result<(Key, Period)> {
    Ok((Key::parse(row.text("ref")), row.parsed("period")?))
}

fn result_draft(row: ResultRow) -> ResultDraft {
    ResultDraft {
        actual: row.actual,
        target: row.target,
        numerator: row.numerator,
        denominator: row.denominator,
        provisional: row.provisional,
        comparable: row.comparable,
        commentary: row.commentary,
        commentary_cy: row.commentary_cy,
        stated_rag: row.stated_rag,
        stated_direction: row.stated_direction,
        restatement_reason: None,
    }
}

fn update_draft(row: UpdateRow) -> UpdateDraft {
    UpdateDraft {
        percent_complete: row.percent_complete,
        reported_rag: row.reported_rag,
        commentary: row.commentary,
        commentary_cy: row.commentary_cy,
        revised_due_date: row.revised_due_date,
        revision_reason: row.revision_reason,
        restatement_reason: None,
    }
}

fn status_draft(row: ProjectStatusRow) -> ProjectStatusDraft {
    ProjectStatusDraft { status: row.status, commentary: row.commentary, commentary_cy: row.commentary_cy, restatement_reason: None }
}
