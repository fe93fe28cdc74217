//! What editors judged: printed before what the figures suggest, beside it.

use super::scope::Target;
use crate::db::Conn;
use crate::db::page::PageRequest;
use crate::domain::period::Period;
use crate::domain::plan::PlanLevel;
use crate::domain::rollup::{self, Part, Suggestion};
use crate::domain::status::Rag;
use crate::error::Result;
use crate::id::Id;
use crate::model::report::{Judgement, Verdict};
use crate::ops::narratives::COUNCIL;
use crate::ops::snapshot::SnapshotScope;
use crate::store::judgements::{self as store, JudgementFilter, JudgementRow};
use std::collections::HashMap;

/// Every judgement of a quarter and of the one before, by what it is of.
#[derive(Default)]
pub(super) struct Judged {
    now: HashMap<(String, Part), Judgement>,
    before: HashMap<(String, Part), Rag>,
}

/// The judgements of one part of the council; or of what has none, being only a share of something.
#[derive(Clone, Copy, Default)]
pub(super) struct JudgedOf<'a> {
    of: Option<(&'a Judged, &'a str)>,
    /// What else is taken for a judgement of the actions, where there is none.
    or: Option<Part>,
}

impl Judged {
    pub fn load(conn: &mut Conn, period: Period) -> Result<Self> {
        let mut of = |period: Option<Period>| -> Result<Vec<JudgementRow>> {
            let Some(period) = period else { return Ok(Vec::new()) };
            let filter = JudgementFilter { period: Some(period), ..JudgementFilter::default() };
            store::list(conn, &filter, &PageRequest { limit: usize::MAX, after: None })
        };
        let (now, before) = (of(Some(period))?, of(period.plus(-1))?);
        let told = |row: JudgementRow| {
            let judgement = Judgement { rag: row.rag, reason: row.reason, by: role(&row.recorded_by), at: row.recorded_at };
            ((row.scope, row.part), judgement)
        };
        Ok(Self {
            now: now.into_iter().map(told).collect(),
            before: before.into_iter().map(|row| ((row.scope, row.part), row.rag)).collect(),
        })
    }

    /// Those of what is stored under that name.
    pub fn of<'a>(&'a self, name: &'a str) -> JudgedOf<'a> {
        JudgedOf { of: Some((self, name)), or: None }
    }
}

/// In which role: a report that is published names nobody. Who it was says history.
fn role(actor: &str) -> String {
    let editor = actor.starts_with("key:") || actor.starts_with("person:");
    (if editor { "editor" } else { actor }).to_owned()
}

impl JudgedOf<'_> {
    /// Of a corporate action, which has no measures: what its actions are judged to be, the whole is too.
    pub const fn of_actions_alone(self) -> Self {
        Self { or: Some(Part::Overall), ..self }
    }

    /// What is printed: the judgement, or what is suggested where there is none.
    pub fn print(self, part: Part, suggested: Suggestion, before: &Suggestion) -> Verdict {
        let parts = || [Some(part), self.or].into_iter().flatten();
        let find = |(judged, name): (&Judged, &str)| parts().find_map(|part| judged.now.get(&(name.to_owned(), part)).cloned());
        let earlier = |(judged, name): (&Judged, &str)| parts().find_map(|part| judged.before.get(&(name.to_owned(), part)).copied());
        let judged = self.of.and_then(find);
        let rag = judged.as_ref().map_or(suggested.rag, |judged| judged.rag);
        let was = self.of.and_then(earlier).unwrap_or(before.rag);
        let (direction, direction_explanation) = rollup::direction(Some(was), rag);
        Verdict { rag, suggested, judged, direction, direction_explanation }
    }
}

impl Target {
    /// As judgements and narratives are stored of it; a programme has none.
    pub fn stored(&self) -> Option<String> {
        if self.is_council() { Some(COUNCIL.to_owned()) } else { self.id.map(|id| id.to_string()) }
    }

    /// Is all of that item of the plan in the report? Of a service area it may be a share only.
    pub fn holds_all_of(&self, item: Id) -> bool {
        match &self.of {
            SnapshotScope::Council => true,
            SnapshotScope::Plan(items) => items.contains(&item),
            SnapshotScope::Areas(_) => false,
        }
    }
}

/// An outcome with parts of its own is no row but their subtotal: what it has directly is a share of it.
pub(super) fn is_share(level: Option<PlanLevel>, subtotal: bool, alone: bool) -> bool {
    level == Some(PlanLevel::Outcome) && !subtotal && !alone
}
