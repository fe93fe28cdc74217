//! How long the report of a large council takes in each of its faces, and what it costs in memory.
//!
//! ```text
//! cargo run --release -p plumbline-load -- --reports
//! ```

use std::io::Write;
use std::time::{Duration, Instant};

use crate::Fallible;
use crate::council::{Council, Late, PEOPLE, PERIOD};
use crate::http::Connection;
use crate::service::{Plumbline, Service};

/// By the ends of their paths.
const FACES: [&str; 6] = ["json", "html", "csv.zip", "xlsx", "docx", "pdf"];
/// How often each is read, after a first time that opens connections and fills caches.
const TIMES: usize = 9;

/// Fills the record, an empty one, reads each face again and again, and prints what that came to. Answers how many were refused.
pub async fn measure(plumbline: &Plumbline, out: &mut impl Write) -> Fallible<u64> {
    let council = Council { actions: 2_000, indicators: 1_000, risks: 500, people: PEOPLE, late: Late::Some };
    let pack = plumbline.dir.join("pack");
    council.write(&pack)?;
    plumbline.run(&["import", &pack.display().to_string()])?;
    let key = plumbline.run(&["keys", "create", "--role", "reader", "--name", "load"])?;
    let key = key.lines().last().unwrap_or_default();
    writeln!(out, "{:10}{:>10}{:>12}{:>12}{:>16}", "face", "first", "median", "slowest", "growth in MiB")?;
    let mut refused = 0;
    for face in FACES {
        // Each on a service of its own, so that the growth is its own.
        let service = Service::start(plumbline).await?;
        let idle = service.memory();
        let mut connection = Connection::open(service.address).await?;
        let request =
            format!("GET /api/v1/reports/council/{PERIOD}.{face} HTTP/1.1\r\nhost: load.example\r\nauthorization: Bearer {key}\r\n\r\n");
        let mut times = Vec::new();
        for _ in 0..=TIMES {
            let begun = Instant::now();
            refused += u64::from(connection.exchange(request.as_bytes()).await? != 200);
            times.push(begun.elapsed());
        }
        let first = times.remove(0);
        times.sort();
        let [median, slowest] = [times.get(TIMES / 2), times.last()].map(|time| millis(time.copied().unwrap_or_default()));
        let growth = idle.zip(service.memory()).map(|(idle, after)| after.peak.saturating_sub(idle.now).div_ceil(1024));
        let growth = growth.map_or_else(|| "unknown".to_owned(), |mebibytes| mebibytes.to_string());
        writeln!(out, "{face:10}{:>10}{median:>12}{slowest:>12}{growth:>16}", millis(first))?;
    }
    Ok(refused)
}

fn millis(time: Duration) -> String {
    format!("{} ms", time.as_millis())
}
