//! Goes through what is recorded of a scope in a period, kind by kind, in batches.

use crate::db::Conn;
use crate::domain::day::Day;
use crate::domain::finding::Found;
use crate::domain::finding::texts::Measures;
use crate::domain::period::Period;
use crate::error::Result;
use crate::id::Id;
use crate::model::finding::FoundItem;
use crate::model::settings::Settings;
use crate::ops::context::Scope;
use crate::ops::snapshot::SnapshotScope;
use crate::store::refs::Kind;

/// What is found, and what is needed to find it.
pub(super) struct Gathering<'a> {
    pub(super) settings: &'a Settings,
    pub(super) scope: Scope,
    pub(super) of: SnapshotScope,
    /// What the scope is of; none for the whole council.
    pub(super) item: Option<(Kind, Id)>,
    /// Texts that may say something of measures.
    pub(super) texts: Vec<Text>,
    pub(super) found: Vec<(FoundItem, Found)>,
}

/// A text, what it is of, and where in that it stands.
pub(super) struct Text {
    pub(super) item: FoundItem,
    pub(super) place: String,
    pub(super) body: String,
}

impl<'a> Gathering<'a> {
    /// Of that item and what is under it; without one, of the whole council.
    pub(super) fn new(conn: &mut Conn, settings: &'a Settings, item: Option<(Kind, Id)>, scope: Scope) -> Result<Self> {
        let of = SnapshotScope::of(conn, item)?;
        Ok(Self { settings, scope, of, item, texts: Vec::new(), found: Vec::new() })
    }

    /// All that is found.
    pub(super) fn all(mut self, conn: &mut Conn) -> Result<Vec<(FoundItem, Found)>> {
        let measures = self.measures(conn)?;
        self.actions(conn)?;
        self.risks(conn)?;
        self.narratives(conn)?;
        self.check_texts(&measures);
        Ok(self.found)
    }

    fn check_texts(&mut self, measures: &Measures) {
        for Text { item, place, body } in &self.texts {
            self.found.extend(measures.check(place, body).into_iter().map(|found| (item.clone(), found)));
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
