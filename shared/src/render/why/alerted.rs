//! The sentences of the alerts that no status explains.

use super::{Worded, date, figure, text};
use crate::domain::explanation::{Explanation, Fact};
use crate::domain::period::Period;
use crate::render::clean::clean;
use crate::render::words::Words;

impl Words {
    pub(super) fn alerted(&self, why: &Explanation) -> Option<Worded> {
        match (&*why.rule, &*why.reason) {
            ("action_due_soon", _) => self.due_soon(why),
            ("action_red", "reported_red") => Some(short(self.text("why-reported-red"), self.complete(why).into_iter().collect())),
            ("chronic_red", _) => self.chronic(why),
            ("explanation_missing", _) => Some(short(self.text("why-unexplained"), Vec::new())),
            ("return_due" | "return_missing", _) => self.return_outstanding(why),
            ("unmitigated_rise", "mitigation_overdue") => self.refs("why-mitigation-overdue", why, "overdue"),
            ("unmitigated_rise", "mitigations_closed") => self.refs("why-mitigation-closed", why, "closed"),
            ("quiet_slip", "put_off_again") => self.put_off(why),
            ("quiet_slip", "no_further") => self.no_further(why),
            _ => None,
        }
    }

    fn due_soon(&self, why: &Explanation) -> Option<Worded> {
        let left = figure(why, "days_left")?;
        let headline = if left.wide() == 0 {
            self.text("why-due-today")
        } else {
            self.with("why-due-in", &[("days", self.figure(left, Some("days"), None).into())])
        };
        let on = self.with("why-due-on", &[("due", self.date(date(why, "due")?).into())]);
        Some(short(headline, std::iter::once(on).chain(self.complete(why)).collect()))
    }

    fn chronic(&self, why: &Explanation) -> Option<Worded> {
        let count = self.figure(figure(why, "quarters")?, None, None);
        let span = [("since", self.period(period(why, "since_period")?).into()), ("period", self.period(period(why, "period")?).into())];
        Some(short(self.with("why-chronic", &[("count", count.into())]), vec![self.with("why-chronic-span", &span)]))
    }

    fn return_outstanding(&self, why: &Explanation) -> Option<Worded> {
        let what = self.token("return", text(why, "return")?);
        let deadline = self.date(date(why, "deadline")?);
        let Some(late) = figure(why, "days_late") else {
            let headline = self.with("why-return-due", &[("return", what.into()), ("deadline", deadline.into())]);
            return Some(short(headline, Vec::new()));
        };
        let days = self.figure(late, Some("days"), None);
        let headline = self.with("why-return-late", &[("return", what.into()), ("days", days.into())]);
        Some(short(headline, vec![self.with("why-return-by", &[("deadline", deadline.into())])]))
    }

    fn refs(&self, key: &str, why: &Explanation, input: &str) -> Option<Worded> {
        Some(short(self.with(key, &[("refs", clean(text(why, input)?).into())]), Vec::new()))
    }

    fn put_off(&self, why: &Explanation) -> Option<Worded> {
        let moves = self.figure(figure(why, "moves")?, None, None);
        let dates = [("original", self.date(date(why, "original_due")?).into()), ("due", self.date(date(why, "due")?).into())];
        Some(short(self.with("why-put-off", &[("count", moves.into())]), vec![self.with("why-put-off-dates", &dates)]))
    }

    fn no_further(&self, why: &Explanation) -> Option<Worded> {
        let percent = |name| Some(self.figure(figure(why, name)?, Some("percent"), None).into());
        let values = [
            ("previous", percent("previous_percent")?),
            ("before", self.period(period(why, "previous_period")?).into()),
            ("percent", percent("percent_complete")?),
            ("period", self.period(period(why, "period")?).into()),
        ];
        Some(short(self.text("why-no-further"), vec![self.with("why-no-further-figures", &values)]))
    }

    /// How much of an action is complete, as a sentence.
    fn complete(&self, why: &Explanation) -> Option<String> {
        let percent = self.figure(figure(why, "percent_complete")?, Some("percent"), None);
        Some(self.with("why-overdue-complete", &[("percent", percent.into())]))
    }
}

/// A headline that is short enough to stand for all.
fn short(headline: String, detail: Vec<String>) -> Worded {
    Worded { short: headline.clone(), headline, detail }
}

fn period(why: &Explanation, name: &str) -> Option<Period> {
    match why.input(name)? {
        Fact::Period(period) => Some(*period),
        _ => None,
    }
}
