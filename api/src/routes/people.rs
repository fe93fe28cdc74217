//! People.

use plumbline_shared::domain::plan::Language;
use plumbline_shared::model::person::{Person, PersonDraft};
use plumbline_shared::ops::people::PersonQuery;
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// Of this service area (id or ref).
    service_area: Option<String>,
    /// Of this line manager (id, ref or e-mail address).
    manager: Option<String>,
    /// At work here (true), or not any more (false).
    active: Option<bool>,
    /// Written to in this language.
    language: Option<Language>,
    /// Archived ones instead of current ones.
    #[serde(default)]
    archived: bool,
    /// Whose ref, e-mail address or name contains this text, whatever its case.
    q: Option<String>,
    /// At most so many (1 to 100; 50 by default).
    limit: Option<usize>,
    /// Where to go on: taken from `next`.
    cursor: Option<String>,
}

impl From<ListQuery> for PersonQuery {
    fn from(query: ListQuery) -> Self {
        Self {
            service_area: query.service_area,
            manager: query.manager,
            active: query.active,
            language: query.language,
            archived: query.archived,
            text: query.q,
        }
    }
}

item_routes! {
    tag: "People", one: "a person", many: "people",
    path: "/people", item_path: "/people/{key}", key: "beth.callow@dyffrynalarch.example",
    operations: ["list_people", "create_person", "read_person", "change_person", "archive_person"],
    types: [people, PersonDraft, Person],
    create: "Needs an `email` or a `ref`; without a `ref`, the e-mail address is the ref. Both are unique among people, the address \
        whatever its case."
        {"email": "eleri.wyn@dyffrynalarch.example", "name": "Eleri Wyn", "language": "cy", "service_area": "PC",
            "manager": "tomos.gethin@dyffrynalarch.example"},
    change: "Who leaves is set `\"active\": false`: what they still own is told to their manager \
        and to the performance team. A ref that is the e-mail address \
        follows it."
        {"active": false},
    archive: "They leave lists, and are kept. Refused (409 `in_use`) while they own, stand in for or manage anything current, unless they have \
        left (`\"active\": false`): what they still own then goes on showing them.",
}
