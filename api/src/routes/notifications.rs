//! The delivery log of the digests, and the addresses that are suppressed.

use super::{CommonErrors, ItemErrors, Operations, WriteErrors};
use crate::auth::Caller;
use crate::conditional::shown;
use crate::extract::{Body, Listing, PageQuery, Query, listing, page, sent_again};
use crate::problem::ApiError;
use crate::state::{App, Made};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use plumbline_shared::domain::day::Day;
use plumbline_shared::error::Error;
use plumbline_shared::id::Id;
use plumbline_shared::model::notification::{Notification, NotificationDetail, Occasion, Replay, Replayed, State};
use plumbline_shared::model::suppression::Suppression;
use plumbline_shared::ops::notifications::{self, NotificationQuery, SORT};
use plumbline_shared::ops::suppressions;
use serde::Deserialize;
use utoipa::IntoParams;

/// The operations of this file.
pub fn configure(config: &mut impl Operations) {
    // Before the one of a single notification: `replay` is none.
    config.service(list).service(replay_all).service(read).service(replay);
    config.service(list_suppressions).service(remove_suppression);
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct NotificationsQuery {
    /// To this person (id or ref).
    person: Option<String>,
    /// In this state.
    state: Option<State>,
    /// Of checks for this day.
    #[param(example = "2026-10-15")]
    day: Option<Day>,
    /// Made by this check, or a summary.
    check: Option<Occasion>,
    /// At most so many (1 to 100; 50 by default).
    limit: Option<usize>,
    /// Where to go on: taken from `next`.
    cursor: Option<String>,
}

/// List notifications
///
/// The delivery log: each digest, whom it is for, what became of it and what the mail server said, newest first.
#[utoipa::path(
    tag = "Notifications", operation_id = "list_notifications", params(NotificationsQuery),
    responses((status = 200, description = "A page of notifications", body = Listing<Notification>), CommonErrors)
)]
#[get("/notifications")]
async fn list(request: HttpRequest, app: web::Data<App>, query: Query<NotificationsQuery>) -> Result<HttpResponse, ApiError> {
    let query = query.0;
    let page = page(&request, query.limit, query.cursor.as_deref(), SORT)?;
    let check = query.check.map(|check| check.as_str().to_owned());
    let wanted = NotificationQuery { person: query.person, state: query.state, day: query.day, check };
    listing(&request, &app, move |conn, _, _| notifications::list(conn, &wanted, &page)).await
}

/// Read a notification
///
/// For admins. With what it listed, each alert as it is now.
#[utoipa::path(
    tag = "Notifications", operation_id = "read_notification", params(("notification" = String, Path, description = "Its id")),
    responses((status = 200, description = "The notification", body = NotificationDetail), CommonErrors, ItemErrors)
)]
#[get("/notifications/{notification}")]
async fn read(app: web::Data<App>, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let id = notification(&id)?;
    let found = app.read(move |conn, settings, context| notifications::get(conn, id, context.today(settings))).await?;
    shown(StatusCode::OK, None, &found)
}

/// Send a notification again
///
/// By an editor. One that is `dead`, `refused`, `suppressed` or `uncertain_final` goes into the outbox again, with as many attempts as a
/// new one; any other is refused (409 `not_replayable`). When it is sent, what is not true any more is left out: with nothing left it becomes
/// `superseded`, and `suppressed` again where its recipient cannot be written to (take their address off `/suppressions` first). To the
/// address that it had, the same bytes go under the same Message-ID; to another one, new words under a new one.
#[utoipa::path(
    tag = "Notifications", operation_id = "replay_notification", params(("notification" = String, Path, description = "Its id")),
    responses((status = 202, description = "What is to be sent", body = Notification), CommonErrors, ItemErrors, WriteErrors)
)]
#[post("/notifications/{notification}/replay")]
async fn replay(request: HttpRequest, app: web::Data<App>, caller: Caller, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let (id, again) = (notification(&id)?, sent_again(&request, b"")?);
    app.make(&caller, again, move |conn, _, context| Ok(queued(notifications::replay(conn, context, id)?))).await
}

/// Send all notifications in one state again
///
/// By an editor. As one by one: the oldest first, at most 500 by one request; `left` says how many are still in that state.
#[utoipa::path(
    tag = "Notifications", operation_id = "replay_notifications",
    request_body(content = Replay, example = json!({"state": "dead"})),
    responses((status = 202, description = "How many are to be sent", body = Replayed), CommonErrors, WriteErrors)
)]
#[post("/notifications/replay")]
async fn replay_all(app: web::Data<App>, caller: Caller, body: Body<Replay>) -> Result<HttpResponse, ApiError> {
    let Body(wanted, again) = body;
    app.make(&caller, again, move |conn, _, context| Ok(queued(notifications::replay_all(conn, context, wanted.state)?))).await
}

/// List suppressed addresses
///
/// For admins. Each address that a mail server refused, the latest first. Nothing is sent to it, whoever stands in for its owner hears in
/// their place, and the person shows `mail_suppressed_since`.
#[utoipa::path(
    tag = "Notifications", operation_id = "list_suppressions", params(PageQuery),
    responses((status = 200, description = "A page of addresses", body = Listing<Suppression>), CommonErrors)
)]
#[get("/suppressions")]
async fn list_suppressions(request: HttpRequest, app: web::Data<App>, query: Query<PageQuery>) -> Result<HttpResponse, ApiError> {
    let page = page(&request, query.0.limit, query.0.cursor.as_deref(), suppressions::SORT)?;
    listing(&request, &app, move |conn, _, _| suppressions::list(conn, &page)).await
}

/// Take an address off
///
/// For admins. Mails are sent to it again as alerts fall due; what was refused meanwhile, by `/notifications/{notification}/replay`.
#[utoipa::path(
    tag = "Notifications", operation_id = "remove_suppression",
    params(("suppression" = String, Path, description = "Its id, or the address")),
    responses((status = 204, description = "It is off"), CommonErrors, ItemErrors, WriteErrors)
)]
#[delete("/suppressions/{suppression}")]
async fn remove_suppression(app: web::Data<App>, caller: Caller, key: web::Path<String>) -> Result<HttpResponse, ApiError> {
    app.write(&caller, move |conn, _, context| suppressions::remove(conn, context, &key)).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn notification(id: &str) -> Result<Id, ApiError> {
    Ok(id.parse().map_err(|_| Error::not_found("notification", id))?)
}

/// It is sent by a worker, later.
const fn queued<T>(value: T) -> Made<T> {
    Made { status: StatusCode::ACCEPTED, version: None, value }
}
