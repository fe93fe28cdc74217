//! The findings of a report.

use super::scope::Target;
use crate::db::Conn;
use crate::domain::finding::Severity;
use crate::domain::report::by_ref;
use crate::error::Result;
use crate::model::finding::Finding;
use crate::model::report::{AcceptedFinding, FindingLine, FindingsSection, ScopeKind};
use crate::model::settings::Settings;
use crate::ops::context::Scope;
use crate::ops::findings::{self, Gathering};
use crate::store::refs::Kind;

/// What gathers those of what the report is of; a programme has none.
pub(super) fn gathering<'a>(conn: &mut Conn, settings: &'a Settings, target: &Target, scope: Scope) -> Result<Option<Gathering<'a>>> {
    let kind = match target.scope.kind {
        ScopeKind::Council => None,
        ScopeKind::Plan => Some(Kind::PlanItem),
        ScopeKind::ServiceArea => Some(Kind::ServiceArea),
        ScopeKind::Directorate => Some(Kind::Directorate),
        ScopeKind::Programme => return Ok(None),
    };
    Gathering::new(conn, settings, kind.zip(target.id), scope).map(Some)
}

/// What was gathered.
pub(super) fn section(conn: &mut Conn, gathering: Option<Gathering<'_>>) -> Result<FindingsSection> {
    let found = gathering.map(|gathering| findings::gathered(conn, gathering)).transpose()?;
    let mut section = FindingsSection::default();
    for Finding { kind, severity, item, says, against, sentence, told, accepted, .. } in found.into_iter().flatten() {
        let finding = FindingLine { kind, severity, about: item.kind, reference: item.reference, says, against, sentence, told };
        let counts = &mut section.counts;
        match accepted {
            Some(accepted) => {
                counts.accepted += 1;
                section.accepted.push(AcceptedFinding { finding, reason: accepted.reason, at: accepted.at });
            }
            None => {
                *match severity {
                    Severity::Blocking => &mut counts.blocking,
                    Severity::Warning => &mut counts.warning,
                    Severity::Note => &mut counts.note,
                } += 1;
                section.open.push(finding);
            }
        }
    }
    section.open.sort_by(order);
    section.accepted.sort_by(|one, other| order(&one.finding, &other.finding));
    Ok(section)
}

/// By what they say, not by their ids: the same record gives the same report, wherever it was written.
fn order(one: &FindingLine, other: &FindingLine) -> std::cmp::Ordering {
    let rest = |line: &FindingLine| [&line.says, &line.against].map(|side| (side.place.clone(), side.value.clone()));
    (one.severity, one.kind)
        .cmp(&(other.severity, other.kind))
        .then_with(|| by_ref(&one.reference, &other.reference))
        .then_with(|| rest(one).cmp(&rest(other)))
}
