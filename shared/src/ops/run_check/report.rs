//! What a check did, told alert by alert to whoever made it by hand.

use super::Run;
use crate::db::Conn;
use crate::domain::day::Day;
use crate::domain::explanation::Explanation;
use crate::domain::timetable::Check;
use crate::error::Result;
use crate::id::Id;
use crate::model::notification::Occasion;
use crate::ops::compose_digests::explanation;
use crate::store::alerts::{self, AlertRow};
use crate::store::recipients;
use crate::store::refs;
use serde::Serialize;

/// What a check did.
#[derive(Clone, Debug, Serialize)]
pub struct CheckReport {
    /// The day it was made for.
    pub day: Day,
    /// On a day that is not worked, nothing is sent.
    pub working_day: bool,
    /// Alerts opened.
    pub opened: i32,
    /// Alerts resolved.
    pub resolved: i32,
    /// Each mail, by the name of whom it goes to.
    pub recipients: Vec<Recipient>,
    /// How many people are told at the next check instead, because there are more than a check may write to.
    pub put_off: usize,
    /// Open alerts that nobody can be told of.
    pub unreachable: Vec<ReportedItem>,
}

/// A mail to someone.
#[derive(Clone, Debug, Serialize)]
pub struct Recipient {
    /// What made it.
    pub occasion: Occasion,
    /// To whom it goes.
    pub person: Id,
    /// Their notification, by which its delivery can be followed.
    pub notification: Id,
    /// Their address.
    pub email: String,
    /// Their name.
    pub name: String,
    /// What they are told of; a summary lists no alerts.
    pub items: Vec<ReportedItem>,
}

/// One alert of a report.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ReportedItem {
    /// The condition.
    pub rule: String,
    /// The item's ref.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The item's title.
    pub title: String,
    /// Which area's assessment of a service risk it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_area: Option<String>,
    /// The period it is about; absent when it is about a due date.
    pub period: Option<String>,
    /// `new`, `open` or `resolved`.
    pub state: String,
    /// The day since which it is open.
    pub since: Day,
    /// Why, in a sentence.
    pub why: String,
    /// Why, for programs.
    pub explanation: Explanation,
}

impl CheckReport {
    pub(super) const fn before(day: Day, working_day: bool) -> Self {
        Self { day, working_day, opened: 0, resolved: 0, recipients: Vec::new(), put_off: 0, unreachable: Vec::new() }
    }

    /// Adds what a check of the day did, after those before it: who can still not be told, and who is still put off, the last one
    /// knows.
    pub(super) fn add(&mut self, conn: &mut Conn, run: Run) -> Result<()> {
        self.opened += run.opened;
        self.resolved += run.resolved;
        self.put_off = run.composition.put_off;
        let alone: Vec<_> = run.composition.unreachable.into_iter().map(|alert| (alert, "open".to_owned())).collect();
        self.unreachable = reported(conn, &alone)?;
        let occasion = match run.check {
            Check::Quarterly => Occasion::Quarterly,
            Check::Daily => Occasion::Daily,
        };
        for digest in run.composition.digests {
            let listed: Vec<_> = alerts::of_notification(conn, digest.id)?.into_iter().map(|row| (row.alert, row.state)).collect();
            self.recipients.push(recipient(occasion, digest.id, digest.recipient, reported(conn, &listed)?));
        }
        let summaries = run.summaries.into_iter().map(|queued| recipient(Occasion::Summary, queued.id, queued.recipient, Vec::new()));
        self.recipients.extend(summaries);
        self.recipients.sort_by(|one, other| one.place().cmp(&other.place()));
        Ok(())
    }
}

impl Recipient {
    /// Its place among the mails of a report: by name; whoever has more than one, by what made them.
    pub fn place(&self) -> (&str, Id, Occasion) {
        (&self.name, self.person, self.occasion)
    }
}

fn recipient(occasion: Occasion, notification: Id, to: recipients::Recipient, items: Vec<ReportedItem>) -> Recipient {
    Recipient { occasion, person: to.id, notification, email: to.email.unwrap_or_default(), name: to.name, items }
}

fn reported(conn: &mut Conn, lines: &[(AlertRow, String)]) -> Result<Vec<ReportedItem>> {
    let items = alerts::items(conn, lines.iter().map(|(alert, _)| alert))?;
    let areas: Vec<Id> = lines.iter().filter_map(|(alert, _)| alert.service_area_id).collect();
    let areas = refs::service_areas(conn, &areas)?;
    let one = |(alert, state): &(AlertRow, String)| {
        let why = explanation(alert)?;
        let item = items.get(&alert.item_id);
        Ok(ReportedItem {
            rule: alert.rule.as_str().to_owned(),
            reference: item.map(|item| item.reference.clone()).unwrap_or_default(),
            title: item.map(|item| item.title.clone()).unwrap_or_default(),
            service_area: alert.service_area_id.and_then(|area| areas.get(&area)).map(|area| area.reference.clone()),
            period: alert.period().map(|period| period.to_string()),
            state: state.clone(),
            since: alert.opened_on,
            why: why.summary.clone(),
            explanation: why,
        })
    };
    let mut told = lines.iter().map(one).collect::<Result<Vec<ReportedItem>>>()?;
    let place = |item: &ReportedItem| ["new", "open", "resolved"].iter().position(|state| *state == item.state);
    told.sort_by(|a, b| (place(a), &a.rule, &a.reference, &a.service_area).cmp(&(place(b), &b.rule, &b.reference, &b.service_area)));
    Ok(told)
}
