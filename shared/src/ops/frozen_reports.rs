//! Reports as they were when their quarter was signed off: made once, byte for byte, and kept.
//!
//! Of the whole council and of each outcome, which are what a committee reads; what one service area or one directorate does is in
//! these, and its own report is made from the record whenever somebody asks.

mod freeze;

pub use freeze::{MOST_BYTES, Prepared, freeze};

use super::context::Context;
use super::history::{self, About};
use super::quarterly_report::ReportOf;
use crate::db::Conn;
use crate::db::page::PageRequest;
use crate::domain::period::Period;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::model::frozen_report::{FrozenFace, FrozenReport, Publication, Published};
use crate::model::history::Subject;
use crate::store::frozen_reports::{self as store, FaceFacts, FrozenFaceRow, FrozenReportRow};
use crate::store::plan::{self, PlanItemFilter};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flate2::bufread::ZlibDecoder;
use std::io::Read;

/// The bytes of a face, as they were.
///
/// # Errors
/// [`Error::Internal`] when they are not what was frozen.
pub fn unpacked(face: &FrozenFaceRow) -> Result<Vec<u8>> {
    let damaged = || Error::Internal(format!("the frozen {} of {} is damaged", face.name, face.report_id));
    let packed = BASE64_STANDARD.decode(&face.body).map_err(|_| damaged())?;
    let mut bytes = Vec::new();
    ZlibDecoder::new(packed.as_slice()).read_to_end(&mut bytes).map_err(|_| damaged())?;
    if freeze::digest(&bytes) == face.sha256 { Ok(bytes) } else { Err(damaged()) }
}

/// Those of a quarter: by what they are of, the latest first.
///
/// # Errors
/// Those of the database.
pub fn list(conn: &mut Conn, period: Period) -> Result<Vec<FrozenReport>> {
    let rows = store::of_period(conn, period)?;
    views(conn, rows)
}

/// One of them.
///
/// # Errors
/// [`Error::NotFound`] when there is none with that id.
pub fn get(conn: &mut Conn, id: Id) -> Result<FrozenReport> {
    let row = store::find(conn, id)?.ok_or_else(|| missing(id))?;
    views(conn, vec![row])?.pop().ok_or_else(|| missing(id))
}

/// A face of one of them.
///
/// # Errors
/// [`Error::NotFound`] when there is none of that name.
pub fn face(conn: &mut Conn, id: Id, name: &str) -> Result<FrozenFaceRow> {
    store::face(conn, id, name)?.ok_or_else(|| Error::NotFound { kind: "face of a frozen report", key: format!("{id}/{name}") })
}

/// The digests of all faces of one of them, as `sha256sum` writes them: what its own digest is made of.
///
/// # Errors
/// Those of the database.
pub fn manifest(conn: &mut Conn, report: Id) -> Result<String> {
    let faces = store::faces(conn, &[report])?;
    Ok(freeze::manifest(faces.iter().map(|face| (&*face.sha256, &*face.name))))
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
    let rows = match of.stored(conn) {
        Ok(Some(scope)) => store::of_scope(conn, &scope, period)?,
        Ok(None) => Vec::new(),
        // An address that was given out stays, whatever its outcome is called since.
        Err(Error::NotFound { .. } | Error::Invalid(_)) => store::called(conn, &of.to_string(), period)?,
        Err(other) => return Err(other),
    };
    Ok(rows.into_iter().find(|row| row.published))
}

/// Lets anybody read a frozen report, or nobody without a key.
///
/// # Errors
/// [`Error::NotFound`] when there is none with that id; [`Error::Forbidden`] for who writes only in some service areas.
pub fn publish(conn: &mut Conn, context: &Context, id: Id, draft: Publication) -> Result<FrozenReport> {
    context.authority.check_common("the publication of a report")?;
    conn.lock(&format!("frozen report {id}"))?;
    let row = store::find(conn, id)?.ok_or_else(|| missing(id))?;
    let mut of_scope = store::of_scope(conn, &row.scope, row.period)?;
    // One that takes the place of another takes it for good: taking it back shows nobody the other again.
    of_scope.retain(|one| if one.id == id { one.published != draft.published } else { one.published && draft.published });
    for one in of_scope {
        let now = Publication { published: one.id == id && draft.published };
        let about = About { kind: Subject::FrozenReport, item: None, reference: &one.id.to_string(), period: Some(one.period) };
        history::note(conn, context, about, Some(&Publication { published: one.published }), Some(&now))?;
        store::publish(conn, one.id, now.published.then(|| context.at()))?;
    }
    get(conn, id)
}

/// What anybody may read, of quarters before one: the latest quarter first; and the quarter before which there is more.
///
/// # Errors
/// Those of the database.
pub fn shelf(conn: &mut Conn, before: Option<Period>) -> Result<(Vec<Published>, Option<Period>)> {
    const MOST: usize = 100;
    let mut rows = store::published(conn, before, i64::try_from(MOST + 1).unwrap_or(i64::MAX))?;
    let cut = rows.get(MOST).map(|row| row.period);
    let earlier = cut.and_then(|cut| rows.iter().rfind(|row| row.period != cut).map(|row| row.period));
    if earlier.is_some() {
        rows.retain(|row| Some(row.period) != cut);
    }
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let faces = store::faces(conn, &ids)?;
    let of: Vec<Id> = rows.iter().filter_map(|row| row.scope.parse().ok()).collect();
    let filter = PlanItemFilter { ids: Some(of), ..PlanItemFilter::default() };
    let plan = plan::list(conn, &filter, &PageRequest { limit: usize::MAX, after: None })?;
    let published = |row: FrozenReportRow| {
        let outcome = plan.iter().map(|record| &record.row).find(|outcome| outcome.id.to_string() == row.scope);
        Published {
            period: row.period,
            path: row.name.replace('/', "-"),
            title: outcome.map(|outcome| (outcome.title.clone(), outcome.title_cy.clone())),
            faces: faces.iter().filter(|face| face.report_id == row.id).map(|face| (face.name.clone(), face.size)).collect(),
        }
    };
    Ok((rows.into_iter().map(published).collect(), earlier))
}

fn missing(id: Id) -> Error {
    Error::NotFound { kind: "frozen report", key: id.to_string() }
}

fn views(conn: &mut Conn, rows: Vec<FrozenReportRow>) -> Result<Vec<FrozenReport>> {
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let faces = store::faces(conn, &ids)?;
    let of = |row: FrozenReportRow| {
        let link = |name: &str| format!("/api/v1/frozen-reports/{}/{name}", row.id);
        let theirs = faces.iter().filter(|face| face.report_id == row.id);
        let face = |face: &FaceFacts| FrozenFace {
            link: link(&face.name),
            name: face.name.clone(),
            media_type: face.media_type.clone(),
            size: face.size,
            sha256: face.sha256.clone(),
        };
        FrozenReport {
            id: row.id,
            period: row.period,
            public_link: format!("/public/reports/{}/{}", row.name.replace('/', "-"), row.period),
            faces: theirs.map(face).collect(),
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
        }
    };
    Ok(rows.into_iter().map(of).collect())
}
