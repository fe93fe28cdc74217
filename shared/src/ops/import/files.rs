//! The files and their columns, in the order in which they are read: what is referred to comes first.

use super::format::{Column, FileFormat, Holds};
use super::{items, records};
use crate::domain::indicator::{Basis, Category, DirectionBasis, Frequency, Polarity, ToleranceKind};
use crate::domain::period::Quarter;
use crate::domain::status::{Direction, Rag};
use crate::store::refs::Kind;

/// All files.
pub(super) const FILES: &[FileFormat] = &[
    FileFormat {
        name: "indicators.csv",
        about: "A performance measure.",
        kind: Some(Kind::Indicator),
        save: items::indicator,
        columns: &[
            Column::new("ref", Holds::Text, "The council's own ref.").required().key(),
            Column::new("aliases", Holds::Texts, "Other refs it is known by; never a key."),
            Column::new("title", Holds::Text, "What is measured.").required(),
            Column::new("title_cy", Holds::Text, "The same in Welsh."),
            Column::new("objective", Holds::Ref(Kind::PlanItem), "The objective or outcome it belongs to."),
            Column::new("category", Holds::Token(Category::TOKENS), "Which question of the report it answers."),
            Column::new("polarity", Holds::Token(Polarity::TOKENS), "Which way is better.").required(),
            Column::new("unit", Holds::Text, "percent, number, days, years, seconds, currency, rank, or rate_per_N.").required(),
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
            Column::new("service_area", Holds::Ref(Kind::ServiceArea), "Its service area."),
            Column::new("additional", Holds::Flag, "Printed in the additional appendix, and counted apart; false when empty."),
        ],
    },
    FileFormat {
        name: "indicator_results.csv",
        about: "The result of an indicator in a quarter.",
        kind: None,
        save: records::result,
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
];

const OWNER: Column = Column::new("owner_email", Holds::Ref(Kind::Person), "Who answers for it.").fills("owner");
const DEPUTY: Column = Column::new("deputy_email", Holds::Ref(Kind::Person), "Who stands in.").fills("deputy");
const PERIOD: Column = Column::new("period", Holds::Period, "The quarter.").required().key().fills("");
const COMMENTARY: Column = Column::new("commentary", Holds::Text, "What lies behind it.");
const COMMENTARY_CY: Column = Column::new("commentary_cy", Holds::Text, "The same in Welsh.");
const RESTATEMENT: Column =
    Column::new("restatement_reason", Holds::Text, "Why a signed-off quarter is changed; needed there, and only there.");
