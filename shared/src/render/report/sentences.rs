//! What source reports say by hand of counts and refs, in sentences that are right in the singular, the plural, and for none.

use super::Face;
use crate::domain::plan::PlanLevel;
use crate::domain::risk::Band;
use crate::model::report::{MeasureFacts, ObjectiveSection, RiskSection};
use crate::render::clean::one_line;
use crate::render::words::Words;

impl Face<'_> {
    /// Of the whole: its actions, then its measures.
    pub(super) fn snapshot_sentences(&self) -> Vec<String> {
        let actions = &self.report.overall.actions;
        let counted = count(&self.words, "report-actions-counted", actions.total);
        let challenged = (actions.challenged > 0).then(|| count(&self.words, "report-actions-challenged", actions.challenged));
        let mut facts = MeasureFacts::default();
        self.report.objectives.iter().for_each(|section| facts.merge(&section.measures));
        [counted].into_iter().chain(challenged).chain(measures(&self.words, &facts)).collect()
    }

    /// Of an outcome or objective; nothing of an outcome whose measures all belong to what is under it.
    pub(super) fn measure_sentences(&self, section: &ObjectiveSection) -> Vec<String> {
        let is_outcome = section.item.as_ref().is_some_and(|item| item.level == PlanLevel::Outcome);
        let elsewhere = || self.report.objectives.iter().any(|other| other.measures.total > 0);
        if is_outcome && section.measures.total == 0 && elsewhere() {
            return Vec::new();
        }
        measures(&self.words, &section.measures)
    }

    pub(super) fn risk_sentences(&self, section: &RiskSection) -> Vec<String> {
        risks(&self.words, section)
    }
}

/// So many refs are read in a sentence; the appendices have all.
const MOST_NAMED: usize = 40;

pub(super) fn count(words: &Words, key: &str, count: u32) -> String {
    words.with(key, &[("count", count.into())])
}

/// How many there are, how many figures are in, and which have which status.
pub(in crate::render) fn measures(words: &Words, facts: &MeasureFacts) -> Vec<String> {
    let mut said = vec![count(words, "report-measures", facts.total)];
    if facts.total == 0 {
        return said;
    }
    if facts.due == 0 {
        said.push(count(words, "report-all-annual", facts.total));
        return said;
    }
    said.push(words.with("report-frequency", &[("quarterly", facts.quarterly.into()), ("annual", facts.annual.into())]));
    said.push(words.with("report-data", &[("reported", facts.reported.into()), ("due", facts.due.into())]));
    said.push(count(words, "report-rated", facts.rated));
    for (key, refs) in [("report-rated-green", &facts.green), ("report-rated-amber", &facts.amber), ("report-rated-red", &facts.red)] {
        if !refs.is_empty() {
            let shown = if refs.len() > MOST_NAMED + 1 { MOST_NAMED } else { refs.len() };
            let mut listed = refs.iter().take(shown).map(|reference| one_line(reference)).collect::<Vec<_>>().join(", ");
            if let more @ 1.. = refs.len() - shown {
                listed = words.with("report-and-more", &[("refs", listed.into()), ("count", more.into())]);
            }
            said.push(words.with(key, &[("count", refs.len().into()), ("refs", listed.into())]));
        }
    }
    said
}

/// How many there are, in which bands, and where they are going.
pub(in crate::render) fn risks(words: &Words, section: &RiskSection) -> Vec<String> {
    let facts = &section.facts;
    let mut said = vec![count(words, "report-risks", facts.risks)];
    if facts.total == 0 {
        return said;
    }
    if facts.total != facts.risks {
        said.push(count(words, "report-risk-lines", facts.total));
    }
    let band = |(band, count): (Band, u32)| {
        let word = words.token("band", band.as_str());
        words.with("report-band", &[("count", count.into()), ("band", word.into())])
    };
    let bands = [
        (Band::High, facts.high),
        (Band::MediumHigh, facts.medium_high),
        (Band::Medium, facts.medium),
        (Band::MediumLow, facts.medium_low),
        (Band::Low, facts.low),
    ];
    let mut parts: Vec<String> = bands.into_iter().filter(|(_, count)| *count > 0).map(band).collect();
    if facts.without_band > 0 {
        parts.push(count(words, "report-without-band", facts.without_band));
    }
    if !parts.is_empty() {
        said.push(words.with("report-bands", &[("bands", parts.join(", ").into())]));
    }
    let unassessed = facts.total - facts.assessed;
    if unassessed > 0 {
        said.push(count(words, "report-unassessed", unassessed));
    }
    if facts.assessed > 0 {
        said.push(count(words, "report-risen", facts.increasing));
        said.push(count(words, "report-fallen", facts.decreasing));
        if facts.establishing > 0 {
            said.push(count(words, "report-baseline", facts.establishing));
        }
        said.push(count(words, "report-forecast-up", facts.forecast_up));
        said.push(count(words, "report-forecast-down", facts.forecast_down));
    }
    said
}
