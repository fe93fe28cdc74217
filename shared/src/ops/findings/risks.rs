//! What is found about risks: of service risks, one by one of the areas that assess them.

use super::gather::Gathering;
use crate::db::Conn;
use crate::domain::finding::{commentary_copied, risks as rules};
use crate::domain::period::Period;
use crate::error::Result;
use crate::id::Id;
use crate::model::Link;
use crate::model::finding::FoundItem;
use crate::model::history::Subject;
use crate::ops::assess_risk::Assessments;
use crate::ops::due_returns::owed_assessments;
use crate::ops::quarter::RisksOfQuarter;
use crate::ops::risks::pairs;
use crate::store::risk_assessments::{AssessmentRow, Pair, latest_assessed};
use crate::store::risks::RiskRecord;
use std::collections::HashMap;

impl Gathering<'_> {
    /// Takes what is to be found about these risks of the scope.
    pub(in crate::ops) fn risks(&mut self, conn: &mut Conn, batch: &RisksOfQuarter) -> Result<()> {
        let RisksOfQuarter { records, now, before } = batch;
        let (ids, scope): (Vec<Id>, _) = (records.iter().map(|record| record.row.id).collect(), self.scope);
        let latest: HashMap<Pair, Period> = latest_assessed(conn, &ids, scope.period, scope.as_of)?.into_iter().collect();
        for record in records.iter().filter(|record| record.row.archived_at.is_none()) {
            let own = |areas: Vec<Option<Link>>| {
                areas.into_iter().filter(|area| self.of.assesses(area.as_ref().map(|area| area.id))).collect::<Vec<_>>()
            };
            let owed = if self.has_ended() { own(owed_assessments(record, &latest, scope.period)) } else { Vec::new() };
            for area in own(pairs(record)).iter().map(Option::as_ref) {
                let pair = (record.row.id, area.map(|area| area.id));
                let earlier = before.as_ref().and_then(|before| before.in_effect(pair));
                self.risk(record, area, now, earlier);
            }
            for area in owed {
                self.note(&item_of(record, area.as_ref(), scope.period), [Some(rules::assessment_missing(scope.period))]);
            }
        }
        Ok(())
    }

    fn risk(&mut self, record: &RiskRecord, area: Option<&Link>, now: &Assessments, before: Option<&AssessmentRow>) {
        let pair = (record.row.id, area.map(|area| area.id));
        let Some(assessed) = now.in_effect(pair) else { return };
        let (status, score) = (now.status(pair), assessed.residual_score);
        let item = item_of(record, area, self.scope.period);
        let (actions, text) = (record.mitigated_by.len(), record.row.mitigating_actions.as_deref());
        let copied =
            |place, now: &Option<String>, before: Option<&String>| commentary_copied(place, now.as_deref(), before.map(String::as_str));
        self.note(
            &item,
            [
                rules::impossible_score(score),
                rules::stated_band_differs(assessed.stated_band, score),
                status.direction.and_then(|direction| rules::stated_direction_differs(assessed.stated_direction, direction)),
                rules::rise_unmitigated(status.rising == Some(true), score, actions, text),
                copied("reason", &assessed.reason, before.and_then(|before| before.reason.as_ref())),
                copied("reason in Welsh", &assessed.reason_cy, before.and_then(|before| before.reason_cy.as_ref())),
            ],
        );
        self.keep(&item, [("reason", assessed.reason.as_ref()), ("reason in Welsh", assessed.reason_cy.as_ref())]);
    }
}

fn item_of(record: &RiskRecord, area: Option<&Link>, period: Period) -> FoundItem {
    FoundItem {
        kind: Subject::Risk,
        id: record.row.id,
        reference: record.row.reference.clone(),
        title: record.row.title.clone(),
        link: format!("/api/v1/risks/{}?period={period}", record.row.ref_key),
        service_area: area.cloned(),
        owner: record.owner.clone(),
    }
}
