//! Goes through what is recorded of a scope in a period, kind by kind, in batches.

use crate::db::Conn;
use crate::db::page::in_batches;
use crate::domain::day::Day;
use crate::domain::finding::Found;
use crate::domain::finding::texts::{Measure, Measures};
use crate::domain::period::Period;
use crate::error::Result;
use crate::id::Id;
use crate::model::finding::FoundItem;
use crate::model::history::Subject;
use crate::model::settings::Settings;
use crate::ops::context::Scope;
use crate::ops::quarter::{ActionsOfQuarter, IndicatorsOfQuarter, RisksOfQuarter};
use crate::ops::snapshot::SnapshotScope;
use crate::store::indicators::{self, IndicatorFilter};
use crate::store::refs::Kind;
use crate::store::risks::RiskFilter;
use std::collections::BTreeMap;

/// What is found, and what is needed to find it.
pub struct Gathering<'a> {
    pub(super) settings: &'a Settings,
    pub(super) scope: Scope,
    pub(super) of: SnapshotScope,
    /// What the scope is of; none for the whole council.
    pub(super) item: Option<(Kind, Id)>,
    /// Texts that may say something of measures.
    pub(super) texts: Vec<Text>,
    pub(super) found: Vec<(FoundItem, Found)>,
    /// All measures of the council, as texts may name them.
    pub(super) known: Vec<Measure>,
    pub(super) aliases: Aliases,
}

/// Who is called so: by each name as texts are read, in any case.
pub(super) type Aliases = BTreeMap<String, Vec<Called>>;

/// An indicator that goes by a name.
pub(super) struct Called {
    /// The alias as it is written; none where the name is its ref.
    pub(super) alias: Option<String>,
    pub(super) reference: String,
    /// Where it is of the scope.
    pub(super) item: Option<FoundItem>,
}

/// A text, what it is of, and where in that it stands.
pub(super) struct Text {
    pub(super) item: FoundItem,
    pub(super) place: String,
    pub(super) body: String,
}

impl<'a> Gathering<'a> {
    /// Of that item and what is under it; without one, of the whole council.
    pub(in crate::ops) fn new(conn: &mut Conn, settings: &'a Settings, item: Option<(Kind, Id)>, scope: Scope) -> Result<Self> {
        let of = SnapshotScope::of(conn, item)?;
        Ok(Self { settings, scope, of, item, texts: Vec::new(), found: Vec::new(), known: Vec::new(), aliases: Aliases::new() })
    }

    /// All that is found.
    pub(super) fn all(mut self, conn: &mut Conn) -> Result<Vec<(FoundItem, Found)>> {
        let (of, scope) = (self.of.clone(), self.scope);
        of.each_actions(conn, |conn, records| {
            self.actions(&ActionsOfQuarter::load(conn, records, scope)?);
            Ok(())
        })?;
        of.each_risks(conn, RiskFilter::default(), |conn, records| {
            let batch = RisksOfQuarter::load(conn, records, scope)?;
            self.risks(conn, &batch)
        })?;
        self.rest(conn)
    }

    /// All that is found, where the actions and risks of the scope were taken; and the indicators, if that is the whole council.
    pub(super) fn rest(mut self, conn: &mut Conn) -> Result<Vec<(FoundItem, Found)>> {
        if self.known.is_empty() {
            self.all_indicators(conn)?;
        }
        self.shared_aliases();
        self.narratives(conn)?;
        self.judgements(conn)?;
        self.projects(conn)?;
        self.check_texts();
        Ok(self.found)
    }

    /// All of the council's are read, whatever the scope: a text may name any.
    fn all_indicators(&mut self, conn: &mut Conn) -> Result<()> {
        let (filter, scope) = (IndicatorFilter::default(), self.scope);
        in_batches(
            conn,
            |conn, page| indicators::list(conn, &filter, page),
            |record| &record.row.ref_key,
            |conn, records| {
                self.indicators(&IndicatorsOfQuarter::load(conn, records, scope)?);
                Ok(())
            },
        )
    }

    fn check_texts(&mut self) {
        let measures = Measures::new(std::mem::take(&mut self.known));
        for Text { item, place, body } in &self.texts {
            let own = (item.kind == Subject::Indicator).then_some(item.reference.as_str());
            self.found.extend(measures.check(place, body, own).into_iter().map(|found| (item.clone(), found)));
        }
    }

    /// Notes what was found about one item.
    pub(super) fn note(&mut self, item: &FoundItem, found: impl IntoIterator<Item = Option<Found>>) {
        self.found.extend(found.into_iter().flatten().map(|found| (item.clone(), found)));
    }

    /// Keeps the texts of an item, to be held against the measures.
    pub(super) fn keep<'t>(&mut self, item: &FoundItem, texts: impl IntoIterator<Item = (&'t str, Option<&'t String>)>) {
        let text = |(place, body): (&str, Option<&String>)| Some(Text { item: item.clone(), place: place.to_owned(), body: body?.clone() });
        self.texts.extend(texts.into_iter().filter_map(text));
    }

    /// The last day of the scope's period.
    pub(super) fn last_day(&self) -> Day {
        self.scope.period.last_day(self.settings.fiscal_year_start)
    }

    /// Has the period ended, so that returns are owed?
    pub(super) fn has_ended(&self) -> bool {
        self.scope.as_of > self.last_day()
    }

    /// The period before, and its last day.
    pub(super) fn previous(&self) -> Option<(Period, Day)> {
        let period = self.scope.period.plus(-1)?;
        Some((period, period.last_day(self.settings.fiscal_year_start)))
    }
}
