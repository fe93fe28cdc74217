//! Sample pages, of the same council as the sample digest.

use super::page::{ActionFacts, ItemFacts, ItemPage, MeasureFacts, OpenAlert, RiskFacts};
use super::samples::{day, figure, missed, overdue, quarter_two, rising};
use crate::domain::action::{Lifecycle, RagSource};
use crate::domain::alert::Rule;
use crate::domain::explanation::Explanation;
use crate::domain::indicator::{Basis, Polarity};
use crate::domain::number::Figure;
use crate::domain::risk::{Band, Movement, RiskDirection};
use crate::domain::status::{Direction, Rag};

impl ItemPage {
    /// One page of each kind: an overdue action, a red measure, a rising risk.
    pub fn samples() -> [Self; 3] {
        [sample_action(), sample_measure(), sample_risk()]
    }
}

fn sample(reference: &str, titles: (&str, &str), facts: ItemFacts, explanation: Option<Explanation>, alerts: Vec<OpenAlert>) -> ItemPage {
    ItemPage {
        organisation: "Cwm Derwen Council".to_owned(),
        organisation_cy: Some("Cyngor Cwm Derwen".to_owned()),
        contact: "performance@cwmderwen.example".to_owned(),
        reference: reference.to_owned(),
        title: titles.0.to_owned(),
        title_cy: Some(titles.1.to_owned()),
        owner: Some("Sioned Hopkin".to_owned()),
        service_area: Some("Visible Services".to_owned()),
        service_area_cy: Some("Gwasanaethau Gweladwy".to_owned()),
        period: quarter_two(),
        as_of: day(2017, 10, 16),
        explanation,
        commentary: Some("Two crews were lost to the summer repairs.\nWork starts again on 6 November.".to_owned()),
        facts,
        alerts,
        forms: Vec::new(),
        remark: None,
    }
}

fn alert(rule: Rule, why: Explanation) -> Vec<OpenAlert> {
    let period = if rule == Rule::ActionOverdue { None } else { quarter_two() };
    vec![OpenAlert { rule, period, since: day(2017, 10, 2), why, quiet: None }]
}

fn sample_action() -> ItemPage {
    let facts = ItemFacts::Action(ActionFacts {
        lifecycle: Lifecycle::Active,
        start: Some(day(2017, 4, 1)),
        due: day(2017, 9, 30),
        original_due: Some(day(2017, 6, 30)),
        percent_complete: Some(Figure::from(40)),
        expected_percent: Some(Figure::from(100)),
        rag: Some((Rag::Amber, RagSource::Reported)),
    });
    let titles =
        ("Renew the dropped kerbs on the twelve safest routes to school", "Adnewyddu'r cyrbau isel ar y deuddeg llwybr diogelaf i'r ysgol");
    let why = overdue(day(2017, 9, 30), day(2017, 6, 30), day(2017, 10, 16), 40);
    sample("VS/W014", titles, facts, None, alert(Rule::ActionOverdue, why))
}

fn sample_measure() -> ItemPage {
    let facts = ItemFacts::Measure(MeasureFacts {
        basis: Basis::InPeriod,
        unit: Some("seconds".to_owned()),
        decimals: Some(0),
        polarity: Polarity::Lower,
        actual: Some(figure("76")),
        target: Some(figure("60")),
        band_low: None,
        band_high: None,
        prior: quarter_two().and_then(|quarter| quarter.plus(-4)).map(|quarter| (quarter, figure("81"))),
        rag: Some(Rag::Red),
        direction: Some(Direction::Improved),
    });
    let titles = ("Average time to answer calls to the contact centre", "Amser cyfartalog i ateb galwadau i'r ganolfan gyswllt");
    let why = missed("76", "60", Polarity::Lower);
    sample("CPM/231", titles, facts, Some(why.clone()), alert(Rule::MeasureRed, why))
}

fn sample_risk() -> ItemPage {
    let facts = ItemFacts::Risk(RiskFacts {
        residual: Some(12),
        band: Some(Band::High),
        inherent: Some(16),
        direction: Some(RiskDirection::Increasing),
        forecast: Some(Movement::Up),
    });
    let titles = ("Flooding of low-lying roads in winter storms", "Llifogydd ar ffyrdd isel yn ystod stormydd y gaeaf");
    let why = rising(12, Some(8), Some(Movement::Up));
    sample("CR4", titles, facts, None, alert(Rule::RiskRising, why))
}
