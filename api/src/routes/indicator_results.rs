//! Many indicators' results at once.

use super::{CommonErrors, Operations, WriteErrors};
use crate::auth::Caller;
use crate::conditional::shown;
use crate::extract::{Body, Query};
use crate::problem::{ApiError, Problem};
use crate::state::App;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, put, web};
use plumbline_shared::domain::status::{Direction, Rag};
use plumbline_shared::error::Error;
use plumbline_shared::model::indicator_result::ResultOf;
use plumbline_shared::ops::record_results::{Outcome, record_results};
use plumbline_shared::ops::{Change, Precondition};
use plumbline_shared::read::from_json;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

/// The operations of this file.
pub fn configure(config: &mut impl Operations) {
    config.service(record);
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct PushQuery {
    /// Store nothing when any is refused.
    #[serde(default)]
    all_or_nothing: bool,
}

/// What became of many results.
#[derive(Serialize, ToSchema)]
struct Pushed {
    /// First figures of their quarters.
    created: usize,
    /// New revisions.
    updated: usize,
    /// Recorded so already.
    unchanged: usize,
    /// Not stored.
    refused: usize,
    /// Each, in the order sent.
    items: Vec<PushedResult>,
}

/// What became of one of many results.
#[derive(Serialize, ToSchema)]
struct PushedResult {
    /// The indicator, as it was named.
    #[schema(example = "PC/M01")]
    indicator: String,
    /// The quarter, as it was named.
    #[schema(example = "2026-27-Q2")]
    period: String,
    /// `created`, `updated`, `unchanged`, `refused`; or `not_recorded`, where it was given up for one that was refused.
    #[schema(example = "updated")]
    outcome: &'static str,
    /// The revision now in effect.
    revision: Option<i32>,
    /// The status it gives.
    rag: Option<Rag>,
    /// The direction of travel it gives.
    direction: Option<Direction>,
    /// Why it was refused.
    problem: Option<Problem>,
}

/// Many results of which some cannot be recorded: a problem, with what is wrong with each.
#[derive(Serialize, ToSchema)]
struct PushProblem {
    #[serde(flatten)]
    problem: Problem,
    /// What became of each. Absent where it was not read: a parameter is wrong.
    report: Option<Pushed>,
}

/// Record many results
///
/// For systems that push figures: at most 1,000, of any indicators and quarters. Each is recorded as by itself, and its outcome
/// told; what is refused, or cannot be read, leaves the others alone (207 when any is), unless `all_or_nothing` is asked for. The same
/// again changes nothing. A body that is no list is refused as a whole. Send `If-Match: *` to let figures that changed take the place of those recorded.
#[utoipa::path(
    tag = "Indicators", operation_id = "record_indicator_results", params(PushQuery),
    request_body(content = Vec<ResultOf>, example = json!([
        {"indicator": "PC/M01", "period": "2026-27-Q2", "result": {"actual": 4.45, "target": 4.45}},
        {"indicator": "HC/M01", "period": "2026-27-Q2", "result": {"actual": 91.2, "target": 90, "provisional": true}}
    ])),
    responses(
        (status = 200, description = "All are recorded", body = Pushed),
        (status = 207, description = "Some were refused; the others are recorded", body = Pushed),
        CommonErrors, WriteErrors,
        (status = 422, description = "With `all_or_nothing`: some cannot be recorded, so none was", body = PushProblem, content_type = "application/problem+json")
    )
)]
#[put("/indicators/results")]
async fn record(app: web::Data<App>, caller: Caller, query: Query<PushQuery>, body: Body<Vec<Value>>) -> Result<HttpResponse, ApiError> {
    if matches!(caller.expected, Precondition::OneOf(_)) {
        return Err(ApiError::malformed("Many results take `If-Match: *` only: an ETag names one of them.", Vec::new()));
    }
    let all_or_nothing = query.0.all_or_nothing;
    let named: Vec<[String; 2]> = body.0.iter().map(|of| ["indicator", "period"].map(|name| named(of, name))).collect();
    // One that cannot be read says nothing against the others.
    let results: Vec<Result<ResultOf, Error>> = body.0.into_iter().map(from_json).collect();
    let unread: Vec<bool> = results.iter().map(Result::is_err).collect();
    let recorded = app.write(&caller, move |conn, settings, context| record_results(conn, context, settings, results, all_or_nothing));
    let told = named.into_iter().zip(unread).zip(recorded.await?).enumerate();
    let items = told.map(|(index, ((named, unread), outcome))| {
        // Its fields at their places in the body.
        let place = if unread { format!("/{index}") } else { format!("/{index}/result") };
        pushed(named, outcome.map_err(|error| error.under(&place)), app.public_url())
    });
    let pushed = Pushed::of(items.collect());
    match (pushed.refused, all_or_nothing) {
        (0, _) => shown(StatusCode::OK, None, &pushed),
        (_, false) => shown(StatusCode::MULTI_STATUS, None, &pushed),
        (refused, true) => {
            let pushed = pushed.undone();
            let detail = format!("Nothing was recorded: {refused} of {} cannot be; see `report`.", pushed.items.len());
            let error = ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "refused_results", "Some results cannot be recorded", detail);
            Err(error.with("report", serde_json::to_value(pushed).unwrap_or_default()))
        }
    }
}

impl Pushed {
    fn of(items: Vec<PushedResult>) -> Self {
        let count = |outcome: &str| items.iter().filter(|item| item.outcome == outcome).count();
        Self { created: count("created"), updated: count("updated"), unchanged: count("unchanged"), refused: count("refused"), items }
    }

    /// The same, where none of them was kept.
    fn undone(self) -> Self {
        let undone = |item: PushedResult| match item.outcome {
            "created" | "updated" => PushedResult { outcome: "not_recorded", revision: None, rag: None, direction: None, ..item },
            _ => item,
        };
        Self::of(self.items.into_iter().map(undone).collect())
    }
}

/// What a row names so, whatever it is.
fn named(row: &Value, name: &str) -> String {
    match row.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    }
}

fn pushed([indicator, period]: [String; 2], outcome: Outcome, public_url: &str) -> PushedResult {
    match outcome {
        Ok((change, recorded)) => PushedResult {
            indicator,
            period,
            outcome: match change {
                Change::Created => "created",
                Change::Updated => "updated",
                Change::Unchanged => "unchanged",
            },
            revision: Some(recorded.result.revision),
            rag: Some(recorded.status.rag),
            direction: Some(recorded.status.direction),
            problem: None,
        },
        Err(error) => {
            let problem = ApiError::from(error).problem(public_url);
            PushedResult { indicator, period, outcome: "refused", revision: None, rag: None, direction: None, problem: Some(problem) }
        }
    }
}
