//! Two quarters beside each other.

use super::{CommonErrors, ItemErrors, Operations};
use crate::conditional::shown;
use crate::extract::{Listing, Query, listing, page};
use crate::problem::ApiError;
use crate::state::App;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, get, web};
use plumbline_shared::domain::alert::ItemKind;
use plumbline_shared::domain::comparison::ChangeKind;
use plumbline_shared::domain::day::Day;
use plumbline_shared::domain::period::Period;
use plumbline_shared::model::comparison::{ChangedItem, Comparison};
use plumbline_shared::ops::quarterly_report::{Between, CHANGES_SORT, ChangeQuery, ReportOf, changes, compare};
use serde::Deserialize;
use utoipa::IntoParams;

/// The operations of this file.
pub fn configure(config: &mut impl Operations) {
    config.service(read).service(list);
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct BetweenQuery {
    /// The earlier quarter; without one, the quarter before the later.
    #[param(value_type = Option<String>, example = "2026-27-Q1")]
    from: Option<Period>,
    /// The later quarter; without one, the latest that has ended.
    #[param(value_type = Option<String>, example = "2026-27-Q2")]
    to: Option<Period>,
    /// The day for which the rules are run; without one, today.
    #[param(example = "2026-10-15")]
    as_of: Option<Day>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// The earlier quarter; without one, the quarter before the later.
    #[param(value_type = Option<String>, example = "2026-27-Q1")]
    from: Option<Period>,
    /// The later quarter; without one, the latest that has ended.
    #[param(value_type = Option<String>, example = "2026-27-Q2")]
    to: Option<Period>,
    /// The day for which the rules are run; without one, today.
    #[param(example = "2026-10-15")]
    as_of: Option<Day>,
    /// Only actions, indicators, or risks.
    kind: Option<ItemKind>,
    /// Only what moved, is new, or left.
    change: Option<ChangeKind>,
    /// At most so many (1 to 100; 50 by default).
    limit: Option<usize>,
    /// Where to go on: taken from `next`.
    cursor: Option<String>,
}

/// Compare two quarters
///
/// How many actions, measures and risks have which status in either quarter, and how many moved (better, worse, neither), are new, or
/// left. Both quarters are as the record has them now: of one that was signed off, that is as restated, and its counts are those of its
/// snapshot. `GET /comparisons/{scope}/changes` lists the items.
#[utoipa::path(
    tag = "Reports", operation_id = "read_comparison",
    params(
        ("scope" = String, Path, description = "What it is of, as in the path of a report: `council`, `plan:CH`, `service_area:HC`, \
            `directorate:place`", example = "council"),
        BetweenQuery
    ),
    responses((status = 200, description = "The comparison", body = Comparison), CommonErrors, ItemErrors)
)]
#[get("/comparisons/{scope}")]
async fn read(app: web::Data<App>, path: web::Path<String>, query: Query<BetweenQuery>) -> Result<HttpResponse, ApiError> {
    let of = scope(&path)?;
    let between = Between { from: query.0.from, to: query.0.to, as_of: query.0.as_of };
    let found = app.read_at_once(move |conn, settings, context| compare(conn, context, settings, &of, between)).await?;
    shown(StatusCode::OK, None, &found)
}

/// List what changed between two quarters
///
/// Each action, measure and risk that moved, is new, or left: how it stood, how it stands, whether that is better, and why it left.
/// Measures count where their figure is in, risks where they were assessed. Actions first, then measures, then risks, each by ref.
#[utoipa::path(
    tag = "Reports", operation_id = "list_changes",
    params(
        ("scope" = String, Path, description = "What it is of, as in the path of a report: `council`, `plan:CH`, `service_area:HC`, \
            `directorate:place`", example = "council"),
        ListQuery
    ),
    responses((status = 200, description = "A page of changes", body = Listing<ChangedItem>), CommonErrors, ItemErrors)
)]
#[get("/comparisons/{scope}/changes")]
async fn list(
    request: HttpRequest,
    app: web::Data<App>,
    path: web::Path<String>,
    query: Query<ListQuery>,
) -> Result<HttpResponse, ApiError> {
    let (of, query) = (scope(&path)?, query.0);
    let page = page(&request, query.limit, query.cursor.as_deref(), CHANGES_SORT)?;
    let between = Between { from: query.from, to: query.to, as_of: query.as_of };
    let wanted = ChangeQuery { kind: query.kind, change: query.change };
    listing(&request, &app, move |conn, settings, context| changes(conn, context, settings, &of, between, wanted, &page)).await
}

fn scope(text: &str) -> Result<ReportOf, ApiError> {
    text.parse().map_err(|error| {
        let detail = format!("There is no comparison of {text:?}: what it is of {error}.");
        ApiError::new(StatusCode::NOT_FOUND, "unknown_scope", "There is no such part of the council", detail)
    })
}
