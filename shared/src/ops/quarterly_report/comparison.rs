//! Two quarters beside each other: each is worked out as its report does it, by what is recorded now.

mod load;

use super::areas::Areas;
use super::scope::{ReportOf, Target};
use crate::db::Conn;
use crate::db::page::{Cursor, Page, PageRequest};
use crate::domain::alert::ItemKind;
use crate::domain::comparison::ChangeKind;
use crate::domain::day::Day;
use crate::domain::period::Period;
use crate::domain::report::by_ref;
use crate::error::{Error, Result};
use crate::model::comparison::{ChangedItem, ComparedNumbers, Comparison};
use crate::model::settings::Settings;
use crate::ops::context::{Context, Scope};
pub(super) use load::Comparing;
use std::cmp::Ordering;

/// The order of the list: by what the items are, and their refs.
pub const CHANGES_SORT: &str = "kind";

/// Which two quarters are compared.
#[derive(Clone, Copy, Debug, Default)]
pub struct Between {
    /// The earlier; without it, the one before the later.
    pub from: Option<Period>,
    /// The later; without it, the one that ended last.
    pub to: Option<Period>,
    /// The day for which the rules are run; without it, today.
    pub as_of: Option<Day>,
}

/// Which changes a list holds.
#[derive(Clone, Copy, Debug, Default)]
pub struct ChangeQuery {
    /// Of actions, of indicators, or of risks.
    pub kind: Option<ItemKind>,
    /// What moved, what is new, or what left.
    pub change: Option<ChangeKind>,
}

/// Everything that differs.
#[derive(Default)]
pub(super) struct Compared {
    pub numbers: ComparedNumbers,
    pub items: Vec<ChangedItem>,
}

impl Compared {
    /// In the order of the list.
    pub fn sorted(mut self) -> Self {
        self.items.sort_by(|one, other| order(place(one), place(other)));
        self
    }
}

/// How two quarters differ, in numbers.
///
/// # Errors
/// [`Error::NotFound`] when there is no such part of the council; [`Error::Invalid`] for a quarter that is not before the other.
pub fn compare(conn: &mut Conn, context: &Context, settings: &Settings, of: &ReportOf, between: Between) -> Result<Comparison> {
    let (target, scopes, compared) = found(conn, context, settings, of, between)?;
    let [from, to] = scopes;
    Ok(Comparison { scope: target.scope, from: from.period, to: to.period, as_of: to.as_of, numbers: compared.numbers })
}

/// A page of what moved, is new or left.
///
/// # Errors
/// As [`compare`].
pub fn changes(
    conn: &mut Conn,
    context: &Context,
    settings: &Settings,
    of: &ReportOf,
    between: Between,
    query: ChangeQuery,
    page: &PageRequest,
) -> Result<Page<ChangedItem>> {
    let after = page.after.as_ref().map(after).transpose()?;
    let (.., compared) = found(conn, context, settings, of, between)?;
    let mut items = compared.items;
    items.retain(|item| {
        query.kind.is_none_or(|kind| kind == item.kind)
            && query.change.is_none_or(|change| change == item.change)
            && after.is_none_or(|after| order(place(item), after).is_gt())
    });
    Ok(Page::cut(items, page.limit, |item| {
        let (kind, reference, area) = place(item);
        Cursor::of_parts(CHANGES_SORT, &[kind.as_str(), reference], area.to_owned())
    }))
}

type Place<'a> = (ItemKind, &'a str, &'a str);

fn place(item: &ChangedItem) -> Place<'_> {
    (item.kind, &item.reference, item.service_area.as_ref().map_or("", |area| &area.reference))
}

fn order(one: Place<'_>, other: Place<'_>) -> Ordering {
    one.0.cmp(&other.0).then_with(|| by_ref(one.1, other.1)).then_with(|| by_ref(one.2, other.2))
}

fn after(cursor: &Cursor) -> Result<Place<'_>> {
    let [kind, reference] = cursor.parts()?;
    Ok((kind.parse().map_err(|_| crate::db::page::not_of_this_list())?, reference, &cursor.id))
}

fn found(
    conn: &mut Conn,
    context: &Context,
    settings: &Settings,
    of: &ReportOf,
    between: Between,
) -> Result<(Target, [Scope; 2], Compared)> {
    let to = context.scope(settings, between.to, between.as_of)?;
    let earlier = || Error::field("?from", "inconsistent", format!("must be a quarter before {}, which it is compared with", to.period));
    let from = between.from.or_else(|| to.period.plus(-1)).filter(|from| *from < to.period).ok_or_else(earlier)?;
    let target = of.find(conn)?;
    let scopes = [Scope { period: from, ..to }, to];
    let areas = Areas::load(conn)?;
    let compared = Comparing { settings, of: &target.of, scopes, areas: &areas }.all(conn)?;
    Ok((target, scopes, compared))
}
