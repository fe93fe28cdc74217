//! The narratives of a scope: what they say of measures is held against the results.

use super::gather::{Gathering, Text};
use crate::db::Conn;
use crate::db::page::PageRequest;
use crate::error::Result;
use crate::id::Id;
use crate::model::finding::FoundItem;
use crate::model::history::Subject;
use crate::ops::narratives::scope_refs;
use crate::ops::snapshot::SnapshotScope;
use crate::store::narratives::{self, NarrativeFilter, NarrativeRow};
use crate::store::refs;
use std::collections::HashMap;

impl Gathering<'_> {
    pub(super) fn narratives(&mut self, conn: &mut Conn) -> Result<()> {
        let filter = NarrativeFilter { period: Some(self.scope.period), ..NarrativeFilter::default() };
        let mut rows = narratives::list(conn, &filter, &PageRequest { limit: usize::MAX, after: None })?;
        rows.retain(|row| self.tells(&row.scope));
        let named = scope_refs(conn, rows.iter().map(|row| row.scope.as_str()))?;
        let named: HashMap<String, String> = named.into_iter().map(|(_, id, reference)| (id.to_string(), reference)).collect();
        let authors: Vec<Id> = rows.iter().filter_map(|row| row.author_id).collect();
        let authors = refs::people(conn, &authors)?;
        for row in rows {
            let scope = named.get(&row.scope).unwrap_or(&row.scope);
            let item = FoundItem {
                kind: Subject::Narrative,
                id: row.id,
                reference: format!("{scope} {} {}", row.section, row.language),
                title: row.section.clone(),
                link: link(&row),
                service_area: None,
                owner: row.author_id.and_then(|id| authors.get(&id).cloned()),
            };
            self.texts.push(Text { item, place: "narrative".to_owned(), body: row.body });
        }
        Ok(())
    }

    /// Is it about the scope, or about what is under it?
    pub(super) fn tells(&self, scope: &str) -> bool {
        let Ok(about) = scope.parse::<Id>() else { return self.item.is_none() };
        match &self.of {
            SnapshotScope::Council => true,
            SnapshotScope::Plan(ids) | SnapshotScope::Areas(ids) => ids.contains(&about) || self.item.is_some_and(|(_, id)| id == about),
        }
    }
}

fn link(row: &NarrativeRow) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("period", &row.period.to_string())
        .append_pair("scope", &row.scope)
        .append_pair("section", &row.section)
        .append_pair("language", row.language.as_str())
        .finish();
    format!("/api/v1/narratives?{query}")
}
