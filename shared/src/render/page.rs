//! The pages that the links of a digest open: they show one item, and what its reader can do about it.

use super::page_view::{ItemBlock, NoticeBlock, View, item_view, notice_view};
use crate::domain::action::{Lifecycle, RagSource};
use crate::domain::alert::{ItemKind, Quiet, Rule};
use crate::domain::day::Day;
use crate::domain::explanation::Explanation;
use crate::domain::indicator::{Basis, Polarity};
use crate::domain::number::Figure;
use crate::domain::period::Period;
use crate::domain::plan::Language;
use crate::domain::risk::{Band, Movement, RiskDirection};
use crate::domain::status::{Direction, Rag};
use crate::model::form::{Form, Remark};
use askama::Template;

/// The style of the pages, exactly as it stands in their `<style>`: for a content security policy that names its hash.
pub const STYLE: &str = include_str!("../../templates/page.css");

/// A name, and the same in Welsh if known.
pub type Named<'a> = (&'a str, Option<&'a str>);

/// One item, as its page shows it. What is not known is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemPage {
    /// Name of the organisation.
    pub organisation: String,
    /// Its name in Welsh, if known.
    pub organisation_cy: Option<String>,
    /// The address that answers questions.
    pub contact: String,
    /// The council's reference.
    pub reference: String,
    /// Title.
    pub title: String,
    /// Title in Welsh.
    pub title_cy: Option<String>,
    /// Name of the owner.
    pub owner: Option<String>,
    /// Name of the service area.
    pub service_area: Option<String>,
    /// Its name in Welsh, if known.
    pub service_area_cy: Option<String>,
    /// The quarter that the figures and the status are of.
    pub period: Option<Period>,
    /// The day for which they were worked out.
    pub as_of: Day,
    /// Why the status is what it is.
    pub explanation: Option<Explanation>,
    /// What its owner wrote.
    pub commentary: Option<String>,
    /// What there is to know of an item of its kind.
    pub facts: ItemFacts,
    /// Its alerts that have not been resolved.
    pub alerts: Vec<OpenAlert>,
    /// What its reader can do.
    pub forms: Vec<Form>,
    /// What is to be said first.
    pub remark: Option<Remark>,
}

/// What there is to know of an item, by kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemFacts {
    /// A service action.
    Action(ActionFacts),
    /// An indicator.
    Measure(MeasureFacts),
    /// A risk.
    Risk(RiskFacts),
}

/// What there is to know of an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionFacts {
    /// Where it is in its life.
    pub lifecycle: Lifecycle,
    /// First day.
    pub start: Option<Day>,
    /// The due date that counts.
    pub due: Day,
    /// The first due date, where it was moved.
    pub original_due: Option<Day>,
    /// 0–100, by the latest update.
    pub percent_complete: Option<Figure>,
    /// What the dates lead one to expect, 0–100.
    pub expected_percent: Option<Figure>,
    /// The printed status, and where it comes from.
    pub rag: Option<(Rag, RagSource)>,
}

/// What there is to know of an indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasureFacts {
    /// Unit, as a token such as `percent`.
    pub unit: Option<String>,
    /// With how many decimals its figures are written.
    pub decimals: Option<u8>,
    /// Which way is better.
    pub polarity: Polarity,
    /// What its figures are of: the quarter, or the year so far.
    pub basis: Basis,
    /// The result.
    pub actual: Option<Figure>,
    /// The target.
    pub target: Option<Figure>,
    /// Lower limit of a band.
    pub band_low: Option<Figure>,
    /// Upper limit of a band.
    pub band_high: Option<Figure>,
    /// What it is compared with: of which quarter, and its result.
    pub prior: Option<(Period, Figure)>,
    /// Status.
    pub rag: Option<Rag>,
    /// Direction of travel.
    pub direction: Option<Direction>,
}

/// What there is to know of a risk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RiskFacts {
    /// Residual score.
    pub residual: Option<i32>,
    /// Band of the residual score.
    pub band: Option<Band>,
    /// Inherent score.
    pub inherent: Option<i32>,
    /// Against the assessment before.
    pub direction: Option<RiskDirection>,
    /// Where its owner expects it to go.
    pub forecast: Option<Movement>,
}

/// An alert that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenAlert {
    /// Which condition.
    pub rule: Rule,
    /// The quarter it is about, if it is about one.
    pub period: Option<Period>,
    /// The day on which the condition was first found true.
    pub since: Day,
    /// Why.
    pub why: Explanation,
    /// Acknowledged or put off, until when, and the reason.
    pub quiet: Option<(Quiet, Day, Option<String>)>,
}

impl ItemFacts {
    /// Which kind of item these are of.
    pub const fn kind(&self) -> ItemKind {
        match self {
            Self::Action(_) => ItemKind::Action,
            Self::Measure(_) => ItemKind::Indicator,
            Self::Risk(_) => ItemKind::Risk,
        }
    }
}

#[derive(Template)]
#[template(path = "page_item.html")]
struct ItemHtml {
    view: View<ItemBlock>,
}

#[derive(Template)]
#[template(path = "page_notice.html")]
struct NoticeHtml {
    view: View<NoticeBlock>,
}

/// The page of one item, in that language or in both: complete HTML without scripts or anything to load.
pub fn page(item: &ItemPage, language: Option<Language>) -> String {
    ItemHtml { view: item_view(item, language) }.render().unwrap_or_default()
}

/// The page for a link that has expired (410): how to go on, and whom to ask at `contact`.
pub fn page_expired(organisation: Named<'_>, contact: &str, language: Option<Language>) -> String {
    NoticeHtml { view: notice_view("expired", organisation, contact, language) }.render().unwrap_or_default()
}

/// The page for what cannot be shown while the record is away (503), in both languages.
pub fn page_unavailable(contact: &str) -> String {
    NoticeHtml { view: notice_view("unavailable", ("Plumbline", None), contact, None) }.render().unwrap_or_default()
}

/// The page for a link of somebody who has left (410): what it showed is no longer theirs to see.
pub fn page_left(organisation: Named<'_>, contact: &str, language: Option<Language>) -> String {
    NoticeHtml { view: notice_view("left", organisation, contact, language) }.render().unwrap_or_default()
}

/// The page for a report that is not published (404).
pub fn page_unpublished(organisation: Named<'_>, contact: &str, language: Option<Language>) -> String {
    NoticeHtml { view: notice_view("unpublished", organisation, contact, language) }.render().unwrap_or_default()
}

/// The page for a link that leads nowhere (404).
pub fn page_unknown(organisation: Named<'_>, contact: &str, language: Option<Language>) -> String {
    NoticeHtml { view: notice_view("unknown", organisation, contact, language) }.render().unwrap_or_default()
}
