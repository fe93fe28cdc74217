//! The corporate plan.

use plumbline_shared::domain::plan::PlanLevel;
use plumbline_shared::model::plan::{PlanItem, PlanItemDraft};
use plumbline_shared::ops::plan::PlanItemQuery;
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// Of this level.
    level: Option<PlanLevel>,
    /// Directly under this one (id or ref).
    parent: Option<String>,
    /// Under this one at any depth (id or ref).
    under: Option<String>,
    /// Archived ones instead of current ones.
    #[serde(default)]
    archived: bool,
    /// Whose ref or title contains this text, whatever its case.
    q: Option<String>,
    /// At most so many (1 to 100; 50 by default).
    limit: Option<usize>,
    /// Where to go on: taken from `next`.
    cursor: Option<String>,
}

impl From<ListQuery> for PlanItemQuery {
    fn from(query: ListQuery) -> Self {
        Self { level: query.level, parent: query.parent, under: query.under, archived: query.archived, text: query.q }
    }
}

item_routes! {
    tag: "Plan", one: "an item of the plan", many: "items of the plan",
    path: "/plan", item_path: "/plan/{key}", key: "CA1",
    operations: ["list_plan_items", "create_plan_item", "read_plan_item", "change_plan_item", "archive_plan_item"],
    types: [plan, PlanItemDraft, PlanItem],
    create: "An outcome stands alone; an objective needs an outcome as its `parent`; a corporate action needs an objective or an \
        outcome. Its `ref` is its code, unique in the plan; refs that differ only in `/` and `-` collide."
        {"ref": "CA10", "level": "corporate_action", "parent": "CH", "title": "Deliver the transformational change programme.",
            "target_year": "2029/30"},
    change: "`level` cannot change while anything is under the item." {"target_year": "2031/32"},
    archive: "It leaves lists, and is kept. Refused (409 `in_use`) while anything current is under it or refers to it.",
}
