//! What alerts are about.

use super::AlertRow;
use crate::db::schema::{actions, indicators, risks, service_areas};
use crate::db::{Conn, among, on};
use crate::domain::alert::ItemKind;
use crate::error::Result;
use crate::id::Id;
use diesel::prelude::*;
use std::collections::HashMap;

/// What people need to know of the item that an alert is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertItem {
    /// Its ref.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// The same in Welsh.
    pub title_cy: Option<String>,
    /// The name of its service area.
    pub service_area: Option<String>,
    /// The same in Welsh.
    pub service_area_cy: Option<String>,
    /// The unit of an indicator's figures.
    pub unit: Option<String>,
    /// The decimals they are shown with.
    pub decimals: Option<i32>,
}

/// What the alerts are about, by item; three queries however many.
///
/// # Errors
/// Those of the database.
pub fn items<'a>(conn: &mut Conn, rows: impl Iterator<Item = &'a AlertRow> + Clone) -> Result<HashMap<Id, AlertItem>> {
    let ids = |kind: ItemKind| rows.clone().filter(|row| row.item_kind == kind).map(|row| row.item_id).collect::<Vec<_>>();
    let (of_actions, of_indicators, of_risks) = (ids(ItemKind::Action), ids(ItemKind::Indicator), ids(ItemKind::Risk));
    type Named = (Id, String, String, Option<String>, Option<(String, Option<String>)>);
    let area = (service_areas::name, service_areas::name_cy).nullable();
    let acted: Vec<Named> = on!(conn, c => actions::table.left_join(service_areas::table)
        .filter(among(actions::id, &of_actions))
        .select((actions::id, actions::reference, actions::title, actions::title_cy, area))
        .load(c))?;
    let measured: Vec<(Named, (String, i32))> = on!(conn, c => indicators::table.left_join(service_areas::table)
        .filter(among(indicators::id, &of_indicators))
        .select((
            (indicators::id, indicators::reference, indicators::title, indicators::title_cy, area),
            (indicators::unit, indicators::decimals),
        ))
        .load(c))?;
    let risked: Vec<(Id, String, String, Option<String>)> = on!(conn, c => risks::table
        .filter(among(risks::id, &of_risks))
        .select((risks::id, risks::reference, risks::title, risks::title_cy))
        .load(c))?;
    let item = |(id, reference, title, title_cy, area): Named, unit, decimals| {
        let (service_area, service_area_cy) = area.map_or((None, None), |(name, name_cy)| (Some(name), name_cy));
        (id, AlertItem { reference, title, title_cy, service_area, service_area_cy, unit, decimals })
    };
    let acted = acted.into_iter().map(|named| item(named, None, None));
    let measured = measured.into_iter().map(|(named, (unit, decimals))| item(named, Some(unit), Some(decimals)));
    let risked = risked.into_iter().map(|(id, reference, title, title_cy)| item((id, reference, title, title_cy, None), None, None));
    Ok(acted.chain(measured).chain(risked).collect())
}

/// Who stands in for the owners of what the alerts are about, by item; three queries however many.
///
/// # Errors
/// Those of the database.
pub fn deputies<'a>(conn: &mut Conn, rows: impl Iterator<Item = &'a AlertRow> + Clone) -> Result<HashMap<Id, Id>> {
    let ids = |kind: ItemKind| rows.clone().filter(|row| row.item_kind == kind).map(|row| row.item_id).collect::<Vec<_>>();
    let (of_actions, of_indicators, of_risks) = (ids(ItemKind::Action), ids(ItemKind::Indicator), ids(ItemKind::Risk));
    let mut found: Vec<(Id, Option<Id>)> =
        on!(conn, c => actions::table.filter(among(actions::id, &of_actions)).select((actions::id, actions::deputy_id)).load(c))?;
    let of_indicators = indicators::table.filter(among(indicators::id, &of_indicators)).select((indicators::id, indicators::deputy_id));
    found.extend(on!(conn, c => of_indicators.load::<(Id, Option<Id>)>(c))?);
    let of_risks = risks::table.filter(among(risks::id, &of_risks)).select((risks::id, risks::deputy_id));
    found.extend(on!(conn, c => of_risks.load::<(Id, Option<Id>)>(c))?);
    Ok(found.into_iter().filter_map(|(item, deputy)| Some((item, deputy?))).collect())
}

/// The service areas of the actions and indicators that the alerts are about, by item; two queries however many.
///
/// # Errors
/// Those of the database.
pub fn areas_of_items<'a>(conn: &mut Conn, rows: impl Iterator<Item = &'a AlertRow> + Clone) -> Result<Vec<(Id, Id)>> {
    let ids = |kind: ItemKind| rows.clone().filter(|row| row.item_kind == kind).map(|row| row.item_id).collect::<Vec<_>>();
    let (of_actions, of_indicators) = (ids(ItemKind::Action), ids(ItemKind::Indicator));
    let mut found: Vec<(Id, Option<Id>)> =
        on!(conn, c => actions::table.filter(among(actions::id, &of_actions)).select((actions::id, actions::service_area_id)).load(c))?;
    let of_indicators = indicators::table.filter(among(indicators::id, &of_indicators));
    found.extend(on!(conn, c => of_indicators.select((indicators::id, indicators::service_area_id)).load::<(Id, Option<Id>)>(c))?);
    Ok(found.into_iter().filter_map(|(item, area)| Some((item, area?))).collect())
}
