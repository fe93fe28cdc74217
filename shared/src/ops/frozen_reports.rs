//! Reports as they were when their quarter was signed off: made once, byte for byte, and kept.
//!
//! Of the whole council and of each outcome, which are what a committee reads; what one service area or one directorate does is in
//! these, and its own report is made from the record whenever somebody asks.

use super::context::Context;
use super::history::{self, About};
use super::quarterly_report::{ReportOf, csv_zip, report, xlsx};
use crate::clock::Now;
use crate::db::Conn;
use crate::db::page::PageRequest;
use crate::digits::hex;
use crate::domain::period::Period;
use crate::domain::plan::{Language, PeriodState, PlanLevel};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::model::frozen_report::{FrozenFace, FrozenReport, Publication};
use crate::model::history::Subject;
use crate::model::report::Report;
use crate::model::settings::Settings;
use crate::render::report::html;
use crate::store::frozen_reports::{self as store, FrozenFaceRow, FrozenReportRow};
use crate::store::plan::{self, PlanItemFilter};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flate2::Compression;
use flate2::bufread::{ZlibDecoder, ZlibEncoder};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::io::Read;

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
    write: |report, _| written(report),
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

impl FaceOf {
    /// As a file: `report.en.html`, `report.json`.
    pub fn name(&self, language: Language) -> String {
        if self.spoken { format!("report.{language}{}", self.ending) } else { format!("report{}", self.ending) }
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
            digest: digest(manifest(&faces).as_bytes()),
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
    Ok([(super::narratives::COUNCIL.to_owned(), ReportOf::council())].into_iter().chain(of).collect())
}

/// As it is once the quarter is signed off: nothing of it was changed since.
fn as_signed_off(conn: &mut Conn, context: &Context, settings: &Settings, of: &ReportOf, period: Period) -> Result<Report> {
    let mut report = report(conn, context, settings, of, period, None)?;
    report.header.state = PeriodState::Closed;
    report.restated.retain(|line| line.period != period);
    Ok(report)
}

fn written(report: &Report) -> Result<Vec<u8>> {
    serde_json::to_vec(report).map_err(|error| Error::Internal(format!("a report cannot be written: {error}")))
}

fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// A line for each face, as `sha256sum` writes it.
fn manifest(faces: &[FrozenFaceRow]) -> String {
    faces.iter().map(|face| format!("{}  {}\n", face.sha256, face.name)).collect()
}

fn packed(bytes: &[u8]) -> Result<String> {
    let mut packed = Vec::new();
    ZlibEncoder::new(bytes, Compression::default()).read_to_end(&mut packed).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(BASE64_STANDARD.encode(packed))
}

/// The bytes of a face, as they were.
///
/// # Errors
/// [`Error::Internal`] when they are not what was frozen.
pub fn unpacked(face: &FrozenFaceRow) -> Result<Vec<u8>> {
    let damaged = || Error::Internal(format!("the frozen {} of {} is damaged", face.name, face.report_id));
    let packed = BASE64_STANDARD.decode(&face.body).map_err(|_| damaged())?;
    let mut bytes = Vec::new();
    ZlibDecoder::new(packed.as_slice()).read_to_end(&mut bytes).map_err(|_| damaged())?;
    if digest(&bytes) == face.sha256 { Ok(bytes) } else { Err(damaged()) }
}

/// Those of a quarter: by what they are of, the latest first.
///
/// # Errors
/// Those of the database.
pub fn list(conn: &mut Conn, period: Period) -> Result<Vec<FrozenReport>> {
    let rows = store::of_period(conn, period)?;
    rows.into_iter().map(|row| view(conn, row)).collect()
}

/// One of them.
///
/// # Errors
/// [`Error::NotFound`] when there is none with that id.
pub fn get(conn: &mut Conn, id: Id) -> Result<FrozenReport> {
    let row = store::find(conn, id)?.ok_or_else(|| missing(id))?;
    view(conn, row)
}

/// A face of one of them.
///
/// # Errors
/// [`Error::NotFound`] when there is none of that name.
pub fn face(conn: &mut Conn, id: Id, name: &str) -> Result<FrozenFaceRow> {
    store::face(conn, id, name)?.ok_or_else(|| Error::NotFound { kind: "face of a frozen report", key: format!("{id}/{name}") })
}

/// What was reported of that for a quarter: what stands, or, while that is open again, what stood last; none where it was never
/// frozen.
///
/// # Errors
/// [`Error::NotFound`] when there is no such part of the council.
pub fn reported(conn: &mut Conn, of: &ReportOf, period: Period) -> Result<Option<FrozenReportRow>> {
    let Some(scope) = of.stored(conn)? else { return Ok(None) };
    Ok(store::of_scope(conn, &scope, period)?.into_iter().next())
}

/// What anybody may read of that for a quarter: what was published last.
///
/// # Errors
/// [`Error::NotFound`] when there is no such part of the council.
pub fn published(conn: &mut Conn, of: &ReportOf, period: Period) -> Result<Option<FrozenReportRow>> {
    let Some(scope) = of.stored(conn)? else { return Ok(None) };
    Ok(store::of_scope(conn, &scope, period)?.into_iter().find(|row| row.published))
}

/// Lets anybody read a frozen report, or nobody without a key.
///
/// # Errors
/// [`Error::NotFound`] when there is none with that id; [`Error::Forbidden`] for who writes only in some service areas.
pub fn publish(conn: &mut Conn, context: &Context, id: Id, draft: Publication) -> Result<FrozenReport> {
    context.authority.check_common("the publication of a report")?;
    conn.lock(&format!("frozen report {id}"))?;
    let row = store::find(conn, id)?.ok_or_else(|| missing(id))?;
    if row.published != draft.published {
        let about = About { kind: Subject::FrozenReport, item: None, reference: &id.to_string(), period: Some(row.period) };
        history::note(conn, context, about, Some(&Publication { published: row.published }), Some(&draft))?;
        store::publish(conn, id, draft.published.then(|| context.at()))?;
    }
    get(conn, id)
}

fn missing(id: Id) -> Error {
    Error::NotFound { kind: "frozen report", key: id.to_string() }
}

fn view(conn: &mut Conn, row: FrozenReportRow) -> Result<FrozenReport> {
    let link = |name: &str| format!("/api/v1/frozen-reports/{}/{name}", row.id);
    let face = |(name, media_type, size, sha256): store::FaceFacts| FrozenFace { link: link(&name), name, media_type, size, sha256 };
    let faces = store::faces(conn, row.id)?.into_iter().map(face).collect();
    Ok(FrozenReport {
        id: row.id,
        period: row.period,
        public_link: format!("/public/reports/{}/{}", row.name.replace('/', "-"), row.period),
        scope: row.name,
        signed_at: row.signed_at,
        signed_by: row.signed_by,
        reason: row.reason,
        digest: row.digest,
        superseded_at: row.superseded_at,
        superseded_by: row.superseded_by,
        superseded_because: row.superseded_because,
        published: row.published,
        published_at: row.published_at,
        faces,
    })
}
