//! One large file, imported: how long it takes, and how much memory.

use std::fmt::Write as _;
use std::io::{Write as _, stdout};
use std::time::Instant;

use crate::Fallible;
use crate::council::indicator;
use crate::http::Connection;
use crate::service::Service;

/// Quarters of each indicator; the last of them has ended on [`crate::council::TODAY`].
pub const QUARTERS: usize = 100;
/// The last quarter, counted from the first of the year 0.
const LAST: usize = 2026 * 4 + 1;

/// Imports a file of so many results, and the same again; answers how many of the two were refused.
pub async fn measure(service: &Service, key: &str, rows: usize) -> Fallible<u64> {
    let (idle, file) = (service.memory(), results(rows));
    let mut out = stdout();
    writeln!(out, "{rows} results, {} KiB of CSV", file.len().div_ceil(1024))?;
    let mut refused = 0;
    for round in ["new", "the same again"] {
        let begun = Instant::now();
        let status = send(service, key, &file).await?;
        let (seconds, memory) = (begun.elapsed().as_secs_f64(), service.memory());
        let grown = memory.zip(idle).map(|(memory, idle)| memory.peak.saturating_sub(idle.now).div_ceil(1024));
        let grown = grown.map_or_else(|| "unknown".to_owned(), |mebibytes| format!("{mebibytes} MiB"));
        writeln!(out, "{round}: {status}, {seconds:.2} s, {grown} more than idle at its peak so far")?;
        refused += u64::from(status != 200);
    }
    Ok(refused)
}

async fn send(service: &Service, key: &str, file: &str) -> Fallible<u16> {
    let head = format!(
        "POST /api/v1/imports?file=indicator_results HTTP/1.1\r\nhost: load.example\r\nauthorization: Bearer {key}\r\n\
         content-type: text/csv\r\ncontent-length: {}\r\n\r\n",
        file.len()
    );
    Ok(Connection::open(service.address).await?.exchange(format!("{head}{file}").as_bytes()).await?)
}

/// Quarter by quarter, as returns come.
fn results(rows: usize) -> String {
    let mut file = String::from("ref,period,actual,target,provisional,comparable,commentary\n");
    let indicators = rows.div_ceil(QUARTERS);
    for row in 0..rows {
        let (quarter, number) = (LAST + 1 - QUARTERS + row / indicators, row % indicators);
        let (year, actual) = (quarter / 4, 40 + (row * 7) % 50);
        let period = format!("{year}-{:02}-Q{}", (year + 1) % 100, quarter % 4 + 1);
        // Writing to a text cannot fail.
        let _ = writeln!(file, "{},{period},{actual}.{:02},75,false,true,As expected for the season.", indicator(number), row % 100);
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_results_are_of_the_same_quarter() {
        let file = results(1_000);
        let keys: std::collections::HashSet<_> = file.lines().skip(1).map(|row| row.splitn(3, ',').take(2).collect::<Vec<_>>()).collect();
        assert_eq!(keys.len(), 1_000);
        assert!(file.lines().last().unwrap().contains(",2026-27-Q2,"), "a year and a quarter as people write them");
    }
}
