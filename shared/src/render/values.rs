//! Dates, periods and figures as people write them.

use super::clean::clean;
use super::words::Words;
use crate::domain::day::Day;
use crate::domain::number::Figure;
use crate::domain::period::Period;
use chrono::Datelike;
use fluent_bundle::FluentValue;
use rust_decimal::Decimal;

impl Words {
    /// `16 October 2017`.
    pub fn date(&self, day: Day) -> String {
        self.with("date", &[("day", day.day().into()), ("month", day.month().into()), ("year", day.year().into())])
    }

    /// `Q2 2017/18`.
    pub fn period(&self, period: Period) -> String {
        let next = format!("{:02}", (period.year() + 1).rem_euclid(100));
        let quarter = period.quarter() as i32 + 1;
        self.with("period", &[("quarter", quarter.into()), ("year", period.year().into()), ("next", next.into())])
    }

    /// A figure with its unit: `98.60%`, `76 seconds`, `7th`, `£1,250.50`. Digits are added, never taken away.
    pub fn figure(&self, value: Figure, unit: Option<&str>, decimals: Option<u8>) -> String {
        let unit = unit.unwrap_or("number");
        let written = digits(value.decimal(), places(value.decimal(), unit, decimals));
        match unit {
            "number" => written,
            "percent" => self.with("unit-percent", &[("n", written.into())]),
            "currency" => match written.strip_prefix('-') {
                Some(owed) => format!("-{}", self.with("unit-currency", &[("n", owed.into())])),
                None => self.with("unit-currency", &[("n", written.into())]),
            },
            "days" | "seconds" | "years" => self.counted(&format!("unit-{unit}"), value, written),
            "rank" => self.rank(value, written),
            other => match other.strip_prefix("rate_per_").and_then(|per| per.parse::<u32>().ok()) {
                Some(per) => self.with("unit-rate", &[("n", written.into()), ("per", digits(Decimal::from(per), 0).into())]),
                None => format!("{written} {}", clean(other)),
            },
        }
    }

    /// How far apart two figures of `unit` are: percentages differ by points, ranks by places.
    pub fn distance(&self, value: Figure, unit: Option<&str>, decimals: Option<u8>) -> String {
        let key = match unit {
            Some("percent") => "unit-points",
            Some("rank") => "unit-places",
            _ => return self.figure(value, unit, decimals),
        };
        self.counted(key, value, digits(value.decimal(), value.decimal().scale()))
    }

    /// A share in percent, to one decimal; to the one given where rounding would make it `unlike` nothing any more.
    pub fn share(&self, percent: Figure, unlike: Option<Figure>) -> String {
        let rounded = Figure::rounded(percent.decimal(), 1).filter(|rounded| Some(*rounded) != unlike).unwrap_or(percent);
        self.figure(rounded, Some("percent"), None)
    }

    fn counted(&self, key: &str, value: Figure, written: String) -> String {
        self.with(key, &[("count", plural_of(value, &written)), ("n", written.into())])
    }

    fn rank(&self, value: Figure, written: String) -> String {
        let is_place = value.decimal().is_integer() && value > Figure::ZERO;
        if is_place { self.with("rank", &[("place", plural_of(value, &written)), ("n", written.into())]) } else { written }
    }
}

/// How many decimals to show: those stated, or those it has if they are more; pence come in pairs.
fn places(value: Decimal, unit: &str, decimals: Option<u8>) -> u32 {
    let given = value.normalize().scale().max(decimals.map_or(0, u32::from).min(6));
    if unit == "currency" && given == 1 { 2 } else { given }
}

/// The number that decides the plural form. What is written with decimals is never "one": it counts as a half.
fn plural_of(value: Figure, written: &str) -> FluentValue<'static> {
    let whole = i64::try_from(value.decimal().abs().trunc().mantissa()).ok().filter(|_| !written.contains('.'));
    whole.map_or_else(|| FluentValue::from(0.5), FluentValue::from)
}

/// The digits of `value` to `decimals` places, with a comma between thousands.
fn digits(value: Decimal, decimals: u32) -> String {
    let mut scaled = value;
    scaled.rescale(decimals);
    let plain = scaled.abs().to_string();
    let (whole, fraction) = plain.split_once('.').map_or((plain.as_str(), None), |(whole, fraction)| (whole, Some(fraction)));
    let mut written = if scaled.is_sign_negative() && !scaled.is_zero() { "-".to_owned() } else { String::new() };
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    if let Some(fraction) = fraction {
        written.push('.');
        written.push_str(fraction);
    }
    written
}
