//! Rows that are records of a quarter: a new revision, unless they say what is recorded already. The reason of an earlier
//! restatement is not one of the next.

use super::row::Row;
use super::session::Session;
use super::stated::{Printed, PrintedOfRisk};
use crate::domain::period::Period;
use crate::domain::risk::RiskKind;
use crate::error::{Error, FieldError, Result};
use crate::id::Key;
use crate::model::action::DueDateDraft;
use crate::model::action_update::{UnexplainedRed, UpdateDraft};
use crate::model::import::{Mode, Outcome};
use crate::model::indicator_result::ResultDraft;
use crate::model::project::ProjectStatusDraft;
use crate::model::risk_assessment::{AssessmentDraft, Scores};
use crate::ops::due_dates::Agreed;
use crate::ops::record_result::Recording;
use crate::ops::references::check_current;
use crate::ops::{
    actions, assess_risk, breakdowns, due_dates, judgements, narratives, projects, record_project_status, record_update, risks,
};
use crate::store;
use crate::store::action_updates::{DueDateRow, UpdateRow};
use crate::store::indicators::ResultRow;
use crate::store::projects::ProjectStatusRow;
use crate::store::refs::Kind;
use crate::store::risk_assessments::AssessmentRow;

/// Stores rows of `indicator_results.csv`: what they are about and what is recorded of it is looked up for all at once. Once
/// anything is wrong the pack is refused, so they are only held against the rules: nothing else refers to them.
pub(super) fn results(session: &mut Session<'_>, rows: &[&Row]) -> Result<Vec<Result<Outcome>>> {
    let about = rows.iter().map(|row| about(row)).collect::<Result<Vec<_>>>()?;
    let mut recording = Recording::begin(session.conn, session.context, session.settings, &about)?;
    let record =
        |(row, about): (&&Row, &(Key, Period))| result(session, &mut recording, row, about).and_then(|outcome| session.wanted(outcome));
    let outcomes: Vec<_> = rows.iter().zip(&about).map(record).collect();
    if session.report.errors.is_empty() && outcomes.iter().all(Result::is_ok) {
        recording.store(session.conn)?;
        let printed = rows.iter().zip(&about).filter_map(|(row, (key, period))| Printed::of(row, key, *period));
        session.printed.results.extend(printed);
    }
    Ok(outcomes)
}

fn result(session: &mut Session<'_>, recording: &mut Recording<'_>, row: &Row, (key, period): &(Key, Period)) -> Result<Outcome> {
    let latest = recording.latest(key, *period)?;
    if session.leaves(latest) {
        return Ok(Outcome::Skipped);
    }
    let draft: ResultDraft = row.draft(latest.map(result_draft).as_ref())?;
    recording.record(session.conn, key, *period, draft.check()?)
}

/// Stores a row of `action_due_dates.csv`, unless that date was agreed already, whatever has been agreed since.
pub(super) fn due_date(session: &mut Session<'_>, row: &Row) -> Result<Outcome> {
    let action = actions::find(session.conn, &Key::parse(row.text("ref")))?.row;
    let draft: DueDateDraft = row.draft(None)?;
    let today = session.context.today(session.settings);
    draft.check(today)?;
    let period = if row.text("period").is_empty() { None } else { Some(row.parsed("period")?) };
    let agreed = Agreed { due_date: draft.due_date, reason: draft.reason, agreed_on: draft.agreed_on.unwrap_or(today), period };
    let known = store::action_updates::due_dates(session.conn, &[action.id])?;
    let says = |known: &DueDateRow| {
        known.due_date == agreed.due_date
            && known.agreed_on == agreed.agreed_on
            && known.period == agreed.period
            && known.reason.as_ref() == Some(&agreed.reason)
    };
    if known.iter().any(says) {
        return Ok(Outcome::Unchanged);
    }
    check_current(Kind::Action, &action.reference, action.archived_at)?;
    due_dates::save(session.conn, session.context, &action, agreed).map(|(change, _)| change.into())
}

/// Stores a row of `action_updates.csv`. A Red without explanation is taken: it becomes a finding.
pub(super) fn update(session: &mut Session<'_>, row: &Row) -> Result<Outcome> {
    let (key, period) = about(row)?;
    let action = actions::find(session.conn, &key)?.row;
    let latest = store::action_updates::updates(session.conn, &[action.id], period)?.pop();
    if session.leaves(latest.as_ref()) {
        return Ok(Outcome::Skipped);
    }
    let draft = row.draft(latest.map(update_draft).as_ref())?;
    record_update::save(session.conn, session.context, session.settings, &action, period, draft, UnexplainedRed::Accept)
        .map(|(change, _)| change.into())
}

/// Stores a row of `project_statuses.csv`.
pub(super) fn project_status(session: &mut Session<'_>, row: &Row) -> Result<Outcome> {
    let (key, period) = about(row)?;
    let project = projects::find(session.conn, &key)?;
    let latest = store::projects::statuses(session.conn, &[project.id], period)?.pop();
    if session.leaves(latest.as_ref()) {
        return Ok(Outcome::Skipped);
    }
    let draft = row.draft(latest.map(status_draft).as_ref())?;
    record_project_status::save(session.conn, session.context, session.settings, &project, period, draft).map(|(change, _)| change.into())
}

/// Stores a row of `risk_assessments.csv`. A score that no factors give is taken, without a band: it becomes a finding.
pub(super) fn assessment(session: &mut Session<'_>, row: &Row) -> Result<Outcome> {
    let (key, period) = about(row)?;
    let record = risks::find(session.conn, &key)?;
    let area = row.text("service_area");
    if area.is_empty() == (record.row.kind == RiskKind::Service) {
        let detail = "must be one of the risk's areas for a service risk, and empty for a corporate risk";
        return Err(Error::field("/service_area", "inconsistent", detail));
    }
    let area = Some(area).filter(|area| !area.is_empty()).map(Key::parse);
    let area = assess_risk::area(session.conn, &record, area.as_ref()).map_err(at_service_area)?;
    session.printed.risks.extend(PrintedOfRisk::of(row, &record.row, area.as_ref(), period));
    let area = area.map(|area| area.id);
    let stored = store::risk_assessments::in_period(session.conn, &[record.row.id], period)?;
    let latest = stored.into_iter().rfind(|stored| stored.service_area_id == area);
    if session.leaves(latest.as_ref()) {
        return Ok(Outcome::Skipped);
    }
    let mut draft: AssessmentDraft = row.draft(latest.map(assessment_draft).as_ref())?;
    if draft.residual_likelihood.is_some() && draft.residual_impact.is_some() && row.text("residual_score").is_empty() {
        // It follows from the factors; the stored one may be that of others.
        draft.residual_score = None;
    }
    assess_risk::save(session.conn, session.context, session.settings, (&record.row, area), period, draft, Scores::AsStated)
        .map(|(change, _)| change.into())
}

fn at_service_area(error: Error) -> Error {
    match error {
        Error::Invalid(fields) => {
            Error::Invalid(fields.into_iter().map(|field| FieldError { pointer: "/service_area".to_owned(), ..field }).collect())
        }
        other => other,
    }
}

/// Stores a row of `breakdowns.csv`.
pub(super) fn breakdown(session: &mut Session<'_>, row: &Row) -> Result<Outcome> {
    let (period, draft) = (row.parsed("period")?, row.draft(None)?);
    if session.mode == Mode::Skip && breakdowns::is_recorded(session.conn, session.context, period, &draft)? {
        return Ok(Outcome::Skipped);
    }
    breakdowns::save(session.conn, session.context, session.settings, period, draft).map(Into::into)
}

/// Stores a row of `narratives.csv`.
pub(super) fn narrative(session: &mut Session<'_>, row: &Row) -> Result<Outcome> {
    let (period, draft) = (row.parsed("period")?, row.draft(None)?);
    if session.mode == Mode::Skip && narratives::is_recorded(session.conn, session.context, period, &draft)? {
        return Ok(Outcome::Skipped);
    }
    narratives::save(session.conn, session.context, period, draft).map(Into::into)
}

/// Stores a row of `judgements.csv`.
pub(super) fn judgement(session: &mut Session<'_>, row: &Row) -> Result<Outcome> {
    let (period, draft) = (row.parsed("period")?, row.draft(None)?);
    if session.mode == Mode::Skip && judgements::is_recorded(session.conn, period, &draft)? {
        return Ok(Outcome::Skipped);
    }
    judgements::save(session.conn, session.context, period, draft).map(Into::into)
}

/// Which item and which quarter a row is about.
fn about(row: &Row) -> Result<(Key, Period)> {
    Ok((Key::parse(row.text("ref")), row.parsed("period")?))
}

pub(crate) fn result_draft(row: &ResultRow) -> ResultDraft {
    ResultDraft {
        actual: row.actual,
        target: row.target,
        numerator: row.numerator,
        denominator: row.denominator,
        provisional: row.provisional,
        comparable: row.comparable,
        commentary: row.commentary.clone(),
        commentary_cy: row.commentary_cy.clone(),
        stated_rag: row.stated_rag,
        stated_direction: row.stated_direction,
        restatement_reason: None,
    }
}

pub(crate) fn update_draft(row: UpdateRow) -> UpdateDraft {
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

pub(crate) fn status_draft(row: ProjectStatusRow) -> ProjectStatusDraft {
    ProjectStatusDraft { status: row.status, commentary: row.commentary, commentary_cy: row.commentary_cy, restatement_reason: None }
}

pub(crate) fn assessment_draft(row: AssessmentRow) -> AssessmentDraft {
    AssessmentDraft {
        inherent_likelihood: row.inherent_likelihood,
        inherent_impact: row.inherent_impact,
        residual_likelihood: row.residual_likelihood,
        residual_impact: row.residual_impact,
        residual_score: Some(row.residual_score),
        forecast: row.forecast,
        reason: row.reason,
        reason_cy: row.reason_cy,
        stated_direction: row.stated_direction,
        stated_band: row.stated_band,
        restatement_reason: None,
    }
}
