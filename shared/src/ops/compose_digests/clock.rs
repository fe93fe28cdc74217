//! When an alert is due for mention to each who hears of it.

use crate::clock::Timestamp;
use crate::domain::day::Day;
use crate::model::settings::Settings;
use crate::ops::audience::{Part, Told};
use crate::store::alerts::AlertRow;

/// What someone has heard of an alert so far.
#[derive(Clone, Copy, Debug, Default)]
pub struct Heard {
    /// In so many digests it was due.
    pub mentions: i32,
    /// The day of the last of them.
    pub mentioned_on: Option<Day>,
    /// When the last mail that lists it was composed.
    pub at: Option<Timestamp>,
    /// They were told that it is resolved.
    pub closing: bool,
}

/// The day from which an alert is due for mention to someone who hears of it as that.
pub fn by_clock(settings: &Settings, told: &Told<'_>, alert: &AlertRow, heard: Option<&Heard>) -> Day {
    let clock = Clock { settings, told, alert };
    let of_owner = clock.mention_from(alert.mentions, alert.mentioned_on);
    match (told.part, heard) {
        (Part::Owner, _) | (Part::Manager, None) => of_owner,
        // Its owner was to hear of it, too, and has not yet: once is enough.
        (Part::Manager, Some(Heard { mentioned_on: Some(last), .. })) if *last >= of_owner => clock.next_mention(alert.mentions, *last),
        (Part::Manager, Some(_)) => of_owner,
        (Part::StandIn, None) => alert.opened_on,
        (Part::StandIn, Some(heard)) => clock.mention_from(heard.mentions, heard.mentioned_on),
    }
}

/// When an alert is due for mention to someone.
#[derive(Clone, Copy)]
struct Clock<'a> {
    settings: &'a Settings,
    told: &'a Told<'a>,
    alert: &'a AlertRow,
}

impl Clock<'_> {
    /// The day from which it is due to someone who had it mentioned so often, last on that day: at once when it is new, from the
    /// day on which it came a stage nearer, else by the cadence.
    fn mention_from(self, mentions: i32, mentioned_on: Option<Day>) -> Day {
        let Some(last) = mentioned_on else { return self.alert.opened_on };
        let nearer = self.alert.stage.filter(|stage| self.alert.told_stage != Some(*stage)).zip(self.alert.due());
        match nearer {
            Some((stage, due)) => due.plus(-i64::from(stage)).max(last),
            None => self.next_mention(mentions, last),
        }
    }

    fn next_mention(self, mentions: i32, last: Day) -> Day {
        let optional = self.alert.rule.is_optional();
        let last = if optional { self.told.person.preference().waits_from(last, &self.settings.working_days()) } else { last };
        self.settings.cadence().next_mention(u32::try_from(mentions).unwrap_or(0), last)
    }
}
