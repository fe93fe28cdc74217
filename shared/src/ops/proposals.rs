//! Sentences that the data proposes for the achievements and challenges of a quarter; an editor accepts them into the narratives.

mod gather;

use super::batch::Written;
use super::context::{Context, Scope};
use super::narratives::{self, find_scope, stored_scope};
use crate::db::Conn;
use crate::db::page::{Cursor, Page, PageRequest};
use crate::domain::alert::ItemKind;
use crate::domain::period::Period;
use crate::domain::plan::Language;
use crate::domain::proposal::ProposalSection;
use crate::domain::report::by_ref;
use crate::error::{Error, Result};
use crate::model::narrative::NarrativeDraft;
use crate::model::proposal::{Proposal, ProposalAcceptance};
use crate::model::report::Text;
use crate::model::settings::Settings;
use crate::ops::snapshot::SnapshotScope;
use crate::render::proposal::{Proposed, sentence};
use crate::store::narratives::{self as store, NarrativeFilter};
use gather::Gathering;
use std::cmp::Ordering;

/// The order of the list: achievements first, then by reason, kind and ref.
pub const SORT: &str = "section";
/// The languages that a sentence is proposed in.
const LANGUAGES: [Language; 2] = [Language::English, Language::Welsh];

/// Something that is proposed, and of what.
struct Found {
    kind: ItemKind,
    area: Option<String>,
    proposed: Proposed,
}

/// A page of what is proposed for a part of the council, which is named as narratives name it.
///
/// # Errors
/// [`Error::Invalid`] for a scope that there is not.
pub fn list(
    conn: &mut Conn,
    settings: &Settings,
    scope: Scope,
    name: &str,
    section: Option<ProposalSection>,
    page: &PageRequest,
) -> Result<Page<Proposal>> {
    let mut found = all(conn, settings, scope, "?scope", name)?;
    found.retain(|found| section.is_none_or(|section| section == found.proposed.reason.section()));
    let after = page.after.as_ref().map(|cursor| cursor.id.as_str());
    let from = after.map_or(0, |after| found.iter().position(|found| found.id() == after).map_or(found.len(), |place| place + 1));
    let rest = found.into_iter().skip(from).take(page.limit + 1).collect();
    let stored = stored_scope(conn, "?scope", name)?;
    let written = [ProposalSection::Achievements, ProposalSection::Challenges]
        .into_iter()
        .map(|section| Ok((section, texts(conn, &stored, scope.period, section)?)))
        .collect::<Result<Vec<_>>>()?;
    let page = Page::cut(rest, page.limit, |found: &Found| Cursor { sort: SORT.to_owned(), value: String::new(), id: found.id() });
    Ok(page.map(|found| found.view(&written)))
}

/// Puts a proposed sentence at the end of its section, in both languages, as a draft; where it stands already, it stays as it is.
///
/// # Errors
/// [`Error::NotFound`] when nothing of that id is proposed; otherwise as [`narratives::put`].
pub fn accept(conn: &mut Conn, context: &Context, settings: &Settings, period: Period, acceptance: ProposalAcceptance) -> Result<Written> {
    let scope = context.scope(settings, Some(period), None)?;
    let found = all(conn, settings, scope, "/scope", &acceptance.scope)?;
    let missing = || Error::not_found("proposal", &acceptance.proposal);
    let found = found.into_iter().find(|found| found.id() == acceptance.proposal).ok_or_else(missing)?;
    let section = found.proposed.reason.section();
    let stored = stored_scope(conn, "/scope", &acceptance.scope)?;
    // Held before it is read, so that two who accept at once leave both sentences.
    narratives::hold(conn, period)?;
    let written = texts(conn, &stored, period, section)?;
    let rows = LANGUAGES.into_iter().filter_map(|language| {
        let sentence = sentence(&found.proposed, language);
        let current = body(&written, language);
        let text = match current {
            Some(text) if holds(text, &sentence) => return None,
            Some(text) => format!("{}\n\n{sentence}", text.trim_end()),
            None => sentence,
        };
        let (scope, section) = (acceptance.scope.clone(), section.as_str().to_owned());
        let restatement_reason = acceptance.restatement_reason.clone();
        Some(NarrativeDraft { scope, section, language, text, author: None, state: None, restatement_reason })
    });
    narratives::put(conn, context, period, rows.collect())
}

/// Everything that is proposed, in the order of the list.
fn all(conn: &mut Conn, settings: &Settings, scope: Scope, pointer: &str, name: &str) -> Result<Vec<Found>> {
    let item = find_scope(conn, pointer, name)?;
    let of = SnapshotScope::of(conn, item)?;
    let mut found = Gathering { settings, scope, of: &of }.all(conn)?;
    found.sort_by(Found::order);
    Ok(found)
}

/// What is written of a section, by language.
fn texts(conn: &mut Conn, stored: &str, period: Period, section: ProposalSection) -> Result<Vec<(Language, String)>> {
    let (scope, section) = (Some(stored.to_owned()), Some(section.as_str().to_owned()));
    let filter = NarrativeFilter { period: Some(period), scope, section, ..NarrativeFilter::default() };
    let rows = store::list(conn, &filter, &PageRequest { limit: LANGUAGES.len(), after: None })?;
    Ok(rows.into_iter().map(|row| (row.language, row.body)).collect())
}

fn body(written: &[(Language, String)], language: Language) -> Option<&str> {
    written.iter().find(|(known, _)| *known == language).map(|(_, body)| body.as_str())
}

/// Has the text that sentence as a paragraph, or an entry, of its own?
fn holds(text: &str, sentence: &str) -> bool {
    text.lines().any(|line| line.trim().trim_start_matches(['-', '*', '+', ' ']) == sentence)
}

impl Found {
    /// Named by its ref, not by its id: it is the same in every record of the same council.
    fn id(&self) -> String {
        let area = self.area.as_deref().map(|area| format!(":{area}")).unwrap_or_default();
        format!("{}:{}:{}{area}", self.proposed.reason, self.kind, self.proposed.reference)
    }

    fn order(&self, other: &Self) -> Ordering {
        let place = |found: &Self| (found.proposed.reason.section(), found.proposed.reason, found.kind);
        let refs = by_ref(&self.proposed.reference, &other.proposed.reference);
        place(self).cmp(&place(other)).then(refs).then_with(|| self.area.cmp(&other.area))
    }

    fn view(self, written: &[(ProposalSection, Vec<(Language, String)>)]) -> Proposal {
        let (id, reason) = (self.id(), self.proposed.reason);
        let section = reason.section();
        let written = written.iter().find(|(known, _)| *known == section).map(|(_, texts)| texts.as_slice()).unwrap_or_default();
        let [english, welsh] = LANGUAGES.map(|language| sentence(&self.proposed, language));
        let stands = |language: Language, sentence: &str| body(written, language).is_some_and(|text| holds(text, sentence));
        let accepted = stands(Language::English, &english) && stands(Language::Welsh, &welsh);
        let (kind, reference, service_area) = (self.kind, self.proposed.reference, self.area);
        Proposal { id, section, reason, kind, reference, service_area, text: Text { en: Some(english), cy: Some(welsh) }, accepted }
    }
}
