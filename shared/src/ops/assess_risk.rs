//! Assessing a risk for a quarter: a new revision, unless it says what is recorded already.

use super::announce::{Concern, announce, of_return};
use super::authority::Subject;
use super::context::{Change, Context, Scope};
use super::history::{self, About};
use super::reconcile_alerts::follow;
use super::references::check_current;
use super::{periods, risks};
use crate::db::Conn;
use crate::domain::alert::{self, ItemKind};
use crate::domain::calendar::effect_day;
use crate::domain::explanation::Explanation;
use crate::domain::period::Period;
use crate::domain::risk::{self, Assessed, RiskKind};
use crate::error::{Error, Result};
use crate::id::{Id, Key, ref_key};
use crate::model::Link;
use crate::model::risk_assessment::{AssessmentDraft, RecordedAssessment, RiskAssessment, RiskExplanation, RiskStatus, Scores, product};
use crate::model::settings::Settings;
use crate::model::webhook::EventType;
use crate::store::refs::{self, Kind};
use crate::store::risk_assessments::{self as store, AssessmentRow, Pair};
use crate::store::risks::{RiskRecord, RiskRow};
use std::collections::HashMap;

/// Which risk is assessed, and by whom: as a path names them.
#[derive(Clone, Debug)]
pub struct PairKey {
    /// The risk.
    pub risk: Key,
    /// The area; none for a corporate risk.
    pub service_area: Option<Key>,
}

/// Records `draft` as the assessment of the pair that `key` names.
///
/// # Errors
/// [`Error::Forbidden`] for who may not, [`Error::NotFound`] for the risk or the area, [`Error::Invalid`] for the fields, or for
/// an area that is missing or none of the risk's, [`Error::Conflict`] in a signed-off period.
pub fn assess(
    conn: &mut Conn,
    context: &Context,
    settings: &Settings,
    key: &PairKey,
    period: Period,
    draft: AssessmentDraft,
) -> Result<(Change, RecordedAssessment)> {
    let record = risks::find_for_change(conn, &key.risk)?;
    let area = area(conn, &record, key.service_area.as_ref())?;
    let pair = (record.row.id, area.as_ref().map(|area| area.id));
    context.authority.check_return(Subject::risk(&record.row, pair.1.as_slice()))?;
    let (change, row) = save(conn, context, settings, (&record.row, pair.1), period, draft, Scores::Possible)?;
    follow(conn, context, settings, ItemKind::Risk, record.row.id)?;
    let scope = Scope::now(period, context.today(settings));
    let assessments = Assessments::load(conn, std::slice::from_ref(&record), scope)?;
    let (assessment, status) = (RiskAssessment::from(&row), assessments.status(pair));
    if change != Change::Unchanged {
        let band = status.band.map(|band| ("band", band.as_str(), &status.explanation.band));
        let direction = status.direction.map(|direction| ("direction", direction.as_str(), &status.explanation.direction));
        let told: Vec<_> = band.into_iter().chain(direction).collect();
        let item = (Kind::Risk, record.row.id, &*record.row.reference);
        announce(conn, context, EventType::AssessmentRecorded, Concern::Area(pair.1), || of_return(item, period, row.revision, &told))?;
    }
    let recorded = RecordedAssessment { risk: record.row.reference, service_area: area, assessment, status };
    Ok((change, recorded))
}

/// Every revision for that period, the latest first: of an area that the risk was of once, too.
///
/// # Errors
/// As [`assess`].
pub fn revisions(conn: &mut Conn, key: &PairKey, period: Period) -> Result<Vec<RiskAssessment>> {
    let record = risks::find(conn, &key.risk)?;
    let area = match once_of(conn, &record, key.service_area.as_ref())? {
        Some(area) => Some(area),
        None => area(conn, &record, key.service_area.as_ref())?.map(|area| area.id),
    };
    let rows = store::in_period(conn, &[record.row.id], period)?;
    Ok(rows.iter().rev().filter(|row| row.service_area_id == area).map(Into::into).collect())
}

/// The area that `key` names, where it has assessed the risk: one that has left it, or went into another, goes on telling what
/// it recorded.
fn once_of(conn: &mut Conn, record: &RiskRecord, key: Option<&Key>) -> Result<Option<Id>> {
    let named = key.map(|key| refs::find_id(conn, Kind::ServiceArea, key)).transpose()?.flatten();
    Ok(match named {
        Some(area) if store::exist_of_area(conn, (record.row.id, area))? => Some(area),
        _ => None,
    })
}

/// The area of `record` that `key` names: one of its own for a service risk, none for a corporate risk.
///
/// # Errors
/// [`Error::NotFound`] for an area that does not exist; [`Error::Invalid`] for one that is missing, superfluous or not the
/// risk's.
pub fn area(conn: &mut Conn, record: &RiskRecord, key: Option<&Key>) -> Result<Option<Link>> {
    let reference = &record.row.ref_key;
    match (record.row.kind, key) {
        (RiskKind::Corporate, None) => Ok(None),
        (RiskKind::Corporate, Some(_)) => {
            let detail = format!("{reference} is a corporate risk, assessed as a whole: use /risks/{reference}/assessments/{{period}}");
            Err(Error::field("", "no_service_area", detail))
        }
        (RiskKind::Service, None) => {
            let areas = areas(record);
            let detail = format!(
                "{reference} is a service risk, which each area assesses by itself: use \
                 /risks/{reference}/assessments/{{period}}/{{service_area}}, the area being one of: {areas}"
            );
            Err(Error::field("", "service_area_needed", detail))
        }
        (RiskKind::Service, Some(key)) => {
            let named = |area: &&Link| *key == Key::Id(area.id) || *key == Key::Ref(ref_key(&area.reference));
            if let Some(area) = record.service_areas.iter().find(named) {
                return Ok(Some(area.clone()));
            }
            refs::find_id(conn, Kind::ServiceArea, key)?.ok_or_else(|| Error::not_found(Kind::ServiceArea.name(), key))?;
            let detail = format!("{reference} is not a risk of {key}; its service areas are: {}", areas(record));
            Err(Error::field("", "not_its_service_area", detail))
        }
    }
}

fn areas(record: &RiskRecord) -> String {
    record.service_areas.iter().map(|area| area.reference.as_str()).collect::<Vec<_>>().join(", ")
}

/// Stores a draft, and gives the revision that says it; used by imports too, which settle alerts by themselves. The area is
/// one that [`area`] has let pass.
///
/// # Errors
/// As [`assess`].
pub fn save(
    conn: &mut Conn,
    context: &Context,
    settings: &Settings,
    (risk, area): (&RiskRow, Option<Id>),
    period: Period,
    draft: AssessmentDraft,
    scores: Scores,
) -> Result<(Change, AssessmentRow)> {
    let (draft, score) = draft.check(scores)?;
    let today = context.today(settings);
    periods::check_actual(settings, period, today, true, "")?;
    let latest = store::in_period(conn, &[risk.id], period)?.into_iter().rfind(|row| row.service_area_id == area);
    let recorded = latest.as_ref().map_or(0, |latest| latest.revision);
    context.expected.check(recorded.into())?;
    if let Some(latest) = latest.as_ref().filter(|latest| says(latest, &draft, score)) {
        return Ok((Change::Unchanged, latest.clone()));
    }
    context.expected.check_said(recorded)?;
    check_current(Kind::Risk, &risk.reference, risk.archived_at)?;
    periods::check_open(conn, context, period, draft.restatement_reason.as_deref())?;
    let row = AssessmentRow {
        id: context.new_id(),
        risk_id: risk.id,
        service_area_id: area,
        period,
        revision: recorded + 1,
        inherent_likelihood: draft.inherent_likelihood,
        inherent_impact: draft.inherent_impact,
        residual_likelihood: draft.residual_likelihood,
        residual_impact: draft.residual_impact,
        residual_score: score,
        forecast: draft.forecast,
        reason: draft.reason,
        reason_cy: draft.reason_cy,
        stated_direction: draft.stated_direction,
        stated_band: draft.stated_band,
        effect_on: effect_day(today, period, settings.fiscal_year_start),
        restatement_reason: draft.restatement_reason,
        recorded_at: context.at(),
        recorded_by: context.actor.clone(),
    };
    store::insert(conn, &row)?;
    let areas = refs::service_areas(conn, row.service_area_id.as_slice())?;
    let reference = areas.values().fold(risk.reference.clone(), |risk, area| format!("{risk} {}", area.reference));
    let about = About::item(Kind::Risk, risk.id, &reference).of(period);
    history::note_return(conn, context, about, latest.as_ref().map(RiskAssessment::from).as_ref(), &RiskAssessment::from(&row))?;
    Ok((if row.revision == 1 { Change::Created } else { Change::Updated }, row))
}

/// Does the revision say what the draft says?
fn says(row: &AssessmentRow, draft: &AssessmentDraft, score: i32) -> bool {
    row.residual_score == score
        && row.inherent_likelihood == draft.inherent_likelihood
        && row.inherent_impact == draft.inherent_impact
        && row.residual_likelihood == draft.residual_likelihood
        && row.residual_impact == draft.residual_impact
        && row.forecast == draft.forecast
        && row.reason == draft.reason
        && row.reason_cy == draft.reason_cy
        && row.stated_direction == draft.stated_direction
        && row.stated_band == draft.stated_band
}

/// The assessments that statuses of some risks in a period depend on.
pub struct Assessments {
    scope: Scope,
    current: HashMap<Pair, AssessmentRow>,
    earlier: HashMap<Pair, i32>,
}

impl Assessments {
    /// Those in effect in the scope's period, and the scores before it, in two queries.
    ///
    /// # Errors
    /// Those of the database.
    pub fn load(conn: &mut Conn, records: &[RiskRecord], scope: Scope) -> Result<Self> {
        let ids: Vec<Id> = records.iter().map(|record| record.row.id).collect();
        // Rows come oldest first, so that the latest of a pair is what stays in its place.
        let current = store::in_period(conn, &ids, scope.period)?
            .into_iter()
            .filter(|row| scope.counts(row.recorded_at, row.effect_on))
            .map(|row| ((row.risk_id, row.service_area_id), row))
            .collect();
        let earlier = store::earlier_scores(conn, &ids, scope.period, scope.as_of, scope.known_at)?.into_iter().collect();
        Ok(Self { scope, current, earlier })
    }

    /// The revision in effect.
    pub fn in_effect(&self, pair: Pair) -> Option<&AssessmentRow> {
        self.current.get(&pair)
    }

    /// Why the pair's risk is rising, if it is.
    pub fn rising(&self, pair: Pair) -> Option<Explanation> {
        let row = self.in_effect(pair)?;
        let assessed = assessed(row);
        let earlier = self.earlier.get(&pair).copied();
        alert::risk_rising(&assessed, &risk::assess(&assessed, earlier), earlier)
    }

    /// The pair's status.
    pub fn status(&self, pair: Pair) -> RiskStatus {
        let Scope { period, as_of, .. } = self.scope;
        let Some(row) = self.in_effect(pair) else {
            let (band, direction) = risk::not_assessed(period);
            let explanation = RiskExplanation { band, direction };
            return RiskStatus { period, as_of, score: None, band: None, direction: None, forecast: None, rising: None, explanation };
        };
        let status = risk::assess(&assessed(row), self.earlier.get(&pair).copied());
        RiskStatus {
            period,
            as_of,
            score: Some(row.residual_score),
            band: status.band,
            direction: Some(status.direction),
            forecast: row.forecast,
            rising: Some(status.rising),
            explanation: RiskExplanation { band: status.band_explanation, direction: status.direction_explanation },
        }
    }
}

fn assessed(row: &AssessmentRow) -> Assessed {
    Assessed { residual: row.residual_score, forecast: row.forecast, stated_direction: row.stated_direction }
}

impl From<&AssessmentRow> for RiskAssessment {
    fn from(row: &AssessmentRow) -> Self {
        let row = row.clone();
        Self {
            period: row.period,
            revision: row.revision,
            inherent_likelihood: row.inherent_likelihood,
            inherent_impact: row.inherent_impact,
            inherent_score: product(row.inherent_likelihood, row.inherent_impact),
            residual_likelihood: row.residual_likelihood,
            residual_impact: row.residual_impact,
            residual_score: row.residual_score,
            forecast: row.forecast,
            reason: row.reason,
            reason_cy: row.reason_cy,
            stated_direction: row.stated_direction,
            stated_band: row.stated_band,
            effect_on: row.effect_on,
            restatement_reason: row.restatement_reason,
            recorded_at: row.recorded_at,
            recorded_by: row.recorded_by,
        }
    }
}
