//! The table of what changed since the quarter before.

use super::{Cell, Table, maybe_number, maybe_text, maybe_token, text, token};
use crate::model::comparison::{ChangedItem, StandingView};
use crate::model::report::Report;

/// A row for each item that moved, is new or left.
pub(super) fn changes(report: &Report) -> Table {
    let standing = |standing: Option<StandingView>| {
        let status = standing.and_then(|standing| standing.status);
        [maybe_token(status), maybe_number(standing.and_then(|standing| standing.value))]
    };
    let rows = report.comparison.iter().flat_map(|compared| {
        compared.items.iter().map(move |item: &ChangedItem| {
            let area = item.service_area.as_ref().map(|area| &area.reference);
            let named: Vec<Cell> = vec![token(compared.from), token(item.kind), text(&item.reference), maybe_text(area)];
            let became = vec![token(item.change), maybe_token(item.direction), maybe_token(item.why)];
            [named, became, standing(item.from).to_vec(), standing(item.to).to_vec()].concat()
        })
    });
    Table {
        name: "changes",
        columns: &[
            "since",
            "kind",
            "ref",
            "service_area",
            "change",
            "direction",
            "why",
            "from_status",
            "from_value",
            "to_status",
            "to_value",
        ],
        rows: rows.collect(),
    }
}
