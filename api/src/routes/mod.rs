//! The operations, a file per resource. A handler reads its request, calls one use case and shows the outcome.

#[macro_use]
mod items;

mod action_updates;
mod actions;
mod alerts;
mod breakdowns;
mod directorates;
mod health;
mod imports;
mod indicators;
mod narratives;
mod people;
mod periods;
mod plan;
mod projects;
mod risks;
mod service_areas;
mod settings;

use crate::problem::Problem;
use utoipa::IntoResponses;
use utoipa_actix_web::service_config::ServiceConfig;

/// Every operation of the service: what is served and what the document says come from here.
pub fn configure(config: &mut ServiceConfig<'_>) {
    health::configure(config);
    config.service(utoipa_actix_web::scope("/api/v1").configure(resources));
}

fn resources(config: &mut ServiceConfig<'_>) {
    settings::configure(config);
    directorates::configure(config);
    service_areas::configure(config);
    people::configure(config);
    plan::configure(config);
    actions::configure(config);
    action_updates::configure(config);
    indicators::configure(config);
    projects::configure(config);
    alerts::configure(config);
    imports::configure(config);
    breakdowns::configure(config);
    narratives::configure(config);
    risks::configure(config);
    periods::configure(config);
}

/// What any operation that needs a key may answer instead.
#[derive(IntoResponses)]
pub enum CommonErrors {
    /// The request cannot be understood: malformed JSON, an unknown field or parameter, a malformed period.
    #[response(status = 400, content_type = "application/problem+json")]
    Malformed(Problem),
    /// No valid API key was sent.
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthenticated(Problem),
    /// The key's role may not do this.
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(Problem),
    /// Some values are not valid; `errors` names each field.
    #[response(status = 422, content_type = "application/problem+json")]
    Invalid(Problem),
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
