//! The risks of a report.

use super::areas::Areas;
use crate::domain::report::by_ref;
use crate::domain::risk::{Factor, RiskKind};
use crate::id::Id;
use crate::model::report::{RiskFacts, RiskLine, RiskSection, Text};
use crate::model::risk_assessment::product;
use crate::ops::assess_risk::Assessments;
use crate::ops::quarter::RisksOfQuarter;
use crate::ops::risks::pairs;
use crate::ops::snapshot::SnapshotScope;
use crate::store::risks::RiskRecord;
use std::collections::HashSet;

/// Those of a report.
#[derive(Default)]
pub(super) struct Risks {
    corporate: Vec<RiskLine>,
    service: Vec<RiskLine>,
    /// All that have a line.
    pub ids: HashSet<Id>,
}

impl Risks {
    pub fn take(&mut self, of: &SnapshotScope, areas: &Areas, batch: &RisksOfQuarter) {
        for record in batch.records.iter().filter(|record| record.row.archived_at.is_none()) {
            let lines = if record.row.kind == RiskKind::Corporate { &mut self.corporate } else { &mut self.service };
            let wanted = pairs(record).into_iter().map(|area| area.map(|area| area.id)).filter(|area| of.assesses(*area));
            let before = lines.len();
            lines.extend(wanted.map(|area| line(record, area, &batch.now, areas)));
            if lines.len() > before {
                self.ids.insert(record.row.id);
            }
        }
    }

    /// The corporate risks, and the service risks.
    pub fn sections(self) -> [RiskSection; 2] {
        [self.corporate, self.service].map(section)
    }
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
