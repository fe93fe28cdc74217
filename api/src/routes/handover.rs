//! Handing over: what a leaver has goes to another, and one service area into another.

use super::{CommonErrors, ItemErrors, Operations, WriteErrors};
use crate::auth::Caller;
use crate::extract::Body;
use crate::problem::ApiError;
use crate::state::{App, Made};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, post, web};
use plumbline_shared::id::Key;
use plumbline_shared::model::handover::{MergeDraft, Merged, Reassigned, Reassignment};
use plumbline_shared::ops::merge_service_area::merge;
use plumbline_shared::ops::reassign::reassign;

/// The operations of this file.
pub fn configure(config: &mut impl Operations) {
    config.service(hand_over).service(merge_into);
}

/// Hand over what a person has
///
/// Everything current that the person owns, stands in for or manages goes to another, at once or not at all. Each item is changed
/// as by a `PATCH`: it keeps its history, and its alerts go to their new owner. Whoever takes over and was managed by the person
/// gets the person's manager.
#[utoipa::path(
    tag = "People", operation_id = "reassign_person",
    params(("key" = String, Path, description = "Id, ref or e-mail address of the person", example = "beth.callow@dyffrynalarch.example")),
    request_body(content = Reassignment, example = json!({"to": "tomos.gethin@dyffrynalarch.example", "what": ["owner", "deputy"], "dry_run": true})),
    responses((status = 200, description = "What went over", body = Reassigned), CommonErrors, ItemErrors, WriteErrors)
)]
#[post("/people/{key}/reassign")]
async fn hand_over(
    app: web::Data<App>,
    caller: Caller,
    key: web::Path<String>,
    body: Body<Reassignment>,
) -> Result<HttpResponse, ApiError> {
    let key = Key::parse(&key);
    app.make(&caller, body.1, move |conn, settings, context| {
        let value = reassign(conn, context, settings, &key, &body.0)?;
        Ok(Made { status: StatusCode::OK, version: None, value })
    })
    .await
}

/// Merge a service area into another
///
/// All that belongs to it moves: actions, indicators, people, risks with their assessments, texts, open alerts, and the keys that
/// write in it. It is archived under another ref, and its ref leads to the one that stays. Refused where both have assessed one
/// risk in one quarter (409 `both_assessed`) or have texts in one place (409 `both_written`), unless they say the same.
#[utoipa::path(
    tag = "Service areas", operation_id = "merge_service_area",
    params(("key" = String, Path, description = "Id or ref of the service area that goes", example = "PC")),
    request_body(content = MergeDraft, example = json!({"into": "FI", "dry_run": true})),
    responses((status = 200, description = "What moved", body = Merged), CommonErrors, ItemErrors, WriteErrors)
)]
#[post("/service-areas/{key}/merge")]
async fn merge_into(app: web::Data<App>, caller: Caller, key: web::Path<String>, body: Body<MergeDraft>) -> Result<HttpResponse, ApiError> {
    let key = Key::parse(&key);
    app.make(&caller, body.1, move |conn, settings, context| {
        let value = merge(conn, context, settings, &key, &body.0)?;
        Ok(Made { status: StatusCode::OK, version: None, value })
    })
    .await
}
