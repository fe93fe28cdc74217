//! Breakdowns of figures.

use super::{CommonErrors, Operations, WriteErrors};
use crate::auth::Caller;
use crate::conditional::shown_return;
use crate::extract::{Body, Listing, Query, listing_of, page, period};
use crate::problem::ApiError;
use crate::state::App;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, get, put, web};
use plumbline_shared::db::Conn;
use plumbline_shared::domain::period::Period;
use plumbline_shared::model::breakdown::{Breakdown, BreakdownDraft};
use plumbline_shared::model::history::Subject;
use plumbline_shared::ops::batch::{self, Written};
use plumbline_shared::ops::breakdowns::{self, BreakdownQuery, SORT};
use serde::Deserialize;
use utoipa::IntoParams;

/// The operations of this file.
pub fn configure(config: &mut impl Operations) {
    config.service(list).service(write);
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// Of this quarter.
    #[param(value_type = Option<String>, example = "2026-27-Q2")]
    period: Option<Period>,
    /// Of this indicator (id or ref).
    indicator: Option<String>,
    /// Of this measure.
    measure: Option<String>,
    /// By this dimension.
    dimension: Option<String>,
    /// At most so many (1 to 100; 50 by default).
    limit: Option<usize>,
    /// Where to go on: taken from `next`.
    cursor: Option<String>,
}

/// List breakdowns
///
/// Figures by quarter, measure, dimension and label.
#[utoipa::path(
    tag = "Breakdowns", operation_id = "list_breakdowns", params(ListQuery),
    responses((status = 200, description = "A page of figures", body = Listing<Breakdown>), CommonErrors)
)]
#[get("/breakdowns")]
async fn list(request: HttpRequest, app: web::Data<App>, query: Query<ListQuery>) -> Result<HttpResponse, ApiError> {
    let query = query.0;
    let page = page(&request, query.limit, query.cursor.as_deref(), SORT)?;
    let wanted = BreakdownQuery { period: query.period, indicator: query.indicator, measure: query.measure, dimension: query.dimension };
    let version = move |conn: &mut Conn| query.period.map(|period| batch::version(conn, Subject::Breakdown, period)).transpose();
    listing_of(&request, &app, version, move |conn, _, _| breakdowns::list(conn, wanted, &page)).await
}

/// Write a quarter's breakdowns
///
/// At most 1,000 rows, all or none. A row replaces the one of the same indicator, measure, dimension and label; the same
/// row again changes nothing, and rows left out stay. A row without an indicator is a statistic of the council.
#[utoipa::path(
    tag = "Breakdowns", operation_id = "write_breakdowns", params(("period" = String, Path, description = "The quarter", example = "2026-27-Q2")),
    request_body(content = Vec<BreakdownDraft>, example = json!([
        {"measure": "Compliments", "dimension": "service area", "value_label": "Leisure", "value": 12, "unit": "number"},
        {"measure": "Compliments", "dimension": "service area", "value_label": "Libraries", "value": 7, "unit": "number"}
    ])),
    responses((status = 200, description = "How many rows were changed", body = Written), CommonErrors, WriteErrors)
)]
#[put("/breakdowns/{period}")]
async fn write(
    app: web::Data<App>,
    caller: Caller,
    path: web::Path<String>,
    body: Body<Vec<BreakdownDraft>>,
) -> Result<HttpResponse, ApiError> {
    let period = period(&path)?;
    let written = app.write(&caller, move |conn, settings, context| {
        let written = breakdowns::put(conn, context, settings, period, body.0)?;
        Ok((batch::version(conn, Subject::Breakdown, period)?, written))
    });
    let (version, written) = written.await?;
    shown_return(StatusCode::OK, version, &written)
}
