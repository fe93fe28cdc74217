//! The document that describes the API.

use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

/// What the document says besides the operations, which are collected where they are served.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Plumbline",
        description = "Performance, action and risk service for councils: the corporate plan's actions, performance indicators and \
            risk registers, quarter by quarter.\n\nEvery status that the service computes says why. Items are named by `id` or by the \
            council's own `ref` (a `/` in a ref is written `-` in a path). Periods are quarters of a fiscal year, such as `2017-18-Q2`.\n\n\
            **To start:** make a key with `plumbline keys create`, press *Authorize* and paste it.",
        license(name = "EUPL-1.2", identifier = "EUPL-1.2"),
    ),
    security(("api_key" = [])),
    modifiers(&Security),
    tags(
        (name = "Indicators", description = "Performance indicators and their quarterly results."),
        (name = "Breakdowns", description = "Figures by one dimension, of an indicator or standing alone."),
        (name = "Risks", description = "Corporate and service risks and their quarterly assessments."),
        (name = "Periods", description = "Quarters, their deadlines, and signing them off."),
        (name = "Narratives", description = "The written parts of reports."),
        (name = "Health", description = "For load balancers and monitoring; no key needed.")
    )
)]
pub struct ApiDoc;

struct Security;

impl Modify for Security {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("plb_…")
            .description(Some("An API key, made with `plumbline keys create`. Its role (reader, editor, admin) says what it may do."))
            .build();
        let components = document.components.get_or_insert_with(Default::default);
        components.add_security_scheme("api_key", SecurityScheme::Http(scheme));
    }
}
