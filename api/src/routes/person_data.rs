//! What the record holds about a person: told to who may ask, and taken out once they have left.

use super::{CommonErrors, ItemErrors, Operations, WriteErrors};
use crate::auth::Caller;
use crate::conditional::shown;
use crate::extract::Body;
use crate::problem::ApiError;
use crate::state::{App, Made};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, post, web};
use plumbline_shared::id::Key;
use plumbline_shared::model::person_data::{Anonymisation, Anonymised, PersonData};
use plumbline_shared::ops::person_data::{anonymise, export};

/// The operations of this file.
pub fn configure(config: &mut impl Operations) {
    config.service(tell).service(take_out);
}

/// Export a person's data
///
/// All that the record holds about one person, for a request by them: their fields and former refs, what they have, their keys,
/// what they wrote and what was written about them, mails made for them, their alerts, and how right their forecasts of risks were. Texts that people wrote are not
/// searched for their name.
#[utoipa::path(
    tag = "People", operation_id = "export_person",
    params(("key" = String, Path, description = "Id, ref or e-mail address of the person", example = "beth.callow@dyffrynalarch.example")),
    responses((status = 200, description = "All of it, in one document", body = PersonData), CommonErrors, ItemErrors)
)]
#[get("/people/{key}/export")]
async fn tell(app: web::Data<App>, key: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let key = Key::parse(&key);
    let found = app.read(move |conn, settings, context| export(conn, context, settings, &key)).await?;
    shown(StatusCode::OK, None, &found)
}

/// Take out of the record who a person was
///
/// Once they have left (`"active": false`) and nothing current is theirs; else 409 `in_use` says what is, and `reassign` hands it
/// over. Name, e-mail address and refs go, from their fields, from the mails made for them and from history; their keys are
/// revoked; their id stays, and what they did under it. It cannot be undone. Texts that people wrote are left alone. `dry_run`
/// tells what would be done, and what stands in the way.
#[utoipa::path(
    tag = "People", operation_id = "anonymise_person",
    params(("key" = String, Path, description = "Id, ref or e-mail address of the person", example = "beth.callow@dyffrynalarch.example")),
    request_body(content = Anonymisation, example = json!({"dry_run": true})),
    responses((status = 200, description = "What was done", body = Anonymised), CommonErrors, ItemErrors, WriteErrors)
)]
#[post("/people/{key}/anonymise")]
async fn take_out(
    app: web::Data<App>,
    caller: Caller,
    key: web::Path<String>,
    body: Body<Anonymisation>,
) -> Result<HttpResponse, ApiError> {
    let key = Key::parse(&key);
    let state = app.clone();
    app.make(&caller, body.1, move |conn, _, context| {
        let value = anonymise(conn, context, &key, body.0)?;
        value.keys.iter().for_each(|key| state.keys.forget(key));
        Ok(Made { status: StatusCode::OK, version: None, value })
    })
    .await
}
