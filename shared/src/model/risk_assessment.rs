//! Assessments of risks, as they are written and read.

use super::check::{Check, given};
use super::link::Link;
use crate::clock::Timestamp;
use crate::domain::day::Day;
use crate::domain::explanation::Explanation;
use crate::domain::period::Period;
use crate::domain::risk::{Band, Factor, Movement, RiskDirection, band};
use crate::error::Result;
use serde::{Deserialize, Serialize};

/// The computed status of an assessment. Without one, all but the period, the day and the explanation is null.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct RiskStatus {
    /// The period.
    pub period: Period,
    /// The day that the rules were run for.
    pub as_of: Day,
    /// Residual likelihood × impact.
    pub score: Option<i32>,
    /// The score's band; null too for an imported score that no two factors give.
    pub band: Option<Band>,
    /// Against the latest earlier assessment. Here `increasing` is bad news.
    pub direction: Option<RiskDirection>,
    /// Where the owner expects it to go.
    pub forecast: Option<Movement>,
    /// Forecast up, or increasing.
    pub rising: Option<bool>,
    /// Why.
    pub explanation: RiskExplanation,
}

/// Why a risk's status is what it is.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct RiskExplanation {
    /// Why that band.
    pub band: Explanation,
    /// Why that direction.
    pub direction: Explanation,
}

/// A quarter's assessment as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssessmentDraft {
    /// Before controls: 1 very unlikely, 2 possible, 3 probable, 4 almost certain.
    #[serde(default)]
    #[schema(value_type = Option<i32>, minimum = 1, maximum = 4, example = 3)]
    pub inherent_likelihood: Option<Factor>,
    /// Before controls: 1 low, 2 medium, 3 high, 4 catastrophic.
    #[serde(default)]
    #[schema(value_type = Option<i32>, minimum = 1, maximum = 4, example = 4)]
    pub inherent_impact: Option<Factor>,
    /// With controls: 1 very unlikely, 2 possible, 3 probable, 4 almost certain.
    #[serde(default)]
    #[schema(value_type = Option<i32>, minimum = 1, maximum = 4, example = 2)]
    pub residual_likelihood: Option<Factor>,
    /// With controls: 1 low, 2 medium, 3 high, 4 catastrophic.
    #[serde(default)]
    #[schema(value_type = Option<i32>, minimum = 1, maximum = 4, example = 3)]
    pub residual_impact: Option<Factor>,
    /// Residual likelihood × impact. Alone where the factors are not known; with them it may be left out.
    #[serde(default)]
    #[schema(example = 6)]
    pub residual_score: Option<i32>,
    /// Where the owner expects the score to go.
    #[serde(default)]
    pub forecast: Option<Movement>,
    /// What lies behind the score and the forecast.
    #[serde(default)]
    #[schema(example = "Two senior posts are hard to fill.", max_length = 20000)]
    pub reason: Option<String>,
    /// The same in Welsh.
    #[serde(default)]
    pub reason_cy: Option<String>,
    /// The direction that an earlier system printed: counts where there is no earlier assessment.
    #[serde(default)]
    pub stated_direction: Option<Movement>,
    /// The band that an earlier system printed.
    #[serde(default)]
    pub stated_band: Option<Band>,
    /// Why a signed-off period is changed; needed there, and only there.
    #[serde(default)]
    pub restatement_reason: Option<String>,
}

/// A quarter's assessment as it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct RiskAssessment {
    /// The quarter.
    pub period: Period,
    /// 1 for the first assessment, one more for each change.
    pub revision: i32,
    /// Before controls, 1 to 4.
    #[schema(value_type = Option<i32>)]
    pub inherent_likelihood: Option<Factor>,
    /// Before controls, 1 to 4.
    #[schema(value_type = Option<i32>)]
    pub inherent_impact: Option<Factor>,
    /// Their product.
    pub inherent_score: Option<i32>,
    /// With controls, 1 to 4.
    #[schema(value_type = Option<i32>)]
    pub residual_likelihood: Option<Factor>,
    /// With controls, 1 to 4.
    #[schema(value_type = Option<i32>)]
    pub residual_impact: Option<Factor>,
    /// Their product, or a score given alone.
    pub residual_score: i32,
    /// Where the owner expects the score to go.
    pub forecast: Option<Movement>,
    /// What lies behind the score and the forecast.
    pub reason: Option<String>,
    /// The same in Welsh.
    pub reason_cy: Option<String>,
    /// The direction that an earlier system printed.
    pub stated_direction: Option<Movement>,
    /// The band that an earlier system printed.
    pub stated_band: Option<Band>,
    /// The day from which it counts.
    pub effect_on: Day,
    /// Why a signed-off period was changed.
    pub restatement_reason: Option<String>,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// By which key or command.
    pub recorded_by: String,
}

/// An assessment as it was recorded, with the status it gives.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct RecordedAssessment {
    /// The risk's ref.
    #[schema(example = "CR5")]
    pub risk: String,
    /// The area; null for a corporate risk.
    pub service_area: Option<Link>,
    /// The revision now in effect.
    pub assessment: RiskAssessment,
    /// The status it gives.
    pub status: RiskStatus,
}

/// Which residual scores are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scores {
    /// Those that a likelihood and an impact from 1 to 4 give.
    Possible,
    /// Any: an import keeps what an old register says, without a band, as a finding.
    AsStated,
}

impl AssessmentDraft {
    /// Blank texts become absent; what breaks a rule is told. Gives the residual score besides.
    ///
    /// # Errors
    /// All that is wrong with its fields.
    pub fn check(mut self, scores: Scores) -> Result<(Self, i32)> {
        self.reason = given(self.reason);
        self.reason_cy = given(self.reason_cy);
        self.restatement_reason = given(self.restatement_reason);
        let mut check = Check::new();
        check.text("/reason", self.reason.as_deref());
        check.text("/reason_cy", self.reason_cy.as_deref());
        check.text("/restatement_reason", self.restatement_reason.as_deref());
        let score = self.check_scores(&mut check, scores);
        check.finish()?;
        Ok((self, score))
    }

    fn check_scores(&self, check: &mut Check, scores: Scores) -> i32 {
        let inherent = [("/inherent_likelihood", self.inherent_likelihood), ("/inherent_impact", self.inherent_impact)];
        let residual = [("/residual_likelihood", self.residual_likelihood), ("/residual_impact", self.residual_impact)];
        let half = missing_beside(residual);
        for missing in missing_beside(inherent).into_iter().chain(half) {
            check.require(false, missing, "inconsistent", "likelihood and impact must be given together");
        }
        let product = product(self.residual_likelihood, self.residual_impact);
        let score = self.residual_score.or(product);
        let detail = "must be given, or residual_likelihood and residual_impact must be";
        check.require(score.is_some() || half.is_some(), "/residual_score", "missing_field", detail);
        let score = score.unwrap_or_default();
        let detail = "must be the product of residual_likelihood and residual_impact";
        check.require(product.is_none_or(|product| product == score), "/residual_score", "inconsistent", detail);
        let possible = self.residual_score.is_none_or(|score| band(score).is_some()) || scores == Scores::AsStated;
        check.require(possible, "/residual_score", "impossible_score", "must be the product of a likelihood and an impact from 1 to 4");
        let inherent = self::product(self.inherent_likelihood, self.inherent_impact);
        let detail = "the residual score must not be above the inherent score";
        check.require(inherent.is_none_or(|inherent| score <= inherent), "/residual_score", "inconsistent", detail);
        score
    }
}

/// Which of two factors is missing beside the other.
fn missing_beside(pair: [(&'static str, Option<Factor>); 2]) -> Option<&'static str> {
    match pair {
        [(missing, None), (_, Some(_))] | [(_, Some(_)), (missing, None)] => Some(missing),
        _ => None,
    }
}

/// The score that two factors give.
pub fn product(likelihood: Option<Factor>, impact: Option<Factor>) -> Option<i32> {
    likelihood.zip(impact).map(|(likelihood, impact)| likelihood.value() * impact.value())
}
