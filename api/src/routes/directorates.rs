//! Directorates.

use plumbline_shared::model::directorate::{Directorate, DirectorateDraft};
use plumbline_shared::store::directorates::DirectorateFilter;
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ListQuery {
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

impl From<ListQuery> for DirectorateFilter {
    fn from(query: ListQuery) -> Self {
        Self { archived: query.archived, text: query.q }
    }
}

item_routes! {
    tag: "Directorates", one: "a directorate", many: "directorates",
    path: "/directorates", item_path: "/directorates/{key}", key: "resources",
    operations: ["list_directorates", "create_directorate", "read_directorate", "change_directorate", "archive_directorate"],
    types: [directorates, DirectorateDraft, Directorate],
    create: "Its `ref` must be unique among directorates; refs that differ only in `/` and `-` collide."
        {"ref": "chief-executive", "name": "Chief Executive’s Office", "name_cy": "Swyddfa’r Prif Weithredwr"},
    change: "Service areas follow a new `ref` by themselves." {"name_cy": "Adnoddau"},
    archive: "It leaves lists, and is kept. Refused (409 `in_use`) while current service areas belong to it.",
}
