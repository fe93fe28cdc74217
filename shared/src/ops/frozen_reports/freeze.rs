//! Freezing: every face of every report of a quarter that is signed off, and what was made before.

use crate::clock::Now;
use crate::db::Conn;
use crate::db::page::PageRequest;
use crate::digits::hex;
use crate::domain::period::Period;
use crate::domain::plan::{Language, PeriodState, PlanLevel};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::model::report::Report;
use crate::model::settings::Settings;
use crate::ops::context::Context;
use crate::ops::narratives::COUNCIL;
use crate::ops::quarterly_report::{FaceOf, JSON, ReportOf, report};
use crate::store::frozen_reports::{self as store, FrozenFaceRow, FrozenReportRow};
use crate::store::plan::{self, PlanItemFilter};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flate2::Compression;
use flate2::bufread::ZlibEncoder;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::io::Read;

/// How many bytes a face may have that is kept for good.
pub const MOST_BYTES: usize = 64_000_000;

/// What is made before a quarter is signed off, so that nobody waits meanwhile: it is kept where the record is still the same then.
pub struct Prepared {
    faces: &'static [FaceOf],
    /// How many bytes each may have.
    most: usize,
    /// When that was.
    now: Option<Now>,
    /// By the digest of the document, which is the whole report.
    made: HashMap<String, Vec<FrozenFaceRow>>,
}

impl Prepared {
    /// Nothing yet.
    pub fn nothing(faces: &'static [FaceOf]) -> Self {
        Self { faces, most: MOST_BYTES, now: None, made: HashMap::new() }
    }

    /// Every face of every report that will be frozen, as the record is now; each of so many bytes at most.
    ///
    /// # Errors
    /// Those of the database; [`Error::Conflict`] when a face is too large to be kept; [`Error::Internal`] when it cannot be written.
    pub fn make(
        conn: &mut Conn,
        context: &Context,
        settings: &Settings,
        period: Period,
        (faces, most): (&'static [FaceOf], usize),
    ) -> Result<Self> {
        let mut prepared = Self { now: Some(context.now), most, ..Self::nothing(faces) };
        for (_, of) in scopes(conn)? {
            let report = as_signed_off(conn, context, settings, &of, period)?;
            prepared.made.insert(digest(&written(&report)?), prepared.faces_of(context.new_id(), &report)?);
        }
        Ok(prepared)
    }

    fn faces_of(&self, id: Id, report: &Report) -> Result<Vec<FrozenFaceRow>> {
        let mut rows = Vec::new();
        for face in self.faces {
            let languages = if face.spoken { Language::ALL } else { &[Language::English] };
            for language in languages {
                let bytes = (face.write)(report, *language)?;
                if bytes.len() > self.most {
                    return Err(self.too_large(report, &face.name(*language), bytes.len()));
                }
                rows.push(FrozenFaceRow {
                    report_id: id,
                    name: face.name(*language),
                    media_type: face.media_type.to_owned(),
                    size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
                    sha256: digest(&bytes),
                    body: packed(&bytes)?,
                });
            }
        }
        rows.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(rows)
    }

    fn too_large(&self, report: &Report, face: &str, bytes: usize) -> Error {
        let (of, most) = (report.header.scope.title.as_deref().unwrap_or("the whole council"), self.most);
        let detail = format!(
            "The {face} of {of} has {bytes} bytes, and at most {most} are kept: shorten the longest narratives and commentaries of the \
             quarter, then sign it off again. Nothing was signed off."
        );
        Error::conflict("face_too_large", detail)
    }
}

/// Freezes the reports of a quarter that is being signed off, in its transaction: what is frozen is what is in the record when that
/// ends, since no write is committed before.
///
/// # Errors
/// Those of the database; [`Error::Conflict`] when a face is too large to be kept; [`Error::Internal`] when it cannot be written.
pub fn freeze(
    conn: &mut Conn,
    context: &Context,
    settings: &Settings,
    period: Period,
    reason: Option<&str>,
    prepared: &Prepared,
) -> Result<()> {
    // Made at the same moment, what is the same is the same to the last byte.
    let then = Context { now: prepared.now.unwrap_or(context.now), ..context.clone() };
    for (scope, of) in scopes(conn)? {
        let report = as_signed_off(conn, &then, settings, &of, period)?;
        let faces = match prepared.made.get(&digest(&written(&report)?)) {
            Some(faces) => faces.clone(),
            None => prepared.faces_of(context.new_id(), &report)?,
        };
        let row = FrozenReportRow {
            id: context.new_id(),
            period,
            scope,
            name: of.to_string(),
            signed_at: context.at(),
            signed_by: context.actor.clone(),
            reason: reason.map(str::to_owned),
            digest: digest(manifest(faces.iter().map(|face| (&*face.sha256, &*face.name))).as_bytes()),
            superseded_at: None,
            superseded_by: None,
            superseded_because: None,
            published: false,
            published_at: None,
        };
        store::insert(conn, &row)?;
        for face in faces {
            store::insert_face(conn, &FrozenFaceRow { report_id: row.id, ..face })?;
        }
    }
    Ok(())
}

/// What is frozen: how it is stored, and how it is asked for. Outcomes that are archived have no report any more.
fn scopes(conn: &mut Conn) -> Result<Vec<(String, ReportOf)>> {
    let outcomes = PlanItemFilter { level: Some(PlanLevel::Outcome), ..PlanItemFilter::default() };
    let outcomes = plan::list(conn, &outcomes, &PageRequest { limit: usize::MAX, after: None })?;
    let of = outcomes.into_iter().map(|record| (record.row.id.to_string(), ReportOf::plan(&record.row.reference)));
    Ok([(COUNCIL.to_owned(), ReportOf::council())].into_iter().chain(of).collect())
}

/// As it is once the quarter is signed off.
fn as_signed_off(conn: &mut Conn, context: &Context, settings: &Settings, of: &ReportOf, period: Period) -> Result<Report> {
    let mut report = report(conn, context, settings, of, period, None)?;
    report.header.state = PeriodState::Closed;
    Ok(report)
}

fn written(report: &Report) -> Result<Vec<u8>> {
    (JSON.write)(report, Language::English)
}

pub(super) fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// A line for each face, by their names, as `sha256sum` writes it.
pub(super) fn manifest<'a>(faces: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    faces.map(|(sha256, name)| format!("{sha256}  {name}\n")).collect()
}

fn packed(bytes: &[u8]) -> Result<String> {
    let mut packed = Vec::new();
    ZlibEncoder::new(bytes, Compression::default()).read_to_end(&mut packed).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(BASE64_STANDARD.encode(packed))
}
