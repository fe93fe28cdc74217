//! What is found about risks and their assessments.

use super::{FindingKind, Found, NONE, what};
use crate::domain::number::Figure;
use crate::domain::period::Period;
use crate::domain::risk::{Band, Movement, RiskDirection, band};

/// That no assessment is in which is owed.
pub fn assessment_missing(period: Period) -> Found {
    let sentence = format!("An assessment is due for {}, and none is in.", period.label());
    let what = what("assessment_missing", sentence).with("period", Some(period));
    Found::new(FindingKind::ReturnMissing, ("due for", period.to_string()), ("assessment", NONE.to_owned()), what)
}

/// Is the score one that no likelihood and impact from 1 to 4 give?
pub fn impossible_score(score: i32) -> Option<Found> {
    band(score).is_none().then(|| {
        let what = what("impossible_score", format!("No likelihood and impact from 1 to 4 give a score of {score}."));
        let what = what.with("score", Some(Figure::from(score)));
        Found::new(FindingKind::ImpossibleScore, ("residual score", score.to_string()), ("band", NONE.to_owned()), what)
    })
}

/// Is the band that an earlier system printed another than the score's? A score that cannot be has none to hold it against.
pub fn stated_band_differs(stated: Option<Band>, score: i32) -> Option<Found> {
    let (stated, band) = (stated?, band(score)?);
    (stated != band).then(|| {
        let sentence = format!("It was printed {stated}, and a score of {score} is {band}.");
        let what = what("stated_band_differs", sentence).with("stated_band", Some(stated.as_str()));
        let what = what.with("score", Some(Figure::from(score))).with("band", Some(band.as_str()));
        let (says, against) = (("stated band", stated.to_string()), ("band of the score", format!("{band} ({score})")));
        Found::new(FindingKind::StatedBandDiffers, says, against, what)
    })
}

/// Is the direction that an earlier system printed another than the rule's?
pub fn stated_direction_differs(stated: Option<Movement>, direction: RiskDirection) -> Option<Found> {
    let stated = stated?;
    let agrees = match direction {
        RiskDirection::Increasing => stated == Movement::Up,
        RiskDirection::Same => stated == Movement::Same,
        RiskDirection::Decreasing => stated == Movement::Down,
        RiskDirection::EstablishingBaseline => true,
    };
    (!agrees).then(|| {
        let sentence = format!("It was printed {stated}, and against its latest earlier assessment its score is {direction}.");
        let what = what("stated_movement_differs", sentence).with("stated_movement", Some(stated.as_str()));
        let (says, against) = (("stated direction", stated.to_string()), ("direction by the scores", direction.to_string()));
        Found::new(FindingKind::StatedDirectionDiffers, says, against, what.with("risk_direction", Some(direction.as_str())))
    })
}

/// Is a risk rising with nothing recorded that is to bring it down: no action, no text? `score` is its residual score.
pub fn rise_unmitigated(rising: bool, score: i32, actions: usize, text: Option<&str>) -> Option<Found> {
    let something = actions > 0 || text.is_some_and(|text| !text.trim().is_empty());
    (rising && !something).then(|| {
        let sentence = format!("Its score of {score} is rising, and nothing is recorded that is to bring it down.");
        let what = what("rise_unmitigated", sentence).with("score", Some(Figure::from(score)));
        let (says, against) = (("residual score", format!("{score}, rising")), ("mitigating actions", NONE.to_owned()));
        Found::new(FindingKind::RiseUnmitigated, says, against, what)
    })
}
