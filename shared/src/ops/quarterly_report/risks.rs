//! The risks of a report.

use super::areas::Areas;
use crate::db::Conn;
use crate::domain::report::by_ref;
use crate::domain::risk::{Factor, RiskKind};
use crate::error::Result;
use crate::id::Id;
use crate::model::report::{RiskFacts, RiskLine, RiskSection, Text};
use crate::model::risk_assessment::product;
use crate::ops::assess_risk::Assessments;
use crate::ops::context::Scope;
use crate::ops::risks::pairs;
use crate::ops::snapshot::SnapshotScope;
use crate::store::risks::{RiskFilter, RiskRecord};
use std::collections::HashSet;

/// All that have a line; the corporate risks, and the service risks.
pub(super) fn load(conn: &mut Conn, of: &SnapshotScope, scope: Scope, areas: &Areas) -> Result<(HashSet<Id>, [RiskSection; 2])> {
    let (mut ids, mut corporate, mut service) = (HashSet::new(), Vec::new(), Vec::new());
    of.each_risks(conn, RiskFilter::default(), |conn, records| {
        let assessments = Assessments::load(conn, &records, scope)?;
        for record in &records {
            let lines = if record.row.kind == RiskKind::Corporate { &mut corporate } else { &mut service };
            let wanted = pairs(record).into_iter().map(|area| area.map(|area| area.id)).filter(|area| of.assesses(*area));
            let before = lines.len();
            lines.extend(wanted.map(|area| line(record, area, &assessments, areas)));
            if lines.len() > before {
                ids.insert(record.row.id);
            }
        }
        Ok(())
    })?;
    Ok((ids, [corporate, service].map(section)))
}

fn section(mut risks: Vec<RiskLine>) -> RiskSection {
    let area = |line: &RiskLine| line.service_area.as_ref().map(|area| area.reference.clone());
    risks.sort_by(|one, other| by_ref(&one.reference, &other.reference).then_with(|| area(one).cmp(&area(other))));
    RiskSection { facts: RiskFacts::of(&risks), risks }
}

fn line(record: &RiskRecord, area: Option<Id>, assessments: &Assessments, areas: &Areas) -> RiskLine {
    let row = &record.row;
    let pair = (row.id, area);
    let assessed = assessments.in_effect(pair);
    let factor = |factor: Option<Factor>| factor.map(Factor::value);
    RiskLine {
        reference: row.reference.clone(),
        title: row.title.clone(),
        title_cy: row.title_cy.clone(),
        service_area: areas.named(area),
        inherent_score: assessed.and_then(|assessed| product(assessed.inherent_likelihood, assessed.inherent_impact)),
        residual_likelihood: assessed.and_then(|assessed| factor(assessed.residual_likelihood)),
        residual_impact: assessed.and_then(|assessed| factor(assessed.residual_impact)),
        status: assessments.status(pair),
        controls: row.controls.clone(),
        mitigating_actions: row.mitigating_actions.clone(),
        reason: assessed.and_then(|assessed| Text::given(assessed.reason.clone(), assessed.reason_cy.clone())),
    }
}
