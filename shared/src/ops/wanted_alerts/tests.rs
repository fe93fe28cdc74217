use super::{Items, wanted};
use crate::domain::alert::Rule;
use crate::domain::explanation::Explanation;
use crate::id::Key;
use crate::ops::assess_risk::{PairKey, assess};
use crate::ops::record_result::record_result;
use crate::ops::record_update::record_update;
use crate::ops::test_record::{Record, day, on, period};
use crate::ops::{actions, indicators, periods, risks};
use serde_json::{Value, json};

impl Record {
    fn action(&mut self, draft: Value) {
        let mut full =
            json!({"ref": "A/1", "title": "An action", "owner": "hr@vale.example", "service_area": "HR", "start_date": "2017-04-01"});
        full.as_object_mut().unwrap().extend(draft.as_object().unwrap().clone());
        actions::create(&mut self.conn, &on("2017-04-03"), &self.settings, serde_json::from_value(full).unwrap()).unwrap();
    }

    fn update(&mut self, quarter: &str, today: &str, draft: Value) {
        let draft = serde_json::from_value(draft).unwrap();
        record_update(&mut self.conn, &on(today), &self.settings, &Key::parse("A/1"), period(quarter), draft).unwrap();
    }

    fn indicator(&mut self, draft: Value) {
        let mut full = json!({
            "ref": "I/1", "title": "A measure", "polarity": "higher", "unit": "percent", "decimals": 1, "frequency": "quarterly",
            "basis": "in_period", "owner": "hr@vale.example", "service_area": "HR"
        });
        full.as_object_mut().unwrap().extend(draft.as_object().unwrap().clone());
        indicators::create(&mut self.conn, &on("2017-04-03"), serde_json::from_value(full).unwrap()).unwrap();
    }

    fn result(&mut self, quarter: &str, today: &str, draft: Value) {
        let draft = serde_json::from_value(draft).unwrap();
        record_result(&mut self.conn, &on(today), &self.settings, &Key::parse("I/1"), period(quarter), draft).unwrap();
    }

    fn risk(&mut self, draft: Value) {
        let mut full = json!({"ref": "R/1", "kind": "corporate", "title": "A risk", "owner": "hr@vale.example"});
        full.as_object_mut().unwrap().extend(draft.as_object().unwrap().clone());
        risks::create(&mut self.conn, &on("2017-04-03"), serde_json::from_value(full).unwrap()).unwrap();
    }

    fn assessment(&mut self, quarter: &str, area: Option<&str>, draft: Value) {
        let key = PairKey { risk: Key::parse("R/1"), service_area: area.map(Key::parse) };
        let draft = serde_json::from_value(draft).unwrap();
        assess(&mut self.conn, &on("2018-06-01"), &self.settings, &key, period(quarter), draft).unwrap();
    }

    /// Rule, what it is about, reason: of every alert that ought to be open on that day.
    fn wanted(&mut self, today: &str) -> Vec<String> {
        let mut found: Vec<String> = wanted(&mut self.conn, &self.settings, day(today), Items::All)
            .unwrap()
            .into_iter()
            .map(|alert| format!("{} {} {}", alert.rule, alert.subject, serde_json::from_str::<Explanation>(&alert.why).unwrap().reason))
            .collect();
        found.sort();
        found
    }

    fn is(&mut self, today: &str, expected: &[&str]) {
        assert_eq!(self.wanted(today), expected, "on {today}");
    }
}

fn residual(likelihood: i32, impact: i32, forecast: &str) -> Value {
    json!({"residual_likelihood": likelihood, "residual_impact": impact, "forecast": forecast})
}

#[test]
fn an_action_is_due_soon_then_overdue() {
    let mut record = Record::new().only(&[Rule::ActionDueSoon, Rule::ActionOverdue]);
    record.action(json!({"due_date": "2017-12-31"}));
    record.is("2017-11-30", &[]);
    record.is("2017-12-01", &["action_due_soon 2017-12-31 due_within_stage"]);
    record.is("2017-12-31", &["action_due_soon 2017-12-31 due_within_stage"]);
    record.is("2018-01-01", &["action_overdue 2017-12-31 past_due_and_not_complete"]);
    record.update("2017-18-Q3", "2017-12-01", json!({"percent_complete": 100}));
    record.is("2017-12-15", &[]);
    record.is("2018-01-15", &[]);
}

#[test]
fn an_action_is_red_by_its_owner_or_by_its_dates_once_the_quarter_has_ended() {
    let mut record = Record::new().only(&[Rule::ActionRed]);
    record.action(json!({"due_date": "2018-03-31"}));
    record.update("2017-18-Q2", "2017-09-20", json!({"percent_complete": 45, "reported_rag": "red", "commentary": "No staff."}));
    record.is("2017-09-30", &[]);
    record.is("2017-10-01", &["action_red 2017-18-Q2 reported_red"]);
    // Another quarter has gone by without a word: the latest that was reported still says it.
    record.is("2018-01-01", &["action_red 2017-18-Q2 reported_red"]);
    record.update("2017-18-Q3", "2017-12-20", json!({"percent_complete": 20}));
    record.is("2018-01-01", &["action_red 2017-18-Q3 well_behind"]);
    record.update("2017-18-Q3", "2017-12-21", json!({"percent_complete": 20, "reported_rag": "amber"}));
    record.is("2018-01-01", &[]);
}

#[test]
fn an_update_is_due_then_missing_until_it_is_in() {
    let mut record = Record::new().only(&[Rule::ReturnDue, Rule::ReturnMissing]);
    record.action(json!({"due_date": "2018-03-31"}));
    record.is("2017-09-30", &["return_missing 2017-18-Q1 not_in_by_the_deadline"]);
    record.is("2017-10-01", &["return_due 2017-18-Q2 not_in_yet"]);
    record.is("2017-10-13", &["return_due 2017-18-Q2 not_in_yet"]);
    record.is("2017-10-14", &["return_missing 2017-18-Q2 not_in_by_the_deadline"]);
    record.settings.alerts.rules.get_mut(&Rule::ReturnMissing).unwrap().days = Some(3);
    record.is("2017-10-16", &[]);
    record.is("2017-10-17", &["return_missing 2017-18-Q2 not_in_by_the_deadline"]);
    let closed = serde_json::from_value(json!({"state": "closed", "with_open_items": true, "reason": "Trial."})).unwrap();
    periods::set_state(
        &mut record.conn,
        &on("2017-10-20"),
        &record.settings,
        period("2017-18-Q2"),
        closed,
        &crate::ops::frozen_reports::Prepared::nothing(&[]),
    )
    .unwrap();
    record.is("2017-10-20", &[]);
}

#[test]
fn an_action_that_has_not_begun_or_is_done_owes_nothing() {
    let mut record = Record::new().only(&[Rule::ReturnDue]);
    record.action(json!({"due_date": "2018-03-31", "start_date": "2017-10-01"}));
    record.is("2017-10-02", &[]);
    record.is("2018-01-02", &["return_due 2017-18-Q3 not_in_yet"]);
    record.update("2017-18-Q3", "2017-12-20", json!({"percent_complete": 100}));
    record.is("2018-01-02", &[]);
    record.is("2018-04-03", &[]);
}

#[test]
fn a_red_measure_needs_a_word_and_is_chronic_in_time() {
    let mut record = Record::new().only(&[Rule::MeasureRed, Rule::ExplanationMissing, Rule::ChronicRed]);
    record.indicator(json!({}));
    let red = json!({"actual": 10, "target": 85});
    record.result("2016-17-Q4", "2017-04-05", red.clone());
    record.result("2017-18-Q1", "2017-07-05", red.clone());
    let [missing, missed] = ["explanation_missing 2017-18-Q1 red_without_commentary", "measure_red 2017-18-Q1 missed_beyond_tolerance"];
    record.is("2017-07-05", &[missing, missed]);
    record.result("2017-18-Q1", "2017-07-06", json!({"actual": 10, "target": 85, "commentary": "The supplier failed."}));
    record.is("2017-07-06", &[missed]);
    record.result("2017-18-Q2", "2017-10-05", json!({"actual": 10, "target": 85, "commentary": "Again."}));
    record.is("2017-10-05", &["chronic_red 2017-18-Q2 red_running", "measure_red 2017-18-Q2 missed_beyond_tolerance"]);
    record.settings.alerts.rules.get_mut(&Rule::ChronicRed).unwrap().quarters = Some(4);
    record.is("2017-10-05", &["measure_red 2017-18-Q2 missed_beyond_tolerance"]);
}

#[test]
fn an_annual_result_is_due_in_its_quarter_alone() {
    let mut record = Record::new().only(&[Rule::ReturnDue, Rule::ReturnMissing]);
    record.indicator(json!({"frequency": "annual", "reporting_quarter": "Q4"}));
    record.is("2017-10-02", &[]);
    record.is("2018-04-03", &["return_due 2017-18-Q4 not_in_yet"]);
    // A target is no actual.
    record.result("2017-18-Q4", "2018-03-01", json!({"target": 85}));
    record.is("2018-04-03", &["return_due 2017-18-Q4 not_in_yet"]);
    record.result("2017-18-Q4", "2018-04-01", json!({"target": 85, "actual": 80}));
    record.is("2018-04-03", &[]);
}

#[test]
fn a_corporate_risk_always_owes_and_an_area_once_it_has_assessed() {
    let mut record = Record::new().only(&[Rule::ReturnDue]);
    record.risk(json!({}));
    record.is("2017-10-02", &["return_due 2017-18-Q2 not_in_yet"]);
    let mut record = Record::new().only(&[Rule::ReturnDue]);
    record.risk(json!({"kind": "service", "service_areas": ["HR", "IT"]}));
    record.is("2017-10-02", &[]);
    record.assessment("2017-18-Q1", Some("HR"), residual(2, 2, "same"));
    record.is("2017-10-02", &["return_due 2017-18-Q2 not_in_yet"]);
    record.assessment("2017-18-Q2", Some("HR"), residual(2, 2, "same"));
    record.is("2017-10-02", &[]);
}

#[test]
fn a_rise_is_unmitigated_while_its_action_is_late_or_closed() {
    let mut record = Record::new().only(&[Rule::RiskRising, Rule::UnmitigatedRise]);
    record.action(json!({"due_date": "2018-06-30"}));
    record.risk(json!({"mitigated_by": ["A/1"]}));
    record.assessment("2017-18-Q4", None, residual(3, 3, "up"));
    record.is("2018-04-03", &["risk_rising 2017-18-Q4 forecast_up"]);
    let unmitigated = |reason| ["risk_rising 2017-18-Q4 forecast_up".to_owned(), format!("unmitigated_rise 2017-18-Q4 {reason}")];
    assert_eq!(record.wanted("2018-07-01"), unmitigated("mitigation_overdue"));
    record.update("2017-18-Q4", "2018-03-01", json!({"percent_complete": 100}));
    assert_eq!(record.wanted("2018-04-03"), unmitigated("mitigations_closed"));
}

#[test]
fn rules_keep_to_their_areas() {
    let mut record = Record::new().only(&[Rule::ActionOverdue]);
    record.action(json!({"due_date": "2017-09-01"}));
    record.action(json!({"ref": "A/2", "service_area": null, "due_date": "2017-09-01"}));
    let mut count = |areas: &[&str]| {
        let rule = record.settings.alerts.rules.get_mut(&Rule::ActionOverdue).unwrap();
        rule.service_areas = areas.iter().map(|&area| area.to_owned()).collect();
        record.wanted("2017-10-01").len()
    };
    assert_eq!([count(&[]), count(&["HR"]), count(&["IT"]), count(&["HR", "IT"])], [2, 1, 0, 1]);
}

#[test]
fn a_date_that_was_put_off_twice_slips() {
    let mut record = Record::new().only(&[Rule::QuietSlip]);
    record.action(json!({"due_date": "2017-12-31"}));
    let moved = |percent: i32, due: &str| json!({"percent_complete": percent, "revised_due_date": due, "revision_reason": "Late."});
    record.update("2017-18-Q1", "2017-06-20", moved(10, "2018-03-31"));
    record.update("2017-18-Q2", "2017-09-20", moved(20, "2018-02-28"));
    record.is("2017-10-02", &[]);
    record.update("2017-18-Q3", "2017-12-20", moved(30, "2018-06-30"));
    record.is("2018-01-02", &["quiet_slip 2018-06-30 put_off_again"]);
}
