//! `plumbline report`: the quarterly report, in files.

use super::{Failure, Outcome, open, say};
use clap::{Args, ValueEnum};
use plumbline_shared::config::Config;
use plumbline_shared::domain::day::Day;
use plumbline_shared::domain::period::Period;
use plumbline_shared::domain::plan::Language;
use plumbline_shared::model::report::Report as Document;
use plumbline_shared::ops::frozen_reports::XLSX;
use plumbline_shared::ops::quarterly_report::{ReportOf, csv_files, report};
use plumbline_shared::render::report::html;
use plumbline_shared::store::settings;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The command's own flags.
#[derive(Args)]
pub struct Report {
    /// What it is of: council, plan:REF, service_area:REF, directorate:REF or programme:NAME.
    scope: ReportOf,
    /// The quarter, such as 2026-27-Q2.
    period: Period,
    /// In which forms: json, html, csv (a folder of tables), xlsx, pdf, docx.
    #[arg(long, value_delimiter = ',', default_value = "html")]
    format: Vec<Face>,
    /// The folder for the files; it is made if missing.
    #[arg(long, default_value = ".")]
    out: PathBuf,
    /// The language of the page: en or cy.
    #[arg(long, default_value = "en")]
    language: Language,
    /// The day for which the rules are run; without it, today.
    #[arg(long)]
    as_of: Option<Day>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Face {
    Json,
    Html,
    Csv,
    Xlsx,
    #[cfg(feature = "paper")]
    Pdf,
    #[cfg(feature = "paper")]
    Docx,
}

impl Report {
    /// Writes the report.
    ///
    /// # Errors
    /// When there is nothing of that name, the record cannot be reached, or a file cannot be written.
    pub async fn run(self, config: &Config) -> Outcome {
        let Self { scope, period, format, out, language, as_of } = self;
        let name = format!("report-{}-{period}", file_name(&scope.to_string()));
        let (db, _, context) = open(config, "command line")?;
        let made = db.snapshot(move |conn| {
            let (settings, _) = settings::load(conn)?;
            report(conn, &context, &settings, &scope, period, as_of)
        });
        let made = made.await?;
        db.close();
        fs::create_dir_all(&out)?;
        for face in format {
            for (file, bytes) in files(&made, face, language, &name)? {
                write(&out.join(file), &bytes)?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The files of a face, below the folder.
fn files(report: &Document, face: Face, language: Language, name: &str) -> Result<Vec<(PathBuf, Vec<u8>)>, Failure> {
    let one = |ending: &str, bytes| vec![(PathBuf::from(format!("{name}{ending}")), bytes)];
    Ok(match face {
        Face::Json => one(".json", serde_json::to_vec_pretty(report)?),
        Face::Html => one(&format!(".{language}.html"), html(report, language)?.into_bytes()),
        Face::Csv => csv_files(report)?.into_iter().map(|(file, bytes)| (Path::new(name).join(file), bytes)).collect(),
        Face::Xlsx => one(XLSX.ending, (XLSX.write)(report, language)?),
        #[cfg(feature = "paper")]
        Face::Pdf => one(&format!(".{language}.pdf"), plumbline_paper::pdf(report, language)?),
        #[cfg(feature = "paper")]
        Face::Docx => one(&format!(".{language}.docx"), plumbline_paper::docx(report, language)?),
    })
}

/// A name that a file can have anywhere.
fn file_name(scope: &str) -> String {
    scope.chars().map(|c| if c.is_alphanumeric() || matches!(c, '.' | '_') { c } else { '-' }).collect()
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, bytes)?;
    say(&format!("Wrote {}.", path.display()))
}
