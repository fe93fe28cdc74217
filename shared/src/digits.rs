//! Days and instants as JSON has them, each written in one piece: chrono's own writing, a character at a time, was a tenth of
//! what a page of items costs.

use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, Timelike, Utc};
use serde::Serializer;
use std::fmt;

/// `value` in decimal, with leading zeros; its last `N` digits, where it has more.
pub(crate) fn digits<const N: usize>(mut value: u32) -> [u8; N] {
    let mut out = [b'0'; N];
    for place in out.iter_mut().rev() {
        *place += u8::try_from(value % 10).unwrap_or(0);
        value /= 10;
    }
    out
}

/// Writes ASCII in one piece.
pub(crate) fn put(f: &mut fmt::Formatter<'_>, ascii: &[u8]) -> fmt::Result {
    f.write_str(str::from_utf8(ascii).map_err(|_| fmt::Error)?)
}

/// A day as in `2017-10-16` (RFC 3339, `full-date`), for `#[serde(serialize_with)]`.
///
/// # Errors
/// Those of the serializer.
pub fn day<S: Serializer>(day: &NaiveDate, serializer: S) -> Result<S::Ok, S::Error> {
    match full_date(*day).as_ref().map(|text| str::from_utf8(text)) {
        Some(Ok(text)) => serializer.serialize_str(text),
        _ => serializer.collect_str(day),
    }
}

/// An instant as in `2017-10-16T08:00:00.000000Z` (RFC 3339, `date-time`, in UTC).
pub(crate) fn instant(at: DateTime<Utc>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Some([a, b, c, d, _, e, g, _, h, i]) = full_date(at.date_naive()) else {
        return f.write_str(&at.to_rfc3339_opts(SecondsFormat::Micros, true));
    };
    let [[j, k], [l, m], [n, o]] = [at.hour(), at.minute(), at.second()].map(digits);
    let [p, q, r, s, t, u] = digits(at.timestamp_subsec_micros());
    put(f, &[a, b, c, d, b'-', e, g, b'-', h, i, b'T', j, k, b':', l, m, b':', n, o, b'.', p, q, r, s, t, u, b'Z'])
}

/// Years of four digits are all that anything is recorded for; what lies outside them is left to chrono.
fn full_date(day: NaiveDate) -> Option<[u8; 10]> {
    let year = u32::try_from(day.year()).ok().filter(|year| *year < 10_000)?;
    let ([a, b, c, d], [e, g], [h, i]) = (digits(year), digits(day.month()), digits(day.day()));
    Some([a, b, c, d, b'-', e, g, b'-', h, i])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;
    use proptest::prelude::*;
    use serde_json::json;

    #[derive(serde::Serialize)]
    struct Shown(#[serde(serialize_with = "day")] NaiveDate);

    proptest! {
        #[test]
        fn days_are_written_as_chrono_writes_them(days in -800_000..3_800_000_i32) {
            let day = NaiveDate::from_num_days_from_ce_opt(days).unwrap();
            prop_assert_eq!(json!(Shown(day)), json!(day));
        }

        #[test]
        fn instants_are_written_as_chrono_writes_them(micros in -70_000_000_000_000_000..300_000_000_000_000_000_i64) {
            let at = Timestamp::from_micros(micros);
            prop_assert_eq!(at.to_string(), at.utc().to_rfc3339_opts(SecondsFormat::Micros, true));
        }
    }
}
