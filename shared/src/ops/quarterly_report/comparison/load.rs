//! How the items of a part of the council stand in two quarters: a bounded number of queries for each batch of them.

use super::Compared;
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::domain::alert::ItemKind;
use crate::domain::comparison::{Absence, Change, ChangeKind, Rated, Standing, change, rag_moved, score_moved};
use crate::domain::number::Figure;
use crate::domain::risk::{Band, band};
use crate::domain::rollup::Counts;
use crate::domain::status::Direction;
use crate::error::Result;
use crate::id::Id;
use crate::model::comparison::{BandCounts, ChangeCounts, ChangedItem, StandingView};
use crate::model::settings::Settings;
use crate::ops::action_status::ActionFacts;
use crate::ops::assess_risk::Assessments;
use crate::ops::context::Scope;
use crate::ops::indicator_status::ResultsByIndicator;
use crate::ops::quarterly_report::areas::Areas;
use crate::ops::risks::pairs;
use crate::ops::snapshot::{LeftOut, SnapshotScope, left_out};
use crate::store::actions::{ActionRecord, ActionRow};
use crate::store::indicators::{IndicatorFilter, IndicatorRecord, IndicatorRow};
use crate::store::risks::{RiskFilter, RiskRecord};

/// What is compared.
pub struct Comparing<'a> {
    pub settings: &'a Settings,
    pub of: &'a SnapshotScope,
    /// The earlier quarter, then the later.
    pub scopes: [Scope; 2],
    pub areas: &'a Areas,
}

/// What names an item.
struct Named<'a> {
    kind: ItemKind,
    reference: &'a str,
    title: &'a str,
    title_cy: Option<&'a String>,
    area: Option<Id>,
    style: Option<(&'a str, i32)>,
}

impl Comparing<'_> {
    /// Goes through all there is.
    pub fn all(&self, conn: &mut Conn) -> Result<Compared> {
        let ([from, to], mut found) = (self.scopes, Compared::default());
        self.of.each_actions(conn, |conn, records| {
            self.actions(&records, &ActionFacts::of_all(conn, &records)?, &mut found);
            Ok(())
        })?;
        let of_the_set = IndicatorFilter { either: true, additional: Some(false), ..IndicatorFilter::default() };
        self.of.each_indicators(conn, &of_the_set, |conn, records| {
            self.measures(&records, &ResultsByIndicator::load_since(conn, &records, from.period, to)?, &mut found);
            Ok(())
        })?;
        self.of.each_risks(conn, RiskFilter { either: true, ..RiskFilter::default() }, |conn, records| {
            let [from, to] = [Assessments::load(conn, &records, from)?, Assessments::load(conn, &records, to)?];
            self.risks(&records, [&from, &to], &mut found);
            Ok(())
        })?;
        Ok(found.sorted())
    }

    /// Compares these actions.
    pub fn actions(&self, records: &[ActionRecord], facts: &ActionFacts, found: &mut Compared) {
        records.iter().for_each(|record| self.action(&record.row, facts, found));
    }

    fn action(&self, row: &ActionRow, facts: &ActionFacts, found: &mut Compared) {
        let numbers = &mut found.numbers.actions;
        let standing = |scope: Scope, counts: &mut Counts| {
            if let Some(why) = left_out(row, self.settings, scope, facts) {
                return Standing::Absent(match why {
                    LeftOut::Completed => Absence::Completed,
                    LeftOut::ToCome => Absence::ToCome,
                    LeftOut::Cancelled => Absence::of_lifecycle(row.lifecycle).unwrap_or(Absence::Archived),
                });
            }
            let rag = facts.rag(row, self.settings, scope).rag;
            counts.add(rag);
            let value = facts.update(row.id, scope.period, scope.as_of).map(|update| update.percent_complete);
            self.withdrawn(row, scope).map_or(Standing::Counts(Rated { rag, value }), Standing::Absent)
        };
        let [from, to] = self.scopes;
        let (from, to) = (standing(from, &mut numbers.from), standing(to, &mut numbers.to));
        let Some(change) = change(from, to, rag_moved) else { return };
        numbers.changes.count(&change);
        found.items.push(self.item(Named::action(row), change, rated));
    }

    /// Why an action that is still counted is none any more by the end of the quarter.
    fn withdrawn(&self, row: &ActionRow, scope: Scope) -> Option<Absence> {
        let last_day = scope.period.last_day(self.settings.fiscal_year_start);
        Absence::of_lifecycle(row.lifecycle_at(last_day))
            .filter(|_| row.lifecycle_on <= last_day)
            .or_else(|| self.archived(row.archived_at, scope))
    }

    /// Was it archived by the end of the quarter?
    fn archived(&self, at: Option<Timestamp>, scope: Scope) -> Option<Absence> {
        let day = at?.utc().with_timezone(&self.settings.time_zone).date_naive();
        (day <= *scope.period.last_day(self.settings.fiscal_year_start)).then_some(Absence::Archived)
    }

    /// Compares those of these indicators that are of the set.
    pub fn measures(&self, records: &[IndicatorRecord], results: &ResultsByIndicator, found: &mut Compared) {
        let of_the_set = records.iter().filter(|record| !record.row.additional);
        of_the_set.for_each(|record| self.measure(&record.row, results, found));
    }

    fn measure(&self, row: &IndicatorRow, results: &ResultsByIndicator, found: &mut Compared) {
        let numbers = &mut found.numbers.measures;
        let standing = |scope: Scope, counts: &mut Counts| {
            let assessment = results.assess(row, self.settings, scope);
            if row.archived_at.is_none() {
                counts.add(assessment.rag);
            }
            let value = results.in_effect(row.id, scope.period).and_then(|result| result.actual);
            match self.archived(row.archived_at, scope) {
                Some(why) => Standing::Absent(why),
                None if value.is_some() => Standing::Counts(Rated { rag: assessment.rag, value }),
                None if assessment.rag_explanation.reason == Absence::NotDue.as_str() => Standing::Absent(Absence::NotDue),
                None => Standing::Absent(Absence::NotReported),
            }
        };
        let [from, to] = self.scopes;
        let from = standing(from, &mut numbers.from);
        // As the record has it now, the later quarter does not have it.
        let archived = row.archived_at.map(|_| Standing::Absent(Absence::Archived));
        let to = archived.unwrap_or_else(|| standing(to, &mut numbers.to));
        let Some(change) = change(from, to, rag_moved) else { return };
        numbers.changes.count(&change);
        found.items.push(self.item(Named::measure(row), change, rated));
    }

    /// Compares how these risks are assessed in either quarter.
    pub fn risks(&self, records: &[RiskRecord], assessments: [&Assessments; 2], found: &mut Compared) {
        for record in records {
            let areas = pairs(record).into_iter().map(|area| area.map(|area| area.id));
            areas.filter(|area| self.of.assesses(*area)).for_each(|area| self.risk(record, area, assessments, found));
        }
    }

    fn risk(&self, record: &RiskRecord, area: Option<Id>, assessments: [&Assessments; 2], found: &mut Compared) {
        let (row, numbers) = (&record.row, &mut found.numbers.risks);
        let standing = |scope: Scope, assessments: &Assessments, counts: &mut BandCounts| {
            let score = assessments.in_effect((row.id, area)).map(|assessed| assessed.residual_score);
            if let Some(score) = score.filter(|_| row.archived_at.is_none()) {
                counts.add(band(score));
            }
            match (self.archived(row.archived_at, scope), score) {
                (Some(why), _) => Standing::Absent(why),
                (None, Some(score)) => Standing::Counts(score),
                (None, None) => Standing::Absent(Absence::NotAssessed),
            }
        };
        let ([from, to], [earlier, later]) = (self.scopes, assessments);
        let from = standing(from, earlier, &mut numbers.from);
        let archived = row.archived_at.map(|_| Standing::Absent(Absence::Archived));
        let to = archived.unwrap_or_else(|| standing(to, later, &mut numbers.to));
        let Some(change) = change(from, to, |from, to| score_moved(*from, *to)) else { return };
        numbers.changes.count(&change);
        found.items.push(self.item(Named::risk(record, area), change, scored));
    }

    fn item<T>(&self, named: Named<'_>, change: Change<T>, view: impl Fn(T) -> StandingView) -> ChangedItem {
        let (kind, direction, from, to, why) = match change {
            Change::Moved(from, to, direction) => (ChangeKind::Moved, Some(direction), Some(from), Some(to), None),
            Change::New(to) => (ChangeKind::New, None, None, Some(to), None),
            Change::Left(from, why) => (ChangeKind::Left, None, Some(from), None, Some(why)),
        };
        ChangedItem {
            kind: named.kind,
            reference: named.reference.to_owned(),
            title: named.title.to_owned(),
            title_cy: named.title_cy.cloned(),
            service_area: self.areas.named(named.area),
            change: kind,
            direction,
            from: from.map(&view),
            to: to.map(&view),
            why,
            unit: named.style.map(|(unit, _)| unit.to_owned()),
            decimals: named.style.and_then(|(_, decimals)| u8::try_from(decimals).ok()),
        }
    }
}

impl<'a> Named<'a> {
    fn action(row: &'a ActionRow) -> Self {
        let (reference, title, title_cy) = (&row.reference, &row.title, row.title_cy.as_ref());
        Self { kind: ItemKind::Action, reference, title, title_cy, area: row.service_area_id, style: None }
    }

    fn measure(row: &'a IndicatorRow) -> Self {
        let (reference, title, title_cy) = (&row.reference, &row.title, row.title_cy.as_ref());
        let style = Some((row.unit.as_str(), row.decimals));
        Self { kind: ItemKind::Indicator, reference, title, title_cy, area: row.service_area_id, style }
    }

    fn risk(record: &'a RiskRecord, area: Option<Id>) -> Self {
        let (reference, title, title_cy) = (&record.row.reference, &record.row.title, record.row.title_cy.as_ref());
        Self { kind: ItemKind::Risk, reference, title, title_cy, area, style: None }
    }
}

fn rated(rated: Rated) -> StandingView {
    StandingView { status: Some(rated.rag.as_str()), value: rated.value }
}

fn scored(score: i32) -> StandingView {
    StandingView { status: band(score).map(Band::as_str), value: Some(Figure::from(score)) }
}

impl ChangeCounts {
    const fn count<T>(&mut self, change: &Change<T>) {
        *match change {
            Change::Moved(_, _, Direction::Improved) => &mut self.better,
            Change::Moved(_, _, Direction::Declined) => &mut self.worse,
            Change::Moved(..) => &mut self.neither,
            Change::New(_) => &mut self.new,
            Change::Left(..) => &mut self.left,
        } += 1;
    }
}

impl BandCounts {
    const fn add(&mut self, band: Option<Band>) {
        *match band {
            Some(Band::High) => &mut self.high,
            Some(Band::MediumHigh) => &mut self.medium_high,
            Some(Band::Medium) => &mut self.medium,
            Some(Band::MediumLow) => &mut self.medium_low,
            Some(Band::Low) => &mut self.low,
            None => &mut self.without_band,
        } += 1;
    }
}
