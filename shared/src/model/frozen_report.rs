//! Reports as they were when their quarter was signed off.

use crate::clock::Timestamp;
use crate::domain::period::Period;
use crate::id::Id;
use serde::{Deserialize, Serialize};

/// A report as it was when its quarter was signed off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FrozenReport {
    /// Its id.
    pub id: Id,
    /// The quarter.
    pub period: Period,
    /// What it is of, as paths named it then: `council`, or an outcome such as `plan:CH`.
    #[schema(example = "council")]
    pub scope: String,
    /// When it was signed off.
    pub signed_at: Timestamp,
    /// By which key, person or command.
    pub signed_by: String,
    /// What was said when it was: why items were left open.
    pub reason: Option<String>,
    /// The SHA-256 of its manifest: the lines that `sha256sum` writes of its faces, by their names.
    #[schema(example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub digest: String,
    /// When its quarter was opened again; null while it is what was reported.
    pub superseded_at: Option<Timestamp>,
    /// By which key, person or command.
    pub superseded_by: Option<String>,
    /// Why.
    pub superseded_because: Option<String>,
    /// Whether anybody may read it, without a key.
    pub published: bool,
    /// Since when.
    pub published_at: Option<Timestamp>,
    /// Where anybody reads it, once it is published.
    #[schema(example = "/public/reports/council/2026-27-Q2")]
    pub public_link: String,
    /// Its faces, by name.
    pub faces: Vec<FrozenFace>,
}

/// A face of a frozen report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FrozenFace {
    /// As a file.
    #[schema(example = "report.en.html")]
    pub name: String,
    /// What it is.
    #[schema(example = "text/html; charset=utf-8")]
    pub media_type: String,
    /// Its length in bytes.
    pub size: i64,
    /// The SHA-256 of its bytes, which is its entity tag, too.
    pub sha256: String,
    /// Where to read it.
    #[schema(example = "/api/v1/frozen-reports/01a0f0a2-5f3a-7c31-9b1e-0000000000e1/report.en.html")]
    pub link: String,
}

/// Whether anybody may read a frozen report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Publication {
    /// Whether anybody may, without a key.
    pub published: bool,
}

/// A frozen report that anybody may read, as a list of them shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Its quarter.
    pub period: Period,
    /// What it is of, as it stands in its path.
    pub path: String,
    /// What that is called, and in Welsh; none for the whole council.
    pub title: Option<(String, Option<String>)>,
    /// Each face by its name, and how many bytes it has.
    pub faces: Vec<(String, i64)>,
}
