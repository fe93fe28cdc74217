//! The targets of the year to come, and which of them are below what was reached a year before.

use super::{MOST_TARGETS, Rolling};
use crate::db::Conn;
use crate::db::page::PageRequest;
use crate::domain::rollover::target_outcome;
use crate::error::{Error, Result};
use crate::id::{Id, Key};
use crate::model::indicator_result::ResultDraft;
use crate::model::rollover::{RolledTarget, TargetDraft};
use crate::ops::context::{Scope, resolve};
use crate::ops::findings::target_below_last_year;
use crate::ops::import::result_draft;
use crate::ops::indicator_status::ResultsByIndicator;
use crate::ops::{indicators, record_result};
use crate::store::indicators::{self as indicator_store, IndicatorFilter};
use crate::store::refs::Kind;
use std::collections::{BTreeSet, HashMap, HashSet};

impl Rolling<'_> {
    /// Records a target, beside whatever else is recorded of that quarter.
    pub(super) fn target(&self, conn: &mut Conn, draft: &TargetDraft, seen: &mut HashSet<(Id, i32)>) -> Result<(Id, RolledTarget)> {
        let period = draft.period;
        if !self.year.quarters().contains(&period) {
            return Err(Error::field("/period", "out_of_range", format!("must be a quarter of {}", self.year)));
        }
        let none = || Error::field("/indicator", "unknown_reference", "must name an indicator");
        let id = resolve(conn, Kind::Indicator, "/indicator", Some(&draft.indicator))?.ok_or_else(none)?;
        if !seen.insert((id, period.index())) {
            return Err(Error::field("/indicator", "repeated", "has a target for that quarter already, further up; leave one out"));
        }
        let latest = indicator_store::last_revision(conn, id, period)?;
        let before = latest.as_ref().and_then(|row| row.target);
        let outcome = target_outcome(before, draft.target);
        let reference = if before == draft.target {
            indicators::find(conn, &Key::Id(id))?.row.reference
        } else {
            let result = ResultDraft { target: draft.target, ..latest.as_ref().map_or_else(nothing, result_draft) };
            let recorded = record_result::record(conn, self.context, self.settings, &Key::Id(id), period, result);
            recorded.map_err(|error| at("/period", error))?.1.1.indicator
        };
        Ok((id, RolledTarget { indicator: reference, period, outcome, target: draft.target, flag: None }))
    }

    /// The same, telling which of them are below last year's figure.
    pub(super) fn flagged(&self, conn: &mut Conn, targets: Vec<(Id, RolledTarget)>) -> Result<Vec<RolledTarget>> {
        let ids: Vec<Id> = targets.iter().map(|(id, _)| *id).collect::<BTreeSet<_>>().into_iter().collect();
        let filter = IndicatorFilter { ids: Some(ids), either: true, ..Default::default() };
        let records = indicator_store::list(conn, &filter, &PageRequest { limit: MOST_TARGETS, after: None })?;
        let today = self.context.today(self.settings);
        let [first, .., last] = self.year.quarters();
        let results = ResultsByIndicator::load_since(conn, &records, first, Scope::now(last, today))?;
        let mut flags = HashMap::new();
        for period in self.year.quarters() {
            for record in &records {
                let flag = target_below_last_year(record, period, &results).map(|found| found.told.what.summary);
                flags.extend(flag.map(|flag| ((record.row.id, period.index()), flag)));
            }
        }
        let with = |(id, target): (Id, RolledTarget)| {
            let flag = flags.get(&(id, target.period.index())).cloned();
            RolledTarget { flag, ..target }
        };
        Ok(targets.into_iter().map(with).collect())
    }
}

/// A quarter of which nothing is recorded.
const fn nothing() -> ResultDraft {
    ResultDraft {
        actual: None,
        target: None,
        numerator: None,
        denominator: None,
        provisional: false,
        comparable: true,
        commentary: None,
        commentary_cy: None,
        stated_rag: None,
        stated_direction: None,
        restatement_reason: None,
    }
}

/// A conflict with what is recorded, told at a field.
fn at(pointer: &str, error: Error) -> Error {
    match error {
        Error::Conflict { code: code @ "period_closed", .. } => {
            let detail = "is signed off and takes no target: leave it out, or restate the result itself, with its restatement_reason";
            Error::field(pointer, code, detail)
        }
        Error::Conflict { code, detail } => Error::field(pointer, code, detail),
        other => other,
    }
}
