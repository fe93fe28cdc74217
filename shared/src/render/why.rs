//! Explanations as sentences.

use super::clean::clean;
use super::phrase::Said;
use super::words::Words;
use crate::domain::day::Day;
use crate::domain::explanation::{Explanation, Fact};
use crate::domain::indicator::{Polarity, ToleranceKind};
use crate::domain::number::Figure;
use crate::domain::plan::Language;

mod alerted;

/// Why an alert or a status is what it is: how far off in a few words, then the rest in sentences. Either may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Why {
    pub headline: Said,
    pub detail: Said,
    /// How far off, as short as it can be said below a heading that says what it is about.
    pub short: Said,
}

/// The same before it is known whether there are words for it.
struct Worded {
    headline: String,
    detail: Vec<String>,
    short: String,
}

impl Why {
    /// Both together.
    pub fn sentence(&self) -> String {
        match (self.headline.text.as_str(), self.detail.text.as_str()) {
            ("", detail) => detail.to_owned(),
            (headline, "") => format!("{headline}."),
            (headline, detail) => format!("{headline}. {detail}"),
        }
    }
}

/// How the figures of a measure are written.
#[derive(Clone, Copy)]
struct Style<'a> {
    unit: Option<&'a str>,
    decimals: Option<u8>,
}

impl Words {
    /// Why, in these words; the English summary for a rule and reason that we have no words for.
    pub(super) fn why(&self, explanation: &Explanation, unit: Option<&str>, decimals: Option<u8>) -> Why {
        let style = Style { unit, decimals };
        let worded = match (&*explanation.rule, &*explanation.reason) {
            ("action_overdue", _) => self.overdue(explanation),
            ("indicator_rag", "missed_beyond_tolerance" | "missed_within_tolerance" | "within_green_margin") => {
                self.missed(explanation, style)
            }
            ("indicator_rag", "target_zero_missed") => self.zero_missed(explanation, style),
            ("indicator_rag", reason) if reason.starts_with("outside_band_") => self.outside_band(explanation, style),
            ("indicator_rag", "band_limit_zero_missed") => self.outside_band(explanation, style),
            ("indicator_rag", _) => self.by_reason("result", explanation, style),
            ("risk_direction", _) => self.by_reason("moved", explanation, style),
            ("indicator_direction", _) => self.by_reason("travel", explanation, style),
            ("risk_band", "score_in_band") => self.in_band(explanation),
            ("risk_band", _) => self.by_reason("risk", explanation, style),
            ("action_expected_rag", _) => self.by_reason("progress", explanation, style),
            ("risk_rising", "score_increased") => self.score_rose(explanation, Vec::new()),
            ("risk_rising", "score_increased_and_forecast_up") => self.score_rose(explanation, vec![self.text("why-rose-again")]),
            ("risk_rising", "forecast_up") => self.forecast_up(explanation),
            _ => self.alerted(explanation),
        };
        self.said(worded, explanation)
    }

    fn said(&self, worded: Option<Worded>, explanation: &Explanation) -> Why {
        let said = |text| Said { lang: self.language(), text };
        match worded {
            Some(Worded { headline, detail, short }) => {
                Why { headline: said(headline), detail: said(detail.join(" ")), short: said(short) }
            }
            None => {
                let summary = Said { lang: Language::English, text: clean(&explanation.summary) };
                Why { headline: said(String::new()), detail: summary.clone(), short: summary }
            }
        }
    }

    fn overdue(&self, explanation: &Explanation) -> Option<Worded> {
        let days = self.figure(figure(explanation, "days_overdue")?, Some("days"), None);
        let due = date(explanation, "due")?;
        let mut detail = vec![self.with("why-overdue-due", &[("due", self.date(due).into())])];
        if let Some(original) = date(explanation, "original_due").filter(|original| *original != due) {
            detail.push(self.with("why-overdue-first", &[("original", self.date(original).into())]));
        }
        if let Some(complete) = figure(explanation, "percent_complete") {
            detail.push(self.with("why-overdue-complete", &[("percent", self.figure(complete, Some("percent"), None).into())]));
        }
        Some(Worded { headline: self.with("why-overdue", &[("days", days.as_str().into())]), detail, short: days })
    }

    fn missed(&self, explanation: &Explanation, style: Style<'_>) -> Option<Worded> {
        let (actual, target) = (figure(explanation, "actual")?, figure(explanation, "target")?);
        let detail = self.better(explanation, style).into_iter().chain(self.gap(explanation, style)).collect();
        Some(self.against(actual, target, style, detail))
    }

    fn zero_missed(&self, explanation: &Explanation, style: Style<'_>) -> Option<Worded> {
        let (actual, target) = (figure(explanation, "actual")?, figure(explanation, "target")?);
        let detail = self.better(explanation, style).into_iter().chain([self.text("why-zero")]).collect();
        Some(self.against(actual, target, style, detail))
    }

    fn outside_band(&self, explanation: &Explanation, style: Style<'_>) -> Option<Worded> {
        let actual = figure(explanation, "actual")?;
        let low = figure(explanation, "band_low").filter(|low| actual < *low).map(|low| ("why-below", low));
        let high = figure(explanation, "band_high").filter(|high| actual > *high).map(|high| ("why-above", high));
        let (key, limit) = low.or(high)?;
        let shown = |value| self.figure(value, style.unit, style.decimals).into();
        let headline = self.with(key, &[("actual", shown(actual)), ("limit", shown(limit))]);
        Some(Worded { short: headline.clone(), headline, detail: self.gap(explanation, style).into_iter().collect() })
    }

    fn against(&self, actual: Figure, target: Figure, style: Style<'_>, detail: Vec<String>) -> Worded {
        let shown = |value| self.figure(value, style.unit, style.decimals).into();
        let values = [("actual", shown(actual)), ("target", shown(target))];
        Worded { headline: self.with("why-against", &values), detail, short: self.with("why-against-short", &values) }
    }

    fn better(&self, explanation: &Explanation, style: Style<'_>) -> Option<String> {
        let polarity: Polarity = text(explanation, "polarity")?.parse().ok()?;
        Some(format!("{}.", self.polarity(polarity, style.unit)))
    }

    /// Which way is better; of ranks, the first place is.
    pub(super) fn polarity(&self, polarity: Polarity, unit: Option<&str>) -> String {
        let is_rank = unit == Some("rank") && polarity == Polarity::Lower;
        if is_rank { self.text("polarity-rank") } else { self.token("polarity", polarity.as_str()) }
    }

    fn gap(&self, explanation: &Explanation, style: Style<'_>) -> Option<String> {
        let tolerance = figure(explanation, "tolerance")?;
        let is_absolute = text(explanation, "tolerance_kind") == Some(ToleranceKind::Absolute.as_str());
        let miss = figure(explanation, if is_absolute { "miss" } else { "miss_percent" })?;
        let (gap, allowed) = if is_absolute {
            let shown = |value| self.distance(value, style.unit, style.decimals);
            (shown(miss), shown(tolerance))
        } else {
            (self.share(miss, Some(tolerance)), self.figure(tolerance, Some("percent"), None))
        };
        // A miss that was rounded to what it exceeds would read as if it did not.
        let key = if miss == tolerance && explanation.reason.ends_with("beyond_tolerance") { "why-gap-just" } else { "why-gap" };
        Some(self.with(key, &[("gap", gap.into()), ("tolerance", allowed.into())]))
    }

    /// The sentence for a reason that says all, with the inputs of the rule as its values.
    fn by_reason(&self, kind: &str, explanation: &Explanation, style: Style<'_>) -> Option<Worded> {
        let shown = |name: &str, fact: &Fact| match fact {
            Fact::Date(day) => self.date(*day),
            Fact::Period(period) => self.period(*period),
            Fact::Figure(figure) if name.contains("percent") => self.share(*figure, None),
            Fact::Figure(figure) => self.figure(*figure, style.unit, style.decimals),
            Fact::Text(text) => clean(text),
            Fact::Flag(flag) => flag.to_string(),
        };
        let values = explanation.inputs.iter().map(|(name, fact)| (name.as_ref(), shown(name, fact))).collect();
        let sentence = self.known(&format!("{kind}-{}", explanation.reason), values)?;
        Some(Worded { headline: String::new(), detail: vec![sentence.clone()], short: sentence })
    }

    fn score_rose(&self, explanation: &Explanation, detail: Vec<String>) -> Option<Worded> {
        let score = self.figure(figure(explanation, "residual_score")?, None, None);
        let Some(previous) = figure(explanation, "previous_score") else {
            let rated = self.rated(explanation)?;
            return Some(Worded { headline: self.with("why-rose-stated", &[("score", rated.as_str().into())]), detail, short: rated });
        };
        let previous = self.figure(previous, None, None);
        let values = [("previous", previous.as_str().into()), ("score", self.rated(explanation)?.into())];
        Some(Worded { headline: self.with("why-rose", &values), detail, short: format!("{previous} → {score}") })
    }

    fn forecast_up(&self, explanation: &Explanation) -> Option<Worded> {
        let score = self.rated(explanation)?;
        Some(Worded { headline: self.with("why-forecast", &[("score", score.as_str().into())]), detail: Vec::new(), short: score })
    }

    fn in_band(&self, explanation: &Explanation) -> Option<Worded> {
        let score = self.figure(figure(explanation, "residual_score")?, None, None);
        let band = self.token("band", text(explanation, "band")?);
        let sentence = self.with("risk-in-band", &[("score", score.into()), ("band", band.into())]);
        Some(Worded { headline: String::new(), detail: vec![sentence.clone()], short: sentence })
    }

    /// The residual score with its band, where it has one: `12 (high)`.
    fn rated(&self, explanation: &Explanation) -> Option<String> {
        let score = self.figure(figure(explanation, "residual_score")?, None, None);
        Some(match text(explanation, "band") {
            Some(band) => self.with("score", &[("score", score.into()), ("band", self.token("band", band).into())]),
            None => score,
        })
    }
}

fn figure(explanation: &Explanation, name: &str) -> Option<Figure> {
    match explanation.input(name)? {
        Fact::Figure(figure) => Some(*figure),
        _ => None,
    }
}

fn date(explanation: &Explanation, name: &str) -> Option<Day> {
    match explanation.input(name)? {
        Fact::Date(date) => Some(*date),
        _ => None,
    }
}

fn text<'a>(explanation: &'a Explanation, name: &str) -> Option<&'a str> {
    match explanation.input(name)? {
        Fact::Text(text) => Some(text),
        _ => None,
    }
}
