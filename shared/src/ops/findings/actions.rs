//! What is found about the actions that count in a period.

use super::gather::Gathering;
use crate::domain::action::Lifecycle;
use crate::domain::finding::{actions as rules, commentary_copied, red_unexplained};
use crate::domain::number::Figure;
use crate::domain::period::Period;
use crate::model::finding::FoundItem;
use crate::model::history::Subject;
use crate::ops::action_status::ActionFacts;
use crate::ops::due_returns::owes_update;
use crate::ops::quarter::ActionsOfQuarter;
use crate::ops::snapshot::action_counts;
use crate::store::action_updates::UpdateRow;
use crate::store::actions::ActionRecord;

impl Gathering<'_> {
    /// Takes what is to be found about these actions of the scope.
    pub(in crate::ops) fn actions(&mut self, batch: &ActionsOfQuarter) {
        let ActionsOfQuarter { records, facts, now, before } = batch;
        let (settings, scope) = (self.settings, self.scope);
        for record in records {
            if action_counts(&record.row, settings, scope, facts) {
                self.action(record, facts, now.get(&record.row.id), before.get(&record.row.id));
            } else if record.row.lifecycle == Lifecycle::Active && record.row.archived_at.is_none() {
                // It counts from its start on; by then it would be too late to tell that this is wrong.
                let schedule = facts.schedule(&record.row, settings, scope.as_of);
                self.note(&item_of(record, scope.period), [rules::due_before_start(&schedule, record.row.start_date.is_some())]);
            }
        }
    }

    fn action(&mut self, record: &ActionRecord, facts: &ActionFacts, now: Option<&UpdateRow>, before: Option<&UpdateRow>) {
        let (row, settings, scope) = (&record.row, self.settings, self.scope);
        let status = facts.rag(row, settings, scope);
        let schedule = facts.schedule(row, settings, scope.as_of.min(self.last_day()));
        let why = schedule.explain(&status, &settings.action_thresholds.into());
        let latest = facts.latest_update(row.id, scope.as_of).map(|update| update.percent_complete);
        let percent = |update: Option<&UpdateRow>| update.map(|update| update.percent_complete);
        let (texts, earlier) = (commentaries(now), commentaries(before));
        // What is archived takes no returns.
        let begun = scope.period.first_day(settings.fiscal_year_start) <= scope.as_of;
        let due = row.archived_at.is_none() && begun && (self.has_ended() || schedule.due <= scope.as_of);
        let owed = due && owes_update(row, facts, settings, scope.period, scope.as_of);
        let finished = percent(now).is_some_and(|percent| percent >= Figure::from(100));
        let copied = |place, now, before| commentary_copied(place, now, before).filter(|_| !finished);
        let item = item_of(record, scope.period);
        self.note(
            &item,
            [
                red_unexplained(status.rag, texts),
                rules::rag_challenged(&status, &why),
                rules::completed_incomplete(row.lifecycle, latest),
                owed.then(|| rules::update_missing(&schedule, scope.period, scope.as_of)),
                rules::due_before_start(&schedule, row.start_date.is_some()),
                self.previous().and_then(|previous| rules::no_movement(&schedule, previous, percent(now), percent(before))),
                copied("commentary", texts[0], earlier[0]),
                copied("commentary in Welsh", texts[1], earlier[1]),
            ],
        );
        if let Some(update) = now {
            self.keep(&item, [("commentary", update.commentary.as_ref()), ("commentary in Welsh", update.commentary_cy.as_ref())]);
        }
    }
}

/// In English and in Welsh.
fn commentaries(update: Option<&UpdateRow>) -> [Option<&str>; 2] {
    update.map_or([None, None], |update| [update.commentary.as_deref(), update.commentary_cy.as_deref()])
}

fn item_of(record: &ActionRecord, period: Period) -> FoundItem {
    FoundItem {
        kind: Subject::Action,
        id: record.row.id,
        reference: record.row.reference.clone(),
        title: record.row.title.clone(),
        link: format!("/api/v1/actions/{}?period={period}", record.row.ref_key),
        service_area: record.service_area.clone(),
        owner: record.owner.clone(),
    }
}
