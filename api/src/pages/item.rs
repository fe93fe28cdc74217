//! One item, for the holder of a link. GET and HEAD show it, and change nothing, whatever opens it; a form that is sent from it acts
//! as the person to whom the link was sent.

use super::links;
use crate::auth::Caller;
use crate::problem::ApiError;
use crate::state::App;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use plumbline_shared::error::Error;
use plumbline_shared::link::Target;
use plumbline_shared::model::form::{Act, Posted};
use plumbline_shared::ops::item_acts::act;
use plumbline_shared::ops::item_page::{Team, item_page, page_again, tell_done};
use plumbline_shared::render::page::page;
use serde::Deserialize;
use url::form_urlencoded;

/// What was done, as the address says it after a form was sent. Anything else that is said there is of no meaning.
#[derive(Deserialize)]
pub struct Told {
    done: Option<String>,
}

/// The item as it is.
pub async fn shown(app: web::Data<App>, token: web::Path<String>, told: web::Query<Told>) -> HttpResponse {
    let Some(target) = app.post.wording().signer.read(&token) else { return links::unknown(&app).await };
    let (team, done) = (team(&app), told.done.as_deref().and_then(|done| done.parse::<Act>().ok()));
    match app.read(move |conn, settings, context| item_page(conn, context, settings, &target, &team)).await {
        Ok(Ok((mut item, language))) => {
            tell_done(&mut item, done);
            links::page(StatusCode::OK, page(&item, language))
        }
        Ok(Err(ended)) => links::ended(&app, ended).await,
        Err(Error::NotFound { .. }) => links::unknown(&app).await,
        Err(error) => links::unavailable(&app, &error),
    }
}

/// What a form of it was sent for.
///
/// # Errors
/// 403 for a form from another site, 429 for too many.
pub async fn sent(app: web::Data<App>, request: HttpRequest, token: web::Path<String>, body: web::Bytes) -> Result<HttpResponse, ApiError> {
    let target = app.post.wording().signer.read(&token);
    links::take(&app, &request, target.map(|target| target.person))?;
    let Some(target) = target else { return Ok(links::unknown(&app).await) };
    links::check_origin(&app, &request)?;
    let posted = Posted::new(form_urlencoded::parse(&body).into_owned());
    let (form, team_of_form) = (posted.clone(), team(&app));
    let act = move |conn: &mut _, settings: &_, context: &_| act(conn, context, settings, &target, team_of_form.team.as_deref(), &form);
    Ok(match app.write(&Caller::by_link(target.person, &request), act).await {
        Ok(Ok(act)) => links::done(act.as_str()),
        Ok(Err(ended)) => links::ended(&app, ended).await,
        Err(error) => refused(&app, target, posted, error).await,
    })
}

/// The page again, with what was typed and why it was not taken.
async fn refused(app: &App, target: Target, posted: Posted, error: Error) -> HttpResponse {
    let status = match &error {
        Error::Invalid(_) | Error::Malformed(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Forbidden(_) => StatusCode::FORBIDDEN,
        Error::Conflict { .. } | Error::Stale { .. } | Error::Unconditional { .. } => StatusCode::CONFLICT,
        Error::NotFound { .. } => return links::unknown(app).await,
        _ => return links::unavailable(app, &error),
    };
    let team = team(app);
    match app.read(move |conn, settings, context| page_again(conn, context, settings, &target, (&team, &posted), error)).await {
        Ok(Ok((item, language))) => links::page(status, page(&item, language)),
        Ok(Err(ended)) => links::ended(app, ended).await,
        Err(error) => links::unavailable(app, &error),
    }
}

fn team(app: &App) -> Team {
    let wording = app.post.wording();
    Team { contact: wording.reply_to.clone(), team: wording.team.clone() }
}
