//! The quarterly report: one document, in no language, from which every face of it is made.
//!
//! Figures are exact, with their unit and decimals; statuses carry why they are what they are; texts that people typed stand in
//! the languages they were typed in. Sentences are not in it, only the facts that they are made of.

mod facts;
mod findings;
mod lines;
mod resources;
mod tallies;

pub use findings::{AcceptedFinding, FindingCounts, FindingLine, FindingsSection, RestatedLine};
pub use lines::{ActionLine, MeasureLine, Point, RiskLine};
pub use resources::{BreakdownRow, BreakdownTable, Programme, ProjectLine, Resources, Tranche};
pub use tallies::{ActionsTally, Judgement, MeasureFacts, MeasuresTally, Overall, RiskFacts, SnapshotRow, Verdict};

use super::comparison::ReportComparison;
use crate::clock::Timestamp;
use crate::domain::day::Day;
use crate::domain::indicator::{Category, DirectionBasis, ToleranceKind};
use crate::domain::number::Figure;
use crate::domain::period::Period;
use crate::domain::plan::{Language, PeriodState, PlanLevel};
use crate::domain::risk::Band;
use crate::model::settings::{ActionThresholds, OverallThresholds};
use serde::Serialize;

tokens! {
    /// What a report is of.
    pub enum ScopeKind {
        /// The whole council.
        Council = "council",
        /// An outcome, objective or corporate action, with all that is under it.
        Plan = "plan",
        /// A service area.
        ServiceArea = "service_area",
        /// A directorate, with its service areas.
        Directorate = "directorate",
        /// A programme, with its projects.
        Programme = "programme",
    }
}

/// A quarterly report of a part of the council, or of the whole.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[schema(as = QuarterlyReport)]
pub struct Report {
    /// What it is of, and for when.
    pub header: Header,
    /// How the whole stands.
    pub overall: Overall,
    /// Counts of statuses: a row for each outcome where there are several, each objective, and what belongs to none. Rows that are no
    /// subtotals add up to `overall`.
    pub snapshot: Vec<SnapshotRow>,
    /// Each outcome or objective that something belongs to directly, with its corporate actions.
    pub objectives: Vec<ObjectiveSection>,
    /// Red actions, by corporate action.
    pub red_actions: Vec<ActionGroup>,
    /// Red measures of the set, by objective and category.
    pub red_measures: Vec<MeasureGroup>,
    /// What was written for it: of the report's own scope first, then of what is under it.
    pub narratives: Vec<NarrativeText>,
    /// Where the record disagrees with itself or with the rules: what is open, and what is let stand.
    pub findings: FindingsSection,
    /// What was changed since it was reported: of the quarter before since that was signed off, and of this one, if it was.
    pub restated: Vec<RestatedLine>,
    /// What moved, is new or left since the quarter before; null for the first that there is.
    pub comparison: Option<ReportComparison>,
    /// Breakdowns and projects.
    pub resources: Resources,
    /// The council's register: a line per risk.
    pub corporate_risks: RiskSection,
    /// The services' registers: a line per risk and service area that assesses it.
    pub service_risks: RiskSection,
    /// How statuses are worked out.
    pub method: Method,
    /// The service areas that lines name.
    pub service_areas: Vec<AreaRef>,
    /// Appendix 1: every action that counts in the period, by objective and corporate action.
    pub actions: Vec<ActionGroup>,
    /// Appendix 2: every measure of the set, by objective and category.
    pub measures: Vec<MeasureGroup>,
    /// Appendix 3: the additional measures, which count for nothing else.
    pub additional_measures: Vec<MeasureGroup>,
}

/// What a report is of, and for when.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Header {
    /// The council.
    #[schema(example = "Swan Valley Council")]
    pub organisation: String,
    /// Its name in Welsh.
    pub organisation_cy: Option<String>,
    /// Which part of it.
    pub scope: ReportScope,
    /// The quarter.
    pub period: Period,
    /// Its first day.
    pub first_day: Day,
    /// Its last day.
    pub last_day: Day,
    /// Whether it is signed off.
    pub state: PeriodState,
    /// The day that the rules were run for.
    pub as_of: Day,
    /// When this document was made.
    pub made_at: Timestamp,
}

/// What a report is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ReportScope {
    /// What it is.
    pub kind: ScopeKind,
    /// Its ref, or a programme's name; null for the council.
    #[serde(rename = "ref")]
    pub reference: Option<String>,
    /// Its title or name; null for the council.
    pub title: Option<String>,
    /// The same in Welsh.
    pub title_cy: Option<String>,
    /// Of an item of the plan, its level.
    pub level: Option<PlanLevel>,
}

/// An item of the plan, as lines name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PlanRef {
    /// Its code.
    #[serde(rename = "ref")]
    #[schema(example = "GC1")]
    pub reference: String,
    /// What it is.
    pub level: PlanLevel,
    /// What it says.
    pub title: String,
    /// The same in Welsh.
    pub title_cy: Option<String>,
    /// The number it is printed with.
    pub number: Option<i32>,
    /// The fiscal year by which it is to be done.
    #[schema(example = "2030/31")]
    pub target_year: Option<String>,
}

/// A service area, as lines name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct AreaRef {
    /// Its code.
    #[serde(rename = "ref")]
    #[schema(example = "HC")]
    pub reference: String,
    /// Its name.
    pub name: String,
    /// The same in Welsh.
    pub name_cy: Option<String>,
}

/// What somebody wrote, in the languages they wrote it in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Text {
    /// In English.
    pub en: Option<String>,
    /// In Welsh.
    pub cy: Option<String>,
}

impl Text {
    /// That text; nothing where both are absent.
    pub fn given(en: Option<String>, cy: Option<String>) -> Option<Self> {
        (en.is_some() || cy.is_some()).then_some(Self { en, cy })
    }
}

/// An outcome or objective, with what belongs to it directly.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ObjectiveSection {
    /// Which; null for what belongs to none.
    pub item: Option<PlanRef>,
    /// What is said of its measures.
    pub measures: MeasureFacts,
    /// Its corporate actions, in their order.
    pub corporate_actions: Vec<CorporateActionRow>,
}

/// A corporate action and how its service actions stand.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct CorporateActionRow {
    /// Which; null for service actions that serve none.
    pub item: Option<PlanRef>,
    /// How its service actions stand together.
    pub actions: ActionsTally,
    /// Its service actions that do not count in the period.
    pub aside: Aside,
    /// What was written of it: the narrative of its own whose section is `note`.
    pub note: Option<Text>,
    /// The languages in which that is a draft.
    pub note_drafts: Vec<Language>,
}

/// Service actions that do not count in a period, by why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Aside {
    /// Completed before the year.
    pub completed: u32,
    /// Cancelled or archived before the year.
    pub cancelled: u32,
    /// To begin after the period.
    pub to_come: u32,
}

/// Actions of one corporate action.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ActionGroup {
    /// The objective or outcome that the corporate action is under.
    pub objective: Option<PlanRef>,
    /// The corporate action; null for actions that serve none.
    pub corporate_action: Option<PlanRef>,
    /// Its actions, by ref.
    pub actions: Vec<ActionLine>,
}

/// Measures of one objective and category.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct MeasureGroup {
    /// The objective or outcome; null for measures that belong to none.
    pub objective: Option<PlanRef>,
    /// Which question of the report they answer.
    pub category: Option<Category>,
    /// The measures, by ref.
    pub measures: Vec<MeasureLine>,
}

/// A written part of the report.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct NarrativeText {
    /// What of the plan it is about; null for the report's own scope.
    pub about: Option<PlanRef>,
    /// The service area or directorate that it is of, in the council's report; null otherwise.
    pub area: Option<AreaRef>,
    /// Which part, such as `position_statement`, `achievements`, `challenges`, `people`, `financial`, `assets`, `ict`, `customer` or `risk`.
    #[schema(example = "achievements")]
    pub section: String,
    /// Markdown.
    pub text: Text,
    /// The languages in which it is a draft: not to be taken for what is said.
    pub drafts: Vec<Language>,
}

/// Risks of one kind.
#[derive(Clone, Debug, Default, Serialize, utoipa::ToSchema)]
pub struct RiskSection {
    /// What is said of them.
    pub facts: RiskFacts,
    /// A line for each that is assessed, by ref and service area.
    pub risks: Vec<RiskLine>,
}

/// How statuses are worked out, by the settings in force.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Method {
    /// The largest miss of a measure that is Amber, unless it has its own.
    pub tolerance: Figure,
    /// How that is measured.
    pub tolerance_kind: ToleranceKind,
    /// The largest miss that is still Green.
    pub green_within: Figure,
    /// What a measure's direction of travel compares with.
    pub direction_basis: DirectionBasis,
    /// From which share of expected progress an action is expected to be Green or Amber.
    pub action_thresholds: ActionThresholds,
    /// From which mean an overall status is Green or Amber.
    pub overall_thresholds: OverallThresholds,
    /// The scores of risks and their bands, the highest likelihood first, the lowest impact first.
    pub matrix: Vec<Vec<MatrixCell>>,
}

/// A field of the risk matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct MatrixCell {
    /// 1 to 4.
    pub likelihood: i32,
    /// 1 to 4.
    pub impact: i32,
    /// Their product.
    pub score: i32,
    /// Its band.
    pub band: Option<Band>,
}
