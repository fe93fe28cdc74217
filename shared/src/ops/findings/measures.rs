//! What is found about indicators; and all of them, as texts may name them.

use super::gather::{Called, Gathering};
use crate::domain::finding::texts::{Measure, name};
use crate::domain::finding::{Found, commentary_copied, measures as rules, red_unexplained};
use crate::domain::indicator::Frequency;
use crate::domain::number::Figure;
use crate::domain::period::Period;
use crate::model::finding::FoundItem;
use crate::model::history::Subject;
use crate::ops::due_returns::owes_result;
use crate::ops::indicator_status::ResultsByIndicator;
use crate::ops::quarter::IndicatorsOfQuarter;
use crate::ops::snapshot::SnapshotScope;
use crate::store::indicators::{IndicatorRecord, ResultRow};

/// Results of so many quarters before are told beside the one of the period.
const EARLIER: i32 = 3;

impl Gathering<'_> {
    /// Takes what is to be found about those of these indicators that are of the scope, and what texts may say of any.
    pub(in crate::ops) fn indicators(&mut self, batch: &IndicatorsOfQuarter) {
        let IndicatorsOfQuarter { records, results } = batch;
        for record in records.iter().filter(|record| record.row.archived_at.is_none()) {
            let item = self.has(record).then(|| item_of(record, self.scope.period));
            for alias in aliases_of(record).map(Some).chain([None]) {
                let name = name(alias.as_deref().unwrap_or(&record.row.reference));
                let called = Called { alias, reference: record.row.reference.clone(), item: item.clone() };
                self.aliases.entry(name).or_default().push(called);
            }
            if let Some(item) = item {
                self.measure(record, &item, results);
            }
            self.known.push(known_measure(record, self.scope.period, results));
        }
    }

    /// Is it of the scope?
    fn has(&self, record: &IndicatorRecord) -> bool {
        match &self.of {
            SnapshotScope::Council => true,
            SnapshotScope::Plan(items) => record.row.objective_id.is_some_and(|objective| items.contains(&objective)),
            SnapshotScope::Areas(areas) => record.row.service_area_id.is_some_and(|area| areas.contains(&area)),
        }
    }

    fn measure(&mut self, record: &IndicatorRecord, item: &FoundItem, results: &ResultsByIndicator) {
        let (row, period) = (&record.row, self.scope.period);
        let assessed = results.assess(row, self.settings, self.scope);
        let result = results.in_effect(row.id, period);
        let before = period.plus(-1).and_then(|period| results.in_effect(row.id, period));
        let texts = result.map_or([None, None], |result| [result.commentary.as_deref(), result.commentary_cy.as_deref()]);
        let owed = self.has_ended() && owes_result(row, results, self.settings, period);
        self.note(
            item,
            [
                red_unexplained(assessed.rag, texts),
                owed.then(|| rules::result_missing(period)),
                result.and_then(|result| rules::ratio_differs(&row.unit, result.actual, result.numerator, result.denominator)),
                result.and_then(|result| rules::stated_rag_differs(result.stated_rag, assessed.rag, &assessed.rag_explanation)),
                result.and_then(|result| {
                    let why = &assessed.direction_explanation;
                    rules::stated_direction_differs(result.stated_direction, assessed.direction, why)
                }),
                target_below_last_year(record, period, results),
                commentary_copied("commentary", texts[0], before.and_then(|before| before.commentary.as_deref())),
                commentary_copied("commentary in Welsh", texts[1], before.and_then(|before| before.commentary_cy.as_deref())),
            ],
        );
        if let Some(result) = result {
            self.keep(item, [("commentary", result.commentary.as_ref()), ("commentary in Welsh", result.commentary_cy.as_ref())]);
        }
    }

    /// Of an alias that several indicators go by, the first of the scope is told.
    pub(super) fn shared_aliases(&mut self) {
        for on in std::mem::take(&mut self.aliases).into_values().filter(|on| on.len() > 1) {
            let first = on.iter().find_map(|called| Some((called.alias.as_deref()?, &called.reference, called.item.as_ref()?)));
            if let Some((alias, reference, item)) = first {
                let mut others: Vec<&str> = on.iter().map(|called| called.reference.as_str()).filter(|other| other != reference).collect();
                others.dedup();
                self.note(item, [rules::shared_alias(alias, reference, &others)]);
            }
        }
    }
}

/// Is the target of that quarter below what was reached a year before? Read through the polarity.
pub fn target_below_last_year(record: &IndicatorRecord, period: Period, results: &ResultsByIndicator) -> Option<Found> {
    let result = results.in_effect(record.row.id, period)?;
    rules::target_below_last_year(record.row.polarity, result.target, last_year(record, result, results))
}

/// What was reached in the same quarter of last year, or two years ago where it is reported every second year; nothing where the two
/// cannot be compared.
fn last_year(record: &IndicatorRecord, result: &ResultRow, results: &ResultsByIndicator) -> Option<(Period, Figure)> {
    let years = if record.row.frequency == Frequency::Biennial { 2 } else { 1 };
    let period = result.period.plus(-4 * years)?;
    let reached = results.in_effect(record.row.id, period)?.actual?;
    result.comparable.then_some((period, reached))
}

fn known_measure(record: &IndicatorRecord, period: Period, results: &ResultsByIndicator) -> Measure {
    let row = &record.row;
    let of = |back: i32| period.plus(-back).and_then(|period| results.in_effect(row.id, period));
    let result = of(0);
    let figures = result.map_or([None; 3], |result| [result.target, result.numerator, result.denominator]);
    let years = [4, 8].map(|back| of(back).and_then(|result| result.actual));
    let limits = [row.band_low, row.band_high];
    Measure {
        reference: row.reference.clone(),
        aliases: aliases_of(record).collect(),
        unit: row.unit.clone(),
        actual: result.and_then(|result| result.actual),
        parts: result.and_then(|result| result.numerator.zip(result.denominator)),
        besides: figures.into_iter().chain(years).chain(limits).flatten().collect(),
        earlier: (1..=EARLIER).filter_map(|back| of(back)?.actual).collect(),
    }
}

fn aliases_of(record: &IndicatorRecord) -> impl Iterator<Item = String> + '_ {
    record.row.aliases.split(';').map(str::trim).filter(|alias| !alias.is_empty()).map(str::to_owned)
}

fn item_of(record: &IndicatorRecord, period: Period) -> FoundItem {
    FoundItem {
        kind: Subject::Indicator,
        id: record.row.id,
        reference: record.row.reference.clone(),
        title: record.row.title.clone(),
        link: format!("/api/v1/indicators/{}?period={period}", record.row.ref_key),
        service_area: record.service_area.clone(),
        owner: record.owner.clone(),
    }
}
