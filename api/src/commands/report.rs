//! `plumbline report`: the quarterly report, in files.

use super::{Failure, Outcome, open, say};
use crate::faces::FACES;
use crate::routes::reports::ReportVersion;
use clap::Args;
use plumbline_shared::config::Config;
use plumbline_shared::db::Conn;
use plumbline_shared::domain::day::Day;
use plumbline_shared::domain::period::Period;
use plumbline_shared::domain::plan::Language;
use plumbline_shared::error::{Error, Result};
use plumbline_shared::id::Id;
use plumbline_shared::ops::Context;
use plumbline_shared::ops::frozen_reports;
use plumbline_shared::ops::quarterly_report::{FaceOf, ReportOf, report};
use plumbline_shared::store::settings;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

/// The command's own flags.
#[derive(Args)]
pub struct Report {
    /// What it is of: council, plan:REF, service_area:REF, directorate:REF or programme:NAME.
    scope: ReportOf,
    /// The quarter, such as 2026-27-Q2.
    period: Period,
    /// In which forms: json, html, csv (the tables in a ZIP file), xlsx, pdf, docx.
    #[arg(long, value_delimiter = ',', default_value = "html", value_parser = form)]
    format: Vec<&'static FaceOf>,
    /// The folder for the files; it is made if missing.
    #[arg(long, default_value = ".")]
    out: PathBuf,
    /// The language of the page, the PDF and the DOCX: en or cy.
    #[arg(long, default_value = "en")]
    language: Language,
    /// The day for which the rules are run; without it, today.
    #[arg(long)]
    as_of: Option<Day>,
    /// As it was signed off, or as the record has it now. Without it, as it was signed off, if it was.
    #[arg(long = "as", value_enum)]
    which: Option<ReportVersion>,
}

impl Report {
    /// Writes the report.
    ///
    /// # Errors
    /// When there is nothing of that name, the record cannot be reached, or a file cannot be written.
    pub async fn run(self, config: &Config) -> Outcome {
        if self.which == Some(ReportVersion::Reported) && self.as_of.is_some() {
            let told = "--as-of has no place beside --as reported: what was reported is of the day on which it was signed off";
            return Err(Failure::Other(told.to_owned()));
        }
        let out = self.out.clone();
        let (db, _, context) = open(config, "command line")?;
        let written = db.snapshot(move |conn| self.faces(conn, &context)).await?;
        db.close();
        fs::create_dir_all(&out).map_err(|error| Failure::Other(format!("{} cannot be made: {error}", out.display())))?;
        for (face, bytes) in written {
            let path = out.join(face);
            fs::write(&path, bytes)?;
            say(&format!("Wrote {}.", path.display()))?;
        }
        Ok(ExitCode::SUCCESS)
    }

    /// The faces that are wanted, each by the name of its file: as they were frozen, where that is wanted, or made from the record.
    fn faces(&self, conn: &mut Conn, context: &Context) -> Result<Vec<(String, Vec<u8>)>> {
        let file = |face: &FaceOf| face.file_name(&self.scope, self.period, self.language);
        if let Some(id) = self.frozen(conn)? {
            let kept = self.format.iter().map(|face| {
                let kept = frozen_reports::face(conn, id, &face.name(self.language))?;
                Ok((file(face), frozen_reports::unpacked(&kept)?))
            });
            return kept.collect();
        }
        let (settings, _) = settings::load(conn)?;
        let made = report(conn, context, &settings, &self.scope, self.period, self.as_of)?;
        self.format.iter().map(|face| Ok((file(face), (face.write)(&made, self.language)?))).collect()
    }

    /// What was frozen, where that is wanted; while the quarter is open again, only when it is asked for.
    fn frozen(&self, conn: &mut Conn) -> Result<Option<Id>> {
        if self.which == Some(ReportVersion::Restated) || self.as_of.is_some() {
            return Ok(None);
        }
        let asked_for = self.which.is_some();
        let found = frozen_reports::reported(conn, &self.scope, self.period)?;
        let found = found.filter(|report| asked_for || report.superseded_at.is_none()).map(|report| report.id);
        if asked_for && found.is_none() {
            return Err(Error::NotFound { kind: "frozen report", key: format!("{} {}", self.scope, self.period) });
        }
        Ok(found)
    }
}

/// The form of that name: the first part of how its files end.
fn form(name: &str) -> std::result::Result<&'static FaceOf, String> {
    let known = |face: &FaceOf| face.ending.trim_start_matches('.').split('.').next().unwrap_or_default();
    FACES.iter().find(|face| known(face) == name).ok_or_else(|| {
        let names: Vec<&str> = FACES.iter().map(known).collect();
        format!("there is no such form; there are {}", names.join(", "))
    })
}
