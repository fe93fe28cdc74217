//! Service areas.

use plumbline_shared::model::service_area::{ServiceArea, ServiceAreaDraft};
use plumbline_shared::ops::service_areas::ServiceAreaQuery;
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// Of this directorate (id or ref).
    directorate: Option<String>,
    /// Archived ones instead of current ones.
    #[serde(default)]
    archived: bool,
    /// Whose ref or name contains this text, whatever its case.
    q: Option<String>,
    /// At most so many (1 to 100; 50 by default).
    limit: Option<usize>,
    /// Where to go on: taken from `next`.
    cursor: Option<String>,
}

impl From<ListQuery> for ServiceAreaQuery {
    fn from(query: ListQuery) -> Self {
        Self { directorate: query.directorate, archived: query.archived, text: query.q }
    }
}

item_routes! {
    tag: "Service areas", one: "a service area", many: "service areas",
    path: "/service-areas", item_path: "/service-areas/{key}", key: "PC",
    operations: ["list_service_areas", "create_service_area", "read_service_area", "change_service_area", "archive_service_area"],
    types: [service_areas, ServiceAreaDraft, ServiceArea],
    create: "Its `ref` is its code, unique among service areas; refs that differ only in `/` and `-` collide."
        {"ref": "HR", "name": "Human Resources", "name_cy": "Adnoddau Dynol", "directorate": "resources"},
    change: "What refers to it follows a new `ref` by itself." {"directorate": "resources"},
    archive: "It leaves lists, and is kept. Refused (409 `in_use`) while current actions, indicators, risks or people belong to it.",
}
