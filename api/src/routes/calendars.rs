//! Calendar feeds.

use super::{CommonErrors, ItemErrors, Operations, WriteErrors};
use crate::auth::Caller;
use crate::extract::{Body, Listing, PageQuery, Query, listing, page};
use crate::problem::ApiError;
use crate::state::App;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use plumbline_shared::model::calendar::{Calendar, CalendarDraft, IssuedCalendar};
use plumbline_shared::ops::calendars;

/// The operations of this file.
pub fn configure(config: &mut impl Operations) {
    config.service(list).service(create).service(revoke);
}

/// List calendars
///
/// In the order in which they were made, revoked ones too; without their addresses, which are not kept.
#[utoipa::path(
    tag = "Calendars", operation_id = "list_calendars", params(PageQuery),
    responses((status = 200, description = "A page of calendars", body = Listing<Calendar>), CommonErrors)
)]
#[get("/calendars")]
async fn list(request: HttpRequest, app: web::Data<App>, query: Query<PageQuery>) -> Result<HttpResponse, ApiError> {
    let page = page(&request, query.0.limit, query.0.cursor.as_deref(), calendars::SORT)?;
    listing(&request, &app, move |conn, _, _| calendars::list(conn, &page)).await
}

/// Create a calendar
///
/// The answer alone shows the `url` that a calendar program subscribes to: the due dates of open actions, and the deadlines of
/// quarters for which returns are not in, of a `person`, of a `service_area`, or of everything. Whoever has the address sees them
/// without a key. An owner's key makes calendars of its own person only.
#[utoipa::path(
    tag = "Calendars", operation_id = "create_calendar",
    request_body(content = CalendarDraft, example = json!({"service_area": "WR"})),
    responses((status = 201, description = "The calendar, with its address, shown only now", body = IssuedCalendar), CommonErrors, WriteErrors)
)]
#[post("/calendars")]
async fn create(app: web::Data<App>, caller: Caller, body: Body<CalendarDraft>) -> Result<HttpResponse, ApiError> {
    let (secret, details) = app.write(&caller, move |conn, _, context| calendars::create(conn, context, body.0)).await?;
    let base = app.post.wording().public_url.trim_end_matches('/');
    let made = IssuedCalendar { url: format!("{base}/calendar/{}.ics", secret.reveal()), details };
    // No cache on the way may keep a secret.
    Ok(HttpResponse::Created().insert_header((CACHE_CONTROL, "no-store")).json(made))
}

/// Revoke a calendar
///
/// Its address is unknown from now on, and it stays in the list; one that is revoked already stays so.
#[utoipa::path(
    tag = "Calendars", operation_id = "revoke_calendar", params(("calendar" = String, Path, description = "Its id")),
    responses((status = 204, description = "It is revoked"), CommonErrors, ItemErrors, WriteErrors)
)]
#[delete("/calendars/{calendar}")]
async fn revoke(app: web::Data<App>, caller: Caller, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    app.write(&caller, move |conn, _, context| calendars::revoke(conn, context, &id)).await?;
    Ok(HttpResponse::NoContent().finish())
}
