//! What moved, is new or left since the quarter before, put into words.

use super::Face;
use crate::domain::alert::ItemKind;
use crate::domain::comparison::ChangeKind;
use crate::domain::number::Figure;
use crate::domain::risk::Band;
use crate::domain::status::{Direction, Rag};
use crate::model::comparison::{ChangeCounts, ChangedItem, StandingView};
use crate::render::clean::one_line;
use crate::render::page_view::Mark;
use crate::render::phrase::Said;

/// The part of a report that says what changed.
pub(super) struct SinceLast {
    pub sentences: Vec<String>,
    pub tables: Vec<ChangeTable>,
}

/// What became of items in one way.
pub(super) struct ChangeTable {
    pub caption: String,
    pub lines: Vec<ChangeCells>,
}

/// An item that changed, as its row shows it.
pub(super) struct ChangeCells {
    pub reference: String,
    pub title: Said,
    pub was: Option<Mark>,
    pub is: Option<Mark>,
    pub change: String,
}

impl Face<'_> {
    /// What changed since the quarter before; none, where there is no such quarter.
    pub(super) fn since_last(&self) -> Option<SinceLast> {
        let compared = self.report.comparison.as_ref()?;
        let sentence = |key: &str, counts: &ChangeCounts| {
            let ChangeCounts { better, worse, neither, new, left } = *counts;
            let numbers = [("better", better), ("worse", worse), ("neither", neither), ("new", new), ("left", left)];
            let numbers = numbers.map(|(name, number)| (name, number.into()));
            let period = ("period", self.words.period(compared.from).into());
            self.words.with(key, &[vec![period], numbers.to_vec()].concat())
        };
        let numbers = &compared.numbers;
        if numbers.has_nothing_before() {
            let nothing = self.words.with("report-since-nothing", &[("period", self.words.period(compared.from).into())]);
            return Some(SinceLast { sentences: vec![nothing], tables: Vec::new() });
        }
        let sentences = vec![
            sentence("report-since-actions", &numbers.actions.changes),
            sentence("report-since-measures", &numbers.measures.changes),
            sentence("report-since-risks", &numbers.risks.changes),
            self.text("report-since-now"),
        ];
        let table = |kind: &ChangeKind| {
            let told = compared.items.iter().filter(|item| item.change == *kind && !is_first_or_last(item));
            let lines: Vec<_> = told.map(|item| self.changed(item)).collect();
            let caption = self.words.token("report-change", kind.as_str());
            (!lines.is_empty()).then_some(ChangeTable { caption, lines })
        };
        Some(SinceLast { sentences, tables: ChangeKind::ALL.iter().filter_map(table).collect() })
    }

    fn changed(&self, item: &ChangedItem) -> ChangeCells {
        let area = item.service_area.as_ref().filter(|_| item.kind == ItemKind::Risk).map(|area| area.reference.as_str());
        let name = [Some(item.reference.as_str()), area].into_iter().flatten().map(one_line).collect::<Vec<_>>().join(" · ");
        let standing = |standing: &Option<StandingView>| standing.as_ref().map(|standing| self.standing(item, standing));
        ChangeCells {
            reference: name,
            title: self.named(&item.title, item.title_cy.as_deref()),
            was: standing(&item.from),
            is: standing(&item.to),
            change: self.what_changed(item),
        }
    }

    /// `Red, 76 seconds`; of a risk, `12 (high)`.
    fn standing(&self, item: &ChangedItem, standing: &StandingView) -> Mark {
        let status = standing.status.unwrap_or_default();
        let value = |value: Figure| match item.kind {
            ItemKind::Action => self.words.share(value, None),
            ItemKind::Indicator => self.words.figure(value, item.unit.as_deref(), item.decimals),
            ItemKind::Risk => self.words.figure(value, None, None),
        };
        let value = standing.value.map(value);
        let mark = match item.kind {
            ItemKind::Risk => self.band(status.parse::<Band>().ok()),
            ItemKind::Action | ItemKind::Indicator => self.rag(status.parse().unwrap_or(Rag::NotApplicable)),
        };
        let word = [Some(mark.word).filter(|word| !word.is_empty()), value].into_iter().flatten().collect::<Vec<_>>().join(", ");
        Mark { word, ..mark }
    }

    fn what_changed(&self, item: &ChangedItem) -> String {
        if let Some(why) = item.why {
            return self.words.token("report-gone", why.as_str());
        }
        self.text(match (item.direction, item.kind) {
            (None, _) => "report-newly",
            (Some(Direction::Improved), ItemKind::Risk) => "report-lower",
            (Some(Direction::Declined), ItemKind::Risk) => "report-higher",
            (Some(Direction::Improved), _) => "report-better",
            (Some(Direction::Declined), _) => "report-worse",
            (Some(Direction::Same | Direction::NotApplicable), _) => "report-neither",
        })
    }
}

/// Has it moved only in that a status came to apply, or applies no more? That is counted, and not listed.
fn is_first_or_last(item: &ChangedItem) -> bool {
    let applies = |standing: &Option<StandingView>| {
        let status = standing.as_ref().and_then(|standing| standing.status).and_then(|status| status.parse().ok());
        status.is_some_and(|rag: Rag| rag != Rag::NotApplicable)
    };
    item.change == ChangeKind::Moved && item.kind != ItemKind::Risk && !(applies(&item.from) && applies(&item.to))
}
