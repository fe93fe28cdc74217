//! The document that describes the API.

mod conditions;
mod parameters;

use crate::problem::Problem;
use crate::routes;
use crate::routes::reports::ReportVersion;
use plumbline_shared::domain::comparison::ChangeKind;
use plumbline_shared::domain::period::Period;
use plumbline_shared::domain::proposal::ProposalSection;
use plumbline_shared::domain::rollover::PlanMark;
use plumbline_shared::error::FieldError;
use plumbline_shared::model::action::ActionSort;
use plumbline_shared::model::notification::Occasion;
use std::borrow::Cow;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::schema::{ArrayItems, OneOfBuilder, Ref, Schema, SchemaType, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Components, ObjectBuilder, OpenApi as Document, RefOr};
use utoipa::{Modify, OpenApi};
use utoipa_actix_web::AppExt;

/// What the document says besides the operations, which are collected where they are served.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Plumbline",
        description = "Performance, action and risk service for councils: the corporate plan's actions, performance indicators and \
            risk registers, quarter by quarter.\n\n\
            **The domain in a minute.** A council's plan has outcomes, objectives under them, and corporate actions. Services do the \
            work: each *action* has a due date and is reported on every quarter with a percentage and a RAG (Red, Amber, Green); each \
            *indicator* has a result and a target for the quarter, and a polarity that says which way is better; each *risk* is \
            assessed by likelihood and impact. From these the service works out what is on track, overdue, improving or rising, the \
            same way every time, and every status says why it is what it is.\n\n\
            **The quarter.** A period such as `2017-18-Q2` is open while returns come in, in review while they are checked, and closed \
            once signed off; after that a return changes only as a restatement with its reason, and what was reported stays readable. \
            Owners of what is overdue, red or rising are written to by the worker.\n\n\
            **How to ask.** Items are named by `id` or by the council's own `ref` (a `/` in a ref is written `-` in a path). Statuses \
            are for a `period` and `as_of` a day; without them, for the quarter that ended last, as of today. Lists are read page by \
            page; errors name the field and the remedy.\n\n\
            **To start:** make a key with `plumbline keys create` (or take the access token of your sign-in), press *Authorize* and paste it; every example runs as it stands on \
            the demo (`plumbline demo`).",
        license(name = "EUPL-1.2", identifier = "EUPL-1.2"),
    ),
    servers((url = "/", description = "Where this document comes from")),
    security(("api_key" = []), ("oidc" = [])),
    modifiers(&Security),
    // Those that the operations refer to without bringing them along.
    components(schemas(Problem, FieldError, ActionSort, ChangeKind, Occasion, Period, PlanMark, ProposalSection, ReportVersion)),
    tags(
        (name = "Settings", description = "The numbers of the rules, the calendar and the alerts, as the organisation sets them."),
        (name = "Directorates", description = "The parts of the council that service areas belong to."),
        (name = "Service areas", description = "The services that own actions, indicators and risks."),
        (name = "People", description = "Who owns what, who manages whom, and in which language they are written to."),
        (name = "Plan", description = "Outcomes, the objectives under them, and corporate actions."),
        (name = "Actions", description = "Service actions, their due dates and their quarterly updates."),
        (name = "Indicators", description = "Performance indicators and their quarterly results."),
        (name = "Risks", description = "Corporate and service risks and their quarterly assessments."),
        (name = "Projects", description = "Programme projects and their quarterly statuses."),
        (name = "Periods", description = "Quarters, and signing them off."),
        (name = "Breakdowns", description = "Figures by one dimension, of an indicator or standing alone."),
        (name = "Reports", description = "The quarterly report of the council or a part of it, as JSON, as a page and as tables."),
        (name = "Narratives", description = "The written parts of reports."),
        (name = "Findings", description = "What is to be settled before a quarter is signed off."),
        (name = "Judgements", description = "The overall statuses that editors set beside the suggested ones."),
        (name = "Alerts", description = "What needs someone's attention, and why."),
        (name = "Notifications", description = "The mails that were composed, and what became of them."),
        (name = "History", description = "Every write: who, when, and what became of what."),
        (name = "Imports", description = "Packs of files, read in whole or not at all."),
        (name = "Exports", description = "What is recorded, as files that can be imported again; and the workbook to fill in."),
        (name = "Keys", description = "API keys: what each may do, until when, and when it was last used."),
        (name = "Webhooks", description = "Other systems are told of events as they happen, signed by Standard Webhooks; see docs/webhooks.md."),
        (name = "Calendars", description = "Deadlines as a calendar that Outlook, Apple and Google subscribe to, at a secret address."),
        (name = "Health", description = "For load balancers and monitoring; no key needed.")
    )
)]
struct ApiDoc;

struct Security;

impl Modify for Security {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("plb_…")
            .description(Some(
                "An API key, made with `plumbline keys create` or `POST /api/v1/keys`. Its role says what it may do: a `reader` reads; an \
                `owner` also files returns of what its person owns or stands in for; an `editor` writes the record; an `admin` also \
                changes settings, signs off periods and manages keys. It may be narrowed to some scopes (read, record, edit, \
                administer) and, in what it writes, to some service areas.",
            ))
            .build();
        let components = document.components.get_or_insert_with(Default::default);
        components.add_security_scheme("api_key", SecurityScheme::Http(scheme));
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .description(Some(
                "An access token of the organisation's sign-in (OpenID Connect, such as Entra ID), where the operator has set one up. \
                It names a person of the record, and their role, which says what they may do as the role of a key does.",
            ))
            .build();
        components.add_security_scheme("oidc", SecurityScheme::Http(scheme));
    }
}

/// The document that is served: `openapi/openapi.json`, which [`written`] wrote. To work it out from the code takes memory that
/// a service would keep; a test sees to it that the two agree.
pub const WRITTEN: &str = include_str!("../../openapi/openapi.json");

/// As the document has it: where it comes from itself.
const SERVER: &str = "\"url\": \"/\"";

/// The document for those who reach the API under that path, which is empty or starts with `/`.
pub fn served_under(base: &str) -> Cow<'static, str> {
    if base.is_empty() { WRITTEN.into() } else { WRITTEN.replacen(SERVER, &format!("\"url\": {}", serde_json::json!(base)), 1).into() }
}

/// The document of the operations as they are in the code.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn written() -> serde_json::Result<String> {
    document().to_pretty_json()
}

fn document() -> Document {
    let app = actix_web::App::new().into_utoipa_app().openapi(ApiDoc::openapi());
    finished(app.configure(routes::describe).split_for_parts().1)
}

/// The document with the bodies of `PATCH` described as what they are, the same fields, none of which must be given, and null
/// where it clears one; and with each error referring to the one description of errors instead of repeating it.
fn finished(mut document: Document) -> Document {
    let of_the_record =
        |path: &&mut PathItem| path.get.iter().chain(&path.put).chain(&path.post).all(|operation| operation.security.is_none());
    document.paths.paths.values_mut().filter(of_the_record).for_each(conditions::describe);
    document.paths.paths.values_mut().flat_map(operations).for_each(|operation| {
        parameters::describe(operation);
        share_problem(operation);
    });
    let Some(components) = &mut document.components else { return document };
    share_items(components);
    let mut drafts = Vec::new();
    for operation in document.paths.paths.values_mut().filter_map(|item| item.patch.as_mut()) {
        let Some(RefOr::T(body)) = &mut operation.request_body else { continue };
        for content in body.content.values_mut() {
            let RefOr::T(content) = content else { continue };
            let Some(patch) = content.schema.as_ref().and_then(|draft| patch_of(draft, components)) else { continue };
            drafts.extend(content.schema.replace(patch));
        }
    }
    let written = document.to_json().unwrap_or_default();
    for draft in drafts {
        let (RefOr::Ref(draft), Some(components)) = (draft, &mut document.components) else { continue };
        // What is only ever patched has no other use.
        if !written.contains(&format!("\"{}\"", draft.ref_location)) {
            components.schemas.retain(|name, _| !draft.ref_location.ends_with(&format!("/{name}")));
        }
    }
    document
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.put, &mut item.post, &mut item.patch, &mut item.delete].into_iter().flatten()
}

fn share_problem(operation: &mut Operation) {
    for response in operation.responses.responses.values_mut() {
        let RefOr::T(response) = response else { continue };
        if let Some(RefOr::T(content)) = response.content.get_mut("application/problem+json")
            && let Some(schema @ RefOr::T(_)) = &mut content.schema
        {
            *schema = RefOr::Ref(Ref::from_schema_name("Problem"));
        }
    }
}

/// Has the lists refer to what they are of, instead of repeating it.
fn share_items(components: &mut Components) {
    let of = |name: &String| name.strip_prefix("Listing_").map(str::to_owned);
    let known: Vec<String> = components.schemas.keys().filter_map(of).filter(|item| components.schemas.contains_key(item)).collect();
    for item in known {
        let Some(RefOr::T(Schema::Object(list))) = components.schemas.get_mut(&format!("Listing_{item}")) else { continue };
        if let Some(RefOr::T(Schema::Array(items))) = list.properties.get_mut("items") {
            items.items = ArrayItems::RefOrSchema(Box::new(RefOr::Ref(Ref::from_schema_name(item))));
        }
    }
}

/// A reference to the patch of what `draft` refers to, which is added to the components; none where it refers to no object.
fn patch_of(draft: &RefOr<Schema>, components: &mut Components) -> Option<RefOr<Schema>> {
    let RefOr::Ref(draft) = draft else { return None };
    let name = draft.ref_location.rsplit('/').next()?;
    let RefOr::T(Schema::Object(schema)) = components.schemas.get(name)? else { return None };
    let mut schema = Some(schema.clone()).filter(|schema| !schema.properties.is_empty())?;
    let required = std::mem::take(&mut schema.required);
    for (name, field) in &mut schema.properties {
        // What is an object in itself is patched in its turn.
        *field = patch_of(field, components).unwrap_or_else(|| field.clone());
        if !required.contains(name) {
            or_null(field);
        }
    }
    let patch = format!("{}Patch", name.trim_end_matches("Draft"));
    components.schemas.insert(patch.clone(), RefOr::T(Schema::Object(schema)));
    Some(RefOr::Ref(Ref::from_schema_name(patch)))
}

/// The field, or null, which clears it. It has no default: left out of a patch, it stays as it is.
fn or_null(field: &mut RefOr<Schema>) {
    let (types, default) = match field {
        RefOr::T(Schema::Object(field)) => (&mut field.schema_type, &mut field.default),
        RefOr::T(Schema::Array(field)) => (&mut field.schema_type, &mut field.default),
        RefOr::Ref(reference) => {
            reference.default = None;
            *field = OneOfBuilder::new().item(ObjectBuilder::new().schema_type(Type::Null)).item(field.clone()).into();
            return;
        }
        RefOr::T(_) => return,
    };
    *default = None;
    if let SchemaType::Type(single) = types {
        *types = SchemaType::Array(vec![single.clone(), Type::Null]);
    }
}

#[cfg(test)]
mod tests;
