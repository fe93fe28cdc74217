//! What is worth a sentence, kind by kind, in batches.

use super::Found;
use crate::db::Conn;
use crate::db::page::in_batches;
use crate::domain::alert::{ItemKind, Rule, chronic_red};
use crate::domain::indicator::{Frequency, Outlook};
use crate::domain::number::Figure;
use crate::domain::period::{Period, Quarter};
use crate::domain::proposal::{ProposalReason, of_rags, of_scores};
use crate::domain::risk::RiskKind;
use crate::domain::status::Rag;
use crate::error::Result;
use crate::id::Id;
use crate::model::action::ActionSort;
use crate::model::settings::Settings;
use crate::ops::action_status::ActionFacts;
use crate::ops::assess_risk::Assessments;
use crate::ops::context::Scope;
use crate::ops::indicator_status::ResultsByIndicator;
use crate::ops::risks::pairs;
use crate::ops::snapshot::{SnapshotScope, action_counts};
use crate::render::proposal::{Proposed, ProposedFacts};
use crate::store::actions::{self as action_store, ActionRow};
use crate::store::indicators::{self as indicator_store, IndicatorFilter, IndicatorRow};
use crate::store::risks::{self as risk_store, RiskFilter, RiskRecord};

/// So many returns are looked back on.
const BACK: i32 = 8;

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
        for filter in self.of.actions() {
            in_batches(
                conn,
                |conn, page| action_store::list(conn, &filter, ActionSort::Ref, page),
                |record| &record.row.ref_key,
                |conn, records| {
                    let ids: Vec<Id> = records.iter().map(|record| record.row.id).collect();
                    let facts = ActionFacts::load(conn, &ids)?;
                    let counted = records.iter().map(|record| &record.row).filter(|row| row.archived_at.is_none());
                    let counted = counted.filter(|row| action_counts(row, self.settings, self.scope, &facts));
                    counted.for_each(|row| self.action(row, &facts, found));
                    Ok(())
                },
            )?;
        }
        Ok(())
    }

    fn action(&self, row: &ActionRow, facts: &ActionFacts, found: &mut Vec<Found>) {
        let rags = self.rags(1, |scope| facts.rag(row, self.settings, scope).rag);
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
            None => self.by_rags(&rags, 1).into_iter().for_each(add),
        }
    }

    fn measures(&self, conn: &mut Conn, found: &mut Vec<Found>) -> Result<()> {
        for filter in self.of.indicators() {
            let filter = IndicatorFilter { additional: Some(false), ..filter };
            in_batches(
                conn,
                |conn, page| indicator_store::list(conn, &filter, page),
                |record| &record.row.ref_key,
                |conn, records| {
                    let results = ResultsByIndicator::load(conn, &records, self.scope)?;
                    records.iter().for_each(|record| self.measure(&record.row, &results, found));
                    Ok(())
                },
            )?;
        }
        Ok(())
    }

    fn measure(&self, row: &IndicatorRow, results: &ResultsByIndicator, found: &mut Vec<Found>) {
        let step = match row.frequency {
            Frequency::Quarterly => 1,
            Frequency::Annual => 4,
            Frequency::Biennial => 8,
        };
        let rags = self.rags(step, |scope| results.assess(row, self.settings, scope).rag);
        let proposed = self.target_reached(row, results).into_iter().chain(self.by_rags(&rags, step));
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
    fn rags(&self, step: i32, rag: impl Fn(Scope) -> Rag) -> Vec<Rag> {
        let periods = (0..BACK).map_while(|returns| self.scope.period.plus(-returns * step));
        periods.map(|period| rag(Scope { period, ..self.scope })).collect()
    }

    fn by_rags(&self, rags: &[Rag], step: i32) -> Option<(ProposalReason, ProposedFacts)> {
        let (is, was) = (*rags.first()?, rags.get(1).copied().unwrap_or(Rag::NotApplicable));
        if let Some((reason, quarters)) = of_rags(rags) {
            return Some((reason, ProposedFacts::Rags { was, is, quarters }));
        }
        let red = rags.iter().take_while(|rag| **rag == Rag::Red).count();
        let running = (0..BACK).take(red).map_while(|returns| self.scope.period.plus(-returns * step));
        let least = self.settings.alerts.rule(Rule::ChronicRed)?.quarters?;
        chronic_red(&running.collect::<Vec<_>>(), least)?;
        Some((ProposalReason::ChronicRed, ProposedFacts::Rags { was, is, quarters: red }))
    }

    fn risks(&self, conn: &mut Conn, found: &mut Vec<Found>) -> Result<()> {
        let filter = match self.of {
            SnapshotScope::Plan(items) => RiskFilter { objectives: Some(items.clone()), ..RiskFilter::default() },
            SnapshotScope::Council | SnapshotScope::Areas(_) => RiskFilter::default(),
        };
        let Some(before) = self.scope.period.plus(-1) else { return Ok(()) };
        in_batches(
            conn,
            |conn, page| risk_store::list(conn, &filter, page),
            |record| &record.row.ref_key,
            |conn, records| {
                let now = Assessments::load(conn, &records, self.scope)?;
                let before = Assessments::load(conn, &records, Scope { period: before, ..self.scope })?;
                records.iter().for_each(|record| self.risk(record, &before, &now, found));
                Ok(())
            },
        )
    }

    fn risk(&self, record: &RiskRecord, before: &Assessments, now: &Assessments, found: &mut Vec<Found>) {
        let row = &record.row;
        for area in pairs(record) {
            let pair = (row.id, area.as_ref().map(|area| area.id));
            if let SnapshotScope::Areas(areas) = self.of
                && pair.1.is_none_or(|area| !areas.contains(&area))
            {
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
