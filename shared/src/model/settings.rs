//! The organisation's settings: every number of the rules that a council may set.

use super::check::Check;
use crate::clock::Timestamp;
use crate::domain::action;
use crate::domain::alert::Cadence;
use crate::domain::calendar::WorkingDays;
use crate::domain::day::Day;
use crate::domain::indicator::{DirectionBasis, ToleranceKind};
use crate::domain::number::Figure;
use crate::domain::period::{FiscalStart, Period};
use crate::domain::rollup;
use crate::domain::timetable::Timetable;
use crate::error::Result;
use chrono::TimeDelta;
use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeSet;

mod alerts;

pub use alerts::{AlertSettings, RuleSettings};

/// The organisation's settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The council's name, as mails and pages show it.
    #[schema(example = "Swan Valley Council", max_length = 500)]
    pub organisation: String,
    /// Its name in Welsh.
    pub organisation_cy: Option<String>,
    /// The IANA time zone in which days begin and end.
    #[schema(value_type = String, example = "Europe/London")]
    #[serde(with = "zone")]
    pub time_zone: Tz,
    /// The day on which fiscal years start. It is fixed once anything is recorded of a quarter.
    pub fiscal_year_start: FiscalStart,
    /// Returns are due on this working day after the quarter's end.
    #[schema(minimum = 1, maximum = 60, example = 10)]
    pub return_deadline_days: u32,
    /// Bank holidays of England and Wales, edited.
    pub bank_holidays: BankHolidays,
    /// The largest miss that is Amber; an indicator may set its own. More than 100 only where `tolerance_kind` is absolute.
    pub tolerance: Figure,
    /// How `tolerance` and `green_within` are measured: percent of the target, or points.
    pub tolerance_kind: ToleranceKind,
    /// The largest miss that is still Green; 0: met means met.
    pub green_within: Figure,
    /// What an indicator's direction of travel compares with.
    pub direction_basis: DirectionBasis,
    /// From which share of expected progress an action is Green or Amber.
    pub action_thresholds: ActionThresholds,
    /// From which mean an overall status is Green or Amber.
    pub overall_thresholds: OverallThresholds,
    /// Which alerts there are, and when they are sent.
    pub alerts: AlertSettings,
    /// How long what is not the record itself is kept.
    pub retention: Retention,
}

/// How long what is not the record itself is kept; null: for ever.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    /// So many days after a mail was settled, its address, its bytes and the server's reply are wiped; that it was sent, to whom
    /// and about what, stays.
    #[schema(minimum = 7, maximum = 36_500, example = 365)]
    pub delivery_log_days: Option<u32>,
    /// History older than so many years is taken away. Items and all revisions of their returns stay.
    #[schema(minimum = 1, maximum = 100, example = 7)]
    pub history_years: Option<u32>,
}

impl Retention {
    /// Mails settled before this instant are wiped.
    pub fn mails_from(&self, now: Timestamp) -> Option<Timestamp> {
        self.delivery_log_days.map(|days| now.plus(-TimeDelta::days(days.into())))
    }

    /// History from before this instant is taken away. A year is 365 days and a quarter of one.
    pub fn history_from(&self, now: Timestamp) -> Option<Timestamp> {
        self.history_years.map(|years| now.plus(-TimeDelta::hours(i64::from(years) * 8_766)))
    }
}

/// Edits of the computed bank holidays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct BankHolidays {
    /// Further days off; one that is there twice counts once.
    #[schema(value_type = Vec<Day>)]
    pub added: BTreeSet<Day>,
    /// Bank holidays that this organisation works.
    #[schema(value_type = Vec<Day>)]
    pub removed: BTreeSet<Day>,
}

/// Shares of expected progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ActionThresholds {
    /// Green from here.
    #[schema(example = 0.9)]
    pub green: Figure,
    /// Amber from here.
    #[schema(example = 0.7)]
    pub amber: Figure,
}

/// Means of statuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct OverallThresholds {
    /// Green from here.
    #[schema(example = 0.7)]
    pub green: Figure,
    /// Amber from here.
    #[schema(example = 0.4)]
    pub amber: Figure,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            organisation: "Your council".to_owned(),
            organisation_cy: None,
            time_zone: Tz::Europe__London,
            fiscal_year_start: FiscalStart::APRIL,
            return_deadline_days: 10,
            bank_holidays: BankHolidays::default(),
            tolerance: Figure::from(10),
            tolerance_kind: ToleranceKind::Relative,
            green_within: Figure::ZERO,
            direction_basis: DirectionBasis::PriorYear,
            action_thresholds: ActionThresholds::default(),
            overall_thresholds: OverallThresholds::default(),
            alerts: AlertSettings::default(),
            retention: Retention::default(),
        }
    }
}

impl Default for ActionThresholds {
    fn default() -> Self {
        Self { green: hundredths(90), amber: hundredths(70) }
    }
}

impl Default for OverallThresholds {
    fn default() -> Self {
        Self { green: hundredths(70), amber: hundredths(40) }
    }
}

impl Settings {
    /// # Errors
    /// All values that no rule could work with.
    pub fn check(&self) -> Result<()> {
        let mut check = Check::new();
        check.title("/organisation", &self.organisation);
        check.optional_title("/organisation_cy", self.organisation_cy.as_deref());
        check.require((1..=60).contains(&self.return_deadline_days), "/return_deadline_days", "out_of_range", "must be from 1 to 60");
        check.tolerance(Some(self.tolerance), Some(self.green_within), Some(self.tolerance_kind));
        let ordered = |green: Figure, amber: Figure| Figure::ZERO <= amber && amber <= green && green <= Figure::from(1);
        let detail = "must hold 0 ≤ amber ≤ green ≤ 1";
        check.require(ordered(self.action_thresholds.green, self.action_thresholds.amber), "/action_thresholds", "out_of_range", detail);
        check.require(ordered(self.overall_thresholds.green, self.overall_thresholds.amber), "/overall_thresholds", "out_of_range", detail);
        self.alerts.check(&mut check);
        let Retention { delivery_log_days, history_years } = self.retention;
        let within = |value: Option<u32>, first, last| value.is_none_or(|value| (first..=last).contains(&value));
        // A mail may be tried for days, and an alert's first digest counts for weeks.
        check.require(
            within(delivery_log_days, 7, 36_500),
            "/retention/delivery_log_days",
            "out_of_range",
            "must be from 7 to 36500, or null",
        );
        check.require(within(history_years, 1, 100), "/retention/history_years", "out_of_range", "must be from 1 to 100, or null");
        check.finish()
    }

    /// Which days are worked.
    pub fn working_days(&self) -> WorkingDays {
        WorkingDays { extra_holidays: self.bank_holidays.added.clone(), worked_holidays: self.bank_holidays.removed.clone() }
    }

    /// The period being reported on at `day`: the latest that has ended.
    pub fn reporting_period(&self, day: Day) -> Option<Period> {
        Period::latest_ended_before(day, self.fiscal_year_start)
    }

    /// The quarter that runs on that day.
    pub fn running_period(&self, day: Day) -> Option<Period> {
        Period::containing(day, self.fiscal_year_start)
    }

    /// When checks are due.
    pub fn timetable(&self) -> Timetable {
        Timetable {
            working_days: self.working_days(),
            send_at: self.alerts.send_at,
            fiscal_start: self.fiscal_year_start,
            return_deadline_days: self.return_deadline_days,
        }
    }

    /// When an alert is mentioned again.
    pub fn cadence(&self) -> Cadence {
        Cadence(self.alerts.cadence.clone())
    }
}

impl From<ActionThresholds> for action::Thresholds {
    fn from(thresholds: ActionThresholds) -> Self {
        Self { green: thresholds.green, amber: thresholds.amber }
    }
}

impl From<OverallThresholds> for rollup::Thresholds {
    fn from(thresholds: OverallThresholds) -> Self {
        Self { green: thresholds.green, amber: thresholds.amber }
    }
}

fn hundredths(value: i64) -> Figure {
    Figure::from_millionths(value * 10_000).unwrap_or_default()
}

mod zone {
    use super::{Deserialize, Deserializer, Serializer, Tz};

    pub fn serialize<S: Serializer>(zone: &Tz, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(zone.name())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Tz, D::Error> {
        let name = String::deserialize(deserializer)?;
        name.parse().map_err(|_| serde::de::Error::custom("must be an IANA time zone such as Europe/London"))
    }
}
