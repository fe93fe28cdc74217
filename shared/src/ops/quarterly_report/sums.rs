//! What actions and measures add up to: now, and a quarter before.

use super::judged::JudgedOf;
use crate::domain::rollup::{self, Counts, Part, Thresholds};
use crate::model::report::{ActionsTally, Aside, MeasuresTally, Verdict};
use crate::model::settings::Settings;
use crate::model::snapshot::MeasuresSnapshot;
use crate::ops::snapshot::{LeftOut, Tally};

/// Some actions.
#[derive(Clone, Copy, Default)]
pub(super) struct ActionsSum {
    pub now: Counts,
    pub before: Counts,
    pub challenged: u32,
    pub aside: Aside,
}

/// Some measures.
#[derive(Clone, Copy, Default)]
pub(super) struct MeasuresSum {
    pub now: Tally,
    pub before: Tally,
}

/// Actions and measures of one part of the plan.
#[derive(Clone, Copy, Default)]
pub(super) struct Sum {
    pub actions: ActionsSum,
    pub measures: MeasuresSum,
}

impl ActionsSum {
    pub const fn leave_out(&mut self, why: LeftOut) {
        *match why {
            LeftOut::Completed => &mut self.aside.completed,
            LeftOut::Cancelled => &mut self.aside.cancelled,
            LeftOut::ToCome => &mut self.aside.to_come,
        } += 1;
    }

    pub const fn merge(&mut self, other: &Self) {
        self.now.merge(&other.now);
        self.before.merge(&other.before);
        self.challenged += other.challenged;
        self.aside.completed += other.aside.completed;
        self.aside.cancelled += other.aside.cancelled;
        self.aside.to_come += other.aside.to_come;
    }

    pub fn tally(&self, settings: &Settings, judged: JudgedOf<'_>) -> ActionsTally {
        let thresholds = settings.overall_thresholds.into();
        let overall = judged.print(Part::Actions, self.now.suggest(&thresholds), &self.before.suggest(&thresholds));
        ActionsTally { counts: self.now, total: self.now.total(), challenged: self.challenged, overall }
    }
}

impl Sum {
    pub fn merge(&mut self, other: &Self) {
        self.actions.merge(&other.actions);
        self.measures.now.merge(&other.measures.now);
        self.measures.before.merge(&other.measures.before);
    }

    pub const fn is_empty(&self) -> bool {
        self.actions.now.total() + self.measures.now.counts.total() == 0
    }

    pub fn measures(&self, settings: &Settings, judged: JudgedOf<'_>) -> MeasuresTally {
        let MeasuresSnapshot { counts, total, due, reported, quarterly, annual, overall } = self.measures.now.finish(settings);
        let before = self.measures.before.counts.suggest(&settings.overall_thresholds.into());
        MeasuresTally { counts, total, due, reported, quarterly, annual, overall: judged.print(Part::Measures, overall, &before) }
    }

    pub fn whole(&self, settings: &Settings, judged: JudgedOf<'_>) -> Verdict {
        let thresholds: Thresholds = settings.overall_thresholds.into();
        let both = |actions: &Counts, measures: &Counts| rollup::overall(actions, measures, &thresholds);
        let Self { actions, measures } = self;
        judged.print(Part::Overall, both(&actions.now, &measures.now.counts), &both(&actions.before, &measures.before.counts))
    }
}
