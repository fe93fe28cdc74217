//! History: who wrote what, and when.

use super::{CommonErrors, Operations};
use crate::extract::{Listing, Query, listing, page};
use crate::problem::ApiError;
use crate::state::App;
use actix_web::{HttpRequest, HttpResponse, get, web};
use plumbline_shared::clock::Timestamp;
use plumbline_shared::domain::period::Period;
use plumbline_shared::model::history::{Event, HistoryEvent, Subject};
use plumbline_shared::ops::history::{self, HistoryQuery, SORT};
use serde::Deserialize;
use utoipa::IntoParams;

/// The operations of this file.
pub fn configure(config: &mut impl Operations) {
    config.service(list);
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// To this kind of thing.
    #[param(example = "action")]
    kind: Option<Subject>,
    /// To this item (id or ref), or this key (its id); give `kind` with it.
    #[param(example = "HC-02")]
    item: Option<String>,
    /// Of this sort.
    event: Option<Event>,
    /// By this key, person or command, as the events name it.
    actor: Option<String>,
    /// About this quarter.
    #[param(value_type = Option<String>)]
    period: Option<Period>,
    /// From this instant (RFC 3339).
    from: Option<Timestamp>,
    /// Before this instant (RFC 3339).
    until: Option<Timestamp>,
    /// At most so many (1 to 100; 50 by default).
    limit: Option<usize>,
    /// Where to go on: taken from `next`.
    cursor: Option<String>,
}

/// List what was written
///
/// Every write, the latest first: who made it, in which request, and each field with what it was and what it became. Events are
/// only ever added. One item's own history: `?kind=action&item=HC-02`.
#[utoipa::path(
    tag = "History", operation_id = "list_history", params(ListQuery),
    responses((status = 200, description = "A page of events", body = Listing<HistoryEvent>), CommonErrors)
)]
#[get("/history")]
async fn list(request: HttpRequest, app: web::Data<App>, query: Query<ListQuery>) -> Result<HttpResponse, ApiError> {
    let query = query.0;
    let page = page(&request, query.limit, query.cursor.as_deref(), SORT)?;
    let wanted = HistoryQuery {
        kind: query.kind,
        item: query.item,
        event: query.event,
        actor: query.actor,
        period: query.period,
        from: query.from,
        until: query.until,
    };
    listing(&request, &app, move |conn, _, _| history::list(conn, &wanted, &page)).await
}
