//! Indicators as they are written and read.

use super::check::{Check, given};
use super::indicator_result::IndicatorResult;
use super::link::Link;
use crate::clock::Timestamp;
use crate::domain::day::Day;
use crate::domain::explanation::Explanation;
use crate::domain::indicator::{Basis, Category, DirectionBasis, Frequency, MONTHLY, Polarity, ToleranceKind, YearEnd};
use crate::domain::number::Figure;
use crate::domain::period::{Period, Quarter};
use crate::domain::status::{Direction, Rag};
use crate::error::Result;
use crate::id::{Id, composed};
use serde::{Deserialize, Deserializer, Serialize};

/// The units that figures may have; `rate_per_N` with any whole N is one as well.
pub const UNITS: [&str; 7] = ["percent", "number", "days", "years", "seconds", "currency", "rank"];

/// An indicator as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IndicatorDraft {
    /// The council's own ref; unique.
    #[serde(rename = "ref")]
    #[schema(example = "PC/M01", min_length = 1, max_length = 64)]
    pub reference: String,
    /// Other refs it is known by; never a key.
    #[serde(default)]
    #[schema(example = json!(["PAM/001"]))]
    pub aliases: Vec<String>,
    /// What is measured.
    #[schema(example = "Working days lost to illness for each full-time post", min_length = 1, max_length = 500)]
    pub title: String,
    /// The same in Welsh.
    #[serde(default)]
    pub title_cy: Option<String>,
    /// The objective (or outcome) it belongs to: an id or ref of the plan.
    #[serde(default)]
    pub objective: Option<String>,
    /// Which question of the report it answers.
    #[serde(default)]
    pub category: Option<Category>,
    /// Which way is better.
    pub polarity: Polarity,
    /// percent, number, days, years, seconds, currency, rank, or rate_per_N such as rate_per_1000.
    #[schema(example = "days")]
    pub unit: String,
    /// Decimals that figures are shown with.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 6)]
    pub decimals: i32,
    /// How often it is reported. Monthly figures are not kept.
    #[serde(deserialize_with = "frequency")]
    pub frequency: Frequency,
    /// The quarter an annual or biennial indicator is reported in.
    #[serde(default)]
    pub reporting_quarter: Option<Quarter>,
    /// The quarter alone, or the year so far. It never alters the RAG.
    #[serde(default = "in_period")]
    pub basis: Basis,
    /// Lower inclusive limit of a band.
    #[serde(default)]
    pub band_low: Option<Figure>,
    /// Upper inclusive limit of a band.
    #[serde(default)]
    pub band_high: Option<Figure>,
    /// Its own tolerance; without one, the organisation's. More than 100 only where `tolerance_kind` is absolute.
    #[serde(default)]
    pub tolerance: Option<Figure>,
    /// How its tolerance is measured.
    #[serde(default)]
    pub tolerance_kind: Option<ToleranceKind>,
    /// Its own largest miss that is still Green.
    #[serde(default)]
    pub green_within: Option<Figure>,
    /// What its direction of travel compares with.
    #[serde(default)]
    pub direction_basis: Option<DirectionBasis>,
    /// Who answers for it: an id or ref (e-mail) of a person.
    #[serde(default)]
    pub owner: Option<String>,
    /// Who stands in: an id or ref of a person.
    #[serde(default)]
    pub deputy: Option<String>,
    /// An id or ref of a service area.
    #[serde(default)]
    pub service_area: Option<String>,
    /// Printed in the additional appendix, and counted apart.
    #[serde(default)]
    pub additional: bool,
    /// Archived: kept with its history, out of lists and alerts.
    #[serde(default)]
    pub archived: bool,
}

/// An indicator as it is read, with its status for a period.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Indicator {
    /// Its id.
    pub id: Id,
    /// The council's own ref.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Other refs it is known by.
    pub aliases: Vec<String>,
    /// What is measured.
    pub title: String,
    /// The same in Welsh.
    pub title_cy: Option<String>,
    /// The objective (or outcome) it belongs to.
    pub objective: Option<Link>,
    /// Which question of the report it answers.
    pub category: Option<Category>,
    /// Which way is better.
    pub polarity: Polarity,
    /// What its figures are.
    pub unit: String,
    /// Decimals that figures are shown with.
    pub decimals: i32,
    /// How often it is reported.
    pub frequency: Frequency,
    /// The quarter it is reported in, unless quarterly.
    pub reporting_quarter: Option<Quarter>,
    /// The quarter alone, or the year so far.
    pub basis: Basis,
    /// Lower inclusive limit of a band.
    pub band_low: Option<Figure>,
    /// Upper inclusive limit of a band.
    pub band_high: Option<Figure>,
    /// Its own tolerance.
    pub tolerance: Option<Figure>,
    /// How its tolerance is measured.
    pub tolerance_kind: Option<ToleranceKind>,
    /// Its own largest miss that is still Green.
    pub green_within: Option<Figure>,
    /// What its direction of travel compares with.
    pub direction_basis: Option<DirectionBasis>,
    /// Who answers for it.
    pub owner: Option<Link>,
    /// Who stands in.
    pub deputy: Option<Link>,
    /// The service area.
    pub service_area: Option<Link>,
    /// Printed in the additional appendix.
    pub additional: bool,
    /// Out of lists and alerts.
    pub archived: bool,
    /// Grows with every change of the item.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// Its status for the period asked for.
    pub status: IndicatorStatus,
    /// The result that the status is of; none was reported when absent.
    pub result: Option<IndicatorResult>,
    /// Of a measure whose figures add up over the year, where it will stand at the end of the year at the rate so far, and what its
    /// target still takes; null for others.
    pub year_end: Option<YearEnd>,
}

/// The computed status of an indicator in a period.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct IndicatorStatus {
    /// The period.
    pub period: Period,
    /// The day that the rules were run for.
    pub as_of: Day,
    /// Against the target or band.
    pub rag: Rag,
    /// Against the past: better or worse.
    pub direction: Direction,
    /// Why.
    pub explanation: IndicatorExplanation,
}

/// Why an indicator's status is what it is.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct IndicatorExplanation {
    /// Why that RAG.
    pub rag: Explanation,
    /// Why that direction.
    pub direction: Explanation,
}

const fn in_period() -> Basis {
    Basis::InPeriod
}

fn frequency<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Frequency, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(|error| if text == "monthly" { serde::de::Error::custom(MONTHLY) } else { serde::de::Error::custom(error) })
}

/// What stands in the place of an indicator's ref in the path of many results.
const OF_MANY: &str = "results";

impl IndicatorDraft {
    /// Blank texts become absent; what breaks a rule is told.
    ///
    /// # Errors
    /// All that is wrong with its fields.
    pub fn check(mut self) -> Result<Self> {
        self.title_cy = given(self.title_cy);
        self.reference = composed(&self.reference).into_owned();
        let mut check = Check::new();
        check.reference("/ref", &self.reference);
        check.require(
            self.reference != OF_MANY,
            "/ref",
            "reserved_ref",
            "must be another: `results` in a path stands for many indicators' results",
        );
        check.title("/title", &self.title);
        check.optional_title("/title_cy", self.title_cy.as_deref());
        self.aliases.iter().enumerate().for_each(|(index, alias)| check.reference(&format!("/aliases/{index}"), alias));
        check.require(self.aliases.len() <= 20, "/aliases", "too_many", "must be at most 20");
        check.require(is_unit(&self.unit), "/unit", "unknown_unit", &format!("must be one of: {}, or rate_per_N", UNITS.join(", ")));
        check.require((0..=6).contains(&self.decimals), "/decimals", "out_of_range", "must be from 0 to 6");
        let quarterly = self.frequency == Frequency::Quarterly;
        check.require(
            quarterly == self.reporting_quarter.is_none(),
            "/reporting_quarter",
            "inconsistent",
            "must be given for annual and biennial indicators, and only for them",
        );
        self.check_band(&mut check);
        check.tolerance(self.tolerance, self.green_within, self.tolerance_kind);
        check.finish()?;
        Ok(self)
    }

    fn check_band(&self, check: &mut Check) {
        let limits = self.band_low.is_some() || self.band_high.is_some();
        check.require(
            limits == (self.polarity == Polarity::Band),
            "/band_low",
            "inconsistent",
            "band_low or band_high must be given for polarity band, and only for it",
        );
        let ordered = self.band_low.zip(self.band_high).is_none_or(|(low, high)| low <= high);
        check.require(ordered, "/band_high", "inconsistent", "must not be less than band_low");
    }
}

/// Is it a unit that figures may have?
pub fn is_unit(unit: &str) -> bool {
    UNITS.contains(&unit) || unit.strip_prefix("rate_per_").and_then(|n| n.parse::<u32>().ok()).is_some_and(|n| n > 0)
}

#[cfg(test)]
mod tests;
