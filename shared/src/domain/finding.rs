//! Findings: where a quarter's record disagrees with itself or with the rules, so that it is put right before sign-off.

pub mod actions;
pub mod measures;
pub mod risks;
pub mod texts;

use super::explanation::Explanation;
use super::status::Rag;
use serde::Serialize;

tokens! {
    /// What was found.
    pub enum FindingKind {
        /// Red, and nobody has said why.
        RedUnexplained = "red_unexplained",
        /// A return that is owed is not in.
        ReturnMissing = "return_missing",
        /// Completed, and less than 100 % done.
        CompletedIncomplete = "completed_incomplete",
        /// A percentage is not its numerator ÷ its denominator.
        RatioDiffers = "ratio_differs",
        /// A text states another value for a measure than its result.
        TextDiffers = "text_differs",
        /// A risk score that no likelihood and impact give.
        ImpossibleScore = "impossible_score",
        /// The reported RAG is not the expected one.
        RagChallenged = "rag_challenged",
        /// A RAG that an earlier system printed is not the rule's.
        StatedRagDiffers = "stated_rag_differs",
        /// A direction that an earlier system printed is not the rule's.
        StatedDirectionDiffers = "stated_direction_differs",
        /// A band that an earlier system printed is not its score's.
        StatedBandDiffers = "stated_band_differs",
        /// A rising risk, and nothing recorded that is to bring it down.
        RiseUnmitigated = "rise_unmitigated",
        /// Less is aimed for than was reached a year ago.
        TargetBelowLastYear = "target_below_last_year",
        /// Due before it starts.
        DueBeforeStart = "due_before_start",
        /// One alias, on more than one indicator.
        SharedAlias = "shared_alias",
        /// As far as a quarter ago.
        NoMovement = "no_movement",
        /// Word for word the commentary of the quarter before.
        CommentaryCopied = "commentary_copied",
    }
}

tokens! {
    /// How much a finding matters; ordered from most to least.
    pub enum Severity {
        /// What is printed would be wrong, or have a hole: settle or accept it before the quarter is signed off.
        Blocking = "blocking",
        /// Two things cannot both be right, or something is missing that ought to be there.
        Warning = "warning",
        /// Worth a look.
        Note = "note",
    }
}

/// One of the two that disagree: where it stands, and what it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FindingSide {
    /// Where.
    #[schema(example = "actual")]
    pub place: String,
    /// What it says there.
    #[schema(example = "48.8")]
    pub value: String,
}

/// What was found about one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub kind: FindingKind,
    /// What is in question.
    pub says: FindingSide,
    /// What it disagrees with.
    pub against: FindingSide,
    /// Both in one sentence.
    pub told: Told,
}

/// The sentence of a finding: in plain English, and what it is made of, so that it can be told in another language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What disagrees; its summary is the whole sentence.
    pub what: Explanation,
    /// Why the rules say otherwise, where they do.
    pub why: Option<Explanation>,
}

/// Nothing, as a value.
const NONE: &str = "none";

impl FindingKind {
    /// How much it matters.
    pub const fn severity(self) -> Severity {
        match self {
            Self::RedUnexplained
            | Self::ReturnMissing
            | Self::CompletedIncomplete
            | Self::RatioDiffers
            | Self::TextDiffers
            | Self::ImpossibleScore => Severity::Blocking,
            Self::RagChallenged
            | Self::StatedRagDiffers
            | Self::StatedDirectionDiffers
            | Self::StatedBandDiffers
            | Self::RiseUnmitigated
            | Self::TargetBelowLastYear
            | Self::DueBeforeStart => Severity::Warning,
            Self::SharedAlias | Self::NoMovement | Self::CommentaryCopied => Severity::Note,
        }
    }

    /// What settles it.
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::RedUnexplained => "File the return again with a commentary: why it is Red, and what is being done.",
            Self::ReturnMissing => "File the return; an action that is finished or given up: complete, defer or cancel it.",
            Self::CompletedIncomplete => "File an update of 100 %, or make the action active again.",
            Self::RatioDiffers => "Correct the figure, its numerator or its denominator.",
            Self::TextDiffers => "Correct the text, or restate the result.",
            Self::ImpossibleScore => "Assess the risk again, with a likelihood and an impact from 1 to 4.",
            Self::RagChallenged => "Report the expected status, or accept the finding with the reason why it is another.",
            Self::StatedRagDiffers | Self::StatedDirectionDiffers => {
                "Correct the figures or the item's rules, or file the return without what was stated."
            }
            Self::StatedBandDiffers => "Correct the score, or file the assessment without the band that was stated.",
            Self::RiseUnmitigated => "Write down what is being done about the risk, or name the actions that are to bring it down.",
            Self::TargetBelowLastYear => "Raise the target to at least last year's result, or accept it with the reason.",
            Self::DueBeforeStart => "Correct the start or the due date.",
            Self::SharedAlias => "Take the alias off all but one of the indicators.",
            Self::NoMovement => "Ask the owner whether the figure is of this quarter.",
            Self::CommentaryCopied => "Write what is new since the last quarter.",
        }
    }
}

impl Found {
    fn new(kind: FindingKind, says: (&str, String), against: (&str, String), what: Explanation) -> Self {
        let side = |(place, value): (&str, String)| FindingSide { place: place.to_owned(), value };
        Self { kind, says: side(says), against: side(against), told: Told { what, why: None } }
    }

    /// The same, where the rules say otherwise for that reason.
    fn because(mut self, why: &Explanation) -> Self {
        self.told.why = Some(why.clone());
        self
    }
}

impl Told {
    /// In plain English.
    pub fn sentence(&self) -> &str {
        &self.what.summary
    }
}

/// What disagrees, in one plain-English sentence; `case` says which one it is.
fn what(case: &'static str, sentence: impl Into<String>) -> Explanation {
    Explanation::new("finding", case, sentence.into())
}

/// Is what is printed Red, with no commentary in any language?
pub fn red_unexplained(printed: Rag, commentaries: [Option<&str>; 2]) -> Option<Found> {
    let explained = commentaries.into_iter().flatten().any(|text| !text.trim().is_empty());
    (printed == Rag::Red && !explained).then(|| {
        let what = what("red_unexplained", "It is Red, and nobody has said why.");
        Found::new(FindingKind::RedUnexplained, ("status", printed.to_string()), ("commentary", NONE.to_owned()), what)
    })
}

/// Is a commentary word for word that of the quarter before? Spaces, capitals and blank texts aside.
pub fn commentary_copied(place: &str, now: Option<&str>, before: Option<&str>) -> Option<Found> {
    let words = |text: &str| text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ");
    let (now, before) = (now?, before?);
    (!now.trim().is_empty() && words(now) == words(before)).then(|| {
        let previous = format!("{place} of the quarter before");
        let sentence = format!("The {place} is word for word that of the quarter before.");
        let what = what("commentary_copied", sentence).with("place", Some(place.to_owned()));
        Found::new(FindingKind::CommentaryCopied, (place, beginning(now)), (&previous, beginning(before)), what)
    })
}

/// How a text begins, in so many characters at most.
fn beginning(text: &str) -> String {
    const MOST: usize = 60;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut = text.char_indices().nth(MOST).and_then(|(end, _)| text.get(..end));
    cut.map_or_else(|| text.clone(), |cut| format!("{}…", cut.rsplit_once(' ').map_or(cut, |(whole, _)| whole)))
}

#[cfg(test)]
mod tests;
