//! The page that a link in a mail opens: one item, as it stands today, and what its reader can do about it.

use super::compose_digests::explanation;
use super::context::{Context, Scope};
use super::item_acts::{Ended, authority_of, ended, is_closed};
use super::item_forms::{of_alerts, of_return};
use super::{actions, indicators, risks};
use crate::db::Conn;
use crate::domain::action::Lifecycle;
use crate::domain::alert::{ItemKind, Rule};
use crate::domain::indicator::Basis;
use crate::domain::period::Period;
use crate::domain::plan::Language;
use crate::error::{Error, Result};
use crate::id::Key;
use crate::link::Target;
use crate::model::Link;
use crate::model::form::{Act, Form, Posted, Remark};
use crate::model::settings::Settings;
use crate::render::page::{ActionFacts, ItemFacts, ItemPage, MeasureFacts, OpenAlert, RiskFacts};
use crate::store::alerts::{self, AlertRow};
use crate::store::{recipients, refs, service_areas};
use std::collections::BTreeSet;

/// Who answers questions, and who stands in for owners who cannot be told.
#[derive(Clone, Debug)]
pub struct Team {
    /// The address that answers replies.
    pub contact: String,
    /// The address of the performance team, if there is one.
    pub team: Option<String>,
}

/// The page, and the language of the person whom the link was sent to; or why it is not shown any more.
pub type Opened = std::result::Result<(ItemPage, Option<Language>), Ended>;

/// The page of a link.
///
/// # Errors
/// [`crate::error::Error::NotFound`] when there is no such item any more.
pub fn item_page(conn: &mut Conn, context: &Context, settings: &Settings, target: &Target, team: &Team) -> Result<Opened> {
    shown(conn, context, settings, target, (team, &Posted::default()))
}

/// The same after what was `posted` was not done, for that reason: nothing that was typed is lost.
///
/// # Errors
/// As [`item_page`]; an error that the reader of the page can do nothing about.
pub fn page_again(
    conn: &mut Conn,
    context: &Context,
    settings: &Settings,
    target: &Target,
    (team, posted): (&Team, &Posted),
    error: Error,
) -> Result<Opened> {
    let (mut page, language) = match shown(conn, context, settings, target, (team, posted))? {
        Ok(shown) => shown,
        Err(ended) => return Ok(Err(ended)),
    };
    page.remark = Some(match (error, posted.act(), posted.period()) {
        (Error::Invalid(errors), Some(act), _) => Remark::Wrong(act, errors),
        (Error::Stale { .. } | Error::Unconditional { .. }, Some(act), _) => Remark::Stale(act),
        (Error::Conflict { code: "period_closed", .. }, _, Some(period)) => Remark::Closed(period),
        (Error::Conflict { code: "alert_resolved", .. }, ..) => Remark::Resolved,
        (Error::Conflict { code: "archived", .. }, ..) => Remark::Archived,
        (Error::Conflict { detail, .. } | Error::Malformed(detail), ..) => Remark::Refused(detail),
        (Error::Forbidden(_), ..) => Remark::NotYours,
        (other, ..) => return Err(other),
    });
    let (errors, is_stale) = match &page.remark {
        Some(Remark::Wrong(_, errors)) => (errors.clone(), false),
        remark => (Vec::new(), matches!(remark, Some(Remark::Stale(_)))),
    };
    let sent = |form: &&mut Form| posted.act() == Some(form.act) && form.period.is_none_or(|period| posted.period() == Some(period));
    page.forms.iter_mut().filter(sent).for_each(|form| form.overlay(posted, &errors, is_stale));
    Ok(Ok((page, language)))
}

fn shown(conn: &mut Conn, context: &Context, settings: &Settings, target: &Target, (team, posted): (&Team, &Posted)) -> Result<Opened> {
    if let Some(ended) = ended(conn, context, settings, target)? {
        return Ok(Err(ended));
    }
    let open: Vec<AlertRow> = alerts::open(conn, Some(&[target.item]))?;
    let mut open: Vec<_> = open.into_iter().filter(|alert| alert.service_area_id == target.service_area).collect();
    open.sort_by_key(|alert| (alert.rule, alert.opened_on, alert.subject.clone()));
    let quarters = quarters(&open, posted, settings.running_period(context.today(settings)));
    let period = quarters.first().copied();
    let scope = context.scope(settings, period, None)?;
    let key = Key::Id(target.item);
    let mut page = match target.kind {
        ItemKind::Action => action(conn, settings, &key, scope)?,
        ItemKind::Indicator => measure(conn, settings, &key, scope)?,
        ItemKind::Risk => risk(conn, &key, target, scope)?,
    };
    page.organisation.clone_from(&settings.organisation);
    page.organisation_cy.clone_from(&settings.organisation_cy);
    page.contact.clone_from(&team.contact);
    page.alerts = open.iter().map(|alert| open_alert(alert, scope)).collect::<Result<_>>()?;
    if refs::is_archived(conn, target.kind.into(), target.item)? {
        page.remark = Some(Remark::Archived);
    } else if authority_of(conn, target, team.team.as_deref())?.is_some() {
        add_forms(conn, settings, target, (&mut page, &open), (scope, posted, &quarters))?;
    } else {
        page.remark = Some(if page.owner.is_none() { Remark::Unowned } else { Remark::NotYours });
    }
    let person = recipients::with_managers(conn, vec![target.person])?.remove(&target.person);
    Ok(Ok((page, person.and_then(|person| person.language))))
}

/// The quarters that the page is about: first the one that was typed of, or whose return is asked for, or the one that runs, where an
/// action is to be finished, or else the latest that the reader was told of; then the others. None without an alert: the quarter that
/// ended last.
fn quarters(open: &[AlertRow], posted: &Posted, running: Option<Period>) -> Vec<Period> {
    let asked = open.iter().filter(|alert| alert.rule.matter() == Rule::ReturnMissing).filter_map(AlertRow::period).max();
    let running = running.filter(|_| open.iter().any(|alert| matches!(alert.rule.matter(), Rule::ActionOverdue | Rule::ActionDueSoon)));
    let told: BTreeSet<Period> = open.iter().filter_map(AlertRow::period).collect();
    let mut quarters: Vec<Period> = Vec::new();
    for quarter in posted.period().into_iter().chain(asked).chain(running).chain(told.into_iter().rev()) {
        if !quarters.contains(&quarter) {
            quarters.push(quarter);
        }
    }
    quarters
}

/// What is signed off, or was given up, takes no return.
fn add_forms(
    conn: &mut Conn,
    settings: &Settings,
    target: &Target,
    (page, open): (&mut ItemPage, &[AlertRow]),
    (scope, posted, quarters): (Scope, &Posted, &[Period]),
) -> Result<()> {
    let given_up = matches!(&page.facts, ItemFacts::Action(action) if action.lifecycle != Lifecycle::Active);
    if is_closed(conn, settings, scope.period)? {
        page.remark = Some(Remark::Closed(scope.period));
    } else if !given_up {
        let hints = hints_of(&page.facts);
        page.forms.push(of_return(conn, target, scope.period, posted)?.with_hints(hints));
        for other in quarters.iter().filter(|quarter| **quarter != scope.period) {
            if !is_closed(conn, settings, *other)? {
                page.forms.push(Form { is_open: false, ..of_return(conn, target, *other, &Posted::default())?.with_hints(hints) });
            }
        }
    }
    page.forms.extend(of_alerts(settings, scope.as_of, open));
    Ok(())
}

/// What is to be known of an item's fields, by their names.
const fn hints_of(facts: &ItemFacts) -> &'static [(&'static str, &'static str)] {
    match facts {
        ItemFacts::Measure(MeasureFacts { basis: Basis::Cumulative, .. }) => {
            &[("actual", "hint-cumulative"), ("target", "hint-cumulative")]
        }
        _ => &[],
    }
}

/// Says on a page that this was done.
pub fn tell_done(page: &mut ItemPage, done: Option<Act>) {
    if let Some(act) = done {
        page.remark = Some(Remark::Done(act));
    }
}

fn open_alert(alert: &AlertRow, scope: Scope) -> Result<OpenAlert> {
    let quiet = alert.quiet_kind.zip(alert.quiet_until).filter(|(_, until)| scope.as_of <= *until);
    Ok(OpenAlert {
        rule: alert.rule,
        period: alert.period(),
        since: alert.opened_on,
        why: explanation(alert)?,
        quiet: quiet.map(|(kind, until)| (kind, until, alert.quiet_reason.clone())),
    })
}

fn action(conn: &mut Conn, settings: &Settings, key: &Key, scope: Scope) -> Result<ItemPage> {
    let item = actions::get(conn, settings, key, scope)?;
    let status = item.status;
    let facts = ItemFacts::Action(ActionFacts {
        lifecycle: item.lifecycle.at(item.ends_on, scope.as_of.min(scope.period.last_day(settings.fiscal_year_start))),
        start: Some(item.start),
        due: item.due_date,
        original_due: item.revised.then_some(item.original_due_date),
        percent_complete: status.percent_complete,
        expected_percent: Some(status.expected_progress),
        rag: Some((status.rag, status.source)),
    });
    let commentary = item.update.and_then(|update| update.commentary.or(update.commentary_cy));
    let about = About { reference: item.reference, title: item.title, title_cy: item.title_cy, owner: item.owner, area: item.service_area };
    about.page(conn, scope, Some(status.explanation.rag), commentary, facts)
}

fn measure(conn: &mut Conn, settings: &Settings, key: &Key, scope: Scope) -> Result<ItemPage> {
    let item = indicators::get(conn, settings, key, scope)?;
    let status = item.status;
    let compared = |name| status.explanation.direction.input(name);
    let prior = compared("prior_period").and_then(|fact| fact.period()).zip(compared("prior_actual").and_then(|fact| fact.figure()));
    let facts = ItemFacts::Measure(MeasureFacts {
        unit: Some(item.unit),
        decimals: u8::try_from(item.decimals).ok(),
        polarity: item.polarity,
        basis: item.basis,
        actual: item.result.as_ref().and_then(|result| result.actual),
        target: item.result.as_ref().and_then(|result| result.target),
        band_low: item.band_low,
        band_high: item.band_high,
        prior,
        rag: Some(status.rag),
        direction: Some(status.direction),
    });
    let commentary = item.result.and_then(|result| result.commentary.or(result.commentary_cy));
    let about = About { reference: item.reference, title: item.title, title_cy: item.title_cy, owner: item.owner, area: item.service_area };
    about.page(conn, scope, Some(status.explanation.rag), commentary, facts)
}

fn risk(conn: &mut Conn, key: &Key, target: &Target, scope: Scope) -> Result<ItemPage> {
    let item = risks::get(conn, key, scope)?;
    let of_area = |area: &Option<Link>| area.as_ref().map(|area| area.id) == target.service_area;
    let pair = item.assessments.into_iter().find(|pair| of_area(&pair.service_area));
    let (area, assessment, status) = pair.map_or((None, None, None), |pair| (pair.service_area, pair.assessment, Some(pair.status)));
    let facts = ItemFacts::Risk(RiskFacts {
        residual: status.as_ref().and_then(|status| status.score),
        band: status.as_ref().and_then(|status| status.band),
        inherent: assessment.as_ref().and_then(|assessment| assessment.inherent_score),
        direction: status.as_ref().and_then(|status| status.direction),
        forecast: status.as_ref().and_then(|status| status.forecast),
    });
    let reason = assessment.and_then(|assessment| assessment.reason.or(assessment.reason_cy));
    let about = About { reference: item.reference, title: item.title, title_cy: item.title_cy, owner: item.owner, area };
    about.page(conn, scope, status.map(|status| status.explanation.direction), reason, facts)
}

struct About {
    reference: String,
    title: String,
    title_cy: Option<String>,
    owner: Option<Link>,
    area: Option<Link>,
}

impl About {
    fn page(
        self,
        conn: &mut Conn,
        scope: Scope,
        explanation: Option<crate::domain::explanation::Explanation>,
        commentary: Option<String>,
        facts: ItemFacts,
    ) -> Result<ItemPage> {
        let area = self.area.map(|area| area.id);
        let area = service_areas::names(conn, area.as_slice())?.into_values().next();
        let (service_area, service_area_cy) = area.map_or((None, None), |(name, name_cy)| (Some(name), name_cy));
        Ok(ItemPage {
            organisation: String::new(),
            organisation_cy: None,
            contact: String::new(),
            reference: self.reference,
            title: self.title,
            title_cy: self.title_cy,
            owner: self.owner.map(|owner| owner.name),
            service_area,
            service_area_cy,
            period: Some(scope.period),
            as_of: scope.as_of,
            explanation,
            commentary,
            facts,
            alerts: Vec::new(),
            forms: Vec::new(),
            remark: None,
        })
    }
}
