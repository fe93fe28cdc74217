//! The operations, a file per resource. A handler reads its request, calls one use case and shows the outcome.

#[macro_use]
mod items;

mod action_updates;
mod actions;
mod alerts;
mod breakdowns;
mod calendars;
mod comparisons;
mod directorates;
mod exports;
mod findings;
mod frozen_reports;
mod handover;
mod health;
mod history;
mod imports;
mod indicator_results;
mod indicators;
mod judgements;
mod keys;
mod narratives;
mod notifications;
mod people;
mod periods;
mod person_data;
mod plan;
mod preview;
mod projects;
mod proposals;
pub mod reports;
mod returns;
mod revisions;
mod risk_forecasts;
mod risks;
mod rollovers;
mod service_areas;
mod settings;
mod webhooks;

use crate::auth::guard;
use crate::conditional::shown_return;
use crate::problem::{ApiError, Problem};
use actix_web::dev::HttpServiceFactory;
use actix_web::http::StatusCode;
use actix_web::middleware::from_fn;
use actix_web::{HttpResponse, web};
use plumbline_shared::ops::Change;
use serde::Serialize;
use utoipa::IntoResponses;
use utoipa_actix_web::OpenApiFactory;
use utoipa_actix_web::service_config::ServiceConfig as Described;

/// Where operations are registered: with a thread that serves them, or in the document that describes them. To describe them
/// takes time and memory that a thread can do without.
pub trait Operations {
    /// Adds one.
    fn service(&mut self, operation: impl HttpServiceFactory + OpenApiFactory + 'static) -> &mut Self;
}

impl Operations for web::ServiceConfig {
    fn service(&mut self, operation: impl HttpServiceFactory + OpenApiFactory + 'static) -> &mut Self {
        Self::service(self, operation)
    }
}

impl Operations for Described<'_> {
    fn service(&mut self, operation: impl HttpServiceFactory + OpenApiFactory + 'static) -> &mut Self {
        Described::service(self, operation)
    }
}

/// Where the operations on the record are.
const BASE: &str = "/api/v1";

/// Serves every operation.
pub fn serve(config: &mut web::ServiceConfig) {
    health::configure(config);
    config.service(web::scope(BASE).configure(resources).wrap(from_fn(guard)));
}

/// Describes every operation.
pub fn describe(config: &mut Described<'_>) {
    health::configure(config);
    config.service(utoipa_actix_web::scope(BASE).configure(|config| resources(config)));
}

fn resources(config: &mut impl Operations) {
    settings::configure(config);
    directorates::configure(config);
    service_areas::configure(config);
    people::configure(config);
    handover::configure(config);
    person_data::configure(config);
    plan::configure(config);
    actions::configure(config);
    action_updates::configure(config);
    // Before the others: `results` is no indicator.
    indicator_results::configure(config);
    indicators::configure(config);
    projects::configure(config);
    // Before the others: `preview` is no notification.
    preview::configure(config);
    alerts::configure(config);
    notifications::configure(config);
    history::configure(config);
    imports::configure(config);
    exports::configure(config);
    breakdowns::configure(config);
    narratives::configure(config);
    proposals::configure(config);
    judgements::configure(config);
    findings::configure(config);
    risks::configure(config);
    risk_forecasts::configure(config);
    periods::configure(config);
    reports::configure(config);
    comparisons::configure(config);
    frozen_reports::configure(config);
    returns::configure(config);
    rollovers::configure(config);
    keys::configure(config);
    webhooks::configure(config);
    calendars::configure(config);
}

/// 201 for what was made, 200 for what had been there.
const fn status_of(change: Change) -> StatusCode {
    if matches!(change, Change::Created) { StatusCode::CREATED } else { StatusCode::OK }
}

/// The answer to a return that was filed, whose revision is now that one.
fn recorded_as(change: Change, revision: i32, recorded: &impl Serialize) -> Result<HttpResponse, ApiError> {
    shown_return(status_of(change), revision, recorded)
}

/// What any operation that needs a key may answer instead.
#[derive(IntoResponses)]
pub enum CommonErrors {
    /// The request cannot be understood: malformed JSON, a field or parameter that is unknown or there twice.
    #[response(status = 400, content_type = "application/problem+json")]
    Malformed(Problem),
    /// No valid API key was sent, or one that has expired (`key_expired`).
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthenticated(Problem),
    /// The key may not do this: its role, its scopes, its person or its service areas do not allow it.
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(Problem),
    /// Some values are not valid; `errors` names each field.
    #[response(status = 422, content_type = "application/problem+json")]
    Invalid(Problem),
    /// More requests than the key has a share of (`x-ratelimit-limit`, `x-ratelimit-remaining`); try again after `Retry-After` seconds.
    #[response(status = 429, content_type = "application/problem+json")]
    TooMany(Problem),
    /// A fault of the service.
    #[response(status = 500, content_type = "application/problem+json")]
    Internal(Problem),
    /// The record cannot be reached just now; try again after `Retry-After` seconds.
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(Problem),
}

/// What an operation on one item may answer besides.
#[derive(IntoResponses)]
pub enum ItemErrors {
    /// The item was called so before: send the same request to `Location`.
    #[response(status = 308, headers(("Location" = String, description = "The path of the item as it is called now, with the query")))]
    Moved,
    /// There is no such item.
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(Problem),
}

/// What an operation with a body may answer besides.
#[derive(IntoResponses)]
pub enum WriteErrors {
    /// At odds with what is recorded: a ref that is taken, a period that is signed off, an item that is archived, or in use, or
    /// changed meanwhile.
    #[response(status = 409, content_type = "application/problem+json")]
    Conflict(Problem),
    /// The body is too large.
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(Problem),
    /// The body is not in the format that this operation takes.
    #[response(status = 415, content_type = "application/problem+json")]
    UnsupportedMediaType(Problem),
}
