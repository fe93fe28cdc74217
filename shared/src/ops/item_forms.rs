//! The forms of an item's page, filled in with what is recorded; and with what was typed, where that was not taken.

use super::assess_risk;
use super::indicator_status::result_view;
use super::record_update::update_view;
use crate::db::Conn;
use crate::domain::alert::ItemKind;
use crate::domain::day::Day;
use crate::domain::period::Period;
use crate::domain::risk::Movement;
use crate::error::{Error, FieldError, Result};
use crate::link::Target;
use crate::model::form::{Act, AlertChoice, Field, Form, Input, Posted};
use crate::model::risk_assessment::RiskAssessment;
use crate::model::settings::Settings;
use crate::store::alerts::AlertRow;
use crate::store::{action_updates, indicators, risk_assessments};
use serde::Serialize;
use serde_json::{Map, Value};

/// A return as it is recorded: its revision, 0 for none, and what it says, as its draft would.
#[derive(Debug, Default)]
pub(super) struct Recorded {
    pub revision: i32,
    pub says: Map<String, Value>,
}

const RAGS: &[&str] = &["green", "amber", "red"];
const FACTORS: &[&str] = &["1", "2", "3", "4"];

const UPDATE: [(&str, Input); 6] = [
    ("percent_complete", Input::Number),
    ("reported_rag", Input::Choice("rag", RAGS)),
    ("commentary", Input::Text),
    ("commentary_cy", Input::Text),
    ("revised_due_date", Input::Day(None)),
    ("revision_reason", Input::Text),
];
const RESULT: [(&str, Input); 5] = [
    ("actual", Input::Number),
    ("target", Input::Number),
    ("provisional", Input::Flag),
    ("commentary", Input::Text),
    ("commentary_cy", Input::Text),
];
const ASSESSMENT: [(&str, Input); 7] = [
    ("inherent_likelihood", Input::Choice("likelihood", FACTORS)),
    ("inherent_impact", Input::Choice("impact", FACTORS)),
    ("residual_likelihood", Input::Choice("likelihood", FACTORS)),
    ("residual_impact", Input::Choice("impact", FACTORS)),
    ("forecast", Input::Choice("forecast", Movement::TOKENS)),
    ("reason", Input::Text),
    ("reason_cy", Input::Text),
];

/// What of a revision is no part of its draft, or follows from the rest of it.
const NOT_TYPED: [&str; 8] =
    ["period", "revision", "effect_on", "recorded_at", "recorded_by", "restatement_reason", "inherent_score", "residual_score"];

/// The fields of a return.
pub(super) const fn fields_of(kind: ItemKind) -> &'static [(&'static str, Input)] {
    match kind {
        ItemKind::Action => &UPDATE,
        ItemKind::Indicator => &RESULT,
        ItemKind::Risk => &ASSESSMENT,
    }
}

/// The return of that quarter, as it is recorded.
///
/// # Errors
/// Those of the database.
pub(super) fn recorded(conn: &mut Conn, target: &Target, period: Period) -> Result<Recorded> {
    match target.kind {
        ItemKind::Action => {
            let latest = action_updates::updates(conn, &[target.item], period)?.pop();
            latest.map_or_else(|| Ok(Recorded::default()), |row| Recorded::of(row.revision, &update_view(row)))
        }
        ItemKind::Indicator => {
            let latest = indicators::last_revision(conn, target.item, period)?;
            latest.map_or_else(|| Ok(Recorded::default()), |row| Recorded::of(row.revision, &result_view(&row)))
        }
        ItemKind::Risk => {
            let of_pair = |row: &risk_assessments::AssessmentRow| row.service_area_id == target.service_area;
            let latest = risk_assessments::in_period(conn, &[target.item], period)?.into_iter().rfind(of_pair);
            latest.map_or_else(|| Ok(Recorded::default()), |row| Recorded::of(row.revision, &RiskAssessment::from(&row)))
        }
    }
}

impl Recorded {
    fn of(revision: i32, view: &impl Serialize) -> Result<Self> {
        match serde_json::to_value(view) {
            Ok(Value::Object(mut says)) => {
                says.retain(|name, value| !NOT_TYPED.contains(&name.as_str()) && !value.is_null());
                Ok(Self { revision, says })
            }
            other => Err(Error::Internal(format!("a return cannot be written as JSON: {other:?}"))),
        }
    }

    /// What is asked for, or was: where there is a target, it is not asked for again.
    fn asked(&self, kind: ItemKind, posted: &Posted) -> impl Iterator<Item = &'static (&'static str, Input)> {
        let asks_target = !self.says.contains_key("target") || posted.has("target");
        fields_of(kind).iter().filter(move |(name, _)| *name != "target" || asks_target)
    }

    /// What a field is filled in with.
    pub fn text(&self, name: &str) -> String {
        match self.says.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Bool(false)) | None => String::new(),
            Some(other) => other.to_string(),
        }
    }
}

/// The form for the return of that quarter; as it was `posted`, if it was.
///
/// # Errors
/// Those of the database.
pub(super) fn of_return(conn: &mut Conn, target: &Target, period: Period, posted: &Posted) -> Result<Form> {
    let recorded = recorded(conn, target, period)?;
    let is_open = recorded.revision == 0;
    let fields = recorded.asked(target.kind, posted).map(|(name, input)| Field::new(name, *input, recorded.text(name))).collect();
    let act = Act::of_return(target.kind);
    let is_first = is_open || (target.kind == ItemKind::Indicator && !recorded.says.contains_key("actual"));
    Ok(Form { act, period: Some(period), revision: recorded.revision, is_first, alerts: Vec::new(), fields, is_open })
}

/// The forms for what is said of open alerts.
pub(super) fn of_alerts(settings: &Settings, today: Day, open: &[AlertRow]) -> Vec<Form> {
    let days = |most: u32| Input::Day(Some((today.plus(1), today.plus(most.into()))));
    let form = |act, fields: Vec<(&'static str, Input)>, about: &[&AlertRow]| Form {
        act,
        period: None,
        revision: 0,
        is_first: false,
        alerts: about.iter().map(|alert| AlertChoice { id: alert.id, rule: alert.rule, chosen: true }).collect(),
        fields: fields.into_iter().map(|(name, input)| Field::new(name, input, String::new())).collect(),
        is_open: false,
    };
    let all: Vec<&AlertRow> = open.iter().collect();
    let (quiet, heard): (Vec<&AlertRow>, Vec<&AlertRow>) = open.iter().partition(|alert| alert.is_quiet(today));
    let mut forms = Vec::new();
    if !all.is_empty() {
        let fields = vec![("until", days(settings.alerts.acknowledge_days)), ("reason", Input::Text)];
        forms.push(form(Act::Acknowledge, fields, &all));
    }
    if !heard.is_empty() {
        forms.push(form(Act::Snooze, vec![("until", days(settings.alerts.snooze_days))], &heard));
    }
    if !quiet.is_empty() {
        forms.push(form(Act::Wake, Vec::new(), &quiet));
    }
    forms
}

impl Form {
    /// Says more of these fields.
    pub(super) fn with_hints(mut self, hints: &[(&'static str, &'static str)]) -> Self {
        for (name, hint) in hints {
            self.fields.iter_mut().filter(|field| field.name == *name).for_each(|field| field.hint = Some(hint));
        }
        self
    }

    /// Fills in what was typed, and says what is wrong with it; `is_stale`: beside what is recorded.
    pub(super) fn overlay(&mut self, posted: &Posted, errors: &[FieldError], is_stale: bool) {
        self.is_open = true;
        for field in &mut self.fields {
            let typed = posted.get(field.name).to_owned();
            let recorded = std::mem::replace(&mut field.value, typed);
            field.recorded = (is_stale && recorded != field.value).then_some(recorded);
            let concerns = |error: &&FieldError| field_of(error) == field.name;
            field.errors = errors.iter().filter(concerns).cloned().collect();
        }
        let chosen = posted.alerts();
        self.alerts.iter_mut().for_each(|alert| alert.chosen = chosen.contains(&alert.id));
    }
}

/// At which field of its form an error is shown.
fn field_of(error: &FieldError) -> &str {
    match error.pointer.trim_start_matches('/') {
        // What is not asked for follows from what is.
        "residual_score" => "residual_likelihood",
        name => name,
    }
}

/// What was typed, as the draft of a return, over what is recorded and not asked for here.
///
/// # Errors
/// Those of the database.
pub(super) fn draft(conn: &mut Conn, target: &Target, period: Period, posted: &Posted) -> Result<Value> {
    let recorded = recorded(conn, target, period)?;
    let mut says = recorded.says.clone();
    for (name, input) in recorded.asked(target.kind, posted) {
        let typed = posted.get(name);
        let value = match input {
            Input::Flag => Value::Bool(!typed.is_empty()),
            Input::Choice("likelihood" | "impact", _) => typed.parse::<i32>().map_or_else(|_| Value::from(typed), Value::from),
            _ => Value::from(typed),
        };
        if typed.is_empty() && *input != Input::Flag {
            says.shift_remove(*name)
        } else {
            says.insert((*name).to_owned(), value)
        };
    }
    // What an earlier figure was worked out from, and what was printed of it, is not said of another.
    if recorded.text("actual") != posted.get("actual") && target.kind == ItemKind::Indicator {
        for name in ["numerator", "denominator", "stated_rag", "stated_direction"] {
            says.shift_remove(name);
        }
    }
    Ok(Value::Object(says))
}

/// How a risk's assessment of a pair is named.
pub(super) fn pair_of(target: &Target) -> assess_risk::PairKey {
    use crate::id::Key;
    assess_risk::PairKey { risk: Key::Id(target.item), service_area: target.service_area.map(Key::Id) }
}
