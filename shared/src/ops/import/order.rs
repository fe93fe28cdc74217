//! Rows that refer to rows of their own file, such as people to their managers, come after them.

use super::format::{FileFormat, Holds, item_key};
use super::row::Row;
use std::collections::HashMap;

/// The rows, each after the rows of the same file that it refers to. Rows that refer to each other in a circle come last.
pub(super) fn referred_first(format: &FileFormat, rows: Vec<Row>) -> Vec<Row> {
    let own = format.columns.iter().find(|column| matches!(column.holds, Holds::Ref(kind) if Some(kind) == format.kind));
    let key = format.columns.iter().find(|column| column.key);
    let (Some(own), Some(key)) = (own, key) else { return rows };
    let mut waiting: HashMap<String, Vec<Row>> = HashMap::new();
    let mut to_come: HashMap<String, usize> = HashMap::new();
    for row in &rows {
        *to_come.entry(item_key(format.kind, row.text(key.name))).or_default() += 1;
    }
    let mut ordered = Vec::with_capacity(rows.len());
    for row in rows {
        let referred = item_key(format.kind, row.text(own.name));
        if to_come.contains_key(&referred) {
            waiting.entry(referred).or_default().push(row);
            continue;
        }
        let mut ready = vec![row];
        while let Some(row) = ready.pop() {
            let placed = item_key(format.kind, row.text(key.name));
            ordered.push(row);
            to_come.remove(&placed);
            // In the order of the file: the last is taken first.
            ready.extend(waiting.remove(&placed).unwrap_or_default().into_iter().rev());
        }
    }
    let mut circles: Vec<Row> = waiting.into_values().flatten().collect();
    circles.sort_by_key(|row| row.line);
    ordered.extend(circles);
    ordered
}
