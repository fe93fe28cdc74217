//! The pictures of a report, from what it holds.

use super::fit::one_line;
use super::{
    Breakdown, BreakdownBar, Matrix, Picture, PlacedRisk, Planned, Quarterly, Said, Snapshot, SnapshotBar, Stage, Timeline, Trend,
    breakdown, matrix, snapshot, timeline, trend,
};
use crate::domain::action::Lifecycle;
use crate::domain::number::Figure;
use crate::domain::plan::Language;
use crate::domain::rollup::Counts;
use crate::model::report::{ActionLine, BreakdownTable, MeasureLine, PlanRef, Report, RiskLine, SnapshotRow};
use crate::render::called;
use crate::render::words::Words;

/// The pictures of a report in one language. Each needs an `id` that no other picture of the same page has.
pub struct Pictures<'a> {
    words: &'a Words,
}

/// Which statuses, or which register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// Service actions.
    Actions,
    /// Measures of the set.
    Measures,
    /// The council's register.
    CorporateRisks,
    /// The services' registers.
    ServiceRisks,
}

impl<'a> Pictures<'a> {
    /// In these words, which must be those of reports.
    pub const fn new(words: &'a Words) -> Self {
        Self { words }
    }

    /// How many actions and measures of the whole have which status.
    pub fn overall(&self, id: &str, report: &Report) -> Picture {
        let bar = |key: &str, counts| SnapshotBar { label: self.ours(self.words.text(key)), counts };
        let overall = &report.overall;
        let bars = vec![bar("report-overall-actions", overall.actions.counts), bar("report-overall-measures", overall.measures.counts)];
        snapshot(self.words, id, &Snapshot { title: self.words.text("chart-title-overall"), bars })
    }

    /// The same of one of both, by objective; none where there is but one.
    pub fn by_objective(&self, id: &str, report: &Report, of: Of) -> Option<Picture> {
        let counts = |row: &SnapshotRow| -> Counts { if of == Of::Actions { row.actions.counts } else { row.measures.counts } };
        let rows = report.snapshot.iter().filter(|row| !row.subtotal && counts(row).total() > 0);
        let bars: Vec<SnapshotBar> = rows.map(|row| SnapshotBar { label: self.item(row.item.as_ref()), counts: counts(row) }).collect();
        let title = self.words.text(if of == Of::Actions { "chart-title-actions" } else { "chart-title-measures" });
        (bars.len() > 1).then(|| snapshot(self.words, id, &Snapshot { title, bars }))
    }

    /// A measure over up to eight quarters; none where there are not two figures to compare.
    pub fn trend(&self, id: &str, line: &MeasureLine) -> Option<Picture> {
        let quarters: Vec<Quarterly> =
            line.trend.iter().map(|point| Quarterly { period: point.period, actual: point.actual, target: point.target }).collect();
        let known = quarters.iter().filter(|quarter| quarter.actual.is_some()).count();
        let named = self.named(&line.title, line.title_cy.as_deref()).text;
        let named = unended(&named);
        let chart = Trend {
            title: self.words.with("chart-title-trend", &[("measure", format!("{} {named}", line.reference).into())]),
            unit: &line.unit,
            decimals: line.decimals,
            every: line.frequency.quarters(),
            band: (line.band_low, line.band_high),
            rag: line.status.rag,
            quarters,
        };
        (known > 1).then(|| trend(self.words, id, &chart))
    }

    /// The risks of a register in their cells; none where no risk has a cell, as of a register of scores alone.
    pub fn risks(&self, id: &str, report: &Report, of: Of) -> Option<Picture> {
        let (section, title) = match of {
            Of::ServiceRisks => (&report.service_risks, "chart-title-service-risks"),
            _ => (&report.corporate_risks, "chart-title-corporate-risks"),
        };
        let risks: Vec<PlacedRisk> = section.risks.iter().map(placed).collect();
        risks.iter().any(|risk| risk.place().is_some()).then(|| matrix(self.words, id, &Matrix { title: self.words.text(title), risks }))
    }

    /// Figures by one dimension.
    pub fn breakdown(&self, id: &str, report: &Report, table: &BreakdownTable) -> Picture {
        let label = |typed: &str| called::label(self.words, &report.service_areas, typed);
        let bars = table.rows.iter().map(|row| BreakdownBar { label: label(&row.label), value: row.value }).collect();
        let title = called::caption(self.words, report, table);
        breakdown(self.words, id, &Breakdown { title, unit: table.unit.clone(), bars })
    }

    /// The actions of an objective against their due dates, the most urgent ones in so many rows; none where it has none.
    pub fn timeline(&self, id: &str, report: &Report, objective: Option<&PlanRef>, rows: usize) -> Option<Picture> {
        let groups = report.actions.iter().filter(|group| group.objective.as_ref() == objective);
        let actions: Vec<Planned> = groups.flat_map(|group| &group.actions).map(planned).collect();
        let title = self.words.with("chart-title-timeline", &[("objective", unended(&self.item(objective).text).into())]);
        let header = &report.header;
        let chart = Timeline { title, as_of: header.as_of, period_end: header.last_day, actions, rows };
        (!chart.actions.is_empty()).then(|| timeline(self.words, id, &chart))
    }

    fn ours(&self, text: String) -> Said {
        Said { lang: self.words.language(), text }
    }

    fn named(&self, english: &str, welsh: Option<&str>) -> Said {
        match (self.words.language(), welsh.map(one_line)) {
            (Language::Welsh, Some(text)) if !text.is_empty() => Said { lang: Language::Welsh, text: text.into_owned() },
            _ => Said { lang: Language::English, text: one_line(english).into_owned() },
        }
    }

    fn item(&self, item: Option<&PlanRef>) -> Said {
        item.map_or_else(|| self.ours(self.words.text("report-unassigned")), |item| self.named(&item.title, item.title_cy.as_deref()))
    }
}

/// Without its full stop, as words follow.
fn unended(title: &str) -> &str {
    title.strip_suffix('.').filter(|title| !title.ends_with('.')).unwrap_or(title)
}

fn placed(line: &RiskLine) -> PlacedRisk {
    let area = line.service_area.as_ref().map(|area| format!(" {}", one_line(&area.reference)));
    PlacedRisk {
        label: format!("{}{}", one_line(&line.reference), area.unwrap_or_default()),
        likelihood: line.residual_likelihood,
        impact: line.residual_impact,
        score: line.status.score,
        direction: line.status.direction,
        forecast: line.status.forecast,
    }
}

fn planned(line: &ActionLine) -> Planned {
    let status = &line.status;
    let complete = status.percent_complete.is_some_and(|percent| percent >= Figure::from(100_u32));
    // What is past its due date and yet not overdue was completed by an update of an earlier quarter.
    let earlier = line.due < status.as_of && !status.overdue;
    let stage = match line.lifecycle {
        Lifecycle::Deferred | Lifecycle::Cancelled => Stage::Stopped,
        Lifecycle::Completed => Stage::Done,
        Lifecycle::Active if status.overdue => Stage::Late,
        Lifecycle::Active if complete || earlier => Stage::Done,
        Lifecycle::Active => Stage::Due,
    };
    Planned {
        label: one_line(&line.reference).into_owned(),
        start: line.start,
        original_due: line.original_due,
        due: line.due,
        percent_complete: if stage == Stage::Done { Some(Figure::from(100_u32)) } else { status.percent_complete },
        stage,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_title_that_goes_on_has_no_full_stop() {
        for (title, shown) in [("Calls answered.", "Calls answered"), ("Calls, etc...", "Calls, etc..."), ("Calls", "Calls"), ("", "")] {
            assert_eq!(super::unended(title), shown);
        }
    }
}
