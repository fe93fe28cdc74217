//! The faces of a report: how each is asked for, and how it is written.

use super::{ReportOf, csv_zip, xlsx};
use crate::domain::period::Period;
use crate::domain::plan::Language;
use crate::error::{Error, Result};
use crate::model::report::Report;
use crate::render::report::html;

/// A face that a report has: how it is asked for, and how it is written.
#[derive(Clone, Copy)]
pub struct FaceOf {
    /// How its file ends.
    pub ending: &'static str,
    /// What it is.
    pub media_type: &'static str,
    /// What clients call it that ask for it by `Accept`, its own name first.
    pub asked_as: &'static [&'static str],
    /// Whether it is in a language: then there is one in each.
    pub spoken: bool,
    /// Whether it takes so much time and memory that few are made at once.
    pub costly: bool,
    /// Writes it: the same bytes for the same report.
    pub write: fn(&Report, Language) -> Result<Vec<u8>>,
}

/// The document that the others are made from.
pub const JSON: FaceOf = FaceOf {
    ending: ".json",
    media_type: "application/json",
    asked_as: &["application/json", "application/*", "*/*"],
    spoken: false,
    costly: false,
    write: |report, _| serde_json::to_vec(report).map_err(|error| Error::Internal(format!("a report cannot be written: {error}"))),
};
/// The page.
pub const HTML: FaceOf = FaceOf {
    ending: ".html",
    media_type: "text/html; charset=utf-8",
    asked_as: &["text/html", "text/*"],
    spoken: true,
    costly: false,
    write: |report, language| Ok(html(report, language)?.into_bytes()),
};
/// The tables, each in a file.
pub const CSV: FaceOf = FaceOf {
    ending: ".csv.zip",
    media_type: "application/zip",
    asked_as: &["text/csv", "application/zip"],
    spoken: false,
    costly: false,
    write: |report, _| csv_zip(report),
};
/// The tables, each on a sheet.
pub const XLSX: FaceOf = FaceOf {
    ending: ".xlsx",
    media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    asked_as: &["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
    spoken: false,
    costly: false,
    write: |report, _| xlsx(report),
};

impl FaceOf {
    /// As a file: `report.en.html`, `report.json`.
    pub fn name(&self, language: Language) -> String {
        if self.spoken { format!("report.{language}{}", self.ending) } else { format!("report{}", self.ending) }
    }

    /// As a file of its own: `report-plan-CH-2017-18-Q2.en.html`.
    pub fn file_name(&self, of: &ReportOf, period: Period, language: Language) -> String {
        let plain = |c: char| if c.is_alphanumeric() || matches!(c, '.' | '_') { c } else { '-' };
        let scope: String = of.to_string().chars().map(plain).collect();
        self.name(language).replacen("report", &format!("report-{scope}-{period}"), 1)
    }
}
