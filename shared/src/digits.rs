//! Numbers, instants and bytes as digits, each in one piece: chrono's own writing, a character at a time, was a tenth of what
//! a page of items costs.

use crate::domain::day::Day;
use chrono::{DateTime, SecondsFormat, Timelike, Utc};
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

/// Bytes in hexadecimal, in lower case.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Writes ASCII in one piece.
pub(crate) fn put(f: &mut fmt::Formatter<'_>, ascii: &[u8]) -> fmt::Result {
    f.write_str(str::from_utf8(ascii).map_err(|_| fmt::Error)?)
}

/// An instant as in `2017-10-16T08:00:00.000000Z` (RFC 3339, `date-time`, in UTC).
pub(crate) fn instant(at: DateTime<Utc>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Some([a, b, c, d, _, e, g, _, h, i]) = Day::from(at.date_naive()).full_date() else {
        return f.write_str(&at.to_rfc3339_opts(SecondsFormat::Micros, true));
    };
    let [[j, k], [l, m], [n, o]] = [at.hour(), at.minute(), at.second()].map(digits);
    let [p, q, r, s, t, u] = digits(at.timestamp_subsec_micros());
    put(f, &[a, b, c, d, b'-', e, g, b'-', h, i, b'T', j, k, b':', l, m, b':', n, o, b'.', p, q, r, s, t, u, b'Z'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn instants_are_written_as_chrono_writes_them(micros in -70_000_000_000_000_000..300_000_000_000_000_000_i64) {
            let at = Timestamp::from_micros(micros);
            prop_assert_eq!(at.to_string(), at.utc().to_rfc3339_opts(SecondsFormat::Micros, true));
        }
    }
}
