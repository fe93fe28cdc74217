//! Periods and their states.

use super::{CommonErrors, Operations, WriteErrors};
use crate::auth::Caller;
use crate::conditional::{shown, shown_return};
use crate::extract::{Body, Listing, Query, period};
use crate::faces::FACES;
use crate::problem::ApiError;
use crate::state::App;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, put, web};
use plumbline_shared::domain::day::Day;
use plumbline_shared::domain::period::Period;
use plumbline_shared::domain::plan::PeriodState;
use plumbline_shared::model::checklist::Checklist;
use plumbline_shared::model::history::Subject;
use plumbline_shared::model::period::{PeriodDetails, PeriodStateDraft};
use plumbline_shared::model::snapshot::Snapshot;
use plumbline_shared::ops::frozen_reports::{MOST_BYTES, Prepared};
use plumbline_shared::ops::periods::{self, PeriodQuery};
use plumbline_shared::ops::snapshot::{self, SnapshotQuery};
use plumbline_shared::ops::{batch, checklist};
use serde::Deserialize;
use utoipa::IntoParams;

/// The operations of this file.
pub fn configure(config: &mut impl Operations) {
    config.service(list).service(read).service(read_snapshot).service(read_checklist).service(set_state);
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// The four quarters of the fiscal year that starts in this calendar year; without `from` and `to`.
    #[param(example = 2026)]
    year: Option<i32>,
    /// From this quarter on, such as 2025-26-Q1; by default, from eight quarters before the last.
    #[param(value_type = Period, required = false)]
    from: Option<Period>,
    /// To this quarter; by default, to the present one.
    #[param(value_type = Period, required = false)]
    to: Option<Period>,
}

/// List periods
///
/// In the order of time, at most 100: by default the present quarter and the eight before it. Every quarter exists by itself
/// and is open until its state is changed.
#[utoipa::path(
    tag = "Periods", operation_id = "list_periods", params(ListQuery),
    responses((status = 200, description = "The periods, all on one page", body = Listing<PeriodDetails>), CommonErrors)
)]
#[get("/periods")]
async fn list(app: web::Data<App>, query: Query<ListQuery>) -> Result<HttpResponse, ApiError> {
    let wanted = PeriodQuery { year: query.0.year, from: query.0.from, to: query.0.to };
    let items = app.read(move |conn, settings, context| periods::list(conn, context, settings, wanted)).await?;
    shown(StatusCode::OK, None, &Listing { items, next: None })
}

/// Read a period
///
/// Its days, the deadline for its returns, and its state.
#[utoipa::path(
    tag = "Periods", operation_id = "read_period", params(("period" = String, Path, description = "The quarter", example = "2026-27-Q2")),
    responses((status = 200, description = "The period", body = PeriodDetails), CommonErrors)
)]
#[get("/periods/{period}")]
async fn read(app: web::Data<App>, path: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let period = period(&path)?;
    let found =
        app.read(move |conn, settings, _| Ok((batch::version(conn, Subject::Period, period)?, periods::get(conn, settings, period)?)));
    let (version, found) = found.await?;
    shown_return(StatusCode::OK, version, &found)
}

/// Change a period's state
///
/// For admins. `open` takes returns, `in_review` is being checked, `closed` is signed off: it takes restatements only. A
/// period is signed off once it has ended; review may be skipped. One whose checklist is not settled is refused (409 `open_items`),
/// unless `with_open_items` is given with a `reason`. Reopening one that is signed off needs a `reason`. The state it has already
/// changes nothing.
///
/// Signing off freezes the reports of the whole council and of each outcome, byte for byte (`GET /frozen-reports`); reopening leaves
/// them as they are, marked as superseded.
#[utoipa::path(
    tag = "Periods", operation_id = "set_period_state", params(("period" = String, Path, description = "The quarter", example = "2026-27-Q2")),
    request_body(content = PeriodStateDraft, example = json!({"state": "in_review"})),
    responses((status = 200, description = "The period as it is now", body = PeriodDetails), CommonErrors, WriteErrors)
)]
#[put("/periods/{period}/state")]
async fn set_state(
    app: web::Data<App>,
    caller: Caller,
    path: web::Path<String>,
    body: Body<PeriodStateDraft>,
) -> Result<HttpResponse, ApiError> {
    let period = period(&path)?;
    // What takes time is made beforehand: nobody who writes waits for it. Whoever may not sign off has nothing made.
    let draft = body.0.clone();
    let prepared = match body.0.state {
        PeriodState::Closed if caller.authority.check_common("the state of a period").is_ok() => {
            app.read_at_once(move |conn, settings, context| {
                if periods::get(conn, settings, period)?.state == PeriodState::Closed {
                    return Ok(Prepared::nothing(FACES));
                }
                periods::check_closable(conn, context, settings, period, &draft.check()?)?;
                Prepared::make(conn, context, settings, period, (FACES, MOST_BYTES))
            })
            .await?
        }
        _ => Prepared::nothing(FACES),
    };
    let changed = app.write(&caller, move |conn, settings, context| {
        let (_, details) = periods::set_state(conn, context, settings, period, body.0, &prepared)?;
        Ok((batch::version(conn, Subject::Period, period)?, details))
    });
    let (version, details) = changed.await?;
    shown_return(StatusCode::OK, version, &details)
}

/// Read a checklist
///
/// What is to be settled before a quarter is signed off: the returns that are owed, the findings that block, the narratives that are
/// drafts; each with where to read what is open.
#[utoipa::path(
    tag = "Periods", operation_id = "read_checklist",
    params(("period" = String, Path, description = "The quarter", example = "2026-27-Q2")),
    responses((status = 200, description = "The checklist", body = Checklist), CommonErrors)
)]
#[get("/periods/{period}/checklist")]
async fn read_checklist(app: web::Data<App>, path: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let period = period(&path)?;
    let found = app.read(move |conn, settings, context| checklist::checklist(conn, context, settings, period)).await?;
    shown(StatusCode::OK, None, &found)
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct SnapshotParameters {
    /// Of this outcome, objective or corporate action, with all that is under it (id or ref).
    plan: Option<String>,
    /// Of this service area (id or ref).
    service_area: Option<String>,
    /// Of this directorate's service areas (id or ref).
    directorate: Option<String>,
    /// The day for which the rules are run; without one, today.
    #[param(example = "2026-10-15")]
    as_of: Option<Day>,
}

/// Read a snapshot
///
/// How many actions and measures are Green, Amber, Red or N/A in the period, how many returns are in, and the overall status
/// they suggest, with why: of the whole council, or of one part of it.
#[utoipa::path(
    tag = "Periods", operation_id = "read_snapshot",
    params(("period" = String, Path, description = "The quarter", example = "2026-27-Q2"), SnapshotParameters),
    responses((status = 200, description = "The snapshot", body = Snapshot), CommonErrors)
)]
#[get("/periods/{period}/snapshot")]
async fn read_snapshot(app: web::Data<App>, path: web::Path<String>, query: Query<SnapshotParameters>) -> Result<HttpResponse, ApiError> {
    let (period, query) = (period(&path)?, query.0);
    let wanted = SnapshotQuery { plan: query.plan, service_area: query.service_area, directorate: query.directorate };
    let found = app.read(move |conn, settings, context| {
        let scope = context.scope(settings, Some(period), query.as_of)?;
        snapshot::snapshot(conn, settings, &wanted, scope)
    });
    let found = found.await?;
    shown(StatusCode::OK, None, &found)
}
