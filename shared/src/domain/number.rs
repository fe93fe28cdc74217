//! Exact figures: what is written is what is stored, compared and printed.

use crate::digits::{digits, put};
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// An exact decimal with at most six decimals, smaller than 10¹² in size.
///
/// `67.13` in is `67.13` out. Held and stored as a whole number of millionths, so that both databases compare, sort and sum
/// it exactly. In JSON it is written as a number, and read from a number or a string.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Figure(i64);

/// Why a text or a number is not a [`Figure`].
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum FigureError {
    /// Not a decimal number.
    #[error("must be a number, with a dot for decimals and no separators, such as 1234.5")]
    NotANumber,
    /// More than six decimals.
    #[error("has more than 6 decimals")]
    TooManyDecimals,
    /// 10¹² or more in size.
    #[error("must be smaller than 1000000000000 in size")]
    TooLarge,
}

const SCALE: u32 = 6;

/// How many millionths one is, for stores that sum scaled figures.
pub const ONE: i64 = 1_000_000;

/// In millionths.
const LIMIT: i64 = 1_000_000_000_000 * ONE;

impl Figure {
    /// Zero.
    pub const ZERO: Self = Self(0);

    /// The figure of so many millionths; `None` outside the range.
    pub fn from_millionths(millionths: i64) -> Option<Self> {
        (-LIMIT < millionths && millionths < LIMIT).then_some(Self(millionths))
    }

    /// How many millionths it is.
    pub const fn millionths(self) -> i64 {
        self.0
    }

    /// The number itself, with no more decimals than it needs.
    pub fn decimal(self) -> Decimal {
        Decimal::new(self.0, SCALE).normalize()
    }

    /// The figure nearest to `value`, at so many decimals (at most six), half away from zero; `None` outside the range.
    pub fn rounded(value: Decimal, decimals: u32) -> Option<Self> {
        let strategy = rust_decimal::RoundingStrategy::MidpointAwayFromZero;
        Self::try_from(value.round_dp_with_strategy(decimals.min(SCALE), strategy)).ok()
    }

    /// `numerator ÷ denominator`, rounded once, at so many decimals (at most six), half away from zero; `None` outside the
    /// range or for a denominator of 0.
    pub fn quotient(numerator: i128, denominator: i128, decimals: u32) -> Option<Self> {
        let doubled = numerator.checked_mul(10_i128.checked_pow(decimals)?)?.checked_mul(2)?.checked_abs()?;
        let size = denominator.checked_abs()?;
        let quotient = doubled.checked_add(size)?.checked_div(size.checked_mul(2)?)?;
        let signed = if (numerator < 0) == (denominator < 0) { quotient } else { -quotient };
        let millionths = signed.checked_mul(10_i128.checked_pow(SCALE.checked_sub(decimals)?)?)?;
        Self::from_millionths(millionths.try_into().ok()?)
    }

    /// `self − other`; `None` outside the range.
    pub fn minus(self, other: Self) -> Option<Self> {
        Self::from_millionths(self.0 - other.0)
    }

    /// How many millionths it is, wide enough for the product of any two figures: comparisons multiply crosswise instead
    /// of dividing, so that no rounding ever decides a status.
    pub fn wide(self) -> i128 {
        i128::from(self.0)
    }

    /// The number, if it has no decimals.
    const fn whole(self) -> Option<i64> {
        if self.0 % ONE == 0 { Some(self.0 / ONE) } else { None }
    }
}

impl From<i32> for Figure {
    fn from(value: i32) -> Self {
        Self(i64::from(value) * ONE)
    }
}

impl From<u32> for Figure {
    fn from(value: u32) -> Self {
        Self(i64::from(value) * ONE)
    }
}

impl TryFrom<Decimal> for Figure {
    type Error = FigureError;

    fn try_from(value: Decimal) -> Result<Self, FigureError> {
        let mut scaled = value.normalize();
        if scaled.scale() > SCALE {
            return Err(FigureError::TooManyDecimals);
        }
        scaled.rescale(SCALE);
        // One too large for six decimals is left with fewer.
        let millionths = (scaled.scale() == SCALE).then(|| i64::try_from(scaled.mantissa()).ok()).flatten();
        millionths.and_then(Self::from_millionths).ok_or(FigureError::TooLarge)
    }
}

impl FromStr for Figure {
    type Err = FigureError;

    /// Reads digits with an optional sign and decimal point; nothing else, so that `1,234` or `1e3` is refused.
    fn from_str(text: &str) -> Result<Self, FigureError> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, decimals) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
        let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !all_digits(whole) || decimals.is_some_and(|part| !all_digits(part)) {
            return Err(FigureError::NotANumber);
        }
        if decimals.is_some_and(|part| part.trim_end_matches('0').len() > SCALE as usize) {
            return Err(FigureError::TooManyDecimals);
        }
        if whole.trim_start_matches('0').len() > 12 {
            return Err(FigureError::TooLarge);
        }
        let kept = decimals.map_or(String::new(), |part| format!(".{}", part.trim_end_matches('0')));
        let plain = format!("{}{whole}{kept}", if text.starts_with('-') { "-" } else { "" });
        let value = Decimal::from_str_exact(plain.trim_end_matches('.')).map_err(|_| FigureError::NotANumber)?;
        Self::try_from(value)
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, rest) = (self.0.unsigned_abs() / ONE.unsigned_abs(), self.0.unsigned_abs() % ONE.unsigned_abs());
        let decimals: [u8; SCALE as usize] = digits(u32::try_from(rest).unwrap_or_default());
        match decimals.iter().rposition(|digit| *digit != b'0') {
            None => write!(f, "{sign}{whole}"),
            Some(last) => {
                write!(f, "{sign}{whole}.")?;
                put(f, decimals.get(..=last).unwrap_or_default())
            }
        }
    }
}

impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.whole() {
            Some(whole) => serializer.serialize_i64(whole),
            None => serde_json::Number::from_string_unchecked(self.to_string()).serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Figure {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Not `Decimal`'s own reader: it rounds what is too long, and takes `1_000` and `.5` for numbers.
        match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::String(text) => text.parse(),
            serde_json::Value::Number(number) => from_json_number(number.as_str()),
            _ => Err(FigureError::NotANumber),
        }
        .map_err(serde::de::Error::custom)
    }
}

/// As [`Figure::from_str`], and with an exponent too: some programs write 0.00001 as `1e-05`.
fn from_json_number(text: &str) -> Result<Figure, FigureError> {
    let Some((digits, _)) = text.split_once(['e', 'E']) else { return text.parse() };
    // A figure's digits are few, so that nothing is lost in scaling them.
    digits.parse::<Figure>()?;
    Decimal::from_scientific(text).map_err(|_| FigureError::NotANumber)?.try_into()
}

impl utoipa::PartialSchema for Figure {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::Type::Number)
            .description(Some("An exact decimal: at most 6 decimals, smaller than 10^12 in size. Read from a number or a string."))
            .examples([serde_json::json!(67.13)])
            .into()
    }
}

impl utoipa::ToSchema for Figure {}

#[cfg(test)]
mod tests;
