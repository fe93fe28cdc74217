//! The revisions of a return: every one that was ever recorded of a quarter.

use crate::conditional::{shown, shown_return};
use crate::extract::{Listing, linked, next_page, page};
use crate::problem::ApiError;
use crate::state::App;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use plumbline_shared::clock::Timestamp;
use plumbline_shared::db::Conn;
use plumbline_shared::db::page::{Cursor, MAX_LIMIT, Page, not_of_this_list};
use plumbline_shared::error::Result as Outcome;
use plumbline_shared::ops::past::check_instant;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

/// Which revisions are wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct RevisionsQuery {
    /// Those recorded by this instant (RFC 3339).
    known_at: Option<Timestamp>,
    /// At most so many (1 to 100; 100 by default).
    limit: Option<usize>,
    /// Where to go on: taken from `next`.
    cursor: Option<String>,
}

/// The order of these lists.
const SORT: &str = "-revision";

/// A page of the revisions that `job` reads, the latest first; `of` gives the number of one, and when it was recorded. The first
/// page is tagged with the latest: that is what the next one is held to.
pub async fn revisions<T: Serialize + Send + 'static>(
    request: &HttpRequest,
    app: &App,
    query: RevisionsQuery,
    of: fn(&T) -> (i32, Timestamp),
    job: impl FnOnce(&mut Conn) -> Outcome<Vec<T>> + Send + 'static,
) -> Result<HttpResponse, ApiError> {
    let page = page(request, Some(query.limit.unwrap_or(MAX_LIMIT)), query.cursor.as_deref(), SORT)?;
    let after = page.after.map(|cursor| cursor.value.parse::<i32>().map_err(|_| not_of_this_list())).transpose()?;
    let known = query.known_at;
    let found = app.read(move |conn, settings, context| {
        known.map(|known| check_instant(context, settings, known)).transpose()?;
        job(conn)
    });
    let mut items = found.await?;
    let latest = items.first().map_or(0, |item| of(item).0);
    items.retain(|item| known.is_none_or(|known| of(item).1 <= known) && after.is_none_or(|after| of(item).0 < after));
    let place = |item: &T| Cursor { sort: SORT.to_owned(), value: of(item).0.to_string(), id: String::new() };
    let Page { items, next } = Page::cut(items, page.limit, place);
    let next = next.map(|cursor| app.under_base(&next_page(request.path(), request.query_string(), &cursor)));
    let listing = Listing { items, next };
    let answer = if known.is_none() && after.is_none() {
        shown_return(StatusCode::OK, latest, &listing)?
    } else {
        shown(StatusCode::OK, None, &listing)?
    };
    Ok(linked(answer, listing.next.as_deref()))
}
