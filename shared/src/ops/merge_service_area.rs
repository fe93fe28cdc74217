//! One service area goes into another: all that refers to it, and all that was recorded of it.

use super::context::{Context, IMPORT};
use super::history::{self, About};
use super::precondition::Precondition;
use super::references::refer;
use super::{actions, calendars, indicators, keys, people, risks, service_areas, webhooks};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::id::{Id, Key, ref_key};
use crate::model::Link;
use crate::model::check::REF_LENGTH;
use crate::model::handover::{MergeDraft, Merged};
use crate::model::history::{Event, FieldChange};
use crate::model::settings::Settings;
use crate::store::refs::{self, Kind};
use crate::store::risk_assessments::AssessmentRow;
use crate::store::service_areas::{self as store, ServiceAreaRow};
use crate::store::{alerts, former_refs, holdings, judgements, narratives, risk_assessments};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashSet};

/// What stands in the way is told of so many at most.
const MOST_TOLD: usize = 20;

/// Moves all that belongs to the area that `key` names into another; the one that was is archived, and its ref leads to the other.
///
/// # Errors
/// [`Error::NotFound`] for the area; [`Error::Invalid`] for the other; [`Error::Conflict`] for a risk that both have assessed in
/// one quarter, or texts that both have in one place, unless they say the same; [`Error::Forbidden`] for who writes only in some
/// areas.
pub fn merge(conn: &mut Conn, context: &Context, settings: &Settings, key: &Key, draft: &MergeDraft) -> Result<Merged> {
    context.authority.check_common("a service area")?;
    // It changes many items in an order of its own, as an import does.
    conn.lock(IMPORT)?;
    let missing = || Error::not_found(Kind::ServiceArea.name(), key);
    let from = store::find(conn, key)?.ok_or_else(missing)?.row;
    context.expected.check(from.version)?;
    let into = match refer(conn, Kind::ServiceArea, "/into", Some(&draft.into), None)? {
        Some(id) if id == from.id => return Err(Error::field("/into", "invalid_value", "must be another service area")),
        Some(id) => refs::service_areas(conn, &[id])?.remove(&id),
        None => None,
    };
    let into = into.ok_or_else(|| Error::field("/into", "invalid_value", "must not be empty"))?;
    let each = Context { expected: Precondition::Waived, ..context.clone() };
    conn.begin_write()?;
    let merged = Merging { context: &each, settings, from: &from, into: &into }.all(conn);
    match &merged {
        Ok(_) if !draft.dry_run => conn.commit()?,
        _ => conn.rollback()?,
    }
    Ok(Merged { dry_run: draft.dry_run, ..merged? })
}

struct Merging<'a> {
    context: &'a Context,
    settings: &'a Settings,
    from: &'a ServiceAreaRow,
    into: &'a Link,
}

impl Merging<'_> {
    fn all(&self, conn: &mut Conn) -> Result<Merged> {
        let assessments = self.assessments(conn)?;
        self.alerts(conn)?;
        let change = json!({"service_area": self.into.id.to_string()});
        let of = |conn: &mut Conn, kind| holdings::of_service_area(conn, kind, self.from.id);
        let moved = [of(conn, Kind::Action)?, of(conn, Kind::Indicator)?, of(conn, Kind::Risk)?, of(conn, Kind::Person)?];
        let [action_ids, indicator_ids, risk_ids, person_ids] = &moved;
        for id in action_ids {
            actions::patch(conn, self.context, self.settings, &Key::Id(*id), &change)?;
        }
        for id in indicator_ids {
            indicators::patch(conn, self.context, self.settings, &Key::Id(*id), &change)?;
        }
        for id in risk_ids {
            self.risk(conn, *id)?;
        }
        for id in person_ids {
            people::patch(conn, self.context, &Key::Id(*id), &change)?;
        }
        let keys = keys::move_service_area(conn, self.context, self.from.id, self.into.id)?;
        let webhooks = webhooks::move_service_area(conn, self.context, self.from.id, self.into.id)?;
        let calendars = calendars::move_service_area(conn, self.context, self.from.id, self.into.id)?;
        let narratives = self.narratives(conn)?;
        let judgements = self.judgements(conn)?;
        let from = self.retire(conn)?;
        let [actions, indicators, risks, people] = moved.map(|ids| ids.len());
        Ok(Merged {
            from,
            into: self.into.clone(),
            dry_run: false,
            actions,
            indicators,
            risks,
            people,
            keys,
            webhooks,
            calendars,
            assessments,
            narratives,
            judgements,
        })
    }

    /// Those of a risk and quarter go together: where both areas have some that say the same, each keeps its own. What goes over is
    /// recorded of the other area now, and stays with its own as it was recorded: what was known before is what it was.
    fn assessments(&self, conn: &mut Conn) -> Result<usize> {
        let latest =
            |rows: Vec<AssessmentRow>| -> BTreeMap<_, _> { rows.into_iter().map(|row| ((row.risk_id, row.period), row)).collect() };
        let from = risk_assessments::of_area(conn, self.from.id)?;
        let into = latest(risk_assessments::of_area(conn, self.into.id)?);
        let both: Vec<_> = latest(from.clone()).into_iter().filter_map(|(pair, row)| Some((pair, row, into.get(&pair)?))).collect();
        let at_odds: Vec<_> = both.iter().filter(|(_, row, other)| !say_the_same(row, other)).map(|(pair, ..)| *pair).collect();
        if !at_odds.is_empty() {
            return Err(self.both_assessed(conn, &at_odds)?);
        }
        let kept: HashSet<_> = both.iter().map(|(pair, ..)| *pair).collect();
        let goes_over = from.iter().filter(|row| !kept.contains(&(row.risk_id, row.period)));
        let of_the_other = goes_over.map(|row| AssessmentRow {
            id: self.context.new_id(),
            service_area_id: Some(self.into.id),
            recorded_at: self.context.at(),
            recorded_by: self.context.actor.clone(),
            ..row.clone()
        });
        let of_the_other: Vec<AssessmentRow> = of_the_other.collect();
        of_the_other.iter().try_for_each(|row| risk_assessments::insert(conn, row))?;
        Ok(of_the_other.len())
    }

    fn both_assessed(&self, conn: &mut Conn, pairs: &[(Id, crate::domain::period::Period)]) -> Result<Error> {
        let ids: Vec<Id> = pairs.iter().map(|(risk, _)| *risk).collect();
        let names: BTreeMap<Id, String> = refs::references(conn, Kind::Risk, &ids)?.into_iter().collect();
        let told =
            pairs.iter().take(MOST_TOLD).map(|(risk, period)| format!("{} in {period}", names.get(risk).map_or("?", String::as_str)));
        let told = told.collect::<Vec<_>>().join(", ");
        let more = pairs.len().saturating_sub(MOST_TOLD);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let (from, into) = (&self.from.reference, &self.into.reference);
        let detail =
            format!("{from:?} and {into:?} have both assessed {told}{more}, and not alike: record the same assessment for both first");
        Ok(Error::conflict("both_assessed", detail))
    }

    /// Open alerts go on as the same alerts, unless the other area has one of the same.
    fn alerts(&self, conn: &mut Conn) -> Result<()> {
        conn.lock("alerts")?;
        let open = alerts::open(conn, None)?;
        let of = |area| open.iter().filter(move |alert| alert.service_area_id == Some(area));
        for alert in of(self.from.id) {
            let same =
                |other: &&alerts::AlertRow| (other.item_id, other.rule, &other.subject) == (alert.item_id, alert.rule, &alert.subject);
            if !of(self.into.id).any(|other| same(&other)) {
                alerts::update(conn, &alerts::AlertRow { service_area_id: Some(self.into.id), ..alert.clone() })?;
            }
        }
        Ok(())
    }

    fn risk(&self, conn: &mut Conn, id: Id) -> Result<()> {
        let record = risks::find(conn, &Key::Id(id))?;
        let mut areas: Vec<String> = Vec::with_capacity(record.service_areas.len());
        for area in &record.service_areas {
            let area = if area.id == self.from.id { self.into.id } else { area.id }.to_string();
            if !areas.contains(&area) {
                areas.push(area);
            }
        }
        risks::patch(conn, self.context, self.settings, &Key::Id(id), &json!({"service_areas": areas})).map(drop)
    }

    fn narratives(&self, conn: &mut Conn) -> Result<usize> {
        let (from, into) = (self.from.id.to_string(), self.into.id.to_string());
        let place = |row: &narratives::NarrativeRow| (row.period, row.section.clone(), row.language);
        let there: BTreeMap<_, _> = narratives::of_scope(conn, &into)?.into_iter().map(|row| (place(&row), row.body)).collect();
        let mut moved = 0;
        for row in narratives::of_scope(conn, &from)? {
            match there.get(&place(&row)) {
                Some(body) if *body == row.body => {}
                Some(_) => {
                    let place = format!("{} {} {}", row.period, row.section, row.language);
                    let detail =
                        format!("both areas have a text for {place}, and not the same: make one of the two, and clear the other, first");
                    return Err(Error::conflict("both_written", detail));
                }
                None => {
                    narratives::update(conn, &narratives::NarrativeRow { scope: into.clone(), ..row })?;
                    moved += 1;
                }
            }
        }
        Ok(moved)
    }

    fn judgements(&self, conn: &mut Conn) -> Result<usize> {
        let (from, into) = (self.from.id.to_string(), self.into.id.to_string());
        let there = judgements::of_scope(conn, &into)?;
        let mut moved = 0;
        for row in judgements::of_scope(conn, &from)? {
            match there.iter().find(|other| (other.period, other.part) == (row.period, row.part)) {
                Some(other) if (other.rag, &other.reason) == (row.rag, &row.reason) => {}
                Some(_) => {
                    let detail = format!(
                        "both areas have a judgement of {} in {}, and not the same: make one of the two, and take the other away, first",
                        row.part, row.period
                    );
                    return Err(Error::conflict("both_judged", detail));
                }
                None => {
                    judgements::update(conn, &judgements::JudgementRow { scope: into.clone(), ..row })?;
                    moved += 1;
                }
            }
        }
        Ok(moved)
    }

    /// The area that was is archived under a ref of its own, so that the old one leads to the other.
    fn retire(&self, conn: &mut Conn) -> Result<Link> {
        let former = &self.from.reference;
        let reference = self.retired_ref(conn)?;
        service_areas::patch(conn, self.context, &Key::Id(self.from.id), &json!({"ref": reference, "archived": true}))?;
        former_refs::lead_on(conn, self.from.id, self.into.id)?;
        let told = |from: Value, to: &str| vec![FieldChange { field: "/merged".to_owned(), from, to: json!(to) }];
        let about = About::item(Kind::ServiceArea, self.from.id, former);
        history::note_event(conn, self.context, about, Event::Merged, &told(Value::Null, &self.into.reference))?;
        let about = About::item(Kind::ServiceArea, self.into.id, &self.into.reference);
        history::note_event(conn, self.context, about, Event::Merged, &told(json!(former), &self.into.reference))?;
        Ok(Link { id: self.from.id, reference, name: self.from.name.clone() })
    }

    fn retired_ref(&self, conn: &mut Conn) -> Result<String> {
        let mut number = 1;
        loop {
            let mark = if number == 1 { " (merged)".to_owned() } else { format!(" (merged {number})") };
            let room = REF_LENGTH.saturating_sub(mark.chars().count());
            let reference = format!("{}{mark}", self.from.reference.chars().take(room).collect::<String>());
            if refs::find_id(conn, Kind::ServiceArea, &Key::Ref(ref_key(&reference)))?.is_none() {
                return Ok(reference);
            }
            number += 1;
        }
    }
}

/// Do two assessments say the same, whoever recorded them?
fn say_the_same(row: &AssessmentRow, other: &AssessmentRow) -> bool {
    let AssessmentRow { id, service_area_id, revision, effect_on, restatement_reason, recorded_at, recorded_by, .. } = other.clone();
    *other == AssessmentRow { id, service_area_id, revision, effect_on, restatement_reason, recorded_at, recorded_by, ..row.clone() }
}
