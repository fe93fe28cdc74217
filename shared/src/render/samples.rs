//! Samples for previews and tests, of a council that does not exist.

use super::digest::{Digest, Line, LineState};
use crate::domain::alert::Rule;
use crate::domain::explanation::{Explanation, Fact};
use crate::domain::number::Figure;
use crate::domain::period::{Period, Quarter};
use chrono::NaiveDate;

pub(super) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

pub(super) fn quarter_two() -> Option<Period> {
    Period::new(2017, Quarter::Q2)
}

pub(super) fn figure(text: &str) -> Figure {
    text.parse().unwrap_or_default()
}

/// An explanation with these inputs and a plain summary.
pub(super) fn why(rule: &'static str, reason: &'static str, inputs: &[(&'static str, Fact)]) -> Explanation {
    let explanation = Explanation::new(rule, reason, format!("The rule {rule} found: {reason}."));
    inputs.iter().fold(explanation, |explanation, (name, fact)| explanation.with(name, Some(fact.clone())))
}

pub(super) fn overdue(due: NaiveDate, original: Option<NaiveDate>, days: i32, complete: Option<i32>) -> Explanation {
    why("action_overdue", "past_due_date", &[("due", due.into()), ("days_overdue", Figure::from(days).into())])
        .with("original_due", original)
        .with("percent_complete", complete.map(Figure::from))
}

pub(super) fn missed(actual: &str, target: &str, polarity: &'static str, miss: &str) -> Explanation {
    let facts = [("actual", figure(actual).into()), ("target", figure(target).into()), ("polarity", polarity.into())];
    why("indicator_rag", "missed_beyond_tolerance", &facts)
        .with("miss_percent", Some(figure(miss)))
        .with("tolerance", Some(figure("10")))
        .with("tolerance_kind", Some("relative"))
}

pub(super) fn rising(reason: &'static str, score: i32, band: &'static str, previous: Option<i32>) -> Explanation {
    why("risk_rising", reason, &[("residual_score", Figure::from(score).into()), ("band", band.into())])
        .with("previous_score", previous.map(Figure::from))
}

fn line(rule: Rule, state: LineState, reference: &str, titles: (&str, &str), why: Explanation) -> Line {
    Line {
        rule,
        state,
        reference: reference.to_owned(),
        title: titles.0.to_owned(),
        title_cy: Some(titles.1.to_owned()).filter(|title| !title.is_empty()),
        service_area: None,
        period: if rule == Rule::ActionOverdue { None } else { quarter_two() },
        since: day(2017, 10, 2),
        why,
        unit: None,
        decimals: None,
        link: Some(format!("https://plumbline.cwmderwen.example/i/{}-7Qm2xV9sLkT4cW8uYp3RzEaN6dHbJ5gF", reference.replace('/', "-"))),
        on_behalf_of: None,
    }
}

impl Digest {
    /// A digest with every kind of line in every state, and one that was passed on.
    pub fn sample() -> Self {
        let (new, open, resolved) = (LineState::New, LineState::Open, LineState::Resolved);
        let kerb = (
            "Renew the dropped kerbs on the twelve safest routes to school",
            "Adnewyddu'r cyrbau isel ar y deuddeg llwybr diogelaf i'r ysgol",
        );
        let leisure = ("Agree the new leisure contract", "Cytuno ar y contract hamdden newydd");
        let calls = ("Average time to answer calls to the contact centre", "Amser cyfartalog i ateb galwadau i'r ganolfan gyswllt");
        let rank = ("Place of our website among all councils in Wales", "");
        let storm = ("Flooding of low-lying roads in winter storms", "Llifogydd ar ffyrdd isel yn ystod stormydd y gaeaf");
        let staff = ("Too few qualified planners", "Rhy ychydig o gynllunwyr cymwys");
        let rising_twice = rising("score_increased_and_forecast_up", 12, "high", Some(8));
        let mut lines = vec![
            line(Rule::ActionOverdue, new, "VS/W014", kerb, overdue(day(2017, 9, 30), None, 16, Some(40))),
            line(Rule::MeasureRed, new, "CPM/231", calls, missed("76", "60", "lower", "26.666667")),
            line(Rule::RiskRising, new, "CR4", storm, rising_twice),
            line(Rule::ActionOverdue, open, "LS/A003", leisure, overdue(day(2017, 8, 31), Some(day(2017, 3, 31)), 46, None)),
            line(Rule::MeasureRed, open, "CPM/073", rank, missed("7", "2", "lower", "250")),
            line(Rule::RiskRising, open, "SR11", staff, rising("forecast_up", 9, "medium/high", None)),
            line(
                Rule::ActionOverdue,
                resolved,
                "HR/W020",
                ("Publish the workforce plan", "Cyhoeddi'r cynllun gweithlu"),
                overdue(day(2017, 9, 15), None, 10, Some(90)),
            ),
            line(
                Rule::MeasureRed,
                resolved,
                "CPM/008",
                ("Time that the main systems were available", "Yr amser yr oedd y prif systemau ar gael"),
                missed("98.60", "99.90", "higher", "1.301301"),
            ),
            line(
                Rule::RiskRising,
                resolved,
                "SR02",
                ("Loss of personal records", "Colli cofnodion personol"),
                rising("score_increased", 6, "medium", Some(4)),
            ),
            line(
                Rule::ActionOverdue,
                open,
                "VS/W009",
                ("Inspect every play area", "Archwilio pob man chwarae"),
                overdue(day(2017, 9, 1), None, 45, Some(75)),
            ),
        ];
        let details = [
            ("Visible Services", ""),
            ("Customer Relations", "seconds"),
            ("Highways", ""),
            ("Leisure", ""),
            ("ICT", "rank"),
            ("Planning", ""),
            ("Human Resources", ""),
            ("ICT", "percent"),
            ("Legal", ""),
            ("Visible Services", ""),
        ];
        for (line, (area, unit)) in lines.iter_mut().zip(details) {
            line.service_area = Some(area.to_owned());
            line.unit = Some(unit.to_owned()).filter(|unit| !unit.is_empty());
        }
        if let Some(passed_on) = lines.last_mut() {
            passed_on.on_behalf_of = Some("Alun Penry".to_owned());
        }
        Self {
            organisation: "Cwm Derwen Council".to_owned(),
            recipient_name: "Sioned Hopkin".to_owned(),
            as_of: day(2017, 10, 16),
            lines,
            reply_to: "performance@cwmderwen.example".to_owned(),
        }
    }
}
