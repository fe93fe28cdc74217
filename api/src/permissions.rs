//! Who may do what: every operation under `/api/v1` has its row here, and one that has none is refused.

use crate::deprecation::Deprecation;
use crate::openapi;
use actix_web::http::Method;
use plumbline_shared::domain::access::Ability;
use serde::Deserialize;
use serde::de::Error as _;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use Ability::{Administer, Edit, Read, Record};

/// What each operation asks of its caller, by its `operationId`. Which role has what is asked, and on whose items, says
/// [`Role::reach`](plumbline_shared::domain::access::Role::reach).
pub const OPERATIONS: &[(Ability, &[&str])] = &[
    (
        Read,
        &[
            "export_file",
            "export_template",
            "list_action_due_dates",
            "list_action_updates",
            "list_actions",
            "list_alerts",
            "list_area_risk_assessments",
            "list_breakdowns",
            "list_changes",
            "list_directorates",
            "list_findings",
            "list_frozen_reports",
            "list_indicator_results",
            "list_indicators",
            "list_judgements",
            "list_narratives",
            "list_people",
            "list_periods",
            "list_plan_items",
            "list_project_statuses",
            "list_plan_changes",
            "list_projects",
            "list_proposals",
            "list_returns",
            "list_risk_assessments",
            "list_risk_forecasts",
            "list_risks",
            "list_service_areas",
            "read_action",
            "read_alert",
            "read_checklist",
            "read_comparison",
            "read_directorate",
            "read_frozen_face",
            "read_frozen_report",
            "read_import_format",
            "read_indicator",
            "read_period",
            "read_person",
            "read_plan_item",
            "read_project",
            "read_report",
            "read_returns_summary",
            "read_risk",
            "read_risk_forecasts",
            "read_rollover",
            "read_rollover_workbook",
            "read_service_area",
            "read_settings",
            "read_snapshot",
        ],
    ),
    (
        Record,
        &[
            "acknowledge_alert",
            "create_calendar",
            "record_action_update",
            "record_area_risk_assessment",
            "record_indicator_result",
            "record_indicator_results",
            "record_project_status",
            "record_risk_assessment",
            "revoke_calendar",
            "snooze_alert",
            "wake_alert",
        ],
    ),
    (
        Edit,
        &[
            "accept_finding",
            "accept_proposal",
            "archive_action",
            "archive_directorate",
            "archive_indicator",
            "archive_person",
            "archive_plan_item",
            "archive_project",
            "archive_risk",
            "archive_service_area",
            "change_directorate",
            "change_frozen_report",
            "change_indicator",
            "change_person",
            "change_plan_item",
            "change_risk",
            "change_service_area",
            "create_action",
            "create_directorate",
            "create_indicator",
            "create_person",
            "create_plan_item",
            "create_project",
            "create_risk",
            "create_service_area",
            "export_history_csv",
            "export_history_ndjson",
            "import_pack",
            "list_calendars",
            "list_history",
            "list_import_rows",
            "list_imports",
            "preview_notifications",
            "read_import",
            "reassign_person",
            "reopen_finding",
            "revise_action_due_date",
            "update_action",
            "update_project",
            "write_breakdowns",
            "write_judgements",
            "write_narratives",
            "write_rollover",
            "write_rollover_workbook",
        ],
    ),
    (
        Administer,
        &[
            "anonymise_person",
            "change_settings",
            "change_webhook",
            "create_key",
            "create_webhook",
            "delete_webhook",
            "export_person",
            "list_keys",
            "list_notifications",
            "list_suppressions",
            "list_webhook_deliveries",
            "list_webhooks",
            "merge_service_area",
            "read_key",
            "read_notification",
            "read_webhook",
            "remove_suppression",
            "replay_notification",
            "replay_notifications",
            "replay_webhook_delivery",
            "revoke_key",
            "rotate_key",
            "rotate_webhook_secret",
            "set_period_state",
            "test_webhook",
        ],
    ),
];

/// What each path and method asks.
pub struct Permissions(HashMap<(Method, String), Asked>);

/// What an operation asks.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Of its caller.
    pub ability: Ability,
    /// Whether it takes parameters in the query of its URL: one that does says itself which.
    pub parameters: bool,
    /// Whether it is answered again, not carried out again, when it is sent again with the same `Idempotency-Key`.
    pub again: bool,
    /// How it goes, where it is to go.
    pub deprecation: Option<Arc<Deprecation>>,
}

impl Permissions {
    /// Those of the operations that are served.
    ///
    /// # Errors
    /// When the document is not what a build of this program wrote.
    pub fn new() -> serde_json::Result<Self> {
        Self::of_document(openapi::WRITTEN)
    }

    fn of_document(document: &str) -> serde_json::Result<Self> {
        let document: Document = serde_json::from_str(document)?;
        let abilities: HashMap<&str, Ability> =
            OPERATIONS.iter().flat_map(|(ability, operations)| operations.iter().map(|operation| (*operation, *ability))).collect();
        let mut rows = HashMap::new();
        for (path, item) in document.paths {
            for (method, operation) in item {
                let method = method.to_uppercase().parse().map_err(serde_json::Error::custom)?;
                if let Some(ability) = abilities.get(operation.id.as_str()) {
                    rows.insert((method, path.clone()), operation.asked(*ability)?);
                }
            }
        }
        Ok(Self(rows))
    }

    /// What a request asks, by its method and the pattern of its path; `None` for what no operation answers.
    pub fn of(&self, method: &Method, pattern: String) -> Option<Asked> {
        self.0.get(&(method.clone(), pattern)).cloned()
    }
}

#[derive(Deserialize)]
struct Document {
    paths: BTreeMap<String, BTreeMap<String, Operation>>,
}

#[derive(Deserialize)]
struct Operation {
    #[serde(rename = "operationId")]
    id: String,
    #[serde(default)]
    parameters: Vec<Parameter>,
    #[serde(default)]
    deprecated: bool,
    #[serde(rename = "x-deprecation")]
    deprecation: Option<Arc<Deprecation>>,
}

#[derive(Deserialize)]
struct Parameter {
    #[serde(rename = "in")]
    place: String,
    name: String,
}

impl Operation {
    fn asked(self, ability: Ability) -> serde_json::Result<Asked> {
        if self.deprecated != self.deprecation.is_some() {
            return Err(serde_json::Error::custom(format!("{}: `deprecated` and `x-deprecation` go together", self.id)));
        }
        let has = |place: &str, name: Option<&str>| {
            self.parameters.iter().any(|parameter| parameter.place == place && name.is_none_or(|name| parameter.name == name))
        };
        let (parameters, again) = (has("query", None), has("header", Some("Idempotency-Key")));
        Ok(Asked { ability, parameters, again, deprecation: self.deprecation })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderMap;
    use serde_json::Value;
    use std::collections::BTreeSet;

    #[test]
    fn every_operation_has_one_row_and_every_row_an_operation() {
        let document: Value = serde_json::from_str(openapi::WRITTEN).unwrap();
        let paths = document["paths"].as_object().unwrap().iter().filter(|(path, _)| path.starts_with("/api/v1/"));
        let served: BTreeSet<&str> = paths
            .flat_map(|(_, item)| item.as_object().unwrap().values())
            .map(|operation| operation["operationId"].as_str().unwrap())
            .collect();
        let rows: Vec<&str> = OPERATIONS.iter().flat_map(|(_, operations)| operations.iter().copied()).collect();
        assert_eq!(rows.iter().copied().collect::<BTreeSet<_>>(), served);
        assert_eq!(rows.len(), served.len(), "an operation has two rows");
        assert_eq!(Permissions::new().unwrap().0.len(), served.len());
    }

    #[test]
    fn a_deprecated_operation_says_when_it_goes() {
        let document =
            |members: &str| format!(r#"{{"paths": {{"/api/v1/settings": {{"get": {{"operationId": "read_settings", {members}}}}}}}}}"#);
        let dates = r#""x-deprecation": {"since": "2027-01-01", "sunset": "2028-01-01", "link": "https://example.org/instead"}"#;
        let permissions = Permissions::of_document(&document(&format!(r#""deprecated": true, {dates}"#))).unwrap();
        let asked = permissions.of(&Method::GET, "/api/v1/settings".to_owned()).unwrap();
        let mut headers = HeaderMap::new();
        asked.deprecation.unwrap().tell(&mut headers);
        assert_eq!(headers.get("deprecation").unwrap(), "@1798761600");
        assert_eq!(headers.get("sunset").unwrap(), "Sat, 01 Jan 2028 00:00:00 GMT");
        assert_eq!(headers.get("link").unwrap(), r#"<https://example.org/instead>; rel="deprecation"; type="text/html""#);
        for half in [r#""deprecated": true"#, dates] {
            assert!(Permissions::of_document(&document(half)).is_err(), "{half}");
        }
    }
}
