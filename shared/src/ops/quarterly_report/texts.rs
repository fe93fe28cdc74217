//! The written parts of a report.

use super::areas::Areas;
use super::plan::PlanTree;
use super::scope::Target;
use crate::db::Conn;
use crate::db::page::PageRequest;
use crate::domain::period::Period;
use crate::domain::plan::{Language, NarrativeState, PlanLevel};
use crate::error::Result;
use crate::id::Id;
use crate::model::report::{NarrativeText, Text};
use crate::ops::narratives::COUNCIL;
use crate::ops::snapshot::SnapshotScope;
use crate::store::narratives::{self as store, NarrativeFilter};
use std::collections::{BTreeMap, HashMap};

/// The parts that reports have, in their order; `position` is what some call the first.
pub(super) const SECTIONS: [&str; 10] =
    ["position_statement", "position", "achievements", "challenges", "people", "financial", "assets", "ict", "customer", "risk"];
/// The text of a corporate action that says why nothing is done for it any more.
const NOTE: &str = "note";

/// The texts of a report, and the notes of corporate actions.
#[derive(Default)]
pub(super) struct Texts {
    pub narratives: Vec<NarrativeText>,
    pub notes: HashMap<Id, Text>,
    /// In which languages notes are drafts.
    pub note_drafts: HashMap<Id, Vec<Language>>,
}

/// Where a text stands in the report: its place in the plan, or after that by the ref of the area, then its section.
type Stand = (usize, String, usize, String);

impl Texts {
    pub fn load(conn: &mut Conn, target: &Target, (plan, areas): (&PlanTree, &Areas), period: Period) -> Result<Self> {
        let filter = NarrativeFilter { period: Some(period), ..NarrativeFilter::default() };
        let mut found: BTreeMap<Stand, (Option<Id>, Text, Vec<Language>)> = BTreeMap::new();
        let mut texts = Self::default();
        for row in store::list(conn, &filter, &PageRequest { limit: usize::MAX, after: None })? {
            let Some(about) = about(target, &row.scope) else { continue };
            let of_action = about.filter(|id| plan.row(*id).is_some_and(|item| item.level == PlanLevel::CorporateAction));
            let (text, drafts) = match of_action {
                Some(id) if row.section == NOTE => (texts.notes.entry(id).or_default(), texts.note_drafts.entry(id).or_default()),
                _ => {
                    let section = SECTIONS.iter().position(|known| *known == row.section).unwrap_or(SECTIONS.len());
                    let place = about.map_or(0, |id| plan.place(Some(id)).saturating_add(1));
                    let area = areas.named(about).map(|area| area.reference).unwrap_or_default();
                    let place = (place, area, section, row.section);
                    let (_, text, drafts) = found.entry(place).or_insert_with(|| (about, Text::default(), Vec::new()));
                    (text, drafts)
                }
            };
            if row.state == NarrativeState::Draft {
                drafts.push(row.language);
            }
            match row.language {
                Language::English => text.en = Some(row.body),
                Language::Welsh => text.cy = Some(row.body),
            }
        }
        let shown = |((_, _, _, section), (about, text, drafts))| NarrativeText {
            about: plan.named(about),
            area: areas.named(about),
            section,
            text,
            drafts,
        };
        texts.narratives = found.into_iter().map(shown).collect();
        Ok(texts)
    }
}

/// What of the plan a text is about, none being the report's own scope; `None` where it is not of the report.
pub(super) fn about(target: &Target, scope: &str) -> Option<Option<Id>> {
    if target.is_council() && scope == COUNCIL {
        return Some(None);
    }
    let id: Id = scope.parse().ok()?;
    if target.id == Some(id) {
        return Some(None);
    }
    let within = match &target.of {
        SnapshotScope::Council => true,
        SnapshotScope::Plan(items) => items.contains(&id),
        SnapshotScope::Areas(_) => false,
    };
    within.then_some(Some(id))
}
