//! Which alerts there are, how each is tuned, and when they are sent.

use crate::domain::alert::Rule;
use crate::domain::number::Figure;
use crate::model::check::Check;
use chrono::NaiveTime;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Which alerts there are, and when they are sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AlertSettings {
    /// Each rule: on or off, and its numbers. A rule or a number left out has its default.
    #[schema(
        value_type = std::collections::HashMap<String, RuleSettings>,
        example = json!({"action_overdue": {"enabled": true, "days": 3}, "action_due_soon": {"stages": [30, 14, 7]}})
    )]
    #[serde(deserialize_with = "rules")]
    pub rules: BTreeMap<Rule, RuleSettings>,
    /// Days between one mention of an alert and the next; the last wait repeats.
    #[schema(example = json!([7, 7, 7, 28]))]
    pub cadence: Vec<u32>,
    /// The organisation's hour from which scheduled checks run.
    #[schema(value_type = String, example = "09:00:00")]
    #[serde(deserialize_with = "time_of_day")]
    pub send_at: NaiveTime,
    /// So many days after an alert was first in a mail that went out, the owner's manager hears of it, too.
    #[schema(minimum = 1, maximum = 366, example = 28)]
    pub escalate_after_days: u32,
    /// How many people have a digest on one day at most, for fear of a storm; the others are told on the next. Null: all.
    #[schema(minimum = 1, maximum = 100_000, example = 500)]
    pub most_mails: Option<u32>,
    /// For how many days from today an alert can be acknowledged at most.
    #[schema(minimum = 1, maximum = 366, example = 92)]
    pub acknowledge_days: u32,
    /// For how many days from today an alert can be snoozed at most.
    #[schema(minimum = 1, maximum = 92, example = 14)]
    pub snooze_days: u32,
}

/// One rule's settings. The numbers that a rule does not have are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RuleSettings {
    /// Off: it opens no alerts, and the next check resolves those that are open.
    #[serde(default = "on")]
    pub enabled: bool,
    /// Only about items of these service areas: their ids or refs. Empty: about all.
    #[schema(example = json!([]), max_items = 100)]
    pub service_areas: BTreeSet<String>,
    /// `action_overdue`, `return_missing`: from more than so many days late.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 366, example = 0)]
    pub days: Option<u32>,
    /// `action_due_soon`: how many days ahead it is mentioned, at each of them anew.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = json!([30, 14, 7]))]
    pub stages: Option<Vec<u32>>,
    /// `chronic_red`: from so many returns running.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 2, maximum = 8, example = 3)]
    pub quarters: Option<u32>,
    /// `quiet_slip`: from so many moves of the due date.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 20, example = 2)]
    pub moves: Option<u32>,
    /// `quiet_slip`: a gain of so many percentage points is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 0)]
    pub tolerance: Option<Figure>,
}

/// When the due dates of actions are near.
const STAGES: [u32; 3] = [30, 14, 7];

impl RuleSettings {
    /// Those of a rule nobody has set: on, about all, with the numbers that it has.
    fn of(rule: Rule) -> Self {
        let all = Self { enabled: true, ..Self::default() };
        match rule {
            Rule::ActionOverdue | Rule::ReturnMissing => Self { days: Some(0), ..all },
            Rule::ActionDueSoon => Self { stages: Some(STAGES.to_vec()), ..all },
            Rule::ChronicRed => Self { quarters: Some(3), ..all },
            Rule::QuietSlip => Self { moves: Some(2), tolerance: Some(Figure::ZERO), ..all },
            _ => all,
        }
    }

    /// What was set, and the rule's own numbers where nothing was; a number that the rule does not have stays, to be refused.
    fn or_default(self, rule: Rule) -> Self {
        let usual = Self::of(rule);
        Self {
            enabled: self.enabled,
            service_areas: self.service_areas,
            days: self.days.or(usual.days),
            stages: self.stages.or(usual.stages),
            quarters: self.quarters.or(usual.quarters),
            moves: self.moves.or(usual.moves),
            tolerance: self.tolerance.or(usual.tolerance),
        }
    }

    fn check(&self, rule: Rule, check: &mut Check) {
        let at = |name: &str| format!("/alerts/rules/{rule}/{name}");
        let usual = Self::of(rule);
        let given = [
            ("days", self.days.is_some(), usual.days.is_some()),
            ("stages", self.stages.is_some(), usual.stages.is_some()),
            ("quarters", self.quarters.is_some(), usual.quarters.is_some()),
            ("moves", self.moves.is_some(), usual.moves.is_some()),
            ("tolerance", self.tolerance.is_some(), usual.tolerance.is_some()),
        ];
        for (name, given, known) in given {
            check.require(!given || known, &at(name), "not_of_this_rule", &format!("is not a number of {rule}: leave it out"));
        }
        let within = |value: Option<u32>, first, last| value.is_none_or(|value| (first..=last).contains(&value));
        check.require(within(self.days, 0, 366), &at("days"), "out_of_range", "must be from 0 to 366");
        check.require(within(self.quarters, 2, 8), &at("quarters"), "out_of_range", "must be from 2 to 8");
        check.require(within(self.moves, 1, 20), &at("moves"), "out_of_range", "must be from 1 to 20");
        let points = self.tolerance.is_none_or(|points| Figure::ZERO <= points && points <= Figure::from(100));
        check.require(points, &at("tolerance"), "out_of_range", "must be from 0 to 100");
        let stages = self.stages.as_ref().is_none_or(|stages| {
            let each_once = stages.iter().collect::<BTreeSet<_>>().len() == stages.len();
            (1..=12).contains(&stages.len()) && each_once && stages.iter().all(|days| (0..=366).contains(days))
        });
        check.require(stages, &at("stages"), "out_of_range", "must hold 1 to 12 different numbers of days from 0 to 366");
        check.require(self.service_areas.len() <= 100, &at("service_areas"), "too_many", "must be at most 100");
    }
}

impl Default for AlertSettings {
    fn default() -> Self {
        let rules = Rule::ALL.iter().map(|rule| (*rule, RuleSettings::of(*rule))).collect();
        Self {
            rules,
            cadence: vec![7, 7, 7, 28],
            send_at: NaiveTime::from_hms_opt(9, 0, 0).unwrap_or_default(),
            escalate_after_days: 28,
            most_mails: None,
            acknowledge_days: 92,
            snooze_days: 14,
        }
    }
}

impl AlertSettings {
    /// The settings of a rule that is on; `None` for one that is off.
    pub fn rule(&self, rule: Rule) -> Option<RuleSettings> {
        let settings = self.rules.get(&rule).cloned().unwrap_or_else(|| RuleSettings::of(rule));
        settings.enabled.then_some(settings)
    }

    /// A rule's settings for whoever asks whether what an alert was about is still so: on, about all areas, without days of grace,
    /// and its other numbers as wide as they are or usually are, whichever is the wider.
    pub fn widest(&self, rule: Rule) -> RuleSettings {
        let usual = RuleSettings::of(rule);
        let own = self.rules.get(&rule).cloned().unwrap_or_default().or_default(rule);
        RuleSettings {
            enabled: true,
            service_areas: BTreeSet::new(),
            days: usual.days.map(|_| 0),
            stages: usual.stages.map(|stages| stages.into_iter().chain(own.stages.unwrap_or_default()).collect()),
            quarters: usual.quarters.map(|_| 1),
            moves: usual.moves.min(own.moves),
            tolerance: own.tolerance,
        }
    }

    pub(super) fn check(&self, check: &mut Check) {
        let usable = (1..=12).contains(&self.cadence.len()) && self.cadence.iter().all(|days| (1..=366).contains(days));
        check.require(usable, "/alerts/cadence", "out_of_range", "must hold 1 to 12 waits of 1 to 366 days");
        let bounds = [
            ("/alerts/escalate_after_days", self.escalate_after_days, 366),
            ("/alerts/acknowledge_days", self.acknowledge_days, 366),
            ("/alerts/snooze_days", self.snooze_days, 92),
        ];
        for (pointer, days, most) in bounds {
            check.require((1..=most).contains(&days), pointer, "out_of_range", &format!("must be from 1 to {most}"));
        }
        let most = self.most_mails.is_none_or(|most| (1..=100_000).contains(&most));
        check.require(most, "/alerts/most_mails", "out_of_range", "must be from 1 to 100000, or null");
        self.rules.iter().for_each(|(rule, settings)| settings.check(*rule, check));
    }
}

const fn on() -> bool {
    true
}

/// Names first, rules after: so an error inside a rule's settings is told at that rule. What is left out has its default.
fn rules<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<Rule, RuleSettings>, D::Error> {
    let named = BTreeMap::<String, RuleSettings>::deserialize(deserializer)?;
    let rule = |name: &str| -> Result<Rule, D::Error> {
        name.parse().map_err(|error| serde::de::Error::custom(format!("no rule is called {name:?}: {error}")))
    };
    let mut rules = AlertSettings::default().rules;
    for (name, settings) in named {
        let rule = rule(&name)?;
        rules.insert(rule, settings.or_default(rule));
    }
    Ok(rules)
}

fn time_of_day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveTime, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(|_| serde::de::Error::custom("must be a time of day such as 09:00:00"))
}
