//! Rows that are items: found by their ref, then created or updated.

use super::row::Row;
use super::session::Session;
use crate::error::{Error, Result};
use crate::id::Key;
use crate::model::import::Outcome;
use crate::model::service_area::ServiceAreaDraft;
use crate::ops::context::check_not_moved;
use crate::ops::{actions, directorates, indicators, people, plan, projects, risks, service_areas};
use crate::store;
use crate::store::refs::Kind;

/// Stores a row of `directorates.csv`.
pub(super) fn directorate(session: &mut Session<'_>, row: &Row) -> Result<Outcome> {
    let stored = store::directorates::find(session.conn, &Key::parse(row.text("code")))?;
    if session.leaves(stored.as_ref()) {
        return Ok(Outcome::Skipped);
    }
    let Some(record) = stored else {
        not_moved(session, Kind::Directorate, row, "code")?;
        directorates::create(session.conn, session.context, row.draft(None)?)?;
        return Ok(Outcome::Created);
    };
    same_ref(row, "code", &record.row.reference)?;
    let draft = row.draft(Some(&directorates::draft_of(&record)))?;
    directorates::update(session.conn, session.context, &record, draft).map(Into::into)
}

/// Stores a row of `service_areas.csv`, and a directorate that is not there yet.
pub(super) fn service_area(session: &mut Session<'_>, row: &Row) -> Result<Outcome> {
    let stored = store::service_areas::find(session.conn, &Key::parse(row.text("code")))?;
    if session.leaves(stored.as_ref()) {
        return Ok(Outcome::Skipped);
    }
    let mut draft: ServiceAreaDraft = row.draft(stored.as_ref().map(service_areas::draft_of).as_ref())?;
    if row.has("directorate") {
        draft.directorate = directorate_named(session, row.text("directorate"))?;
    }
    let Some(record) = stored else {
        not_moved(session, Kind::ServiceArea, row, "code")?;
        service_areas::create(session.conn, session.context, draft)?;
        return Ok(Outcome::Created);
    };
    same_ref(row, "code", &record.row.reference)?;
    service_areas::update(session.conn, session.context, &record, draft).map(Into::into)
}

/// The key of the directorate of that name.
fn directorate_named(session: &mut Session<'_>, name: &str) -> Result<Option<String>> {
    if name.is_empty() {
        return Ok(None);
    }
    match directorates::find_or_create_by_name(session.conn, session.context, name) {
        Ok((id, _)) => Ok(Some(id.to_string())),
        Err(Error::Invalid(_)) => {
            Err(Error::field("/directorate", "invalid_text", "must be a name of 1 to 500 characters, all seen and on one line"))
        }
        Err(Error::Conflict { code, detail }) => Err(Error::field("/directorate", code, detail)),
        Err(other) => Err(other),
    }
}

/// Stores a row of `people.csv`.
pub(super) fn person(session: &mut Session<'_>, row: &Row) -> Result<Outcome> {
    let stored = store::people::find(session.conn, &Key::parse(row.text("email")))?;
    if session.leaves(stored.as_ref()) {
        return Ok(Outcome::Skipped);
    }
    let Some(record) = stored else {
        not_moved(session, Kind::Person, row, "email")?;
        people::create(session.conn, session.context, row.draft(None)?)?;
        return Ok(Outcome::Created);
    };
    let draft = row.draft(Some(&people::draft_of(&record)))?;
    people::update(session.conn, session.context, &record, draft).map(Into::into)
}

/// Stores a row of `plan.csv`.
pub(super) fn plan_item(session: &mut Session<'_>, row: &Row) -> Result<Outcome> {
    let stored = store::plan::find(session.conn, &Key::parse(row.text("code")))?;
    if session.leaves(stored.as_ref()) {
        return Ok(Outcome::Skipped);
    }
    let Some(record) = stored else {
        not_moved(session, Kind::PlanItem, row, "code")?;
        plan::create(session.conn, session.context, row.draft(None)?)?;
        return Ok(Outcome::Created);
    };
    same_ref(row, "code", &record.row.reference)?;
    let draft = row.draft(Some(&plan::draft_of(&record)))?;
    plan::update(session.conn, session.context, &record, draft).map(Into::into)
}

/// Stores a row of `actions.csv`.
pub(super) fn action(session: &mut Session<'_>, row: &Row) -> Result<Outcome> {
    let stored = store::actions::find(session.conn, &Key::parse(row.text("ref")))?;
    if session.leaves(stored.as_ref()) {
        return Ok(Outcome::Skipped);
    }
    let Some(record) = stored else {
        not_moved(session, Kind::Action, row, "ref")?;
        actions::create(session.conn, session.context, session.settings, row.draft(None)?)?;
        return Ok(Outcome::Created);
    };
    same_ref(row, "ref", &record.row.reference)?;
    let draft = row.draft(Some(&actions::draft_of(&record)))?;
    actions::update(session.conn, session.context, session.settings, &record, draft).map(Into::into)
}

/// Stores a row of `indicators.csv`.
pub(super) fn indicator(session: &mut Session<'_>, row: &Row) -> Result<Outcome> {
    let stored = store::indicators::find(session.conn, &Key::parse(row.text("ref")))?;
    if session.leaves(stored.as_ref()) {
        return Ok(Outcome::Skipped);
    }
    let Some(record) = stored else {
        not_moved(session, Kind::Indicator, row, "ref")?;
        indicators::create(session.conn, session.context, row.draft(None)?)?;
        return Ok(Outcome::Created);
    };
    same_ref(row, "ref", &record.row.reference)?;
    let draft = row.draft(Some(&indicators::draft_of(&record)))?;
    indicators::update(session.conn, session.context, &record, draft).map(Into::into)
}

/// Stores a row of `risks.csv`.
pub(super) fn risk(session: &mut Session<'_>, row: &Row) -> Result<Outcome> {
    let stored = store::risks::find(session.conn, &Key::parse(row.text("ref")))?;
    if session.leaves(stored.as_ref()) {
        return Ok(Outcome::Skipped);
    }
    let Some(record) = stored else {
        not_moved(session, Kind::Risk, row, "ref")?;
        risks::create(session.conn, session.context, row.draft(None)?)?;
        return Ok(Outcome::Created);
    };
    same_ref(row, "ref", &record.row.reference)?;
    let draft = row.draft(Some(&risks::draft_of(&record)))?;
    risks::update(session.conn, session.context, &record, draft).map(Into::into)
}

/// Stores a row of `projects.csv`.
pub(super) fn project(session: &mut Session<'_>, row: &Row) -> Result<Outcome> {
    let stored = store::projects::find(session.conn, &Key::parse(row.text("ref")))?;
    if session.leaves(stored.as_ref()) {
        return Ok(Outcome::Skipped);
    }
    let Some(stored) = stored else {
        not_moved(session, Kind::Project, row, "ref")?;
        projects::create(session.conn, session.context, row.draft(None)?)?;
        return Ok(Outcome::Created);
    };
    same_ref(row, "ref", &stored.reference)?;
    let draft = row.draft(Some(&projects::draft_of(&stored)))?;
    projects::update(session.conn, session.context, &stored, draft).map(Into::into)
}

/// A row under the former ref of an item is no new one: its item is told.
fn not_moved(session: &mut Session<'_>, kind: Kind, row: &Row, column: &str) -> Result<()> {
    check_not_moved(session.conn, kind, &format!("/{column}"), &Key::parse(row.text(column)))
}

/// A ref finds its item with `-` for `/`; written over the stored one, it would rename it.
fn same_ref(row: &Row, column: &str, stored: &str) -> Result<()> {
    if row.text(column) == stored {
        return Ok(());
    }
    let detail = format!("is recorded as {stored:?}; write it the same way, since the two would share a path");
    Err(Error::field(format!("/{column}"), "ref_taken", detail))
}
