//! A fictional council of any size, as an import pack.

use std::fs;
use std::path::Path;

use crate::Fallible;

/// The period that requests ask for: it has ended on [`TODAY`] and is still open.
pub const PERIOD: &str = "2026-27-Q2";
/// The day the service is told it is.
pub const TODAY: &str = "2026-10-05";

const HISTORY: [&str; 6] = ["2025-26-Q1", "2025-26-Q2", "2025-26-Q3", "2025-26-Q4", "2026-27-Q1", PERIOD];
const AREAS: usize = 10;
/// Who owns everything, unless there are to be more.
pub const PEOPLE: usize = 40;
const OBJECTIVES: usize = 5;
const CORPORATE_ACTIONS: usize = 20;

/// How large the council is.
#[derive(Default)]
pub struct Council {
    /// Service actions, each with an update in two periods.
    pub actions: usize,
    /// Indicators, each with six quarters of results.
    pub indicators: usize,
    /// Service risks, each with an assessment in two periods.
    pub risks: usize,
    /// Who share them evenly.
    pub people: usize,
    /// Which of them are overdue or Red; all others go well.
    pub late: Late,
}

/// Which actions and indicators are overdue or Red.
#[derive(Clone, Copy, Default)]
pub enum Late {
    /// None.
    #[default]
    None,
    /// One of ten, as in a council that has something to report.
    Some,
    /// Every one.
    All,
}

impl Late {
    fn is(self, number: usize) -> bool {
        match self {
            Self::None => false,
            Self::Some => number.is_multiple_of(10),
            Self::All => true,
        }
    }
}

/// What owners write of what goes badly.
const TROUBLE: &str = "Recruitment took longer than planned and the contractor began six weeks late. The design is agreed, the order is \
    placed, and the team expects to be back on course by the end of the year; progress is looked at every fortnight.";

/// The reference of the indicator with this number.
pub fn indicator(number: usize) -> String {
    format!("LP{number:05}")
}

impl Council {
    /// Writes the pack's files into `dir`, which is made.
    pub fn write(&self, dir: &Path) -> Fallible<()> {
        fs::create_dir_all(dir)?;
        self.organisation(dir)?;
        self.actions(dir)?;
        self.indicators(dir)?;
        self.risks(dir)
    }

    fn actions(&self, dir: &Path) -> Fallible<()> {
        let header = ["ref", "title", "corporate_action", "service_area", "owner_email", "start_date", "due_date", "lifecycle"];
        let rows = (0..self.actions).map(|n| {
            let due = if self.late.is(n) { "2026-09-30".to_owned() } else { format!("2027-{:02}-28", n % 3 + 1) };
            let title = format!("Improve the invented service number {n} and say how it went");
            [action(n), title, corporate_action(n), area(n), self.person(n), "2026-04-01".into(), due, "active".into()]
        });
        file(dir, "actions.csv", header, rows)?;
        let header = ["ref", "period", "percent_complete", "reported_rag", "commentary"];
        let rows = (0..self.actions).flat_map(|n| {
            let (rag, said) = if self.late.is(n) { ("amber", TROUBLE) } else { ("green", "On course; the next step is agreed.") };
            [("2026-27-Q1", 25), (PERIOD, 50)]
                .map(|(period, complete)| [action(n), period.into(), complete.to_string(), rag.into(), said.into()])
        });
        file(dir, "action_updates.csv", header, rows)
    }

    fn risks(&self, dir: &Path) -> Fallible<()> {
        let header = ["ref", "kind", "title", "owner_email", "service_areas"];
        let title = |n| format!("The invented supply of kind {n} fails");
        file(dir, "risks.csv", header, (0..self.risks).map(|n| [risk(n), "service".into(), title(n), self.person(n), area(n)]))?;
        let header = ["ref", "service_area", "period", "residual_likelihood", "residual_impact", "forecast"];
        let rows = (0..self.risks).flat_map(|n| {
            [("2026-27-Q1", 1), (PERIOD, 2)].map(|(period, worse)| {
                let (likelihood, impact) = (n % 3 + worse, n / 3 % 4 + 1);
                let forecast = match n % 3 {
                    0 => "up",
                    1 => "same",
                    _ => "down",
                };
                [risk(n), area(n), period.into(), likelihood.to_string(), impact.to_string(), forecast.into()]
            })
        });
        file(dir, "risk_assessments.csv", header, rows)
    }

    fn indicators(&self, dir: &Path) -> Fallible<()> {
        let header = [
            "ref",
            "title",
            "objective",
            "polarity",
            "unit",
            "decimals",
            "frequency",
            "basis",
            "owner_email",
            "service_area",
            "additional",
        ];
        let rows = (0..self.indicators).map(|n| {
            let fixed = |text: &str| text.to_owned();
            let title = format!("Percentage of invented requests of kind {n} answered in time");
            let [polarity, unit, decimals, frequency, basis] = ["higher", "percent", "2", "quarterly", "in_period"].map(fixed);
            [indicator(n), title, objective(n), polarity, unit, decimals, frequency, basis, self.person(n), area(n), fixed("false")]
        });
        file(dir, "indicators.csv", header, rows)?;
        let header = ["ref", "period", "actual", "target", "provisional", "comparable", "commentary"];
        let rows = (0..self.indicators).flat_map(|n| {
            HISTORY.into_iter().zip(60..).map(move |(period, base)| {
                let late = self.late.is(n) && period == PERIOD;
                let (actual, said) = if late { (50, TROUBLE) } else { (base + n % 30, "As expected for the season.") };
                [indicator(n), period.into(), format!("{actual}.25"), "75".into(), "false".into(), "true".into(), said.into()]
            })
        });
        file(dir, "indicator_results.csv", header, rows)
    }

    fn organisation(&self, dir: &Path) -> Fallible<()> {
        let rows = (0..AREAS).map(|n| [area(n), format!("Invented Service {n}"), format!("Directorate {}", n % 3)]);
        file(dir, "service_areas.csv", ["code", "name", "directorate"], rows)?;
        let rows = (0..self.people).map(|n| {
            let manager = if n == 0 { String::new() } else { self.person(0) };
            // English, Welsh, and both where it is not known.
            let language = match n % 3 {
                0 => "en",
                1 => "cy",
                _ => "",
            };
            [self.person(n), format!("Invented Person {n}"), language.into(), area(n), manager]
        });
        file(dir, "people.csv", ["email", "name", "language", "service_area", "manager_email"], rows)?;
        plan(dir)
    }

    fn person(&self, number: usize) -> String {
        format!("person{}@load.example", number % self.people)
    }
}

fn plan(dir: &Path) -> Fallible<()> {
    let outcome = ["outcome".into(), "LO".into(), String::new(), "An invented outcome".into(), String::new()];
    let objectives =
        (0..OBJECTIVES).map(|n| ["objective".into(), objective(n), "LO".into(), format!("Invented objective {n}"), (n + 1).to_string()]);
    let corporate = (0..CORPORATE_ACTIONS)
        .map(|n| ["corporate_action".into(), corporate_action(n), objective(n), format!("Invented corporate action {n}"), String::new()]);
    let header = ["level", "code", "parent_code", "title", "number"];
    file(dir, "plan.csv", header, std::iter::once(outcome).chain(objectives).chain(corporate))
}

fn area(number: usize) -> String {
    format!("L{:02}", number % AREAS)
}

fn objective(number: usize) -> String {
    format!("LO-{}", number % OBJECTIVES)
}

fn corporate_action(number: usize) -> String {
    format!("LC{}", number % CORPORATE_ACTIONS)
}

fn risk(number: usize) -> String {
    format!("LR{number:04}")
}

fn action(number: usize) -> String {
    format!("LA{number:05}")
}

fn file<const N: usize>(dir: &Path, name: &str, header: [&str; N], rows: impl Iterator<Item = [String; N]>) -> Fallible<()> {
    let mut writer = csv::Writer::from_path(dir.join(name))?;
    writer.write_record(header)?;
    for row in rows {
        writer.write_record(row)?;
    }
    writer.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn column(dir: &Path, name: &str, column: &str) -> Vec<String> {
        let mut reader = csv::Reader::from_path(dir.join(name)).unwrap();
        let index = reader.headers().unwrap().iter().position(|header| header == column).unwrap();
        reader.records().map(|row| row.unwrap()[index].to_owned()).collect()
    }

    #[test]
    fn every_reference_of_the_pack_resolves_within_it() {
        let dir = tempfile::tempdir().unwrap();
        Council { actions: 50, indicators: 7, risks: 9, people: 3, late: Late::Some }.write(dir.path()).unwrap();
        let links = [
            ("people.csv", "service_area", "service_areas.csv", "code"),
            ("people.csv", "manager_email", "people.csv", "email"),
            ("plan.csv", "parent_code", "plan.csv", "code"),
            ("actions.csv", "corporate_action", "plan.csv", "code"),
            ("actions.csv", "service_area", "service_areas.csv", "code"),
            ("actions.csv", "owner_email", "people.csv", "email"),
            ("action_updates.csv", "ref", "actions.csv", "ref"),
            ("indicators.csv", "objective", "plan.csv", "code"),
            ("indicators.csv", "owner_email", "people.csv", "email"),
            ("indicator_results.csv", "ref", "indicators.csv", "ref"),
            ("risks.csv", "service_areas", "service_areas.csv", "code"),
            ("risk_assessments.csv", "ref", "risks.csv", "ref"),
        ];
        for (from, column_from, to, column_to) in links {
            let known: HashSet<String> = column(dir.path(), to, column_to).into_iter().collect();
            let unknown: Vec<String> =
                column(dir.path(), from, column_from).into_iter().filter(|cell| !cell.is_empty() && !known.contains(cell)).collect();
            assert!(unknown.is_empty(), "{from} {column_from}: {unknown:?}");
        }
        assert_eq!(column(dir.path(), "actions.csv", "ref").len(), 50);
        assert_eq!(column(dir.path(), "indicator_results.csv", "ref").len(), 7 * 6);
    }
}
