//! The files and their columns, in the order in which they are read: what is referred to comes first.

use super::format::{Column, FileFormat, Holds, Save};
use super::{items, records};
use crate::domain::action::Lifecycle;
use crate::domain::indicator::{Basis, Category, DirectionBasis, Frequency, Polarity, ToleranceKind};
use crate::domain::period::Quarter;
use crate::domain::plan::{Language, NarrativeState, PlanLevel, ProjectStatus};
use crate::domain::reminder::{OptionalMail, Workday};
use crate::domain::risk::{Band, Movement, RiskKind};
use crate::domain::rollup::Part;
use crate::domain::status::{Direction, Rag};
use crate::store::refs::Kind;

/// All files.
pub(super) const FILES: &[FileFormat] = &[
    FileFormat {
        name: "directorates.csv",
        about: "A directorate. Service areas may name one that has no row here.",
        kind: Some(Kind::Directorate),
        save: Save::Each(items::directorate),
        columns: &[
            Column::new("code", Holds::Text, "Its code.").required().key().fills("ref"),
            Column::new("name", Holds::Text, "Its name.").required(),
            Column::new("name_cy", Holds::Text, "The same in Welsh."),
        ],
    },
    FileFormat {
        name: "service_areas.csv",
        about: "A service area.",
        kind: Some(Kind::ServiceArea),
        save: Save::Each(items::service_area),
        columns: &[
            Column::new("code", Holds::Text, "Its code.").required().key().fills("ref"),
            Column::new("name", Holds::Text, "Its name.").required(),
            Column::new("name_cy", Holds::Text, "The same in Welsh."),
            Column::new("directorate", Holds::Text, "The name of its directorate, which is made where there is none.").fills(""),
        ],
    },
    FileFormat {
        name: "people.csv",
        about: "A person.",
        kind: Some(Kind::Person),
        save: Save::Each(items::person),
        columns: &[
            Column::new("email", Holds::Email, "Where their mail goes.").required().key(),
            Column::new("name", Holds::Text, "Their name.").required(),
            Column::new("language", Holds::Token(Language::TOKENS), "The language they are written to in; both when empty."),
            SERVICE_AREA,
            Column::new("manager_email", Holds::Ref(Kind::Person), "Their line manager, who may come later in the file.").fills("manager"),
            Column::new("ref", Holds::Text, "The council's own ref; the e-mail address when empty."),
            Column::new("active", Holds::Flag, "At work here; true when empty."),
            Column::new("directs", Holds::Ref(Kind::Directorate), "The code of the directorate they lead."),
            Column::new("optional_mail", Holds::Token(OptionalMail::TOKENS), "How often optional reminders come; daily when empty."),
            Column::new("optional_mail_day", Holds::Token(Workday::TOKENS), "On which day, where that is weekly."),
        ],
    },
    FileFormat {
        name: "plan.csv",
        about: "An outcome, objective or corporate action.",
        kind: Some(Kind::PlanItem),
        save: Save::Each(items::plan_item),
        columns: &[
            Column::new("level", Holds::Token(PlanLevel::TOKENS), "What it is.").required(),
            Column::new("code", Holds::Text, "Its code.").required().key().fills("ref"),
            Column::new("parent_code", Holds::Ref(Kind::PlanItem), "What it is under; it may come later in the file.").fills("parent"),
            TITLE,
            TITLE_CY,
            Column::new("target_year", Holds::Text, "The fiscal year by which it is to be done, such as 2019/20."),
            Column::new("number", Holds::Integer, "The number it is printed with."),
        ],
    },
    FileFormat {
        name: "actions.csv",
        about: "A service action.",
        kind: Some(Kind::Action),
        save: Save::Each(items::action),
        columns: &[
            REF,
            TITLE,
            TITLE_CY,
            Column::new("corporate_action", Holds::Ref(Kind::PlanItem), "The corporate action it serves."),
            SERVICE_AREA,
            OWNER,
            DEPUTY,
            Column::new("start_date", Holds::Date, "First day of work; when empty, of the fiscal year of its first update or due date."),
            Column::new("due_date", Holds::Date, "The original due date.").required(),
            Column::new("lifecycle", Holds::Token(Lifecycle::TOKENS), "Where it is in its life; active when empty."),
            Column::new("ends_on", Holds::Date, "The last day that it is at work, where its lifecycle holds from the next day on only."),
            Column::new(
                "succeeds",
                Holds::Ref(Kind::Action),
                "The action of an earlier plan whose place it takes; it may come later in the file.",
            ),
        ],
    },
    FileFormat {
        name: "action_due_dates.csv",
        about: "A revised due date of a service action. One agreed with an update may stand in the update's own row instead.",
        kind: None,
        save: Save::Each(records::due_date),
        columns: &[
            Column::new("ref", Holds::Ref(Kind::Action), "The action.").required().key().fills(""),
            Column::new("due_date", Holds::Date, "The new due date.").required().key(),
            Column::new("agreed_on", Holds::Date, "The day it was agreed. The latest agreed counts.").required().key(),
            Column::new("reason", Holds::Text, "Why the due date is moved.").required(),
            Column::new("period", Holds::Period, "The quarter whose update it was agreed with, if with one.").fills(""),
        ],
    },
    FileFormat {
        name: "action_updates.csv",
        about: "The update of a service action in a quarter.",
        kind: None,
        save: Save::Each(records::update),
        columns: &[
            Column::new("ref", Holds::Ref(Kind::Action), "The action.").required().key().fills(""),
            PERIOD,
            Column::new("percent_complete", Holds::Figure, "How far it is, 0 to 100.").required(),
            Column::new("reported_rag", Holds::Token(REPORTED), "The owner's judgement."),
            COMMENTARY,
            COMMENTARY_CY,
            Column::new("revised_due_date", Holds::Date, "A new due date, agreed with this update."),
            Column::new("revision_reason", Holds::Text, "Why the due date is moved; needed with it."),
            RESTATEMENT,
        ],
    },
    FileFormat {
        name: "indicators.csv",
        about: "A performance measure.",
        kind: Some(Kind::Indicator),
        save: Save::Each(items::indicator),
        columns: &[
            REF,
            Column::new("aliases", Holds::Texts, "Other refs it is known by; never a key."),
            TITLE,
            TITLE_CY,
            Column::new("objective", Holds::Ref(Kind::PlanItem), "The objective or outcome it belongs to."),
            Column::new("category", Holds::Token(Category::TOKENS), "Which question of the report it answers."),
            Column::new("polarity", Holds::Token(Polarity::TOKENS), "Which way is better.").required(),
            UNIT,
            Column::new("decimals", Holds::Integer, "Decimals that figures are shown with; 0 when empty."),
            Column::new("frequency", Holds::Token(Frequency::TOKENS), "How often it is reported.").required(),
            Column::new("reporting_quarter", Holds::Token(Quarter::TOKENS), "The quarter it is reported in, unless quarterly."),
            Column::new("basis", Holds::Token(Basis::TOKENS), "The quarter alone (when empty), or the year so far."),
            Column::new("band_low", Holds::Figure, "Lower inclusive limit of a band."),
            Column::new("band_high", Holds::Figure, "Upper inclusive limit of a band."),
            Column::new("tolerance", Holds::Figure, "The largest miss that is Amber; the organisation's when empty."),
            Column::new("tolerance_kind", Holds::Token(ToleranceKind::TOKENS), "How it is measured; as the organisation does when empty."),
            Column::new("green_within", Holds::Figure, "The largest miss that is still Green; the organisation's when empty."),
            Column::new("direction_basis", Holds::Token(DirectionBasis::TOKENS), "What its direction of travel compares with."),
            OWNER,
            DEPUTY,
            SERVICE_AREA,
            Column::new("additional", Holds::Flag, "Printed in the additional appendix, and counted apart; false when empty."),
        ],
    },
    FileFormat {
        name: "indicator_results.csv",
        about: "The result of an indicator in a quarter.",
        kind: None,
        save: Save::Together(records::results),
        columns: &[
            Column::new("ref", Holds::Ref(Kind::Indicator), "The indicator.").required().key().fills(""),
            PERIOD,
            Column::new("actual", Holds::Figure, "The figure."),
            Column::new("target", Holds::Figure, "The target of that quarter."),
            Column::new("numerator", Holds::Figure, "What a percentage was worked out from."),
            Column::new("denominator", Holds::Figure, "What a percentage was worked out from."),
            Column::new("provisional", Holds::Flag, "May still change; false when empty."),
            Column::new("comparable", Holds::Flag, "Comparable with last year; true when empty."),
            COMMENTARY,
            COMMENTARY_CY,
            Column::new("stated_rag", Holds::Token(Rag::TOKENS), "The RAG that an earlier system printed."),
            Column::new("stated_direction", Holds::Token(Direction::TOKENS), "The direction that an earlier system printed."),
            RESTATEMENT,
        ],
    },
    FileFormat {
        name: "risks.csv",
        about: "A risk.",
        kind: Some(Kind::Risk),
        save: Save::Each(items::risk),
        columns: &[
            REF,
            Column::new("kind", Holds::Token(RiskKind::TOKENS), "Whose register it is on.").required(),
            TITLE,
            TITLE_CY,
            Column::new("category", Holds::Text, "The council's own grouping of risks."),
            OWNER,
            DEPUTY,
            Column::new("service_areas", Holds::Refs(Kind::ServiceArea), "The areas that assess it; none for a corporate risk."),
            Column::new("objectives", Holds::Refs(Kind::PlanItem), "The objectives or outcomes it threatens."),
            Column::new("controls", Holds::Text, "What keeps it in check already."),
            Column::new("mitigating_actions", Holds::Text, "What is being done about it."),
            Column::new("mitigated_by", Holds::Refs(Kind::Action), "The service actions that are to bring it down."),
        ],
    },
    FileFormat {
        name: "risk_assessments.csv",
        about: "The assessment of a risk in a quarter, by a service area unless it is corporate.",
        kind: None,
        save: Save::Each(records::assessment),
        columns: &[
            Column::new("ref", Holds::Ref(Kind::Risk), "The risk.").required().key().fills(""),
            Column::new("service_area", Holds::Ref(Kind::ServiceArea), "The area; empty for a corporate risk.").key().fills(""),
            PERIOD,
            Column::new("inherent_likelihood", Holds::Integer, "Before controls, 1 to 4."),
            Column::new("inherent_impact", Holds::Integer, "Before controls, 1 to 4."),
            Column::new("residual_likelihood", Holds::Integer, "With controls, 1 to 4."),
            Column::new("residual_impact", Holds::Integer, "With controls, 1 to 4."),
            Column::new("residual_score", Holds::Integer, "Their product; alone where the factors are not known."),
            Column::new("stated_direction", Holds::Token(Movement::TOKENS), "The direction that an earlier system printed."),
            Column::new("stated_band", Holds::Token(Band::TOKENS), "The band that an earlier system printed."),
            Column::new("forecast", Holds::Token(Movement::TOKENS), "Where the owner expects the score to go."),
            Column::new("reason", Holds::Text, "What lies behind the score and the forecast."),
            Column::new("reason_cy", Holds::Text, "The same in Welsh."),
            RESTATEMENT,
        ],
    },
    FileFormat {
        name: "projects.csv",
        about: "A project of a programme.",
        kind: Some(Kind::Project),
        save: Save::Each(items::project),
        columns: &[
            REF,
            TITLE,
            TITLE_CY,
            Column::new("programme", Holds::Text, "The programme it belongs to."),
            Column::new("tranche", Holds::Texts, "The tranches of the programme that it belongs to.").fills("tranches"),
        ],
    },
    FileFormat {
        name: "project_statuses.csv",
        about: "The status of a project in a quarter.",
        kind: None,
        save: Save::Each(records::project_status),
        columns: &[
            Column::new("ref", Holds::Ref(Kind::Project), "The project.").required().key().fills(""),
            PERIOD,
            Column::new("status", Holds::Token(ProjectStatus::TOKENS), "The lead's judgement.").required(),
            COMMENTARY,
            COMMENTARY_CY,
            RESTATEMENT,
        ],
    },
    FileFormat {
        name: "breakdowns.csv",
        about: "One figure of a breakdown, of an indicator or standing alone.",
        kind: None,
        save: Save::Each(records::breakdown),
        columns: &[
            Column::new("ref", Holds::Ref(Kind::Indicator), "The indicator; empty for a statistic that stands alone.")
                .key()
                .fills("indicator"),
            Column::new("measure", Holds::Text, "What is counted.").required().key(),
            Column::new("dimension", Holds::Text, "What it is broken down by.").required().key(),
            Column::new("value_label", Holds::Text, "Which part this figure is of: free text.").required().key(),
            PERIOD,
            Column::new("value", Holds::Figure, "The figure.").required(),
            UNIT,
            RESTATEMENT,
        ],
    },
    FileFormat {
        name: "narratives.csv",
        about: "A text of a report.",
        kind: None,
        save: Save::Each(records::narrative),
        columns: &[
            Column::new("scope", Holds::Text, "council, or the code of a plan item, service area or directorate.").required().key(),
            PERIOD,
            Column::new("section", Holds::Text, "The section of the report.").required().key(),
            Column::new("language", Holds::Token(Language::TOKENS), "The language it is written in.").required().key(),
            Column::new("text", Holds::Text, "Markdown.").required(),
            Column::new("author_email", Holds::Ref(Kind::Person), "Who answers for it.").fills("author"),
            Column::new(
                "state",
                Holds::Token(NarrativeState::TOKENS),
                "Whether it may be printed; draft when it is new or another, and empty.",
            ),
            RESTATEMENT,
        ],
    },
    FileFormat {
        name: "judgements.csv",
        about: "What an editor judged the overall status of a part of the council to be in a quarter.",
        kind: None,
        save: Save::Each(records::judgement),
        columns: &[
            Column::new("scope", Holds::Text, "council, or the code of a plan item, service area or directorate.").required().key(),
            PERIOD,
            Column::new("part", Holds::Token(Part::TOKENS), "What of it: its actions, its measures, or both together.").required().key(),
            Column::new("rag", Holds::Token(REPORTED), "What it was judged to be.").required(),
            Column::new("reason", Holds::Text, "Why.").required(),
            RESTATEMENT,
        ],
    },
];

/// What a person may report; n/a is for the rules to say.
const REPORTED: &[&str] = &[Rag::Green.as_str(), Rag::Amber.as_str(), Rag::Red.as_str()];

const REF: Column = Column::new("ref", Holds::Text, "The council's own ref.").required().key();
const TITLE: Column = Column::new("title", Holds::Text, "What it says.").required();
const TITLE_CY: Column = Column::new("title_cy", Holds::Text, "The same in Welsh.");
const SERVICE_AREA: Column = Column::new("service_area", Holds::Ref(Kind::ServiceArea), "The code of its service area.");
const UNIT: Column = Column::new("unit", Holds::Text, "percent, number, days, years, seconds, currency, rank, or rate_per_N.").required();
const OWNER: Column = Column::new("owner_email", Holds::Ref(Kind::Person), "Who answers for it.").fills("owner");
const DEPUTY: Column = Column::new("deputy_email", Holds::Ref(Kind::Person), "Who stands in.").fills("deputy");
const PERIOD: Column = Column::new("period", Holds::Period, "The quarter.").required().key().fills("");
const COMMENTARY: Column = Column::new("commentary", Holds::Text, "What lies behind it.");
const COMMENTARY_CY: Column = Column::new("commentary_cy", Holds::Text, "The same in Welsh.");
const RESTATEMENT: Column =
    Column::new("restatement_reason", Holds::Text, "Why a signed-off quarter is changed; needed there, and only there.");
