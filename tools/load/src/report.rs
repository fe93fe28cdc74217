//! The table that a run prints.

use std::io::{Result, Write};

use crate::drive::Run;
use crate::service::Memory;

/// One kind of request and what it came to.
pub struct Row {
    /// The kind's name.
    pub name: &'static str,
    /// What was measured.
    pub run: Run,
}

impl Row {
    fn rate(&self) -> f64 {
        let answers = u32::try_from(self.run.latencies.count()).unwrap_or(u32::MAX);
        f64::from(answers) / self.run.elapsed.as_secs_f64()
    }
}

/// Prints the table; shares are of the first row's rate.
pub fn print(out: &mut impl Write, rows: &[Row], idle: Option<Memory>, loaded: Option<Memory>) -> Result<()> {
    let empty = rows.first().map_or(f64::NAN, Row::rate);
    writeln!(out, "{:<20}{:>10}{:>11}{:>11}{:>11}{:>9}", "", "req/s", "of empty", "p50", "p99", "not 2xx")?;
    for row in rows {
        let [p50, p99] = [50, 99].map(|percent| row.run.latencies.percentile(percent).as_secs_f64() * 1000.0);
        let (rate, share) = (row.rate(), row.rate() / empty * 100.0);
        writeln!(out, "{:<20}{rate:>10.0}{share:>9.1} %{p50:>8.2} ms{p99:>8.2} ms{:>9}", row.name, row.run.not_ok)?;
    }
    let show = |kib: Option<u64>| kib.map_or_else(|| "unknown".to_owned(), |kib| format!("{} MiB", kib.div_ceil(1024)));
    writeln!(out, "memory: {} idle, {} at its peak", show(idle.map(|memory| memory.now)), show(loaded.map(|memory| memory.peak)))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::latency::Latencies;

    #[test]
    fn the_table() {
        let row =
            |name, micros, not_ok| Row { name, run: Run { latencies: Latencies::new(micros), not_ok, elapsed: Duration::from_secs(2) } };
        let rows = [row("empty", vec![100; 200], 0), row("work", vec![2500; 50], 3)];
        let mut out = Vec::new();
        print(&mut out, &rows, Some(Memory { now: 20_480, peak: 0 }), None).unwrap();
        let expected = concat!(
            "                         req/s   of empty        p50        p99  not 2xx\n",
            "empty                      100    100.0 %    0.10 ms    0.10 ms        0\n",
            "work                        25     25.0 %    2.50 ms    2.50 ms        3\n",
            "memory: 20 MiB idle, unknown at its peak\n",
        );
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
