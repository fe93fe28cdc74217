//! Recording very many results, as imports do: by the rules of one, with what is recorded already read for all of them at once,
//! and what is new written at once.

use super::{result_view, revision};
use crate::db::Conn;
use crate::domain::period::Period;
use crate::domain::plan::PeriodState;
use crate::error::{Error, Result};
use crate::id::{Id, Key};
use crate::model::import::Outcome;
use crate::model::indicator_result::ResultDraft;
use crate::model::settings::Settings;
use crate::ops::Context;
use crate::ops::history::{self, About};
use crate::ops::periods;
use crate::store::indicators::{self as store, IndicatorRow, ResultRow};
use crate::store::refs::Kind;
use std::collections::HashMap;

/// Results that are being recorded together. Alerts and answers are left to whoever does so.
pub struct Recording<'a> {
    context: &'a Context,
    settings: &'a Settings,
    indicators: HashMap<Key, IndicatorRow>,
    /// Those that are stored, and those that are about to be.
    latest: HashMap<(Id, Period), ResultRow>,
    states: HashMap<Period, PeriodState>,
    new: Vec<ResultRow>,
    notes: Vec<crate::store::history::HistoryRow>,
}

impl<'a> Recording<'a> {
    /// Looks up what the results are about, and what is recorded of that.
    ///
    /// # Errors
    /// Those of the database.
    pub fn begin(conn: &mut Conn, context: &'a Context, settings: &'a Settings, about: &[(Key, Period)]) -> Result<Self> {
        let mut periods: Vec<Period> = about.iter().map(|(_, period)| *period).collect();
        periods.sort_unstable();
        periods.dedup();
        let keys: Vec<&Key> = about.iter().map(|(key, _)| key).collect();
        let rows = store::with_keys(conn, &keys)?;
        let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
        let latest = store::last_revisions(conn, &ids, &periods)?;
        let by_key = |row: IndicatorRow| [(Key::Id(row.id), row.clone()), (Key::Ref(row.ref_key.clone()), row)];
        Ok(Self {
            context,
            settings,
            indicators: rows.into_iter().flat_map(by_key).collect(),
            latest: latest.into_iter().map(|row| ((row.indicator_id, row.period), row)).collect(),
            states: HashMap::new(),
            new: Vec::new(),
            notes: Vec::new(),
        })
    }

    /// The latest revision of that indicator and quarter.
    ///
    /// # Errors
    /// [`Error::NotFound`] for the indicator.
    pub fn latest(&self, key: &Key, period: Period) -> Result<Option<&ResultRow>> {
        Ok(self.latest.get(&(self.indicator(key)?.id, period)))
    }

    fn indicator(&self, key: &Key) -> Result<&IndicatorRow> {
        self.indicators.get(key).ok_or_else(|| Error::not_found(Kind::Indicator.name(), key))
    }

    /// Records a checked draft, and tells what becomes of it. Nothing is written yet, nor kept of one that is refused.
    ///
    /// # Errors
    /// As those of recording one.
    pub fn record(&mut self, conn: &mut Conn, key: &Key, period: Period, draft: ResultDraft) -> Result<Outcome> {
        let indicator = self.indicators.get(key).ok_or_else(|| Error::not_found(Kind::Indicator.name(), key))?;
        let latest = self.latest.get(&(indicator.id, period));
        let states = &mut self.states;
        let state = || match states.get(&period) {
            Some(state) => Ok(*state),
            None => {
                let state = periods::settled_state(conn, period)?;
                states.insert(period, state);
                Ok(state)
            }
        };
        let Some(row) = revision(self.context, self.settings, indicator, period, latest, draft, state)? else {
            return Ok(Outcome::Unchanged);
        };
        let about = About::item(Kind::Indicator, indicator.id, &indicator.reference).of(period);
        self.notes.push(history::of_return(self.context, about, latest.map(result_view).as_ref(), &result_view(&row))?);
        let outcome = if row.revision == 1 { Outcome::Created } else { Outcome::Updated };
        self.latest.insert((indicator.id, period), row.clone());
        self.new.push(row);
        Ok(outcome)
    }

    /// Stores what is new.
    ///
    /// # Errors
    /// Those of the database: all is to be undone then, since some may have been written.
    pub fn store(self, conn: &mut Conn) -> Result<()> {
        let meanwhile = |error| match error {
            Error::Duplicate => Error::Unavailable("someone else recorded the same results meanwhile".to_owned()),
            other => other,
        };
        store::insert_results(conn, &self.new).map_err(meanwhile)?;
        crate::store::history::insert_all(conn, &self.notes)
    }
}
