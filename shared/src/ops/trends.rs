//! The last results of the measures that alerts are about.

use crate::db::Conn;
use crate::domain::alert::{ItemKind, Rule};
use crate::domain::day::Day;
use crate::domain::number::Figure;
use crate::domain::period::Period;
use crate::error::Result;
use crate::id::Id;
use crate::store::alerts::AlertRow;
use crate::store::indicators;
use std::collections::HashMap;

/// How many quarters before the one that an alert is about are told.
const BEFORE: i32 = 4;

/// The results in effect on a day.
pub struct Trends(HashMap<Id, Vec<(Period, Figure)>>);

impl Trends {
    /// Those of all the measures whose results these alerts are about: one query however many.
    ///
    /// # Errors
    /// Those of the database.
    pub fn load<'a>(conn: &mut Conn, alerts: impl Iterator<Item = &'a AlertRow>, day: Day) -> Result<Self> {
        let (ids, ends): (Vec<Id>, Vec<Period>) = alerts.filter_map(|alert| Some((alert.item_id, end(alert)?))).unzip();
        let (first, last) = (ends.iter().min().and_then(|end| end.plus(-BEFORE)), ends.iter().max());
        let (Some(first), Some(last)) = (first, last) else { return Ok(Self(HashMap::new())) };
        let mut found: HashMap<Id, Vec<(Period, Figure)>> = HashMap::new();
        for row in indicators::results(conn, &ids, first, *last, day, None)? {
            if let Some(actual) = row.actual {
                found.entry(row.indicator_id).or_default().push((row.period, actual));
            }
        }
        found.values_mut().for_each(|results| results.sort_unstable());
        Ok(Self(found))
    }

    /// The results of the quarter that the alert is about and of those before, the oldest first; none for other alerts.
    pub fn of(&self, alert: &AlertRow) -> Vec<(Period, Figure)> {
        let (Some(end), Some(results)) = (end(alert), self.0.get(&alert.item_id)) else { return Vec::new() };
        let near = |period: Period| (0..=BEFORE).contains(&(end.index() - period.index()));
        results.iter().copied().filter(|(period, _)| near(*period)).collect()
    }
}

/// The quarter of the result that an alert is about, if it is about one.
fn end(alert: &AlertRow) -> Option<Period> {
    let of_result = matches!(alert.rule, Rule::MeasureRed | Rule::ChronicRed | Rule::ExplanationMissing);
    alert.period().filter(|_| of_result && alert.item_kind == ItemKind::Indicator)
}
