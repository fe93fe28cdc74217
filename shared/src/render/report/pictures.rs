//! The pictures of the page, each where the table stands that says the same.

use super::Face;
use crate::model::report::{BreakdownTable, MeasureLine, ObjectiveSection};
use crate::render::chart::{Of, Picture, Pictures, TIMELINE_ROWS};

impl Face<'_> {
    const fn pictures(&self) -> Pictures<'_> {
        Pictures::new(&self.words)
    }

    pub(super) fn overall_picture(&self) -> Option<Picture> {
        Some(self.pictures().overall("overall", self.report))
    }

    pub(super) fn actions_picture(&self) -> Option<Picture> {
        self.pictures().by_objective("actions", self.report, Of::Actions)
    }

    pub(super) fn measures_picture(&self) -> Option<Picture> {
        self.pictures().by_objective("measures", self.report, Of::Measures)
    }

    /// The actions of an objective in time.
    pub(super) fn timeline_picture(&self, section: &ObjectiveSection) -> Option<Picture> {
        self.short_timeline_picture(section, TIMELINE_ROWS)
    }

    /// The same with at most so many rows.
    pub(super) fn short_timeline_picture(&self, section: &ObjectiveSection, rows: usize) -> Option<Picture> {
        let id = section.item.as_ref().map_or_else(|| "timeline".to_owned(), |item| format!("timeline-{}", item.reference));
        self.pictures().timeline(&id, self.report, section.item.as_ref(), rows)
    }

    pub(super) fn breakdown_picture(&self, table: &BreakdownTable) -> Option<Picture> {
        let id = format!("breakdown-{}-{}-{}", table.indicator.as_deref().unwrap_or_default(), table.measure, table.dimension);
        Some(self.pictures().breakdown(&id, self.report, table))
    }

    /// Those of the council's register, or of the services'.
    pub(super) fn risks_picture(&self, of_services: bool) -> Option<Picture> {
        let (id, of) = if of_services { ("service-risks", Of::ServiceRisks) } else { ("corporate-risks", Of::CorporateRisks) };
        self.pictures().risks(id, self.report, of)
    }

    /// Measures over their last quarters; `part` is where in the page they stand, as one may stand in several.
    pub(super) fn trends(&self, part: &str, measures: &[MeasureLine]) -> Vec<Picture> {
        let trend = |line: &MeasureLine| self.pictures().trend(&format!("{part}-{}", line.reference), line);
        measures.iter().filter_map(trend).collect()
    }
}
