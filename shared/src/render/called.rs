//! What the parts of a breakdown are called. They were typed in one language; what the record knows by that name has one in the other, too.

use super::clean::one_line;
use super::phrase::Said;
use super::words::Words;
use crate::domain::plan::Language;
use crate::model::report::{AreaRef, BreakdownTable, Report};
use fluent_bundle::FluentArgs;

/// The name of a breakdown: `Complaints answered in time, by directorate`.
pub(super) fn caption(words: &Words, report: &Report, table: &BreakdownTable) -> String {
    let measure = measure(words, report, table);
    words.with("report-breakdown", &[("measure", measure.into()), ("dimension", dimension(words, table).into())])
}

/// What it is by, as the heading of a column.
pub(super) fn heading(words: &Words, table: &BreakdownTable) -> String {
    let dimension = dimension(words, table);
    let mut letters = dimension.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A part of it, such as a service area.
pub(super) fn label(words: &Words, areas: &[AreaRef], typed: &str) -> Said {
    let area = areas.iter().find(|area| area.name == typed);
    said(words, typed, area.and_then(|area| area.name_cy.as_deref()))
}

fn measure(words: &Words, report: &Report, table: &BreakdownTable) -> String {
    let mut lines = report.measures.iter().chain(&report.additional_measures).flat_map(|group| &group.measures);
    let line = lines.find(|line| Some(&line.reference) == table.indicator.as_ref() && line.title == table.measure);
    said(words, &table.measure, line.and_then(|line| line.title_cy.as_deref())).text
}

fn dimension(words: &Words, table: &BreakdownTable) -> String {
    let typed = one_line(&table.dimension);
    words.known(&format!("report-by-{}", typed.to_lowercase().replace(' ', "-")), FluentArgs::new()).unwrap_or(typed)
}

fn said(words: &Words, english: &str, welsh: Option<&str>) -> Said {
    match (words.language(), welsh.map(one_line)) {
        (Language::Welsh, Some(text)) if !text.is_empty() => Said { lang: Language::Welsh, text },
        _ => Said { lang: Language::English, text: one_line(english) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_has_its_own_name() {
        let (english, welsh) = (Words::of_reports(Language::English), Words::of_reports(Language::Welsh));
        let by = |dimension: &str| BreakdownTable {
            indicator: None,
            measure: "Complaints".to_owned(),
            dimension: dimension.to_owned(),
            unit: "number".to_owned(),
            rows: Vec::new(),
        };
        for (typed, in_english, in_welsh) in [
            ("service area", "Service area", "Maes gwasanaeth"),
            ("Directorate", "Directorate", "Cyfarwyddiaeth"),
            ("age of <pupil>", "Age of <pupil>", "Age of <pupil>"),
            ("", "", ""),
        ] {
            assert_eq!((heading(&english, &by(typed)).as_str(), heading(&welsh, &by(typed)).as_str()), (in_english, in_welsh));
        }
        let areas = [AreaRef { reference: "HO".to_owned(), name: "Housing".to_owned(), name_cy: Some("Tai".to_owned()) }];
        let said = |words: &Words, typed: &str| {
            let said = label(words, &areas, typed);
            (said.lang, said.text)
        };
        assert_eq!(said(&welsh, "Housing"), (Language::Welsh, "Tai".to_owned()));
        assert_eq!(said(&english, "Housing"), (Language::English, "Housing".to_owned()));
        assert_eq!(said(&welsh, "Libraries"), (Language::English, "Libraries".to_owned()));
    }
}
