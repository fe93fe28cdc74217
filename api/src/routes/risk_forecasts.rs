//! How right owners' forecasts of their risks were.

use super::{CommonErrors, Operations};
use crate::auth::Caller;
use crate::conditional::shown;
use crate::extract::{Listing, Query, listing, page};
use crate::problem::ApiError;
use crate::state::App;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, get, web};
use plumbline_shared::domain::period::Period;
use plumbline_shared::model::risk_forecast::{AllForecasts, OwnersForecasts};
use plumbline_shared::ops::risk_forecasts::{self, Made, SORT};
use serde::Deserialize;
use utoipa::IntoParams;

/// The operations of this file.
pub fn configure(config: &mut impl Operations) {
    config.service(list).service(total);
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// Forecasts made from this quarter on; by default, in the eight quarters to the last.
    #[param(value_type = Option<String>, example = "2025-26-Q4")]
    from: Option<Period>,
    /// To this quarter; by default, the latest that has ended.
    #[param(value_type = Option<String>, example = "2026-27-Q2")]
    to: Option<Period>,
    /// At most so many (1 to 100; 50 by default).
    limit: Option<usize>,
    /// Where to go on: taken from `next`.
    cursor: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct TotalQuery {
    /// Forecasts made from this quarter on; by default, in the eight quarters to the last.
    #[param(value_type = Option<String>, example = "2025-26-Q4")]
    from: Option<Period>,
    /// To this quarter; by default, the latest that has ended.
    #[param(value_type = Option<String>, example = "2026-27-Q2")]
    to: Option<Period>,
}

/// List how right owners' forecasts were
///
/// Of each owner of risks: how many forecasts were made, and how many were right, too low or too high by the next assessment of the same
/// risk (and area). An editor is told of everybody, anybody else of themselves only. Whose a risk is now, theirs are its forecasts.
#[utoipa::path(
    tag = "Risks", operation_id = "list_risk_forecasts", params(ListQuery),
    responses((status = 200, description = "A page of owners, by ref", body = Listing<OwnersForecasts>), CommonErrors)
)]
#[get("/risk-forecasts")]
async fn list(request: HttpRequest, app: web::Data<App>, caller: Caller, query: Query<ListQuery>) -> Result<HttpResponse, ApiError> {
    let query = query.0;
    let page = page(&request, query.limit, query.cursor.as_deref(), SORT)?;
    let (made, authority) = (Made { from: query.from, to: query.to }, caller.authority.clone());
    listing(&request, &app, move |conn, settings, context| risk_forecasts::list(conn, context, settings, &authority, made, &page)).await
}

/// Read how right all forecasts were
///
/// Of all risks together: it names nobody.
#[utoipa::path(
    tag = "Risks", operation_id = "read_risk_forecasts", params(TotalQuery),
    responses((status = 200, description = "How right they were", body = AllForecasts), CommonErrors)
)]
#[get("/risk-forecasts/total")]
async fn total(app: web::Data<App>, query: Query<TotalQuery>) -> Result<HttpResponse, ApiError> {
    let made = Made { from: query.0.from, to: query.0.to };
    let found = app.read(move |conn, settings, context| risk_forecasts::total(conn, context, settings, made)).await?;
    shown(StatusCode::OK, None, &found)
}
