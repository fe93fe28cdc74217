//! What is worth a sentence, kind by kind, in batches.

use super::Found;
use crate::db::Conn;
use crate::domain::alert::{ItemKind, Rule, chronic_red};
use crate::domain::indicator::{Frequency, Outlook};
use crate::domain::number::Figure;
use crate::domain::period::{Period, Quarter};
use crate::domain::proposal::{ProposalReason, of_rags, of_scores};
use crate::domain::risk::RiskKind;
use crate::domain::status::Rag;
use crate::error::Result;
use crate::model::settings::Settings;
use crate::ops::action_status::ActionFacts;
use crate::ops::assess_risk::Assessments;
use crate::ops::context::Scope;
use crate::ops::indicator_status::ResultsByIndicator;
use crate::ops::quarter::RisksOfQuarter;
use crate::ops::risks::pairs;
use crate::ops::snapshot::{SnapshotScope, action_counts};
use crate::render::proposal::{Proposed, ProposedFacts};
use crate::store::actions::ActionRow;
use crate::store::indicators::{IndicatorFilter, IndicatorRow};
use crate::store::risks::{RiskFilter, RiskRecord};

/// So many returns are looked back on.
const BACK: usize = 8;

/// Of what the sentences are, and for when.
pub(super) struct Gathering<'a> {
    pub settings: &'a Settings,
    pub scope: Scope,
    pub of: &'a SnapshotScope,
}

impl Gathering<'_> {
    pub fn all(&self, conn: &mut Conn) -> Result<Vec<Found>> {
        let mut found = Vec::new();
        self.actions(conn, &mut found)?;
        self.measures(conn, &mut found)?;
        self.risks(conn, &mut found)?;
        Ok(found)
    }

    fn actions(&self, conn: &mut Conn, found: &mut Vec<Found>) -> Result<()> {
        self.of.each_actions(conn, |conn, records| {
            let facts = ActionFacts::of_all(conn, &records)?;
            let counted = records.iter().map(|record| &record.row).filter(|row| row.archived_at.is_none());
            let counted = counted.filter(|row| action_counts(row, self.settings, self.scope, &facts));
            counted.for_each(|row| self.action(row, &facts, found));
            Ok(())
        })
    }

    fn action(&self, row: &ActionRow, facts: &ActionFacts, found: &mut Vec<Found>) {
        let rags = self.rags(Frequency::Quarterly, |scope| facts.rag(row, self.settings, scope).rag);
        let mut add = |(reason, facts)| {
            let (reference, title, title_cy) = (row.reference.clone(), row.title.clone(), row.title_cy.clone());
            found.push(Found { kind: ItemKind::Action, area: None, proposed: Proposed { reason, reference, title, title_cy, facts } });
        };
        let whole = Figure::from(100);
        let done = |period: Period| facts.update(row.id, period, self.scope.as_of).filter(|update| update.percent_complete >= whole);
        let before = self.scope.period.plus(-1).and_then(done);
        let due = facts.schedule(row, self.settings, self.scope.as_of).due;
        let early = done(self.scope.period).filter(|update| before.is_none() && update.effect_on < due);
        match early {
            Some(_) => add((ProposalReason::CompletedEarly, ProposedFacts::Due(due))),
            None => self.by_rags(&rags, Frequency::Quarterly).into_iter().for_each(add),
        }
    }

    fn measures(&self, conn: &mut Conn, found: &mut Vec<Found>) -> Result<()> {
        let all = IndicatorFilter { additional: Some(false), ..IndicatorFilter::default() };
        self.of.each_indicators(conn, &all, |conn, records| {
            let results = ResultsByIndicator::load(conn, &records, self.scope)?;
            records.iter().for_each(|record| self.measure(&record.row, &results, found));
            Ok(())
        })
    }

    fn measure(&self, row: &IndicatorRow, results: &ResultsByIndicator, found: &mut Vec<Found>) {
        let rags = self.rags(row.frequency, |scope| results.assess(row, self.settings, scope).rag);
        let proposed = self.target_reached(row, results).into_iter().chain(self.by_rags(&rags, row.frequency));
        found.extend(proposed.map(|(reason, facts)| {
            let (reference, title, title_cy) = (row.reference.clone(), row.title.clone(), row.title_cy.clone());
            Found { kind: ItemKind::Indicator, area: None, proposed: Proposed { reason, reference, title, title_cy, facts } }
        }));
    }

    /// The year's target is reached in this quarter, and was not in the one before.
    fn target_reached(&self, row: &IndicatorRow, results: &ResultsByIndicator) -> Option<(ProposalReason, ProposedFacts)> {
        let reached = |period: Period| {
            let year = results.year_end(row, self.settings, Scope { period, ..self.scope })?;
            year.target.filter(|_| year.outlook == Some(Outlook::Reached))
        };
        let period = self.scope.period;
        let target = reached(period)?;
        let before = period.plus(-1).filter(|_| period.quarter() != Quarter::Q1).and_then(reached);
        let actual = results.in_effect(row.id, period).and_then(|result| result.actual)?;
        let (unit, decimals) = (row.unit.clone(), u8::try_from(row.decimals).ok());
        before.is_none().then_some((ProposalReason::TargetReached, ProposedFacts::Target { actual, target, unit, decimals }))
    }

    /// The statuses of returns, the latest first.
    fn rags(&self, frequency: Frequency, rag: impl Fn(Scope) -> Rag) -> Vec<Rag> {
        let periods = frequency.returns_to(self.scope.period).take(BACK);
        periods.map(|period| rag(Scope { period, ..self.scope })).collect()
    }

    fn by_rags(&self, rags: &[Rag], frequency: Frequency) -> Option<(ProposalReason, ProposedFacts)> {
        let (is, was) = (*rags.first()?, rags.get(1).copied().unwrap_or(Rag::NotApplicable));
        if let Some((reason, quarters)) = of_rags(rags) {
            return Some((reason, ProposedFacts::Rags { was, is, quarters }));
        }
        let red = rags.iter().take_while(|rag| **rag == Rag::Red).count();
        let running = frequency.returns_to(self.scope.period).take(red);
        let least = self.settings.alerts.rule(Rule::ChronicRed)?.quarters?;
        chronic_red(&running.collect::<Vec<_>>(), least)?;
        Some((ProposalReason::ChronicRed, ProposedFacts::Rags { was, is, quarters: red }))
    }

    fn risks(&self, conn: &mut Conn, found: &mut Vec<Found>) -> Result<()> {
        self.of.each_risks(conn, RiskFilter::default(), |conn, records| {
            let RisksOfQuarter { records, now, before } = RisksOfQuarter::load(conn, records, self.scope)?;
            if let Some(before) = before {
                records.iter().for_each(|record| self.risk(record, &before, &now, found));
            }
            Ok(())
        })
    }

    fn risk(&self, record: &RiskRecord, before: &Assessments, now: &Assessments, found: &mut Vec<Found>) {
        let row = &record.row;
        for area in pairs(record) {
            let pair = (row.id, area.as_ref().map(|area| area.id));
            if !self.of.assesses(pair.1) {
                continue;
            }
            let score = |assessments: &Assessments| assessments.in_effect(pair).map(|assessed| assessed.residual_score);
            let (Some(from), Some(to)) = (score(before), score(now)) else { continue };
            let Some(reason) = of_scores(from, to) else { continue };
            let area = area.filter(|_| row.kind == RiskKind::Service).map(|area| area.reference);
            let (reference, title, title_cy) = (row.reference.clone(), row.title.clone(), row.title_cy.clone());
            let facts = ProposedFacts::Scores(from, to);
            found.push(Found { kind: ItemKind::Risk, area, proposed: Proposed { reason, reference, title, title_cy, facts } });
        }
    }
}
