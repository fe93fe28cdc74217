//! Which alerts that end were dropped though what they are about is still so.

use super::{InForce, Items, Rules, Sweep, look, window_of};
use crate::db::Conn;
use crate::domain::alert::{ItemKind, Rule};
use crate::domain::day::Day;
use crate::domain::period::Period;
use crate::error::Result;
use crate::id::Id;
use crate::model::settings::Settings;
use crate::store::alerts::AlertRow;
use crate::store::{refs, returns};
use std::cell::OnceCell;
use std::collections::{BTreeMap, HashSet};

/// Of these alerts, those whose matter is at `day` as it was: looked at as if every rule were on, about all areas and without grace,
/// and a return asked for though its quarter is signed off or another has ended since. What is asked for of the same matter by another
/// rule or for another quarter counts: nothing was put right. Nor was it of what was archived, or of a risk that the area has no more.
///
/// # Errors
/// Those of the database.
pub fn still_so(conn: &mut Conn, settings: &Settings, day: Day, over: &[AlertRow]) -> Result<HashSet<Id>> {
    let mut groups: BTreeMap<(ItemKind, Option<Period>), Vec<&AlertRow>> = BTreeMap::new();
    for alert in over {
        let asked = alert.period().filter(|_| alert.rule.matter() == Rule::ReturnMissing);
        groups.entry((alert.item_kind, asked)).or_default().push(alert);
    }
    let mut found = HashSet::new();
    for ((kind, asked), alerts) in groups {
        let ids: Vec<Id> = alerts.iter().map(|alert| alert.item_id).collect::<HashSet<_>>().into_iter().collect();
        let matters: HashSet<Rule> = alerts.iter().map(|alert| alert.rule.matter()).collect();
        let rules = Rule::ALL.iter().filter(|rule| matters.contains(&rule.matter()));
        let in_force = |rule: &Rule| (*rule, InForce { settings: settings.alerts.widest(*rule), areas: None });
        let window = OnceCell::from(asked.map(|period| window_of(settings, period)));
        let sweep = Sweep { settings, day, items: Items::Of(kind, &ids), rules: Rules(rules.map(in_force).collect()), window };
        let so: HashSet<_> = look(conn, &sweep)?.iter().map(|alert| (alert.item_id, alert.service_area_id, alert.rule.matter())).collect();
        let archived: HashSet<Id> = refs::archived(conn, kind.into(), &ids)?.into_iter().collect();
        let pairs: HashSet<(Id, Id)> = returns::areas_of_risks(conn, &ids)?.into_iter().collect();
        let is_so = |alert: &&&AlertRow| {
            let matter = (alert.item_id, alert.service_area_id, alert.rule.matter());
            let left = alert.service_area_id.is_some_and(|area| !pairs.contains(&(alert.item_id, area)));
            left || archived.contains(&alert.item_id) || so.contains(&matter)
        };
        found.extend(alerts.iter().filter(is_so).map(|alert| alert.id));
    }
    Ok(found)
}
