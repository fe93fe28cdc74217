//! Filters that go by what is recorded of items now: of what was known at an instant, they would tell something false.

use crate::error::{Error, FieldError, Result};
use crate::model::action::ActionSort;
use crate::ops::context::Scope;
use crate::store::actions::ActionFilter;
use crate::store::indicators::IndicatorFilter;
use crate::store::projects::ProjectFilter;
use crate::store::risks::RiskFilter;

/// # Errors
/// [`Error::Invalid`] for each filter, and for an order, that cannot be answered in that scope.
pub fn check_actions(scope: Scope, filter: &ActionFilter, sort: ActionSort) -> Result<()> {
    let given = [
        ("owner", filter.owner.is_some()),
        ("service_area", filter.service_area.is_some()),
        ("objective", filter.plan_items.is_some()),
        ("corporate_action", filter.corporate_action.is_some()),
        ("lifecycle", filter.lifecycle.is_some()),
        ("due_before", filter.due_before.is_some()),
        ("due_after", filter.due_after.is_some()),
        ("q", filter.text.is_some()),
        ("sort", sort != ActionSort::Ref),
    ];
    check(scope, &given)
}

/// # Errors
/// [`Error::Invalid`] for each filter that cannot be answered in that scope.
pub fn check_indicators(scope: Scope, filter: &IndicatorFilter) -> Result<()> {
    let given = [
        ("owner", filter.owner.is_some()),
        ("service_area", filter.service_area.is_some()),
        ("objective", filter.objectives.is_some()),
        ("frequency", filter.frequency.is_some()),
        ("additional", filter.additional.is_some()),
        ("q", filter.text.is_some()),
    ];
    check(scope, &given)
}

/// # Errors
/// [`Error::Invalid`] for each filter that cannot be answered in that scope.
pub fn check_risks(scope: Scope, filter: &RiskFilter) -> Result<()> {
    let given = [
        ("kind", filter.kind.is_some()),
        ("owner", filter.owner.is_some()),
        ("service_area", filter.service_area.is_some()),
        ("objective", filter.objectives.is_some()),
        ("category", filter.category.is_some()),
        ("q", filter.text.is_some()),
    ];
    check(scope, &given)
}

/// # Errors
/// [`Error::Invalid`] for each filter that cannot be answered in that scope.
pub fn check_projects(scope: Scope, filter: &ProjectFilter) -> Result<()> {
    check(scope, &[("programme", filter.programme.is_some()), ("q", filter.text.is_some())])
}

fn check(scope: Scope, filters: &[(&str, bool)]) -> Result<()> {
    let given = filters.iter().filter(|(_, given)| *given && scope.known_at.is_some());
    let detail = "goes by what is recorded of items now, and cannot be combined with known_at: read the list without it, and choose there";
    let errors: Vec<_> = given.map(|(name, _)| FieldError::new(format!("?{name}"), "not_with_known_at", detail)).collect();
    if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
}
