//! How long an export of very many results takes, and what it costs in memory.
//!
//! ```text
//! cargo run --release -p plumbline-load -- --export 1000000
//! ```

use std::io::Write;
use std::time::{Duration, Instant};

use plumbline_shared::db::Conn;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::Fallible;
use crate::service::{Plumbline, Service};

/// What is exported. A workbook holds a million rows, not many more.
const FILES: [&str; 4] = ["indicator_results.csv", "indicator_results.ndjson", "indicator_results.xlsx", "pack.zip"];
/// The results of each indicator: ten years of quarters.
const QUARTERS: u32 = 40;
/// The first of them, as the record counts quarters.
const FIRST: u32 = 2010 * 4;

/// What one export came to.
struct Measured {
    time: Duration,
    /// On the wire.
    bytes: u64,
    /// The most that the service held more than before, in KiB.
    growth: Option<u64>,
}

/// Fills the record, an empty SQLite file, with so many results, exports them in each form, and prints what that came to. Answers
/// how many exports were not whole.
pub async fn measure(plumbline: &Plumbline, results: u32, key: &str, out: &mut impl Write) -> Fallible<u64> {
    let begun = Instant::now();
    fill(plumbline, results)?;
    writeln!(out, "{results} results put in place in {:.1} s", begun.elapsed().as_secs_f64())?;
    writeln!(out, "{:28} {:>8} {:>10} {:>14}", "file", "seconds", "MB", "growth in MiB")?;
    let mut broken = 0;
    for file in FILES {
        // Each on a service of its own, so that the growth is its own.
        let service = Service::start(plumbline).await?;
        match fetch(&service, file, key).await {
            Ok(Measured { time, bytes, growth }) => {
                let growth = growth.map_or("?".to_owned(), |growth| format!("{:.1}", tenths(growth, 1024)));
                writeln!(out, "{file:28} {:>8.1} {:>10.1} {growth:>14}", time.as_secs_f64(), tenths(bytes, 1_000_000))?;
            }
            Err(error) => {
                broken += 1;
                writeln!(out, "{file:28} {error}")?;
            }
        }
    }
    Ok(broken)
}

/// `amount` in such units, to a tenth.
fn tenths(amount: u64, unit: u64) -> f64 {
    f64::from(u32::try_from(amount * 10 / unit).unwrap_or(u32::MAX)) / 10.0
}

/// Indicators with their results, by two statements.
fn fill(plumbline: &Plumbline, results: u32) -> Fallible<()> {
    let indicators = results.div_ceil(QUARTERS);
    let numbers = format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {indicators})");
    let mut conn = Conn::open(&plumbline.database_url.parse()?)?;
    conn.execute_batch(&format!(
        "BEGIN; \
         INSERT INTO indicators (id, reference, ref_key, search, aliases, title, polarity, unit, decimals, frequency, basis, additional, \
         version, created_at, updated_at) {numbers} \
         SELECT printf('00000001-0000-7000-8000-%012d', i), 'L/' || i, 'L-' || i, '', '', 'Days lost in service ' || i, 'lower', 'days', 2, \
         'quarterly', 'in_period', FALSE, 1, 0, 0 FROM n; \
         INSERT INTO indicator_results (id, indicator_id, period, revision, actual, target, provisional, comparable, commentary, effect_on, \
         recorded_at, recorded_by) {numbers}, q(p) AS (SELECT {FIRST} UNION ALL SELECT p + 1 FROM q WHERE p < {FIRST} + {QUARTERS} - 1) \
         SELECT printf('00000002-0000-7000-8000-%012d', i * {QUARTERS} + p - {FIRST}), printf('00000001-0000-7000-8000-%012d', i), p, 1, \
         (i % 1000) * 10000, 4450000, FALSE, TRUE, 'More days were lost to short absences than in the quarter before.', '2017-09-30', 0, \
         'load' FROM n, q LIMIT {results}; \
         COMMIT;"
    ))?;
    Ok(())
}

/// Reads an answer to its end; fails when it is no 200, or when the last chunk does not come.
async fn fetch(service: &Service, file: &str, key: &str) -> Fallible<Measured> {
    let before = service.memory();
    let begun = Instant::now();
    let mut stream = TcpStream::connect(service.address).await?;
    let request =
        format!("GET /api/v1/exports/{file} HTTP/1.1\r\nhost: load.example\r\nauthorization: Bearer {key}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let (mut buffer, mut bytes, mut beginning, mut end) = (vec![0_u8; 64 * 1024], 0_u64, Vec::new(), Vec::new());
    loop {
        let count = stream.read(&mut buffer).await?;
        let read = buffer.get(..count).unwrap_or_default();
        if read.is_empty() {
            break;
        }
        if beginning.len() < 16 {
            beginning.extend_from_slice(read);
            beginning.truncate(16);
        }
        end.extend_from_slice(read);
        end.drain(..end.len().saturating_sub(5));
        bytes += u64::try_from(count)?;
    }
    if !beginning.starts_with(b"HTTP/1.1 200") || end != b"0\r\n\r\n" {
        return Err(format!("not whole after {bytes} bytes: {}", String::from_utf8_lossy(&beginning)).into());
    }
    let growth = before.zip(service.memory()).map(|(before, after)| after.peak.saturating_sub(before.now));
    Ok(Measured { time: begun.elapsed(), bytes, growth })
}
