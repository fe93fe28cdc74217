//! What a digest that was queued says by now.

use super::Wording;
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::domain::day::Day;
use crate::domain::plan::Language;
use crate::error::Result;
use crate::id::Id;
use crate::link::{Subscriber, Target};
use crate::model::notification::Occasion;
use crate::model::settings::Settings;
use crate::ops::audience::{Audience, Part};
use crate::ops::compose_digests::explanation;
use crate::ops::context::Context;
use crate::ops::item_acts::person_of;
use crate::ops::summaries;
use crate::ops::trends::Trends;
use crate::render::Message;
use crate::render::digest::{Digest, Hold, Line, LineState, Owned};
use crate::store::alerts::{self, AlertItem, AlertRow, ListedRow};
use crate::store::notifications::{self as store, NotificationRow};
use crate::store::recipients::{self, Recipient};
use crate::store::{schedule, service_areas};
use std::collections::{BTreeMap, HashSet};

/// What a digest that was queued has to say.
pub(super) struct Drafting {
    pub audience: Audience,
    pub current: Vec<Listed>,
    /// What the row lists, and is not true any more.
    pub left_out: Vec<Id>,
}

/// A line of a digest that is still true.
pub(super) struct Listed {
    alert: AlertRow,
    /// As it was listed when the digest was queued.
    was: String,
    /// It was a reason for the digest.
    due: bool,
    /// `new`, `open` or `resolved`, by what this reader has been told.
    state: &'static str,
    part: Part,
}

/// How the links of one mail are made.
pub struct Links<'a> {
    wording: &'a Wording,
    last_day: Day,
}

/// For how many days more than to items, links to the choice of mails open.
const CHOICE_DAYS: i64 = 365;

impl Drafting {
    /// Of what the row lists, what is still true.
    ///
    /// # Errors
    /// Those of the database.
    pub fn load(conn: &mut Conn, row: &NotificationRow, team: Option<&str>) -> Result<Self> {
        let listed = alerts::of_notification(conn, row.id)?;
        let mut audience = Audience::of(conn, listed.iter().map(|row| &row.alert), team)?;
        let answered = listed.iter().filter_map(|row| person_of(row.alert.quiet_by.as_deref()?));
        audience.enlist(conn, answered.chain([row.person_id]).collect())?;
        let all: Vec<Id> = listed.iter().map(|row| row.alert.id).collect();
        let told_before = store::told_before(conn, row, &all)?;
        let current = still_true(listed, &audience, (row.person_id, row.day), &told_before);
        let left_out = all.into_iter().filter(|id| current.iter().all(|line| line.alert.id != *id)).collect();
        Ok(Self { audience, current, left_out })
    }

    /// Its words, for that person; without links where none are to be made.
    ///
    /// # Errors
    /// Those of the database.
    pub fn digest(
        &self,
        conn: &mut Conn,
        settings: &Settings,
        row: &NotificationRow,
        person: &Recipient,
        (reply_to, links): (&str, Option<&Links<'_>>),
    ) -> Result<Digest> {
        let items = alerts::items(conn, self.alerts())?;
        let areas: Vec<Id> = self.alerts().filter_map(|alert| alert.service_area_id).collect();
        let areas = service_areas::names(conn, &areas)?;
        let day = schedule::not_before_last(conn, row.day)?;
        let open = self.current.iter().filter(|line| line.state != "resolved").map(|line| &line.alert);
        let trends = Trends::load(conn, open, day)?;
        let mut lines = Vec::with_capacity(self.current.len());
        for listed in &self.current {
            let Some(item) = items.get(&listed.alert.item_id) else { continue };
            let mut line = listed.line(person, item, links)?;
            line.trend = trends.of(&listed.alert);
            line.owned = self.owned(listed);
            if listed.part == Part::Manager && listed.state == "new" && line.escalated_on.is_some() {
                // It has come to this manager today, whoever had it before.
                line.escalated_on = Some(row.day);
            }
            line.hold = listed.hold(day).map(|hold| Hold { by: self.by_another(listed, person), ..hold });
            if let Some(area) = listed.alert.service_area_id.and_then(|area| areas.get(&area)) {
                (line.service_area, line.service_area_cy) = (Some(area.0.clone()), area.1.clone());
            }
            lines.push(line);
        }
        // Who gets but what they may do without can stop it with one click; duties come with a way to say how the rest comes.
        let is_optional = !lines.is_empty() && lines.iter().all(|line| line.rule.is_optional());
        Ok(Digest {
            organisation: settings.organisation.clone(),
            organisation_cy: settings.organisation_cy.clone(),
            recipient_name: person.name.clone(),
            as_of: row.day,
            lines,
            reply_to: reply_to.to_owned(),
            unsubscribe: links.filter(|_| is_optional).map(|links| links.to_choice(person, "unsubscribe")),
            preferences: links.filter(|_| !is_optional).map(|links| links.to_choice(person, "preferences")),
        })
    }

    /// What is listed otherwise than it was queued: by what it is listed as.
    pub fn restated(&self) -> BTreeMap<&'static str, Vec<Id>> {
        let mut restated: BTreeMap<_, Vec<Id>> = BTreeMap::new();
        for line in self.current.iter().filter(|line| line.was != line.state) {
            restated.entry(line.state).or_default().push(line.alert.id);
        }
        restated
    }

    fn alerts(&self) -> impl Iterator<Item = &AlertRow> + Clone {
        self.current.iter().map(|line| &line.alert)
    }

    /// The name of who said what is being done, where it is a person, and not the reader.
    fn by_another(&self, listed: &Listed, reader: &Recipient) -> Option<String> {
        let person = person_of(listed.alert.quiet_by.as_deref()?).filter(|person| *person != reader.id)?;
        Some(self.audience.person(person)?.name.clone())
    }

    fn owner_of(&self, listed: &Listed) -> Option<&Recipient> {
        self.audience.person(listed.alert.owner_id?)
    }

    /// The name of an owner; with the address, where another owner has the same.
    fn name_of(&self, owner: &Recipient) -> String {
        let namesake = |other: &Recipient| other.id != owner.id && other.name == owner.name;
        let address = owner.email.as_ref().filter(|_| self.current.iter().filter_map(|line| self.owner_of(line)).any(namesake));
        address.map_or_else(|| owner.name.clone(), |address| format!("{} ({address})", owner.name))
    }

    fn owned(&self, listed: &Listed) -> Owned {
        match (listed.part, self.owner_of(listed).map(|owner| self.name_of(owner))) {
            (Part::Owner, _) => Owned::ByReader,
            (Part::StandIn, None) => Owned::ByNobody,
            (Part::StandIn, Some(name)) => Owned::By(name),
            (Part::Manager, name) if listed.alert.escalated_on.is_none() => Owned::InHandOf(name.unwrap_or_default()),
            (Part::Manager, name) => Owned::EscalatedFrom(name.unwrap_or_default()),
        }
    }
}

/// A mail as it would be worded now, without links, and in which language; both when unknown: for whoever looks at it before it goes
/// out. `None` for a row that is gone, and for a summary with nothing to tell.
///
/// # Errors
/// Those of the database.
pub fn draft(conn: &mut Conn, settings: &Settings, notification: Id, wording: &Wording) -> Result<Option<(Message, Option<Language>)>> {
    let Some(row) = store::find(conn, notification)? else { return Ok(None) };
    if row.check_name == Occasion::Summary.as_str() {
        let Some(person) = recipients::with_managers(conn, vec![row.person_id])?.remove(&row.person_id) else { return Ok(None) };
        let summary = summaries::draft(conn, settings, &row, &person, (wording, None))?;
        return Ok(summary.map(|summary| (Message::Summary(summary), person.language)));
    }
    let drafting = Drafting::load(conn, &row, wording.team.as_deref())?;
    let Some(person) = drafting.audience.person(row.person_id) else { return Ok(None) };
    let digest = drafting.digest(conn, settings, &row, person, (&wording.reply_to, None))?;
    Ok(Some((Message::Digest(digest), person.language)))
}

/// What is resolved, no matter of that person any more, or not wanted by them is not listed. What no mail has told them of is new to
/// them, whatever lay in the outbox meanwhile; and that it is over is none of their concern.
fn still_true(listed: Vec<ListedRow>, audience: &Audience, (person, day): (Id, Day), told_before: &HashSet<Id>) -> Vec<Listed> {
    let line = |ListedRow { alert, state: was, due }| {
        let told = audience.told(&alert, day).into_iter().find(|told| told.person.id == person)?;
        // A reminder that they have switched off since is not theirs any more.
        let part = if alert.rule.is_optional() && told.person.preference().is_off() { return None } else { told.part };
        let state = match (was.as_str(), alert.resolved_on, told_before.contains(&alert.id)) {
            ("resolved", _, true) => "resolved",
            ("resolved", _, false) | (_, Some(_), _) => return None,
            // What comes back to somebody is new to them again.
            ("open", None, true) => "open",
            (_, None, _) => "new",
        };
        Some(Listed { alert, was, due, state, part })
    };
    listed.into_iter().filter_map(line).collect()
}

impl Listed {
    /// Is it a reason to send the digest that was composed then? Not what is resolved, nor what was acknowledged or snoozed meanwhile;
    /// a manager hears of that.
    pub fn speaks(&self, today: Day, composed_at: Timestamp) -> bool {
        let hushed = self.alert.is_quiet(today) && (self.part == Part::Owner || self.alert.quiet_at > Some(composed_at));
        self.state != "resolved" && self.due && (self.part == Part::Manager || !hushed)
    }

    /// What was said of it, while that holds.
    fn hold(&self, day: Day) -> Option<Hold> {
        let (kind, until) = (self.alert.quiet_kind?, self.alert.quiet_until?);
        let is_open = self.state != "resolved" && self.alert.is_quiet(day);
        is_open.then(|| Hold { kind, until, reason: self.alert.quiet_reason.clone(), by: None })
    }

    fn line(&self, person: &Recipient, item: &AlertItem, links: Option<&Links<'_>>) -> Result<Line> {
        let alert = &self.alert;
        Ok(Line {
            rule: alert.rule,
            state: match self.state {
                "new" => LineState::New,
                "resolved" => LineState::Resolved,
                _ => LineState::Open,
            },
            reference: item.reference.clone(),
            title: item.title.clone(),
            title_cy: item.title_cy.clone(),
            service_area: item.service_area.clone(),
            service_area_cy: item.service_area_cy.clone(),
            of_area: alert.service_area_id.is_some(),
            period: alert.period(),
            since: alert.opened_on,
            why: explanation(alert)?,
            unit: item.unit.clone(),
            decimals: item.decimals.and_then(|decimals| u8::try_from(decimals).ok()),
            link: links.map(|links| links.to(alert, person)),
            owned: Owned::ByReader,
            trend: Vec::new(),
            hold: None,
            escalated_on: alert.escalated_on,
        })
    }
}

impl<'a> Links<'a> {
    /// Links open for some days after the mail is worded, or after the day it is about if that is later.
    pub fn new(context: &Context, settings: &Settings, row: &NotificationRow, wording: &'a Wording) -> Self {
        let from = context.today(settings).max(row.day);
        Self { wording, last_day: from.plus(wording.link_days.into()) }
    }

    /// To where that person says which mails they want. It opens for longer than the others: mails are kept, and what is in them
    /// must go on stopping them.
    fn to_choice(&self, person: &Recipient, path: &str) -> String {
        let subscriber = Subscriber { person: person.id, last_day: self.last_day.plus(CHOICE_DAYS) };
        format!("{}/{path}/{}", self.wording.public_url.trim_end_matches('/'), self.wording.signer.sign_mails(&subscriber))
    }

    /// To the page of what an alert is about.
    pub fn to(&self, alert: &AlertRow, person: &Recipient) -> String {
        let target = Target {
            kind: alert.item_kind,
            item: alert.item_id,
            service_area: alert.service_area_id,
            person: person.id,
            last_day: self.last_day,
        };
        format!("{}/items/{}", self.wording.public_url.trim_end_matches('/'), self.wording.signer.sign(&target))
    }
}
