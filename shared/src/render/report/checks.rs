//! Findings, and what was changed since it was reported, put into words.

use super::Face;
use super::sentences::count;
use crate::domain::finding::Severity;
use crate::domain::rollup::Part;
use crate::model::history::{FieldChange, Subject};
use crate::model::report::{CorporateActionRow, FindingLine, RestatedLine};
use crate::ops::narratives::COUNCIL;
use crate::render::clean::one_line;
use crate::render::page_view::Mark;
use crate::render::phrase::Said;
use serde_json::Value;

/// The longest text that is told as it was and as it is; of a longer one, that it was written anew.
const TOLD: usize = 60;

/// Findings of one severity that are open.
pub(super) struct OpenFindings<'a> {
    pub caption: String,
    pub mark: Mark,
    pub findings: Vec<&'a FindingLine>,
}

impl Face<'_> {
    /// How many findings there are.
    pub(super) fn finding_sentences(&self) -> Vec<String> {
        let counts = &self.report.findings.counts;
        let kinds = [("report-blocking", counts.blocking), ("report-warnings", counts.warning), ("report-notes", counts.note)];
        let open = kinds.map(|(key, number)| count(&self.words, key, number));
        open.into_iter().chain([count(&self.words, "report-accepted", counts.accepted)]).collect()
    }

    /// The open ones, those that matter most first.
    pub(super) fn open_findings(&self) -> Vec<OpenFindings<'_>> {
        let of = |severity: Severity| {
            let findings: Vec<&FindingLine> = self.report.findings.open.iter().filter(|line| line.severity == severity).collect();
            let mark = self.severity(severity);
            (!findings.is_empty()).then(|| OpenFindings { caption: self.caption("report-findings-open", &mark.word), mark, findings })
        };
        Severity::ALL.iter().copied().filter_map(of).collect()
    }

    pub(super) fn severity(&self, severity: Severity) -> Mark {
        let (shape, tone) = match severity {
            Severity::Blocking => ("■", "bad"),
            Severity::Warning => ("▲", "up"),
            Severity::Note => ("○", "soft"),
        };
        Mark { shape, tone, word: self.words.token("report-severity", severity.as_str()) }
    }

    /// `Measure CPM/223`.
    pub(super) fn about(&self, about: &Subject, reference: &str) -> String {
        let name = self.words.token("report-about", about.as_str());
        match about {
            // There is one of them.
            Subject::Settings => name,
            Subject::Narrative => format!("{name}: {}", self.narrative(reference)),
            Subject::Judgement => format!("{name}: {}", self.judgement(reference)),
            _ => format!("{name} {}", one_line(reference)),
        }
    }

    /// `The whole council, Position statement, English`, of a scope, a section and a language; the scope may hold spaces.
    fn narrative(&self, reference: &str) -> String {
        let mut parts = reference.rsplitn(3, ' ');
        let (language, section, scope) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), parts.next());
        let Some(scope) = scope else { return one_line(reference) };
        let section = self.words.token("report", section);
        format!("{}, {section}, {}", self.scope_name(scope), self.words.token("report-language", language))
    }

    /// `The whole council, Actions`, of a scope and a part of it.
    fn judgement(&self, reference: &str) -> String {
        let Some((scope, part)) = reference.rsplit_once(' ') else { return one_line(reference) };
        let part = if part == Part::Overall.as_str() { self.text("report-overall") } else { self.words.token("report-overall", part) };
        format!("{}, {part}", self.scope_name(scope))
    }

    fn scope_name(&self, scope: &str) -> String {
        if scope == COUNCIL { self.text("report-council") } else { one_line(scope) }
    }

    pub(super) fn kind(&self, line: &FindingLine) -> String {
        self.words.token("report-finding", line.kind.as_str())
    }

    /// Both that disagree, in one sentence.
    pub(super) fn sentence(&self, line: &FindingLine) -> Said {
        self.words.finding(&line.told)
    }

    /// What was changed of it, from what to what.
    pub(super) fn changes(&self, line: &RestatedLine) -> Vec<String> {
        match line.about {
            Subject::Period => vec![self.text("report-reopened")],
            _ => line.changes.iter().map(|change| self.change(change)).collect(),
        }
    }

    fn change(&self, change: &FieldChange) -> String {
        let name = change.field.trim_start_matches('/');
        let field = self.words.token("report-field", name).replace('_', " ");
        let told = |value: &Value| match (name, value) {
            ("reported_rag" | "stated_rag" | "rag", Value::String(rag)) => Some(self.words.token("rag", rag)),
            ("forecast", Value::String(forecast)) => Some(self.words.token("forecast", forecast)),
            _ => self.short(value),
        };
        match (told(&change.from), told(&change.to)) {
            (Some(from), Some(to)) => {
                self.words.with("report-changed", &[("field", field.into()), ("from", from.into()), ("to", to.into())])
            }
            _ => self.words.with("report-rewritten", &[("field", field.into())]),
        }
    }

    /// A value that is short enough to be told.
    fn short(&self, value: &Value) -> Option<String> {
        let text = match value {
            Value::Null => self.text("report-nothing-there"),
            Value::String(text) => one_line(text),
            Value::Bool(true) => self.text("report-yes"),
            Value::Bool(false) => self.text("report-no"),
            other => other.to_string(),
        };
        (text.chars().count() <= TOLD).then_some(text)
    }

    pub(super) fn why_restated(&self, line: &RestatedLine) -> String {
        line.reason.as_deref().map(one_line).unwrap_or_default()
    }

    pub(super) fn restated_in(&self, line: &RestatedLine) -> String {
        self.words.period(line.period)
    }

    pub(super) fn let_stand(&self, reason: &str) -> String {
        one_line(reason)
    }

    pub(super) fn restated_sentence(&self) -> String {
        self.words.count("report-restated-count", self.report.restated.len())
    }

    /// Is the note that this language shows a draft?
    pub(super) fn note_is_draft(&self, row: &CorporateActionRow) -> bool {
        row.note.as_ref().and_then(|note| self.chosen(note)).is_some_and(|(lang, _)| row.note_drafts.contains(&lang))
    }
}
