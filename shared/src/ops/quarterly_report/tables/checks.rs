//! Tables of what is to be known of a report: findings, and what was changed since it was reported.

use super::{Cell, Table, maybe_text, text, token};
use crate::model::report::{FindingLine, Report, RestatedLine};
use serde_json::Value;

/// Those that are open, and those that are let stand.
pub(super) fn findings(report: &Report) -> Table {
    let row = |line: &FindingLine, reason: Option<&String>| {
        vec![
            token(line.severity),
            token(line.kind),
            token(line.about),
            text(&line.reference),
            text(&line.says.place),
            text(&line.says.value),
            text(&line.against.place),
            text(&line.against.value),
            text(&line.sentence),
            token(reason.is_some()),
            maybe_text(reason),
        ]
    };
    let open = report.findings.open.iter().map(|line| row(line, None));
    let accepted = report.findings.accepted.iter().map(|line| row(&line.finding, Some(&line.reason)));
    Table {
        name: "findings",
        columns: &[
            "severity",
            "kind",
            "about",
            "ref",
            "place",
            "says",
            "against_place",
            "against",
            "sentence",
            "accepted",
            "accepted_because",
        ],
        rows: open.chain(accepted).collect(),
    }
}

/// A row for each field that was changed.
pub(super) fn restated(report: &Report) -> Table {
    let rows = report.restated.iter().flat_map(|line: &RestatedLine| {
        line.changes.iter().map(move |change| {
            let field = change.field.trim_start_matches('/').to_owned();
            let of = vec![token(line.period), token(line.about), text(&line.reference), text(field)];
            [of, vec![value(&change.from), value(&change.to), maybe_text(line.reason.as_ref()), token(line.at)]].concat()
        })
    });
    Table { name: "restated", columns: &["period", "about", "ref", "field", "from", "to", "reason", "at"], rows: rows.collect() }
}

fn value(value: &Value) -> Cell {
    match value {
        Value::Null => Cell::Empty,
        Value::String(said) => text(said),
        // A number may be below zero, which is no formula.
        other => token(other),
    }
}
