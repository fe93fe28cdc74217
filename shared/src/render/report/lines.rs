//! Lines of the appendices and exceptions, put into words.

use super::{Face, Typed};
use crate::domain::action::RagSource;
use crate::domain::explanation::Explanation;
use crate::domain::indicator::Polarity;
use crate::domain::number::Figure;
use crate::domain::risk::{Band, RiskDirection};
use crate::domain::status::Rag;
use crate::model::report::{ActionLine, MeasureLine, RiskLine, Text};
use crate::render::clean::one_line;
use crate::render::mark::{band_shape, risk_arrow};
use crate::render::page_view::{Mark, rated};
use crate::render::phrase::Said;

/// An action, as its row shows it.
pub(super) struct ActionCells {
    pub reference: String,
    pub title: Said,
    pub due: String,
    pub due_notes: Vec<String>,
    pub complete: String,
    pub mark: Mark,
    pub why: Vec<Said>,
    /// What of that is said where there is no room for all.
    pub remarks: Vec<Said>,
    pub direction: String,
    pub commentary: Option<Typed>,
}

/// A measure, as its row shows it.
pub(super) struct MeasureCells {
    pub reference: String,
    pub title: Said,
    pub last_year: String,
    pub actual: String,
    pub notes: Vec<String>,
    pub target: String,
    pub mark: Mark,
    pub why: Vec<Said>,
    /// What of that is said where there is no room for all.
    pub remarks: Vec<Said>,
    pub direction: String,
    pub commentary: Option<Typed>,
}

/// A risk, as its row shows it.
pub(super) struct RiskCells {
    pub reference: String,
    pub title: Said,
    pub area: Option<Said>,
    pub likelihood: String,
    pub impact: String,
    pub mark: Mark,
    pub why: Vec<Said>,
    /// What of that is said where there is no room for all.
    pub remarks: Vec<Said>,
    pub direction: String,
    pub forecast: String,
    pub reason: Option<Typed>,
}

impl Face<'_> {
    pub(super) fn action(&self, line: &ActionLine) -> ActionCells {
        let status = &line.status;
        let rag = |rag| self.rag(rag).word.into();
        let explained = self.why(&status.explanation.rag, None);
        let mut notes = Vec::new();
        if let Some(reported) = status.reported_rag.filter(|_| status.challenged) {
            let values = [("reported", rag(reported)), ("expected", rag(status.expected_rag))];
            notes.push(self.ours(self.words.with("report-challenged", &values)));
        } else if status.source == RagSource::Expected {
            notes.push(self.ours(self.text("report-expected")));
        }
        let remarks = self.reason_of_none(status.rag, &explained).into_iter().chain(notes.clone()).collect();
        let why = [explained].into_iter().chain(notes).collect();
        let revised = || self.words.with("report-revised", &[("due", self.words.date(line.original_due).into())]);
        let notes = [line.revised.then(revised), status.overdue.then(|| self.text("report-overdue"))];
        ActionCells {
            reference: one_line(&line.reference),
            title: self.named(&line.title, line.title_cy.as_deref()),
            due: self.words.date(line.due),
            due_notes: notes.into_iter().flatten().collect(),
            complete: status.percent_complete.map(|percent| self.words.share(percent, None)).unwrap_or_default(),
            mark: self.rag(status.rag),
            why,
            remarks,
            direction: self.direction(status.direction),
            commentary: self.explained(line.commentary.as_ref(), status.rag),
        }
    }

    pub(super) fn measure(&self, line: &MeasureLine) -> MeasureCells {
        let style = (line.unit.as_str(), line.decimals);
        let shown = |value: Option<Figure>| value.map(|value| self.words.figure(value, Some(style.0), Some(style.1)));
        let parts = line.numerator.zip(line.denominator).map(|(numerator, denominator)| {
            let number = |value| self.words.figure(value, None, None).into();
            self.words.with("report-numerator", &[("numerator", number(numerator)), ("denominator", number(denominator))])
        });
        let why = self.why(&line.status.explanation.rag, Some(style));
        MeasureCells {
            reference: [line.reference.as_str()]
                .into_iter()
                .chain(line.aliases.iter().map(String::as_str))
                .map(one_line)
                .collect::<Vec<_>>()
                .join(" / "),
            title: self.named(&line.title, line.title_cy.as_deref()),
            last_year: shown(line.last_year).unwrap_or_default(),
            actual: shown(line.actual).unwrap_or_default(),
            notes: line.provisional.then(|| self.text("report-provisional")).into_iter().chain(parts).chain(self.year_end(line)).collect(),
            target: shown(line.target).or_else(|| self.limits(line)).unwrap_or_default(),
            mark: self.rag(line.status.rag),
            remarks: self.reason_of_none(line.status.rag, &why).into_iter().collect(),
            why: vec![why],
            direction: self.direction(line.status.direction),
            commentary: self.explained(line.commentary.as_ref(), line.status.rag),
        }
    }

    /// Why nothing applies, where that is so.
    fn reason_of_none(&self, rag: Rag, why: &Said) -> Option<Said> {
        (rag == Rag::NotApplicable).then(|| why.clone())
    }

    /// Of what is Red or Amber, where it will stand at the end of the year, and what its target still takes.
    fn year_end(&self, line: &MeasureLine) -> Option<String> {
        let year = line.year_end.as_ref().filter(|_| matches!(line.status.rag, Rag::Red | Rag::Amber))?;
        // A decimal more than its figures: what is needed seldom comes out even.
        let shown = |value: Figure| {
            let rounded = Figure::rounded(value.decimal(), u32::from(line.decimals) + 1).unwrap_or(value);
            self.words.figure(rounded, Some(&line.unit), None).into()
        };
        let (forecast, target) = (("forecast", shown(year.forecast?)), year.target.map(shown));
        Some(match (target, year.needed_per_quarter) {
            (Some(target), Some(needed)) => {
                let key = if line.polarity == Polarity::Lower { "report-year-end-at-most" } else { "report-year-end-needed" };
                self.words.with(key, &[forecast, ("target", target), ("needed", shown(needed))])
            }
            (Some(target), None) => self.words.with("report-year-end-missed", &[forecast, ("target", target)]),
            (None, _) => self.words.with("report-year-end", &[forecast]),
        })
    }

    /// What was typed; what is Red without a word says so.
    fn explained(&self, commentary: Option<&Text>, rag: Rag) -> Option<Typed> {
        let missing = || Typed { lang: self.lang, lines: vec![self.text("report-unexplained")] };
        self.typed(commentary).or_else(|| (rag == Rag::Red).then(missing))
    }

    /// The band of a measure that has one in place of a target.
    fn limits(&self, line: &MeasureLine) -> Option<String> {
        let shown = |value| self.words.figure(value, Some(&line.unit), Some(line.decimals)).into();
        match (line.band_low, line.band_high) {
            (Some(low), Some(high)) => Some(self.words.with("band-between", &[("low", shown(low)), ("high", shown(high))])),
            (Some(low), None) => Some(self.words.with("band-from", &[("low", shown(low))])),
            (None, Some(high)) => Some(self.words.with("band-to", &[("high", shown(high))])),
            (None, None) => None,
        }
    }

    pub(super) fn risk(&self, line: &RiskLine) -> RiskCells {
        let status = &line.status;
        let mark = self.band(status.band);
        let word = status.score.map_or_else(|| self.text("report-project-none"), |score| rated(&self.words, score, status.band));
        let direction = status
            .direction
            .map(|direction: RiskDirection| format!("{}{}", risk_arrow(direction), self.words.token("risk-direction", direction.as_str())));
        let factor = |kind: &str, factor: Option<i32>| factor.map(|factor| self.text(&format!("{kind}-{factor}"))).unwrap_or_default();
        let mitigation = line.mitigating_actions.as_deref().map(|text| {
            let said = self.words.with("report-mitigation", &[("text", one_line(text).into())]);
            self.ours(said)
        });
        RiskCells {
            reference: one_line(&line.reference),
            title: self.named(&line.title, line.title_cy.as_deref()),
            area: line.service_area.as_ref().map(|area| self.named(&area.name, area.name_cy.as_deref())),
            likelihood: factor("likelihood", line.residual_likelihood),
            impact: factor("impact", line.residual_impact),
            mark: Mark { word, ..mark },
            why: [self.why(&status.explanation.band, None)].into_iter().chain(mitigation.clone()).collect(),
            remarks: mitigation.into_iter().collect(),
            direction: direction.unwrap_or_default(),
            forecast: status.forecast.map(|forecast| self.words.token("forecast", forecast.as_str())).unwrap_or_default(),
            reason: self.typed(line.reason.as_ref()),
        }
    }

    pub(super) fn band(&self, band: Option<Band>) -> Mark {
        let (shape, tone) = band.map_or(("○", "soft"), band_shape);
        Mark { shape, tone, word: band.map(|band| self.words.token("band", band.as_str())).unwrap_or_default() }
    }

    /// Why a status is what it is.
    fn why(&self, explanation: &Explanation, style: Option<(&str, u8)>) -> Said {
        let why = self.words.why(explanation, style.map(|(unit, _)| unit), style.map(|(_, decimals)| decimals));
        Said { lang: why.detail.lang, text: why.sentence() }
    }
}
