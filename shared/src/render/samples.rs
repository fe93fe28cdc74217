//! Samples for previews and tests, of a council that does not exist.

use super::digest::{Digest, Line, LineState, Owned};
use crate::domain::action::{Lifecycle, Schedule};
use crate::domain::alert::{self, Rule};
use crate::domain::day::Day;
use crate::domain::explanation::Explanation;
use crate::domain::indicator::{Basis, Definition, DirectionBasis, Frequency, History, Polarity, Reported, ToleranceKind};
use crate::domain::number::Figure;
use crate::domain::period::{Period, Quarter};
use crate::domain::risk::{self, Assessed, Movement};

pub(super) fn day(year: i32, month: u32, day: u32) -> Day {
    Day::new(year, month, day).unwrap_or_default()
}

/// Results of the quarters up to the second, the oldest first.
pub(super) fn results(figures: &[&str]) -> Vec<(Period, Figure)> {
    let last = quarter_two().map_or(0, Period::index);
    let back = (0..figures.len()).rev().filter_map(|back| Period::from_index(last - i32::try_from(back).ok()?));
    back.zip(figures.iter().map(|text| figure(text))).collect()
}

pub(super) fn quarter_two() -> Option<Period> {
    Period::new(2017, Quarter::Q2)
}

pub(super) fn figure(text: &str) -> Figure {
    text.parse().unwrap_or_default()
}

/// Why the rule would raise an alert; an empty sentence where it would not.
fn raised(why: Option<Explanation>) -> Explanation {
    why.unwrap_or_else(|| Explanation::new("none", "none", String::new()))
}

pub(super) fn overdue(due: Day, original: Day, as_of: Day, complete: i32) -> Explanation {
    let schedule = Schedule { start: day(2017, 4, 1), due, lifecycle: Lifecycle::Active };
    raised(alert::action_overdue(&schedule, original, Some(complete.into()), 0, as_of))
}

/// An indicator with the usual tolerance of 10 %.
pub(super) fn indicator(polarity: Polarity) -> Definition {
    Definition {
        polarity,
        frequency: Frequency::Quarterly,
        reporting_quarter: None,
        basis: Basis::InPeriod,
        band_low: None,
        band_high: None,
        tolerance: 10.into(),
        tolerance_kind: ToleranceKind::Relative,
        green_within: 0.into(),
        direction_basis: DirectionBasis::PriorYear,
    }
}

/// Why a figure has the status it has.
pub(super) fn why_rag(definition: &Definition, actual: &str, target: Option<&str>) -> Explanation {
    let reported = Reported { actual: Some(figure(actual)), target: target.map(figure), comparable: true };
    raised(quarter_two().map(|period| definition.assess(period, Some(&reported), History::default()).rag_explanation))
}

pub(super) fn missed(actual: &str, target: &str, polarity: Polarity) -> Explanation {
    why_rag(&indicator(polarity), actual, Some(target))
}

pub(super) fn rising(score: i32, previous: Option<i32>, forecast: Option<Movement>) -> Explanation {
    let assessed = Assessed { residual: score, forecast, stated_direction: None };
    raised(alert::risk_rising(&assessed, &risk::assess(&assessed, previous), previous))
}

pub(super) fn line(rule: Rule, state: LineState, reference: &str, titles: (&str, &str), why: Explanation) -> Line {
    Line {
        rule,
        state,
        reference: reference.to_owned(),
        title: titles.0.to_owned(),
        title_cy: Some(titles.1.to_owned()).filter(|title| !title.is_empty()),
        service_area: None,
        service_area_cy: None,
        of_area: false,
        period: quarter_two().filter(|_| !matches!(rule, Rule::ActionOverdue | Rule::ActionDueSoon | Rule::QuietSlip)),
        since: day(2017, 10, 2),
        why,
        unit: None,
        decimals: None,
        link: Some(format!("https://plumbline.cwmderwen.example/i/{}-7Qm2xV9sLkT4cW8uYp3RzEaN6dHbJ5gF", reference.replace('/', "-"))),
        owned: Owned::ByReader,
        trend: Vec::new(),
        hold: None,
        escalated_on: None,
    }
}

/// An action that was due on `due`, as on the day of the sample.
pub(super) fn late(due: Day, complete: i32) -> Explanation {
    overdue(due, due, day(2017, 10, 16), complete)
}

fn new_lines() -> Vec<Line> {
    let kerbs =
        ("Renew the dropped kerbs on the twelve safest routes to school", "Adnewyddu'r cyrbau isel ar y deuddeg llwybr diogelaf i'r ysgol");
    let calls = ("Average time to answer calls to the contact centre", "Amser cyfartalog i ateb galwadau i'r ganolfan gyswllt");
    let storms = ("Flooding of low-lying roads in winter storms", "Llifogydd ar ffyrdd isel yn ystod stormydd y gaeaf");
    let state = LineState::New;
    let answered = Line {
        unit: Some("seconds".to_owned()),
        trend: results(&["58", "61", "59", "64", "76"]),
        ..line(Rule::MeasureRed, state, "CPM/231", calls, missed("76", "60", Polarity::Lower))
    };
    vec![
        line(Rule::ActionOverdue, state, "VS/W014", kerbs, late(day(2017, 9, 30), 40))
            .of("Visible Services")
            .known_as("Gwasanaethau Gweladwy"),
        answered.of("Customer Relations"),
        line(Rule::RiskRising, state, "CR4", storms, rising(12, Some(8), Some(Movement::Up))).of("Highways"),
    ]
}

fn open_lines() -> Vec<Line> {
    let leisure = ("Agree the new leisure contract", "Cytuno ar y contract hamdden newydd");
    let website = ("Place of our website among all councils in Wales", "");
    let planners = ("Too few qualified planners", "Rhy ychydig o gynllunwyr cymwys");
    let play = ("Inspect every play area", "Archwilio pob man chwarae");
    let state = LineState::Open;
    let moved = overdue(day(2017, 8, 31), day(2017, 3, 31), day(2017, 10, 16), 0);
    let place = Line {
        unit: Some("rank".to_owned()),
        trend: results(&["2", "3", "7"]),
        escalated_on: Some(day(2017, 10, 9)),
        ..line(Rule::MeasureRed, state, "CPM/073", website, missed("7", "2", Polarity::Lower))
    };
    let passed_on = line(Rule::ActionOverdue, state, "VS/W009", play, late(day(2017, 9, 1), 75));
    vec![
        line(Rule::ActionOverdue, state, "LS/A003", leisure, moved).of("Leisure"),
        place.of("ICT"),
        line(Rule::RiskRising, state, "SR11", planners, rising(9, None, Some(Movement::Up))).of("Planning"),
        Line { owned: Owned::By("Alun Penry".to_owned()), ..passed_on.of("Visible Services") },
    ]
}

fn resolved_lines() -> Vec<Line> {
    let workforce = ("Publish the workforce plan", "Cyhoeddi'r cynllun gweithlu");
    let systems = ("Time that the main systems were available", "Yr amser yr oedd y prif systemau ar gael");
    let records = ("Loss of personal records", "Colli cofnodion personol");
    let state = LineState::Resolved;
    vec![
        line(Rule::ActionOverdue, state, "HR/W020", workforce, late(day(2017, 9, 15), 90)).of("Human Resources"),
        line(Rule::MeasureRed, state, "CPM/008", systems, missed("88.60", "99.90", Polarity::Higher)).of("ICT"),
        line(Rule::RiskRising, state, "SR02", records, rising(6, Some(4), None)).of("Legal"),
    ]
}

impl Line {
    pub(super) fn of(self, service_area: &str) -> Self {
        Self { service_area: Some(service_area.to_owned()), ..self }
    }

    pub(super) fn known_as(self, service_area_cy: &str) -> Self {
        Self { service_area_cy: Some(service_area_cy.to_owned()), ..self }
    }
}

impl Digest {
    /// A digest with every kind of line in every state, and one that was passed on.
    pub fn sample() -> Self {
        Self {
            organisation: "Cwm Derwen Council".to_owned(),
            organisation_cy: Some("Cyngor Cwm Derwen".to_owned()),
            recipient_name: "Sioned Hopkin".to_owned(),
            as_of: day(2017, 10, 16),
            lines: [new_lines(), open_lines(), resolved_lines()].concat(),
            reply_to: "performance@cwmderwen.example".to_owned(),
            unsubscribe: None,
            preferences: None,
        }
    }
}
