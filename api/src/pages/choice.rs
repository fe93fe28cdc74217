//! Which of the mails that are no duty a person wants, for the holder of a link. A mail program may stop them with one click
//! (RFC 8058): it sends a body of its own, in a form of its choice, and follows no redirection.

use super::links;
use crate::auth::Caller;
use crate::problem::ApiError;
use crate::state::App;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use plumbline_shared::domain::reminder::{OptionalMail, Workday};
use plumbline_shared::error::Error;
use plumbline_shared::link::Subscriber;
use plumbline_shared::model::form::Posted;
use plumbline_shared::ops::mail_choice::{choose, mails_page};
use plumbline_shared::render::page_mails::page_mails;
use url::form_urlencoded;

/// What they have chosen, and what else there is.
pub async fn shown(app: web::Data<App>, request: HttpRequest, token: web::Path<String>) -> HttpResponse {
    let Some(link) = app.post.wording().signer.read_mails(&token) else { return links::unknown(&app).await };
    page(&app, link, request.query_string().starts_with("done=")).await
}

/// What they choose.
///
/// # Errors
/// 403 for a form from another site, 429 for too many.
pub async fn sent(app: web::Data<App>, request: HttpRequest, token: web::Path<String>, body: web::Bytes) -> Result<HttpResponse, ApiError> {
    let link = app.post.wording().signer.read_mails(&token);
    links::take(&app, &request, link.map(|link| link.person))?;
    let Some(link) = link else { return Ok(links::unknown(&app).await) };
    links::check_origin(&app, &request)?;
    let one_click = is_one_click(&body);
    let posted = Posted::new(form_urlencoded::parse(&body).into_owned());
    let how = if one_click { Some(OptionalMail::Off) } else { posted.get("optional_mail").parse().ok() };
    let Some(how) = how else { return Ok(page_as(StatusCode::UNPROCESSABLE_ENTITY, &app, link, false).await) };
    let day = match posted.get("optional_mail_day") {
        "" => None,
        named => match named.parse::<Workday>() {
            Ok(day) => Some(day),
            // No form offers it: nothing is recorded that was not asked for.
            Err(_) => return Ok(page_as(StatusCode::UNPROCESSABLE_ENTITY, &app, link, false).await),
        },
    };
    let choose = move |conn: &mut _, settings: &_, context: &_| choose(conn, context, settings, &link, (how, day));
    Ok(match app.write(&Caller::by_link(link.person, &request), choose).await {
        Ok(Ok(())) if one_click => page(&app, link, true).await,
        Ok(Ok(())) => links::done(how.as_str()),
        Ok(Err(ended)) => links::ended(&app, ended).await,
        Err(Error::NotFound { .. }) => links::unknown(&app).await,
        Err(error) => links::unavailable(&app, &error),
    })
}

/// `List-Unsubscribe=One-Click`, as the fields of a form or in parts.
fn is_one_click(body: &[u8]) -> bool {
    let text = String::from_utf8_lossy(body);
    text.contains("List-Unsubscribe") && text.contains("One-Click")
}

async fn page(app: &App, link: Subscriber, is_done: bool) -> HttpResponse {
    page_as(StatusCode::OK, app, link, is_done).await
}

async fn page_as(status: StatusCode, app: &App, link: Subscriber, is_done: bool) -> HttpResponse {
    let contact = app.post.wording().reply_to.clone();
    match app.read(move |conn, settings, context| mails_page(conn, context, settings, &link, &contact)).await {
        Ok(Ok(mut page)) => {
            page.is_done = is_done;
            links::page(status, page_mails(&page))
        }
        Ok(Err(ended)) => links::ended(app, ended).await,
        Err(Error::NotFound { .. }) => links::unknown(app).await,
        Err(error) => links::unavailable(app, &error),
    }
}
