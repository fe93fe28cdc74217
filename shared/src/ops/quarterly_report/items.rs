//! The actions, measures and risks of a report: gone through once, for their lines, for what is found about them, and for how they
//! have changed since the quarter before.

use super::actions::Actions;
use super::areas::Areas;
use super::comparison::{Compared, Comparing};
use super::findings;
use super::measures::Measures;
use super::risks::Risks;
use super::scope::Target;
use crate::db::Conn;
use crate::error::Result;
use crate::model::comparison::ReportComparison;
use crate::model::report::FindingsSection;
use crate::model::settings::Settings;
use crate::ops::context::Scope;
use crate::ops::quarter::{ActionsOfQuarter, IndicatorsOfQuarter, RisksOfQuarter};
use crate::ops::snapshot::SnapshotScope;
use crate::store::indicators::IndicatorFilter;
use crate::store::risks::RiskFilter;

/// What a report makes of them.
pub(super) struct Items {
    pub actions: Actions,
    pub measures: Measures,
    pub risks: Risks,
    pub findings: FindingsSection,
    /// Of the first quarter there is, none.
    pub comparison: Option<ReportComparison>,
}

impl Items {
    pub fn load(conn: &mut Conn, settings: &Settings, target: &Target, scope: Scope, areas: &Areas) -> Result<Self> {
        let of = &target.of;
        let (mut actions, mut measures, mut risks) = (Actions::default(), Measures::default(), Risks::default());
        let mut gathering = findings::gathering(conn, settings, target, scope)?;
        let earlier = scope.period.plus(-1).map(|period| Scope { period, ..scope });
        let comparing = earlier.map(|earlier| Comparing { settings, of, scopes: [earlier, scope], areas });
        let mut compared = Compared::default();

        of.each_actions(conn, |conn, records| {
            let batch = ActionsOfQuarter::load(conn, records, scope)?;
            actions.take(settings, scope, areas, &batch);
            if let Some(gathering) = &mut gathering {
                gathering.actions(&batch);
            }
            if let Some(comparing) = &comparing {
                comparing.actions(&batch.records, &batch.facts, &mut compared);
            }
            Ok(())
        })?;
        of.each_indicators(conn, &IndicatorFilter { either: true, ..IndicatorFilter::default() }, |conn, records| {
            let batch = IndicatorsOfQuarter::load(conn, records, scope)?;
            measures.take(settings, scope, areas, &batch);
            // A text may name any: what gathers the findings of a part reads the whole council's by itself.
            if let (Some(gathering), SnapshotScope::Council) = (&mut gathering, of) {
                gathering.indicators(&batch);
            }
            if let Some(comparing) = &comparing {
                comparing.measures(&batch.records, &batch.results, &mut compared);
            }
            Ok(())
        })?;
        of.each_risks(conn, RiskFilter { either: true, ..RiskFilter::default() }, |conn, records| {
            let batch = RisksOfQuarter::load(conn, records, scope)?;
            risks.take(of, areas, &batch);
            if let Some(gathering) = &mut gathering {
                gathering.risks(conn, &batch)?;
            }
            if let (Some(comparing), Some(before)) = (&comparing, &batch.before) {
                comparing.risks(&batch.records, [before, &batch.now], &mut compared);
            }
            Ok(())
        })?;

        let findings = findings::section(conn, gathering)?;
        let comparison = earlier.map(|earlier| {
            let Compared { numbers, items } = compared.sorted();
            ReportComparison { from: earlier.period, numbers, items }
        });
        Ok(Self { actions: actions.sorted(), measures: measures.sorted(), risks, findings, comparison })
    }
}
