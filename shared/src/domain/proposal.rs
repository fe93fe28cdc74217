//! What is worth a sentence among the achievements and the challenges of a quarter.

use super::risk::{Band, band};
use super::status::Rag;

tokens! {
    /// Which part of a report a proposal is for.
    pub enum ProposalSection {
        /// What went well.
        Achievements = "achievements",
        /// What did not.
        Challenges = "challenges",
    }
}

tokens! {
    /// Why something is proposed.
    pub enum ProposalReason {
        /// Green, and it was not in its return before.
        TurnedGreen = "turned_green",
        /// Green or Amber, after at least two returns running as Red.
        WonBack = "won_back",
        /// The target of the year is reached before the year has ended.
        TargetReached = "target_reached",
        /// An action that was completed before it was due.
        CompletedEarly = "completed_early",
        /// A risk whose score is in a lower band.
        RiskFallen = "risk_fallen",
        /// Red for so many returns running that an alert tells it.
        ChronicRed = "chronic_red",
        /// A risk whose score is in a higher band.
        RiskRisen = "risk_risen",
    }
}

/// So many returns running as Red are worth winning back.
const WON_BACK_FROM: usize = 2;

impl ProposalReason {
    /// Which part of a report it is for.
    pub const fn section(self) -> ProposalSection {
        match self {
            Self::TurnedGreen | Self::WonBack | Self::TargetReached | Self::CompletedEarly | Self::RiskFallen => {
                ProposalSection::Achievements
            }
            Self::ChronicRed | Self::RiskRisen => ProposalSection::Challenges,
        }
    }
}

/// What an item's statuses are worth, the latest return first; with how many returns running it had been Red, where that is told.
pub fn of_rags(rags: &[Rag]) -> Option<(ProposalReason, usize)> {
    let (now, before) = rags.split_first()?;
    let red = before.iter().take_while(|rag| **rag == Rag::Red).count();
    match now {
        Rag::Green | Rag::Amber if red >= WON_BACK_FROM => Some((ProposalReason::WonBack, red)),
        Rag::Green if matches!(before.first(), Some(Rag::Amber | Rag::Red)) => Some((ProposalReason::TurnedGreen, red)),
        _ => None,
    }
}

/// What the move of a risk's score from one to another is worth: only another band is told.
pub fn of_scores(from: i32, to: i32) -> Option<ProposalReason> {
    let rank = |score: i32| Band::ALL.iter().position(|one| Some(*one) == band(score));
    let (from, to) = (rank(from)?, rank(to)?);
    match to.cmp(&from) {
        std::cmp::Ordering::Less => Some(ProposalReason::RiskFallen),
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Greater => Some(ProposalReason::RiskRisen),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Rag::{Amber, Green, NotApplicable, Red};

    #[test]
    fn what_turned_green_or_was_won_back_is_told() {
        type Case<'a> = (&'a [Rag], Option<(ProposalReason, usize)>);
        let cases: [Case<'_>; 9] = [
            (&[Green, Amber], Some((ProposalReason::TurnedGreen, 0))),
            (&[Green, Red, Amber], Some((ProposalReason::TurnedGreen, 1))),
            (&[Green, Red, Red, Green], Some((ProposalReason::WonBack, 2))),
            (&[Amber, Red, Red, Red], Some((ProposalReason::WonBack, 3))),
            (&[Amber, Red, Green], None),
            (&[Green, Green], None),
            (&[Green, NotApplicable, Red], None),
            (&[Red, Red, Red], None),
            (&[], None),
        ];
        for (rags, expected) in cases {
            assert_eq!(of_rags(rags), expected, "{rags:?}");
        }
    }

    #[test]
    fn a_risk_is_told_where_its_band_is_another() {
        let cases = [
            (12, 9, Some(ProposalReason::RiskFallen)),
            (9, 12, Some(ProposalReason::RiskRisen)),
            (12, 16, None),
            (6, 4, None),
            (5, 12, None),
        ];
        for (from, to, expected) in cases {
            assert_eq!(of_scores(from, to), expected, "{from} {to}");
        }
    }
}
