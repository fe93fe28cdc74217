//! What a report is of, as paths and commands name it.

use crate::db::Conn;
use crate::db::page::PageRequest;
use crate::error::{Error, Result};
use crate::id::{Id, Key};
use crate::model::report::{ReportScope, ScopeKind};
use crate::ops::context::check_not_moved;
use crate::ops::snapshot::SnapshotScope;
use crate::store::projects::ProjectFilter;
use crate::store::refs::Kind;
use crate::store::{directorates, plan, projects, service_areas, snapshot};
use std::fmt;
use std::str::FromStr;

/// What a report is of: `council`, or its kind and its id or ref, such as `plan:GC1`, `service_area:HC`, `directorate:place`; a
/// programme by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportOf {
    kind: ScopeKind,
    key: String,
}

/// Why a text names nothing that a report could be of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "must be `council`, or plan:REF, service_area:REF, directorate:REF or programme:NAME, such as plan:CH (a `/` in a ref may be written `-`)"
)]
pub struct UnknownScope;

impl FromStr for ReportOf {
    type Err = UnknownScope;

    fn from_str(text: &str) -> std::result::Result<Self, UnknownScope> {
        if text == ScopeKind::Council.as_str() {
            return Ok(Self { kind: ScopeKind::Council, key: String::new() });
        }
        let (kind, key) = text.split_once(':').ok_or(UnknownScope)?;
        let kind: ScopeKind = kind.parse().map_err(|_| UnknownScope)?;
        if kind == ScopeKind::Council || key.is_empty() || key.contains('\0') {
            return Err(UnknownScope);
        }
        Ok(Self { kind, key: key.to_owned() })
    }
}

impl fmt::Display for ReportOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            ScopeKind::Council => f.write_str(self.kind.as_str()),
            kind => write!(f, "{kind}:{}", self.key),
        }
    }
}

/// What a report is of, found in the record.
pub(super) struct Target {
    pub scope: ReportScope,
    /// Its id; none for the council and for programmes.
    pub id: Option<Id>,
    /// Whose actions, measures and risks it has.
    pub of: SnapshotScope,
}

impl Target {
    pub const fn is_council(&self) -> bool {
        matches!(self.scope.kind, ScopeKind::Council)
    }
}

impl ReportOf {
    /// The whole council.
    pub const fn council() -> Self {
        Self { kind: ScopeKind::Council, key: String::new() }
    }

    /// That item of the plan.
    pub fn plan(reference: &str) -> Self {
        Self { kind: ScopeKind::Plan, key: reference.to_owned() }
    }

    /// As judgements, narratives and frozen reports are stored of it; a programme has none.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none.
    pub fn stored(&self, conn: &mut Conn) -> Result<Option<String>> {
        Ok(self.find(conn)?.stored())
    }

    /// Finds it.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none.
    pub(super) fn find(&self, conn: &mut Conn) -> Result<Target> {
        let key = Key::parse(&self.key);
        match self.kind {
            ScopeKind::Council => Ok(Target { scope: self.scope(None, None), id: None, of: SnapshotScope::Council }),
            ScopeKind::Plan => {
                let row = plan::find(conn, &key)?.ok_or_else(|| Error::not_found(Kind::PlanItem.name(), &key));
                let row = or_moved(conn, Kind::PlanItem, &key, row)?.row;
                let scope = ReportScope { level: Some(row.level), ..self.scope(Some(row.reference), Some((row.title, row.title_cy))) };
                Ok(Target { scope, id: Some(row.id), of: SnapshotScope::Plan(plan::with_descendants(conn, row.id)?) })
            }
            ScopeKind::ServiceArea => {
                let row = service_areas::find(conn, &key)?.ok_or_else(|| Error::not_found(Kind::ServiceArea.name(), &key));
                let row = or_moved(conn, Kind::ServiceArea, &key, row)?.row;
                let scope = self.scope(Some(row.reference), Some((row.name, row.name_cy)));
                Ok(Target { scope, id: Some(row.id), of: SnapshotScope::Areas(vec![row.id]) })
            }
            ScopeKind::Directorate => {
                let row = directorates::find(conn, &key)?.ok_or_else(|| Error::not_found(Kind::Directorate.name(), &key));
                let row = or_moved(conn, Kind::Directorate, &key, row)?.row;
                let scope = self.scope(Some(row.reference), Some((row.name, row.name_cy)));
                Ok(Target { scope, id: Some(row.id), of: SnapshotScope::Areas(snapshot::areas_of(conn, row.id)?) })
            }
            ScopeKind::Programme => self.programme(conn),
        }
    }

    /// A programme has projects, and nothing else that is known to be its.
    fn programme(&self, conn: &mut Conn) -> Result<Target> {
        let filter = ProjectFilter { programme: Some(self.key.clone()), either: true, ..ProjectFilter::default() };
        if projects::list(conn, &filter, &PageRequest { limit: 1, after: None })?.is_empty() {
            return Err(Error::NotFound { kind: "programme", key: self.key.clone() });
        }
        let scope = self.scope(Some(self.key.clone()), Some((self.key.clone(), None)));
        Ok(Target { scope, id: None, of: SnapshotScope::Areas(Vec::new()) })
    }

    fn scope(&self, reference: Option<String>, named: Option<(String, Option<String>)>) -> ReportScope {
        let (title, title_cy) = named.unzip();
        ReportScope { kind: self.kind, reference, title, title_cy: title_cy.flatten(), level: None }
    }
}

/// What was found; of what is called something else now, that.
fn or_moved<T>(conn: &mut Conn, kind: Kind, key: &Key, found: Result<T>) -> Result<T> {
    if found.is_err() {
        check_not_moved(conn, kind, "/scope", key)?;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::ReportOf;

    #[test]
    fn scopes_are_named_by_kind_and_ref() {
        for text in ["council", "plan:CH", "plan:GC/1", "service_area:HC", "directorate:RES", "programme:Valley of Tomorrow", "plan:a:b"] {
            assert_eq!(text.parse::<ReportOf>().unwrap().to_string(), text);
        }
        for text in ["", "CH", "Council", "plan:", "plan", "council:x", "person:x", "plan:\0"] {
            assert!(text.parse::<ReportOf>().is_err(), "{text}");
        }
    }
}
