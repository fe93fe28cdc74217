//! What a check would send, before it does.

use super::{CommonErrors, Operations};
use crate::conditional::shown;
use crate::extract::{Query, linked, next_page, page};
use crate::problem::ApiError;
use crate::state::App;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, get, web};
use plumbline_shared::domain::day::Day;
use plumbline_shared::ops::Context;
use plumbline_shared::ops::context::resolve;
use plumbline_shared::ops::preview::{self, Preview, PreviewQuery, SORT};
use plumbline_shared::store;
use plumbline_shared::store::refs::Kind;
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;

/// The operations of this file.
pub fn configure(config: &mut impl Operations) {
    config.service(rehearse);
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct PreviewParameters {
    /// For this day; today without it. Statuses are worked out on what is recorded now.
    #[param(example = "2026-10-15")]
    as_of: Option<Day>,
    /// To this person alone (id or ref): then with the words of the mail.
    person: Option<String>,
    /// At most so many (1 to 100; 50 by default).
    limit: Option<usize>,
    /// Where to go on: taken from `next`.
    cursor: Option<String>,
}

/// Preview the next mails
///
/// Who would be told of what by the checks of a day, and why: by the daily one, and where its turn has come by then, by the quarter's,
/// with its summaries. Nothing is kept and nothing sent: the checks are made and undone, so it takes as long as they do. With `person`, the words of that mail as well, subject, text and HTML; its links lead
/// nowhere.
#[utoipa::path(
    tag = "Notifications", operation_id = "preview_notifications", params(PreviewParameters),
    responses((status = 200, description = "What the check would do", body = Preview), CommonErrors)
)]
#[get("/notifications/preview")]
async fn rehearse(request: HttpRequest, app: web::Data<App>, query: Query<PreviewParameters>) -> Result<HttpResponse, ApiError> {
    let query = query.0;
    let page = page(&request, query.limit, query.cursor.as_deref(), SORT)?;
    let (context, post) = (Context::new(app.clock.now(), "preview"), Arc::clone(&app.post));
    let rehearsed = app.db.rehearse(move |conn| {
        let (settings, _) = store::settings::load(conn)?;
        let person = resolve(conn, Kind::Person, "?person", query.person.as_deref())?;
        let asked = PreviewQuery { as_of: query.as_of, person };
        preview::preview(conn, &context, &settings, (&post.origin(), post.wording()), asked, &page)
    });
    let (preview, next) = rehearsed.await?;
    let next = next.map(|cursor| app.under_base(&next_page(request.path(), request.query_string(), &cursor)));
    let response = shown(StatusCode::OK, None, &Preview { next: next.clone(), ..preview })?;
    Ok(linked(response, next.as_deref()))
}
