//! Returns: who still owes what for a quarter.

use super::{CommonErrors, Operations};
use crate::conditional::shown;
use crate::extract::{Listing, Query, listing, page};
use crate::problem::ApiError;
use crate::state::App;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, get, web};
use plumbline_shared::domain::alert::ItemKind;
use plumbline_shared::domain::period::Period;
use plumbline_shared::model::due_return::{DueReturn, ReturnState, ReturnsSummary};
use plumbline_shared::ops::returns::{self, ReturnQuery, SORT};
use serde::Deserialize;
use utoipa::IntoParams;

/// The operations of this file.
pub fn configure(config: &mut impl Operations) {
    config.service(list).service(summary);
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ReturnsQuery {
    /// For this quarter, such as 2025-26-Q2; by default, the one that ended last.
    #[param(value_type = Period, required = false)]
    period: Option<Period>,
    /// Made, due or missing; all without it.
    state: Option<ReturnState>,
    /// Of this kind of item.
    item_kind: Option<ItemKind>,
    /// Of what this person owns (id or ref).
    owner: Option<String>,
    /// Of this service area (id or ref).
    service_area: Option<String>,
    /// At most so many (1 to 100; 50 by default).
    limit: Option<usize>,
    /// Where to go on: taken from `next`.
    cursor: Option<String>,
}

/// List returns
///
/// What a quarter is owed, made or not: an update of each active action that has started and is not complete, a result of each
/// indicator that is due, an assessment of each corporate risk and of what a service area has assessed before. With
/// `state=missing`, who still owes what, before any mail.
#[utoipa::path(
    tag = "Periods", operation_id = "list_returns", params(ReturnsQuery),
    responses((status = 200, description = "A page of returns", body = Listing<DueReturn>), CommonErrors)
)]
#[get("/returns")]
async fn list(request: HttpRequest, app: web::Data<App>, query: Query<ReturnsQuery>) -> Result<HttpResponse, ApiError> {
    let query = query.0;
    let page = page(&request, query.limit, query.cursor.as_deref(), SORT)?;
    let wanted = ReturnQuery {
        period: query.period,
        state: query.state,
        item_kind: query.item_kind,
        owner: query.owner,
        service_area: query.service_area,
    };
    listing(&request, &app, move |conn, settings, context| returns::list(conn, context, settings, &wanted, &page)).await
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct SummaryQuery {
    /// For this quarter, such as 2025-26-Q2; by default, the one that ended last.
    #[param(value_type = Period, required = false)]
    period: Option<Period>,
}

/// Count returns
///
/// How many returns a quarter is owed and has, of the whole council and of each service area.
#[utoipa::path(
    tag = "Periods", operation_id = "read_returns_summary", params(SummaryQuery),
    responses((status = 200, description = "The counts", body = ReturnsSummary), CommonErrors)
)]
#[get("/returns/summary")]
async fn summary(app: web::Data<App>, query: Query<SummaryQuery>) -> Result<HttpResponse, ApiError> {
    let period = query.0.period;
    let found = app.read(move |conn, settings, context| returns::summary(conn, context, settings, period)).await?;
    shown(StatusCode::OK, None, &found)
}
