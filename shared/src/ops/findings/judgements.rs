//! The reasons of the judgements of a scope: printed, and so held against the results.

use super::gather::{Gathering, Text};
use crate::db::Conn;
use crate::db::page::PageRequest;
use crate::error::Result;
use crate::id::Id;
use crate::model::finding::FoundItem;
use crate::model::history::Subject;
use crate::ops::narratives::scope_refs;
use crate::store::judgements::{self, JudgementFilter};
use std::collections::HashMap;

impl Gathering<'_> {
    pub(super) fn judgements(&mut self, conn: &mut Conn) -> Result<()> {
        let filter = JudgementFilter { period: Some(self.scope.period), ..JudgementFilter::default() };
        let mut rows = judgements::list(conn, &filter, &PageRequest { limit: usize::MAX, after: None })?;
        rows.retain(|row| self.tells(&row.scope));
        let named: HashMap<Id, String> =
            scope_refs(conn, rows.iter().map(|row| row.scope.as_str()))?.into_iter().map(|(_, id, reference)| (id, reference)).collect();
        for row in rows {
            let scope = row.scope.parse().ok().and_then(|id| named.get(&id)).unwrap_or(&row.scope);
            let item = FoundItem {
                kind: Subject::Judgement,
                id: row.id,
                reference: format!("{scope} {}", row.part),
                title: row.part.to_string(),
                link: format!("/api/v1/judgements?period={}&scope={}&part={}", row.period, row.scope, row.part),
                service_area: None,
                owner: None,
            };
            self.texts.push(Text { item, place: "reason".to_owned(), body: row.reason });
        }
        Ok(())
    }
}
