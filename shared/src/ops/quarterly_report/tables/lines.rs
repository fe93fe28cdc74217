//! The tables of actions, measures and risks: a row for each line.

use super::{Cell, Table, area, both, item, maybe_number, maybe_text, maybe_token, number, text, titled, token};
use crate::model::report::{ActionLine, MeasureGroup, MeasureLine, PlanRef, Report, RiskLine};

pub(super) fn actions(report: &Report) -> Table {
    let row = |objective: Option<&PlanRef>, corporate: Option<&PlanRef>, line: &ActionLine| {
        let status = &line.status;
        let named = [vec![item(objective), item(corporate), text(&line.reference)], titled(&line.title, line.title_cy.as_ref()).into()];
        let dates = [token(line.start), token(line.original_due), token(line.due), maybe_text(line.revision_reason.as_ref())];
        let progress = [maybe_number(status.percent_complete), number(status.expected_progress)];
        let rags = [
            token(status.rag),
            token(status.source),
            maybe_token(status.reported_rag),
            token(status.expected_rag),
            token(status.challenged),
        ];
        let rest = [token(status.direction), token(status.overdue), text(&status.explanation.rag.summary)];
        let about = [area(line.service_area.as_ref()), token(line.lifecycle)];
        [named.concat(), about.into(), dates.into(), progress.into(), rags.into(), rest.into(), both(line.commentary.as_ref()).into()]
            .concat()
    };
    let lines = report
        .actions
        .iter()
        .flat_map(|group| group.actions.iter().map(|line| row(group.objective.as_ref(), group.corporate_action.as_ref(), line)));
    Table {
        name: "actions",
        columns: &[
            "objective",
            "corporate_action",
            "ref",
            "title",
            "title_cy",
            "service_area",
            "lifecycle",
            "start",
            "original_due",
            "due",
            "revision_reason",
            "percent_complete",
            "expected_percent",
            "rag",
            "rag_source",
            "reported_rag",
            "expected_rag",
            "challenged",
            "direction",
            "overdue",
            "why",
            "commentary",
            "commentary_cy",
        ],
        rows: lines.collect(),
    }
}

pub(super) fn measures(report: &Report) -> Table {
    let row = |objective: Option<&PlanRef>, category: Cell, additional: bool, line: &MeasureLine| {
        let status = &line.status;
        let named = [
            vec![item(objective), category, text(&line.reference), text(line.aliases.join(";"))],
            titled(&line.title, line.title_cy.as_ref()).into(),
        ];
        let about = [area(line.service_area.as_ref()), token(additional), token(line.frequency), maybe_token(line.reporting_quarter)];
        let unit = [text(&line.unit), number(u32::from(line.decimals)), token(line.polarity)];
        let figures =
            [line.last_year, line.actual, line.target, line.band_low, line.band_high, line.numerator, line.denominator].map(maybe_number);
        let why = [&status.explanation.rag.summary, &status.explanation.direction.summary].map(|why| text(why.as_str()));
        let rags = [token(line.provisional), token(status.rag), token(status.direction)];
        let end = line.year_end.as_ref();
        let figures_of_end = [end.and_then(|end| end.forecast), end.and_then(|end| end.target), end.and_then(|end| end.needed_per_quarter)];
        let end = [figures_of_end.map(maybe_number).into(), vec![maybe_token(end.and_then(|end| end.outlook))]].concat();
        let commentary = both(line.commentary.as_ref()).into();
        [named.concat(), about.into(), unit.into(), figures.into(), rags.into(), why.into(), commentary, end].concat()
    };
    let of = |groups, additional: bool| {
        let groups: &[MeasureGroup] = groups;
        groups.iter().flat_map(move |group| group.measures.iter().map(move |line| (group, additional, line)))
    };
    let lines = of(&report.measures, false).chain(of(&report.additional_measures, true));
    Table {
        name: "measures",
        columns: &[
            "objective",
            "category",
            "ref",
            "aliases",
            "title",
            "title_cy",
            "service_area",
            "additional",
            "frequency",
            "reporting_quarter",
            "unit",
            "decimals",
            "polarity",
            "last_year",
            "actual",
            "target",
            "band_low",
            "band_high",
            "numerator",
            "denominator",
            "provisional",
            "rag",
            "direction",
            "why",
            "why_direction",
            "commentary",
            "commentary_cy",
            "year_end_forecast",
            "year_end_target",
            "needed_per_quarter",
            "outlook",
        ],
        rows: lines.map(|(group, additional, line)| row(group.objective.as_ref(), maybe_token(group.category), additional, line)).collect(),
    }
}

pub(super) fn risks(report: &Report) -> Table {
    let row = |kind: &str, line: &RiskLine| {
        let status = &line.status;
        let named = [
            vec![token(kind), text(&line.reference)],
            titled(&line.title, line.title_cy.as_ref()).into(),
            vec![area(line.service_area.as_ref())],
        ];
        let scores = [line.inherent_score, line.residual_likelihood, line.residual_impact, status.score].map(maybe_number);
        let moved = [maybe_token(status.band), maybe_token(status.direction), maybe_token(status.forecast), maybe_token(status.rising)];
        let kept = [maybe_text(line.controls.as_ref()), maybe_text(line.mitigating_actions.as_ref())];
        [named.concat(), scores.into(), moved.into(), kept.into(), both(line.reason.as_ref()).into()].concat()
    };
    let corporate = report.corporate_risks.risks.iter().map(|line| row("corporate", line));
    let service = report.service_risks.risks.iter().map(|line| row("service", line));
    Table {
        name: "risks",
        columns: &[
            "kind",
            "ref",
            "title",
            "title_cy",
            "service_area",
            "inherent_score",
            "residual_likelihood",
            "residual_impact",
            "residual_score",
            "band",
            "direction",
            "forecast",
            "rising",
            "controls",
            "mitigating_actions",
            "reason",
            "reason_cy",
        ],
        rows: corporate.chain(service).collect(),
    }
}
