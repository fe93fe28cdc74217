//! The organisation's settings.

use super::{CommonErrors, Operations, WriteErrors};
use crate::auth::Caller;
use crate::conditional::shown;
use crate::extract::Body;
use crate::problem::ApiError;
use crate::state::App;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, patch, web};
use plumbline_shared::model::settings::Settings;
use plumbline_shared::ops::settings;
use plumbline_shared::store::settings as store;

/// The operations of this file.
pub fn configure(config: &mut impl Operations) {
    config.service(read).service(change);
}

/// Read the settings
///
/// Every setting with its value in force: as it was set, or its default.
#[utoipa::path(
    tag = "Settings", operation_id = "read_settings",
    responses((status = 200, description = "The settings in force", body = Settings), CommonErrors)
)]
#[get("/settings")]
async fn read(app: web::Data<App>) -> Result<HttpResponse, ApiError> {
    let (settings, version) = app.read(|conn, _, _| store::load(conn)).await?;
    shown(StatusCode::OK, version, &settings)
}

/// Change the settings
///
/// JSON Merge Patch (RFC 7396): what is left out stays, null gives a setting its default again, a list is replaced whole.
/// Statuses are computed with the new values at once; alerts and mails follow at the next check. `fiscal_year_start` is fixed
/// (409 `fiscal_year_fixed`) once anything is recorded of a quarter, which would come to mean other months.
#[utoipa::path(
    tag = "Settings", operation_id = "change_settings",
    request_body(content = Settings, description = "Any of these settings", example = json!({
        "organisation": "Swan Valley Council", "tolerance": 5, "alerts": {"rules": {"measure_red": {"enabled": false}}}
    })),
    responses((status = 200, description = "The settings in force now", body = Settings), CommonErrors, WriteErrors)
)]
#[patch("/settings")]
async fn change(app: web::Data<App>, caller: Caller, body: Body<serde_json::Value>) -> Result<HttpResponse, ApiError> {
    let (changed, version) = app.write(&caller, move |conn, _, context| settings::patch(conn, context, &body.0)).await?;
    shown(StatusCode::OK, version, &changed)
}
